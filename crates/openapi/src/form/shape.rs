//! What a place of a form is: a schema with its references followed and its `allOf` merged.

use crate::document::{Document, Resolved};
use crate::schema::{Discriminator, Property, Schema, has_type, list, types};
use serde_json::{Map, Value, json};

/// Merging looks at no more schemas than this, and goes no deeper than the second.
const MOST_PARTS: usize = 2_000;
const DEEPEST: usize = 32;
/// The types that a value of an untyped place may have, in the order in which they are offered.
const ALL_TYPES: [&str; 5] = ["string", "number", "boolean", "object", "array"];

/// What a place of a form is.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// The schema: no reference, and without `allOf`.
    pub schema: Schema,
    /// The component's name, where the schema is one.
    pub name: Option<String>,
    /// Which input it wants.
    pub control: Control,
    /// `null` may be sent.
    pub nullable: bool,
    /// Regular expressions that a text has to match, all of them.
    pub patterns: Vec<String>,
    /// Formats of which a text has to have one; empty for none.
    pub formats: Vec<String>,
    /// The reference that leads to nothing, where the document is broken here: any value may be given.
    pub broken: Option<String>,
}

/// Which input a place wants.
#[derive(Clone, Debug, PartialEq)]
pub enum Control {
    /// A text.
    Text,
    /// A number.
    Number {
        /// Without fraction.
        whole: bool,
    },
    /// Yes or no.
    Boolean,
    /// One of these values.
    Choice(Vec<Value>),
    /// Named parts.
    Object {
        /// Those that the schema names, in its order. Those of answers only (`readOnly`) are left out.
        properties: Vec<Property>,
        /// What other names may hold.
        others: Others,
    },
    /// A list.
    List {
        /// The schemas of the first items, one by one; usually none.
        first: Vec<Schema>,
        /// The schema of the rest.
        items: Schema,
    },
    /// One of several schemas.
    Alternatives(Vec<Alternative>),
    /// One of several JSON types: `string`, `number`, `integer`, `boolean`, `object`, `array`.
    Types(Vec<String>),
    /// The schema allows nothing.
    Nothing,
}

/// What names that a schema does not list may hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Others {
    /// They are not spoken of: kept where they come, and not offered.
    Unsaid,
    /// There may be none.
    Refused,
    /// They are wanted, with this schema: the object is a map.
    Each(Schema),
}

/// One of several schemas.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// Its title, else its component's name, else what it is in a few words.
    pub title: String,
    /// The alternative, with what the schemas around it say.
    pub schema: Schema,
    /// The discriminator's property and the value that means this alternative.
    pub told_by: Option<(String, String)>,
}

impl Shape {
    /// Reads a schema. References that lead to nothing allow any value.
    pub fn of(document: &Document, schema: &Schema) -> Shape {
        let (name, broken) = match document.resolve(schema) {
            Resolved::Found { name, .. } => (name, None),
            Resolved::Broken { reference } => (None, Some(reference)),
        };
        let mut merge = Merge { document, budget: MOST_PARTS, ..Merge::default_of(document) };
        merge.take(schema.raw(), 0);
        let nothing = merge.nothing;
        let Merge { mut map, patterns, mut formats, alternatives, .. } = merge;
        let mut nullable = map.shift_remove("nullable") == Some(Value::Bool(true))
            || has_type(&Value::Object(map.clone()), "null");
        let mut control = None;
        let mut alternatives = alternatives.into_iter();
        if let Some(first) = alternatives.next() {
            let others: Vec<Vec<Value>> = alternatives.map(|given| given.list).collect();
            let (nulls, real): (Vec<&Value>, Vec<&Value>) =
                first.list.iter().partition(|inner| has_type(inner, "null") && types(inner).is_empty());
            nullable |= !nulls.is_empty();
            if let Some(found) = text_formats(&map, &real) {
                formats = found;
                map.entry("type").or_insert_with(|| "string".into());
            } else if let Some(values) = constants(&real) {
                control = Some(Control::Choice(values));
            } else {
                let base = base_of(&map, &patterns, &formats, &others);
                control = Some(Control::Alternatives(alternatives_of(document, &base, &real, &first)));
            }
        }
        for (key, words) in [("pattern", patterns.first()), ("format", formats.first())] {
            if let Some(words) = words {
                map.insert(key.into(), words.as_str().into());
            }
        }
        let schema = Schema::new(Value::Object(map));
        nullable |= schema.nullable();
        if nothing {
            control = Some(Control::Nothing);
        }
        let control = control.unwrap_or_else(|| plain_control(document, &schema));
        Shape { schema, name, control, nullable, patterns, formats, broken }
    }

