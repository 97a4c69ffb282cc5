use super::id::TriggerId;
use super::{Trigger, python_json};
use std::io::Write;

const BEGIN: &[u8] = b"{\"trigger\": [";
const END: &[u8] = b"]}";

/// The text of `lumigoData` as it grows. It is ASCII: bytes are characters.
pub(super) struct Data {
    text: Vec<u8>,
    length: usize,
    is_full: bool,
}

impl Data {
    /// A text of at most `length` characters.
    pub(super) fn new(length: usize) -> Self {
        Self {
            text: BEGIN.to_vec(),
            length,
            is_full: false,
        }
    }

    /// Adds a trigger, with as many of its ids as fit. Without any of them it tells nothing, unless it
    /// is the first one, which counts the messages. `None` when it is left out, and so is every later one:
    /// the first part that does not fit is where the text ends.
    pub(super) fn push(
        &mut self,
        trigger: &Trigger<'_>,
        target: Option<TriggerId>,
    ) -> Option<TriggerId> {
        if self.is_full {
            return None;
        }
        let (start, id) = (self.text.len(), TriggerId::random());
        self.push_head(trigger, id, target);
        let kept = self.push_ids(trigger);
        self.text.push(b'}');
        let count = trigger.message_ids.len();
        self.is_full = kept < count;
        let tells = kept > 0 || count == 0 || target.is_none();
        if tells && self.has_room_for(END) {
            return Some(id);
        }
        self.is_full = true;
        self.text.truncate(start);
        None
    }

    fn push_head(&mut self, trigger: &Trigger<'_>, id: TriggerId, target: Option<TriggerId>) {
        if self.text.len() > BEGIN.len() {
            self.text.extend(b", ");
        }
        // Writing to a `Vec` does not fail.
        let _ = match target {
            Some(target) => write!(
                self.text,
                r#"{{"id": "{id}", "targetId": "{target}", "triggeredBy": "{}""#,
                trigger.triggered_by
            ),
            None => write!(
                self.text,
                r#"{{"id": "{id}", "targetId": null, "triggeredBy": "{}""#,
                trigger.triggered_by
            ),
        };
        for (place, (name, value)) in trigger.extra.iter().enumerate() {
            let before: &[u8] = if place == 0 { b", \"extra\": {" } else { b", " };
            self.text.extend(before);
            python_json::append(&mut self.text, name);
            self.text.extend(b": ");
            python_json::append(&mut self.text, value);
        }
        if !trigger.extra.is_empty() {
            self.text.push(b'}');
        }
    }

    /// Returns how many were added.
    fn push_ids(&mut self, trigger: &Trigger<'_>) -> usize {
        let mut kept = 0;
        for id in &trigger.message_ids {
            let end = self.text.len();
            let before: &[u8] = if kept == 0 {
                b", \"fromMessageIds\": ["
            } else {
                b", "
            };
            self.text.extend(before);
            python_json::append(&mut self.text, id);
            if !self.has_room_for(b"]}]}") {
                self.text.truncate(end);
                break;
            }
            kept += 1;
        }
        if kept > 0 {
            self.text.push(b']');
        }
        kept
    }

    pub(super) fn is_full(&self) -> bool {
        self.is_full
    }

    fn has_room_for(&self, rest: &[u8]) -> bool {
        self.text.len().saturating_add(rest.len()) <= self.length
    }

    /// The whole; `None` when it has no trigger.
    pub(super) fn finish(mut self) -> Option<String> {
        if self.text.len() == BEGIN.len() {
            return None;
        }
        self.text.extend(END);
        String::from_utf8(self.text).ok()
    }
}
