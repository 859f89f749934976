//! Turning kept pages into the file.

use super::job::{Format, Job};
use super::page::{Parts, StoredPage, text_of};
use crate::walk::{Step, Walk};

/// Writes the file piece by piece: [`Writer::head`], every page in order, [`Writer::tail`]. Rows that came twice are
/// written once.
pub struct Writer {
    format: Format,
    guard: bool,
    columns: Vec<String>,
    walk: Walk<String>,
    written: u64,
}

impl Writer {
    /// A writer for the pages of a job; `columns` are those of all its rows.
    pub fn new(job: &Job, columns: Vec<String>) -> Writer {
        let walk = Walk::new(job.first_page, job.limit, job.key.as_deref());
        Writer { format: job.format, guard: job.guard, columns, walk, written: 0 }
    }

    /// What stands before the first row.
    pub fn head(&self) -> String {
        match self.format {
            Format::Csv => line(self.columns.iter().map(|name| csv_text(name, self.guard))),
            Format::Ndjson => String::new(),
            Format::Json => "[".into(),
        }
    }

    /// The rows of the next page.
    pub fn page(&mut self, page: StoredPage) -> String {
        let _: Step = self.walk.next();
        let size: usize = page.rows.iter().map(|row| row.len() + 2).sum();
        let rows = page.keys.into_iter().zip(page.rows).collect();
        let rows = self.walk.accept_keyed(page.page, rows, page.total);
        let mut out = String::with_capacity(size);
        for row in rows {
            match self.format {
                Format::Csv => self.csv_row(&row, &mut out),
                Format::Ndjson => {
                    out.push_str(&row);
                    out.push('\n');
                }
                Format::Json => {
                    out.push_str(if self.written == 0 { "\n" } else { ",\n" });
                    out.push_str(&row);
                }
            }
            self.written += 1;
        }
        out
    }

    /// What stands after the last row.
    pub fn tail(&self) -> &'static str {
        match self.format {
            Format::Json if self.written > 0 => "\n]\n",
            Format::Json => "]\n",
            _ => "",
        }
    }

    fn csv_row(&self, row: &str, out: &mut String) {
        let parts = Parts::of(row);
        for (at, name) in self.columns.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            if let Some(part) = parts.get(name, at) {
                write_cell(part, self.guard, out);
            }
        }
        out.push_str("\r\n");
    }
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
    match json.as_bytes().first() {
        Some(b'"') => match text_of(json) {
            Some(text) if text.is_empty() => out.push_str("\"\""),
            Some(text) => write_text(&text, guard, out),
            None => write_quoted(json, out),
        },
        Some(b'n') => {}
        _ => write_quoted(json, out),
    }
}

/// A text as a cell. With `guard`, one that a spreadsheet would take for a formula gets an apostrophe in front: no cell
/// of an export runs. A text that is only a number, such as `-5`, runs nothing and stays.
pub fn csv_text(text: &str, guard: bool) -> String {
    let mut out = String::new();
    write_text(text, guard, &mut out);
    out
}

fn write_text(text: &str, guard: bool, out: &mut String) {
    let dangerous =
        |sign: char| matches!(sign, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    let runs = text.trim_start_matches(' ').starts_with(dangerous) && !is_plain_number(text);
    if guard && runs { write_quoted(&format!("'{text}"), out) } else { write_quoted(text, out) }
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
    for (at, part) in text.split('"').enumerate() {
        if at > 0 {
            out.push_str("\"\"");
        }
        out.push_str(part);
    }
    out.push('"');
}
