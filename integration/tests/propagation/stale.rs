//! Headers that a host has copied from its own caller.

use crate::support::{FORMATS, carried, headers_of, headers_of_span, sorted, with_formats};
use axum::Router;
use axum::routing::any;
use http::HeaderMap;
use integration::wire::TestServer;
use lumigo_opentelemetry::{Lumigo, LumigoMiddleware};
use reqwest_middleware::ClientBuilder;

const OLD_TRACE: &str = "11111111111111111111111111111111";
const OLD_SPAN: &str = "2222222222222222";

/// Sends a request with these headers, and returns with what it arrives.
async fn sent_with(lumigo: &Lumigo, headers: &[String]) -> Vec<String> {
    let echo = any(|headers: HeaderMap| async move { carried(&headers).join("\n") });
    let server = TestServer::start(Router::new().fallback_service(echo)).await;
    let http = ClientBuilder::new(reqwest::Client::builder().no_proxy().build().unwrap())
        .with(LumigoMiddleware::bind(lumigo))
        .build();
    let mut request = http.get(server.url("/"));
    for line in headers {
        let (name, value) = line.split_once(": ").unwrap();
        request = request.header(name, value);
    }
    let seen = request.send().await.unwrap().text().await.unwrap();
    drop(http);
    server.stop().await;
    seen.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn those_of_a_configured_format_are_replaced() {
    for format in FORMATS {
        let (lumigo, recorder) = with_formats(format);
        let mut copied = headers_of(format, OLD_TRACE, OLD_SPAN, false);
        copied.extend(copied.clone());
        if format.starts_with("b3") {
            copied.extend(headers_of("b3", OLD_TRACE, OLD_SPAN, false));
            copied.extend(headers_of("b3multi", OLD_TRACE, OLD_SPAN, false));
            copied.push(format!("x-b3-parentspanid: {OLD_SPAN}"));
            copied.push("x-b3-flags: 1".to_owned());
        }
        let seen = sent_with(&lumigo, &copied).await;
        let client = recorder.only_span();
        assert_eq!(seen, sorted(headers_of_span(format, &client)), "{format}");
    }
}

#[tokio::test]
async fn those_of_other_formats_are_the_host_s() {
    let (lumigo, recorder) = with_formats("jaeger");
    let copied = headers_of("b3", OLD_TRACE, OLD_SPAN, false);
    let seen = sent_with(&lumigo, &copied).await;
    let client = recorder.only_span();
    assert_eq!(
        seen,
        sorted([copied, headers_of_span("jaeger", &client)].concat())
    );
}
