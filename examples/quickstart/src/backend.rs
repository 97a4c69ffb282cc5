use lumigo_opentelemetry::LumigoBuilder;
use lumigo_testing::OtlpSink;
use reqwest::Url;

use crate::variable::variable;

const TOKEN: &str = "t_0123456789abcdef";

/// Where the spans are sent to.
pub(crate) enum Backend {
    /// A backend in this process.
    Sink(OtlpSink),
    /// A real one, as the environment says.
    Remote {
        /// Its address without credentials, to be shown.
        address: String,
        /// Whether the environment has a token for it.
        token: bool,
    },
}

impl Backend {
    pub(crate) fn from_variables() -> Self {
        let token = variable("LUMIGO_TRACER_TOKEN").is_some();
        match variable("LUMIGO_ENDPOINT") {
            None if !token => Self::Sink(OtlpSink::start()),
            None => Self::Remote {
                address: "Lumigo".to_owned(),
                token,
            },
            Some(endpoint) => Self::Remote {
                address: without_secrets(&endpoint),
                token,
            },
        }
    }

    /// Sets what the environment does not; an application needs none of this.
    pub(crate) fn configure(&self, builder: LumigoBuilder) -> LumigoBuilder {
        match self {
            Self::Sink(sink) => builder.with_endpoint(sink.endpoint()).with_token(TOKEN),
            Self::Remote { token: false, .. } => builder.with_token(TOKEN),
            Self::Remote { token: true, .. } => builder,
        }
    }

    pub(crate) fn sink(&self) -> Option<&OtlpSink> {
        match self {
            Self::Sink(sink) => Some(sink),
            Self::Remote { .. } => None,
        }
    }
}

fn without_secrets(endpoint: &str) -> String {
    match Url::parse(endpoint) {
        Ok(url) => format!("{}{}", url.origin().ascii_serialization(), url.path()),
        Err(_) => "LUMIGO_ENDPOINT".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_what_may_be_secret() {
        for (endpoint, shown) in [
            (
                "http://127.0.0.1:4318/v1/traces",
                "http://127.0.0.1:4318/v1/traces",
            ),
            (
                "https://me:secret@otlp.example/v1/traces?key=secret",
                "https://otlp.example/v1/traces",
            ),
            ("secret", "LUMIGO_ENDPOINT"),
        ] {
            assert_eq!(without_secrets(endpoint), shown);
        }
    }
}
