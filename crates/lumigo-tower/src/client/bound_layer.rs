use super::LumigoClientService;
use lumigo_core::Binding;
use tower_layer::Layer;

/// A [`LumigoClientLayer`](crate::LumigoClientLayer) bound to one distribution, made by
/// [`LumigoClientLayer::bind`](crate::LumigoClientLayer::bind).
#[derive(Clone, Debug)]
#[must_use]
pub struct BoundLumigoClientLayer {
    binding: Binding,
}

impl BoundLumigoClientLayer {
    pub(super) fn new(binding: Binding) -> Self {
        Self { binding }
    }
}

impl<S> Layer<S> for BoundLumigoClientLayer {
    type Service = LumigoClientService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        LumigoClientService::new(inner, self.binding.clone())
    }
}
