//! Together with other layers.

use crate::support::{PATIENCE, bodies, logging_to, with};
use lumigo_opentelemetry::Lumigo;
use lumigo_testing::OtlpSink;
use std::io::Write;
use std::sync::{Arc, Mutex};
use tracing::level_filters::LevelFilter;
use tracing::{Dispatch, Level, Subscriber};
use tracing_subscriber::filter::{FilterExt, Targets, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{Registry, registry};

/// What a fmt layer has written.
#[derive(Clone, Default)]
struct Console(Arc<Mutex<Vec<u8>>>);

impl Console {
    fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    fn layer<S: Subscriber + for<'a> LookupSpan<'a>>(&self) -> impl Layer<S> + use<S> {
        let plain = tracing_subscriber::fmt::layer()
            .without_time()
            .with_target(false);
        plain
            .with_ansi(false)
            .with_level(false)
            .with_writer(self.clone())
    }
}

impl Write for Console {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Console {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Ways to compose the layers; each with what the console and the logs get of `log`'s events.
const COMPOSITIONS: &[(&str, Compose, &[&str], &[&str])] = &[
    (
        "console, logs",
        |c, l| Dispatch::new(registry().with(c.layer()).with(l.tracing_layer())),
        ALL,
        ALL,
    ),
    (
        "logs, console",
        |c, l| Dispatch::new(registry().with(l.tracing_layer()).with(c.layer())),
        ALL,
        ALL,
    ),
    (
        "console at INFO, logs",
        |c, l| {
            let console = c.layer().with_filter(LevelFilter::INFO);
            Dispatch::new(registry().with(console).with(l.tracing_layer()))
        },
        INFO,
        ALL,
    ),
    (
        "logs, console at INFO",
        |c, l| {
            let console = c.layer().with_filter(LevelFilter::INFO);
            Dispatch::new(registry().with(l.tracing_layer()).with(console))
        },
        INFO,
        ALL,
    ),
    (
        "console, logs at INFO",
        |c, l| {
            let logs = l.tracing_layer().with_filter(LevelFilter::INFO);
            Dispatch::new(registry().with(c.layer()).with(logs))
        },
        ALL,
        INFO,
    ),
    (
        "logs at INFO, console",
        |c, l| {
            let logs = l.tracing_layer().with_filter(LevelFilter::INFO);
            Dispatch::new(registry().with(logs).with(c.layer()))
        },
        ALL,
        INFO,
    ),
    (
        "everything at INFO, from within",
        |c, l| {
            let within = registry().with(LevelFilter::INFO);
            Dispatch::new(within.with(c.layer()).with(l.tracing_layer()))
        },
        INFO,
        INFO,
    ),
    (
        "everything at INFO, from around",
        |c, l| {
            let within = registry().with(l.tracing_layer()).with(c.layer());
            Dispatch::new(within.with(LevelFilter::INFO))
        },
        INFO,
        INFO,
    ),
    (
        "logs of one target, console at INFO",
        |c, l| {
            let logs = l
                .tracing_layer()
                .with_filter(Targets::new().with_target("h2", Level::TRACE));
            let console = c
                .layer()
                .with_filter(LevelFilter::INFO.and(filter_fn(|_| true)));
            Dispatch::new(registry().with(console).with(logs))
        },
        INFO,
        &["trace"],
    ),
    (
        "boxed in a list",
        |c, l| {
            let layers: Vec<Box<dyn Layer<Registry> + Send + Sync>> =
                vec![l.tracing_layer().boxed(), c.layer().boxed()];
            Dispatch::new(registry().with(layers))
        },
        ALL,
        ALL,
    ),
    (
        "as one layer",
        |c, l| Dispatch::new(registry().with(c.layer().and_then(l.tracing_layer()))),
        ALL,
        ALL,
    ),
];

type Compose = fn(&Console, &Lumigo) -> Dispatch;

const ALL: &[&str] = &["error", "info", "debug", "trace"];
const INFO: &[&str] = &["error", "info"];

/// Events of several levels, in a span and outside of one.
fn log() {
    tracing::error!("error");
    tracing::info_span!("span").in_scope(|| tracing::info!("info"));
    tracing::debug!("debug");
    tracing::trace!(target: "h2", "trace");
}

fn last_words(lines: &[String]) -> Vec<&str> {
    lines
        .iter()
        .filter_map(|line| line.split_whitespace().last())
        .collect()
}

#[test]
fn every_layer_gets_what_its_own_filter_lets_through() {
    for (name, compose, console_gets, logs_get) in COMPOSITIONS {
        let (sink, console) = (OtlpSink::start(), Console::default());
        let lumigo = logging_to(&sink).build();
        for _ in 0..2 {
            tracing::dispatcher::with_default(&compose(&console, &lumigo), log);
            tracing::callsite::rebuild_interest_cache();
        }
        lumigo.force_flush(PATIENCE).unwrap();
        let twice = |once: &[&'static str]| [once, once].concat();
        assert_eq!(last_words(&console.lines()), twice(console_gets), "{name}");
        let mut logs = sink.logs();
        logs.sort_by_key(|log| log.unix_nano);
        assert_eq!(bodies(&logs), twice(logs_get), "{name}");
    }
}

#[test]
fn logs_that_are_off_keep_nothing_from_the_others() {
    let sink = OtlpSink::start();
    let endpoint = sink.logs_endpoint();
    let off: [&[(&str, &str)]; 4] = [
        &[("LUMIGO_TRACER_TOKEN", "t_test")],
        &[
            ("LUMIGO_TRACER_TOKEN", "t_test"),
            ("LUMIGO_ENABLE_LOGS", "yes"),
        ],
        &[("LUMIGO_ENABLE_LOGS", "true")],
        &[
            ("LUMIGO_TRACER_TOKEN", "t_test"),
            ("LUMIGO_ENABLE_LOGS", "true"),
            ("LUMIGO_SWITCH_OFF", "true"),
        ],
    ];
    for variables in off {
        let lumigo = with(variables)
            .with_variable("LUMIGO_LOGS_ENDPOINT", &*endpoint)
            .build();
        for (name, compose, console_gets, _) in COMPOSITIONS {
            let console = Console::default();
            tracing::dispatcher::with_default(&compose(&console, &lumigo), log);
            assert_eq!(last_words(&console.lines()), *console_gets, "{name}");
        }
        lumigo.force_flush(PATIENCE).unwrap();
        assert_eq!(lumigo.log_stats(), Default::default());
    }
    assert!(sink.requests().is_empty());
}

#[test]
fn what_no_filter_lets_through_is_never_asked_about() {
    let (console, lumigo) = (Console::default(), with(&[]).build());
    let logs = lumigo.tracing_layer().with_filter(LevelFilter::INFO);
    let console = console.layer().with_filter(LevelFilter::INFO);
    let subscriber = registry().with(console).with(logs);
    assert_eq!(subscriber.max_level_hint(), Some(LevelFilter::INFO));
}

#[test]
fn the_layer_is_shared_between_threads() {
    fn assert_shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    assert_shared(&with(&[]).build().tracing_layer());
}
