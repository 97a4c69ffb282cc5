//! What holds for the queue, whatever comes when.

use super::state::State;
use crate::config::Batching;
use crate::export::batch::Batch;
use crate::export::parcel::{Body, Parcel};
use crate::export::transport::Answer;
use bytes::Bytes;
use opentelemetry::InstrumentationScope;
use proptest::prelude::*;
use std::time::{Duration, Instant};

const BATCHING: Batching = Batching {
    delay: Duration::from_secs(5),
    batch_size: None,
    queue_size: None,
    timeout: None,
    concurrency: 4,
    buffer_bytes: 64_000,
    max_age: Duration::from_secs(60),
};
const RECORD: &[u8] = &[0; 1_000];

/// A queue, a clock, and what senders have in their hands.
struct Bench {
    state: State,
    now: Instant,
    in_hand: Vec<Parcel>,
}

impl Bench {
    fn new(batching: Batching) -> Self {
        let now = Instant::now();
        Self {
            state: State::new(&batching, 768 << 10, now),
            now,
            in_hand: Vec::new(),
        }
    }

    fn push(&mut self, length: usize) {
        let scope = InstrumentationScope::builder("scope").build();
        let now = self.now;
        self.state.push(&scope, &vec![0; length], || now);
    }

    /// Makes parcels of one record each.
    fn parcels(&mut self, count: usize) {
        for _ in 0..count {
            self.push(RECORD.len());
            self.state.seal(self.now);
        }
    }

    fn take(&mut self) -> Option<u64> {
        let parcel = self.state.take(self.now)?;
        let last = parcel.last;
        self.in_hand.push(parcel);
        Some(last)
    }

    fn answer(&mut self, index: usize, answer: &Answer) {
        let parcel = self.in_hand.remove(index);
        self.state.settle(parcel, answer, self.now, 1.0);
    }

    fn pass(&mut self, milliseconds: u64) {
        self.now += Duration::from_millis(milliseconds);
    }

    /// Takes and answers until nothing is left, and says what was taken.
    fn drain(&mut self) -> Vec<u64> {
        let mut taken = Vec::new();
        for _ in 0..10_000 {
            while let Some(last) = self.take() {
                taken.push(last);
            }
            while !self.in_hand.is_empty() {
                self.answer(0, &Answer::Accepted);
            }
            let Some(next) = self.state.next_work() else {
                break;
            };
            self.now = self.now.max(next);
        }
        taken
    }
}

fn down() -> Answer {
    Answer::unavailable("down")
}

fn leave_me_alone(seconds: u64) -> Answer {
    Answer::Unavailable {
        cause: "busy".to_owned(),
        retry_after: Some(Duration::from_secs(seconds)),
    }
}

#[test]
fn a_batch_is_posted_when_it_is_full_or_due() {
    let mut bench = Bench::new(BATCHING);
    (0..7).for_each(|_| bench.push(1_000));
    assert_eq!(bench.take(), None);
    bench.push(1_000);
    assert_eq!(bench.take(), Some(7), "it has no room for another one");
    bench.pass(4_999);
    assert_eq!(bench.take(), None);
    bench.pass(1);
    assert_eq!(bench.take(), Some(8));
    bench.push(8_000);
    assert_eq!(bench.take(), Some(9));
}

#[test]
fn batches_grow_while_all_posts_are_in_flight() {
    let mut bench = Bench::new(Batching {
        buffer_bytes: 8 << 20,
        ..BATCHING
    });
    let full = 256 << 10;
    for _ in 0..4 {
        bench.push(full);
        assert!(bench.take().is_some());
    }
    (0..3).for_each(|_| bench.push(full - 100));
    assert_eq!(bench.take(), None, "no post is free");
    bench.answer(0, &Answer::Accepted);
    assert_eq!(bench.take(), Some(7), "all three at once");
    (0..5).for_each(|_| bench.push(full - 100));
    bench.answer(0, &Answer::Accepted);
    assert_eq!(bench.take(), Some(10), "no more than 768 KiB");
}

