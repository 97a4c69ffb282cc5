use crate::hooks::intercept;
use crate::{BoundLumigoInterceptor, INSTRUMENTATION, hooks};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeSerializationInterceptorContextMut, BeforeTransmitInterceptorContextRef,
    FinalizerInterceptorContextMut, FinalizerInterceptorContextRef,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use lumigo_core::{Binding, Lumigo};

/// Makes one span per operation of an AWS SDK client.
///
/// Finds the registered distribution when an operation is called, so `init` may run before or after the
/// client is built. Without one, calls pass as if the interceptor were not there. On a client and on one
/// of its operations at once, it still makes one span.
///
/// The span's parent is what is current when the call's future is polled first. It covers all attempts
/// and ends with the outcome, or where the call is given up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LumigoInterceptor;

impl LumigoInterceptor {
    /// The same interceptor bound to one distribution, whichever is registered: for tests, and for hosts
    /// with two pipelines, each with clients of its own: on one client, the first interceptor makes the span. Hold `lumigo` as long as the client: nothing is recorded after it is dropped.
    pub fn bind(lumigo: &Lumigo) -> BoundLumigoInterceptor {
        BoundLumigoInterceptor::new(Binding::to(&INSTRUMENTATION, lumigo))
    }
}

intercept!(LumigoInterceptor, |self| &Binding::registered(
    &INSTRUMENTATION
));
