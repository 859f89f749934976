//! Calendar dates without a clock: ISO 8601 text to milliseconds since 1970 and back.
//!
//! The proleptic Gregorian calendar, UTC, years 0 to 9999. Small on purpose: it travels in the WASM.

/// Milliseconds in a day.
pub const DAY: i64 = 86_400_000;

/// The first moment that can be written: 0000-01-01T00:00:00.000Z.
pub const FIRST: i64 = -62_167_219_200_000;
/// The last moment that can be written: 9999-12-31T23:59:59.999Z.
pub const LAST: i64 = 253_402_300_799_999;

/// A moment as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since 1970-01-01T00:00:00Z. What stands without a zone is taken as UTC.
    pub ms: i64,
    /// Only a day was written, no time of day.
    pub date_only: bool,
    /// A zone was written: `Z` or an offset.
    pub zone: bool,
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// The year, 0 to 9999.
    pub year: i64,
    /// The month, 1 to 12.
    pub month: i64,
    /// The day, from 1.
    pub day: i64,
}

impl Civil {
    /// Days since 1970-01-01. (Counted in eras of 400 years that begin on the first of March, so that the leap day
    /// comes last.)
    pub fn days(self) -> i64 {
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * ((self.month + 9) % 12) + 2) / 5 + self.day - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// The day that stands so many days after 1970-01-01.
    pub fn from_days(days: i64) -> Self {
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let shifted = (5 * of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        Civil {
            year: year + era * 400 + i64::from(month <= 2),
            month,
            day: of_year - (153 * shifted + 2) / 5 + 1,
        }
    }

    /// How many days the month of this day has.
    pub fn month_length(self) -> i64 {
        match self.month {
            2 if self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    /// The same day so many months later (or earlier); the last day of the month where it has no such day.
    pub fn plus_months(self, months: i64) -> Self {
        let all = self.year.saturating_mul(12).saturating_add(self.month - 1).saturating_add(months);
        let first = Civil { year: all.div_euclid(12), month: all.rem_euclid(12) + 1, day: 1 };
        Civil { day: self.day.min(first.month_length()), ..first }
    }
}

/// Reads an ISO 8601 date, or date and time: `2026-11-23`, `2026-11-23T22:07`, `2026-11-23 22:07:14.340Z`,
/// `2026-11-23T22:07:14+01:00`. `None` for everything else, days that do not exist included.
///
/// ```
/// use query::dates;
/// let moment = dates::parse("2026-11-23T22:07:14.340Z").expect("it is a date");
/// assert_eq!(dates::format(moment.ms), "2026-11-23T22:07:14.340Z");
/// assert!(dates::parse("2026-02-30").is_none());
/// ```
pub fn parse(text: &str) -> Option<Moment> {
    let bytes = text.as_bytes();
    if !text.is_ascii() || bytes.len() < 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let civil = Civil { year: digits(&text[..4])?, month: digits(&text[5..7])?, day: digits(&text[8..10])? };
    if !(1..=12).contains(&civil.month) || civil.day < 1 || civil.day > civil.month_length() {
        return None;
    }
    let midnight = civil.days() * DAY;
    let rest = &text[10..];
    if rest.is_empty() {
        return Some(Moment { ms: midnight, date_only: true, zone: false });
    }
    if !matches!(rest.as_bytes()[0], b'T' | b't' | b' ') {
        return None;
    }
    let rest = &rest[1..];
    let zone_at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at(zone_at);
    let offset = zone_minutes(zone)?;
    let ms = midnight + time_of_day(time)? - offset.unwrap_or(0) * 60_000;
    Some(Moment { ms, date_only: false, zone: offset.is_some() })
}

/// The moment as the server writes it: `2026-11-23T22:07:14.340Z`. Moments outside the years 0 to 9999 are drawn to
/// the nearest end.
pub fn format(ms: i64) -> String {
    let ms = ms.clamp(FIRST, LAST);
    let Civil { year, month, day } = Civil::from_days(ms.div_euclid(DAY));
    let of_day = ms.rem_euclid(DAY);
    let (hours, minutes, seconds) = (of_day / 3_600_000, of_day / 60_000 % 60, of_day / 1000 % 60);
    let thousandths = of_day % 1000;
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}Z")
}

/// Reads only digits, so that no sign or space slips in.
fn digits(text: &str) -> Option<i64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) { None } else { text.parse().ok() }
}

