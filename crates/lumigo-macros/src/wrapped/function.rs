use proc_macro2::{Delimiter, Group, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{AttrStyle, Attribute, Error, Result, Signature, Token, Visibility, braced};

/// A function or method. Its body stays as it was written, whether or not it parses.
pub(super) struct Function {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    pub(super) signature: Signature,
    /// With its braces.
    pub(super) body: Group,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let signature = input.parse()?;
        if input.peek(Token![;]) {
            return Err(input.error("only a function with a body can be wrapped"));
        }
        let content;
        let braces = braced!(content in input);
        // Inside a closure they are not allowed; on the function they mean the same.
        attributes.extend(content.call(Attribute::parse_inner)?.into_iter().map(outer));
        let mut body = Group::new(Delimiter::Brace, content.parse()?);
        body.set_span(braces.span.join());
        if !input.is_empty() {
            return Err(Error::new(input.span(), "expected the end of the function"));
        }
        Ok(Self {
            attributes,
            visibility,
            signature,
            body,
        })
    }
}

impl Function {
    /// The same function with other statements.
    pub(super) fn with_body(self, statements: &TokenStream) -> TokenStream {
        let Self {
            attributes,
            visibility,
            signature,
            body,
        } = self;
        let mut wrapped = Group::new(Delimiter::Brace, statements.to_token_stream());
        wrapped.set_span(body.span());
        quote!(#(#attributes)* #visibility #signature #wrapped)
    }
}

fn outer(mut attribute: Attribute) -> Attribute {
    attribute.style = AttrStyle::Outer;
    attribute
}
