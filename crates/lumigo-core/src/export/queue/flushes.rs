/// Those who wait until all records up to a number are settled.
#[derive(Debug, Default)]
pub(super) struct Flushes {
    begun: Vec<Waiter>,
    last_id: u64,
}

#[derive(Debug)]
struct Waiter {
    id: FlushId,
    /// The number of the last record that it waits for.
    last: u64,
    unsettled: u64,
    lost: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FlushId(u64);

impl Flushes {
    /// Somebody begins to wait for the records up to the number `last`, of which so many are unsettled.
    pub(super) fn begin(&mut self, last: u64, unsettled: u64) -> FlushId {
        self.last_id += 1;
        let id = FlushId(self.last_id);
        self.begun.push(Waiter {
            id,
            last,
            unsettled,
            lost: 0,
        });
        id
    }

    /// So many records were settled, which are numbered without gaps up to `last`; so many of them are lost.
    pub(super) fn settle(&mut self, last: u64, records: u64, lost: u64) {
        for waiter in &mut self.begun {
            let later = last.saturating_sub(waiter.last);
            let awaited = records.saturating_sub(later);
            waiter.unsettled -= awaited;
            waiter.lost += lost.min(awaited);
        }
    }

    /// How many of the records that it waits for are not settled.
    pub(super) fn unsettled(&self, id: FlushId) -> u64 {
        let waiter = self.begun.iter().find(|waiter| waiter.id == id);
        waiter.map_or(0, |waiter| waiter.unsettled)
    }

    /// Forgets it; how many of the records that it waited for were lost.
    pub(super) fn end(&mut self, id: FlushId) -> u64 {
        let index = self.begun.iter().position(|waiter| waiter.id == id);
        index.map_or(0, |index| self.begun.swap_remove(index).lost)
    }

    /// Whether anybody waits.
    pub(super) fn any(&self) -> bool {
        !self.begun.is_empty()
    }
}
