use super::*;

const SHORT: &str = "00-0000000000000000a3ce929d0e0e4736-00f067aa0ba902b7-01";
const B3: &str = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";
const BOTH: [Format; 2] = [Format::B3, Format::B3Multi];

/// The headers `x-b3-*` of a caller, and others.
fn multi<'a>(others: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut headers = vec![("X-B3-TraceId", TRACE), ("X-B3-SpanId", SPAN)];
    headers.extend(others);
    headers
}

#[test]
fn a_valid_single_header_is_the_remote_parent() {
    for (header, expected) in [
        (format!("{B3}-1"), SAMPLED),
        (format!("{B3}-0"), UNSAMPLED),
        (format!("{B3}-d"), SAMPLED),
        (B3.to_owned(), SAMPLED),
        (format!("{B3}-1-05e3ac9a4f6e3b90"), SAMPLED),
        (format!("{B3}-0-05e3ac9a4f6e3b90"), UNSAMPLED),
        (format!("{B3}-05e3ac9a4f6e3b90"), SAMPLED),
        ("a3ce929d0e0e4736-00f067aa0ba902b7-1".to_owned(), SHORT),
        (format!(" \t{B3}-1 "), SAMPLED),
    ] {
        for format in BOTH {
            let context = read_by(format, &[("b3", &header)]);
            assert_eq!(parent(&context), expected, "{header}");
            assert!(context.span().span_context().is_remote());
        }
    }
}

#[test]
fn a_malformed_single_header_is_no_parent() {
    for (header, reason) in [
        ("", "empty"),
        ("1", "accepted, but no span"),
        ("d", "debug, but no span"),
        ("00", "not the state"),
        ("4bf92f3577b34da6a3ce929d0e0e4736", "no span id"),
        ("4bf92f3577b34da6a3ce929d0e0e4736-", "empty span id"),
        (
            "4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-1",
            "31 digits",
        ),
        (
            "3ce929d0e0e4736-00f067aa0ba902b7-1",
            "15 digits of the trace",
        ),
        (
            "4bf92f3577b34da6a3ce929d0e0e4736-0f067aa0ba902b7-1",
            "15 digits of the span",
        ),
        (
            "4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-1",
            "upper case",
        ),
        (
            "4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-1",
            "upper case in the span",
        ),
        (
            "+bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
            "a sign",
        ),
        (
            "00000000000000000000000000000000-00f067aa0ba902b7-1",
            "zero trace",
        ),
        (
            "0000000000000000-00f067aa0ba902b7-1",
            "zero trace of 16 digits",
        ),
        (
            "4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-1",
            "zero span",
        ),
        (
            "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-",
            "empty state",
        ),
        (
            "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-2",
            "unknown state",
        ),
        (
            "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-true",
            "a word",
        ),
        (
            "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1-",
            "empty parent",
        ),
        (
            "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1-5e3",
            "short parent",
        ),
        (
            "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1-05e3ac9a4f6e3b90-",
            "too many parts",
        ),
        (
            "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-05e3ac9a4f6e3b90-1",
            "parent before state",
        ),
        (
            "4bf92f3577b34da6a3ce929d0e0e4736:00f067aa0ba902b7:1",
            "other separators",
        ),
    ] {
        for format in BOTH {
            let context = read_by(format, &[("b3", header)]);
            assert_eq!(parent(&context), "none", "{reason}: {header}");
        }
    }
}

#[test]
fn valid_headers_of_the_other_encoding_are_the_remote_parent() {
    for (others, expected) in [
        (vec![("X-B3-Sampled", "1")], SAMPLED),
        (vec![("X-B3-Sampled", "0")], UNSAMPLED),
        (vec![("X-B3-Sampled", "true")], SAMPLED),
        (vec![("X-B3-Sampled", "false")], UNSAMPLED),
        (vec![], SAMPLED),
        (vec![("X-B3-Flags", "1")], SAMPLED),
        (vec![("X-B3-Flags", "1"), ("X-B3-Sampled", "0")], SAMPLED),
        (vec![("X-B3-Flags", "0"), ("X-B3-Sampled", "0")], UNSAMPLED),
        (vec![("X-B3-Flags", "2"), ("X-B3-Sampled", "1")], SAMPLED),
        (
            vec![("X-B3-ParentSpanId", "-"), ("X-B3-Sampled", "0")],
            UNSAMPLED,
        ),
        (
            vec![("X-B3-Sampled", "0"), ("X-B3-Sampled", "1")],
            UNSAMPLED,
        ),
    ] {
        for format in BOTH {
            let context = read_by(format, &multi(&others));
            assert_eq!(parent(&context), expected, "{others:?}");
        }
    }
}

