//! A host, its queues, and consumers that run in the background.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::Builder;
use aws_sdk_sqs::types::{Message, QueueAttributeName, SendMessageBatchRequestEntry};
use aws_types::SdkConfig;
use integration::moto::{Moto, sdk_config};
use integration::wire::{LIMIT, soon};
use lumigo_opentelemetry::aws::{Consumer, ConsumerError, RetryDelay};
use lumigo_opentelemetry::{Lumigo, LumigoInterceptor};
use lumigo_testing::{OtlpSink, SpanTree, TestSpan};
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

/// A distribution that exports to a sink.
pub(crate) struct Host {
    pub(crate) lumigo: Lumigo,
    sink: OtlpSink,
}

impl Host {
    pub(crate) fn start() -> Self {
        let sink = OtlpSink::start();
        let lumigo = Lumigo::builder().with_variables::<&str, &str>([]);
        let lumigo = lumigo.with_token("t_test").with_endpoint(sink.endpoint());
        Self {
            lumigo: lumigo.build(),
            sink,
        }
    }

    /// A client of the server that the tests share.
    pub(crate) fn sqs(&self) -> Client {
        self.sqs_at(&Moto::shared().endpoint())
    }

    pub(crate) fn sqs_at(&self, endpoint: &str) -> Client {
        let config = Builder::from(&sdk_config(endpoint));
        let interceptor = LumigoInterceptor::bind(&self.lumigo);
        Client::from_conf(config.interceptor(interceptor).build())
    }

    #[track_caller]
    pub(crate) fn spans(&self) -> Vec<TestSpan> {
        self.lumigo.force_flush(LIMIT).unwrap();
        self.sink.spans()
    }

    /// Those of messages that were handled.
    #[track_caller]
    pub(crate) fn handlings(&self) -> Vec<TestSpan> {
        let spans = self.spans().into_iter();
        spans
            .filter(|span| span.kind_name() == "CONSUMER")
            .collect()
    }

    #[track_caller]
    pub(crate) fn tree(&self) -> String {
        SpanTree::of(&self.spans()).to_string()
    }
}

/// A client without the interceptor, for what a test prepares and looks at.
pub(crate) fn bare() -> Client {
    client(&Moto::shared().config())
}

pub(crate) fn client(config: &SdkConfig) -> Client {
    Client::new(config)
}

/// The URL of a new queue with these attributes.
pub(crate) async fn queue_with(sqs: &Client, attributes: &[(QueueAttributeName, &str)]) -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let is_fifo = attributes
        .iter()
        .any(|(name, _)| *name == QueueAttributeName::FifoQueue);
    let end = if is_fifo { ".fifo" } else { "" };
    let name = format!("orders-{}{end}", COUNT.fetch_add(1, SeqCst));
    let mut create = sqs.create_queue().queue_name(name);
    for (name, value) in attributes {
        create = create.attributes(name.clone(), *value);
    }
    soon(create.send()).await.unwrap().queue_url.unwrap()
}

/// The URL of a new queue.
pub(crate) async fn queue() -> String {
    queue_with(&bare(), &[]).await
}

/// The name of a queue, by its URL.
pub(crate) fn name_of(queue: &str) -> &str {
    queue.rsplit('/').next().unwrap()
}

/// Sends messages whose bodies are the numbers.
pub(crate) async fn send(sqs: &Client, queue: &str, numbers: std::ops::Range<usize>) {
    let numbers: Vec<_> = numbers.collect();
    for batch in numbers.chunks(10) {
        let entries = batch.iter().map(|number| {
            let entry = SendMessageBatchRequestEntry::builder().id(number.to_string());
            entry.message_body(number.to_string()).build().unwrap()
        });
        let send = sqs.send_message_batch().queue_url(queue);
        let sent = soon(send.set_entries(Some(entries.collect())).send()).await;
        assert_eq!(sent.unwrap().successful().len(), batch.len());
    }
}

/// How many messages there are in a queue, visible or not.
pub(crate) async fn left_in(sqs: &Client, queue: &str) -> usize {
    let names = [
        QueueAttributeName::ApproximateNumberOfMessages,
        QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
    ];
    let get = sqs.get_queue_attributes().queue_url(queue);
    let got = get.set_attribute_names(Some(names.to_vec())).send();
    let got = soon(got).await.unwrap().attributes.unwrap();
    let counts = names.iter().map(|name| got[name].parse::<usize>().unwrap());
    counts.sum()
}

/// The number that a message is.
pub(crate) fn number(message: &Message) -> usize {
    message.body().unwrap().parse().unwrap()
}

#[derive(Debug)]
pub(crate) struct Failed;

/// What several handlers write to, and a test waits for.
pub(crate) struct Log<T>(Arc<(Mutex<Vec<T>>, Notify)>);

impl<T> Log<T> {
    pub(crate) fn new() -> Self {
        Self(Arc::new((Mutex::default(), Notify::new())))
    }

    pub(crate) fn push(&self, entry: T) {
        self.entries().push(entry);
        self.0.1.notify_waiters();
    }

    pub(crate) fn entries(&self) -> MutexGuard<'_, Vec<T>> {
        self.0.0.lock().unwrap()
    }

    /// Waits for so many entries, which must come one after the other.
    pub(crate) async fn wait_for(&self, count: usize) {
        loop {
            let pushed = self.0.1.notified();
            if self.entries().len() >= count {
                return;
            }
            soon(pushed).await;
        }
    }
}

impl<T: Ord + Copy> Log<T> {
    /// How often there is each of the entries.
    pub(crate) fn counts(&self) -> BTreeMap<T, usize> {
        let mut counts = BTreeMap::new();
        for entry in self.entries().iter() {
            *counts.entry(*entry).or_default() += 1;
        }
        counts
    }
}

impl<T> Clone for Log<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: fmt::Debug> fmt::Debug for Log<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries().fmt(f)
    }
}

/// That each number was entered once.
pub(crate) fn once(numbers: std::ops::Range<usize>) -> BTreeMap<usize, usize> {
    numbers.map(|number| (number, 1)).collect()
}

/// A consumer whose polls are short, as nothing is far away.
pub(crate) fn consumer(sqs: Client, queue: &str) -> Consumer {
    Consumer::new(sqs, queue).with_wait_time(Duration::from_secs(1))
}

/// What a consumer tells.
pub(crate) fn told<R>(consumer: Consumer<R>) -> (Consumer<R>, Log<String>) {
    let told = Log::new();
    let tells = told.clone();
    let tell = move |error: &ConsumerError| tells.push(error.to_string());
    (consumer.on_error(tell), told)
}

/// A consumer in a task of its own.
pub(crate) struct Running {
    stop: oneshot::Sender<()>,
    pub(crate) task: JoinHandle<()>,
}

impl Running {
    pub(crate) fn start<H, F, R>(consumer: Consumer<R>, handler: H) -> Self
    where
        H: Fn(Message) -> F + Send + Sync + 'static,
        F: Future<Output = Result<(), Failed>> + Send + 'static,
        R: RetryDelay<Failed> + Send + Sync + 'static,
    {
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(consumer.run_until(handler, stopped));
        Self { stop, task }
    }

    pub(crate) async fn stop(self) {
        self.stop.send(()).unwrap();
        soon(self.task).await.unwrap();
    }
}
