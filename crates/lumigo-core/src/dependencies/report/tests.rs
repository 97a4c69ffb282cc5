use super::*;
use crate::config::env::Environment;
use opentelemetry::{Array, KeyValue, Value};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;

const PATIENCE: Duration = Duration::from_secs(20);
const ACCEPTED: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

/// Answers one request with these bytes, and hands back its head and its body.
fn server(answer: &'static str) -> (String, JoinHandle<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1/dependencies", listener.local_addr().unwrap());
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let request = read_request(&stream);
        stream.write_all(answer.as_bytes()).unwrap();
        request
    });
    (url, thread)
}

fn read_request(stream: &TcpStream) -> (String, String) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(reader.read_line(&mut head).unwrap(), 0, "{head}");
    }
    let length = header(&head, "content-length").unwrap().parse().unwrap();
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    (head, String::from_utf8(body).unwrap())
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let mut values = lines.filter(|(other, _)| other.eq_ignore_ascii_case(name));
    values.next().map(|(_, value)| value)
}

fn report(timeout: Duration) -> DependencyReport {
    let attributes = [
        KeyValue::new("service.name", "shop"),
        KeyValue::new("telemetry.sdk.language", "rust"),
        KeyValue::new("lumigo.distro.version", "0.1.0"),
        KeyValue::new("process.runtime.name", "rustc"),
        KeyValue::new("process.runtime.version", "1.85.0"),
        KeyValue::new("process.environ", "{\"HOME\":\"/\"}"),
        KeyValue::new("framework", "axum"),
        KeyValue::new("process.pid", 7),
        KeyValue::new("tags", Value::Array(Array::Bool(vec![true, false]))),
    ];
    DependencyReport {
        token: Token::new("t_0123456789").unwrap(),
        timeout,
        resource: Resource::builder_empty()
            .with_attributes(attributes)
            .build(),
        given: vec![
            Dependency::new("tower", "0.5.3"),
            Dependency::new("axum", "0.8.9"),
            Dependency::new("tower", "0.5.3"),
        ],
        debug: false,
    }
}

#[test]
fn the_request_has_the_infrastructure_and_the_crates() {
    let (url, request) = server(ACCEPTED);
    assert_eq!(report(PATIENCE).send(None, &url), Ok(2));
    let (head, body) = request.join().unwrap();
    assert!(
        head.starts_with("POST /v1/dependencies HTTP/1.1\r\n"),
        "{head}"
    );
    assert_eq!(header(&head, "content-type"), Some("application/json"));
    let authorization = header(&head, "authorization");
    assert_eq!(authorization, Some("LumigoToken t_0123456789"));
    assert_eq!(
        serde_json::from_str::<Json>(&body).unwrap(),
        json!({
            "resourceAttributes": {
                "service.name": "shop",
                "telemetry.sdk.language": "rust",
                "lumigo.distro.version": "0.1.0",
                "tags": [true, false],
            },
            "dependencies": [
                { "name": "axum", "version": "0.8.9" },
                { "name": "tower", "version": "0.5.3" },
            ],
        })
    );
}

#[test]
fn audit_data_wins_over_what_is_given() {
    let (url, request) = server(ACCEPTED);
    let audited = BTreeSet::from([Dependency::new("hyper", "1.6.0")]);
    assert_eq!(report(PATIENCE).send(Some(audited), &url), Ok(1));
    let (_, body) = request.join().unwrap();
    let body: Json = serde_json::from_str(&body).unwrap();
    let expected = json!([{ "name": "hyper", "version": "1.6.0" }]);
    assert_eq!(body.get("dependencies"), Some(&expected));
}

#[test]
fn a_refusal_is_told_and_a_redirect_is_not_followed() {
    for (answer, told) in [
        ("HTTP/1.1 403 Forbidden\r\n\r\n", "403 Forbidden"),
        ("HTTP/1.1 500 Oh\r\n\r\n", "500 Internal Server Error"),
        (
            "HTTP/1.1 307 Over There\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
            "307 Temporary Redirect",
        ),
    ] {
        let (url, request) = server(answer);
        assert_eq!(report(PATIENCE).send(None, &url), Err(told.to_owned()));
        request.join().unwrap();
    }
}

#[test]
fn what_is_no_http_is_an_error_that_does_not_show_it() {
    for answer in ["", "sesame\r\n\r\n", "HTTP/1.1 200", "\0\0\0"] {
        let (url, request) = server(answer);
        let error = report(PATIENCE).send(None, &url).unwrap_err();
        request.join().unwrap();
        assert!(!error.contains("sesame"), "{error}");
    }
}

#[test]
fn nobody_waits_longer_than_the_time_limit() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let outcome = report(Duration::from_millis(50)).send(None, &url);
    assert_eq!(outcome, Err("no answer in time".to_owned()));
    drop(listener);
    let outcome = report(PATIENCE).send(None, &url);
    assert!(outcome.unwrap_err().contains("refused"));
}

#[test]
fn without_crates_there_is_no_request() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let mut report = report(PATIENCE);
    report.given.clear();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let error = report.send(None, &url).unwrap_err();
    assert!(error.contains("cargo auditable"), "{error}");
    assert!(listener.accept().is_err());
}

#[test]
fn only_a_program_that_exports_to_lumigo_reports() {
    let with = |variables: &[(&str, &str)]| {
        let pair = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        let mut environment = Environment::default();
        environment.replace(variables.iter().map(pair).collect::<HashMap<_, _>>());
        let resource = Resource::builder_empty().build();
        DependencyReport::new(&Config::read(&environment), &resource, Vec::new())
    };
    let token = ("LUMIGO_TRACER_TOKEN", "t_0123456789");
    let report = with(&[token]).unwrap();
    assert_eq!(report.timeout, Duration::from_secs(3));
    let report = with(&[token, ("LUMIGO_CONNECTION_TIMEOUT", "0.5")]).unwrap();
    assert_eq!(report.timeout, Duration::from_millis(500));
    assert!(with(&[token, ("LUMIGO_ENABLE_TRACES", "false")]).is_some());

    assert!(with(&[]).is_none());
    assert!(with(&[token, ("LUMIGO_REPORT_DEPENDENCIES", "False")]).is_none());
    assert!(
        with(&[
            token,
            ("LUMIGO_ENDPOINT", "http://localhost:4318/v1/traces")
        ])
        .is_none()
    );
}
