//! What a function returns.

use proc_macro2::Span;
use syn::visit_mut::{VisitMut, visit_type_mut};
use syn::{
    AngleBracketedGenericArguments, GenericArgument, Path, PathArguments, ReturnType, Type,
    TypeInfer, TypeParamBound, parse_quote_spanned,
};

/// The type as a closure or an expression can name it: with `_` for every `impl Trait`.
pub(super) fn nameable(output: &ReturnType) -> Type {
    match output {
        ReturnType::Default => parse_quote_spanned!(Span::mixed_site()=> ()),
        ReturnType::Type(_, output) => without_impl_trait(output),
    }
}

/// The same for a type.
pub(super) fn without_impl_trait(output: &Type) -> Type {
    let mut output = output.clone();
    Inferred.visit_type_mut(&mut output);
    output
}

/// What comes out of a `Pin<Box<dyn Future<Output = T>>>`, as `#[async_trait]` writes it.
pub(super) fn of_boxed_future(output: &ReturnType) -> Option<&Type> {
    let ReturnType::Type(_, pinned) = output else {
        return None;
    };
    let boxed = only_type_argument(path_named(pinned, "Pin")?)?;
    let Type::TraitObject(object) = only_type_argument(path_named(boxed, "Box")?)? else {
        return None;
    };
    object.bounds.iter().find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => associated_output(&bound.path),
        _ => None,
    })
}

struct Inferred;

impl VisitMut for Inferred {
    fn visit_type_mut(&mut self, output: &mut Type) {
        if let Type::ImplTrait(unnameable) = output {
            let underscore_token = syn::Token![_](unnameable.impl_token.span);
            *output = Type::Infer(TypeInfer { underscore_token });
        } else {
            visit_type_mut(self, output);
        }
    }
}

fn path_named<'a>(candidate: &'a Type, name: &str) -> Option<&'a Path> {
    let Type::Path(candidate) = candidate else {
        return None;
    };
    (candidate.path.segments.last()?.ident == name).then_some(&candidate.path)
}

fn arguments(path: &Path) -> Option<&AngleBracketedGenericArguments> {
    match &path.segments.last()?.arguments {
        PathArguments::AngleBracketed(arguments) => Some(arguments),
        _ => None,
    }
}

fn only_type_argument(path: &Path) -> Option<&Type> {
    match arguments(path)?.args.first()? {
        GenericArgument::Type(argument) => Some(argument),
        _ => None,
    }
}

fn associated_output(path: &Path) -> Option<&Type> {
    arguments(path)?
        .args
        .iter()
        .find_map(|argument| match argument {
            GenericArgument::AssocType(output) if output.ident == "Output" => Some(&output.ty),
            _ => None,
        })
}
