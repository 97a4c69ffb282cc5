//! The one piece of global state: which core is registered.

use super::{Guard, Lumigo};
use crate::core::Core;
use arc_swap::ArcSwapOption;
use std::sync::atomic::{
    AtomicBool, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// The generation while no core is registered.
pub(crate) const NOTHING: u64 = 0;

static GENERATION: AtomicU64 = AtomicU64::new(NOTHING);
static CURRENT: ArcSwapOption<Registered> = ArcSwapOption::const_empty();
static STARTING: Mutex<()> = Mutex::new(());
/// Held while a core enters or leaves.
static HOLDER: Mutex<Holder> = Mutex::new(Holder {
    handle: Weak::new(),
    last_generation: NOTHING,
});

/// Whether this process has reported its dependencies; they are the same for every core.
static REPORTED: AtomicBool = AtomicBool::new(false);

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

/// The handle of the registered core, if it still works.
pub(super) fn handle() -> Option<Lumigo> {
    let holder = holder();
    let (_, core) = current()?;
    if core.gate.is_closed() {
        return None;
    }
    let guard = holder.handle.upgrade()?;
    Some(Lumigo { guard })
}

/// Held while a core is started to be registered: others wait, and find it then.
pub(super) fn begin_start() -> MutexGuard<'static, ()> {
    STARTING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Registers a core.
pub(super) fn enter(lumigo: &Lumigo) {
    let mut holder = holder();
    holder.last_generation += 1;
    holder.handle = Arc::downgrade(&lumigo.guard);
    let (generation, core) = (holder.last_generation, Arc::clone(lumigo.core()));
    CURRENT.store(Some(Arc::new(Registered { generation, core })));
    GENERATION.store(generation, Release);
}

/// Makes room for another core, if this is the registered one.
pub(super) fn leave(core: &Arc<Core>) {
    let _holder = holder();
    if current().is_some_and(|(_, registered)| Arc::ptr_eq(&registered, core)) {
        GENERATION.store(NOTHING, Release);
        CURRENT.store(None);
    }
}

/// Whether this is the first report of the process's dependencies.
pub(super) fn is_first_report() -> bool {
    !REPORTED.swap(true, Relaxed)
}

fn holder() -> MutexGuard<'static, Holder> {
    HOLDER.lock().unwrap_or_else(PoisonError::into_inner)
}
