//! A collector that was not written here, so that what it understands does not depend on our reading
//! of OTLP.

use lumigo_testing::OtlpSink;
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long it may take to listen.
const PATIENCE: Duration = Duration::from_secs(20);
/// Ports that were free may be taken before the collector has them.
const ATTEMPTS: usize = 5;

/// A rotel process that forwards all it receives to a sink in this process. It ends when this is
/// dropped.
#[derive(Debug)]
pub struct Collector {
    process: Child,
    ports: Ports,
    sink: OtlpSink,
    folder: TempDir,
}

/// The ports of its receivers.
#[derive(Clone, Copy, Debug)]
struct Ports {
    http: u16,
    grpc: u16,
}

impl Collector {
    /// Starts one. It listens when this returns.
    ///
    /// # Panics
    ///
    /// When there is none to be started, or when it does not listen in time.
    #[must_use]
    #[track_caller]
    pub fn start() -> Self {
        let mut failures = Vec::new();
        for _ in 0..ATTEMPTS {
            match Self::start_on(Ports::free()) {
                Ok(collector) => return collector,
                Err(output) => failures.push(output),
            }
        }
        panic!("the collector does not start:\n{}", failures.join("\n"))
    }

    /// The URL without a path that takes a protocol of OTLP, as `OTEL_EXPORTER_OTLP_PROTOCOL` names it.
    #[must_use]
    pub fn endpoint(&self, protocol: &str) -> String {
        let port = match protocol {
            "grpc" => self.ports.grpc,
            _ => self.ports.http,
        };
        format!("http://127.0.0.1:{port}")
    }

    /// What it forwards to: everything in there was understood by the collector, and written anew.
    #[must_use]
    pub fn forwarded(&self) -> &OtlpSink {
        &self.sink
    }

    /// What it prints: its own reports.
    #[must_use]
    pub fn output(&self) -> String {
        fs::read_to_string(self.folder.path().join("output")).unwrap_or_default()
    }

    fn start_on(ports: Ports) -> Result<Self, String> {
        let sink = OtlpSink::start();
        let folder = tempfile::tempdir().expect("a folder for the collector");
        let process = command(ports, &sink, &folder)
            .spawn()
            .expect("the collector that ROTEL_AGENT names");
        let mut collector = Self {
            process,
            ports,
            sink,
            folder,
        };
        collector.wait_until_it_listens()?;
        Ok(collector)
    }

    fn wait_until_it_listens(&mut self) -> Result<(), String> {
        let deadline = Instant::now() + PATIENCE;
        while !self.listens() {
            let ended = self.process.try_wait().expect("the collector's state");
            if ended.is_some() || Instant::now() > deadline {
                return Err(self.output());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// That a port takes connections is not enough: they may be somebody else's.
    fn listens(&self) -> bool {
        let connects = |port| TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok();
        self.output().contains("Starting Rotel")
            && connects(self.ports.http)
            && connects(self.ports.grpc)
    }
}

impl Ports {
    /// Two that are free now, held together so that they differ.
    fn free() -> Self {
        let bind = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = |socket: &TcpListener| socket.local_addr().expect("an address").port();
        let (http, grpc) = (bind(), bind());
        Self {
            http: port(&http),
            grpc: port(&grpc),
        }
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        // Fails only for a process that has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn command(ports: Ports, sink: &OtlpSink, folder: &TempDir) -> Command {
    let output = File::create(folder.path().join("output")).expect("a file for its output");
    let errors = output.try_clone().expect("the same file");
    let mut command = Command::new(agent());
    command
        .arg("start")
        .args(["--otlp-http-endpoint", &format!("127.0.0.1:{}", ports.http)])
        .args(["--otlp-grpc-endpoint", &format!("127.0.0.1:{}", ports.grpc)])
        .args(["--exporter", "otlp", "--otlp-exporter-protocol", "http"])
        .args(["--otlp-exporter-endpoint", &sink.base_endpoint()])
        .args(["--otlp-exporter-compression", "none"])
        .arg("--disable-batching")
        .arg("--pid-file")
        .arg(folder.path().join("pid"))
        .arg("--log-file")
        .arg(folder.path().join("log"))
        .env_clear()
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(errors);
    command
}

#[expect(
    clippy::disallowed_methods,
    reason = "says where a tool of the tests is"
)]
fn agent() -> PathBuf {
    let agent = std::env::var_os("ROTEL_AGENT");
    agent
        .expect("ROTEL_AGENT is not set: run ./scripts/test, which installs the collector")
        .into()
}
