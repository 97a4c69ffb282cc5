//! Lists that are written short: how long they are differs from call to call.

use super::token::{Kind, Token};

/// What becomes of a token.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Shows,
    /// After all the comma before it shows too.
    ShowsWithComma {
        is_spaced: bool,
    },
    Left,
}

/// `IN (?, ?, ?)`, of which the first value shows.
#[derive(Debug, Default)]
pub(super) enum InList {
    #[default]
    Outside,
    Word,
    Open,
    Value,
    Comma {
        is_spaced: bool,
    },
}

impl InList {
    pub(super) fn pass(&mut self, token: &Token<'_>) -> Fate {
        let (next, fate) = match self {
            Self::Word if token.is("(") => (Self::Open, Fate::Shows),
            Self::Open if token.is_value() => (Self::Value, Fate::Shows),
            Self::Value if token.is(",") => {
                let is_spaced = token.is_spaced;
                (Self::Comma { is_spaced }, Fate::Left)
            }
            Self::Comma { .. } if token.is_value() => (Self::Value, Fate::Left),
            Self::Comma { is_spaced } => {
                let is_spaced = *is_spaced;
                (Self::outside(token), Fate::ShowsWithComma { is_spaced })
            }
            _ => (Self::outside(token), Fate::Shows),
        };
        *self = next;
        fate
    }

    fn outside(token: &Token<'_>) -> Self {
        match token.keyword() {
            "IN" => Self::Word,
            _ => Self::Outside,
        }
    }
}

/// `VALUES (?, ?), (?, ?)`, of which the first row shows.
#[derive(Debug, Default)]
pub(super) enum Rows {
    #[default]
    Outside,
    Word,
    First {
        depth: usize,
    },
    Between,
    Comma {
        is_spaced: bool,
    },
    Other {
        depth: usize,
    },
}

impl Rows {
    pub(super) fn pass(&mut self, token: &Token<'_>) -> Fate {
        let (next, fate) = match self {
            Self::Word if token.is("(") => (Self::First { depth: 1 }, Fate::Shows),
            Self::First { depth } => match depth_behind(*depth, token) {
                0 => (Self::Between, Fate::Shows),
                depth => (Self::First { depth }, Fate::Shows),
            },
            Self::Between if token.is(",") => {
                let is_spaced = token.is_spaced;
                (Self::Comma { is_spaced }, Fate::Left)
            }
            Self::Comma { .. } if token.is("(") => (Self::Other { depth: 1 }, Fate::Left),
            Self::Comma { is_spaced } => {
                let is_spaced = *is_spaced;
                (Self::outside(token), Fate::ShowsWithComma { is_spaced })
            }
            Self::Other { .. } if token.kind == Kind::Rest => (Self::Outside, Fate::Shows),
            Self::Other { depth } => match depth_behind(*depth, token) {
                0 => (Self::Between, Fate::Left),
                depth => (Self::Other { depth }, Fate::Left),
            },
            _ => (Self::outside(token), Fate::Shows),
        };
        *self = next;
        fate
    }

    fn outside(token: &Token<'_>) -> Self {
        match token.keyword() {
            "VALUES" => Self::Word,
            _ => Self::Outside,
        }
    }
}

fn depth_behind(depth: usize, token: &Token<'_>) -> usize {
    if token.is("(") {
        depth + 1
    } else if token.is(")") {
        depth.saturating_sub(1)
    } else {
        depth
    }
}
