//! Amazon EKS: the cluster, as its own API tells it to those who may ask.

use super::answers::Answers;
use super::client::Client;
use super::machine::Machine;
use opentelemetry::KeyValue;
use opentelemetry_semantic_conventions::resource::{
    CLOUD_PLATFORM, CLOUD_PROVIDER, K8S_CLUSTER_NAME,
};
use std::time::Instant;
use ureq::tls::{PemItem, RootCerts, parse_pem};

const SERVICE_ACCOUNT: &str = "var/run/secrets/kubernetes.io/serviceaccount";
/// Only EKS has it.
const AWS_AUTH: &str = "/api/v1/namespaces/kube-system/configmaps/aws-auth";
/// CloudWatch Container Insights keeps the cluster's name there.
const CLUSTER_INFO: &str = "/api/v1/namespaces/amazon-cloudwatch/configmaps/cluster-info";

/// A process in Kubernetes, and what the API was asked.
pub(super) struct Eks(Answers<KeyValue>);

impl Eks {
    /// Asks the API, if this is a pod with a service account.
    pub(super) fn ask(machine: &Machine) -> Option<Self> {
        let token = machine.read(&format!("{SERVICE_ACCOUNT}/token"))?;
        let certificates = machine.read(&format!("{SERVICE_ACCOUNT}/ca.crt"))?;
        let roots = roots(&certificates)?;
        let authorization = format!("Bearer {}", token.trim());
        let api = machine.kubernetes_api.clone();
        Some(Self(Answers::ask(move |answers| {
            // The token is for this API alone, and only its own certificate says that it is.
            let client = Client::trusting(roots);
            let get = |path| client.get(&format!("{api}{path}"), Some(&authorization));
            if get(AWS_AUTH).is_none_or(|auth| !auth.is_object()) {
                return;
            }
            let _ = answers.send(KeyValue::new(CLOUD_PROVIDER, "aws"));
            let _ = answers.send(KeyValue::new(CLOUD_PLATFORM, "aws_eks"));
            let info = get(CLUSTER_INFO).unwrap_or_default();
            let name = info.pointer("/data/cluster.name");
            if let Some(name) = name
                .and_then(|name| name.as_str())
                .filter(|name| !name.is_empty())
            {
                let _ = answers.send(KeyValue::new(K8S_CLUSTER_NAME, name.to_owned()));
            }
        })))
    }

    /// What there is to say, from the answers that come in time.
    pub(super) fn attributes(self, deadline: Instant) -> Vec<KeyValue> {
        self.0.until(deadline)
    }
}

fn roots(pem: &str) -> Option<RootCerts> {
    let certificates: Vec<_> = parse_pem(pem.as_bytes())
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    (!certificates.is_empty()).then(|| certificates.into())
}

#[cfg(test)]
mod tests;
