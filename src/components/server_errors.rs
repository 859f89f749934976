//! What the server says of single places of a query, put beside the rows that it speaks of. Without a page.

use crate::state::Refused;
use client::FieldError;
use query::{Draft, Operator, Place, Row, RowId, RowKind};

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

/// The box of the query that a complaint is about, as the query was sent.
pub fn spot(error: &FieldError, sent: &Draft) -> Option<(Option<RowId>, Place)> {
    let steps = steps(error);
    if let Some(row) = row_of(error, sent) {
        let upper = row.operator == Operator::Between && steps.first() == Some(&"lessThan");
        return Some((Some(row.id), if upper { Place::Upper } else { Place::Value }));
    }
    let place = match *steps.first()? {
        "page" => Place::Page,
        "limit" => Place::Limit,
        "sortBy" => Place::SortBy,
        "sortDirection" => Place::SortDirection,
        "extend" => Place::Extend,
        key if sent.send_extra && sent.extra.contains_key(key) => Place::Extra,
        _ => return None,
    };
    Some((None, place))
}

/// The steps of a complaint's path, however its text is cut.
fn steps(error: &FieldError) -> Vec<&str> {
    error.path.iter().flat_map(|step| step.split(['.', '[', ']'])).filter(|step| !step.is_empty()).collect()
}

fn row_of<'a>(error: &FieldError, sent: &'a Draft) -> Option<&'a Row> {
    let steps = steps(error);
    let (group, rest) = steps.split_first()?;
    let kind = match *group {
        "filters" => RowKind::Filter,
        "search" => RowKind::Search,
        "greaterThan" | "lessThan" => RowKind::Range,
        _ => return None,
    };
    let rows: Vec<&Row> = sent.group(kind).filter(|row| !row.off && !row.is_idle()).collect();
    match rest.first() {
        Some(name) => {
            let of_field: Vec<&Row> = rows.iter().copied().filter(|row| row.field == *name).collect();
            let sets = |row: &&&Row| match *group {
                "lessThan" => matches!(row.operator, Operator::AtMost | Operator::Between),
                "greaterThan" => matches!(row.operator, Operator::AtLeast | Operator::Between),
                _ => true,
            };
            let said =
                error.value.as_ref().map(|value| value.as_str().map_or(value.to_string(), String::from));
            let holds = |row: &&&Row| {
                let of_row = row.cells().any(|cell| Some(cell.display()) == said);
                of_row || said.as_ref() == Some(&row.upper)
            };
            // The values of all rows on a field stand in one list, and a place in it tells which row's it is.
            let place = rest.get(1).and_then(|at| at.parse::<usize>().ok());
            let at_place = place.and_then(|mut place| {
                of_field.iter().find(|row| {
                    let count = row.cells().count();
                    let here = place < count;
                    place = place.saturating_sub(count);
                    here
                })
            });
            let mut setting = of_field.iter().filter(sets);
            let found = setting.clone().find(|row| holds(row)).or(at_place).or_else(|| setting.next_back());
            found.or(of_field.first()).copied()
        }
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

    #[test]
    fn of_several_rows_on_a_field_the_one_that_is_meant_is_found() {
        let mut sent = Draft::default();
        let mut add = |kind: RowKind, field: &str, operator: Operator, text: &str| {
            let row = sent.apply(query::Edit::Add { kind, field: field.into() }).expect("a row");
            sent.apply(query::Edit::SetOperator { row, operator });
            sent.apply(query::Edit::SetText { row, text: text.into() });
            row
        };
        let good = add(RowKind::Filter, "id", Operator::Is, "ea85ddf4-2885-482f-adc6-548fbe3fd8af");
        let bad = add(RowKind::Filter, "id", Operator::Is, "bad");
        let lower = add(RowKind::Range, "createdAt", Operator::AtLeast, "2026-01-01");
        let upper = add(RowKind::Range, "createdAt", Operator::AtMost, "nonsense");
        let found = |path: &[&str], value: Option<&str>| {
            let told = FieldError { value: value.map(|value| json!(value)), ..error(path, "wrong") };
            placed(&[told], &sent)[0].row.as_ref().map(|row| row.id)
        };
        assert_eq!(found(&["filters", "id"], Some("bad")), Some(bad));
        assert_eq!(found(&["filters", "id", "1"], None), Some(bad));
        assert_eq!(found(&["filters", "id", "0"], None), Some(good));
        assert_eq!(found(&["lessThan", "createdAt"], None), Some(upper));
        assert_eq!(found(&["greaterThan", "createdAt"], None), Some(lower));
    }

    #[test]
    fn each_complaint_leads_to_its_box() {
        let schema = EntitySchema::new("user", "/user/search")
            .field(Field::new("name", FieldKind::Text).filterable())
            .field(Field::new("createdAt", FieldKind::Date).rangeable());
        let body = json!({ "filters": { "name": ["a"] }, "greaterThan": { "createdAt": "2026-11-23" },
            "lessThan": { "createdAt": "2026-11-22" }, "limit": 5000, "sortDirection": "DESC", "weather": 1 });
        let mut sent = Draft::from_json(&body, &schema).expect("a query");
        sent.send_extra = true;
        let to = |path: &[&str], words: &str| spot(&error(path, words), &sent);
        let row = |at: usize| Some(sent.rows[at].id);
        assert_eq!(to(&["filters", "name", "0"], "bad"), Some((row(0), Place::Value)));
        assert_eq!(to(&["filters"], "each value in name must be a UUID"), Some((row(0), Place::Value)));
        assert_eq!(to(&["greaterThan.createdAt"], "bad"), Some((row(1), Place::Value)));
        assert_eq!(to(&["lessThan", "createdAt"], "bad"), Some((row(1), Place::Upper)));
        assert_eq!(to(&["limit"], "too many"), Some((None, Place::Limit)));
        assert_eq!(to(&["sortDirection"], "bad"), Some((None, Place::SortDirection)));
        assert_eq!(to(&["weather"], "should not exist"), Some((None, Place::Extra)));
        assert_eq!(to(&["climate"], "should not exist"), None);
        assert_eq!(to(&[], "bad"), None);
    }
}
