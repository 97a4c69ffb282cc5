use crate::database::sql::target::unquoted;
use crate::database::sql::token::Token;
use std::collections::HashMap;

/// How many parameters and names there are at most: as many as a database takes.
const MOST: usize = u16::MAX as usize;
/// Stands for the number of a name where there are several, or where it is in doubt.
const UNKNOWN: u16 = u16::MAX;
/// The longest name, in bytes.
const LONGEST: usize = 255;

/// The names of parameters, each name once.
#[derive(Clone, Debug, Default)]
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
    /// Names a parameter. It has no name any more if it has another one already.
    pub(super) fn set(&mut self, index: usize, name: &Token<'a>) {
        let number = self.number(name);
        match self.place(index) {
            Some(of) if *of == 0 => *of = number,
            Some(of) if *of != number => *of = UNKNOWN,
            _ => {}
        }
    }

    /// Takes the name of a parameter, for good.
    pub(super) fn set_unknown(&mut self, index: usize) {
        if let Some(of) = self.place(index) {
            *of = UNKNOWN;
        }
    }

    fn number(&mut self, name: &Token<'a>) -> u16 {
        let names = &mut self.names;
        if name.text.len() > LONGEST || names.len() + 1 >= MOST {
            return UNKNOWN;
        }
        *self.known.entry(name.text).or_insert_with(|| {
            names.push(unquoted(name).into());
            u16::try_from(names.len()).unwrap_or(UNKNOWN)
        })
    }

    fn place(&mut self, index: usize) -> Option<&mut u16> {
        if index < MOST && self.of.len() <= index {
            self.of.resize(index + 1, 0);
        }
        self.of.get_mut(index)
    }

    pub(super) fn finish(self) -> ParameterNames {
        ParameterNames {
            names: self.names.into(),
            of: self.of.into(),
        }
    }
}
