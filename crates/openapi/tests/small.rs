//! Small documents of OpenAPI 3.0 and 3.1, and all that can be wrong with one.

use openapi::{Document, NotJson, Place, Problem, Resolved, Schema, parse};
use query::FieldKind;
use serde_json::{Value, json};

fn read(value: &Value) -> (Document, Vec<Problem>) {
    parse(value.to_string().into_bytes()).expect("a Value is JSON")
}

/// A document with these paths and component schemas; it has no problems of its own.
fn document(paths: Value, schemas: Value) -> Document {
    let value = json!({"openapi": "3.0.3", "info": {"title": "T", "version": "1"},
        "paths": paths, "components": {"schemas": schemas}});
    let (document, problems) = read(&value);
    assert_eq!(problems, []);
    document
}

fn refused(bytes: impl Into<Vec<u8>>) -> NotJson {
    parse(bytes.into()).expect_err("that is no document")
}

fn messages(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn says_what_the_bytes_are_instead() {
    assert!(refused("").message.contains("empty"));
    assert!(refused("<!doctype html>").message.contains("HTML"));
    assert!(refused("[]").message.contains("list"));
    assert!(refused("# mine\nopenapi: 3.0.0\ninfo:\n").message.contains("YAML"));
    assert!(refused("---\na: 1").message.contains("YAML"));
    assert!(!refused("Error: no such page").message.contains("YAML"));
    let broken = refused("{\n  \"a\": tru\n}");
    assert_eq!(broken.to_string(), "This is not JSON: line 2, column 8: expected `true`, `false` or `null`.");
    assert_eq!(broken.offset, Some(9));
    assert_eq!(refused("{} x").offset, Some(3));
    assert_eq!(refused(b"{\"a\": \"\xff\"}".to_vec()).offset, Some(7));
    let large = refused(vec![b' '; 64 * 1024 * 1024 + 1]);
    assert!(large.message.contains("64 MB") && large.message.contains("65 MB"), "{large}");
}

#[test]
fn accepts_a_byte_order_mark() {
    let text = "\u{feff} {\"openapi\": \"3.1.0\", \"info\": {\"version\": \" 2 \"}, \"paths\": {}}";
    let (document, problems) = parse(text.into()).expect("the mark is accepted");
    assert_eq!(problems, []);
    assert_eq!((document.info().version.as_str(), document.openapi_version()), ("2", "3.1.0"));
}

#[test]
fn wrong_types_become_problems() {
    let (document, problems) = read(&json!({
        "openapi": 3.1, "info": [], "tags": {}, "servers": 1, "security": "x", "components": {"schemas": [], "x-a": 1},
        "paths": {"/a": 1, "/b": {"get": [], "post": {"operationId": 5, "summary": {}, "tags": "t"}}, "x-note": 7}
    }));
    assert_eq!(document.openapi_version(), "3.1");
    assert_eq!(document.operations().len(), 1);
    let head = &document.operations()[0];
    assert_eq!((head.key.as_str(), head.summary.as_str()), ("POST /b", "/b"));
    let places: Vec<&str> = problems.iter().map(|problem| problem.place.as_str()).collect();
    for place in
        ["/info", "/tags", "/servers", "/security", "/components/schemas", "/paths/~1a", "/paths/~1b/get"]
    {
        assert!(places.contains(&place), "{place} in {places:?}");
    }
    for key in ["operationId", "summary", "tags"] {
        assert!(places.contains(&format!("/paths/~1b/post/{key}").as_str()), "{key} in {places:?}");
    }
    assert_eq!(problems.len(), 10);
}

#[test]
fn an_empty_object_is_a_document_with_problems() {
    let (document, problems) = read(&json!({}));
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(document.operations().is_empty() && document.tags().is_empty() && document.entities().is_empty());
    assert!(document.operation(0).is_err() && document.entity(0).is_none());
    let (_, problems) = read(&json!({"swagger": "2.0", "info": {}, "paths": {}}));
    assert!(messages(&problems)[0].contains("Swagger 2.0"));
}

#[test]
fn problems_are_listed_up_to_a_bound() {
    let paths: serde_json::Map<String, Value> = (0..1_000).map(|n| (format!("/{n}"), json!(1))).collect();
    let (_, problems) = read(&json!({"openapi": "3.0.0", "info": {}, "paths": paths}));
    assert_eq!(problems.len(), 201);
    assert_eq!(problems[200].message, "And 800 more problems.");
}

#[test]
fn keys_are_unique_and_lead_back() {
    let document = document(
        json!({
            "/a": {"get": {"operationId": "X.get"}, "put": {"operationId": "XGet"}, "post": {"operationId": "X.get"}},
            "/b": {"get": {}, "delete": {"operationId": "drop it/now"}},
            "/c": {"get": {"operationId": "XGet-2"}}
        }),
        json!({}),
    );
    let keys: Vec<&str> = document.operations().iter().map(|head| head.key.as_str()).collect();
    assert_eq!(keys, ["XGet", "XGet-2", "XGet-3", "GET /b", "drop it/now", "XGet-2-2"]);
    for (index, key) in keys.iter().enumerate() {
        assert_eq!(document.find(key), Some(index));
    }
    assert_eq!(document.find("X.get"), Some(0));
    assert_eq!(document.find("nothing"), None);
    assert_eq!(document.find_by("delete", "/b"), Some(4));
    assert_eq!(document.find_by("delete", "/B"), None);
}

#[test]
fn tags_keep_the_documents_order() {
    let (document, _) = read(&json!({
        "tags": [{"name": "Z", "description": "last letter"}, {"name": "Unused"}, {"name": "Z"}, {}],
        "paths": {"/a": {"get": {"tags": ["A", "Z", "A"]}, "put": {}}, "/b": {"get": {"tags": ["Z"]}}}
    }));
    let tags: Vec<(&str, &[usize])> =
        document.tags().iter().map(|tag| (tag.name.as_str(), tag.operations.as_slice())).collect();
    assert_eq!(tags, [("Z", &[0, 2][..]), ("Unused", &[]), ("A", &[0]), ("Other", &[1])]);
    assert_eq!(document.tags()[0].description, "last letter");
}

#[test]
fn a_document_without_tags_is_sorted_by_its_paths() {
    let tags = |paths: Value| {
        let (document, _) = read(&json!({ "paths": paths }));
        let tags = document.tags().iter().map(|tag| (tag.name.clone(), tag.operations.clone()));
        tags.collect::<Vec<_>>()
    };
    let get = json!({"get": {}});
    let api =
        json!({"/v1/users": get, "/v1/users/{id}": get, "/v1/games": get, "/v1/{other}": get, "/v1": get});
    assert_eq!(
        tags(api),
        [("users".into(), vec![0, 1]), ("games".into(), vec![2]), ("Other".into(), vec![3, 4])]
    );
    assert_eq!(tags(json!({"/only": {"get": {}, "put": {}}})), [("Other".to_string(), vec![0, 1])]);
    assert!(tags(json!({})).is_empty());
}

#[test]
fn a_tag_that_is_named_as_the_rest_is_takes_it_in() {
    let (document, _) = read(&json!({"paths": {"/a": {
        "get": {"tags": ["A"]}, "put": {}, "post": {"tags": ["Other", "A"]}, "delete": {},
    }}}));
    let tags: Vec<(&str, &[usize])> =
        document.tags().iter().map(|tag| (tag.name.as_str(), tag.operations.as_slice())).collect();
    assert_eq!(tags, [("A", &[0, 2][..]), ("Other", &[1, 2, 3])]);
}

#[test]
fn filters_at_once() {
    let document = document(
        json!({
            "/player/search": {"post": {"operationId": "PlayerController.search", "tags": ["Player"]}},
            "/user/{id}": {"get": {"operationId": "UserController.getOne", "summary": "Get ÉTÉ one"}}
        }),
        json!({}),
    );
    assert_eq!(document.filter(""), [0, 1]);
    assert_eq!(document.filter("SEARCH  pla"), [0]);
    assert_eq!(document.filter("usercontrollergetone"), [1]);
    assert_eq!(document.filter("get été /user/"), [1]);
    assert_eq!(document.filter("player getone"), [] as [usize; 0]);
}

#[test]
fn path_items_may_be_references() {
    let (document, problems) = read(&json!({
        "openapi": "3.1.0", "info": {},
        "paths": {
            "/a": {"$ref": "#/components/pathItems/shared", "get": {"operationId": "own"}},
            "/b": {"$ref": "#/paths/~1a"},
            "/c": {"$ref": "#/paths/~1c"},
            "/d": {"$ref": "other.json"}
        },
        "components": {"pathItems": {"shared": {
            "parameters": [{"name": "q", "in": "query"}], "get": {"operationId": "theirs"}, "put": {"operationId": "put"}}}}
    }));
    let ids: Vec<(&str, &str)> =
        document.operations().iter().map(|head| (head.path.as_str(), head.id.as_str())).collect();
    assert_eq!(ids, [("/a", "own"), ("/a", "put"), ("/b", "own"), ("/b", "put")]);
    assert_eq!(document.operation(3).expect("it can be read").parameters[0].name, "q");
    let places: Vec<&str> = problems.iter().map(|problem| problem.place.as_str()).collect();
    assert_eq!(places, ["/paths/~1c", "/paths/~1d"]);
}

#[test]
fn reads_an_operation() {
    let (document, _) = read(&json!({
        "openapi": "3.0.0", "info": {}, "security": [{"token": []}], "servers": [{"url": "/v1"}, {}],
        "paths": {"/pet/{id}/{kind}": {
            "servers": [{"url": "https://pets.example"}],
            "parameters": [{"$ref": "#/components/parameters/Id"}, {"name": "q", "in": "query", "description": "shared"}],
            "put": {
                "description": "Change.<br>Again.\n\n Required permissions: `A`, `B`<br> OperationId: `X`",
                "deprecated": true,
                "parameters": [
                    {"name": "q", "in": "query", "description": "own", "style": "deepObject", "allowReserved": true, "example": 7,
                     "examples": {"two": {"summary": "S", "value": [2]}, "far": {"externalValue": "x"}}},
                    {"name": "h", "in": "header", "content": {"application/json": {"schema": {"type": "object"}}}},
                    {"name": "broken", "in": "body"}, {"in": "query"}, 5, {"$ref": "#/nowhere"}
                ],
                "requestBody": {"$ref": "#/components/requestBodies/Pet"},
                "responses": {
                    "404": {"$ref": "#/components/responses/Gone"}, "x-note": 1,
                    "200": {"description": "ok", "headers": {"X-Trace-Id": {"schema": {"type": "string"}}},
                            "content": {"text/csv": {}, "application/json": {"schema": {"type": "array"}}}}
                }
            },
            "delete": {"security": [{"adminAuth": []}, {"token": [], "adminAuth": []}, {}]}
        }},
        "components": {
            "parameters": {"Id": {"name": "id", "in": "path", "schema": {"format": "uuid", "type": "string"}}},
            "requestBodies": {"Pet": {"required": true, "content": {"multipart/form-data": {
                "schema": {"type": "object"}, "encoding": {"file": {"contentType": "image/png"}}}}}},
            "responses": {"Gone": {"description": "gone"}},
            "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "x-token"}, "odd": 5}
        }
    }));
    let operation = document.operation(0).expect("it can be read");
    assert_eq!(operation.description, "Change.  \nAgain.");
    assert_eq!(operation.permissions, ["A", "B"]);
    assert!(operation.deprecated && !operation.admin && !operation.read_only && !operation.search);
    assert_eq!(operation.security, ["token"]);
    assert_eq!(operation.servers[0].url, "https://pets.example");
    assert_eq!(document.servers().len(), 1);

    let parameters: Vec<(&str, Place, bool)> =
        operation.parameters.iter().map(|it| (it.name.as_str(), it.place, it.required)).collect();
    let expected = [
        ("id", Place::Path, true),
        ("q", Place::Query, false),
        ("h", Place::Header, false),
        ("kind", Place::Path, true),
    ];
    assert_eq!(parameters, expected);
    assert_eq!(operation.parameters[0].schema.kind(), "string (uuid)");
    let q = &operation.parameters[1];
    assert_eq!((q.description.as_str(), q.style.as_str(), q.explode), ("own", "deepObject", false));
    assert!(q.allow_reserved && !operation.parameters[2].allow_reserved);
    assert_eq!(
        q.examples.iter().map(|example| example.value.clone()).collect::<Vec<_>>(),
        [json!(7), json!([2])]
    );
    assert_eq!(operation.parameters[2].content_type, "application/json");

    let body = operation.body.as_ref().expect("there is a body");
    assert!(body.required);
    assert!(body.content[0].encoding.contains_key("file"));
    let statuses: Vec<&str> = operation.responses.iter().map(|response| response.status.as_str()).collect();
    assert_eq!(statuses, ["404", "200"]);
    assert_eq!(operation.responses[1].headers[0].name, "X-Trace-Id");
    assert_eq!(operation.response_schema().map(Schema::kind).as_deref(), Some("array"));
    let places: Vec<&str> = operation
        .problems
        .iter()
        .filter_map(|problem| problem.place.strip_prefix("/paths/~1pet~1{id}~1{kind}/put"))
        .collect();
    assert_eq!(places, ["/parameters/2", "/parameters/3", "/parameters/4", "/parameters/5", "/parameters"]);

    let removal = document.operation(1).expect("it can be read");
    assert!(removal.admin);
    assert_eq!(removal.security, ["adminAuth", "token"]);
    let schemes = document.security_schemes();
    assert_eq!((schemes[0].field.as_str(), schemes[0].place.as_str()), ("x-token", "header"));
}

#[test]
fn a_part_that_is_too_deep_fails_alone() {
    let deep = "[".repeat(300) + &"]".repeat(300);
    let text = format!(
        r##"{{"openapi": "3.0.0", "info": {{}}, "paths": {{"/a": {{"get": {{"x-deep": {deep}}}, "put": {{}}}}}},
            "components": {{"schemas": {{"Deep": {{"default": {deep}}}, "Flat": {{}}}}}}}}"##
    );
    let (document, problems) = parse(text.into()).expect("depth does not matter to the list");
    assert_eq!(problems, []);
    let problem = document.operation(0).expect_err("it is too deep");
    assert_eq!(problem.place, "/paths/~1a/get");
    assert!(problem.message.contains("recursion limit"), "{problem}");
    assert!(document.operation(1).is_ok());
    assert!(document.schema("Deep").is_none() && document.schema("Flat").is_some());
    let reference = Schema::new(json!({"$ref": "#/components/schemas/Deep"}));
    assert!(matches!(document.resolve(&reference), Resolved::Broken { .. }));
}

