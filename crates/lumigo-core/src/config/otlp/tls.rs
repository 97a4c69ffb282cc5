use super::either;
use super::variables::{GENERAL, OtlpVariables};
use crate::config::error::ConfigError;
use crate::config::reader::Reader;
use crate::export::{Pem, Tls};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use std::fs::File;
use std::io::Read;
use std::sync::Arc;
use ureq::tls::{Certificate, ClientCert, PemItem, PrivateKey, parse_pem};

/// Room for all public authorities.
const LONGEST_FILE: u64 = 4 * 1024 * 1024;
const CERTIFICATES: &str = "a readable PEM file with certificates";
const KEY: &str = "a readable PEM file with the private key of the client certificate";

/// `None` when a file cannot be used: others than those asked for must not be trusted.
pub(super) fn tls(reader: &mut Reader<'_>, signal: &'static OtlpVariables) -> Option<Tls> {
    let mut path = |pick: fn(&OtlpVariables) -> &'static str| {
        either(reader, signal, |reader, variables| {
            let name = pick(variables);
            reader.text(name).map(|path| (name, path))
        })
    };
    let authorities = path(|variables| variables.certificate);
    let certificate = path(|variables| variables.client_certificate);
    let key = path(|variables| variables.client_key);
    let read = |(name, path)| authorities_in(name, path);
    let tls = authorities.map(read).transpose().and_then(|authorities| {
        let client = match (certificate, key) {
            (None, None) => None,
            (Some(certificate), Some(key)) => Some(client(certificate, key)?),
            (Some((name, _)), None) => {
                let of = if name == signal.client_certificate {
                    signal
                } else {
                    &GENERAL
                };
                return Err(off(of.client_key, KEY));
            }
            (None, Some((name, _))) => {
                let of = if name == signal.client_key {
                    signal
                } else {
                    &GENERAL
                };
                return Err(off(of.client_certificate, CERTIFICATES));
            }
        };
        Ok(Tls {
            authorities,
            client,
        })
    });
    tls.map_err(|problem| reader.problems.push(problem)).ok()
}

fn off(name: &'static str, expected: &'static str) -> ConfigError {
    ConfigError::ExporterOff { name, expected }
}

fn authorities_in(
    name: &'static str,
    path: String,
) -> Result<Pem<Vec<Certificate<'static>>>, ConfigError> {
    let text = read(&path).ok_or_else(|| off(name, CERTIFICATES))?;
    let content = certificates(&text);
    let der = content.iter().map(|one| CertificateDer::from(one.der()));
    let (understood, _) = RootCertStore::empty().add_parsable_certificates(der);
    if understood == 0 {
        return Err(off(name, CERTIFICATES));
    }
    Ok(Pem { text, content })
}

fn client(
    (certificate_name, certificate_path): (&'static str, String),
    (key_name, key_path): (&'static str, String),
) -> Result<Pem<ClientCert>, ConfigError> {
    let mut text = read(&certificate_path).ok_or_else(|| off(certificate_name, CERTIFICATES))?;
    let chain = certificates(&text);
    if chain.is_empty() {
        return Err(off(certificate_name, CERTIFICATES));
    }
    let key_text = read(&key_path).ok_or_else(|| off(key_name, KEY))?;
    let key = PrivateKey::from_pem(&key_text).map_err(|_| off(key_name, KEY))?;
    // The client panics on a pair that does not fit.
    if !fits(&chain, &key_text) {
        return Err(off(key_name, KEY));
    }
    text.push(b'\n');
    text.extend(key_text);
    let content = ClientCert::new_with_certs(&chain, key);
    Ok(Pem { text, content })
}

/// Whether the key is that of the first certificate.
fn fits(chain: &[Certificate<'static>], key: &[u8]) -> bool {
    let Ok(key) = PrivateKeyDer::from_pem_slice(key) else {
        return false;
    };
    let chain = chain
        .iter()
        .map(|one| CertificateDer::from(one.der()).into_owned())
        .collect();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map(|config| config.with_root_certificates(RootCertStore::empty()));
    config.is_ok_and(|config| config.with_client_auth_cert(chain, key).is_ok())
}

/// None at all when a part of the file cannot be read.
fn certificates(pem: &[u8]) -> Vec<Certificate<'static>> {
    let items: Result<Vec<_>, _> = parse_pem(pem).collect();
    let certificate = |item| match item {
        PemItem::Certificate(certificate) => Some(certificate),
        _ => None,
    };
    let items = items.unwrap_or_default().into_iter();
    items.filter_map(certificate).collect()
}

fn read(path: &str) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    let file = File::open(path).ok()?;
    if !file.metadata().ok()?.is_file() {
        // Reading a pipe could last for ever.
        return None;
    }
    file.take(LONGEST_FILE).read_to_end(&mut content).ok()?;
    Some(content)
}
