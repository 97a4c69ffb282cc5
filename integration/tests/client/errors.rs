//! The errors of a response's body are those that come without the middleware.

use crate::faulty::{End, Fault, FaultyServer};
use crate::support::{plain, with_middleware};
use integration::wire::{LIMIT, soon};
use lumigo_testing::SpanRecorder;
use reqwest_middleware::ClientWithMiddleware;
use serde_json::Value;
use std::error::Error;
use std::io;
use std::time::Duration;

/// What reqwest says of an error that was wrapped in a body.
const WRAPPED: &str = "reqwest: request or response body error";

/// What a host can ask an error.
fn answers(error: &reqwest::Error) -> String {
    format!(
        "builder {} redirect {} status {} timeout {} request {} connect {} dns {} body {} decode {} \
         upgrade {} code {:?} url {:?}",
        error.is_builder(),
        error.is_redirect(),
        error.is_status(),
        error.is_timeout(),
        error.is_request(),
        error.is_connect(),
        error.is_dns(),
        error.is_body(),
        error.is_decode(),
        error.is_upgrade(),
        error.status(),
        error.url(),
    )
}

/// The error and its causes: of what type each is, as far as a host can name it, and what it says.
fn chain(error: &reqwest::Error) -> Vec<String> {
    let mut chain = Vec::new();
    let mut next: Option<&dyn Error> = Some(error);
    while let Some(error) = next {
        let kind = match error {
            error if error.is::<reqwest::Error>() => "reqwest".to_owned(),
            error if error.is::<hyper::Error>() => "hyper".to_owned(),
            error => match error.downcast_ref::<io::Error>() {
                Some(error) => format!("io {:?}", error.kind()),
                None => "other".to_owned(),
            },
        };
        chain.push(format!("{kind}: {error}"));
        next = error.source();
    }
    chain
}

/// How a body is read, and what became of that.
async fn read(http: &ClientWithMiddleware, url: &str, way: &str) -> reqwest::Error {
    let mut response = soon(http.get(url).send()).await.unwrap();
    let reading = async {
        match way {
            "bytes" => response.bytes().await.map(drop),
            "text" => response.text().await.map(drop),
            "json" => response.json::<Value>().await.map(drop),
            "stream" => {
                let body = reqwest::Body::wrap_stream(response.bytes_stream());
                http_body_util::BodyExt::collect(body).await.map(drop)
            }
            _ => loop {
                match response.chunk().await {
                    Ok(Some(_)) => {}
                    Ok(None) => break Ok(()),
                    Err(error) => break Err(error),
                }
            },
        }
    };
    soon(reading).await.unwrap_err()
}

/// All bodies that fail.
fn faults() -> Vec<Fault> {
    let [known, chunked] = ["content-length: 10", "transfer-encoding: chunked"];
    let new = |header: &str, body: &str, end| {
        Fault::new(format!("HTTP/1.1 200 OK\r\n{header}\r\n\r\n{body}"), end)
    };
    vec![
        new(known, "one", End::Closed),
        new(known, "one", End::Reset),
        new(chunked, "3\r\none\r\n", End::Closed),
        new(chunked, "3\r\none\r\nzz\r\n", End::Stalled),
        Fault::gzip(|body| body.truncate(20)),
        Fault::gzip(|body| body.iter_mut().skip(12).for_each(|byte| *byte ^= 0x55)),
    ]
}

/// `Decode(cause)` has become `Decode(Body(Body(cause)))`: reqwest wraps what goes out of a response and
/// what comes into one. All else is the same, and every cause can still be had.
fn assert_same(with: &reqwest::Error, without: &reqwest::Error, context: &str) {
    assert_eq!(answers(with), answers(without), "{context}");
    let (mut chain_with, chain_without) = (chain(with), chain(without));
    let wrapped: Vec<_> = chain_with.drain(1..3).collect();
    assert_eq!(wrapped, [WRAPPED, WRAPPED], "{context}");
    assert_eq!(chain_with, chain_without, "{context}");
}

async fn compare(http: reqwest::Client, fault: &Fault, ways: &[&str]) {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let server = FaultyServer::start(fault.clone()).await;
    for way in ways {
        let bare = ClientWithMiddleware::from(http.clone());
        let without = read(&bare, server.url(), way).await;
        let with = read(&with_middleware(http.clone(), &lumigo), server.url(), way).await;
        assert_same(&with, &without, &format!("{way} of {fault:?}"));
    }
    assert_eq!(recorder.spans().len(), ways.len());
}

const WAYS: [&str; 4] = ["bytes", "text", "json", "chunk"];

#[tokio::test]
async fn a_host_that_asks_gets_the_same_answers() {
    for fault in faults() {
        compare(plain(), &fault, &WAYS).await;
        let limited = reqwest::Client::builder().no_proxy().timeout(LIMIT);
        compare(limited.build().unwrap(), &fault, &WAYS).await;
        let limited = reqwest::Client::builder().no_proxy().read_timeout(LIMIT);
        compare(limited.build().unwrap(), &fault, &WAYS).await;
    }
}

#[tokio::test]
async fn a_body_that_takes_too_long_is_a_timeout_as_before() {
    let short = Duration::from_millis(300);
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\none";
    let fault = Fault::new(answer, End::Stalled);
    let builder = || reqwest::Client::builder().no_proxy();
    for limited in [builder().timeout(short), builder().read_timeout(short)] {
        compare(limited.build().unwrap(), &fault, &["bytes", "chunk"]).await;
    }
}

/// Where there is no response, there is nothing to wrap.
#[tokio::test]
async fn errors_of_requests_are_the_same_down_to_the_last_cause() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    for fault in [
        Fault::new("", End::Closed),
        Fault::new("", End::Reset),
        Fault::new("garbage\r\n\r\n", End::Stalled),
    ] {
        let server = FaultyServer::start(fault).await;
        let without = plain().get(server.url()).send().await.unwrap_err();
        let with = with_middleware(plain(), &lumigo).get(server.url()).send();
        let Err(reqwest_middleware::Error::Reqwest(with)) = with.await else {
            panic!("an error of reqwest");
        };
        assert_eq!(answers(&with), answers(&without));
        assert_eq!(chain(&with), chain(&without));
    }
}

/// A span that is not recorded costs nothing and changes nothing.
#[tokio::test]
async fn a_call_that_is_not_traced_has_the_errors_of_the_client() {
    let recorder = SpanRecorder::new();
    let filter = ("LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_CLIENT", r#"["."]"#);
    let lumigo = recorder.lumigo_with(&[filter]);
    for fault in faults() {
        let server = FaultyServer::start(fault).await;
        for way in WAYS {
            let bare = ClientWithMiddleware::from(plain());
            let without = read(&bare, server.url(), way).await;
            let with = read(&with_middleware(plain(), &lumigo), server.url(), way).await;
            assert_eq!(chain(&with), chain(&without));
        }
    }
    assert!(recorder.spans().is_empty());
}
