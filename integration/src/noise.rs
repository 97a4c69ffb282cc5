//! Text that cannot be made much smaller: what waits for a backend that is away is compressed.

use crate::random::Random;

/// So many characters, always the same.
#[must_use]
pub fn noise(length: usize) -> String {
    let mut random = Random::new(1);
    let mut character = || char::from_u32(0x30 + random.below(64) as u32);
    (0..length).filter_map(|_| character()).collect()
}
