//! Which of several alternatives a value was meant for.

use super::format::has_format;
use super::shape::{Alternative, Control, Others, Shape};
use super::{Form, NodeId};
use crate::document::Document;
use crate::schema::Schema;
use serde_json::Value;

/// Comparing one value with alternatives looks at no more schemas than this, and no deeper than the second.
const MOST_LOOKS: usize = 3_000;
const DEEPEST: usize = 5;

impl Form {
    /// The alternative that a value was meant for: the one that a discriminator names, else the one that it breaks in
    /// the fewest places, the first of several. `None` where there are none.
    pub(super) fn best(&self, list: &[Alternative], value: &Value) -> Option<usize> {
        let named = list.iter().position(|alternative| {
            alternative.told_by.as_ref().is_some_and(|(property, means)| {
                value.get(property).and_then(Value::as_str) == Some(means.as_str())
            })
        });
        if named.is_some() {
            return named;
        }
        let mut looks = MOST_LOOKS;
        let scores = list.iter().enumerate().map(|(index, alternative)| {
            (score(&self.document, &alternative.schema, value, 0, &mut looks), index)
        });
        scores.min().map(|(_, index)| index)
    }

    /// Whether a value breaks nothing at a place, as far as one sees quickly.
    pub(super) fn fits(&self, id: NodeId, value: &Value) -> bool {
        let Some(node) = self.node(id) else { return false };
        let mut looks = MOST_LOOKS;
        score_shape(&self.document, &node.shape, value, 0, &mut looks) == 0
    }
}

fn score(document: &Document, schema: &Schema, value: &Value, depth: usize, looks: &mut usize) -> u32 {
    if depth > DEEPEST || *looks == 0 {
        return 0;
    }
    *looks -= 1;
    score_shape(document, &Shape::of(document, schema), value, depth, looks)
}

/// How badly a value breaks a shape; 0 for not at all. A wrong type weighs more than a wrong part.
fn score_shape(document: &Document, shape: &Shape, value: &Value, depth: usize, looks: &mut usize) -> u32 {
    const WRONG: u32 = 1_000;
    if value.is_null() {
        return if shape.nullable { 0 } else { WRONG };
    }
    match (&shape.control, value) {
        (Control::Types(names), _) => {
            let fits = names.iter().any(|name| has_type_name(name, value));
            if fits { 0 } else { WRONG }
        }
        (Control::Alternatives(list), _) => {
            let scores = list.iter().map(|inner| score(document, &inner.schema, value, depth + 1, looks));
            scores.min().unwrap_or(0)
        }
        (Control::Choice(values), _) => {
            if values.contains(value) {
                0
            } else {
                WRONG / 2
            }
        }
        (Control::Text, Value::String(text)) => {
            let format = shape.formats.is_empty() || shape.formats.iter().any(|it| has_format(it, text));
            let length = text.chars().count() as u64;
            let short = shape.schema.min_length().is_some_and(|least| length < least);
            let long = shape.schema.max_length().is_some_and(|most| length > most);
            u32::from(!format) * 20 + u32::from(short || long) * 10
        }
        (Control::Number { whole }, Value::Number(number)) => u32::from(*whole && number.is_f64()) * WRONG,
        (Control::Boolean, Value::Bool(_)) => 0,
        (Control::Object { properties, others }, Value::Object(parts)) => {
            let missing = properties.iter().filter(|it| it.required && !parts.contains_key(&it.name)).count();
            let mut total = missing as u32 * 50;
            for (name, part) in parts.iter().take(200) {
                total = total.saturating_add(match properties.iter().find(|it| &it.name == name) {
                    Some(property) => score(document, &property.schema, part, depth + 1, looks),
                    None => match others {
                        Others::Each(schema) => score(document, schema, part, depth + 1, looks),
                        Others::Refused => 100,
                        Others::Unsaid => 5,
                    },
                });
            }
            total.min(WRONG - 1)
        }
        (Control::List { first, items }, Value::Array(values)) => {
            let mut total = 0_u32;
            for (at, item) in values.iter().enumerate().take(20) {
                let schema = first.get(at).unwrap_or(items);
                total = total.saturating_add(score(document, schema, item, depth + 1, looks));
            }
            total.min(WRONG - 1)
        }
        _ => WRONG,
    }
}

fn has_type_name(name: &str, value: &Value) -> bool {
    match value {
        Value::Null => name == "null",
        Value::Bool(_) => name == "boolean",
        Value::Number(number) => name == "number" || name == "integer" && !number.is_f64(),
        Value::String(_) => name == "string",
        Value::Array(_) => name == "array",
        Value::Object(_) => name == "object",
    }
}
