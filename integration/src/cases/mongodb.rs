//! `find` of a thousand documents, which a thread of this process sends.
//!
//! What the handler of the distribution costs is the difference to the case `bare`, whose handler is empty:
//! the driver makes its events for any.

mod canned;

use super::{Case, NO_PAYLOADS, NamedCase, exporting, unsampled};
use lumigo_opentelemetry::Lumigo;
use lumigo_opentelemetry::mongodb::instrument;
use mongodb::bson::{Document, doc};
use mongodb::event::EventHandler;
use mongodb::options::{ClientOptions, ServerAddress, ServerApi, ServerApiVersion};
use mongodb::{Client, Collection};
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::runtime;

/// All cases.
pub const FIND: &[NamedCase] = &[
    ("bare", || case(None)),
    ("unsampled", || Ok(unsampled(case(Some(exporting(&[])?))?))),
    ("sampled", || case(Some(exporting(&[NO_PAYLOADS])?))),
    ("captured", || case(Some(exporting(&[])?))),
];

/// How many documents there are.
pub const DOCUMENTS: usize = 1_000;

fn case(lumigo: Option<Lumigo>) -> io::Result<Case> {
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut options = options(canned::start()?);
    match lumigo {
        Some(_) => instrument(&mut options),
        None => options.command_event_handler = Some(EventHandler::callback(drop)),
    }
    let _entered = runtime.enter();
    let client = Client::with_options(options).map_err(io::Error::other)?;
    let orders = client.database("shop").collection("orders");
    let find = move || runtime.block_on(find(&orders));
    Ok(Case::new(lumigo, find))
}

/// Nothing else is asked of the server while the cases are counted.
fn options(server: SocketAddr) -> ClientOptions {
    let host = ServerAddress::Tcp {
        host: server.ip().to_string(),
        port: Some(server.port()),
    };
    let api = ServerApi::builder().version(ServerApiVersion::V1).build();
    ClientOptions::builder()
        .hosts(vec![host])
        .server_api(api)
        .heartbeat_freq(Duration::from_secs(3_600))
        .build()
}

async fn find(orders: &Collection<Document>) -> usize {
    let found = orders.find(doc! { "status": "open" }).await;
    let Ok(mut found) = found else {
        return 0;
    };
    let mut count = 0;
    while let Ok(true) = found.advance().await {
        count += usize::from(found.deserialize_current().is_ok());
    }
    count
}
