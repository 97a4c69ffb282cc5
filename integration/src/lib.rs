//! What the benches of the distribution measure, and what its tests share.

pub mod cases;
pub mod collector;
pub mod measured;
pub mod moto;
pub mod noise;
pub mod random;
pub mod services;
pub mod sink;
pub mod spans;
pub mod wire;

/// The examples of the documentation are tests.
#[cfg(doctest)]
mod documentation {
    #[doc = include_str!("../../README.md")]
    struct Readme;

    #[doc = include_str!("../../docs/configuration.md")]
    struct Configuration;

    #[doc = include_str!("../../docs/instrumentations.md")]
    struct Instrumentations;

    #[doc = include_str!("../../docs/backends.md")]
    struct Backends;

    #[doc = include_str!("../../docs/dependencies.md")]
    struct Dependencies;

    #[doc = include_str!("../../docs/logs.md")]
    struct Logs;

    #[doc = include_str!("../../docs/shutdown.md")]
    struct Shutdown;

    #[doc = include_str!("../../docs/tags-and-errors.md")]
    struct TagsAndErrors;

    #[doc = include_str!("../../docs/wrapped.md")]
    struct Wrapped;
}
