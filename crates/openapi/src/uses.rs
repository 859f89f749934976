//! Who uses a schema.

use crate::document::Document;
use crate::pointer::tokens;
use indexmap::{IndexMap, IndexSet};

impl Document {
    /// The operations that hold a reference to a component schema, directly or through other components, in the
    /// document's order.
    ///
    /// The first call looks through the whole text once; the answer is kept.
    pub fn used_by(&self, name: &str) -> Vec<usize> {
        let uses = self.inner().uses.get_or_init(|| self.find_uses());
        let mut seen: IndexSet<&str> = IndexSet::new();
        let mut open = vec![component_node("schemas", name)];
        let mut operations = Vec::new();
        // Walks from the schema up to whatever refers to it. `seen` keeps circles from being walked twice.
        let mut at = 0;
        while let Some(node) = open.get(at).cloned() {
            at += 1;
            let Some((node, users)) = uses.get_key_value(&node) else { continue };
            if !seen.insert(node.as_str()) {
                continue;
            }
            for &user in users {
                match self.component_of(user) {
                    Ok(component) => open.push(component),
                    Err(operation) => operations.push(operation),
                }
            }
        }
        operations.sort_unstable();
        operations.dedup();
        operations
    }

    /// For each component that is referred to: its users. A user is an operation's index, or the number of operations
    /// plus a component's place among all components.
    fn find_uses(&self) -> IndexMap<String, Vec<usize>> {
        let inner = self.inner();
        let mut uses: IndexMap<String, Vec<usize>> = IndexMap::new();
        let mut note = |text: &str, user: usize| {
            for node in references(text) {
                let users = uses.entry(node).or_default();
                // One user's references come together, so looking at the last is enough.
                if users.last() != Some(&user) {
                    users.push(user);
                }
            }
        };
        for (index, spans) in inner.spans.iter().enumerate() {
            note(spans.operation.of(&inner.text), index);
            if let Some(parameters) = spans.parameters {
                note(parameters.of(&inner.text), index);
            }
        }
        let components = inner.components.iter().flat_map(|(_, entries)| entries.iter());
        for (index, (_, entry)) in components.enumerate() {
            note(entry.span.of(&inner.text), inner.heads.len() + index);
        }
        uses
    }

    /// The component that a user's number stands for, or the operation.
    fn component_of(&self, user: usize) -> Result<String, usize> {
        let inner = self.inner();
        let Some(mut at) = user.checked_sub(inner.heads.len()) else { return Err(user) };
        for (section, entries) in inner.components.iter() {
            match entries.name_at(at) {
                Some(name) => return Ok(component_node(section, name)),
                None => at -= entries.len(),
            }
        }
        Err(user)
    }
}

/// A component as one text: its section and name.
fn component_node(section: &str, name: &str) -> String {
    format!("{section}/{name}")
}

/// The components that a JSON text refers to.
fn references(text: &str) -> impl Iterator<Item = String> {
    text.split("\"$ref\"").skip(1).filter_map(|rest| {
        let rest = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
        let (reference, _) = rest.split_once('"')?;
        match tokens(&reference.replace("\\/", "/"))?.as_slice() {
            [first, section, name, ..] if first == "components" => Some(component_node(section, name)),
            _ => None,
        }
    })
}
