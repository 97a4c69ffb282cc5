//! A clock that is set back while the service runs.

use crate::process::{Process, ask};
use lumigo_testing::{Answer, OtlpSink, RetryAfter};
use rustix::process::Signal;
use std::io::Write;
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use tempfile::NamedTempFile;

/// Lets a process read the time from a file; `scripts/test` installs it.
fn library() -> PathBuf {
    let folders = std::fs::read_dir("/usr/lib").unwrap().flatten();
    let mut candidates = folders.map(|folder| folder.path().join("faketime/libfaketime.so.1"));
    let library = candidates.find(|library| library.exists());
    library.expect("libfaketime is missing: run ./scripts/test, which installs it")
}

#[test]
fn a_clock_that_is_set_back_by_an_hour_holds_nothing_up() {
    let sink = OtlpSink::start();
    let mut clock = NamedTempFile::new().unwrap();
    clock.write_all(b"+0").unwrap();
    let variables = [
        ("LD_PRELOAD", library()),
        ("FAKETIME_TIMESTAMP_FILE", clock.path().to_owned()),
        ("FAKETIME_NO_CACHE", "1".into()),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".into()),
        ("OTEL_BSP_SCHEDULE_DELAY", "5".into()),
    ];
    let variables = variables
        .each_ref()
        .map(|(name, value)| (*name, value.to_str().unwrap()));
    let process = Process::start(&sink, &variables);
    let mut connection = TcpStream::connect(process.address).unwrap();
    let mut ask = |number: u64, milliseconds| {
        ask(&mut connection, &format!("{number:032x}"), milliseconds).unwrap();
    };
    ask(1, 0);
    sink.wait_for_spans(1, Duration::from_secs(20));
    // A date that was near is an hour off when the clock has been set back.
    let soon = RetryAfter::At(SystemTime::now() + Duration::from_secs(1));
    sink.answer_next([Answer::ComeBack(503, soon)]);
    ask(2, 0);
    sink.wait_for_requests(2, Duration::from_secs(20));
    std::thread::scope(|scope| {
        let during = scope.spawn(|| ask(3, 300));
        std::thread::sleep(Duration::from_millis(100));
        std::fs::write(clock.path(), "-3600").unwrap();
        during.join().unwrap();
    });
    ask(4, 0);
    process.signal(Signal::TERM);
    process.wait();

    let mut spans = sink.spans();
    spans.sort_by(|one, other| one.trace_id.cmp(&other.trace_id));
    assert_eq!(spans.len(), 4);
    assert_eq!(sink.tally().needless, 0);
    let mut times = spans
        .iter()
        .map(|span| (span.start_unix_nano, span.end_unix_nano));
    assert!(times.all(|(start, end)| start <= end), "{spans:?}");
    let back = spans[0].start_unix_nano - spans[3].start_unix_nano;
    assert!(
        back > 3_500_000_000_000,
        "the clock was not set back: {back} ns"
    );
}
