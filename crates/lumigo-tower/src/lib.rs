//! Server spans for axum and every other tower HTTP service, and client spans for every tower HTTP
//! client.
//!
//! [`LumigoLayer`] continues the caller's W3C trace context, makes the span current in the service,
//! and ends it with the response body. [`LumigoClientLayer`] does the same on the other side: it passes
//! the trace on to the server that hyper-util's client or tonic's channel asks.
//!
//! # Example
//!
//! ```
//! # #[cfg(feature = "axum")] {
//! use axum::{Router, routing::get};
//! use lumigo_tower::LumigoLayer;
//!
//! let app: Router = Router::new()
//!     .route("/orders/{id}", get(|| async { "one order" }))
//!     .layer(LumigoLayer);
//! # }
//! ```
//!
//! # Features
//!
//! | Feature | What you gain | Default |
//! | --- | --- | --- |
//! | `axum` | `http.route` and the span's name from the matched route; the client's address from `ConnectInfo` | off |
//!
//! # Limits
//!
//! A layer around a whole `Router`, `nest_service` and other frameworks show no route: there a
//! [`RouteName`] tells it, or the span is named by its method alone. After an upgrade only the
//! handshake is covered.
//!
//! A client's attempts under a retry layer are not numbered: each is a request of its own. Of a request
//! without a host in its URI no URL is told.

#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod bound_layer;
mod client;
mod error_type;
mod future;
mod layer;
mod peer_addr;
mod request;
mod route_name;
mod service;

pub use bound_layer::BoundLumigoLayer;
pub use client::{
    BoundLumigoClientLayer, BoxedErrors, ClientResponseFuture, LumigoClientLayer,
    LumigoClientService,
};
pub use future::ResponseFuture;
pub use layer::LumigoLayer;
pub use lumigo_core::{RequestBody, ResponseBody};
pub use peer_addr::PeerAddr;
pub use request::capture_request_body;
pub use route_name::RouteName;
pub use service::LumigoService;

static INSTRUMENTATION: lumigo_core::Instrumentation = lumigo_core::Instrumentation::new(
    env!("CARGO_PKG_NAME"),
    env!("CARGO_PKG_VERSION"),
    &["tower", "axum"],
);
