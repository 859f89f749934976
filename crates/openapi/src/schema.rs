//! One schema object and what it says.

use crate::pointer::schema_name;
use serde_json::{Map, Number, Value};
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

/// Summaries go this many levels into arrays and alternatives.
const SUMMARY_DEPTH: usize = 6;
/// Alternatives up to this number are named one by one.
const NAMED_ALTERNATIVES: usize = 3;

/// A schema of OpenAPI 3.0 (JSON Schema's draft 5, with changes) or 3.1 (draft 2020-12): an object or a boolean.
///
/// Cloning is cheap. A schema that is a `$ref` stays one: [`crate::Document::resolve`] follows it.
///
/// ```
/// let schema = openapi::Schema::new(serde_json::json!({"type": "array", "items": {"type": "string", "format": "uuid"}}));
/// assert_eq!(schema.kind(), "array of string (uuid)");
/// ```
#[derive(Clone, PartialEq)]
pub struct Schema {
    value: Arc<Value>,
    /// The component's name, decoded, where the schema is a reference to one.
    reference: Option<Arc<str>>,
}

/// A named part of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// Its name in JSON.
    pub name: String,
    /// What stands there.
    pub schema: Schema,
    /// It may not be left out.
    pub required: bool,
}

/// How to tell which of several alternatives an object is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discriminator {
    /// The property whose value tells.
    pub property: String,
    /// Its values, each with the reference or component's name that it means.
    pub mapping: Vec<(String, String)>,
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Schema({})", self.kind())
    }
}

impl Default for Schema {
    /// The schema `{}`, which allows anything.
    fn default() -> Self {
        Schema::new(Value::Object(Map::new()))
    }
}

impl From<Arc<Value>> for Schema {
    fn from(value: Arc<Value>) -> Self {
        let reference = value.get("$ref").and_then(Value::as_str).and_then(schema_name).map(Arc::from);
        Schema { value, reference }
    }
}

impl Schema {
    /// The schema that this JSON is; anything but an object or a boolean says nothing.
    pub fn new(value: Value) -> Self {
        Arc::new(value).into()
    }

    /// The JSON of the schema, as the document has it.
    pub fn raw(&self) -> &Value {
        &self.value
    }

