//! Clients, and a server that notes what it is asked.

use axum::Router;
use axum::extract::Request;
use axum::middleware::map_request;
use http::HeaderMap;
use http::request::Parts;
use integration::wire::TestServer;
use lumigo_opentelemetry::{Lumigo, LumigoMiddleware};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use std::sync::{Arc, Mutex};

/// A client with the middleware.
pub(crate) fn client(lumigo: &Lumigo) -> ClientWithMiddleware {
    with_middleware(plain(), lumigo)
}

/// This client with the middleware.
pub(crate) fn with_middleware(http: reqwest::Client, lumigo: &Lumigo) -> ClientWithMiddleware {
    let middleware = LumigoMiddleware::bind(lumigo);
    ClientBuilder::new(http).with(middleware).build()
}

/// A client that is free of proxies which the environment may name.
pub(crate) fn plain() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// A server without any layer, which notes what it is asked.
pub(crate) struct Backend {
    server: TestServer,
    requests: Arc<Mutex<Vec<Parts>>>,
}

impl Backend {
    /// One that answers every request with 200 and `stock`.
    pub(crate) async fn start() -> Self {
        Self::with(Router::new().fallback(|| async { "stock" })).await
    }

    /// One that answers as this router does.
    pub(crate) async fn with(app: Router) -> Self {
        let requests = Arc::<Mutex<Vec<_>>>::default();
        let noted = Arc::clone(&requests);
        let app = app.layer(map_request(move |request: Request| {
            let (head, body) = request.into_parts();
            noted.lock().unwrap().push(head.clone());
            async { Request::from_parts(head, body) }
        }));
        let server = TestServer::start(app).await;
        Self { server, requests }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        self.server.url(path)
    }

    pub(crate) fn port(&self) -> u16 {
        self.server.address().port()
    }

    /// The headers of the requests so far.
    pub(crate) fn headers(&self) -> Vec<HeaderMap> {
        let requests = self.requests.lock().unwrap();
        requests.iter().map(|head| head.headers.clone()).collect()
    }

    /// The headers of the one request there was.
    #[track_caller]
    pub(crate) fn only_headers(&self) -> HeaderMap {
        let mut headers = self.headers();
        assert_eq!(headers.len(), 1, "{headers:?}");
        headers.remove(0)
    }
}

/// The one value of a header, if it was sent.
#[track_caller]
pub(crate) fn sent<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    assert_eq!(values.next(), None, "{headers:?}");
    Some(value.to_str().unwrap())
}
