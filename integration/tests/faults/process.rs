use lumigo_testing::OtlpSink;
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread::{self, JoinHandle};

/// The service of `docs/shutdown.md`, in a process of its own, whose spans go to a sink.
pub(crate) struct Process {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Process {
    pub(crate) fn start(sink: &OtlpSink, variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_recipe"));
        command.env_clear();
        command.env("LUMIGO_TRACER_TOKEN", "t_sesame");
        command.env("LUMIGO_ENDPOINT", sink.endpoint());
        command.envs(variables.iter().copied());
        let pipes = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = pipes.spawn().unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        Self {
            child,
            address: line.trim().parse().unwrap(),
        }
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits until it is stopped by a signal.
    pub(crate) fn wait_until_stopped(&self) {
        let path = format!("/proc/{}/stat", self.child.id());
        // The state is what comes after the name.
        while !std::fs::read_to_string(&path).unwrap().contains(") T ") {
            thread::yield_now();
        }
    }

    /// Waits until it has ended, well, and returns what it wrote to standard error.
    #[track_caller]
    pub(crate) fn wait(mut self) -> String {
        let mut errors = String::new();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut errors).unwrap();
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{status}: {errors}");
        errors
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It has ended already unless the test fails.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Clients that ask for one order after the other, each on a connection of its own, until it closes.
pub(crate) struct Clients {
    threads: Vec<JoinHandle<Vec<String>>>,
    answered: Arc<AtomicU64>,
}

impl Clients {
    /// So many, for orders that take so many milliseconds.
    pub(crate) fn start(address: SocketAddr, count: u64, milliseconds: u64) -> Self {
        let answered = Arc::new(AtomicU64::new(0));
        let client = |number| {
            let answered = Arc::clone(&answered);
            let connection = TcpStream::connect(address).unwrap();
            thread::spawn(move || ask_on(connection, number, milliseconds, &answered))
        };
        Self {
            threads: (0..count).map(client).collect(),
            answered,
        }
    }

    /// Waits until so many requests have been answered in all.
    pub(crate) fn wait_for(&self, answers: u64) {
        while self.answered.load(SeqCst) < answers {
            let is_over = self.threads.iter().all(JoinHandle::is_finished);
            assert!(!is_over, "the service has closed all connections");
            thread::yield_now();
        }
    }

    pub(crate) fn answered(&self) -> u64 {
        self.answered.load(SeqCst)
    }

    /// The trace ids of all requests that were answered, once the service has closed the connections.
    pub(crate) fn join(self) -> Vec<String> {
        let answered = self.threads.into_iter();
        answered.flat_map(|client| client.join().unwrap()).collect()
    }
}

fn ask_on(
    mut connection: TcpStream,
    client: u64,
    milliseconds: u64,
    answered: &AtomicU64,
) -> Vec<String> {
    let mut ids = Vec::new();
    for request in 1_u64.. {
        let id = format!("{:016x}{request:016x}", client + 1);
        if ask(&mut connection, &id, milliseconds).is_none() {
            break;
        }
        ids.push(id);
        answered.fetch_add(1, SeqCst);
    }
    ids
}

/// `None` when there was no whole answer.
pub(crate) fn ask(connection: &mut TcpStream, trace_id: &str, milliseconds: u64) -> Option<()> {
    let head = format!("GET /orders/{milliseconds} HTTP/1.1\r\nhost: shop.example\r\n");
    let request = format!("{head}traceparent: 00-{trace_id}-00f067aa0ba902b7-01\r\n\r\n");
    connection.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    let mut buffer = [0; 1024];
    while !answer.ends_with(b"one order") {
        match connection.read(&mut buffer).ok()? {
            0 => return None,
            length => answer.extend_from_slice(&buffer[..length]),
        }
    }
    assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n"));
    Some(())
}
