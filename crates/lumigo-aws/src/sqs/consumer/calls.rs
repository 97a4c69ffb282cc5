use tokio::task::JoinSet;

/// How many calls of a kind are under way at most.
const AT_ONCE: usize = 16;

/// Calls that are made several at once. They are given up when this is dropped.
#[derive(Default)]
pub(super) struct Calls(JoinSet<()>);

impl Calls {
    /// Makes a call when there is room for it.
    pub(super) async fn make(&mut self, call: impl Future<Output = ()> + Send + 'static) {
        // Tasks that have ended are kept until they are asked for.
        while self.0.try_join_next().is_some() {}
        if self.0.len() >= AT_ONCE {
            self.0.join_next().await;
        }
        self.0.spawn(call);
    }

    /// Waits for all of them.
    pub(super) async fn finish(mut self) {
        while self.0.join_next().await.is_some() {}
    }
}
