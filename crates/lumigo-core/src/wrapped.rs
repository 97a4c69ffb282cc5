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

/// A text that may hold more than an attribute's worth, before it is masked: what is masked away
/// leaves room for what comes after it.
fn text(core: &ActiveCore) -> BoundedText {
    const LONGEST_CHARACTER: usize = 4;
    BoundedText::new(core.payload_length().saturating_mul(LONGEST_CHARACTER))
}

/// JSON as it may leave.
fn masked_json(core: &ActiveCore, json: &str) -> String {
    let masked = core.mask_json(MaskingContext::General, json);
    cut(&masked, core.payload_length()).to_owned()
}

/// Any text as it may leave.
fn masked_text(core: &ActiveCore, text: &str) -> String {
    let masked = core.mask_text(MaskingContext::General, text);
    cut(&masked, core.payload_length()).to_owned()
}
