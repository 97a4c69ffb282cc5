mod columns;
mod condition;
mod names;
mod numbering;
mod pending;

use super::SqlDialect;
use super::token::{Kind, Token};
use columns::Columns;
use condition::Condition;
use names::Names;
pub(super) use names::ParameterNames;
use numbering::Numbering;
use pending::{Pending, Progress};

/// Finds the columns that parameters belong to, where the text leaves no doubt: a parameter that stands
/// alone in the place of a column that is inserted, or on one side of a comparison.
#[derive(Debug)]
pub(super) struct Parameters<'a> {
    numbering: Numbering,
    names: Names<'a>,
    columns: Columns<'a>,
    condition: Condition<'a>,
    pending: Option<Pending<'a>>,
}

impl<'a> Parameters<'a> {
    pub(super) fn new(dialect: SqlDialect) -> Self {
        Self {
            numbering: Numbering::new(dialect),
            names: Names::default(),
            columns: Columns::default(),
            condition: Condition::default(),
            pending: None,
        }
    }

    pub(super) fn pass(&mut self, token: &Token<'a>) {
        self.settle(token);
        let column = self.columns.pass(token);
        let compared = self.condition.pass(token);
        if token.kind != Kind::Placeholder {
            return;
        }
        let Some(index) = self.numbering.index(token.text) else {
            return;
        };
        match column.or(compared) {
            Some(name) => self.pending = Some(Pending::new(index, name)),
            None => self.names.set_unknown(index),
        }
    }

    /// What is known once the text is over, and whether it tells the columns of all values it inserts.
    pub(super) fn finish(mut self) -> (ParameterNames, bool) {
        if let Some(pending) = self.pending.take() {
            self.names.set(pending.index, &pending.name);
        }
        let names = if self.numbering.is_plain() {
            self.names.finish()
        } else {
            ParameterNames::default()
        };
        (names, self.columns.are_told())
    }

    fn settle(&mut self, token: &Token<'a>) {
        let Some(mut pending) = self.pending.take() else {
            return;
        };
        match pending.pass(token) {
            Progress::Stands => self.names.set(pending.index, &pending.name),
            Progress::Calculates => self.names.set_unknown(pending.index),
            Progress::Waits => self.pending = Some(pending),
        }
    }
}
