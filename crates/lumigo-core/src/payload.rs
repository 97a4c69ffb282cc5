//! Payloads on their way past us: a bounded copy, masked once at the end.

mod format;
mod kept;

use crate::core::Core;
use crate::limits::cut;
use crate::masking::{
    KeyMask, MASK, MaskingContext, looks_like_form, looks_like_json, mask_as_json, mask_form,
    mask_text,
};
use format::Format;
use http::HeaderMap;
use kept::Kept;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// Collects the start of a payload while it passes.
///
/// Made by [`ActiveCore::capture`](crate::ActiveCore::capture). It never waits, and keeps no more than
/// it will show: a payload that is not text is only counted.
///
/// ```
/// # use lumigo_core::{Instrumentation, Lumigo, MaskingContext};
/// # static INSTRUMENTATION: Instrumentation = Instrumentation::new("docs", "1", &["docs"]);
/// # let lumigo = Lumigo::builder().with_variables([("LUMIGO_DEBUG", "false")]).build();
/// # let core = INSTRUMENTATION.of(&lumigo).unwrap();
/// let headers = http::HeaderMap::new();
/// let mut capture = core.capture(MaskingContext::RequestBody, &headers).unwrap();
/// capture.push(br#"{"user": "ada", "pass"#);
/// capture.push(br#"word": "hunter2"}"#);
/// assert_eq!(capture.size(), 38);
/// assert_eq!(capture.finish().unwrap(), r#"{"user": "ada", "password": "****"}"#);
/// ```
#[must_use = "nothing is kept unless chunks are pushed"]
pub struct Capture {
    core: Arc<Core>,
    context: MaskingContext,
    /// `None` when the payload is not text, or not shown anyway.
    format: Option<Format>,
    kept: Kept,
    size: u64,
}

impl Capture {
    pub(crate) fn new(core: &Arc<Core>, context: MaskingContext, headers: &HeaderMap) -> Self {
        let is_shown = !core.masks.of(context).is_everything();
        Self {
            core: Arc::clone(core),
            context,
            format: is_shown.then(|| Format::of(headers)).flatten(),
            kept: Kept::new(core.limits.payload_length()),
            size: 0,
        }
    }

    /// Takes the next bytes of the payload. Chunks may end anywhere.
    pub fn push(&mut self, chunk: &[u8]) {
        self.size = self.size.saturating_add(chunk.len() as u64);
        if self.format.is_some() {
            self.kept.push(chunk);
        }
    }

    /// Keeps no more of what follows: something is missing before it.
    pub(crate) fn close(&mut self) {
        self.kept.close();
    }

    /// How many bytes have passed, kept or not.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The text with its secrets masked, cut at the limit; `****` when the context's list is `all`, and
    /// an empty text when nothing has passed. `None` when the payload is not text that is captured:
    /// another content type, compressed, or not UTF-8.
    pub fn finish(self) -> Option<String> {
        let mask = self.core.masks.of(self.context);
        let limit = self.core.limits.payload_length();
        if mask.is_everything() {
            return Some(cut(MASK, limit).to_owned());
        }
        let format = self.format?;
        let text = self.kept.into_text()?;
        let is_plain = format == Format::Any && !looks_like_json(&text) && !looks_like_form(&text);
        if !is_plain && memchr::memchr(0, text.as_bytes()).is_some() {
            // It may be UTF-16, which hides keys.
            return None;
        }
        match masked(&text, format, mask) {
            Cow::Borrowed(same) if std::ptr::eq(same, text.as_str()) => Some(text),
            Cow::Owned(masked) if masked.len() <= limit => Some(masked),
            masked => Some(cut(&masked, limit).to_owned()),
        }
    }
}

impl fmt::Debug for Capture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What was kept may be secret.
        f.debug_struct("Capture")
            .field("context", &self.context)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

/// A whole text, masked and cut.
pub(crate) fn payload_text(core: &Core, context: MaskingContext, text: &str) -> String {
    let limit = core.limits.payload_length();
    // Masking holds for a text that is cut, so what will not be shown need not be read.
    let masked = mask_text(cut(text, limit), core.masks.of(context));
    cut(&masked, limit).to_owned()
}

fn masked<'a>(text: &'a str, format: Format, mask: &KeyMask) -> Cow<'a, str> {
    match format {
        Format::Json => mask_as_json(text, mask),
        Format::Form => mask_form(text, mask),
        Format::Any if looks_like_form(text) => match mask_text(text, mask) {
            Cow::Borrowed(text) => mask_form(text, mask),
            // Only JSON in a value was.
            Cow::Owned(masked) => mask_form(&masked, mask).into_owned().into(),
        },
        Format::Any => mask_text(text, mask),
    }
}
