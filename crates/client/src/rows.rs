//! Large replies: where each row stands in the body, so that only the rows that are looked at are ever read.
//!
//! To read ten megabytes of JSON into values blocks a page for long enough to be felt. To find where rows begin and end
//! costs a fraction of that, and can be done a piece at a time between two frames.

use crate::exact::read_json;
use crate::reply::{Envelope, Reply};
use serde_json::Value;
use std::ops::Range;
use std::rc::Rc;

/// A body being looked through. Feed it with [`Scan::step`] until it says what the body is.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    at: usize,
    list_start: Option<usize>,
    rows: Vec<(u32, u32)>,
    all_objects: bool,
}

/// What a body turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Scanned {
    /// Not known yet: call again.
    More,
    /// A list of rows.
    Rows(Layout),
    /// Anything else, broken JSON included: read it as a whole.
    Other,
}

/// Where the rows of a body stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    rows: Vec<(u32, u32)>,
    list: (usize, usize),
    /// Whether each row begins as an object.
    pub all_objects: bool,
}

impl Scan {
    /// Looks at about `budget` bytes more. `body` is the same each time.
    ///
    /// ```
    /// use client::rows::{Scan, Scanned};
    /// let body = br#"{"meta":{"total":2},"data":[{"id":1},{"id":2}]}"#;
    /// let mut scan = Scan::default();
    /// let layout = loop {
    ///     match scan.step(body, 8) {
    ///         Scanned::More => continue,
    ///         Scanned::Rows(layout) => break layout,
    ///         Scanned::Other => panic!("it is a list"),
    ///     }
    /// };
    /// assert_eq!((layout.len(), layout.text(body, 1)), (2, Some(r#"{"id":2}"#)));
    /// ```
    pub fn step(&mut self, body: &[u8], budget: usize) -> Scanned {
        // Places are kept in four bytes each.
        if u32::try_from(body.len()).is_err() {
            return Scanned::Other;
        }
        let start = match self.list_start {
            Some(start) => start,
            None => match find_list(body) {
                Some(start) => {
                    self.list_start = Some(start);
                    self.at = start + 1;
                    self.all_objects = true;
                    start
                }
                None => return Scanned::Other,
            },
        };
        let until = self.at.saturating_add(budget.max(1));
        loop {
            self.at = skip_space(body, self.at);
            match body.get(self.at) {
                Some(b']') if self.rows.is_empty() || body.get(last_sign(body, self.at)) != Some(&b',') => {
                    let list = (start, self.at + 1);
                    let layout =
                        Layout { rows: std::mem::take(&mut self.rows), list, all_objects: self.all_objects };
                    // What stands around the list is small: whether it is JSON is seen by reading it.
                    return match serde_json::from_slice::<Value>(&layout.around(body)) {
                        Ok(_) => Scanned::Rows(layout),
                        Err(_) => Scanned::Other,
                    };
                }
                Some(b']' | b',') | None => return Scanned::Other,
                Some(first) => {
                    self.all_objects &= *first == b'{';
                    let Some(end) = skip_value(body, self.at) else { return Scanned::Other };
                    self.rows.push((self.at as u32, end as u32));
                    self.at = skip_space(body, end);
                    match body.get(self.at) {
                        Some(b',') => self.at += 1,
                        Some(b']') => {}
                        _ => return Scanned::Other,
                    }
                }
            }
            if self.at >= until {
                return Scanned::More;
            }
        }
    }
}

impl Layout {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Where a row stands.
    pub fn place(&self, row: usize) -> Option<Range<usize>> {
        self.rows.get(row).map(|(from, to)| *from as usize..*to as usize)
    }

    /// The text of a row.
    pub fn text<'b>(&self, body: &'b [u8], row: usize) -> Option<&'b str> {
        std::str::from_utf8(body.get(self.place(row)?)?).ok()
    }

    /// The body without its rows: an empty list stands for them.
    fn around(&self, body: &[u8]) -> Vec<u8> {
        let (from, to) = self.list;
        [body.get(..from).unwrap_or_default(), b"[]", body.get(to..).unwrap_or_default()].concat()
    }
}

/// A large reply of rows: the reply, and where its rows stand.
#[derive(Clone, Debug)]
pub struct LargeReply {
    reply: Rc<Reply>,
    layout: Layout,
    /// The reply without its rows.
    head: Reply,
}

