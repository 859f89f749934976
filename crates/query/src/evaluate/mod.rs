//! What the server would answer, over rows in memory.
//!
//! It follows the server to the letter, its traps included: falsy values drop out of lists, `"null"` outdoes the
//! values beside it, search is one OR, bounds are inclusive and ignore zero. A field that the rows do not carry
//! counts as NULL, so a filter through a relation (`roleId`) cannot be judged from rows alone.

mod like;
mod refuse;

pub use like::{contains, ilike};
pub(crate) use refuse::{allowed, bad_untyped_bound, bad_value, one_of_list, sort_column};
pub use refuse::{is_falsy, is_uuid};

use crate::{Direction, EntitySchema, FieldKind, FilterValues, Query, Setting, dates, numbers};
use serde_json::{Map, Value};
use std::cmp::Ordering;

/// How the server to be followed is set up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The number of its first page, 0 or 1.
    pub first_page: u32,
}

/// A page of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// How many rows match on all pages.
    pub total: usize,
    /// The places of this page's rows in the rows given, in the answer's order.
    pub rows: Vec<usize>,
    /// The page, as asked or the server's first.
    pub page: i64,
    /// Rows per page, as asked or the server's default of 100.
    pub limit: i64,
}

/// An error of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status: 400 or 500.
    pub status: u16,
    /// The error's code, as `ValidationError`.
    pub code: &'static str,
    /// The server's words.
    pub message: String,
    /// The place in the body that causes it, as `filters.key`.
    pub path: String,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {} ({})", self.status, self.code, self.message, self.path)
    }
}

impl std::error::Error for Refusal {}

/// One condition of a query, judged on one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// The place in the body: `filters.email`, `search` (which is one condition, whatever it holds),
    /// `greaterThan.createdAt`.
    pub path: String,
    /// The condition in words.
    pub words: String,
    /// The row meets it.
    pub held: bool,
    /// What was compared with what.
    pub compared: Vec<Compared>,
}

/// One comparison within a clause.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The field.
    pub field: String,
    /// What the query asks for.
    pub wanted: Value,
    /// What the row holds; null where it has no such field.
    pub found: Value,
    /// They agree.
    pub held: bool,
}

/// Runs a query over rows. Rows that tie in the sorted column keep the order given; the server promises none.
///
/// # Errors
/// Where the server would answer 400 or 500: the error it would give, and the place that causes it.
///
/// ```
/// use query::{EntitySchema, Field, FieldKind, Options, Query, evaluate};
/// let variables = EntitySchema::new("variables", "/variables/search")
///     .field(Field::new("id", FieldKind::Number).in_rows())
///     .field(Field::new("key", FieldKind::Text).filterable().searchable().in_rows());
/// let rows: Vec<_> = [(2, "alphabet"), (1, "alpha"), (3, "Beta")]
///     .map(|(id, key)| serde_json::json!({ "id": id, "key": key }).as_object().cloned().unwrap_or_default())
///     .into();
/// let ask = |body| {
///     let query = Query::from_json(&body).expect("a query");
///     evaluate(&query, &variables, &rows, &Options::default())
/// };
/// let found = ask(serde_json::json!({ "search": { "key": ["ALPH"] } })).expect("it is answered");
/// assert_eq!((found.total, found.rows), (2, vec![1, 0]));
/// let refused = ask(serde_json::json!({ "filters": { "key": "alpha" } })).expect_err("the list is missing");
/// assert_eq!((refused.status, refused.path.as_str()), (400, "filters.key"));
/// ```
pub fn evaluate(
    query: &Query,
    schema: &EntitySchema,
    rows: &[Map<String, Value>],
    options: &Options,
) -> Result<Answer, Refusal> {
    refuse::check(query, schema, options)?;
    let tests = compile(query, schema);
    let mut found: Vec<usize> =
        (0..rows.len()).filter(|at| tests.iter().all(|test| test.holds(&rows[*at]))).collect();
    sort(&mut found, query, schema, rows);
    let total = found.len();
    let first = i64::from(options.first_page);
    let (page, limit) = (query.page.unwrap_or(first), query.limit.unwrap_or(100));
    // Fractions are numbers to the server: it multiplies first, and rounds down then.
    let exact = |setting: Setting, whole: i64| query.fraction(setting).unwrap_or(whole as f64);
    let (exact_page, exact_limit) = (exact(Setting::Page, page), exact(Setting::Limit, limit));
    let (page, limit) = (exact_page as i64, exact_limit as i64);
    let size = exact_limit as usize;
    let skip = ((exact_page - f64::from(options.first_page)) * exact_limit) as usize;
    Ok(Answer { total, rows: found.into_iter().skip(skip).take(size).collect(), page, limit })
}

