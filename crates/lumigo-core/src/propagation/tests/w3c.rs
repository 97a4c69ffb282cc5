//! W3C's formats without a carrier do what they do with one.

use super::*;

/// The same formats, in both ways.
fn both(formats: &[Format]) -> [Propagation; 2] {
    let direct = Propagation::of(formats);
    assert!(direct.w3c.is_some());
    let by_carrier = Propagation {
        w3c: None,
        ..Propagation::of(formats)
    };
    [direct, by_carrier]
}

fn any_formats() -> impl Strategy<Value = Vec<Format>> {
    let formats = proptest::sample::select(Format::DEFAULT);
    proptest::collection::vec(formats, 0..3)
}

/// Lines of all kinds, several of a name among them.
fn any_lines() -> impl Strategy<Value = Vec<(&'static str, Vec<u8>)>> {
    let id = |length| format!("([0-9a-f]{{{length}}}|0{{{length}}})");
    let traceparent = format!(
        "[ \t]{{0,2}}(00|[0-9a-f]{{2}})-{}-{}-[0-9a-f]{{2}}(-[a-z\u{e9}]{{1,4}}|[ \ta-f-])?",
        id(32),
        id(16)
    );
    let traceparent = proptest::string::string_regex(&traceparent).unwrap();
    const NAMES: [&str; 4] = ["traceparent", "tracestate", "baggage", "x-other"];
    let text = "([a-z]{0,3}=[a-z%,; \t\u{e9}]{0,6},?){0,4}";
    let bytes = (32u8..=255).prop_filter("a header", |byte| *byte != 127);
    let line = prop_oneof![
        (Just(NAMES[0]), traceparent.prop_map(String::into_bytes)),
        (Just(NAMES[1]), text.prop_map(String::into_bytes)),
        (Just(NAMES[2]), text.prop_map(String::into_bytes)),
        (
            proptest::sample::select(&NAMES),
            proptest::collection::vec(bytes, 0..60)
        ),
    ];
    proptest::collection::vec(line, 0..5)
}

/// What there is to tell of a context.
fn told(context: &Context) -> (SpanContext, Vec<String>) {
    let baggage = context.baggage().iter();
    let mut baggage: Vec<_> = baggage.map(|entry| format!("{entry:?}")).collect();
    baggage.sort();
    (context.span().span_context().clone(), baggage)
}

#[test]
fn what_a_future_version_appends_has_to_be_text() {
    for (rest, is_valid) in [(&b"-later"[..], true), (b"-l\xe4ter", false)] {
        let traceparent = [format!("cc-{TRACE}-{SPAN}-01").as_bytes(), rest].concat();
        let lines = headers(&[("traceparent", &traceparent)]);
        for way in both(Format::DEFAULT) {
            let context = way.extract(&Context::new(), &lines);
            assert_eq!(context.span().span_context().is_valid(), is_valid);
        }
    }
}

#[test]
fn what_the_host_has_copied_is_replaced() {
    let copied = headers(&[
        ("traceparent", SAMPLED.as_bytes()),
        ("tracestate", b"stale=1"),
        ("tracestate", b"stale=2"),
    ]);
    let context = caller(1, 2, TraceFlags::default());
    for way in both(Format::DEFAULT) {
        let mut sent = copied.clone();
        way.inject(&context, &mut sent);
        assert_eq!(sent["traceparent"], format!("00-{:032x}-{:016x}-00", 1, 2));
        assert_eq!(sent.len(), 1, "{sent:?}");
    }
}

#[test]
fn formats_of_others_need_a_carrier() {
    for format in [Format::B3, Format::B3Multi, Format::Jaeger, Format::Xray] {
        assert!(
            Propagation::of(&[Format::TraceContext, format])
                .w3c
                .is_none()
        );
    }
    assert!(Propagation::of_host(Vec::new()).w3c.is_none());
}

proptest! {
    #[test]
    fn the_same_is_read(formats in any_formats(), lines in any_lines(), has_parent: bool) {
        let lines: Vec<_> = lines.iter().map(|(name, value)| (*name, value.as_slice())).collect();
        let lines = headers(&lines);
        let parent = if has_parent { caller(1, 2, TraceFlags::SAMPLED) } else { Context::new() };
        let parent = parent.with_baggage([KeyValueMetadata::new("known", "1", "")]);
        let [direct, by_carrier] = both(&formats).map(|way| told(&way.extract(&parent, &lines)));
        prop_assert_eq!(direct, by_carrier);
    }

    #[test]
    fn the_same_is_written(
        formats in any_formats(),
        lines in any_lines(),
        (trace, span, flags) in (0..3u128, 0..3u64, 0..4u8),
        state in "([a-z]{1,3}=[a-z\n\u{e9}]{1,3},?){0,3}",
        baggage in "\\PC{0,8}",
    ) {
        let lines: Vec<_> = lines.iter().map(|(name, value)| (*name, value.as_slice())).collect();
        let carried = headers(&lines);
        let state = state.parse().unwrap_or(TraceState::NONE);
        let (trace, span) = (TraceId::from(trace << 70), SpanId::from(span << 33));
        let span = SpanContext::new(trace, span, TraceFlags::new(flags), true, state);
        let context = Context::new().with_remote_span_context(span);
        let context = match baggage.as_str() {
            "" => context,
            value => context.with_baggage([KeyValueMetadata::new("key", value.to_owned(), "p")]),
        };
        let [direct, by_carrier] = both(&formats).map(|way| {
            let mut sent = carried.clone();
            way.inject(&context, &mut sent);
            sent
        });
        prop_assert_eq!(direct, by_carrier);
    }
}