    /// The name of the component that this schema refers to; `None` where it is no reference, or another one.
    pub fn reference(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    /// The whole `$ref` as written.
    pub fn reference_text(&self) -> Option<&str> {
        self.text("$ref")
    }

    /// One line about what the schema allows: `string (uuid)`, `array of PlayerOutputDTO`, `one of 42`, `anything`.
    pub fn kind(&self) -> String {
        kind(&self.value, SUMMARY_DEPTH)
    }

    /// Its title, or empty.
    pub fn title(&self) -> &str {
        self.text("title").unwrap_or("")
    }

    /// Its description, Markdown, or empty.
    pub fn description(&self) -> &str {
        self.text("description").unwrap_or("")
    }

    /// The types by name, without `null`; empty where the schema names none.
    pub fn types(&self) -> Vec<&str> {
        types(&self.value)
    }

    /// The named parts of an object, in the document's order. Those of `allOf` are not among them:
    /// [`crate::Document::properties`] gathers all.
    pub fn properties(&self) -> Vec<Property> {
        let required: HashSet<&str> = self.required().into_iter().collect();
        let Some(Value::Object(properties)) = self.value.get("properties") else { return Vec::new() };
        let property = |(name, schema): (&String, &Value)| Property {
            name: name.clone(),
            schema: Schema::new(schema.clone()),
            required: required.contains(name.as_str()),
        };
        properties.iter().map(property).collect()
    }

    /// The names in `required`.
    pub fn required(&self) -> Vec<&str> {
        self.list("required").iter().filter_map(Value::as_str).collect()
    }

    /// The schema of a list's items.
    pub fn items(&self) -> Option<Schema> {
        self.inner("items")
    }

    /// The schemas of a list's first items, one by one (3.1).
    pub fn prefix_items(&self) -> Vec<Schema> {
        self.inners("prefixItems")
    }

    /// Alternatives of which exactly one holds.
    pub fn one_of(&self) -> Vec<Schema> {
        self.inners("oneOf")
    }

    /// Alternatives of which at least one holds.
    pub fn any_of(&self) -> Vec<Schema> {
        self.inners("anyOf")
    }

    /// Schemas that all hold.
    pub fn all_of(&self) -> Vec<Schema> {
        self.inners("allOf")
    }

    /// The schema that may not hold.
    pub fn not(&self) -> Option<Schema> {
        self.inner("not")
    }

    /// The schema of an object's parts that are not named; `false` as a schema where there may be none.
    pub fn additional(&self) -> Option<Schema> {
        self.inner("additionalProperties")
    }

    /// The values of `enum`, or the only one of `const`; empty where any value may stand.
    pub fn enum_values(&self) -> Vec<Value> {
        match self.value.get("const") {
            Some(only) => vec![only.clone()],
            None => self.list("enum").to_vec(),
        }
    }

    /// `null` is allowed: `nullable` (3.0), `null` among the types (3.1), the values or the alternatives.
    pub fn nullable(&self) -> bool {
        self.flag("nullable")
            || has_type(&self.value, "null")
            || self.list("enum").contains(&Value::Null)
            || self.value.get("const") == Some(&Value::Null)
            || ["oneOf", "anyOf"].iter().any(|key| self.list(key).iter().any(|inner| has_type(inner, "null")))
    }

    /// It is of the envelope as Takaro's document has it, which the server does not keep to: it wants a `serverTime` and an
    /// `error` around every answer, and `details` with every error.
    ///
    /// ```
    /// use openapi::Schema;
    /// let meta = serde_json::json!({ "type": "object", "required": ["serverTime", "error"] });
    /// assert!(Schema::new(meta).is_wrong_envelope());
    /// assert!(!Schema::new(serde_json::json!({ "type": "object", "required": ["error"] })).is_wrong_envelope());
    /// ```
    pub fn is_wrong_envelope(&self) -> bool {
        let required = self.required();
        [&["serverTime", "error"][..], &["code", "message", "details"]].contains(&required.as_slice())
    }

    /// `format`: `uuid`, `date-time`, …
    pub fn format(&self) -> Option<&str> {
        self.text("format")
    }

    /// A regular expression, as JavaScript writes them.
    pub fn pattern(&self) -> Option<&str> {
        self.text("pattern")
    }

    /// The smallest number that is allowed, or the largest that is not where [`Schema::exclusive_minimum`] is true.
    pub fn minimum(&self) -> Option<&Number> {
        self.number("exclusiveMinimum").or_else(|| self.number("minimum"))
    }

    /// The minimum itself is not allowed: `true` in 3.0, a number of its own in 3.1.
    pub fn exclusive_minimum(&self) -> bool {
        self.flag("exclusiveMinimum") || self.number("exclusiveMinimum").is_some()
    }

    /// The largest number that is allowed, or the smallest that is not where [`Schema::exclusive_maximum`] is true.
    pub fn maximum(&self) -> Option<&Number> {
        self.number("exclusiveMaximum").or_else(|| self.number("maximum"))
    }

    /// The maximum itself is not allowed.
    pub fn exclusive_maximum(&self) -> bool {
        self.flag("exclusiveMaximum") || self.number("exclusiveMaximum").is_some()
    }

    /// The smallest number of characters.
    pub fn min_length(&self) -> Option<u64> {
        self.count("minLength")
    }

    /// The largest number of characters.
    pub fn max_length(&self) -> Option<u64> {
        self.count("maxLength")
    }

    /// The smallest number of items.
    pub fn min_items(&self) -> Option<u64> {
        self.count("minItems")
    }

    /// The largest number of items.
    pub fn max_items(&self) -> Option<u64> {
        self.count("maxItems")
    }

    /// The value that is taken where none is given.
    pub fn default_value(&self) -> Option<&Value> {
        self.value.get("default")
    }

    /// `example` (3.0) and `examples` (3.1).
    pub fn examples(&self) -> Vec<&Value> {
        self.value.get("example").into_iter().chain(self.list("examples")).collect()
    }

    /// Stands in answers only.
    pub fn read_only(&self) -> bool {
        self.flag("readOnly")
    }

    /// Stands in requests only.
    pub fn write_only(&self) -> bool {
        self.flag("writeOnly")
    }

    /// Not to be used any more.
    pub fn deprecated(&self) -> bool {
        self.flag("deprecated")
    }

    /// How to tell the alternatives apart.
    pub fn discriminator(&self) -> Option<Discriminator> {
        let value = self.value.get("discriminator")?;
        let property = value.get("propertyName").or(Some(value))?.as_str()?.into();
        let mapping = match value.get("mapping") {
            Some(Value::Object(mapping)) => {
                let text =
                    |(name, target): (&String, &Value)| Some((name.clone(), target.as_str()?.to_string()));
                mapping.iter().filter_map(text).collect()
            }
            _ => Vec::new(),
        };
        Some(Discriminator { property, mapping })
    }

    /// The limits in words, each short: `at least 1`, `at most 100 characters`, `matches ^a$`.
    pub fn limits(&self) -> Vec<String> {
        let mut limits = Vec::new();
        if let Some(number) = self.minimum() {
            limits.push(format!(
                "{} {number}",
                if self.exclusive_minimum() { "more than" } else { "at least" }
            ));
        }
        if let Some(number) = self.maximum() {
            limits
                .push(format!("{} {number}", if self.exclusive_maximum() { "less than" } else { "at most" }));
        }
        if let Some(number) = self.number("multipleOf") {
            limits.push(format!("a multiple of {number}"));
        }
        for (what, least, most) in [
            ("character", self.min_length(), self.max_length()),
            ("item", self.min_items(), self.max_items()),
            ("property", self.count("minProperties"), self.count("maxProperties")),
        ] {
            if let Some(count) = least {
                limits.push(format!("at least {}", counted(count, what)));
            }
            if let Some(count) = most {
                limits.push(format!("at most {}", counted(count, what)));
            }
        }
        if self.flag("uniqueItems") {
            limits.push("no item twice".into());
        }
        if let Some(pattern) = self.pattern() {
            limits.push(format!("matches {pattern}"));
        }
        limits
    }

    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.value.get(key).and_then(Value::as_str)
    }

