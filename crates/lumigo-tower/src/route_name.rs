use std::borrow::Cow;

/// Names the route of a request where the layer cannot see it: in frameworks other than axum, behind
/// `Router::nest_service`, and when the layer is outside of the `Router` and no other is on it.
///
/// The layer looks for it in the extensions of the response, and in those of the request, where
/// somebody outside of the layer may have put it. It becomes `http.route` and a part of the span's
/// name, unless axum's own `MatchedPath` is there. Name a pattern, such as `/files/{*path}`, never the
/// path of the request: backends group by it.
///
/// ```
/// use http::{Request, Response};
/// use lumigo_tower::{LumigoLayer, RouteName};
/// use std::convert::Infallible;
/// use tower::ServiceBuilder;
///
/// async fn files<B>(_: Request<B>) -> Result<Response<String>, Infallible> {
///     Ok(Response::new("a file".to_owned()))
/// }
///
/// let service = ServiceBuilder::new()
///     .layer(LumigoLayer)
///     .map_response(|mut response: Response<String>| {
///         response.extensions_mut().insert(RouteName::new("/files/{*path}"));
///         response
///     })
///     .service_fn(files);
/// # async fn call<S>(mut service: S)
/// # where
/// #     S: tower::Service<Request<String>>,
/// # {
/// #     let _ = service.call(Request::default());
/// # }
/// # let _ = call(service);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteName(Cow<'static, str>);

impl RouteName {
    /// The pattern that was matched.
    pub fn new(route: impl Into<Cow<'static, str>>) -> Self {
        Self(route.into())
    }

    /// The pattern.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
