//! A `GET` through a reqwest-middleware chain that ends in a canned response.

use super::{Case, NO_PAYLOADS, NamedCase, exporting, output, switched_off};
use http::Extensions;
use http::header::USER_AGENT;
use lumigo_opentelemetry::{Lumigo, LumigoMiddleware};
use reqwest::{Request, Response};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, Middleware, Next, Result};

/// All cases.
pub const CASES: &[NamedCase] = &[
    ("no_middleware", || Ok(case(None, chain()))),
    ("noop", || Ok(case(None, chain().with(Noop)))),
    ("switched_off", || Ok(traced(switched_off()))),
    ("filtered", || Ok(traced(exporting(&[FILTER])?))),
    ("sampled", || Ok(traced(exporting(&[NO_PAYLOADS])?))),
    ("captured", || Ok(traced(exporting(&[])?))),
];

const FILTER: (&str, &str) = (
    "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_CLIENT",
    r#"["^http://stock\\."]"#,
);
const URL: &str = "http://stock.example:8080/items/42?expand=price";
const BODY: &str = r#"{"id":42}"#;

fn traced(lumigo: Lumigo) -> Case {
    let chain = chain().with(LumigoMiddleware);
    case(Some(lumigo), chain)
}

fn case(lumigo: Option<Lumigo>, chain: ClientBuilder) -> Case {
    let client = chain.with(Canned).build();
    Case::new(lumigo, move || output(answer(&client)))
}

fn chain() -> ClientBuilder {
    ClientBuilder::new(reqwest::Client::new())
}

async fn answer(client: &ClientWithMiddleware) -> usize {
    let request = client.get(URL).header(USER_AGENT, "bench-client/1.0");
    match request.send().await {
        Ok(response) => response.bytes().await.map_or(0, |body| body.len()),
        Err(_) => 0,
    }
}

/// The end of each chain: no request leaves the process.
struct Canned;

#[async_trait::async_trait]
impl Middleware for Canned {
    async fn handle(&self, _: Request, _: &mut Extensions, _: Next<'_>) -> Result<Response> {
        Ok(http::Response::new(BODY).into())
    }
}

/// A middleware that does nothing: what a link of the chain itself costs.
struct Noop;

#[async_trait::async_trait]
impl Middleware for Noop {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        next.run(request, extensions).await
    }
}
