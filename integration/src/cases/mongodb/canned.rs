//! A server that knows two answers: what it is, and a cursor's first and last batch.

use super::DOCUMENTS;
use mongodb::bson::{Bson, Document, doc};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// Length, request id, id of the request that is answered, and the kind of message.
const HEADER: usize = 16;
const OP_MSG: i32 = 2013;
/// Flags, and the type of the section that follows.
const NO_FLAGS: [u8; 5] = [0; 5];

/// Starts it on a free loopback port; it runs until the process ends.
pub(super) fn start() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    let [hello, found] = [hello(), found()].map(|answer| message(&answer));
    let answers = Arc::new([hello?, found?]);
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let answers = Arc::clone(&answers);
            thread::spawn(move || answer(connection, &answers));
        }
    });
    Ok(address)
}

fn answer(mut connection: TcpStream, [hello, found]: &[Vec<u8>; 2]) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let mut header = [0; HEADER];
    let mut body = Vec::new();
    loop {
        connection.read_exact(&mut header)?;
        let [a, b, c, d, request @ ..] = header;
        let length = i32::from_le_bytes([a, b, c, d]);
        body.resize(length as usize - HEADER, 0);
        connection.read_exact(&mut body)?;
        let is_find = body.windows(5).any(|bytes| bytes == b"find\0");
        let mut answer = if is_find { found } else { hello }.clone();
        answer[8..12].copy_from_slice(&request[..4]);
        connection.write_all(&answer)?;
    }
}

fn message(answer: &Document) -> io::Result<Vec<u8>> {
    let mut message = vec![0; HEADER];
    message.extend(NO_FLAGS);
    answer.to_writer(&mut message).map_err(io::Error::other)?;
    let length = message.len() as i32;
    message[..4].copy_from_slice(&length.to_le_bytes());
    message[12..HEADER].copy_from_slice(&OP_MSG.to_le_bytes());
    Ok(message)
}

fn hello() -> Document {
    doc! {
        "ok": 1,
        "isWritablePrimary": true,
        "maxBsonObjectSize": 16_777_216,
        "maxMessageSizeBytes": 48_000_000,
        "maxWriteBatchSize": 100_000,
        "minWireVersion": 0,
        "maxWireVersion": 21,
    }
}

fn found() -> Document {
    let orders = (0..DOCUMENTS as i64).map(|number| {
        Bson::Document(doc! {
            "_id": number,
            "status": "open",
            "customer": { "name": "Ada Lovelace", "city": "London" },
            "items": ["lamp", "chair"],
            "total": 129.5,
        })
    });
    doc! {
        "cursor": { "id": 0_i64, "ns": "shop.orders", "firstBatch": orders.collect::<Vec<_>>() },
        "ok": 1,
    }
}
