//! JSON whose fractions are read to the last digit.
//!
//! `serde_json` reads a fraction of more than 15 digits fast and, now and then, by one in the last digit wrong. To read all
//! of them right it carries tables that are a twentieth of what the explorer loads at first. Such fractions are few, so
//! they are read again, by the browser, which has its own way.

use crate::rows::skip_plain;
use serde_json::{Number, Value};

/// From so many signs on a fraction may be read wrong, and with any number of them behind an `e`.
const SIGNS: usize = 16;
/// What is read wrong is wrong by less than this share of it.
const CLOSE: f64 = 1e-12;

/// A JSON text.
///
/// # Errors
/// It is none.
pub fn read_json(text: &str) -> serde_json::Result<Value> {
    let mut value = serde_json::from_str(text)?;
    let (count, long) = fractions(text);
    // Where a name comes twice in an object, its first value is gone, and which number is which is not known.
    if !long.is_empty() && each_number(&mut value, &mut |_| {}) == count {
        let mut long = long.into_iter().peekable();
        let mut at = 0;
        each_number(&mut value, &mut |number| {
            if let Some((_, text)) = long.next_if(|(place, _)| *place == at)
                && let (Some(read), Some(exact)) = (number.as_f64(), fraction(text))
                // Another one is that of another place, where a name that came twice was not seen.
                && number.is_f64()
                && (read - exact).abs() <= exact.abs() * CLOSE
                && let Some(exact) = Number::from_f64(exact)
            {
                *number = exact;
            }
            at += 1;
        });
    }
    Ok(value)
}

/// How many numbers there are in a JSON text, and the long fractions among them, each with its place.
fn fractions(text: &str) -> (usize, Vec<(usize, &str)>) {
    let body = text.as_bytes();
    let (mut count, mut long, mut at) = (0, Vec::new(), 0);
    while let Some(byte) = body.get(at) {
        let from = at;
        at += 1;
        match byte {
            b'"' => loop {
                at = skip_plain(body, at);
                match body.get(at) {
                    Some(b'\\') => at += 2,
                    _ => break at += 1,
                }
            },
            b'-' | b'0'..=b'9' => {
                let of_number = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
                at += body[at..].iter().take_while(|byte| of_number(byte)).count();
                let number = &text[from..at];
                let is_long = number.len() > SIGNS && number.contains('.');
                if is_long || number.contains(['e', 'E']) {
                    long.push((count, number));
                }
                count += 1;
            }
            _ => {}
        }
    }
    (count, long)
}

/// Does something with each number in a value, in order; gives how many there are.
fn each_number(value: &mut Value, act: &mut impl FnMut(&mut Number)) -> usize {
    match value {
        Value::Number(number) => {
            act(number);
            1
        }
        Value::Array(list) => list.iter_mut().map(|inner| each_number(inner, act)).sum(),
        Value::Object(map) => map.values_mut().map(|inner| each_number(inner, act)).sum(),
        _ => 0,
    }
}

#[cfg(target_arch = "wasm32")]
fn fraction(text: &str) -> Option<f64> {
    Some(js_sys::parse_float(text))
}

#[cfg(not(target_arch = "wasm32"))]
fn fraction(text: &str) -> Option<f64> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn the_last_digit_stays() {
        let text =
            r#"{"a":"1.2345678901234567 \" 5","b":[474.23849256819636,1,-487.98760986328125,true],"c":1e5}"#;
        let value = read_json(text).expect("it is JSON");
        assert_eq!(value["b"].to_string(), "[474.23849256819636,1,-487.98760986328125,true]");
        assert_eq!(value["a"], json!("1.2345678901234567 \" 5"));
        assert!(read_json("[1.5").is_err() && read_json("\"\\").is_err());
        assert_eq!(read_json(r#"{"a":474.23849256819636,"a":2}"#).expect("it is JSON"), json!({"a": 2}));
        let twice = r#"{"a":"x","b":474.23849256819636,"a":5}"#;
        assert_eq!(read_json(twice).expect("it is JSON")["a"], json!(5));
    }

    proptest! {
        #[test]
        fn every_fraction_is_read_as_it_was_written(numbers in prop::collection::vec(any::<f64>().prop_filter("finite", |it| it.is_finite()), 0..6), name in ".{0,6}") {
            let text = json!({ name: numbers.clone(), "b": { "c": numbers.first() } }).to_string();
            prop_assert_eq!(read_json(&text).expect("it is JSON").to_string(), text);
        }
    }
}
