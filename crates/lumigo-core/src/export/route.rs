use super::destination::Destination;

/// A way out for the records of a signal.
#[derive(Clone, Debug)]
pub(crate) enum Route {
    Otlp(Box<Destination>),
    /// A line of JSON for each record, on standard output.
    Console,
}

impl Route {
    /// What it is and how, for people.
    pub(crate) fn description(&self) -> String {
        match self {
            Self::Otlp(destination) => {
                let compression = if destination.posts.gzip { ", gzip" } else { "" };
                let protocol = destination.protocol.name();
                format!("{} ({protocol}{compression})", destination.name)
            }
            Self::Console => self.name().to_owned(),
        }
    }

    /// What reports call it.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Otlp(destination) => &destination.name,
            Self::Console => "standard output",
        }
    }
}
