use opentelemetry::{KeyValue, StringValue};
use opentelemetry_semantic_conventions::attribute::{
    DB_NAMESPACE, DB_SYSTEM_NAME, SERVER_ADDRESS, SERVER_PORT,
};

/// A database that calls go to. Made once for a client or a pool: copies share their texts.
///
/// ```
/// use lumigo_core::DatabaseServer;
///
/// let server = DatabaseServer::new("postgresql")
///     .with_namespace("shop")
///     .with_address("db.internal", Some(5432));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct DatabaseServer {
    system_name: &'static str,
    namespace: Option<StringValue>,
    address: Option<StringValue>,
    port: Option<u16>,
}

impl DatabaseServer {
    /// One of this system, as the conventions call it: `db.system.name`.
    pub const fn new(system_name: &'static str) -> Self {
        Self {
            system_name,
            namespace: None,
            address: None,
            port: None,
        }
    }

    /// The database there: `db.namespace`. A name from which secrets are masked already.
    #[must_use]
    pub fn with_namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(shared(namespace));
        self
    }

    /// Its host, or the path of its socket, and port: `server.address` and `server.port`.
    #[must_use]
    pub fn with_address(mut self, address: impl Into<String>, port: Option<u16>) -> Self {
        self.address = Some(shared(address));
        self.port = port;
        self
    }

    /// What it is called where nothing else names a call.
    pub(super) fn name(&self) -> &str {
        let namespace = self.namespace.as_ref().map(StringValue::as_str);
        namespace.unwrap_or(self.system_name)
    }

    /// What its pool is called where nobody names it: `address:port/namespace`, as far as known.
    #[cfg(feature = "metrics")]
    pub(super) fn pool_name(&self) -> String {
        let mut name = self.address.as_ref().map(|text| text.as_str().to_owned());
        if let (Some(name), Some(port)) = (&mut name, self.port) {
            name.push_str(&format!(":{port}"));
        }
        let namespace = self.namespace.as_ref().map(|text| text.as_str().to_owned());
        let parts: Vec<_> = [name, namespace].into_iter().flatten().collect();
        if parts.is_empty() {
            return self.system_name.to_owned();
        }
        parts.join("/")
    }

    pub(super) fn push_attributes(&self, attributes: &mut Vec<KeyValue>) {
        attributes.push(KeyValue::new(DB_SYSTEM_NAME, self.system_name));
        let texts = [
            (DB_NAMESPACE, &self.namespace),
            (SERVER_ADDRESS, &self.address),
        ];
        for (key, text) in texts {
            if let Some(text) = text {
                attributes.push(KeyValue::new(key, text.clone()));
            }
        }
        let port = self.port.filter(|_| self.address.is_some());
        if let Some(port) = port {
            attributes.push(KeyValue::new(SERVER_PORT, i64::from(port)));
        }
    }
}

/// A text whose copies cost nothing.
fn shared(text: impl Into<String>) -> StringValue {
    std::sync::Arc::<str>::from(text.into()).into()
}
