/// A setting that cannot be used. Its text names the setting and the accepted form, never the value,
/// which may be a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ConfigError {
    /// The setting as a whole is unusable, and its default is used.
    #[error("{name} is ignored and its default holds: {expected} was expected")]
    Invalid {
        /// The variable or builder method.
        name: &'static str,
        /// The accepted form.
        expected: &'static str,
    },
    /// One member of a list is unusable; the others are used.
    #[error("member {position} of {name} is ignored: {expected} was expected")]
    InvalidMember {
        /// The variable or builder method.
        name: &'static str,
        /// Which member, counted from 1.
        position: usize,
        /// The accepted form.
        expected: &'static str,
    },
    /// One member of a list of names is not known; it is used all the same.
    #[error(
        "member {position} of {name} is not the name of an instrumentation of ours, such as axum, tower, reqwest or wrapped"
    )]
    UnknownMember {
        /// The variable.
        name: &'static str,
        /// Which member, counted from 1.
        position: usize,
    },
    /// A masking setting is unusable: everything it governs is masked.
    #[error("{name} cannot be used, so everything it governs is masked: {expected} was expected")]
    MaskingClosed {
        /// The variable.
        name: &'static str,
        /// The accepted form.
        expected: &'static str,
    },
    /// An exporter cannot do what it was told to, and does nothing.
    #[error("{name} cannot be used, so nothing is exported there: {expected} was expected")]
    ExporterOff {
        /// The variable.
        name: &'static str,
        /// The accepted form.
        expected: &'static str,
    },
    /// A list of exporters names none that there is.
    #[error(
        "{name} names no exporter, so nothing is exported by it: `otlp`, `console` or `none` was expected"
    )]
    NoExporter {
        /// The variable.
        name: &'static str,
    },
    /// An exporter needs what was not compiled in, and does nothing.
    #[error(
        "{name} asks for what this build lacks, so nothing is exported there: add `{feature}` to the features of lumigo-opentelemetry"
    )]
    MissingFeature {
        /// The variable.
        name: &'static str,
        /// The feature of the crate.
        feature: &'static str,
    },
    /// An exporter would send the same to where the token's endpoint is.
    #[error(
        "`otlp` in {name} is ignored: it would export once more to the endpoint that the token is for"
    )]
    Duplicate {
        /// The variable.
        name: &'static str,
    },
    /// A variable given in code is none of ours.
    #[error("with_variable: {name} is no variable of the distribution")]
    UnknownVariable {
        /// What it was called.
        name: String,
    },
}
