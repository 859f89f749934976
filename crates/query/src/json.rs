//! Draft and query from JSON, and back, without loss.
//!
//! Reading is tolerant: what the model has no place for is kept as it stands. Top-level keys that are unknown go to
//! `extra`; a value without its list stays `bare`; a value that a person could not have typed stays JSON. Only what
//! cannot be a query at all is refused, with its place.

use crate::build::{insert, kind_of};
use crate::cell::{Role, cell_for};
use crate::{
    Cell, Direction, Draft, Edit, EntitySchema, FieldKind, FilterValues, NotAQuery, Operator, Query, Row,
    RowId, RowKind, Setting,
};
use indexmap::IndexMap;
use serde_json::{Map, Value};

/// The keys that a search body has in the document.
const KNOWN: [&str; 9] =
    ["filters", "search", "greaterThan", "lessThan", "extend", "page", "limit", "sortBy", "sortDirection"];

impl Query {
    /// Reads a search body.
    ///
    /// `null`, and `[]` where an object is wanted, count as absent, as they do for the server.
    ///
    /// # Errors
    /// The first place that cannot be part of a query.
    ///
    /// ```
    /// use query::Query;
    /// let body = serde_json::json!({ "filters": { "key": ["alpha", "Beta"] }, "limit": 5 });
    /// let query = Query::from_json(&body).expect("it is a query");
    /// assert_eq!(query.limit, Some(5));
    /// assert_eq!(query.to_json(), body);
    ///
    /// let refused = Query::from_json(&serde_json::json!({ "filters": "alpha" })).expect_err("text is no object");
    /// assert_eq!(refused.path, "filters");
    /// ```
    pub fn from_json(body: &Value) -> Result<Self, NotAQuery> {
        let body = top(body)?;
        let lists = |name: &str| -> Result<IndexMap<String, FilterValues>, NotAQuery> {
            Ok(part(body, name)?
                .map(|(field, value)| (field.clone(), FilterValues::new(value.clone())))
                .collect())
        };
        let bounds = |name: &str| -> Result<IndexMap<String, Value>, NotAQuery> {
            Ok(part(body, name)?.map(|(field, value)| (field.clone(), value.clone())).collect())
        };
        let whole = |name: &str| body.get(name).and_then(crate::request::whole);
        Ok(Query {
            filters: lists("filters")?,
            search: lists("search")?,
            greater_than: bounds("greaterThan")?,
            less_than: bounds("lessThan")?,
            extend: extend(body)?,
            page: whole("page"),
            limit: whole("limit"),
            sort_by: sort_by(body)?,
            sort_direction: body.get("sortDirection").and_then(Value::as_str).and_then(Direction::parse),
            extra: extra(body),
            written: written(body).collect(),
        })
    }
}

impl Draft {
    /// Reads a search body into a draft, so that its fields can be edited.
    ///
    /// `greaterThan` and `lessThan` on one field become one row; `["null"]` becomes [`Operator::IsEmpty`]. A setting
    /// that is of another type than the server wants stands as written: see [`Setting`].
    ///
    /// # Errors
    /// The first place that cannot be part of a query.
    ///
    /// ```
    /// use query::{Draft, EntitySchema, Field, FieldKind, Operator};
    /// let player = EntitySchema::new("player", "/player/search")
    ///     .field(Field::new("playtimeSeconds", FieldKind::Number).rangeable());
    /// let body = serde_json::json!({ "greaterThan": { "playtimeSeconds": 10 }, "lessThan": { "playtimeSeconds": 40 } });
    /// let draft = Draft::from_json(&body, &player).expect("it is a query");
    /// assert_eq!(draft.rows.len(), 1);
    /// assert_eq!(draft.rows[0].operator, Operator::Between);
    /// assert_eq!(draft.build(&player, 0).expect("it is whole").to_json(), body);
    /// ```
    pub fn from_json(body: &Value, schema: &EntitySchema) -> Result<Self, NotAQuery> {
        let body = top(body)?;
        let mut reader = Reader { schema, draft: Draft::default() };
        for (field, value) in part(body, "filters")? {
            reader.list(RowKind::Filter, field, value);
        }
        for (field, value) in part(body, "search")? {
            reader.list(RowKind::Search, field, value);
        }
        let upper: Map<String, Value> =
            part(body, "lessThan")?.map(|(field, value)| (field.clone(), value.clone())).collect();
        let mut lower_fields = Vec::new();
        for (field, value) in part(body, "greaterThan")? {
            lower_fields.push(field);
            reader.range(field, Some(value), upper.get(field));
        }
        for (field, value) in upper.iter().filter(|(field, _)| !lower_fields.contains(field)) {
            reader.range(field, None, Some(value));
        }
        let mut draft = reader.draft;
        extend(body)?;
        draft.sort_by = sort_by(body)?.unwrap_or_default();
        for setting in Setting::ALL {
            draft.apply(Edit::Write { setting, value: body.get(setting.as_str()).cloned() });
        }
        draft.extra = extra(body);
        Ok(draft)
    }

