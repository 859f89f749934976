//! Nothing that is read may panic, hang, or overflow the stack.

use openapi::{Document, parse};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Uses everything that the interface has.
fn exercise(document: &Document) {
    let _ = (document.info(), document.openapi_version(), document.security_schemes(), document.servers());
    for (index, head) in document.operations().iter().enumerate() {
        assert_eq!(document.find(&head.key), Some(index), "{head:?}");
        assert!(document.find_by(&head.method, &head.path).is_some());
        if let Ok(operation) = document.operation(index) {
            let bodies = operation.body.iter().flat_map(|body| &body.content);
            let answers = operation.responses.iter().flat_map(|response| &response.content);
            for schema in bodies.chain(answers).filter_map(|media| media.schema.as_ref()) {
                look_at(document, schema);
            }
            for parameter in &operation.parameters {
                look_at(document, &parameter.schema);
            }
        }
        document.entity(index);
    }
    assert_eq!(document.filter("").len(), document.operations().len());
    document.filter("a GET");
    document.entities();
    let listed: usize = document.tags().iter().map(|tag| tag.operations.len()).sum();
    assert!(listed >= document.operations().len());
    for name in document.schemas() {
        document.used_by(name);
        if let Some(schema) = document.schema(name) {
            look_at(document, &schema);
        }
    }
}

fn look_at(document: &Document, schema: &openapi::Schema) {
    schema.kind();
    schema.limits();
    schema.discriminator();
    schema.example(document, 8);
    document.properties(schema);
    document.resolve(schema).why_broken();
    let inner = [schema.one_of(), schema.any_of(), schema.all_of(), schema.prefix_items()].concat();
    for schema in inner.iter().chain(&schema.items()).chain(&schema.additional()).chain(&schema.not()) {
        schema.kind();
    }
}

/// Keys and texts that mean something to the reader, so that wrong types meet the right places.
const WORDS: [&str; 44] = [
    "openapi",
    "3.1.0",
    "info",
    "title",
    "version",
    "paths",
    "/a/{id}",
    "/b/search",
    "get",
    "post",
    "parameters",
    "name",
    "id",
    "in",
    "path",
    "query",
    "schema",
    "$ref",
    "#/components/schemas/A",
    "#/components/schemas/B",
    "#/paths/~1b~1search/post",
    "#/components/parameters/A",
    "components",
    "schemas",
    "A",
    "B",
    "requestBody",
    "responses",
    "200",
    "content",
    "application/json",
    "type",
    "array",
    "object",
    "items",
    "properties",
    "oneOf",
    "allOf",
    "filters",
    "page",
    "data",
    "tags",
    "enum",
    "security",
];

fn word() -> impl Strategy<Value = String> {
    proptest::sample::select(WORDS.to_vec()).prop_map(String::from)
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word().prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((word(), inner), 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A sound document with many kinds of parts, whose parts are then exchanged.
fn sound() -> Value {
    let schema = json!({"$ref": "#/components/schemas/A"});
    let content =
        json!({"application/json": {"schema": schema, "examples": {"e": {"value": 1}}, "example": {}}});
    json!({
        "openapi": "3.0.0", "info": {"title": "t", "version": "1"}, "tags": [{"name": "t"}], "servers": [{"url": "/"}],
        "security": [{"s": []}],
        "paths": {
            "/a/{id}": {"parameters": [{"$ref": "#/components/parameters/A"}], "get": {"operationId": "A.get", "tags": ["t"],
                "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}]}},
            "/b/search": {"post": {"operationId": "B.search", "description": "Required permissions: `X`<br>", "requestBody":
                {"content": content}, "responses": {"200": {"content": content, "headers": {"h": {"schema": schema}}}}}},
            "/c": {"$ref": "#/paths/~1a~1{id}"}
        },
        "components": {
            "schemas": {
                "A": {"properties": {
                    "filters": {"properties": {"id": {"type": "array", "items": {"format": "uuid", "type": "string"}}}},
                    "search": {}, "greaterThan": {"$ref": "#/components/schemas/B"}, "page": {"minimum": 1}, "extend":
                    {"type": "array", "items": {"enum": ["x"]}}, "data": {"type": "array", "items": {"$ref": "#/components/schemas/B"}}}},
                "B": {"allOf": [{"properties": {"n": {"type": "number", "maximum": 3}}}], "oneOf": [{"$ref": "#/components/schemas/B"}],
                    "additionalProperties": {"type": "string", "minLength": 3}, "discriminator": {"propertyName": "n"}}
            },
            "parameters": {"A": {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}},
            "securitySchemes": {"s": {"type": "apiKey", "in": "header", "name": "x"}}
        }
    })
}

/// All places of a value, as JSON pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.into());
    match value {
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                places(item, &format!("{at}/{number}"), found);
            }
        }
        Value::Object(entries) => {
            for (name, entry) in entries {
                places(entry, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        _ => {}
    }
}

#[test]
fn the_sound_document_is_sound() {
    let (document, problems) = parse(sound().to_string().into_bytes()).expect("it is JSON");
    assert_eq!(problems, []);
    assert_eq!(document.operations().len(), 3);
    exercise(&document);
}

#[test]
fn wide_and_deep_documents_are_read() {
    let many: Vec<Value> = (0..100_000).map(Value::from).collect();
    let mut deep = json!({"type": "string"});
    for _ in 0..100 {
        deep = json!({"allOf": [deep]});
    }
    let mut chain = Map::new();
    for n in 0..2_000 {
        chain.insert(
            format!("C{n}"),
            json!({"allOf": [{"oneOf": [{"$ref": format!("#/components/schemas/C{}", n + 1)}]}]}),
        );
    }
    chain.insert("Huge".into(), json!({"enum": many}));
    chain.insert("Deep".into(), deep);
    let paths = json!({"/c/search": {"post": {"responses": {"200": {"content": {"application/json":
        {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/C0"}}}}}}}}});
    let document = json!({"openapi": "3.0.0", "info": {}, "paths": paths, "components": {"schemas": chain}});
    let (document, problems) = parse(document.to_string().into_bytes()).expect("it is JSON");
    assert_eq!(problems, []);
    exercise(&document);
    assert_eq!(document.used_by("C1999"), [0]);
}

proptest! {
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse(bytes);
    }

    #[test]
    fn any_value(value in any_json()) {
        if let Ok((document, _)) = parse(value.to_string().into_bytes()) {
            exercise(&document);
        } else {
            prop_assert!(!value.is_object());
        }
    }

    #[test]
    fn exchanged_parts(changes in prop::collection::vec((any::<prop::sample::Index>(), any_json()), 1..6)) {
        let mut value = sound();
        for (index, change) in changes {
            let mut found = Vec::new();
            places(&value, "", &mut found);
            // The whole is left alone: `any_value` has that.
            if found.len() > 1 {
                let place = &found[1 + index.index(found.len() - 1)];
                *value.pointer_mut(place).expect("the place was just found") = change;
            }
        }
        let (document, _) = parse(value.to_string().into_bytes()).expect("it is an object");
        exercise(&document);
    }

    #[test]
    fn changed_bytes(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let mut bytes = sound().to_string().into_bytes();
        for (index, byte) in changes {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_ok() && std::str::from_utf8(&bytes).is_ok();
        match parse(bytes) {
            Ok((document, _)) => {
                prop_assert!(is_json);
                exercise(&document);
            }
            Err(_) => prop_assert!(!is_json),
        }
    }
}
