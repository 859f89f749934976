//! Walking through all pages of a search, as a state machine that never asks by itself: the caller fetches the pages
//! it names and hands their rows in. Pages may be under way side by side and come back in any order; rows come out in
//! the order of the pages, each once.

use crate::words::{count, thousands};
use indexmap::IndexSet;
use serde_json::Value;

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Fetch this page, and hand it to [`Walk::accept`].
    Fetch {
        /// The page, counted as the server counts.
        page: i64,
    },
    /// Nothing before one of the pages under way has come back.
    Wait,
    /// All is read.
    Done(Summary),
}

/// What a walk found, and how sure that is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows that were handed out.
    pub rows: u64,
    /// Rows that came again and were dropped.
    pub duplicates: u64,
    /// The total that the first page told.
    pub total_first: Option<u64>,
    /// The total that the last page told.
    pub total_last: Option<u64>,
    /// A page told another total than the one before it: rows came or went, even where they are as many in the end.
    pub total_moved: bool,
    /// The rows are as many as the server says, no row came twice in the last reading and the total stayed the same:
    /// nothing was missed, unless as many rows were added as removed in just these moments.
    pub certain: bool,
}

impl Summary {
    /// The summary in words: `6,000 of 6,000 rows, 0 duplicates, total unchanged`.
    pub fn words(&self) -> String {
        let duplicates = count(self.duplicates, "duplicate");
        match (self.total_first, self.total_last) {
            (Some(first), Some(last)) => {
                let total = if first == last && self.total_moved {
                    "total moved while reading".into()
                } else if first == last {
                    "total unchanged".into()
                } else {
                    format!("total went from {} to {} while reading", thousands(first), thousands(last))
                };
                format!("{} of {}, {duplicates}, {total}", thousands(self.rows), count(last, "row"))
            }
            _ => format!("{}, {duplicates}, the server told no total", count(self.rows, "row")),
        }
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words())
    }
}

/// What tells a row from all others.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    /// Sixteen bytes instead of thirty-six: a walk may pass a million rows.
    Uuid(u128),
    Text(Box<str>),
}

impl Key {
    fn of(text: &str) -> Key {
        let mut number = 0_u128;
        let mut digits = 0;
        for (at, sign) in text.bytes().enumerate() {
            let digit = match sign {
                b'-' if matches!(at, 8 | 13 | 18 | 23) => continue,
                b'0'..=b'9' => sign - b'0',
                // Upper case is another text; only the spelling that servers write is taken for the number.
                b'a'..=b'f' => sign - b'a' + 10,
                _ => return Key::Text(text.into()),
            };
            number = number << 4 | u128::from(digit);
            digits += 1;
        }
        if digits == 32 && text.len() == 36 { Key::Uuid(number) } else { Key::Text(text.into()) }
    }
}

/// A walk through all pages. `R` is whatever stands for a row: the row itself, or its place in a list of the caller's.
///
/// ```
/// use client::walk::{Step, Walk};
/// use serde_json::json;
///
/// let mut walk = Walk::new(0, 2, Some("id"));
/// assert_eq!(walk.next(), Step::Fetch { page: 0 });
/// assert_eq!(walk.accept(0, vec![json!({"id": 1}), json!({"id": 2})], Some(3)).len(), 2);
/// assert_eq!(walk.next(), Step::Fetch { page: 1 });
/// // A row that slid over from the page before is not given twice.
/// assert_eq!(walk.accept(1, vec![json!({"id": 2}), json!({"id": 3})], Some(3)), [json!({"id": 3})]);
/// let Step::Done(summary) = walk.next() else { panic!("all is read") };
/// assert_eq!(summary.words(), "3 of 3 rows, 1 duplicate, total unchanged");
/// ```
#[derive(Clone, Debug)]
pub struct Walk<R = Value> {
    first_page: i64,
    limit: u64,
    key: Option<String>,
    /// The next page to ask for.
    next_page: i64,
    /// The next page whose rows go out.
    out_page: i64,
    /// A handful at most, so a list does.
    under_way: Vec<i64>,
    /// Pages that came back before an earlier one did, in no order.
    early: Vec<Arrived<R>>,
    /// Only ever asked whether it has a key: its own order shows nowhere.
    seen: IndexSet<Key>,
    /// What the second reading has met, where there is one.
    again: Option<IndexSet<Key>>,
    /// Rows that came twice in this reading.
    twice: u64,
    /// Rows that came, with those that came twice.
    came: u64,
    ended: bool,
    summary: Summary,
}

#[derive(Clone, Debug)]
struct Arrived<R> {
    page: i64,
    rows: Vec<(Option<Key>, R)>,
    total: Option<u64>,
}

impl Walk<Value> {
    /// Takes the rows of a page in, and gives those that are now next in order and did not come before. A row without
    /// the key, or with `null` there, is kept: the server adds entries of its own without an id.
    pub fn accept(&mut self, page: i64, rows: Vec<Value>, total: Option<u64>) -> Vec<Value> {
        let key = self.key.clone();
        let text = |row: &Value| match row.get(key.as_deref()?)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        self.accept_keyed(page, rows.into_iter().map(|row| (text(&row), row)), total)
    }
}