    /// The draft as JSON even where it is half typed: what cannot be read stands there as its text, what has no field
    /// yet under an empty name; rows that are off are left out, unknown keys are shown whether they are sent or not.
    ///
    /// Of a draft that builds and has no unknown keys it is the body that is sent.
    ///
    /// ```
    /// use query::{Draft, EntitySchema, Field, FieldKind};
    /// let users = EntitySchema::new("user", "/user/search")
    ///     .field(Field::new("name", FieldKind::Text).filterable().searchable())
    ///     .field(Field::new("level", FieldKind::Number).filterable().rangeable());
    /// let draft = Draft::from_address("1~fi!level!!twelve~x!%7B%22foo%22%3A1%7D").expect("an address");
    /// assert_eq!(draft.to_json_loose(&users, 0).to_string(), r#"{"filters":{"level":["twelve"]},"foo":1}"#);
    /// ```
    pub fn to_json_loose(&self, schema: &EntitySchema, now: i64) -> Value {
        let settings = Draft { rows: Vec::new(), ..self.clone() };
        let (mut whole, _) = settings.build_what_can_be(schema, now);
        whole.extra = self.extra.clone();
        for row in self.rows.iter().filter(|row| !row.off && !row.is_idle()) {
            let kind = kind_of(schema, row).unwrap_or(&FieldKind::Unknown);
            insert(row, row.loose_values(kind, now), row.loose_upper(kind, now), &mut whole);
        }
        let mut body = whole.to_json();
        if let Value::Object(body) = &mut body {
            for (name, text, read) in [("page", &self.page, whole.page), ("limit", &self.limit, whole.limit)]
            {
                if read.is_none() && !text.trim().is_empty() && !self.written.contains_key(name) {
                    body.insert(name.into(), text.clone().into());
                }
            }
        }
        body
    }

    /// The change that puts a key of the body where it belongs, with exactly this value: a setting as written, a key
    /// that no search has among those that are sent, a group of rows in the place of those that stand.
    ///
    /// # Errors
    /// Where the value cannot be part of a query under that key.
    ///
    /// ```
    /// use query::{Draft, EntitySchema};
    /// use serde_json::json;
    /// let users = EntitySchema::new("user", "/user/search");
    /// let mut draft = Draft::from_json(&json!({ "limit": 5 }), &users).expect("a query");
    /// for (key, value) in [("page", json!("1")), ("weather", json!(true)), ("search", json!({ "name": [] }))] {
    ///     draft.apply(draft.keyed(key, value, &users, 0).expect("it can stand there"));
    /// }
    /// let body = r#"{"search":{"name":[]},"page":"1","limit":5,"weather":true}"#;
    /// assert_eq!(draft.to_json_loose(&users, 0).to_string(), body);
    /// assert_eq!(draft.keyed("filters", json!("x"), &users, 0).expect_err("no rows").path, "filters");
    /// ```
    pub fn keyed(&self, key: &str, value: Value, schema: &EntitySchema, now: i64) -> Result<Edit, NotAQuery> {
        if !KNOWN.contains(&key) {
            return Ok(Edit::All(vec![Edit::KeepExtra { key: key.into(), value }, Edit::SendExtra(true)]));
        }
        let mut body = self.to_json_loose(schema, now);
        if let Value::Object(body) = &mut body {
            body.insert(key.into(), value);
        }
        let read = Draft { send_extra: self.send_extra, ..Draft::from_json(&body, schema)? };
        Ok(Edit::Replace(Box::new(self.adopt(read, schema, now))))
    }

