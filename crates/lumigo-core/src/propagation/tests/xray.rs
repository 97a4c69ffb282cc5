use super::*;

const ROOT: &str = "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736";
const PARENT: &str = "Parent=00f067aa0ba902b7";

fn read(header: &str) -> Context {
    read_by(Format::Xray, &[("X-Amzn-Trace-Id", header)])
}

#[test]
fn a_valid_header_is_the_remote_parent() {
    for (header, expected) in [
        (format!("{ROOT};{PARENT};Sampled=1"), SAMPLED),
        (format!("{ROOT};{PARENT};Sampled=0"), UNSAMPLED),
        (format!("{ROOT};{PARENT};Sampled=?"), SAMPLED),
        (format!("{ROOT};{PARENT}"), SAMPLED),
        (format!("Sampled=0;{PARENT};{ROOT}"), UNSAMPLED),
        (format!(" {ROOT} ; {PARENT} ; Sampled = 0 ;"), UNSAMPLED),
        (
            format!("Self=1-1-2;{ROOT};Lineage=a87bd80c:0|68fd508a:5;{PARENT};Sampled=0;x"),
            UNSAMPLED,
        ),
        (
            format!("{ROOT};{PARENT};Sampled=0").to_lowercase(),
            UNSAMPLED,
        ),
        (
            format!("{ROOT};{PARENT};Sampled=0;Sampled=1;Parent=1"),
            UNSAMPLED,
        ),
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
        (";;=;", "separators"),
        (
            "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736",
            "no parent: of a load balancer",
        ),
        (
            "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Sampled=1",
            "sampled, but no parent",
        ),
        ("Parent=00f067aa0ba902b7;Sampled=1", "no root"),
        (
            "Self=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7",
            "a self is no root",
        ),
        (
            "Root=2-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7",
            "another version",
        ),
        (
            "Root=4bf92f3577b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7",
            "no version",
        ),
        (
            "Root=1-4bf92f3577b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7",
            "no dash",
        ),
        (
            "Root=1-4bf92f3-577b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7",
            "a dash elsewhere",
        ),
        (
            "Root=1-4bf92f35-77b34da6a3ce929d0e0e473;Parent=00f067aa0ba902b7",
            "short root",
        ),
        (
            "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736-1;Parent=00f067aa0ba902b7",
            "long root",
        ),
        (
            "Root=1-+bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7",
            "a sign",
        ),
        (
            "Root=1-00000000-000000000000000000000000;Parent=00f067aa0ba902b7",
            "zero root",
        ),
        (
            "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=0000000000000000",
            "zero parent",
        ),
        (
            "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=f067aa0ba902b7",
            "short parent",
        ),
        (
            "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=",
            "empty parent",
        ),
        (
            "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7;Sampled=2",
            "unknown decision",
        ),
        (
            "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7;Sampled=",
            "empty decision",
        ),
        (
            "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736,Parent=00f067aa0ba902b7",
            "other separators",
        ),
    ] {
        assert_eq!(parent(&read(header)), "none", "{reason}: {header}");
    }
}

#[test]
fn a_denial_without_a_parent_is_passed_on() {
    let context = read(&format!("{ROOT};Sampled=0"));
    let parent = context.span().span_context().clone();
    assert!(parent.is_valid() && !parent.is_sampled());
}

#[test]
fn each_decision_is_written() {
    for (read_as, sampled) in [
        (";Sampled=1", ";Sampled=1"),
        (";Sampled=0", ";Sampled=0"),
        (";Sampled=?", ""),
        ("", ""),
    ] {
        let context = read(&format!("{PARENT};{ROOT};Lineage=a:1{read_as}"));
        let header = format!("{ROOT};{PARENT}{sampled}");
        let expected = [("x-amzn-trace-id".to_owned(), header)];
        assert_eq!(written_by(Format::Xray, &context), expected.into());
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(trace in 1u128.., span in 1u64.., flags in 0u8..2) {
        let context = caller(trace, span, TraceFlags::new(flags));
        let written = written_by(Format::Xray, &context);
        let header = &written["x-amzn-trace-id"];
        prop_assert_eq!(parent(&read(header)), parent(&context));
    }

    #[test]
    fn no_header_panics(root in any_header(), parent in any_header(), rest in any_header()) {
        for header in [format!("Root={root};Parent={parent};{rest}"), rest] {
            prop_assume!(HeaderValue::from_str(&header).is_ok());
            read(&header);
        }
    }
}
