//! The turns of `for` loops over messages, during which a message's scope is current.

use opentelemetry::{Context, ContextGuard};
use std::cell::RefCell;

/// A turn of a loop on this thread. Loops may be nested.
struct Turn {
    id: u64,
    /// `None` while the loop's task waits: what else the thread does is no part of the turn.
    attached: Option<ContextGuard>,
}

thread_local! {
    static TURNS: RefCell<(u64, Vec<Turn>)> = const { RefCell::new((0, Vec::new())) };
}

/// Begins a turn with this context current, and names it.
pub(super) fn begin(context: Context) -> u64 {
    let attached = Some(context.attach());
    with_turns(|last, turns| {
        *last += 1;
        turns.push(Turn {
            id: *last,
            attached,
        });
        *last
    })
    .unwrap_or_default()
}

/// Ends a turn.
pub(super) fn end(id: u64) {
    let ended = with_turns(|_, turns| {
        let position = turns.iter().position(|turn| turn.id == id)?;
        Some(turns.remove(position))
    });
    drop(ended);
}

/// The turn's task waits. Another thread's turns are none of ours.
pub(super) fn suspend(id: u64) {
    drop(with_turn(id, |turn| turn.attached.take()));
}

/// The turn's task goes on.
pub(super) fn resume(id: u64, context: &Context) {
    with_turn(id, |turn| {
        turn.attached
            .get_or_insert_with(|| context.clone().attach());
    });
}

fn with_turn<T>(id: u64, work: impl FnOnce(&mut Turn) -> T) -> Option<T> {
    with_turns(|_, turns| turns.iter_mut().find(|turn| turn.id == id).map(work)).flatten()
}

/// `None` where the thread is ending.
fn with_turns<T>(work: impl FnOnce(&mut u64, &mut Vec<Turn>) -> T) -> Option<T> {
    let on = |turns: &RefCell<(u64, Vec<Turn>)>| {
        let mut turns = turns.try_borrow_mut().ok()?;
        let (last, turns) = &mut *turns;
        Some(work(last, turns))
    };
    TURNS.try_with(on).ok().flatten()
}