impl LargeReply {
    /// Puts a reply and what a [`Scan`] found in it together.
    pub fn new(reply: Rc<Reply>, layout: Layout) -> LargeReply {
        let head =
            Reply { body: layout.around(&reply.body), ..Reply { body: Vec::new(), ..head_of(&reply) } };
        LargeReply { reply, layout, head }
    }

    /// The reply as it came.
    pub fn reply(&self) -> &Rc<Reply> {
        &self.reply
    }

    /// The envelope, with an empty list in the place of the rows.
    pub fn envelope(&self) -> Envelope {
        self.head.envelope()
    }

    /// The whole body with an empty list in the place of the rows.
    pub fn around(&self) -> Value {
        self.head.json().unwrap_or_default()
    }

    /// Whether the body is the list itself, without an envelope.
    pub fn is_bare_list(&self) -> bool {
        self.head.body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[')
    }

    /// Whether each row is an object.
    pub fn all_objects(&self) -> bool {
        self.layout.all_objects
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.layout.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.layout.is_empty()
    }

    /// The text of a row, as the server wrote it.
    pub fn text(&self, row: usize) -> Option<&str> {
        self.layout.text(&self.reply.body, row)
    }

    /// A row, read now. One that turns out to be no JSON is its own text.
    pub fn row(&self, row: usize) -> Option<Value> {
        let text = self.text(row)?;
        Some(read_json(text).unwrap_or_else(|_| Value::from(text)))
    }
}

fn head_of(reply: &Reply) -> Reply {
    Reply {
        status: reply.status,
        headers: reply.headers.clone(),
        body: Vec::new(),
        elapsed_ms: reply.elapsed_ms,
        url: reply.url.clone(),
    }
}

/// Where the list begins: the body itself, or its `data`.
pub(crate) fn find_list(body: &[u8]) -> Option<usize> {
    let mut at = skip_space(body, if body.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 });
    match body.get(at)? {
        b'[' => return Some(at),
        b'{' => at += 1,
        _ => return None,
    }
    loop {
        at = skip_space(body, at);
        let key_end = skip_value(body, at).filter(|_| body.get(at) == Some(&b'"'))?;
        let is_data = &body[at..key_end] == b"\"data\"";
        at = skip_space(body, key_end);
        if body.get(at) != Some(&b':') {
            return None;
        }
        at = skip_space(body, at + 1);
        if is_data {
            return (body.get(at) == Some(&b'[')).then_some(at);
        }
        at = skip_space(body, skip_value(body, at)?);
        if body.get(at) != Some(&b',') {
            return None;
        }
        at += 1;
    }
}

