//! The walk itself: which page next, what to do with what came, how far it is, and what can be said in the end.

use super::job::Job;
use super::page::StoredPage;
use crate::codes;
use crate::error::ApiError;
use crate::reply::Reply;
use crate::request::Request;
use crate::retry::{self, Outcome, Policy};
use crate::send_error::SendError;
use crate::walk::{Step, Walk};
use crate::words::{count, thousands};
use indexmap::IndexSet;
use std::collections::{BTreeMap, HashSet};

/// What to do next.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Fetch this page, by this request.
    Fetch {
        /// The page, as the server counts.
        page: i64,
        /// Its request.
        request: Request,
    },
    /// Nothing before one of the pages under way has come.
    Wait,
    /// All pages are there: write the file.
    Write,
}

/// What to do with what came of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum After {
    /// Keep this page, then hand it to [`Export::take`].
    Keep(StoredPage),
    /// Ask for the same page again once [`Export::held`] lets.
    Again,
    /// Stop here; what came so far stays, and the export can go on later.
    Stop(String),
}

/// A wait before anything is asked for again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// When it ends, in milliseconds since 1970.
    pub until_ms: i64,
    /// Why, in a few words: `429 Too Many Requests`, `No answer`.
    pub why: String,
}

/// How far an export is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Rows that are there.
    pub rows: u64,
    /// Rows in all, where the server tells.
    pub total: Option<u64>,
}

/// What can be said about a finished export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// In one line: `5,000 of 5,000 rows, 0 duplicates, total unchanged`.
    pub words: String,
    /// What is not certain, each in a sentence; empty where the file holds exactly the rows that there were.
    pub doubts: Vec<String>,
}

/// An export under way.
pub struct Export {
    job: Job,
    /// Of rows it passes their pages and their places there.
    walk: Walk<(i64, usize)>,
    columns: IndexSet<String>,
    /// Of pages that came before those in front of them: their columns, and how many rows they have.
    early: BTreeMap<i64, (Vec<String>, usize)>,
    next_in_order: i64,
    /// Of pages in which rows stand that came before: the places of these.
    twice: BTreeMap<i64, Vec<usize>>,
    unkeyed: u64,
    /// The rows of the last page, where neither keys nor a total tell that it is the same again.
    last: Option<String>,
    one_is_all: bool,
    held: Option<Held>,
}

impl Export {
    /// An export that has nothing yet.
    pub fn new(job: Job) -> Export {
        let walk = Walk::new(job.first_page, job.limit, job.key.as_deref());
        let next_in_order = job.first_page;
        Export {
            job,
            walk,
            columns: IndexSet::new(),
            early: BTreeMap::new(),
            next_in_order,
            twice: BTreeMap::new(),
            unkeyed: 0,
            last: None,
            one_is_all: false,
            held: None,
        }
    }

    /// The job.
    pub fn job(&self) -> &Job {
        &self.job
    }

