//! What a body may hold, refused in the shape of class-validator: `target`, `value`, `property`, `children`,
//! `constraints`.

use crate::entities::{PASSWORD, Part, parts};
use crate::iso;
use crate::reply::Failure;
use practice::{Column, Entity, Kind};
use serde_json::{Map, Value, json};

/// The top-level keys of a search, in the order in which they are checked.
const SEARCH_KEYS: [&str; 9] =
    ["filters", "search", "greaterThan", "lessThan", "extend", "page", "limit", "sortBy", "sortDirection"];

/// A version 4 UUID. The server refuses every other, the nil UUID included.
pub fn is_uuid(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            14 => *byte == b'4',
            19 => b"89abAB".contains(byte),
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Checks the ids of a path.
///
/// # Errors
/// 400, naming each that is no version 4 UUID.
pub fn ids(ids: &[(&str, &str)]) -> Result<(), Failure> {
    let target: Map<String, Value> = ids.iter().map(|(name, id)| ((*name).into(), (*id).into())).collect();
    let target = Value::Object(target);
    let wrong = ids.iter().filter(|(_, id)| !is_uuid(id)).map(|(name, id)| {
        detail(&target, Some(&Value::from(*id)), name, "isUuid", format!("{name} must be a UUID"))
    });
    refuse(wrong.collect())
}

/// Checks the body of a search.
///
/// # Errors
/// 400 with everything that is wrong.
pub fn search(entity: &Entity, body: &Value) -> Result<(), Failure> {
    let Some(map) = body.as_object() else { return Ok(()) };
    let mut details = Vec::new();
    unknown(body, map, &|key| SEARCH_KEYS.contains(&key), &mut details);
    let given = |name: &str| map.get(name).filter(|value| !value.is_null());
    if let Some(filters) = given("filters") {
        nested(
            body,
            filters,
            "filters",
            &|name| entity.column(name).filter(|it| it.filter),
            true,
            &mut details,
        );
    }
    if let Some(search) = given("search").filter(|_| !entity.untyped_search) {
        let text = |name: &str| entity.column(name).filter(|it| it.search);
        nested(body, search, "search", &text, true, &mut details);
    }
    for side in ["greaterThan", "lessThan"] {
        if let Some(range) = given(side).filter(|_| !entity.untyped_ranges) {
            nested(body, range, side, &|name| entity.column(name).filter(|it| it.range), false, &mut details);
        }
    }
    if let Some(names) = given("extend").filter(|_| !entity.extends.is_empty()) {
        let known = |name: &Value| name.as_str().is_some_and(|name| entity.extends.contains(&name));
        let all_known = names.as_array().map_or_else(|| known(names), |list| list.iter().all(known));
        if !all_known {
            // The real server's list of allowed values is empty too: its enum is lost on the way.
            let words = "each value in extend must be one of the following values: ".to_owned();
            details.push(detail(body, Some(names), "extend", "isEnum", words));
        }
    }
    for name in ["page", "limit"] {
        if let Some(value) = given(name).filter(|value| !value.is_number()) {
            let words = format!("{name} must be a number conforming to the specified constraints");
            details.push(detail(body, Some(value), name, "isNumber", words));
        }
    }
    if let Some(value) = given("sortBy").filter(|value| !value.is_string()) {
        details.push(detail(body, Some(value), "sortBy", "isString", "sortBy must be a string".into()));
    }
    if let Some(value) =
        given("sortDirection").filter(|value| !matches!(value.as_str(), Some("asc" | "desc")))
    {
        let words = "sortDirection must be one of the following values: ".to_owned();
        details.push(detail(body, Some(value), "sortDirection", "isEnum", words));
    }
    refuse(details)
}

/// Which of an entity's bodies is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Body {
    Create,
    Update,
}

/// The columns that a body may give, in order, each with whether it must.
pub fn writable(entity: &'static Entity, body: Body) -> impl Iterator<Item = (&'static Column, bool)> {
    let password = (entity.name == "user" && body == Body::Create).then_some((&PASSWORD, false));
    let columns = entity.columns.iter().filter_map(move |column| match body {
        Body::Create => column.on_create.then_some((column, column.required_on_create)),
        Body::Update => column.on_update.then_some((column, column.required_on_update)),
    });
    columns.chain(password)
}

