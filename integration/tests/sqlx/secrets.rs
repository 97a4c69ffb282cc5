//! Literals and parameters are nowhere in what is exported.

use integration::spans::text;
use lumigo_opentelemetry::Lumigo;
use lumigo_opentelemetry::sqlx::LumigoPool;
use lumigo_testing::OtlpSink;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sqlx::pool::PoolOptions;
use sqlx::{AssertSqlSafe, Pool, Sqlite};
use std::time::Duration;

const SECRET: &str = "hunter2";

fn exporting_to(sink: &OtlpSink) -> Lumigo {
    Lumigo::builder()
        .with_variables([("OTEL_BSP_SCHEDULE_DELAY", "3600000")])
        .with_token("t_0123456789")
        .with_endpoint(sink.endpoint())
        .build()
}

/// That it is nowhere, once all is exported.
#[track_caller]
fn keeps(sink: &OtlpSink, lumigo: &Lumigo, spans: usize, secret: &str) {
    lumigo.force_flush(Duration::from_secs(30)).unwrap();
    let exported = sink.wait_for_spans(spans, Duration::from_secs(30));
    assert_eq!(exported.len(), spans);
    for request in sink.requests() {
        let body = String::from_utf8_lossy(&request.body);
        assert!(body.contains("lumigo-sqlx"), "it can be read");
        assert!(!body.contains(secret), "{exported:#?}");
    }
}

macro_rules! tests {
    ($db:ty) => {
        use super::*;
        use crate::support::{Shop, sql};

        type Db = $db;

        #[tokio::test]
        async fn in_texts_of_all_kinds() {
            let shop = Shop::<Db>::open().await;
            let sink = OtlpSink::start();
            let lumigo = exporting_to(&sink);
            let pool = LumigoPool::bind(&lumigo, shop.plain.clone());
            let long = SECRET.repeat((1 << 20) / SECRET.len());
            let texts = [
                format!("select '{SECRET}'"),
                format!("select 1 -- {SECRET}"),
                format!("select 1 /* {SECRET} */ from orders"),
                format!("select /* /* {SECRET} */ 1 */"),
                format!("select '{SECRET}"),
                format!("select 'it''s {SECRET}'"),
                format!("select e'it\\'s {SECRET}'"),
                format!("select 'it\\'s {SECRET}'"),
                format!("select N'{SECRET}', x'{}'", "68756e74657232"),
                format!("insert into orders values (7, '{SECRET}', 1), (8, '{SECRET}', 2)"),
                format!("insert into orders values (1, '{SECRET}', 1)"),
                format!("update orders set customer = '{SECRET}' where id = 1; selec '{SECRET}'"),
                format!("selec '{SECRET}' '{SECRET}"),
                format!("select '{long}'"),
                format!("select '{long}"),
                format!("select 1, '\0{SECRET}'"),
            ];
            // Elsewhere these are names.
            let mine = match <Db as sqlx::Database>::NAME {
                "PostgreSQL" => vec![
                    format!("select /* /* 1 */ {SECRET} */ 1"),
                    format!("select $${SECRET}$$"),
                    format!("select $tag${SECRET}$tag$"),
                    format!("select $tag${SECRET}"),
                ],
                "MySQL" => vec![
                    format!("select 1 # {SECRET}"),
                    format!("select 1 from orders where customer = \"{SECRET}\""),
                ],
                _ => vec![format!(
                    "select 1 from orders where customer = \"{SECRET}\""
                )],
            };
            let mut spans = 0;
            for text in texts.iter().chain(&mine) {
                // sqlx has SQLite begin again at a NUL for ever.
                if <Db as sqlx::Database>::NAME == "SQLite" && text.contains('\0') {
                    continue;
                }
                let _ = sqlx::query(AssertSqlSafe(text.clone()))
                    .fetch_all(&pool)
                    .await;
                let _ = sqlx::raw_sql(AssertSqlSafe(text.clone()))
                    .fetch_all(&pool)
                    .await;
                spans += 2;
            }
            keeps(&sink, &lumigo, spans, SECRET);
        }

        #[tokio::test]
        async fn in_parameters_and_rows() {
            let shop = Shop::<Db>::open().await;
            let sink = OtlpSink::start();
            let lumigo = exporting_to(&sink);
            let pool = LumigoPool::bind(&lumigo, shop.plain.clone());
            let insert = sql::<Db>("insert into orders (id, customer) values (?, ?)");
            for id in [8_i64, 8] {
                // The second time the server cites the row.
                let _ = sqlx::query(insert.clone())
                    .bind(id)
                    .bind(SECRET)
                    .execute(&pool)
                    .await;
            }
            let select = sql::<Db>("select customer from orders where customer = ?");
            let rows = sqlx::query(select)
                .bind(SECRET)
                .fetch_all(&pool)
                .await
                .unwrap();
            assert_eq!(rows.len(), 1);
            keeps(&sink, &lumigo, 3, SECRET);
        }
    };
}
crate::support::on_each!(tests);

