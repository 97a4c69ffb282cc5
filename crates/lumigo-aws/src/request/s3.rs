//! Buckets and objects, by the URL of a request.

use crate::operation::{Operation, shared};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::endpoint::Endpoint;
use aws_types::endpoint_config::EndpointUrl;
use lumigo_core::attributes::AWS_RESOURCE_NAME;
use opentelemetry::KeyValue;
use opentelemetry_semantic_conventions::attribute::{AWS_S3_BUCKET, AWS_S3_KEY};
use percent_encoding::percent_decode_str;

/// Operations that are about no bucket.
const WITHOUT_BUCKET: [&str; 3] = [
    "ListBuckets",
    "ListDirectoryBuckets",
    "WriteGetObjectResponse",
];

/// Adds the bucket, and the key if there is one.
pub(super) fn push_object(
    operation: &Operation,
    request: &HttpRequest,
    cfg: &ConfigBag,
    attributes: &mut Vec<KeyValue>,
) {
    let Some(endpoint) = cfg.load::<Endpoint>() else {
        return;
    };
    if WITHOUT_BUCKET.contains(&operation.name()) {
        return;
    }
    let custom = cfg.load::<EndpointUrl>().map(|url| url.0.as_str());
    if let Some(bucket) = bucket(endpoint.url(), custom) {
        let bucket = shared(bucket);
        attributes.push(KeyValue::new(AWS_S3_BUCKET, bucket.clone()));
        attributes.push(KeyValue::new(AWS_RESOURCE_NAME, bucket));
    }
    if let Some(key) = key(request.uri(), endpoint.url()) {
        let key = percent_decode_str(key).decode_utf8_lossy();
        attributes.push(KeyValue::new(AWS_S3_KEY, key.into_owned()));
    }
}

/// The path of a URL.
pub(super) fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    rest.find('/')
        .and_then(|start| rest.get(start..))
        .unwrap_or("")
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// The bucket that an endpoint is for: the end of its path, or what its host begins with.
fn bucket<'a>(endpoint: &'a str, custom: Option<&str>) -> Option<&'a str> {
    let in_path = path(endpoint).trim_matches('/');
    if !in_path.is_empty() && custom.is_none_or(|custom| path(custom).trim_matches('/') != in_path)
    {
        return in_path.rsplit('/').next();
    }
    let host = host(endpoint);
    if let Some(custom) = custom {
        return host.strip_suffix(self::host(custom))?.strip_suffix('.');
    }
    // `BUCKET.s3.REGION.amazonaws.com`, `BUCKET.s3-accelerate...`; a bucket's name may have dots.
    let end = host.rfind(".s3.").max(host.rfind(".s3-"))?;
    host.get(..end)
}

/// What a request's path has after the endpoint's.
fn key<'a>(url: &'a str, endpoint: &str) -> Option<&'a str> {
    let rest = path(url).strip_prefix(path(endpoint).trim_end_matches('/'))?;
    let key = rest.strip_prefix('/')?;
    (!key.is_empty()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_found_in_hosts_and_paths() {
        let cases: [(&str, Option<&str>, Option<&str>); 10] = [
            ("https://b.s3.eu-central-1.amazonaws.com", None, Some("b")),
            ("https://a.b.c.s3.amazonaws.com/", None, Some("a.b.c")),
            ("https://my.s3.x.s3.amazonaws.com/", None, Some("my.s3.x")),
            ("https://b.s3-accelerate.amazonaws.com", None, Some("b")),
            (
                "https://s3.eu-central-1.amazonaws.com/a.b",
                None,
                Some("a.b"),
            ),
            ("https://s3.eu-central-1.amazonaws.com", None, None),
            (
                "http://127.0.0.1:9000/b",
                Some("http://127.0.0.1:9000"),
                Some("b"),
            ),
            (
                "http://b.localhost:9000",
                Some("http://localhost:9000/"),
                Some("b"),
            ),
            (
                "http://localhost:9000/base/b",
                Some("http://localhost:9000/base"),
                Some("b"),
            ),
            (
                "http://b.localhost:9000/base",
                Some("http://localhost:9000/base"),
                Some("b"),
            ),
        ];
        for (endpoint, custom, expected) in cases {
            assert_eq!(bucket(endpoint, custom), expected, "{endpoint} {custom:?}");
        }
    }

    #[test]
    fn a_key_is_what_follows_the_endpoint() {
        let cases: [(&str, &str, Option<&str>); 5] = [
            (
                "http://h/b/a/c.txt?x-id=GetObject",
                "http://h/b",
                Some("a/c.txt"),
            ),
            ("http://b.h/a%20b", "http://b.h", Some("a%20b")),
            ("http://h/b/?list-type=2", "http://h/b", None),
            ("http://h/b?acl", "http://h/b", None),
            ("http://h/", "http://h/", None),
        ];
        for (url, endpoint, expected) in cases {
            assert_eq!(key(url, endpoint), expected, "{url}");
        }
    }
}
