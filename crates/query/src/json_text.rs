//! JSON as a person types it: where it stops being JSON, and where a part of it stands.

use serde_json::Value;
use std::collections::HashMap;
use std::ops::Range;

/// Where a text stops being JSON, and what could stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonTextError {
    /// The place: bytes from the beginning, always between two characters.
    pub at: usize,
    /// The line, from 1.
    pub line: usize,
    /// The character in its line, from 1.
    pub column: usize,
    /// What is wrong and what is expected, in words.
    pub message: String,
}

impl std::fmt::Display for JsonTextError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}, character {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for JsonTextError {}

/// Reads JSON, and where that fails says where and what was expected.
///
/// # Errors
/// The first place at which the text is no JSON.
///
/// ```
/// let error = query::read_json("{\n  \"limit\": }").expect_err("a value is missing");
/// assert_eq!(error.to_string(), "line 2, character 12: a value is expected: a text in quotes, a number, true, false, null, a list or an object");
/// ```
pub fn read_json(text: &str) -> Result<Value, JsonTextError> {
    serde_json::from_str(text).map_err(|error| {
        let line = error.line().max(1);
        let start = text.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>();
        // The reader stands behind the byte that it stumbled over; at the text's end there is none.
        let behind = usize::from(!error.is_eof());
        let mut at = (start + error.column().saturating_sub(behind)).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let (line, column) = line_of(text, at);
        JsonTextError { at, line, column, message: words(&error.to_string()) }
    })
}

/// The line and the character in it, both from 1, of a place in a text.
///
/// ```
/// assert_eq!(query::line_of("ab\ncé!", 6), (2, 3));
/// ```
pub fn line_of(text: &str, at: usize) -> (usize, usize) {
    let mut end = at.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

fn words(message: &str) -> String {
    let message = message.split(" at line ").next().unwrap_or(message);
    let value = "a value is expected: a text in quotes, a number, true, false, null, a list or an object";
    match message {
        "expected value" => value.into(),
        "EOF while parsing a value" => format!("the text ends where {value}"),
        "EOF while parsing an object" => "the text ends inside an object: } or a comma is expected".into(),
        "EOF while parsing a list" => "the text ends inside a list: ] or a comma is expected".into(),
        "EOF while parsing a string" => {
            "the text ends inside a text: a closing quotation mark is expected".into()
        }
        "expected `,` or `}`" => "a comma or } is expected".into(),
        "expected `,` or `]`" => "a comma or ] is expected".into(),
        "expected `:`" => "a colon is expected after the name".into(),
        "expected ident" => "true, false or null is expected".into(),
        "key must be a string" => "a name in quotation marks is expected".into(),
        "trailing comma" => "nothing follows this comma: another entry is expected, or no comma".into(),
        "trailing characters" => "the value has ended before this: nothing more is expected".into(),
        "invalid number" => "this is no number: digits are expected".into(),
        "number out of range" => "this number is too large".into(),
        "invalid escape" => "after \\ one of \" \\ / b f n r t or u with four digits is expected".into(),
        "recursion limit exceeded" => "this is nested too deep".into(),
        text if text.starts_with("control character") => {
            "a text cannot hold a line break or a tab as it is: write \\n or \\t".into()
        }
        text => text.into(),
    }
}

/// Where a part of a JSON text stands: the value at a path such as `filters.email`, `extend[0]` or `limit`. Where the
/// path leads further than the text, the last part of it that is there. `None` for a text that is no JSON up to there.
///
/// ```
/// let text = r#"{"filters": {"email": ["a", "b"]}, "limit": 5}"#;
/// let at = |path| query::locate(text, path).map(|range| &text[range]);
/// assert_eq!(at("filters.email"), Some(r#"["a", "b"]"#));
/// assert_eq!(at("filters.email[1]"), Some(r#""b""#));
/// assert_eq!(at("limit"), Some("5"));
/// assert_eq!(at("limit.deeper"), Some("5"));
/// ```
pub fn locate(text: &str, path: &str) -> Option<Range<usize>> {
    let mut steps: Vec<&str> = path.split(['.', '[', ']']).filter(|step| !step.is_empty()).collect();
    // A name that was emptied.
    steps.extend(path.ends_with('.').then_some(""));
    let mut scanner = Scanner { bytes: text.as_bytes(), at: 0 };
    let range = scanner.find(&steps)?;
    (text.is_char_boundary(range.start) && text.is_char_boundary(range.end)).then_some(range)
}

/// The keys that stand once more in the same object further on: the last one alone is read, here and by the server.
///
/// ```
/// let text = r#"{"limit": 7, "filters": {"name": ["a"], "name": ["b"]}, "li\u006dit": 5}"#;
/// let keys: Vec<&str> = query::doubled_keys(text).into_iter().map(|range| &text[range]).collect();
/// assert_eq!(keys, [r#""name""#, r#""limit""#]);
/// ```
pub fn doubled_keys(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Vec<HashMap<String, Range<usize>>> = Vec::new();
    let mut scanner = Scanner { bytes: text.as_bytes(), at: 0 };
    while let Some(byte) = scanner.bytes.get(scanner.at) {
        if *byte != b'"' {
            match byte {
                b'{' | b'[' => open.push(HashMap::new()),
                b'}' | b']' => drop(open.pop()),
                _ => {}
            }
            scanner.at += 1;
            continue;
        }
        let Some(here) = scanner.text() else { break };
        scanner.space();
        let name = serde_json::from_slice(&scanner.bytes[here.clone()]);
        if let (Some(b':'), Some(keys), Ok(name)) = (scanner.bytes.get(scanner.at), open.last_mut(), name) {
            found.extend(keys.insert(name, here));
        }
    }
    found
}

/// Walks over JSON without reading it.
struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn find(&mut self, steps: &[&str]) -> Option<Range<usize>> {
        self.space();
        let start = self.at;
        let Some((step, rest)) = steps.split_first() else {
            self.skip()?;
            return Some(start..self.at);
        };
        match self.bytes.get(self.at)? {
            b'{' => {
                self.at += 1;
                loop {
                    self.space();
                    if self.bytes.get(self.at) != Some(&b'"') {
                        break;
                    }
                    let name = self.text()?;
                    self.space();
                    (self.bytes.get(self.at)? == &b':').then_some(())?;
                    self.at += 1;
                    let is_it =
                        serde_json::from_slice::<String>(&self.bytes[name]).is_ok_and(|it| it == *step);
                    if is_it {
                        return self.find(rest);
                    }
                    self.space();
                    self.skip()?;
                    self.space();
                    if self.bytes.get(self.at) != Some(&b',') {
                        break;
                    }
                    self.at += 1;
                }
            }
            b'[' => {
                let wanted: usize = step.parse().unwrap_or(usize::MAX);
                self.at += 1;
                let mut place = 0;
                loop {
                    self.space();
                    if matches!(self.bytes.get(self.at), None | Some(b']')) {
                        break;
                    }
                    if place == wanted {
                        return self.find(rest);
                    }
                    self.skip()?;
                    self.space();
                    if self.bytes.get(self.at) != Some(&b',') {
                        break;
                    }
                    self.at += 1;
                    place += 1;
                }
            }
            _ => {}
        }
        self.at = start;
        self.skip()?;
        Some(start..self.at)
    }

    fn space(&mut self) {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    fn text(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.bytes.get(self.at)? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        (self.at <= self.bytes.len()).then_some(start..self.at)
    }

    /// Over one value; brackets are counted, so that depth costs no stack.
    fn skip(&mut self) -> Option<()> {
        let mut depth = 0usize;
        loop {
            match self.bytes.get(self.at)? {
                b'"' => {
                    self.text()?;
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                    continue;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' if depth > 0 => {
                    self.at += 1;
                    continue;
                }
                _ => {
                    let start = self.at;
                    while self.bytes.get(self.at).is_some_and(|byte| !b",:]}[{\" \n\r\t".contains(byte)) {
                        self.at += 1;
                    }
                    (self.at > start).then_some(())?;
                }
            }
            if depth == 0 {
                return Some(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_error_names_its_place_and_what_is_expected() {
        for (text, at, words) in [
            ("", 0, "the text ends where a value is expected"),
            ("{\"a\": 1", 7, "} or a comma"),
            ("{\"a\" 1}", 5, "a colon"),
            ("{a: 1}", 1, "a name in quotation marks"),
            ("{\"a\": 1,}", 8, "nothing follows this comma"),
            ("[1, 2", 5, "] or a comma"),
            ("[1 2]", 3, "a comma or ]"),
            ("{\"é\": nul}", 9, "true, false or null"),
            ("{} x", 3, "nothing more is expected"),
            ("\"ab", 3, "closing quotation mark"),
            ("\"a\nb\"", 2, "line break"),
        ] {
            let error = read_json(text).expect_err(text);
            assert!(error.message.contains(words), "{text}: {error}");
            assert!(error.at.abs_diff(at) <= 1, "{text}: {} instead of {at}", error.at);
        }
        assert_eq!(read_json("{\n  \"a\": 1,\n}").expect_err("a comma").line, 3);
        assert!(read_json("{\"limit\": 5}").is_ok());
    }

    #[test]
    fn a_path_that_leads_too_far_gives_what_is_there() {
        let text = r#"{"a": {"b\"c": [1, {"d": "x, y"}]}, "e": true}"#;
        let at = |path: &str| locate(text, path).map(|range| &text[range]);
        assert_eq!(at("e"), Some("true"));
        assert_eq!(at("a.zzz"), at("a"));
        assert_eq!(at("a.b\"c[1].d"), Some("\"x, y\""));
        assert_eq!(at(""), Some(text));
        assert_eq!(locate("{\"a\": ", "a"), None);
        let emptied = r#"{"filters": {"": ["Jo"], "b": 1}}"#;
        assert_eq!(locate(emptied, "filters.").map(|range| &emptied[range]), Some("[\"Jo\"]"));
    }

    #[test]
    fn only_keys_of_one_object_stand_twice() {
        for text in ["", "{", "\"a\": 1, \"a\": 1", r#"{"a": {"b": 1}, "c": [{"b": 1}, {"b": 2}, "c", "c"]}"#]
        {
            assert_eq!(doubled_keys(text), [], "{text}");
        }
        assert_eq!(doubled_keys(r#"{"a" : 1, "a": 2, "a": 3, "a"#), [1..4, 10..13]);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[{}\\[\\]\",:a-cé0-9 \\\\\n]{0,40}", path in "[a-c.\\[\\]0-9]{0,8}") {
            if let Err(error) = read_json(&text) {
                prop_assert!(text.is_char_boundary(error.at));
            }
            for range in locate(&text, &path).into_iter().chain(doubled_keys(&text)) {
                prop_assert!(text.get(range).is_some());
            }
        }
    }
}
