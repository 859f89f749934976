//! What may be asked of an entity, read from its search operation.

use crate::document::Document;
use crate::named::Named;
use crate::operation::{Operation, is_search_path};
use crate::schema::{Property, Schema, has_type, list, types};
use query::{EntitySchema, Field, FieldKind};
use serde_json::Value;

/// Telling the kind of one field looks at no more schemas than this.
const MOST_PARTS: usize = 500;

impl Document {
    /// The search operations: each one's index and its entity's name (`user`, `gameserver/player`), in the document's
    /// order. These are the POSTs to `…/search`; other operations with a body like a search's are not listed, though
    /// [`Document::entity`] reads them.
    pub fn entities(&self) -> Vec<(usize, String)> {
        let is_search =
            |head: &crate::Head| head.method == "POST" && !head.webhook && is_search_path(&head.path);
        let searches = self.operations().iter().enumerate().filter(|(_, head)| is_search(head));
        searches.map(|(index, head)| (index, entity_name(&head.path))).collect()
    }

    /// The entity that an operation searches: fields from the body's `filters`, `search`, `greaterThan` and `lessThan`,
    /// then those of the rows that come back. `None` where the operation is no search, or cannot be read.
    ///
    /// A field that both know takes the more exact kind: a `string` of the one and a UUID of the other is a UUID.
    /// Where the body asks for a text and the rows carry something that is none (a number, a list), the body counts,
    /// since it is what the server checks. A part of the rows that need not be there may be empty.
    pub fn entity(&self, index: usize) -> Option<EntitySchema> {
        let operation = self.operation(index).ok().filter(|operation| operation.search)?;
        Some(self.read_entity(&operation))
    }

    fn read_entity(&self, operation: &Operation) -> EntitySchema {
        let body = operation.body_schema().map(|schema| self.properties(schema)).unwrap_or_default();
        let part =
            |name: &str| body.iter().find(|property| property.name == name).map(|property| &property.schema);
        let parts = |name: &str| part(name).map(|schema| self.properties(schema)).unwrap_or_default();

        let mut schema = EntitySchema::new(&entity_name(&operation.path), &operation.path);
        schema.operation_id.clone_from(&operation.id);
        let mut fields = Named::default();
        let filters = parts("filters");
        let searches = parts("search");
        let ranges = [parts("greaterThan"), parts("lessThan")];
        for property in &filters {
            let single = self.is_single(&property.schema);
            let field = self.field(&mut fields, property, true);
            (field.filter, field.single) = (true, single);
        }
        for property in &searches {
            self.field(&mut fields, property, true).search = true;
        }
        for property in ranges.iter().flatten() {
            self.field(&mut fields, property, true).range = true;
        }
        let rows = self.rows(operation).map(|row| self.possible_properties(&row)).unwrap_or_default();
        // A document that says of no part that it is always there says nothing of the others.
        let tells = rows.iter().any(|property| property.required);
        for property in &rows {
            let schema = self.resolve(&property.schema).schema();
            let null = [Some(&property.schema), schema.as_ref()].into_iter().flatten().any(Schema::nullable);
            let field = self.field(&mut fields, property, false);
            (field.row, field.nullable) = (true, null || (tells && !property.required));
        }
        schema.typed_filters = !filters.is_empty();
        schema.typed_search = !searches.is_empty();
        schema.typed_ranges = ranges.iter().any(|range| !range.is_empty());
        if !schema.typed_ranges && (part("greaterThan").is_some() || part("lessThan").is_some()) {
            // The server takes any real column here, and the rows show which there are.
            for field in fields.items_mut().iter_mut().filter(|field| field.row) {
                field.range = matches!(field.kind, FieldKind::Date | FieldKind::Number | FieldKind::Text);
            }
        }
        if !schema.typed_search && part("search").is_some() {
            // What is no column is ignored here, and each column is searched in.
            for field in fields.items_mut().iter_mut().filter(|field| field.row) {
                field.search = matches!(field.kind, FieldKind::Text | FieldKind::Enum(_));
            }
        }
        schema.fields = fields.into_items();
        schema.extend = part("extend").map(|schema| self.extend_names(schema)).unwrap_or_default();
        schema.typed_extend = !schema.extend.is_empty();
        schema.first_page = part("page").and_then(|schema| self.first_page(schema));
        schema
    }

