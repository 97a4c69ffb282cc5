use super::Dependency;
use super::audit_section::audit_section;
use flate2::read::ZlibDecoder;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Seek};

/// Of the section, and of what it is decompressed to: room for twenty thousand crates.
const LIMIT: usize = 2 * 1024 * 1024;

/// What `cargo auditable` says of the running program, if it was built with that.
pub(super) fn of_this_program() -> Option<BTreeSet<Dependency>> {
    of_executable(File::open(std::env::current_exe().ok()?).ok()?)
}

pub(super) fn of_executable(file: impl Read + Seek) -> Option<BTreeSet<Dependency>> {
    let section = audit_section(file, LIMIT as u64)?;
    let mut json = Vec::new();
    let mut decoder = ZlibDecoder::new(&*section).take(LIMIT as u64 + 1);
    if decoder.read_to_end(&mut json).ok()? > LIMIT {
        return None;
    }
    dependencies(&serde_json::from_slice(&json).ok()?)
}

/// The crates in the program: neither the program itself nor what only its build needed.
fn dependencies(audit_data: &Json) -> Option<BTreeSet<Dependency>> {
    let packages = audit_data.get("packages")?.as_array()?;
    let is_in_program = |package: &&Json| {
        let is = |key, value: Json| package.get(key) == Some(&value);
        !is("kind", "build".into()) && !is("root", true.into())
    };
    let dependency = |package: &Json| {
        let text = |key| package.get(key).and_then(Json::as_str);
        Some(Dependency::new(text("name")?, text("version")?))
    };
    let dependencies: BTreeSet<_> = packages
        .iter()
        .filter(is_in_program)
        .filter_map(dependency)
        .collect();
    (!dependencies.is_empty()).then_some(dependencies)
}

#[cfg(test)]
mod tests;
