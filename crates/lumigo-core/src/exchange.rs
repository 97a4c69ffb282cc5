//! One HTTP request and its response.
#![allow(dead_code, unused_imports, reason = "the exchange is yet to come")]

mod forwarded;
mod measurement;
mod older_names;
mod side;
