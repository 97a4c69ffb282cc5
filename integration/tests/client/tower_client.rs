//! `LumigoClientLayer`, around hyper-util's client, tonic's channel and stacks of tower's own layers.

mod attributes;
mod bodies;
mod failures;
mod grpc;
mod layers;
mod switched_off;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use integration::wire::soon;
use lumigo_opentelemetry::tower::{LumigoClientService, RequestBody};
use lumigo_opentelemetry::{Lumigo, LumigoClientLayer};
use tower::{BoxError, Layer, ServiceExt};

/// hyper-util's client of requests with these bodies.
type Hyper<B> = Client<HttpConnector, RequestBody<B>>;

fn hyper<B>() -> Client<HttpConnector, B>
where
    B: http_body::Body<Data: Send> + Send,
{
    Client::builder(TokioExecutor::new()).build_http()
}

/// A client with the layer.
fn client(lumigo: &Lumigo) -> LumigoClientService<Hyper<Full<Bytes>>> {
    LumigoClientLayer::bind(lumigo).layer(hyper())
}

fn get(url: impl AsRef<str>) -> Request<Full<Bytes>> {
    Request::get(url.as_ref()).body(Full::default()).unwrap()
}

/// Sends a request and reads the response to its end, or to where it fails.
async fn call<S, B>(http: S, request: Request<Full<Bytes>>) -> Result<Bytes, BoxError>
where
    S: tower::Service<Request<Full<Bytes>>, Response = http::Response<B>, Error = BoxError>,
    B: http_body::Body<Data = Bytes, Error = BoxError>,
{
    let response = soon(http.oneshot(request)).await?;
    Ok(soon(response.into_body().collect()).await?.to_bytes())
}