    /// Takes a draft that was read from this one's JSON and keeps all of this one that JSON could not show or that was
    /// not changed there: the rows' ids, relative dates that resolve to the same moment, rows that are off or ask
    /// nothing. Unknown keys, and whether they are sent, are those of the other: JSON shows them all. (It does not say
    /// whether they are sent, so its reader sets that first.)
    ///
    /// `now` is the moment at which the other view was made.
    ///
    /// ```
    /// use query::{Draft, EntitySchema, Field, FieldKind, dates};
    /// let users = EntitySchema::new("user", "/user/search")
    ///     .field(Field::new("name", FieldKind::Text).filterable())
    ///     .field(Field::new("createdAt", FieldKind::Date).rangeable());
    /// let now = dates::parse("2026-11-23T22:07:14Z").expect("a date").ms;
    /// let draft = Draft::from_address("1~fi!name!!Jo~rg!createdAt!!last%207%20days").expect("an address");
    /// // The JSON shows the date resolved. A person changes the name in it: the date stays relative.
    /// let mut body = draft.to_json_loose(&users, now);
    /// body["filters"]["name"] = serde_json::json!(["An"]);
    /// let after = draft.adopt(Draft::from_json(&body, &users).expect("a query"), &users, now);
    /// assert_eq!(after.to_english(&users), "users whose name is An, created in the last 7 days");
    /// ```
    pub fn adopt(&self, other: Draft, schema: &EntitySchema, now: i64) -> Draft {
        self.adopt_shown(other, schema, now, |row| !row.off && !row.is_idle())
    }

    /// As [`Draft::adopt`], of a draft that was read from this one's sentence, which says nothing of rows without a field.
    ///
    /// ```
    /// use query::{Draft, EntitySchema, Field, FieldKind};
    /// let users = EntitySchema::new("user", "/user/search").field(Field::new("name", FieldKind::Text).filterable());
    /// let draft = Draft::from_address("1~fi!!!half%20typed~n!5").expect("an address");
    /// let read = Draft::from_english("users, 9 per page", &users).expect("a sentence");
    /// assert_eq!(draft.adopt_sentence(read, &users, 0).to_address(), "1~fi!!!half%20typed~n!9");
    /// ```
    pub fn adopt_sentence(&self, other: Draft, schema: &EntitySchema, now: i64) -> Draft {
        self.adopt_shown(other, schema, now, |row| !row.off && !row.field.is_empty() && !row.is_idle())
    }

    /// `speaks` tells which rows the other view showed.
    fn adopt_shown(&self, other: Draft, schema: &EntitySchema, now: i64, speaks: fn(&Row) -> bool) -> Draft {
        let asks = |rows: &[&Row]| -> Value {
            let rows = rows.iter().map(|row| (*row).clone()).collect();
            Draft { rows, ..Draft::default() }.to_json_loose(schema, now)
        };
        let key = |row: &Row| (row.kind, row.field.clone());
        let mut draft = Draft { rows: Vec::new(), next: self.next.max(other.next), ..other.clone() };
        let mut done: Vec<(RowKind, String)> = Vec::new();
        for row in &other.rows {
            if done.contains(&key(row)) {
                continue;
            }
            done.push(key(row));
            let before: Vec<&Row> =
                self.rows.iter().filter(|old| speaks(old) && key(old) == key(row)).collect();
            let after: Vec<&Row> = other.rows.iter().filter(|new| key(new) == key(row)).collect();
            if asks(&before) == asks(&after) && !before.is_empty() {
                draft.rows.extend(before.into_iter().cloned());
                continue;
            }
            let [was, is] = [asks(&before), asks(&after)];
            for (at, new) in after.into_iter().enumerate() {
                let id = before.get(at).map(|old| old.id).unwrap_or_else(|| {
                    draft.next += 1;
                    RowId(draft.next - 1)
                });
                let mut new = Row { id, ..new.clone() };
                // A bound that asks what it asked stays as it was typed: the other one may be new.
                for (upper, key) in [(false, "greaterThan"), (true, "lessThan")] {
                    if let (Some(typed), Some(bound)) = (typed_bound(&before, upper), bound(&mut new, upper))
                        && was[key] == is[key]
                    {
                        *bound = typed;
                    }
                }
                draft.rows.push(new);
            }
        }
        for (at, silent) in self.rows.iter().enumerate().filter(|(_, row)| !speaks(row)) {
            draft.rows.insert(at.min(draft.rows.len()), silent.clone());
        }
        // A box that holds no number is shown as its text, and is not written that way for it.
        for (setting, before, after) in
            [(Setting::Page, &self.page, &mut draft.page), (Setting::Limit, &self.limit, &mut draft.limit)]
        {
            let key = setting.as_str();
            let shown = draft.written.get(key).and_then(Value::as_str);
            if shown.is_some_and(|text| text == before && text.trim().parse::<i64>().is_err()) {
                draft.written.shift_remove(key);
                after.clone_from(before);
            }
        }
        draft
    }
}

