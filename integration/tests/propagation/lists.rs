//! Several formats, none, and names that are none.

use crate::support::{
    FORMATS, PARENT, TRACE, VARIABLE, headers_of, headers_of_span, relayed, sorted, with_formats,
    with_variables,
};

const OTHER: &str = "11111111111111111111111111111111";

#[tokio::test]
async fn every_format_of_the_list_is_written_once() {
    for list in [
        "tracecontext,b3,b3multi,jaeger,xray",
        "xray, jaeger ,b3multi,B3,tracecontext,b3,baggage,xray,unknown,none",
    ] {
        let (lumigo, recorder) = with_formats(list);
        let sent = relayed(&lumigo, "/", &[]).await;
        let client = &recorder.spans()[0];
        let all = FORMATS.map(|format| headers_of_span(format, client));
        assert_eq!(sent, sorted(all.concat()), "{list}");
    }
}

#[tokio::test]
async fn the_last_format_that_finds_a_caller_wins() {
    for (list, first, second, expected) in [
        ("tracecontext,b3", "tracecontext", "b3", OTHER),
        ("b3,tracecontext", "tracecontext", "b3", TRACE),
        ("xray,jaeger", "xray", "jaeger", OTHER),
        ("jaeger,xray", "xray", "jaeger", TRACE),
        ("b3multi,xray,jaeger", "b3multi", "xray", OTHER),
    ] {
        let (lumigo, recorder) = with_formats(list);
        let mut caller = headers_of(first, TRACE, PARENT, true);
        caller.extend(headers_of(second, OTHER, PARENT, true));
        relayed(&lumigo, "/", &caller).await;
        assert_eq!(recorder.spans()[1].trace_id, expected, "{list}");
    }
}

#[tokio::test]
async fn a_later_format_without_a_valid_caller_changes_nothing() {
    for header in ["b3: garbage", "b3: 1", "x-b3-sampled: 1"] {
        let (lumigo, recorder) = with_formats("tracecontext,b3");
        let mut caller = headers_of("tracecontext", TRACE, PARENT, true);
        caller.extend(["tracestate: a=1".to_owned(), header.to_owned()]);
        relayed(&lumigo, "/", &caller).await;
        let server = &recorder.spans()[1];
        assert_eq!(server.trace_id, TRACE, "{header}");
        assert_eq!(server.trace_state, "a=1", "{header}");
    }
}

#[tokio::test]
async fn w3c_holds_unless_a_known_format_is_named() {
    let caller = [
        headers_of("tracecontext", TRACE, PARENT, true),
        vec!["baggage: user=ada".to_owned()],
    ]
    .concat();
    for (list, problems) in [("", 0), (",", 0), ("ottrace", 1), ("sesame,W3C", 2)] {
        let (lumigo, recorder) = with_formats(list);
        let sent = relayed(&lumigo, "/", &caller).await;
        let client = &recorder.spans()[0];
        let mut expected = headers_of_span("tracecontext", client);
        expected.push("baggage: user=ada".to_owned());
        assert_eq!(sent, sorted(expected), "{list}");
        let found = lumigo.diagnostics().problems();
        assert_eq!(found.len(), problems, "{found:?}");
        assert!(!found.concat().contains("sesame"), "{found:?}");
    }
}

#[tokio::test]
async fn none_reads_and_writes_nothing() {
    let (lumigo, recorder) = with_formats("none");
    let mut caller: Vec<_> = FORMATS
        .iter()
        .flat_map(|format| headers_of(format, TRACE, PARENT, false))
        .collect();
    caller.push("baggage: user=ada".to_owned());
    let sent = relayed(&lumigo, "/", &caller).await;
    assert_eq!(sent, Vec::<String>::new());
    assert_eq!(recorder.tree(), "SERVER GET\n  CLIENT GET");
}

#[tokio::test]
async fn without_tracecontext_baggage_goes_alone() {
    let (lumigo, _recorder) = with_variables(&[(VARIABLE, "baggage")]);
    let mut caller = headers_of("tracecontext", TRACE, PARENT, true);
    caller.push("baggage: user=ada".to_owned());
    let sent = relayed(&lumigo, "/", &caller).await;
    assert_eq!(sent, ["baggage: user=ada"]);
}
