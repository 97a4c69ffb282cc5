//! Batches that send nothing, of which SQS has refused a part.

use crate::error_type::entry_error_type;
use aws_sdk_sqs::operation::change_message_visibility_batch::ChangeMessageVisibilityBatchOutput;
use aws_sdk_sqs::operation::delete_message_batch::DeleteMessageBatchOutput;
use aws_sdk_sqs::types::BatchResultErrorEntry;
use aws_smithy_runtime_api::client::interceptors::context::Output;
use lumigo_core::ActiveSpan;

/// Fails the span of a call whose entries were not all taken, with the code of the first one.
pub(crate) fn settle(output: &Output, span: &mut ActiveSpan) {
    let refused = failed(output);
    if let Some(first) = refused.first() {
        let text = format!("{} messages were refused", refused.len());
        span.set_described_error(entry_error_type(&first.code), text);
    }
}

fn failed(output: &Output) -> &[BatchResultErrorEntry] {
    if let Some(output) = output.downcast_ref::<DeleteMessageBatchOutput>() {
        return &output.failed;
    }
    let output = output.downcast_ref::<ChangeMessageVisibilityBatchOutput>();
    output.map_or(&[], |output| &output.failed)
}
