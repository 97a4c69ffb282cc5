/// How far a received message is followed back to where it comes from.
///
/// Both may be negative, as the variables may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChainLimits {
    /// How many services are told one behind the other, the nearest included. From 0 down: none.
    pub depth: i64,
    /// How many messages of one service are looked into, the first ones. Below 0: all but so many.
    pub width: i64,
}

impl ChainLimits {
    /// Limits of a depth and a width.
    pub const fn new(depth: i64, width: i64) -> Self {
        Self { depth, width }
    }
}

impl Default for ChainLimits {
    fn default() -> Self {
        Self::new(3, 5)
    }
}
