//! Client spans for [redis](https://docs.rs/redis) connections.

#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]
