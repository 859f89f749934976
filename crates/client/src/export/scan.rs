//! What stands where in the rows of a page: found in one pass, which also sees whether they are JSON.
//!
//! An export passes a hundred thousand rows. To read each by itself, once to check it, once for its spaces, once for its
//! parts and once more for its cells, took longer than all else that an export does.

use super::page::text_of;
use crate::rows::skip_plain;
use indexmap::IndexSet;

/// From here to there, in bytes. Four each: no answer is larger.
pub(super) type Span = (u32, u32);

/// A row of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Row {
    /// One past its last byte.
    pub end: u32,
    /// One past its last part, among the parts of all rows.
    pub parts: u32,
    /// What it is known by; empty where it has nothing of that name.
    pub key: Span,
}

/// One value of a row that is an object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Part {
    /// Which of the page's columns it belongs to.
    pub column: u32,
    /// Where its JSON stands.
    pub value: Span,
}

/// Looks through rows, one after the other. It takes for JSON what serde_json takes, and nothing else.
pub(super) struct Scanner<'b> {
    body: &'b [u8],
    /// The next byte.
    pub at: usize,
    /// Whether there is space between tokens.
    pub spaced: bool,
    pub rows: Vec<Row>,
    pub parts: Vec<Part>,
    /// The columns, in the order in which they first appear.
    pub columns: IndexSet<String>,
    /// Where the name of each column stands first, with its quotes.
    names: Vec<(usize, usize)>,
    key: Option<&'b str>,
    /// What closes the lists and objects that are open, the innermost last.
    open: Vec<u8>,
}

