use crate::customer::{Customer, Tally};
use crate::memory::resident_kib;
use crate::soak::{Soak, numbers};
use integration::wire::soon;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use tokio::task::JoinSet;

const REQUESTS: u64 = 200_000;
const CONNECTIONS: u64 = 64;
/// Memory is looked at after each of 8 parts, when nothing is under way. In the first two the program
/// warms up: pools and caches fill, and the allocator finds its size.
const PART: u64 = REQUESTS / 8;
/// What memory may grow by, in bytes for each request: half of what the smallest allocation takes. The
/// allocator alone was seen to make less than a third of it.
const GROWTH: u64 = 16;

/// Sends these requests to a server that is gone when this returns.
async fn send(soak: &Soak, requests: Range<u64>, tally: &Arc<Tally>) {
    let server = soak.serve().await;
    let shared = numbers(requests.clone());
    let mut customers = JoinSet::new();
    for place in 0..CONNECTIONS {
        let seed = requests.start + place;
        let mut customer = Customer::new(server.address(), seed, Arc::clone(tally));
        let requests = shared.clone();
        customers.spawn(async move {
            for number in requests {
                soon(customer.send(number)).await;
            }
        });
    }
    customers.join_all().await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_of_very_many_requests_ends_its_span_and_leaves_nothing_behind() {
    let soak = Soak::start().await;
    let tally = Arc::default();
    let mut resident = Vec::new();
    for start in (0..REQUESTS).step_by(PART as usize) {
        send(&soak, start..start + PART, &tally).await;
        assert_eq!(
            soak.seen.strays.count(),
            0,
            "contexts keep to their requests"
        );
        soak.assert_all_sent(0);
        resident.push(resident_kib());
    }
    assert_outcomes(&soak, &tally);
    assert_flat(&resident);
}

/// The largest of the last three sizes is three parts later than the largest of the three before. The
/// others may be smaller by what the allocator has just given back.
fn assert_flat(resident_kib: &[u64]) {
    let largest = |sizes: &[u64]| sizes.iter().copied().max();
    let (before, after) = (largest(&resident_kib[2..5]), largest(&resident_kib[5..8]));
    let growth = after.unwrap().saturating_sub(before.unwrap()) * 1024;
    println!("grown by {growth} bytes: {resident_kib:?} KiB");
    assert!(growth < 3 * PART * GROWTH, "{resident_kib:?} KiB");
}

/// What the customers know is what the spans say.
fn assert_outcomes(soak: &Soak, tally: &Tally) {
    let ended = |outcome| soak.counter.ended_with(outcome);
    let outcomes = soak.counter.outcomes();
    let known = [&tally.answered, &tally.left, &tally.panicked].map(|count| count.load(Relaxed));
    let answered = ended("Server 200") + ended("Server 404");
    let told = [
        answered,
        ended("Server cancelled 200"),
        ended("Server panic"),
    ];
    assert_eq!(told, known, "{outcomes:?}");
    // Those who left while their handler waited.
    assert!(ended("Server cancelled") > 0, "{outcomes:?}");
}
