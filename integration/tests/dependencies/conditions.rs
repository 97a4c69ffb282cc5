//! When a process reports: once, and only to Lumigo.

use crate::support::{Proxy, reporter};

const TOKEN: (&str, &str) = ("LUMIGO_TRACER_TOKEN", "t_0123456789");
const DEBUG: (&str, &str) = ("LUMIGO_DEBUG", "true");
const REPORT: &str = "CONNECT ga-otlp.lumigo-tracer-edge.golumigo.com:443 HTTP/1.1";

#[test]
fn a_process_that_exports_to_lumigo_reports_once() {
    for plan in ["init", "init-again"] {
        let proxy = Proxy::refusing();
        let output = reporter(plan, &proxy, &[TOKEN]);
        assert_eq!(proxy.asked(), [REPORT], "{plan}");
        assert_eq!(output.stdout, b"done\n", "{plan}: {output:?}");
        assert_eq!(output.stderr, b"", "{plan}: {output:?}");
    }
}

#[test]
fn nothing_is_reported_unless_everything_allows_it() {
    let elsewhere = "http://127.0.0.1:4318/v1/traces";
    for (plan, variables) in [
        ("init", vec![]),
        ("init", vec![TOKEN, ("LUMIGO_REPORT_DEPENDENCIES", "false")]),
        ("init", vec![TOKEN, ("LUMIGO_ENDPOINT", elsewhere)]),
        ("init", vec![TOKEN, ("LUMIGO_SWITCH_OFF", "true")]),
        ("build", vec![TOKEN]),
    ] {
        let proxy = Proxy::refusing();
        let output = reporter(plan, &proxy, &variables);
        assert_eq!(output.stdout, b"done\n", "{plan} {variables:?}: {output:?}");
        let asked = proxy.asked();
        assert!(asked.is_empty(), "{plan} {variables:?}: {asked:?}");
    }
}

#[test]
fn a_program_that_does_not_know_its_crates_reports_nothing_and_debug_says_why() {
    let proxy = Proxy::refusing();
    let output = reporter("init-without-list", &proxy, &[TOKEN, DEBUG]);
    assert_eq!(proxy.asked(), [""; 0]);
    let stderr = String::from_utf8(output.stderr).unwrap();
    let why =
        "DEBUG dependencies are not reported: the program was not built with `cargo auditable`";
    assert!(stderr.contains(why), "{stderr}");
}

#[test]
fn debug_says_that_a_report_failed() {
    let proxy = Proxy::refusing();
    let output = reporter("init", &proxy, &[TOKEN, DEBUG]);
    let stderr = String::from_utf8(output.stderr).unwrap();
    let why = "DEBUG dependencies are not reported: the proxy cannot be used";
    assert!(stderr.contains(why), "{stderr}");
    assert!(!stderr.contains(TOKEN.1), "{stderr}");
}

#[test]
fn the_host_does_not_wait_for_an_answer() {
    let proxy = Proxy::silent();
    let output = reporter(
        "leave",
        &proxy,
        &[TOKEN, ("LUMIGO_CONNECTION_TIMEOUT", "86400")],
    );
    assert_eq!(output.stdout, b"done\n", "{output:?}");
    assert!(output.status.success(), "{output:?}");
}
