//! How one value looks in a table: decided here without a page, drawn in `rows_table`.

use super::json_tree::{shortened, summary};
use serde_json::Value;
use std::ops::Range;

/// Longer texts are cut in a cell; the tree and the cell's title have more of them.
const LONGEST_TEXT: usize = 300;
/// So many characters of an id are shown: enough to tell two apart by eye.
const ID_SHOWN: usize = 8;
/// More columns than this are not drawn.
pub const MOST_COLUMNS: usize = 100;
/// A window of rows begins at a multiple of this, so that not every pixel of scrolling draws anew.
const WINDOW_STEP: usize = 4;
/// So many rows above and below those in view are drawn too.
const WINDOW_MARGIN: usize = 6;

/// How a value is shown.
#[derive(Clone, PartialEq, Debug)]
pub enum Shown {
    /// The row has no such part.
    Absent,
    /// `null`.
    Null,
    /// A text without letters.
    Empty,
    /// Yes or no.
    Bool(bool),
    /// A number.
    Number(String),
    /// A moment, as the server wrote it, to be shown in the person's own zone.
    Moment(String),
    /// An id: its beginning, and the whole.
    Id(String, String),
    /// A text, perhaps cut.
    Text(String),
    /// A list or an object: `[2]`, `{3}`.
    Part(String),
}

/// How a value is shown; `None` where the row has none.
pub fn shown(value: Option<&Value>) -> Shown {
    match value {
        None => Shown::Absent,
        Some(Value::Null) => Shown::Null,
        Some(Value::Bool(on)) => Shown::Bool(*on),
        Some(Value::Number(number)) => Shown::Number(number.to_string()),
        Some(Value::String(text)) if text.is_empty() => Shown::Empty,
        Some(Value::String(text)) if is_uuid(text) => Shown::Id(text[..ID_SHOWN].into(), text.clone()),
        Some(Value::String(text)) if is_moment(text) => Shown::Moment(text.clone()),
        Some(Value::String(text)) => Shown::Text(shortened(text, LONGEST_TEXT)),
        Some(part @ (Value::Array(_) | Value::Object(_))) => Shown::Part(summary(part)),
    }
}

impl Shown {
    /// About how many characters wide it is.
    pub fn width(&self) -> usize {
        match self {
            Shown::Absent => 0,
            Shown::Null => 4,
            Shown::Empty => 2,
            Shown::Bool(_) => 5,
            Shown::Number(words) | Shown::Part(words) => words.len(),
            Shown::Text(words) => words.chars().count(),
            Shown::Moment(_) => 19,
            Shown::Id(..) => ID_SHOWN + 4,
        }
    }
}

/// Whether a text surely fits into `room` pixels in letters of `size` pixels, whatever the font: what does needs no edge that
/// cuts it off, and a browser draws a hundred such edges more slowly than all their texts.
pub fn fits(words: &str, size: f64, room: f64) -> bool {
    let mut width = 0.0;
    for sign in words.chars() {
        // In ems, of the widest fonts that pages are commonly read in.
        width += match sign {
            'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '“' | '”' => 1.0,
            'A'..='Z' | '+' | '=' | '<' | '>' | '~' | '#' | '&' => 0.85,
            ' '..='~' => 0.64,
            // How wide it is nobody knows.
            _ => return false,
        } * size;
        if width > room {
            return false;
        }
    }
    true
}

/// Whether a text is a UUID of any version: `3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5b`.
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Whether a text is a date with a time and a zone, as JSON has them: `2026-11-23T22:07:14.315Z`.
pub fn is_moment(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shape = |pattern: &[u8], bytes: &[u8]| {
        bytes.len() == pattern.len()
            && bytes.iter().zip(pattern).all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                wanted => byte == wanted,
            })
    };
    if bytes.len() < 20 || !shape(b"0000-00-00T00:00:00", &bytes[..19]) {
        return false;
    }
    let mut rest = &bytes[19..];
    if let [b'.', fraction @ ..] = rest {
        let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 {
            return false;
        }
        rest = &fraction[digits..];
    }
    rest == b"Z" || shape(b"+00:00", rest) || shape(b"-00:00", rest)
}

/// Whether a value is a list of rows: at least one, and all of them objects.
pub fn is_rows(value: &Value) -> bool {
    value.as_array().is_some_and(|rows| !rows.is_empty() && rows.iter().all(Value::is_object))
}

