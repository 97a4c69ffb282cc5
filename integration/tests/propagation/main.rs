//! What goes from one service to the next, through `LumigoLayer` and `LumigoMiddleware` over real
//! sockets, in every format that `OTEL_PROPAGATORS` names.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "all of this is tests, also what is no test function"
)]

mod filtered;
mod formats;
mod lists;
mod of_host;
mod sdk_disabled;
mod stale;
mod support;
mod unsampled;
