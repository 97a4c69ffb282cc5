//! The cases of the bench `server_layer`, for callgrind: `scripts/bench` runs them.

use integration::cases::{count, server};
use std::io;
use std::process::ExitCode;

fn main() -> io::Result<ExitCode> {
    count::run(server::CASES)
}
