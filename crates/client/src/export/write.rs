//! Turning kept pages into the file.

use super::job::{Format, Job};
use super::page::{StoredPage, text_of};
use crate::rows::are;
use std::borrow::Cow;

/// Writes the file piece by piece: [`Writer::head`], every page in order, [`Writer::tail`].
pub struct Writer {
    format: Format,
    guard: bool,
    columns: Vec<String>,
    written: u64,
}

impl Writer {
    /// A writer for the pages of a job; `columns` are those of all its rows.
    pub fn new(job: &Job, columns: Vec<String>) -> Writer {
        Writer { format: job.format, guard: job.guard, columns, written: 0 }
    }

    /// What stands before the first row.
    pub fn head(&self) -> String {
        match self.format {
            Format::Csv => line(self.columns.iter().map(|name| csv_text(name, self.guard))),
            Format::Ndjson => String::new(),
            Format::Json => "[".into(),
        }
    }

    /// Adds the rows of the next page to `out`, but for those at the places of `twice`, which [`super::Export::twice`] tells.
    pub fn page(&mut self, page: &StoredPage, twice: &[usize], out: &mut String) {
        out.reserve(page.lines().len() + 2 * page.len());
        match self.format {
            Format::Csv => self.csv(page, twice, out),
            Format::Ndjson if twice.is_empty() => out.push_str(page.lines()),
            Format::Ndjson => {
                for row in once(page.rows(), twice) {
                    out.push_str(row);
                    out.push('\n');
                }
            }
            Format::Json => {
                for (at, row) in once(page.rows(), twice).enumerate() {
                    out.push_str(if self.written == 0 && at == 0 { "\n" } else { ",\n" });
                    out.push_str(row);
                }
            }
        }
        self.written += page.len().saturating_sub(twice.len()) as u64;
    }

    /// What stands after the last row.
    pub fn tail(&self) -> &'static str {
        match self.format {
            Format::Json if self.written > 0 => "\n]\n",
            Format::Json => "]\n",
            _ => "",
        }
    }

    fn csv(&self, page: &StoredPage, twice: &[usize], out: &mut String) {
        let place = |name| self.columns.iter().position(|column| column == name);
        let places: Vec<Option<usize>> = page.columns.iter().map(place).collect();
        let mut cells = vec![""; self.columns.len()];
        for parts in once(page.cells(), twice) {
            cells.fill("");
            for (column, json) in parts {
                // Of two with one name the last counts.
                if let Some(cell) = places[column].and_then(|at| cells.get_mut(at)) {
                    *cell = json;
                }
            }
            for (at, json) in cells.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_cell(json, self.guard, out);
            }
            out.push_str("\r\n");
        }
    }
}

/// All but those at some places.
fn once<'t, T>(all: impl Iterator<Item = T> + 't, mut twice: &'t [usize]) -> impl Iterator<Item = T> + 't {
    all.enumerate().filter_map(move |(at, one)| match twice.split_first() {
        Some((first, rest)) if *first == at => {
            twice = rest;
            None
        }
        _ => Some(one),
    })
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let mut out = cells.collect::<Vec<_>>().join(",");
    out.push_str("\r\n");
    out
}

/// A JSON value as a cell: texts as they are, `null` as nothing, an empty text as `""`, numbers digit for digit, lists
/// and objects as JSON.
///
/// ```
/// use client::export::csv_cell;
/// assert_eq!(csv_cell(r#""a \"b\", c""#, true), r#""a ""b"", c""#);
/// assert_eq!(csv_cell("12345678901234567890.10", true), "12345678901234567890.10");
/// assert_eq!((csv_cell("null", true).as_str(), csv_cell("\"\"", true).as_str()), ("", "\"\""));
/// assert_eq!(csv_cell(r#""=HYPERLINK(1)""#, true), "'=HYPERLINK(1)");
/// assert_eq!(csv_cell(r#"["a"]"#, true), r#""[""a""]""#);
/// ```
pub fn csv_cell(json: &str, guard: bool) -> String {
    let mut out = String::new();
    write_cell(json, guard, &mut out);
    out
}

