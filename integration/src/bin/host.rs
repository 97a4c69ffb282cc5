//! A host for the tests of what `init` does to a process: `host PLAN RUNTIME`.
//!
//! It serves one request over a socket through the unit values, and prints what the client got.

use axum::Router;
use axum::routing::get;
use lumigo_opentelemetry::{Lumigo, LumigoLayer, LumigoMiddleware};
use opentelemetry::global;
use opentelemetry::trace::{Span, Tracer};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Span as SdkSpan, SpanData, SpanProcessor};
use std::future::IntoFuture;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let plan = arguments.next().expect("a plan");
    let runtime = arguments.next().expect("a runtime");
    match runtime.as_str() {
        "multi-thread" => run_on(Builder::new_multi_thread().enable_all().build(), &plan),
        "current-thread" => run_on(Builder::new_current_thread().enable_all().build(), &plan),
        _ => run_without_runtime(&plan),
    }
    println!("done");
}

/// Everything happens inside the runtime, `init` and the end included.
fn run_on(runtime: std::io::Result<Runtime>, plan: &str) {
    runtime.expect("a runtime").block_on(async {
        match plan {
            "shutdown" => {
                let lumigo = lumigo_opentelemetry::init();
                serve_one().await;
                lumigo.shutdown();
            }
            "drop" => {
                let _lumigo = lumigo_opentelemetry::init();
                serve_one().await;
            }
            "flush" => {
                let lumigo = lumigo_opentelemetry::init();
                serve_one().await;
                println!("flush {:?}", lumigo.force_flush(Duration::from_secs(5)));
                std::process::exit(0);
            }
            "panicking-subscriber" => {
                tracing_subscriber::registry().with(Panicking).init();
                let lumigo = lumigo_opentelemetry::init();
                for _ in 0..2 {
                    serve_one().await;
                    println!("flush {:?}", lumigo.force_flush(Duration::from_secs(5)));
                }
                lumigo.shutdown();
            }
            "twice" => twice().await,
            "again" => again(Lumigo::shutdown).await,
            "again-by-provider" => {
                again(|lumigo| drop(lumigo.tracer_provider().shutdown())).await;
            }
            other => println!("no plan {other}"),
        }
    });
}

fn run_without_runtime(plan: &str) {
    if plan == "panic-hook-of-a-processor" {
        let builder = Lumigo::builder().with_span_processor(PanickingProcessor);
        flush_in_the_panic_hook(&builder.init());
        global::tracer("host").in_span("work", |_| ());
        std::process::abort();
    }
    let lumigo = lumigo_opentelemetry::init();
    global::tracer("host").in_span("work", |_| ());
    if plan == "panic-hook" {
        flush_in_the_panic_hook(&lumigo);
        let _ = std::thread::spawn(|| panic!("the host's own")).join();
        std::process::abort();
    }
    assert_ne!(plan, "panic", "the host's own");
    if plan == "globals" {
        print_globals();
    }
    if plan == "flush" {
        println!("flush {:?}", lumigo.force_flush(Duration::from_secs(5)));
        std::process::exit(0);
    }
    if plan == "shutdown" {
        lumigo.shutdown();
    }
}

fn flush_in_the_panic_hook(lumigo: &Lumigo) {
    let lumigo = lumigo.clone();
    std::panic::set_hook(Box::new(move |_| {
        let outcome = lumigo.force_flush(Duration::from_secs(5));
        eprintln!("flushed by the hook: {outcome:?}");
    }));
}

/// Panics when a span has ended.
#[derive(Debug)]
struct PanickingProcessor;

impl SpanProcessor for PanickingProcessor {
    fn on_start(&self, _: &mut SdkSpan, _: &opentelemetry::Context) {}

    fn on_end(&self, _: SpanData) {
        panic!("the processor's own");
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

/// What `init` has left to others: threads (0 where they cannot be counted), a provider, and the
/// headers of the propagator.
fn print_globals() {
    let threads = std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count);
    let span = global::tracer("host").start("work");
    let mut headers = global::get_text_map_propagator(|propagator| {
        propagator.fields().map(str::to_owned).collect::<Vec<_>>()
    });
    headers.sort();
    println!("threads: {threads}");
    println!("recording: {}", span.is_recording());
    println!("headers: {}", headers.join(" "));
}

/// Panics at the reports of the distribution.
struct Panicking;

impl<S: tracing::Subscriber> Layer<S> for Panicking {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        assert_ne!(event.metadata().target(), "lumigo_opentelemetry");
    }
}

/// The second `init` changes nothing: neither the service's name nor what dropping its handle does.
async fn twice() {
    let first = lumigo_opentelemetry::init();
    let second = Lumigo::builder().with_service_name("second").init();
    drop(second);
    serve_one().await;
    first.shutdown();
}

/// Layers that were built before a shutdown belong to the next `init` too.
async fn again(shutdown: fn(&Lumigo)) {
    let first = Lumigo::builder().with_service_name("first").init();
    serve_one().await;
    shutdown(&first);
    serve_one().await;
    let second = Lumigo::builder().with_service_name("second").init();
    serve_one().await;
    second.shutdown();
}

async fn serve_one() {
    let app = Router::new()
        .route("/orders/{id}", get(|| async { "one order" }))
        .layer(LumigoLayer);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = axum::serve(listener, app).with_graceful_shutdown(async {
        let _ = stopped.await;
    });
    let client = async {
        let http = reqwest_middleware::ClientBuilder::new(reqwest::Client::new())
            .with(LumigoMiddleware)
            .build();
        let response = http.get(format!("http://{address}/orders/7")).send().await;
        let response = response.expect("an answer");
        println!(
            "{} {:?}",
            response.status(),
            response.text().await.expect("a body")
        );
        drop(http);
        let _ = stop.send(());
    };
    let (_, served) = tokio::join!(client, IntoFuture::into_future(server));
    served.expect("a clean end");
}
