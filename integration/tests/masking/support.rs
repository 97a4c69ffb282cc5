use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use lumigo_core::{ActiveCore, Instrumentation, Lumigo, MaskingContext};
use lumigo_testing::SpanRecorder;
use std::sync::Arc;

/// The variable that says how long a payload may be.
pub(crate) const LIMIT: &str = "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT";

static INSTRUMENTATION: Instrumentation = Instrumentation::new("masking", "1", &["masking"]);

/// A core that reads these variables alone.
pub(crate) fn core(variables: &[(&str, &str)]) -> Arc<ActiveCore> {
    let lumigo = Lumigo::builder()
        .with_variables(variables.iter().copied())
        .with_span_processor(SpanRecorder::new())
        .build();
    INSTRUMENTATION.of(&lumigo).unwrap()
}

pub(crate) fn headers(pairs: &[(&str, &[u8])]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        let name: HeaderName = name.parse().unwrap();
        headers.append(name, HeaderValue::from_bytes(value).unwrap());
    }
    headers
}

pub(crate) fn of_type(content_type: &str) -> HeaderMap {
    headers(&[(CONTENT_TYPE.as_str(), content_type.as_bytes())])
}

/// What becomes of a request's body that comes in these chunks.
pub(crate) fn captured<'a>(
    core: &ActiveCore,
    headers: &HeaderMap,
    chunks: impl IntoIterator<Item = &'a [u8]>,
) -> Option<String> {
    let mut capture = core.capture(MaskingContext::RequestBody, headers).unwrap();
    let mut size = 0;
    for chunk in chunks {
        capture.push(chunk);
        size += chunk.len() as u64;
    }
    assert_eq!(capture.size(), size);
    capture.finish()
}

/// The same for a body in one chunk, without headers and with the default settings.
pub(crate) fn masked(body: &str) -> String {
    captured(&core(&[]), &HeaderMap::new(), [body.as_bytes()]).unwrap()
}
