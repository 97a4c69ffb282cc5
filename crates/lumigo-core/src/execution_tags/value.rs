use super::is_blank;
use opentelemetry::{Array, StringValue, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// The value of an execution tag: a text, a number or a truth value, or a list of one of them.
///
/// Integers that do not fit an `i64` become text.
#[derive(Clone, Debug, PartialEq)]
pub struct TagValue(Value);

impl TagValue {
    /// Whether it says nothing: a text of white space, or an empty list. Members of lists are not
    /// looked at.
    pub(super) fn is_blank(&self) -> bool {
        match &self.0 {
            Value::String(text) => is_blank(text.as_str()),
            Value::Array(Array::String(list)) => list.is_empty(),
            Value::Array(Array::Bool(list)) => list.is_empty(),
            Value::Array(Array::I64(list)) => list.is_empty(),
            Value::Array(Array::F64(list)) => list.is_empty(),
            _ => false,
        }
    }

    pub(crate) fn into_value(self) -> Value {
        self.0
    }
}

impl From<Value> for TagValue {
    fn from(value: Value) -> Self {
        Self(value)
    }
}

/// Arrays and slices, by way of a vector.
macro_rules! other_lists {
    ($type:ty) => {
        impl<const N: usize> From<[$type; N]> for TagValue {
            fn from(values: [$type; N]) -> Self {
                Vec::from(values).into()
            }
        }

        impl From<&[$type]> for TagValue {
            fn from(values: &[$type]) -> Self {
                values.to_vec().into()
            }
        }
    };
}

/// One value, and lists of it.
macro_rules! tag_values {
    ($($type:ty => $single:path, $list:path, $convert:expr;)*) => {$(
        impl From<$type> for TagValue {
            fn from(value: $type) -> Self {
                Self($single(($convert)(value)))
            }
        }

        impl From<Vec<$type>> for TagValue {
            fn from(values: Vec<$type>) -> Self {
                Self(Value::Array($list(values.into_iter().map($convert).collect())))
            }
        }

        other_lists!($type);
    )*};
}

tag_values! {
    &str => Value::String, Array::String, |text: &str| StringValue::from(text.to_owned());
    String => Value::String, Array::String, StringValue::from;
    Cow<'_, str> => Value::String, Array::String, |text: Cow<'_, str>| StringValue::from(text.into_owned());
    Arc<str> => Value::String, Array::String, StringValue::from;
    &String => Value::String, Array::String, |text: &String| StringValue::from(text.clone());
    bool => Value::Bool, Array::Bool, std::convert::identity;
    i64 => Value::I64, Array::I64, std::convert::identity;
    i32 => Value::I64, Array::I64, i64::from;
    u32 => Value::I64, Array::I64, i64::from;
    i16 => Value::I64, Array::I64, i64::from;
    i8 => Value::I64, Array::I64, i64::from;
    u16 => Value::I64, Array::I64, i64::from;
    u8 => Value::I64, Array::I64, i64::from;
    f64 => Value::F64, Array::F64, std::convert::identity;
    f32 => Value::F64, Array::F64, f64::from;
}

/// Numbers that may be beyond an `i64`: those that are become text, and so do the others of their list.
macro_rules! large_numbers {
    ($($type:ty)*) => {$(
        impl From<$type> for TagValue {
            fn from(value: $type) -> Self {
                match i64::try_from(value) {
                    Ok(value) => value.into(),
                    Err(_) => value.to_string().into(),
                }
            }
        }

        impl From<Vec<$type>> for TagValue {
            fn from(values: Vec<$type>) -> Self {
                let small: Result<Vec<i64>, _> = values.iter().map(|one| i64::try_from(*one)).collect();
                match small {
                    Ok(values) => values.into(),
                    Err(_) => values.iter().map(ToString::to_string).collect::<Vec<_>>().into(),
                }
            }
        }

        other_lists!($type);
    )*};
}

large_numbers! { u64 usize isize i128 u128 }
