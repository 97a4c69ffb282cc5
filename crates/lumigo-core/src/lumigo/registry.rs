//! The one piece of global state: which core is registered.

use super::{Guard, Lumigo};
use crate::core::Core;
use arc_swap::ArcSwapOption;
use std::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Release},
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// The generation while no core is registered.
pub(crate) const NOTHING: u64 = 0;

static GENERATION: AtomicU64 = AtomicU64::new(NOTHING);
static CURRENT: ArcSwapOption<Registered> = ArcSwapOption::const_empty();
/// Held while a core enters or leaves.
static HOLDER: Mutex<Holder> = Mutex::new(Holder {
    handle: Weak::new(),
    last_generation: NOTHING,
});

struct Registered {
    generation: u64,
    core: Arc<Core>,
}

struct Holder {
    handle: Weak<Guard>,
    last_generation: u64,
}

/// Changes whenever another core is registered, so that adapters look only then.
pub(crate) fn generation() -> u64 {
    GENERATION.load(Acquire)
}

/// The registered core and its generation.
pub(crate) fn current() -> Option<(u64, Arc<Core>)> {
    let registered = CURRENT.load();
    registered
        .as_ref()
        .map(|registered| (registered.generation, Arc::clone(&registered.core)))
}

/// Registers what `build` makes, unless a core is registered already: then its handle is the error.
pub(super) fn enter(build: impl FnOnce() -> Lumigo) -> Result<Lumigo, Lumigo> {
    let mut holder = holder();
    // A guard that were dropped here, the last one, would wait for the lock in `leave`.
    if current().is_some() {
        if let Some(guard) = holder.handle.upgrade() {
            return Err(Lumigo { guard });
        }
    }
    let lumigo = build();
    holder.last_generation += 1;
    holder.handle = Arc::downgrade(&lumigo.guard);
    let (generation, core) = (holder.last_generation, Arc::clone(lumigo.core()));
    CURRENT.store(Some(Arc::new(Registered { generation, core })));
    GENERATION.store(generation, Release);
    Ok(lumigo)
}

/// Makes room for another core, if this is the registered one.
pub(super) fn leave(core: &Arc<Core>) {
    let _holder = holder();
    if current().is_some_and(|(_, registered)| Arc::ptr_eq(&registered, core)) {
        GENERATION.store(NOTHING, Release);
        CURRENT.store(None);
    }
}

fn holder() -> MutexGuard<'static, Holder> {
    HOLDER.lock().unwrap_or_else(PoisonError::into_inner)
}
