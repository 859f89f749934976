//! Queries that a person gave a name, kept in this browser for that person, domain and operation.

use super::storage;
use serde_json::{Map, Value, json};

/// A query with a name: the text of its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Its name.
    pub name: String,
    /// The operation's name in addresses.
    pub operation: String,
    /// The draft as an address writes it.
    pub query: String,
}

/// The mark of a file of saved queries.
const FORMAT: &str = "takaro-explorer-queries";

fn key(person: &str, domain: &str) -> String {
    format!("saved:{person}:{domain}")
}

/// All saved queries of a person in a domain.
pub fn saved(person: &str, domain: &str) -> Vec<Saved> {
    storage::read(&key(person, domain)).and_then(|text| from_file(&text)).unwrap_or_default().0
}

/// Keeps them.
pub fn keep(person: &str, domain: &str, list: &[Saved]) {
    if list.is_empty() {
        storage::remove(&key(person, domain));
    } else {
        storage::write(&key(person, domain), &to_file(list));
    }
}

/// Puts a query among others; one of the same name and operation gives way.
pub fn put(list: &mut Vec<Saved>, new: Saved) {
    match list.iter_mut().find(|old| (&old.name, &old.operation) == (&new.name, &new.operation)) {
        Some(old) => *old = new,
        None => list.push(new),
    }
}

/// The text of a file with these queries.
pub fn to_file(list: &[Saved]) -> String {
    let queries: Vec<Value> = list
        .iter()
        .map(|saved| json!({ "name": saved.name, "operation": saved.operation, "query": saved.query }))
        .collect();
    let mut file = Map::new();
    file.insert("format".into(), FORMAT.into());
    file.insert("version".into(), 1.into());
    file.insert("queries".into(), queries.into());
    serde_json::to_string_pretty(&Value::Object(file)).unwrap_or_default()
}

/// The queries of a file, and how many of its entries could not be read; `None` where it is none of ours.
pub fn from_file(text: &str) -> Option<(Vec<Saved>, usize)> {
    let file: Value = serde_json::from_str(text).ok()?;
    if file.get("format")?.as_str()? != FORMAT {
        return None;
    }
    let word = |entry: &Value, name: &str| entry.get(name)?.as_str().map(String::from);
    let entries = file.get("queries")?.as_array()?;
    let list = entries.iter().filter_map(|entry| {
        let draft = query::Draft::from_kept(&word(entry, "query")?).ok()?;
        let saved = Saved {
            name: word(entry, "name")?,
            operation: word(entry, "operation")?,
            // A file may have been written by hand.
            query: draft.without_secrets().to_address(),
        };
        (!saved.name.trim().is_empty()).then_some(saved)
    });
    let list: Vec<Saved> = list.collect();
    let unread = entries.len() - list.len();
    Some((list, unread))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_back_and_a_broken_one_is_refused() {
        let mut list = Vec::new();
        let of =
            |name: &str, query: &str| Saved { name: name.into(), operation: "X".into(), query: query.into() };
        put(&mut list, of("new ones", "1~n!5"));
        put(&mut list, of("all", "1"));
        put(&mut list, of("new ones", "1~n!10"));
        assert_eq!(list, [of("new ones", "1~n!10"), of("all", "1")]);
        assert_eq!(from_file(&to_file(&list)), Some((list, 0)));
        assert_eq!(from_file("{}"), None);
        assert_eq!(from_file("nonsense"), None);
        let broken = r#"{"format": "takaro-explorer-queries", "queries": [{"name": "a"}, 5,
            {"name": "b", "operation": "X", "query": "9~?"}, {"name": "c", "operation": "X", "query": "1"}]}"#;
        assert_eq!(from_file(broken), Some((vec![of("c", "1")], 3)));
        let secret = to_file(&[of("d", "1~fi!token!*oops")]);
        assert_eq!(from_file(&secret), Some((vec![of("d", "1~fi!token")], 0)));
    }
}