    /// Adds what a property says to the field of its name. `asked` says that it stands in the body, where values come
    /// in lists: then the kind is that of the items.
    fn field<'f>(&self, fields: &'f mut Named<Field>, property: &Property, asked: bool) -> &'f mut Field {
        let resolved = self.resolve(&property.schema).schema();
        let items = resolved.as_ref().filter(|_| asked).and_then(Schema::items);
        let kind = self.field_kind(items.as_ref().unwrap_or(&property.schema));
        let description = [Some(&property.schema), resolved.as_ref()]
            .into_iter()
            .flatten()
            .map(Schema::description)
            .find(|words| !words.is_empty())
            .unwrap_or("");
        let field = fields.get_or_insert(&property.name, || Field::new(&property.name, FieldKind::Unknown));
        if is_more_exact(&kind, &field.kind) {
            field.kind = kind;
        }
        if field.description.is_empty() {
            field.description = description.into();
        }
        field
    }

    /// Whether a schema is for certain that of one value, and not of a list.
    fn is_single(&self, schema: &Schema) -> bool {
        self.resolve(schema).schema().is_some_and(|schema| {
            let raw = schema.raw();
            let open = ["items", "oneOf", "anyOf", "allOf"].iter().any(|key| raw.get(key).is_some());
            let named = types(raw);
            !open && !named.is_empty() && !named.contains(&"array")
        })
    }

    /// What a schema's values are, as far as the document tells.
    fn field_kind(&self, schema: &Schema) -> FieldKind {
        let mut budget = MOST_PARTS;
        self.kind_of(schema.raw(), 0, &mut budget)
    }

    fn kind_of(&self, schema: &Value, depth: usize, budget: &mut usize) -> FieldKind {
        if depth > 32 || *budget == 0 || !schema.is_object() {
            return FieldKind::Unknown;
        }
        *budget -= 1;
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let target = self.referred(reference);
            return target.map_or(FieldKind::Unknown, |target| self.kind_of(&target, depth + 1, budget));
        }
        if let Some(kind) = listed_kind(schema) {
            return kind;
        }
        let typed = typed_kind(schema);
        // `{"type": "string", "oneOf": [date, date-time]}` says more in its alternatives than in its type.
        if !matches!(typed, FieldKind::Unknown | FieldKind::Text) {
            return typed;
        }
        let mut inner_kind = None;
        for key in ["oneOf", "anyOf"] {
            for inner in list(schema, key) {
                if has_type(inner, "null") && types(inner).is_empty() {
                    continue;
                }
                let kind = self.kind_of(inner, depth + 1, budget);
                inner_kind = Some(match inner_kind {
                    None => kind,
                    Some(before) => common_kind(before, kind),
                });
            }
        }
        for inner in list(schema, "allOf") {
            let kind = self.kind_of(inner, depth + 1, budget);
            if is_more_exact(&kind, inner_kind.as_ref().unwrap_or(&FieldKind::Unknown)) {
                inner_kind = Some(kind);
            }
        }
        match inner_kind {
            Some(kind) if is_more_exact(&kind, &typed) => kind,
            _ => typed,
        }
    }

    fn extend_names(&self, schema: &Schema) -> Vec<String> {
        let Some(schema) = self.resolve(schema).schema() else { return Vec::new() };
        let items = schema.items().and_then(|items| self.resolve(&items).schema()).unwrap_or(schema);
        items.enum_values().iter().filter_map(Value::as_str).map(String::from).collect()
    }

    fn first_page(&self, schema: &Schema) -> Option<u32> {
        let schema = self.resolve(schema).schema()?;
        let number = schema.raw().get("minimum").or_else(|| schema.default_value())?;
        let number =
            number.as_u64().or_else(|| number.as_f64().filter(|n| n.fract() == 0.0).map(|n| n as u64))?;
        u32::try_from(number).ok()
    }
}

