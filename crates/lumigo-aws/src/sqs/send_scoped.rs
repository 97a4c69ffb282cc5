use super::ScopedBatch;
use super::origin::Wanted;
use aws_sdk_sqs::client::customize::CustomizableOperation;
use aws_sdk_sqs::error::SdkError;
use aws_sdk_sqs::operation::receive_message::builders::ReceiveMessageFluentBuilder;
use aws_sdk_sqs::operation::receive_message::{ReceiveMessageError, ReceiveMessageOutput};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeSerializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_types::config_bag::ConfigBag;
use std::sync::Arc;

/// Receives messages together with the scopes that their work belongs to.
///
/// ```
/// # async fn handle(message: &lumigo_aws::ScopedMessage) {}
/// # async fn work(sqs: aws_sdk_sqs::Client, url: String) -> Result<(), aws_sdk_sqs::Error> {
/// use lumigo_aws::SendScoped;
///
/// let batch = sqs.receive_message().queue_url(&url).wait_time_seconds(20).send_scoped().await?;
/// for message in batch {
///     let work = async {
///         handle(&message).await; // spans in `handle` are children of the ReceiveMessage span
///         let delete = sqs.delete_message().queue_url(&url);
///         delete.set_receipt_handle(message.receipt_handle.clone()).send().await
///     };
///     message.in_scope(work).await?;
/// }
/// # Ok(())
/// # }
/// ```
pub trait SendScoped: sealed::Sealed {
    /// Sends the request, as `send` does, and gives the messages with their scopes. The client needs a
    /// [`LumigoInterceptor`](crate::LumigoInterceptor); without one, or where it is switched off, scopes change
    /// nothing.
    ///
    /// # Errors
    ///
    /// Those of `send`.
    fn send_scoped(
        self,
    ) -> impl Future<Output = Result<ScopedBatch, SdkError<ReceiveMessageError>>> + Send;
}

impl SendScoped for ReceiveMessageFluentBuilder {
    async fn send_scoped(self) -> Result<ScopedBatch, SdkError<ReceiveMessageError>> {
        self.customize().send_scoped().await
    }
}

/// A `receive_message()` that was customized.
type Customized =
    CustomizableOperation<ReceiveMessageOutput, ReceiveMessageError, ReceiveMessageFluentBuilder>;

impl SendScoped for Customized {
    async fn send_scoped(self) -> Result<ScopedBatch, SdkError<ReceiveMessageError>> {
        let wanted = Wanted::default();
        let reception = Arc::clone(&wanted.reception);
        let output = self.interceptor(Ask(wanted)).send().await?;
        let reception = reception
            .lock()
            .ok()
            .and_then(|mut reception| reception.take());
        Ok(ScopedBatch::new(
            output.messages.unwrap_or_default(),
            reception,
        ))
    }
}

/// Asks the interceptor of the client.
#[derive(Debug)]
struct Ask(Wanted);

#[dyn_dispatch_hint]
impl Intercept for Ask {
    fn name(&self) -> &'static str {
        "SendScoped"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        cfg.interceptor_state().store_put(self.0.clone());
        Ok(())
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::ReceiveMessageFluentBuilder {}
    impl Sealed for super::Customized {}
}
