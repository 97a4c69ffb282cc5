//! What `dependencies!` lists of this package.

use lumigo_opentelemetry::{Lumigo, dependencies};

const CRATES: &[(&str, &str)] = dependencies!();

/// The members of this workspace share their version.
const VERSION: &str = env!("CARGO_PKG_VERSION");

fn names() -> impl Iterator<Item = &'static str> {
    CRATES.iter().map(|&(name, _)| name)
}

#[test]
fn direct_and_transitive_dependencies_are_listed_with_their_versions() {
    assert!(CRATES.contains(&("lumigo-core", VERSION)), "{CRATES:?}");
    let lock = include_str!("../../../Cargo.lock").replace("\r\n", "\n");
    for name in ["opentelemetry", "rustls-webpki", "tracing-core"] {
        let (_, version) = CRATES.iter().find(|(other, _)| *other == name).unwrap();
        let entry = format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n");
        assert!(lock.contains(&entry), "{entry}");
    }
}

#[test]
fn neither_the_package_itself_nor_what_only_others_need_is_listed() {
    let lock = include_str!("../../../Cargo.lock");
    for name in ["integration", "quickstart"] {
        assert!(lock.contains(&format!("name = \"{name}\"")), "{name}");
        assert!(!names().any(|other| other == name), "{name}");
    }
}

#[test]
fn the_list_is_sorted_and_names_nothing_twice() {
    assert!(CRATES.is_sorted_by(|one, next| one < next), "{CRATES:?}");
}

#[test]
fn the_builder_takes_lists_of_any_kind() {
    let _ = Lumigo::builder()
        .with_dependencies(dependencies!())
        .with_dependencies([("axum", "0.8.9")])
        .with_dependencies(vec![("axum".to_owned(), "0.8.9".to_owned())]);
}
