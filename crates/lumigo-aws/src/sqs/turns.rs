//! The turns of `for` loops over messages, during which a message's scope is current.

use opentelemetry::{Context, ContextGuard};
use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A turn of a loop on this thread. Loops may be nested.
struct Turn {
    id: u64,
    context: Context,
    /// `None` while the loop's task waits.
    attached: Option<ContextGuard>,
}

/// Messages go to other threads, whose turns have other names.
static LAST: AtomicU64 = AtomicU64::new(0);

thread_local! {
    static TURNS: RefCell<Vec<Turn>> = const { RefCell::new(Vec::new()) };
}

/// Begins a turn with this context current, and names it.
pub(super) fn begin(context: Context) -> u64 {
    let id = LAST.fetch_add(1, Relaxed);
    let turn = Turn {
        id,
        attached: Some(context.clone().attach()),
        context,
    };
    with_turns(|turns| turns.push(turn));
    id
}

/// Ends a turn.
pub(super) fn end(id: u64) {
    let ended = with_turns(|turns| {
        let position = turns.iter().position(|turn| turn.id == id)?;
        Some(turns.remove(position))
    });
    drop(ended);
}

/// Work that a turn waits for, until this is dropped. On another thread it changes nothing.
#[derive(Debug)]
pub(super) struct Awaited {
    turn: Option<u64>,
}

impl Awaited {
    /// Work in a turn, if it is in one.
    pub(super) fn of(turn: Option<u64>) -> Self {
        Self { turn }
    }

    /// The turn's task waits: what else the thread does is no part of the turn.
    pub(super) fn wait(&self) {
        if let Some(turn) = self.turn {
            drop(with_turn(turn, |turn| turn.attached.take()));
        }
    }
}

impl Drop for Awaited {
    /// The turn's task goes on, whether the work is done or was given up.
    fn drop(&mut self) {
        if let Some(turn) = self.turn {
            with_turn(turn, |turn| {
                let context = &turn.context;
                turn.attached
                    .get_or_insert_with(|| context.clone().attach());
            });
        }
    }
}

fn with_turn<T>(id: u64, work: impl FnOnce(&mut Turn) -> T) -> Option<T> {
    with_turns(|turns| turns.iter_mut().find(|turn| turn.id == id).map(work)).flatten()
}

/// `None` where the thread is ending.
fn with_turns<T>(work: impl FnOnce(&mut Vec<Turn>) -> T) -> Option<T> {
    let on = |turns: &RefCell<Vec<Turn>>| Some(work(&mut *turns.try_borrow_mut().ok()?));
    TURNS.try_with(on).ok().flatten()
}
