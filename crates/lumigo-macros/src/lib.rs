//! Macros of the Lumigo OpenTelemetry distribution for Rust. Applications use them through the
//! facade, `lumigo-opentelemetry`, which they expand to.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod dependencies;
mod wrapped;

use proc_macro::TokenStream;

/// The crates that the program depends on, as a `&'static [(&'static str, &'static str)]` of names
/// and versions, sorted: for `with_dependencies` of the builder, when the program is not built with
/// `cargo auditable`.
///
/// Use it in the crate of the program. The list is made while that is compiled, from the `Cargo.lock`
/// beside its manifest or of its workspace, and made anew when that changes. It is empty when there is
/// none that names the package.
///
/// A lock file does not tell what a crate is needed for. The list therefore also has the crates that
/// only tests, build scripts, other platforms and features that are off need; `cargo auditable` knows
/// better.
///
/// ```
/// # use lumigo_macros as lumigo_opentelemetry;
/// for (name, version) in lumigo_opentelemetry::dependencies!() {
///     println!("{name} {version}");
/// }
/// ```
#[proc_macro]
pub fn dependencies(input: TokenStream) -> TokenStream {
    syn::parse_macro_input!(input as syn::parse::Nothing);
    dependencies::expand().into()
}

/// Makes each call of a function a span, with its arguments and what it returns.
///
/// The span is named `LumigoRoot`, is of kind `INTERNAL`, and is current while the function runs,
/// in an async function across its awaits too. Arguments and return value are recorded as JSON by
/// their `serde::Serialize`, secrets masked, in the attributes `input_kwargs`, `input_args` and
/// `return_value`. An `Err` marks the span as failed, and so do a panic and a cancelled future.
///
/// | Option | Effect |
/// | --- | --- |
/// | `name = "checkout"` | names the span |
/// | `skip(connection, ...)` | leaves these arguments out |
/// | `skip_all` | leaves all arguments out |
/// | `skip_return` | leaves the return value out |
///
/// ```
/// use lumigo_opentelemetry::wrapped;
///
/// struct Shop {
///     prices: Vec<u32>,
/// }
///
/// impl Shop {
///     #[wrapped(name = "price", skip(cache))]
///     async fn price(&self, item: usize, cache: &mut Vec<u32>) -> Result<u32, String> {
///         let price = *self.prices.get(item).ok_or("no such item")?;
///         cache.push(price);
///         Ok(price)
///     }
/// }
/// ```
///
/// # Errors
///
/// It does not compile when an argument or the return value is no `serde::Serialize` and not left
/// out, on a `const fn`, and on a function that returns `!`.
#[proc_macro_attribute]
pub fn wrapped(options: TokenStream, function: TokenStream) -> TokenStream {
    wrapped::expand(options.into(), function.into()).into()
}
