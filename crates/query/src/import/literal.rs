//! Object literals as programs write them: JSON with bare names, either kind of quotation mark, comments and commas
//! at the end.

use serde_json::{Map, Number, Value};

/// Deeper nesting than this is refused, so that no text can exhaust the stack.
const DEEPEST: usize = 100;

/// A value that was read.
pub(super) struct Literal<'a> {
    pub(super) value: Value,
    /// What follows it.
    pub(super) rest: &'a str,
    /// The names that stand twice in an object.
    pub(super) doubled: Vec<String>,
}

/// Reads the value at the beginning of a text. `None` where there is none.
pub(super) fn literal(text: &str) -> Option<Literal<'_>> {
    let mut reader = Reader { rest: text, depth: 0, doubled: Vec::new() };
    let value = reader.value()?;
    Some(Literal { value, rest: reader.rest, doubled: reader.doubled })
}

/// Reads a text in quotation marks (single, double or backquotes) at the beginning; gives it and what follows.
pub(super) fn quoted(text: &str) -> Option<(String, &str)> {
    quoted_or_open(text).ok()
}

/// As [`quoted`]; where there is none, whether that is because it never ends. Then no other with the same mark behind it
/// ends either, as all such marks stand behind a backslash.
pub(super) fn quoted_or_open(text: &str) -> Result<(String, &str), bool> {
    let mark = text.chars().next().filter(|mark| matches!(mark, '"' | '\'' | '`')).ok_or(false)?;
    let mut out = String::new();
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        if letter == mark {
            return Ok((out, &text[at + 1..]));
        }
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        let (_, escaped) = letters.next().ok_or(true)?;
        match escaped {
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            't' => out.push('\t'),
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            '\n' => {}
            'x' => out.push(digits(&mut letters, 2).and_then(char::from_u32).ok_or(false)?),
            'u' => out.push(unicode(&mut letters).ok_or(false)?),
            other => out.push(other),
        }
    }
    Err(true)
}

type Letters<'a> = std::iter::Skip<std::str::CharIndices<'a>>;

fn digits(letters: &mut Letters<'_>, count: usize) -> Option<u32> {
    (0..count).try_fold(0, |number, _| Some(number * 16 + letters.next()?.1.to_digit(16)?))
}

/// The four digits after `\u`, or the two halves of a character beyond them.
fn unicode(letters: &mut Letters<'_>) -> Option<char> {
    let first = digits(letters, 4)?;
    if !(0xD800..0xDC00).contains(&first) {
        return char::from_u32(first);
    }
    let mark = (letters.next()?.1, letters.next()?.1);
    let second = digits(letters, 4)?;
    let is_half = mark == ('\\', 'u') && (0xDC00..0xE000).contains(&second);
    is_half.then(|| char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))).flatten()
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
    doubled: Vec<String>,
}

impl<'a> Reader<'a> {
    fn value(&mut self) -> Option<Value> {
        self.space();
        match self.rest.chars().next()? {
            '{' => self.nested(Reader::object),
            '[' => self.nested(Reader::list),
            '"' | '\'' | '`' => self.text().map(Value::String),
            _ => self.word(),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Option<Value>) -> Option<Value> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        self.rest = &self.rest[1..];
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Option<Value> {
        let mut map = Map::new();
        loop {
            self.space();
            if self.take("}") {
                return Some(Value::Object(map));
            }
            let name = match self.rest.chars().next()? {
                '"' | '\'' | '`' => self.text()?,
                _ => self.name()?,
            };
            self.space();
            let value = if self.take(":") { self.value()? } else { return None };
            if map.contains_key(&name) {
                self.doubled.push(name.clone());
            }
            map.insert(name, value);
            self.space();
            if !self.take(",") {
                self.space();
                return self.take("}").then_some(Value::Object(map));
            }
        }
    }

    fn list(&mut self) -> Option<Value> {
        let mut items = Vec::new();
        loop {
            self.space();
            if self.take("]") {
                return Some(Value::Array(items));
            }
            items.push(self.value()?);
            self.space();
            if !self.take(",") {
                self.space();
                return self.take("]").then_some(Value::Array(items));
            }
        }
    }

    fn text(&mut self) -> Option<String> {
        let (text, rest) = quoted(self.rest)?;
        self.rest = rest;
        Some(text)
    }

    fn name(&mut self) -> Option<String> {
        let end = self
            .rest
            .find(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '$'))
            .unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!name.is_empty()).then(|| name.to_string())
    }

    /// A number, or one of the words that several languages have for true, false and nothing.
    fn word(&mut self) -> Option<Value> {
        let is_part = |letter: char| letter.is_alphanumeric() || "+-._".contains(letter);
        let end = self.rest.find(|letter| !is_part(letter)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        let value = match word {
            "true" | "True" => Value::Bool(true),
            "false" | "False" => Value::Bool(false),
            "null" | "None" | "undefined" => Value::Null,
            word => match word.parse::<i64>() {
                Ok(whole) => whole.into(),
                Err(_) => Value::Number(Number::from_f64(word.parse().ok()?)?),
            },
        };
        self.rest = rest;
        Some(value)
    }

    fn take(&mut self, mark: &str) -> bool {
        match self.rest.strip_prefix(mark) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Over space and comments.
    fn space(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            let after = if self.rest.starts_with("//") {
                self.rest.find('\n')
            } else if self.rest.starts_with("/*") {
                self.rest.find("*/").map(|at| at + 2)
            } else {
                return;
            };
            self.rest = after.map_or("", |at| &self.rest[at..]);
        }
    }
}
