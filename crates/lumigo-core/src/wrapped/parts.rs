use super::members::Members;
use super::text;
use crate::instrumentation::ActiveCore;
use crate::masking::{MASK, MaskingContext};
use serde::Serialize;

/// The parts of one argument whose pattern takes it apart. Those that cannot be serialized are left
/// out.
#[derive(Debug)]
pub struct Parts<'a> {
    core: &'a ActiveCore,
    members: Members,
}

impl<'a> Parts<'a> {
    pub(super) fn new(core: &'a ActiveCore) -> Self {
        let members = Members::array(text(core));
        Self { core, members }
    }

    /// Adds a part. Its name is not recorded, but may say that it is secret.
    #[must_use]
    pub fn add<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        if self.core.is_secret(MaskingContext::General, name) {
            self.members.push(None, MASK);
        } else {
            self.members.push(None, value);
        }
        self
    }

    pub(super) fn into_json(self) -> String {
        self.members.into_string()
    }
}
