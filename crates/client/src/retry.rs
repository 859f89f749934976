//! When to ask again, and after how long. Pure: the clock and the dice are the caller's.

use crate::reply::Reply;
use crate::send_error::SendError;
use query::dates::Civil;

/// How often and how patiently to ask again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Attempts after the first.
    pub retries: u32,
    /// The wait before the first retry, in milliseconds; it doubles with each.
    pub base_ms: u64,
    /// The longest wait, in milliseconds. A server that wants a longer one is not asked again.
    pub cap_ms: u64,
}

impl Default for Policy {
    /// Two retries, half a second at first, half a minute at most.
    fn default() -> Self {
        Policy { retries: 2, base_ms: 500, cap_ms: 30_000 }
    }
}

/// What became of an attempt, as far as a retry is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// An answer came.
    Answered {
        /// Its status.
        status: u16,
        /// `Retry-After`: seconds or an HTTP date.
        retry_after: Option<&'a str>,
        /// `X-RateLimit-Reset`: milliseconds to wait as Takaro's limiter writes it, or the moment itself in seconds
        /// or milliseconds since 1970.
        rate_limit_reset: Option<&'a str>,
    },
    /// Nothing, or not the whole of it, came back: worth another try.
    Lost,
    /// The caller gave up, or the answer would be the same again.
    Final,
}