/// The box of a range's row that holds its upper or its lower bound. `None` where it has no such bound, or one that is no
/// text.
fn bound(row: &mut Row, upper: bool) -> Option<&mut String> {
    match (row.operator, upper) {
        _ if row.kind != RowKind::Range || !row.values.is_empty() => None,
        (Operator::Between, true) => Some(&mut row.upper),
        (Operator::AtLeast | Operator::Between, false) | (Operator::AtMost, true) => Some(&mut row.text),
        _ => None,
    }
}

/// The bound that the rows of one field ask for, as it was typed. Of several the last one counts.
fn typed_bound(rows: &[&Row], upper: bool) -> Option<String> {
    rows.iter().rev().find_map(|row| {
        let mut row = Row::clone(row);
        bound(&mut row, upper).map(std::mem::take).filter(|text| !text.is_empty())
    })
}

struct Reader<'a> {
    schema: &'a EntitySchema,
    draft: Draft,
}

impl Reader<'_> {
    fn row(&mut self, kind: RowKind, field: &str, operator: Operator) -> (&mut Row, FieldKind) {
        let id = RowId(self.draft.next);
        self.draft.next += 1;
        let row = Row { operator, ..Row::new(id, kind, field.into()) };
        let reads = kind_of(self.schema, &row).cloned().unwrap_or(FieldKind::Unknown);
        self.draft.rows.push(row);
        (self.draft.rows.last_mut().expect("a row was just pushed"), reads)
    }

    fn list(&mut self, kind: RowKind, field: &str, value: &Value) {
        let is_null = kind == RowKind::Filter && value.as_array().is_some_and(|list| *list == ["null"]);
        let operator = match kind {
            _ if is_null => Operator::IsEmpty,
            RowKind::Search => Operator::Contains,
            _ => Operator::Is,
        };
        let (row, reads) = self.row(kind, field, operator);
        let role = Role::of(operator);
        match value {
            Value::Array(_) if is_null => {}
            // A row without values would not be sent: the empty list stands as a value of its own.
            Value::Array(list) if list.is_empty() => {
                row.values = vec![Cell::Json(value.clone())];
                row.bare = true;
            }
            Value::Array(list) => {
                row.values = list.iter().map(|value| cell_for(value, &reads, role)).collect()
            }
            value => {
                row.values = vec![cell_for(value, &reads, role)];
                row.bare = true;
            }
        }
    }

    fn range(&mut self, field: &str, from: Option<&Value>, to: Option<&Value>) {
        let operator = match (from, to) {
            (Some(_), Some(_)) => Operator::Between,
            (Some(_), None) => Operator::AtLeast,
            (None, _) => Operator::AtMost,
        };
        let (row, reads) = self.row(RowKind::Range, field, operator);
        if let (Operator::Between, Some(upper)) = (operator, to) {
            match cell_for(upper, &reads, Role::To) {
                Cell::Text(text) if !text.is_empty() => row.upper = text,
                // The second box holds only text: what is none gets a row of its own.
                _ => {
                    row.operator = Operator::AtLeast;
                    self.bound(from);
                    return self.range(field, None, to);
                }
            }
        }
        self.bound(from.or(to));
    }

    /// Sets the last row's first bound: in the box where it is text.
    fn bound(&mut self, value: Option<&Value>) {
        let (Some(row), Some(value)) = (self.draft.rows.last_mut(), value) else { return };
        let reads = kind_of(self.schema, row).unwrap_or(&FieldKind::Unknown);
        match cell_for(value, reads, Role::of(row.operator)) {
            Cell::Text(text) if !text.is_empty() => row.text = text,
            _ => row.values = vec![Cell::Json(value.clone())],
        }
    }
}

