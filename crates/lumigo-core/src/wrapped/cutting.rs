use serde::ser::{
    Error, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};
use serde::{Serialize, Serializer};
use std::fmt::{self, Display, Formatter, Write};

/// How deep values are nested before they are refused: a stack overflow cannot be caught.
const MAX_DEPTH: usize = 128;

/// A value whose texts are not longer than a bound, at any depth.
///
/// A JSON serializer reads a text to its end, in search of what must be escaped, before it writes a
/// first part of it: its writer cannot stop it, so a huge text must not reach it.
pub(super) struct Cut<'a, T: ?Sized> {
    value: &'a T,
    bounds: Bounds,
}

#[derive(Clone, Copy)]
struct Bounds {
    /// In bytes.
    text: usize,
    depth: usize,
}

impl<'a, T: ?Sized> Cut<'a, T> {
    /// `bound` is in bytes; a text keeps at least as many if it has them.
    pub(super) fn new(value: &'a T, bound: usize) -> Self {
        let bounds = Bounds {
            text: bound,
            depth: MAX_DEPTH,
        };
        Self { value, bounds }
    }
}

impl<T: Serialize + ?Sized> Serialize for Cut<'_, T> {
    fn serialize<S: Serializer>(&self, inner: S) -> Result<S::Ok, S::Error> {
        let bounds = self.bounds;
        self.value.serialize(Cutting { inner, bounds })
    }
}

impl<T: Display + ?Sized> Display for Cut<'_, T> {
    fn fmt(&self, inner: &mut Formatter<'_>) -> fmt::Result {
        let bounds = self.bounds;
        write!(Cutting { inner, bounds }, "{}", self.value)
    }
}

/// Passes everything on to a serializer, or to one part of it, with texts cut.
struct Cutting<S> {
    inner: S,
    bounds: Bounds,
}

impl<S> Cutting<S> {
    /// Something inside of the value.
    fn inside<'v, T: ?Sized, E: Error>(&self, value: &'v T) -> Result<Cut<'v, T>, E> {
        let Bounds { text, depth } = self.bounds;
        let depth = depth.checked_sub(1);
        let depth = depth.ok_or_else(|| E::custom("nested too deep"))?;
        let bounds = Bounds { text, depth };
        Ok(Cut { value, bounds })
    }

    fn cut<'t>(&self, text: &'t str) -> &'t str {
        let ends = self.bounds.text..text.len();
        ends.into_iter()
            .find_map(|end| text.get(..end))
            .unwrap_or(text)
    }
}

impl Write for Cutting<&mut Formatter<'_>> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.inner.write_str(self.cut(text))
    }
}

macro_rules! pass_on {
    ($($method:ident($($name:ident: $type:ty),*);)*) => {
        $(fn $method(self, $($name: $type),*) -> Result<S::Ok, S::Error> {
            self.inner.$method($($name),*)
        })*
    };
}

macro_rules! begin {
    ($($method:ident($($name:ident: $type:ty),*) -> $part:ident;)*) => {
        $(fn $method(self, $($name: $type),*) -> Result<Self::$part, S::Error> {
            let (inner, bounds) = (self.inner.$method($($name),*)?, self.bounds);
            Ok(Cutting { inner, bounds })
        })*
    };
}

impl<S: Serializer> Serializer for Cutting<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Cutting<S::SerializeSeq>;
    type SerializeTuple = Cutting<S::SerializeTuple>;
    type SerializeTupleStruct = Cutting<S::SerializeTupleStruct>;
    type SerializeTupleVariant = Cutting<S::SerializeTupleVariant>;
    type SerializeMap = Cutting<S::SerializeMap>;
    type SerializeStruct = Cutting<S::SerializeStruct>;
    type SerializeStructVariant = Cutting<S::SerializeStructVariant>;

    pass_on! {
        serialize_bool(v: bool);
        serialize_i8(v: i8);
        serialize_i16(v: i16);
        serialize_i32(v: i32);
        serialize_i64(v: i64);
        serialize_i128(v: i128);
        serialize_u8(v: u8);
        serialize_u16(v: u16);
        serialize_u32(v: u32);
        serialize_u64(v: u64);
        serialize_u128(v: u128);
        serialize_f32(v: f32);
        serialize_f64(v: f64);
        serialize_char(v: char);
        serialize_bytes(v: &[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(name: &'static str);
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str);
    }

    begin! {
        serialize_seq(length: Option<usize>) -> SerializeSeq;
        serialize_tuple(length: usize) -> SerializeTuple;
        serialize_tuple_struct(name: &'static str, length: usize) -> SerializeTupleStruct;
        serialize_tuple_variant(
            name: &'static str, index: u32, variant: &'static str, length: usize
        ) -> SerializeTupleVariant;
        serialize_map(length: Option<usize>) -> SerializeMap;
        serialize_struct(name: &'static str, length: usize) -> SerializeStruct;
        serialize_struct_variant(
            name: &'static str, index: u32, variant: &'static str, length: usize
        ) -> SerializeStructVariant;
    }

    fn serialize_str(self, text: &str) -> Result<S::Ok, S::Error> {
        let text = self.cut(text);
        self.inner.serialize_str(text)
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        let value = self.inside(value)?;
        self.inner.collect_str(&value)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        let value = self.inside(value)?;
        self.inner.serialize_some(&value)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let value = self.inside(value)?;
        self.inner.serialize_newtype_struct(name, &value)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let value = self.inside(value)?;
        self.inner
            .serialize_newtype_variant(name, index, variant, &value)
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

macro_rules! parts {
    ($($part:ident: $method:ident($($key:ident: $type:ty)?);)*) => {
        $(impl<S: $part> $part for Cutting<S> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn $method<T: Serialize + ?Sized>(
                &mut self,
                $($key: $type,)?
                value: &T,
            ) -> Result<(), S::Error> {
                let value = self.inside(value)?;
                self.inner.$method($($key,)? &value)
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.inner.end()
            }
        })*
    };
}

parts! {
    SerializeSeq: serialize_element();
    SerializeTuple: serialize_element();
    SerializeTupleStruct: serialize_field();
    SerializeTupleVariant: serialize_field();
    SerializeStruct: serialize_field(key: &'static str);
    SerializeStructVariant: serialize_field(key: &'static str);
}

impl<S: SerializeMap> SerializeMap for Cutting<S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        let key = self.inside(key)?;
        self.inner.serialize_key(&key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        let value = self.inside(value)?;
        self.inner.serialize_value(&value)
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.inner.end()
    }
}
