//! The command line of the binaries that run under callgrind.

use super::{Case, NamedCase};
use std::env;
use std::io;
use std::process::ExitCode;

const WARM_UP: u64 = 300;

/// `list` prints the names of the cases; `CASE N` repeats one `N` times in [`measured_region`].
///
/// # Errors
///
/// When the case cannot be set up.
pub fn run(cases: &[NamedCase]) -> io::Result<ExitCode> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["list"] => cases.iter().for_each(|(name, _)| println!("{name}")),
        [name, times] => {
            let case = cases.iter().find(|(known, _)| *known == name);
            let (Some((_, set_up)), Ok(times)) = (case, times.parse()) else {
                return Ok(usage());
            };
            let case = set_up()?;
            for _ in 0..WARM_UP {
                case.run();
            }
            measured_region(&case, times);
        }
        _ => return Ok(usage()),
    }
    Ok(ExitCode::SUCCESS)
}

/// What callgrind counts, with `--toggle-collect='*measured_region*'`.
#[inline(never)]
pub fn measured_region(case: &Case, times: u64) {
    for _ in 0..times {
        case.run();
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: list | CASE N");
    ExitCode::FAILURE
}
