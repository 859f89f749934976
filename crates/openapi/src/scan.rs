//! A JSON scanner that builds nothing: it checks the text and tells where its parts stand.
//!
//! The whole document is walked once, at loading; only the few texts that the navigation shows are copied out of it.
//! The scanner accepts exactly what `serde_json` accepts when it skips a value (a test holds the two together), and
//! never recurses, so no nesting depth can exhaust the stack.

use serde_json::Value;
use std::borrow::Cow;

/// A byte range of the document's text, from the first byte of a value to behind its last one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The text of the value. A span of another text gives nothing rather than a panic.
    pub(crate) fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }

    pub(crate) fn start(self) -> usize {
        self.start as usize
    }
}

/// Why and where the text is not JSON.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) offset: usize,
    pub(crate) expected: &'static str,
}

/// What the next value is, by its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    Array,
    Text,
    /// A number, a boolean, null, or something broken.
    Other,
}

/// A reader of an object's entries or of a list's items: it is given the scanner in front of the value (with the key,
/// or the item's number as text) and has to consume that value.
pub(crate) type Each<'e, 'a> = &'e mut dyn FnMut(&mut Scanner<'a>, Cow<'a, str>) -> Result<(), Broken>;

/// So many bytes are looked at at once.
const WORD: usize = 8;

/// A byte in all places of a word.
const fn repeated(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; WORD])
}

/// The highest bit of each byte that is a quote, a backslash or a control character. Above the lowest such byte others
/// may be marked too, so only the lowest one counts.
fn special(word: u64) -> u64 {
    let below = |word: u64, limit: u8| word.wrapping_sub(repeated(limit)) & !word;
    let is = |byte: u8| below(word ^ repeated(byte), 1);
    (is(b'"') | is(b'\\') | below(word, 0x20)) & repeated(0x80)
}

