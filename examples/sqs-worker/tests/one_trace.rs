//! Runs the program beside a server that speaks the protocol of SQS, and looks at the trace that arrives.
#![cfg(unix)]
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "all of this is tests, also what is no test function"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use lumigo_testing::{OtlpSink, SpanTree};

const SOON: Duration = Duration::from_secs(30);

/// A running program and the lines that it prints; killed when a test is over, however it ends.
struct Program {
    child: Child,
    lines: Receiver<String>,
}

impl Program {
    fn start(command: &mut Command) -> Self {
        // Whichever of its outputs the program prints to.
        let (output, input) = std::io::pipe().unwrap();
        command.stdout(input.try_clone().unwrap()).stderr(input);
        let child = command.stdin(Stdio::null()).spawn().unwrap();
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                // To its end, or the program could print no more.
                let _ = sender.send(line);
            }
        });
        Self { child, lines }
    }

    /// Waits for the next line with this, and returns what follows it there.
    #[track_caller]
    fn line_with(&self, text: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(SOON).unwrap();
            if let Some((_, rest)) = line.split_once(text) {
                return rest.to_owned();
            }
        }
    }

    /// Asks it to end as whoever runs services does. Whether it ended well.
    fn terminate(&mut self) -> bool {
        let kill = format!("kill -TERM {}", self.child.id());
        let sent = Command::new("sh").args(["-c", &kill]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap().success()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server without any queue, and its address.
#[expect(
    clippy::disallowed_methods,
    reason = "says where a tool of the tests is"
)]
fn moto() -> (Program, String) {
    let server = std::env::var_os("MOTO_SERVER");
    let server = server.expect("MOTO_SERVER: run ./scripts/test, which installs the server");
    let server = Program::start(Command::new(server).args(["-H", "127.0.0.1", "-p", "0"]));
    let address = server.line_with("Running on http://");
    (server, address)
}

/// The example at that server, and its address.
fn worker(moto: &str, sink: &OtlpSink) -> (Program, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sqs-worker"));
    command
        .arg("127.0.0.1:0")
        .env_clear()
        .env("AWS_ENDPOINT_URL", format!("http://{moto}"))
        .env("AWS_REGION", "eu-central-1")
        .env("AWS_ACCESS_KEY_ID", "any")
        .env("AWS_SECRET_ACCESS_KEY", "any")
        .env("OTEL_TRACES_EXPORTER", "otlp")
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", sink.base_endpoint());
    let worker = Program::start(&mut command);
    let address = worker.line_with("listening on http://");
    (worker, address)
}

/// Posts an order; the head of the answer.
fn post(address: &str, order: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = order.len();
    let head = format!("POST /orders HTTP/1.1\r\nHost: shop\r\nContent-Length: {length}\r\n");
    write!(stream, "{head}Connection: close\r\n\r\n{order}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn an_order_is_one_trace_from_the_request_over_the_queue_to_the_worker() {
    let (_moto, moto) = moto();
    let sink = OtlpSink::start();
    let (mut worker, address) = worker(&moto, &sink);
    let answer = post(&address, "coffee");
    assert!(answer.starts_with("HTTP/1.1 202 "), "{answer}");
    assert_eq!(worker.line_with("shipped "), "coffee");
    assert!(worker.terminate());

    // It has sent what it had before it ended: there is nothing to wait for.
    let spans = sink.spans();
    let tree = SpanTree::of(&spans).to_string();
    let expected = [
        "SERVER POST /orders",
        "  PRODUCER SQS.SendMessage",
        "    CONSUMER process orders",
        "      INTERNAL ship",
    ];
    // What is found, and then deleted, may be of many traces: those calls are in traces of their own.
    let mut traces = tree.split("\n\n");
    let trace = traces.find(|trace| trace.starts_with("SERVER"));
    assert_eq!(trace, Some(&*expected.join("\n")), "{tree}");
}
