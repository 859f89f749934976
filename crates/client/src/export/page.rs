//! One page as it is kept: a line about itself, then a line for each row, as the server wrote it.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

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
    data: &'a RawValue,
    #[serde(default)]
    meta: Option<Value>,
}

impl StoredPage {
    /// Reads the body of an answer. A list without an envelope is a page, too.
    ///
    /// # Errors
    /// It is no list of rows; why, in words.
    pub fn from_body(page: i64, body: &[u8], key: Option<&str>) -> Result<StoredPage, String> {
        let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
        let list = body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
        let (data, meta) = if list {
            (serde_json::from_slice::<&RawValue>(body).map_err(|problem| problem.to_string())?, None)
        } else {
            let wire: Wire = serde_json::from_slice(body).map_err(|problem| problem.to_string())?;
            (wire.data, wire.meta)
        };
        let rows: Vec<&RawValue> =
            serde_json::from_str(data.get()).map_err(|_| "its data is no list of rows".to_string())?;
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

    /// Reads what [`StoredPage::to_text`] wrote.
    ///
    /// # Errors
    /// It is not whole, as when the browser was closed in the middle of writing.
    pub fn from_text(text: &str, key: Option<&str>) -> Result<StoredPage, String> {
        let mut lines = text.lines();
        let head: Value = serde_json::from_str(lines.next().unwrap_or_default())
            .map_err(|_| "a kept page has no beginning".to_string())?;
        let rows: Vec<String> = lines.map(str::to_owned).collect();
        let page = head.get("page").and_then(Value::as_i64);
        let wanted = head.get("rows").and_then(Value::as_u64);
        match (page, wanted) {
            (Some(page), Some(wanted)) if wanted == rows.len() as u64 => {
                let total = head.get("total").and_then(Value::as_u64);
                Ok(StoredPage { page, total, ..StoredPage::default() }.with_rows(rows, key))
            }
            _ => Err("a kept page is not whole".into()),
        }
    }

    fn with_rows(mut self, rows: Vec<String>, key: Option<&str>) -> StoredPage {
        let mut columns: IndexMap<String, ()> = IndexMap::new();
        for row in &rows {
            let parts = parts(row);
            self.keys.push(key.and_then(|key| key_of(parts.get(key)?)));
            for name in parts.into_keys() {
                columns.entry(name).or_default();
            }
        }
        self.columns = columns.into_keys().collect();
        self.rows = rows;
        self
    }
}

/// The parts of a row as they stand in its text; none where it is no object.
pub(super) fn parts(row: &str) -> IndexMap<String, &RawValue> {
    serde_json::from_str(row).unwrap_or_default()
}

fn key_of(raw: &RawValue) -> Option<String> {
    match serde_json::from_str(raw.get()).ok()? {
        Value::String(text) => Some(text),
        Value::Number(_) => Some(raw.get().to_owned()),
        _ => None,
    }
}

/// The same JSON without the space between its tokens.
fn compact(json: &str) -> String {
    if !json.bytes().any(|byte| byte.is_ascii_whitespace()) {
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
