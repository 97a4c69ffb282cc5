use opentelemetry::Context;

thread_local! {
    static PRESENCE: Presence = Presence::new();
}

/// Is there as long as the thread's OpenTelemetry context is.
struct Presence;

impl Presence {
    /// The thread's values are destroyed last one first: this one before the context, which it makes
    /// now unless it is there.
    fn new() -> Self {
        Context::map_current(|_| ());
        Self
    }
}

impl Drop for Presence {
    // Without a destructor it would never be gone.
    fn drop(&mut self) {}
}

/// Whether the current context can be asked for. Not at the end of a thread, when values of the
/// host's that are destroyed later still log: there the question itself would panic.
pub(super) fn is_there() -> bool {
    PRESENCE.try_with(|_| ()).is_ok()
}
