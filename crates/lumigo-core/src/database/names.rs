//! Names of spans, of which there are few.

use crate::known::Known;
use std::borrow::Cow;

static NAMES: Known = Known::new();

/// The name of these parts, which is a copy only when it is seldom asked for.
pub(super) fn known<const N: usize>(parts: [&str; N]) -> Cow<'static, str> {
    match NAMES.text(parts) {
        Some(name) => name.into(),
        None => parts.concat().into(),
    }
}
