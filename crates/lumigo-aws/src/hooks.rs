//! What happens in each of the interceptor's hooks, whichever core it is bound to. None of them fails:
//! a hook's error would be the call's.

use crate::call::{Call, OpenCall};
use aws_smithy_runtime_api::client::interceptors::context::{
    FinalizerInterceptorContextMut, FinalizerInterceptorContextRef, Input,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::config_bag::ConfigBag;
use lumigo_core::Binding;

/// Implements the SDK's trait for an interceptor, whose core is where this binding says.
macro_rules! intercept {
    ($interceptor:ident, |$self:ident| $binding:expr) => {
        #[::aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint]
        impl ::aws_smithy_runtime_api::client::interceptors::Intercept for $interceptor {
            fn name(&self) -> &'static str {
                stringify!($interceptor)
            }

            fn modify_before_serialization(
                &$self,
                context: &mut BeforeSerializationInterceptorContextMut<'_>,
                _: &RuntimeComponents,
                cfg: &mut ConfigBag,
            ) -> Result<(), BoxError> {
                hooks::begin($binding, context.input_mut(), cfg);
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
    };
}

pub(crate) use intercept;

/// The operation is known, and its input may still be changed.
pub(crate) fn begin(binding: &Binding, input: &mut Input, cfg: &mut ConfigBag) {
    if cfg.get_mut_from_interceptor_state::<OpenCall>().is_some() {
        // Another interceptor of ours was first.
        return;
    }
    let Some(core) = binding.core() else {
        return;
    };
    if let Some(call) = Call::begin(core, input, cfg) {
        cfg.interceptor_state().store_put(OpenCall::new(call));
    }
}

/// A request is about to leave.
pub(crate) fn transmit(request: &HttpRequest, cfg: &mut ConfigBag) {
    with_call(cfg, |call, cfg| call.transmit(request, cfg));
}

/// The outcome is there, and may still be changed.
pub(crate) fn tidy(context: &mut FinalizerInterceptorContextMut<'_>, cfg: &mut ConfigBag) {
    let open = cfg.get_mut_from_interceptor_state::<OpenCall>();
    let output = context.output_or_error_mut();
    if let (Some(call), Some(Ok(output))) = (open.and_then(OpenCall::get_mut), output) {
        call.tidy(output);
    }
}

/// The outcome is what the caller will see.
pub(crate) fn end(context: &FinalizerInterceptorContextRef<'_>, cfg: &mut ConfigBag) {
    let open = cfg.get_mut_from_interceptor_state::<OpenCall>();
    if let Some(call) = open.and_then(OpenCall::take) {
        call.end(context, cfg);
    }
}

/// The call is taken out meanwhile: what else the bag holds is read too.
fn with_call(cfg: &mut ConfigBag, work: impl FnOnce(&mut Call, &ConfigBag)) {
    let open = cfg.get_mut_from_interceptor_state::<OpenCall>();
    let Some(mut call) = open.and_then(OpenCall::take) else {
        return;
    };
    work(&mut call, cfg);
    if let Some(open) = cfg.get_mut_from_interceptor_state::<OpenCall>() {
        open.put_back(call);
    }
}