/// A place in a text.
pub(crate) struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    /// A scanner of `text`, beginning at a byte offset.
    pub(crate) fn new(text: &'a str, at: usize) -> Self {
        Scanner { text, bytes: text.as_bytes(), at }
    }

    /// Passes over whitespace and tells what comes.
    pub(crate) fn peek(&mut self) -> Kind {
        self.space();
        match self.byte() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::Text,
            _ => Kind::Other,
        }
    }

    /// The byte offset, after whitespace.
    pub(crate) fn offset(&mut self) -> usize {
        self.space();
        self.at
    }

    /// Passes over one value of any kind and gives its span.
    pub(crate) fn skip(&mut self) -> Result<Span, Broken> {
        let start = self.offset();
        self.skip_value()?;
        Ok(self.span(start))
    }

    /// The span from `start` to here.
    pub(crate) fn span(&self, start: usize) -> Span {
        // Documents over 64 MiB are refused before they come here, so the offsets fit.
        Span { start: start as u32, end: self.at as u32 }
    }

    /// Reads the object that comes, entry by entry.
    pub(crate) fn object(&mut self, each: Each<'_, 'a>) -> Result<(), Broken> {
        self.take(b'{', "an object")?;
        if self.next_is(b'}') {
            return Ok(());
        }
        loop {
            self.space();
            let key = self.text_here("a key in quotes or `}`")?;
            self.take(b':', "`:` after the key")?;
            each(self, key)?;
            if !self.more(b'}', "`,` or `}`")? {
                return Ok(());
            }
        }
    }

    /// Reads the list that comes, item by item.
    pub(crate) fn array(&mut self, each: Each<'_, 'a>) -> Result<(), Broken> {
        self.take(b'[', "a list")?;
        if self.next_is(b']') {
            return Ok(());
        }
        let mut number = 0_usize;
        loop {
            each(self, Cow::Owned(number.to_string()))?;
            number += 1;
            if !self.more(b']', "`,` or `]`")? {
                return Ok(());
            }
        }
    }

    /// Reads the text that comes; a value of another kind is passed over and gives `None`.
    pub(crate) fn text(&mut self) -> Result<Option<Cow<'a, str>>, Broken> {
        match self.peek() {
            Kind::Text => self.text_here("a text").map(Some),
            _ => self.skip_value().map(|()| None),
        }
    }

    /// Passes over the value that comes and gives it as it is written.
    pub(crate) fn written(&mut self) -> Result<String, Broken> {
        Ok(self.skip()?.of(self.text).into())
    }

    /// Nothing but whitespace may be left.
    pub(crate) fn end(&mut self) -> Result<(), Broken> {
        self.space();
        if self.at == self.bytes.len() { Ok(()) } else { Err(self.broken("the end of the document")) }
    }

    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn broken(&self, expected: &'static str) -> Broken {
        Broken { offset: self.at, expected }
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
            // An indented document is spaces by a good part.
            while self.word() == Some(repeated(b' ')) {
                self.at += WORD;
            }
        }
    }

    /// The bytes that come as one number, the first one lowest.
    fn word(&self) -> Option<u64> {
        Some(u64::from_le_bytes(self.bytes.get(self.at..self.at + WORD)?.try_into().ok()?))
    }

    /// Passes over all that is nothing special in a text, many bytes at a time: most of a document is texts.
    fn plain(&mut self) {
        while let Some(word) = self.word() {
            let special = special(word);
            if special != 0 {
                self.at += special.trailing_zeros() as usize / 8;
                return;
            }
            self.at += WORD;
        }
    }

    fn take(&mut self, byte: u8, expected: &'static str) -> Result<(), Broken> {
        self.space();
        if self.byte() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.broken(expected))
        }
    }

    fn next_is(&mut self, byte: u8) -> bool {
        self.space();
        let is = self.byte() == Some(byte);
        self.at += usize::from(is);
        is
    }

    /// Behind a value: `true` after a comma, `false` after the closing bracket.
    fn more(&mut self, close: u8, expected: &'static str) -> Result<bool, Broken> {
        if self.next_is(b',') {
            Ok(true)
        } else if self.next_is(close) {
            Ok(false)
        } else {
            Err(self.broken(expected))
        }
    }

    /// Reads the text that stands exactly here. Broken surrogates, which `serde_json` refuses, are kept as written.
    fn text_here(&mut self, expected: &'static str) -> Result<Cow<'a, str>, Broken> {
        let start = self.at;
        let escaped = self.skip_text(expected)?;
        let inner = self.text.get(start + 1..self.at - 1).unwrap_or("");
        if !escaped {
            return Ok(Cow::Borrowed(inner));
        }
        let whole = self.text.get(start..self.at).unwrap_or("");
        Ok(match serde_json::from_str(whole) {
            Ok(Value::String(text)) => Cow::Owned(text),
            _ => Cow::Borrowed(inner),
        })
    }

    /// Passes over a text; tells whether it has escapes.
    fn skip_text(&mut self, expected: &'static str) -> Result<bool, Broken> {
        if self.byte() != Some(b'"') {
            return Err(self.broken(expected));
        }
        self.at += 1;
        let mut escaped = false;
        loop {
            self.plain();
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(escaped);
                }
                Some(b'\\') => {
                    escaped = true;
                    self.at += 1;
                    self.skip_escape()?;
                }
                Some(0..=0x1f) => {
                    return Err(self.broken("no line break or other control character in a text"));
                }
                Some(_) => self.at += 1,
                None => return Err(self.broken("the closing quote of a text")),
            }
        }
    }

    fn skip_escape(&mut self) -> Result<(), Broken> {
        match self.byte() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
            Some(b'u') => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.byte().is_some_and(|byte| byte.is_ascii_hexdigit()) {
                        return Err(self.broken("four hexadecimal digits after `\\u`"));
                    }
                    self.at += 1;
                }
            }
            _ => return Err(self.broken("an escape that JSON knows after `\\`")),
        }
        Ok(())
    }

    fn skip_value(&mut self) -> Result<(), Broken> {
        // The brackets that stand open, innermost last: a stack of our own, as deep as the document likes.
        let mut open: Vec<u8> = Vec::new();
        loop {
            self.space();
            match self.byte() {
                Some(b'{') => {
                    self.at += 1;
                    if !self.next_is(b'}') {
                        open.push(b'}');
                        self.skip_key()?;
                        continue;
                    }
                }
                Some(b'[') => {
                    self.at += 1;
                    if !self.next_is(b']') {
                        open.push(b']');
                        continue;
                    }
                }
                Some(b'"') => {
                    self.skip_text("a text")?;
                }
                Some(b'-' | b'0'..=b'9') => self.skip_number()?,
                Some(b't') => self.skip_word("true")?,
                Some(b'f') => self.skip_word("false")?,
                Some(b'n') => self.skip_word("null")?,
                _ => return Err(self.broken("a value")),
            }
            // A value has ended: close what ends with it, until another one must follow.
            loop {
                let Some(&close) = open.last() else { return Ok(()) };
                let expected = if close == b'}' { "`,` or `}`" } else { "`,` or `]`" };
                if self.more(close, expected)? {
                    if close == b'}' {
                        self.skip_key()?;
                    }
                    break;
                }
                open.pop();
            }
        }
    }

    fn skip_key(&mut self) -> Result<(), Broken> {
        self.space();
        self.skip_text("a key in quotes or `}`")?;
        self.take(b':', "`:` after the key")
    }

    fn skip_word(&mut self, word: &'static str) -> Result<(), Broken> {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(())
        } else {
            Err(self.broken("`true`, `false` or `null`"))
        }
    }

    fn skip_number(&mut self) -> Result<(), Broken> {
        self.at += usize::from(self.byte() == Some(b'-'));
        if self.byte() == Some(b'0') {
            self.at += 1;
            if self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
                return Err(self.broken("no digit after a leading zero"));
            }
        } else {
            self.skip_digits()?;
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.skip_digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.byte() {
                self.at += 1;
            }
            self.skip_digits()?;
        }
        Ok(())
    }

    fn skip_digits(&mut self) -> Result<(), Broken> {
        let start = self.at;
        while self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(self.broken("a digit")) }
    }
}

