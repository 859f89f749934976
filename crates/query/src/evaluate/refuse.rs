//! What the server refuses before it looks at any row.

use super::{Options, Refusal};
use crate::{EntitySchema, Field, FieldKind, FilterValues, Query, RowKind, Setting, dates, numbers};
use serde_json::Value;

/// Goes through the query in the order in which the server does: paging, then each part against its type, then
/// values without their list, then what only the database refuses.
pub(super) fn check(query: &Query, schema: &EntitySchema, options: &Options) -> Result<(), Refusal> {
    paging(query, options)?;
    types(query, schema)?;
    lists(query)?;
    database(query, schema)
}

fn validation(path: String, message: String) -> Refusal {
    Refusal { status: 400, code: "ValidationError", message, path }
}

fn internal(path: &str) -> Refusal {
    Refusal {
        status: 500,
        code: "InternalServerError",
        message: "Internal server error".into(),
        path: path.into(),
    }
}

fn paging(query: &Query, options: &Options) -> Result<(), Refusal> {
    let first = i64::from(options.first_page);
    let refuse =
        |path: &str, words: String| Err(validation(path.into(), format!("Invalid pagination: {words}")));
    // Whole, as it is told: what writes fractions would be a twentieth of the package.
    for (setting, least) in [(Setting::Page, options.first_page), (Setting::Limit, 1)] {
        let name = setting.as_str();
        match query.fraction(setting) {
            Some(number) if number < f64::from(least) => {
                return refuse(name, format!("{name} must be greater than or equal to {least}"));
            }
            Some(number) if setting == Setting::Limit && number > 1000.0 => {
                return refuse(name, "limit must be less than or equal to 1000".into());
            }
            None if query.written.contains_key(name) => {
                return refuse(name, format!("{name} must be a number"));
            }
            _ => {}
        }
    }
    match (query.page, query.limit) {
        (Some(page), _) if page < first => {
            refuse("page", format!("page must be greater than or equal to {first}"))
        }
        (_, Some(limit)) if limit < 1 => refuse("limit", "limit must be greater than or equal to 1".into()),
        (_, Some(limit)) if limit > 1000 => {
            refuse("limit", "limit must be less than or equal to 1000".into())
        }
        _ => Ok(()),
    }
}

fn types(query: &Query, schema: &EntitySchema) -> Result<(), Refusal> {
    let unknown = |part: &str, name: &str| {
        Err(validation(format!("{part}.{name}"), format!("property {name} should not exist")))
    };
    for (name, values) in &query.filters {
        match schema.get(name).filter(|field| field.filter) {
            None if schema.typed_filters => return unknown("filters", name),
            None => {}
            Some(field) => listed("filters", field, values, true)?,
        }
    }
    for (name, values) in &query.search {
        match schema.get(name).filter(|field| field.search) {
            None if schema.typed_search => return unknown("search", name),
            Some(field) if schema.typed_search => listed("search", field, values, false)?,
            _ => {}
        }
    }
    if schema.typed_ranges {
        for (part, bounds) in [("greaterThan", &query.greater_than), ("lessThan", &query.less_than)] {
            for (name, value) in bounds {
                let Some(field) = schema.get(name).filter(|field| field.range) else {
                    return unknown(part, name);
                };
                if let Some(words) = bad_bound(field, value) {
                    return Err(validation(format!("{part}.{name}"), words));
                }
            }
        }
    }
    if schema.typed_extend && query.extend.iter().any(|name| !schema.extend.contains(name)) {
        let words =
            format!("each value in extend must be one of the following values: {}", schema.extend.join(", "));
        return Err(validation("extend".into(), words));
    }
    if query.written.contains_key("sortDirection") {
        let words = "sortDirection must be one of the following values: asc, desc";
        return Err(validation("sortDirection".into(), words.into()));
    }
    if let Some(name) = query.extra.keys().next() {
        return Err(validation(name.clone(), format!("property {name} should not exist")));
    }
    Ok(())
}

/// The values of one field of `filters` or `search` against its type.
fn listed(part: &str, field: &Field, values: &FilterValues, by_kind: bool) -> Result<(), Refusal> {
    if *values == FilterValues::Bare(Value::Null) {
        return Ok(());
    }
    let kind = if by_kind { &field.kind } else { &FieldKind::Text };
    let name = &field.name;
    match values.values().iter().find_map(|value| bad_value(kind, value)) {
        None => Ok(()),
        Some(rule) => {
            Err(validation(format!("{part}.{name}"), format!("each value in {name} must be {rule}")))
        }
    }
}

/// What a value of that kind must be, where this one is not.
pub(crate) fn bad_value(kind: &FieldKind, value: &Value) -> Option<String> {
    let text = value.as_str();
    let (good, rule) = match kind {
        FieldKind::Text => (text.is_some(), "a string"),
        FieldKind::Uuid => (text.is_some_and(is_uuid), "a UUID"),
        FieldKind::Boolean => (value.is_boolean(), "a boolean value"),
        FieldKind::Number => (value.is_number(), "a number conforming to the specified constraints"),
        FieldKind::Date => {
            (text.is_some_and(|text| dates::parse(text).is_some()), "a valid ISO 8601 date string")
        }
        FieldKind::Enum(names) => {
            let good = text.is_some_and(|text| names.iter().any(|name| name == text));
            return (!good).then(|| format!("one of the following values: {}", names.join(", ")));
        }
        FieldKind::Nested | FieldKind::Unknown => (true, ""),
    };
    (!good).then(|| rule.to_owned())
}

