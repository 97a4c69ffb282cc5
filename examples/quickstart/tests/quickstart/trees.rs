//! Without options, the traces are printed as trees.

use std::sync::LazyLock;

use crate::support::{quickstart, run, text};

static PRINTED: LazyLock<String> = LazyLock::new(|| {
    let output = run(quickstart(&[]));
    assert_eq!(text(&output.stderr), "");
    text(&output.stdout).to_owned()
});

/// The lines of each trace, its title first.
fn traces() -> Vec<Vec<&'static str>> {
    let blocks = PRINTED.split("\n\n");
    let traces = blocks.filter(|block| block.starts_with("Trace "));
    traces.map(|trace| trace.lines().collect()).collect()
}

#[test]
fn the_last_line_counts_what_is_shown() {
    let traces = traces();
    let rows = traces.iter().flat_map(|trace| &trace[1..]);
    let spans = rows.filter(|row| row.contains(['█', '▏'])).count();
    let expected = format!(
        "received {spans} spans in {} traces over OTLP, 0 dropped",
        traces.len()
    );
    assert_eq!(PRINTED.lines().last(), Some(&*expected));
    assert_eq!(traces.len(), 5);
}

#[test]
fn it_fits_a_terminal_and_a_pipe() {
    for line in PRINTED.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert!(!PRINTED.contains('\x1b'));
}

#[test]
fn an_order_goes_through_both_services_and_the_database() {
    let trace = &traces()[0];
    for (line, start, service) in [
        (1, "SERVER POST /orders ", " shop "),
        (2, "├─ CLIENT POST ", " shop "),
        (3, "│  └─ SERVER POST /reservations ", " stock "),
        (4, "└─ insert order ", " shop "),
    ] {
        assert!(trace[line].starts_with(start), "{trace:#?}");
        assert!(trace[line].contains(service), "{trace:#?}");
        assert!(trace[line].contains(['█', '▏']), "{trace:#?}");
    }
    assert_eq!(trace.len(), 5);
}

#[test]
fn a_streamed_answer_tells_of_its_first_byte() {
    let is_noted = |trace: &Vec<&str>| trace.iter().any(|line| line.contains("first byte"));
    let streamed: Vec<_> = traces().into_iter().filter(is_noted).collect();
    assert_eq!(streamed.len(), 1);
    for (line, start) in [
        (1, "SERVER GET /orders "),
        (2, "│  first byte after "),
        (3, "└─ list orders "),
    ] {
        assert!(streamed[0][line].starts_with(start), "{streamed:#?}");
    }
}

#[test]
fn only_the_failed_request_is_marked() {
    let (failed, fine): (Vec<_>, Vec<_>) = traces()
        .into_iter()
        .partition(|trace| trace[0].ends_with(" · failed"));
    assert_eq!(failed.len(), 1);
    assert!(failed[0][1].contains(" ✗ 502 "), "{failed:#?}");
    assert!(
        fine.iter().flatten().all(|line| !line.contains('✗')),
        "{fine:#?}"
    );
}

#[test]
fn the_health_check_has_no_span() {
    assert!(PRINTED.contains("/health"), "it is sent");
    assert!(
        traces()
            .iter()
            .flatten()
            .all(|line| !line.contains("/health"))
    );
}
