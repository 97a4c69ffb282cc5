use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeSerializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};

/// On an operation: nobody wants to know when it is given up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MayBeGivenUp;

impl Storable for MayBeGivenUp {
    type Storer = StoreReplace<Self>;
}

#[dyn_dispatch_hint]
impl Intercept for MayBeGivenUp {
    fn name(&self) -> &'static str {
        "MayBeGivenUp"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        cfg.interceptor_state().store_put(*self);
        Ok(())
    }
}
