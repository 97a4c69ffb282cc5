use crate::{BoundLumigoLayer, INSTRUMENTATION, LumigoService};
use lumigo_core::{Binding, Lumigo};
use tower_layer::Layer;

/// Wraps services in [`LumigoService`]: one `SERVER` span per request.
///
/// Finds the registered distribution when a request comes, so `init` may run before or after the
/// router is built. Without one, requests pass through as if the layer were not there.
///
/// On an axum router, add it with `Router::layer` after the routes: it then knows the matched route.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LumigoLayer;

impl LumigoLayer {
    /// The same layer bound to one distribution, whichever is registered: for tests, and for hosts
    /// with two pipelines. Hold `lumigo` as long as the layer: nothing is recorded after it is dropped.
    pub fn bind(lumigo: &Lumigo) -> BoundLumigoLayer {
        BoundLumigoLayer::new(Binding::to(&INSTRUMENTATION, lumigo))
    }
}

impl<S> Layer<S> for LumigoLayer {
    type Service = LumigoService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        LumigoService::new(inner, Binding::registered(&INSTRUMENTATION))
    }
}