#[test]
fn while_the_backend_is_down_one_post_at_a_time_finds_out() {
    let mut bench = Bench::new(BATCHING);
    bench.parcels(3);
    assert_eq!(bench.take(), Some(1));
    bench.answer(0, &down());
    assert_eq!(bench.take(), None, "it is too early");
    bench.pass(100);
    assert_eq!(bench.take(), Some(2), "it was not tried yet");
    assert_eq!(bench.take(), None, "another one is in flight");
    bench.answer(0, &down());
    bench.pass(100);
    assert_eq!(bench.take(), None, "it is too early again");
    bench.pass(100);
    assert_eq!(bench.take(), Some(3));
    bench.answer(0, &Answer::Accepted);
    assert_eq!((bench.take(), bench.take()), (Some(1), Some(2)));
}

#[test]
fn posts_that_fail_together_are_one_failure() {
    let mut bench = Bench::new(BATCHING);
    bench.parcels(4);
    while bench.take().is_some() {}
    (0..4).for_each(|_| bench.answer(0, &down()));
    bench.pass(100);
    assert_eq!(bench.take(), Some(1));
}

#[test]
fn what_always_fails_keeps_nothing_else_back() {
    let mut bench = Bench::new(BATCHING);
    bench.parcels(3);
    let mut sent = Vec::new();
    for _ in 0..200 {
        bench.pass(100);
        while let Some(last) = bench.take() {
            let answer = if last == 1 { down() } else { Answer::Accepted };
            sent.extend((last != 1).then_some(last));
            bench.answer(0, &answer);
        }
    }
    assert_eq!(sent, [2, 3]);
    assert_eq!(bench.state.counts().waiting(), 1);
}

#[test]
fn a_post_that_hangs_does_not_keep_others_from_finding_out() {
    for (waits, patience) in [(false, 2_000), (true, 500)] {
        let mut bench = Bench::new(BATCHING);
        bench.parcels(3);
        bench.take();
        bench.answer(0, &down());
        bench.pass(100);
        assert_eq!(bench.take(), Some(2));
        if waits {
            bench.state.begin_flush(bench.now);
        }
        bench.pass(patience - 1);
        assert_eq!(bench.take(), None, "it may be answered yet");
        bench.pass(1);
        assert_eq!(bench.take(), Some(3));
        assert_eq!(bench.take(), None, "this one too");
        bench.answer(1, &down());
        bench.answer(0, &down());
        assert_eq!(bench.take(), None);
        bench.pass(200);
        assert_eq!(bench.take(), Some(1), "the first of them tells nothing new");
    }
}

#[test]
fn what_hangs_makes_no_post_earlier_than_the_backend_has_asked_for() {
    let mut bench = Bench::new(BATCHING);
    bench.parcels(3);
    while bench.take().is_some() {}
    bench.answer(0, &down());
    bench.pass(100);
    assert_eq!(bench.take(), Some(1));
    bench.answer(0, &leave_me_alone(10));
    assert_eq!(bench.in_hand.len(), 2, "the latest one hangs");
    bench.pass(9_999);
    assert_eq!(bench.take(), None);
    bench.pass(1);
    assert_eq!(bench.take(), Some(2));
}

#[test]
fn what_comes_while_nothing_can_be_posted_is_put_together() {
    let mut bench = Bench::new(BATCHING);
    bench.parcels(1);
    bench.take();
    bench.answer(0, &leave_me_alone(10));
    for _ in 0..20 {
        bench.push(100);
        let flush = bench.state.begin_flush(bench.now);
        assert_eq!(bench.take(), None);
        bench.state.end_flush(flush);
        bench.pass(490);
    }
    bench.pass(200);
    assert_eq!((bench.take(), bench.take()), (Some(21), None));
}

#[test]
fn a_flush_waits_for_what_came_before_it_alone() {
    for (answer, lost) in [
        (Answer::Accepted, 0),
        (Answer::Refused(String::new()), 2),
        (
            Answer::Partly {
                rejected: 3,
                message: String::new(),
            },
            2,
        ),
    ] {
        let mut bench = Bench::new(BATCHING);
        bench.push(64_001);
        (0..2).for_each(|_| bench.push(100));
        let flush = bench.state.begin_flush(bench.now);
        assert_eq!(bench.state.unsettled(flush), 2);
        bench.push(64_001);
        (0..3).for_each(|_| bench.push(100));
        assert_eq!(bench.take(), Some(5), "all of them at once");
        bench.answer(0, &answer);
        assert_eq!(bench.state.unsettled(flush), 0);
        assert_eq!(bench.state.end_flush(flush), lost, "{answer:?}");
    }
}