/// Checks the body that creates or updates a row.
///
/// # Errors
/// 400 with everything that is wrong.
pub fn row(entity: &'static Entity, body: &Value, which: Body) -> Result<(), Failure> {
    let empty = Map::new();
    let map = body.as_object().unwrap_or(&empty);
    let mut details = Vec::new();
    let known = |key: &str| {
        writable(entity, which).any(|(column, _)| column.name == key)
            || parts(entity.name).any(|part| part.name == key)
    };
    unknown(body, map, &known, &mut details);
    for (column, required) in writable(entity, which) {
        // `categoryIds` is written as the list that it is filtered by.
        let each = !column.in_rows();
        field(body, map.get(column.name), column, required, each, &mut details);
    }
    for part in parts(entity.name) {
        list(body, map.get(part.name), part, which == Body::Create, &mut details);
    }
    refuse(details)
}

/// Checks a plain body against columns, all of which must be given.
///
/// # Errors
/// 400 with everything that is wrong.
pub fn plain(body: &Value, columns: &[Column]) -> Result<(), Failure> {
    let empty = Map::new();
    let map = body.as_object().unwrap_or(&empty);
    let mut details = Vec::new();
    unknown(body, map, &|key| columns.iter().any(|column| column.name == key), &mut details);
    for column in columns {
        field(body, map.get(column.name), column, column.required_on_create, false, &mut details);
    }
    refuse(details)
}

fn refuse(details: Vec<Value>) -> Result<(), Failure> {
    if details.is_empty() { Ok(()) } else { Err(Failure::validation(details)) }
}

fn detail(target: &Value, value: Option<&Value>, property: &str, rule: &str, words: String) -> Value {
    let mut detail = Map::new();
    detail.insert("target".into(), target.clone());
    if let Some(value) = value {
        detail.insert("value".into(), value.clone());
    }
    detail.insert("property".into(), property.into());
    detail.insert("children".into(), json!([]));
    detail.insert("constraints".into(), json!({ rule: words }));
    Value::Object(detail)
}

/// Every key that the body may not have. These entries have no `children`, as on the real server.
fn unknown(target: &Value, map: &Map<String, Value>, known: &dyn Fn(&str) -> bool, details: &mut Vec<Value>) {
    for (key, value) in map.iter().filter(|(key, _)| !known(key)) {
        details.push(json!({
            "target": target, "value": value, "property": key,
            "constraints": {"whitelistValidation": format!("property {key} should not exist")},
        }));
    }
}

/// One object inside the body: the filters, the searches, a side of the ranges.
fn nested(
    body: &Value,
    value: &Value,
    property: &str,
    column: &dyn Fn(&str) -> Option<&'static Column>,
    each: bool,
    details: &mut Vec<Value>,
) {
    let objects: Vec<(Option<usize>, &Value)> = match value {
        Value::Object(_) => vec![(None, value)],
        Value::Array(list) => list.iter().enumerate().map(|(at, value)| (Some(at), value)).collect(),
        _ => {
            let words = format!("nested property {property} must be either object or array");
            details.push(detail(body, Some(value), property, "nestedValidation", words));
            return;
        }
    };
    let mut children = Vec::new();
    for (at, object) in objects {
        let empty = Map::new();
        let map = object.as_object().unwrap_or(&empty);
        let mut wrong = Vec::new();
        unknown(object, map, &|key| column(key).is_some(), &mut wrong);
        for (name, value) in map {
            if let Some(column) = column(name) {
                field(object, Some(value), column, false, each, &mut wrong);
            }
        }
        match at {
            None => children = wrong,
            Some(_) if wrong.is_empty() => {}
            Some(at) => children.push(
                json!({"target": value, "value": object, "property": at.to_string(), "children": wrong}),
            ),
        }
    }
    if !children.is_empty() {
        details.push(json!({"target": body, "value": value, "property": property, "children": children}));
    }
}

