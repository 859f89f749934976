//! Moments: ISO 8601 in and out, in milliseconds since 1970, so that dates compare as text in the one form that rows carry.

use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970, now.
pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}

/// The present moment as rows carry it.
pub fn stamp() -> String {
    format(now())
}

/// As rows carry it: `2026-11-23T22:07:14.315Z`.
pub fn format(millis: i64) -> String {
    let (days, rest) = (millis.div_euclid(DAY), millis.rem_euclid(DAY));
    let (year, month, day) = civil(days);
    let (hour, minute, second, milli) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60, rest % 1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

/// Milliseconds in a day.
pub const DAY: i64 = 86_400_000;

/// Reads a date (`2026-03-01`, midnight UTC) or a date and time (`2026-03-01T10:00:00.000+02:00`; without a zone: UTC).
/// `None` for everything else, impossible dates included.
pub fn parse(text: &str) -> Option<i64> {
    if !text.is_ascii() {
        return None;
    }
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = digits(parts.next()?, 2)?;
    let day = digits(parts.next()?, 2)?;
    if parts.next().is_some() || !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
        return None;
    }
    Some(days(year, month, day) * DAY + time.map_or(Some(0), clock)?)
}

/// The time of day with its zone, as milliseconds from that day's midnight UTC.
fn clock(text: &str) -> Option<i64> {
    let (time, zone) = if let Some(time) = text.strip_suffix(['Z', 'z']) {
        (time, 0)
    } else if let Some(at) = text.rfind(['+', '-']) {
        let (time, zone) = text.split_at(at);
        let sign = if zone.starts_with('-') { -1 } else { 1 };
        let bare: String = zone[1..].chars().filter(|c| *c != ':').collect();
        let (hours, minutes) = match bare.len() {
            2 => (digits(&bare, 2)?, 0),
            4 => (digits(&bare[..2], 2)?, digits(&bare[2..], 2)?),
            _ => return None,
        };
        (time, sign * (hours * 60 + minutes) * 60_000)
    } else {
        (text, 0)
    };
    let (whole, fraction) = match time.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (time, None),
    };
    let mut parts = whole.split(':');
    let hour = digits(parts.next()?, 2)?;
    let minute = digits(parts.next()?, 2)?;
    let second = parts.next().map_or(Some(0), |text| digits(text, 2))?;
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let milli = match fraction {
        None => 0,
        Some(text) if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => {
            let padded: String = text.chars().chain("000".chars()).take(3).collect();
            digits(&padded, 3)?
        }
        Some(_) => return None,
    };
    Some(((hour * 60 + minute) * 60 + second) * 1000 + milli - zone)
}

fn digits(text: &str, length: usize) -> Option<i64> {
    (text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970 of a date in the Gregorian calendar (Howard Hinnant's `days_from_civil`).
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of a day since 1970 (`civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for text in ["1970-01-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z", "2026-11-23T22:07:14.315Z"] {
            assert_eq!(parse(text).map(format).as_deref(), Some(text));
        }
    }

    #[test]
    fn forms() {
        let of = |text: &str| parse(text).map(format);
        assert_eq!(of("2026-03-01").as_deref(), Some("2026-03-01T00:00:00.000Z"));
        assert_eq!(of("2026-03-01T10:00+02:00").as_deref(), Some("2026-03-01T08:00:00.000Z"));
        assert_eq!(of("2026-03-01T10:00:00.5").as_deref(), Some("2026-03-01T10:00:00.500Z"));
        for bad in [
            "nope",
            "2026-01-01T10:00+€1",
            "２026-01-01",
            "2026-02-30",
            "2026-13-01",
            "2026-03-01T25:00",
            "26-3-1",
            "2026-03-01T",
            "2026-03-01T10:00Zx",
        ] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }
}
