//! Dates told from the present: "last 7 days", "yesterday", "now minus 2 h".
//!
//! They stay as they were typed in drafts, addresses and sentences, and become dates when a query is built. The
//! clock is passed in.
//!
//! ```text
//! relative = "now" | "today" | "yesterday" | "tomorrow"
//!          | ("this" | "last" | "next") calendar
//!          | ["the"] ("last" | "past") count unit
//!          | count unit "ago"
//!          | "in" count unit
//!          | "now" ("minus" | "-" | "plus" | "+") count unit
//! calendar = "week" | "month" | "year"
//! unit     = "s" | "sec" | "second" | "m" | "min" | "minute" | "h" | "hr" | "hour" | "d" | "day"
//!          | "w" | "week" | "mo" | "month" | "y" | "yr" | "year"      (each also in the plural)
//! ```
//! Capital letters do not matter, and the space between count and unit may be left out.

use crate::dates::{self, Civil, DAY};

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Second,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days of 24 hours.
    Day,
    /// Weeks of 7 days; as a calendar unit they begin on Monday.
    Week,
    /// Months of the calendar.
    Month,
    /// Years of the calendar.
    Year,
}

/// A date told from the present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relative {
    /// The present moment.
    Now,
    /// A whole day: 0 is today, -1 yesterday, 1 tomorrow.
    Day(i64),
    /// A whole week, month or year: 0 is this one, -1 the last, 1 the next.
    Calendar(i64, Unit),
    /// The time from so many units ago until now.
    Last(u32, Unit),
    /// A moment so many units ago.
    Ago(u32, Unit),
    /// A moment so many units ahead.
    Ahead(u32, Unit),
}

/// Which end of a span is meant: "today" as a lower bound is its first moment, as an upper bound its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Its first moment.
    Start,
    /// Its last moment, a millisecond before the next one begins.
    Finish,
}

/// Reads a relative date; `None` where the text is none.
///
/// ```
/// use query::relative::{self, End};
/// use query::dates;
/// let now = dates::parse("2026-11-23T22:07:14Z").expect("a date").ms;
/// let at = |text: &str| relative::parse(text).map(|it| dates::format(it.resolve(now, End::Start)));
/// assert_eq!(at("last 7 days").as_deref(), Some("2026-11-16T22:07:14.000Z"));
/// assert_eq!(at("now-2h").as_deref(), Some("2026-11-23T20:07:14.000Z"));
/// assert_eq!(at("yesterday").as_deref(), Some("2026-11-22T00:00:00.000Z"));
/// assert_eq!(at("someday"), None);
/// ```
pub fn parse(text: &str) -> Option<Relative> {
    if text.len() > 60 {
        return None;
    }
    let text = text.trim().to_ascii_lowercase();
    let words: Vec<&str> = pieces(&text);
    let count =
        |text: &str| text.parse::<u32>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    Some(match words.as_slice() {
        ["now"] => Relative::Now,
        ["today"] => Relative::Day(0),
        ["yesterday"] => Relative::Day(-1),
        ["tomorrow"] => Relative::Day(1),
        [which @ ("this" | "last" | "next"), calendar @ ("week" | "month" | "year")] => {
            let steps = match *which {
                "last" => -1,
                "next" => 1,
                _ => 0,
            };
            Relative::Calendar(steps, unit(calendar)?)
        }
        ["the", "last" | "past", number, name] | ["last" | "past", number, name] => {
            Relative::Last(count(number)?, unit(name)?)
        }
        [number, name, "ago"] | ["now", "minus" | "-", number, name] => {
            Relative::Ago(count(number)?, unit(name)?)
        }
        ["in", number, name] | ["now", "plus" | "+", number, name] => {
            Relative::Ahead(count(number)?, unit(name)?)
        }
        _ => return None,
    })
}

