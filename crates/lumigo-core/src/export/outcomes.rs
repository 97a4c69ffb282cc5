use super::FlushError;
use std::fmt;

/// How the end of spans, log records and metrics went.
#[derive(Debug)]
pub(crate) struct Outcomes(pub(crate) [Result<(), FlushError>; 3]);

impl Outcomes {
    /// What was wrong first.
    pub(crate) fn first(self) -> Result<(), FlushError> {
        self.0.into_iter().collect()
    }

    /// Whether nothing was wrong.
    pub(crate) fn are_good(&self) -> bool {
        self.0.iter().all(Result::is_ok)
    }
}

/// All that was wrong.
impl fmt::Display for Outcomes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for error in self.0.iter().filter_map(|outcome| outcome.as_ref().err()) {
            write!(f, "{separator}{error}")?;
            separator = "; ";
        }
        Ok(())
    }
}
