//! Handlers of the driver's events, ours before the host's.

use mongodb::event::EventHandler;
use std::sync::Arc;

/// Sees events on their way to the host's handler.
pub(crate) trait Watcher<T>: Send + Sync + 'static {
    /// Runs inside the task that awaits the driver, and passes the event on once.
    fn watch<R>(&self, event: T, pass_on: impl FnOnce(T) -> R) -> R;
}

/// Puts a watcher before the handler in a slot. One of a kind that is not known yet stays alone.
pub(crate) fn chain<T, W>(slot: &mut Option<EventHandler<T>>, watcher: Arc<W>)
where
    T: Send + Sync + 'static,
    W: Watcher<T>,
{
    *slot = match slot.take() {
        None => Some(EventHandler::callback(move |event| {
            watcher.watch(event, drop);
        })),
        Some(EventHandler::Callback(host)) => Some(EventHandler::callback(move |event| {
            watcher.watch(event, |event| host(event));
        })),
        // The driver spawns what is returned; what makes it is called in the task that awaits.
        Some(EventHandler::AsyncCallback(host)) => {
            Some(EventHandler::async_callback(move |event| {
                watcher.watch(event, |event| host(event))
            }))
        }
        Some(EventHandler::TokioMpsc(sender)) => Some(EventHandler::async_callback(move |event| {
            watcher.watch(event, |event| {
                let sender = sender.clone();
                Box::pin(async move {
                    let _ = sender.send(event).await;
                })
            })
        })),
        unknown => unknown,
    };
}
