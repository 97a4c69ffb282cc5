use lumigo_testing::{SpanTree, TestEvent, TestSpan};
use opentelemetry::trace::{SpanKind, Status};
use serde_json::json;

use super::*;

const MS: u64 = 1_000_000;

fn span(id: &str, parent: &str, times: std::ops::Range<u64>, name: &str) -> TestSpan {
    let mut span = TestSpan::new(name);
    span.trace_id = "4bf92f3577b34da6a3ce929d0e0e4736".to_owned();
    span.span_id = id.to_owned();
    span.parent_span_id = (!parent.is_empty()).then(|| parent.to_owned());
    span.start_unix_nano = times.start;
    span.end_unix_nano = times.end;
    span.resource
        .insert("service.name".to_owned(), json!("shop"));
    span
}

/// A request that fails because of what its second child was told.
fn failed_order() -> Vec<TestSpan> {
    let mut root = span("1", "", 0..20 * MS, "POST /orders");
    root.kind = SpanKind::Server;
    root.status = Status::error("");
    root.attributes
        .insert("http.response.status_code".to_owned(), json!(502));
    let mut call = span("2", "1", 2 * MS..10 * MS, "POST");
    call.kind = SpanKind::Client;
    let mut stock = span("3", "2", 4 * MS..8 * MS, "POST /reservations");
    stock.kind = SpanKind::Server;
    stock
        .attributes
        .insert("http.response.status_code".to_owned(), json!(409));
    stock
        .resource
        .insert("service.name".to_owned(), json!("stock"));
    vec![
        root,
        call,
        stock,
        span("4", "1", 12 * MS..12 * MS + 1500, "note it"),
    ]
}

fn draw(spans: &[TestSpan], paint: Paint) -> String {
    SpanTree::of(spans)
        .traces()
        .map(|one| trace(one, paint))
        .collect()
}

#[test]
fn a_trace_is_a_tree_with_bars() {
    let expected = "\
Trace 4bf92f3577b34da6a3ce929d0e0e4736 · 4 spans · 20.0 ms · failed
SERVER POST /orders                 shop     ✗ 502  20.0 ms ████████████████████
├─ CLIENT POST                      shop             8.0 ms   ████████
│  └─ SERVER POST /reservations     stock      409   4.0 ms     ████
└─ note it                          shop               2 µs             ▏
";
    assert_eq!(draw(&failed_order(), Paint::Plain), expected);
}

/// What a response that came in parts has.
fn first_byte(time: u64) -> TestEvent {
    let mut event = TestEvent::default();
    event.name = "responseStart".to_owned();
    event.unix_nano = time;
    event
}

#[test]
fn a_streamed_response_has_a_line_beneath_its_own() {
    let mut root = span("1", "", 0..20 * MS, "GET /orders");
    let mut call = span("2", "1", 2 * MS..20 * MS, "GET");
    let mut last = span("3", "2", 4 * MS..20 * MS, "GET /rows");
    root.events.push(first_byte(9 * MS));
    call.events.push(first_byte(8 * MS));
    last.events.push(first_byte(7 * MS));
    let expected = "\
Trace 4bf92f3577b34da6a3ce929d0e0e4736 · 4 spans · 20.0 ms
GET /orders                         shop            20.0 ms ████████████████████
│  first byte after 9.0 ms
├─ GET                              shop            18.0 ms   ██████████████████
│  │  first byte after 6.0 ms
│  └─ GET /rows                     shop            16.0 ms     ████████████████
│        first byte after 3.0 ms
└─ note it                          shop               0 µs                    ▏
";
    let note = span("4", "1", 20 * MS..20 * MS, "note it");
    assert_eq!(draw(&[root, call, last, note], Paint::Plain), expected);
}

#[test]
fn colours_change_nothing_but_the_colours() {
    let coloured = draw(&failed_order(), Paint::Colour);
    assert!(coloured.contains("\x1b[31m✗ 502\x1b[0m"));
    let mut plain = String::new();
    for (place, part) in coloured.split("\x1b[").enumerate() {
        plain += if place == 0 {
            part
        } else {
            part.split_once('m').unwrap().1
        };
    }
    let trimmed: String = plain
        .lines()
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect();
    assert_eq!(trimmed, draw(&failed_order(), Paint::Plain));
}

#[test]
fn a_long_name_is_cut_and_no_line_passes_80_columns() {
    let long = "a name that goes on and on, far past any column it was given ".repeat(3);
    let mut spans = vec![span("0", "", 0..MS, &long)];
    for depth in 1..30 {
        let (id, parent) = (depth.to_string(), (depth - 1).to_string());
        spans.push(span(&id, &parent, depth..u64::MAX, &long));
        spans[0]
            .resource
            .insert("service.name".to_owned(), json!("a service with a name"));
    }
    let drawn = draw(&spans, Paint::Plain);
    assert!(
        drawn.lines().all(|line| line.chars().count() <= 80),
        "{drawn}"
    );
    let root = drawn.lines().nth(1).unwrap();
    assert!(
        root.starts_with("a name that goes on and on, far pa… a servi… "),
        "{root}"
    );
}

#[test]
fn a_span_whose_parent_is_elsewhere_is_marked() {
    let mut root = span("2", "1", 0..MS, "GET /orders/{id}");
    root.kind = SpanKind::Server;
    let drawn = draw(&[root], Paint::Plain);
    assert!(drawn.contains(" · 1 span · "), "{drawn}");
    assert!(drawn.contains("\n↳ SERVER GET /orders/{id} "), "{drawn}");
}

#[test]
fn a_name_cannot_steer_the_terminal() {
    let drawn = draw(&[span("1", "", 0..MS, "a\x1b[2Jb\nc")], Paint::Plain);
    assert!(drawn.contains("\na·[2Jb·c "), "{drawn}");
}

#[test]
fn durations_keep_three_digits_or_so() {
    for (nanos, expected) in [
        (0, "0 µs"),
        (1_500, "2 µs"),
        (850_000, "850 µs"),
        (12_345_678, "12.3 ms"),
        (999_960_000, "1.00 s"),
        (1_234_000_000, "1.23 s"),
        (3_600_000_000_000, "3600 s"),
    ] {
        assert_eq!(human(Duration::from_nanos(nanos)), expected);
    }
}

#[test]
fn a_bar_stays_within_its_column() {
    for (start, end, window, expected) in [
        (0, 100, 0..100, "██████████"),
        (50, 100, 0..100, "     █████"),
        (99, 100, 0..100, "         ▏"),
        (100, 100, 0..100, "         ▏"),
        (0, 1, 0..100, "▏         "),
        (90, 200, 0..100, "         █"),
        (20, 10, 0..100, "  ▏       "),
        (7, 7, 7..7, "▏         "),
        (0, u64::MAX, 0..u64::MAX, "██████████"),
    ] {
        assert_eq!(
            bar::bar(start..end, &window, 10),
            expected,
            "{start}..{end}"
        );
    }
}
