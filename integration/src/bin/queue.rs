//! A host for the tests of two processes at one queue: `queue PLAN ENDPOINT QUEUE`.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::Builder;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use lumigo_opentelemetry::LumigoInterceptor;
use lumigo_opentelemetry::aws::SendScoped;
use lumigo_opentelemetry::opentelemetry::trace::{FutureExt, TraceContextExt, Tracer};
use lumigo_opentelemetry::opentelemetry::{Context, global};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let lumigo = lumigo_opentelemetry::init();
    let mut arguments = std::env::args().skip(1);
    let mut argument = || arguments.next().expect("a plan, an endpoint and a queue");
    let (plan, endpoint, queue) = (argument(), argument(), argument());
    let config = Builder::from(&integration::moto::sdk_config(&endpoint));
    let sqs = Client::from_conf(config.interceptor(LumigoInterceptor).build());
    match plan.as_str() {
        "send" => {
            let send = sqs.send_message().queue_url(queue).message_body("an order");
            let sent = in_span("order", send.send()).await;
            sent.expect("a message");
        }
        "send-batch" => {
            let entry = SendMessageBatchRequestEntry::builder().id("0");
            let entry = entry.message_body("an order").build().expect("an entry");
            let send = sqs.send_message_batch().queue_url(queue).entries(entry);
            let sent = in_span("order", send.send()).await;
            sent.expect("a batch");
        }
        "receive" => {
            let receive = sqs.receive_message().queue_url(queue);
            for message in receive
                .send_scoped()
                .await
                .expect("a batch")
                .into_messages()
            {
                message.process(in_span("handle", async {})).await;
            }
        }
        other => println!("no plan {other}"),
    }
    lumigo.shutdown();
}

/// Does this in a span of the host's own.
async fn in_span<F: Future>(name: &'static str, work: F) -> F::Output {
    let span = global::tracer("host").start(name);
    work.with_context(Context::current_with_span(span)).await
}