#[test]
fn what_the_backend_asks_for_is_obeyed_in_a_flush_and_not_at_the_end() {
    let mut bench = Bench::new(BATCHING);
    bench.parcels(1);
    bench.take();
    bench.answer(0, &leave_me_alone(10));
    bench.state.begin_flush(bench.now);
    bench.pass(9_999);
    assert_eq!(bench.take(), None);
    bench.pass(1);
    assert_eq!(bench.take(), Some(1));
    bench.answer(0, &leave_me_alone(10));
    bench.state.close(bench.now);
    bench.state.begin_flush(bench.now);
    bench.pass(500);
    assert_eq!(bench.take(), Some(1));
    bench.answer(0, &leave_me_alone(10));
    bench.pass(500);
    assert_eq!(bench.take(), Some(1));
}

#[test]
fn nobody_is_left_alone_for_longer_than_something_is_kept() {
    let mut bench = Bench::new(BATCHING);
    bench.parcels(1);
    bench.take();
    bench.answer(0, &leave_me_alone(u64::MAX));
    assert_eq!(bench.state.next_work(), Some(bench.now + BATCHING.max_age));
}

#[test]
fn a_flush_shortens_the_pauses() {
    let mut bench = Bench::new(BATCHING);
    bench.parcels(1);
    for _ in 0..10 {
        bench.take().unwrap();
        bench.answer(0, &down());
        bench.now = bench.state.next_work().unwrap();
    }
    bench.take().unwrap();
    bench.answer(0, &down());
    assert_eq!(
        bench.state.next_work(),
        Some(bench.now + Duration::from_secs(5))
    );
    bench.state.begin_flush(bench.now);
    assert_eq!(
        bench.state.next_work(),
        Some(bench.now + Duration::from_millis(500))
    );
}

/// A process may have been stopped for longer than that, and its backend was never away.
#[test]
fn what_is_too_old_is_dropped_when_a_try_after_its_time_has_failed() {
    let mut bench = Bench::new(BATCHING);
    bench.parcels(2);
    bench.take();
    bench.pass(60_000);
    bench.answer(0, &down());
    assert_eq!(bench.state.counts().dropped(), 0, "that try began in time");
    bench.pass(100);
    bench.take().unwrap();
    bench.answer(0, &down());
    let counts = bench.state.counts();
    assert_eq!((counts.dropped_by.expired, counts.waiting()), (2, 0));
}

#[test]
fn what_is_in_flight_counts_and_is_not_displaced() {
    let mut bench = Bench::new(BATCHING);
    bench.parcels(1);
    bench.take();
    bench.parcels(100);
    let counts = bench.state.counts();
    assert!(counts.waiting_bytes <= 64_000, "{counts:?}");
    assert_eq!(counts.dropped_by.displaced, 101 - counts.waiting());
    bench.answer(0, &Answer::Accepted);
    assert_eq!(bench.state.counts().sent, 1);
    let displaced = counts.dropped_by.displaced;
    let rest: Vec<_> = (displaced + 2..=101).collect();
    assert_eq!(bench.drain(), rest, "the oldest went");
}

#[test]
fn what_is_larger_than_the_buffer_displaces_nothing_but_itself() {
    let mut bench = Bench::new(BATCHING);
    bench.push(1_000);
    bench.push(64_001);
    let counts = bench.state.counts();
    assert_eq!((counts.dropped_by.displaced, counts.waiting()), (1, 1));
}

