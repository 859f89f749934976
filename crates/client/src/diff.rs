//! Two replies of the same operation side by side: rows added, removed, changed.

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

/// What became of one row between two replies.
#[derive(Clone, Debug, PartialEq)]
pub enum RowChange {
    /// It is new: its place in the later reply.
    Added(usize),
    /// It is gone: its place in the earlier reply.
    Removed(usize),
    /// It is there, with other values.
    Changed {
        /// Its place in the earlier reply.
        before: usize,
        /// Its place in the later reply.
        after: usize,
        /// The columns that differ, in their order.
        columns: Vec<String>,
    },
}

/// All that differs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diff {
    /// Rows that differ: as they stand in the later reply, those that are gone at the end.
    pub changes: Vec<RowChange>,
    /// Rows that are the same.
    pub same: usize,
    /// Rows that are the same or changed, and stand at another place among those that both replies have.
    pub moved: usize,
    /// What rows were known again by; `None` where that was their place.
    pub key: Option<String>,
}

impl Diff {
    /// How many rows are new, gone, changed.
    pub fn counts(&self) -> (usize, usize, usize) {
        self.changes.iter().fold((0, 0, 0), |(added, removed, changed), change| match change {
            RowChange::Added(_) => (added + 1, removed, changed),
            RowChange::Removed(_) => (added, removed + 1, changed),
            RowChange::Changed { .. } => (added, removed, changed + 1),
        })
    }
}

/// What differs between two lists of rows. Rows are known again by `id` where each has one of its own, else by
/// `name` or `key`, else by their place.
///
/// ```
/// use client::diff::{RowChange, diff};
/// use serde_json::json;
/// let before = [json!({"id": 1, "level": 5}), json!({"id": 2})];
/// let after = [json!({"id": 3}), json!({"id": 1, "level": 6})];
/// let found = diff(&before, &after);
/// assert_eq!(found.changes, [
///     RowChange::Added(0),
///     RowChange::Changed { before: 0, after: 1, columns: vec!["level".into()] },
///     RowChange::Removed(1),
/// ]);
/// ```
pub fn diff(before: &[Value], after: &[Value]) -> Diff {
    let key = ["id", "name", "key"].into_iter().find(|key| is_unique(before, key) && is_unique(after, key));
    let name = |row: &Value, at: usize| match key {
        Some(key) => row.get(key).map(Value::to_string).unwrap_or_default(),
        None => at.to_string(),
    };
    let known: IndexMap<String, usize> =
        before.iter().enumerate().map(|(at, row)| (name(row, at), at)).collect();
    let mut found = Diff { key: key.map(str::to_owned), ..Diff::default() };
    let mut met = IndexSet::new();
    for (at, row) in after.iter().enumerate() {
        let Some(&was) = known.get(&name(row, at)) else {
            found.changes.push(RowChange::Added(at));
            continue;
        };
        met.insert(was);
        let columns = differing(&before[was], row);
        if columns.is_empty() && before[was] == *row {
            found.same += 1;
        } else {
            found.changes.push(RowChange::Changed { before: was, after: at, columns });
        }
    }
    let gone = (0..before.len()).filter(|at| !met.contains(at));
    found.changes.extend(gone.map(RowChange::Removed));
    let mut in_order: Vec<usize> = met.iter().copied().collect();
    in_order.sort_unstable();
    found.moved = met.iter().zip(&in_order).filter(|(is, was)| is != was).count();
    found
}

fn is_unique(rows: &[Value], key: &str) -> bool {
    let mut seen = IndexSet::new();
    rows.iter().all(|row| match row.get(key) {
        Some(value @ (Value::String(_) | Value::Number(_))) => seen.insert(value.to_string()),
        _ => false,
    })
}

/// The columns by which two rows differ. Rows that are no objects differ as a whole, under the empty name.
fn differing(before: &Value, after: &Value) -> Vec<String> {
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            let names: IndexSet<&String> = new.keys().chain(old.keys()).collect();
            names.into_iter().filter(|name| old.get(*name) != new.get(*name)).cloned().collect()
        }
        (old, new) if old == new => Vec::new(),
        _ => vec![String::new()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn without_a_name_of_their_own_rows_are_known_by_their_place() {
        let found = diff(&[json!({"a": 1}), json!({"a": 1})], &[json!({"a": 1}), json!({"b": 1}), json!(5)]);
        assert_eq!(found.key, None);
        assert_eq!(
            found.changes,
            [
                RowChange::Changed { before: 1, after: 1, columns: vec!["b".into(), "a".into()] },
                RowChange::Added(2)
            ]
        );
        assert_eq!((found.same, found.counts()), (1, (1, 0, 1)));
    }

    #[test]
    fn rows_that_moved_are_the_same() {
        let row = |id: u32| json!({"id": id});
        let found = diff(&[row(1), row(2), row(3)], &[row(3), row(1), row(2)]);
        assert_eq!((found.changes.len(), found.same, found.moved), (0, 3, 3));
        assert_eq!(diff(&[row(1), row(2)], &[row(2)]).moved, 0);
    }

    #[test]
    fn null_and_nothing_differ() {
        let found = diff(&[json!({"id": 1, "a": null})], &[json!({"id": 1})]);
        assert_eq!(found.changes, [RowChange::Changed { before: 0, after: 0, columns: vec!["a".into()] }]);
    }

    proptest! {
        #[test]
        fn each_row_is_counted_once(
            before in prop::collection::btree_map(0_u8..30, 0_u8..3, 0..20),
            after in prop::collection::btree_map(0_u8..30, 0_u8..3, 0..20),
        ) {
            let rows = |of: &std::collections::BTreeMap<u8, u8>| -> Vec<Value> {
                of.iter().map(|(id, n)| json!({"id": id, "n": n})).collect()
            };
            let found = diff(&rows(&before), &rows(&after));
            let (added, removed, changed) = found.counts();
            prop_assert_eq!(added + changed + found.same, after.len());
            prop_assert_eq!(removed + changed + found.same, before.len());
            let expected = after.iter().filter(|(id, n)| before.get(id).is_some_and(|old| old != *n)).count();
            prop_assert_eq!(changed, expected);
            prop_assert_eq!(diff(&rows(&after), &rows(&after)).changes.len(), 0);
        }
    }
}