pub(crate) fn skip_space(body: &[u8], mut at: usize) -> usize {
    while matches!(body.get(at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
        at += 1;
    }
    at
}

/// The place of the last sign before `at` that is no space.
fn last_sign(body: &[u8], at: usize) -> usize {
    let mut before = at.saturating_sub(1);
    while before > 0 && matches!(body.get(before), Some(b' ' | b'\n' | b'\r' | b'\t')) {
        before -= 1;
    }
    before
}

/// One past the end of the value at `at`; `None` where it is not closed. Whether it is right inside is not looked at.
pub(crate) fn skip_value(body: &[u8], at: usize) -> Option<usize> {
    match body.get(at)? {
        b'"' => skip_text(body, at),
        b'{' | b'[' => {
            let mut depth = 0_usize;
            let mut at = at;
            loop {
                match body.get(at)? {
                    b'"' => {
                        at = skip_text(body, at)?;
                        continue;
                    }
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => {
                        depth -= 1;
                        if depth == 0 {
                            return Some(at + 1);
                        }
                    }
                    _ => {}
                }
                at += 1;
            }
        }
        b',' | b':' | b'}' | b']' => None,
        _ => {
            let ends =
                |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t' | b':' | b'"');
            Some(at + body[at..].iter().position(ends).unwrap_or(body.len() - at))
        }
    }
}

fn skip_text(body: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        at = skip_plain(body, at);
        match body.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// A bit in each byte of eight that is this one. Of a byte behind one that is, it may lie.
#[inline]
pub(crate) fn are(eight: u64, byte: u8) -> u64 {
    let other = eight ^ (LOW * u64::from(byte));
    other.wrapping_sub(LOW) & !other & HIGH
}

/// The place from `at` on of the first byte that is a quote, a backslash or a control character, eight bytes at a time; the
/// end where there is none.
#[inline]
pub(crate) fn skip_plain(body: &[u8], mut at: usize) -> usize {
    while let Some(bytes) = body.get(at..).and_then(|rest| rest.first_chunk()) {
        let eight = u64::from_le_bytes(*bytes);
        let control = eight.wrapping_sub(LOW * 0x20) & !eight & HIGH;
        let found = are(eight, b'"') | are(eight, b'\\') | control;
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while body.get(at).is_some_and(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20)) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn scan(body: &str, budget: usize) -> Scanned {
        let mut scan = Scan::default();
        for _ in 0..=body.len() {
            match scan.step(body.as_bytes(), budget) {
                Scanned::More => {}
                found => return found,
            }
        }
        panic!("each step looks at something");
    }

    fn rows(body: &str) -> Option<Vec<String>> {
        match scan(body, 1) {
            Scanned::Rows(layout) => Some(
                (0..layout.len()).filter_map(|at| Some(layout.text(body.as_bytes(), at)?.into())).collect(),
            ),
            _ => None,
        }
    }

    #[test]
    fn rows_are_found_wherever_the_list_stands() {
        assert_eq!(rows("[]"), Some(vec![]));
        assert_eq!(rows(" [ 1 , \"]\\\"\" ] "), Some(vec!["1".into(), "\"]\\\"\"".into()]));
        let after = r#"{"data":[{"a":[1,"}"]}, null],"meta":{"total":2}}"#;
        assert_eq!(rows(after), Some(vec![r#"{"a":[1,"}"]}"#.into(), "null".into()]));
        let before = r#"{"meta":{"data":[9]},"x":"\"data\":[","data":[{}]}"#;
        assert_eq!(rows(before), Some(vec!["{}".into()]));
    }

    #[test]
    fn what_is_no_list_or_broken_is_left_to_others() {
        for body in [
            "",
            "5",
            "{}",
            r#"{"data":{}}"#,
            r#"{"data":[1,]}"#,
            r#"{"data":[1"#,
            r#"{"data":[1 2]}"#,
            "[1]x",
            "[,1]",
            r#"{"data":[{"a":1}"#,
            r#"{"data":[1],}"#,
            r#"{"meta":{}}"#,
            "[\"a",
            "[[1}",
        ] {
            assert_eq!(rows(body), None, "{body}");
        }
    }

    #[test]
    fn a_large_reply_reads_only_what_is_asked_for() {
        let body = json!({"meta": {"page": 0, "limit": 3, "total": 9}, "data": [{"id": 1}, {"id": 2}, 3]})
            .to_string();
        let Scanned::Rows(layout) = scan(&body, 7) else { panic!("it is a list") };
        let reply = Rc::new(Reply { status: 200, body: body.into_bytes(), ..Reply::default() });
        let large = LargeReply::new(reply, layout);
        assert_eq!((large.len(), large.all_objects(), large.is_bare_list()), (3, false, false));
        assert_eq!((large.row(1), large.row(3)), (Some(json!({"id": 2})), None));
        assert_eq!(large.envelope().page.expect("it has one").total, Some(9));
        assert_eq!(large.around(), json!({"meta": {"page": 0, "limit": 3, "total": 9}, "data": []}));
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[\\]\\[{}\",: \\\\a\u{e9}]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec(("[a-d\"]{1,3}", inner), 0..4)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn rows_are_those_that_reading_the_whole_gives(
            list in prop::collection::vec(any_json(), 0..6), pretty in any::<bool>(), budget in 1_usize..64,
        ) {
            let body = json!({"meta": {"x": list.clone()}, "data": list.clone()});
            let text = if pretty { serde_json::to_string_pretty(&body) } else { serde_json::to_string(&body) };
            let text = text.expect("values are written");
            let Scanned::Rows(layout) = scan(&text, budget) else { panic!("{text}") };
            let read: Vec<Value> = (0..layout.len())
                .map(|at| serde_json::from_str(layout.text(text.as_bytes(), at).expect("a text")).expect("JSON"))
                .collect();
            prop_assert_eq!(read, list);
        }

        #[test]
        fn any_text_is_survived(text in "[\\[\\]{}\",:a1 \\\\]{0,40}") {
            let _ = scan(&text, 3);
            let _ = scan(&format!("{{\"data\":[{text}"), 3);
        }
    }
}