impl Relative {
    /// The moment it means, in milliseconds since 1970, seen from `now`. Days, weeks, months and years are those of
    /// UTC, as the server counts.
    ///
    /// ```
    /// use query::{dates, relative::{End, parse}};
    /// let now = dates::parse("2026-11-23T22:07:14Z").expect("a date").ms;
    /// let today = parse("today").expect("it is relative");
    /// assert_eq!(dates::format(today.resolve(now, End::Start)), "2026-11-23T00:00:00.000Z");
    /// assert_eq!(dates::format(today.resolve(now, End::Finish)), "2026-11-23T23:59:59.999Z");
    /// ```
    pub fn resolve(self, now: i64, end: End) -> i64 {
        let now = now.clamp(dates::FIRST, dates::LAST);
        let today = now.div_euclid(DAY);
        let span = |first: i64, after: i64| match end {
            End::Start => first.saturating_mul(DAY),
            End::Finish => after.saturating_mul(DAY) - 1,
        };
        let ms = match self {
            Relative::Now => now,
            Relative::Day(steps) => span(today + steps, today + steps + 1),
            Relative::Calendar(steps, unit) => {
                let first = |steps: i64| match unit {
                    Unit::Month | Unit::Year => {
                        let civil = Civil::from_days(today);
                        let month = if unit == Unit::Month { civil.month } else { 1 };
                        let months = if unit == Unit::Month { steps } else { steps * 12 };
                        Civil { day: 1, month, ..civil }.plus_months(months).days()
                    }
                    // 1970-01-01 was a Thursday.
                    _ => today - (today + 3).rem_euclid(7) + steps * 7,
                };
                span(first(steps), first(steps + 1))
            }
            Relative::Last(count, unit) => match end {
                End::Start => shift(now, -i64::from(count), unit),
                End::Finish => now,
            },
            Relative::Ago(count, unit) => shift(now, -i64::from(count), unit),
            Relative::Ahead(count, unit) => shift(now, i64::from(count), unit),
        };
        ms.clamp(dates::FIRST, dates::LAST)
    }

    /// It in words that [`parse`] reads back: "last 7 days", "2 hours ago".
    ///
    /// ```
    /// use query::relative::parse;
    /// assert_eq!(parse("now-2h").map(|it| it.words()).as_deref(), Some("2 hours ago"));
    /// ```
    pub fn words(self) -> String {
        let which = |steps: i64| match steps {
            ..0 => "last",
            0 => "this",
            1.. => "next",
        };
        match self {
            Relative::Now => "now".into(),
            Relative::Day(..0) => "yesterday".into(),
            Relative::Day(0) => "today".into(),
            Relative::Day(_) => "tomorrow".into(),
            Relative::Calendar(steps, unit) => format!("{} {}", which(steps), unit.name()),
            Relative::Last(count, unit) => format!("last {count} {}", unit.plural(count)),
            Relative::Ago(count, unit) => format!("{count} {} ago", unit.plural(count)),
            Relative::Ahead(count, unit) => format!("in {count} {}", unit.plural(count)),
        }
    }
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Unit::Second => "second",
            Unit::Minute => "minute",
            Unit::Hour => "hour",
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Year => "year",
        }
    }

    fn plural(self, count: u32) -> String {
        format!("{}{}", self.name(), if count == 1 { "" } else { "s" })
    }
}

fn shift(now: i64, count: i64, unit: Unit) -> i64 {
    let length = match unit {
        Unit::Second => 1000,
        Unit::Minute => 60_000,
        Unit::Hour => 3_600_000,
        Unit::Day => DAY,
        Unit::Week => 7 * DAY,
        Unit::Month | Unit::Year => {
            let months = if unit == Unit::Month { count } else { count.saturating_mul(12) };
            let civil = Civil::from_days(now.div_euclid(DAY)).plus_months(months);
            return civil.days().saturating_mul(DAY).saturating_add(now.rem_euclid(DAY));
        }
    };
    now.saturating_add(count.saturating_mul(length))
}

fn unit(name: &str) -> Option<Unit> {
    Some(match name {
        "s" | "sec" | "secs" | "second" | "seconds" => Unit::Second,
        "m" | "min" | "mins" | "minute" | "minutes" => Unit::Minute,
        "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Hour,
        "d" | "day" | "days" => Unit::Day,
        "w" | "week" | "weeks" => Unit::Week,
        "mo" | "month" | "months" => Unit::Month,
        "y" | "yr" | "yrs" | "year" | "years" => Unit::Year,
        _ => return None,
    })
}

