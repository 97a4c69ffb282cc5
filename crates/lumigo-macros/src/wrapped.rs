//! `#[wrapped]`: the same function, with a span around its body.

mod arguments;
mod bindings;
mod body;
mod function;
mod options;
mod output;

use function::Function;
use options::Options;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{Error, Result};

pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    wrap(options, item.clone()).unwrap_or_else(|error| {
        let error = error.into_compile_error();
        // With the function in its place, nobody complains about calls of it.
        quote!(#error #item)
    })
}

fn wrap(options: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let options: Options = syn::parse2(options)?;
    let function: Function = syn::parse2(item)?;
    check(&function)?;
    let body = body::wrapped(&function, &options)?;
    Ok(function.with_body(&body))
}

fn check(function: &Function) -> Result<()> {
    if let Some(token) = function.signature.constness {
        let message = "a `const fn` cannot be wrapped: a span needs a running program";
        return Err(Error::new(token.span, message));
    }
    if let syn::ReturnType::Type(_, never) = &function.signature.output {
        if matches!(**never, syn::Type::Never(_)) {
            let message = "a function that never returns cannot be wrapped: it has no outcome";
            return Err(Error::new_spanned(never, message));
        }
    }
    Ok(())
}

/// What the runtime support is called in the program.
fn support(span: Span) -> TokenStream {
    quote::quote_spanned!(span=> ::lumigo_opentelemetry::__private)
}

/// The variable that holds the call's span. No code of the function's own can see it.
fn call() -> Ident {
    Ident::new("call", Span::mixed_site())
}
