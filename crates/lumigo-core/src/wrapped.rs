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
use crate::masking::MaskingContext;
use bounded_text::BoundedText;

static INSTRUMENTATION: Instrumentation =
    Instrumentation::new("lumigo", env!("CARGO_PKG_VERSION"), &["wrapped"]);

/// The longest character of UTF-8, in bytes.
const LONGEST_CHARACTER: usize = 4;
/// How often the length of an attribute is read to be masked: what is masked away, such as a long
/// token, leaves room for what comes after it.
const SPARE: usize = 2;

/// Room for what an attribute can hold.
fn text(core: &ActiveCore) -> BoundedText {
    BoundedText::new(core.payload_length().saturating_mul(LONGEST_CHARACTER))
}

/// JSON as it may leave.
fn masked_json(core: &ActiveCore, json: &str) -> String {
    let limit = core.payload_length();
    let json = cut(json, limit.saturating_mul(SPARE));
    cut(&core.mask_json(MaskingContext::General, json), limit).to_owned()
}

/// Any text as it may leave.
fn masked_text(core: &ActiveCore, text: &str) -> String {
    let limit = core.payload_length();
    let text = cut(text, limit.saturating_mul(SPARE));
    cut(&core.mask_text(MaskingContext::General, text), limit).to_owned()
}
