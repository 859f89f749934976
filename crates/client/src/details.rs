//! The shapes of `meta.error.details`, all turned into field errors.
//!
//! class-validator writes a tree, yup and AJV write lists, other code writes plain maps or texts; a shape that is none
//! of these still gives one field error, so that nothing the server said is lost.

use crate::error::FieldError;
use serde_json::{Map, Value};

/// Every field error in details of any shape; at least one, unless the details are `null`, `{}` or `[]`.
pub(crate) fn fields(details: &Value) -> Vec<FieldError> {
    let mut found = Vec::new();
    match details {
        Value::Null => {}
        Value::Array(entries) => entries.iter().for_each(|entry| read(entry, &[], &mut found)),
        Value::Object(map) if is_entry(map) => read(details, &[], &mut found),
        Value::Object(map) => plain_map(map, &[], &mut found),
        other => found.push(said(&[], words(other))),
    }
    found
}

/// Whether an object describes one error itself, rather than being a map from names to errors.
fn is_entry(map: &Map<String, Value>) -> bool {
    let text = |key: &str| map.get(key).is_some_and(Value::is_string);
    text("property")
        || text("instancePath")
        || text("dataPath")
        || text("message") && map.contains_key("path")
}

fn read(entry: &Value, parents: &[String], found: &mut Vec<FieldError>) {
    let Value::Object(map) = entry else {
        if !entry.is_null() {
            found.push(said(parents, words(entry)));
        }
        return;
    };
    if map.get("property").is_some_and(|name| name.is_string() || name.is_number()) {
        class_validator(map, parents, found);
    } else if map.contains_key("instancePath") || map.contains_key("dataPath") {
        found.push(ajv(map, parents));
    } else if map.contains_key("path") || map.contains_key("message") || map.contains_key("errors") {
        yup(map, parents, found);
    } else {
        plain_map(map, parents, found);
    }
}

/// `{property, value, constraints: {rule: text}, children: […]}`; an array's index is a `property` too.
fn class_validator(map: &Map<String, Value>, parents: &[String], found: &mut Vec<FieldError>) {
    let before = found.len();
    let mut path = parents.to_vec();
    path.push(map.get("property").map(words).unwrap_or_default());
    let value = map.get("value").filter(|_| !is_secret(path.last().map_or("", String::as_str)));
    if let Some(Value::Object(constraints)) = map.get("constraints") {
        for (rule, message) in constraints {
            found.push(FieldError {
                path: path.clone(),
                message: tidy(&words(message)),
                rule: rule.clone(),
                value: value.map(without_secrets),
            });
        }
    }
    if let Some(Value::Array(children)) = map.get("children") {
        children.iter().for_each(|child| read(child, &path, found));
    }
    if found.len() == before {
        found.push(FieldError { value: value.map(without_secrets), ..said(&path, "is not accepted".into()) });
    }
}

/// `{path, errors: […], type, params, message, inner: […]}`. Other validators write `path` as a list.
fn yup(map: &Map<String, Value>, parents: &[String], found: &mut Vec<FieldError>) {
    let mut path = parents.to_vec();
    match map.get("path") {
        Some(Value::Array(steps)) => path.extend(steps.iter().map(words)),
        Some(Value::String(text)) => path.extend(dotted(text)),
        _ => {}
    }
    let secret = is_secret(path.last().map_or("", String::as_str));
    let text = |key: &str| map.get(key).and_then(Value::as_str).unwrap_or_default();
    let rule = [text("type"), text("code"), text("rule")]
        .into_iter()
        .find(|rule| !rule.is_empty())
        .unwrap_or_default();
    let params = map.get("params");
    let value = params.and_then(|params| params.get("originalValue").or_else(|| params.get("value")));
    let mut messages: Vec<String> = match map.get("errors") {
        Some(Value::Array(errors)) => errors.iter().map(words).collect(),
        _ => Vec::new(),
    };
    if messages.is_empty() {
        messages.push(if text("message").is_empty() {
            "is not accepted".into()
        } else {
            text("message").into()
        });
    }
    let inner = map.get("inner").and_then(Value::as_array).filter(|inner| !inner.is_empty());
    if let Some(inner) = inner {
        // The entry only gathers what its inner ones say each for themselves.
        inner.iter().for_each(|entry| read(entry, parents, found));
        return;
    }
    for message in messages {
        let value = value.filter(|_| !secret).map(without_secrets);
        found.push(FieldError { path: path.clone(), message: tidy(&message), rule: rule.into(), value });
    }
}

