//! Judging an exercise by the rows that its query gives.

use super::{DOMAIN, Exercise, FIRST_PAGE};
use crate::{Memory, Row, extend, rows};
use query::{Clause, Direction, EntitySchema, Options, Query, Refusal, evaluate, explain_row};
use serde_json::{Map, Value};
use std::rc::Rc;

/// What came of a try.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The goal is reached.
    Right,
    /// The server would refuse the query.
    Refused(Refusal),
    /// A row is there that does not belong: its place among the rows, and the clauses of the goal that it fails.
    TooMany(usize, Vec<Clause>),
    /// A row is missing: its place among the rows, and the clauses of the query that keep it out.
    Missing(usize, Vec<Clause>),
    /// The right rows match, but another part of them is shown, or they stand in another order than the goal's.
    OtherOrder(Misplaced),
    /// The right rows, on pages of another size than the goal's.
    OtherLimit,
    /// The right rows, without a relation that is asked for.
    NotExtended(String),
}

/// The first place where the rows shown differ from those wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misplaced {
    /// The place on the page, from 1.
    pub place: usize,
    /// The row that stands there; `None` where the page ends before.
    pub found: Option<usize>,
    /// The row that should; `None` where the page should end before.
    pub wanted: Option<usize>,
    /// The keys of the body that decide it, where they differ from the goal's: `sortBy`, `sortDirection`, `page`, `limit`.
    pub keys: Vec<&'static str>,
}

/// An entity's rows, ready to be asked.
#[derive(Clone, Debug)]
pub struct Judge {
    entity: String,
    memory: Rc<Memory>,
    schema: EntitySchema,
    rows: Vec<Row>,
}

impl Judge {
    /// The rows of an entity in the lessons' domain; `None` where there is no such entity.
    pub fn new(entity: &str) -> Option<Self> {
        Judge::of(DOMAIN, entity)
    }

    /// The rows of an entity in a domain; `None` where there is no such entity.
    pub fn of(domain: &str, entity: &str) -> Option<Self> {
        let schema = crate::entity(entity)?.schema(FIRST_PAGE);
        let mut rows = rows(domain, entity);
        // Rows that tie in a sorting keep this order, which is the one in which the sandbox gives them.
        rows.sort_by(|a, b| a.get("id").and_then(Value::as_str).cmp(&b.get("id").and_then(Value::as_str)));
        Some(Judge { entity: entity.to_owned(), memory: Rc::new(Memory::new(domain)), schema, rows })
    }

    /// A row as the server sends it: with what it always adds, and with what the query's `extend` asks for.
    pub fn sent(&self, query: &Query, row: usize) -> Row {
        let mut one = [self.rows[row].clone()];
        let names: Vec<&str> = query.extend.iter().map(String::as_str).collect();
        let Ok(()) = extend(&*self.memory, &self.entity, &mut one, &names);
        let [row] = one;
        row
    }

    /// The entity's fields.
    pub fn schema(&self) -> &EntitySchema {
        &self.schema
    }

    /// All rows.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What the server would answer.
    ///
    /// # Errors
    /// What the server would refuse.
    pub fn ask(&self, query: &Query) -> Result<query::Answer, Refusal> {
        evaluate(query, &self.schema, &self.rows, &Options { first_page: FIRST_PAGE })
    }

    /// The clauses of a query, judged on a row.
    ///
    /// # Errors
    /// What the server would refuse.
    pub fn explain(&self, query: &Query, row: usize) -> Result<Vec<Clause>, Refusal> {
        explain_row(query, &self.schema, &self.rows[row])
    }

