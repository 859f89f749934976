//! One page as it is kept: a line about itself, then a line for each row, as the server wrote it.

use super::scan::{Part, Row, Scanner};
use crate::rows::find_list;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use std::borrow::Cow;

/// A page of rows. The rows are one text, never read into numbers and written again: what the server sent is what the
/// file gets, digit for digit.
///
/// ```
/// use client::export::StoredPage;
/// let body = br#"{"meta":{"total":7},"data":[{"id":1.50},{"id":"b","x":null}]}"#;
/// let page = StoredPage::from_body(3, body, Some("id")).expect("it is a page");
/// assert_eq!((page.page, page.total, page.len()), (3, Some(7), 2));
/// assert_eq!(page.columns, ["id", "x"]);
/// assert_eq!(page.rows().collect::<Vec<_>>(), [r#"{"id":1.50}"#, r#"{"id":"b","x":null}"#]);
/// assert_eq!(page.keys().map(|key| key.expect("each has one")).collect::<Vec<_>>(), ["1.50", "b"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoredPage {
    /// The page, as the server counts.
    pub page: i64,
    /// The total that it told.
    pub total: Option<u64>,
    /// The columns of its rows, in the order in which they first appear.
    pub columns: Vec<String>,
    /// Its rows: JSON without space between its tokens, each with a line break behind it.
    text: String,
    places: Vec<Row>,
    parts: Vec<Part>,
}

/// What is no row in the body of an answer, once a list is known to be one.
#[derive(Deserialize)]
struct Wire {
    #[serde(rename = "data")]
    _data: Vec<IgnoredAny>,
    #[serde(default)]
    meta: Option<Value>,
}

/// The same before it is known whether there is a list.
#[derive(Deserialize)]
struct Anything {
    #[serde(rename = "data")]
    _data: IgnoredAny,
}

impl StoredPage {
    /// Reads the body of an answer. A list without an envelope is a page, too.
    ///
    /// # Errors
    /// It is no list of rows; why, in words.
    pub fn from_body(page: i64, body: &[u8], key: Option<&str>) -> Result<StoredPage, String> {
        let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
        let known = find_list(body).and_then(|start| {
            let (stored, length) = StoredPage::from_list(body.get(start + 1..)?, key)?;
            let rest = body.get(start + 1 + length..)?;
            // What stands around the rows is small, so that reading it is the way to see whether all is JSON.
            Some((stored, envelope(&[&body[..start], b"[]", rest].concat()).ok()?))
        });
        let Some((stored, meta)) = known else {
            return Err(envelope(body).err().unwrap_or_else(|| "its text is not UTF-8".into()));
        };
        if meta.as_ref().and_then(|meta| meta.get("error")).is_some_and(|error| !error.is_null()) {
            return Err("it tells of an error".into());
        }
        let total = meta.as_ref().and_then(|meta| meta.get("total"));
        let total = total.and_then(|total| match total {
            Value::String(text) => text.trim().parse().ok(),
            other => other.as_u64(),
        });
        Ok(StoredPage { page, total, ..stored })
    }

    /// The rows of a list, whose `[` stands just before, and how long it is.
    fn from_list(list: &[u8], key: Option<&str>) -> Option<(StoredPage, usize)> {
        let found = Scanner::new(list, key)?.list()?;
        let length = found.at;
        let list = list.get(..length)?;
        if !found.spaced {
            return Some((StoredPage::of(list, found)?, length));
        }
        let list = compact(std::str::from_utf8(list).ok()?);
        let found = Scanner::new(list.as_bytes(), key)?.list()?;
        Some((StoredPage::of(list.as_bytes(), found)?, length))
    }

    /// Rows that were looked through, each with one byte behind it that belongs to no row.
    fn of(rows: &[u8], found: Scanner<'_>) -> Option<StoredPage> {
        let end = found.rows.last().map_or(0, |row| row.end as usize + 1);
        let mut text = rows.get(..end)?.to_vec();
        for row in &found.rows {
            text[row.end as usize] = b'\n';
        }
        Some(StoredPage {
            text: String::from_utf8(text).ok()?,
            places: found.rows,
            parts: found.parts,
            columns: found.columns.into_iter().collect(),
            ..StoredPage::default()
        })
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Its rows as lines, which is how long they are in bytes, too.
    pub fn lines(&self) -> &str {
        &self.text
    }

    /// Its rows, each as the server wrote it, without space between its tokens.
    pub fn rows(&self) -> impl Iterator<Item = &str> {
        self.text.lines()
    }

    /// What each row is known by, where it can be known.
    pub fn keys(&self) -> impl Iterator<Item = Option<Cow<'_, str>>> {
        self.places.iter().map(|row| key_of(self.span(row.key)))
    }

    /// The cells of each row: which column, and its JSON.
    pub(super) fn cells(&self) -> impl Iterator<Item = impl Iterator<Item = (usize, &str)>> {
        let mut from = 0;
        self.places.iter().map(move |row| {
            let parts = from..row.parts as usize;
            from = parts.end;
            let parts = self.parts.get(parts).unwrap_or_default();
            parts.iter().map(|part| (part.column as usize, self.span(part.value)))
        })
    }

