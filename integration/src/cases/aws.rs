//! Operations of AWS clients whose connector answers at once: no request leaves the process.
//!
//! What the interceptor costs is the difference to the case `bare`, whose client has none.

mod canned;
mod clients;
mod operations;

use super::{Case, NO_PAYLOADS, NamedCase, exporting, switched_off, unsampled};
use clients::Clients;
use lumigo_opentelemetry::Lumigo;
use operations::{GetItem, Operation, Poll, Receive, Send, SendBatch};
use std::io;
use tokio::runtime;

/// `SendMessage`.
pub const SEND: &[NamedCase] = &cases::<Send>();
/// `SendMessageBatch` with ten messages.
pub const SEND_BATCH: &[NamedCase] = &cases::<SendBatch>();
/// `ReceiveMessage` that gets ten messages.
pub const RECEIVE: &[NamedCase] = &cases::<Receive>();
/// `ReceiveMessage` that gets none.
pub const POLL: &[NamedCase] = &cases::<Poll>();
/// `GetItem`.
pub const GET_ITEM: &[NamedCase] = &cases::<GetItem>();

const FILTER: (&str, &str) = (
    "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_CLIENT",
    r#"["\\.amazonaws\\.com"]"#,
);

const fn cases<O: Operation>() -> [NamedCase; 6] {
    [
        ("bare", || case::<O>(None)),
        ("switched_off", || case::<O>(Some(switched_off()))),
        ("filtered", || case::<O>(Some(exporting(&[FILTER])?))),
        ("unsampled", || {
            Ok(unsampled(case::<O>(Some(exporting(&[])?))?))
        }),
        ("sampled", || case::<O>(Some(exporting(&[NO_PAYLOADS])?))),
        ("captured", || case::<O>(Some(exporting(&[])?))),
    ]
}

fn case<O: Operation>(lumigo: Option<Lumigo>) -> io::Result<Case> {
    let runtime = runtime::Builder::new_current_thread()
        .enable_time()
        .build()?;
    let clients = Clients::new(O::ANSWER, lumigo.is_some());
    let call = move || runtime.block_on(O::call(&clients));
    Ok(Case::new(lumigo, call))
}
