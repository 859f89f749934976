//! A draft as an English sentence, and back.
//!
//! ```text
//! users whose email is john@example.com or jane@example.com and whose name contains "John",
//! created in the last 7 days, newest first, page 1 of 5 per page, with roles
//! ```
//!
//! # Grammar
//!
//! ```text
//! sentence  = subject [ [ joint ] part *( joint part ) ] [ "." ]
//! joint     = "," [ "and" ] | "and" | "or"               "or" between searches only
//! subject   = [ "all" ] the entity's name, plural or singular, or "rows"
//! part      = condition | dated | setting
//!
//! condition = [ "whose" ] field predicate
//! predicate = "is" "empty"                               filter: IS NULL
//!           | "is" "anything"                            filter: an empty list, which constrains nothing
//!           | "is" value *( "or" value )                 filter: any of them; a yes or no alone stands without a list
//!           | "is" "one of" value *( "or" value )        filter: any of them, in a list
//!           | "is" "exactly" value                       filter: the value without its list
//!           | "contains" value *( "or" value )           search
//!           | "contains" "exactly" value                 search: the value without its list
//!           | "is" "at least" value                      range, inclusive
//!           | "is" "at most" value                       range, inclusive
//!           | "is" "between" value "and" value           range, both inclusive
//!           | "is" "in" span                             range
//! dated     = past ( [ "in" ] span | "since" value | "until" value | "between" value "and" value )
//! past      = "created", "updated", …: a date field without its "At"
//! span      = [ "the" ] ( "last" count unit | "today" | "yesterday" | "this month" | … )
//!
//! setting   = "newest first" | "oldest first"            by createdAt
//!           | "sorted by" name [ "ascending" | "descending" ]
//!           | "ascending" | "descending"
//!           | "page" value [ "of" value "per page" ]
//!           | value "per page"
//!           | "with" name *( "and" name )                include
//!           | "keeping" json | "sending" json            unknown keys, kept or also sent
//!           | "writing" json                             settings as written, though the server refuses them
//!
//! field     = a field of the entity | quoted             (an unknown one must be quoted)
//! name      = word | quoted
//! value     = relative date (where the field holds dates) | word | quoted | json
//! word      = letters and signs without spaces, commas and quotation marks, and no word of the grammar
//! quoted    = a text in quotation marks, with the escapes of JSON
//! json      = "json" any JSON
//! ```
//!
//! Parts may come in any order, each setting once; capital letters do not matter in the grammar's words. Filters and
//! ranges must all hold. The filters on one field are one list, of which any value is enough: its values are joined by
//! `or`, and a field is filtered by once. Searches are one OR, so they are joined by `or whose`; `and whose` is understood
//! and means the same. Searched texts are written in quotation marks, which need not be typed where the text is one word.
//! A relative date stays relative.

mod read;
mod words;

pub use read::ParseError;
pub use words::plural;

use crate::build::kind_of;
use crate::cell::{Role, cell_for};
use crate::relative::{self, Relative};
use crate::{Cell, Direction, Draft, EntitySchema, FieldKind, Operator, Row};
use serde_json::Value;
use std::borrow::Cow;

impl Draft {
    /// The draft as a sentence. Rows that are off or ask nothing yet are left out of it.
    ///
    /// ```
    /// use query::{Draft, EntitySchema, Field, FieldKind};
    /// let users = EntitySchema::new("user", "/user/search")
    ///     .field(Field::new("email", FieldKind::Text).filterable())
    ///     .field(Field::new("name", FieldKind::Text).searchable());
    /// let body = serde_json::json!({ "filters": { "email": ["john@example.com"] }, "search": { "name": ["John"] }, "limit": 5 });
    /// let draft = Draft::from_json(&body, &users).expect("a query");
    /// let sentence = draft.to_english(&users);
    /// assert_eq!(sentence, "users whose email is john@example.com and whose name contains \"John\", 5 per page");
    /// assert_eq!(Draft::from_english(&sentence, &users), Ok(draft));
    /// ```
    pub fn to_english(&self, schema: &EntitySchema) -> String {
        let mut out = plural(&schema.name);
        let shown = || self.rows.iter().filter(|row| !row.off && !row.field.is_empty() && !row.is_idle());
        let is_filter = |row: &&Row| matches!(row.operator, Operator::Is | Operator::IsEmpty);
        let is_search = |row: &&Row| row.operator == Operator::Contains;
        let is_range = |row: &&Row| !is_filter(row) && !is_search(row);
        let (dated, plain): (Vec<&Row>, Vec<&Row>) =
            shown().filter(is_range).partition(|row| past(&row.field, schema).is_some());
        let mut joint = " whose ";
        let filters: Vec<&Row> = shown().filter(is_filter).collect();
        for (at, row) in filters.iter().enumerate() {
            let on_field = |other: &&&Row| other.field == row.field;
            if filters[..at].iter().any(|other| on_field(&other)) {
                continue;
            }
            let later: Vec<&Row> = filters[at + 1..].iter().filter(on_field).copied().collect();
            out.push_str(joint);
            out.push_str(&condition(&one_list(row, &later, schema), schema));
            joint = " and whose ";
        }
        for row in shown().filter(is_search) {
            out.push_str(joint);
            out.push_str(&condition(row, schema));
            joint = " or whose ";
        }
        for row in plain {
            out.push_str(if joint == " whose " { joint } else { " and whose " });
            out.push_str(&condition(row, schema));
            joint = " and whose ";
        }
        for row in dated {
            out.push_str(if joint == " whose " { " " } else { ", " });
            out.push_str(&dated_condition(row, schema));
            joint = ", ";
        }
        for setting in self.settings(schema) {
            out.push_str(", ");
            out.push_str(&setting);
        }
        out
    }

