mod columns;
mod names;
mod numbering;
mod subject;

use super::SqlDialect;
use super::token::{Kind, Token};
use columns::Columns;
use names::Names;
pub(super) use names::ParameterNames;
use numbering::Numbering;
use subject::Subject;

/// Finds the columns that parameters belong to.
#[derive(Debug)]
pub(super) struct Parameters<'a> {
    numbering: Numbering<'a>,
    names: Names<'a>,
    columns: Columns<'a>,
    subject: Subject<'a>,
    /// How many parentheses are open.
    depth: usize,
}

impl<'a> Parameters<'a> {
    pub(super) fn new(dialect: SqlDialect) -> Self {
        Self {
            numbering: Numbering::new(dialect),
            names: Names::default(),
            columns: Columns::default(),
            subject: Subject::default(),
            depth: 0,
        }
    }

    pub(super) fn pass(&mut self, token: &Token<'a>) {
        match token.kind {
            Kind::Placeholder => self.pass_placeholder(token),
            Kind::Word | Kind::Name | Kind::NameOrString => self.pass_name(token),
            Kind::Symbol => self.pass_symbol(token),
            Kind::Literal | Kind::Rest => {
                self.columns.pass_other();
                self.subject.pass_other();
            }
        }
    }

    pub(super) fn finish(self) -> ParameterNames {
        self.names.finish()
    }

    fn pass_placeholder(&mut self, token: &Token<'a>) {
        self.columns.pass_other();
        self.subject.pass_other();
        let Some(index) = self.numbering.index(token.text) else {
            return;
        };
        if self.names.has(index) {
            return;
        }
        let column = self.columns.of_value().or(self.subject.name());
        match column.or_else(|| self.numbering.own_name(token.text)) {
            Some(name) => self.names.set(index, &name),
            None => self.subject.wait(index),
        }
    }

    fn pass_name(&mut self, token: &Token<'a>) {
        if self.columns.pass_column(token) {
            return;
        }
        self.columns.pass_word(token.keyword(), self.depth);
        if self.subject.pass_keyword(token.keyword(), self.depth) {
            return;
        }
        if let Some(index) = self.subject.pass_name(token, self.depth) {
            self.names.set(index, token);
        }
    }

    fn pass_symbol(&mut self, token: &Token<'a>) {
        match token.text {
            "(" => {
                self.columns.open(self.depth);
                self.subject.open();
                self.depth += 1;
            }
            ")" => {
                self.columns.close(self.depth);
                self.subject.close(self.depth);
                self.depth = self.depth.saturating_sub(1);
            }
            "," => {
                self.columns.pass_comma(self.depth);
                self.subject.pass_comma(self.depth);
            }
            ";" => {
                self.columns = Columns::default();
                self.subject = Subject::default();
                self.depth = 0;
            }
            symbol => {
                self.columns.pass_other();
                self.subject.pass_symbol(symbol);
            }
        }
    }
}
