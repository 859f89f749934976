//! A draft as text for an address (`#/op/…?q=`), and back.
//!
//! The text is made of segments joined by `~`, the first of which is the version:
//!
//! ```text
//! address  = "1" *( "~" segment )
//! segment  = row | setting
//! row      = group operator ["b"] ["o"] "!" field ["!" values ["!" text ["!" upper]]]
//! group    = "f" filter | "s" search | "r" range
//! operator = "i" is | "e" is empty | "c" contains | "g" at least | "l" at most | "w" between
//!            ("b": bare, without its list; "o": off)
//! values   = *( "*" text | "'" json )
//! setting  = "o!" sortBy | "d!asc" | "d!desc" | "p!" page | "n!" rows per page | "w!" values (extend)
//!          | "x!" json (unknown keys) | "X" (which are sent too) | "y!" json (settings as written)
//! ```
//!
//! Every text in it is percent-encoded but for letters, digits and `-_.@:`. The rows' ids are not in it, so that two
//! drafts that look alike have one address.

use crate::{Cell, Direction, Draft, Edit, Operator, Row, RowId, RowKind, Setting};
use serde_json::Value;

/// The longest address that is read, in bytes: room for some thousand ids, and an end for what is no link of ours.
pub const MAX_ADDRESS: usize = 256 * 1024;

/// Why a text is no address of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressError {
    /// Words for people.
    pub message: String,
}

impl std::fmt::Display for AddressError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for AddressError {}

impl Draft {
    /// The draft as text for an address: all of it, half-typed text, relative dates and rows that are off included.
    ///
    /// ```
    /// use query::{Draft, Edit, RowKind};
    /// let mut draft = Draft::default();
    /// let row = draft.apply(Edit::Add { kind: RowKind::Range, field: "createdAt".into() }).expect("a new row");
    /// draft.apply(Edit::SetText { row, text: "last 7 days".into() });
    /// draft.apply(Edit::SetLimit("5".into()));
    /// assert_eq!(draft.to_address(), "1~rg!createdAt!!last%207%20days~n!5");
    /// assert_eq!(Draft::from_address("1~rg!createdAt!!last%207%20days~n!5"), Ok(draft));
    /// ```
    pub fn to_address(&self) -> String {
        let mut out = String::from("1");
        for row in &self.rows {
            out.push('~');
            write_row(row, &mut out);
        }
        let mut setting = |name: &str, text: &str| {
            if !text.is_empty() {
                out.push('~');
                out.push_str(name);
                out.push('!');
                escape(text, &mut out);
            }
        };
        setting("o", &self.sort_by);
        setting("d", self.sort_direction.map(Direction::as_str).unwrap_or_default());
        setting("p", &self.page);
        setting("n", &self.limit);
        if !self.extra.is_empty() {
            setting("x", &Value::Object(self.extra.clone()).to_string());
        }
        if !self.written.is_empty() {
            setting("y", &Value::Object(self.written.clone()).to_string());
        }
        if self.send_extra {
            out.push_str("~X");
        }
        if !self.extend.is_empty() {
            out.push_str("~w!");
            for name in &self.extend {
                out.push('*');
                escape(name, &mut out);
            }
        }
        out
    }

    /// Reads what [`Draft::to_address`] wrote. Gives the draft with its rows numbered from 0.
    ///
    /// # Errors
    /// When the text is of another version, too long for a link, or damaged. Nothing is guessed: half a query would ask
    /// something else than its sender did.
    pub fn from_address(text: &str) -> Result<Self, AddressError> {
        if text.len() > MAX_ADDRESS {
            return Err(error(format!("it is longer than {} KB", MAX_ADDRESS / 1024)));
        }
        Draft::from_kept(text)
    }

    /// Reads what [`Draft::to_address`] wrote and the same program kept, however long: a query of 20,000 ids is none that
    /// comes by a link, but one that a person may want to find again.
    ///
    /// # Errors
    /// When the text is of another version, or damaged.
    pub fn from_kept(text: &str) -> Result<Self, AddressError> {
        let mut segments = text.split('~');
        match segments.next() {
            Some("1") => {}
            _ => return Err(error("it was made by another version of the explorer".into())),
        }
        let mut draft = Draft::default();
        for segment in segments {
            read_segment(segment, &mut draft)
                .ok_or_else(|| error(format!("a part of it is not understood: {}", shorten(segment))))?;
        }
        Ok(draft)
    }
}

fn error(message: String) -> AddressError {
    AddressError { message }
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= 40 {
        text.into()
    } else {
        format!("{}…", text.chars().take(40).collect::<String>())
    }
}

fn write_row(row: &Row, out: &mut String) {
    out.push(match row.kind {
        RowKind::Filter => 'f',
        RowKind::Search => 's',
        RowKind::Range => 'r',
    });
    out.push(match row.operator {
        Operator::Is => 'i',
        Operator::IsEmpty => 'e',
        Operator::Contains => 'c',
        Operator::AtLeast => 'g',
        Operator::AtMost => 'l',
        Operator::Between => 'w',
    });
    if row.bare {
        out.push('b');
    }
    if row.off {
        out.push('o');
    }
    let mut values = String::new();
    for cell in &row.values {
        match cell {
            Cell::Text(text) => {
                values.push('*');
                escape(text, &mut values);
            }
            Cell::Json(value) => {
                values.push('\'');
                escape(&value.to_string(), &mut values);
            }
        }
    }
    let escaped = |text: &str| {
        let mut out = String::new();
        escape(text, &mut out);
        out
    };
    let mut parts = vec![escaped(&row.field), values, escaped(&row.text), escaped(&row.upper)];
    while parts.len() > 1 && parts.last().is_some_and(String::is_empty) {
        parts.pop();
    }
    for part in parts {
        out.push('!');
        out.push_str(&part);
    }
}

