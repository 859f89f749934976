//! What opens under a schema, and its type in words with the name that can be followed.

use openapi::{Document, Schema};

/// Something under a schema.
#[derive(Clone, PartialEq, Debug)]
pub enum Part {
    /// A named part of an object.
    Property {
        /// Its name.
        name: String,
        /// What stands there.
        schema: Schema,
        /// It may not be left out.
        required: bool,
    },
    /// Every item of a list.
    Items(Schema),
    /// One item of a list, by its place from 0.
    Item(usize, Schema),
    /// The parts of an object that are not named.
    Others(Schema),
    /// One of several ways to be right, by its place from 0.
    Alternative(usize, Schema),
    /// What must hold as well.
    Also(Schema),
    /// What may not hold.
    Not(Schema),
}

impl Part {
    /// Its schema.
    pub fn schema(&self) -> &Schema {
        match self {
            Part::Property { schema, .. }
            | Part::Items(schema)
            | Part::Item(_, schema)
            | Part::Others(schema)
            | Part::Alternative(_, schema)
            | Part::Also(schema)
            | Part::Not(schema) => schema,
        }
    }
}

/// What opens under a schema that is no reference. What `allOf` brings together stands together.
pub fn parts(document: &Document, schema: &Schema) -> Vec<Part> {
    let mut found: Vec<Part> = document
        .properties(schema)
        .into_iter()
        .map(|property| Part::Property {
            name: property.name,
            schema: property.schema,
            required: property.required,
        })
        .collect();
    // Of `allOf` the properties are there already; what says something else is named by itself.
    found.extend(
        schema.all_of().into_iter().filter(|inner| !only_properties(document, inner)).map(Part::Also),
    );
    found.extend(schema.prefix_items().into_iter().enumerate().map(|(at, inner)| Part::Item(at, inner)));
    found.extend(schema.items().filter(says_more).map(Part::Items));
    found.extend(schema.additional().filter(says_more).map(Part::Others));
    let alternatives: Vec<Schema> = schema.one_of().into_iter().chain(schema.any_of()).collect();
    // Up to three alternatives are named in the type's words.
    if alternatives.len() > 3 || alternatives.iter().any(says_more) {
        found.extend(alternatives.into_iter().enumerate().map(|(at, inner)| Part::Alternative(at, inner)));
    }
    found.extend(schema.not().filter(says_more).map(Part::Not));
    found
}

fn only_properties(document: &Document, schema: &Schema) -> bool {
    let Some(schema) = document.resolve(schema).schema() else { return false };
    let has_alternatives = !(schema.one_of().is_empty() && schema.any_of().is_empty());
    !has_alternatives && !document.properties(&schema).is_empty()
}

/// Whether a schema says more than the words of its type do: `true`, `{}` and `{"type": "string"}` have nothing to open.
fn says_more(schema: &Schema) -> bool {
    let in_words = ["type", "format", "nullable"];
    schema.raw().as_object().is_some_and(|map| map.keys().any(|key| !in_words.contains(&key.as_str())))
}

/// A schema's type in words, cut around the name of a schema in it that can be followed: `array of `, `PlayerOutputDTO`,
/// ` or null`.
pub fn kind_around_name(schema: &Schema) -> (String, Option<String>, String) {
    let kind = schema.kind();
    let items = schema.items();
    let name = schema.reference().or_else(|| items.as_ref().and_then(Schema::reference));
    match name.and_then(|name| kind.find(name).map(|at| (name, at))) {
        Some((name, at)) => (kind[..at].into(), Some(name.into()), kind[at + name.len()..].into()),
        None => (kind, None, String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document() -> Document {
        let text = json!({"openapi": "3.0.0", "info": {"title": "t", "version": "1"}, "paths": {}, "components": {"schemas": {
            "Base": {"properties": {"id": {"type": "string"}}, "required": ["id"]},
            "Kind": {"type": "string", "enum": ["a", "b"]},
            "Player": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"name": {}}}]},
            "Odd": {"allOf": [{"$ref": "#/components/schemas/Kind"}, {"$ref": "#/components/schemas/Gone"}]},
        }}});
        openapi::parse(text.to_string().into()).expect("it is JSON").0
    }

    fn under(schema: serde_json::Value) -> Vec<Part> {
        parts(&document(), &Schema::new(schema))
    }

    #[test]
    fn what_all_of_brings_together_stands_together() {
        let document = document();
        let player = document.schema("Player").expect("it is there");
        let names: Vec<_> = parts(&document, &player)
            .into_iter()
            .map(|part| match part {
                Part::Property { name, required, .. } => (name, required),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(names, [("id".to_string(), true), ("name".to_string(), false)]);
        // What brings no properties is not lost, a broken reference least of all.
        let odd = document.schema("Odd").expect("it is there");
        assert!(matches!(parts(&document, &odd)[..], [Part::Also(_), Part::Also(_)]));
    }

    #[test]
    fn every_way_down_is_named() {
        let text = json!({"type": "string", "minLength": 1});
        assert_eq!(under(json!({"type": "array", "items": text})), [Part::Items(Schema::new(text.clone()))]);
        assert_eq!(under(json!({"prefixItems": [text]})), [Part::Item(0, Schema::new(text.clone()))]);
        assert_eq!(under(json!({"additionalProperties": text})), [Part::Others(Schema::new(text.clone()))]);
        assert_eq!(
            under(json!({"type": "object", "oneOf": [text, {"type": "null"}]})).len(),
            2,
            "a type beside oneOf hides nothing"
        );
        assert_eq!(under(json!({"not": {"enum": [1]}})), [Part::Not(Schema::new(json!({"enum": [1]})))]);
    }

    #[test]
    fn what_the_types_words_say_does_not_open() {
        for nothing in [
            json!({}),
            json!(true),
            json!({"items": {}}),
            json!({"additionalProperties": false}),
            json!({"not": {"type": "null"}}),
            json!({"type": "array", "items": {"type": "string", "format": "uuid"}}),
            json!({"oneOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}),
        ] {
            assert_eq!(under(nothing.clone()), [], "{nothing}");
        }
    }

    #[test]
    fn a_name_in_a_type_can_be_followed() {
        let cut = |schema| {
            let (before, name, after) = kind_around_name(&Schema::new(schema));
            (before, name.unwrap_or_default(), after)
        };
        let reference = json!({"$ref": "#/components/schemas/Base"});
        assert_eq!(cut(reference.clone()), ("".into(), "Base".into(), "".into()));
        assert_eq!(
            cut(json!({"type": "array", "nullable": true, "items": reference})),
            ("array of ".into(), "Base".into(), " or null".into())
        );
        assert_eq!(cut(json!({"type": "number"})), ("number".into(), "".into(), "".into()));
    }
}