/// A version 4 UUID in its text form, as class-validator reads it: no braces, any case, never the nil UUID.
///
/// ```
/// assert!(query::is_uuid("ea85ddf4-2885-482f-adc6-548fbe3fd8af"));
/// assert!(!query::is_uuid("00000000-0000-0000-0000-000000000000"));
/// ```
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            14 => byte == b'4',
            19 => matches!(byte.to_ascii_lowercase(), b'8' | b'9' | b'a' | b'b'),
            _ => byte.is_ascii_hexdigit(),
        })
}

/// What a typed bound must be, where this one is not.
fn bad_bound(field: &Field, value: &Value) -> Option<String> {
    if value.is_null() {
        return None;
    }
    bad_value(&field.kind, value).map(|rule| format!("{} must be {rule}", field.name))
}

fn lists(query: &Query) -> Result<(), Refusal> {
    for (part, title, fields) in [("filters", "Filter", &query.filters), ("search", "Search", &query.search)]
    {
        for (name, values) in fields {
            let FilterValues::Bare(value) = values else { continue };
            if value.is_null() || value.is_boolean() {
                continue;
            }
            let shown = value.as_str().map(str::to_owned).unwrap_or_else(|| value.to_string());
            return Err(Refusal {
                status: 400,
                code: "BadRequestError",
                message: format!(
                    "{title} values must be arrays or boolean. Found invalid value for '{name}': '{shown}'. Example: {{ {name}: [\"{shown}\"] }}"
                ),
                path: format!("{part}.{name}"),
            });
        }
    }
    Ok(())
}

fn database(query: &Query, schema: &EntitySchema) -> Result<(), Refusal> {
    if !schema.typed_ranges {
        for (part, bounds) in [("greaterThan", &query.greater_than), ("lessThan", &query.less_than)] {
            for (name, value) in bounds.iter().filter(|(_, value)| !is_falsy(value)) {
                let bad = schema.get(name).is_none_or(|field| bad_untyped_bound(&field.kind, value));
                if bad {
                    return Err(internal(&format!("{part}.{name}")));
                }
            }
        }
    }
    if query
        .sort_by
        .as_deref()
        .is_some_and(|column| !column.is_empty() && sort_column(schema, column).is_none())
    {
        return Err(internal("sortBy"));
    }
    if query.written.contains_key("extend") {
        return Err(internal("extend"));
    }
    // Of the entities whose extend has no enum this one alone does not ignore what it does not know.
    if schema.name == "shop/category" && !schema.typed_extend && !query.extend.is_empty() {
        return Err(internal("extend"));
    }
    Ok(())
}

/// Whether the database fails on a bound of which the document tells no type. That it takes a list of one for its value is
/// known of dates alone.
pub(crate) fn bad_untyped_bound(kind: &FieldKind, value: &Value) -> bool {
    match kind {
        FieldKind::Unknown => value.is_object() || value.is_array(),
        FieldKind::Text | FieldKind::Enum(_) => !value.is_string() && !value.is_number(),
        FieldKind::Date => !castable(kind, one_of_list(value)),
        kind => !castable(kind, value),
    }
}

/// Whether the database can read the value as a column of that kind.
fn castable(kind: &FieldKind, value: &Value) -> bool {
    match (kind, value) {
        (FieldKind::Number, Value::String(text)) => numbers::parse(text.trim()).is_some(),
        // Of any version, the one of zeros too: only the document asks for the fourth.
        (FieldKind::Uuid, Value::String(text)) => {
            let mut digits = text.bytes().filter(|byte| !matches!(byte, b'-' | b'{' | b'}'));
            digits.clone().count() == 32 && digits.all(|byte| byte.is_ascii_hexdigit())
        }
        (FieldKind::Boolean, Value::String(text)) => matches!(text.as_str(), "true" | "false"),
        _ => bad_value(kind, value).is_none(),
    }
}

/// A list of one value stands for the value where the body is untyped.
pub(crate) fn one_of_list(value: &Value) -> &Value {
    match value.as_array().map(Vec::as_slice) {
        Some([only]) => only,
        _ => value,
    }
}

/// Values that JavaScript counts as false; the server drops them from lists and ignores them as bounds.
///
/// ```
/// use serde_json::json;
/// assert!([json!(0), json!(""), json!(false), json!(null)].iter().all(query::is_falsy));
/// assert!(!query::is_falsy(&json!("0")) && !query::is_falsy(&json!([])));
/// ```
pub fn is_falsy(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

/// The column that `sortBy` names; the table's name may stand before it. One of JSON too: that the server refuses it is not
/// known.
pub(crate) fn sort_column<'a>(schema: &'a EntitySchema, column: &str) -> Option<&'a Field> {
    let table = schema.name.rsplit('/').next().unwrap_or_default();
    let plain = match column.split_once('.') {
        Some((before, after)) if before == table || before.strip_suffix('s') == Some(table) => after,
        _ => column,
    };
    schema.fields.iter().find(|field| field.row && field.name == plain)
}

/// Whether a filter or search field is one that the entity has in that group.
pub(crate) fn allowed(schema: &EntitySchema, kind: RowKind, name: &str) -> bool {
    schema.get(name).is_some_and(|field| match kind {
        RowKind::Filter => field.filter,
        RowKind::Search => field.search,
        RowKind::Range => field.range,
    })
}
