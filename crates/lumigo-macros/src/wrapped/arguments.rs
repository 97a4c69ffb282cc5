//! The code that records the arguments.

use super::bindings::Binding;
use super::{Options, call, support};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, FnArg, PatType, Result, Token};

/// What `#[async_trait]` calls an argument that is a pattern.
const MADE_UP_NAME: &str = "__arg";

type Inputs = Punctuated<FnArg, Token![,]>;

/// Records the arguments, before the body moves or changes them.
pub(super) fn record(inputs: &Inputs, options: &Options) -> Result<TokenStream> {
    check_skipped(inputs, options)?;
    let span = Span::mixed_site();
    let (call, support) = (call(), support(span));
    let arguments = Ident::new("arguments", span);
    let statements =
        parameters(inputs).filter_map(|parameter| record_one(parameter, options, &arguments));
    Ok(quote_spanned! {span=>
        if let ::core::option::Option::Some(#arguments) = #support::Call::arguments(&#call) {
            #(#statements)*
            #support::Arguments::record(#arguments);
        }
    })
}

/// All but `self`, which is never recorded.
fn parameters(inputs: &Inputs) -> impl Iterator<Item = &PatType> {
    inputs.iter().filter_map(|input| match input {
        FnArg::Typed(parameter) => Some(parameter),
        FnArg::Receiver(_) => None,
    })
}

fn record_one(parameter: &PatType, options: &Options, arguments: &Ident) -> Option<TokenStream> {
    let bindings = Binding::all_of(&parameter.pat);
    let recorded = || bindings.iter().filter(|it| !options.skips(&it.name));
    let first = recorded().next()?;
    let described: Vec<_> = recorded().map(described).collect();
    let span = Span::mixed_site();
    let support = support(span);
    let added = if bindings.len() > 1 {
        quote_spanned! {span=> {
            let parts = #support::Arguments::parts(&#arguments);
            #(let parts = #support::Parts::add(parts, #described);)*
            #support::Arguments::unnamed_parts(#arguments, parts)
        }}
    } else if first.text().starts_with(MADE_UP_NAME) {
        let value = serializable(&first.name);
        quote_spanned!(span=> #support::Arguments::unnamed(#arguments, #value))
    } else {
        quote_spanned!(span=> #support::Arguments::named(#arguments, #(#described)*))
    };
    let conditions = parameter.attrs.iter().filter(|attribute| is_cfg(attribute));
    Some(quote_spanned!(span=> #(#conditions)* let #arguments = #added;))
}

/// A name, the names that stand for it elsewhere, and the value.
fn described(binding: &Binding) -> TokenStream {
    let (name, fields) = (binding.text(), &binding.fields);
    let value = serializable(&binding.name);
    quote_spanned!(Span::mixed_site()=> #name, &[#(#fields),*], #value)
}

/// What is recorded of an argument, behind a bound whose violation tells the user what to do.
fn serializable(argument: &Ident) -> TokenStream {
    let span = Span::mixed_site().located_at(argument.span());
    let support = support(span);
    let message = format!(
        "`{{Self}}` cannot be recorded: implement `serde::Serialize` or add `skip({argument})`"
    );
    quote_spanned! {span=> {
        #[diagnostic::on_unimplemented(message = #message, label = "not `serde::Serialize`")]
        trait Recorded: #support::Serialize {}
        #[diagnostic::do_not_recommend]
        impl<T: #support::Serialize + ?::core::marker::Sized> Recorded for T {}
        // No argument has this name, which would be hidden by it.
        fn __lumigo_recorded<T: Recorded + ?::core::marker::Sized>(value: &T) -> &T {
            value
        }
        __lumigo_recorded(&#argument)
    }}
}

fn check_skipped(inputs: &Inputs, options: &Options) -> Result<()> {
    let bindings = |parameter: &PatType| Binding::all_of(&parameter.pat);
    let arguments: Vec<_> = parameters(inputs).flat_map(bindings).collect();
    for name in &options.skip {
        if name != "self" && !arguments.iter().any(|argument| argument.name == *name) {
            let message = format!("there is no argument `{name}`");
            return Err(Error::new(name.span(), message));
        }
    }
    Ok(())
}

fn is_cfg(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
}
