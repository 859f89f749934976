//! From a draft to what is sent.

use crate::cell::{Role, read, read_text};
use crate::{
    Cell, Draft, EntitySchema, Field, FieldKind, FilterValues, Operator, Problem, Query, Row, RowKind,
    RowProblem,
};
use indexmap::IndexMap;
use serde_json::Value;

impl Draft {
    /// The query that this draft stands for. Rows without any value are left out, as the server would ignore them.
    ///
    /// `now` is the present moment in milliseconds since 1970, for relative dates.
    ///
    /// # Errors
    /// Every row that cannot be sent, with why.
    ///
    /// ```
    /// use query::{Draft, EntitySchema, Field, FieldKind, Problem};
    /// let users = EntitySchema::new("user", "/user/search")
    ///     .field(Field::new("name", FieldKind::Text).filterable().searchable())
    ///     .field(Field::new("level", FieldKind::Number).filterable().rangeable());
    /// let draft = Draft::from_address("1~fi!name!*Jo~fi!level!!12~n!5").expect("an address");
    /// let query = draft.build(&users, 0).expect("nothing is half typed");
    /// assert_eq!(query.to_json().to_string(), r#"{"filters":{"name":["Jo"],"level":[12]},"limit":5}"#);
    ///
    /// let draft = Draft::from_address("1~fi!level!!twelve").expect("an address");
    /// let problems = draft.build(&users, 0).expect_err("no number is typed");
    /// assert_eq!(problems[0].problem, Problem::BadValue("a number is wanted, not \"twelve\"".into()));
    /// ```
    pub fn build(&self, schema: &EntitySchema, now: i64) -> Result<Query, Vec<RowProblem>> {
        let (query, problems) = self.build_what_can_be(schema, now);
        if problems.is_empty() { Ok(query) } else { Err(problems) }
    }

    /// As [`Draft::build`], but rows with a problem are left out and the rest is given beside the problems.
    ///
    /// ```
    /// use query::{Draft, EntitySchema, Field, FieldKind};
    /// let users = EntitySchema::new("user", "/user/search")
    ///     .field(Field::new("name", FieldKind::Text).filterable().searchable())
    ///     .field(Field::new("level", FieldKind::Number).filterable().rangeable());
    /// let draft = Draft::from_address("1~fi!name!*Jo~fi!level!!twelve").expect("an address");
    /// let (query, problems) = draft.build_what_can_be(&users, 0);
    /// assert_eq!(query.to_json().to_string(), r#"{"filters":{"name":["Jo"]}}"#);
    /// assert_eq!(problems[0].row, Some(draft.rows[1].id));
    /// ```
    pub fn build_what_can_be(&self, schema: &EntitySchema, now: i64) -> (Query, Vec<RowProblem>) {
        let mut problems = Vec::new();
        let mut query = Query::default();
        for row in self.rows.iter().filter(|row| !row.off) {
            if let Err(problem) = put(row, schema, now, &mut query) {
                problems.push(RowProblem { row: Some(row.id), problem });
            }
        }
        query.page = whole(&self.page, "Page", &mut problems);
        query.limit = whole(&self.limit, "Rows per page", &mut problems);
        query.extend = self.extend.clone();
        query.sort_by = (!self.sort_by.is_empty()).then(|| self.sort_by.clone());
        query.sort_direction = self.sort_direction;
        query.written = self.written.clone();
        if self.send_extra {
            query.extra = self.extra.clone();
        }
        (query, problems)
    }
}

