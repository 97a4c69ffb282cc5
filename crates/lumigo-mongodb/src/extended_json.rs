//! The start of a document as relaxed extended JSON.

mod bounded_text;
mod scalar;

use crate::secrets::Secrets;
use bounded_text::{BoundedText, Full};
use mongodb::bson::{Bson, Document};

const MASK: &str = "\"****\"";

/// What every command or answer has, and nobody wants to read.
const NOISE: [&str; 3] = ["lsid", "$clusterTime", "$db"];

/// What is nested deeper is not written: nor does a server take it.
const DEPTH: usize = 200;

/// Up to `length` characters of a command or an answer. What follows is not even looked at.
pub(crate) fn of_message(message: &Document, secrets: Secrets<'_>, length: usize) -> String {
    let mut writer = Writer {
        text: BoundedText::new(length),
        message,
        secrets,
        mentions_none: false,
        depth: 0,
    };
    let members = message.iter();
    // When it is full, what is there is what was asked for.
    let _ = writer.members(members.filter(|(key, _)| !NOISE.contains(&key.as_str())));
    writer.text.into_string()
}

struct Writer<'a> {
    text: BoundedText,
    message: &'a Document,
    secrets: Secrets<'a>,
    /// Whether it is known that what is written mentions no field that is a secret.
    mentions_none: bool,
    depth: usize,
}

impl Writer<'_> {
    fn members<'d>(
        &mut self,
        members: impl Iterator<Item = (&'d String, &'d Bson)>,
    ) -> Result<(), Full> {
        let mut before = "{";
        for (key, value) in members {
            self.text.push(before)?;
            before = ",";
            self.text.push_string(key)?;
            self.text.push(":")?;
            self.member(key, value)?;
        }
        self.text.push(if before == "{" { "{}" } else { "}" })
    }

    fn member(&mut self, key: &str, value: &Bson) -> Result<(), Full> {
        if self.secrets.hides(key) {
            return self.text.push(MASK);
        }
        match value {
            // Variables, which may be compared with a secret elsewhere.
            Bson::Document(_) if ["let", "c"].contains(&key) && self.is_about_secrets() => {
                self.text.push(MASK)
            }
            Bson::String(message) if key == "errmsg" => self.message(message),
            value if key.starts_with('$') && !self.mentions_none => self.operator(value),
            value => self.value(value),
        }
    }

    fn is_about_secrets(&self) -> bool {
        let mut values = self.message.values();
        values.any(|value| self.secrets.mentions(value))
    }

    /// What an operator works on. A secret may be compared there with a field, under no key.
    fn operator(&mut self, value: &Bson) -> Result<(), Full> {
        if self.secrets.mentions(value) {
            return self.text.push(MASK);
        }
        self.mentions_none = true;
        let written = self.value(value);
        self.mentions_none = false;
        written
    }

    /// The text of an error, up to where it cites a document.
    fn message(&mut self, message: &str) -> Result<(), Full> {
        match message.split_once(['{', '"', '\'']) {
            None => self.text.push_string(message),
            Some((start, _)) => {
                self.text.push("\"")?;
                self.text.push_escaped(start)?;
                self.text.push("****\"")
            }
        }
    }

    fn value(&mut self, value: &Bson) -> Result<(), Full> {
        match value {
            Bson::Document(document) => self.nested(|writer| writer.members(document.iter())),
            Bson::Array(items) => self.nested(|writer| writer.items(items)),
            scalar => scalar::write(&mut self.text, scalar),
        }
    }

    fn items(&mut self, items: &[Bson]) -> Result<(), Full> {
        let mut before = "[";
        for item in items {
            self.text.push(before)?;
            before = ",";
            self.value(item)?;
        }
        self.text.push(if before == "[" { "[]" } else { "]" })
    }

    fn nested(&mut self, write: impl FnOnce(&mut Self) -> Result<(), Full>) -> Result<(), Full> {
        if self.depth == DEPTH {
            return Err(Full);
        }
        self.depth += 1;
        write(self)?;
        self.depth -= 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
