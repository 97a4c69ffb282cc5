//! What an adapter registers, and what it gets.

mod active_core;
mod binding;
mod chain_limits;
mod database;
mod messaging;

pub use active_core::{ActiveCore, Endpoint};
pub use binding::Binding;
pub use chain_limits::ChainLimits;

use crate::lumigo::{Lumigo, registry};
use arc_swap::ArcSwapOption;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// An adapter, as the core knows it. Each adapter has one `static`.
///
/// ```
/// use lumigo_core::Instrumentation;
///
/// static INSTRUMENTATION: Instrumentation =
///     Instrumentation::new("my-adapter", env!("CARGO_PKG_VERSION"), &["my-library"]);
///
/// assert!(INSTRUMENTATION.active().is_none()); // nobody has called `init`
/// ```
#[derive(Debug)]
pub struct Instrumentation {
    scope: &'static str,
    version: &'static str,
    names: &'static [&'static str],
    /// What `active` has found for the registered core, so that it looks once per core.
    found: ArcSwapOption<Found>,
    /// The core in which this adapter is known to be switched off.
    off_in: AtomicU64,
}

#[derive(Debug)]
struct Found {
    generation: u64,
    core: Option<Arc<ActiveCore>>,
}

impl Instrumentation {
    /// Names an adapter: the instrumentation scope and version of its spans, and the names by which
    /// `LUMIGO_DISABLE_INSTRUMENTATION` turns it off.
    pub const fn new(
        scope: &'static str,
        version: &'static str,
        names: &'static [&'static str],
    ) -> Self {
        Self {
            scope,
            version,
            names,
            found: ArcSwapOption::const_empty(),
            off_in: AtomicU64::new(registry::NOTHING),
        }
    }

    /// The registered core; `None` before `init`, after `shutdown`, and when this adapter or
    /// everything is switched off.
    pub fn active(&'static self) -> Option<Arc<ActiveCore>> {
        let generation = registry::generation();
        if generation == self.off_in.load(Relaxed) || generation == registry::NOTHING {
            return None;
        }
        match &*self.found.load() {
            Some(found) if found.generation == generation => found.core.clone(),
            _ => self.find(),
        }
    }

    /// The core of `lumigo`; `None` when it switches this adapter or everything off.
    pub fn of(&self, lumigo: &Lumigo) -> Option<Arc<ActiveCore>> {
        ActiveCore::new(lumigo.core(), self.scope, self.version, self.names)
    }

    fn find(&self) -> Option<Arc<ActiveCore>> {
        let (generation, core) = registry::current()?;
        let core = ActiveCore::new(&core, self.scope, self.version, self.names);
        self.found.store(Some(Arc::new(Found {
            generation,
            core: core.clone(),
        })));
        if core.is_none() {
            self.off_in.store(generation, Relaxed);
        }
        core
    }
}
