//! What of a form is never kept and never shared.

use super::{Form, NodeId, State};
use serde_json::{Map, Value};

/// Whether a name says that a secret stands under it.
///
/// ```
/// use openapi::form::is_secret;
/// assert!(is_secret("registrationToken") && is_secret("rconPassword") && is_secret("client_secret"));
/// assert!(!is_secret("tokenCount") && !is_secret("name"));
/// ```
pub fn is_secret(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    [
        "password",
        "passwd",
        "passphrase",
        "secret",
        "token",
        "apikey",
        "privatekey",
        "credentials",
        "authorization",
    ]
    .iter()
    .any(|word| plain.ends_with(word))
}

/// The same value without what stands under names of secrets, texts that are JSON with such names among it.
pub fn without_secrets(value: &Value) -> Value {
    match value {
        Value::Object(parts) => {
            let kept = parts.iter().filter(|(name, value)| !is_secret(name) && !hides_secret(value));
            Value::Object(
                kept.map(|(name, value)| (name.clone(), without_secrets(value))).collect::<Map<_, _>>(),
            )
        }
        Value::Array(items) => Value::Array(items.iter().map(without_secrets).collect()),
        other => other.clone(),
    }
}

/// The same value with a word in place of each secret, so that it can be shown as an example: `<password>`.
///
/// ```
/// use openapi::form::with_words_for_secrets;
/// let shown = with_words_for_secrets(&serde_json::json!({"name": "a", "password": "b"}));
/// assert_eq!(shown, serde_json::json!({"name": "a", "password": "<password>"}));
/// ```
pub fn with_words_for_secrets(value: &Value) -> Value {
    match value {
        Value::Object(parts) => {
            let shown = parts.iter().map(|(name, value)| {
                let secret = !value.is_null() && is_secret(name) || hides_secret(value);
                let value = if secret { format!("<{name}>").into() } else { with_words_for_secrets(value) };
                (name.clone(), value)
            });
            Value::Object(shown.collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.iter().map(with_words_for_secrets).collect()),
        other => other.clone(),
    }
}

/// A text that is JSON in which a secret stands.
fn hides_secret(value: &Value) -> bool {
    let Some(text) = value.as_str().filter(|text| text.trim_start().starts_with(['{', '['])) else {
        return false;
    };
    match serde_json::from_str::<Value>(text) {
        Ok(inner) => without_secrets(&inner) != inner,
        // Half typed JSON cannot be looked through: a word is enough.
        Err(_) => {
            let lower = text.to_lowercase();
            ["password", "secret", "token", "key"].iter().any(|word| lower.contains(word))
        }
    }
}

impl Form {
    /// The JSON without secrets: without what stands under names such as `password`, and without texts of the format
    /// `password`. This is what may be kept and shared.
    pub fn to_json_without_secrets(&self) -> Option<Value> {
        let mut copy = self.clone();
        copy.forget_passwords(copy.root);
        copy.to_json().map(|value| without_secrets(&value))
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
