use lumigo_opentelemetry::wrapped;
use std::fmt::Display;

struct Conn;

#[wrapped]
fn owned(
    id: u64,
    conn: Conn, // error: `Conn` cannot be recorded: implement `serde::Serialize` or add `skip(conn)`
) {
}

#[wrapped]
fn borrowed(
    conn: &mut Conn, // error: `&mut Conn` cannot be recorded: implement `serde::Serialize` or add `skip(conn)`
) {
}

#[wrapped]
fn dynamic(
    shown: &dyn Display, // error: `&dyn std::fmt::Display` cannot be recorded: implement `serde::Serialize` or add `skip(shown)`
) {
}

#[wrapped]
fn generic<T>(
    value: T, // error: `T` cannot be recorded: implement `serde::Serialize` or add `skip(value)`
) {
}

#[wrapped]
fn in_a_pattern(
    (id, conn): (u64, Conn), // error: `Conn` cannot be recorded: implement `serde::Serialize` or add `skip(conn)`
) {
}

#[wrapped]
async fn asynchronous(
    r#type: Option<Conn>, // error: `Option<Conn>` cannot be recorded: implement `serde::Serialize` or add `skip(r#type)`
) {
}

fn main() {}
