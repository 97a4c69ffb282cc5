//! Calls `/ping` once, and prints the answer and the id of the trace that this made.

use std::error::Error;

use lumigo_opentelemetry::opentelemetry::Context;
use lumigo_opentelemetry::opentelemetry::trace::TraceContextExt;
use lumigo_opentelemetry::{LumigoMiddleware, wrapped};
use reqwest_middleware::ClientBuilder;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Where the spans go is up to the variables. What is left is sent when this is dropped.
    let _lumigo = lumigo_opentelemetry::init();
    let url = format!("http://{}/ping", ping::address());
    println!("{}", call(&url).await?);
    Ok(())
}

/// Each call is a span, with its argument and its result. It has no caller, so it begins a trace.
#[wrapped(name = "call ping")]
async fn call(url: &str) -> reqwest_middleware::Result<String> {
    let span = Context::current();
    println!("trace {}", span.span().span_context().trace_id());

    // Requests of this client are spans too, and pass the trace on to whom they call.
    let client = reqwest::Client::new();
    let http = ClientBuilder::new(client).with(LumigoMiddleware).build();
    let response = http.get(url).send().await?;
    Ok(response.error_for_status()?.text().await?)
}
