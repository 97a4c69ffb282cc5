use mongodb::bson::Document;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many cursors are known at once, the newest ones. Servers drop those that nobody reads from.
const MOST: usize = 4096;

/// The cursors whose documents may have secrets under any key.
#[derive(Debug, Default)]
pub(crate) struct HiddenCursors {
    ids: Mutex<VecDeque<i64>>,
}

impl HiddenCursors {
    /// Whether this is one. It is noted again by the answer, if there is more to read.
    pub(crate) fn take(&self, id: i64) -> bool {
        let mut ids = self.lock();
        let place = ids.iter().position(|known| *known == id);
        place.is_some_and(|place| ids.remove(place).is_some())
    }

    /// Takes note of the cursor in an answer that is hidden.
    pub(crate) fn note(&self, reply: &Document) {
        let cursor = reply.get_document("cursor");
        let id = cursor.and_then(|cursor| cursor.get_i64("id")).unwrap_or(0);
        if id == 0 {
            return;
        }
        let mut ids = self.lock();
        if ids.len() == MOST {
            ids.pop_front();
        }
        ids.push_back(id);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<i64>> {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mongodb::bson::doc;

    #[test]
    fn a_cursor_is_known_until_there_is_no_more_to_read() {
        let cursors = HiddenCursors::default();
        cursors.note(&doc! { "cursor": { "id": 7_i64 } });
        assert!(cursors.take(7) && !cursors.take(7));
        for end in [
            doc! { "cursor": { "id": 0_i64 } },
            doc! { "cursor": 7 },
            doc! {},
        ] {
            cursors.note(&end);
            assert!(!cursors.take(0));
        }
    }

    #[test]
    fn the_newest_are_known() {
        let cursors = HiddenCursors::default();
        let most = i64::try_from(MOST).unwrap();
        for id in 1..=most + 1 {
            cursors.note(&doc! { "cursor": { "id": id } });
        }
        assert!(!cursors.take(1) && cursors.take(2) && cursors.take(most + 1));
    }
}
