/// Adds colours to text, or leaves it as it is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Paint {
    /// With ANSI escapes, for a terminal.
    Colour,
    /// Nothing added, for pipes and files.
    Plain,
}

impl Paint {
    pub(crate) fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    pub(crate) fn dim(self, text: &str) -> String {
        self.with("2", text)
    }

    pub(crate) fn red(self, text: &str) -> String {
        self.with("31", text)
    }

    pub(crate) fn green(self, text: &str) -> String {
        self.with("32", text)
    }

    /// One of the colours that tell services apart.
    pub(super) fn service(self, place: usize, text: &str) -> String {
        let code = ["36", "35", "33", "34"].into_iter().cycle().nth(place);
        self.with(code.unwrap_or_default(), text)
    }

    fn with(self, code: &str, text: &str) -> String {
        match self {
            Self::Colour if !text.trim().is_empty() => format!("\x1b[{code}m{text}\x1b[0m"),
            Self::Colour | Self::Plain => text.to_owned(),
        }
    }
}
