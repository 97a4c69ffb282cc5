use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

/// No file that is looked at is longer, but for the mounts of a very busy node.
const LONGEST_FILE: u64 = 1024 * 1024;

/// Where the detectors look. Tests give them another machine.
pub(super) struct Machine {
    pub(super) root: PathBuf,
    pub(super) kubernetes_api: String,
}

impl Machine {
    /// The one this process runs on.
    pub(super) fn this() -> Self {
        Self {
            root: "/".into(),
            kubernetes_api: "https://kubernetes.default.svc".to_owned(),
        }
    }

    /// A file's text by its path from the root; `None` when it cannot be read.
    pub(super) fn read(&self, path: &str) -> Option<String> {
        let file = File::open(self.root.join(path)).ok()?;
        let mut bytes = Vec::new();
        file.take(LONGEST_FILE).read_to_end(&mut bytes).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    pub(super) fn host_name(&self) -> Option<String> {
        let name = self.read("proc/sys/kernel/hostname")?.trim().to_owned();
        (!name.is_empty()).then_some(name)
    }

    pub(super) fn cgroup(&self) -> Option<String> {
        self.read("proc/self/cgroup")
    }

    pub(super) fn mountinfo(&self) -> Option<String> {
        self.read("proc/self/mountinfo")
    }
}