#[test]
fn follows_references() {
    let document = document(
        json!({"/a": {"get": {"x-schema": {"type": "boolean"}}}}),
        json!({
            "A": {"$ref": "#/components/schemas/B"}, "B": {"type": "object", "$defs": {"in/ner": {"type": "number"}}},
            "Round": {"$ref": "#/components/schemas/Trip"}, "Trip": {"$ref": "#/components/schemas/Round"},
            "With space": {"type": "string"}
        }),
    );
    let follow = |reference: &str| document.resolve(&Schema::new(json!({"$ref": reference})));
    let found = |reference: &str| follow(reference).schema().map(|schema| schema.kind());
    match follow("#/components/schemas/A") {
        Resolved::Found { name, schema } => {
            assert_eq!((name.as_deref(), schema.kind().as_str()), (Some("B"), "object"))
        }
        broken => panic!("{broken:?}"),
    }
    assert_eq!(found("#/components/schemas/B/$defs/in~1ner").as_deref(), Some("number"));
    assert_eq!(found("#/paths/~1a/get/x-schema").as_deref(), Some("boolean"));
    assert_eq!(found("#/components/schemas/With%20space").as_deref(), Some("string"));
    for broken in [
        "#/components/schemas/Round",
        "#/components/schemas/No",
        "#",
        "#anchor",
        "",
        "a.json#/b",
        "#/info/title/x",
    ] {
        let resolved = follow(broken);
        assert!(matches!(&resolved, Resolved::Broken { .. }), "{broken}");
        assert!(resolved.why_broken().is_some_and(|words| words.ends_with('.')), "{broken}");
    }
    let plain = Schema::new(json!({"type": "string"}));
    assert_eq!(document.resolve(&plain), Resolved::Found { name: None, schema: plain.clone() });
    assert_eq!(document.resolve(&plain).why_broken(), None);
}

