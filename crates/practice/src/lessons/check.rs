//! Judging an exercise by the rows that its query gives.

use super::{DOMAIN, Exercise, FIRST_PAGE};
use crate::{Row, rows};
use query::{Clause, EntitySchema, Options, Query, Refusal, evaluate, explain_row};
use serde_json::{Map, Value};

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
    /// The right rows match, but another part of them is shown, or they stand in another order.
    OtherOrder,
    /// The right rows, without a relation that is asked for.
    NotExtended(String),
}

/// An entity's rows, ready to be asked.
#[derive(Clone, Debug)]
pub struct Judge {
    schema: EntitySchema,
    rows: Vec<Row>,
}

impl Judge {
    /// The rows of an entity in the lessons' domain; `None` where there is no such entity.
    pub fn new(entity: &str) -> Option<Self> {
        let schema = crate::entity(entity)?.schema(FIRST_PAGE);
        Some(Judge { schema, rows: rows(DOMAIN, entity) })
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

    /// Judges a try. Every query that gives the goal's rows is right, however it is written.
    ///
    /// ```
    /// use practice::lessons::{Exercise, Judge, Verdict};
    /// use query::Query;
    /// use serde_json::json;
    /// let body = |value: serde_json::Value| value.as_object().cloned().unwrap_or_default();
    /// let exercise = Exercise {
    ///     id: "john".into(), entity: "user".into(), goal: "Find John Doe.".into(), hints: vec![],
    ///     start: body(json!({})), answer: body(json!({"filters": {"email": ["john.doe@example.com"]}})),
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
        let (all_wanted, all_found) = (self.all(&goal), self.all(given));
        if let Some(row) = all_found.iter().find(|row| !all_wanted.contains(row)) {
            return Verdict::TooMany(*row, self.failing(&goal, *row));
        }
        if let Some(row) = all_wanted.iter().find(|row| !all_found.contains(row)) {
            return Verdict::Missing(*row, self.failing(given, *row));
        }
        if wanted.rows != found.rows {
            return Verdict::OtherOrder;
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
