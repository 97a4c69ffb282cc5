//! The same handler behind axum and behind plain hyper.

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::any;
use http::Request;
use hyper::body::Incoming;
use integration::wire::TestServer;
use lumigo_opentelemetry::tower::{BoundLumigoLayer, RequestBody, capture_request_body};
use std::convert::Infallible;
use std::future::Future;
use tower::{ServiceBuilder, service_fn};

/// What serves a handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Host {
    /// As the route `/`, with the layer on the router.
    Axum,
    /// As a service function, for every path, with the layer around it.
    Hyper,
}

impl Host {
    pub(crate) const ALL: [Self; 2] = [Self::Axum, Self::Hyper];

    /// Serves it with the layer.
    pub(crate) async fn serve<H, F>(self, layer: BoundLumigoLayer, handler: H) -> TestServer
    where
        H: Fn(Request<Body>) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Response> + Send + 'static,
    {
        if self == Self::Axum {
            let app = Router::new().route("/", any(handler));
            return TestServer::start(app.layer(layer)).await;
        }
        let service = service_fn(move |request: Request<RequestBody<Incoming>>| {
            let response = handler(request.map(Body::new));
            async { Ok::<_, Infallible>(response.await) }
        });
        let service = ServiceBuilder::new()
            .layer(layer)
            .map_request(capture_request_body)
            .service(service);
        TestServer::start(service).await
    }

    /// The name of a span for a request with this method for `/`.
    pub(crate) fn name(self, method: &str) -> String {
        match self {
            Self::Axum => format!("{method} /"),
            Self::Hyper => method.to_owned(),
        }
    }
}
