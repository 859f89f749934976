//! The rows that answers have shown, by id and name: what "Why isn't this row here?" offers to pick from.
//!
//! They are held in memory for this page, never stored, and each belongs to the domain that it was seen in.

use super::cell::is_uuid;
use crate::ui::Choice;
use serde_json::Value;
use std::cell::RefCell;

/// So many rows of one answer are looked at.
const LOOKED_AT: usize = 100;
/// So many rows are remembered, the last ones seen.
const REMEMBERED: usize = 500;
/// Fields by which people know a row, the best first.
const NAMES: [&str; 7] = ["name", "key", "email", "itemName", "tag", "code", "reason"];

/// A row that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenRow {
    /// The path of its entity's search.
    pub path: String,
    /// Its id.
    pub id: String,
    /// By what people know it; empty where only its id was seen.
    pub name: String,
    /// The entity in whose answer it was seen.
    pub seen_in: String,
}

/// Everything that was seen in one domain after another.
#[derive(Default)]
pub struct SeenRows {
    rows: Vec<(String, SeenRow)>,
    /// The ids of the last answer, by the path of its search.
    last: Vec<(String, Vec<String>)>,
}

/// What is to be known of an answer.
pub struct SeenAnswer<'a> {
    /// The domain that was asked.
    pub domain: &'a str,
    /// The path of the search that was asked.
    pub path: &'a str,
    /// The entity's name for people.
    pub title: &'a str,
}

impl SeenRows {
    /// Takes the rows of an answer. `names` tells which entity's search a column's ids belong to.
    pub fn take<'r>(
        &mut self,
        answer: &SeenAnswer,
        rows: impl Iterator<Item = &'r Value>,
        names: impl Fn(&str, &Value) -> Option<String>,
    ) {
        let mut last = Vec::new();
        for row in rows.take(LOOKED_AT).filter_map(Value::as_object) {
            let text = |key: &str| row.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
            for (column, value) in row {
                let Some(id) = value.as_str().filter(|id| is_uuid(id)) else { continue };
                let own = column == "id";
                let path = if own { Some(answer.path.to_string()) } else { names(column, value) };
                let Some(path) = path else { continue };
                let name = if own { NAMES.iter().find_map(|key| text(key)).unwrap_or_default() } else { "" };
                if own {
                    last.push(id.to_string());
                }
                self.add(
                    answer.domain,
                    SeenRow { path, id: id.into(), name: name.into(), seen_in: answer.title.into() },
                );
            }
        }
        self.last.retain(|(path, _)| path != answer.path);
        self.last.push((answer.path.into(), last));
    }

    fn add(&mut self, domain: &str, mut row: SeenRow) {
        let same = |(of, old): &(String, SeenRow)| of == domain && old.path == row.path && old.id == row.id;
        if let Some(at) = self.rows.iter().position(same) {
            let (_, old) = self.rows.remove(at);
            // A row that was seen itself is known better than one that was named.
            if row.name.is_empty() {
                row = old;
            }
        }
        if self.rows.len() >= REMEMBERED {
            self.rows.remove(0);
        }
        self.rows.push((domain.into(), row));
    }

    /// The rows of an entity that its last answer does not hold, the last seen first.
    pub fn missing(&self, domain: &str, path: &str) -> Vec<SeenRow> {
        let last =
            self.last.iter().find(|(of, _)| of == path).map(|(_, ids)| ids.as_slice()).unwrap_or_default();
        let wanted =
            |(of, row): &&(String, SeenRow)| of == domain && row.path == path && !last.contains(&row.id);
        self.rows.iter().rev().filter(wanted).map(|(_, row)| row.clone()).collect()
    }
}

thread_local! {
    static SEEN: RefCell<SeenRows> = RefCell::default();
}

/// Works with what this page has seen.
pub fn seen<T>(work: impl FnOnce(&mut SeenRows) -> T) -> T {
    SEEN.with(|seen| work(&mut seen.borrow_mut()))
}

/// Rows as suggestions: the id, where it was seen, and by what people know it.
pub fn offers(rows: Vec<SeenRow>, note: impl Fn(&str) -> String) -> Vec<Choice> {
    rows.into_iter()
        .map(|row| Choice { note: note(&row.seen_in), description: row.name, value: row.id })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn id(last: u32) -> String {
        format!("ea85ddf4-2885-482f-adc6-{last:012}")
    }

    fn answer<'a>(domain: &'a str, path: &'a str, title: &'a str) -> SeenAnswer<'a> {
        SeenAnswer { domain, path, title }
    }

    #[test]
    fn rows_of_other_answers_are_offered() {
        let mut seen = SeenRows::default();
        let players = [
            json!({"id": id(1), "name": "Ann"}),
            json!({"id": id(2), "name": "Bob"}),
            json!({"name": "a role"}),
        ];
        seen.take(&answer("d", "/player/search", "Player"), players.iter(), |_, _| None);
        let ids = |seen: &SeenRows, domain: &str| {
            seen.missing(domain, "/player/search")
                .into_iter()
                .map(|row| (row.id, row.name))
                .collect::<Vec<_>>()
        };
        assert_eq!(ids(&seen, "d"), [], "both stand in the last answer");
        // An event names a player that was seen, and one that was not.
        let events =
            [json!({"id": id(9), "playerId": id(1), "note": id(7)}), json!({"id": id(8), "playerId": id(3)})];
        let names = |column: &str, _: &Value| (column == "playerId").then(|| "/player/search".to_string());
        seen.take(&answer("d", "/event/search", "Event"), events.iter(), names);
        assert_eq!(ids(&seen, "d"), [(id(3), String::new())]);
        // The next answer holds nobody: everybody is missing, the last seen first, known by name.
        seen.take(&answer("d", "/player/search", "Player"), [].iter(), |_, _| None);
        assert_eq!(ids(&seen, "d"), [(id(3), String::new()), (id(1), "Ann".into()), (id(2), "Bob".into())]);
        assert_eq!(ids(&seen, "elsewhere"), []);
        let offered = offers(seen.missing("d", "/player/search"), |entity| format!("in {entity}"));
        assert_eq!((offered[0].note.as_str(), offered[1].description.as_str()), ("in Event", "Ann"));
    }

    #[test]
    fn memory_has_an_end() {
        let mut seen = SeenRows::default();
        for from in 0..20 {
            let rows: Vec<Value> = (0..200).map(|at| json!({"id": id(from * 1000 + at)})).collect();
            seen.take(&answer("d", "/player/search", "Player"), rows.iter(), |_, _| None);
        }
        assert_eq!(seen.rows.len(), REMEMBERED);
    }
}
