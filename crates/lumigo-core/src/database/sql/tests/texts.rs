//! The table of texts.

use super::*;

#[test]
fn a_text_is_read_once() {
    let texts = SqlTexts::new(PostgreSql, LIMIT);
    let queries = ["select a from t", "select b from t", "", "é"];
    let first = queries.map(|query| texts.get(query));
    for (sql, query) in first.iter().zip(queries) {
        assert!(Arc::ptr_eq(sql, &texts.get(query)), "{query}");
    }
    assert_eq!(first[0].text().as_str(), queries[0]);
}

#[test]
fn new_texts_take_the_places_of_others() {
    let texts = SqlTexts::new(MySql, LIMIT);
    let query = |number: usize| format!("select c{number} from t");
    for number in 0..10_000 {
        let sql = texts.get(&query(number));
        assert_eq!(sql.text().as_str(), query(number));
        assert!(Arc::ptr_eq(&sql, &texts.get(&query(number))), "{number}");
    }
}

#[test]
fn a_hundred_texts_are_kept() {
    let texts = SqlTexts::new(Sqlite, LIMIT);
    let queries: Vec<_> = (0..100)
        .map(|number| format!("select c{number} from t"))
        .collect();
    let first: Vec<_> = queries.iter().map(|query| texts.get(query)).collect();
    let again = queries.iter().map(|query| texts.get(query));
    let kept = first
        .iter()
        .zip(again)
        .filter(|(first, again)| Arc::ptr_eq(first, again));
    assert!(kept.count() >= 98);
}

#[test]
fn long_texts_are_not_kept() {
    let texts = SqlTexts::new(PostgreSql, LIMIT);
    let query = format!("select '{}' from t", "x".repeat(4096));
    let sql = texts.get(&query);
    assert_eq!(sql.summary().as_str(), "SELECT t");
    assert_eq!(Arc::strong_count(&sql), 1);
    assert!(!Arc::ptr_eq(&sql, &texts.get(&query)));
}

#[test]
fn the_table_does_not_show_what_is_in_it() {
    let texts = SqlTexts::new(PostgreSql, LIMIT);
    texts.get("select 'secret'");
    assert_eq!(
        format!("{texts:?}"),
        "SqlTexts { dialect: PostgreSql, limit: 2048, .. }"
    );
}

#[test]
fn what_is_known_is_shared_between_threads() {
    fn assert_shared<T: Send + Sync + 'static>() {}
    assert_shared::<SqlTexts>();
    assert_shared::<Arc<Sql>>();
    let texts = SqlTexts::new(PostgreSql, LIMIT);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let texts = &texts;
            scope.spawn(move || {
                for number in 0..2_000 {
                    let query = format!("select {thread}, c{} from t", number % 300);
                    let expected = format!("select ?, c{} from t", number % 300);
                    assert_eq!(texts.get(&query).text().as_str(), expected);
                }
            });
        }
    });
}
