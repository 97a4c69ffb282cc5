use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::visit::Visit;
use syn::{FieldPat, Member, Pat, PatIdent};

/// A variable that a pattern makes.
pub(super) struct Binding {
    pub(super) name: Ident,
    /// What the fields that it is in are called, if not the same.
    pub(super) fields: Vec<String>,
}

impl Binding {
    /// The variables of a pattern, each once.
    pub(super) fn all_of(pattern: &Pat) -> Vec<Self> {
        let mut search = Search::default();
        search.visit_pat(pattern);
        search.found
    }

    pub(super) fn text(&self) -> String {
        text(&self.name)
    }
}

#[derive(Default)]
struct Search {
    found: Vec<Binding>,
    /// Around what is visited.
    fields: Vec<String>,
}

impl Search {
    fn binding(&mut self, name: &Ident) -> Option<&mut Binding> {
        let index = self.found.iter().position(|other| other.name == *name);
        let index = index.unwrap_or_else(|| {
            let (name, fields) = (name.clone(), Vec::new());
            self.found.push(Binding { name, fields });
            self.found.len() - 1
        });
        self.found.get_mut(index)
    }
}

impl<'ast> Visit<'ast> for Search {
    fn visit_field_pat(&mut self, field: &'ast FieldPat) {
        let depth = self.fields.len();
        if let Member::Named(name) = &field.member {
            self.fields.push(text(name));
        }
        self.visit_pat(&field.pat);
        self.fields.truncate(depth);
    }

    fn visit_pat_ident(&mut self, binding: &'ast PatIdent) {
        // Not what stands behind its `@`, which is a part of it; alternatives bind the same again.
        let name = text(&binding.ident);
        let fields = self.fields.iter().filter(|field| **field != name);
        let fields: Vec<_> = fields.cloned().collect();
        if let Some(binding) = self.binding(&binding.ident) {
            binding.fields.extend(fields);
        }
    }
}

fn text(name: &Ident) -> String {
    name.unraw().to_string()
}