/// Finds the value that `tokens` lead to, below the value that begins at `start`. Of two equal keys the last counts,
/// as it does wherever JSON is read into a map.
pub(crate) fn descend(text: &str, start: usize, tokens: &[String]) -> Option<Span> {
    let mut scanner = Scanner::new(text, start);
    let mut span = scanner.skip().ok()?;
    for token in tokens {
        let mut found = None;
        let mut inner = Scanner::new(text, span.start());
        let each: Each<'_, '_> = &mut |scanner, key| {
            let span = scanner.skip()?;
            if key == *token {
                found = Some(span);
            }
            Ok(())
        };
        match inner.peek() {
            Kind::Object => inner.object(each).ok()?,
            Kind::Array => inner.array(each).ok()?,
            Kind::Text | Kind::Other => return None,
        }
        span = found?;
    }
    Some(span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::de::IgnoredAny;

    fn accepts(text: &str) -> bool {
        let mut scanner = Scanner::new(text, 0);
        scanner.skip().is_ok() && scanner.end().is_ok()
    }

    #[test]
    fn finds_values_by_their_way() {
        let text = r#" {"a": [1, {"b/c": "x"}], "a": [2, {"b/c": "y"}]} "#;
        let way = ["a", "1", "b/c"].map(String::from);
        assert_eq!(descend(text, 0, &way).map(|span| span.of(text)), Some(r#""y""#));
        assert_eq!(descend(text, 0, &["z".to_string()]), None);
        assert_eq!(descend(text, 0, &["a", "0", "x"].map(String::from)), None);
    }

    #[test]
    fn survives_any_depth() {
        let deep = "[".repeat(200_000) + &"]".repeat(200_000);
        assert!(accepts(&deep));
        assert!(!accepts(&deep[1..]));
    }

    #[test]
    fn agrees_with_serde_json_on_the_corners() {
        for text in [
            "",
            " ",
            "0",
            "-0",
            "00",
            "-",
            "1.",
            "1.5",
            ".5",
            "1e5",
            "1E+5",
            "1e",
            "1e999",
            "tru",
            "true",
            "nul",
            "null x",
            "\"",
            "\"a\"",
            "\"\\\"",
            "\"\\u12\"",
            "\"\\ud800\"",
            "\"\\x\"",
            "\"\n\"",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{a:1}",
            "[}",
            "{]",
            "[[]]",
            "\u{feff}1",
            "{\"a\":1 \"b\":2}",
            "\u{7f}",
            "\"\u{7f}\"",
        ] {
            assert_eq!(accepts(text), serde_json::from_str::<IgnoredAny>(text).is_ok(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn agrees_with_serde_json(text in r#"[\[\]{}:,"\\\\aeu0-9.+\- \ntrfalsn]{0,24}"#) {
            prop_assert_eq!(accepts(&text), serde_json::from_str::<IgnoredAny>(&text).is_ok());
        }

        #[test]
        fn agrees_with_serde_json_on_long_texts(
            before in "[ a\u{e9}\u{7f}\u{80}\u{1f600}]{0,20}",
            odd in prop::sample::select(vec!["", "\"", "\\", "\\n", "\n", "\u{1}", "\u{1f}", "\\\"", "\"\u{1}"]),
            behind in "[ a]{0,20}",
            indent in " {0,30}",
        ) {
            let text = format!("[\n{indent}\"{before}{odd}{behind}\",{indent}1]");
            prop_assert_eq!(accepts(&text), serde_json::from_str::<IgnoredAny>(&text).is_ok());
        }
    }
}
