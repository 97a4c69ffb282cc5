use crate::hooks::{self, intercept};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeSerializationInterceptorContextMut, BeforeTransmitInterceptorContextRef,
    FinalizerInterceptorContextMut, FinalizerInterceptorContextRef,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use lumigo_core::Binding;

/// A [`LumigoInterceptor`](crate::LumigoInterceptor) bound to one distribution, made by
/// [`LumigoInterceptor::bind`](crate::LumigoInterceptor::bind).
#[derive(Clone, Debug)]
#[must_use]
pub struct BoundLumigoInterceptor {
    binding: Binding,
}

impl BoundLumigoInterceptor {
    pub(crate) fn new(binding: Binding) -> Self {
        Self { binding }
    }
}

intercept!(BoundLumigoInterceptor, |self| &self.binding);