#[test]
fn what_waits_is_packed_when_the_backend_is_down_and_the_buffer_is_half_full() {
    let mut bench = Bench::new(BATCHING);
    let parcel = |bench: &mut Bench, length| {
        bench.push(length);
        bench.state.seal(bench.now);
    };
    (0..6).for_each(|_| parcel(&mut bench, 5_000));
    bench.take();
    bench.answer(0, &down());
    assert!(
        bench.state.take_to_pack(bench.now).is_none(),
        "there is room"
    );
    parcel(&mut bench, 4_000);
    parcel(&mut bench, 5_000);
    let mut parcel = bench.state.take_to_pack(bench.now).unwrap();
    assert_eq!(parcel.last, 1);
    assert!(bench.state.take_to_pack(bench.now).is_none(), "one by one");
    parcel.body = Body::Encoded(Bytes::from_static(b"small"));
    parcel.is_packed = true;
    let before = bench.state.counts();
    bench.state.packed(parcel, None, bench.now);
    let after = bench.state.counts();
    assert_eq!(after.waiting(), before.waiting());
    assert_eq!(after.waiting_bytes, before.waiting_bytes - 5_005 + 5);
    let next = bench.state.take_to_pack(bench.now).unwrap();
    assert_eq!(next.last, 2);
}

#[test]
fn all_that_is_large_is_packed_once() {
    let mut bench = Bench::new(BATCHING);
    for length in [5_000, 1_000, 5_000, 5_000, 1_000, 20_000] {
        bench.push(length);
        bench.state.seal(bench.now);
    }
    (0..3).for_each(|_| _ = bench.take());
    (0..3).for_each(|_| bench.answer(0, &down()));
    let mut packed = Vec::new();
    while let Some(mut parcel) = bench.state.take_to_pack(bench.now) {
        packed.push(parcel.last);
        parcel.is_packed = true;
        bench.state.packed(parcel, None, bench.now);
    }
    assert_eq!(packed, [1, 3, 4, 6]);
    bench.push(5_000);
    bench.state.seal(bench.now);
    assert_eq!(bench.state.take_to_pack(bench.now).unwrap().last, 7);
}

#[test]
fn an_answer_to_what_a_shutdown_has_given_up_counts_no_more() {
    for late in [Answer::Accepted, Answer::Refused(String::new()), down()] {
        let mut bench = Bench::new(BATCHING);
        bench.parcels(3);
        bench.take();
        bench.state.close(bench.now);
        bench.state.abandon(bench.now);
        let counts = bench.state.counts();
        assert_eq!(counts.dropped_by.abandoned, 3);
        bench.answer(0, &late);
        bench.push(1_000);
        assert_eq!(bench.state.counts(), counts, "{late:?}");
        assert!(bench.state.has_ended());
    }
}

#[test]
fn records_that_are_left_out_of_a_post_are_rejected() {
    for (rejected, expected) in [(0, (5, 0)), (2, (3, 2)), (9, (0, 5))] {
        let mut bench = Bench::new(BATCHING);
        (0..5).for_each(|_| bench.push(100));
        let flush = bench.state.begin_flush(bench.now);
        bench.take();
        let message = String::new();
        bench.answer(0, &Answer::Partly { rejected, message });
        let counts = bench.state.counts();
        assert_eq!((counts.sent, counts.dropped_by.rejected), expected);
        assert_eq!(bench.state.unsettled(flush), 0);
        assert_eq!(bench.state.end_flush(flush), expected.1);
    }
}

#[derive(Clone, Debug)]
enum Op {
    Push(usize),
    Take,
    /// The parcel in hand with this index is compressed, or grows.
    Encode(usize, usize),
    Answer(usize, Answer),
    /// A parcel is taken to be made this small, and others are first.
    Pack(usize),
    Packed,
    Flush,
    EndFlush(usize),
    Pass(u64),
    Close,
    Abandon,
}

fn op() -> impl Strategy<Value = Op> {
    let answer = prop_oneof![
        4 => Just(Answer::Accepted),
        1 => (0..9_u64).prop_map(|rejected| Answer::Partly { rejected, message: String::new() }),
        1 => Just(Answer::Refused(String::new())),
        3 => Just(down()),
        1 => (0..100_u64).prop_map(leave_me_alone),
    ];
    prop_oneof![
        400 => prop_oneof![0..400_usize, 0..4_000_usize, 0..30_000_usize].prop_map(Op::Push),
        100 => Just(Op::Take),
        50 => (any::<usize>(), 0..9_000_usize).prop_map(|(index, length)| Op::Encode(index, length)),
        100 => (any::<usize>(), answer).prop_map(|(index, answer)| Op::Answer(index, answer)),
        50 => (0..9_000_usize).prop_map(Op::Pack),
        50 => Just(Op::Packed),
        40 => Just(Op::Flush),
        40 => any::<usize>().prop_map(Op::EndFlush),
        50 => (0..20_000_u64).prop_map(Op::Pass),
        1 => Just(Op::Close),
        1 => Just(Op::Abandon),
    ]
}

