use crate::support::{LIMIT, core, headers};
use lumigo_core::MaskingContext::{RequestHeaders, ResponseHeaders};
use serde_json::{Value, json};

#[test]
fn headers_are_one_object_without_secrets() {
    let headers = headers(&[
        ("Host", b"shop.example"),
        ("Authorization", b"Bearer abc"),
        ("Cookie", b"a=b"),
        ("Accept", b"text/html"),
        ("Accept", b"*/*;q=0.8"),
        ("Cookie", b"c=d"),
        ("X-Api-Key", b"abc"),
        (
            "Referer",
            b"https://ada:pw@shop.example/in?sig=abc&page=2#top",
        ),
        ("Location", b"/next?access_token=abc"),
        ("X-Event", br#"{"user": "ada", "password": "abc"}"#),
        ("If-None-Match", br#"W/"1\2""#),
        ("X-Name", b"J\xf8rgen"),
        ("X-Tab", b"a\tb"),
    ]);
    let object = core(&[]).mask_headers(RequestHeaders, &headers).unwrap();
    let expected = json!({
        "host": "shop.example",
        "authorization": "****",
        "cookie": "****",
        "accept": "text/html, */*;q=0.8",
        "x-api-key": "****",
        "referer": "https://REDACTED:REDACTED@shop.example/in?sig=****&page=2#top",
        "location": "/next?access_token=****",
        "x-event": r#"{"user": "ada", "password": "****"}"#,
        "if-none-match": r#"W/"1\2""#,
        "x-name": "J\u{fffd}rgen",
        "x-tab": "a\tb",
    });
    assert_eq!(object.parse::<Value>().unwrap(), expected);
    assert!(object.starts_with(r#"{"host":"shop.example","authorization":"****","#));
}

#[test]
fn the_list_of_the_place_counts() {
    let headers = headers(&[("authorization", b"abc"), ("x-id", b"1")]);
    for (list, request, response) in [
        (
            "[\"x-.*\"]",
            r#"{"authorization":"abc","x-id":"****"}"#,
            None,
        ),
        ("ALL", "****", None),
        ("[", "****", None),
        ("[]", r#"{"authorization":"****","x-id":"1"}"#, None),
    ] {
        let variable = "LUMIGO_SECRET_MASKING_REGEX_HTTP_REQUEST_HEADERS";
        let core = core(&[(variable, list)]);
        let default = r#"{"authorization":"****","x-id":"1"}"#;
        assert_eq!(
            core.mask_headers(RequestHeaders, &headers).unwrap(),
            request
        );
        let other = core.mask_headers(ResponseHeaders, &headers).unwrap();
        assert_eq!(other, response.unwrap_or(default), "{list}");
    }
}

#[test]
fn many_headers_are_cut_at_the_limit() {
    let value = "é".repeat(100);
    let pairs: Vec<_> = (0..1000)
        .map(|index| (format!("x-{index}"), value.as_bytes()))
        .collect();
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect();
    let core = core(&[(LIMIT, "250")]);
    let object = core.mask_headers(RequestHeaders, &headers(&pairs)).unwrap();
    assert_eq!(object.chars().count(), 250);
    assert!(object.starts_with("{\"x-0\":\"ééé"));
}