    /// Its title, or empty.
    pub fn title(&self) -> &str {
        self.schema.title()
    }

    /// The text holds JSON: it has an editor of its own.
    pub fn json_text(&self) -> bool {
        self.formats.iter().any(|format| format == "json" || format == "json-string")
    }

    /// A password or the like by its format.
    pub fn is_password(&self) -> bool {
        self.formats.iter().any(|format| format == "password")
    }

    /// The schema of one item of a list, by its place.
    pub(crate) fn item(&self, at: usize) -> Option<Schema> {
        match &self.control {
            Control::List { first, items } => Some(first.get(at).unwrap_or(items).clone()),
            _ => None,
        }
    }

    /// The schema of a part by its name, and whether it is required.
    pub(crate) fn part(&self, name: &str) -> (Schema, bool) {
        if let Control::Object { properties, others } = &self.control {
            if let Some(property) = properties.iter().find(|property| property.name == name) {
                return (property.schema.clone(), property.required);
            }
            if let Others::Each(schema) = others {
                return (schema.clone(), false);
            }
        }
        let hidden = self.schema.properties().into_iter().find(|property| property.name == name);
        (hidden.map(|property| property.schema).unwrap_or_default(), false)
    }

    /// The schema of the same place, of one JSON type only.
    pub(crate) fn of_type(&self, name: &str) -> Schema {
        let mut map = self.schema.raw().as_object().cloned().unwrap_or_default();
        map.insert("type".into(), name.into());
        let more: Vec<Value> = self.patterns.iter().skip(1).map(|it| json!({ "pattern": it })).collect();
        if !more.is_empty() {
            map.insert("allOf".into(), Value::Array(more));
        }
        Schema::new(Value::Object(map))
    }
}

/// Alternatives as they stand in one `oneOf` or `anyOf`.
struct Given {
    list: Vec<Value>,
    discriminator: Option<Discriminator>,
}

/// Gathers what a schema, its references and its `allOf` say into one schema.
struct Merge<'d> {
    document: &'d Document,
    budget: usize,
    map: Map<String, Value>,
    patterns: Vec<String>,
    formats: Vec<String>,
    alternatives: Vec<Given>,
    nothing: bool,
}

