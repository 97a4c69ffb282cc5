use super::destination::Destination;

/// A way out for the records of a signal.
#[derive(Clone, Debug)]
pub(crate) enum Route {
    Otlp(Box<Destination>),
    /// A line of JSON for each record, on standard output.
    Console,
}

impl Route {
    /// What reports call it.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Otlp(destination) => &destination.name,
            Self::Console => "standard output",
        }
    }
}
