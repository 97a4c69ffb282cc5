//! The cases of the bench `masking`, for callgrind: `scripts/bench` runs them.

use integration::cases::{count, masking};
use std::io;
use std::process::ExitCode;

fn main() -> io::Result<ExitCode> {
    count::run(masking::CASES)
}
