use super::words::Token;

/// What is known of a query, or of what is in brackets in there.
#[derive(Debug, Default)]
pub(super) struct Frame<'a> {
    /// Whether this is where columns of a result are made.
    is_result: bool,
    /// Whether a secret was named since the last comma.
    has_secret: bool,
    /// Whether there was an operator or a literal since then.
    pub(super) has_sign: bool,
    /// Whether one was named at all.
    pub(super) had_secret: bool,
    /// What stands before the bracket.
    pub(super) function: Option<&'a str>,
}

impl<'a> Frame<'a> {
    pub(super) fn inner(&self, before: Option<Token<'a>>) -> Self {
        let function = match before {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        };
        Self {
            is_result: self.is_result,
            function,
            ..Self::default()
        }
    }

    pub(super) fn add_secret(&mut self) {
        (self.has_secret, self.had_secret) = (true, true);
    }

    pub(super) fn begin_item(&mut self) {
        (self.has_secret, self.has_sign) = (false, false);
    }

    pub(super) fn shows_secret(&self) -> bool {
        self.is_result && self.has_secret
    }

    /// Whether this word begins another part of a query.
    pub(super) fn begin_clause(&mut self, word: &str) -> bool {
        const RESULTS: [&str; 2] = ["select", "returning"];
        const OTHERS: [&str; 14] = [
            "except",
            "from",
            "group",
            "having",
            "insert",
            "intersect",
            "into",
            "limit",
            "order",
            "set",
            "union",
            "update",
            "values",
            "where",
        ];
        let is = |keyword: &&str| word.eq_ignore_ascii_case(keyword);
        let (is_result, is_other) = (RESULTS.iter().any(is), OTHERS.iter().any(is));
        if is_result || is_other {
            self.is_result = is_result;
            self.begin_item();
        }
        is_result || is_other
    }
}
