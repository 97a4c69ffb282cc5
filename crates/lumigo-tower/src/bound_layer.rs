use crate::LumigoService;
use lumigo_core::Binding;
use tower_layer::Layer;

/// A [`LumigoLayer`](crate::LumigoLayer) bound to one distribution, made by
/// [`LumigoLayer::bind`](crate::LumigoLayer::bind).
#[derive(Clone, Debug)]
#[must_use]
pub struct BoundLumigoLayer {
    binding: Binding,
}

impl BoundLumigoLayer {
    pub(crate) fn new(binding: Binding) -> Self {
        Self { binding }
    }
}

impl<S> Layer<S> for BoundLumigoLayer {
    type Service = LumigoService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        LumigoService::new(inner, self.binding.clone())
    }
}