#[test]
fn a_type_that_is_repeated_on_every_level_takes_no_time() {
    let mut schema = json!({"type": "string"});
    for _ in 0..7 {
        schema = json!({"type": vec!["array"; 50], "items": schema});
    }
    let kind = openapi::Schema::new(schema).kind();
    assert!(kind.starts_with("array of array of") && kind.len() < 100, "{kind}");
}

#[test]
fn names_kinds_in_words() {
    let names = json!([{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]);
    for (schema, words) in [
        (json!({}), "anything"),
        (json!(true), "anything"),
        (json!(false), "nothing"),
        (json!(5), "anything"),
        (json!({"not": {"type": "null"}}), "anything but null"),
        (json!({"type": "string", "format": "uuid"}), "string (uuid)"),
        (json!({"type": "string", "nullable": true}), "string or null"),
        (json!({"type": ["string", "null"]}), "string or null"),
        (json!({"type": ["string", "number"]}), "string or number"),
        (json!({"type": "null"}), "null"),
        (
            json!({"type": "array", "items": {"$ref": "#/components/schemas/PlayerOutputDTO"}}),
            "array of PlayerOutputDTO",
        ),
        (json!({"type": "array"}), "array"),
        (json!({"items": {"type": "array", "items": {"type": "number"}}}), "array of array of number"),
        (json!({"enum": ["a", "b"]}), "one of 2 values"),
        (json!({"enum": ["a"]}), "exactly \"a\""),
        (json!({"const": 4}), "exactly 4"),
        (json!({"oneOf": vec![json!({"$ref": "#/components/schemas/A"}); 42]}), "one of 42"),
        (json!({"oneOf": names}), "A or B"),
        (json!({"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]}), "A or null"),
        (json!({"allOf": names}), "A and B"),
        (
            json!({"oneOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}),
            "string (date or date-time)",
        ),
        (json!({"properties": {}}), "object"),
        (json!({"type": "object", "additionalProperties": {"type": "number"}}), "map of number"),
        (json!({"$ref": "x.json"}), "reference to x.json"),
    ] {
        assert_eq!(Schema::new(schema.clone()).kind(), words, "{schema}");
    }
}

#[test]
fn reads_what_a_schema_says() {
    let schema = Schema::new(json!({
        "title": "T", "description": "D", "type": ["object", "null"], "required": ["a"], "readOnly": true,
        "properties": {"a": {"type": "string"}, "b": false}, "additionalProperties": false, "examples": [1, 2],
        "discriminator": {"propertyName": "a", "mapping": {"x": "#/components/schemas/X"}}, "not": {"const": 1},
    }));
    let properties = schema.properties();
    assert_eq!(
        properties.iter().map(|it| (it.name.as_str(), it.required)).collect::<Vec<_>>(),
        [("a", true), ("b", false)]
    );
    assert_eq!(properties[1].schema.kind(), "nothing");
    assert!(schema.nullable() && schema.read_only() && !schema.write_only() && !schema.deprecated());
    assert_eq!(schema.additional().map(|inner| inner.kind()).as_deref(), Some("nothing"));
    assert_eq!(schema.not().map(|inner| inner.enum_values()), Some(vec![json!(1)]));
    let discriminator = schema.discriminator().expect("there is one");
    assert_eq!((discriminator.property.as_str(), discriminator.mapping[0].0.as_str()), ("a", "x"));
    assert_eq!(schema.examples(), [&json!(1), &json!(2)]);

    let old = Schema::new(
        json!({"minimum": 1, "exclusiveMinimum": true, "maximum": 9.5, "minLength": 1, "pattern": "^a$"}),
    );
    assert_eq!(old.limits(), ["more than 1", "at most 9.5", "at least 1 character", "matches ^a$"]);
    let new =
        Schema::new(json!({"exclusiveMaximum": 9, "maxItems": 3, "uniqueItems": true, "minProperties": 2}));
    assert_eq!(new.limits(), ["less than 9", "at most 3 items", "at least 2 properties", "no item twice"]);
    for null in [
        json!({"nullable": true}),
        json!({"enum": [null]}),
        json!({"oneOf": [{"type": "null"}]}),
        json!({"const": null}),
    ] {
        assert!(Schema::new(null.clone()).nullable(), "{null}");
    }
}

#[test]
fn gathers_properties_of_all_of() {
    let document = document(
        json!({}),
        json!({
            "Base": {"properties": {"id": {"type": "string"}, "kept": {"type": "number"}}, "required": ["id"]},
            "Child": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"$ref": "#/components/schemas/Child"}],
                      "properties": {"id": {"format": "uuid"}, "kept": {}, "own": true}, "required": ["kept"]}
        }),
    );
    let child = document.schema("Child").expect("it is there");
    let properties = document.properties(&child);
    let read: Vec<(&str, String, bool)> =
        properties.iter().map(|it| (it.name.as_str(), it.schema.kind(), it.required)).collect();
    let expected = [
        ("id", "anything (uuid)".to_string(), true),
        ("kept", "number".into(), true),
        ("own", "anything".into(), false),
    ];
    assert_eq!(read, expected);
}

#[test]
fn makes_examples() {
    let document = document(
        json!({}),
        json!({
            "Node": {"type": "object", "required": ["parent"], "properties": {
                "name": {"type": "string", "default": "root"}, "parent": {"$ref": "#/components/schemas/Node"},
                "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
                "again": {"$ref": "#/components/schemas/Node"}}},
            "Base": {"properties": {"id": {"type": "string", "format": "uuid"}}}
        }),
    );
    let sample = |schema: Value| Schema::new(schema).example(&document, 6);
    let node = document.schema("Node").expect("it is there").example(&document, 6);
    // Once more inside itself, through the reference, and then it comes round.
    assert_eq!(node["parent"], json!({"name": "root", "parent": null, "children": []}));
    for (schema, value) in [
        (json!({"example": {"a": 1}, "type": "string"}), json!({"a": 1})),
        (json!({"enum": [null, "b"]}), json!("b")),
        (json!({"const": 5}), json!(5)),
        (json!({"type": "integer", "minimum": 2.5}), json!(3)),
        (json!({"type": "number", "maximum": 0.5}), json!(0.5)),
        (json!({"type": "integer", "exclusiveMinimum": 4}), json!(5)),
        (json!({"type": "string", "maxLength": 2}), json!("te")),
        (json!({"type": "string", "minLength": 6, "maxLength": 6}), json!("text t")),
        (json!({"type": "string", "format": "date"}), json!("2026-01-31")),
        (json!({"type": "string", "format": "json"}), json!("{}")),
        (json!({"not": {"type": "null"}}), json!("text")),
        (json!({"type": "array", "items": {"type": "boolean"}, "minItems": 2}), json!([true, true])),
        (json!({"prefixItems": [{"const": 1}, {"const": 2}]}), json!([1, 2])),
        (json!({"oneOf": [{"type": "null"}, {"const": "x"}]}), json!("x")),
        (
            json!({"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"a": {"const": 1}}}]}),
            json!({"id": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "a": 1}),
        ),
        (json!({"additionalProperties": {"type": "boolean"}}), json!({"key": true})),
        (json!({}), json!(null)),
        (json!(false), json!(null)),
        (json!({"$ref": "#/nowhere"}), json!(null)),
    ] {
        assert_eq!(sample(schema.clone()), value, "{schema}");
    }
    assert_eq!(
        Schema::new(json!({"properties": {"a": {"properties": {"b": {}}}}})).example(&document, 1),
        json!({"a": {}})
    );
}

#[test]
fn hostile_schemas_end_soon() {
    // Each alternative leads to ten schemas, each of which leads to all ten: followed blindly, for ever.
    let all: Vec<Value> = (0..10).map(|n| json!({"$ref": format!("#/components/schemas/S{n}")})).collect();
    let schemas: serde_json::Map<String, Value> = (0..10)
        .map(|n| {
            let inner = json!({"oneOf": all, "allOf": all, "properties": {"a": {"allOf": all}, "b": {"oneOf": all}},
                "items": {"anyOf": all}, "minItems": 1_000_000_000, "default": "x".repeat(100_000)});
            (format!("S{n}"), inner)
        })
        .collect();
    let body = json!({"content": {"application/json": {"schema": {"properties": {
        "filters": {"properties": {"a": all[0]}}, "page": all[1], "extend": all[2]}}}}});
    let answer =
        json!({"200": {"content": {"application/json": {"schema": {"type": "array", "items": all[0]}}}}});
    let document =
        document(json!({"/x/search": {"post": {"requestBody": body, "responses": answer}}}), json!(schemas));
    let start = std::time::Instant::now();
    let sample = document.schema("S0").expect("it is there").example(&document, 100);
    assert!(sample.to_string().len() < 1_000_000);
    assert!(document.entity(0).expect("it is a search").fields.len() <= 2);
    assert_eq!(document.used_by("S9"), [0]);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn knows_who_uses_a_schema() {
    let text = r##"{"openapi": "3.0.0", "info": {}, "paths": {
        "/direct": {"get": {"x": {"$ref": "#/components/schemas/A"}}},
        "/nested": {"get": {"x": {"$ref" : "#\/components\/schemas\/B/properties/a"}}},
        "/answer": {"get": {"responses": {"200": {"$ref": "#/components/responses/R"}}}},
        "/shared": {"parameters": [{"schema": {"$ref": "#/components/schemas/A"}}], "get": {}, "put": {}},
        "/none": {"get": {}}},
      "components": {
        "schemas": {"A": {"items": {"$ref": "#/components/schemas/B"}}, "B": {"properties": {"a": {"$ref": "#/components/schemas/A"}}}, "C": {}},
        "responses": {"R": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/B"}}}}}}}"##;
    let (document, problems) = parse(text.into()).expect("it is JSON");
    assert_eq!(problems, []);
    assert_eq!(document.used_by("A"), [0, 1, 2, 3, 4]);
    assert_eq!(document.used_by("B"), [0, 1, 2, 3, 4]);
    assert_eq!(document.used_by("C"), [] as [usize; 0]);
    assert_eq!(document.used_by("D"), [] as [usize; 0]);
}

#[test]
fn reads_entities() {
    let date =
        json!({"oneOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]});
    let list = |items: Value| json!({"type": "array", "items": items});
    let document = document(
        json!({"/pet/toy/search": {"post": {"operationId": "ToyController.search",
            "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/ToySearchInputDTO"}}}},
            "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Toys"}}}}}}}}),
        json!({
            "ToySearchInputDTO": {"properties": {
                "filters": {"$ref": "#/components/schemas/Filters"}, "search": {}, "greaterThan": {},
                "extend": list(json!({"enum": ["pet", "shop"]})), "page": {"minimum": 1, "default": 2}}},
            "Filters": {"properties": {
                "id": list(json!({"type": "string", "format": "uuid"})), "kind": list(json!({"enum": ["a", null, "b"]})),
                "owner": list(json!({"type": "string"})), "labels": list(json!({"type": "string"})), "sold": {"type": "boolean"},
                "builtin": list(json!({"type": "string"}))}},
            "Toys": {"allOf": [{"properties": {"data": list(json!({"$ref": "#/components/schemas/Toy"}))}}]},
            "Toy": {"properties": {
                "id": {"type": "string"}, "owner": {"type": "string", "format": "uuid", "description": "Whose."},
                "labels": list(json!({})), "builtin": {"type": "boolean"}, "price": {"type": ["integer", "null"]}, "made": date,
                "made2": {"type": "string", "pattern": "x", "oneOf": date["oneOf"]}, "name": {"type": "string"},
                "shop": {"properties": {}}, "any": {}, "size": {"enum": [1, 2]}}},
        }),
    );
    assert_eq!(document.entities(), [(0, "pet/toy".to_string())]);
    let toys = document.entity(0).expect("it is a search");
    assert_eq!((toys.path.as_str(), toys.operation_id.as_str()), ("/pet/toy/search", "ToyController.search"));
    assert_eq!(
        (toys.typed_filters, toys.typed_search, toys.typed_ranges, toys.typed_extend),
        (true, false, false, true)
    );
    assert_eq!((toys.extend.join(" ").as_str(), toys.first_page), ("pet shop", Some(1)));
    let names: Vec<&str> = toys.fields.iter().map(|field| field.name.as_str()).collect();
    let single: Vec<&str> =
        toys.fields.iter().filter(|field| field.single).map(|field| field.name.as_str()).collect();
    assert_eq!(single, ["sold"]);
    let order = "id kind owner labels sold builtin price made made2 name shop any size";
    assert_eq!(names.join(" "), order);
    for (name, kind, can) in [
        ("id", FieldKind::Uuid, "filter row unique"),
        ("kind", FieldKind::Enum(vec!["a".into(), "b".into()]), "filter"),
        ("owner", FieldKind::Uuid, "filter row"),
        // What the body asks for counts where the rows carry something that is no text.
        ("labels", FieldKind::Text, "filter search range row"),
        ("builtin", FieldKind::Text, "filter search range row"),
        ("sold", FieldKind::Boolean, "filter"),
        ("price", FieldKind::Number, "range row"),
        ("made", FieldKind::Date, "range row"),
        ("made2", FieldKind::Date, "range row"),
        ("name", FieldKind::Text, "search range row"),
        ("shop", FieldKind::Nested, "row"),
        ("any", FieldKind::Unknown, "row"),
        ("size", FieldKind::Number, "range row"),
    ] {
        let field = toys.get(name).expect("the field is there");
        assert_eq!(field.kind, kind, "{name}");
        assert_eq!(abilities(field), can, "{name}");
    }
    assert_eq!(toys.get("owner").map(|field| field.description.as_str()), Some("Whose."));
}

