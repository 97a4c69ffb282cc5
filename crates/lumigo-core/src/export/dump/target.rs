use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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
            Self::File(path) => Box::new(emptied(path)?),
        })
    }
}

/// Lines are appended, so that two dumps may have one file.
fn emptied(path: &Path) -> io::Result<File> {
    if is_pipe(path) {
        // To open it would wait for a reader.
        return Err(io::ErrorKind::Unsupported.into());
    }
    let file = OpenOptions::new().create(true).append(true).open(path)?;
    // A terminal cannot be emptied, and need not be.
    let _ = file.set_len(0);
    Ok(file)
}

#[cfg(unix)]
fn is_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    std::fs::metadata(path).is_ok_and(|data| data.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_pipe(_: &Path) -> bool {
    false
}

impl DumpTarget {
    /// `None` for a console that is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "console:log" => Some(Self::Stdout),
            "console:error" => Some(Self::Stderr),
            other if other.starts_with("console:") => None,
            file => Some(Self::File(file.into())),
        }
    }
}
