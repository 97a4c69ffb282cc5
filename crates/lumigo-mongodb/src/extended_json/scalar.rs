use super::MASK;
use super::bounded_text::{BoundedText, Full};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use mongodb::bson::spec::BinarySubtype;
use mongodb::bson::{Binary, Bson, DateTime};

/// The dates that have a text in relaxed extended JSON: of the years from 1970 to 9999.
const DATES: std::ops::Range<i64> = 0..253_402_300_800_000;

/// Writes what is no document and no array.
pub(super) fn write(text: &mut BoundedText, value: &Bson) -> Result<(), Full> {
    match value {
        Bson::Null => text.push("null"),
        Bson::Boolean(value) => text.push(if *value { "true" } else { "false" }),
        Bson::Int32(number) => text.push_display(number),
        Bson::Int64(number) => text.push_display(number),
        Bson::Double(number) => double(text, *number),
        Bson::String(content) => text.push_string(content),
        Bson::ObjectId(id) => wrapped(text, "$oid", &id.to_hex()),
        Bson::DateTime(date) => date_time(text, *date),
        Bson::Decimal128(number) => wrapped(text, "$numberDecimal", &number.to_string()),
        Bson::Symbol(name) => wrapped(text, "$symbol", name),
        Bson::Binary(binary) => bytes(text, binary),
        Bson::Timestamp(stamp) => {
            let (time, increment) = (stamp.time, stamp.increment);
            text.push_display(format_args!(
                r#"{{"$timestamp":{{"t":{time},"i":{increment}}}}}"#
            ))
        }
        Bson::RegularExpression(regex) => {
            text.push(r#"{"$regularExpression":{"pattern":"#)?;
            text.push_string(regex.pattern.as_str())?;
            text.push(r#","options":"#)?;
            text.push_string(regex.options.as_str())?;
            text.push("}}")
        }
        // Literals in code are under no key.
        Bson::JavaScriptCode(_) | Bson::JavaScriptCodeWithScope(_) => {
            text.push(r#"{"$code":"****"}"#)
        }
        Bson::Undefined => text.push(r#"{"$undefined":true}"#),
        Bson::MinKey => text.push(r#"{"$minKey":1}"#),
        Bson::MaxKey => text.push(r#"{"$maxKey":1}"#),
        // Only its own text tells what is in it.
        other => wrapped(text, "$dbPointer", &other.to_string()),
    }
}

fn wrapped(text: &mut BoundedText, name: &str, content: &str) -> Result<(), Full> {
    text.push("{\"")?;
    text.push(name)?;
    text.push("\":")?;
    text.push_string(content)?;
    text.push("}")
}

fn double(text: &mut BoundedText, number: f64) -> Result<(), Full> {
    if number.is_finite() {
        text.push_display(format_args!("{number:?}"))
    } else if number.is_nan() {
        wrapped(text, "$numberDouble", "NaN")
    } else {
        let sign = if number > 0.0 { "" } else { "-" };
        wrapped(text, "$numberDouble", &format!("{sign}Infinity"))
    }
}

fn date_time(text: &mut BoundedText, date: DateTime) -> Result<(), Full> {
    let millis = date.timestamp_millis();
    match date.try_to_rfc3339_string() {
        Ok(date) if DATES.contains(&millis) => wrapped(text, "$date", &date),
        _ => text.push_display(format_args!(r#"{{"$date":{{"$numberLong":"{millis}"}}}}"#)),
    }
}

fn bytes(text: &mut BoundedText, binary: &Binary) -> Result<(), Full> {
    if binary.subtype == BinarySubtype::Sensitive {
        return text.push(MASK);
    }
    text.push(r#"{"$binary":{"base64":""#)?;
    // Whole groups of three bytes, so that the pieces are those of one text.
    for piece in binary.bytes.chunks(768) {
        text.push(&BASE64_STANDARD.encode(piece))?;
    }
    let subtype = u8::from(binary.subtype);
    text.push_display(format_args!(r#"","subType":"{subtype:02x}"}}}}"#))
}
