use super::{Dependency, audit_data};
use crate::attributes::FRAMEWORK;
use crate::config::{Config, Token};
use crate::diagnostics;
use crate::export::{Tls, agent, any_value, cause};
use opentelemetry::Context;
use opentelemetry_sdk::Resource;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;
use std::time::Duration;

const ENDPOINT: &str = "https://ga-otlp.lumigo-tracer-edge.golumigo.com/v1/dependencies";

/// A report that is still to be sent.
pub(crate) struct DependencyReport {
    pub(super) token: Token,
    pub(super) timeout: Duration,
    pub(super) resource: Resource,
    /// What the host says of itself; what `cargo auditable` says wins.
    pub(super) given: Vec<Dependency>,
    pub(super) debug: bool,
}

impl DependencyReport {
    /// The report of a program that exports to Lumigo and may say what it is made of.
    pub(crate) fn new(
        config: &Config,
        resource: &Resource,
        given: Vec<Dependency>,
    ) -> Option<Self> {
        if !config.reports_dependencies() {
            return None;
        }
        Some(Self {
            token: config.token.clone()?,
            timeout: config.connection_timeout,
            resource: resource.clone(),
            given,
            debug: config.debug,
        })
    }

    /// Sends it from a thread that nobody waits for; the host hears nothing of it.
    pub(crate) fn send_in_background(self) {
        let debug = self.debug;
        let thread = std::thread::Builder::new().name("lumigo-dependencies".to_owned());
        if let Err(error) = thread.spawn(|| self.run()) {
            let kind = error.kind();
            diagnostics::debug(debug, format_args!("dependencies are not reported: {kind}"));
        }
    }

    fn run(self) {
        // No telemetry about telemetry.
        let _suppressed = Context::enter_telemetry_suppressed_scope();
        let debug = self.debug;
        let audited = audit_data::of_this_program();
        match diagnostics::silenced(|| self.send(audited, ENDPOINT)) {
            Ok(count) => {
                diagnostics::debug(debug, format_args!("dependencies reported: {count}"));
            }
            Err(cause) => {
                diagnostics::debug(
                    debug,
                    format_args!("dependencies are not reported: {cause}"),
                );
            }
        }
    }

    /// Posts the audited dependencies, or else those given, once; says how many, or what went wrong.
    pub(super) fn send(
        self,
        audited: Option<BTreeSet<Dependency>>,
        endpoint: &str,
    ) -> Result<usize, String> {
        let dependencies = audited.unwrap_or_else(|| self.given.into_iter().collect());
        if dependencies.is_empty() {
            return Err(
                "the program was not built with `cargo auditable`, and `with_dependencies` gave none"
                    .to_owned(),
            );
        }
        let response = agent(endpoint, self.timeout, &Tls::default())
            .post(endpoint)
            .header("Content-Type", "application/json")
            .header("Authorization", self.token.authorization())
            .send(body(&self.resource, &dependencies))
            .map_err(|error| cause(&error))?;
        let status = response.status();
        if status.is_success() {
            Ok(dependencies.len())
        } else {
            Err(status.to_string())
        }
    }
}

fn body(resource: &Resource, dependencies: &BTreeSet<Dependency>) -> String {
    let attributes: Map<_, _> = resource
        .iter()
        .filter(|(key, _)| is_infrastructure(key.as_str()))
        .map(|(key, value)| (key.to_string(), any_value(value)))
        .collect();
    let dependencies: Vec<_> = dependencies
        .iter()
        .map(|Dependency { name, version }| json!({ "name": name, "version": version }))
        .collect();
    json!({ "resourceAttributes": attributes, "dependencies": Json::Array(dependencies) })
        .to_string()
}

/// Whether an attribute says where the program runs, rather than what the process is.
fn is_infrastructure(key: &str) -> bool {
    key != FRAMEWORK && !key.starts_with("process.")
}

#[cfg(test)]
mod tests;
