//! A server that answers as a test tells it to.

use mongodb::bson::{Document, doc};
use mongodb::options::ClientOptions;
use std::io;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

const OP_REPLY: i32 = 1;
const OP_QUERY: i32 = 2004;
const OP_MSG: i32 = 2013;

/// What becomes of a command.
pub(crate) enum Answer {
    Reply(Document),
    /// These bytes instead of a document.
    Bytes(Vec<u8>),
    /// There is none.
    Never,
    /// The connection ends in the middle of it.
    Close,
}

/// A server that says it is a `mongos`, so that there are transactions and retries.
pub(crate) struct Teller {
    address: String,
    asks: UnboundedReceiver<Document>,
}

impl Teller {
    /// One that answers all commands but handshakes in this way.
    pub(crate) async fn start(tell: impl Fn(&Document) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (asked, asks) = unbounded_channel();
        let tell: Arc<Tell> = Arc::new(tell);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // It ends with the connection.
                tokio::spawn(converse(stream, Arc::clone(&tell), asked.clone()));
            }
        });
        Self { address, asks }
    }

    /// One that gives every command this answer.
    pub(crate) async fn always(reply: Document) -> Self {
        Self::start(move |_| Answer::Reply(reply.clone())).await
    }

    pub(crate) async fn options(&self) -> ClientOptions {
        let url = format!("mongodb://{}", self.address);
        ClientOptions::parse(url).await.unwrap()
    }

    /// The next command that was sent.
    pub(crate) async fn asked(&mut self) -> Document {
        self.asks.recv().await.unwrap()
    }
}

type Tell = dyn Fn(&Document) -> Answer + Send + Sync;

async fn converse(
    mut stream: TcpStream,
    tell: Arc<Tell>,
    asked: UnboundedSender<Document>,
) -> io::Result<()> {
    loop {
        let request = stream.read_i32_le().await?;
        let (length, request) = (request, stream.read_i32_le().await?);
        let _response_to = stream.read_i32_le().await?;
        let code = stream.read_i32_le().await?;
        let mut body = vec![0; usize::try_from(length).unwrap() - 16];
        stream.read_exact(&mut body).await?;
        let command = command(code, &body);
        let name = command.keys().next().unwrap().to_lowercase();
        let answer = if name == "hello" || name == "ismaster" {
            Answer::Reply(hello())
        } else {
            let answer = tell(&command);
            let _ = asked.send(command);
            answer
        };
        let reply = match answer {
            Answer::Reply(reply) => bytes(&reply),
            Answer::Bytes(reply) => reply,
            Answer::Never => continue,
            Answer::Close => return Ok(()),
        };
        stream.write_all(&message(code, request, &reply)).await?;
    }
}

fn hello() -> Document {
    doc! {
        "ok": 1, "isWritablePrimary": true, "ismaster": true, "helloOk": true, "msg": "isdbgrid",
        "maxBsonObjectSize": 16_777_216, "maxMessageSizeBytes": 48_000_000, "maxWriteBatchSize": 100_000,
        "logicalSessionTimeoutMinutes": 30, "minWireVersion": 0, "maxWireVersion": 25,
    }
}

/// The document of a message, with the sequences that came beside it.
fn command(code: i32, body: &[u8]) -> Document {
    if code == OP_QUERY {
        let name = body[4..].iter().position(|byte| *byte == 0).unwrap();
        return Document::from_reader(&body[4 + name + 1 + 8..]).unwrap();
    }
    assert_eq!(code, OP_MSG);
    let mut command = Document::new();
    let mut rest = &body[4..];
    while let Some((kind, section)) = rest.split_first() {
        let length = i32::from_le_bytes(section[..4].try_into().unwrap());
        let (section, after) = section.split_at(usize::try_from(length).unwrap());
        rest = after;
        if *kind == 0 {
            let own = Document::from_reader(section).unwrap();
            command = own.into_iter().chain(command).collect();
            continue;
        }
        let name = section[4..].iter().position(|byte| *byte == 0).unwrap();
        let key = std::str::from_utf8(&section[4..4 + name]).unwrap();
        let mut documents = &section[4 + name + 1..];
        let mut all = Vec::new();
        while !documents.is_empty() {
            all.push(Document::from_reader(&mut documents).unwrap());
        }
        command.insert(key, all);
    }
    command
}

pub(crate) fn bytes(document: &Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.to_writer(&mut bytes).unwrap();
    bytes
}

fn message(code: i32, request: i32, reply: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    let code = if code == OP_QUERY {
        body.extend([0; 16]);
        body.extend(1_i32.to_le_bytes());
        OP_REPLY
    } else {
        body.extend([0; 5]);
        OP_MSG
    };
    body.extend(reply);
    let length = i32::try_from(body.len() + 16).unwrap();
    let head = [length, request, request, code];
    let head = head.iter().flat_map(|number| number.to_le_bytes());
    head.chain(body).collect()
}
