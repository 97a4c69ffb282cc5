use crate::masking::{KeyMask, mask_url, mask_urls};
use std::borrow::Cow;

/// Masks the secrets of every URL in a header's value. There it may be relative, and one of a list.
pub(super) fn mask_pieces<'a>(value: &'a str, mask: &KeyMask) -> Cow<'a, str> {
    if !value.contains(['?', '#']) && !value.contains("//") {
        return value.into();
    }
    // What ends a piece may be a part of a secret: those of the whole are masked first.
    let masked = if value.contains("://") {
        mask_urls(value, mask)
    } else {
        mask_url(value, mask)
    };
    let pieces = || pieces(&masked).map(|piece| mask_url(piece, mask));
    let is_clean = pieces().all(|piece| matches!(piece, Cow::Borrowed(_)));
    match (!is_clean).then(|| pieces().collect()) {
        Some(text) => Cow::Owned(text),
        None => masked,
    }
}

/// Cuts a value around its URLs. What stands between them is a piece too.
fn pieces(value: &str) -> impl Iterator<Item = &str> {
    value.split_inclusive(ends_piece).flat_map(|piece| {
        let url = piece.trim_end_matches(ends_piece);
        [url, piece.strip_prefix(url).unwrap_or_default()]
    })
}

/// What no URL of a list, a `Link` or a `Refresh` goes on behind.
fn ends_piece(character: char) -> bool {
    character.is_whitespace() || matches!(character, '<' | '>' | ',' | ';' | '"' | '\'')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn relative_urls_are_masked_wherever_they_stand() {
        let mask = KeyMask::default_for_queries();
        for (value, expected) in [
            ("/cb#access_token=x", "/cb#access_token=****"),
            ("cb#token=x&page=2", "cb#token=****&page=2"),
            ("/#/cb?sig=x", "/#/cb?sig=****"),
            ("/?page=2#a#sig=x", "/?page=2#a#sig=****"),
            ("0; url=/x#token=y", "0; url=/x#token=****"),
            (
                "0;url='/x?page=2';/y?sig=z",
                "0;url='/x?page=2';/y?sig=****",
            ),
            (
                "</a?page=2>; rel=\"next\", </b?token=x>; rel=\"last\"",
                "</a?page=2>; rel=\"next\", </b?token=****>; rel=\"last\"",
            ),
            ("https://a.b/x /c?token=y", "https://a.b/x /c?token=****"),
            ("https://a.b/x,/c?sig=y, /d", "https://a.b/x,/c?sig=**** /d"),
            ("</a>, <//ada:x@b>", "</a>, <//REDACTED:REDACTED@b>"),
            ("/c?token=a,b;c", "/c?token=****"),
            ("why? \"#1\", so; 'c'", "why? \"#1\", so; 'c'"),
            ("text/html, */*;q=0.8", "text/html, */*;q=0.8"),
        ] {
            assert_eq!(mask_pieces(value, &mask), expected, "{value}");
        }
    }

    proptest! {
        #[test]
        fn a_piece_s_secret_never_shows(
            before in "([a-z/ ]{0,4}(\\?a=1|#|=|://b)?[<>,;\"' ]){0,4}",
            url in "(https://h)?/?[a-z]{0,3}[?#]",
            after in "[a-z/?&=#,;<>\"' ]{0,8}",
        ) {
            let mask = KeyMask::default_for_queries();
            let value = format!("{before}{url}token=SECRET{after}");
            prop_assert!(!mask_pieces(&value, &mask).contains("SECRET"), "{}", value);
        }
    }
}
