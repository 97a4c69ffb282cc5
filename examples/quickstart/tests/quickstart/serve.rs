//! `--serve` keeps the API running.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use crate::support::{quickstart, text};

const SOON: Duration = Duration::from_secs(30);

/// The running example; killed when a test is over, however it ends.
struct Served {
    child: Child,
    lines: Receiver<String>,
    address: String,
}

impl Served {
    fn start() -> Self {
        let mut command = quickstart(&["--serve"]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in stdout.lines() {
                sender.send(line.unwrap()).unwrap_or_default();
            }
        });
        let address = String::new();
        let mut served = Self {
            child,
            lines,
            address,
        };
        let greeting = served.line_with("http://");
        let address = greeting.split("http://").nth(1).unwrap();
        served.address = address.trim_end_matches(". Try:").to_owned();
        served
    }

    /// Waits for the next line that contains this.
    fn line_with(&self, part: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(SOON);
            let line = line.unwrap_or_else(|_| panic!("no line with {part:?} came"));
            if line.contains(part) {
                return line;
            }
        }
    }

    fn request(&self, head: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "{head}\r\nHost: shop\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        text(&answer).to_owned()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_request_is_answered_and_its_trace_printed() {
    let served = Served::start();
    let answer = served.request("GET /orders/7 HTTP/1.1");
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
    assert!(served.line_with("Trace ").contains(" · 2 spans · "));
    served.line_with("SERVER GET /orders/{id} ");
    served.line_with("└─ find order ");
}

#[test]
fn a_caller_s_trace_goes_on_and_each_request_is_printed_once() {
    let served = Served::start();
    let caller = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    for _ in 0..2 {
        served.request(&format!("GET /orders/7 HTTP/1.1\r\n{caller}"));
        let title = served.line_with("Trace ");
        assert!(
            title.starts_with("Trace 4bf92f3577b34da6a3ce929d0e0e4736 · 2 spans"),
            "{title}"
        );
        served.line_with("↳ SERVER GET /orders/{id} ");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_in_good_order() {
    let mut served = Served::start();
    served.request("GET /orders/7 HTTP/1.1");
    let interrupt = format!("kill -INT {}", served.child.id());
    assert!(
        Command::new("sh")
            .args(["-c", &interrupt])
            .status()
            .unwrap()
            .success()
    );
    served.line_with("received 2 spans in 1 traces over OTLP, 0 dropped");
    assert_eq!(served.child.wait().unwrap().code(), Some(0));
}
