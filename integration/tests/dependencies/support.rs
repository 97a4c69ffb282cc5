use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

/// A proxy that opens no tunnel: what it is asked for is all that counts.
pub(crate) struct Proxy {
    address: SocketAddr,
    asked: Receiver<String>,
}

impl Proxy {
    /// One that refuses.
    pub(crate) fn refusing() -> Self {
        Self::start(|mut stream| {
            stream
                .write_all(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")
                .unwrap();
            None
        })
    }

    /// One that never answers.
    pub(crate) fn silent() -> Self {
        Self::start(Some)
    }

    /// `answer` hands back a connection that shall stay open.
    fn start(answer: fn(TcpStream) -> Option<TcpStream>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, asked) = channel();
        thread::spawn(move || {
            let mut open = Vec::new();
            for stream in listener.incoming() {
                let stream = stream.unwrap();
                // Told before it is answered: whoever has an answer was counted.
                let _ = sender.send(first_line(&stream));
                open.extend(answer(stream));
            }
        });
        Self { address, asked }
    }

    /// The first lines of the requests so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.try_iter().collect()
    }
}

fn first_line(stream: &TcpStream) -> String {
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    let first = lines.next().unwrap_or_default();
    lines.find(String::is_empty);
    first
}

/// Runs the test host behind the proxy, with these variables and no others.
pub(crate) fn reporter(plan: &str, proxy: &Proxy, variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reporter"));
    command.arg(plan).env_clear();
    command.env("HTTPS_PROXY", format!("http://{}", proxy.address));
    command.envs(variables.iter().copied());
    command.output().unwrap()
}
