use super::{ActiveCore, Instrumentation};
use crate::lumigo::Lumigo;
use std::sync::Arc;

/// Where an adapter finds its core when a request comes.
#[derive(Clone, Debug)]
pub struct Binding(Found);

#[derive(Clone, Debug)]
enum Found {
    AtRequestTime(&'static Instrumentation),
    Now(Option<Arc<ActiveCore>>),
}

impl Binding {
    /// The registered core, looked up for each request: it does not matter whether `init` came first.
    pub fn registered(instrumentation: &'static Instrumentation) -> Self {
        Self(Found::AtRequestTime(instrumentation))
    }

    /// The core of `lumigo`, whichever is registered.
    pub fn to(instrumentation: &Instrumentation, lumigo: &Lumigo) -> Self {
        Self(Found::Now(instrumentation.of(lumigo)))
    }

    /// Whether it is the registered core, whichever that is when a request comes.
    pub fn is_to_registered(&self) -> bool {
        matches!(self.0, Found::AtRequestTime(_))
    }

    /// The core for this request; `None` when it shall pass through as if we were not there.
    pub fn core(&self) -> Option<Arc<ActiveCore>> {
        match &self.0 {
            Found::AtRequestTime(instrumentation) => instrumentation.active(),
            Found::Now(core) => core.clone(),
        }
    }
}
