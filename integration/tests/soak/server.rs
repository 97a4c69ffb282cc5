use crate::app;
use crate::counter::Counter;
use crate::customer::{Customer, Tally};
use crate::memory::resident_kib;
use crate::support::{ALONE, assert_all_sent, lumigo};
use crate::watch::{Seen, Watch};
use axum::Router;
use integration::wire::{TestServer, soon};
use lumigo_opentelemetry::{Lumigo, LumigoLayer};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tokio::task::JoinSet;

const REQUESTS: u64 = 200_000;
const CONNECTIONS: u64 = 64;
const PARTS: u64 = 4;

struct Soak {
    lumigo: Lumigo,
    counter: Counter,
    seen: Seen,
    tally: Arc<Tally>,
    numbers: Arc<AtomicU64>,
}

impl Soak {
    fn new() -> Self {
        let counter = Counter::default();
        Self {
            lumigo: lumigo(&counter),
            counter,
            seen: Seen::default(),
            tally: Arc::default(),
            numbers: Arc::new(AtomicU64::new(1)),
        }
    }

    /// Sends a part of the requests to a server that is gone when this returns, with every span sent.
    async fn part(&self, number: u64) {
        let app: Router = app::router(self.seen.strays.clone())
            .layer(LumigoLayer::bind(&self.lumigo))
            .with_state(());
        let server = TestServer::start(Watch::new(app, self.seen.clone())).await;
        let end = REQUESTS / PARTS * number;
        let mut customers = JoinSet::new();
        for place in 0..CONNECTIONS {
            let seed = number * CONNECTIONS + place;
            let mut customer = Customer::new(server.address(), seed, Arc::clone(&self.tally));
            let numbers = Arc::clone(&self.numbers);
            customers.spawn(async move {
                while let Ok(number) = numbers.fetch_update(Relaxed, Relaxed, |number| {
                    (number <= end).then_some(number + 1)
                }) {
                    soon(customer.send(number)).await;
                }
            });
        }
        customers.join_all().await;
        server.stop().await;
        assert_eq!(
            self.seen.strays.count(),
            0,
            "contexts keep to their requests"
        );
        assert_all_sent(&self.lumigo, &self.counter, self.seen.sampled());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_of_very_many_requests_ends_its_span_and_leaves_nothing_behind() {
    let _alone = ALONE.lock().await;
    let soak = Soak::new();
    let mut resident = Vec::new();
    for part in 1..=PARTS {
        soak.part(part).await;
        resident.push(resident_kib());
    }
    println!(
        "{resident:?} KiB, {:#?}, {:?}",
        soak.counter.outcomes(),
        soak.tally
    );
    println!("{:?}", soak.lumigo.stats());
}
