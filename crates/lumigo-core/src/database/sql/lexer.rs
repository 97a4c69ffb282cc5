use super::SqlDialect;
use super::quoted::{End, comment_end, dollar_end, is_word, plain_end, string_end};
use super::token::{Kind, Token};
use memchr::{memchr, memchr2};

/// Longer numbers of placeholders are none.
const LONGEST_NUMBER: usize = 5;

/// Splits a query into tokens. What is not sure to be read as the database does is [`Kind::Rest`].
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    dialect: SqlDialect,
    text: &'a str,
    at: usize,
    is_over: bool,
    /// The last byte of the token before.
    last: u8,
    /// Whether the token before is the word `ESCAPE`.
    is_escape: bool,
    first_quote: Option<usize>,
    first_string: Option<usize>,
    broken: Option<usize>,
}

/// What is found: its kind and its end, or that the rest is not to be read.
type Found = Option<(Kind, usize)>;

impl<'a> Lexer<'a> {
    pub(super) fn new(dialect: SqlDialect, text: &'a str) -> Self {
        Self {
            dialect,
            text,
            at: 0,
            is_over: false,
            last: b';',
            is_escape: false,
            first_quote: None,
            first_string: None,
            broken: None,
        }
    }

    /// Where the first quote is that may be one too many, when a string or a name has no end: then what
    /// seemed to be outside may be inside.
    pub(super) fn broken(&self) -> Option<usize> {
        self.broken
    }

