//! From a form to JSON and back, without loss.

use super::shape::{Control, Shape};
use super::{Entry, Form, NodeId, State};
use serde_json::{Map, Number, Value};
use std::sync::Arc;

/// Alternatives within alternatives without a value between them are followed this many steps.
const LONGEST_CHAIN: usize = 8;

impl Form {
    /// The JSON that the form stands for; `None` where nothing is sent. What is half typed comes as it is: a number that
    /// is none as a text, JSON that is none as a text.
    pub fn to_json(&self) -> Option<Value> {
        self.json_of(self.root)
    }

    /// Puts JSON, or nothing, into the whole form.
    pub fn set_json(&mut self, value: Option<&Value>) {
        self.fill(self.root, value);
    }

    pub(super) fn json_of(&self, id: NodeId) -> Option<Value> {
        let node = self.node(id)?;
        Some(match &node.state {
            State::Absent => return None,
            State::Null => Value::Null,
            State::Text(text) => match node.shape.control {
                Control::Number { .. } => number(text).map_or_else(|| text.clone().into(), Value::Number),
                _ => text.clone().into(),
            },
            State::Flag(on) => (*on).into(),
            State::Chosen(value) => value.clone(),
            State::Object(entries) => {
                let mut map = Map::new();
                for entry in entries {
                    if let Some(value) = self.json_of(entry.node) {
                        // Of two parts with one name the first counts, which is said beside the second.
                        map.entry(entry.name.clone()).or_insert(value);
                    }
                }
                Value::Object(map)
            }
            State::List(items) => {
                // An item that nobody filled in yet still stands in the list.
                Value::Array(items.iter().map(|item| self.json_of(*item).unwrap_or(Value::Null)).collect())
            }
            State::One { node, .. } => return self.json_of(*node),
            State::Raw(text) if text.trim().is_empty() => return None,
            State::Raw(text) => serde_json::from_str(text).unwrap_or_else(|_| text.clone().into()),
        })
    }

    pub(super) fn fill(&mut self, id: NodeId, value: Option<&Value>) {
        self.clear(id);
        if let Some(value) = value {
            self.take(id, value, 0);
        }
    }

    fn take(&mut self, id: NodeId, value: &Value, chain: usize) {
        let Some(shape) = self.node(id).map(|node| node.shape.clone()) else { return };
        let state = match (&shape.control, value) {
            (Control::Types(names), _) => match type_of(names, value).filter(|_| !value.is_null()) {
                Some(index) => {
                    let inner = Arc::new(Shape::of(&self.document, &shape.of_type(&names[index])));
                    let node = self.add_shape(id, inner, true);
                    self.set(id, State::One { index, node });
                    return self.take(node, value, chain + 1);
                }
                None if value.is_null() => State::Null,
                None => raw(value),
            },
            (Control::Alternatives(list), _) => {
                let best = if chain < LONGEST_CHAIN { self.best(list, value) } else { None };
                match best {
                    Some(index) if !(value.is_null() && shape.nullable) => {
                        let node = self.add(id, &list[index].schema, true);
                        self.set(id, State::One { index, node });
                        return self.take(node, value, chain + 1);
                    }
                    _ if value.is_null() => State::Null,
                    _ => raw(value),
                }
            }
            (Control::Choice(values), value) if values.contains(value) || !value.is_null() => {
                State::Chosen(value.clone())
            }
            (_, Value::Null) => State::Null,
            (Control::Text, Value::String(text)) => State::Text(text.clone()),
            (Control::Number { .. }, Value::Number(number)) => State::Text(number.to_string()),
            // A number that was half typed goes back to where it was typed; a number in quotes does not.
            (Control::Number { .. }, Value::String(text)) if !text.is_empty() && number(text).is_none() => {
                State::Text(text.clone())
            }
            (Control::Boolean, Value::Bool(on)) => State::Flag(*on),
            (Control::Object { .. }, Value::Object(parts)) => return self.take_parts(id, &shape, parts),
            (Control::List { .. }, Value::Array(items)) => return self.take_items(id, &shape, items),
            _ => raw(value),
        };
        self.set(id, state);
    }

    fn take_parts(&mut self, id: NodeId, shape: &Shape, parts: &Map<String, Value>) {
        let Control::Object { properties, .. } = &shape.control else { return };
        let mut entries = Vec::with_capacity(parts.len() + properties.len());
        for (name, value) in parts {
            let (schema, required) = shape.part(name);
            let known = properties.iter().any(|property| &property.name == name);
            let node = self.add(id, &schema, required || !known);
            entries.push(Entry { name: name.clone(), node, extra: !known });
            self.take(node, value, 0);
        }
        for property in properties.iter().filter(|property| !parts.contains_key(&property.name)) {
            let node = self.add(id, &property.schema, property.required);
            entries.push(Entry { name: property.name.clone(), node, extra: false });
        }
        self.set(id, State::Object(entries));
    }

    fn take_items(&mut self, id: NodeId, shape: &Shape, values: &[Value]) {
        let Control::List { first, .. } = &shape.control else { return };
        let mut items: Vec<NodeId> = Vec::with_capacity(values.len());
        let mut shared: Option<Arc<Shape>> = None;
        for (at, value) in values.iter().enumerate() {
            let inner = match &shared {
                Some(inner) if at > first.len() => inner.clone(),
                _ => Arc::new(Shape::of(&self.document, &shape.item(at).unwrap_or_default())),
            };
            shared = Some(inner.clone());
            let node = self.add_shape(id, inner, true);
            items.push(node);
            self.take(node, value, 0);
        }
        self.set(id, State::List(items));
    }
}

/// A number as it is typed.
pub(super) fn number(text: &str) -> Option<Number> {
    let number: Number = serde_json::from_str(text.trim()).ok()?;
    if !number.is_f64() {
        return Some(number);
    }
    // Of a fraction every digit counts, which the standard library takes care of.
    text.trim().parse().ok().and_then(Number::from_f64)
}

fn raw(value: &Value) -> State {
    State::Raw(serde_json::to_string_pretty(value).unwrap_or_default())
}

/// Which of the types a value has.
fn type_of(names: &[String], value: &Value) -> Option<usize> {
    let find = |wanted: &str| names.iter().position(|name| name == wanted);
    match value {
        Value::Null => None,
        Value::Bool(_) => find("boolean"),
        Value::Number(number) if number.is_f64() => find("number"),
        Value::Number(_) => find("integer").or_else(|| find("number")),
        Value::String(_) => find("string"),
        Value::Array(_) => find("array"),
        Value::Object(_) => find("object"),
    }
}
