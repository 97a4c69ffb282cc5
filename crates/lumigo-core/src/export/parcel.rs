use super::batch::Batch;
use bytes::Bytes;
use std::time::Instant;

/// A batch that takes no more records in, on its way out: it may take several tries.
#[derive(Debug)]
pub(super) struct Parcel {
    /// The number of its last record, which no other parcel has.
    pub(super) last: u64,
    pub(super) records: u64,
    pub(super) body: Body,
    /// Whether it is as small as it can be.
    pub(super) is_packed: bool,
    /// Its age counts from here.
    pub(super) sealed: Instant,
    pub(super) tries: u32,
    /// When it may be posted.
    pub(super) ready: Instant,
    /// The least that `ready` may be, because the backend has asked for it.
    pub(super) not_before: Instant,
}

/// What a parcel holds. It is written once in the form that is posted, before its first try, or when there
/// is little room.
#[derive(Debug)]
pub(super) enum Body {
    Records(Batch),
    Encoded(Bytes),
    /// What is posted, compressed for as long as it waits.
    Packed {
        body: Bytes,
        length: usize,
    },
}

impl Parcel {
    pub(super) fn seal(batch: Batch, now: Instant) -> Self {
        Self {
            last: batch.last(),
            records: batch.records(),
            body: Body::Records(batch),
            is_packed: false,
            sealed: now,
            tries: 0,
            ready: now,
            not_before: now,
        }
    }

    /// How many bytes it has, as it is kept.
    pub(super) fn bytes(&self) -> usize {
        self.body.bytes()
    }
}

impl Body {
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Records(batch) => batch.bytes(),
            Self::Encoded(body) | Self::Packed { body, .. } => body.len(),
        }
    }
}
