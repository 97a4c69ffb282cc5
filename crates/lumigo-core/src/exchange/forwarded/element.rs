use std::borrow::Cow;

/// What one proxy says in a `Forwarded` header.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Element<'a> {
    /// Who has called the proxy (`for`).
    pub(super) node: Option<Cow<'a, str>>,
    pub(super) host: Option<Cow<'a, str>>,
    pub(super) proto: Option<Cow<'a, str>>,
}

impl<'a> Element<'a> {
    /// `None` when any part of it is malformed: a quote that a client has opened may have swallowed what
    /// the next proxy has added.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let mut element = Self::default();
        let pairs = text.split(outside_quotes(';')).map(str::trim);
        for pair in pairs.filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=')?;
            if name.contains('"') {
                return None;
            }
            let value = unquoted(value.trim_start())?;
            let earlier = match name.trim_end() {
                name if name.eq_ignore_ascii_case("for") => element.node.replace(value),
                name if name.eq_ignore_ascii_case("host") => element.host.replace(value),
                name if name.eq_ignore_ascii_case("proto") => element.proto.replace(value),
                _ => None,
            };
            if earlier.is_some() {
                return None;
            }
        }
        Some(element)
    }
}

/// Finds the separators that are not inside of a quoted string, letter by letter.
pub(super) fn outside_quotes(separator: char) -> impl FnMut(char) -> bool {
    let (mut is_quoted, mut is_escaped) = (false, false);
    move |letter| {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = is_quoted,
            '"' => is_quoted = !is_quoted,
            _ => return letter == separator && !is_quoted,
        }
        false
    }
}

/// The text of a token or of a quoted string.
fn unquoted(value: &str) -> Option<Cow<'_, str>> {
    let Some(rest) = value.strip_prefix('"') else {
        return (!value.contains('"')).then_some(Cow::Borrowed(value));
    };
    let inner = rest.strip_suffix('"')?;
    if !inner.contains(['"', '\\']) {
        return Some(Cow::Borrowed(inner));
    }
    let mut text = String::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return None,
            '\\' => text.push(letters.next()?),
            _ => text.push(letter),
        }
    }
    Some(Cow::Owned(text))
}
