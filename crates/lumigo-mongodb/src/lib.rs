//! Client spans for [MongoDB](https://docs.rs/mongodb).
//!
//! [`instrument`] makes the clients of some options tell of each command: a span `find orders`, which is a
//! child of what is current where the driver is awaited, and ends with the server's answer.
//!
//! # Example
//!
//! ```no_run
//! use mongodb::Client;
//! use mongodb::options::ClientOptions;
//!
//! # async fn connect() -> mongodb::error::Result<()> {
//! let mut options = ClientOptions::parse("mongodb://localhost").await?;
//! lumigo_mongodb::instrument(&mut options);
//! let client = Client::with_options(options)?;
//! # Ok(())
//! # }
//! ```
//!
//! Set handlers of your own before that, as `options.command_event_handler` or
//! `options.cmap_event_handler`: they are called as before. Whoever uses the facade finds this crate as
//! `lumigo_opentelemetry::mongodb`.
//!
//! # What a span tells
//!
//! | Attribute | What it is |
//! | --- | --- |
//! | `db.system.name` | `mongodb` |
//! | `db.namespace` | The database |
//! | `db.collection.name` | The collection, of commands that are about one |
//! | `db.operation.name`, `db.statement` | The command, such as `find` |
//! | `db.operation.batch.size` | How many writes a command has, from 2 on |
//! | `server.address`, `server.port` | The server that was asked |
//! | `db.response.returned_rows` | How many documents came with this answer |
//! | `db.response.affected_rows` | How many documents were written |
//! | `db.response.status_code`, `error.type` | The code of the server's error, of a failed write in an answer that is `ok` too |
//! | `db.request.body`, `db.response.body` | The start of the command and of its answer |
//!
//! Each attempt that the driver makes is a span, and so is each `getMore` of a cursor. Handshakes and
//! authentication have none; with `LUMIGO_REDUCED_MONGO_INSTRUMENTATION=false` a `hello` or `isMaster` that
//! the program sends has one. An `error.type` without a code says what failed before there was an answer,
//! such as `connection_closed`. It is `cancelled` when the program has stopped waiting.
//!
//! # What is masked
//!
//! Bodies are relaxed extended JSON, without `lsid`, `$clusterTime` and `$db`. No more is written than an
//! attribute holds, and values become `****`
//!
//! - under the keys that `LUMIGO_SECRET_MASKING_REGEX` matches, or the lists for bodies of requests and
//!   responses; a part of a dotted key counts as a key;
//! - under `pwd`, and where JavaScript stands: `$where`, `$function`, `$accumulator`, code;
//! - of an operator that works on a field with such a key: `{"$eq": ["$password", "…"]}`. What such an
//!   `aggregate`, `find` or `distinct` returns is masked as a whole, because it may be under any key;
//! - in the text of an error, from the first quote or brace on: it cites documents.
//!
//! Of commands that make or change users, and of `mapReduce`, both bodies are masked as a whole.
//!
//! # Limits
//!
//! With any handler of commands the driver copies each command and each answer; that costs more than what
//! is done here. What it does in tasks of its own, such as `killCursors` for a cursor that is dropped,
//! has no parent.
//!
//! A cancelled command is noticed when the driver closes its connection. Where two clients are made of the
//! same options, that cannot be told: then it ends when 4,096 newer ones wait for their answers, or with the
//! clients.

#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod body;
mod chain;
mod command;
mod commands;
mod extended_json;
mod failure;
mod hidden_cursors;
mod instrument;
mod passing_on;
mod pending;
mod pools;
mod reply;
mod secrets;

pub use instrument::{instrument, instrument_with};

static INSTRUMENTATION: lumigo_core::Instrumentation = lumigo_core::Instrumentation::new(
    env!("CARGO_PKG_NAME"),
    env!("CARGO_PKG_VERSION"),
    &["mongodb", "pymongo"],
);
