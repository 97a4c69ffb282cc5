use super::cutting::Cut;
use serde::Serialize;
use std::fmt;
use std::io::{self, ErrorKind};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A text that takes no more than its bound. Whoever writes into it is stopped there.
pub(super) struct BoundedText {
    bytes: Vec<u8>,
    bound: usize,
}

impl BoundedText {
    /// `bound` is in bytes.
    pub(super) fn new(bound: usize) -> Self {
        let bytes = Vec::new();
        Self { bytes, bound }
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn truncate(&mut self, length: usize) {
        self.bytes.truncate(length);
    }

    /// Appends as much of the text as fits.
    pub(super) fn push(&mut self, text: &str) {
        // What does not fit is meant to be lost.
        let _ = self.take(text.as_bytes());
    }

    /// Appends the value as JSON. `false` when it fails or panics, with a part of it appended maybe;
    /// to be stopped at the bound is no failure.
    pub(super) fn push_json<T: Serialize + ?Sized>(&mut self, value: &T) -> bool {
        let value = Cut::new(value, self.bound);
        self.push_by(|text| serde_json::to_writer(text, &value).is_ok())
    }

    /// Appends what the value displays. `false` as above.
    pub(super) fn push_display(&mut self, value: &dyn fmt::Display) -> bool {
        self.push_by(|text| fmt::write(text, format_args!("{value}")).is_ok())
    }

    /// The text, without a character that was cut in the middle.
    pub(super) fn into_string(self) -> String {
        String::from_utf8(self.bytes).unwrap_or_else(|error| {
            let end = error.utf8_error().valid_up_to();
            let mut bytes = error.into_bytes();
            bytes.truncate(end);
            String::from_utf8(bytes).unwrap_or_default()
        })
    }

    /// The host's code must not take the host down where only we have called it.
    fn push_by(&mut self, write: impl FnOnce(&mut Self) -> bool) -> bool {
        let written = catch_unwind(AssertUnwindSafe(|| write(&mut *self)));
        written.unwrap_or(false) || self.is_full()
    }

    pub(super) fn is_full(&self) -> bool {
        self.bytes.len() >= self.bound
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), Full> {
        let room = self.bound - self.bytes.len().min(self.bound);
        let fitting = bytes.get(..room);
        self.bytes.extend_from_slice(fitting.unwrap_or(bytes));
        fitting.map_or(Ok(()), |_| Err(Full))
    }
}

impl fmt::Debug for BoundedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the text: it is not masked yet.
        f.debug_struct("BoundedText")
            .field("bound", &self.bound)
            .finish_non_exhaustive()
    }
}

struct Full;

impl io::Write for BoundedText {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.take(bytes).map(|()| bytes.len());
        taken.map_err(|Full| ErrorKind::WriteZero.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl fmt::Write for BoundedText {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.take(text.as_bytes()).map_err(|Full| fmt::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn json(value: &impl Serialize, bound: usize) -> String {
        let mut text = BoundedText::new(bound);
        assert!(text.push_json(value));
        text.into_string()
    }

    #[test]
    fn a_value_that_fits_is_its_json() {
        let value = json!({"a": [1, -2.5, null, true], "b": {"c": "\u{e9}\"\n"}});
        assert_eq!(json(&value, 1000), value.to_string());
    }

    #[test]
    fn a_value_that_panics_or_fails_is_refused() {
        struct Bad(bool);
        impl Serialize for Bad {
            fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
                assert!(!self.0, "it panics");
                Err(serde::ser::Error::custom("it fails"))
            }
        }
        for panics in [true, false] {
            assert!(!BoundedText::new(100).push_json(&Bad(panics)));
        }
    }

    #[test]
    fn displaying_stops_at_the_bound() {
        struct Endless;
        impl fmt::Display for Endless {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                loop {
                    f.write_str("abc")?;
                }
            }
        }
        let mut text = BoundedText::new(7);
        assert!(text.push_display(&Endless));
        assert_eq!(text.into_string(), "abcabca");
    }

    #[test]
    fn serializing_stops_at_the_bound() {
        struct Endless;
        impl Serialize for Endless {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(std::iter::repeat(1))
            }
        }
        assert_eq!(json(&Endless, 6), "[1,1,1");
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".{0,40}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map(".{0,8}", inner, 0..5)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_bounded_text_is_the_beginning_of_the_whole(value in any_json(), bound in 0_usize..200) {
            let (whole, bounded) = (value.to_string(), json(&value, bound));
            prop_assert!(whole.starts_with(&bounded));
            let longest_character = 4;
            let all_that_fits = whole.len().min(bound.saturating_sub(longest_character - 1));
            prop_assert!((all_that_fits..=bound).contains(&bounded.len()));
        }
    }
}
