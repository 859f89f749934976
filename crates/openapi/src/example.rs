//! A small sample value made from a schema.

use crate::document::Document;
use crate::schema::{Schema, has_type, list, types};
use serde_json::{Map, Number, Value};

/// A sample has no more parts than this, however the schema branches.
const MOST_PARTS: usize = 500;
/// Lists get no more items than this, and texts no more characters than the second.
const MOST_ITEMS: u64 = 3;
const LONGEST_TEXT: u64 = 200;

impl Schema {
    /// A small value that the schema allows, as far as can be told: the document's own examples, defaults and enums
    /// first, then something plain of the right type.
    ///
    /// `depth` is how many levels of objects and lists it may have; 6 is plenty. Schemas that contain themselves end
    /// there or where they come round again. Patterns are not followed.
    ///
    /// ```
    /// let (document, _) = openapi::parse(b"{}".to_vec()).expect("it is JSON");
    /// let schema = openapi::Schema::new(serde_json::json!({"properties": {"id": {"type": "integer", "minimum": 3}}}));
    /// assert_eq!(schema.example(&document, 6).to_string(), r#"{"id":3}"#);
    /// ```
    pub fn example(&self, document: &Document, depth: usize) -> Value {
        let mut sampler = Sampler { document, budget: MOST_PARTS, open: Vec::new() };
        sampler.sample(self.raw(), depth).unwrap_or(Value::Null)
    }
}

struct Sampler<'d> {
    document: &'d Document,
    budget: usize,
    /// The references that are being sampled, outermost first.
    open: Vec<String>,
}

impl Sampler<'_> {
    /// `None` where there is no end to it, or no such value.
    fn sample(&mut self, schema: &Value, depth: usize) -> Option<Value> {
        self.budget = self.budget.checked_sub(1)?;
        if !schema.is_object() {
            return (schema != &Value::Bool(false)).then_some(Value::Null);
        }
        if let Some(given) = given(schema)
            && self.afford(given)
        {
            return Some(given.clone());
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            // Each reference stands open at most once, and a chain of them is bounded too: the stack stays small.
            if self.open.len() > 64 || self.open.iter().any(|open| open == reference) {
                return None;
            }
            let target = self.document.referred(reference)?;
            self.open.push(reference.into());
            let sample = self.sample(&target, depth);
            self.open.pop();
            return sample;
        }
        for key in ["oneOf", "anyOf"] {
            if !list(schema, key).is_empty() && schema.get("properties").is_none() {
                return self.first_of(list(schema, key), depth);
            }
        }
        let all = list(schema, "allOf");
        if !all.is_empty() {
            return self.sample_all(schema, all, depth);
        }
        self.sample_typed(schema, depth)
    }

    /// Whether a given value is small enough for what is left; takes its parts from there.
    fn afford(&mut self, value: &Value) -> bool {
        let mut left = self.budget;
        let enough = take_parts(value, &mut left);
        if enough {
            self.budget = left;
        }
        enough
    }

    fn first_of(&mut self, alternatives: &[Value], depth: usize) -> Option<Value> {
        // Null is the last choice, since it shows nothing.
        let (nulls, others): (Vec<&Value>, Vec<&Value>) =
            alternatives.iter().partition(|inner| has_type(inner, "null") && types(inner).is_empty());
        others.into_iter().chain(nulls).find_map(|inner| self.sample(inner, depth))
    }

    fn sample_all(&mut self, schema: &Value, all: &[Value], depth: usize) -> Option<Value> {
        let mut merged = Map::new();
        let mut last = None;
        for inner in all {
            match self.sample(inner, depth) {
                Some(Value::Object(parts)) => merged.extend(parts),
                Some(other) if !other.is_null() => last = Some(other),
                _ => {}
            }
        }
        if schema.get("properties").is_some()
            && let Some(parts) = self.sample_object(schema, depth)
        {
            merged.extend(parts);
        }
        if merged.is_empty() && last.is_some() { last } else { Some(Value::Object(merged)) }
    }

    fn sample_typed(&mut self, schema: &Value, depth: usize) -> Option<Value> {
        let name = types(schema).first().copied().unwrap_or_else(|| {
            if schema.get("properties").is_some() || schema.get("additionalProperties").is_some() {
                "object"
            } else if schema.get("items").is_some() || schema.get("prefixItems").is_some() {
                "array"
            } else {
                ""
            }
        });
        match name {
            "object" => self.sample_object(schema, depth).map(Value::Object),
            "array" => self.sample_array(schema, depth),
            "boolean" => Some(Value::Bool(true)),
            "integer" | "number" => Some(sample_number(schema)),
            "string" => Some(Value::String(sample_text(schema))),
            // Of what may be anything but null a text is the plainest.
            _ if schema.get("not").is_some_and(|not| has_type(not, "null")) => Some("text".into()),
            _ => Some(Value::Null),
        }
    }

    fn sample_object(&mut self, schema: &Value, depth: usize) -> Option<Map<String, Value>> {
        let mut object = Map::new();
        let Some(depth) = depth.checked_sub(1) else { return Some(object) };
        if let Some(Value::Object(properties)) = schema.get("properties") {
            for (name, inner) in properties {
                match self.sample(inner, depth) {
                    Some(value) => drop(object.insert(name.clone(), value)),
                    // What has no end is left out; where it may not be, null shows that something belongs there.
                    None if list(schema, "required").iter().any(|required| required == name) => {
                        object.insert(name.clone(), Value::Null);
                    }
                    None => {}
                }
                if self.budget == 0 {
                    break;
                }
            }
        }
        if object.is_empty()
            && let Some(inner @ Value::Object(_)) = schema.get("additionalProperties")
            && let Some(value) = self.sample(inner, depth)
        {
            object.insert("key".into(), value);
        }
        Some(object)
    }

    fn sample_array(&mut self, schema: &Value, depth: usize) -> Option<Value> {
        let Some(depth) = depth.checked_sub(1) else { return Some(Value::Array(Vec::new())) };
        let first = list(schema, "prefixItems").iter().take(16);
        let mut items: Vec<Value> = first.filter_map(|inner| self.sample(inner, depth)).collect();
        if items.is_empty()
            && let Some(inner) = schema.get("items")
            && schema.get("maxItems") != Some(&0.into())
            && let Some(item) = self.sample(inner, depth)
        {
            // Lists of lists are not multiplied: they would grow beyond all bounds.
            let nested = item.is_object() || item.is_array();
            let most = if nested { 1 } else { MOST_ITEMS };
            let count = schema.get("minItems").and_then(Value::as_u64).unwrap_or(1).clamp(1, most);
            items = vec![item; count as usize];
        }
        Some(Value::Array(items))
    }
}

