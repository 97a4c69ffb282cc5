//! Request targets that are not what they should be.

use crate::support::{answer, get, kept, status};
use crate::twins::{ask, echo};
use integration::spans::{mentions, text};
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::{SpanRecorder, TestSpan};

/// The span of a `GET` for this target, which is answered with 200.
async fn span(target: &str) -> TestSpan {
    let twins = ask(get(target, "")).await;
    assert_eq!(twins.status, 200, "{target}");
    twins.span.unwrap()
}

#[tokio::test]
async fn odd_paths_are_kept_as_they_are_and_never_become_a_name() {
    let long = format!("/{}", "x".repeat(8 * 1024));
    for path in [
        "/",
        "//",
        "//[x",
        "//[::1/a",
        "/%",
        "/%4",
        "/%ff%00",
        "/a%2Fb",
        "/a%252Fb",
        "/..;/",
        "/../../etc/passwd",
        "/./a/../b",
        "/a;b=c,d",
        "/a:b@c",
        "/http://shop.example/a",
        "/{\"a|b\"}\\^",
        &long,
    ] {
        let span = span(path).await;
        assert_eq!(text(&span, "url.path"), Some(kept(path)));
        assert_eq!((&*span.name, text(&span, "http.route")), ("GET", None));
        assert_eq!(text(&span, "url.query"), None);
    }
}

#[tokio::test]
async fn odd_paths_on_a_route_have_its_name() {
    for path in [
        "/orders/%",
        "/orders/%ff%00",
        "/orders/a%2Fb",
        "/orders/..;",
        "/orders/{id}",
    ] {
        let span = span(path).await;
        assert_eq!(text(&span, "url.path"), Some(path));
        assert_eq!(span.name, "GET /orders/{id}");
        assert_eq!(text(&span, "http.route"), Some("/orders/{id}"));
    }
}

#[tokio::test]
async fn what_the_host_refuses_stays_refused() {
    let twins = ask(get("/text/%ff", "")).await;
    let span = twins.span.unwrap();
    assert_eq!((twins.status, &*span.name), (400, "GET /text/{text}"));
    assert_eq!(span.attributes["http.response.status_code"], 400);
}

#[tokio::test]
async fn what_hyper_refuses_never_comes_to_the_layer() {
    let too_long = format!("/{}", "x".repeat(70_000));
    for (target, expected) in [
        ("", 400),
        ("/a b", 400),
        ("/<", 400),
        ("/`", 400),
        ("/\u{7f}", 400),
        ("http://[/", 400),
        (&too_long, 414),
    ] {
        let twins = ask(get(target, "")).await;
        assert_eq!(twins.status, expected, "{target:.20}");
        assert!(twins.span.is_none());
    }
}

#[tokio::test]
async fn odd_queries_are_kept_but_for_their_secrets() {
    let long = format!("a={}", "x".repeat(8 * 1024));
    for (query, expected) in [
        ("", ""),
        ("?", "?"),
        ("a=1?b=2", "a=1?b=2"),
        ("&&=&;", "&&=&;"),
        ("%", "%"),
        ("%ff=%00", "%ff=%00"),
        ("password", "password"),
        ("%70assword=x", "%70assword=****"),
        ("a=1;token=x;b=2&c", "a=1;token=****&c"),
        ("password=a=b?c", "password=****"),
        (&long, &long),
    ] {
        let span = span(&format!("/orders/7?{query}")).await;
        assert_eq!(text(&span, "url.query"), Some(kept(expected)));
        assert_eq!(text(&span, "url.path"), Some("/orders/7"));
        assert_eq!(span.name, "GET /orders/{id}");
    }
}

#[tokio::test]
async fn an_absolute_target_says_which_server_is_meant() {
    for (target, scheme, address, port) in [
        (
            "http://other.example:81/orders/7",
            "http",
            "other.example",
            Some(81),
        ),
        (
            "https://other.example/orders/7",
            "https",
            "other.example",
            None,
        ),
        (
            "HTTP://OTHER.example/orders/7",
            "http",
            "OTHER.example",
            None,
        ),
        (
            "ftp://ada:hunter2@other.example/orders/7",
            "http",
            "other.example",
            None,
        ),
    ] {
        let span = span(target).await;
        assert_eq!(text(&span, "url.scheme"), Some(scheme), "{target}");
        assert_eq!(text(&span, "url.path"), Some("/orders/7"));
        assert_eq!(text(&span, "server.address"), Some(address));
        assert_eq!(
            span.attribute("server.port").and_then(|port| port.as_i64()),
            port
        );
        assert!(!mentions(&span, "hunter2"));
    }
}

#[tokio::test]
async fn options_of_the_whole_server_have_a_star_as_path() {
    let twins = ask(get("*", "").replacen("GET", "OPTIONS", 1)).await;
    let span = twins.span.unwrap();
    assert_eq!(span.name, "OPTIONS");
    assert_eq!(text(&span, "url.path"), Some("*"));
    assert_eq!(span.attributes["http.response.status_code"], twins.status);
}

#[tokio::test]
async fn a_target_that_is_a_host_has_no_path() {
    let span = span("other.example:81").await;
    assert_eq!((&*span.name, text(&span, "url.path")), ("GET", Some("")));
    assert_eq!(text(&span, "server.address"), Some("other.example"));
}

#[tokio::test]
async fn a_connect_target_has_no_path() {
    // A 2xx would make a tunnel of the connection; a router answers so only when it is told to.
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let refuse = || echo().fallback(|| async { http::StatusCode::FORBIDDEN });
    let request = get("other.example:443", "").replacen("GET", "CONNECT", 1);
    let with = answer(refuse().layer(LumigoLayer::bind(&lumigo)), &request).await;
    assert_eq!(with, answer(refuse(), &request).await);
    let span = recorder.only_span();
    assert_eq!(span.name, "CONNECT");
    assert_eq!(text(&span, "url.path"), Some(""));
    assert_eq!(text(&span, "server.address"), Some("other.example"));
    assert_eq!(span.attributes["http.response.status_code"], status(&with));
}
