//! What the server says of single places of a query, put beside the rows that it speaks of. Without a page.

use crate::state::Refused;
use client::FieldError;
use query::{Draft, Row, RowKind};

/// Each of the server's complaints with the row that it concerns, as the row was sent.
pub fn placed(errors: &[FieldError], sent: &Draft) -> Vec<Refused> {
    errors
        .iter()
        .map(|error| Refused {
            row: row_of(error, sent).cloned(),
            place: error.place(),
            words: error.message.clone(),
        })
        .collect()
}

fn row_of<'a>(error: &FieldError, sent: &'a Draft) -> Option<&'a Row> {
    let steps: Vec<&str> = error
        .path
        .iter()
        .flat_map(|step| step.split(['.', '[', ']']))
        .filter(|step| !step.is_empty())
        .collect();
    let (group, rest) = steps.split_first()?;
    let kind = match *group {
        "filters" => RowKind::Filter,
        "search" => RowKind::Search,
        "greaterThan" | "lessThan" => RowKind::Range,
        _ => return None,
    };
    let rows: Vec<&Row> = sent.group(kind).filter(|row| !row.off && !row.is_idle()).collect();
    let of_field = |name: &str| rows.iter().copied().find(|row| row.field == name);
    match rest.first() {
        Some(name) => of_field(name),
        // Some answers name only the group and put the field into their words.
        None => {
            let mut named = rows.iter().copied().filter(|row| names(&error.message, &row.field));
            named.next().filter(|_| named.next().is_none())
        }
    }
}

/// The words hold the field's name as a word of its own.
fn names(words: &str, field: &str) -> bool {
    !field.is_empty()
        && words.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).any(|word| word == field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use query::{EntitySchema, Field, FieldKind};
    use serde_json::json;

    fn error(path: &[&str], message: &str) -> FieldError {
        FieldError {
            path: path.iter().map(|step| step.to_string()).collect(),
            message: message.into(),
            rule: String::new(),
            value: None,
        }
    }

    #[test]
    fn each_complaint_finds_its_row() {
        let schema = EntitySchema::new("user", "/user/search")
            .field(Field::new("id", FieldKind::Uuid).filterable())
            .field(Field::new("name", FieldKind::Text).filterable().searchable())
            .field(Field::new("createdAt", FieldKind::Date).rangeable());
        let body = json!({ "filters": { "id": ["x"], "name": ["a"] }, "search": { "name": ["b"] },
            "lessThan": { "createdAt": "nonsense" }, "limit": 5000 });
        let sent = Draft::from_json(&body, &schema).expect("a query");
        let found = |path: &[&str], words: &str| {
            placed(&[error(path, words)], &sent)[0].row.as_ref().map(|row| (row.kind, row.field.clone()))
        };
        let is = |kind, name: &str| Some((kind, name.to_string()));
        assert_eq!(found(&["filters", "id", "0"], "bad"), is(RowKind::Filter, "id"));
        assert_eq!(found(&["filters.id[0]"], "bad"), is(RowKind::Filter, "id"));
        assert_eq!(found(&["search", "name"], "bad"), is(RowKind::Search, "name"));
        assert_eq!(found(&["lessThan", "createdAt"], "bad"), is(RowKind::Range, "createdAt"));
        assert_eq!(found(&["filters"], "each value in id must be a UUID"), is(RowKind::Filter, "id"));
        assert_eq!(found(&["filters"], "id and name are wrong"), None);
        assert_eq!(found(&["limit"], "too many"), None);
        assert_eq!(found(&[], "bad"), None);
    }
}
