//! What of a form is never kept and never shared.

use super::{Form, NodeId, State};
pub use query::secret::is_secret;
use serde_json::Value;

/// The same value without what stands under names of secrets, and without texts that are JSON with such names.
pub fn without_secrets(value: &Value) -> Value {
    query::secret::removed(value).unwrap_or_default()
}

/// The same value with dots in place of each secret, so that one sees that it is there.
///
/// ```
/// use openapi::form::with_dots_for_secrets;
/// let shown = with_dots_for_secrets(&serde_json::json!({"name": "a", "info": "{\"rconPassword\":\"b\"}"}));
/// assert_eq!(shown, serde_json::json!({"name": "a", "info": "{\"rconPassword\":\"•••\"}"}));
/// ```
pub fn with_dots_for_secrets(value: &Value) -> Value {
    query::secret::replaced(value, &is_secret, &|_| "•••".into())
}

impl Form {
    /// The JSON without secrets: without what stands under names such as `password`, and without texts of the format
    /// `password`. This is what may be kept and shared.
    pub fn to_json_without_secrets(&self) -> Option<Value> {
        let mut copy = self.clone();
        copy.forget_passwords(copy.root);
        copy.to_json().and_then(|value| query::secret::removed(&value))
    }

    fn forget_passwords(&mut self, id: NodeId) {
        let Some(node) = self.node(id) else { return };
        if node.shape.is_password() {
            return self.clear(id);
        }
        let inner: Vec<NodeId> = match &node.state {
            State::Object(entries) => entries.iter().map(|entry| entry.node).collect(),
            State::List(items) => items.clone(),
            State::One { node, .. } => vec![*node],
            _ => return,
        };
        inner.into_iter().for_each(|id| self.forget_passwords(id));
    }
}