/// A list of objects that become rows of another table.
fn list(body: &Value, value: Option<&Value>, part: &Part, required: bool, details: &mut Vec<Value>) {
    let value = match value {
        Some(value @ Value::Array(_)) => value,
        None | Some(Value::Null) if !required => return,
        other => {
            details.push(detail(
                body,
                other,
                part.name,
                "isArray",
                format!("{} must be an array", part.name),
            ));
            return;
        }
    };
    let mut children = Vec::new();
    for (at, object) in value.as_array().into_iter().flatten().enumerate() {
        let mut wrong = Vec::new();
        let empty = Map::new();
        let map = object.as_object().unwrap_or(&empty);
        unknown(object, map, &|key| part.columns.iter().any(|column| column.name == key), &mut wrong);
        for column in part.columns {
            field(object, map.get(column.name), column, column.required_on_create, false, &mut wrong);
        }
        if !wrong.is_empty() {
            children.push(
                json!({"target": value, "value": object, "property": at.to_string(), "children": wrong}),
            );
        }
    }
    if !children.is_empty() {
        details.push(json!({"target": body, "value": value, "property": part.name, "children": children}));
    }
}

/// One value against its column. `each`: the values of a list, or a value without its list, are checked one by one.
fn field(
    target: &Value,
    value: Option<&Value>,
    column: &Column,
    required: bool,
    each: bool,
    details: &mut Vec<Value>,
) {
    if !required && value.is_none_or(Value::is_null) {
        return;
    }
    let failing = match value {
        Some(Value::Array(list)) if each => list.iter().find_map(|value| broken(column, Some(value), each)),
        value => broken(column, value, each),
    };
    if let Some((rule, words)) = failing {
        details.push(detail(target, value, column.name, rule, words));
    }
}

/// The rule that a value breaks, with the server's words for it.
fn broken(column: &Column, value: Option<&Value>, each: bool) -> Option<(&'static str, String)> {
    let name = if each { format!("each value in {}", column.name) } else { column.name.to_owned() };
    let text = value.and_then(Value::as_str);
    if let (Kind::Text, Some((shortest, longest)), false) = (column.kind, column.length, each) {
        let length = text.map(|text| text.encode_utf16().count());
        let too_short = length.is_some_and(|length| length < shortest as usize);
        let words = match length {
            Some(length) if !too_short && length <= longest as usize => return None,
            Some(_) if !too_short => format!("{name} must be shorter than or equal to {longest} characters"),
            None if value.is_some_and(|value| !value.is_null()) => format!(
                "{name} must be longer than or equal to {shortest} and shorter than or equal to {longest} characters"
            ),
            _ => format!("{name} must be longer than or equal to {shortest} characters"),
        };
        return Some(("isLength", words));
    }
    let (rule, fits, words) = match column.kind {
        Kind::Text => ("isString", text.is_some(), "a string".to_owned()),
        Kind::Uuid => ("isUuid", text.is_some_and(is_uuid), "a UUID".to_owned()),
        Kind::Date => (
            "isIso8601",
            text.is_some_and(|text| iso::parse(text).is_some()),
            "a valid ISO 8601 date string".to_owned(),
        ),
        Kind::Number => (
            "isNumber",
            value.is_some_and(Value::is_number),
            "a number conforming to the specified constraints".to_owned(),
        ),
        Kind::Boolean => ("isBoolean", value.is_some_and(Value::is_boolean), "a boolean value".to_owned()),
        Kind::Enum(allowed) => {
            // For the state of a domain the real server leaves its list empty.
            let listed = if column.name == "state" { String::new() } else { allowed.join(", ") };
            let fits = text.is_some_and(|text| allowed.contains(&text));
            ("isEnum", fits, format!("one of the following values: {listed}"))
        }
        Kind::Json if column.name == "meta" => {
            ("isObject", value.is_some_and(Value::is_object), "an object".to_owned())
        }
        Kind::Json => {
            let json =
                text.is_some_and(|text| serde_json::from_str::<Value>(text).is_ok_and(|it| it.is_object()));
            ("isJson", json, "a json string".to_owned())
        }
    };
    (!fits).then(|| (rule, format!("{name} must be {words}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_version_4_is_a_uuid() {
        assert!(
            is_uuid("ea85ddf4-2885-482f-adc6-548fbe3fd8af")
                && is_uuid("EA85DDF4-2885-482F-ADC6-548FBE3FD8AF")
        );
        for text in [
            "00000000-0000-0000-0000-000000000000",
            "ea85ddf4-2885-182f-adc6-548fbe3fd8af",
            "ea85ddf4-2885-482f-cdc6-548fbe3fd8af",
            "ea85ddf42885482fadc6548fbe3fd8af",
            "nope",
        ] {
            assert!(!is_uuid(text), "{text}");
        }
    }
}
