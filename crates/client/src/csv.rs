//! Reading CSV, as the server's exports write it, for showing it as a table.

use serde_json::{Map, Value};

/// A reader of CSV by RFC 4180, record by record; lenient with what others write.
///
/// ```
/// let mut records = client::csv::Records::new("id,name\r\n1,\"a, \"\"b\"\"\"\n");
/// assert_eq!(records.next().as_deref(), Some(&["id".to_string(), "name".into()][..]));
/// assert_eq!(records.next().as_deref(), Some(&["1".to_string(), "a, \"b\"".into()][..]));
/// assert_eq!(records.next(), None);
/// ```
pub struct Records<'t> {
    text: &'t str,
    at: usize,
    separator: u8,
}

impl<'t> Records<'t> {
    /// A reader. The separator is a comma, or a semicolon or tab where the first line has more of these.
    pub fn new(text: &'t str) -> Records<'t> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let line = text.lines().next().unwrap_or_default();
        let count = |sign: char| line.matches(sign).count();
        let separator = [',', ';', '\t'].into_iter().rev().max_by_key(|sign| count(*sign)).unwrap_or(',');
        Records { text, at: 0, separator: separator as u8 }
    }
}

impl Iterator for Records<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        let bytes = self.text.as_bytes();
        if self.at >= bytes.len() {
            return None;
        }
        let mut cells = Vec::new();
        loop {
            let mut cell = String::new();
            if bytes.get(self.at) == Some(&b'"') {
                self.at += 1;
                while let Some(length) = self.text[self.at..].find('"') {
                    cell.push_str(&self.text[self.at..self.at + length]);
                    self.at += length + 1;
                    if bytes.get(self.at) != Some(&b'"') {
                        break;
                    }
                    cell.push('"');
                    self.at += 1;
                }
            }
            // What stands after a closing quote belongs to the cell, too: nothing is lost.
            let ends = |byte: &u8| *byte == self.separator || matches!(byte, b'\n' | b'\r');
            let length = bytes[self.at..].iter().position(ends).unwrap_or(bytes.len() - self.at);
            cell.push_str(&self.text[self.at..self.at + length]);
            self.at += length;
            cells.push(cell);
            match bytes.get(self.at) {
                Some(byte) if *byte == self.separator => self.at += 1,
                Some(b'\r') if bytes.get(self.at + 1) == Some(&b'\n') => {
                    self.at += 2;
                    return Some(cells);
                }
                _ => {
                    self.at += 1;
                    return Some(cells);
                }
            }
        }
    }
}

/// A record as a row, by the names of the first record. Cells without a name get one.
pub fn row(names: &[String], record: Vec<String>) -> Value {
    let mut parts = Map::new();
    for (at, cell) in record.into_iter().enumerate() {
        let name = match names.get(at) {
            Some(name) if !name.is_empty() && !parts.contains_key(name) => name.clone(),
            _ => format!("column {}", at + 1),
        };
        parts.insert(name, Value::from(cell));
    }
    Value::Object(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str) -> Vec<Vec<String>> {
        Records::new(text).collect()
    }

    #[test]
    fn what_others_write_is_read() {
        assert_eq!(all("a;b\n1;2,5\n"), [["a", "b"], ["1", "2,5"]]);
        assert_eq!(all("a\tb\r\n\"x\ny\"\t"), [["a", "b"], ["x\ny", ""]]);
        assert_eq!(all("\u{feff}a,b\rc,d"), [["a", "b"], ["c", "d"]]);
        assert_eq!(all("\"a\"b,\"c"), [["ab", "c"]]);
        assert_eq!(all(""), Vec::<Vec<String>>::new());
        let names = ["a".to_string(), "a".into(), String::new()];
        let record = vec!["1".to_string(), "2".into(), "3".into(), "4".into()];
        assert_eq!(
            row(&names, record).to_string(),
            r#"{"a":"1","column 2":"2","column 3":"3","column 4":"4"}"#
        );
    }

    proptest! {
        #[test]
        fn what_the_export_writes_comes_back(cells in prop::collection::vec("[a-z\",;\r\n \u{e9}]{0,8}", 2..5)) {
            let line: Vec<String> = cells.iter().map(|cell| crate::export::csv_text(cell, false)).collect();
            let text = format!("h,h,h,h,h,h,h,h,h\r\n{}\r\n", line.join(","));
            prop_assert_eq!(all(&text).pop(), Some(cells));
        }

        #[test]
        fn any_text_is_survived(text in "[\",;\t\r\na\u{e9}]{0,40}") {
            let _ = all(&text);
        }
    }
}
