//! What the server and the client share: the settings of their own.

/// Where the server listens, and where the client calls it: `PING_ADDRESS`.
pub fn address() -> String {
    variable("PING_ADDRESS", "127.0.0.1:8090")
}

/// The file of the server's database: `PING_DATABASE`. Without it, one in memory.
pub fn database() -> String {
    variable("PING_DATABASE", ":memory:")
}

#[expect(
    clippy::disallowed_methods,
    reason = "in the example only; libraries leave it to the core"
)]
fn variable(name: &str, default: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| default.to_owned())
}