fn refuse(path: &str, value: &Value, wanted: &str) -> NotAQuery {
    let found = match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) if text.chars().count() <= 40 => format!("{value}"),
        Value::String(_) => "a text".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    };
    NotAQuery { path: path.into(), message: format!("{wanted} is expected here, not {found}") }
}

fn top(body: &Value) -> Result<&Map<String, Value>, NotAQuery> {
    body.as_object().ok_or_else(|| refuse("", body, "an object such as {\"limit\": 5}"))
}

/// The entries of one part of the body that is an object of fields.
fn part<'a>(
    body: &'a Map<String, Value>,
    name: &str,
) -> Result<Box<dyn Iterator<Item = (&'a String, &'a Value)> + 'a>, NotAQuery> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(Box::new(std::iter::empty())),
        Some(Value::Array(list)) if list.is_empty() => Ok(Box::new(std::iter::empty())),
        Some(Value::Object(fields)) => Ok(Box::new(fields.iter())),
        Some(value) => Err(refuse(name, value, "an object of fields")),
    }
}

/// The settings that are of another type than the server wants, and so stand as they were written.
fn written(body: &Map<String, Value>) -> impl Iterator<Item = (String, Value)> + '_ {
    Setting::ALL.into_iter().filter_map(|setting| {
        let key = setting.as_str();
        let value = body.get(key).filter(|value| !setting.is_proper(value))?;
        // A list with something else than names in it is told where it goes wrong.
        (setting != Setting::Extend || !value.is_array()).then(|| (key.to_owned(), value.clone()))
    })
}

fn extend(body: &Map<String, Value>) -> Result<Vec<String>, NotAQuery> {
    let one = |at: usize, value: &Value| match value {
        Value::String(name) => Ok(name.clone()),
        value => Err(refuse(&format!("extend[{at}]"), value, "a name in quotes")),
    };
    match body.get("extend") {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(names)) => names.iter().enumerate().map(|(at, name)| one(at, name)).collect(),
        // It stands as written.
        Some(_) => Ok(Vec::new()),
    }
}

fn sort_by(body: &Map<String, Value>) -> Result<Option<String>, NotAQuery> {
    match body.get("sortBy") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(column)) => Ok((!column.is_empty()).then(|| column.clone())),
        Some(value) => Err(refuse("sortBy", value, "a column's name in quotes")),
    }
}