    /// What to do next. Ask again after each [`Next::Fetch`] to have several pages under way.
    #[expect(
        clippy::should_implement_trait,
        reason = "it is no iterator: Wait is neither an item nor the end"
    )]
    pub fn next(&mut self) -> Next {
        if self.one_is_all {
            return Next::Write;
        }
        match self.walk.next() {
            Step::Fetch { page } => Next::Fetch { page, request: self.job.request(page) },
            Step::Wait => Next::Wait,
            Step::Done(_) => Next::Write,
        }
    }

    /// Takes a page in, whether it just came or was kept from before. Kept ones are handed in in order, each after
    /// [`Export::next`] named it.
    pub fn take(&mut self, page: &StoredPage) {
        let mut unkeyed = 0;
        let blind = self.job.key.is_none() && page.total.is_none();
        // A server that knows no pages gives one for ever. It is the end, as a page without rows is.
        let same = blind && self.last.as_deref() == Some(page.lines());
        self.last = blind.then(|| page.lines().to_owned());
        let rows = page.keys().enumerate().filter(|_| !same).map(|(at, key)| {
            unkeyed += u64::from(key.is_none());
            (key, (page.page, at))
        });
        let before = self.walk.summary().duplicates;
        let given = self.walk.accept_keyed(page.page, rows, page.total);
        if self.job.key.is_some() {
            self.unkeyed += unkeyed;
        }
        let some_twice = same || self.walk.summary().duplicates > before;
        self.early.insert(page.page, (page.columns.clone(), page.len()));
        while let Some((columns, rows)) = self.early.remove(&self.next_in_order) {
            let page = self.next_in_order;
            self.columns.extend(columns);
            self.next_in_order += 1;
            if some_twice {
                let given: HashSet<usize> =
                    given.iter().filter(|(of, _)| *of == page).map(|(_, at)| *at).collect();
                self.twice.insert(page, (0..rows).filter(|at| !given.contains(at)).collect());
            }
        }
        self.one_is_all = !self.job.paged;
    }

    /// The places of those rows of a page that came before, counted from 0 and in order; the file gets them once. Known
    /// when all pages in front of it were taken in, too.
    pub fn twice(&self, page: i64) -> &[usize] {
        self.twice.get(&page).map(Vec::as_slice).unwrap_or_default()
    }

    /// What to do with what came of a page's request, after `attempt` attempts (counted from 1).
    ///
    /// Asked again is what may go well a moment later: no answer, 408, 429 (after the wait that the server wants) and
    /// 5xx. All else would be answered the same again. A server that is busy for one page is so for all: until the wait
    /// is over, none is to be asked for.
    pub fn after(
        &mut self,
        page: i64,
        attempt: u32,
        result: &Result<Reply, SendError>,
        now_ms: i64,
        jitter: f64,
    ) -> After {
        let reply = match result {
            Ok(reply) => reply,
            Err(error) => return self.again(attempt, result, now_ms, jitter, &error.to_string()),
        };
        // Nearly every answer is a page: only what is none is read as a whole, for what it says is wrong.
        let page = match StoredPage::from_body(page, &reply.body, self.job.key.as_deref()) {
            Ok(page) if reply.status < 400 => return After::Keep(page),
            other => other,
        };
        if let Some(error) = ApiError::from_reply(reply) {
            let explanation = error.explain();
            let words =
                format!("{}: {}. {}", reply.status_words(), explanation.title, explanation.what_to_do);
            return match error.code.as_str() {
                // The connection broke in the middle of the body: worth another try, whatever the status says.
                "BrokenReply" => self.again(attempt, &Err(SendError::CutOff), now_ms, jitter, &words),
                _ => self.again(attempt, result, now_ms, jitter, &words),
            };
        }
        match page {
            Ok(page) => After::Keep(page),
            Err(why) => After::Stop(format!("The answer is no page of rows: {why}.")),
        }
    }

    /// The wait that is on at a moment, for every page.
    ///
    /// ```
    /// use client::export::{After, Export, Job};
    /// use client::{Method, Reply, Request};
    ///
    /// let mut export = Export::new(Job::new(&Request::new(Method::Post, "https://a.example/player/search"), 0));
    /// let busy = Reply { status: 429, headers: vec![("Retry-After".into(), "3".into())], ..Reply::default() };
    /// assert_eq!(export.after(0, 1, &Ok(busy), 10_000, 0.0), After::Again);
    /// assert_eq!(export.held(12_999).map(|held| held.until_ms), Some(13_000));
    /// assert_eq!(export.held(13_000), None);
    /// ```
    pub fn held(&self, now_ms: i64) -> Option<&Held> {
        self.held.as_ref().filter(|held| now_ms < held.until_ms)
    }

    fn again(
        &mut self,
        attempt: u32,
        result: &Result<Reply, SendError>,
        now_ms: i64,
        jitter: f64,
        words: &str,
    ) -> After {
        /// Patient: an export runs for minutes, and a busy server is asked rarely rather than given up.
        const POLICY: Policy = Policy { retries: 6, base_ms: 1_000, cap_ms: 300_000 };
        let mut outcome = Outcome::of(result);
        if let Outcome::Answered { status, .. } = &mut outcome
            && *status >= 500
        {
            // A search's 500 mostly comes again, so it is asked for less often than a proxy's 502.
            if *status == 500 && attempt > 2 {
                return After::Stop(words.into());
            }
            *status = 503;
        }
        match retry::next(&POLICY, attempt, true, &outcome, now_ms, jitter) {
            Some(wait_ms) => {
                let why = match result {
                    Ok(reply) => reply.status_words(),
                    Err(error) => codes::find(error.code()).map_or(error.code(), |code| code.title).into(),
                };
                let until_ms = now_ms.saturating_add(i64::try_from(wait_ms).unwrap_or(i64::MAX));
                // The longer of two waits counts.
                if self.held(until_ms - 1).is_none() {
                    self.held = Some(Held { until_ms, why });
                }
                After::Again
            }
            None => After::Stop(words.into()),
        }
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let summary = self.walk.summary();
        Progress { rows: summary.rows, total: summary.total_last }
    }

    /// The columns of all rows that are there, in the order in which they first appear.
    pub fn columns(&self) -> Vec<String> {
        self.columns.iter().cloned().collect()
    }

    /// What can be said about the rows that are there.
    pub fn statement(&self) -> Statement {
        let summary = self.walk.summary();
        let mut doubts = Vec::new();
        if !self.job.paged {
            let words = count(summary.rows, "row");
            return Statement { words: format!("{words}, all in one answer"), doubts };
        }
        match (summary.total_first, summary.total_last) {
            (Some(first), Some(last)) => {
                if first != last {
                    doubts.push(format!(
                        "The total went from {} to {} while reading: rows that came or went meanwhile may be missing or \
                         too many.",
                        thousands(first),
                        thousands(last)
                    ));
                }
                if first == last && summary.total_moved {
                    doubts.push(
                        "The total moved while reading: rows that came or went meanwhile may be missing or too many."
                            .into(),
                    );
                }
                if summary.rows < last {
                    let missing = count(last - summary.rows, "row");
                    doubts.push(format!("{missing} of the server's total did not come."));
                }
                if summary.rows > last {
                    let more = count(summary.rows - last, "row");
                    doubts.push(format!("{more} came beyond the server's total."));
                }
            }
            _ => doubts.push("The server told no total, so whether rows are missing cannot be known.".into()),
        }
        if summary.duplicates > 0 {
            doubts.push(format!(
                "{} came twice and stand in the file once: rows moved between pages while reading.",
                count(summary.duplicates, "row")
            ));
        }
        if self.unkeyed > 0 {
            let key = self.job.key.as_deref().unwrap_or("id");
            doubts.push(format!(
                "{} without {key} are kept; whether one of them came twice cannot be known.",
                count(self.unkeyed, "row")
            ));
        }
        if !self.job.is_sorted_by_key()
            && summary.total_last.is_none_or(|total| total > u64::from(self.job.limit))
        {
            doubts.push(
                "The pages could not be sorted by a unique column: a row that moved between two of them may be missing."
                    .into(),
            );
        }
        Statement { words: summary.words(), doubts }
    }
}

