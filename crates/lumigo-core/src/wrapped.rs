//! What `#[lumigo_opentelemetry::wrapped]` expands to. Its parts change without notice: use the
//! attribute.

mod arguments;
mod bounded_text;
mod call;
mod cutting;
mod failure;
mod members;
mod outcome;
mod parts;

pub use arguments::Arguments;
pub use call::Call;
pub use failure::{Described, Failure};
pub use outcome::{Outcome, ReturnValue};
pub use parts::Parts;
pub use serde::Serialize;

use crate::instrumentation::{ActiveCore, Instrumentation};
use crate::limits::cut;
use crate::masking::{MaskingContext, without_cut_url};
use bounded_text::BoundedText;
use std::borrow::Cow;

static INSTRUMENTATION: Instrumentation =
    Instrumentation::new("lumigo", env!("CARGO_PKG_VERSION"), &["wrapped"]);

/// The longest character of UTF-8, in bytes.
const LONGEST_CHARACTER: usize = 4;
/// How often the length of an attribute is read to be masked: what is masked away, such as a long
/// token, leaves room for what comes after it.
const SPARE: usize = 2;

/// Room for what an attribute can hold.
fn text(core: &ActiveCore) -> BoundedText {
    BoundedText::new(room(core))
}

/// In bytes.
fn room(core: &ActiveCore) -> usize {
    core.payload_length().saturating_mul(LONGEST_CHARACTER)
}

/// Whether one of these names says that what it stands for is secret.
fn any_is_secret(core: &ActiveCore, names: &[&str]) -> bool {
    let mut names = names.iter();
    names.any(|name| core.is_secret(MaskingContext::General, name))
}

/// JSON as it may leave.
fn masked_json(core: &ActiveCore, json: &str) -> String {
    masked(core, json, |json| {
        core.mask_json(MaskingContext::General, json)
    })
}

/// Any text as it may leave.
fn masked_text(core: &ActiveCore, text: &str) -> String {
    masked(core, text, |text| {
        core.mask_text(MaskingContext::General, text)
    })
}

/// A text with what `mask` finds masked, and with the secrets of URLs.
fn masked(
    core: &ActiveCore,
    text: &str,
    mask: impl for<'t> FnOnce(&'t str) -> Cow<'t, str>,
) -> String {
    let limit = core.payload_length();
    let reached = cut(text, limit.saturating_mul(SPARE));
    // When there was no room for its last character, the text itself is cut.
    let is_whole = reached.len() == text.len() && text.len() + LONGEST_CHARACTER <= room(core);
    let reached = if is_whole {
        reached
    } else {
        without_cut_url(reached)
    };
    cut(&mask(&core.mask_urls(reached)), limit).to_owned()
}
