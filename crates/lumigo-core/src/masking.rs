//! Keeps secrets out of attributes.

mod headers;
mod json;
mod key_mask;
mod masks;
mod scratch;
mod text;
mod url;
mod urls;

pub use masks::MaskingContext;

pub(crate) use headers::HeaderMask;
pub(crate) use json::looks_like_json;
pub(crate) use key_mask::KeyMask;
pub(crate) use masks::Masks;
pub(crate) use text::{looks_like_form, mask_as_json, mask_form, mask_text};
pub(crate) use url::{CREDENTIALS_MASK, mask_query, mask_url};
pub(crate) use urls::{mask_urls, urls, without_cut_url};

/// What stands in the place of a secret.
pub(crate) const MASK: &str = "****";
