//! Client spans for [redis](https://docs.rs/redis) connections.
//!
//! [`LumigoClient`] wraps a client, whose asynchronous connections make one span per command or pipeline then.
//! [`LumigoConnection`] wraps a connection that comes from elsewhere: a pool, or a cluster's client.
//!
//! Applications use it through the facade, `lumigo_opentelemetry::redis`.
//!
//! # Example
//!
//! ```no_run
//! use lumigo_redis::LumigoClient;
//! use redis::AsyncCommands;
//!
//! # async fn orders() -> redis::RedisResult<()> {
//! let client = LumigoClient::from(redis::Client::open("redis://cache.internal/")?);
//! let mut connection = client.get_multiplexed_async_connection().await?;
//!
//! let _: () = connection.set("order:7", "two books").await?;
//! let (count, order): (u64, String) = redis::pipe()
//!     .atomic()
//!     .incr("orders", 1)
//!     .get("order:7")
//!     .query_async(&mut connection)
//!     .await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Attributes
//!
//! | Attribute | What it tells |
//! | --- | --- |
//! | `db.system.name` | `redis` |
//! | `db.namespace` | The index of the database that the connection was made for. A later `SELECT` does not change it |
//! | `db.operation.name` | The command, as the application writes it: `SET`. Of a pipeline `PIPELINE`, of a transaction `MULTI`, followed by the command if all are alike: `PIPELINE SET` |
//! | `db.operation.batch.size` | How many commands a pipeline has, from 2 on |
//! | `db.query.text`, `db.statement` | The command without its values, as below; each of a pipeline in a line of its own. Cut at the limit of an attribute |
//! | `db.stored_procedure.name` | The hash or name of a script that `EVALSHA` or `FCALL` calls |
//! | `server.address`, `server.port` | What the client was told to connect to; the path of a Unix socket |
//! | `db.response.status_code` | What the server's error begins with: `WRONGTYPE`. Of a pipeline, that of the first command that has failed |
//! | `error.type` | The same. Without an answer `timeout`, `connection_refused`, `connection_closed`, `cancelled` when nobody waited for it, or the kind of redis's error; `_OTHER` for an error that a script has made up |
//!
//! The span is named by `db.operation.name`.
//!
//! # What is shown of a command
//!
//! Names, keys, the fields of hashes, and channels, where the command is known to have them. All other arguments
//! are `?`: `SET user:1 ?`, `HSET cart:7 book ? pen ?`, `EVAL ? 1 stock:7 ?`, `AUTH ?`. Of a command that
//! is not known, `?` for each argument. Answers are not shown.
//!
//! A key is `****` when `LUMIGO_SECRET_MASKING_REGEX` matches it (by default also one with `key` or `token` in its
//! name), `?` when it is no UTF-8 or longer than 256 bytes. Secrets in the URLs of keys are masked.
//!
//! # What changes for the host
//!
//! Nothing is sent besides, and errors are the same. A recorded command has one more boxed future.
//! `LUMIGO_DISABLE_INSTRUMENTATION=redis` turns the spans off.
//!
//! # Limits
//!
//! Connecting makes no span, nor do blocking connections, `PubSub` and `Monitor`. A cluster's connection does not
//! tell which server has answered.
//!
//! # Features
//!
//! | Feature | What you gain | Default |
//! | --- | --- | --- |
//! | `connection-manager` | The connection managers of [`LumigoClient`] | off |

#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod client;
mod command;
mod connection;
mod operation;
mod outcome;
mod recorder;
mod server;

pub use client::LumigoClient;
pub use connection::LumigoConnection;

static INSTRUMENTATION: lumigo_core::Instrumentation = lumigo_core::Instrumentation::new(
    env!("CARGO_PKG_NAME"),
    env!("CARGO_PKG_VERSION"),
    &["redis"],
);