    /// Whether a point follows directly that is no number's.
    pub(super) fn is_before_point(&self) -> bool {
        self.byte(0) == b'.' && !self.byte(1).is_ascii_digit()
    }

    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        if self.is_over {
            return None;
        }
        let start = self.at;
        let Some(()) = self.skip_space() else {
            return Some(self.rest(start));
        };
        let is_spaced = self.at > start;
        if self.at >= self.text.len() {
            return None;
        }
        let Some((kind, length)) = self.scan() else {
            return Some(self.rest(start));
        };
        let text = self.behind();
        let text = text.get(..length).unwrap_or(text);
        self.at += text.len().max(1);
        self.last = text.as_bytes().last().copied().unwrap_or_default();
        let token = match kind {
            Kind::Literal => Token::new(kind, "", is_spaced),
            _ => Token::new(kind, text, is_spaced),
        };
        self.is_escape = token.keyword() == "ESCAPE";
        Some(token)
    }

    fn rest(&mut self, start: usize) -> Token<'a> {
        self.is_over = true;
        Token::new(Kind::Rest, "", self.at > start)
    }

    fn behind(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// A byte from here on; 0 behind the end.
    fn byte(&self, offset: usize) -> u8 {
        let byte = self.text.as_bytes().get(self.at + offset);
        byte.copied().unwrap_or_default()
    }

    fn bytes(&self, offset: usize) -> &'a [u8] {
        let bytes = self.text.as_bytes().get(self.at + offset..);
        bytes.unwrap_or_default()
    }

    /// White space and comments; `None` where one may be a comment or not.
    fn skip_space(&mut self) -> Option<()> {
        loop {
            let length = match (self.byte(0), self.byte(1)) {
                (0, _) if self.at < self.text.len() => return None,
                (1..=b' ' | 127, _) => 1,
                (b'-', b'-') => self.line_comment(2)?,
                (b'#', _) if self.dialect == SqlDialect::MySql => self.line_length(),
                (b'/', b'*') => match comment_end(self.dialect, self.bytes(2)) {
                    End::At(end) => end + 2,
                    End::Open => self.behind().len(),
                    End::Doubtful => return None,
                },
                _ => return Some(()),
            };
            self.at += length;
        }
    }

    fn line_comment(&self, dashes: usize) -> Option<usize> {
        let follows = self.bytes(dashes).first();
        let is_comment = follows.is_none_or(|byte| *byte <= b' ');
        // To MySQL it is a sum, to its users seldom.
        (is_comment || self.dialect != SqlDialect::MySql).then(|| self.line_length())
    }

    fn line_length(&self) -> usize {
        let line = self.bytes(0);
        let end = match self.dialect {
            SqlDialect::PostgreSql => memchr2(b'\n', b'\r', line),
            _ => memchr(b'\n', line),
        };
        end.unwrap_or(line.len())
    }

    fn scan(&mut self) -> Found {
        let byte = self.byte(0);
        let is_number =
            |byte: u8, next: u8| byte.is_ascii_digit() || byte == b'.' && next.is_ascii_digit();
        let is_sign =
            matches!(byte, b'-' | b'+') && matches!(self.last, b'(' | b',' | b'=' | b'<' | b'>');
        match byte {
            b'\'' => self.string(0, false),
            b'"' if self.dialect == SqlDialect::MySql => self.string(0, false),
            b'"' | b'`' | b'[' => self.name(byte),
            b'$' | b'?' | b':' | b'@' | b'#' => self.placeholder(byte),
            _ if is_number(byte, self.byte(1)) => Some((Kind::Literal, self.number(0))),
            _ if is_sign && is_number(self.byte(1), self.byte(2)) => {
                Some((Kind::Literal, self.number(1)))
            }
            _ if is_word(byte) => self.word(),
            _ => Some((Kind::Symbol, 1)),
        }
    }

    /// A string whose first quote is at the offset.
    fn string(&mut self, offset: usize, has_escapes: bool) -> Found {
        let start = self.at + offset;
        self.first_quote.get_or_insert(start);
        self.first_string.get_or_insert(start);
        let string = self.bytes(offset + 1);
        // `LIKE .. ESCAPE '\'` is common, and means a string only where it is an error.
        let is_backslash = string.starts_with(b"\\'") && string.get(2) != Some(&b'\'');
        let is_plain = self.dialect == SqlDialect::PostgreSql && !has_escapes;
        let end = if self.is_escape && is_plain && is_backslash {
            End::At(2)
        } else {
            string_end(self.dialect, string, self.byte(offset), has_escapes)
        };
        self.closed(Kind::Literal, offset + 1, end, self.first_string)
    }

    fn name(&mut self, quote: u8) -> Found {
        let is_name = match quote {
            b'[' => self.dialect == SqlDialect::Sqlite,
            b'`' => self.dialect != SqlDialect::PostgreSql,
            _ => true,
        };
        if !is_name {
            return Some((Kind::Symbol, 1));
        }
        self.first_quote.get_or_insert(self.at);
        let end = match quote {
            b'[' => memchr(b']', self.bytes(1)).map(|end| end + 1),
            _ => plain_end(self.bytes(1), quote),
        };
        let kind = match quote {
            b'"' if self.dialect == SqlDialect::Sqlite => Kind::NameOrString,
            _ => Kind::Name,
        };
        let (kind, length) = self.closed(kind, 1, end.into(), self.first_quote)?;
        let name = self.bytes(0).get(..length).unwrap_or_default();
        // Rather what stands between two names of which one lacks a quote.
        let has_string = memchr(b'\'', name).is_some();
        Some((if has_string { Kind::Literal } else { kind }, length))
    }

    /// What has an end behind its first bytes. A word that follows directly tells that a quote inside was
    /// taken for the end, as in `'O'Brien'`.
    fn closed(&mut self, kind: Kind, offset: usize, end: End, first: Option<usize>) -> Found {
        match end {
            End::At(end) if !is_word(self.byte(offset + end)) => return Some((kind, offset + end)),
            End::Doubtful => {}
            End::At(_) | End::Open => self.broken = first,
        }
        None
    }

    fn placeholder(&mut self, sign: u8) -> Found {
        let digits = self
            .bytes(1)
            .iter()
            .take_while(|byte| byte.is_ascii_digit());
        let digits = digits.count();
        let numbered = match digits {
            0..=LONGEST_NUMBER => Some((Kind::Placeholder, 1 + digits)),
            _ => Some((Kind::Literal, 1 + digits)),
        };
        match (self.dialect, sign) {
            (SqlDialect::MySql, b'?') => Some((Kind::Placeholder, 1)),
            (SqlDialect::Sqlite, b'?') => numbered,
            (SqlDialect::Sqlite, _) => self.named(digits),
            (SqlDialect::PostgreSql, b'$') if digits > 0 => numbered,
            (_, b'$') => self.dollars(),
            _ => Some((Kind::Symbol, 1)),
        }
    }

    /// A placeholder with a name, as SQLite has them.
    fn named(&self, digits: usize) -> Found {
        let length = 1 + self.word_length(1);
        let ends_as_tcl = matches!(self.byte(length), b'(' | b':');
        match length {
            1 => Some((Kind::Symbol, 1)),
            _ if ends_as_tcl => None,
            _ if digits > 0 && (digits > LONGEST_NUMBER || digits + 1 < length) => {
                Some((Kind::Literal, length))
            }
            _ => Some((Kind::Placeholder, length)),
        }
    }

    fn dollars(&mut self) -> Found {
        match dollar_end(self.bytes(0)) {
            None => Some((Kind::Symbol, 1)),
            Some(_) if self.dialect == SqlDialect::MySql => None,
            Some(end) => {
                self.first_quote.get_or_insert(self.at);
                self.first_string.get_or_insert(self.at);
                self.closed(Kind::Literal, 0, end, self.first_string)
            }
        }
    }

    fn word_length(&self, offset: usize) -> usize {
        let word = self.bytes(offset).iter();
        word.take_while(|byte| is_word(**byte)).count()
    }

    /// The length of a number of any spelling, with all letters that follow.
    fn number(&self, offset: usize) -> usize {
        let mut length = offset;
        loop {
            let byte = self.byte(length);
            // A string may begin.
            if byte == b'$' && self.dialect == SqlDialect::PostgreSql {
                return length;
            }
            let is_exponent = length > 0
                && matches!(byte, b'-' | b'+')
                && matches!(self.byte(length - 1), b'e' | b'E')
                && self.byte(length + 1).is_ascii_digit();
            if !(is_word(byte) || byte == b'.' || is_exponent) {
                return length;
            }
            length += 1;
        }
    }

    fn word(&mut self) -> Found {
        let length = self.word_length(0);
        let word = self.behind().get(..length).unwrap_or_default();
        // No database takes them for quotes, whoever wrote them did.
        if !word.is_ascii() && word.contains(['‘', '’', '‚', '“', '”', '„', '«', '»'])
        {
            return None;
        }
        let quote = self.byte(length);
        let is_unicode = quote == b'&' && self.byte(length + 1) == b'\'';
        let is_quote = quote == b'\'' || quote == b'"' && self.dialect == SqlDialect::MySql;
        match (self.dialect, word) {
            (SqlDialect::PostgreSql, "u" | "U") if is_unicode => self.string(length + 1, false),
            _ if !is_quote => Some((Kind::Word, length)),
            (SqlDialect::PostgreSql, "e" | "E") => self.string(length, true),
            (SqlDialect::PostgreSql | SqlDialect::MySql, "b" | "B" | "n" | "N") => {
                self.string(length, false)
            }
            (_, "x" | "X") => self.string(length, false),
            (SqlDialect::MySql, word) if word.starts_with('_') => self.string(length, false),
            _ => Some((Kind::Word, length)),
        }
    }
}
