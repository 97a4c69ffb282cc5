/// The value of an environment variable; `None` when it is not set or empty.
#[expect(
    clippy::disallowed_methods,
    reason = "in the example only; libraries leave it to the core"
)]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
