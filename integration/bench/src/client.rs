//! A chain of reqwest-middleware whose end answers without a network, and who watches it.

use crate::older;
use crate::pipeline::Pipeline;
use http::Extensions;
use http::header::{CONTENT_TYPE, HeaderValue, USER_AGENT};
use lumigo_opentelemetry::{Lumigo, LumigoMiddleware};
use reqwest::{Client, Request, Response};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, Middleware, Next, Result};
use reqwest_tracing::TracingMiddleware;
use std::hint::black_box;

const URL: &str = "http://stock.example:8080/items/42?expand=price";
const ANSWER: &str = r#"{"id":42}"#;
const NO_PAYLOADS: (&str, &str) = ("LUMIGO_CAPTURE_PAYLOADS", "false");
const FILTER: (&str, &str) = (
    "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_CLIENT",
    r#"["^http://stock\\."]"#,
);

/// The client within a contender.
///
/// # Panics
///
/// When there is no such contender.
pub fn watched(contender: &str, sink: &str) -> (ClientWithMiddleware, Pipeline) {
    let chain = ClientBuilder::new(Client::new());
    let (chain, pipeline) = match contender {
        "bare" => (chain, Pipeline::None),
        "noop" => (chain.with(Noop), Pipeline::None),
        "reqwest-tracing" => {
            let pipeline = Pipeline::Older(older::export(sink));
            (chain.with(TracingMiddleware::default()), pipeline)
        }
        "lumigo" => by(chain, Pipeline::lumigo(sink, &[NO_PAYLOADS])),
        "lumigo-captured" => by(chain, Pipeline::lumigo(sink, &[])),
        "lumigo-filtered" => by(chain, Pipeline::lumigo(sink, &[FILTER])),
        "lumigo-off" => by(
            chain,
            Pipeline::lumigo(sink, &[("LUMIGO_SWITCH_OFF", "true")]),
        ),
        _ => panic!("no contender {contender}"),
    };
    (chain.with(Canned).build(), pipeline)
}

fn by(chain: ClientBuilder, lumigo: Lumigo) -> (ClientBuilder, Pipeline) {
    let chain = chain.with(LumigoMiddleware);
    (chain, Pipeline::Lumigo(Box::new(lumigo)))
}

/// Sends a request, and reads the answer to its end.
pub async fn send(client: &ClientWithMiddleware) {
    let request = client.get(URL).header(USER_AGENT, "bench-client/1.0");
    let response = request.send().await.expect("an answer");
    black_box(response.bytes().await.expect("a body"));
}

/// The end of each chain.
struct Canned;

#[async_trait::async_trait]
impl Middleware for Canned {
    async fn handle(&self, request: Request, _: &mut Extensions, _: Next<'_>) -> Result<Response> {
        black_box(request);
        let mut response = http::Response::new(ANSWER);
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        Ok(response.into())
    }
}

/// Forwards: what a link of the chain itself costs.
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
