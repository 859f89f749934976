//! One page as it is kept: a line about itself, then a line for each row, as the server wrote it.

use crate::rows::{skip_space, skip_value};
use indexmap::IndexSet;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::borrow::Cow;

/// A page of rows. The rows are texts, never read into numbers and written again: what the server sent is what the file
/// gets, digit for digit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoredPage {
    /// The page, as the server counts.
    pub page: i64,
    /// The total that it told.
    pub total: Option<u64>,
    /// Its rows: JSON without line breaks.
    pub rows: Vec<String>,
    /// What each row is known by, where it can be known.
    pub keys: Vec<Option<String>>,
    /// The columns of its rows, in the order in which they first appear.
    pub columns: Vec<String>,
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(borrow)]
    data: Vec<&'a RawValue>,
    #[serde(default)]
    meta: Option<Value>,
}

/// The same before it is known whether there is a list.
#[derive(Deserialize)]
struct Anything<'a> {
    #[serde(borrow, rename = "data")]
    _data: &'a RawValue,
}

impl StoredPage {
    /// Reads the body of an answer. A list without an envelope is a page, too.
    ///
    /// # Errors
    /// It is no list of rows; why, in words.
    pub fn from_body(page: i64, body: &[u8], key: Option<&str>) -> Result<StoredPage, String> {
        let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
        let list = body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
        let (rows, meta) = if list {
            (serde_json::from_slice::<Vec<&RawValue>>(body).map_err(|problem| problem.to_string())?, None)
        } else {
            let wire: Wire =
                serde_json::from_slice(body).map_err(|problem| {
                    match serde_json::from_slice::<Anything>(body) {
                        Ok(_) => "its data is no list of rows".to_string(),
                        Err(_) => problem.to_string(),
                    }
                })?;
            (wire.data, wire.meta)
        };
        if meta.as_ref().and_then(|meta| meta.get("error")).is_some_and(|error| !error.is_null()) {
            return Err("it tells of an error".into());
        }
        let total = meta.as_ref().and_then(|meta| meta.get("total"));
        let total = total.and_then(|total| match total {
            Value::String(text) => text.trim().parse().ok(),
            other => other.as_u64(),
        });
        let rows = rows.into_iter().map(|row| compact(row.get())).collect();
        Ok(StoredPage { page, total, ..StoredPage::default() }.with_rows(rows, key))
    }

    /// As it is kept.
    pub fn to_text(&self) -> String {
        let head = json!({ "page": self.page, "total": self.total, "rows": self.rows.len() });
        let length: usize = self.rows.iter().map(|row| row.len() + 1).sum();
        let mut text = String::with_capacity(length + 80);
        text.push_str(&head.to_string());
        text.push('\n');
        for row in &self.rows {
            text.push_str(row);
            text.push('\n');
        }
        text
    }

    /// Reads what [`StoredPage::to_text`] wrote, once or several times one after the other.
    ///
    /// # Errors
    /// It is not whole, as when the browser was closed in the middle of writing.
    pub fn from_text(text: &str, key: Option<&str>) -> Result<Vec<StoredPage>, String> {
        let mut lines = text.lines();
        let mut pages = Vec::new();
        while let Some(head) = lines.next() {
            let head: Value =
                serde_json::from_str(head).map_err(|_| "a kept page has no beginning".to_string())?;
            let page = head.get("page").and_then(Value::as_i64);
            let wanted = head.get("rows").and_then(Value::as_u64).and_then(|rows| usize::try_from(rows).ok());
            let (Some(page), Some(wanted)) = (page, wanted) else {
                return Err("a kept page has no beginning".into());
            };
            let rows: Vec<String> = lines.by_ref().take(wanted).map(str::to_owned).collect();
            if rows.len() < wanted {
                return Err("a kept page is not whole".into());
            }
            let total = head.get("total").and_then(Value::as_u64);
            pages.push(StoredPage { page, total, ..StoredPage::default() }.with_rows(rows, key));
        }
        match pages.is_empty() {
            true => Err("a kept page has no beginning".into()),
            false => Ok(pages),
        }
    }

