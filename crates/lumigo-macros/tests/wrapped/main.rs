//! What the compiler says where `#[wrapped]` is refused.
//!
//! The files in `refused` are the binaries of a package that is made for them; each line that is
//! refused says why in a comment behind it.
#![expect(clippy::unwrap_used, reason = "all of this is a test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// File, line and message.
type Complaint = (String, usize, String);

const MANIFEST: &str = r#"
[package]
name = "refused"
edition = "2024"

[workspace]

[dependencies]
lumigo-opentelemetry.path = "FACADE"
"#;

#[test]
fn the_compiler_says_what_is_wrong_and_what_to_do() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let facade = crates.join("lumigo-opentelemetry");
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("refused");
    let binaries = package.join("src/bin");
    fs::create_dir_all(&binaries).unwrap();
    let manifest = MANIFEST.replace("FACADE", facade.to_str().unwrap());
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    fs::copy(crates.join("../Cargo.lock"), package.join("Cargo.lock")).unwrap();
    let mut expected = BTreeSet::new();
    for case in cases() {
        let name = case.file_name().unwrap().to_str().unwrap();
        let text = fs::read_to_string(&case).unwrap();
        expected.extend(announced(name, &text));
        fs::write(binaries.join(name), text).unwrap();
    }
    assert!(expected.len() > 10);
    assert_eq!(complaints(&package), expected);
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wrapped/refused");
    let files = fs::read_dir(folder).unwrap();
    files.map(|file| file.unwrap().path()).collect()
}

/// What the comments say.
fn announced(file: &str, text: &str) -> Vec<Complaint> {
    let lines = text.lines().enumerate();
    let announced = lines.filter_map(|(index, line)| {
        let (_, message) = line.split_once("// error: ")?;
        Some((file.to_owned(), index + 1, message.to_owned()))
    });
    announced.collect()
}

/// What the compiler says.
fn complaints(package: &Path) -> BTreeSet<Complaint> {
    let output = Command::new(env!("CARGO"))
        .args([
            "check",
            "--offline",
            "--keep-going",
            "--message-format=short",
            "--color=never",
        ])
        .current_dir(package)
        .env("CARGO_TARGET_DIR", package.join("target"))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    let complaints: BTreeSet<_> = text.lines().filter_map(complaint).collect();
    assert!(!complaints.is_empty(), "{text}");
    complaints
}

/// Reads `src/bin/FILE:LINE:COLUMN: error[CODE]: MESSAGE: LABEL`.
fn complaint(line: &str) -> Option<Complaint> {
    let (place, text) = line.strip_prefix("src/bin/")?.split_once(": error")?;
    let mut place = place.split(':');
    let (file, line) = (place.next()?, place.next()?);
    let (_, message) = text.split_once(": ")?;
    let label = ": not `serde::Serialize`";
    let message = message.strip_suffix(label).unwrap_or(message);
    Some((file.to_owned(), line.parse().ok()?, message.to_owned()))
}
