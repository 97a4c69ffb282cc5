use super::{Sql, SqlDialect};
use crate::known::place;
use arc_swap::ArcSwapOption;
use std::fmt;
use std::sync::Arc;

/// How many queries are kept.
const PLACES: usize = 512;
/// How many places a query may have.
const TRIES: usize = 4;
/// The longest query that is kept, in bytes. Longer ones are seldom the same.
const LONGEST: usize = 4096;

/// What the texts of queries tell, kept by text in a bounded table: a new text replaces another one, and
/// what is known is found without a lock and without an allocation.
///
/// ```
/// use lumigo_core::{SqlDialect, SqlTexts};
/// use std::sync::Arc;
///
/// let texts = SqlTexts::new(SqlDialect::PostgreSql, 2048);
/// let sql = texts.get("select * from orders where id = 7");
/// assert_eq!(sql.summary().as_str(), "SELECT orders");
/// assert!(Arc::ptr_eq(&sql, &texts.get("select * from orders where id = 7")));
/// ```
pub struct SqlTexts {
    dialect: SqlDialect,
    limit: usize,
    places: Box<[ArcSwapOption<Known>]>,
}

/// A text as it came, which must not show anywhere, and what it tells.
struct Known {
    text: Box<str>,
    sql: Arc<Sql>,
}

impl SqlTexts {
    /// An empty table. Sanitised texts are cut at `limit`, in characters.
    pub fn new(dialect: SqlDialect, limit: usize) -> Self {
        Self {
            dialect,
            limit,
            places: (0..PLACES).map(|_| ArcSwapOption::empty()).collect(),
        }
    }

    /// What the text tells. A text of more than 4 KiB is read each time.
    pub fn get(&self, text: &str) -> Arc<Sql> {
        if text.len() > LONGEST {
            return Arc::new(self.read(text));
        }
        let hash = place([text]);
        let mut free = None;
        for place in self.places_of(hash) {
            match &*place.load() {
                Some(known) if *known.text == *text => return Arc::clone(&known.sql),
                Some(_) => {}
                None => {
                    free = Some(place);
                    break;
                }
            }
        }
        let sql = Arc::new(self.read(text));
        let known = Known {
            text: text.into(),
            sql: Arc::clone(&sql),
        };
        // One of the places, which differs from text to text.
        let replaced = || self.places_of(hash).nth(hash % TRIES);
        if let Some(place) = free.or_else(replaced) {
            place.store(Some(Arc::new(known)));
        }
        sql
    }

    fn read(&self, text: &str) -> Sql {
        Sql::read(self.dialect, text, self.limit)
    }

    fn places_of(&self, hash: usize) -> impl Iterator<Item = &ArcSwapOption<Known>> {
        let first = hash / TRIES;
        (first..first + TRIES).filter_map(|place| self.places.get(place % PLACES))
    }
}

impl fmt::Debug for SqlTexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqlTexts")
            .field("dialect", &self.dialect)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
