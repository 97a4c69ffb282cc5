//! What the command line may hold.

use crate::support::{quickstart, run, text};

#[test]
fn an_unknown_argument_is_refused_with_the_usage() {
    for (arguments, unknown) in [
        (&["--yaml"][..], "--yaml"),
        (&["orders"], "orders"),
        (&["--json", "-x"], "-x"),
    ] {
        let output = quickstart(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(text(&output.stdout), "");
        let start = format!("quickstart: there is no {unknown:?}\n\nusage: ");
        assert!(text(&output.stderr).starts_with(&start), "{output:?}");
    }
}

#[test]
fn help_is_no_failure() {
    let output = run(quickstart(&["--help"]));
    assert!(text(&output.stdout).starts_with("usage: "));
}
