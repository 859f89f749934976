//! The body parser, with the quirks of the real one: which broken JSON is the caller's fault (400), and which is
//! answered as if it were the server's (500).

use serde_json::Value;

/// The largest body, in bytes; beyond it the real server answers 500, not 413.
pub const LARGEST: usize = 1024 * 1024;

/// Why a body cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// 400 `Invalid JSON`.
    Invalid,
    /// 500.
    Refused,
}

/// Reads a body. Only a JSON media type is looked at: every other body counts as `{}`, and so does an empty one.
pub fn read(media_type: Option<&str>, bytes: &[u8]) -> Result<Value, Unreadable> {
    let empty = || Value::Object(serde_json::Map::new());
    let is_json = media_type.is_some_and(|text| {
        text.split(';').next().is_some_and(|name| name.trim().eq_ignore_ascii_case("application/json"))
    });
    if !is_json || bytes.is_empty() {
        return Ok(empty());
    }
    if bytes.len() > LARGEST {
        return Err(Unreadable::Refused);
    }
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    // The parser is strict: only an object or a list may stand at the top.
    if !matches!(text.trim_start().chars().next(), Some('{' | '[')) {
        return Err(Unreadable::Invalid);
    }
    match serde_json::from_str::<Value>(text) {
        Ok(value) if names_prototype(&value) => Err(Unreadable::Refused),
        Ok(value) => Ok(value),
        Err(_) => Err(Scanner { rest: text, depth: 0 }.fault()),
    }
}

fn names_prototype(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.iter().any(|(key, value)| key == "__proto__" || names_prototype(value)),
        Value::Array(list) => list.iter().any(names_prototype),
        _ => false,
    }
}

/// Walks broken JSON to its first fault. The real server tells faults apart by the words of its JSON parser:
/// "Unexpected token", "Unexpected end" and "Expected property name" give 400, all others ("Expected double-quoted
/// property name", "Unterminated string", "Bad escaped character", "after JSON", …) give 500.
struct Scanner<'a> {
    rest: &'a str,
    /// How many lists and objects are open.
    depth: usize,
}

/// No deeper body is looked into.
const DEEPEST: usize = 200;

impl Scanner<'_> {
    fn fault(mut self) -> Unreadable {
        match self.value() {
            Err(fault) => fault,
            // Text after the value.
            Ok(()) => Unreadable::Refused,
        }
    }

    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
        self.rest.chars().next()
    }

    fn eat(&mut self, character: char) -> bool {
        let eaten = self.peek() == Some(character);
        if eaten {
            self.rest = &self.rest[character.len_utf8()..];
        }
        eaten
    }

    fn value(&mut self) -> Result<(), Unreadable> {
        match self.peek() {
            Some('{' | '[') if self.depth >= DEEPEST => Err(Unreadable::Refused),
            Some(opens @ ('{' | '[')) => {
                self.depth += 1;
                if opens == '{' { self.object() } else { self.list() }?;
                self.depth -= 1;
                Ok(())
            }
            Some('"') => self.string(),
            Some(_) => self.scalar(),
            None => Err(Unreadable::Invalid),
        }
    }

    fn object(&mut self) -> Result<(), Unreadable> {
        self.eat('{');
        if self.eat('}') {
            return Ok(());
        }
        let mut first = true;
        loop {
            if self.peek() != Some('"') {
                return Err(if first { Unreadable::Invalid } else { Unreadable::Refused });
            }
            first = false;
            self.string()?;
            if !self.eat(':') {
                return Err(Unreadable::Refused);
            }
            self.value()?;
            if self.eat('}') {
                return Ok(());
            }
            if !self.eat(',') {
                return Err(Unreadable::Refused);
            }
        }
    }

    fn list(&mut self) -> Result<(), Unreadable> {
        self.eat('[');
        if self.eat(']') {
            return Ok(());
        }
        loop {
            self.value()?;
            if self.eat(']') {
                return Ok(());
            }
            if !self.eat(',') {
                return Err(Unreadable::Refused);
            }
        }
    }

    /// Skips a string; a fault inside one is always the kind that is answered with 500.
    fn string(&mut self) -> Result<(), Unreadable> {
        let mut escaped = false;
        for (at, character) in self.rest.char_indices().skip(1) {
            match character {
                _ if escaped => {
                    if !"\"\\/bfnrtu".contains(character) {
                        return Err(Unreadable::Refused);
                    }
                    escaped = false;
                }
                '\\' => escaped = true,
                '"' => {
                    self.rest = &self.rest[at + 1..];
                    return Ok(());
                }
                control if control < ' ' => return Err(Unreadable::Refused),
                _ => {}
            }
        }
        Err(Unreadable::Refused)
    }

    fn scalar(&mut self) -> Result<(), Unreadable> {
        let end = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c)))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        match serde_json::from_str::<Value>(word) {
            Ok(_) => {
                self.rest = rest;
                Ok(())
            }
            Err(_) => Err(Unreadable::Invalid),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Result<Value, Unreadable> {
        read(Some("application/json"), text.as_bytes())
    }

    #[test]
    fn nothing_is_an_empty_object() {
        assert_eq!(json(""), Ok(serde_json::json!({})));
        assert_eq!(read(None, b"{\"limit\":1}"), Ok(serde_json::json!({})));
        assert_eq!(read(Some("text/plain"), b"{\"limit\":1}"), Ok(serde_json::json!({})));
    }

    #[test]
    fn the_callers_faults() {
        for text in [r#"{"a":"#, "{a:1}", "{'a':1}", "null", "\"x\"", "5", " ", "{", r#"{"a":x}"#, "[1,]"] {
            assert_eq!(json(text), Err(Unreadable::Invalid), "{text}");
        }
    }

    #[test]
    fn faults_that_are_answered_with_500() {
        for text in [
            r#"{"a":1,}"#,
            r#"{"a":1}x"#,
            r#"{"a":"b"#,
            r#"{"a":"\q"}"#,
            "{\"a\":\"\n\"}",
            r#"{"__proto__":{"a":1}}"#,
            r#"[{"b":{"__proto__":1}}]"#,
        ] {
            assert_eq!(json(text), Err(Unreadable::Refused), "{text}");
        }
        let big = format!("{{\"a\":\"{}\"}}", "x".repeat(LARGEST));
        assert_eq!(json(&big), Err(Unreadable::Refused));
    }

    #[test]
    fn what_is_too_deep_is_refused_and_ends_nothing() {
        for opens in ["[", "{\"a\":", "[{\"a\":"] {
            assert_eq!(json(&opens.repeat(100_000)), Err(Unreadable::Refused));
        }
        let deep = format!("{}1{}x", "[".repeat(150), "]".repeat(150));
        assert_eq!(json(&deep), Err(Unreadable::Refused));
    }

    #[test]
    fn of_two_equal_keys_the_last_counts() {
        assert_eq!(json(r#"{"limit":1,"limit":2}"#), Ok(serde_json::json!({"limit": 2})));
    }
}
