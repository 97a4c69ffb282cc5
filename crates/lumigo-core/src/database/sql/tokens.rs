use super::SqlDialect;
use super::lexer::Lexer;
use super::name_places::NamePlaces;
use super::settings::{Setting, Settings};
use super::token::{Kind, Token};

/// How many tokens of a query are read: a text without an end is not worth the time.
const MOST: usize = 1 << 15;

/// The tokens of a query, without the values of settings.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    lexer: Lexer<'a>,
    dialect: SqlDialect,
    places: NamePlaces,
    settings: Settings,
    /// How many tokens may come still.
    left: usize,
    /// What stands for a rest that is not given.
    rest: Option<Token<'a>>,
    /// Whether there is something that was not read.
    is_cut: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(dialect: SqlDialect, text: &'a str) -> Self {
        Self {
            lexer: Lexer::new(dialect, text),
            dialect,
            places: NamePlaces::default(),
            settings: Settings::default(),
            left: MOST,
            rest: None,
            is_cut: false,
        }
    }

    /// The tokens of the beginning of a query, of which the rest does not show.
    pub(super) fn of_beginning(dialect: SqlDialect, text: &'a str) -> Self {
        Self {
            rest: Some(Token::new(Kind::Rest, "", true)),
            ..Self::new(dialect, text)
        }
    }

    /// See [`Lexer::broken`].
    pub(super) fn broken(&self) -> Option<usize> {
        self.lexer.broken()
    }

    /// Whether all that came was read, and can be told.
    pub(super) fn are_whole(&self) -> bool {
        !self.is_cut
    }

    fn read(&mut self) -> Option<Token<'a>> {
        let Some(left) = self.left.checked_sub(1) else {
            self.is_cut = true;
            return None;
        };
        self.left = left;
        let mut token = self.lexer.next().or_else(|| self.rest.take())?;
        if self.dialect == SqlDialect::Sqlite {
            let is_name = self.lexer.is_before_point() || self.places.is_place();
            if token.kind == Kind::NameOrString && is_name {
                token.kind = Kind::Name;
            }
            self.places.pass(&token);
        }
        Some(token)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let token = self.read()?;
            self.is_cut |= token.kind == Kind::Rest;
            match self.settings.pass(self.dialect, &token) {
                Setting::Shows => return Some(token),
                Setting::Hidden => return Some(token.hidden()),
                Setting::Left => self.is_cut |= token.kind == Kind::Placeholder,
            }
        }
    }
}
