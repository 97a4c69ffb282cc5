use super::{masked_json, masked_text, text};
use crate::instrumentation::ActiveCore;
use crate::limits::cut;
use crate::span::{ActiveSpan, PANIC};
use opentelemetry::KeyValue;
use opentelemetry::trace::TraceContextExt;
use opentelemetry_semantic_conventions::attribute::{EXCEPTION_MESSAGE, EXCEPTION_TYPE};
use std::any::{Any, type_name};
use std::fmt::{Debug, Display};
use std::ops::Deref;

/// The name of the event that tells of an error.
const EXCEPTION: &str = "exception";

/// An error of unknown abilities, to be described where its type is known.
///
/// `lumigo_describe` is found here for what is `Display`, behind one dereference for what is `Debug`, and
/// behind two for everything else.
#[derive(Debug)]
pub struct Failure<'a, E>(ByDebug<'a, E>);

/// An error that may be `Debug`.
#[derive(Debug)]
pub struct ByDebug<'a, E>(ByType<'a, E>);

/// An error that has nothing but a type.
#[derive(Debug)]
pub struct ByType<'a, E>(&'a E);

impl<'a, E> Failure<'a, E> {
    /// Looks at an error.
    pub fn new(error: &'a E) -> Self {
        Self(ByDebug(ByType(error)))
    }
}

impl<'a, E: Display> Failure<'a, E> {
    /// The error in its own words.
    pub fn lumigo_describe(&self) -> Described<'a> {
        Described::new::<E>(Message::Display(self.0.0.0))
    }
}

impl<'a, E: Debug> ByDebug<'a, E> {
    /// The error in the words of a developer.
    pub fn lumigo_describe(&self) -> Described<'a> {
        Described::new::<E>(Message::Debug(self.0.0))
    }
}

impl<'a, E> ByType<'a, E> {
    /// The error's type alone.
    pub fn lumigo_describe(&self) -> Described<'a> {
        Described::new::<E>(Message::None)
    }
}

impl<'a, E> Deref for Failure<'a, E> {
    type Target = ByDebug<'a, E>;

    fn deref(&self) -> &ByDebug<'a, E> {
        &self.0
    }
}

impl<'a, E> Deref for ByDebug<'a, E> {
    type Target = ByType<'a, E>;

    fn deref(&self) -> &ByType<'a, E> {
        &self.0
    }
}

/// An error or a panic as far as it can be told.
pub struct Described<'a> {
    type_name: &'static str,
    message: Message<'a>,
}

enum Message<'a> {
    Display(&'a dyn Display),
    Debug(&'a dyn Debug),
    None,
}

impl<'a> Described<'a> {
    fn new<E>(message: Message<'a>) -> Self {
        let type_name = type_name::<E>();
        Self { type_name, message }
    }

    /// A panic, which is known to say something when that is a text.
    pub(super) fn of_panic(payload: &'a (dyn Any + Send)) -> Self {
        let text = payload
            .downcast_ref::<&str>()
            .map(|text| text as &dyn Display);
        let text = text.or_else(|| Some(payload.downcast_ref::<String>()?));
        Self {
            type_name: PANIC,
            message: text.map_or(Message::None, Message::Display),
        }
    }

    /// Marks the span as failed, with an event that tells why.
    pub(super) fn record(&self, core: &ActiveCore, span: &mut ActiveSpan) {
        let message = self.message(core);
        let mut attributes = vec![KeyValue::new(EXCEPTION_TYPE, self.type_name)];
        let description = match message {
            Some(message) => {
                let description = format!("{}: {message}", self.type_name);
                attributes.push(KeyValue::new(EXCEPTION_MESSAGE, message));
                cut(&description, core.payload_length()).to_owned()
            }
            None => self.type_name.to_owned(),
        };
        span.context().span().add_event(EXCEPTION, attributes);
        span.set_described_error(self.type_name, description);
    }

    fn message(&self, core: &ActiveCore) -> Option<String> {
        let mut message = text(core);
        match self.message {
            Message::Display(error) => message
                .push_display(error)
                .then(|| masked_text(core, &message.into_string())),
            // It is not JSON, but has its keys and values.
            Message::Debug(error) => message
                .push_display(&format_args!("{error:?}"))
                .then(|| masked_json(core, &message.into_string())),
            Message::None => None,
        }
    }
}

impl Debug for Described<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Not the message: it is not masked yet.
        f.debug_struct("Described")
            .field("type_name", &self.type_name)
            .finish_non_exhaustive()
    }
}