/// The rows to draw when `scrolled` pixels of the list are above a view of `height` pixels, with rows of `row` pixels.
pub fn window(scrolled: f64, height: f64, row: f64, count: usize) -> Range<usize> {
    // Before it is laid out a view has no height, and a measure may be anything.
    let row = if row.is_finite() && row >= 1.0 { row } else { 1.0 };
    let place = |pixels: f64| if pixels.is_finite() { (pixels.max(0.0) / row) as usize } else { 0 };
    let first = place(scrolled).min(count).saturating_sub(WINDOW_MARGIN) / WINDOW_STEP * WINDOW_STEP;
    let last = place(scrolled + height).saturating_add(WINDOW_MARGIN);
    let end = (last / WINDOW_STEP + 1).saturating_mul(WINDOW_STEP).min(count);
    first.min(end)..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_kind_of_value_has_its_look() {
        let id = "3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5b";
        assert_eq!(shown(None), Shown::Absent);
        assert_eq!(shown(Some(&json!(null))), Shown::Null);
        assert_eq!(shown(Some(&json!(""))), Shown::Empty);
        assert_eq!(shown(Some(&json!(false))), Shown::Bool(false));
        assert_eq!(shown(Some(&json!(-1.5))), Shown::Number("-1.5".into()));
        assert_eq!(shown(Some(&json!(id))), Shown::Id("3f2b8c1e".into(), id.into()));
        assert_eq!(shown(Some(&json!({"a": 1}))), Shown::Part("{1}".into()));
        assert_eq!(shown(Some(&json!([1, 2]))), Shown::Part("[2]".into()));
        assert_eq!(shown(Some(&json!("null"))), Shown::Text("null".into()));
        let Shown::Text(cut) = shown(Some(&json!("🎮".repeat(5_000)))) else { panic!("it is a text") };
        assert_eq!(cut.chars().count(), LONGEST_TEXT);
    }

    #[test]
    fn only_what_surely_fits_needs_no_edge() {
        assert!(
            fits("", 13.0, 0.0) && fits("2026-03-01 00:00:00", 13.0, 160.0) && fits("3f2b8c1e…", 13.0, 90.0)
        );
        assert!(!fits("2026-03-01 00:00:00", 26.0, 160.0), "at twice the size of letters");
        assert!(fits("iiiiiiiiii", 13.0, 84.0) && !fits("WWWWWWWWWW", 13.0, 84.0));
        for unknown in ["玩家", "مرحبا", "a\tb", "🎮"] {
            assert!(!fits(unknown, 13.0, 10_000.0), "{unknown}");
        }
        assert!(!fits(&"a".repeat(100_000), 13.0, 300.0));
    }

    #[test]
    fn moments_are_known_by_their_whole_shape() {
        for text in ["2026-11-23T22:07:14.315Z", "2026-11-23T22:07:14Z", "2026-11-23T22:07:14.1+02:00"] {
            assert!(is_moment(text), "{text}");
        }
        for text in [
            "2026-11-23",
            "2026-11-23T22:07:14",
            "2026-11-23T22:07:14.Z",
            "2026-11-23T22:07:14Zx",
            "２026-11-23T22:07Z",
        ] {
            assert!(!is_moment(text), "{text}");
        }
        assert!(!is_uuid("3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5g"));
        assert!(!is_uuid(&"é".repeat(18)));
    }

    #[test]
    fn rows_are_objects() {
        assert!(is_rows(&json!([{}])));
        assert!(!is_rows(&json!([])) && !is_rows(&json!([{}, 1])) && !is_rows(&json!({})));
    }

    #[test]
    fn a_window_holds_what_is_in_view() {
        assert_eq!(window(0.0, 0.0, 32.0, 1000), 0..8);
        assert_eq!(window(3200.0, 640.0, 32.0, 1000), 92..128);
        assert_eq!(window(31_360.0, 640.0, 32.0, 1000), 972..1000);
        assert_eq!(window(-50.0, 640.0, 32.0, 5), 0..5);
        assert_eq!(window(f64::NAN, f64::INFINITY, 0.0, 7), 0..7);
        assert_eq!(window(1e12, 640.0, 32.0, 100), 92..100);
        for scrolled in 0..32_000 {
            let rows = window(f64::from(scrolled), 640.0, 32.0, 1000);
            let (first, last) = ((scrolled / 32) as usize, ((scrolled + 639) / 32) as usize);
            assert!(rows.contains(&first.min(999)) && rows.contains(&last.min(999)), "{scrolled}: {rows:?}");
            assert!(rows.len() <= 40);
        }
    }
}