#[test]
fn malformed_headers_of_the_other_encoding_are_no_parent() {
    let (trace, span) = ("X-B3-TraceId", "X-B3-SpanId");
    for (headers, reason) in [
        (vec![(trace, TRACE)], "no span id"),
        (vec![(span, SPAN)], "no trace id"),
        (
            vec![(trace, TRACE), ("X-B3-Sampled", "0")],
            "denied, but half a span",
        ),
        (vec![(trace, &TRACE[1..]), (span, SPAN)], "short trace id"),
        (vec![(trace, TRACE), (span, &SPAN[1..])], "short span id"),
        (vec![(trace, TRACE), (span, "0000000000000000")], "zero"),
        (multi(&[("X-B3-Sampled", "")]), "empty state"),
        (multi(&[("X-B3-Sampled", "d")]), "of the single header"),
        (multi(&[("X-B3-Sampled", "TRUE")]), "upper case"),
        (vec![("X-B3-Sampled", "1")], "accepted, but no span"),
        (vec![("X-B3-Flags", "1")], "debug, but no span"),
    ] {
        for format in BOTH {
            let context = read_by(format, &headers);
            assert_eq!(parent(&context), "none", "{reason}: {headers:?}");
        }
    }
}

#[test]
fn the_single_header_comes_first_and_a_malformed_one_does_not_count() {
    for (single, expected) in [
        (format!("{B3}-0"), UNSAMPLED),
        ("garbage".to_owned(), SAMPLED),
    ] {
        for format in BOTH {
            let context = read_by(format, &multi(&[("b3", &single), ("X-B3-Sampled", "1")]));
            assert_eq!(parent(&context), expected, "{single}");
        }
    }
}

#[test]
fn a_denial_without_a_span_is_passed_on_in_a_trace_of_its_own() {
    for header in [
        ("b3", "0"),
        ("X-B3-Sampled", "0"),
        ("X-B3-Sampled", "false"),
    ] {
        for format in BOTH {
            let context = read_by(format, &[header]);
            let parent = context.span().span_context().clone();
            assert!(parent.is_valid() && !parent.is_sampled(), "{header:?}");
        }
    }
}

#[test]
fn a_denial_without_a_span_holds_for_the_trace_that_is_known() {
    let known = caller(7, 8, TraceFlags::SAMPLED);
    let headers = headers(&[("b3", b"0")]);
    let context = Propagation::of(&[Format::B3]).extract(&known, &headers);
    let expected = "00-00000000000000000000000000000007-0000000000000008-00";
    assert_eq!(parent(&context), expected);
}

#[test]
fn each_decision_is_written_in_either_encoding() {
    for (read, single, multi) in [
        ("-1", "-1", ("x-b3-sampled", "1")),
        ("-0", "-0", ("x-b3-sampled", "0")),
        ("-d", "-d", ("x-b3-flags", "1")),
        ("-d-05e3ac9a4f6e3b90", "-d", ("x-b3-flags", "1")),
    ] {
        let context = read_by(Format::B3, &[("b3", &format!("{B3}{read}"))]);
        let written = written_by(Format::B3, &context);
        let expected = [("b3".to_owned(), format!("{B3}{single}"))];
        assert_eq!(written, expected.into(), "{read}");
        let written = written_by(Format::B3Multi, &context);
        let expected = [("x-b3-traceid", TRACE), ("x-b3-spanid", SPAN), multi];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(written, expected.into(), "{read}");
    }
}

#[test]
fn a_decision_that_is_deferred_stays_open_until_a_span_of_our_own() {
    let context = read_by(Format::B3, &[("b3", B3)]);
    assert_eq!(written_by(Format::B3, &context)["b3"], B3);
    assert_eq!(written_by(Format::B3Multi, &context).len(), 2);
    let trace = TraceId::from_hex(TRACE).unwrap();
    let own = SpanContext::new(
        trace,
        SpanId::from(1),
        TraceFlags::SAMPLED,
        false,
        TraceState::NONE,
    );
    let context = context.with_remote_span_context(own);
    let expected = format!("{TRACE}-0000000000000001-1");
    assert_eq!(written_by(Format::B3, &context)["b3"], expected);
}

#[test]
fn debug_holds_for_the_trace_unless_it_is_dropped() {
    let context = read_by(Format::B3, &[("b3", &format!("{B3}-d"))]);
    let trace = u128::from_str_radix(TRACE, 16).unwrap();
    for (trace, flags, state) in [
        (trace, TraceFlags::SAMPLED, "d"),
        (trace, TraceFlags::NOT_SAMPLED, "0"),
        (trace + 1, TraceFlags::SAMPLED, "1"),
    ] {
        let other = caller(trace, 1, flags);
        let other = other.span().span_context().clone();
        let written = written_by(Format::B3, &context.with_remote_span_context(other));
        assert_eq!(
            written["b3"],
            format!("{trace:032x}-0000000000000001-{state}")
        );
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(trace in 1u128.., span in 1u64.., flags in 0u8..2) {
        let context = caller(trace, span, TraceFlags::new(flags));
        for format in BOTH {
            let written = written_by(format, &context);
            let lines: Vec<_> = written.iter().map(|(name, value)| (&**name, &**value)).collect();
            prop_assert_eq!(parent(&read_by(format, &lines)), parent(&context));
        }
    }

    #[test]
    fn no_header_panics(
        name in "(b3|x-b3-(traceid|spanid|sampled|flags|parentspanid))",
        value in any_header(),
    ) {
        prop_assume!(HeaderValue::from_str(&value).is_ok());
        for format in BOTH {
            read_by(format, &[(&name, &value)]);
            read_by(format, &multi(&[(&name, &value)]));
        }
    }
}
