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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    /// Notes what it sees, and that it has passed it on.
    #[derive(Debug, Default)]
    struct Notes(Mutex<Vec<&'static str>>);

    impl Watcher<&'static str> for Notes {
        fn watch<R>(&self, event: &'static str, pass_on: impl FnOnce(&'static str) -> R) -> R {
            self.0.lock().unwrap().push(event);
            let passed = pass_on("for the host");
            self.0.lock().unwrap().push("passed on");
            passed
        }
    }

    #[test]
    fn the_host_is_called_in_between() {
        let notes = Arc::new(Notes::default());
        let host = Arc::clone(&notes);
        let mut slot = Some(EventHandler::callback(move |event| {
            host.0.lock().unwrap().push(event);
        }));
        chain(&mut slot, Arc::clone(&notes));
        let Some(EventHandler::Callback(chained)) = slot else {
            panic!("{slot:?}");
        };
        chained("event");
        let seen = notes.0.lock().unwrap();
        assert_eq!(*seen, ["event", "for the host", "passed on"]);
    }

    #[test]
    fn an_event_is_seen_where_the_driver_is_awaited_whatever_the_host_does() {
        let notes = Arc::new(Notes::default());
        let mut slot = Some(EventHandler::async_callback(|_| Box::pin(async {})));
        chain(&mut slot, Arc::clone(&notes));
        let Some(EventHandler::AsyncCallback(chained)) = slot else {
            panic!("{slot:?}");
        };
        drop(chained("event"));
        assert_eq!(*notes.0.lock().unwrap(), ["event", "passed on"]);
    }
}