fn read_segment(segment: &str, draft: &mut Draft) -> Option<()> {
    let mut parts = segment.split('!');
    let tag = parts.next()?;
    let mut part = || parts.next().unwrap_or_default();
    match tag {
        "o" => draft.sort_by = unescape(part())?,
        "d" => draft.sort_direction = Some(Direction::parse(part())?),
        "p" => draft.page = unescape(part())?,
        "n" => draft.limit = unescape(part())?,
        "w" => {
            for cell in read_values(part())? {
                let Cell::Text(name) = cell else { return None };
                draft.extend.push(name);
            }
        }
        "x" => {
            let Ok(Value::Object(extra)) = serde_json::from_str(&unescape(part())?) else { return None };
            draft.extra = extra;
        }
        "X" => draft.send_extra = true,
        "y" => {
            let Ok(Value::Object(written)) = serde_json::from_str(&unescape(part())?) else { return None };
            for (key, value) in written {
                draft.apply(Edit::Write { setting: Setting::parse(&key)?, value: Some(value) });
            }
        }
        _ => {
            let row = Row {
                field: unescape(part())?,
                values: read_values(part())?,
                text: unescape(part())?,
                upper: unescape(part())?,
                ..read_tag(tag, RowId(draft.next))?
            };
            draft.next += 1;
            draft.rows.push(row);
        }
    }
    parts.next().is_none().then_some(())
}

fn read_tag(tag: &str, id: RowId) -> Option<Row> {
    let mut letters = tag.chars();
    let kind = match letters.next()? {
        'f' => RowKind::Filter,
        's' => RowKind::Search,
        'r' => RowKind::Range,
        _ => return None,
    };
    let operator = match letters.next()? {
        'i' => Operator::Is,
        'e' => Operator::IsEmpty,
        'c' => Operator::Contains,
        'g' => Operator::AtLeast,
        'l' => Operator::AtMost,
        'w' => Operator::Between,
        _ => return None,
    };
    let (bare, off) = match letters.as_str() {
        "" => (false, false),
        "b" => (true, false),
        "o" => (false, true),
        "bo" => (true, true),
        _ => return None,
    };
    // Another group's operator would be a clause that no box shows.
    kind.asks(operator).then(|| Row { operator, bare, off, ..Row::new(id, kind, String::new()) })
}

fn read_values(text: &str) -> Option<Vec<Cell>> {
    let mut cells = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (mark, after) = rest.split_at_checked(1)?;
        let end = after.find(['*', '\'']).unwrap_or(after.len());
        let plain = unescape(&after[..end])?;
        cells.push(match mark {
            "*" => Cell::Text(plain),
            "'" => Cell::Json(serde_json::from_str(&plain).ok()?),
            _ => return None,
        });
        rest = &after[end..];
    }
    Some(cells)
}

/// Percent-encodes all but letters, digits and `-_.@:`.
fn escape(text: &str, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'@' | b':' => {
                out.push(byte.into())
            }
            _ => {
                out.push('%');
                out.push(DIGITS[usize::from(byte >> 4)].into());
                out.push(DIGITS[usize::from(byte & 15)].into());
            }
        }
    }
}

fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            let (high, low) = (digit(rest.next())?, digit(rest.next())?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{any_draft, draft};
    use proptest::prelude::*;

    #[test]
    fn an_address_is_short_and_stable() {
        let it = draft(&[("f", "email", &["john@example.com", "it's ~ 100%"]), ("s", "name", &["John"])]);
        assert_eq!(it.to_address(), "1~fi!email!*john@example.com*it%27s%20%7E%20100%25~sc!name!*John");
        assert_eq!(Draft::from_address(&it.to_address()), Ok(it));
    }

    #[test]
    fn what_is_no_address_says_why() {
        for (text, words) in [
            ("", "another version"),
            ("2~p!1", "another version"),
            ("1~", "is not understood"),
            ("1~zz!x", "is not understood: zz!x"),
            ("1~d!DESC", "is not understood: d!DESC"),
            ("1~p!%F", "is not understood"),
            ("1~p!%FF", "is not understood"),
            ("1~p!1!2", "is not understood"),
            ("1~x![]", "is not understood"),
            ("1~y!%7B%22filters%22%3A1%7D", "is not understood"),
            ("1~fi!a!x", "is not understood"),
            ("1~se!name!!a", "is not understood: se!name!!a"),
            ("1~re!createdAt!!x", "is not understood"),
            ("1~fw!createdAt!!x", "is not understood"),
            ("1~fi!a!é", "is not understood: fi!a!é"),
        ] {
            let error = Draft::from_address(text).expect_err(text);
            assert!(error.message.contains(words), "{text}: {error}");
        }
        let long = format!("1~p!{}", "1".repeat(MAX_ADDRESS));
        assert_eq!(Draft::from_address(&long).expect_err("long").message, "it is longer than 256 KB");
    }

    proptest! {
        #[test]
        fn every_draft_survives_its_address(draft in any_draft()) {
            let address = draft.to_address();
            prop_assert!(address.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.@:~!*'%".contains(&byte)));
            prop_assert_eq!(Draft::from_address(&address), Ok(draft.renumbered()));
        }

        #[test]
        fn no_text_makes_it_panic(text in "(1~)?([fsr][iecglw][bo]?|[odpnwxyX])?!?[!~*'%a-fé0-9\\PC]{0,40}") {
            let _ = Draft::from_address(&text);
        }
    }
}
