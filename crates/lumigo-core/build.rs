//! Hands the compiler's version to `resource.rs`: there is no way to ask for it at run time.

use std::process::Command;

#[expect(
    clippy::disallowed_methods,
    reason = "cargo names the compiler in a variable"
)]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=RUSTC");
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let description = Command::new(compiler)
        .arg("--version")
        .output()
        .ok()
        .and_then(|output| String::from_utf8(output.stdout).ok())
        .unwrap_or_default();
    // "rustc 1.95.0 (59807616e 2026-04-14)"
    let version = description.split(' ').nth(1).unwrap_or("unknown");
    println!("cargo::rustc-env=LUMIGO_RUSTC_VERSION={version}");
    println!(
        "cargo::rustc-env=LUMIGO_RUSTC_DESCRIPTION={}",
        description.trim()
    );
}
