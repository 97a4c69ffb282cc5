use super::members::Members;
use super::{any_is_secret, text};
use crate::instrumentation::ActiveCore;
use crate::masking::MASK;
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

    /// Adds a part. Its name and its fields' names are not recorded, but may say that it is secret.
    #[must_use]
    pub fn add<T: Serialize + ?Sized>(mut self, name: &str, fields: &[&str], value: &T) -> Self {
        if any_is_secret(self.core, &[name]) || any_is_secret(self.core, fields) {
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