    fn flag(&self, key: &str) -> bool {
        self.value.get(key) == Some(&Value::Bool(true))
    }

    fn number(&self, key: &str) -> Option<&Number> {
        self.value.get(key).and_then(Value::as_number)
    }

    fn count(&self, key: &str) -> Option<u64> {
        self.value.get(key).and_then(Value::as_u64)
    }

    fn list(&self, key: &str) -> &[Value] {
        list(&self.value, key)
    }

    fn inner(&self, key: &str) -> Option<Schema> {
        self.value.get(key).filter(|value| value.is_object() || value.is_boolean()).cloned().map(Schema::new)
    }

    fn inners(&self, key: &str) -> Vec<Schema> {
        self.list(key).iter().cloned().map(Schema::new).collect()
    }
}

/// A list under a key; empty where there is none.
pub(crate) fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// JSON has seven types; a document that names more means none by them.
const MOST_TYPES: usize = 8;

/// The types of a schema, without `null`.
pub(crate) fn types(value: &Value) -> Vec<&str> {
    let several = match value.get("type") {
        Some(one @ Value::String(_)) => std::slice::from_ref(one),
        Some(Value::Array(several)) => several,
        _ => &[],
    };
    let mut types = Vec::new();
    for name in several.iter().filter_map(Value::as_str).filter(|name| *name != "null") {
        // One that comes twice says no more, and would be looked into twice, and so would all within.
        if types.len() < MOST_TYPES && !types.contains(&name) {
            types.push(name);
        }
    }
    types
}

/// Whether a schema names the type.
pub(crate) fn has_type(value: &Value, name: &str) -> bool {
    match value.get("type") {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(several)) => several.iter().any(|one| one == name),
        _ => false,
    }
}

fn counted(count: u64, what: &str) -> String {
    match (count, what) {
        (1, _) => format!("1 {what}"),
        (_, "property") => format!("{count} properties"),
        _ => format!("{count} {what}s"),
    }
}

