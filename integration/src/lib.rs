//! What the benches of the distribution measure, and what its tests share.

pub mod cases;
pub mod wire;
