//! What is wrong with what stands in a form.

use super::format::has_format;
use super::json::number;
use super::shape::{Control, Others};
use super::{Form, Node, NodeId, State};
use crate::schema::{Schema, list};
use serde_json::Value;
use std::collections::HashSet;

/// Something wrong at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Flaw {
    /// The place.
    pub node: NodeId,
    /// Its JSON pointer.
    pub pointer: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Wrong {
    /// It may not be left out.
    Required,
    /// `null` is not allowed.
    Null,
    /// Not a number.
    NotNumber,
    /// Not a whole number.
    NotWhole,
    /// Smaller than this.
    Below(String),
    /// This or smaller.
    NotAbove(String),
    /// Larger than this.
    Above(String),
    /// This or larger.
    NotBelow(String),
    /// Not a multiple of this.
    NotMultiple(String),
    /// Fewer characters than this.
    TooShort(u64),
    /// More characters than this.
    TooLong(u64),
    /// It does not match this regular expression.
    Pattern(String),
    /// It has none of these formats.
    Format(Vec<String>),
    /// None of the allowed values.
    NotAllowed,
    /// Fewer items than this.
    TooFew(u64),
    /// More items than this.
    TooMany(u64),
    /// Fewer parts than this.
    TooFewParts(u64),
    /// More parts than this.
    TooManyParts(u64),
    /// An item comes twice.
    Twice,
    /// A part has no name.
    NoName,
    /// A name comes twice.
    NameTwice(String),
    /// The schema knows no such name, and allows no other.
    UnknownName,
    /// The text is not JSON.
    NotJson(String),
    /// The value is of another type than this.
    Type(String),
    /// Nothing may stand here.
    Nothing,
}

/// Tells whether a text matches a regular expression as JavaScript writes them; `None` where that cannot be told.
pub type Matches<'a> = &'a dyn Fn(&str, &str) -> Option<bool>;

impl Form {
    /// What is wrong, place by place, in the order of the form. `matches` is asked about patterns: expression and text.
    pub fn flaws(&self, matches: Matches<'_>) -> Vec<Flaw> {
        let mut found = Vec::new();
        self.check(self.root, matches, &mut found);
        found
            .into_iter()
            .map(|(node, wrong)| Flaw { node, pointer: self.pointer(node).unwrap_or_default(), wrong })
            .collect()
    }

    fn check(&self, id: NodeId, matches: Matches<'_>, found: &mut Vec<(NodeId, Wrong)>) {
        let Some(node) = self.node(id) else { return };
        let schema = &node.shape.schema;
        let mut add = |wrong: Wrong| found.push((id, wrong));
        match &node.state {
            State::Absent if node.required => add(Wrong::Required),
            State::Absent => {}
            _ if node.shape.control == Control::Nothing => add(Wrong::Nothing),
            State::Null => {
                let refused = schema.not().is_some_and(|not| crate::schema::has_type(not.raw(), "null"));
                if refused || !node.shape.nullable && !is_anything(node) {
                    add(Wrong::Null);
                }
            }
            State::Text(text) => match node.shape.control {
                Control::Number { whole } => check_number(schema, text, whole, &mut add),
                _ => check_text(node, text, matches, &mut add),
            },
            State::Flag(_) => {}
            State::Chosen(value) => {
                if !matches!(&node.shape.control, Control::Choice(values) if values.contains(value)) {
                    add(Wrong::NotAllowed);
                }
            }
            State::Raw(text) => match serde_json::from_str::<Value>(text) {
                _ if text.trim().is_empty() => {
                    if node.required {
                        add(Wrong::Required);
                    }
                }
                Err(error) => add(Wrong::NotJson(error.to_string())),
                Ok(value) => {
                    // JSON as text is only looked at for its type: its parts are seen when it goes into inputs.
                    if let Some(kind) = wrong_type(node, &value) {
                        add(Wrong::Type(kind));
                    }
                }
            },
            State::One { node, .. } => self.check(*node, matches, found),
            State::List(items) => {
                self.check_items(schema, items, &mut add);
                items.iter().for_each(|item| self.check(*item, matches, found));
            }
            State::Object(_) => self.check_parts(id, node, matches, found),
        }
    }

    fn check_items(&self, schema: &Schema, items: &[NodeId], add: &mut impl FnMut(Wrong)) {
        let count = items.len() as u64;
        match (schema.min_items(), schema.max_items()) {
            (Some(least), _) if count < least => add(Wrong::TooFew(least)),
            (_, Some(most)) if count > most => add(Wrong::TooMany(most)),
            _ => {}
        }
        if schema.raw().get("uniqueItems") == Some(&Value::Bool(true)) {
            let mut texts: Vec<String> =
                items.iter().filter_map(|item| self.json_of(*item)).map(|value| value.to_string()).collect();
            texts.sort_unstable();
            if texts.windows(2).any(|pair| pair[0] == pair[1]) {
                add(Wrong::Twice);
            }
        }
    }