impl<'b> Scanner<'b> {
    /// A look at rows, the first of which begins with the first byte or behind space. `key` names the column that rows
    /// are known by.
    pub fn new(body: &'b [u8], key: Option<&'b str>) -> Option<Scanner<'b>> {
        u32::try_from(body.len()).ok()?;
        Some(Scanner {
            body,
            at: 0,
            spaced: false,
            rows: Vec::new(),
            parts: Vec::new(),
            columns: IndexSet::new(),
            names: Vec::new(),
            key,
            open: Vec::new(),
        })
    }

    /// All rows of a list up to one past its `]`; `None` where that is no JSON.
    pub fn list(mut self) -> Option<Scanner<'b>> {
        self.space();
        if self.eat(b']') {
            return Some(self);
        }
        loop {
            self.row()?;
            self.space();
            match self.next()? {
                b',' => self.space(),
                b']' => return Some(self),
                _ => return None,
            }
        }
    }

    /// The row that begins here.
    pub fn row(&mut self) -> Option<()> {
        let (parts, columns) = (self.parts.len(), self.columns.len());
        let mut key = (0, 0);
        let readable = match self.body.get(self.at)? {
            b'{' => self.members(&mut key)?,
            _ => self.value().map(|()| true)?,
        };
        let end = self.at as u32;
        if !readable {
            key = (0, 0);
            self.parts.truncate(parts);
            self.columns.truncate(columns);
            self.names.truncate(columns);
        }
        self.rows.push(Row { end, parts: self.parts.len() as u32, key });
        Some(())
    }

    /// The parts of an object; `false` where one has a name that is JSON and no text, for half of a surrogate pair stands in
    /// it: then the row has no parts.
    fn members(&mut self, key: &mut Span) -> Option<bool> {
        self.at += 1;
        self.space();
        if self.eat(b'}') {
            return Some(true);
        }
        let (mut readable, mut likely) = (true, 0);
        loop {
            let column = self.column(likely)?;
            self.colon()?;
            let from = self.at as u32;
            self.value()?;
            let value = (from, self.at as u32);
            match column {
                Some(column) => {
                    likely = column + 1;
                    self.parts.push(Part { column: column as u32, value });
                    // Of two with one name the last counts, as it does wherever JSON is read into a map.
                    if self
                        .key
                        .is_some_and(|key| self.columns.get_index(column).is_some_and(|name| name == key))
                    {
                        *key = value;
                    }
                }
                None => readable = false,
            }
            self.space();
            match self.next()? {
                b',' => self.space(),
                b'}' => return Some(readable),
                _ => return None,
            }
        }
    }

    /// The column whose name stands here, which is probably the one at place `likely`: most rows have the parts of the first one,
    /// in its order. `None` inside where the name is no text.
    fn column(&mut self, likely: usize) -> Option<Option<usize>> {
        let rest = self.body.get(self.at..)?;
        if let Some((from, to)) = self.names.get(likely)
            && rest.starts_with(self.body.get(*from..*to)?)
        {
            self.at += to - from;
            return Some(Some(likely));
        }
        let from = self.at;
        if !self.eat(b'"') {
            return None;
        }
        self.text()?;
        let name = std::str::from_utf8(&self.body[from..self.at]).ok().and_then(text_of);
        Some(name.map(|name| match self.columns.get_index_of(name.as_ref()) {
            Some(column) => column,
            None => {
                self.names.push((from, self.at));
                self.columns.insert_full(name.into_owned()).0
            }
        }))
    }

    /// Any value.
    fn value(&mut self) -> Option<()> {
        match self.body.get(self.at)? {
            b'{' | b'[' => self.nested(),
            _ => self.simple(),
        }
    }

    /// A value without others in it.
    fn simple(&mut self) -> Option<()> {
        match self.next()? {
            b'"' => self.text(),
            b'n' => self.word(b"ull"),
            b't' => self.word(b"rue"),
            b'f' => self.word(b"alse"),
            first => self.number(first),
        }
    }

    /// A list or an object with all that is in it, however deep that is.
    fn nested(&mut self) -> Option<()> {
        self.open.clear();
        loop {
            let first = *self.body.get(self.at)?;
            if matches!(first, b'{' | b'[') {
                // In ASCII what closes stands two behind what opens.
                let close = first + 2;
                self.at += 1;
                self.space();
                self.open.push(close);
                if self.body.get(self.at) == Some(&close) {
                    self.close()?;
                }
            } else {
                self.simple()?;
                self.close()?;
            }
            match self.open.last() {
                None => return Some(()),
                Some(b'}') => {
                    if !self.eat(b'"') {
                        return None;
                    }
                    self.text()?;
                    self.colon()?;
                }
                Some(_) => {}
            }
        }
    }

    /// Behind a value, or in a list or object without any: closes all that ends here, up to where the next value or name begins.
    fn close(&mut self) -> Option<()> {
        while let Some(close) = self.open.last().copied() {
            self.space();
            match self.next()? {
                b',' => {
                    self.space();
                    return Some(());
                }
                byte if byte == close => {
                    self.open.pop();
                }
                _ => return None,
            }
        }
        Some(())
    }

    /// The rest of a text, behind its first quote.
    #[inline]
    fn text(&mut self) -> Option<()> {
        loop {
            self.at = skip_plain(self.body, self.at);
            match self.next()? {
                b'"' => return Some(()),
                b'\\' => match self.next()? {
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                    b'u' => {
                        let digits = self.body.get(self.at..self.at + 4)?;
                        if !digits.iter().all(u8::is_ascii_hexdigit) {
                            return None;
                        }
                        self.at += 4;
                    }
                    _ => return None,
                },
                _ => return None,
            }
        }
    }

    fn number(&mut self, first: u8) -> Option<()> {
        let first = if first == b'-' { self.next()? } else { first };
        match first {
            b'0' => {}
            b'1'..=b'9' => self.digits(),
            _ => return None,
        }
        if self.eat(b'.') {
            self.some_digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _ = self.eat(b'+') || self.eat(b'-');
            self.some_digits()?;
        }
        // A digit behind a leading zero is refused as what stands there in place of a comma.
        Some(())
    }

    fn some_digits(&mut self) -> Option<()> {
        let from = self.at;
        self.digits();
        (self.at > from).then_some(())
    }

    fn digits(&mut self) {
        while self.body.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
    }

    fn word(&mut self, rest: &[u8]) -> Option<()> {
        let found = self.body.get(self.at..)?.starts_with(rest);
        self.at += rest.len();
        found.then_some(())
    }

    fn colon(&mut self) -> Option<()> {
        self.space();
        if !self.eat(b':') {
            return None;
        }
        self.space();
        Some(())
    }

    #[inline]
    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.body.get(self.at) {
            self.spaced = true;
            self.at += 1;
        }
    }

    #[inline]
    fn next(&mut self) -> Option<u8> {
        let byte = self.body.get(self.at).copied();
        self.at += 1;
        byte
    }

    #[inline]
    fn eat(&mut self, byte: u8) -> bool {
        let found = self.body.get(self.at) == Some(&byte);
        self.at += usize::from(found);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;
    use serde_json::value::RawValue;

    /// The rows of a list, its brackets included.
    fn scan(list: &str) -> Option<Vec<&str>> {
        let list = list.trim_start_matches([' ', '\n', '\r', '\t']).strip_prefix('[')?;
        let found = Scanner::new(list.as_bytes(), None)?.list()?;
        let rest = list[found.at..].trim_matches([' ', '\n', '\r', '\t']);
        let mut from = 0;
        let rows = found.rows.iter().map(|row| {
            let text = &list[from..row.end as usize];
            from = row.end as usize;
            text.trim_start_matches([' ', '\n', '\r', '\t', ','])
        });
        let rows = rows.collect();
        rest.is_empty().then_some(rows)
    }

    fn known(list: &str) -> Option<Vec<&str>> {
        // Only lists are looked through.
        let rows: Option<Vec<&RawValue>> = serde_json::from_str(list).ok();
        rows.map(|rows| rows.into_iter().map(RawValue::get).collect())
    }

    #[test]
    fn what_is_json_is_what_it_is_to_others() {
        for list in [
            "[]",
            "[ ]",
            "[,1]",
            "[1,]",
            "[1 2]",
            "[1]]",
            "[1",
            "[",
            "[01]",
            "[-]",
            "[-0]",
            "[1.]",
            "[1.5e]",
            "[1.5e+]",
            "[1.5E-07]",
            "[.5]",
            "[+1]",
            "[1e5x]",
            "[nul]",
            "[null,true,false]",
            "[nulll]",
            "[True]",
            "[{}]",
            "[{,}]",
            "[{\"a\"}]",
            "[{\"a\":}]",
            "[{\"a\":1,}]",
            "[{\"a\":1 \"b\":2}]",
            "[{1:2}]",
            "[{\"a\":[}]}]",
            "[[[[]]]]",
            "[[1,{\"a\":[ ]}],{\"b\" : {}}]",
            "[{\"a\":1]",
            "[\"\\u00e9\\/\\b\"]",
            "[\"\\u00g9\"]",
            "[\"\\ud800\"]",
            "[\"\\u12",
            "[\"\\x\"]",
            "[\"a\tb\"]",
            "[\"a\u{7f}b\u{e9}\"]",
            "[\"abcdefghijklmno\u{1f}\"]",
            "[\u{c}1]",
            "[1\u{a0}]",
        ] {
            assert_eq!(scan(list), known(list), "{list}");
        }
        let deep = format!("[{}1{}]", "[{\"a\":".repeat(500), "}]".repeat(500));
        assert_eq!(scan(&deep).map(|rows| rows.len()), Some(1));
    }

    proptest! {
        #[test]
        fn any_text_is_json_where_it_is_to_others(list in "\\[([\\[\\]{}\",:a1 \\\\]|\"a\":|\"\\\\u00e9\"|-?[0-9.e+-]{1,4}|null|true|[{},\\[\\]\n]|\\\\.){0,30}\\]?") {
            prop_assert_eq!(scan(&list), known(&list));
        }

        #[test]
        fn one_sign_more_or_less_is_seen(
            values in prop::collection::vec(("[a-c\"\\\\\u{e9}]{0,3}", any::<f64>(), ".{0,12}", any::<bool>()), 0..4),
            pretty in any::<bool>(), at in any::<prop::sample::Index>(), sign in "[\\[\\]{}\",:1e.\\\\ \n-]?",
        ) {
            let list: Vec<Value> = values
                .into_iter()
                .map(|(name, number, text, yes)| serde_json::json!({name: [number, {"x": text, "y": yes}], "z": {}, "id": null}))
                .collect();
            let list = if pretty { serde_json::to_string_pretty(&list) } else { serde_json::to_string(&list) };
            let list = list.expect("it can be written");
            prop_assert_eq!(scan(&list), known(&list));
            let signs: Vec<char> = list.chars().collect();
            let at = 1 + at.index(signs.len() - 1);
            let broken: String = signs[..at].iter().copied().chain(sign.chars()).chain(signs[at + 1..].iter().copied()).collect();
            prop_assert_eq!(scan(&broken), known(&broken), "{}", broken);
        }
    }
}
