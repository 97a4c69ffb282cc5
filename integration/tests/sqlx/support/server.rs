use std::collections::hash_map::RandomState;
use std::future::Future;
use std::hash::BuildHasher;
use std::thread;

/// A name that nobody else has on a server.
pub(super) fn name() -> String {
    format!("lumigo_{:016x}", RandomState::new().hash_one(0))
}

/// Does this when it is dropped, also when the test has failed.
pub(crate) struct OnDrop(Option<Box<dyn FnOnce() + Send>>);

impl OnDrop {
    pub(super) fn new<F: Future>(work: impl FnOnce() -> F + Send + 'static) -> Self {
        let run = move || {
            tokio::runtime::Runtime::new().unwrap().block_on(work());
        };
        Self(Some(Box::new(run)))
    }
}

impl Drop for OnDrop {
    fn drop(&mut self) {
        if let Some(work) = self.0.take() {
            // Not in the runtime of the test. What goes wrong there is no failure of the test.
            let _ = thread::spawn(work).join();
        }
    }
}
