use lumigo_opentelemetry::wrapped;
use std::fmt::Display;

struct Conn;

#[wrapped]
fn value() -> Conn { // error: `Conn` cannot be recorded: implement `serde::Serialize` or add `skip_return`
    Conn
}

#[wrapped]
fn in_a_result() -> Result<Conn, String> { // error: `Conn` cannot be recorded: implement `serde::Serialize` or add `skip_return`
    Ok(Conn)
}

#[wrapped]
fn opaque() -> impl Iterator<Item = u8> { // error: `std::iter::Empty<u8>` cannot be recorded: implement `serde::Serialize` or add `skip_return`
    std::iter::empty::<u8>()
}

#[wrapped]
async fn asynchronous() -> Option<Conn> { // error: `Option<Conn>` cannot be recorded: implement `serde::Serialize` or add `skip_return`
    None
}

fn main() {}
