//! The cases of the benches under valgrind: `scripts/bench` runs them.
//!
//! `list` prints their names; `GROUP/CASE N` repeats one `N` times in [`measured_region`].

use integration::cases::{Case, NamedCase, aws, client, masking, mongodb, server, sqlx};
use std::env;
use std::io;
use std::process::ExitCode;

const GROUPS: &[(&str, &[NamedCase])] = &[
    ("server_layer", server::CASES),
    ("server_post", server::POST_CASES),
    ("client_middleware", client::CASES),
    ("sqs_send", aws::SEND),
    ("sqs_send_batch", aws::SEND_BATCH),
    ("sqs_receive", aws::RECEIVE),
    ("sqs_poll", aws::POLL),
    ("dynamodb_get", aws::GET_ITEM),
    ("sqlx_select", sqlx::SELECT),
    ("sqlx_bound", sqlx::BOUND),
    ("sqlx_stream", sqlx::STREAM),
    ("mongodb_find", mongodb::FIND),
    ("masking", masking::CASES),
];
const WARM_UP: u64 = 20;

fn main() -> io::Result<ExitCode> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["list"] => list(),
        [name, times] => {
            let (Some(set_up), Ok(times)) = (find(name), times.parse()) else {
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

fn list() {
    for (group, cases) in GROUPS {
        cases
            .iter()
            .for_each(|(name, _)| println!("{group}/{name}"));
    }
}

fn find(name: &str) -> Option<fn() -> io::Result<Case>> {
    let (group, name) = name.split_once('/')?;
    let (_, cases) = GROUPS.iter().find(|(known, _)| *known == group)?;
    let (_, set_up) = cases.iter().find(|(known, _)| *known == name)?;
    Some(*set_up)
}

/// What callgrind counts, with `--toggle-collect='*measured_region*'`.
#[inline(never)]
fn measured_region(case: &Case, times: u64) {
    for _ in 0..times {
        case.run();
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: list | GROUP/CASE N");
    ExitCode::FAILURE
}
