//! Client spans: what sends requests through a tower service.

mod bound_layer;
mod boxed_errors;
mod future;
mod layer;
mod request;
mod service;

pub use bound_layer::BoundLumigoClientLayer;
pub use boxed_errors::BoxedErrors;
pub use future::ClientResponseFuture;
pub use layer::LumigoClientLayer;
pub use service::LumigoClientService;

use std::error::Error;

/// An error of any type, as tower has it.
type BoxError = Box<dyn Error + Send + Sync>;

static INSTRUMENTATION: lumigo_core::Instrumentation = lumigo_core::Instrumentation::new(
    env!("CARGO_PKG_NAME"),
    env!("CARGO_PKG_VERSION"),
    &["tower-client", "hyper"],
);
