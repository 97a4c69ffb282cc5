//! What starting, flushing and ending the distribution does, to the host and to the spans.

mod batching;
mod diagnostics;
mod end;
mod export;
mod flush;
mod host_process;
mod limits;
mod processors;
mod recipes;
mod resource;
mod settings;
mod slow_backend;
mod span_dump;
mod support;
mod ways_out;
