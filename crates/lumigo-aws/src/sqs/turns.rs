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
    /// How many works the loop's task waits for.
    awaited: usize,
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
        awaited: 0,
    };
    with_turns(|turns| turns.push(turn));
    id
}

/// The turn that the thread is in.
pub(super) fn innermost() -> Option<u64> {
    with_turns(|turns| {
        turns
            .iter()
            .rev()
            .find(|turn| turn.attached.is_some())
            .map(|turn| turn.id)
    })
    .flatten()
}

/// Ends a turn.
pub(super) fn end(id: u64) {
    let ended = with_turns(|turns| {
        let position = turns.iter().position(|turn| turn.id == id)?;
        Some(turns.remove(position))
    });
    drop(ended);
}

/// Work that turns wait for, until this is dropped. On another thread it changes nothing.
#[derive(Debug)]
pub(super) struct Awaited {
    /// The turn that the work's message was given out in.
    own: Option<u64>,
    /// Those that wait.
    waiting: Vec<u64>,
}

impl Awaited {
    /// Work on a message of a turn, if it is of one.
    pub(super) fn of(own: Option<u64>) -> Self {
        Self {
            own,
            waiting: Vec::new(),
        }
    }

    /// The task waits: what else the thread does is no part of its turns.
    pub(super) fn wait(&mut self) {
        let Self { own, waiting } = self;
        let guards = with_turns(|turns| {
            let is_left = |turn: &&mut Turn| turn.attached.is_some() || Some(turn.id) == *own;
            let left = turns.iter_mut().filter(is_left);
            let left = left.map(|turn| {
                if !waiting.contains(&turn.id) {
                    waiting.push(turn.id);
                    turn.awaited += 1;
                }
                turn.attached.take()
            });
            left.collect::<Vec<_>>()
        });
        drop(guards);
    }
}

impl Drop for Awaited {
    /// The task goes on, whether the work is done or was given up.
    fn drop(&mut self) {
        for turn in self.waiting.drain(..) {
            with_turn(turn, |turn| {
                turn.awaited -= 1;
                if turn.awaited == 0 {
                    let context = &turn.context;
                    turn.attached
                        .get_or_insert_with(|| context.clone().attach());
                }
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