impl<'d> Merge<'d> {
    fn default_of(document: &'d Document) -> Merge<'d> {
        Merge {
            document,
            budget: 0,
            map: Map::new(),
            patterns: Vec::new(),
            formats: Vec::new(),
            alternatives: Vec::new(),
            nothing: false,
        }
    }

    fn take(&mut self, schema: &Value, depth: usize) {
        if depth > DEEPEST || self.budget == 0 {
            return;
        }
        self.budget -= 1;
        let Value::Object(own) = schema else {
            self.nothing |= schema == &Value::Bool(false);
            return;
        };
        // The outermost words count: those beside a reference say what it is here.
        for (key, value) in own {
            self.merge(key, value, depth == 0);
        }
        for inner in list(schema, "allOf") {
            self.take(inner, depth + 1);
        }
        if let Some(reference) = own.get("$ref").and_then(Value::as_str)
            && let Some(target) = self.document.referred(reference)
        {
            self.take(&target, depth + 1);
        }
    }

    fn merge(&mut self, key: &str, value: &Value, outermost: bool) {
        match key {
            "$ref" | "allOf" => {}
            "pattern" => self.patterns.extend(
                value
                    .as_str()
                    .filter(|pattern| !self.patterns.iter().any(|known| known == pattern))
                    .map(String::from),
            ),
            "format" => {
                if self.formats.is_empty() {
                    self.formats.extend(value.as_str().map(String::from));
                }
            }
            "oneOf" | "anyOf" => {
                if let Value::Array(given) = value
                    && !given.is_empty()
                {
                    self.alternatives.push(Given { list: given.clone(), discriminator: None });
                }
            }
            "discriminator" => {
                let read = Schema::new(json!({ "discriminator": value })).discriminator();
                self.map.entry("discriminator").or_insert_with(|| value.clone());
                if let Some(last) = self.alternatives.last_mut() {
                    last.discriminator = read;
                }
            }
            "properties" => self.merge_properties(value),
            "required" => {
                let known = self.map.entry("required").or_insert_with(|| json!([]));
                if let (Some(known), Value::Array(more)) = (known.as_array_mut(), value) {
                    for name in more {
                        if !known.contains(name) {
                            known.push(name.clone());
                        }
                    }
                }
            }
            "minimum" | "minLength" | "minItems" | "minProperties" => self.bound(key, value, f64::max),
            "maximum" | "maxLength" | "maxItems" | "maxProperties" => self.bound(key, value, f64::min),
            "enum" => {
                let narrowed = match (self.map.get("enum"), value) {
                    (Some(Value::Array(known)), Value::Array(more)) => {
                        Value::Array(known.iter().filter(|one| more.contains(one)).cloned().collect())
                    }
                    _ => value.clone(),
                };
                self.map.insert("enum".into(), narrowed);
            }
            "additionalProperties" => {
                let refused = value == &Value::Bool(false);
                if refused || !self.map.contains_key(key) || self.map.get(key) == Some(&Value::Bool(true)) {
                    self.map.insert(key.into(), value.clone());
                }
            }
            // A `$ref` with `nullable` around it may be null; one part among several that may not be, forbids it.
            "nullable" | "readOnly" | "deprecated" | "default" | "example" | "examples" if !outermost => {
                self.map.entry(key).or_insert_with(|| value.clone());
            }
            _ => {
                self.map.entry(key).or_insert_with(|| value.clone());
            }
        }
    }

    fn merge_properties(&mut self, value: &Value) {
        let known = self.map.entry("properties").or_insert_with(|| Value::Object(Map::new()));
        let (Value::Object(known), Value::Object(more)) = (known, value) else { return };
        for (name, schema) in more {
            match known.get_mut(name) {
                // A part that says nothing adds nothing.
                Some(before) if before != schema && schema.as_object().is_none_or(|it| !it.is_empty()) => {
                    let both = if before.as_object().is_some_and(Map::is_empty) {
                        schema.clone()
                    } else {
                        json!({"allOf": [before.clone(), schema]})
                    };
                    *before = both;
                }
                Some(_) => {}
                None => {
                    known.insert(name.clone(), schema.clone());
                }
            }
        }
    }

    fn bound(&mut self, key: &str, value: &Value, choose: fn(f64, f64) -> f64) {
        let tighter = match (self.map.get(key).and_then(Value::as_f64), value.as_f64()) {
            (Some(known), Some(new)) => choose(known, new) == new,
            _ => true,
        };
        if tighter {
            self.map.insert(key.into(), value.clone());
        }
    }
}

/// The formats, where all alternatives are texts that differ in nothing but their format: one input for all of them.
fn text_formats(map: &Map<String, Value>, real: &[&Value]) -> Option<Vec<String>> {
    let plain = map.get("type").is_none_or(|name| name == "string");
    let only_format = |inner: &&Value| {
        let object = inner.as_object()?;
        let known = object.keys().all(|key| {
            matches!(key.as_str(), "type" | "format" | "title" | "description" | "example" | "nullable")
        });
        let text =
            has_type(inner, "string") || (!object.contains_key("type") && plain && map.contains_key("type"));
        object.get("format").and_then(Value::as_str).filter(|_| known && text).map(String::from)
    };
    let formats: Option<Vec<String>> = real.iter().map(only_format).collect();
    formats.filter(|formats| plain && !formats.is_empty())
}

/// The values, where every alternative is one value.
fn constants(real: &[&Value]) -> Option<Vec<Value>> {
    let one = |inner: &&Value| {
        let schema = Schema::new((*inner).clone());
        match schema.enum_values().as_slice() {
            [only] if inner.get("properties").is_none() => Some(only.clone()),
            _ => None,
        }
    };
    let values: Option<Vec<Value>> = real.iter().map(one).collect();
    values.filter(|values| !values.is_empty())
}

/// What stands around alternatives, as a schema that each of them gets.
fn base_of(
    map: &Map<String, Value>,
    patterns: &[String],
    formats: &[String],
    others: &[Vec<Value>],
) -> Value {
    let mut base = map.clone();
    for words in ["title", "description", "discriminator", "default", "example", "examples"] {
        base.shift_remove(words);
    }
    let mut all: Vec<Value> = patterns.iter().map(|pattern| json!({ "pattern": pattern })).collect();
    all.extend(formats.first().map(|format| json!({ "format": format })));
    all.extend(others.iter().map(|other| json!({ "oneOf": other })));
    if !all.is_empty() {
        base.insert("allOf".into(), Value::Array(all));
    }
    Value::Object(base)
}

fn alternatives_of(document: &Document, base: &Value, real: &[&Value], given: &Given) -> Vec<Alternative> {
    let bare = base.as_object().is_none_or(Map::is_empty);
    let alternative = |inner: &&Value| {
        let schema = Schema::new((*inner).clone());
        let title = match document.resolve(&schema).schema() {
            Some(found) if !found.title().is_empty() => found.title().to_string(),
            _ => schema.reference().map_or_else(|| schema.kind(), String::from),
        };
        let told_by = given.discriminator.as_ref().and_then(|it| {
            let reference = schema.reference_text()?;
            let means = |target: &String| target == reference || schema.reference() == Some(target.as_str());
            let named = it.mapping.iter().find(|(_, target)| means(target)).map(|(value, _)| value.clone());
            Some((it.property.clone(), named.or_else(|| schema.reference().map(String::from))?))
        });
        let schema = if bare { schema } else { Schema::new(json!({"allOf": [inner, base]})) };
        Alternative { title, schema, told_by }
    };
    real.iter().map(alternative).collect()
}

fn plain_control(document: &Document, schema: &Schema) -> Control {
    let values: Vec<Value> = schema.enum_values().into_iter().filter(|value| !value.is_null()).collect();
    if !values.is_empty() {
        return Control::Choice(values);
    }
    let raw = schema.raw();
    let has = |key: &str| raw.get(key).is_some();
    let names: Vec<&str> = match types(raw).as_slice() {
        [] if has("properties") || has("additionalProperties") => vec!["object"],
        [] if has("items") || has("prefixItems") => vec!["array"],
        [] if has("pattern") || has("minLength") || has("maxLength") => vec!["string"],
        [] if has("minimum") || has("maximum") => vec!["number"],
        // `"null"` alone allows nothing else.
        [] if has_type(raw, "null") => return Control::Types(Vec::new()),
        [] => ALL_TYPES.to_vec(),
        some => some.to_vec(),
    };
    match names.as_slice() {
        ["string" | "file"] => Control::Text,
        ["number"] => Control::Number { whole: false },
        ["integer"] => Control::Number { whole: true },
        ["boolean"] => Control::Boolean,
        ["object"] => object(document, schema),
        ["array"] => {
            Control::List { first: schema.prefix_items(), items: schema.items().unwrap_or_default() }
        }
        [_] => Control::Types(ALL_TYPES.map(String::from).to_vec()),
        several => Control::Types(several.iter().map(|name| (*name).into()).collect()),
    }
}

fn object(document: &Document, schema: &Schema) -> Control {
    let mut properties = schema.properties();
    properties.retain(|property| {
        let found = document.resolve(&property.schema).schema();
        !property.schema.read_only() && !found.is_some_and(|found| found.read_only())
    });
    let others = match schema.raw().get("additionalProperties") {
        Some(Value::Bool(false)) => Others::Refused,
        Some(Value::Bool(true)) => Others::Each(Schema::default()),
        Some(inner @ Value::Object(_)) => Others::Each(Schema::new(inner.clone())),
        // An object of which nothing is said at all may hold anything.
        _ if schema.properties().is_empty() => Others::Each(Schema::default()),
        _ => Others::Unsaid,
    };
    Control::Object { properties, others }
}