    fn check_parts(&self, id: NodeId, node: &Node, matches: Matches<'_>, found: &mut Vec<(NodeId, Wrong)>) {
        let entries = self.entries(id);
        let schema = &node.shape.schema;
        let sent = entries.iter().filter(|entry| self.json_of(entry.node).is_some()).count() as u64;
        let bound = |key: &str| schema.raw().get(key).and_then(Value::as_u64);
        match (bound("minProperties"), bound("maxProperties")) {
            (Some(least), _) if sent < least => found.push((id, Wrong::TooFewParts(least))),
            (_, Some(most)) if sent > most => found.push((id, Wrong::TooManyParts(most))),
            _ => {}
        }
        let unknown = |name: &str| match &node.shape.control {
            Control::Object { others: Others::Refused, .. } => true,
            // Where nothing is said of other names, Takaro refuses those that are not listed.
            Control::Object { others: Others::Unsaid, .. } => {
                schema.raw().get("properties").is_none_or(|listed| listed.get(name).is_none())
            }
            _ => false,
        };
        let mut names = HashSet::new();
        for entry in &entries {
            let is_new = names.insert(entry.name.as_str());
            if entry.extra {
                if entry.name.is_empty() {
                    found.push((entry.node, Wrong::NoName));
                }
                if unknown(&entry.name) {
                    found.push((entry.node, Wrong::UnknownName));
                }
                if !is_new {
                    found.push((entry.node, Wrong::NameTwice(entry.name.clone())));
                }
            }
            self.check(entry.node, matches, found);
        }
    }
}

fn is_anything(node: &Node) -> bool {
    matches!(&node.shape.control, Control::Types(names) if names.len() == 5)
        && node.shape.schema.types().is_empty()
}

/// The type that is wanted, where a value has another one.
fn wrong_type(node: &Node, value: &Value) -> Option<String> {
    let right = match (&node.shape.control, value) {
        (_, Value::Null) => node.shape.nullable || is_anything(node),
        (Control::Text, Value::String(_))
        | (Control::Boolean, Value::Bool(_))
        | (Control::Object { .. }, Value::Object(_))
        | (Control::List { .. }, Value::Array(_)) => true,
        (Control::Number { whole }, Value::Number(number)) => !whole || !number.is_f64(),
        (Control::Choice(values), value) => values.contains(value),
        (Control::Types(_) | Control::Alternatives(_), _) => true,
        _ => false,
    };
    (!right).then(|| node.shape.schema.kind())
}

fn check_number(schema: &Schema, text: &str, whole: bool, add: &mut impl FnMut(Wrong)) {
    let Some(number) = number(text) else { return add(Wrong::NotNumber) };
    let Some(value) = number.as_f64() else { return };
    // Of more digits than that the last ones would be lost without a word.
    if number.is_f64() && value != 0.0 && !text.contains(['.', 'e', 'E']) {
        return add(if value < 0.0 {
            Wrong::Below(i64::MIN.to_string())
        } else {
            Wrong::Above(u64::MAX.to_string())
        });
    }
    if whole && value.fract() != 0.0 {
        add(Wrong::NotWhole);
    }
    if let Some(limit) = schema.minimum() {
        let least = limit.as_f64().unwrap_or(f64::MIN);
        if schema.exclusive_minimum() && value <= least {
            add(Wrong::NotAbove(limit.to_string()));
        } else if value < least {
            add(Wrong::Below(limit.to_string()));
        }
    }
    if let Some(limit) = schema.maximum() {
        let most = limit.as_f64().unwrap_or(f64::MAX);
        if schema.exclusive_maximum() && value >= most {
            add(Wrong::NotBelow(limit.to_string()));
        } else if value > most {
            add(Wrong::Above(limit.to_string()));
        }
    }
    if let Some(step) = schema.raw().get("multipleOf").and_then(Value::as_f64).filter(|step| *step > 0.0) {
        let steps = value / step;
        if (steps - steps.round()).abs() > 1e-9 {
            add(Wrong::NotMultiple(step.to_string()));
        }
    }
}

fn check_text(node: &Node, text: &str, matches: Matches<'_>, add: &mut impl FnMut(Wrong)) {
    let schema = &node.shape.schema;
    // JSON Schema counts characters, not bytes.
    let length = text.chars().count() as u64;
    match (schema.min_length(), schema.max_length()) {
        (Some(least), _) if length < least => add(Wrong::TooShort(least)),
        (_, Some(most)) if length > most => add(Wrong::TooLong(most)),
        _ => {}
    }
    let formats = &node.shape.formats;
    if !formats.is_empty() && !formats.iter().any(|format| has_format(format, text)) {
        add(Wrong::Format(formats.clone()));
    }
    // Where a date alone is allowed beside a date with a time, a pattern of the one says nothing of the other.
    let dates = formats.len() > 1 && formats.iter().any(|it| it.starts_with("date") && has_format(it, text));
    for pattern in node.shape.patterns.iter().filter(|_| !dates) {
        if matches(pattern, text) == Some(false) {
            add(Wrong::Pattern(pattern.clone()));
        }
    }
    let allowed = list(schema.raw(), "enum");
    if !allowed.is_empty() && !allowed.contains(&Value::String(text.into())) {
        add(Wrong::NotAllowed);
    }
}
