use crate::resource::machine::Machine;
use std::fs;
use tempfile::TempDir;

/// A machine with these files and no others.
pub(in crate::resource) struct TestMachine {
    root: TempDir,
    pub(in crate::resource) machine: Machine,
}

impl TestMachine {
    pub(in crate::resource) fn with(files: &[(&str, &str)]) -> Self {
        let root = tempfile::tempdir().unwrap();
        let machine = Machine {
            root: root.path().to_owned(),
            kubernetes_api: "http://127.0.0.1:9".to_owned(),
        };
        let this = Self { root, machine };
        files
            .iter()
            .for_each(|(path, text)| this.write(path, text.as_bytes()));
        this
    }

    pub(in crate::resource) fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.root.path().join(path.trim_start_matches('/'));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}