impl<'a> Outcome<'a> {
    /// The outcome of a sending.
    pub fn of(result: &'a Result<Reply, SendError>) -> Outcome<'a> {
        match result {
            Ok(reply) => Outcome::Answered {
                status: reply.status,
                retry_after: reply.header("retry-after"),
                rate_limit_reset: reply.header("x-ratelimit-reset"),
            },
            Err(SendError::NoAnswer { .. } | SendError::Timeout { .. } | SendError::CutOff) => Outcome::Lost,
            Err(
                SendError::Cancelled
                | SendError::Redirected { .. }
                | SendError::TooLarge { .. }
                | SendError::TooLong { .. },
            ) => Outcome::Final,
        }
    }
}

/// Statuses of a server that may answer well a moment later. 500 is none of them: Takaro's come again.
const PASSING: [u16; 5] = [408, 429, 502, 503, 504];

/// The wait before the next attempt, in milliseconds, or `None` when there is to be none.
///
/// `attempt` counts those made, from 1. `safe` says that sending again changes nothing: reads and searches only.
/// `now_ms` is the present moment in milliseconds since 1970, `jitter` a die between 0 and 1, so that many clients
/// that failed together do not come back together.
///
/// ```
/// use client::retry::{next, Outcome, Policy};
/// let policy = Policy { retries: 2, base_ms: 500, cap_ms: 30_000 };
/// let busy = Outcome::Answered { status: 503, retry_after: Some("3"), rate_limit_reset: None };
/// assert_eq!(next(&policy, 1, true, &busy, 0, 0.0), Some(3_000));
/// assert_eq!(next(&policy, 1, false, &busy, 0, 0.0), None, "a write is never sent twice");
/// assert_eq!(next(&policy, 3, true, &busy, 0, 0.0), None, "two retries are enough");
/// assert_eq!(next(&policy, 2, true, &Outcome::Lost, 0, 1.0), Some(1_000));
/// ```
pub fn next(
    policy: &Policy,
    attempt: u32,
    safe: bool,
    outcome: &Outcome,
    now_ms: i64,
    jitter: f64,
) -> Option<u64> {
    if !safe || attempt > policy.retries {
        return None;
    }
    let wanted = match *outcome {
        Outcome::Final => return None,
        Outcome::Lost => None,
        Outcome::Answered { status, retry_after, rate_limit_reset } => {
            if !PASSING.contains(&status) {
                return None;
            }
            wait(retry_after, rate_limit_reset.filter(|_| status == 429), Some(now_ms))
        }
    };
    let jitter = if jitter.is_finite() { jitter.clamp(0.0, 1.0) } else { 0.0 };
    match wanted {
        Some(wanted) if wanted > policy.cap_ms => None,
        // The server's wish is a lower bound: the jitter is added, as far as the cap allows.
        Some(wanted) => {
            Some((wanted + (jitter * policy.base_ms as f64) as u64).min(policy.cap_ms.max(wanted)))
        }
        None => {
            let doubled = policy.base_ms.saturating_mul(1_u64.checked_shl(attempt - 1).unwrap_or(u64::MAX));
            let full = doubled.min(policy.cap_ms);
            // Half is certain, half is the die's.
            Some(full / 2 + (jitter * (full - full / 2) as f64).round() as u64)
        }
    }
}

/// The wait that an answer asks for, in milliseconds; its own `Date` is the clock for a moment given as a date.
pub(crate) fn wanted_by(reply: &Reply) -> Option<u64> {
    let clock = reply.header("date").and_then(http_date);
    let reset = reply.header("x-ratelimit-reset").filter(|_| reply.status == 429);
    wait(reply.header("retry-after"), reset, clock)
}

fn wait(retry_after: Option<&str>, rate_limit_reset: Option<&str>, now_ms: Option<i64>) -> Option<u64> {
    let until = |moment: i64| now_ms.map(|now| u64::try_from(moment.saturating_sub(now)).unwrap_or(0));
    let asked = retry_after.map(str::trim).and_then(|text| match text.parse::<u64>() {
        Ok(seconds) => Some(seconds.saturating_mul(1000)),
        Err(_) => until(http_date(text)?),
    });
    let reset = || {
        let number: u64 = rate_limit_reset?.trim().parse().ok()?;
        match number {
            // A wait in milliseconds: no moment since 1973 is so small a number of seconds.
            0..100_000_000 => Some(number),
            100_000_000..100_000_000_000 => until(i64::try_from(number).ok()?.saturating_mul(1000)),
            _ => until(i64::try_from(number).ok()?),
        }
    };
    asked.or_else(reset)
}

/// An HTTP date (`Sun, 06 Nov 1994 08:49:37 GMT`), in milliseconds since 1970. The two older spellings of the
/// standard are not written by any server of today.
pub fn http_date(text: &str) -> Option<i64> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (_, rest) = text.trim().split_once(", ")?;
    let mut parts = rest.split_ascii_whitespace();
    let day: i64 = parts.next()?.parse().ok()?;
    let month = parts.next()?;
    let month = MONTHS.iter().position(|name| *name == month)? as i64 + 1;
    let year: i64 = parts.next()?.parse().ok()?;
    let mut clock = parts.next()?.split(':').map(|part| part.parse::<i64>().ok());
    let (hours, minutes, seconds) = (clock.next()??, clock.next()??, clock.next()??);
    let zone = parts.next()?;
    let whole = zone == "GMT" && parts.next().is_none() && clock.next().is_none();
    let possible = (1..=31).contains(&day)
        && (1970..=9999).contains(&year)
        && (0..24).contains(&hours)
        && (0..60).contains(&minutes)
        && (0..=60).contains(&seconds);
    (whole && possible)
        .then(|| (((Civil { year, month, day }.days() * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const POLICY: Policy = Policy { retries: 3, base_ms: 100, cap_ms: 10_000 };

    fn answered(status: u16) -> Outcome<'static> {
        Outcome::Answered { status, retry_after: None, rate_limit_reset: None }
    }

    #[test]
    fn http_dates_are_read() {
        assert_eq!(http_date("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777_000));
        assert_eq!(http_date("Thu, 29 Feb 2024 23:59:59 GMT"), Some(1_709_251_199_000));
        for wrong in [
            "",
            "5",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 6 Foo 1994 1:1:1 GMT",
        ] {
            assert_eq!(http_date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_passing_failures_of_safe_requests_are_tried_again() {
        for status in [200, 301, 400, 401, 403, 404, 409, 500, 501] {
            assert_eq!(next(&POLICY, 1, true, &answered(status), 0, 0.5), None, "{status}");
        }
        for status in PASSING {
            assert!(next(&POLICY, 1, true, &answered(status), 0, 0.5).is_some(), "{status}");
            assert_eq!(next(&POLICY, 1, false, &answered(status), 0, 0.5), None, "{status}");
        }
        assert_eq!(next(&POLICY, 1, true, &Outcome::Final, 0, 0.5), None);
    }

    #[test]
    fn the_server_s_wish_is_a_lower_bound_in_every_spelling() {
        let wish = |retry_after, rate_limit_reset, now| {
            let outcome = Outcome::Answered { status: 429, retry_after, rate_limit_reset };
            next(&POLICY, 1, true, &outcome, now, 0.0)
        };
        assert_eq!(wish(Some("2"), None, 0), Some(2_000));
        assert_eq!(wish(Some("Sun, 06 Nov 1994 08:49:37 GMT"), None, 784_111_775_000), Some(2_000));
        assert_eq!(
            wish(Some("Sun, 06 Nov 1994 08:49:37 GMT"), None, 784_111_999_000),
            Some(0),
            "already past"
        );
        assert_eq!(wish(None, Some("1500"), 0), Some(1_500), "milliseconds");
        assert_eq!(wish(None, Some("1700000003"), 1_700_000_000_000), Some(3_000), "a moment in seconds");
        assert_eq!(wish(None, Some("1700000003000"), 1_700_000_000_000), Some(3_000), "in milliseconds");
        assert_eq!(wish(Some("2"), Some("9000"), 0), Some(2_000), "Retry-After says it more clearly");
        assert_eq!(wish(Some("3600"), None, 0), None, "longer than anybody waits");
        assert_eq!(wish(Some("soon"), None, 0), Some(50), "what cannot be read is as if it were absent");
    }

    #[test]
    fn an_error_tells_the_wait_by_its_own_clock() {
        let reply = |headers: &[(&str, &str)]| Reply {
            status: 429,
            headers: headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect(),
            ..Reply::default()
        };
        let date = ("Date", "Sun, 06 Nov 1994 08:49:30 GMT");
        assert_eq!(wanted_by(&reply(&[date, ("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT")])), Some(7_000));
        assert_eq!(wanted_by(&reply(&[("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT")])), None);
        assert_eq!(wanted_by(&reply(&[("retry-after", "7")])), Some(7_000));
    }

    proptest! {
        #[test]
        fn waits_grow_and_stay_below_the_cap(attempt in 1_u32..80, jitter in -1.0..2.0_f64) {
            let policy = Policy { retries: 100, ..POLICY };
            let wait = next(&policy, attempt, true, &Outcome::Lost, 0, jitter).expect("100 are allowed");
            prop_assert!(wait <= policy.cap_ms);
            let longest = next(&policy, attempt, true, &Outcome::Lost, 0, 1.0).expect("100 are allowed");
            let later = next(&policy, attempt + 1, true, &Outcome::Lost, 0, 1.0).expect("100 are allowed");
            prop_assert!(longest <= later && wait <= longest && wait >= longest / 2);
        }

        #[test]
        fn any_header_is_survived(after in ".{0,40}", reset in ".{0,40}", now in any::<i64>()) {
            let outcome = Outcome::Answered { status: 429, retry_after: Some(&after), rate_limit_reset: Some(&reset) };
            let _ = next(&POLICY, 1, true, &outcome, now, 0.5);
        }
    }
}
