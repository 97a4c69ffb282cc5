//! Where the settings send what.

use super::error::ConfigError;
use super::otlp::Posts;
use super::reader::Reader;
use super::{Config, DEFAULT_ENDPOINT, ENDPOINT_FORM, env, is_endpoint};
use crate::export::{self, AS_IT_IS, Destination, Protocol, Route, Tls};
use http::{HeaderMap, Uri, header::AUTHORIZATION};

/// An endpoint that the token is for.
pub(crate) struct Address {
    pub(crate) url: String,
    /// What reports call it.
    pub(crate) name: &'static str,
}

pub(super) fn address(reader: &mut Reader<'_>, variable: &'static str, default: &str) -> Address {
    let given = reader.parsed(variable, ENDPOINT_FORM, |text| {
        is_endpoint(text).then(|| text.to_owned())
    });
    let name = match (&given, variable) {
        (None, _) => "Lumigo",
        (Some(_), env::ENDPOINT) => "the endpoint in LUMIGO_ENDPOINT",
        (Some(_), _) => "the endpoint in LUMIGO_LOGS_ENDPOINT",
    };
    Address {
        url: given.unwrap_or_else(|| default.to_owned()),
        name,
    }
}

/// Whether two URLs lead to the same place, however they are written.
fn is_same_place(one: &str, other: &str) -> bool {
    let (Ok(one), Ok(other)) = (one.parse::<Uri>(), other.parse::<Uri>()) else {
        return false;
    };
    one.scheme() == other.scheme()
        && export::address(&one) == export::address(&other)
        && one.path_and_query() == other.path_and_query()
}

impl Config {
    /// Whether spans go to Lumigo itself.
    pub(crate) fn exports_to_lumigo(&self) -> bool {
        self.endpoint.url == DEFAULT_ENDPOINT
    }

    /// Whether log records are made at all.
    pub(crate) fn makes_logs(&self) -> bool {
        self.enable_logs || self.logs.exporters.export()
    }

    /// Where spans go.
    pub(crate) fn span_routes(&self) -> Vec<Route> {
        if !self.enable_traces {
            return Vec::new();
        }
        let lumigo = self.lumigo(&self.endpoint, self.spans.posts);
        lumigo
            .into_iter()
            .chain(self.spans.exporters.routes())
            .collect()
    }

    /// Where log records go.
    #[cfg(feature = "logs")]
    pub(crate) fn log_routes(&self) -> Vec<Route> {
        let lumigo = self.lumigo(&self.logs_endpoint, self.logs.posts);
        let lumigo = lumigo.filter(|_| self.enable_logs);
        lumigo
            .into_iter()
            .chain(self.logs.exporters.routes())
            .collect()
    }

    /// The way to Lumigo, with the token; `None` without one.
    fn lumigo(&self, address: &Address, posts: Posts) -> Option<Route> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, self.token.as_ref()?.authorization().clone());
        Some(Route::Otlp(Box::new(Destination {
            name: address.name.to_owned(),
            endpoint: address.url.clone(),
            protocol: Protocol::HttpProtobuf,
            headers,
            credentials: "the token".to_owned(),
            path: AS_IT_IS,
            posts,
            tls: Tls::default(),
        })))
    }

    /// Forgets an exporter that sends the same to the same place as the one with the token.
    pub(crate) fn drop_duplicates(&mut self) {
        let has_token = self.token.is_some();
        let spans = (
            &mut self.spans.exporters,
            &self.endpoint,
            env::TRACES_EXPORTER,
        );
        let logs = (
            &mut self.logs.exporters,
            &self.logs_endpoint,
            env::LOGS_EXPORTER,
        );
        for ((exporters, lumigo, name), is_sent) in
            [(spans, has_token), (logs, has_token && self.enable_logs)]
        {
            let is_duplicate =
                |otlp: &Destination| is_sent && is_same_place(&otlp.endpoint, &lumigo.url);
            if exporters.otlp.as_ref().is_some_and(is_duplicate) {
                exporters.otlp = None;
                self.problems.push(ConfigError::Duplicate { name });
            }
        }
    }
}
