use super::members::Members;
use super::parts::Parts;
use super::{any_is_secret, masked_json, text};
use crate::attributes::{INPUT_ARGS, INPUT_KWARGS};
use crate::instrumentation::ActiveCore;
use crate::masking::MASK;
use crate::span::ActiveSpan;
use opentelemetry::KeyValue;
use serde::Serialize;

/// The arguments of one call. Those that cannot be serialized are left out.
#[derive(Debug)]
pub struct Arguments<'a> {
    core: &'a ActiveCore,
    span: &'a ActiveSpan,
    unnamed: Members,
    named: Members,
}

impl<'a> Arguments<'a> {
    pub(super) fn new(core: &'a ActiveCore, span: &'a ActiveSpan) -> Self {
        Self {
            core,
            span,
            unnamed: Members::array(text(core)),
            named: Members::object(text(core)),
        }
    }

    /// Adds an argument by its name. It may have been taken from fields of other names, which may say
    /// that it is secret.
    #[must_use]
    pub fn named<T: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        fields: &[&str],
        value: &T,
    ) -> Self {
        if any_is_secret(self.core, fields) {
            self.named.push(Some(name), MASK);
        } else {
            self.named.push(Some(name), value);
        }
        self
    }

    /// Adds an argument that has no name.
    #[must_use]
    pub fn unnamed<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        self.unnamed.push(None, value);
        self
    }

    /// What the parts of an argument without a name are added to.
    pub fn parts(&self) -> Parts<'a> {
        Parts::new(self.core)
    }

    /// Adds an argument that has no name, by its parts.
    #[must_use]
    pub fn unnamed_parts(mut self, parts: Parts<'_>) -> Self {
        self.unnamed.push_json(&parts.into_json());
        self
    }

    /// Sets the attributes.
    pub fn record(self) {
        for (key, members) in [(INPUT_ARGS, self.unnamed), (INPUT_KWARGS, self.named)] {
            let json = masked_json(self.core, &members.into_string());
            self.span.set_attribute(KeyValue::new(key, json));
        }
    }
}
