//! What a tree shows: a value, or a large reply of which only the rows that are looked at are read.

use super::json_tree::{CHUNK, Step, children, copied, count, part};
use client::rows::LargeReply;
use serde_json::Value;
use std::rc::Rc;

/// The whole of what a tree shows.
#[derive(Clone)]
pub(super) enum TreeSource {
    /// A value.
    Whole(Rc<Value>),
    /// A large reply, and what stands around its rows.
    Large(Rc<LargeReply>, Rc<Value>),
}

impl TreeSource {
    pub fn large(reply: Rc<LargeReply>) -> TreeSource {
        let around = Rc::new(reply.around());
        TreeSource::Large(reply, around)
    }

    /// Whether a way leads to the rows that are not read.
    pub fn is_list(&self, path: &[Step]) -> bool {
        match self {
            TreeSource::Whole(_) => false,
            TreeSource::Large(reply, _) if reply.is_bare_list() => path.is_empty(),
            TreeSource::Large(..) => matches!(path, [Step::Key(key)] if key == "data"),
        }
    }

    /// Looks at the value at the end of a way; in the place of rows that are not read stands an empty list.
    pub fn look<T>(&self, path: &[Step], look: impl FnOnce(&Value) -> T) -> Option<T> {
        match self {
            TreeSource::Whole(value) => part(value, path).map(look),
            TreeSource::Large(reply, around) => {
                let rows = usize::from(!reply.is_bare_list());
                match path.get(rows) {
                    Some(Step::Index(at)) if self.is_list(&path[..rows]) => {
                        part(&reply.row(*at)?, &path[rows + 1..]).map(look)
                    }
                    _ => part(around, path).map(look),
                }
            }
        }
    }

    /// How many parts the value at the end of a way has.
    pub fn count(&self, path: &[Step]) -> usize {
        match self {
            TreeSource::Large(reply, _) if self.is_list(path) => reply.len(),
            _ => self.look(path, count).unwrap_or(0),
        }
    }

    /// The children of the value at the end of a way from one place on, a chunk of them.
    pub fn children(&self, path: &[Step], from: usize) -> Vec<Step> {
        match self {
            TreeSource::Large(reply, _) if self.is_list(path) => {
                (from..reply.len()).take(CHUNK).map(Step::Index).collect()
            }
            _ => self.look(path, |value| children(value, from)).unwrap_or_default(),
        }
    }

    /// What is copied of the value at the end of a way.
    pub fn copied(&self, path: &[Step]) -> String {
        match self {
            // Rows are part of it: as they came is the only way that costs nothing.
            TreeSource::Large(reply, _) if path.is_empty() => reply.reply().text().into_owned(),
            TreeSource::Large(reply, _) if self.is_list(path) => {
                let rows: Vec<&str> = (0..reply.len()).filter_map(|at| reply.text(at)).collect();
                format!("[\n{}\n]", rows.join(",\n"))
            }
            _ => self.look(path, copied).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use client::Reply;
    use client::rows::{Scan, Scanned};
    use serde_json::json;

    fn large(body: &Value) -> TreeSource {
        let reply = Rc::new(Reply { body: body.to_string().into_bytes(), ..Reply::default() });
        let Scanned::Rows(layout) = Scan::default().step(&reply.body, usize::MAX) else {
            panic!("it is a list")
        };
        TreeSource::large(Rc::new(LargeReply::new(reply, layout)))
    }

    #[test]
    fn a_large_reply_looks_like_one_that_is_read() {
        let rows: Vec<Value> = (0..250).map(|at| json!({"at": at, "in": [at]})).collect();
        for body in [json!({"meta": {"total": 250}, "data": rows}), json!(rows)] {
            let (lazy, whole) = (large(&body), TreeSource::Whole(Rc::new(body.clone())));
            let list = if body.is_array() { vec![] } else { vec![Step::Key("data".into())] };
            let mut row = list.clone();
            row.push(Step::Index(249));
            let mut inside = row.clone();
            inside.extend([Step::Key("in".into()), Step::Index(0)]);
            let mut nowhere = list.clone();
            nowhere.push(Step::Index(250));
            for path in [vec![], list.clone(), row, inside, nowhere, vec![Step::Key("meta".into())]] {
                assert_eq!(lazy.count(&path), whole.count(&path), "{path:?}");
                for from in [0, 100, 200, 300] {
                    assert_eq!(lazy.children(&path, from), whole.children(&path, from), "{path:?}");
                }
                if !path.is_empty() && path != list {
                    assert_eq!(lazy.copied(&path), whole.copied(&path), "{path:?}");
                }
            }
            let read: Value = serde_json::from_str(&lazy.copied(&list)).expect("it is JSON");
            assert_eq!(part(&body, &list), Some(&read));
        }
    }
}
