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

impl Change {
    /// Both values as texts of at most so many letters; of longer ones the part where they differ, with something before it.
    pub fn shown(&self, longest: usize) -> (Option<String>, String) {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), String::from);
        let before: Option<Vec<char>> = self.before.as_ref().map(|value| text(value).chars().collect());
        let after: Vec<char> = text(&self.after).chars().collect();
        let same = before
            .as_ref()
            .map_or(0, |it| it.iter().zip(&after).take_while(|(one, other)| one == other).count());
        let part = |letters: &[char]| {
            if letters.len() <= longest {
                return letters.iter().collect();
            }
            // What is the same is shown for a fifth, so that one sees where that is.
            let from = same.saturating_sub(longest / 5).min(letters.len() - 1);
            let end = letters.len().min(from + longest);
            let middle: String = letters[from..end].iter().collect();
            let (left, right) = (if from > 0 { "…" } else { "" }, if end < letters.len() { "…" } else { "" });
            format!("{left}{middle}{right}")
        };
        (before.as_deref().map(part), part(&after))
    }
}

/// The fields of a body that differ from the record as it is now. Objects are looked into; lists are taken as wholes,
/// and differ only in what is sent: the record's own items carry dates and ids that no body has.
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
        (before, after) if holds(before, after) => {}
        (before, after) => found.push(Change { path, before: Some(before.clone()), after: after.clone() }),
    }
}

/// Whether all that is sent stands there already.
fn holds(present: &Value, sent: &Value) -> bool {
    match (present, sent) {
        (Value::Object(now), Value::Object(new)) => {
            new.iter().all(|(name, sent)| now.get(name).is_some_and(|present| holds(present, sent)))
        }
        (Value::Array(now), Value::Array(new)) => {
            now.len() == new.len() && now.iter().zip(new).all(|(present, sent)| holds(present, sent))
        }
        (present, sent) => same(present, sent),
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
    fn a_long_value_is_shown_where_it_differs() {
        let long = |end: &str| json!(format!("{}{end}", "word ".repeat(60)));
        let change = Change { path: "v".into(), before: Some(long("old")), after: long("new") };
        let (before, after) = change.shown(50);
        assert_eq!(before.as_deref(), Some("…word word old"));
        assert_eq!(after, "…word word new");
        let grown = Change { before: Some(json!("short")), after: long(""), ..change.clone() };
        let (before, after) = grown.shown(20);
        assert_eq!((before.as_deref(), after.chars().count()), (Some("short"), 21));
        let cleared = Change { before: Some(long("")), after: json!(""), ..change };
        let (before, after) = cleared.shown(20);
        assert!(
            before.is_some_and(|it| it.starts_with("word word") && it.ends_with('…')) && after.is_empty()
        );
    }

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
    fn what_only_the_record_carries_is_no_change() {
        let now = json!({"permissions": [{"id": "1", "permissionId": "a", "count": 0}, {"id": "2", "permissionId": "b"}]});
        let sent = |permissions: serde_json::Value| json!({ "permissions": permissions });
        let kept = sent(json!([{"permissionId": "a", "count": 0}, {"permissionId": "b"}]));
        assert_eq!(changes(&now, &kept), []);
        for other in [
            json!([{"permissionId": "a", "count": 1}, {"permissionId": "b"}]),
            json!([{"permissionId": "b"}, {"permissionId": "a"}]),
            json!([{"permissionId": "a"}]),
            json!([{"permissionId": "a", "new": 1}, {"permissionId": "b"}]),
        ] {
            assert_eq!(changes(&now, &sent(other)).len(), 1);
        }
    }

    #[test]
    fn a_delete_names_its_rows() {
        assert_eq!(named_rows(Some(&json!({"playerIds": ["a", "b"], "tags": [1, 2, 3]}))), Some(2));
        assert_eq!(named_rows(Some(&json!({"name": []}))), None);
        assert_eq!(named_rows(None), None);
    }
}
