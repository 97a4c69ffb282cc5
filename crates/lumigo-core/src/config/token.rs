use http::HeaderValue;
use std::fmt;

/// The secret that identifies a Lumigo project. Never printed: `Debug` shows `****`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token {
    text: String,
    authorization: HeaderValue,
}

impl Token {
    /// Takes a token that can be sent as a header value: printable ASCII. Nothing is trimmed.
    pub(crate) fn new(token: impl Into<String>) -> Option<Self> {
        let text = token.into();
        let sendable = !text.is_empty() && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        let authorization = HeaderValue::try_from(format!("LumigoToken {text}"));
        let mut authorization = authorization.ok().filter(|_| sendable)?;
        authorization.set_sensitive(true);
        Some(Self {
            text,
            authorization,
        })
    }

    /// The token itself, to be looked for where it must not be.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The value of the `Authorization` header.
    pub(crate) fn authorization(&self) -> &HeaderValue {
        &self.authorization
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
