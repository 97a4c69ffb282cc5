//! A host with clients that have the interceptor, and what it does outside of its spans.

use aws_sdk_sqs::types::{Message, MessageAttributeValue};
use aws_types::SdkConfig;
use integration::moto::{Moto, sdk_config};
use integration::wire::{LIMIT, soon};
use lumigo_opentelemetry::aws::BoundLumigoInterceptor;
use lumigo_opentelemetry::{Lumigo, LumigoInterceptor};
use lumigo_testing::{OtlpSink, SpanTree, TestSpan};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// A distribution that exports to a sink.
pub(crate) struct Host {
    pub(crate) lumigo: Lumigo,
    sink: OtlpSink,
}

impl Host {
    pub(crate) fn start() -> Self {
        Self::with(&[])
    }

    /// One with these variables.
    pub(crate) fn with(variables: &[(&str, &str)]) -> Self {
        let sink = OtlpSink::start();
        let lumigo = Lumigo::builder()
            .with_variables(variables.iter().copied())
            .with_token("t_test")
            .with_endpoint(sink.endpoint())
            .build();
        Self { lumigo, sink }
    }

    pub(crate) fn interceptor(&self) -> BoundLumigoInterceptor {
        LumigoInterceptor::bind(&self.lumigo)
    }

    /// A client of the server that all tests share.
    pub(crate) fn sqs(&self) -> aws_sdk_sqs::Client {
        self.sqs_with(&Moto::shared().config())
    }

    /// A client of the server at this endpoint.
    pub(crate) fn sqs_at(&self, endpoint: &str) -> aws_sdk_sqs::Client {
        self.sqs_with(&sdk_config(endpoint))
    }

    pub(crate) fn sqs_with(&self, config: &SdkConfig) -> aws_sdk_sqs::Client {
        let config = aws_sdk_sqs::config::Builder::from(config).interceptor(self.interceptor());
        aws_sdk_sqs::Client::from_conf(config.build())
    }

    pub(crate) fn sns(&self) -> aws_sdk_sns::Client {
        let config = aws_sdk_sns::config::Builder::from(&Moto::shared().config());
        aws_sdk_sns::Client::from_conf(config.interceptor(self.interceptor()).build())
    }

    pub(crate) fn eventbridge(&self) -> aws_sdk_eventbridge::Client {
        let config = aws_sdk_eventbridge::config::Builder::from(&Moto::shared().config());
        aws_sdk_eventbridge::Client::from_conf(config.interceptor(self.interceptor()).build())
    }

    pub(crate) fn s3(&self) -> aws_sdk_s3::Client {
        let config = aws_sdk_s3::config::Builder::from(&Moto::shared().config());
        let config = config.force_path_style(true);
        aws_sdk_s3::Client::from_conf(config.interceptor(self.interceptor()).build())
    }

    /// What the sink has got, in the order of its arrival.
    #[track_caller]
    pub(crate) fn spans(&self) -> Vec<TestSpan> {
        self.lumigo.force_flush(LIMIT).unwrap();
        self.sink.spans()
    }

    #[track_caller]
    pub(crate) fn tree(&self) -> String {
        SpanTree::of(&self.spans()).to_string()
    }

    #[track_caller]
    pub(crate) fn only_span(&self) -> TestSpan {
        only(self.spans(), |_| true)
    }

    #[track_caller]
    pub(crate) fn span_named(&self, name: &str) -> TestSpan {
        only(self.spans(), |span| span.name == name)
    }
}

/// The one among these that is wanted.
#[track_caller]
fn only(spans: Vec<TestSpan>, wanted: impl Fn(&TestSpan) -> bool) -> TestSpan {
    let tree = SpanTree::of(&spans).to_string();
    let mut wanted: Vec<_> = spans.into_iter().filter(wanted).collect();
    assert_eq!(wanted.len(), 1, "{tree}");
    wanted.remove(0)
}

/// A name that no other test has.
pub(crate) fn unique(name: &str) -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    format!("{name}-{}", COUNT.fetch_add(1, SeqCst))
}

/// A client without the interceptor, for what a test prepares and looks at.
pub(crate) fn bare() -> aws_sdk_sqs::Client {
    aws_sdk_sqs::Client::new(&Moto::shared().config())
}

/// The URL of a new queue, whose name begins with `orders`.
pub(crate) async fn queue() -> String {
    let created = bare().create_queue().queue_name(unique("orders")).send();
    soon(created).await.unwrap().queue_url.unwrap()
}

/// The URL of a new FIFO queue.
pub(crate) async fn fifo_queue() -> String {
    let created = bare()
        .create_queue()
        .queue_name(unique("orders") + ".fifo")
        .attributes(aws_sdk_sqs::types::QueueAttributeName::FifoQueue, "true")
        .send();
    soon(created).await.unwrap().queue_url.unwrap()
}

/// The name of a queue, by its URL.
pub(crate) fn name_of(queue: &str) -> &str {
    queue.rsplit('/').next().unwrap()
}

/// The ARN of a queue, by its URL.
pub(crate) fn arn_of(queue: &str) -> String {
    format!("arn:aws:sqs:us-east-1:123456789012:{}", name_of(queue))
}

/// What lies in a queue, with every attribute there is.
pub(crate) async fn messages_in(queue: &str) -> Vec<Message> {
    let received = bare()
        .receive_message()
        .queue_url(queue)
        .max_number_of_messages(10)
        .message_attribute_names("All")
        .send();
    soon(received).await.unwrap().messages.unwrap_or_default()
}

/// The one message in a queue.
pub(crate) async fn only_message_in(queue: &str) -> Message {
    let mut messages = messages_in(queue).await;
    assert_eq!(messages.len(), 1, "{messages:?}");
    messages.remove(0)
}

/// An attribute that is text.
pub(crate) fn text_attribute(value: &str) -> MessageAttributeValue {
    let attribute = MessageAttributeValue::builder().data_type("String");
    attribute.string_value(value).build().unwrap()
}

/// So many attributes of the host's own, `a0` and on.
pub(crate) fn own_attributes(count: usize) -> HashMap<String, MessageAttributeValue> {
    let names = (0..count).map(|number| format!("a{number}"));
    names.map(|name| (name, text_attribute("own"))).collect()
}

/// The attributes of a message that are text.
pub(crate) fn texts(message: &Message) -> BTreeMap<&str, &str> {
    let attributes = message.message_attributes.iter().flatten();
    attributes
        .map(|(name, value)| (name.as_str(), value.string_value().unwrap_or_default()))
        .collect()
}

/// The `traceparent` that a message carries.
#[track_caller]
pub(crate) fn traceparent_of(message: &Message) -> &str {
    texts(message)["traceparent"]
}

/// Does this where a test is not asynchronous.
pub(crate) fn block_on<F: Future>(work: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(work)
}
