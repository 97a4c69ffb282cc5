//! What is measured of queries and pools: also of what is not recorded.

use integration::measured::{Measured, points};
use integration::spans::{PARENT, TRACE};
use lumigo_opentelemetry::opentelemetry::Context;
use lumigo_opentelemetry::opentelemetry::trace::{
    FutureExt, SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState,
};
use lumigo_opentelemetry::sqlx::LumigoPool;
use lumigo_testing::TestMetric;
use serde_json::{Value, json};
use sqlx::Sqlite;
use sqlx::sqlite::SqlitePoolOptions;
use std::time::Duration;

/// A database in memory whose pool has one connection.
async fn pool(measured: &Measured) -> LumigoPool<Sqlite> {
    let options = SqlitePoolOptions::new().max_connections(1);
    // Long enough for a connection to be made.
    let options = options.acquire_timeout(Duration::from_millis(500));
    let plain = options.connect("sqlite::memory:").await.unwrap();
    LumigoPool::bind(&measured.lumigo, plain)
}

fn unsampled_caller() -> Context {
    Context::new().with_remote_span_context(SpanContext::new(
        TraceId::from_hex(TRACE).unwrap(),
        SpanId::from_hex(PARENT).unwrap(),
        TraceFlags::NOT_SAMPLED,
        true,
        TraceState::NONE,
    ))
}

/// The value of each point, by its attributes besides the pool's name, which is the same in all.
fn values(metrics: &[TestMetric], name: &str) -> Vec<(Value, Value)> {
    let named = |metric: &&TestMetric| metric.name == format!("db.client.connection.{name}");
    let [metric] = metrics.iter().filter(named).collect::<Vec<_>>()[..] else {
        panic!("{name} comes once");
    };
    let points = metric.points.iter().map(|point| {
        let mut attributes: Value = point.attributes.clone().into_iter().collect();
        let pool = attributes.as_object_mut().unwrap();
        let pool = pool.remove("db.client.connection.pool.name");
        assert_eq!(pool, Some(json!(":memory:")));
        (attributes, point.value.clone())
    });
    let mut points: Vec<_> = points.collect();
    points.sort_by_key(|(attributes, _)| attributes.to_string());
    points
}

#[tokio::test]
async fn queries_are_measured_by_operation_and_outcome() {
    let measured = Measured::start(&[]);
    let pool = pool(&measured).await;
    for text in ["create table orders (id int)", "select id from orders"] {
        sqlx::query(text).execute(&pool).await.unwrap();
    }
    let none = sqlx::query("select id from nowhere where secret = 'hunter2'");
    none.execute(&pool).await.unwrap_err();
    let unsampled = sqlx::query("select id from orders").execute(&pool);
    unsampled.with_context(unsampled_caller()).await.unwrap();
    assert_eq!(measured.recorder.spans().len(), 3);

    let mut points = points(&measured.all(), "db.client.operation.duration");
    points.sort_by_key(|(attributes, ..)| attributes["db.query.summary"].to_string());
    let points: Vec<_> = points
        .into_iter()
        .map(|(attributes, count, _)| (attributes, count))
        .collect();
    let common = |summary: &str, operation: &str, table: &str| {
        json!({
            "db.system.name": "sqlite",
            "db.namespace": ":memory:",
            "db.query.summary": summary,
            "db.operation.name": operation,
            "db.collection.name": table,
        })
    };
    let mut failed = common("SELECT nowhere", "SELECT", "nowhere");
    failed["db.response.status_code"] = json!("1");
    failed["error.type"] = json!("1");
    let expected = [
        (
            common("CREATE TABLE orders", "CREATE TABLE", "orders"),
            json!(1),
        ),
        (failed, json!(1)),
        (common("SELECT orders", "SELECT", "orders"), json!(2)),
    ];
    assert_eq!(points, expected);
}

#[tokio::test]
async fn a_pool_is_measured_as_long_as_it_is_there() {
    let measured = Measured::start(&[]);
    let pool = pool(&measured).await;
    let held = pool.acquire().await.unwrap();
    // Nobody gives it back in time.
    let waited = pool.acquire().await;
    assert!(matches!(waited, Err(sqlx::Error::PoolTimedOut)));
    let metrics = measured.all();
    let states = ["idle", "used"].map(|state| json!({"db.client.connection.state": state}));
    let [idle, used] = states;
    let count = [(idle, json!(0)), (used, json!(1))];
    assert_eq!(values(&metrics, "count"), count);
    for (name, value) in [
        ("max", 1),
        ("idle.min", 0),
        ("pending_requests", 0),
        ("timeouts", 1),
    ] {
        assert_eq!(
            values(&metrics, name),
            [(json!({}), json!(value))],
            "{name}"
        );
    }
    let waits = points(&metrics, "db.client.connection.wait_time");
    assert_eq!(waits.len(), 1);
    assert_eq!(waits[0].1, json!(2));

    drop((held, pool));
    let names: Vec<_> = measured
        .all()
        .into_iter()
        .map(|metric| metric.name)
        .collect();
    assert!(
        !names.contains(&"db.client.connection.count".to_owned()),
        "{names:?}"
    );
}

#[tokio::test]
async fn who_waits_for_a_connection_is_counted() {
    let measured = Measured::start(&[]);
    let options = SqlitePoolOptions::new().max_connections(1);
    let plain = options.connect("sqlite::memory:").await.unwrap();
    let pool = LumigoPool::bind(&measured.lumigo, plain);
    let held = pool.acquire().await.unwrap();
    let mut waiting = Box::pin(pool.acquire());
    assert!(crate::support::poll_once(waiting.as_mut()).await.is_none());
    assert_eq!(
        values(&measured.all(), "pending_requests"),
        [(json!({}), json!(1))]
    );
    // Who gives up does not wait any more.
    drop(waiting);
    assert_eq!(
        values(&measured.all(), "pending_requests"),
        [(json!({}), json!(0))]
    );
    drop(held);
}
