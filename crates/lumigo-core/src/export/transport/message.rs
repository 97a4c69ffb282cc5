/// The fields of a protobuf message, each with its number. Ends with the first that cannot be read.
pub(super) struct Fields<'a>(&'a [u8]);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    /// A number of fixed width.
    Fixed,
}

impl<'a> Fields<'a> {
    /// Those of a message; `None` when it is none.
    pub(super) fn of(message: &'a [u8]) -> Option<Self> {
        let mut fields = Self(message);
        while fields.next().is_some() {}
        fields.0.is_empty().then_some(Self(message))
    }

    /// The first one with this number that is text, bytes or a message.
    pub(super) fn bytes(mut self, number: u64) -> Option<&'a [u8]> {
        self.find_map(|field| match field {
            (found, Field::Bytes(bytes)) if found == number => Some(bytes),
            _ => None,
        })
    }

    /// The last one with this number that is a number; 0 when there is none.
    pub(super) fn number(self, number: u64) -> u64 {
        let numbers = self.filter_map(|field| match field {
            (found, Field::Number(value)) if found == number => Some(value),
            _ => None,
        });
        numbers.last().unwrap_or_default()
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn take(&mut self, length: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length.try_into().ok()?)?;
        self.0 = rest;
        Some(taken)
    }

    fn read(&mut self) -> Option<(u64, Field<'a>)> {
        let tag = self.varint()?;
        let field = match tag & 7 {
            0 => Field::Number(self.varint()?),
            1 => self.take(8).map(|_| Field::Fixed)?,
            2 => {
                let length = self.varint()?;
                Field::Bytes(self.take(length)?)
            }
            5 => self.take(4).map(|_| Field::Fixed)?,
            _ => return None,
        };
        let number = tag >> 3;
        (number > 0).then_some((number, field))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = (u64, Field<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let before = self.0;
        let field = self.read();
        if field.is_none() {
            // So that what is left says that there was no end.
            self.0 = before;
        }
        field
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fields_are_read_in_order() {
        let message = [0x08, 0x96, 0x01, 0x12, 2, b'h', b'i', 0x1d, 1, 2, 3, 4];
        let fields: Vec<_> = Fields::of(&message).unwrap().collect();
        assert_eq!(
            fields,
            [
                (1, Field::Number(150)),
                (2, Field::Bytes(b"hi")),
                (3, Field::Fixed)
            ]
        );
        assert_eq!(Fields::of(&message).unwrap().number(1), 150);
        assert_eq!(Fields::of(&message).unwrap().bytes(2), Some(&b"hi"[..]));
    }

    #[test]
    fn what_is_no_message_has_no_fields() {
        for message in [
            &b"<html>"[..],
            b"{}",
            &[0x12, 5, 1],
            &[0x08],
            &[0x08, 0xff],
            &[0x00, 0x00],
            &[0x0b],
        ] {
            assert!(Fields::of(message).is_none(), "{message:?}");
        }
        assert_eq!(Fields::of(&[]).unwrap().count(), 0);
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_bad(message in prop::collection::vec(any::<u8>(), 0..64)) {
            if let Some(fields) = Fields::of(&message) {
                fields.for_each(drop);
            }
        }
    }
}
