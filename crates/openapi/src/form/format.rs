//! Whether a text has the format that a schema names. Formats that are not known here hold for every text.

/// Whether a text has a format.
///
/// ```
/// use openapi::form::has_format;
/// assert!(has_format("date-time", "2026-01-31T12:00:00.000Z"));
/// assert!(!has_format("uuid", "not one"));
/// assert!(has_format("a format that nobody knows", "anything"));
/// ```
pub fn has_format(format: &str, text: &str) -> bool {
    match format {
        "date-time" => date_time(text),
        "date" => date(text),
        "time" => time(text),
        "uuid" => uuid(text),
        "email" | "idn-email" => email(text),
        "uri" | "url" | "iri" => uri(text),
        "ipv4" => ipv4(text),
        "ipv6" => text.parse::<std::net::Ipv6Addr>().is_ok(),
        "hostname" => hostname(text),
        "json" | "json-string" => serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(),
        _ => true,
    }
}

fn digits(text: &str, from: usize, count: usize) -> Option<u32> {
    let part = text.get(from..from + count)?;
    part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
}

fn date(text: &str) -> bool {
    let parts = (digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
    let (Some(year), Some(month), Some(day)) = parts else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let most = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-' && (1..=most).contains(&day)
}

/// RFC 3339: hours, minutes, seconds, perhaps a fraction, and the distance from UTC.
fn time(text: &str) -> bool {
    let parts = (digits(text, 0, 2), digits(text, 3, 2), digits(text, 6, 2));
    let (Some(hour), Some(minute), Some(second)) = parts else { return false };
    let bytes = text.as_bytes();
    if bytes[2] != b':' || bytes[5] != b':' || hour > 23 || minute > 59 || second > 60 {
        return false;
    }
    let mut rest = &text[8..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let count = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if count == 0 {
            return false;
        }
        rest = &fraction[count..];
    }
    if rest.eq_ignore_ascii_case("z") {
        return true;
    }
    let signed = rest.starts_with(['+', '-']) && rest.len() == 6 && rest.as_bytes()[3] == b':';
    signed
        && digits(rest, 1, 2).is_some_and(|hours| hours < 24)
        && digits(rest, 4, 2).is_some_and(|minutes| minutes < 60)
}

fn date_time(text: &str) -> bool {
    let separated = text.as_bytes().get(10).is_some_and(|byte| matches!(byte, b'T' | b't' | b' '));
    separated && text.is_char_boundary(11) && date(&text[..10]) && time(&text[11..])
}

/// Of version 4: Takaro takes no other, and no nil UUID.
fn uuid(text: &str) -> bool {
    query::is_uuid(text)
}

fn email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let plain = |sign: char| !sign.is_whitespace() && !sign.is_control() && !"@,;<>()[]\\\"".contains(sign);
    !name.is_empty()
        && name.chars().all(plain)
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !name.contains("..")
        && host.contains('.')
        && hostname(host)
}

fn hostname(text: &str) -> bool {
    let label = |part: &str| {
        !part.is_empty()
            && part.len() <= 63
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.chars().all(|sign| sign.is_alphanumeric() || sign == '-')
    };
    text.len() <= 253 && !text.is_empty() && text.split('.').all(label)
}

fn uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|sign| sign.is_ascii_alphanumeric() || "+-.".contains(sign))
        && !rest.is_empty()
        && rest != "//"
        && !rest.chars().any(|sign| sign.is_whitespace() || sign.is_control() || "<>\"{}|\\^`".contains(sign))
}

fn ipv4(text: &str) -> bool {
    text.parse::<std::net::Ipv4Addr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::has_format;

    #[test]
    fn formats_are_told_from_what_looks_like_them() {
        for (format, good, bad) in [
            (
                "date",
                &["2024-02-29", "2026-12-31"][..],
                &["2023-02-29", "2026-13-01", "2026-1-1", "2026-01-00", "é026-01-01"][..],
            ),
            (
                "date-time",
                &["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.123+02:00"],
                &[
                    "2026-01-31",
                    "2026-01-31T12:00",
                    "2026-01-31T25:00:00Z",
                    "2026-01-31T12:00:00",
                    "2026-01-31é",
                ],
            ),
            (
                "uuid",
                &["3fa85f64-5717-4562-b3fc-2c963f66afa6"],
                &[
                    "3fa85f64-5717-4562-b3fc-2c963f66afa",
                    "3fa85f64x5717-4562-b3fc-2c963f66afa6",
                    "00000000-0000-0000-0000-000000000000",
                    "3fa85f64-5717-1562-b3fc-2c963f66afa6",
                ],
            ),
            (
                "email",
                &["john@example.com", "a+b@x.y.de"],
                &["john", "john@", "@x.de", "john@localhost", "a b@x.de", "a@b@.de"],
            ),
            (
                "url",
                &["https://example.com/x?y#z", "mailto:x@y.de"],
                &["example.com", "https://", "http://a b", ":x"],
            ),
            ("ipv4", &["192.0.2.1"], &["192.0.2", "192.0.2.256", "1.2.3.4.5"]),
            ("json", &["{}", "[1]", "\"x\""], &["", "{", "{a:1}"]),
            ("hostname", &["example.com", "a"], &["", "-a.de", "a..b"]),
        ] {
            for text in good {
                assert!(has_format(format, text), "{text} is a {format}");
            }
            for text in bad {
                assert!(!has_format(format, text), "{text} is no {format}");
            }
        }
    }
}
