use proc_macro2::Span;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Ident, LitStr, Result, Token, parenthesized};

/// What stands in the parentheses of `#[wrapped(...)]`.
#[derive(Default)]
pub(super) struct Options {
    pub(super) name: Option<LitStr>,
    pub(super) skip: Vec<Ident>,
    pub(super) skip_all: bool,
    pub(super) skip_return: bool,
}

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut options = Self::default();
        while !input.is_empty() {
            options.parse_one(input)?;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(options)
    }
}

impl Options {
    /// The span's name, `LumigoRoot` unless another is given.
    pub(super) fn name(&self) -> LitStr {
        let default = || LitStr::new("LumigoRoot", Span::mixed_site());
        self.name.clone().unwrap_or_else(default)
    }

    /// Whether an argument shall not be recorded.
    pub(super) fn skips(&self, argument: &Ident) -> bool {
        self.skip_all || self.skip.contains(argument)
    }

    fn parse_one(&mut self, input: ParseStream<'_>) -> Result<()> {
        let option: Ident = input.parse()?;
        match option.to_string().as_str() {
            "name" => {
                input.parse::<Token![=]>()?;
                self.name = Some(input.parse()?);
            }
            "skip" => {
                let names;
                parenthesized!(names in input);
                let names = Punctuated::<_, Token![,]>::parse_terminated_with(&names, |name| {
                    // `self` too: it is never recorded, and may be named.
                    name.call(<Ident as syn::ext::IdentExt>::parse_any)
                })?;
                self.skip.extend(names);
            }
            "skip_all" => self.skip_all = true,
            "skip_return" => self.skip_return = true,
            _ => {
                let expected =
                    "expected `name = \"...\"`, `skip(...)`, `skip_all` or `skip_return`";
                return Err(Error::new(option.span(), expected));
            }
        }
        Ok(())
    }
}
