//! Requests that no HTTP client would send.

use super::soon;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends these bytes as they are and returns all that is answered until the server closes the
/// connection: the request has to ask for that.
pub async fn exchange(server: SocketAddr, request: impl AsRef<[u8]>) -> Vec<u8> {
    read_to_end(connect(server, request).await).await
}

/// A connection on which these bytes were sent.
///
/// # Panics
///
/// When there is no such server.
pub async fn connect(server: SocketAddr, request: impl AsRef<[u8]>) -> TcpStream {
    let mut stream = soon(TcpStream::connect(server)).await.expect("a server");
    send(&mut stream, request).await;
    stream
}

/// Sends more on a connection.
///
/// # Panics
///
/// When the server has closed it.
pub async fn send(stream: &mut TcpStream, bytes: impl AsRef<[u8]>) {
    soon(stream.write_all(bytes.as_ref()))
        .await
        .expect("a server that reads");
}

/// Ends a connection with a reset, as a client that was killed does. Dropping it ends it in order.
///
/// # Panics
///
/// When the socket does not allow that.
pub fn reset(stream: TcpStream) {
    stream.set_zero_linger().expect("a socket that lingers");
}

/// Everything that is answered until the server closes the connection, in good order or not.
pub async fn read_to_end(mut stream: TcpStream) -> Vec<u8> {
    let mut answer = Vec::new();
    // A reset is an end as well; what came before it counts.
    let _ = soon(stream.read_to_end(&mut answer)).await;
    answer
}

/// What is answered until it ends with `end`. The connection stays open.
///
/// # Panics
///
/// When the server closes the connection before that.
pub async fn read_until(stream: &mut TcpStream, end: &str) -> String {
    let mut answer = Vec::new();
    while !answer.ends_with(end.as_bytes()) {
        let byte = soon(stream.read_u8()).await;
        answer.push(byte.expect("an answer to its end"));
    }
    String::from_utf8_lossy(&answer).into_owned()
}