    /// Judges a try. Every query that gives the goal's rows is right, however it is written, and their order counts only
    /// where the goal sorts. Where the goal says how many
    /// rows stand on a page, so must the query: a last page may hold the same rows on pages of other sizes. Where it asks
    /// for the total, it is all the same which row comes with that.
    ///
    /// ```
    /// use practice::lessons::{Exercise, Judge, Verdict};
    /// use query::Query;
    /// use serde_json::json;
    /// let body = |value: serde_json::Value| value.as_object().cloned().unwrap_or_default();
    /// let exercise = Exercise {
    ///     id: "john".into(), entity: "user".into(), goal: "Find John Doe.".into(), hints: vec![],
    ///     start: body(json!({})), answer: body(json!({"filters": {"email": ["john.doe@example.com"]}})), total: false,
    /// };
    /// let judge = Judge::new("user").expect("there are users");
    /// let query = |value| Query::from_json(&value).expect("a query");
    /// let other_way = query(json!({"search": {"email": ["john.doe@example.com"]}}));
    /// assert_eq!(judge.judge(&exercise, &other_way), Verdict::Right);
    /// assert!(matches!(judge.judge(&exercise, &query(json!({}))), Verdict::TooMany(..)));
    /// assert!(matches!(judge.judge(&exercise, &query(json!({"filters": {"name": ["Nobody"]}}))), Verdict::Missing(..)));
    /// ```
    pub fn judge(&self, exercise: &Exercise, given: &Query) -> Verdict {
        let goal = match Query::from_json(&Value::Object(exercise.answer.clone())) {
            Ok(goal) => goal,
            // A test holds that every answer is a query.
            Err(_) => return Verdict::Right,
        };
        let (wanted, found) = match (self.ask(&goal), self.ask(given)) {
            (_, Err(refusal)) | (Err(refusal), _) => return Verdict::Refused(refusal),
            (Ok(wanted), Ok(found)) => (wanted, found),
        };
        let ordered = goal.sort_by.as_deref().is_some_and(|column| !column.is_empty());
        let (all_wanted, all_found) = (self.all(&goal), self.all(given));
        if let Some(row) = all_found.iter().find(|row| !all_wanted.contains(row)) {
            return Verdict::TooMany(*row, self.failing(&goal, *row));
        }
        if let Some(row) = all_wanted.iter().find(|row| !all_found.contains(row)) {
            return Verdict::Missing(*row, self.failing(given, *row));
        }
        let other_limit = exercise.answer.contains_key("limit") && wanted.limit != found.limit;
        let as_many = exercise.total && wanted.rows.len() == found.rows.len();
        let same =
            as_many || if ordered { wanted.rows == found.rows } else { alike(&wanted.rows, &found.rows) };
        // A goal that names no page and no order is reached on any page of its rows, where one does not hold them all.
        let of_the_page = ["page", "limit", "sortBy"].iter().any(|key| exercise.answer.contains_key(*key));
        let is_cut = all_wanted.len() > wanted.rows.len();
        let same = same || (!of_the_page && is_cut && !found.rows.is_empty());
        if other_limit && (same || exercise.total) {
            return Verdict::OtherLimit;
        }
        if !same {
            return Verdict::OtherOrder(misplaced(&wanted.rows, &found.rows, ordered, &goal, given));
        }
        let lacking = goal.extend.iter().find(|name| !given.extend.contains(name));
        match lacking {
            Some(name) => Verdict::NotExtended(name.clone()),
            None => Verdict::Right,
        }
    }

    /// The rows that match, on all pages.
    fn all(&self, query: &Query) -> Vec<usize> {
        let matches = |row: &Map<String, Value>| {
            explain_row(query, &self.schema, row)
                .is_ok_and(|clauses| clauses.iter().all(|clause| clause.held))
        };
        (0..self.rows.len()).filter(|at| matches(&self.rows[*at])).collect()
    }

    fn failing(&self, query: &Query, row: usize) -> Vec<Clause> {
        let clauses = self.explain(query, row).unwrap_or_default();
        clauses.into_iter().filter(|clause| !clause.held).collect()
    }
}

/// Whether two pages hold the same rows, in whatever order.
fn alike(a: &[usize], b: &[usize]) -> bool {
    a.len() == b.len() && a.iter().all(|row| b.contains(row))
}

/// Where two pages begin to differ, and which of the keys that place rows are not the goal's. Where no order is asked
/// for, that is at the first row that is on one page alone.
fn misplaced(wanted: &[usize], found: &[usize], ordered: bool, goal: &Query, given: &Query) -> Misplaced {
    let same = wanted.iter().zip(found).take_while(|(a, b)| a == b).count();
    let strange = |rows: &[usize], others: &[usize]| match ordered {
        true => (same < rows.len()).then_some(same),
        false => rows.iter().position(|row| !others.contains(row)),
    };
    let (found_at, wanted_at) = (strange(found, wanted), strange(wanted, found));
    let (was, is) = (placing(goal), placing(given));
    let keys = [
        ("sortBy", was.0 != is.0),
        ("sortDirection", was.1 != is.1),
        ("page", was.2 != is.2),
        ("limit", was.3 != is.3),
    ];
    Misplaced {
        place: found_at.or(wanted_at).unwrap_or(same) + 1,
        found: found_at.map(|at| found[at]),
        wanted: wanted_at.map(|at| wanted[at]),
        keys: keys.into_iter().filter(|(_, differs)| *differs).map(|(key, _)| key).collect(),
    }
}

/// What decides over the place of a row, with what the server takes where nothing is said.
fn placing(query: &Query) -> (&str, bool, i64, i64) {
    let column = query.sort_by.as_deref().filter(|column| !column.is_empty());
    let descending = column.is_some() && query.sort_direction == Some(Direction::Desc);
    let page = query.page.unwrap_or(i64::from(FIRST_PAGE));
    (column.unwrap_or("id"), descending, page, query.limit.unwrap_or(100))
}
