use super::{BoundLumigoClientLayer, INSTRUMENTATION, LumigoClientService};
use lumigo_core::{Binding, Lumigo};
use tower_layer::Layer;

/// Wraps HTTP clients in [`LumigoClientService`]: one `CLIENT` span per request, and the trace passed
/// on in its headers.
///
/// For every client that is a tower service of [`http::Request`], such as hyper-util's and tonic's
/// channels. Finds the registered distribution when a request is sent, so `init` may run before or
/// after the client is built. Without one, requests pass through. Requests to the address that spans
/// are exported to are not traced.
///
/// Under a retry layer each attempt is a span of its own; around one, all attempts are one span.
///
/// # Examples
///
/// hyper-util's client. The type of the request's body is the only one that changes: here the compiler
/// finds it out.
///
/// ```
/// use bytes::Bytes;
/// use http::Request;
/// use http_body_util::{BodyExt, Empty};
/// use hyper_util::client::legacy::Client;
/// use hyper_util::rt::TokioExecutor;
/// use lumigo_tower::LumigoClientLayer;
/// use tower::{BoxError, ServiceBuilder, ServiceExt};
///
/// async fn order() -> Result<Bytes, BoxError> {
///     let client = Client::builder(TokioExecutor::new()).build_http();
///     let http = ServiceBuilder::new().layer(LumigoClientLayer).service(client);
///
///     let request = Request::get("http://shop.example/orders/7").body(Empty::<Bytes>::new())?;
///     let response = http.oneshot(request).await?;
///     Ok(response.into_body().collect().await?.to_bytes())
/// }
/// # let _ = order();
/// ```
///
/// A channel of tonic, which takes no body but its own, so the wrapped one is made one of those.
/// Generated clients have `with_origin`: without an origin the span knows no host.
///
/// ```
/// use lumigo_tower::LumigoClientLayer;
/// use tonic::transport::Endpoint;
/// use tonic_health::pb::health_client::HealthClient;
/// use tower::ServiceBuilder;
///
/// # async fn connect() -> Result<(), tonic::transport::Error> {
/// let endpoint = Endpoint::from_static("http://shop.example:50051");
/// let origin = endpoint.uri().clone();
/// let channel = ServiceBuilder::new()
///     .layer(LumigoClientLayer)
///     .map_request(|request: http::Request<_>| request.map(tonic::body::Body::new))
///     .service(endpoint.connect().await?);
/// let client = HealthClient::with_origin(channel, origin);
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LumigoClientLayer;

impl LumigoClientLayer {
    /// The same layer bound to one distribution, whichever is registered: for tests, and for hosts
    /// with two pipelines. Hold `lumigo` as long as the client: nothing is recorded after it is dropped.
    pub fn bind(lumigo: &Lumigo) -> BoundLumigoClientLayer {
        BoundLumigoClientLayer::new(Binding::to(&INSTRUMENTATION, lumigo))
    }
}

impl<S> Layer<S> for LumigoClientLayer {
    type Service = LumigoClientService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        LumigoClientService::new(inner, Binding::registered(&INSTRUMENTATION))
    }
}