/// Says of one row which conditions of a query it meets and which it fails, with the values compared. What the
/// server ignores (an empty list, a bound of zero) is no condition.
///
/// # Errors
/// As [`evaluate`], but for page and limit, which no row is judged by.
///
/// ```
/// use query::{EntitySchema, Field, FieldKind, Query, explain_row};
/// let players = EntitySchema::new("player", "/player/search")
///     .field(Field::new("name", FieldKind::Text).filterable().in_rows());
/// let query = Query::from_json(&serde_json::json!({ "filters": { "name": ["john"] } })).expect("a query");
/// let row = serde_json::json!({ "name": "John" }).as_object().cloned().expect("an object");
/// let clauses = explain_row(&query, &players, &row).expect("the server takes it");
/// assert!(!clauses[0].held);
/// assert_eq!(clauses[0].words, "name is \"john\"");
/// assert_eq!(clauses[0].compared[0].found, "John");
/// ```
pub fn explain_row(
    query: &Query,
    schema: &EntitySchema,
    row: &Map<String, Value>,
) -> Result<Vec<Clause>, Refusal> {
    let mut unpaged = Query { page: None, limit: None, ..query.clone() };
    unpaged.written.retain(|key, _| !["page", "limit"].contains(&key.as_str()));
    refuse::check(&unpaged, schema, &Options::default())?;
    Ok(compile(query, schema).iter().map(|test| test.explain(row)).collect())
}

