//! Clients and databases.

use integration::services::MONGODB;
use lumigo_opentelemetry::Lumigo;
use lumigo_opentelemetry::mongodb::instrument_with;
use lumigo_testing::{SpanRecorder, TestSpan};
use mongodb::bson::Document;
use mongodb::options::ClientOptions;
use mongodb::{Client, Collection, Database};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Options of clients of the server that all tests share.
pub(crate) async fn options() -> ClientOptions {
    let url = tokio::task::spawn_blocking(|| MONGODB.url());
    ClientOptions::parse(url.await.unwrap()).await.unwrap()
}

/// A client whose commands have spans.
pub(crate) fn client(mut options: ClientOptions, lumigo: &Lumigo) -> Client {
    instrument_with(lumigo, &mut options);
    Client::with_options(options).unwrap()
}

/// A database that nobody else has, and the spans of what is done there.
pub(crate) struct Shop {
    pub(crate) recorder: SpanRecorder,
    pub(crate) lumigo: Lumigo,
    pub(crate) client: Client,
    pub(crate) database: Database,
}

impl Shop {
    pub(crate) async fn open() -> Self {
        Self::with(&[], options().await)
    }

    /// One with these variables and options.
    pub(crate) fn with(variables: &[(&str, &str)], options: ClientOptions) -> Self {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo_with(variables);
        let client = client(options, &lumigo);
        let database = client.database(&unique_name());
        Self {
            recorder,
            lumigo,
            client,
            database,
        }
    }

    pub(crate) fn orders(&self) -> Collection<Document> {
        self.database.collection("orders")
    }

    /// The spans since it was asked last.
    pub(crate) fn spans(&self) -> Vec<TestSpan> {
        let spans = self.recorder.spans();
        self.recorder.clear();
        spans
    }

    /// The one since then.
    #[track_caller]
    pub(crate) fn only_span(&self) -> TestSpan {
        let span = self.recorder.only_span();
        self.recorder.clear();
        span
    }

    /// The names of those since then.
    pub(crate) fn names(&self) -> Vec<String> {
        self.spans().into_iter().map(|span| span.name).collect()
    }

    /// Waits for so many spans that end in tasks of the driver's.
    pub(crate) async fn wait_for_spans(&self, count: usize) -> Vec<TestSpan> {
        let recorder = self.recorder.clone();
        let wait = move || recorder.wait_for_spans(count, Duration::from_secs(20));
        tokio::task::spawn_blocking(wait).await.unwrap()
    }

    /// Leaves nothing behind.
    pub(crate) async fn close(self) {
        self.database.drop().await.unwrap();
    }
}

/// The name of a database.
fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let (process, now) = (std::process::id(), now.as_micros());
    format!("lumigo_{process}_{now}_{count}")
}
