use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread;

/// Runs a server until its own input ends, which happens whatever becomes of the process that holds the other
/// end. Only the server holds on to the output for errors, so that this one ends with it.
const GUARD: &str = r#""$0" "$@" </dev/null & exec 2>/dev/null; cat; kill -9 $!; wait"#;
/// What precedes the port in the server's report that it listens.
const LISTENS: &str = "Running on http://127.0.0.1:";

/// The process of a server. It is killed when this is dropped.
#[derive(Debug)]
pub(super) struct Process {
    guard: Child,
    port: u16,
}

impl Process {
    /// Starts it on a port, or on any that is free for 0, and returns when it listens; else what it printed.
    pub(super) fn start(port: u16) -> Result<Self, String> {
        let mut guard = Command::new("sh")
            .args(["-c", GUARD])
            .arg(executable())
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a shell");
        let output = guard.stderr.take().expect("a pipe");
        let mut process = Self { guard, port };
        process.port = read_port(output)?;
        Ok(process)
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Closes the input first, and returns when both processes have ended.
        let _ = self.guard.wait();
    }
}

/// Waits for the report of the port, and reads on in the background: the server writes a line per request.
fn read_port(output: ChildStderr) -> Result<u16, String> {
    let mut output = BufReader::new(output);
    let mut printed = String::new();
    loop {
        let start = printed.len();
        let read = output.read_line(&mut printed);
        let Some(line) = printed.get(start..).filter(|line| !line.is_empty()) else {
            return Err(format!("{printed}{read:?}"));
        };
        let port = line.split_once(LISTENS).map(|(_, port)| port.trim_end());
        if let Some(port) = port.and_then(|port| port.parse().ok()) {
            thread::spawn(move || output.read_to_end(&mut Vec::new()));
            return Ok(port);
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "says where a tool of the tests is"
)]
fn executable() -> PathBuf {
    let server = std::env::var_os("MOTO_SERVER");
    server
        .expect("MOTO_SERVER is not set: run ./scripts/test, which installs the server")
        .into()
}
