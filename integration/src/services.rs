//! Real servers for the tests, which end with them: databases, and what speaks their protocols.

mod process;
mod server;

pub use self::server::Server;

use self::process::Process;
use std::path::Path;
use std::sync::OnceLock;

/// PostgreSQL, or what `DATABASE_URL` names.
pub static POSTGRES: Service = Service {
    script: "postgres",
    listens: "database system is ready to accept connections",
    // Has the processes of its connections end with it, at once.
    signal: "QUIT",
    url: |port| format!("postgres://postgres@127.0.0.1:{port}/postgres"),
    variable: Some("DATABASE_URL"),
    shared: OnceLock::new(),
};

/// MariaDB, or what `MYSQL_URL` names.
pub static MARIADB: Service = Service {
    script: "mariadb",
    listens: "ready for connections",
    signal: "KILL",
    url: |port| format!("mysql://root@127.0.0.1:{port}/test"),
    variable: Some("MYSQL_URL"),
    shared: OnceLock::new(),
};

/// Redis, or what `REDIS_URL` names.
pub static REDIS: Service = Service {
    script: "redis",
    listens: "Ready to accept connections",
    signal: "KILL",
    url: |port| format!("redis://127.0.0.1:{port}"),
    variable: Some("REDIS_URL"),
    shared: OnceLock::new(),
};

/// A server of MongoDB's wire protocol, or what `MONGODB_URI` names.
pub static MONGODB: Service = Service {
    script: "mongodb",
    listens: "Listening on",
    signal: "KILL",
    url: |port| format!("mongodb://127.0.0.1:{port}"),
    variable: Some("MONGODB_URI"),
    shared: OnceLock::new(),
};

/// A server of the protocols of AWS.
pub(crate) static MOTO: Service = Service {
    script: "moto",
    listens: "Running on",
    signal: "KILL",
    url: |port| format!("http://127.0.0.1:{port}"),
    variable: None,
    shared: OnceLock::new(),
};

/// A kind of server that tests need.
#[derive(Debug)]
pub struct Service {
    /// What runs it on a port, in `integration/services`.
    script: &'static str,
    /// What it prints when it takes connections.
    listens: &'static str,
    /// What ends it at once.
    signal: &'static str,
    url: fn(u16) -> String,
    /// Names the server to use instead of one that is started.
    variable: Option<&'static str>,
    shared: OnceLock<Server>,
}

impl Service {
    /// The URL of the server that all tests of this process share: the one that the variable names, else one
    /// that is started by the first test that asks. What they keep in there must have names of their own, and
    /// be gone when they end.
    ///
    /// # Panics
    ///
    /// As [`start`](Self::start) does.
    #[must_use]
    #[track_caller]
    #[expect(clippy::disallowed_methods, reason = "says which server the tests use")]
    pub fn url(&'static self) -> String {
        let named = self.variable.and_then(|name| std::env::var(name).ok());
        named.unwrap_or_else(|| self.shared.get_or_init(|| self.start()).url())
    }

    /// Starts one of its own without any data, on a free port: for a test that ends it, or changes its
    /// settings. It takes connections when this returns.
    ///
    /// # Panics
    ///
    /// When it is not installed, or ends at once.
    #[must_use]
    #[track_caller]
    pub fn start(&'static self) -> Server {
        Server::start(self)
    }

    fn run(&self, port: u16) -> Result<Process, String> {
        let scripts = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/services"));
        Process::start(&scripts.join(self.script), port, self.listens, self.signal)
    }
}