/// `{instancePath: "/filters/key", keyword, params, message}`; before version 8 `dataPath: ".filters['key']"`.
fn ajv(map: &Map<String, Value>, parents: &[String]) -> FieldError {
    let text = |key: &str| map.get(key).and_then(Value::as_str).unwrap_or_default();
    let mut path = parents.to_vec();
    let place = if map.contains_key("instancePath") { text("instancePath") } else { text("dataPath") };
    if let Some(pointer) = place.strip_prefix('/') {
        path.extend(pointer.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")));
    } else {
        path.extend(dotted(place));
    }
    // The error stands at the parent; the name that is missing or too much only in the parameters.
    let params = map.get("params");
    let named = ["missingProperty", "additionalProperty", "unevaluatedProperty", "propertyName"];
    let name = named.iter().find_map(|key| params.and_then(|params| params.get(key)));
    path.extend(name.map(words));
    let secret = is_secret(path.last().map_or("", String::as_str));
    let value = map.get("data").filter(|_| !secret).map(without_secrets);
    let message = if text("message").is_empty() { "is not accepted" } else { text("message") };
    FieldError { path, message: tidy(message), rule: text("keyword").into(), value }
}

/// `{name: "what is wrong"}`, with texts, numbers, lists of texts or maps again.
fn plain_map(map: &Map<String, Value>, parents: &[String], found: &mut Vec<FieldError>) {
    for (name, value) in map.iter().filter(|(name, _)| *name != "target") {
        let mut path = parents.to_vec();
        path.push(name.clone());
        match value {
            Value::Object(inner) if is_entry(inner) => read(value, parents, found),
            Value::Object(inner) if !inner.is_empty() => plain_map(inner, &path, found),
            Value::Array(entries) if !entries.is_empty() => {
                entries.iter().for_each(|entry| read(entry, &path, found));
            }
            other => found.push(said(&path, words(other))),
        }
    }
}

/// A search that is refused for a value without its list answers with a sentence alone, which names the field.
pub(crate) fn named_in(message: &str) -> Option<FieldError> {
    let part = match message {
        _ if message.starts_with("Filter values must be arrays") => "filters",
        _ if message.starts_with("Search values must be arrays") => "search",
        _ => return None,
    };
    let (_, rest) = message.split_once("for '")?;
    let (name, rest) = rest.split_once('\'')?;
    let value =
        rest.strip_prefix(": '").and_then(|rest| rest.split_once("'. Example")).map(|(value, _)| value);
    Some(FieldError {
        path: vec![part.into(), name.into()],
        message: "must be a list of values, or a bare true or false".into(),
        rule: "isArray".into(),
        value: value.filter(|_| !is_secret(name)).map(Value::from),
    })
}

fn said(path: &[String], message: String) -> FieldError {
    FieldError { path: path.to_vec(), message: tidy(&message), rule: String::new(), value: None }
}

/// A text as it is, anything else as JSON without secrets.
fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => cleaned(other).to_string(),
    }
}

/// `a.b[0]["c"]` in steps.
fn dotted(path: &str) -> Vec<String> {
    path.split(['.', '[', ']'])
        .map(|step| step.trim_matches(['"', '\'']))
        .filter(|step| !step.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The server ends a list of allowed values with a colon and nothing, when it knows none.
fn tidy(message: &str) -> String {
    let message = message.trim();
    match message.strip_suffix(" one of the following values:") {
        Some(start) => format!("{start} one of the allowed values, which the server does not list"),
        None => message.to_owned(),
    }
}

/// Names whose values are never kept.
pub(crate) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["password", "passwd", "secret", "token", "authorization", "cookie", "apikey", "api_key"]
        .iter()
        .any(|part| name.contains(part))
}

/// Details without what must not be shown: `target`, which echoes the whole request, is dropped at any depth, and
/// what echoes a single value keeps no secrets. Words *about* a password stay.
pub(crate) fn cleaned(details: &Value) -> Value {
    match details {
        Value::Array(items) => items.iter().map(cleaned).collect(),
        Value::Object(map) => {
            let secret = |key: &str| match map.get(key) {
                Some(Value::String(path)) => is_secret(dotted(path).last().map_or("", String::as_str)),
                Some(Value::Array(path)) => path.last().and_then(Value::as_str).is_some_and(is_secret),
                _ => false,
            };
            let hidden = secret("property") || secret("path") || secret("instancePath") || secret("dataPath");
            map.iter()
                .filter(|(key, _)| *key != "target")
                .filter(|(key, _)| !(hidden && ECHOES.contains(&key.as_str())))
                .map(|(key, inner)| {
                    let echo = ECHOES.contains(&key.as_str());
                    (key.clone(), if echo { without_secrets(inner) } else { cleaned(inner) })
                })
                .collect()
        }
        other => other.clone(),
    }
}

/// Under these names details repeat what was sent.
const ECHOES: [&str; 5] = ["value", "originalValue", "params", "data", "parent"];

/// A value that was sent, without the secrets in it.
fn without_secrets(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_secrets).collect(),
        Value::Object(map) => map
            .iter()
            .filter(|(key, _)| *key != "target" && !is_secret(key))
            .map(|(key, inner)| (key.clone(), without_secrets(inner)))
            .collect(),
        Value::String(text) if tells_secret(text) => "•••".into(),
        other => other.clone(),
    }
}

/// Whether a text that was sent may hold a secret under its name, as JSON and lists of settings in a text do.
fn tells_secret(text: &str) -> bool {
    is_secret(text) && text.contains([':', '='])
}

#[cfg(test)]
#[path = "details_tests.rs"]
mod tests;
