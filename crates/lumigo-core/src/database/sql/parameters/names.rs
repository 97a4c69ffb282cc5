use crate::database::sql::target::unquoted;
use crate::database::sql::token::Token;
use std::collections::HashMap;

/// How many parameters and names there are at most: as many as a database takes.
const MOST: usize = u16::MAX as usize;
/// The longest name, in bytes.
const LONGEST: usize = 255;

/// The names of parameters, each name once.
#[derive(Clone, Debug)]
pub(in crate::database::sql) struct ParameterNames {
    names: Box<[Box<str>]>,
    /// For each parameter the number of its name, from 1.
    of: Box<[u16]>,
}

impl ParameterNames {
    pub(in crate::database::sql) fn get(&self, index: usize) -> Option<&str> {
        let number = usize::from(*self.of.get(index)?);
        self.names.get(number.checked_sub(1)?).map(|name| &**name)
    }
}

/// [`ParameterNames`] as they are found.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    names: Vec<Box<str>>,
    known: HashMap<&'a str, u16>,
    of: Vec<u16>,
}

impl<'a> Names<'a> {
    pub(super) fn has(&self, index: usize) -> bool {
        self.of.get(index).is_some_and(|number| *number > 0)
    }

    pub(super) fn set(&mut self, index: usize, name: &Token<'a>) {
        if index >= MOST || self.names.len() >= MOST || name.text.len() > LONGEST {
            return;
        }
        let names = &mut self.names;
        let number = *self.known.entry(name.text).or_insert_with(|| {
            names.push(unquoted(name).into());
            u16::try_from(names.len()).unwrap_or_default()
        });
        if self.of.len() <= index {
            self.of.resize(index + 1, 0);
        }
        if let Some(of) = self.of.get_mut(index) {
            *of = number;
        }
    }

    pub(super) fn finish(self) -> ParameterNames {
        ParameterNames {
            names: self.names.into(),
            of: self.of.into(),
        }
    }
}
