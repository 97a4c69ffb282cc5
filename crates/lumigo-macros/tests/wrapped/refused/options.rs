use lumigo_opentelemetry::wrapped;

#[wrapped(skip(conn))] // error: there is no argument `conn`
fn no_such_argument(id: u64) {}

#[wrapped(skip)] // error: unexpected end of input, expected parentheses
fn skips_what(id: u64) {}

#[wrapped(skipall)] // error: expected `name = "..."`, `skip(...)`, `skip_all` or `skip_return`
fn unknown(id: u64) {}

#[wrapped(name = checkout)] // error: expected string literal
fn no_text(id: u64) {}

#[wrapped("checkout")] // error: expected identifier
fn no_option(id: u64) {}

fn main() {}
