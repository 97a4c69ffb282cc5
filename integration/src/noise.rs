//! Text that cannot be made much smaller: what waits for a backend that is away is compressed.

/// So many characters, always the same.
pub fn noise(length: usize) -> String {
    let mut state = 1_u64;
    let mut next = || {
        // Knuth's constants; the high bits are good enough.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        char::from(b'0' + (state >> 58) as u8)
    };
    (0..length).map(|_| next()).collect()
}
