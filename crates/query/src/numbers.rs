//! Numbers that come as texts.

use serde_json::Value;

/// The number that a text stands for, as the database reads one: digits with a point and an exponent where wanted, or
/// `infinity` or `nan` in any case. What is too large is infinite.
///
/// The digits are read by the reader of JSON, so that a text and a number of the same digits are the same number; and a
/// second reader, with its own table of powers, would be the largest thing in the package.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let (negative, plain) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let size = if plain.eq_ignore_ascii_case("inf") || plain.eq_ignore_ascii_case("infinity") {
        f64::INFINITY
    } else if plain.eq_ignore_ascii_case("nan") {
        f64::NAN
    } else {
        digits(plain)?
    };
    Some(if negative { -size } else { size })
}

/// Digits with or without a point and an exponent, written as JSON wants them.
fn digits(text: &str) -> Option<f64> {
    let (base, exponent) = match text.split_once(['e', 'E']) {
        Some((base, exponent)) => (base, Some(exponent)),
        None => (text, None),
    };
    let (whole, part) = base.split_once('.').unwrap_or((base, ""));
    let power = exponent.map_or("0", |exponent| exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !(are_digits(whole) && are_digits(part) && are_digits(power)) {
        return None;
    }
    if (whole.is_empty() && part.is_empty()) || power.is_empty() {
        return None;
    }
    // JSON has no zeros before a number, and wants digits on both sides of a point.
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let written = [whole, ".", part, "0e", exponent.unwrap_or("0")].concat();
    match serde_json::from_str::<Value>(&written) {
        Ok(value) => value.as_f64(),
        // The grammar is right, so that only the size can be wrong.
        Err(_) => Some(f64::INFINITY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_same_texts_are_numbers_as_everywhere() {
        for text in [
            "0",
            "-0",
            "+5",
            "007",
            "1.",
            ".5",
            "-.5",
            ".",
            "",
            "-",
            "+",
            "1e5",
            "1E+5",
            "1e-5",
            "1e",
            "e5",
            "1e+",
            "1_000",
            "0x10",
            "1e400",
            "-1e400",
            "1e-400",
            "inf",
            "-INFINITY",
            "+Inf",
            "infinit",
            "1.5.2",
            "1 ",
            " 1",
            "१",
            "1e5.5",
            "--1",
            "+-1",
            "18446744073709551616",
        ] {
            assert_eq!(parse(text), text.parse().ok(), "{text}");
        }
        assert!(parse("NaN").is_some_and(f64::is_nan) && parse("nano").is_none());
    }

    proptest! {
        #[test]
        fn short_numbers_are_read_exactly(whole in 0_u32..1_000_000, part in 0_u32..1_000_000, power in -9_i8..9) {
            let text = format!("{whole}.{part}e{power}");
            prop_assert_eq!(parse(&text), text.parse().ok());
        }

        #[test]
        fn any_text_is_a_number_or_none(text in "[-+.eE0-9]{0,8}") {
            prop_assert_eq!(parse(&text).is_some(), text.parse::<f64>().is_ok(), "{}", text);
        }

        #[test]
        fn what_is_written_is_read_back_within_the_last_digit(number in proptest::num::f64::NORMAL) {
            let read = parse(&number.to_string()).expect("it is a number");
            prop_assert!(read == number || ((read - number) / number).abs() < 1e-15, "{} {}", read, number);
        }
    }
}
