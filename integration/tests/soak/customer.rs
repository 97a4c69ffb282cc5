//! Clients that speak HTTP/1.1 by hand, and break off wherever they like.

mod connection;

use crate::app::ROWS;
use crate::own::traceparent;
use crate::soak::pause;
use connection::Connection;
use integration::random::Random;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A request, and what becomes of it.
#[derive(Clone, Copy, Debug)]
enum Way {
    Read,
    Echo,
    Rows,
    Missing,
    /// The handler waits when the connection goes.
    LeaveHandler,
    /// The response has begun when the connection goes.
    LeaveResponse,
    /// The body has begun when the connection goes.
    LeaveBody,
    Panic,
}

/// Of 100 requests.
const WAYS: [(u64, Way); 8] = [
    (40, Way::Read),
    (20, Way::Echo),
    (12, Way::Rows),
    (8, Way::Missing),
    (6, Way::LeaveHandler),
    (5, Way::LeaveResponse),
    (5, Way::LeaveBody),
    (4, Way::Panic),
];

/// What customers know of their requests, of those that are to be traced.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Answered to the end.
    pub(crate) answered: AtomicU64,
    /// Left when the response had begun.
    pub(crate) left: AtomicU64,
    /// Ended by a panic.
    pub(crate) panicked: AtomicU64,
}

/// A client that sends one request after the other, as far as it can on one connection.
pub(crate) struct Customer {
    server: SocketAddr,
    random: Random,
    connection: Option<Connection>,
    tally: Arc<Tally>,
}

impl Customer {
    pub(crate) fn new(server: SocketAddr, seed: u64, tally: Arc<Tally>) -> Self {
        Self {
            server,
            random: Random::new(seed),
            connection: None,
            tally,
        }
    }

    /// Sends a request with a number of its own.
    pub(crate) async fn send(&mut self, number: u64) {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => Connection::open(self.server).await,
        };
        let way = self.random.choose(&WAYS);
        let sampled = self
            .random
            .choose(&[(1, None), (2, Some(true)), (1, Some(false))]);
        let header = sampled.map_or_else(String::new, |sampled| {
            format!("traceparent: {}\r\n", traceparent(number, sampled))
        });
        connection.write(&request(way, number, &header)).await;
        let counted = u64::from(sampled != Some(false));
        match way {
            Way::Read => {
                connection
                    .answer("200", &format!("{{\"id\":{number},"))
                    .await
            }
            Way::Echo => connection.answer("200", &order(number)).await,
            Way::Rows => connection.rows(ROWS).await,
            Way::Missing => connection.answer("404", "").await,
            Way::LeaveResponse => {
                connection.first_row().await;
                self.tally.left.fetch_add(counted, Relaxed);
                return self.leave(connection).await;
            }
            Way::LeaveHandler | Way::LeaveBody => return self.leave(connection).await,
            Way::Panic => {
                connection.no_answer().await;
                self.tally.panicked.fetch_add(counted, Relaxed);
                return;
            }
        }
        self.tally.answered.fetch_add(counted, Relaxed);
        self.connection = Some(connection);
    }

    /// Goes after a while that the server may have used or not, in one of two ways.
    async fn leave(&mut self, connection: Connection) {
        pause(self.random.below(4)).await;
        if self.random.below(2) == 0 {
            connection.reset();
        }
    }
}

fn request(way: Way, number: u64, header: &str) -> String {
    let (line, body) = match way {
        Way::Read => (format!("GET /orders/{number}"), None),
        Way::Echo => ("POST /orders".to_owned(), Some(order(number))),
        Way::Rows => ("GET /rows".to_owned(), None),
        Way::Missing => (format!("GET /missing/{number}"), None),
        Way::LeaveHandler => ("GET /never".to_owned(), None),
        Way::LeaveResponse => ("GET /feed".to_owned(), None),
        Way::LeaveBody => ("POST /orders".to_owned(), Some(order(number))),
        Way::Panic => ("GET /panic".to_owned(), None),
    };
    let mut request = format!("{line} HTTP/1.1\r\nHost: shop.example\r\n{header}");
    if let Some(body) = body {
        let length = body.len();
        let sent = if matches!(way, Way::LeaveBody) {
            length / 2
        } else {
            length
        };
        request += "Content-Type: application/json\r\n";
        request += &format!("Content-Length: {length}\r\n\r\n{}", &body[..sent]);
    } else {
        request += "\r\n";
    }
    request
}

fn order(number: u64) -> String {
    format!(r#"{{"item":"coffee","quantity":{number},"card":"4111 1111 1111 1111"}}"#)
}
