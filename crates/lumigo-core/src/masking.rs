//! Keeps secrets out of attributes.

mod key_mask;
mod url;

pub(crate) use key_mask::KeyMask;
pub(crate) use url::{mask_query, mask_url};

/// What stands where a secret was.
pub(crate) const MASK: &str = "****";
