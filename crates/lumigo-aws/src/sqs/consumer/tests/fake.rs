//! SQS as a test plays it, within the process.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::retry::RetryConfig;
use aws_sdk_sqs::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

pub(super) const URL: &str = "https://sqs.us-east-1.amazonaws.com/123456789012/orders";

/// A request, by its operation.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) operation: String,
    pub(super) input: Value,
    /// Since the fake was made.
    pub(super) at: Duration,
}

pub(super) enum Reply {
    Output(Value),
    /// A status and a code.
    Error(u16, &'static str),
    After(Duration, Box<Reply>),
    NoConnection,
    Never,
}

impl Reply {
    /// No messages, after the wait.
    pub(super) fn empty() -> Self {
        Self::After(Duration::from_secs(20), Box::new(Self::Output(json!({}))))
    }

    /// All entries went well, so many seconds later.
    pub(super) fn done_after(seconds: u64) -> Self {
        Self::After(Duration::from_secs(seconds), Box::new(Self::done()))
    }

    /// The first entry was refused.
    pub(super) fn refused(sender_fault: bool) -> Self {
        let failed = json!({ "Id": "0", "Code": "Oops", "SenderFault": sender_fault });
        Self::Output(json!({ "Successful": [], "Failed": [failed] }))
    }

    /// All entries went well.
    pub(super) fn done() -> Self {
        Self::Output(json!({ "Successful": [], "Failed": [] }))
    }
}

/// Answers calls, and notes them.
#[derive(Clone)]
pub(super) struct Fake(Arc<State>);

struct State {
    start: Instant,
    calls: Mutex<Vec<Call>>,
    called: Notify,
    answer: Box<dyn Fn(&Call) -> Reply + Send + Sync>,
}

impl Fake {
    pub(super) fn new(answer: impl Fn(&Call) -> Reply + Send + Sync + 'static) -> Self {
        Self(Arc::new(State {
            start: Instant::now(),
            calls: Mutex::default(),
            called: Notify::new(),
            answer: Box::new(answer),
        }))
    }

    /// Gives out these batches, one per poll, then none; what else it is asked goes well.
    pub(super) fn with(batches: impl IntoIterator<Item = Vec<Value>>) -> Self {
        Self::and(batches, |_| None)
    }

    /// The same, but for calls that `answer` wants to answer.
    pub(super) fn and(
        batches: impl IntoIterator<Item = Vec<Value>>,
        answer: impl Fn(&Call) -> Option<Reply> + Send + Sync + 'static,
    ) -> Self {
        let mut batches: Vec<_> = batches.into_iter().collect();
        batches.reverse();
        let batches = Mutex::new(batches);
        Self::new(move |call| {
            if let Some(reply) = answer(call) {
                return reply;
            }
            match call.operation.as_str() {
                "ReceiveMessage" => match batches.lock().unwrap().pop() {
                    Some(batch) => Reply::Output(json!({ "Messages": batch })),
                    None => Reply::empty(),
                },
                "GetQueueAttributes" => {
                    Reply::Output(json!({ "Attributes": { "VisibilityTimeout": "30" } }))
                }
                _ => Reply::done(),
            }
        })
    }

    pub(super) fn client(&self) -> Client {
        let config = aws_sdk_sqs::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .credentials_provider(Credentials::new("AKIAEXAMPLE", "none", None, None, "tests"))
            .http_client(self.clone())
            .region(Region::from_static("us-east-1"))
            .retry_config(RetryConfig::disabled());
        Client::from_conf(config.build())
    }

    /// The calls of an operation so far.
    pub(super) fn calls(&self, operation: &str) -> Vec<Call> {
        let calls = self.0.calls.lock().unwrap();
        let calls = calls.iter().filter(|call| call.operation == operation);
        calls.cloned().collect()
    }

    pub(super) fn count(&self, operation: &str) -> usize {
        self.calls(operation).len()
    }

    /// Waits for so many calls of an operation.
    pub(super) async fn wait_for(&self, operation: &str, count: usize) -> Vec<Call> {
        loop {
            let called = self.0.called.notified();
            if self.count(operation) >= count {
                return self.calls(operation);
            }
            called.await;
        }
    }
}

impl HttpConnector for Fake {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap();
        let call = Call {
            operation: target.rsplit('.').next().unwrap().to_owned(),
            input: serde_json::from_slice(request.body().bytes().unwrap()).unwrap(),
            at: self.0.start.elapsed(),
        };
        let reply = (self.0.answer)(&call);
        self.0.calls.lock().unwrap().push(call);
        self.0.called.notify_waiters();
        HttpConnectorFuture::new(send(reply))
    }
}

async fn send(mut reply: Reply) -> Result<HttpResponse, ConnectorError> {
    while let Reply::After(wait, then) = reply {
        sleep(wait).await;
        reply = *then;
    }
    let (status, body) = match reply {
        Reply::Output(output) => (200, output),
        Reply::Error(status, code) => (status, json!({ "__type": code })),
        Reply::NoConnection => return Err(ConnectorError::io("no connection".into())),
        Reply::Never | Reply::After(..) => pending().await,
    };
    let status = u16::try_into(status).unwrap();
    Ok(HttpResponse::new(status, SdkBody::from(body.to_string())))
}

impl HttpClient for Fake {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl fmt::Debug for Fake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fake")
    }
}

/// A message as SQS gives it out, with this body and a receipt like it.
pub(super) fn message(body: impl fmt::Display) -> Value {
    json!({ "MessageId": format!("id of {body}"), "ReceiptHandle": receipt(&body), "Body": body.to_string() })
}

pub(super) fn receipt(body: impl fmt::Display) -> String {
    format!("receipt of {body}")
}

/// One of a group.
pub(super) fn grouped(body: &str, group: &str) -> Value {
    let mut message = message(body);
    message["Attributes"] = json!({ "MessageGroupId": group });
    message
}

/// When calls about each message were made, by its receipt.
pub(super) fn times(calls: &[Call]) -> BTreeMap<&str, Vec<Duration>> {
    let mut times = BTreeMap::<_, Vec<_>>::new();
    for call in calls {
        for receipt in receipts(call) {
            times.entry(receipt).or_default().push(call.at);
        }
    }
    times
}

/// The receipts in a batch.
pub(super) fn receipts(call: &Call) -> Vec<&str> {
    let entries = call.input["Entries"].as_array().unwrap();
    let receipts = entries.iter().map(|entry| entry["ReceiptHandle"].as_str());
    receipts.map(Option::unwrap).collect()
}
