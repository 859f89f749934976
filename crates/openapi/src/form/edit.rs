//! What a person may do to a form.

use super::shape::{Control, Others};
use super::{Entry, Form, NodeId, State};
use crate::schema::Schema;
use serde_json::Value;
use std::sync::Arc;

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Types into a text or number. Nothing at all means that it is not sent.
    Type(NodeId, String),
    /// Sends the text with no characters.
    SendEmpty(NodeId),
    /// Sends yes or no.
    Flag(NodeId, bool),
    /// Chooses one of the values of a choice.
    Choose(NodeId, Value),
    /// Sends `null`.
    Null(NodeId),
    /// Sends it no more; what stood within is gone.
    Leave(NodeId),
    /// Opens an object or a list, which is sent from then on.
    Open(NodeId),
    /// Adds an item to the end of a list.
    AddItem(NodeId),
    /// Takes an item out of its list, or a part that the schema does not name out of its object.
    Remove(NodeId),
    /// Moves an item of a list by so many places, towards the beginning where it is negative.
    Move(NodeId, isize),
    /// Adds a part to a map, under a name that is free.
    AddEntry(NodeId),
    /// Renames a part that the schema does not name.
    Rename(NodeId, String),
    /// Chooses an alternative or type; what fits into the new one stays.
    Switch(NodeId, usize),
    /// Puts JSON there, or nothing.
    Fill(NodeId, Option<Value>),
    /// Types JSON as text.
    TypeJson(NodeId, String),
    /// Goes back from JSON as text to inputs, where the text is JSON.
    UseInputs(NodeId),
    /// Goes from inputs to JSON as text.
    UseJson(NodeId),
}

impl Form {
    /// Makes one change. Gives the place that was added, where one was. A change of a place that is gone, or of another
    /// kind of place, does nothing.
    pub fn apply(&mut self, edit: Edit) -> Option<NodeId> {
        match edit {
            Edit::Type(id, text) if text.is_empty() => self.put(id, State::Absent),
            Edit::Type(id, text) => self.put(id, State::Text(text)),
            Edit::SendEmpty(id) => self.put(id, State::Text(String::new())),
            Edit::Flag(id, on) => self.put(id, State::Flag(on)),
            Edit::Choose(id, value) => self.put(id, State::Chosen(value)),
            Edit::Null(id) => self.put(id, State::Null),
            Edit::Leave(id) => self.clear(id),
            Edit::Open(id) => {
                if self.node(id).is_some_and(|node| !matches!(node.state, State::Object(_) | State::List(_)))
                {
                    self.open(id, 0);
                }
            }
            Edit::AddItem(id) => return self.add_item(id),
            Edit::Remove(id) => self.remove(id),
            Edit::Move(id, by) => self.shift(id, by),
            Edit::AddEntry(id) => return self.add_entry(id),
            Edit::Rename(id, name) => self.rename(id, name),
            Edit::Switch(id, index) => return self.switch(id, index),
            Edit::Fill(id, value) => self.fill(id, value.as_ref()),
            Edit::TypeJson(id, text) => self.put(id, State::Raw(text)),
            Edit::UseInputs(id) => {
                if let Some(State::Raw(text)) = self.node(id).map(|node| &node.state) {
                    if text.trim().is_empty() {
                        self.clear(id);
                    } else if let Ok(value) = serde_json::from_str::<Value>(text) {
                        self.fill(id, Some(&value));
                    }
                }
            }
            Edit::UseJson(id) => {
                let text = match self.json_of(id) {
                    Some(value) => serde_json::to_string_pretty(&value).unwrap_or_default(),
                    None => String::new(),
                };
                self.put(id, State::Raw(text));
            }
        }
        None
    }

    /// Exchanges the state of a place; what stood within it goes.
    fn put(&mut self, id: NodeId, state: State) {
        self.clear(id);
        self.set(id, state);
    }

    fn add_item(&mut self, id: NodeId) -> Option<NodeId> {
        let node = self.node(id)?;
        let shape = node.shape.clone();
        let Control::List { .. } = shape.control else { return None };
        let at = match &node.state {
            State::List(items) => items.len(),
            _ => 0,
        };
        // Lists of thousands of items share what their items are.
        let sibling = match &node.state {
            State::List(items) => {
                items.last().and_then(|item| self.node(*item)).map(|item| item.shape.clone())
            }
            _ => None,
        };
        let plain = matches!(&shape.control, Control::List { first, .. } if first.is_empty());
        let item = match sibling.filter(|_| plain) {
            Some(sibling) => self.add_shape(id, sibling, true),
            None => self.add(id, &shape.item(at)?, true),
        };
        let state = &mut self.nodes.get_mut(&id)?.state;
        match state {
            State::List(items) => items.push(item),
            other => *other = State::List(vec![item]),
        }
        if !self.contains_itself(item) {
            self.open(item, 0);
        }
        Some(item)
    }

    fn remove(&mut self, id: NodeId) {
        let Some(parent) = self.node(id).and_then(|node| node.parent) else { return };
        let Some(around) = self.nodes.get_mut(&parent) else { return };
        let gone = match &mut around.state {
            State::List(items) => {
                items.retain(|item| *item != id);
                true
            }
            State::Object(entries) => {
                let before = entries.len();
                entries.retain(|entry| entry.node != id || !entry.extra);
                entries.len() < before
            }
            _ => false,
        };
        self.clear(id);
        if gone {
            self.nodes.remove(&id);
            self.mend_items(parent);
        }
    }

