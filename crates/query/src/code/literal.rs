//! Values and texts as each language writes them.

use serde_json::{Map, Value};

/// How a value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// As JSON.
    Json,
    /// As a JavaScript expression.
    JavaScript,
    /// As a Python expression.
    Python,
}

/// A value over as many lines as it needs; lines after the first begin with the indentation given.
pub(super) fn literal(value: &Value, style: Style, indent: usize) -> String {
    let inline = one_line(value, style);
    if inline.len() + indent <= 80 && !has_object_within(value) {
        return inline;
    }
    let inner = " ".repeat(indent + step(style));
    let entries: Vec<String> = match value {
        Value::Array(list) => list.iter().map(|value| literal(value, style, indent + step(style))).collect(),
        Value::Object(object) => object
            .iter()
            .map(|(name, value)| {
                format!("{}: {}", key(name, style), literal(value, style, indent + step(style)))
            })
            .collect(),
        _ => return inline,
    };
    if entries.is_empty() {
        return inline;
    }
    let (open, close) = if value.is_array() { ('[', ']') } else { ('{', '}') };
    let last = if style == Style::Json { "" } else { "," };
    format!("{open}\n{inner}{}{last}\n{}{close}", entries.join(&format!(",\n{inner}")), " ".repeat(indent))
}

fn step(style: Style) -> usize {
    if style == Style::Python { 4 } else { 2 }
}

fn has_object_within(value: &Value) -> bool {
    match value {
        Value::Object(object) => {
            object.values().any(|value| matches!(value, Value::Object(_) | Value::Array(_)))
        }
        Value::Array(list) => list.iter().any(|value| matches!(value, Value::Object(_))),
        _ => false,
    }
}

fn one_line(value: &Value, style: Style) -> String {
    match (value, style) {
        (Value::Null, Style::Python) => "None".into(),
        (Value::Bool(true), Style::Python) => "True".into(),
        (Value::Bool(false), Style::Python) => "False".into(),
        (Value::String(text), _) => string(text),
        (Value::Array(list), _) => {
            let inner: Vec<String> = list.iter().map(|value| one_line(value, style)).collect();
            format!("[{}]", inner.join(", "))
        }
        (Value::Object(object), _) => braces(object, style),
        (value, _) => value.to_string(),
    }
}

fn braces(object: &Map<String, Value>, style: Style) -> String {
    if object.is_empty() {
        return "{}".into();
    }
    let inner: Vec<String> = object
        .iter()
        .map(|(name, value)| format!("{}: {}", key(name, style), one_line(value, style)))
        .collect();
    if style == Style::JavaScript {
        format!("{{ {} }}", inner.join(", "))
    } else {
        format!("{{{}}}", inner.join(", "))
    }
}

/// A key of an object. In JavaScript a name stands bare, and `__proto__` in brackets, as it would set the prototype.
fn key(name: &str, style: Style) -> String {
    let is_name = name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    match style {
        Style::JavaScript if name == "__proto__" => "[\"__proto__\"]".into(),
        Style::JavaScript if is_name => name.into(),
        _ => string(name),
    }
}

/// A text in quotation marks, for JSON, JavaScript and Python alike: they share these escapes. What would end a
/// script element, or turn the direction of the line it stands in, is escaped too.
pub(super) fn string(text: &str) -> String {
    let plain = Value::from(text).to_string();
    let mut out = String::with_capacity(plain.len());
    let mut letters = plain.chars().peekable();
    while let Some(letter) = letters.next() {
        let ends_script = letter == '<' && matches!(letters.peek(), Some('/' | '!' | 's' | 'S'));
        let hidden = matches!(letter, '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        if ends_script || hidden {
            out.push_str(&format!("\\u{:04x}", u32::from(letter)));
        } else {
            out.push(letter);
        }
    }
    out
}

/// A text as one word of a POSIX shell.
pub(super) fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A text as a Rust string.
pub(super) fn rust(text: &str) -> String {
    format!("{text:?}")
}

/// A text as a raw Rust string, with as many signs as it needs; where a raw one cannot hold it, as another.
pub(super) fn rust_raw(text: &str) -> String {
    if text.contains('\r') {
        return rust(text);
    }
    let mut signs = "#".to_owned();
    while text.contains(&format!("\"{signs}")) {
        signs.push('#');
    }
    format!("r{signs}\"{text}\"{signs}")
}

/// A text as one part of a URL: all but letters, digits and `-._~` percent-encoded.
pub(super) fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{any_json, any_text};
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn values_in_each_language() {
        let value = json!({"a b": [true, null, "x"], "__proto__": {"c": 1.5}});
        assert_eq!(
            literal(&value, Style::JavaScript, 0),
            "{\n  \"a b\": [true, null, \"x\"],\n  [\"__proto__\"]: { c: 1.5 },\n}"
        );
        assert_eq!(
            literal(&value, Style::Python, 0),
            "{\n    \"a b\": [True, None, \"x\"],\n    \"__proto__\": {\"c\": 1.5},\n}"
        );
        assert_eq!(literal(&json!({}), Style::JavaScript, 0), "{}");
    }

    #[test]
    fn texts_in_each_language() {
        assert_eq!(string("</script>\u{2028}\u{202e}\0\"é👩"), r#""\u003c/script>\u2028\u202e\u0000\"é👩""#);
        assert_eq!(shell("it's $x"), r"'it'\''s $x'");
        assert_eq!(rust("a\"\\\n\u{202e}"), r#""a\"\\\n\u{202e}""#);
        assert_eq!(rust_raw("a\"#b"), "r##\"a\"#b\"##");
        assert_eq!(percent("a b/ä"), "a%20b%2F%C3%A4");
    }

    proptest! {
        #[test]
        fn json_stays_the_same_value(value in any_json(), indent in 0usize..10) {
            let written = literal(&value, Style::Json, indent);
            prop_assert_eq!(serde_json::from_str::<Value>(&written).ok(), Some(value));
        }

        #[test]
        fn raw_strings_end_where_they_should(text in any_text()) {
            let raw = rust_raw(&text);
            let signs = raw[1..].find('"').expect("it begins");
            let end = format!("\"{}", "#".repeat(signs));
            prop_assert_eq!(&raw[signs + 2..raw.len() - end.len()], text.as_str());
            prop_assert_eq!(raw[signs + 2..].find(&end), Some(text.len()));
        }
    }
}