    /// Reads a sentence.
    ///
    /// # Errors
    /// Where the sentence stops making sense, with what could stand there.
    ///
    /// ```
    /// use query::{Draft, EntitySchema, Field, FieldKind};
    /// let users = EntitySchema::new("user", "/user/search")
    ///     .field(Field::new("email", FieldKind::Text).filterable());
    /// let error = Draft::from_english("users whose emial is x", &users).expect_err("there is no emial");
    /// assert_eq!(error.at, 12);
    /// assert_eq!(error.message, "user has no field \"emial\". Did you mean email?");
    /// ```
    pub fn from_english(text: &str, schema: &EntitySchema) -> Result<Self, ParseError> {
        read::sentence(text, schema)
    }

    fn settings(&self, schema: &EntitySchema) -> Vec<String> {
        let mut settings = Vec::new();
        let direction = self.sort_direction.map(|direction| match direction {
            Direction::Asc => "ascending",
            Direction::Desc => "descending",
        });
        let by_age = self.sort_by == "createdAt" && schema.get("createdAt").is_some();
        match (self.sort_by.as_str(), self.sort_direction) {
            ("", _) => settings.extend(direction.map(str::to_owned)),
            (_, Some(Direction::Desc)) if by_age => settings.push("newest first".into()),
            (_, Some(Direction::Asc)) if by_age => settings.push("oldest first".into()),
            (column, _) => {
                let known = crate::evaluate::sort_column(schema, column).is_some();
                let name = if known { text(column, &FieldKind::Text) } else { quoted(column) };
                let tail = direction.map(|direction| format!(" {direction}")).unwrap_or_default();
                settings.push(format!("sorted by {name}{tail}"));
            }
        }
        // What is no number stands in quotation marks: "email per page" would begin a condition on email.
        let number = |number: &str| match number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            true => text(number, &FieldKind::Text),
            false => quoted(number),
        };
        match (self.page.as_str(), self.limit.as_str()) {
            ("", "") => {}
            (page, "") => settings.push(format!("page {}", number(page))),
            ("", limit) => settings.push(format!("{} per page", number(limit))),
            (page, limit) => settings.push(format!("page {} of {} per page", number(page), number(limit))),
        }
        if !self.extend.is_empty() {
            let name = |name: &String| match schema.extend.contains(name) {
                true => text(name, &FieldKind::Text),
                false => quoted(name),
            };
            settings.push(format!("with {}", self.extend.iter().map(name).collect::<Vec<_>>().join(" and ")));
        }
        if !self.written.is_empty() {
            settings.push(format!("writing json {}", Value::Object(self.written.clone())));
        }
        if !self.extra.is_empty() {
            let verb = if self.send_extra { "sending" } else { "keeping" };
            settings.push(format!("{verb} json {}", Value::Object(self.extra.clone())));
        }
        settings
    }
}

/// What could come next after the beginning of a sentence, for a list of suggestions: words of the grammar, fields,
/// values of an enum. Empty where the text is wrong before its end.
///
/// ```
/// use query::{EntitySchema, Field, FieldKind, suggestions};
/// let users = EntitySchema::new("user", "/user/search")
///     .field(Field::new("email", FieldKind::Text).filterable());
/// assert_eq!(suggestions("users whose ", &users), ["email"]);
/// assert_eq!(suggestions("users whose email ", &users), ["is", "contains"]);
/// ```
pub fn suggestions(beginning: &str, schema: &EntitySchema) -> Vec<String> {
    match Draft::from_english(beginning, schema) {
        Ok(draft) => read::continuations(&draft, schema),
        Err(error) if error.at >= beginning.trim_end().len() => error.expected,
        Err(_) => Vec::new(),
    }
}

/// A filter with those that come later on its field, as the one list that they are sent as: joined by "and" they would
/// read like the opposite.
fn one_list<'a>(first: &'a Row, later: &[&Row], schema: &EntitySchema) -> Cow<'a, Row> {
    if later.is_empty() {
        return Cow::Borrowed(first);
    }
    let mut row = Row { operator: Operator::Is, bare: false, text: String::new(), ..first.clone() };
    row.values = match first.values.as_slice() {
        // A list that stands as the value is the one to which the others are added.
        [Cell::Json(Value::Array(list))] if first.bare && first.text.is_empty() => {
            list.iter().cloned().map(Cell::Json).collect()
        }
        _ => listed(first, schema),
    };
    row.values.extend(later.iter().flat_map(|row| listed(row, schema)));
    Cow::Owned(row)
}