    fn shift(&mut self, id: NodeId, by: isize) {
        let Some(parent) = self.node(id).and_then(|node| node.parent) else { return };
        let Some(State::List(items)) = self.nodes.get_mut(&parent).map(|node| &mut node.state) else {
            return;
        };
        let Some(from) = items.iter().position(|item| *item == id) else { return };
        let to = from.saturating_add_signed(by).min(items.len() - 1);
        let item = items.remove(from);
        items.insert(to, item);
        self.mend_items(parent);
    }

    /// Items that have schemas of their own by place get the right ones again.
    fn mend_items(&mut self, list: NodeId) {
        let Some(node) = self.node(list) else { return };
        if matches!(&node.shape.control, Control::List { first, .. } if !first.is_empty())
            && let Some(value) = self.json_of(list)
        {
            self.fill(list, Some(&value));
        }
    }

    fn add_entry(&mut self, id: NodeId) -> Option<NodeId> {
        let shape = self.node(id)?.shape.clone();
        let Control::Object { others, .. } = &shape.control else { return None };
        let schema = match others {
            Others::Each(schema) => schema.clone(),
            _ => Schema::default(),
        };
        if !matches!(self.node(id)?.state, State::Object(_)) {
            self.open(id, 0);
        }
        let added = self.add(id, &schema, true);
        if let Some(State::Object(entries)) = self.nodes.get_mut(&id).map(|node| &mut node.state) {
            entries.push(Entry { name: String::new(), node: added, extra: true });
        }
        self.open(added, OPEN_NO_MORE);
        Some(added)
    }

    fn rename(&mut self, id: NodeId, name: String) {
        let Some(parent) = self.node(id).and_then(|node| node.parent) else { return };
        let Some(State::Object(entries)) = self.nodes.get_mut(&parent).map(|node| &mut node.state) else {
            return;
        };
        if let Some(entry) = entries.iter_mut().find(|entry| entry.node == id && entry.extra) {
            entry.name = name;
        }
    }

    fn switch(&mut self, id: NodeId, index: usize) -> Option<NodeId> {
        let node = self.node(id)?;
        let shape = node.shape.clone();
        let (schema, told_by) = match &shape.control {
            Control::Alternatives(list) => {
                let alternative = list.get(index)?;
                (alternative.schema.clone(), alternative.told_by.clone())
            }
            Control::Types(names) => (shape.of_type(names.get(index)?), None),
            _ => return None,
        };
        let before = self.json_of(id);
        self.clear(id);
        let inner = self.add(id, &schema, true);
        self.set(id, State::One { index, node: inner });
        self.open(inner, 0);
        self.carry_over(inner, before);
        if let Some((property, value)) = told_by
            && let Some(place) = self.part(inner, &property)
        {
            self.fill(place, Some(&Value::String(value)));
        }
        Some(inner)
    }

    /// Of an object that stood in another alternative, the parts that the new one knows too.
    fn carry_over(&mut self, id: NodeId, before: Option<Value>) {
        match (self.node(id).map(|node| Arc::clone(&node.shape)), before) {
            (Some(shape), Some(Value::Object(parts))) if matches!(shape.control, Control::Object { .. }) => {
                for (name, value) in parts {
                    if let Some(place) = self.part(id, &name)
                        && self.fits(place, &value)
                    {
                        self.fill(place, Some(&value));
                    }
                }
            }
            (Some(shape), Some(Value::String(text))) if shape.control == Control::Text => {
                self.put(id, State::Text(text));
            }
            _ => {}
        }
    }

    /// Puts a record into the form, as far as the schema names its parts: what a server gives holds more than it takes
    /// back. An object in the record becomes a text of JSON where such a text is wanted.
    ///
    /// ```
    /// use openapi::{Schema, form::Form};
    /// let (document, _) = openapi::parse(b"{}".to_vec()).expect("it is JSON");
    /// let schema = Schema::new(serde_json::json!({"properties": {"name": {"type": "string"}, "at": {"type": "number"}}}));
    /// let mut form = Form::new(&document, &schema);
    /// form.fill_known(&serde_json::json!({"id": 5, "name": "a", "at": null}));
    /// assert_eq!(form.to_json().expect("it is sent").to_string(), r#"{"name":"a"}"#);
    /// ```
    pub fn fill_known(&mut self, record: &Value) {
        let root = self.root;
        self.fill(root, None);
        self.open(root, 0);
        self.take_known(root, record);
    }

    fn take_known(&mut self, id: NodeId, record: &Value) {
        let Some(node) = self.node(id) else { return };
        let (shape, required) = (node.shape.clone(), node.required);
        match (&shape.control, record) {
            (Control::Object { properties, .. }, Value::Object(parts)) if !properties.is_empty() => {
                self.open(id, 0);
                for (name, value) in parts {
                    if let Some(place) = self.part(id, name) {
                        self.take_known(place, value);
                    }
                }
            }
            (Control::List { .. }, Value::Array(values)) => {
                self.clear(id);
                self.open(id, 0);
                for value in values {
                    if let Some(item) = self.add_item(id) {
                        self.take_known(item, value);
                    }
                }
            }
            // What is empty is left out, unless null can be sent back.
            (_, Value::Null) if !shape.nullable && !required => self.clear(id),
            (Control::Text, Value::Object(_) | Value::Array(_)) if shape.json_text() => {
                let text = serde_json::to_string_pretty(record).unwrap_or_default();
                self.put(id, State::Text(text));
            }
            _ => self.fill(id, Some(record)),
        }
    }

    /// The place of a part of an object.
    pub(super) fn part(&self, id: NodeId, name: &str) -> Option<NodeId> {
        match &self.node(id)?.state {
            State::Object(entries) => entries.iter().find(|entry| entry.name == name).map(|entry| entry.node),
            _ => None,
        }
    }
}

/// A depth at which nothing within is opened by itself.
const OPEN_NO_MORE: usize = usize::MAX;
