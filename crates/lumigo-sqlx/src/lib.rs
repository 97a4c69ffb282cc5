//! Client spans for [sqlx](https://docs.rs/sqlx) pools, connections and transactions.

#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[allow(dead_code)]
mod values;
