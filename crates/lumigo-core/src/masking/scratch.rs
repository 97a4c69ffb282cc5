use std::cell::Cell;

/// A longer text's buffers are not kept.
const MOST_KEPT: usize = 64 * 1024;

thread_local! {
    static SCRATCH: Cell<Scratch> = const { Cell::new(Scratch::new()) };
}

/// Buffers that a thread keeps from one text to the next.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// The text in lower case.
    pub(super) folded: Vec<u8>,
    /// Headers as an object, as far as they were read.
    pub(super) object: Vec<u8>,
    /// The text with its secrets masked, as far as it was read.
    pub(super) masked: String,
    /// Where keys are unescaped.
    pub(super) key: String,
}

impl Scratch {
    const fn new() -> Self {
        Self {
            folded: Vec::new(),
            object: Vec::new(),
            masked: String::new(),
            key: String::new(),
        }
    }

    /// Lends the thread's own, or others when it is about to end.
    pub(super) fn lend<T>(work: impl FnOnce(&mut Self) -> T) -> T {
        let mut scratch = SCRATCH.try_with(Cell::take).unwrap_or_default();
        scratch.masked.clear();
        scratch.object.clear();
        let done = work(&mut scratch);
        if scratch.is_small() {
            // A thread that is about to end keeps nothing.
            let _ = SCRATCH.try_with(|kept| kept.set(scratch));
        }
        done
    }

    fn is_small(&self) -> bool {
        let Self {
            folded,
            object,
            masked,
            key,
        } = self;
        let texts = masked.capacity() + key.capacity();
        folded.capacity() + object.capacity() + texts <= MOST_KEPT
    }
}