/// `HH:MM`, `HH:MM:SS`, `HH:MM:SS.fff…` in milliseconds.
fn time_of_day(text: &str) -> Option<i64> {
    let (whole, fraction) = match text.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let mut parts = whole.split(':');
    let two = |part: Option<&str>| part.filter(|part| part.len() == 2).and_then(digits);
    let hours = two(parts.next())?;
    let minutes = two(parts.next())?;
    let third = parts.next();
    let seconds = if third.is_some() { two(third)? } else { 0 };
    if parts.next().is_some()
        || hours > 23
        || minutes > 59
        || seconds > 59
        || (fraction.is_some() && third.is_none())
    {
        return None;
    }
    let thousandths = match fraction {
        None => 0,
        Some(fraction) if fraction.len() <= 9 => {
            digits(fraction)?;
            let padded = format!("{fraction:0<3}");
            digits(&padded[..3])?
        }
        Some(_) => return None,
    };
    Some(hours * 3_600_000 + minutes * 60_000 + seconds * 1000 + thousandths)
}

/// The offset in minutes; `Some(None)` where no zone is written, `None` where it cannot be read.
fn zone_minutes(text: &str) -> Option<Option<i64>> {
    if text.is_empty() {
        return Some(None);
    }
    if text.eq_ignore_ascii_case("z") {
        return Some(Some(0));
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let rest = text.get(1..)?;
    let (hours, minutes) = match (rest.len(), rest.as_bytes().get(2)) {
        (2, _) => (digits(rest)?, 0),
        (4, _) => (digits(&rest[..2])?, digits(&rest[2..])?),
        (5, Some(b':')) => (digits(&rest[..2])?, digits(&rest[3..])?),
        _ => return None,
    };
    (hours <= 15 && minutes <= 59).then_some(Some(sign * (hours * 60 + minutes)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_moments() {
        for (text, ms, date_only, zone) in [
            ("1970-01-01T00:00:00Z", 0, false, true),
            ("1970-01-01", 0, true, false),
            ("2000-02-29", 951_782_400_000, true, false),
            ("2026-11-23T22:07:14.340Z", 1_795_471_634_340, false, true),
            ("2026-11-23 23:07:14.34+01:00", 1_795_471_634_340, false, true),
            ("2026-11-23T22:07", 1_795_471_620_000, false, false),
            ("1969-12-31T23:59:59.999Z", -1, false, true),
        ] {
            assert_eq!(parse(text), Some(Moment { ms, date_only, zone }), "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "nope",
            "2026",
            "2026-03",
            "2026-13-01",
            "2026-02-29",
            "2026-00-10",
            "2026-01-00",
            "20260301",
            "2026-01-01T",
            "2026-01-01T1:00",
            "2026-01-01T24:00",
            "2026-01-01T10:60",
            "2026-01-01T10:00:00.",
            "2026-01-01T10:00+1",
            "2026-01-01T10:00.5",
            "2026-01-01X10:00",
            "2026-01-01T10:00:00Zx",
            "２０２６-01-01",
            "+026-01-01",
            "2026-01-01T10:00:00+25:00",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn months_end_where_they_end() {
        let day = |year, month, day| Civil { year, month, day };
        assert_eq!(day(2026, 3, 31).plus_months(-1), day(2026, 2, 28));
        assert_eq!(day(2024, 3, 31).plus_months(-1), day(2024, 2, 29));
        assert_eq!(day(2026, 1, 15).plus_months(-13), day(2024, 12, 15));
        assert_eq!(day(2026, 12, 31).plus_months(2), day(2027, 2, 28));
    }

    proptest! {
        #[test]
        fn every_moment_survives_its_text(ms in FIRST..=LAST) {
            prop_assert_eq!(parse(&format(ms)).map(|moment| moment.ms), Some(ms));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,30}", ms in any::<i64>()) {
            let _ = parse(&text);
            prop_assert!(parse(&format(ms)).is_some());
        }

        #[test]
        fn days_count_on(days in -719_000i64..2_900_000) {
            prop_assert_eq!(Civil::from_days(days).days(), days);
        }
    }
}
