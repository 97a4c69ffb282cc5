//! What is measured: one kind of request, watched by one contender.

use crate::pipeline::Pipeline;
use crate::{client, server};
use tokio::runtime::Builder;

/// Which contenders meet which request. What a contender costs is the difference to the `noop` beside
/// it.
const CASES: &[(&str, &[&str])] = &[
    (
        "get",
        &[
            "bare",
            "noop",
            "tower-http-text",
            "tower-http-otel",
            "otel-tower",
            "axum-tracing",
            "lumigo",
            "lumigo-captured",
            "lumigo-filtered",
            "lumigo-off",
            "lumigo-uninitialised",
        ],
    ),
    (
        "unsampled",
        &["noop", "otel-tower", "axum-tracing", "lumigo"],
    ),
    ("root", &["noop", "lumigo-filtered"]),
    (
        "post",
        &[
            "bare",
            "noop",
            "tower-http-text",
            "tower-http-otel",
            "otel-tower",
            "axum-tracing",
            "lumigo",
            "lumigo-captured",
        ],
    ),
    (
        "client",
        &[
            "bare",
            "noop",
            "reqwest-tracing",
            "lumigo",
            "lumigo-captured",
            "lumigo-filtered",
            "lumigo-off",
        ],
    ),
];

/// Set up and ready to be repeated; one in a process, because some contenders set what is global.
pub struct Case {
    repeat: Box<dyn Fn(u64)>,
    /// Where its spans go.
    pub pipeline: Pipeline,
}

impl Case {
    /// Sets up `REQUEST/CONTENDER`, whose spans go to a sink.
    #[must_use]
    pub fn new(name: &str, sink: &str) -> Self {
        let (request, contender) = name.split_once('/').expect("REQUEST/CONTENDER");
        if request == "client" {
            let (client, pipeline) = client::watched(contender, sink);
            return Self::of(pipeline, async move || client::send(&client).await);
        }
        let (router, pipeline) = server::watched(contender, sink);
        // As `axum::serve` does it; otherwise each clone would apply the layers again.
        let router = router.with_state(());
        let request = server::request(request);
        Self::of(pipeline, async move || {
            server::answer(router.clone(), request()).await
        })
    }

    fn of(pipeline: Pipeline, once: impl AsyncFn() + 'static) -> Self {
        let runtime = Builder::new_current_thread().build().expect("a runtime");
        let repeat = move |times| {
            runtime.block_on(async {
                for _ in 0..times {
                    once().await;
                }
            });
        };
        Self {
            repeat: Box::new(repeat),
            pipeline,
        }
    }

    /// Sends this many requests, one after the other, and reads the answers.
    pub fn repeat(&self, times: u64) {
        (self.repeat)(times);
    }

    /// Has everything used once that is set up when it is first used.
    pub fn warm_up(&self) {
        self.repeat(300);
        self.pipeline.flush();
    }
}

/// The names of all cases.
pub fn names() -> impl Iterator<Item = String> {
    CASES.iter().flat_map(|(request, contenders)| {
        let name = move |contender| format!("{request}/{contender}");
        contenders.iter().map(name)
    })
}
