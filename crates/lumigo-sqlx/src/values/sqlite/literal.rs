use crate::values::Value;

/// The first value of what `Debug` has written, of at most so many characters, and what follows it. `None`
/// when it is cut, or nothing known.
pub(super) fn read_value(text: &str, room: usize) -> Option<(Value<'static>, &str)> {
    if let Some(rest) = text.strip_prefix("Null") {
        return Some((Value::Null, rest));
    }
    let (kind, rest) = text.split_once('(')?;
    match kind {
        "Text" | "TextSlice" => read_text(rest, room),
        "Blob" => read_bytes(rest),
        "Int" | "Int64" => read_number(rest, |number| {
            number.parse().ok().map(Value::integer::<i64>)
        }),
        "Double" => read_number(rest, |number| number.parse().ok().map(Value::float::<f64>)),
        _ => None,
    }
}

fn read_number(
    text: &str,
    value: impl FnOnce(&str) -> Option<Value<'static>>,
) -> Option<(Value<'static>, &str)> {
    let (number, rest) = text.split_once(')')?;
    Some((value(number)?, rest))
}

fn read_bytes(text: &str) -> Option<(Value<'static>, &str)> {
    let (bytes, rest) = text.strip_prefix('[')?.split_once("])")?;
    let is_byte = |byte: &str| byte.parse::<u8>().is_ok();
    let length = match bytes {
        "" => 0,
        bytes if bytes.split(", ").all(is_byte) => bytes.split(", ").count(),
        _ => return None,
    };
    Some((Value::Bytes(length), rest))
}

/// What is longer is read no further: nothing can follow it.
fn read_text(text: &str, room: usize) -> Option<(Value<'static>, &str)> {
    let mut characters = text.strip_prefix('"')?.chars();
    let mut value = String::new();
    for _ in 0..room {
        value.push(match characters.next()? {
            '"' => {
                return Some((
                    Value::owned_text(value),
                    characters.as_str().strip_prefix(')')?,
                ));
            }
            '\\' => read_escape(&mut characters)?,
            character => character,
        });
    }
    Some((Value::owned_text(value), ""))
}

fn read_escape(characters: &mut std::str::Chars<'_>) -> Option<char> {
    Some(match characters.next()? {
        '0' => '\0',
        't' => '\t',
        'n' => '\n',
        'r' => '\r',
        escaped @ ('"' | '\'' | '\\') => escaped,
        'u' => {
            let (digits, rest) = characters.as_str().strip_prefix('{')?.split_once('}')?;
            *characters = rest.chars();
            char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
        }
        _ => return None,
    })
}