fn batching() -> impl Strategy<Value = Batching> {
    let size = || prop::option::of(1..40_usize);
    let (bytes, concurrency) = (1_000..100_000_usize, 1..5_usize);
    (size(), size(), bytes, concurrency).prop_map(|(batch_size, queue_size, bytes, concurrency)| {
        Batching {
            batch_size,
            queue_size,
            buffer_bytes: bytes,
            concurrency,
            ..BATCHING
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nothing_is_lost_without_being_counted(
        batching in batching(),
        ops in prop::collection::vec(op(), 1..300),
    ) {
        let mut bench = Bench::new(batching);
        let (mut recorded, mut closed) = (0, false);
        let (mut flushes, mut packing) = (Vec::new(), None);
        for op in ops {
            let before = bench.state.counts();
            match op {
                Op::Push(length) => {
                    bench.push(length);
                    recorded += u64::from(!closed);
                }
                Op::Take => {
                    let was_down = bench.state.is_down();
                    let oldest = bench.state.oldest_ready(bench.now);
                    let taken = bench.take();
                    if let (Some(oldest), Some(taken)) = (oldest, taken) {
                        prop_assert_eq!(oldest, taken);
                    }
                    if was_down && taken.is_some() {
                        prop_assert_eq!(bench.take(), None);
                    }
                }
                Op::Encode(index, length) => {
                    let count = bench.in_hand.len().max(1);
                    if let Some(parcel) = bench.in_hand.get_mut(index % count) {
                        parcel.body = Body::Encoded(Bytes::from(vec![0; length]));
                        bench.state.encoded(parcel, Body::Records(Batch::default()));
                    }
                }
                Op::Answer(index, answer) => {
                    let count = bench.in_hand.len();
                    if count > 0 {
                        bench.answer(index % count, &answer);
                    }
                }
                Op::Pack(length) => {
                    if let Some(mut parcel) = bench.state.take_to_pack(bench.now) {
                        prop_assert!(packing.is_none());
                        parcel.body = Body::Encoded(Bytes::from(vec![0; length]));
                        parcel.is_packed = true;
                        packing = Some(parcel);
                    }
                }
                Op::Packed => {
                    if let Some(parcel) = packing.take() {
                        bench.state.packed(parcel, None, bench.now);
                    }
                }
                Op::Flush => {
                    let flush = bench.state.begin_flush(bench.now);
                    prop_assert_eq!(bench.state.unsettled(flush), before.waiting());
                    flushes.push((flush, before.dropped()));
                }
                Op::EndFlush(index) => {
                    let count = flushes.len();
                    if count > 0 {
                        let (flush, dropped) = flushes.swap_remove(index % count);
                        prop_assert!(bench.state.unsettled(flush) <= before.waiting());
                        let lost = bench.state.end_flush(flush);
                        prop_assert!(lost <= before.dropped() - dropped);
                    }
                }
                Op::Pass(milliseconds) => bench.pass(milliseconds),
                Op::Close => {
                    bench.state.close(bench.now);
                    closed = true;
                }
                Op::Abandon => {
                    bench.state.close(bench.now);
                    bench.state.abandon(bench.now);
                    closed = true;
                    prop_assert_eq!(bench.state.counts().waiting(), 0);
                }
            }
            prop_assert_eq!(bench.state.counts().recorded, recorded);
            bench.state.check()?;
        }
        if let Some(parcel) = packing {
            bench.state.packed(parcel, None, bench.now);
        }
        bench.drain();
        bench.state.check()?;
        let counts = bench.state.counts();
        prop_assert_eq!((counts.waiting(), counts.waiting_bytes), (0, 0));
        for (flush, _) in flushes {
            prop_assert_eq!(bench.state.unsettled(flush), 0);
        }
    }
}
