//! Keeps secrets out of attributes.

mod key_mask;
mod masks;
mod text;
mod url;

pub use masks::MaskingContext;

pub(crate) use key_mask::KeyMask;
pub(crate) use masks::Masks;
pub(crate) use text::mask_text;
pub(crate) use url::{mask_query, mask_url};

/// What stands in the place of a secret.
pub(crate) const MASK: &str = "****";
