//! The statements that take the place of a function's body.

use super::function::Function;
use super::output::{nameable, of_boxed_future, without_impl_trait};
use super::{Options, arguments, call, support};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{Block, Expr, ExprAsync, ExprCall, Result, Stmt, Type};

pub(super) fn wrapped(function: &Function, options: &Options) -> Result<TokenStream> {
    let signature = &function.signature;
    let arguments = arguments::record(&signature.inputs, options)?;
    let wrapper = Wrapper { arguments, options };
    if signature.asyncness.is_some() {
        let capture = quote_spanned!(Span::mixed_site()=> move);
        return Ok(wrapper.around_future(&nameable(&signature.output), &capture, &function.body));
    }
    if let Some(output) = of_boxed_future(&signature.output) {
        if let Some((boxing, future)) = boxed_block(function) {
            let output = without_impl_trait(output);
            return Ok(wrapper.around_boxed_future(&output, boxing, &future));
        }
    }
    Ok(wrapper.around_closure(&nameable(&signature.output), &function.body))
}

struct Wrapper<'a> {
    arguments: TokenStream,
    options: &'a Options,
}

impl Wrapper<'_> {
    fn around_closure(&self, output: &Type, body: &impl ToTokens) -> TokenStream {
        let span = Span::mixed_site();
        let (call, support) = (call(), support(span));
        // Not a variable: only as an argument is it a closure that may give away what it holds.
        let value = quote_spanned! {span=>
            #support::Call::run(&mut #call, move || -> #output #body)
        };
        self.around_value(output, &value)
    }

    fn around_future(
        &self,
        output: &Type,
        capture: &impl ToTokens,
        body: &impl ToTokens,
    ) -> TokenStream {
        let span = Span::mixed_site();
        let (call, support) = (call(), support(span));
        let value = quote_spanned! {span=> {
            let mut future = ::core::pin::pin!(async #capture {
                // An async block cannot name its type. From this it is known before the body is read.
                if let ::core::option::Option::Some(output) = ::core::option::Option::None::<#output> {
                    return output;
                }
                #body
            });
            ::core::future::poll_fn(|context| {
                let future = ::core::pin::Pin::as_mut(&mut future);
                #support::Call::run(&mut #call, || ::core::future::Future::poll(future, context))
            })
            .await
        }};
        self.around_value(output, &value)
    }

    /// The span begins with the first poll, as it does in an async function.
    fn around_boxed_future(
        &self,
        output: &Type,
        boxing: ExprCall,
        future: &ExprAsync,
    ) -> TokenStream {
        let (capture, attributes) = (&future.capture, &future.attrs);
        let statements = self.around_future(output, capture, &future.block);
        let (function, attributes_of_call) = (&boxing.func, &boxing.attrs);
        quote_spanned! {Span::mixed_site()=>
            #(#attributes_of_call)*
            #function(#(#attributes)* async #capture { #statements })
        }
    }

    fn around_value(&self, output: &Type, value: &TokenStream) -> TokenStream {
        let Self { arguments, options } = self;
        let (call, name, span) = (call(), options.name(), Span::mixed_site());
        let support = support(span);
        let (returned, succeeded) = if options.skip_return {
            let succeeded = quote_spanned!(span=> #support::Call::succeeded(&mut #call));
            (quote_spanned!(span=> _), succeeded)
        } else {
            // There a type that cannot be serialized is complained of.
            let at_output = span.located_at(output.span());
            let returned = quote_spanned!(at_output=> #support::Call::returned(&mut #call, value));
            (quote_spanned!(span=> value), returned)
        };
        quote_spanned! {span=>
            let mut #call = #support::Call::start(#name);
            #arguments
            let value = #value;
            if #support::Call::is_recorded(&#call) {
                match #support::Outcome::new(&value).lumigo_split() {
                    ::core::result::Result::Ok(#returned) => #succeeded,
                    ::core::result::Result::Err(error) => {
                        let error = #support::Failure::new(error).lumigo_describe();
                        #support::Call::failed(&mut #call, error);
                    }
                }
            }
            value
        }
    }
}

/// `Box::pin` and its async block, if they are all there is in the body.
fn boxed_block(function: &Function) -> Option<(ExprCall, ExprAsync)> {
    let block: Block = syn::parse2(function.body.to_token_stream()).ok()?;
    let [Stmt::Expr(Expr::Call(boxing), None)] = block.stmts.as_slice() else {
        return None;
    };
    let Expr::Path(path) = &*boxing.func else {
        return None;
    };
    let mut names = path
        .path
        .segments
        .iter()
        .rev()
        .map(|segment| &segment.ident);
    let is_box_pin = names.next()? == "pin" && names.next()? == "Box";
    match (boxing.args.first()?, is_box_pin) {
        (Expr::Async(future), true) => Some((boxing.clone(), future.clone())),
        _ => None,
    }
}
