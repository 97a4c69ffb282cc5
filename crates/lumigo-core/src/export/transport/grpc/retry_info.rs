use crate::export::transport::message::{Field, Fields};
use std::time::Duration;

/// How long the details of a status, a `google.rpc.Status`, ask to wait: `None` when they have no `RetryInfo`.
pub(super) fn delay(details: &[u8]) -> Option<Duration> {
    let details = Fields::of(details)?.filter_map(|field| match field {
        (3, Field::Bytes(detail)) => Fields::of(detail),
        _ => None,
    });
    let retry_info = details.filter_map(|detail| {
        let any: Vec<_> = detail.collect();
        let bytes = |wanted| {
            any.iter().find_map(|field| match field {
                (number, Field::Bytes(bytes)) if *number == wanted => Some(*bytes),
                _ => None,
            })
        };
        let is_it = bytes(1)?.ends_with(b"google.rpc.RetryInfo");
        is_it.then(|| bytes(2).unwrap_or_default())
    });
    let delay = retry_info.map(duration).next()?;
    Some(delay.unwrap_or_default())
}

/// The one field of a `RetryInfo`. One that cannot be read asks for nothing in particular.
fn duration(retry_info: &[u8]) -> Option<Duration> {
    let duration = Fields::of(retry_info)?.bytes(1)?;
    let seconds = Fields::of(duration)?.number(1);
    let nanoseconds = Fields::of(duration)?.number(2);
    // Both are signed.
    let seconds = i64::from_ne_bytes(seconds.to_ne_bytes()).max(0);
    let nanoseconds = i64::from_ne_bytes(nanoseconds.to_ne_bytes()).clamp(0, 999_999_999);
    Some(Duration::new(
        seconds.unsigned_abs(),
        nanoseconds.unsigned_abs() as u32,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(number: u8, content: &[u8]) -> Vec<u8> {
        [&[number << 3 | 2, content.len() as u8], content].concat()
    }

    fn status(type_url: &str, value: &[u8]) -> Vec<u8> {
        let any = [field(1, type_url.as_bytes()), field(2, value)].concat();
        [vec![0x08, 8], field(2, b"later"), field(3, &any)].concat()
    }

    #[test]
    fn the_delay_is_that_of_the_retry_info() {
        const RETRY_INFO: &str = "type.googleapis.com/google.rpc.RetryInfo";
        let half = [0x08, 2, 0x10, 0x80, 0xca, 0xb5, 0xee, 0x01];
        for (details, expected) in [
            (
                status(RETRY_INFO, &field(1, &half)),
                Some(Duration::from_millis(2_500)),
            ),
            (status(RETRY_INFO, b""), Some(Duration::ZERO)),
            (status(RETRY_INFO, b"?"), Some(Duration::ZERO)),
            (
                status(RETRY_INFO, &field(1, &[0x08, 0x80])),
                Some(Duration::ZERO),
            ),
            (
                status("type.googleapis.com/google.rpc.DebugInfo", b""),
                None,
            ),
            (Vec::new(), None),
            (b"<html>".to_vec(), None),
        ] {
            assert_eq!(delay(&details), expected, "{details:?}");
        }
    }
}
