//! A backend that accepts everything and keeps nothing, for what would fill [`lumigo_testing::OtlpSink`].

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;

const ACCEPTED: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

/// Starts it on a free loopback port, and returns its endpoint for spans; it runs until the process ends.
///
/// # Errors
///
/// When there is no free port.
pub fn start() -> io::Result<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let endpoint = format!("http://{}/v1/traces", listener.local_addr()?);
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            thread::spawn(|| answer(connection));
        }
    });
    Ok(endpoint)
}

fn answer(connection: TcpStream) -> io::Result<()> {
    let mut connection = BufReader::new(connection);
    while let Some(length) = read_head(&mut connection)? {
        io::copy(&mut connection.by_ref().take(length), &mut io::sink())?;
        connection.get_mut().write_all(ACCEPTED)?;
    }
    Ok(())
}

/// Reads up to the body, and returns its length; `None` when the connection has ended.
fn read_head(connection: &mut impl BufRead) -> io::Result<Option<u64>> {
    let mut length = 0;
    let mut line = String::new();
    while connection.read_line(&mut line)? > 0 {
        match line.trim_end().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.parse().map_err(io::Error::other)?;
            }
            _ if line == "\r\n" => return Ok(Some(length)),
            _ => {}
        }
        line.clear();
    }
    Ok(None)
}
