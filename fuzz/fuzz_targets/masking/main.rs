//! Payloads of any kind, whole and cut anywhere: nothing panics, nothing of a secret shows, and a list
//! of words masks what the same list as patterns does.
//!
//! Secrets are planted as `§`, which stands nowhere else.

#![no_main]

mod document;
mod source;

use document::Document;
use http::HeaderMap;
use http::header::{CONTENT_TYPE, HeaderValue};
use libfuzzer_sys::fuzz_target;
use lumigo_core::{ActiveCore, Instrumentation, Lumigo, MaskingContext};
use serde_json::Value;
use source::Source;
use std::sync::{Arc, LazyLock};

const SECRET: char = '§';
const TYPES: &[&str] = &[
    "",
    "application/json",
    "text/plain",
    "text/event-stream",
    "application/x-www-form-urlencoded",
    "application/x-ndjson; charset=utf-8",
];
/// Members that are masked wherever they stand in something like JSON.
const MEMBERS: &[&str] = &[
    "\"password\":\"§\"",
    "\"api\\u005fkey\" : §",
    "\"token\":[§",
    "\"Secret\":{\"a\":\"§\"}",
    "\"cookie\":\"\\\"§\\\\\"",
];

static INSTRUMENTATION: Instrumentation = Instrumentation::new("fuzz", "0", &["fuzz"]);
static CORE: LazyLock<Cores> = LazyLock::new(|| Cores::new("1000000"));
static SHORT: LazyLock<Cores> = LazyLock::new(|| Cores::new("32"));

/// The default list, as it is and with a pattern that matches nothing and is no word.
struct Cores {
    by_words: Arc<ActiveCore>,
    by_patterns: Arc<ActiveCore>,
}

const PATTERNS: &str = r#"[".*pass.*", ".*key.*", ".*secret.*", ".*credential.*", ".*token.*",
    ".*authorization.*", ".*cookie.*", ".*signature.*", "x^"]"#;

impl Cores {
    fn new(limit: &str) -> Self {
        let builder = || {
            let variables = [("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", limit)];
            Lumigo::builder().with_variables(variables)
        };
        let by_words = builder().build();
        let by_patterns = builder()
            .with_variable("LUMIGO_SECRET_MASKING_REGEX", PATTERNS)
            .build();
        Self {
            by_words: INSTRUMENTATION.of(&by_words).unwrap(),
            by_patterns: INSTRUMENTATION.of(&by_patterns).unwrap(),
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let mut source = Source::new(data);
    match source.choice(3) {
        0 => any_payload(source),
        1 => planted_member(source),
        _ => built_document(source),
    }
});

/// No payload panics or is longer than the limit, and headers do no harm either.
fn any_payload(mut source: Source<'_>) {
    let content_type = TYPES[source.choice(TYPES.len())];
    let chunk = source.choice(16) + 1;
    let payload = source.rest();
    let short = captured(&SHORT, content_type, payload, chunk);
    assert!(short.is_none_or(|text| text.chars().count() <= 32));
    captured(&CORE, content_type, payload, chunk);
    if let Ok(value) = HeaderValue::from_bytes(payload) {
        let mut headers = HeaderMap::new();
        headers.insert("x-any", value);
        let object = CORE
            .by_words
            .mask_headers(MaskingContext::RequestHeaders, &headers);
        assert!(object.is_some_and(|object| object.parse::<Value>().is_ok()));
    }
}

/// Whatever surrounds a secret member in something that starts like JSON, its value does not show.
fn planted_member(mut source: Source<'_>) {
    let member = MEMBERS[source.choice(MEMBERS.len())];
    let (cut, place) = (source.number(), source.number());
    let text = String::from_utf8_lossy(source.rest()).replace(SECRET, "$");
    let place = place % (text.len() + 1);
    let Some((before, after)) = text.split_at_checked(place) else {
        return;
    };
    check_cut(&format!("{{{before}{member}{after}"), cut);
    check_cut(&format!("[{before}{member}{after}"), cut);
}

/// A document shows no secret wherever it is cut, and as a whole is what the reference makes of it.
fn built_document(mut source: Source<'_>) {
    let cut = source.number();
    let document = Document::build(&mut source);
    let body = document.text;
    check_cut(&body, cut);
    let masked = captured(&CORE, "", body.as_bytes(), usize::MAX).unwrap();
    let masked: Value = masked.parse().unwrap();
    assert_eq!(document::expanded(masked), document.masked, "{body}");
}

fn check_cut(body: &str, cut: usize) {
    let cut = cut % (body.len() + 1);
    for end in [cut, body.len()] {
        for cores in [&CORE, &SHORT] {
            let kept = captured(cores, "", &body.as_bytes()[..end], usize::MAX);
            assert!(
                kept.as_ref().is_none_or(|kept| !kept.contains(SECRET)),
                "{:?} shows {kept:?}",
                String::from_utf8_lossy(&body.as_bytes()[..end])
            );
        }
    }
}

fn captured(cores: &Cores, content_type: &str, payload: &[u8], chunk: usize) -> Option<String> {
    let Cores {
        by_words,
        by_patterns,
    } = cores;
    let kept = captured_by(by_words, content_type, payload, chunk);
    let expected = captured_by(by_patterns, content_type, payload, chunk);
    assert_eq!(kept, expected, "{:?}", String::from_utf8_lossy(payload));
    kept
}

fn captured_by(
    core: &ActiveCore,
    content_type: &str,
    payload: &[u8],
    chunk: usize,
) -> Option<String> {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_str(content_type).unwrap());
    let mut capture = core.capture(MaskingContext::RequestBody, &headers).unwrap();
    payload.chunks(chunk).for_each(|chunk| capture.push(chunk));
    assert_eq!(capture.size(), payload.len() as u64);
    capture.finish()
}
