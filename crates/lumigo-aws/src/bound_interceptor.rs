use crate::hooks;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeSerializationInterceptorContextMut, BeforeTransmitInterceptorContextRef,
    FinalizerInterceptorContextMut, FinalizerInterceptorContextRef,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
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

#[dyn_dispatch_hint]
impl Intercept for BoundLumigoInterceptor {
    fn name(&self) -> &'static str {
        "BoundLumigoInterceptor"
    }

    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        hooks::begin(&self.binding, context.input_mut(), cfg);
        Ok(())
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        hooks::transmit(context.request(), cfg);
        Ok(())
    }

    fn modify_before_completion(
        &self,
        context: &mut FinalizerInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        hooks::tidy(context, cfg);
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        hooks::end(context, cfg);
        Ok(())
    }
}
