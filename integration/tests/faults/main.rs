//! A backend, a network and a process that fail in every way: nothing is lost that need not be, what is
//! lost is counted under its reason, and the host goes on meanwhile.

mod batches;
mod bound;
#[cfg(target_os = "linux")]
mod clock;
mod garbage;
mod hammer;
mod hanging;
mod logs;
mod lost_answers;
mod names;
mod never;
mod partial;
mod process;
mod refused;
mod refusing;
mod reports;
mod resets;
mod retry_after;
mod shop;
mod shutdown;
mod sigterm;
mod slow;
#[cfg(target_os = "linux")]
mod stopped;
mod unavailable;
