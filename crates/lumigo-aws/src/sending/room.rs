/// How large messages and batches may be, in bytes: what the services took once, and what they take now.
const SIZE_LIMITS: [usize; 2] = [256 * 1024, 1024 * 1024];

/// What a message or a batch may grow by. Our part must not be what makes it too large.
#[derive(Debug)]
pub(crate) struct Room {
    used: usize,
}

impl Room {
    /// Beside so many bytes of the caller's own.
    pub(crate) fn beside(used: usize) -> Self {
        Self { used }
    }

    /// Takes so many bytes, if no limit lies between.
    pub(crate) fn take(&mut self, bytes: usize) -> bool {
        let size = self.used.saturating_add(bytes);
        let crosses = |limit: &usize| self.used <= *limit && *limit < size;
        if SIZE_LIMITS.iter().any(crosses) {
            return false;
        }
        self.used = size;
        true
    }
}
