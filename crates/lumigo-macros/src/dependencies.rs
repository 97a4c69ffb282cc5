//! `dependencies!`: the list is made while the program is compiled.

mod lock_file;

use lock_file::closure;
use proc_macro2::TokenStream;
use quote::quote;
use std::path::Path;

/// The list for the package that is being compiled.
#[expect(
    clippy::disallowed_methods,
    reason = "cargo names the package in variables"
)]
pub(crate) fn expand() -> TokenStream {
    let variable = |name| std::env::var(name).unwrap_or_default();
    let directory = variable("CARGO_MANIFEST_DIR");
    let (name, version) = (variable("CARGO_PKG_NAME"), variable("CARGO_PKG_VERSION"));
    list(Path::new(&directory), &name, &version)
}

/// The list for a package in this directory; empty when no lock file knows the package.
fn list(directory: &Path, name: &str, version: &str) -> TokenStream {
    let known = directory.ancestors().filter_map(|directory| {
        let path = directory.join("Cargo.lock");
        let text = std::fs::read_to_string(&path).ok()?;
        Some((path, closure(&text, name, version)?))
    });
    // A member of a workspace may still have a lock file from before it was one; cargo reads the
    // workspace's.
    let Some((path, dependencies)) = known.last() else {
        return quote!({
            const DEPENDENCIES: &[(&str, &str)] = &[];
            DEPENDENCIES
        });
    };
    let (names, versions): (Vec<_>, Vec<_>) = dependencies.into_iter().unzip();
    // A changed lock file has to compile the list anew; the constant itself is never used.
    let tracked = path.to_str().map(|path| {
        quote!(
            const _: &[u8] = ::core::include_bytes!(#path);
        )
    });
    quote!({
        #tracked
        const DEPENDENCIES: &[(&str, &str)] = &[#((#names, #versions)),*];
        DEPENDENCIES
    })
}

#[cfg(test)]
mod tests;