/// A condition ready to be asked of many rows.
enum Test<'a> {
    /// IS NULL.
    Empty { field: &'a str },
    /// IN: any of the values that the server leaves in the list.
    OneOf { field: &'a str, kind: &'a FieldKind, values: Vec<&'a Value> },
    /// Any of the texts in its field.
    Found { texts: Vec<(&'a str, String)> },
    /// A bound, inclusive.
    Bound { field: &'a str, kind: &'a FieldKind, value: &'a Value, upper: bool },
}

fn compile<'a>(query: &'a Query, schema: &'a EntitySchema) -> Vec<Test<'a>> {
    let kind = |name: &str| schema.get(name).map_or(&FieldKind::Unknown, |field| &field.kind);
    let mut tests = Vec::new();
    for (field, values) in &query.filters {
        match values {
            FilterValues::Bare(value) if value.is_boolean() => {
                tests.push(Test::OneOf { field, kind: kind(field), values: vec![value] });
            }
            FilterValues::Bare(_) => {}
            FilterValues::Any(list) if list.is_empty() => {}
            FilterValues::Any(list) if list.iter().any(|value| value == "null") => {
                tests.push(Test::Empty { field })
            }
            FilterValues::Any(list) => {
                let values = list.iter().filter(|value| !is_falsy(value)).collect();
                tests.push(Test::OneOf { field, kind: kind(field), values });
            }
        }
    }
    let mut texts = Vec::new();
    for (field, values) in &query.search {
        // Where the document leaves search untyped, the server ignores the fields it cannot search in.
        if !allowed(schema, crate::RowKind::Search, field) {
            continue;
        }
        for value in values.values().iter().filter(|value| !is_falsy(value)) {
            let text = value.as_str().map(str::to_owned).unwrap_or_else(|| value.to_string());
            texts.push((field.as_str(), text));
        }
    }
    if !texts.is_empty() {
        tests.push(Test::Found { texts });
    }
    for (bounds, upper) in [(&query.greater_than, false), (&query.less_than, true)] {
        for (field, value) in bounds.iter().filter(|(_, value)| !is_falsy(value)) {
            tests.push(Test::Bound { field, kind: kind(field), value: one_of_list(value), upper });
        }
    }
    tests
}

const NULL: &Value = &Value::Null;

impl Test<'_> {
    fn holds(&self, row: &Map<String, Value>) -> bool {
        let cell = |field: &str| row.get(field).unwrap_or(NULL);
        match self {
            Test::Empty { field } => cell(field).is_null(),
            Test::OneOf { field, kind, values } => values.iter().any(|value| equal(cell(field), value, kind)),
            Test::Found { texts } => texts.iter().any(|(field, text)| found(cell(field), text)),
            Test::Bound { field, kind, value, upper } => bounded(cell(field), value, kind, *upper),
        }
    }

    fn explain(&self, row: &Map<String, Value>) -> Clause {
        let cell = |field: &str| row.get(field).cloned().unwrap_or_default();
        let compare = |field: &str, wanted: &Value, held: bool| Compared {
            field: field.into(),
            wanted: wanted.clone(),
            found: cell(field),
            held,
        };
        let (path, words, compared) = match self {
            Test::Empty { field } => (
                format!("filters.{field}"),
                format!("{field} is empty"),
                vec![compare(field, NULL, cell(field).is_null())],
            ),
            Test::OneOf { field, kind, values } => {
                let shown: Vec<String> = values.iter().map(ToString::to_string).collect();
                let words = match shown.as_slice() {
                    [] => format!("{field} is one of no values, which nothing is"),
                    [one] => format!("{field} is {one}"),
                    several => format!("{field} is {}", several.join(" or ")),
                };
                let compared = values
                    .iter()
                    .map(|value| compare(field, value, equal(&cell(field), value, kind)))
                    .collect();
                (format!("filters.{field}"), words, compared)
            }
            Test::Found { texts } => {
                let shown: Vec<String> = texts
                    .iter()
                    .map(|(field, text)| format!("{field} contains {}", Value::from(text.as_str())))
                    .collect();
                let compared = texts
                    .iter()
                    .map(|(field, text)| compare(field, &text.as_str().into(), found(&cell(field), text)))
                    .collect();
                ("search".into(), shown.join(" or "), compared)
            }
            Test::Bound { field, kind, value, upper } => {
                let (part, words) =
                    if *upper { ("lessThan", "at most") } else { ("greaterThan", "at least") };
                let held = bounded(&cell(field), value, kind, *upper);
                (
                    format!("{part}.{field}"),
                    format!("{field} is {words} {value}"),
                    vec![compare(field, value, held)],
                )
            }
        };
        Clause { path, words, held: self.holds(row), compared }
    }
}

fn found(cell: &Value, text: &str) -> bool {
    match cell {
        Value::Null => false,
        Value::String(cell) => contains(text, cell),
        cell => contains(text, &cell.to_string()),
    }
}

fn equal(cell: &Value, wanted: &Value, kind: &FieldKind) -> bool {
    !cell.is_null() && compare(cell, wanted, kind) == Some(Ordering::Equal)
}

fn bounded(cell: &Value, bound: &Value, kind: &FieldKind, upper: bool) -> bool {
    let wrong = if upper { Ordering::Greater } else { Ordering::Less };
    !cell.is_null() && compare(cell, bound, kind).is_some_and(|order| order != wrong)
}

/// Compares two values as a column of that kind does; `None` where they cannot be compared. Text is compared by its
/// bytes, as the server's collation does.
pub(crate) fn compare(one: &Value, other: &Value, kind: &FieldKind) -> Option<Ordering> {
    let number = |value: &Value| match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => numbers::parse(text.trim()),
        _ => None,
    };
    let moment = |value: &Value| value.as_str().and_then(dates::parse).map(|moment| moment.ms);
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    match kind {
        FieldKind::Date => Some(moment(one)?.cmp(&moment(other)?)),
        FieldKind::Number => number(one)?.partial_cmp(&number(other)?),
        FieldKind::Uuid => Some(text(one).to_ascii_lowercase().cmp(&text(other).to_ascii_lowercase())),
        _ => match (one, other) {
            (Value::Number(_), _) => number(one)?.partial_cmp(&number(other)?),
            (Value::String(_), Value::String(_)) if *kind == FieldKind::Unknown => {
                match (moment(one), moment(other)) {
                    (Some(one), Some(other)) => Some(one.cmp(&other)),
                    _ => Some(text(one).cmp(&text(other))),
                }
            }
            _ => Some(text(one).cmp(&text(other))),
        },
    }
}

fn sort(found: &mut [usize], query: &Query, schema: &EntitySchema, rows: &[Map<String, Value>]) {
    let asked = query.sort_by.as_deref().filter(|column| !column.is_empty());
    let column = asked.and_then(|column| sort_column(schema, column));
    let (name, kind) = match column {
        Some(field) => (field.name.as_str(), &field.kind),
        None => ("id", schema.get("id").map_or(&FieldKind::Uuid, |field| &field.kind)),
    };
    // A direction without a column is ignored.
    let down = column.is_some() && query.sort_direction == Some(Direction::Desc);
    merge_sort(found, &|one, other| {
        let (one, other) = (rows[one].get(name).unwrap_or(NULL), rows[other].get(name).unwrap_or(NULL));
        // NULL counts as the greatest value, so it comes last going up and first going down.
        let order = match (one.is_null(), other.is_null()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => compare(one, other, kind).unwrap_or(Ordering::Equal),
        };
        if down { order.reverse() } else { order }
    });
}

/// Sorts and leaves equal ones in their order: runs of one, two, four … are merged. The standard library's sort is
/// quicker, and ten times the code.
fn merge_sort(list: &mut [usize], order: &dyn Fn(usize, usize) -> Ordering) {
    let mut merged = Vec::with_capacity(list.len());
    let mut run = 1;
    while run < list.len() {
        merged.clear();
        for pair in list.chunks(2 * run) {
            let (mut left, mut right) = pair.split_at(run.min(pair.len()));
            while let (&[one, ref lefts @ ..], &[other, ref rights @ ..]) = (left, right) {
                if order(one, other) == Ordering::Greater {
                    merged.push(other);
                    right = rights;
                } else {
                    merged.push(one);
                    left = lefts;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        list.copy_from_slice(&merged);
        run *= 2;
    }
}

#[cfg(test)]
mod tests;
