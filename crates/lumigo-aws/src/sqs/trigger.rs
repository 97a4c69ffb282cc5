//! Stands in until the real one is merged.
pub(super) fn lumigo_data(
    _: &[aws_sdk_sqs::types::Message],
    _: lumigo_core::ChainLimits,
    _: usize,
) -> Option<String> {
    None
}
