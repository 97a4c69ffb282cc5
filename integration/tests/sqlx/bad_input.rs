//! What no database takes, or none should: the same result or error as without us, and a span that says so.

macro_rules! tests {
    ($db:ty) => {
        use crate::support::{Shop, TestDatabase, sql};
        use integration::spans::error_type;
        use sqlx::{AssertSqlSafe, Error, Row};
        use std::fmt::Write;

        type Db = $db;

        const ALL_SHOWN: [(&str, &str); 3] = [
            ("LUMIGO_CAPTURE_SQL_LITERALS", "true"),
            ("LUMIGO_CAPTURE_SQL_PARAMETERS", "true"),
            ("LUMIGO_CAPTURE_SQL_ROWS", "true"),
        ];

        /// All of it as text.
        fn outcome(rows: &Result<Vec<<Db as sqlx::Database>::Row>, Error>) -> String {
            match rows {
                Ok(rows) => rows.iter().fold("rows:".to_owned(), |mut all, row| {
                    for column in 0..row.len() {
                        let text = row.try_get_unchecked::<Option<String>, _>(column);
                        let bytes = row.try_get_unchecked::<Option<Vec<u8>>, _>(column);
                        write!(all, " {text:?} {bytes:?}").unwrap();
                    }
                    all
                }),
                Err(error) => format!("error: {error:?}"),
            }
        }

        async fn same_as_plain(shop: &Shop<Db>, text: &str) {
            // sqlx has SQLite begin again at a NUL for ever.
            if <Db as sqlx::Database>::NAME == "SQLite" && text.contains('\0') {
                return;
            }
            let sql = || AssertSqlSafe(text.to_owned());
            for is_raw in [false, true] {
                let (plain, pool) = shop.fresh_pools();
                let (plain, ours) = if is_raw {
                    let plain = sqlx::raw_sql(sql()).fetch_all(&plain).await;
                    (plain, sqlx::raw_sql(sql()).fetch_all(&pool).await)
                } else {
                    let plain = sqlx::query(sql()).fetch_all(&plain).await;
                    (plain, sqlx::query(sql()).fetch_all(&pool).await)
                };
                let start: String = text.chars().take(80).collect();
                assert_eq!(outcome(&ours), outcome(&plain), "{start:?} {is_raw}");
                let span = shop.only_span();
                assert_eq!(
                    error_type(&span).is_some(),
                    ours.is_err(),
                    "{start:?} {is_raw} {span:?}"
                );
            }
        }

        #[tokio::test]
        async fn texts_that_are_no_sql() {
            for variables in [&ALL_SHOWN[..], &[]] {
                let shop = Shop::<Db>::open_with(variables).await;
                for text in [
                    "",
                    " \n\t",
                    ";",
                    ";;;",
                    "select",
                    "selec 1",
                    "select 1;;",
                    "select 'open",
                    "select \"open",
                    "select `open",
                    "select $tag$ open",
                    "/* open",
                    "-- alone",
                    "/* /* nested */ */ select 1",
                    "\0",
                    "select 1\0",
                    "select 'a\0b'",
                    "select \u{feff}1",
                    "\u{feff}select 1",
                    "select '🦀\u{202e}'",
                    "🦀",
                    "select 1 from",
                    ")",
                    "select 1)",
                    "'",
                    "\\",
                    "select '\\'",
                    "select '\\' union select 'hunter2'",
                    "select e'\\'' ",
                    "select 1e",
                    "select 0x",
                    "select x'0",
                    "select ?",
                    "select $1",
                    "select :name",
                    "select @name",
                    "select ??",
                    "select 1 /*! , 2 */",
                ] {
                    same_as_plain(&shop, text).await;
                }
            }
        }

        #[tokio::test]
        async fn texts_that_are_very_long() {
            let shop = Shop::<Db>::open_with(&ALL_SHOWN).await;
            let literal = "hunter2".repeat((1 << 20) / 7);
            same_as_plain(&shop, &format!("select length('{literal}')")).await;
            same_as_plain(&shop, &format!("select '{literal}")).await;
            same_as_plain(&shop, &format!("select 1 -- {literal}")).await;
            same_as_plain(&shop, &format!("select 1 /* {literal} */ from orders")).await;
            same_as_plain(&shop, &format!("select {literal} from orders")).await;
            same_as_plain(&shop, &format!("select 1{}", " ".repeat(1 << 20))).await;
            same_as_plain(&shop, &format!("select {}1", "(".repeat(2000))).await;
            same_as_plain(&shop, &format!("select 1{}", ", 1".repeat(500))).await;
        }

        #[tokio::test]
        async fn texts_that_are_not_utf8() {
            for variables in [&ALL_SHOWN[..], &[]] {
                let shop = Shop::<Db>::open_with(variables).await;
                same_as_plain(&shop, Db::NO_UTF8).await;
                let query = || sqlx::query_scalar::<_, String>(Db::NO_UTF8);
                let ours = query().fetch_one(&shop.pool).await;
                let plain = query().fetch_one(&shop.plain).await;
                assert_eq!(format!("{ours:?}"), format!("{plain:?}"));
            }
        }

        #[tokio::test]
        async fn a_thousand_parameters_and_too_many() {
            for variables in [&ALL_SHOWN[..], &[]] {
                let shop = Shop::<Db>::open_with(variables).await;
                for count in [1000, 70_000] {
                    let list = vec!["?"; count].join(", ");
                    let text = sql::<Db>(&format!("select id from orders where id in ({list})"));
                    let query = || {
                        (0..count).fold(sqlx::query(text.clone()), |query, id| {
                            query.bind(i64::try_from(id).unwrap())
                        })
                    };
                    let (plain, pool) = shop.fresh_pools();
                    let plain = query().fetch_all(&plain).await;
                    let ours = query().fetch_all(&pool).await;
                    assert_eq!(ours.is_ok(), count == 1000);
                    assert_eq!(outcome(&ours), outcome(&plain));
                    let span = shop.only_span();
                    assert_eq!(error_type(&span).is_some(), ours.is_err(), "{count}");
                }
            }
        }

        #[tokio::test]
        async fn parameters_of_all_kinds() {
            for variables in [&ALL_SHOWN[..], &[]] {
                let shop = Shop::<Db>::open_with(variables).await;
                let long = "x".repeat(1 << 20);
                for customer in [
                    "",
                    "a\0b",
                    "\0",
                    "🦀\u{202e}",
                    "'; drop table orders; --",
                    &long,
                ] {
                    let text = sql::<Db>("select id from orders where customer = ?");
                    let query = || sqlx::query(text.clone()).bind(customer);
                    let (plain, pool) = shop.fresh_pools();
                    let plain = query().fetch_all(&plain).await;
                    let ours = query().fetch_all(&pool).await;
                    assert_eq!(outcome(&ours), outcome(&plain));
                    let span = shop.only_span();
                    assert_eq!(error_type(&span).is_some(), ours.is_err());
                }
                // More than the text has, and fewer.
                for count in [0, 2] {
                    let text = sql::<Db>("select id from orders where id = ?");
                    let query =
                        || (0..count).fold(sqlx::query(text.clone()), |query, id| query.bind(id));
                    let (plain, pool) = shop.fresh_pools();
                    let plain = query().fetch_all(&plain).await;
                    let ours = query().fetch_all(&pool).await;
                    assert_eq!(outcome(&ours), outcome(&plain));
                    assert_eq!(error_type(&shop.only_span()).is_some(), ours.is_err());
                }
            }
        }
    };
}
crate::support::on_each!(tests);
