//! A transaction that a thread keeps until its own values are destroyed, that of the current context first.

use lumigo_opentelemetry::opentelemetry::Context;
use lumigo_opentelemetry::sqlx::{LumigoPool, LumigoTransaction};
use lumigo_testing::SpanRecorder;
use sqlx::Sqlite;
use sqlx::sqlite::SqlitePoolOptions;
use std::cell::RefCell;

thread_local! {
    static KEPT: RefCell<Option<LumigoTransaction<'static, Sqlite>>> = const { RefCell::new(None) };
}

#[tokio::test]
async fn a_transaction_that_outlives_the_context_of_its_thread_is_rolled_back() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let plain = SqlitePoolOptions::new().max_connections(1);
    let plain = plain.connect("sqlite::memory:").await.unwrap();
    let pool = LumigoPool::bind(&lumigo, plain);
    let transaction = pool.begin().await.unwrap();
    let runtime = tokio::runtime::Handle::current();
    let thread = std::thread::spawn(move || {
        // What was made ready last is destroyed first: the context, then what is kept, then the runtime's.
        std::mem::forget(runtime.enter());
        KEPT.set(None);
        drop(Context::current());
        KEPT.set(Some(transaction));
    });
    tokio::task::spawn_blocking(move || thread.join())
        .await
        .unwrap()
        .unwrap();
    let names: Vec<_> = recorder.spans().into_iter().map(|span| span.name).collect();
    assert_eq!(names, ["BEGIN", "ROLLBACK"]);
}
