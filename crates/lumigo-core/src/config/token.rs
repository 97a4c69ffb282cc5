use std::fmt;

/// The secret that identifies a Lumigo project. Never printed: `Debug` shows `****`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token(String);

impl Token {
    /// Takes a token that can be sent as a header value: printable ASCII. Nothing is trimmed.
    pub(crate) fn new(token: impl Into<String>) -> Option<Self> {
        let token = token.into();
        let sendable = !token.is_empty() && token.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        sendable.then_some(Self(token))
    }

    /// The token itself, to be looked for where it must not be.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The value of the `Authorization` header.
    pub(crate) fn authorization(&self) -> String {
        format!("LumigoToken {}", self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_never_printed() {
        let token = Token::new("t_0123456789").unwrap();
        assert_eq!(format!("{token:?} {token:#?}"), "**** ****");
    }

    #[test]
    fn must_fit_a_header() {
        for unsendable in ["", "a\nb", "a\r\nX-Injected: 1", "caf\u{e9}", "\0"] {
            assert_eq!(Token::new(unsendable), None, "{unsendable:?}");
        }
        assert_eq!(Token::new("t").unwrap().authorization(), "LumigoToken t");
    }
}