/// How fast an export goes, over its last half minute: a wait long ago does not make it look slow for ever.
#[derive(Clone, Debug, Default)]
pub struct Rate {
    seen: std::collections::VecDeque<(i64, u64)>,
}

impl Rate {
    /// Notes how many rows are there at a moment.
    pub fn note(&mut self, now_ms: i64, rows: u64) {
        self.seen.push_back((now_ms, rows));
        while self.seen.len() > 2 && self.seen.get(1).is_some_and(|(at, _)| now_ms - at > 30_000) {
            self.seen.pop_front();
        }
    }

    /// Rows a second; `None` until there is something to measure by.
    ///
    /// ```
    /// let mut rate = client::export::Rate::default();
    /// rate.note(0, 0);
    /// rate.note(2_000, 500);
    /// assert_eq!(rate.per_second(), Some(250.0));
    /// assert_eq!(rate.left_ms(500, Some(1_000)), Some(2_000));
    /// ```
    pub fn per_second(&self) -> Option<f64> {
        let ((from, before), (to, now)) = (self.seen.front()?, self.seen.back()?);
        (to - from >= 200 && now > before).then(|| (now - before) as f64 * 1_000.0 / (to - from) as f64)
    }

    /// The time left, in milliseconds.
    pub fn left_ms(&self, rows: u64, total: Option<u64>) -> Option<u64> {
        Some((total?.saturating_sub(rows) as f64 / self.per_second()? * 1_000.0) as u64)
    }
}