#[test]
fn what_need_not_stand_in_rows_may_be_empty() {
    let nullable = |required: Value| {
        let row = json!({"required": required, "properties": {
            "id": {"type": "string"}, "level": {"type": "number"}, "price": {"type": "number", "nullable": true}}});
        let rows = json!({"properties": {"data": {"type": "array", "items": row}}});
        let content = json!({"application/json": {"schema": rows}});
        let body = json!({"content": {"application/json": {"schema": {"properties": {"filters": {}}}}}});
        let search =
            json!({"operationId": "x", "requestBody": body, "responses": {"200": {"content": content}}});
        let document = document(json!({"/toy/search": {"post": search}}), json!({}));
        let toys = document.entity(0).expect("it is a search");
        let fields = toys.fields.iter().filter(|field| field.nullable).map(|field| field.name.clone());
        fields.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(nullable(json!(["id", "price"])), "level price");
    // Where nothing is required, nothing is told of the others.
    assert_eq!(nullable(json!([])), "price");
}

fn abilities(field: &query::Field) -> String {
    let abilities = [
        (field.filter, "filter"),
        (field.search, "search"),
        (field.range, "range"),
        (field.row, "row"),
        (field.unique, "unique"),
    ];
    abilities.iter().filter(|(can, _)| *can).map(|(_, name)| *name).collect::<Vec<_>>().join(" ")
}

#[test]
fn tells_reading_from_writing() {
    let rows = json!({"200": {"content": {"application/json": {"schema": {"properties": {"data": {"type": "array", "items": {}}}}}}}});
    let body = |schema: Value| json!({"content": {"application/json": {"schema": schema}}});
    let document = document(
        json!({
            "/get": {"get": {}, "head": {}, "put": {}, "delete": {}, "patch": {}},
            "/x/search": {"post": {}, "delete": {}},
            "/bulk": {"post": {"operationId": "X.updateMany", "requestBody": body(json!({"properties": {"filters": {}, "limit": {}}}))}},
            "/like": {"post": {"operationId": "X.findAlike", "requestBody": body(json!({"properties": {"page": {}, "limit": {}}}))}},
            "/almost": {"post": {"requestBody": body(json!({"properties": {"page": {}}}))}},
            "/named": {"post": {"requestBody": body(json!({"$ref": "#/components/schemas/OtherSearchInputDTO"}))}},
            "/hook/{id}/executions": {"post": {}},
            "/rows/get": {"post": {"operationId": "X.getRows", "responses": rows}},
            "/rows/bulk": {"post": {"operationId": "X.createMany", "responses": rows}},
            "/module/{id}/export": {"post": {}},
            "/login": {"post": {}},
            "/selected-domain/{domainId}": {"post": {}},
            "/selected-domain": {"get": {}, "delete": {}}
        }),
        json!({"OtherSearchInputDTO": {}}),
    );
    let read_only: Vec<String> = (0..document.operations().len())
        .map(|index| document.operation(index).expect("it can be read"))
        .filter(|operation| operation.read_only)
        .map(|operation| format!("{} {}", operation.method, operation.path))
        .collect();
    let expected = [
        "GET /get",
        "HEAD /get",
        "POST /x/search",
        "POST /like",
        "POST /named",
        "POST /hook/{id}/executions",
        "POST /rows/get",
        "POST /module/{id}/export",
        "GET /selected-domain",
    ];
    assert_eq!(read_only, expected);
    let of_session = (0..document.operations().len())
        .filter_map(|index| document.operation(index).ok())
        .filter(|operation| operation.session)
        .map(|operation| format!("{} {}", operation.method, operation.path));
    let expected = ["POST /login", "POST /selected-domain/{domainId}", "DELETE /selected-domain"];
    assert_eq!(of_session.collect::<Vec<_>>(), expected);
    assert_eq!(document.entities().len(), 1);
    let like =
        document.find_by("POST", "/like").and_then(|index| document.entity(index)).expect("it is shaped so");
    assert_eq!((like.name.as_str(), like.first_page, like.typed_ranges), ("like", None, false));
    assert!(document.find_by("DELETE", "/x/search").and_then(|index| document.entity(index)).is_none());
}

#[test]
fn webhooks_are_operations_that_the_api_sends() {
    let (document, problems) = read(&json!({
        "openapi": "3.1.0", "info": {"title": "Pets", "version": "1"},
        "webhooks": {
            "new/{pet}": {"post": {"operationId": "PetController.added", "tags": ["Pet"], "summary": "A pet came",
                "security": [{"adminAuth": []}],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}},
                "responses": {"200": {"description": "Heard"}}}},
            "gone": {"$ref": "#/components/pathItems/Gone"},
            "/pet": {"get": {}},
            "odd": 7,
            "empty": {},
            "search": {"post": {"requestBody": {"content": {"application/json": {"schema":
                {"properties": {"filters": {}, "page": {}}}}}}}},
        },
        "paths": {"/pet": {"get": {"tags": ["Pet"], "operationId": "listPets", "responses": {}}}},
        "components": {
            "schemas": {"Pet": {"properties": {"name": {"type": "string"}}}},
            "pathItems": {"Gone": {"post": {"summary": "A pet went", "responses": {}}}},
        },
    }));
    let shown: Vec<(&str, &str, &str, bool)> = document
        .operations()
        .iter()
        .map(|head| (head.key.as_str(), head.method.as_str(), head.path.as_str(), head.webhook))
        .collect();
    // Behind what can be asked for, wherever they stand in the text.
    assert_eq!(
        shown,
        [
            ("listPets", "GET", "/pet", false),
            ("PetControllerAdded", "POST", "new/{pet}", true),
            ("POST gone", "POST", "gone", true),
            ("GET /pet", "GET", "/pet", true),
            ("POST search", "POST", "search", true),
        ]
    );
    let tags: Vec<(&str, &[usize])> =
        document.tags().iter().map(|tag| (tag.name.as_str(), tag.operations.as_slice())).collect();
    assert_eq!(tags, [("Pet", &[0][..]), ("Webhooks", &[1, 2, 3, 4])]);
    let told: Vec<String> = problems.iter().map(|it| format!("{}: {}", it.place, it.message)).collect();
    assert_eq!(told, ["/webhooks/odd: The webhook's value is not an object."]);

    assert_eq!(document.find_by("GET", "/pet"), Some(0));
    assert_eq!(document.find_by("POST", "gone"), None);
    let added = document.operation(1).expect("it can be read");
    assert!(added.webhook && added.read_only && !added.admin && !added.search);
    assert_eq!((added.parameters.len(), added.problems.len()), (0, 0));
    let body = added.body_schema().expect("it comes with a body");
    assert_eq!(document.properties(body)[0].name, "name");
    assert_eq!(document.used_by("Pet"), [1]);
    // Nothing that looks like a search is one.
    assert!(document.entities().is_empty() && document.entity(4).is_none());
    assert!(
        document.operation_markdown(2).expect("it can be read").contains("(a webhook: the API sends this)")
    );
    assert_eq!(document.filter("a pet went"), [2]);
}