/// What a filter puts into its field's list.
fn listed(row: &Row, schema: &EntitySchema) -> Vec<Cell> {
    let kind = kind_of(schema, row).unwrap_or(&FieldKind::Unknown);
    match row.operator {
        Operator::IsEmpty => vec![cell_for(&"null".into(), kind, Role::Exact)],
        _ => row.cells().collect(),
    }
}

fn condition(row: &Row, schema: &EntitySchema) -> String {
    let kind = kind_of(schema, row).unwrap_or(&FieldKind::Unknown);
    let field = if schema.get(&row.field).is_some() {
        text(&row.field, &FieldKind::Text)
    } else {
        quoted(&row.field)
    };
    let cells: Vec<Cell> = row.cells().collect();
    let values =
        |kind: &FieldKind| cells.iter().map(|cell| value(cell, kind)).collect::<Vec<_>>().join(" or ");
    let exactly = if row.bare && cells.len() == 1 { "exactly " } else { "" };
    match row.operator {
        Operator::IsEmpty => format!("{field} is empty"),
        // Without any of the values there is no constraint, and not none of the rows.
        Operator::Is
            if row.bare
                && matches!(cells.as_slice(), [Cell::Json(Value::Array(list))] if list.is_empty()) =>
        {
            format!("{field} is anything")
        }
        Operator::Is => {
            let how = match cells.as_slice() {
                [only] if read::is_plain_choice(only, kind) => {
                    if row.bare {
                        ""
                    } else {
                        "one of "
                    }
                }
                _ => exactly,
            };
            format!("{field} is {how}{}", values(kind))
        }
        // A searched text is a part of a text, so it is shown as one.
        Operator::Contains => {
            let texts = cells.iter().map(|cell| match cell {
                Cell::Text(plain) => quoted(plain),
                cell => value(cell, &FieldKind::Text),
            });
            format!("{field} contains {exactly}{}", texts.collect::<Vec<_>>().join(" or "))
        }
        Operator::AtLeast | Operator::AtMost | Operator::Between => match bounds(row, kind) {
            (Some(from), Some(to)) => format!("{field} is between {from} and {to}"),
            (Some(from), None) => format!("{field} is at least {from}"),
            (None, to) => format!("{field} is at most {}", to.unwrap_or_default()),
        },
    }
}

fn dated_condition(row: &Row, schema: &EntitySchema) -> String {
    let verb = past(&row.field, schema).unwrap_or(&row.field);
    let first = row.cells().next();
    let plain = |cell: &Option<Cell>| match cell {
        Some(Cell::Text(text)) => relative::parse(text).filter(|it| it.words() == *text),
        _ => None,
    };
    match (row.operator, plain(&first)) {
        (Operator::AtLeast, Some(span @ Relative::Last(..))) => {
            return format!("{verb} in the {}", span.words());
        }
        (Operator::Between, Some(span @ (Relative::Day(_) | Relative::Calendar(..))))
            if row.upper == span.words() =>
        {
            return format!("{verb} {}", span.words());
        }
        _ => {}
    }
    match bounds(row, &FieldKind::Date) {
        (Some(from), Some(to)) => format!("{verb} between {from} and {to}"),
        (Some(from), None) => format!("{verb} since {from}"),
        (None, to) => format!("{verb} until {}", to.unwrap_or_default()),
    }
}

/// Both bounds of a range as they stand in the sentence.
fn bounds(row: &Row, kind: &FieldKind) -> (Option<String>, Option<String>) {
    let first = row.cells().next().map(|cell| value(&cell, kind));
    match row.operator {
        Operator::AtMost => (None, first),
        Operator::Between => (first, (!row.upper.is_empty()).then(|| text(&row.upper, kind))),
        _ => (first, None),
    }
}

/// `created` for a date field `createdAt`.
fn past<'a>(field: &'a str, schema: &EntitySchema) -> Option<&'a str> {
    let verb = field.strip_suffix("At")?;
    let regular = verb.ends_with("ed") && verb.bytes().all(|byte| byte.is_ascii_lowercase());
    (regular && schema.get(field)?.kind == FieldKind::Date).then_some(verb)
}

fn value(cell: &Cell, kind: &FieldKind) -> String {
    match cell {
        Cell::Text(plain) => text(plain, kind),
        Cell::Json(value) => format!("json {value}"),
    }
}

/// A text as a plain word where the sentence can be read back with it, else in quotation marks.
fn text(plain: &str, kind: &FieldKind) -> String {
    if read::is_plain(plain, kind) { plain.to_owned() } else { quoted(plain) }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests;
