use lumigo_core::ActiveCore;
use opentelemetry::Context;
use opentelemetry::propagation::Injector;

/// The fields that carry a context.
pub(crate) fn fields(core: &ActiveCore, context: &Context) -> Vec<(String, String)> {
    let mut fields = Fields(Vec::new());
    core.inject_into(context, &mut fields);
    fields.0
}

struct Fields(Vec<(String, String)>);

impl Injector for Fields {
    /// What no service would take is left out.
    fn set(&mut self, key: &str, value: String) {
        let is_text = |byte: u8| matches!(byte, b'\t' | b' '..=b'~');
        // Without an end in the middle it is done many bytes at once.
        let is_text = value.bytes().fold(true, |all, byte| all & is_text(byte));
        if is_text && !value.is_empty() {
            self.0.push((key.to_owned(), value));
        }
    }
}