    fn span(&self, (from, to): (u32, u32)) -> &str {
        self.text.get(from as usize..to as usize).unwrap_or_default()
    }

    /// As it is kept.
    pub fn to_text(&self) -> String {
        let mut text = String::with_capacity(self.text.len() + 80);
        self.write_to(&mut text);
        text
    }

    /// Adds to a text what is kept of it.
    pub(super) fn write_to(&self, out: &mut String) {
        let head = json!({ "page": self.page, "total": self.total, "rows": self.len() });
        out.push_str(&head.to_string());
        out.push('\n');
        out.push_str(&self.text);
    }

    /// Reads what [`StoredPage::to_text`] wrote, once or several times one after the other.
    ///
    /// # Errors
    /// It is not whole, as when the browser was closed in the middle of writing.
    pub fn from_text(mut text: &str, key: Option<&str>) -> Result<Vec<StoredPage>, String> {
        let mut pages = Vec::new();
        while !text.is_empty() || pages.is_empty() {
            let (head, rest) = text.split_once('\n').unwrap_or((text, ""));
            let head: Value =
                serde_json::from_str(head).map_err(|_| "a kept page has no beginning".to_string())?;
            let page = head.get("page").and_then(Value::as_i64);
            let (Some(page), Some(wanted)) = (page, head.get("rows").and_then(Value::as_u64)) else {
                return Err("a kept page has no beginning".into());
            };
            let total = head.get("total").and_then(Value::as_u64);
            let (stored, length) = StoredPage::from_lines(rest.as_bytes(), wanted, key)
                .ok_or_else(|| "a kept page is not whole".to_string())?;
            pages.push(StoredPage { page, total, ..stored });
            text = rest.get(length..).unwrap_or_default();
        }
        Ok(pages)
    }

    /// So many rows, each of them a line, and how long they are.
    fn from_lines(lines: &[u8], rows: u64, key: Option<&str>) -> Option<(StoredPage, usize)> {
        let mut found = Scanner::new(lines, key)?;
        for _ in 0..rows {
            found.row()?;
            (lines.get(found.at) == Some(&b'\n')).then_some(())?;
            found.at += 1;
        }
        let length = found.at;
        Some((StoredPage::of(lines, found)?, length))
    }
}

/// Reads the body of an answer but for its rows: what it tells beside them, and whether it is JSON.
fn envelope(body: &[u8]) -> Result<Option<Value>, String> {
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        let list = serde_json::from_slice::<Vec<IgnoredAny>>(body);
        return list.map(|_| None).map_err(|problem| problem.to_string());
    }
    let wire = serde_json::from_slice::<Wire>(body);
    wire.map(|wire| wire.meta).map_err(|problem| match serde_json::from_slice::<Anything>(body) {
        Ok(_) => "its data is no list of rows".into(),
        Err(_) => problem.to_string(),
    })
}

/// What a text of JSON says, borrowed where it has no escapes; `None` where it is no text.
pub(super) fn text_of(json: &str) -> Option<Cow<'_, str>> {
    let inside = json.strip_prefix('"')?.strip_suffix('"')?;
    match memchr::memchr2(b'\\', b'"', inside.as_bytes()) {
        None => Some(Cow::Borrowed(inside)),
        Some(_) => serde_json::from_str(json).ok().map(Cow::Owned),
    }
}

fn key_of(json: &str) -> Option<Cow<'_, str>> {
    match json.as_bytes().first()? {
        b'-' | b'0'..=b'9' => Some(Cow::Borrowed(json)),
        _ => text_of(json),
    }
}

