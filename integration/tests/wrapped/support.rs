//! A registered distribution, for one test at a time.

use integration::spans::text;
use lumigo_opentelemetry::Lumigo;
use lumigo_testing::{SpanRecorder, TestSpan};
use serde_json::Value;
use std::sync::{Mutex, MutexGuard, PoisonError};

static TURN: Mutex<()> = Mutex::new(());

/// What is registered while this lives; other tests wait.
pub(crate) struct Registered {
    pub(crate) lumigo: Lumigo,
    recorder: SpanRecorder,
    _turn: Turn,
}

/// Until this is dropped, nothing is registered but by its holder.
pub(crate) struct Turn {
    _guard: MutexGuard<'static, ()>,
}

impl Registered {
    pub(crate) fn new() -> Self {
        Self::with(&[])
    }

    pub(crate) fn nothing() -> Turn {
        // A test that has failed has also shut down.
        let guard = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        Turn { _guard: guard }
    }

    pub(crate) fn with(variables: &[(&str, &str)]) -> Self {
        let turn = Self::nothing();
        let recorder = SpanRecorder::new();
        let lumigo = Lumigo::builder()
            .with_variables(variables.iter().copied())
            .with_span_processor(recorder.clone())
            .init();
        Self {
            lumigo,
            recorder,
            _turn: turn,
        }
    }

    /// The one span there is, taken out.
    #[track_caller]
    pub(crate) fn span(&self) -> TestSpan {
        let span = self.recorder.only_span();
        self.recorder.clear();
        span
    }

    pub(crate) fn recorder(&self) -> &SpanRecorder {
        &self.recorder
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        self.lumigo.shutdown();
    }
}

/// The three texts: arguments without and with a name, and the return value.
#[track_caller]
pub(crate) fn recorded(span: &TestSpan) -> [Option<&str>; 3] {
    ["input_args", "input_kwargs", "return_value"].map(|key| {
        let value = span.attribute(key)?;
        Some(value.as_str().expect("an attribute that is text"))
    })
}

/// The type of the error that the span tells of, in its three ways, and the message.
#[track_caller]
pub(crate) fn failure(span: &TestSpan) -> (String, Option<String>) {
    let [event] = span.events.as_slice() else {
        panic!("one event: {span:?}");
    };
    assert_eq!(event.name, "exception");
    let error_type = event.attributes["exception.type"].as_str().unwrap();
    let message = event.attributes.get("exception.message").map(|message| {
        let message = message.as_str();
        message.unwrap().to_owned()
    });
    assert_eq!(text(span, "error.type"), Some(error_type));
    let description = message.as_ref().map_or_else(
        || error_type.to_owned(),
        |message| format!("{error_type}: {message}"),
    );
    let expected = lumigo_opentelemetry::opentelemetry::trace::Status::error(description);
    assert_eq!(span.status, expected);
    assert_eq!(span.attribute("return_value"), None::<&Value>);
    (error_type.to_owned(), message)
}
