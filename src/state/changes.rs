//! What a write changes in the present record, field by field.

use serde_json::Value;

/// A field that a write changes.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// The way to it: `latestVersion.description`.
    pub path: String,
    /// What stands there now; `None` where nothing does, or where it is not shown.
    pub before: Option<Value>,
    /// What will stand there.
    pub after: Value,
}

/// The fields of a body that differ from the record as it is now. Objects are looked into; lists are taken as wholes.
/// Texts that are JSON are compared as what they say.
pub fn changes(present: &Value, body: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    walk(present, body, String::new(), &mut found);
    found
}

fn walk(present: &Value, body: &Value, path: String, found: &mut Vec<Change>) {
    match (present, body) {
        (Value::Object(now), Value::Object(new)) => {
            for (name, after) in new {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                match now.get(name) {
                    Some(before) => walk(before, after, path, found),
                    None => found.push(Change { path, before: None, after: after.clone() }),
                }
            }
        }
        (before, after) if same(before, after) => {}
        (before, after) => found.push(Change { path, before: Some(before.clone()), after: after.clone() }),
    }
}

fn same(one: &Value, other: &Value) -> bool {
    let read = |value: &Value| match value {
        Value::String(text) if text.trim_start().starts_with(['{', '[']) => serde_json::from_str(text).ok(),
        _ => None,
    };
    let number = |value: &Value| value.as_f64();
    one == other
        || number(one).is_some() && number(one) == number(other)
        || read(one).as_ref().unwrap_or(one) == read(other).as_ref().unwrap_or(other)
}

/// How many rows a delete names in its body: the longest list of ids in it.
pub fn named_rows(body: Option<&Value>) -> Option<usize> {
    let parts = body?.as_object()?;
    let lists = parts.iter().filter(|(name, _)| name.to_lowercase().ends_with("ids"));
    lists.filter_map(|(_, value)| value.as_array()).map(Vec::len).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_differs_is_a_change() {
        let now = json!({"name": "a", "n": 1, "config": "{\"a\": 1}", "list": [1], "inner": {"x": 1, "y": 2}, "gone": 1});
        let body = json!({"name": "b", "n": 1.0, "config": {"a": 1}, "list": [1, 2], "inner": {"x": 1, "y": 3}, "new": null});
        let found: Vec<(String, bool)> =
            changes(&now, &body).into_iter().map(|it| (it.path, it.before.is_some())).collect();
        let expected = [("name", true), ("list", true), ("inner.y", true), ("new", false)];
        assert_eq!(found, expected.map(|(path, known)| (path.to_string(), known)));
        assert_eq!(changes(&now, &now), []);
    }

    #[test]
    fn a_delete_names_its_rows() {
        assert_eq!(named_rows(Some(&json!({"playerIds": ["a", "b"], "tags": [1, 2, 3]}))), Some(2));
        assert_eq!(named_rows(Some(&json!({"name": []}))), None);
        assert_eq!(named_rows(None), None);
    }
}
