use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};

/// How a payload that is text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Form,
    /// By its content.
    Any,
}

impl Format {
    /// What the headers say; `None` when the payload is not text that can be read as it is.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let mut encodings = headers.get_all(CONTENT_ENCODING).iter();
        if !encodings.all(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
            return None;
        }
        match headers.get(CONTENT_TYPE) {
            Some(content_type) if content_type == "application/json" => Some(Self::Json),
            Some(content_type) => Self::of_type(content_type.to_str().ok()?),
            None => Some(Self::Any),
        }
    }

    fn of_type(content_type: &str) -> Option<Self> {
        let mut parts = content_type.split(';').map(str::trim);
        let media_type = parts.next()?;
        if !parts.all(is_no_other_charset) {
            return None;
        }
        let is = |known: &str| media_type.eq_ignore_ascii_case(known);
        let (kind, subtype) = media_type.split_once('/').unwrap_or((media_type, ""));
        let mut subtypes = subtype.as_bytes().windows(4);
        // JSON in its lines is read like any malformed JSON.
        if is("text/event-stream") || subtypes.any(|part| part.eq_ignore_ascii_case(b"json")) {
            return Some(Self::Json);
        }
        if is("application/x-www-form-urlencoded") {
            return Some(Self::Form);
        }
        (kind.is_empty() || kind.eq_ignore_ascii_case("text")).then_some(Self::Any)
    }
}

/// Whether a parameter leaves the text UTF-8.
fn is_no_other_charset(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else {
        return true;
    };
    let charset = value.trim().trim_matches('"');
    !name.trim().eq_ignore_ascii_case("charset")
        || ["utf-8", "utf8", "us-ascii", "ascii"]
            .iter()
            .any(|known| charset.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_type_says_how_a_payload_is_read() {
        for (content_type, expected) in [
            ("application/json", Some(Format::Json)),
            ("Application/JSON; charset=UTF-8", Some(Format::Json)),
            ("application/problem+json", Some(Format::Json)),
            ("application/x-amz-json-1.1", Some(Format::Json)),
            ("application/x-ndjson", Some(Format::Json)),
            ("application/jsonl", Some(Format::Json)),
            ("text/json", Some(Format::Json)),
            ("text/event-stream", Some(Format::Json)),
            ("application/x-www-form-urlencoded", Some(Format::Form)),
            ("text/plain", Some(Format::Any)),
            ("text/html;charset=\"utf-8\"", Some(Format::Any)),
            ("", Some(Format::Any)),
            ("application/json; charset=utf-16", None),
            ("text/plain;Charset = iso-8859-1", None),
            ("multipart/form-data; boundary=x", None),
            ("application/octet-stream", None),
            ("image/png", None),
            ("x", None),
        ] {
            assert_eq!(Format::of_type(content_type), expected, "{content_type}");
        }
    }
}
