use super::{NamedCase, aws, client, mongodb, server, sqlx};
use std::sync::Mutex;

const TIMES: u64 = 3;
/// A case registers its distribution for the whole process.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// What became of the requests of a case, as its distribution counts them.
fn recorded_and_filtered((name, set_up): &NamedCase, answered: usize) -> (u64, u64) {
    let case = set_up().unwrap();
    for _ in 0..TIMES {
        assert_eq!(case.run(), answered, "{name}");
    }
    let stats = case.lumigo().map_or_else(Default::default, |it| it.stats());
    (stats.recorded, stats.filtered)
}

#[test]
fn each_case_does_what_its_name_says() {
    let _alone = ONE_AT_A_TIME.lock().unwrap();
    let short = r#"{"id":42}"#.len();
    for (cases, answered) in [
        (server::CASES, short),
        (server::POST_CASES, 1_024),
        (client::CASES, short),
    ] {
        for case in cases {
            let expected = match case.0 {
                "sampled" | "captured" => (TIMES, 0),
                "filtered" | "filtered_root" => (0, TIMES),
                _ => (0, 0),
            };
            assert_eq!(
                recorded_and_filtered(case, answered),
                expected,
                "{}",
                case.0
            );
        }
    }
}

#[test]
fn each_operation_has_the_spans_that_its_case_says() {
    let _alone = ONE_AT_A_TIME.lock().unwrap();
    for (cases, answered, spans) in [
        (aws::SEND, 1, 1),
        // The spans of ten messages besides its own.
        (aws::SEND_BATCH, 10, 11),
        (aws::RECEIVE, 10, 1),
        (aws::POLL, 0, 0),
        (aws::GET_ITEM, 3, 1),
        (sqlx::SELECT, 1, 1),
        (sqlx::BOUND, 2, 1),
        (sqlx::STREAM, sqlx::ROWS, 1),
        (mongodb::FIND, mongodb::DOCUMENTS, 1),
    ] {
        for case in cases {
            let expected = match case.0 {
                "sampled" | "captured" => (spans * TIMES, 0),
                "filtered" => (0, spans.min(1) * TIMES),
                _ => (0, 0),
            };
            assert_eq!(
                recorded_and_filtered(case, answered),
                expected,
                "{}",
                case.0
            );
        }
    }
}

#[test]
fn the_sink_accepts_what_is_exported() {
    let _alone = ONE_AT_A_TIME.lock().unwrap();
    let (_, captured) = server::CASES.last().unwrap();
    let case = captured().unwrap();
    case.run();
    let lumigo = case.lumigo().unwrap();
    assert_eq!(
        lumigo.force_flush(std::time::Duration::from_secs(5)),
        Ok(())
    );
    assert_eq!(lumigo.stats().sent, 1);
}
