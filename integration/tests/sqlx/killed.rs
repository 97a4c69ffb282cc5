//! A server that goes away in the middle of a query or of a stream.

use crate::support::returned;
use integration::services::{MARIADB, POSTGRES, Server, Service};
use integration::spans::error_type;
use integration::wire::soon;
use lumigo_opentelemetry::sqlx::{Driver, LumigoPool};
use lumigo_testing::SpanRecorder;
use sqlx::{Connection, Error, MySql, Pool, Postgres};
use std::sync::Arc;
use tokio::task::spawn_blocking;
use tokio_stream::StreamExt;

/// Starts one that a test may kill, and connects.
async fn start<DB: Driver>(service: &'static Service) -> (Arc<Server>, Pool<DB>) {
    let server = spawn_blocking(|| service.start()).await.unwrap();
    let pool = Pool::connect_lazy(&server.url()).unwrap();
    (Arc::new(server), pool)
}

async fn kill(server: &Arc<Server>) {
    let server = Arc::clone(server);
    spawn_blocking(move || server.kill()).await.unwrap();
}

macro_rules! tests {
    ($name:ident, $db:ty, $service:expr, $sleeps:literal, $running:literal, $endless:literal) => {
        mod $name {
            use super::*;

            #[tokio::test]
            async fn in_the_middle_of_a_query() {
                let (server, plain) = start::<$db>($service).await;
                let recorder = SpanRecorder::new();
                let lumigo = recorder.lumigo();
                let pool = LumigoPool::bind(&lumigo, plain.clone());
                let mut watcher = plain.acquire().await.unwrap();
                let query = tokio::spawn(async move { sqlx::query($sleeps).execute(&pool).await });
                loop {
                    let running: i64 = sqlx::query_scalar($running)
                        .fetch_one(&mut *watcher)
                        .await
                        .unwrap();
                    if running > 0 {
                        break;
                    }
                    tokio::task::yield_now().await;
                }
                kill(&server).await;
                let error = soon(query).await.unwrap().unwrap_err();
                assert!(matches!(error, Error::Io(_)), "{error:?}");
                assert_eq!(error_type(&recorder.only_span()), Some("io"));
                assert!(soon(watcher.ping()).await.is_err());
            }

            #[tokio::test]
            async fn in_the_middle_of_a_stream() {
                let (server, plain) = start::<$db>($service).await;
                let recorder = SpanRecorder::new();
                let lumigo = recorder.lumigo();
                let pool = LumigoPool::bind(&lumigo, plain);
                let mut rows = sqlx::query($endless).fetch(&pool);
                let mut count = 0_u64;
                for _ in 0..10 {
                    rows.next().await.unwrap().unwrap();
                    count += 1;
                }
                kill(&server).await;
                let error = loop {
                    match soon(rows.next()).await.unwrap() {
                        Ok(_) => count += 1,
                        Err(error) => break error,
                    }
                };
                assert!(matches!(error, Error::Io(_)), "{error:?}");
                drop(rows);
                let span = recorder.only_span();
                assert_eq!(
                    (error_type(&span), returned(&span)),
                    (Some("io"), count.into())
                );
            }

            #[tokio::test]
            async fn in_the_middle_of_a_transaction() {
                let (server, plain) = start::<$db>($service).await;
                let recorder = SpanRecorder::new();
                let lumigo = recorder.lumigo();
                let pool = LumigoPool::bind(&lumigo, plain);
                let transaction = pool.begin().await.unwrap();
                kill(&server).await;
                let error = soon(transaction.commit()).await.unwrap_err();
                assert!(matches!(error, Error::Io(_)), "{error:?}");
                let spans = recorder.spans();
                let errors: Vec<_> = spans.iter().map(error_type).collect();
                assert_eq!(errors, [None, Some("io")]);
            }

            #[tokio::test]
            async fn and_is_back_later() {
                let (server, plain) = start::<$db>($service).await;
                let recorder = SpanRecorder::new();
                let lumigo = recorder.lumigo();
                let pool = LumigoPool::bind(&lumigo, plain);
                sqlx::query("select 1").execute(&pool).await.unwrap();
                let again = Arc::clone(&server);
                spawn_blocking(move || again.restart()).await.unwrap();
                soon(sqlx::query("select 1").execute(&pool)).await.unwrap();
                let spans = recorder.spans();
                let errors: Vec<_> = spans.iter().map(error_type).collect();
                assert_eq!(errors, [None, None]);
            }
        }
    };
}

tests!(
    postgres,
    Postgres,
    &POSTGRES,
    "select pg_sleep(60)",
    "select count(*) from pg_stat_activity where query = 'select pg_sleep(60)' and state = 'active'",
    "select repeat('x', 10000) from generate_series(1, 100000000)"
);
tests!(
    mariadb,
    MySql,
    &MARIADB,
    "select sleep(60)",
    "select count(*) from information_schema.processlist where info = 'select sleep(60)'",
    "select repeat('x', 10000) from seq_1_to_100000000"
);