/// `/gameserver/player/search` is `gameserver/player`; a path that does not end so is its own name.
fn entity_name(path: &str) -> String {
    let path = path.trim_matches('/');
    path.strip_suffix("/search").unwrap_or(path).into()
}

/// The kind of a schema that lists its values, whether it has a type or not.
fn listed_kind(schema: &Value) -> Option<FieldKind> {
    let constant = schema.get("const");
    let values = constant.map_or(list(schema, "enum"), std::slice::from_ref);
    let values: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
    if values.is_empty() {
        return None;
    }
    if values.iter().all(|value| value.is_boolean()) {
        return Some(FieldKind::Boolean);
    }
    // The query model's enum is one of texts: a choice of numbers is a number to it.
    if values.iter().all(|value| value.is_number()) {
        return Some(FieldKind::Number);
    }
    let text = |value: &&Value| value.as_str().map_or_else(|| value.to_string(), String::from);
    Some(FieldKind::Enum(values.iter().map(text).collect()))
}

fn typed_kind(schema: &Value) -> FieldKind {
    let named = types(schema);
    match named.as_slice() {
        ["string"] => match schema.get("format").and_then(Value::as_str) {
            Some("uuid") => FieldKind::Uuid,
            Some("date" | "date-time") => FieldKind::Date,
            _ => FieldKind::Text,
        },
        ["number" | "integer"] | ["integer", "number"] | ["number", "integer"] => FieldKind::Number,
        ["boolean"] => FieldKind::Boolean,
        ["object" | "array"] => FieldKind::Nested,
        [] => {
            let nested = ["properties", "additionalProperties", "items"];
            if nested.iter().any(|key| schema.get(key).is_some()) {
                FieldKind::Nested
            } else {
                FieldKind::Unknown
            }
        }
        _ => FieldKind::Unknown,
    }
}

/// The kind that values of either kind have.
fn common_kind(one: FieldKind, other: FieldKind) -> FieldKind {
    use FieldKind::{Date, Enum, Text, Uuid};
    match (one, other) {
        (one, other) if one == other => one,
        (Enum(mut values), Enum(more)) => {
            values.extend(more.into_iter().filter(|value| !values.contains(value)).collect::<Vec<_>>());
            Enum(values)
        }
        (Enum(_) | Uuid | Date | Text, Enum(_) | Uuid | Date | Text) => Text,
        _ => FieldKind::Unknown,
    }
}

/// Whether a kind says more than what is known. Only texts can be made more exact; anything is more than nothing.
fn is_more_exact(kind: &FieldKind, known: &FieldKind) -> bool {
    use FieldKind::{Date, Enum, Text, Unknown, Uuid};
    match known {
        Unknown => *kind != Unknown,
        Text => matches!(kind, Uuid | Date | Enum(_)),
        Uuid | Date => matches!(kind, Enum(_)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_entities() {
        assert_eq!(entity_name("/gameserver/player/search"), "gameserver/player");
        assert_eq!(entity_name("/event/export"), "event/export");
        assert_eq!(entity_name("/search"), "search");
    }

    #[test]
    fn finds_the_common_kind() {
        let choice = |values: &[&str]| FieldKind::Enum(values.iter().map(ToString::to_string).collect());
        assert_eq!(common_kind(choice(&["a"]), choice(&["a", "b"])), choice(&["a", "b"]));
        assert_eq!(common_kind(FieldKind::Date, FieldKind::Date), FieldKind::Date);
        assert_eq!(common_kind(FieldKind::Date, FieldKind::Uuid), FieldKind::Text);
        assert_eq!(common_kind(FieldKind::Number, FieldKind::Text), FieldKind::Unknown);
    }
}