/// Puts one row's part into the query.
fn put(row: &Row, schema: &EntitySchema, now: i64, query: &mut Query) -> Result<(), Problem> {
    if row.field.is_empty() {
        let idle = row.cells().next().is_none() && row.upper.is_empty();
        return if idle { Ok(()) } else { Err(Problem::NoField) };
    }
    if row.is_idle() {
        return Ok(());
    }
    let kind = kind_of(schema, row).ok_or(Problem::UnknownField)?;
    let role = Role::of(row.operator);
    let typed: Vec<Value> = match row.operator {
        Operator::IsEmpty => Vec::new(),
        _ => row
            .cells()
            .map(|cell| read(&cell, kind, role, now))
            .collect::<Result<_, String>>()
            .map_err(Problem::BadValue)?,
    };
    let is_range = matches!(row.operator, Operator::AtLeast | Operator::AtMost | Operator::Between);
    if is_range && typed.len() > 1 {
        return Err(Problem::BadValue("one value is wanted for each bound".into()));
    }
    let upper = match row.operator {
        Operator::Between if !row.upper.is_empty() => {
            Some(read_text(&row.upper, kind, Role::To, now).map_err(Problem::BadValue)?)
        }
        _ => None,
    };
    insert(row, typed, upper, query);
    Ok(())
}

/// Puts a row's values, already read, into the query.
pub(crate) fn insert(row: &Row, typed: Vec<Value>, upper: Option<Value>, query: &mut Query) {
    let first = typed.first().cloned();
    let (from, to) = match row.operator {
        Operator::IsEmpty => return merge(&mut query.filters, &row.field, vec!["null".into()], false),
        Operator::Is if !typed.is_empty() => return merge(&mut query.filters, &row.field, typed, row.bare),
        Operator::Contains if !typed.is_empty() => {
            return merge(&mut query.search, &row.field, typed, row.bare);
        }
        Operator::Is | Operator::Contains => return,
        Operator::AtLeast => (first, None),
        Operator::AtMost => (None, first),
        Operator::Between => (first, upper),
    };
    query.greater_than.extend(from.map(|from| (row.field.clone(), from)));
    query.less_than.extend(to.map(|to| (row.field.clone(), to)));
}

/// The kind by which a row's values are read; `None` where the entity has no such field and its document is not
/// silent about that group.
pub(crate) fn kind_of<'a>(schema: &'a EntitySchema, row: &Row) -> Option<&'a FieldKind> {
    let typed = match row.kind {
        RowKind::Filter => schema.typed_filters,
        RowKind::Search => schema.typed_search,
        RowKind::Range => schema.typed_ranges,
    };
    match schema.get(&row.field) {
        Some(Field { kind, .. }) => Some(kind),
        None if typed => None,
        None => Some(&FieldKind::Unknown),
    }
}

/// Adds values to a field. A second row on the same field adds to the first one's list, as the server takes each
/// field once.
fn merge(map: &mut IndexMap<String, FilterValues>, field: &str, mut values: Vec<Value>, bare: bool) {
    let before = map.get_mut(field);
    if before.is_none() && bare && values.len() == 1 {
        let value = values.remove(0);
        map.insert(field.into(), FilterValues::new(value));
        return;
    }
    match before {
        Some(FilterValues::Any(list)) => list.append(&mut values),
        Some(bare @ FilterValues::Bare(_)) => {
            if let FilterValues::Bare(first) = bare.clone() {
                values.insert(0, first);
            }
            *bare = FilterValues::Any(values);
        }
        None => {
            map.insert(field.into(), FilterValues::Any(values));
        }
    }
}

fn whole(text: &str, name: &str, problems: &mut Vec<RowProblem>) -> Option<i64> {
    if text.trim().is_empty() {
        return None;
    }
    let read = text.trim().parse().ok();
    if read.is_none() {
        let words = format!("{name} is a whole number, not \"{text}\"");
        problems.push(RowProblem { row: None, problem: Problem::BadNumber(words) });
    }
    read
}

impl Row {
    /// The values of this row as the server would get them; those that cannot be read stay as typed.
    pub(crate) fn loose_values(&self, kind: &FieldKind, now: i64) -> Vec<Value> {
        let role = Role::of(self.operator);
        self.cells()
            .map(|cell| read(&cell, kind, role, now).unwrap_or_else(|_| Value::String(cell.display())))
            .collect()
    }

    /// The upper bound of this row, as the server would get it or as typed.
    pub(crate) fn loose_upper(&self, kind: &FieldKind, now: i64) -> Option<Value> {
        (!self.upper.is_empty()).then(|| {
            read(&Cell::Text(self.upper.clone()), kind, Role::To, now)
                .unwrap_or_else(|_| self.upper.clone().into())
        })
    }
}