    fn with_rows(mut self, rows: Vec<String>, key: Option<&str>) -> StoredPage {
        let mut columns: IndexSet<String> = IndexSet::new();
        for row in &rows {
            let parts = Parts::of(row);
            self.keys.push(key.and_then(|key| key_of(parts.get(key, 0)?)));
            for (at, (name, _)) in parts.0.iter().enumerate() {
                // Most rows have the parts of the first one, in its order.
                let expected = columns.get_index(at).is_some_and(|known| known == name);
                if !expected && !columns.contains(name.as_ref()) {
                    columns.insert(name.clone().into_owned());
                }
            }
        }
        self.columns = columns.into_iter().collect();
        self.rows = rows;
        self
    }
}

/// The parts of a row as they stand in its text; none where it is no object. A list and no map: rows have a few dozen
/// parts, mostly in the same order, and an export reads a hundred thousand of them. Nor is their JSON looked at again: it was
/// when the page came.
pub(super) struct Parts<'a>(Vec<(Cow<'a, str>, &'a str)>);

impl<'a> Parts<'a> {
    pub(super) fn of(row: &'a str) -> Parts<'a> {
        Parts(parts(row).unwrap_or_default())
    }

    /// The part of that name, which probably stands at place `likely`. Of two with one name the last counts, as it does
    /// wherever JSON is read into a map.
    pub(super) fn get(&self, name: &str, likely: usize) -> Option<&'a str> {
        let is = |(key, _): &&(Cow<'a, str>, &'a str)| key == name;
        let twice = |at: usize| self.0[at + 1..].iter().any(|part| is(&part));
        match self.0.get(likely).filter(is) {
            Some((_, part)) if !twice(likely) => Some(part),
            _ => self.0.iter().rev().find(is).map(|(_, part)| *part),
        }
    }
}

fn parts(row: &str) -> Option<Vec<(Cow<'_, str>, &str)>> {
    let body = row.as_bytes();
    let mut parts = Vec::with_capacity(16);
    let mut at = skip_space(body, 0);
    if body.get(at) != Some(&b'{') {
        return None;
    }
    loop {
        at = skip_space(body, at + 1);
        if body.get(at) == Some(&b'}') && parts.is_empty() {
            return Some(parts);
        }
        let end = skip_value(body, at)?;
        let name = text_of(row.get(at..end)?)?;
        at = skip_space(body, end);
        if body.get(at) != Some(&b':') {
            return None;
        }
        at = skip_space(body, at + 1);
        let end = skip_value(body, at)?;
        parts.push((name, row.get(at..end)?));
        at = skip_space(body, end);
        match body.get(at)? {
            b',' => {}
            b'}' => return Some(parts),
            _ => return None,
        }
    }
}

/// What a text of JSON says, borrowed where it has no escapes; `None` where it is no text.
pub(super) fn text_of(json: &str) -> Option<Cow<'_, str>> {
    let inside = json.strip_prefix('"')?.strip_suffix('"')?;
    match memchr::memchr2(b'\\', b'"', inside.as_bytes()) {
        None => Some(Cow::Borrowed(inside)),
        Some(_) => serde_json::from_str(json).ok().map(Cow::Owned),
    }
}

fn key_of(json: &str) -> Option<String> {
    match json.as_bytes().first()? {
        b'-' | b'0'..=b'9' => Some(json.to_owned()),
        _ => text_of(json).map(Cow::into_owned),
    }
}

/// Whether there is no space between the tokens, as most servers write.
fn is_compact(json: &[u8]) -> bool {
    let mut rest = json;
    while let Some(quote) = rest.iter().position(|byte| *byte == b'"' || byte.is_ascii_whitespace()) {
        if rest[quote] != b'"' {
            return false;
        }
        rest = &rest[quote + 1..];
        loop {
            let Some(end) = memchr::memchr2(b'"', b'\\', rest) else { return true };
            let escape = rest[end] == b'\\';
            // The sign behind a backslash belongs to the text, whatever it is.
            rest = rest.get(end + 1 + usize::from(escape)..).unwrap_or_default();
            if !escape {
                break;
            }
        }
    }
    true
}