#[test]
fn a_document_of_webhooks_alone_lacks_nothing() {
    let (document, problems) =
        read(&json!({"openapi": "3.1.0", "info": {}, "webhooks": {"ping": {"post": {"responses": {}}}}}));
    assert_eq!(problems, []);
    assert_eq!((document.operations().len(), document.tags()[0].name.as_str()), (1, "Webhooks"));

    for (odd, told) in [
        (json!([]), "/webhooks: `webhooks` is not an object."),
        (json!("x"), "/webhooks: `webhooks` is not an object."),
        (
            json!({"a": {"$ref": "#/nowhere"}}),
            "/webhooks/a: The reference `#/nowhere` leads to nothing in this document.",
        ),
        (json!({"a": {"post": 1}}), "/webhooks/a/post: The operation is not an object."),
    ] {
        let (document, problems) =
            read(&json!({"openapi": "3.1.0", "info": {}, "paths": {}, "webhooks": odd}));
        assert!(document.operations().is_empty());
        let shown: Vec<String> = problems.iter().map(|it| format!("{}: {}", it.place, it.message)).collect();
        assert_eq!(shown, [told]);
    }
    // What documents of 3.0 call by another name.
    let (document, _) =
        read(&json!({"openapi": "3.0.3", "info": {}, "paths": {}, "x-webhooks": {"ping": {"post": {}}}}));
    assert!(document.operations()[0].webhook);
}