fn write_cell(json: &str, guard: bool, out: &mut String) {
    match json.as_bytes() {
        // Most texts begin with a letter or a digit, so that no spreadsheet takes them for a formula.
        [b'"', inside @ .., b'"'] if is_plain(inside) => out.push_str(&json[1..json.len() - 1]),
        [b'"', ..] => match text_of(json) {
            Some(text) if text.is_empty() => out.push_str("\"\""),
            Some(text) => write_text(&text, guard, out),
            None => write_quoted(json, out),
        },
        [b'n', ..] | [] => {}
        [b'{' | b'[', ..] => write_quoted(json, out),
        _ => out.push_str(json),
    }
}

/// Whether what stands between the quotes of a text of JSON is a cell as it is, seen at one glance; others may be, too.
fn is_plain(inside: &[u8]) -> bool {
    let [first, .., last] = inside else { return false };
    if !first.is_ascii_alphanumeric() || *last == b' ' {
        return false;
    }
    let (eights, rest) = inside.as_chunks();
    let special = |eight: &[u8; 8]| {
        let eight = u64::from_le_bytes(*eight);
        (are(eight, b',') | are(eight, b'\\') | are(eight, b';')) != 0
    };
    !eights.iter().any(special) && !rest.iter().any(|byte| matches!(byte, b',' | b'\\' | b';'))
}

/// A text as a cell. With `guard`, one that a spreadsheet would take for a formula gets an apostrophe in front: no cell
/// of an export runs. A text that is only a number, such as `-5`, runs nothing and stays.
pub fn csv_text(text: &str, guard: bool) -> String {
    let mut out = String::new();
    write_text(text, guard, &mut out);
    out
}

fn write_text(text: &str, guard: bool, out: &mut String) {
    if !guard {
        return write_quoted(text, out);
    }
    let shown = harmless(text);
    match runs(text) && !is_plain_number(text) {
        true => write_quoted(&format!("'{shown}"), out),
        false => write_quoted(&shown, out),
    }
}

/// Whether a spreadsheet takes a cell for a formula.
fn runs(text: &str) -> bool {
    let text = text.trim_start_matches(' ');
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// A text that runs in no part either: where a spreadsheet parts cells by semicolons or tabs, each part is a cell. A dash
/// and a space begin an item of somebody's list.
fn harmless(text: &str) -> Cow<'_, str> {
    const APART: [char; 4] = [';', '\t', '\r', '\n'];
    let begins = || {
        let behind = text.match_indices(APART).map(|(at, _)| at + 1);
        behind.filter(|at| {
            let part = text[*at..].split(APART).next().unwrap_or_default();
            runs(part) && !is_plain_number(part.trim()) && !part.starts_with("- ")
        })
    };
    if begins().next().is_none() {
        return text.into();
    }
    let (mut out, mut from) = (String::with_capacity(text.len() + 8), 0);
    for at in begins() {
        out.push_str(&text[from..at]);
        out.push('\'');
        from = at;
    }
    out.push_str(&text[from..]);
    out.into()
}

fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(part)
}

fn write_quoted(text: &str, out: &mut String) {
    let edge = text.starts_with([' ', '\t']) || text.ends_with([' ', '\t']);
    if !edge && !text.bytes().any(|byte| matches!(byte, b'"' | b',' | b'\r' | b'\n')) {
        return out.push_str(text);
    }
    out.push('"');
    let mut from = 0;
    for quote in memchr::memchr_iter(b'"', text.as_bytes()) {
        // With the quote, which is written once more as the beginning of what comes behind it.
        out.push_str(&text[from..=quote]);
        from = quote;
    }
    out.push_str(&text[from..]);
    out.push('"');
}
