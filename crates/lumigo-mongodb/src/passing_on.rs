use std::cell::Cell;

thread_local! {
    static REQUEST: Cell<Option<i32>> = const { Cell::new(None) };
}

/// While a started command that has a span is passed on to the host's handler. That may be one of ours too,
/// of options that were instrumented twice.
#[derive(Debug)]
pub(crate) struct PassingOn {
    before: Option<i32>,
}

impl PassingOn {
    pub(crate) fn begin(request: i32) -> Self {
        let before = REQUEST.replace(Some(request));
        Self { before }
    }

    /// Whether this command has a span already. The driver numbers the commands of all clients.
    pub(crate) fn is_of(request: i32) -> bool {
        REQUEST.get() == Some(request)
    }
}

impl Drop for PassingOn {
    fn drop(&mut self) {
        REQUEST.set(self.before);
    }
}
