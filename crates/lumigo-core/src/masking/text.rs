use super::{KeyMask, MASK};
use std::borrow::Cow;

/// Masks the secrets of a text that holds JSON; other text stays as it is.
pub(crate) fn mask_text<'a>(text: &'a str, mask: &KeyMask) -> Cow<'a, str> {
    if mask.is_everything() {
        return MASK.into();
    }
    text.into()
}
