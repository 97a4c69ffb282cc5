//! Runs the program with its database in memory, and looks at the traces that arrive.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "all of this is tests, also what is no test function"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use lumigo_testing::{OtlpSink, SpanTree, TestSpan};

/// The running program; killed when a test is over, however it ends.
struct Orders {
    child: Child,
    address: String,
}

impl Orders {
    fn start(sink: &OtlpSink) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_orders"))
            .arg("127.0.0.1:0")
            .env_clear()
            .env("OTEL_TRACES_EXPORTER", "otlp")
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", sink.base_endpoint())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("listening on http://");
        let address = address.unwrap().to_owned();
        Self { child, address }
    }

    /// Sends a request with this head and body; the whole answer.
    fn request(&self, head: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        let headers = format!("Host: shop\r\nContent-Length: {length}\r\nConnection: close");
        write!(stream, "{head} HTTP/1.1\r\n{headers}\r\n\r\n{body}").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Asks it to end as whoever runs services does. Whether it ended well.
    fn terminate(&mut self) -> bool {
        let kill = format!("kill -TERM {}", self.child.id());
        let sent = Command::new("sh").args(["-c", &kill]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap().success()
    }
}

impl Drop for Orders {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The trace of a request by the name of its span.
fn trace(spans: &[TestSpan], name: &str) -> String {
    let tree = SpanTree::of(spans).to_string();
    let root = format!("SERVER {name}");
    let mut traces = tree.split("\n\n");
    let trace = traces.find(|trace| trace.lines().next() == Some(&*root));
    trace.unwrap_or(&tree).to_owned()
}

#[test]
fn a_request_and_its_queries_are_one_trace() {
    let sink = OtlpSink::start();
    let mut orders = Orders::start(&sink);
    let answer = orders.request("POST /orders", "coffee");
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    let answer = orders.request("GET /orders/1", "");
    assert!(
        answer.ends_with("\r\ncoffee, ordered 1 times\n"),
        "{answer}"
    );
    assert!(orders.terminate());

    // It has sent what it had before it ended: there is nothing to wait for.
    let spans = sink.spans();
    let expected = ["SERVER POST /orders", "  CLIENT INSERT orders"];
    assert_eq!(trace(&spans, "POST /orders"), expected.join("\n"));
    let expected = [
        "SERVER GET /orders/{id}",
        "  CLIENT BEGIN",
        "  CLIENT SELECT orders",
        "  CLIENT SELECT orders",
        "  CLIENT COMMIT",
    ];
    assert_eq!(trace(&spans, "GET /orders/{id}"), expected.join("\n"));
}

#[test]
fn a_transaction_that_is_dropped_is_rolled_back_in_its_trace() {
    let sink = OtlpSink::start();
    let mut orders = Orders::start(&sink);
    let answer = orders.request("GET /orders/7", "");
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
    assert!(orders.terminate());

    let expected = [
        "SERVER GET /orders/{id}",
        "  CLIENT BEGIN",
        "  CLIENT SELECT orders",
        "  CLIENT ROLLBACK",
    ];
    let spans = sink.spans();
    assert_eq!(trace(&spans, "GET /orders/{id}"), expected.join("\n"));
}

#[test]
fn a_span_of_a_query_has_its_text_but_no_parameters_or_rows() {
    let sink = OtlpSink::start();
    let mut orders = Orders::start(&sink);
    orders.request("POST /orders", "coffee");
    orders.request("GET /orders/1", "");
    assert!(orders.terminate());

    let spans = sink.spans();
    let is_query = |span: &&TestSpan| span.attributes.contains_key("db.system.name");
    let queries: Vec<_> = spans.iter().filter(is_query).collect();
    assert_eq!(queries.len(), 6, "{spans:#?}");
    for query in &queries {
        assert!(!format!("{query:?}").contains("coffee"), "{query:#?}");
    }
    let is_insert = |query: &&&TestSpan| query.name == "INSERT orders";
    let insert = queries.iter().find(is_insert).unwrap();
    let text = "insert into orders (item) values ($1)";
    assert_eq!(insert.attributes["db.query.text"], text);
    assert_eq!(insert.attributes["db.response.affected_rows"], 1);
}