/// Cuts text into runs of letters, runs of digits and single signs.
fn pieces(text: &str) -> Vec<&str> {
    let class = |letter: char| match letter {
        letter if letter.is_whitespace() => 0,
        letter if letter.is_ascii_digit() => 1,
        letter if letter.is_ascii_alphabetic() || !letter.is_ascii() => 2,
        _ => 3,
    };
    let mut found = Vec::new();
    let mut from = 0;
    let mut last = 0;
    for (at, letter) in text.char_indices() {
        let now = class(letter);
        if now != last || now == 3 {
            if last != 0 {
                found.push(&text[from..at]);
            }
            from = at;
            last = now;
        }
    }
    if last != 0 {
        found.push(&text[from..]);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A Monday evening.
    const NOW: &str = "2026-11-23T22:07:14.340Z";

    fn at(text: &str, end: End) -> String {
        let now = dates::parse(NOW).expect("a date").ms;
        dates::format(parse(text).unwrap_or_else(|| panic!("{text} is relative")).resolve(now, end))
    }

    #[test]
    fn both_ends() {
        for (text, start, finish) in [
            ("now", "2026-11-23T22:07:14.340Z", "2026-11-23T22:07:14.340Z"),
            ("today", "2026-11-23T00:00:00.000Z", "2026-11-23T23:59:59.999Z"),
            ("Yesterday", "2026-11-22T00:00:00.000Z", "2026-11-22T23:59:59.999Z"),
            ("tomorrow", "2026-11-24T00:00:00.000Z", "2026-11-24T23:59:59.999Z"),
            ("this week", "2026-11-23T00:00:00.000Z", "2026-11-29T23:59:59.999Z"),
            ("last week", "2026-11-16T00:00:00.000Z", "2026-11-22T23:59:59.999Z"),
            ("this month", "2026-11-01T00:00:00.000Z", "2026-11-30T23:59:59.999Z"),
            ("next month", "2026-12-01T00:00:00.000Z", "2026-12-31T23:59:59.999Z"),
            ("last year", "2025-01-01T00:00:00.000Z", "2025-12-31T23:59:59.999Z"),
            ("last 7 days", "2026-11-16T22:07:14.340Z", "2026-11-23T22:07:14.340Z"),
            ("the past 2 weeks", "2026-11-09T22:07:14.340Z", "2026-11-23T22:07:14.340Z"),
            ("3 days ago", "2026-11-20T22:07:14.340Z", "2026-11-20T22:07:14.340Z"),
            ("now minus 2 h", "2026-11-23T20:07:14.340Z", "2026-11-23T20:07:14.340Z"),
            ("now-7d", "2026-11-16T22:07:14.340Z", "2026-11-16T22:07:14.340Z"),
            ("now - 30 min", "2026-11-23T21:37:14.340Z", "2026-11-23T21:37:14.340Z"),
            ("1 month ago", "2026-10-23T22:07:14.340Z", "2026-10-23T22:07:14.340Z"),
            ("in 3 days", "2026-11-26T22:07:14.340Z", "2026-11-26T22:07:14.340Z"),
            ("now+1y", "2027-11-23T22:07:14.340Z", "2027-11-23T22:07:14.340Z"),
        ] {
            assert_eq!(at(text, End::Start), start, "{text}");
            assert_eq!(at(text, End::Finish), finish, "{text}");
        }
    }

    #[test]
    fn what_is_not_relative() {
        for text in [
            "",
            "soon",
            "7 days",
            "last",
            "last days",
            "last seven days",
            "ago",
            "now-",
            "now minus",
            "in 5",
            "last 5 fortnights",
            "last 99999999999 days",
            "2026-01-01",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    fn any_relative() -> impl Strategy<Value = Relative> {
        let unit = || {
            prop_oneof![
                Just(Unit::Second),
                Just(Unit::Minute),
                Just(Unit::Hour),
                Just(Unit::Day),
                Just(Unit::Week),
                Just(Unit::Month),
                Just(Unit::Year)
            ]
        };
        prop_oneof![
            Just(Relative::Now),
            (-1i64..=1).prop_map(Relative::Day),
            (-1i64..=1, prop_oneof![Just(Unit::Week), Just(Unit::Month), Just(Unit::Year)])
                .prop_map(|(steps, unit)| Relative::Calendar(steps, unit)),
            (any::<u32>(), unit()).prop_map(|(count, unit)| Relative::Last(count, unit)),
            (any::<u32>(), unit()).prop_map(|(count, unit)| Relative::Ago(count, unit)),
            (any::<u32>(), unit()).prop_map(|(count, unit)| Relative::Ahead(count, unit)),
        ]
    }

    proptest! {
        #[test]
        fn words_are_read_back(relative in any_relative()) {
            prop_assert_eq!(parse(&relative.words()), Some(relative));
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,70}", relative in any_relative(), now in any::<i64>()) {
            let _ = parse(&text);
            let (start, finish) = (relative.resolve(now, End::Start), relative.resolve(now, End::Finish));
            prop_assert!(start <= finish);
            prop_assert!((dates::FIRST..=dates::LAST).contains(&start));
        }
    }
}
