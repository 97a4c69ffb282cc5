//! Dates and times in the form of ISO 8601.

#[cfg(feature = "postgres")]
const MICROSECONDS_OF_A_DAY: i64 = 86_400_000_000;

/// The Julian day of the first of January 2000, which PostgreSQL counts from.
#[cfg(feature = "postgres")]
const JULIAN_DAY_OF_2000: i32 = 2_451_545;

/// The date so many days after the first of January 2000.
#[cfg(feature = "postgres")]
pub(super) fn date(days: i32) -> Option<String> {
    let day = JULIAN_DAY_OF_2000.checked_add(days)?;
    let date = time::Date::from_julian_day(day).ok()?;
    // Others may have `time` take more.
    (-9999..=9999)
        .contains(&date.year())
        .then(|| date.to_string())
}

/// The time so many microseconds after midnight.
#[cfg(feature = "postgres")]
pub(super) fn time_of_day(microseconds: i64) -> Option<String> {
    if !(0..=MICROSECONDS_OF_A_DAY).contains(&microseconds) {
        return None;
    }
    let seconds = microseconds / 1_000_000;
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    let fraction = u32::try_from(microseconds % 1_000_000).ok()?;
    Some(clock(hours, minutes, seconds % 60, fraction))
}

/// The moment so many microseconds after the first of January 2000.
#[cfg(feature = "postgres")]
pub(super) fn moment(microseconds: i64) -> Option<String> {
    let days = i32::try_from(microseconds.div_euclid(MICROSECONDS_OF_A_DAY)).ok()?;
    let time = time_of_day(microseconds.rem_euclid(MICROSECONDS_OF_A_DAY))?;
    Some(format!("{}T{time}", date(days)?))
}

/// A time as on a clock, with as many digits of the second as it needs.
pub(super) fn clock(
    hours: impl Into<i64>,
    minutes: impl Into<i64>,
    seconds: impl Into<i64>,
    microseconds: u32,
) -> String {
    let (hours, minutes, seconds) = (hours.into(), minutes.into(), seconds.into());
    let whole = format!("{hours:02}:{minutes:02}:{seconds:02}");
    if microseconds == 0 {
        return whole;
    }
    let fraction = format!("{microseconds:06}");
    format!("{whole}.{}", fraction.trim_end_matches('0'))
}

#[cfg(all(test, feature = "postgres"))]
mod tests {
    use super::*;

    #[test]
    fn moments_are_counted_from_the_year_2000() {
        for (microseconds, expected) in [
            (0, Some("2000-01-01T00:00:00")),
            (-1, Some("1999-12-31T23:59:59.999999")),
            (-946_684_800_000_000, Some("1970-01-01T00:00:00")),
            (5_097_600_000_000, Some("2000-02-29T00:00:00")),
            (757_479_896_123_400, Some("2024-01-02T03:04:56.1234")),
            (i64::MAX, None),
            (i64::MIN, None),
        ] {
            assert_eq!(moment(microseconds).as_deref(), expected, "{microseconds}");
        }
    }

    #[test]
    fn dates_and_times_out_of_range_are_none() {
        assert_eq!(date(-10_957).as_deref(), Some("1970-01-01"));
        assert_eq!(date(-746_000).as_deref(), Some("-0043-07-10"));
        assert_eq!(date(i32::MAX), None);
        assert_eq!(date(i32::MIN), None);
        assert_eq!(date(2_921_940), None, "the year 10000");
        assert_eq!(
            time_of_day(MICROSECONDS_OF_A_DAY).as_deref(),
            Some("24:00:00")
        );
        assert_eq!(time_of_day(MICROSECONDS_OF_A_DAY + 1), None);
        assert_eq!(time_of_day(-1), None);
    }
}
