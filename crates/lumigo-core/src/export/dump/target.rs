use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

/// Where a dump goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DumpTarget {
    /// `console:log`: standard output.
    Stdout,
    /// `console:error`: standard error.
    Stderr,
    /// A file, emptied first.
    File(PathBuf),
}

impl DumpTarget {
    pub(super) fn open(&self) -> io::Result<Box<dyn Write + Send>> {
        Ok(match self {
            Self::Stdout => Box::new(io::stdout()),
            Self::Stderr => Box::new(io::stderr()),
            Self::File(path) => Box::new(File::create(path)?),
        })
    }
}

impl From<String> for DumpTarget {
    fn from(text: String) -> Self {
        match text.as_str() {
            "console:log" => Self::Stdout,
            "console:error" => Self::Stderr,
            _ => Self::File(text.into()),
        }
    }
}
