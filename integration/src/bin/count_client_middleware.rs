//! The cases of the bench `client_middleware`, for callgrind: `scripts/bench` runs them.

use integration::cases::{client, count};
use std::io;
use std::process::ExitCode;

fn main() -> io::Result<ExitCode> {
    count::run(client::CASES)
}