fn sqlite() -> Pool<Sqlite> {
    PoolOptions::new().connect_lazy("sqlite::memory:").unwrap()
}

/// A text, or a piece of SQL around it, that no keyword is a part of.
fn literal() -> impl Strategy<Value = String> {
    "[^'\\\\\0]{0,12}".prop_map(|around| format!("{around}zq7x9{around}"))
}

#[test]
fn any_literal_anywhere_in_any_text() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let recorder = lumigo_testing::SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let pool = runtime.block_on(async { LumigoPool::bind(&lumigo, sqlite()) });
    let any_part = prop_oneof![
        literal().prop_map(|text| format!("'{text}'")),
        literal().prop_map(|text| format!("'it''s {text}'")),
        literal().prop_map(|text| format!("/* {} */", text.replace("*/", "").replace('/', ""))),
        literal().prop_map(|text| format!("-- {}\n", text.replace(['\n', '\r'], ""))),
        "(select|from|where|orders|insert into|values|\\(|\\)|,|=|1|\\?| |;){0,4}",
    ];
    let texts = prop::collection::vec(any_part, 1..8).prop_map(|parts| parts.join(" "));
    let config = ProptestConfig::with_cases(512);
    let outcome = TestRunner::new(config).run(&texts, |text| {
        recorder.clear();
        let query = sqlx::raw_sql(AssertSqlSafe(text)).fetch_all(&pool);
        let _ = runtime.block_on(query);
        let spans = recorder.spans();
        prop_assert_eq!(spans.len(), 1);
        prop_assert!(!format!("{spans:?}").contains("zq7x9"), "{:?}", spans);
        Ok(())
    });
    outcome.unwrap();
}

#[tokio::test]
async fn what_is_asked_for_is_shown_and_masked() {
    let recorder = lumigo_testing::SpanRecorder::new();
    let lumigo = recorder.lumigo_with(&[
        ("LUMIGO_CAPTURE_SQL_PARAMETERS", "true"),
        ("LUMIGO_CAPTURE_SQL_ROWS", "true"),
        ("LUMIGO_CAPTURE_SQL_LITERALS", "true"),
    ]);
    let pool = LumigoPool::bind(&lumigo, sqlite());
    let query = "select name, password from (select 'ada' as name, 'hunter2' as password) where name = ? and password = ?";
    let query = sqlx::query(query).bind("ada").bind(SECRET).fetch_all(&pool);
    assert_eq!(query.await.unwrap().len(), 1);
    let span = recorder.only_span();
    assert_eq!(
        text(&span, "db.response.body"),
        Some(r#"[{"name": "ada", "password": "****"}]"#)
    );
    assert_eq!(
        text(&span, "db.statement.parameters"),
        Some(r#"{"name": "ada", "password": "****"}"#)
    );
    let shown = text(&span, "db.query.text").unwrap();
    assert!(
        shown.starts_with("select name, password from (select 'ada' as name"),
        "{shown}"
    );
}

#[tokio::test]
async fn credentials_in_literals_that_are_shown_are_masked_also_where_the_text_is_cut() {
    let variables = [
        ("LUMIGO_CAPTURE_SQL_LITERALS", "true"),
        ("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "50"),
    ];
    let shop = crate::support::Shop::<Sqlite>::open_with(&variables).await;
    // The limit is between the password and its host.
    let url = "select 'postgres://ada:hunter2-and-more-behind-it@db/shop'";
    for text in ["select 'postgres://ada:hunter2@db/shop'", url] {
        let query = sqlx::query(AssertSqlSafe(text.to_owned()));
        query.execute(&shop.pool).await.unwrap();
        let shown = crate::support::on_pool(&shop.only_span());
        assert!(!shown.to_string().contains(SECRET), "{shown}");
    }
}