/// Takes a value's parts, long texts as several, from what is left; `false` when that is not enough.
fn take_parts(value: &Value, left: &mut usize) -> bool {
    let parts = match value {
        Value::String(text) => 1 + text.len() / 1_000,
        _ => 1,
    };
    let Some(rest) = left.checked_sub(parts) else { return false };
    *left = rest;
    match value {
        Value::Array(items) => items.iter().all(|item| take_parts(item, left)),
        Value::Object(entries) => entries.values().all(|entry| take_parts(entry, left)),
        _ => true,
    }
}

/// A value that the schema itself gives.
fn given(schema: &Value) -> Option<&Value> {
    schema
        .get("example")
        .or_else(|| list(schema, "examples").first())
        .or_else(|| schema.get("default"))
        .or_else(|| schema.get("const"))
        .or_else(|| list(schema, "enum").iter().find(|value| !value.is_null()))
}

fn sample_number(schema: &Value) -> Value {
    let whole = has_type(schema, "integer");
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    let exclusive = |key: &str| schema.get(key) == Some(&Value::Bool(true));
    let lowest = bound("exclusiveMinimum").map(|number| number + 1.0).or_else(|| {
        bound("minimum").map(|number| if exclusive("exclusiveMinimum") { number + 1.0 } else { number })
    });
    let highest = bound("exclusiveMaximum").map(|number| number - 1.0).or_else(|| {
        bound("maximum").map(|number| if exclusive("exclusiveMaximum") { number - 1.0 } else { number })
    });
    let number = match (lowest, highest) {
        (Some(lowest), _) => lowest,
        (None, Some(highest)) => highest.min(1.0),
        (None, None) => 1.0,
    };
    let number = if whole { number.ceil() } else { number };
    // Whole numbers are written without a decimal point, as long as they are exact.
    if number.fract() == 0.0 && number.abs() < 9e15 {
        Value::from(number as i64)
    } else {
        Number::from_f64(number).map_or(Value::Null, Value::Number)
    }
}

fn sample_text(schema: &Value) -> String {
    let format = schema.get("format").and_then(Value::as_str).unwrap_or("");
    let fixed = match format {
        "date-time" => "2026-01-31T12:00:00.000Z",
        "date" => "2026-01-31",
        "time" => "12:00:00Z",
        "uuid" => "3fa85f64-5717-4562-b3fc-2c963f66afa6",
        "email" => "john.doe@example.com",
        "uri" | "url" | "iri" => "https://example.com",
        "hostname" => "example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "byte" => "dGV4dA==",
        "json" | "json-string" => "{}",
        _ => "",
    };
    if !fixed.is_empty() {
        return fixed.into();
    }
    let length = |key: &str| schema.get(key).and_then(Value::as_u64);
    let least = length("minLength").unwrap_or(0).min(LONGEST_TEXT) as usize;
    let most = length("maxLength").unwrap_or(LONGEST_TEXT).min(LONGEST_TEXT) as usize;
    let mut text = String::from("text");
    while text.len() < least {
        text.push_str(" text");
    }
    text.truncate(most.max(least));
    text
}