/// The same JSON without the space between its tokens.
fn compact(json: &str) -> String {
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
    use serde_json::Map;
    use serde_json::value::RawValue;

    fn page(rows: &str) -> StoredPage {
        let body = format!("{{\"meta\":{{\"total\":1}},\"data\":[{rows}]}}");
        StoredPage::from_body(0, body.as_bytes(), Some("a")).expect("it is a page")
    }

    /// The cells of a page by name, as reading them gives them.
    fn cells(page: &StoredPage) -> Vec<Map<String, Value>> {
        let cell = |(column, json): (usize, &str)| {
            (page.columns[column].clone(), serde_json::from_str(json).expect("it is JSON"))
        };
        page.cells().map(|cells| cells.map(cell).collect()).collect()
    }

    #[test]
    fn the_parts_of_a_row_are_found_where_they_stand() {
        let page = page(
            r#" {"a" : 1 , "b\u00e9\"c":{"a":[2,"}"]},"a":null}, {"b\u00E9\"c":2, "x y":" , ","a":-0.0},[1] , 5,{}"#,
        );
        assert_eq!(page.columns, ["a", "b\u{e9}\"c", "x y"]);
        let cells: Vec<Vec<(usize, &str)>> = page.cells().map(Iterator::collect).collect();
        assert_eq!(cells[0], [(0, "1"), (1, r#"{"a":[2,"}"]}"#), (0, "null")]);
        assert_eq!(cells[1], [(1, "2"), (2, r#"" , ""#), (0, "-0.0")]);
        assert!(cells[2..].iter().all(Vec::is_empty), "{cells:?}");
        assert_eq!(page.keys().collect::<Vec<_>>(), [None, Some("-0.0".into()), None, None, None]);
        assert_eq!(page.rows().nth(1), Some(r#"{"b\u00E9\"c":2,"x y":" , ","a":-0.0}"#));
        assert_eq!(page.rows().skip(2).collect::<Vec<_>>(), ["[1]", "5", "{}"]);
    }

    #[test]
    fn a_row_with_a_name_that_is_no_text_has_no_parts() {
        let page = page(r#"{"a":1,"c":2,"\ud800":3},{"b":1,"a":2}"#);
        assert_eq!(page.columns, ["b", "a"]);
        assert_eq!(page.cells().map(Iterator::count).collect::<Vec<_>>(), [0, 2]);
        assert_eq!(page.keys().collect::<Vec<_>>(), [None, Some("2".into())]);
        assert_eq!(page.rows().next(), Some(r#"{"a":1,"c":2,"\ud800":3}"#));
    }

    #[test]
    fn what_is_no_page_is_refused_in_the_same_words_as_ever() {
        for (body, why) in [
            (&b""[..], "EOF while parsing a value at line 1 column 0"),
            (b"5", "invalid type: integer `5`, expected struct Wire at line 1 column 1"),
            (b"{}", "missing field `data` at line 1 column 2"),
            (br#"{"data":{}}"#, "its data is no list of rows"),
            (br#"{"data":null}"#, "its data is no list of rows"),
            (br#"{"data":[1,]}"#, "trailing comma at line 1 column 12"),
            (br#"{"data":[1],"data":[2]}"#, "duplicate field `data` at line 1 column 18"),
            (br#"{"data":[1],"d\u0061ta":[2]}"#, "duplicate field `data` at line 1 column 23"),
            (br#"{"data":[1]} x"#, "trailing characters at line 1 column 14"),
            (br#"{"data":[1],"meta":{"error":{}}}"#, "it tells of an error"),
            (b"[1][", "trailing characters at line 1 column 4"),
            (b"[\"\xff\"]", "its text is not UTF-8"),
        ] {
            let found = StoredPage::from_body(0, body, None);
            assert_eq!(found, Err(why.into()), "{}", String::from_utf8_lossy(body));
        }
        assert_eq!(page("").len(), 0);
        let spelled =
            StoredPage::from_body(0, b"\xEF\xBB\xBF{\"x\":[[]],\"data\":[7]}", None).expect("a page");
        assert_eq!(spelled.rows().collect::<Vec<_>>(), ["7"]);
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
            rows in prop::collection::vec(
                prop::collection::vec(("[a-d\"\\\\\u{e9}]{0,3}", any::<i32>(), "[{}:,\"\\\\ a\n\u{e9}]{0,9}"), 0..6), 0..5,
            ),
            pretty in any::<bool>(),
        ) {
            let rows: Vec<Map<String, Value>> = rows
                .into_iter()
                .map(|fields| fields.into_iter().map(|(name, number, text)| (name, json!([number, {"x": text}, text]))).collect())
                .collect();
            let body = if pretty { serde_json::to_string_pretty(&rows) } else { serde_json::to_string(&rows) };
            let page = StoredPage::from_body(0, body.expect("it can be written").as_bytes(), Some("a")).expect("a page");
            prop_assert_eq!(cells(&page), rows.clone());
            let mut columns: Vec<&String> = Vec::new();
            for name in rows.iter().flat_map(Map::keys) {
                if !columns.contains(&name) {
                    columns.push(name);
                }
            }
            prop_assert_eq!(page.columns.iter().collect::<Vec<_>>(), columns);
            let written: Vec<String> = rows.iter().map(|row| serde_json::to_string(row).expect("it can be written")).collect();
            prop_assert_eq!(page.rows().collect::<Vec<_>>(), written);
            prop_assert_eq!(StoredPage::from_text(&page.to_text(), Some("a")), Ok(vec![page]));
        }

        #[test]
        fn any_text_is_a_page_or_none(text in "[{}\\[\\]\",:a1 \\\\]{0,30}") {
            for body in [format!("{{\"data\":[{text}]}}"), format!("[{text}]"), text] {
                let known = match serde_json::from_str::<Vec<&RawValue>>(&body) {
                    Ok(rows) => Some(rows.len()),
                    Err(_) => serde_json::from_str::<Map<String, Value>>(&body).ok().and_then(|body| Some(body.get("data")?.as_array()?.len())),
                };
                prop_assert_eq!(StoredPage::from_body(0, body.as_bytes(), None).ok().map(|page| page.len()), known, "{}", body);
                let _ = StoredPage::from_text(&body, None);
            }
        }

        #[test]
        fn what_is_written_compactly_stays(text in ".{0,20}", key in ".{0,8}", number in any::<i64>()) {
            let value = json!({ key: [text, null, number] });
            let written = value.to_string();
            prop_assert_eq!(compact(&written), written.clone());
            let spaced = serde_json::to_string_pretty(&value).expect("it can be written");
            prop_assert_eq!(compact(&spaced), written);
        }
    }
}