fn extra(body: &Map<String, Value>) -> Map<String, Value> {
    body.iter()
        .filter(|(key, _)| !KNOWN.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{any_draft, any_json, any_query, draft, people};
    use crate::{Edit, Problem, dates};
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn the_places_that_cannot_be_a_query_are_named() {
        for (body, words) in [
            (json!([]), "an object such as {\"limit\": 5} is expected here, not a list"),
            (json!({"filters": "x"}), "filters: an object of fields is expected here, not \"x\""),
            (json!({"search": [1]}), "search: an object of fields is expected here, not a list"),
            (json!({"greaterThan": 5}), "greaterThan: an object of fields is expected here, not 5"),
            (json!({"extend": ["a", 1]}), "extend[1]: a name in quotes is expected here, not 1"),
            (json!({"sortBy": 5}), "sortBy: a column's name in quotes is expected here, not 5"),
        ] {
            let error = Draft::from_json(&body, &people()).expect_err("it is no query");
            assert_eq!(error.to_string(), words);
            assert_eq!(Query::from_json(&body), Err(error));
        }
    }

    #[test]
    fn a_whole_number_is_one_however_it_is_spelled() {
        let read = |text: &str| {
            let body: Value = serde_json::from_str(text).expect("JSON");
            let draft = Draft::from_json(&body, &people()).expect("a query");
            let query = Query::from_json(&body).expect("a query").to_json();
            assert_eq!(draft.build(&people(), 0).expect("it is whole").to_json(), query);
            (query.to_string(), crate::check(&draft, &people(), &crate::Context::default()).len())
        };
        assert_eq!(read(r#"{"page": 2.0, "limit": 1e2}"#), (r#"{"page":2,"limit":100}"#.into(), 0));
        assert_eq!(read(r#"{"limit": 10.5}"#), (r#"{"limit":10.5}"#.into(), 1));
        assert_eq!(read(r#"{"page": 9007199254740992.0}"#).1, 1);
    }

    #[test]
    fn a_bound_beside_a_new_one_stays_relative() {
        let now = dates::parse("2026-11-28T12:00:00.000Z").expect("a date").ms;
        let draft = Draft::from_address("1~rg!createdAt!!last%207%20days").expect("an address");
        let mut body = draft.build(&people(), now).expect("a query").to_json();
        body["lessThan"] = json!({ "createdAt": "2026-11-25" });
        let read = |body: &Value| Draft::from_json(body, &people()).expect("a query");
        let both = draft.adopt(read(&body), &people(), now);
        assert_eq!(both.to_address(), "1~rw!createdAt!!last%207%20days!2026-11-25");
        assert_eq!(both.rows[0].id, draft.rows[0].id);
        // Another upper one leaves the lower one alone, and without it that one stands alone again.
        body["lessThan"] = json!({ "createdAt": "2026-11-26" });
        let later = both.adopt(read(&body), &people(), now);
        assert_eq!(later.to_address(), "1~rw!createdAt!!last%207%20days!2026-11-26");
        body.as_object_mut().expect("an object").shift_remove("lessThan");
        assert_eq!(later.adopt(read(&body), &people(), now).to_address(), draft.to_address());
        body["greaterThan"] = json!({ "createdAt": "2026-11-01" });
        assert_eq!(later.adopt(read(&body), &people(), now).to_address(), "1~rg!createdAt!!2026-11-01");
    }

    #[test]
    fn odd_values_are_kept() {
        let body = json!({
            "filters": {"name": "bare", "email": ["null"], "playtimeSeconds": ["5", 6], "banned": false, "note": {"a": 1},
                        "state": ["null", "away"], "id": null, "createdAt": []},
            "greaterThan": {"playtimeSeconds": 0, "createdAt": "today"},
            "lessThan": {"createdAt": null, "updatedAt": ""},
            "limit": 5,
            "foo": {"bar": [1]},
        });
        let mut draft = Draft::from_json(&body, &people()).expect("it is a query");
        assert_eq!(draft.extra.get("foo"), Some(&json!({"bar": [1]})));
        assert_eq!(draft.rows[0].values, [Cell::Text("bare".into())]);
        assert!(draft.rows[0].bare);
        assert_eq!(draft.rows[1].operator, Operator::IsEmpty);
        assert_eq!(draft.rows[2].values, [Cell::Json(json!("5")), Cell::Text("6".into())]);
        let mut known = body.clone();
        known.as_object_mut().expect("an object").remove("foo");
        assert_eq!(draft.build(&people(), 0).expect("it is whole").to_json(), known);
        draft.apply(Edit::SendExtra(true));
        assert_eq!(draft.build(&people(), 0).expect("it is whole").to_json(), body);
    }

    #[test]
    fn settings_of_another_type_stand_as_written() {
        let body = json!({"extend": "roles", "page": "1", "limit": 1.5, "sortDirection": "DESC"});
        let mut it = Draft::from_json(&body, &people()).expect("a draft");
        assert_eq!((it.page.as_str(), it.limit.as_str(), it.sort_direction), ("", "", None));
        assert_eq!(it.build(&people(), 0).map(|query| query.to_json()), Ok(body.clone()));
        assert_eq!(it.to_json_loose(&people(), 0), body);
        // What is typed into a setting's box takes its place, and the other way round.
        it.apply(Edit::All(vec![Edit::SetPage("2".into()), Edit::SetExtend(vec!["roles".into()])]));
        it.apply(Edit::Write { setting: Setting::Limit, value: Some(json!(5)) });
        assert_eq!((it.page.as_str(), it.limit.as_str()), ("2", "5"));
        assert_eq!(
            it.to_json_loose(&people(), 0),
            json!({"extend": ["roles"], "page": 2, "limit": 5, "sortDirection": "DESC"})
        );
        it.apply(Edit::Write { setting: Setting::SortDirection, value: None });
        it.apply(Edit::Write { setting: Setting::Page, value: Some(Value::Null) });
        assert_eq!(it.to_json_loose(&people(), 0), json!({"extend": ["roles"], "page": null, "limit": 5}));
    }

    #[test]
    fn a_box_without_a_number_is_not_written_as_text_by_another_view() {
        let mut before = draft(&[("f", "name", &["John"])]);
        before.apply(Edit::SetPage("x".into()));
        let shown = before.to_json_loose(&people(), 0);
        let after = before.adopt(Draft::from_json(&shown, &people()).expect("a query"), &people(), 0);
        assert_eq!(after, before);
        let words = "Page is a whole number, not \"x\"".into();
        assert_eq!(before.build(&people(), 0).expect_err("no page")[0].problem, Problem::BadNumber(words));
    }

    #[test]
    fn a_row_whose_name_is_emptied_stands_in_the_json_too_and_goes_with_it() {
        let mut before = draft(&[("f", "name", &["John"]), ("f", "name", &[]), ("s", "", &["Jo"])]);
        let json = |draft: &Draft| draft.to_json_loose(&people(), 0);
        let typed = |draft: &Draft, body: Value| {
            draft.adopt(Draft::from_json(&body, &people()).expect("a query"), &people(), 0)
        };
        before.apply(Edit::SetField { row: RowId(0), field: String::new() });
        assert_eq!(json(&before), json!({"filters": {"": ["John"]}, "search": {"": ["Jo"]}}));
        assert_eq!(typed(&before, json(&before)), before);
        // The same name emptied and typed anew in the JSON leaves no second row behind.
        let named = typed(&before, json!({"filters": {"email": ["John"]}, "search": {"": ["Jo"]}}));
        let fields: Vec<&str> = named.rows.iter().map(|row| row.field.as_str()).collect();
        assert_eq!(fields, ["email", "name", ""]);
        let gone = typed(&named, json!({}));
        assert_eq!(gone.rows.len(), 1, "what asks nothing yet is no part of the JSON: {:?}", gone.rows);
        let read = Draft::from_english("users", &people()).expect("a sentence");
        assert_eq!(before.adopt_sentence(read, &people(), 0), before, "a sentence says nothing of them");
    }

    #[test]
    fn what_another_view_says_of_unknown_keys_holds() {
        let read = |draft: &Draft, sentence: &str| {
            let read = Draft::from_english(sentence, &people()).expect("a sentence");
            draft.adopt_sentence(read, &people(), 0)
        };
        let kept = read(&Draft::default(), "users, keeping json {\"odd\":1}");
        assert_eq!((kept.extra.len(), kept.send_extra), (1, false));
        let sent = read(&kept, "users, sending json {\"odd\":1}");
        assert_eq!(sent.to_json_loose(&people(), 0), json!({"odd": 1}));
        assert!(sent.send_extra);
        assert!(!read(&sent, "users, keeping json {\"odd\":1}").send_extra);
        assert!(read(&sent, "users, 9 per page").extra.is_empty());
        let gone =
            kept.adopt(Draft::from_json(&json!({"limit": 5}), &people()).expect("a query"), &people(), 0);
        assert_eq!(gone.to_json_loose(&people(), 0), json!({"limit": 5}));
    }

    #[test]
    fn half_typed_drafts_are_shown() {
        let mut draft =
            draft(&[("f", "name", &["John"]), ("f", "playtimeSeconds", &[]), ("r", "createdAt", &[])]);
        draft.apply(Edit::SetText { row: RowId(1), text: "12x".into() });
        draft.apply(Edit::SetText { row: RowId(2), text: "last 7".into() });
        assert_eq!(
            draft.to_json_loose(&people(), 0),
            json!({"filters": {"name": ["John"], "playtimeSeconds": ["12x"]}, "greaterThan": {"createdAt": "last 7"}})
        );
    }

    #[test]
    fn two_rows_on_one_field_become_one_list() {
        let mut rows = draft(&[("f", "name", &["a"]), ("f", "name", &["b"]), ("f", "banned", &["true"])]);
        rows.apply(Edit::SetBare { row: RowId(0), bare: true });
        rows.apply(Edit::SetBare { row: RowId(2), bare: true });
        let query = rows.build(&people(), 0).expect("it is whole");
        assert_eq!(query.to_json(), json!({"filters": {"name": ["a", "b"], "banned": true}}));
    }

    #[test]
    fn relative_dates_are_resolved_when_built_and_stay_in_the_draft() {
        let now = dates::parse("2026-11-23T22:07:14Z").expect("a date").ms;
        let mut before =
            draft(&[("r", "createdAt", &[]), ("f", "name", &["John"]), ("f", "email", &["off"])]);
        before.apply(Edit::SetText { row: RowId(0), text: "last 7 days".into() });
        before.apply(Edit::SetOff { row: RowId(2), off: true });
        let mut body = before.build(&people(), now).expect("it is whole").to_json();
        assert_eq!(
            body,
            json!({"filters": {"name": ["John"]}, "greaterThan": {"createdAt": "2026-11-16T22:07:14.000Z"}})
        );
        // A person changes the name in the JSON: all else is kept.
        body["filters"]["name"] = json!(["Jane"]);
        let read = Draft::from_json(&body, &people()).expect("a query");
        let after = before.adopt(read, &people(), now);
        let row = |draft: &Draft, at: u32| draft.row(RowId(at)).cloned();
        assert_eq!(row(&after, 0), row(&before, 0));
        assert_eq!(row(&after, 2), row(&before, 2));
        assert_eq!(row(&after, 1).map(|row| row.values), Some(vec![Cell::Text("Jane".into())]));
        assert_eq!(after.rows.len(), 3);
    }

    #[test]
    fn an_upper_bound_means_the_end_of_its_day() {
        let now = dates::parse("2026-11-23T22:07:14Z").expect("a date").ms;
        let mut it = draft(&[("r", "createdAt", &["yesterday"])]);
        it.apply(Edit::SetOperator { row: RowId(0), operator: Operator::Between });
        it.apply(Edit::SetUpper { row: RowId(0), text: "yesterday".into() });
        let query = it.build(&people(), now).expect("it is whole");
        assert_eq!(query.greater_than["createdAt"], json!("2026-11-22T00:00:00.000Z"));
        assert_eq!(query.less_than["createdAt"], json!("2026-11-22T23:59:59.999Z"));
    }

    proptest! {
        #[test]
        fn every_query_survives_json(query in any_query()) {
            prop_assert_eq!(Query::from_json(&query.to_json()).map(|query| query.to_json()), Ok(query.to_json()));
        }

        #[test]
        fn every_query_survives_the_draft(query in any_query(), now in dates::FIRST..dates::LAST) {
            let mut draft = Draft::from_json(&query.to_json(), &people()).expect("a query's JSON is a query");
            prop_assert_eq!(&draft.extra, &query.extra);
            draft.send_extra = true;
            let built = draft.build(&people(), now).expect("what came from JSON can be sent");
            prop_assert_eq!(built.to_json(), query.to_json());
            prop_assert_eq!(draft.to_json_loose(&people(), now), query.to_json());
        }

        #[test]
        fn adopting_ones_own_json_changes_nothing(draft in any_draft(), now in 0i64..dates::LAST) {
            if let Ok(query) = draft.build(&people(), now) {
                let read = Draft::from_json(&query.to_json(), &people()).expect("a query");
                let after = draft.adopt(Draft { send_extra: draft.send_extra, ..read }, &people(), now);
                prop_assert_eq!(after.build(&people(), now).map(|query| query.to_json()), Ok(query.to_json()));
                let mut rows: Vec<RowId> = after.rows.iter().map(|row| row.id).collect();
                rows.sort();
                rows.dedup();
                prop_assert_eq!(rows.len(), after.rows.len());
                let next = after.next;
                prop_assert!(after.rows.iter().all(|row| row.id.0 < next));
            }
        }

        #[test]
        fn adopting_ones_own_sentence_changes_nothing_that_is_shown(draft in any_draft(), now in 0i64..dates::LAST) {
            for loose in [false, true] {
                let after = if loose {
                    let body = draft.to_json_loose(&people(), now);
                    let read = Draft::from_json(&body, &people()).expect("what is shown can be read");
                    draft.adopt(read, &people(), now)
                } else {
                    let said = draft.to_english(&people());
                    let read = Draft::from_english(&said, &people()).expect("what is said can be read");
                    draft.adopt_sentence(read, &people(), now)
                };
                let shown = |draft: &Draft| draft.to_json_loose(&people(), now);
                prop_assert_eq!(shown(&after), shown(&draft), "loose: {}", loose);
                prop_assert_eq!(after.rows.len(), draft.rows.len());
            }
        }

        #[test]
        fn no_json_makes_it_panic(body in any_json(), draft in any_draft()) {
            let _ = Draft::from_json(&body, &people());
            let _ = Query::from_json(&body);
            let _ = draft.to_json_loose(&people(), 0);
        }
    }
}
