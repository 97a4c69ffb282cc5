use crate::app::ROWS;
use crate::soak::{Soak, numbers, pause};
use integration::random::Random;
use integration::wire::soon;
use lumigo_opentelemetry::LumigoMiddleware;
use reqwest::Client;
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use std::pin::pin;
use tokio::task::JoinSet;

const REQUESTS: u64 = 20_000;
const CALLERS: u64 = 32;

/// A request, and what becomes of it.
#[derive(Clone, Copy, Debug)]
enum Way {
    Read,
    Rows,
    Missing,
    Panic,
    LeaveHandler,
    LeaveUpload,
    LeaveHead,
    LeaveBody,
}

/// Of 100 requests.
const WAYS: [(u64, Way); 8] = [
    (30, Way::Read),
    (10, Way::Rows),
    (10, Way::Missing),
    (5, Way::Panic),
    (10, Way::LeaveHandler),
    (15, Way::LeaveUpload),
    (10, Way::LeaveHead),
    (10, Way::LeaveBody),
];

struct Caller {
    http: ClientWithMiddleware,
    url: String,
    random: Random,
}

impl Caller {
    async fn call(&mut self) {
        let way = self.random.choose(&WAYS);
        let polls = self.random.below(6);
        match way {
            Way::Read => assert_eq!(self.get("/orders/7").await, "{\"id\":7,\"card\":\"4111\"}"),
            Way::Rows => assert_eq!(self.get("/rows").await.lines().count(), ROWS),
            Way::Missing => assert_eq!(self.get("/missing").await, ""),
            Way::Panic => assert!(self.http.get(self.to("/panic")).send().await.is_err()),
            Way::LeaveHandler => leave(self.http.get(self.to("/never")).send(), polls).await,
            Way::LeaveUpload => {
                let upload = self.http.post(self.to("/orders")).body("x".repeat(5_000));
                leave(upload.send(), polls).await;
            }
            Way::LeaveHead => {
                let response = self.http.get(self.to("/orders/7")).send().await;
                assert_eq!(response.expect("an answer").status(), 200);
            }
            Way::LeaveBody => {
                let response = self.http.get(self.to("/feed")).send().await;
                let row = response.expect("an answer").chunk().await;
                assert!(row.expect("a row").is_some());
            }
        }
    }

    fn to(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    async fn get(&self, path: &str) -> String {
        let response = self.http.get(self.to(path)).send().await;
        response.expect("an answer").text().await.expect("a body")
    }
}

/// Gives a future up that has been polled at least once.
async fn leave<F: Future>(future: F, polls: u64) {
    let mut future = pin!(future);
    tokio::select! {
        biased;
        _ = &mut future => (),
        () = pause(polls) => (),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_of_many_calls_ends_its_span_wherever_it_is_left() {
    let soak = Soak::start().await;
    let server = soak.serve().await;
    let http = Client::builder().no_proxy().build().expect("a client");
    let middleware = LumigoMiddleware::bind(&soak.lumigo);
    let http = ClientBuilder::new(http).with(middleware).build();
    let requests = numbers(0..REQUESTS);
    let mut callers = JoinSet::new();
    for seed in 0..CALLERS {
        let mut caller = Caller {
            http: http.clone(),
            url: server.url(""),
            random: Random::new(seed),
        };
        let requests = requests.clone();
        callers.spawn(async move {
            for _ in requests {
                soon(caller.call()).await;
            }
        });
    }
    callers.join_all().await;
    drop(http);
    server.stop().await;
    assert_eq!(
        soak.seen.strays.count(),
        0,
        "contexts keep to their requests"
    );
    soak.assert_all_sent(REQUESTS);
}