impl<R> Walk<R> {
    /// A walk from `first_page` in pages of `limit` rows. `key` names what is different in every row, mostly `id`.
    pub fn new(first_page: i64, limit: u32, key: Option<&str>) -> Walk<R> {
        Walk {
            first_page,
            limit: u64::from(limit.max(1)),
            key: key.map(str::to_owned),
            next_page: first_page,
            out_page: first_page,
            under_way: Vec::new(),
            early: Vec::new(),
            seen: IndexSet::new(),
            again: None,
            twice: 0,
            came: 0,
            ended: false,
            summary: Summary::default(),
        }
    }

    /// What to do next. Ask again after every [`Step::Fetch`] to have several pages under way: as soon as the total
    /// is known, all pages up to it are given out without waiting.
    #[expect(
        clippy::should_implement_trait,
        reason = "it is no iterator: Wait is neither an item nor the end"
    )]
    pub fn next(&mut self) -> Step {
        if self.ended {
            return Step::Done(self.summary());
        }
        let asked = u64::try_from(self.next_page - self.first_page).unwrap_or(0) * self.limit;
        let known = self.summary.total_last.is_some_and(|total| asked < total);
        if !known && !self.under_way.is_empty() {
            return Step::Wait;
        }
        let page = self.next_page;
        self.next_page += 1;
        self.under_way.push(page);
        Step::Fetch { page }
    }

    /// How many pages are asked for and not yet handed in.
    pub fn under_way(&self) -> usize {
        self.under_way.len()
    }

    /// How many pages of this reading have come and gone, so that nothing of them is wanted any more.
    pub fn passed(&self) -> u64 {
        u64::try_from(self.out_page - self.first_page).unwrap_or(0)
    }

    /// The same as `accept` for rows of any kind, each with the text that tells it from all others.
    pub fn accept_keyed<K: AsRef<str>>(
        &mut self,
        page: i64,
        rows: impl IntoIterator<Item = (Option<K>, R)>,
        total: Option<u64>,
    ) -> Vec<R> {
        let Some(at) = self.under_way.iter().position(|one| *one == page) else { return Vec::new() };
        self.under_way.swap_remove(at);
        let rows = rows.into_iter().map(|(key, row)| (key.map(|key| Key::of(key.as_ref())), row)).collect();
        if let Some(total) = total {
            self.summary.total_first.get_or_insert(total);
            self.summary.total_moved |= self.summary.total_last.is_some_and(|before| before != total);
            self.summary.total_last = Some(total);
        }
        self.early.push(Arrived { page, rows, total });
        let mut out = Vec::new();
        while let Some(at) = self.early.iter().position(|arrived| arrived.page == self.out_page) {
            self.out_page += 1;
            let arrived = self.early.swap_remove(at);
            self.take(arrived, &mut out);
        }
        out
    }

    /// Reads all pages once more, for the rows that the first reading missed: in an order where many rows share a value,
    /// a server may put a row on another page each time that it is asked, and only an order without ties, which is the
    /// caller's to ask for, shows them all. Only rows that did not come before are given out. Pages that are still under
    /// way are not waited for.
    pub fn again(&mut self) {
        self.next_page = self.first_page;
        self.out_page = self.first_page;
        self.under_way.clear();
        self.early.clear();
        self.again = Some(IndexSet::new());
        self.twice = 0;
        self.came = 0;
        self.ended = false;
    }

    fn take(&mut self, arrived: Arrived<R>, out: &mut Vec<R>) {
        let (found, twice_before) = (arrived.rows.len() as u64, self.twice);
        self.came += found;
        for (key, row) in arrived.rows {
            let (twice, known) = match (key, &mut self.again) {
                (Some(key), None) => (!self.seen.insert(key), false),
                // In the second reading: all that is known, and what has no key and was given in the first.
                (Some(key), Some(again)) => (!again.insert(key.clone()), !self.seen.insert(key)),
                (None, again) => (false, again.is_some()),
            };
            if twice {
                self.twice += 1;
                self.summary.duplicates += 1;
            }
            if twice || known {
                continue;
            }
            self.summary.rows += 1;
            out.push(row);
        }
        // The end: an empty page always; where no total is told a page that is not full, and one that came before, as from a
        // server that knows no pages; else as many rows as the total, those that came twice counted, as they stand for a
        // place too. A short page before that goes on: the server may give fewer rows than asked for.
        let enough = match arrived.total.or(self.summary.total_last) {
            Some(total) => self.came >= total,
            None => found < self.limit || self.twice - twice_before == found,
        };
        if found == 0 || enough {
            self.ended = true;
        }
    }

    /// What was found so far.
    pub fn summary(&self) -> Summary {
        let same = !self.summary.total_moved;
        let all = self.summary.total_last == Some(self.summary.rows);
        Summary { certain: same && all && self.twice == 0, ..self.summary.clone() }
    }
}

#[cfg(test)]
#[path = "walk_tests.rs"]
mod tests;
