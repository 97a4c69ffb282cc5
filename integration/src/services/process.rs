use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread;

/// Runs a server in a temporary folder of its own until its own input ends, which happens whatever becomes of
/// the process that holds the other end. Only the server holds on to the output for errors, so that this one
/// ends with it.
const GUARD: &str = r#"
signal=$1
shift
folder=$(mktemp -d) && cd "$folder" || exit
"$0" "$@" </dev/null &
exec 2>/dev/null
cat
kill -s "$signal" $!
wait
cd / && rm -rf "$folder"
"#;
/// What the server gets to know of the environment of the tests.
const KEPT: [&str; 4] = ["PATH", "TMPDIR", "MOTO_SERVER", "NX_27017_PYTHON"];

/// The process of a server. It is killed when this is dropped, and its folder removed.
#[derive(Debug)]
pub(super) struct Process {
    guard: Child,
}

impl Process {
    /// Runs the program with a port, and returns when it has printed what it says when it listens; else all
    /// that it printed. The signal is what ends it at once.
    pub(super) fn start(
        program: &Path,
        port: u16,
        listens: &str,
        signal: &str,
    ) -> Result<Self, String> {
        let mut guard = Command::new("sh")
            .args(["-c", GUARD])
            .arg(program)
            .args([signal, &port.to_string()])
            .env_clear()
            .envs(kept())
            // Ctrl-C in a terminal must not reach it: the end of its input does.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a shell");
        let output = guard.stderr.take().expect("a pipe");
        let process = Self { guard };
        wait_for(listens, output).map(|()| process)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Closes the input first, and returns when both processes have ended.
        let _ = self.guard.wait();
    }
}

/// Waits for the words, and reads on in the background: servers write a line per request.
fn wait_for(listens: &str, output: ChildStderr) -> Result<(), String> {
    let mut output = BufReader::new(output);
    let mut printed = String::new();
    loop {
        let start = printed.len();
        let read = output.read_line(&mut printed);
        let Some(line) = printed.get(start..).filter(|line| !line.is_empty()) else {
            return Err(match read {
                Ok(_) => printed,
                Err(error) => format!("{printed}{error}"),
            });
        };
        if line.contains(listens) {
            thread::spawn(move || output.read_to_end(&mut Vec::new()));
            return Ok(());
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "hands on where the tools of the tests are"
)]
fn kept() -> impl Iterator<Item = (&'static str, OsString)> {
    let value = |name| Some((name, std::env::var_os(name)?));
    KEPT.into_iter().filter_map(value)
}