/// The same JSON without the space between its tokens.
fn compact(json: &str) -> String {
    if is_compact(json.as_bytes()) {
        return json.to_owned();
    }
    let mut out = String::with_capacity(json.len());
    let (mut inside, mut escaped) = (false, false);
    for sign in json.chars() {
        if inside {
            match sign {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => inside = false,
                _ => {}
            }
        } else if sign.is_ascii_whitespace() {
            continue;
        } else if sign == '"' {
            inside = true;
        }
        out.push(sign);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_space_in_a_text_is_no_space_between_tokens() {
        for (json, whole) in [
            (r#"{"a b":"c \" d","e":[1,2]}"#, true),
            (r#"{"a\\":"b", "c":1}"#, false),
            (r#"{"a":1 }"#, false),
            ("[1,\n2]", false),
            ("", true),
            (r#"{"a":"\"#, true),
        ] {
            assert_eq!(is_compact(json.as_bytes()), whole, "{json}");
        }
    }

    #[test]
    fn the_parts_of_a_row_are_found_where_they_stand() {
        let row = r#" {"a" : 1 , "b\u00e9\"c":{"a":[2,"}"]},"a":null}"#;
        let parts = Parts::of(row);
        assert_eq!(parts.get("a", 0), Some("null"), "the last of two counts");
        assert_eq!(parts.get("b\u{e9}\"c", 1), Some(r#"{"a":[2,"}"]}"#));
        assert_eq!(parts.get("c", 0), None);
        for none in [
            "",
            "{",
            "[1]",
            "5",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":1,}"#,
            r#"{"a":1"#,
            "{1:2}",
            r#"{"a":1 2}"#,
        ] {
            assert!(Parts::of(none).0.is_empty(), "{none}");
        }
    }

    #[test]
    fn what_a_row_is_known_by_is_a_text_or_a_number() {
        assert_eq!(key_of(r#""a\u0062""#).as_deref(), Some("ab"));
        assert_eq!(key_of("-12345678901234567890.50").as_deref(), Some("-12345678901234567890.50"));
        assert!(["null", "true", "[1]", "{}", r#""a"#, ""].iter().all(|json| key_of(json).is_none()));
    }

    proptest! {
        #[test]
        fn parts_are_those_that_reading_gives(
            fields in prop::collection::vec(("[a-d\"\\\\\u{e9}]{0,3}", any::<i32>(), "[{}:,\"\\\\ a]{0,6}"), 0..6),
            pretty in any::<bool>(),
        ) {
            let value: Value = fields
                .into_iter()
                .map(|(name, number, text)| (name, serde_json::json!([number, {"x": text}, text])))
                .collect::<serde_json::Map<_, _>>()
                .into();
            let row = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
            let row = row.expect("it can be written");
            let found: serde_json::Map<String, Value> = Parts::of(&row)
                .0
                .into_iter()
                .map(|(name, part)| (name.into_owned(), serde_json::from_str(part).expect("it is JSON")))
                .collect();
            prop_assert_eq!(Value::from(found), value);
        }

        #[test]
        fn any_text_has_parts_or_none(text in "[{}\\[\\]\",:a1 \\\\]{0,30}") {
            let _ = Parts::of(&text);
        }

        #[test]
        fn what_is_written_compactly_stays(text in ".{0,20}", key in ".{0,8}", number in any::<i64>()) {
            let value = serde_json::json!({ key: [text, null, number] });
            let written = value.to_string();
            prop_assert!(is_compact(written.as_bytes()));
            prop_assert_eq!(compact(&written), written.clone());
            let spaced = serde_json::to_string_pretty(&value).expect("it can be written");
            prop_assert!(!is_compact(spaced.as_bytes()));
            prop_assert_eq!(compact(&spaced), written);
        }
    }
}
