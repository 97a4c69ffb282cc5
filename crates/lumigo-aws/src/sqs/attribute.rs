use crate::sending::MessageAttribute;
use aws_sdk_sqs::types::MessageAttributeValue;

impl MessageAttribute for MessageAttributeValue {
    fn text(value: String) -> Option<Self> {
        let builder = Self::builder().data_type("String").string_value(value);
        builder.build().ok()
    }

    fn size(&self) -> usize {
        let text = self.string_value.as_ref().map_or(0, String::len);
        let binary = self
            .binary_value
            .as_ref()
            .map_or(0, |value| value.as_ref().len());
        self.data_type.len() + text + binary
    }
}
