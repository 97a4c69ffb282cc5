//! What spans show of commands and answers.

use crate::extended_json;
use crate::secrets::Secrets;
use lumigo_core::{ActiveCore, MaskingContext};
use mongodb::bson::Document;

/// The start of a command or an answer, secrets masked.
pub(crate) fn shown(
    core: &ActiveCore,
    context: MaskingContext,
    message: &Document,
) -> Option<String> {
    if !core.captures_payloads() {
        return None;
    }
    let secrets = Secrets::new(core, context);
    let text = extended_json::of_message(message, secrets, core.payload_length());
    core.payload_text(context, &text)
}

/// Of one that is a secret as a whole.
pub(crate) fn hidden(core: &ActiveCore) -> Option<String> {
    core.captures_payloads().then(|| "****".to_owned())
}
