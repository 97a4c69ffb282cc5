//! Whatever a program logs, it goes on as if we were not there.

use crate::support::{PATIENCE, bodies, log_of, logging_to, logs_of, subscriber};
use lumigo_testing::OtlpSink;
use opentelemetry::trace::{Tracer, TracerProvider};
use opentelemetry_sdk::trace::SdkTracer;
use std::fmt;

/// Formats itself by this function.
struct Odd(fn(&mut fmt::Formatter<'_>) -> fmt::Result);

impl fmt::Debug for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.0)(f)
    }
}

#[test]
fn a_debug_that_fails_leaves_what_it_has_written() {
    let odd = Odd(|f| f.write_str("begun").and(Err(fmt::Error)));
    let log = log_of(|| tracing::info!(?odd, "message {odd:?}"));
    assert_eq!(log.body, "message begun");
    assert_eq!(log.attribute("odd"), Some(&"begun".into()));
}

#[test]
fn a_debug_that_expects_every_write_to_succeed_is_not_disappointed() {
    let odd = Odd(|f| {
        (0..10_000).for_each(|_| f.write_str("ten bytes.").unwrap());
        Ok(())
    });
    let log = log_of(|| tracing::info!(?odd, "long"));
    assert_eq!(log.attributes["odd"].as_str().unwrap().len(), 2048);
}

#[test]
fn a_debug_that_logs_harms_nobody() {
    let odd = Odd(|f| {
        tracing::info!("inner");
        f.write_str("odd")
    });
    let logs = logs_of(|| tracing::info!(?odd, "outer"));
    // `tracing` itself leaves the inner event out, unless the subscriber is the process's.
    assert_eq!(bodies(&logs), ["outer"]);
}

/// Makes a span when it is formatted.
struct Traced<'a>(&'a SdkTracer);

impl fmt::Debug for Traced<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.in_span("inside", |_| f.write_str("traced"))
    }
}

#[test]
fn a_debug_that_makes_a_span_does_not_change_the_events_own() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink).build();
    let tracer = lumigo.tracer_provider().tracer("host");
    let odd = Traced(&tracer);
    tracing::dispatcher::with_default(&subscriber(&lumigo), || {
        tracer.in_span("outer", |_| tracing::info!(?odd, "logged"));
    });
    lumigo.force_flush(PATIENCE).unwrap();
    let outer = sink.spans().into_iter().find(|span| span.name == "outer");
    assert_eq!(sink.logs()[0].span_id, Some(outer.unwrap().span_id));
}

#[test]
fn a_debug_that_panics_costs_the_rest_of_its_text() {
    let odd = Odd(|f| {
        f.write_str("begun")?;
        panic!("of the host")
    });
    let log = log_of(|| tracing::info!(?odd, items = 3, "kept"));
    assert_eq!(
        (&log.body, log.attribute("odd")),
        (&"kept".into(), Some(&"begun".into()))
    );
    assert_eq!(log.attribute("items"), Some(&3.into()));
}

#[test]
fn many_fields_and_many_targets_are_kept_apart() {
    let logs = logs_of(|| {
        tracing::info!(target: "a", "1");
        tracing::info!(target: "b", "2");
        tracing::info!(target: "a", "3");
    });
    let mut found: Vec<_> = logs
        .iter()
        .map(|log| (&*log.scope_name, log.body.as_str()))
        .collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [("a", Some("1")), ("a", Some("3")), ("b", Some("2"))]
    );
}
