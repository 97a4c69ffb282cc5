use crate::values::iso;

/// A date, as the server and the driver send it but for the length before it.
pub(super) fn date(bytes: &[u8]) -> Option<String> {
    let [y0, y1, month, day] = match bytes {
        [] => [0; 4],
        bytes => bytes.try_into().ok()?,
    };
    let year = u16::from_le_bytes([y0, y1]);
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// A date with a time, as they send it but for the length. Midnight may not be sent.
pub(super) fn date_time(bytes: &[u8]) -> Option<String> {
    let (day, time) = bytes.split_at_checked(4).unwrap_or((bytes, &[]));
    let time = if time.is_empty() { &[0; 3] } else { time };
    Some(format!("{}T{}", date(day)?, clock(0, time)?))
}

/// A duration, as they send it but for the length before it.
pub(super) fn time(bytes: &[u8]) -> Option<String> {
    let Some((start, time)) = bytes.split_first_chunk::<5>() else {
        return bytes.is_empty().then(|| "00:00:00".to_owned());
    };
    let [is_negative, d0, d1, d2, d3] = *start;
    let sign = if is_negative == 0 { "" } else { "-" };
    let hours = i64::from(u32::from_le_bytes([d0, d1, d2, d3])).checked_mul(24)?;
    Some(format!("{sign}{}", clock(hours, time)?))
}

fn clock(more_hours: i64, bytes: &[u8]) -> Option<String> {
    let (time, fraction) = bytes.split_first_chunk::<3>()?;
    let [hours, minutes, seconds] = *time;
    let microseconds = match fraction {
        [] => 0,
        fraction => u32::from_le_bytes(fraction.try_into().ok()?),
    };
    let hours = more_hours.checked_add(hours.into())?;
    Some(iso::clock(hours, minutes, seconds, microseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_may_have_a_time() {
        for (bytes, day, moment) in [
            (&[][..], Some("0000-00-00"), Some("0000-00-00T00:00:00")),
            (
                &[0xe8, 7, 2, 29],
                Some("2024-02-29"),
                Some("2024-02-29T00:00:00"),
            ),
            (
                &[0xe8, 7, 2, 29, 1, 2, 3],
                None,
                Some("2024-02-29T01:02:03"),
            ),
            (
                &[0xe8, 7, 2, 29, 1, 2, 3, 0x20, 0xa1, 7, 0],
                None,
                Some("2024-02-29T01:02:03.5"),
            ),
            (
                &[255; 11],
                None,
                Some("65535-255-255T255:255:255.4294967295"),
            ),
            (&[0xe8], None, None),
            (&[0xe8, 7, 2, 29, 1], None, None),
            (&[0xe8, 7, 2, 29, 1, 2, 3, 4], None, None),
        ] {
            assert_eq!(date(bytes).as_deref(), day, "{bytes:?}");
            assert_eq!(date_time(bytes).as_deref(), moment, "{bytes:?}");
        }
    }

    #[test]
    fn durations_have_a_sign_and_days_as_hours() {
        for (bytes, expected) in [
            (&[][..], Some("00:00:00")),
            (&[0, 0, 0, 0, 0, 1, 2, 3], Some("01:02:03")),
            (&[1, 34, 0, 0, 0, 22, 59, 59], Some("-838:59:59")),
            (
                &[0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
                Some("00:00:00.000001"),
            ),
            (&[0], None),
            (&[0, 0, 0, 0, 0, 1], None),
        ] {
            assert_eq!(time(bytes).as_deref(), expected, "{bytes:?}");
        }
    }
}
