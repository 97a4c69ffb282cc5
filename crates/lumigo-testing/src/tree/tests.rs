use crate::{SpanTree, TestSpan};

/// `(trace, id, parent, start, name)`; an empty parent is none.
fn spans(rows: &[(&str, &str, &str, u64, &str)]) -> Vec<TestSpan> {
    let span = |&(trace, id, parent, start, name): &(&str, &str, &str, u64, &str)| {
        let mut span = TestSpan::new(name);
        span.trace_id = trace.to_owned();
        span.span_id = id.to_owned();
        span.parent_span_id = (!parent.is_empty()).then(|| parent.to_owned());
        span.start_unix_nano = start;
        span
    };
    rows.iter().map(span).collect()
}

#[test]
fn children_are_indented_under_their_parent_in_the_order_of_their_start() {
    let spans = spans(&[
        ("t", "3", "2", 3, "query"),
        ("t", "4", "1", 9, "later"),
        ("t", "2", "1", 2, "load"),
        ("t", "1", "", 1, "GET /orders/{id}"),
    ]);
    assert_eq!(
        SpanTree::of(&spans).to_string(),
        "INTERNAL GET /orders/{id}\n  INTERNAL load\n    INTERNAL query\n  INTERNAL later"
    );
}

#[test]
fn an_orphan_is_a_marked_root() {
    let spans = spans(&[
        ("t", "1", "", 1, "root"),
        ("t", "8", "7", 2, "orphan"),
        ("t", "9", "8", 3, "its child"),
    ]);
    assert_eq!(
        SpanTree::of(&spans).to_string(),
        "INTERNAL root\nINTERNAL orphan (parent missing)\n  INTERNAL its child"
    );
}

#[test]
fn traces_are_separated_by_an_empty_line_and_ordered_by_their_start() {
    let spans = spans(&[
        ("second", "1", "", 5, "b"),
        ("first", "1", "", 1, "a"),
        ("second", "2", "1", 6, "c"),
    ]);
    let tree = SpanTree::of(&spans);
    assert_eq!(tree.to_string(), "INTERNAL a\n\nINTERNAL b\n  INTERNAL c");
    let ids: Vec<_> = tree.traces().map(|trace| trace.trace_id).collect();
    assert_eq!(ids, ["first", "second"]);
}

#[test]
fn a_walk_gives_depths_and_parents_first() {
    let spans = spans(&[
        ("t", "1", "", 1, "a"),
        ("t", "2", "1", 2, "b"),
        ("t", "3", "2", 3, "c"),
        ("t", "4", "1", 4, "d"),
    ]);
    let tree = SpanTree::of(&spans);
    let trace = tree.traces().next().unwrap();
    let walked: Vec<_> = trace.walk().map(|(depth, s)| (depth, &*s.name)).collect();
    assert_eq!(walked, [(0, "a"), (1, "b"), (2, "c"), (1, "d")]);
}

#[test]
fn a_span_sent_twice_keeps_its_children_once() {
    let spans = spans(&[
        ("t", "1", "", 1, "root"),
        ("t", "1", "", 1, "root"),
        ("t", "2", "1", 2, "child"),
    ]);
    assert_eq!(
        SpanTree::of(&spans).to_string(),
        "INTERNAL root\n  INTERNAL child\nINTERNAL root"
    );
}

#[test]
fn spans_that_are_their_own_ancestors_are_still_listed() {
    let spans = spans(&[("t", "1", "2", 1, "a"), ("t", "2", "1", 2, "b")]);
    let tree = SpanTree::of(&spans);
    let count: usize = tree.traces().map(|trace| trace.walk().count()).sum();
    assert_eq!(count, 2);
}