fn kind(value: &Value, depth: usize) -> String {
    let plain = match value {
        Value::Bool(false) => return "nothing".into(),
        Value::Object(_) => plain_kind(value, depth),
        _ => return "anything".into(),
    };
    let schema_null = value.get("nullable") == Some(&Value::Bool(true)) || has_type(value, "null");
    if schema_null && plain != "null" && plain != "anything" { plain + " or null" } else { plain }
}

fn plain_kind(value: &Value, depth: usize) -> String {
    if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
        return schema_name(reference).unwrap_or_else(|| format!("reference to {reference}"));
    }
    if let Some(only) = value.get("const") {
        return format!("exactly {only}");
    }
    match list(value, "enum") {
        [] => {}
        [only] => return format!("exactly {only}"),
        values => return format!("one of {} values", values.len()),
    }
    if depth == 0 {
        return types(value).first().map_or_else(|| "anything".into(), |name| (*name).into());
    }
    for key in ["oneOf", "anyOf"] {
        let alternatives = list(value, key);
        if !alternatives.is_empty() {
            return alternative_kinds(alternatives, depth);
        }
    }
    match list(value, "allOf") {
        [] => {}
        [only] => return kind(only, depth - 1),
        all if all.len() <= NAMED_ALTERNATIVES => {
            let kinds: Vec<String> = all.iter().map(|inner| kind(inner, depth - 1)).collect();
            return kinds.join(" and ");
        }
        all => return format!("all of {}", all.len()),
    }
    let types = types(value);
    if types.is_empty() {
        return untyped_kind(value, depth);
    }
    let kinds: Vec<String> = types.iter().map(|name| typed_kind(value, name, depth)).collect();
    kinds.join(" or ")
}

fn alternative_kinds(alternatives: &[Value], depth: usize) -> String {
    // A null among the alternatives is not one that a person chooses between.
    let others: Vec<&Value> =
        alternatives.iter().filter(|inner| inner.get("type") != Some(&"null".into())).collect();
    let or_null = if others.len() < alternatives.len() { " or null" } else { "" };
    if others.len() > NAMED_ALTERNATIVES {
        return format!("one of {}{or_null}", others.len());
    }
    let mut kinds: Vec<String> = others.iter().map(|inner| kind(inner, depth - 1)).collect();
    let formats: Option<Vec<&str>> = kinds
        .iter()
        .map(|kind| kind.strip_prefix("string (").and_then(|rest| rest.strip_suffix(')')))
        .collect();
    if let Some(formats) = formats.filter(|formats| formats.len() > 1) {
        kinds = vec![format!("string ({})", formats.join(" or "))];
    }
    kinds.dedup();
    if kinds.is_empty() { "null".into() } else { kinds.join(" or ") + or_null }
}

fn untyped_kind(value: &Value, depth: usize) -> String {
    if value.get("properties").is_some() || value.get("additionalProperties").is_some() {
        return typed_kind(value, "object", depth);
    }
    if value.get("items").is_some() {
        return typed_kind(value, "array", depth);
    }
    if let Some(not) = value.get("not") {
        return format!("anything but {}", kind(not, depth - 1));
    }
    if has_type(value, "null") {
        return "null".into();
    }
    match value.get("format").and_then(Value::as_str) {
        Some(format) => format!("anything ({format})"),
        None => "anything".into(),
    }
}

fn typed_kind(value: &Value, name: &str, depth: usize) -> String {
    match name {
        "array" => match value.get("items") {
            Some(items) => match kind(items, depth - 1) {
                inner if inner == "anything" => "array".into(),
                inner => format!("array of {inner}"),
            },
            None => "array".into(),
        },
        "object" if value.get("properties").is_none() => match value.get("additionalProperties") {
            Some(inner @ Value::Object(_)) => format!("map of {}", kind(inner, depth - 1)),
            _ => "object".into(),
        },
        _ => match value.get("format").and_then(Value::as_str) {
            Some(format) if name != "object" => format!("{name} ({format})"),
            _ => name.into(),
        },
    }
}
