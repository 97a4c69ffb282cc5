//! Client spans for [MongoDB](https://docs.rs/mongodb).

#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]
