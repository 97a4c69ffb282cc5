use super::*;
use opentelemetry::KeyValue;

const JAEGER: &str = "4bf92f3577b34da6a3ce929d0e0e4736:00f067aa0ba902b7:0";

fn read(header: &str) -> Context {
    read_by(Format::Jaeger, &[("uber-trace-id", header)])
}

#[test]
fn a_valid_header_is_the_remote_parent() {
    let short = "00-00000000000000000000000000000abc-0000000000000def-01";
    for (header, expected) in [
        (format!("{JAEGER}:1"), SAMPLED),
        (format!("{JAEGER}:01"), SAMPLED),
        (format!("{JAEGER}:0"), UNSAMPLED),
        (format!("{JAEGER}:3"), SAMPLED),
        (format!("{JAEGER}:2"), SAMPLED),
        (format!("{JAEGER}:8"), UNSAMPLED),
        (format!("{JAEGER}:ff"), SAMPLED),
        (format!("{TRACE}:{SPAN}:05e3ac9a4f6e3b90:1"), SAMPLED),
        (format!("{TRACE}:{SPAN}:0000000000000000:1"), SAMPLED),
        (format!("{TRACE}:f067aa0ba902b7:0:1"), SAMPLED),
        (format!("{TRACE}%3A{SPAN}%3a0%3A1"), SAMPLED),
        (JAEGER.to_uppercase() + ":1", SAMPLED),
        ("abc:def:0:1".to_owned(), short),
        (format!(" {JAEGER}:1\t"), SAMPLED),
    ] {
        let context = read(&header);
        assert_eq!(parent(&context), expected, "{header}");
        assert!(context.span().span_context().is_remote());
    }
}

#[test]
fn a_malformed_header_is_no_parent() {
    for (header, reason) in [
        ("", "empty"),
        ("::::", "separators"),
        ("abc:def:0", "no flags"),
        ("abc:def:0:", "empty flags"),
        ("abc:def::1", "empty parent"),
        ("abc::0:1", "empty span"),
        (":def:0:1", "empty trace"),
        ("0:def:0:1", "zero trace"),
        ("abc:0:0:1", "zero span"),
        ("abc:def:0:1:", "too many parts"),
        ("abc:def:0:001", "long flags"),
        ("abc:def:0:g", "flags that are no digits"),
        ("abc:def:0:+1", "a sign"),
        ("+abc:def:0:1", "a sign in the trace"),
        ("abc:+def:0:1", "a sign in the span"),
        ("abc:def:x:1", "a parent that is no digits"),
        ("abc:def:11112222333344445:1", "long parent"),
        ("abc:11112222333344445:0:1", "long span"),
        ("111122223333444411112222333344445:def:0:1", "long trace"),
        ("abc-def-0-1", "other separators"),
        ("abc%def%0%1", "escapes that are none"),
        ("%ff%3Adef%3A0%3A1", "escapes that are no text"),
    ] {
        assert_eq!(parent(&read(header)), "none", "{reason}: {header}");
    }
}

#[test]
fn the_header_has_both_ids_in_full_and_no_parent() {
    for (flags, expected) in [(TraceFlags::SAMPLED, "1"), (TraceFlags::NOT_SAMPLED, "0")] {
        let written = written_by(Format::Jaeger, &caller(0xabc, 0xdef, flags));
        let header = format!("{:032x}:{:016x}:0:{expected}", 0xabc, 0xdef);
        assert_eq!(written, [("uber-trace-id".to_owned(), header)].into());
    }
}

#[test]
fn debug_is_passed_on_to_every_format_that_knows_it() {
    let context = read(&format!("{JAEGER}:3"));
    let header = &written_by(Format::Jaeger, &context)["uber-trace-id"];
    assert_eq!(header, &format!("{JAEGER}:3"));
    assert!(written_by(Format::B3, &context)["b3"].ends_with("-d"));
    let context = read_by(Format::B3, &[("b3", &format!("{TRACE}-{SPAN}-d"))]);
    let header = &written_by(Format::Jaeger, &context)["uber-trace-id"];
    assert_eq!(header, &format!("{JAEGER}:3"));
}

#[test]
fn baggage_has_a_header_for_each_key_and_needs_no_trace() {
    let context = read_by(
        Format::Jaeger,
        &[
            ("uberctx-user", "ada%20l%2Cb"),
            ("UberCtx-Plan", "a+b 100%"),
            ("uberctx-", "no key"),
            ("uberctx", "no baggage"),
            ("x-uberctx-k", "nor this"),
        ],
    );
    assert_eq!(parent(&context), "none");
    let baggage = context.baggage();
    assert_eq!(baggage.len(), 2, "{baggage:?}");
    for (key, value) in [("user", "ada l,b"), ("plan", "a+b 100%")] {
        assert_eq!(baggage.get(key).map(|value| value.as_str()), Some(value));
    }
    let expected = [
        ("uberctx-user", "ada%20l%2Cb"),
        ("uberctx-plan", "a%2Bb%20100%25"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(written_by(Format::Jaeger, &context), expected.into());
}

#[test]
fn without_any_of_its_own_the_baggage_that_is_known_stays() {
    let known = Context::new().with_baggage([KeyValue::new("user", "ada")]);
    let header = format!("{JAEGER}:1");
    let headers = headers(&[("uber-trace-id", header.as_bytes())]);
    let context = Propagation::of(&[Format::Jaeger]).extract(&known, &headers);
    assert_eq!(context.baggage().len(), 1);
    assert_eq!(parent(&context), SAMPLED);
}

#[test]
fn more_baggage_than_a_context_holds_is_cut() {
    let names: Vec<_> = (0..300).map(|n| format!("uberctx-k{n}")).collect();
    let lines: Vec<_> = names.iter().map(|name| (name.as_str(), "v")).collect();
    let context = read_by(Format::Jaeger, &lines);
    assert_eq!(context.baggage().len(), 64);
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        trace in 1u128..,
        span in 1u64..,
        flags in 0u8..2,
        value in "\\PC{0,40}",
    ) {
        let context = caller(trace, span, TraceFlags::new(flags));
        let context = context.with_baggage([KeyValue::new("key", value.clone())]);
        let written = written_by(Format::Jaeger, &context);
        let lines: Vec<_> = written.iter().map(|(name, value)| (&**name, &**value)).collect();
        let read = read_by(Format::Jaeger, &lines);
        prop_assert_eq!(parent(&read), parent(&context));
        prop_assert_eq!(read.baggage().get("key").map(ToString::to_string), Some(value));
    }

    #[test]
    fn no_header_panics(name in "(uber-trace-id|uberctx-[a-z]{0,3})", value in any_header()) {
        prop_assume!(HeaderValue::from_str(&value).is_ok());
        read_by(Format::Jaeger, &[(&name, &value)]);
    }
}
