//! Forms of small schemas, one thing each; and hostile ones.

use openapi::form::{Control, Edit, Form, NodeId, State, Wrong};
use openapi::{Document, Schema, parse};
use proptest::prelude::*;
use serde_json::{Value, json};

fn with(schemas: &Value) -> Document {
    let text = json!({"openapi": "3.0.0", "info": {}, "paths": {}, "components": {"schemas": schemas}});
    parse(text.to_string().into_bytes()).expect("it is JSON").0
}

fn form(schema: Value) -> Form {
    Form::new(&with(&json!({})), &Schema::new(schema))
}

fn at(form: &Form, path: &[&str]) -> NodeId {
    form.find(path).unwrap_or_else(|| panic!("no place at {path:?} in {form:?}"))
}

fn wrongs(form: &Form) -> Vec<(String, Wrong)> {
    form.flaws(&|_, _| None).into_iter().map(|flaw| (flaw.pointer, flaw.wrong)).collect()
}

fn typed(form: &mut Form, path: &[&str], text: &str) {
    let id = at(form, path);
    form.apply(Edit::Type(id, text.into()));
}

#[test]
fn not_sent_null_and_empty_are_three_things() {
    let mut form = form(json!({"properties": {"a": {"type": "string", "nullable": true, "default": "d"}}}));
    let a = at(&form, &["a"]);
    assert_eq!(form.to_json(), Some(json!({})));
    form.apply(Edit::SendEmpty(a));
    assert_eq!(form.to_json(), Some(json!({"a": ""})));
    form.apply(Edit::Null(a));
    assert_eq!(form.to_json(), Some(json!({"a": null})));
    assert_eq!(wrongs(&form), []);
    form.apply(Edit::Type(a, "x".into()));
    form.apply(Edit::Type(a, String::new()));
    assert_eq!(form.to_json(), Some(json!({})));
    let root = form.root();
    form.apply(Edit::Leave(root));
    assert_eq!(form.to_json(), None);
}

#[test]
fn flaws_are_named_as_they_are_typed() {
    let mut form = form(json!({"required": ["n"], "properties": {
        "n": {"type": "integer", "minimum": 1, "maximum": 10, "exclusiveMaximum": true},
        "t": {"type": "string", "minLength": 3, "maxLength": 4, "pattern": "^a"},
        "e": {"type": "string", "format": "email"}, "j": {"type": "string", "format": "json"},
        "d": {"oneOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]},
        "l": {"type": "array", "items": {"type": "number"}, "minItems": 1, "maxItems": 1, "uniqueItems": true}}}));
    assert_eq!(wrongs(&form), [("/n".into(), Wrong::Required)]);
    for (text, wrong) in [
        ("x", Some(Wrong::NotNumber)),
        ("1.5", Some(Wrong::NotWhole)),
        ("0", Some(Wrong::Below("1".into()))),
        ("10", Some(Wrong::NotBelow("10".into()))),
        ("9", None),
        // It would go out with other digits.
        ("98765432109876543210", Some(Wrong::Above("18446744073709551615".into()))),
        ("9", None),
    ] {
        typed(&mut form, &["n"], text);
        assert_eq!(
            wrongs(&form),
            wrong.map(|wrong| ("/n".to_string(), wrong)).into_iter().collect::<Vec<_>>()
        );
    }
    typed(&mut form, &["t"], "ab");
    assert_eq!(wrongs(&form), [("/t".into(), Wrong::TooShort(3))]);
    typed(&mut form, &["t"], "éééé");
    assert_eq!(wrongs(&form), []);
    let flaws = form.flaws(&|pattern, text| Some(text.starts_with(&pattern[1..])));
    assert_eq!(flaws[0].wrong, Wrong::Pattern("^a".into()));
    typed(&mut form, &["t"], "");
    typed(&mut form, &["e"], "x");
    typed(&mut form, &["j"], "{");
    typed(&mut form, &["d"], "2026-01-01");
    assert_eq!(
        wrongs(&form),
        [
            ("/e".into(), Wrong::Format(vec!["email".into()])),
            ("/j".into(), Wrong::Format(vec!["json".into()]))
        ]
    );
    typed(&mut form, &["e"], "");
    typed(&mut form, &["j"], "");
    typed(&mut form, &["d"], "yesterday");
    assert_eq!(wrongs(&form), [("/d".into(), Wrong::Format(vec!["date".into(), "date-time".into()]))]);
    typed(&mut form, &["d"], "");
    let list = at(&form, &["l"]);
    form.apply(Edit::Open(list));
    assert_eq!(wrongs(&form), [("/l".into(), Wrong::TooFew(1))]);
    for text in ["5", "5"] {
        let item = form.apply(Edit::AddItem(list)).expect("it takes items");
        form.apply(Edit::Type(item, text.into()));
    }
    assert_eq!(wrongs(&form), [("/l".into(), Wrong::TooMany(1)), ("/l".into(), Wrong::Twice)]);
}

#[test]
fn lists_are_moved_and_shortened_and_their_items_keep_their_numbers() {
    let mut form = form(json!({"type": "array", "items": {"type": "string"}}));
    let root = form.root();
    let items: Vec<NodeId> = ["a", "b", "c"]
        .map(|text| {
            let item = form.apply(Edit::AddItem(root)).expect("it takes items");
            form.apply(Edit::Type(item, text.into()));
            item
        })
        .to_vec();
    form.apply(Edit::Move(items[2], -5));
    assert_eq!(form.to_json(), Some(json!(["c", "a", "b"])));
    form.apply(Edit::Remove(items[0]));
    assert_eq!(form.to_json(), Some(json!(["c", "b"])));
    assert_eq!(form.pointer(items[1]).as_deref(), Some("/1"));
    assert_eq!(form.node(items[0]), None);
}

#[test]
fn maps_take_names_and_say_when_one_comes_twice() {
    let mut form = form(json!({"type": "object", "additionalProperties": {"type": "integer"}}));
    let root = form.root();
    for name in ["a/b", "a/b", ""] {
        let added = form.apply(Edit::AddEntry(root)).expect("it takes names");
        form.apply(Edit::Rename(added, name.into()));
        form.apply(Edit::Type(added, "1".into()));
    }
    assert_eq!(
        wrongs(&form),
        [("/a~1b".into(), Wrong::NameTwice("a/b".into())), ("/".into(), Wrong::NoName)]
    );
    assert_eq!(form.to_json(), Some(json!({"a/b": 1, "": 1})));
}

#[test]
fn alternatives_are_told_by_title_and_discriminator_and_keep_what_fits() {
    let document = with(&json!({
        "Cat": {"title": "A cat", "type": "object", "required": ["kind", "name"], "properties": {
            "kind": {"type": "string"}, "name": {"type": "string"}, "lives": {"type": "integer"}}},
        "Dog": {"type": "object", "required": ["kind"], "properties": {
            "kind": {"type": "string"}, "name": {"type": "string"}, "barks": {"type": "boolean"}}},
        "Pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
            "discriminator": {"propertyName": "kind", "mapping": {"dog": "#/components/schemas/Dog"}}}}));
    let mut form = Form::new(&document, &Schema::new(json!({"$ref": "#/components/schemas/Pet"})));
    let root = form.root();
    let titles: Vec<String> = match &form.node(root).expect("it is there").shape.control {
        Control::Alternatives(list) => list.iter().map(|it| it.title.clone()).collect(),
        other => panic!("{other:?}"),
    };
    assert_eq!(titles, ["A cat", "Dog"]);
    form.apply(Edit::Switch(root, 0));
    typed(&mut form, &["name"], "Tom");
    typed(&mut form, &["lives"], "9");
    assert_eq!(form.to_json(), Some(json!({"kind": "Cat", "name": "Tom", "lives": 9})));
    form.apply(Edit::Switch(root, 1));
    assert_eq!(form.to_json(), Some(json!({"kind": "dog", "name": "Tom"})));
    form.set_json(Some(&json!({"kind": "dog", "lives": 3})));
    assert!(matches!(form.node(root).expect("it is there").state, State::One { index: 1, .. }));
    assert_eq!(form.to_json(), Some(json!({"kind": "dog", "lives": 3})));
}

#[test]
fn all_of_is_one_form_and_read_only_parts_are_not_in_it() {
    let document = with(&json!({
        "Base": {"type": "object", "required": ["id", "name"], "properties": {
            "id": {"type": "string", "readOnly": true}, "name": {"type": "string", "minLength": 2}}}}));
    let schema = json!({"nullable": true, "allOf": [{"$ref": "#/components/schemas/Base"},
        {"required": ["age"], "properties": {"age": {"type": "integer"}, "name": {"maxLength": 3}}}]});
    let mut form = Form::new(&document, &Schema::new(schema));
    let names: Vec<String> = form.entries(form.root()).into_iter().map(|entry| entry.name).collect();
    assert_eq!(names, ["name", "age"]);
    assert!(form.node(form.root()).expect("it is there").shape.nullable);
    typed(&mut form, &["name"], "a");
    typed(&mut form, &["age"], "5");
    assert_eq!(wrongs(&form), [("/name".into(), Wrong::TooShort(2))]);
    typed(&mut form, &["name"], "abcd");
    assert_eq!(wrongs(&form), [("/name".into(), Wrong::TooLong(3))]);
    // A read-only part that came with JSON is kept.
    form.set_json(Some(&json!({"id": "1", "age": 2, "other": [1, null]})));
    assert_eq!(form.to_json(), Some(json!({"id": "1", "age": 2, "other": [1, null]})));
}

#[test]
fn what_contains_itself_is_opened_step_by_step() {
    let document = with(&json!({"C": {"type": "object", "required": ["child"], "properties": {
        "name": {"type": "string"}, "child": {"$ref": "#/components/schemas/C"}}}}));
    let mut form = Form::new(&document, &Schema::new(json!({"$ref": "#/components/schemas/C"})));
    assert_eq!(wrongs(&form), [("/child".into(), Wrong::Required)]);
    let child = at(&form, &["child"]);
    assert!(form.contains_itself(child));
    form.apply(Edit::Open(child));
    typed(&mut form, &["child", "name"], "x");
    assert_eq!(form.to_json(), Some(json!({"child": {"name": "x"}})));
}

#[test]
fn values_without_an_input_stay_as_json() {
    let mut form =
        form(json!({"properties": {"n": {"type": "number"}, "o": {"type": "object", "properties": {}}}}));
    let value = json!({"n": "5", "o": [1.5, {"x": null}]});
    form.set_json(Some(&value));
    assert_eq!(form.to_json(), Some(value));
    let n = at(&form, &["n"]);
    assert_eq!(form.node(n).map(|node| node.state.clone()), Some(State::Raw("\"5\"".into())));
    assert_eq!(wrongs(&form)[0], ("/n".into(), Wrong::Type("number".into())));
    form.apply(Edit::TypeJson(n, "5".into()));
    form.apply(Edit::UseInputs(n));
    assert_eq!(form.node(n).map(|node| node.state.clone()), Some(State::Text("5".into())));
    form.apply(Edit::UseJson(n));
    form.apply(Edit::TypeJson(n, "[1,".into()));
    assert!(matches!(wrongs(&form)[0].1, Wrong::NotJson(_)));
    assert_eq!(form.to_json().expect("it is sent")["n"], json!("[1,"));
}

#[test]
fn secrets_are_not_kept() {
    let mut form = form(json!({"properties": {
        "username": {"type": "string"}, "password": {"type": "string"}, "pin": {"type": "string", "format": "password"},
        "connectionInfo": {"type": "string", "format": "json"}, "note": {"type": "string", "format": "json"}}}));
    form.set_json(Some(&json!({"username": "a", "password": "b", "pin": "c",
        "connectionInfo": "{\"host\":\"x\",\"adminToken\":\"y\"}", "note": "{\"host\":\"x\"}"})));
    let kept = form.to_json_without_secrets();
    assert_eq!(kept, Some(json!({"username": "a", "note": "{\"host\":\"x\"}"})));
}

#[test]
fn a_plain_date_is_held_against_no_pattern_of_a_time() {
    let of = |formats: &[&str]| {
        let alternatives: Vec<Value> =
            formats.iter().map(|it| json!({"type": "string", "format": it})).collect();
        form(json!({"type": "string", "pattern": "\\d{4}T", "oneOf": alternatives}))
    };
    let flaws = |mut form: Form, text: &str| {
        form.set_json(Some(&json!(text)));
        form.flaws(&|_, text| Some(text.contains('T'))).into_iter().map(|flaw| flaw.wrong).collect::<Vec<_>>()
    };
    assert_eq!(flaws(of(&["date", "date-time"]), "2026-01-31"), []);
    assert!(matches!(flaws(of(&["date", "date-time"]), "soon")[..], [Wrong::Format(_), Wrong::Pattern(_)]));
    assert!(matches!(flaws(of(&["date", "uuid-like"]), "x")[..], [Wrong::Pattern(_)]));
}

#[test]
fn a_message_in_brackets_is_kept() {
    let mut form = form(json!({"properties": {"message": {"type": "string"}}}));
    let message = json!({"message": "[Shop] New key rewards tonight!"});
    form.set_json(Some(&message));
    assert_eq!(form.to_json_without_secrets(), Some(message));
    form.set_json(Some(&json!({"message": "{\"rconPassword\": \"half typ"})));
    assert_eq!(form.to_json_without_secrets(), Some(json!({})));
}

#[test]
fn the_servers_paths_find_their_places() {
    let mut form = form(json!({"properties": {"a": {"type": "array", "items": {"properties": {"b": {}}}}}}));
    form.set_json(Some(&json!({"a": [{"b": 1}, {"b": 2}]})));
    let place = form.nearest(&["a", "1", "b", "deeper"]);
    assert_eq!(form.pointer(place).as_deref(), Some("/a/1/b"));
    assert_eq!(form.pointer(form.nearest(&["nope"])).as_deref(), Some(""));
    assert_eq!(form.find(&["a", "7"]), None);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1_000_000i32..1_000_000).prop_map(|it| Value::from(f64::from(it) / 8.0)),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((word(), inner), 0..5)
                .prop_map(|parts| Value::Object(parts.into_iter().collect())),
        ]
    })
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(vec![
            "type",
            "string",
            "number",
            "integer",
            "boolean",
            "object",
            "array",
            "null",
            "properties",
            "items",
            "oneOf",
            "anyOf",
            "allOf",
            "$ref",
            "#/components/schemas/A",
            "#/components/schemas/B",
            "required",
            "enum",
            "additionalProperties",
            "format",
            "uuid",
            "pattern",
            "minLength",
            "nullable",
            "discriminator",
            "propertyName",
            "a",
            "b",
            "not",
            "const",
            "prefixItems",
            "minItems",
            "readOnly",
            "multipleOf",
        ])
        .prop_map(String::from),
        ".{0,4}",
    ]
}

/// Does everything to a form that can be done to it, places in order.
fn exercise(form: &mut Form) {
    let mut seen = 0;
    let mut places = vec![form.root()];
    while let Some(id) = places.pop() {
        seen += 1;
        let Some(node) = form.node(id).cloned() else { continue };
        if seen > 60 {
            break;
        }
        form.pointer(id);
        match &node.shape.control {
            Control::Object { .. } => {
                form.apply(Edit::Open(id));
                form.apply(Edit::AddEntry(id));
                places.extend(form.entries(id).into_iter().map(|entry| entry.node));
            }
            Control::List { .. } => {
                let item = form.apply(Edit::AddItem(id));
                form.apply(Edit::AddItem(id));
                if let Some(item) = item {
                    form.apply(Edit::Move(item, 1));
                }
                if let Some(State::List(items)) = form.node(id).map(|node| node.state.clone()) {
                    places.extend(items);
                }
            }
            Control::Alternatives(list) => {
                places.extend(form.apply(Edit::Switch(id, list.len().saturating_sub(1))));
                places.extend(form.apply(Edit::Switch(id, 0)));
            }
            Control::Types(names) => places.extend(form.apply(Edit::Switch(id, names.len() / 2))),
            Control::Choice(values) => drop(form.apply(Edit::Choose(id, values[0].clone()))),
            Control::Boolean => drop(form.apply(Edit::Flag(id, true))),
            Control::Text | Control::Number { .. } => drop(form.apply(Edit::Type(id, "1".into()))),
            Control::Nothing => drop(form.apply(Edit::Null(id))),
        }
    }
    form.flaws(&|_, _| Some(false));
    form.to_json_without_secrets();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_json_goes_into_any_form_and_comes_out(schemas in (any_json(), any_json(), any_json()), value in any_json()) {
        let document = with(&json!({"A": schemas.0, "B": schemas.1}));
        for schema in [schemas.2.clone(), json!({"$ref": "#/components/schemas/A"}), schemas.0.clone()] {
            let mut form = Form::new(&document, &Schema::new(schema.clone()));
            exercise(&mut form);
            form.set_json(Some(&value));
            let out = form.to_json().map(|value| value.to_string());
            prop_assert_eq!(out, Some(value.to_string()), "{}", schema);
            exercise(&mut form);
        }
    }

    #[test]
    fn any_edits_and_back(edits in prop::collection::vec((0u32..40, 0usize..12, word(), any_json()), 0..30)) {
        let document = with(&json!({"A": {"type": "object", "required": ["a"], "properties": {
            "a": {"type": "string"}, "n": {"type": "number", "nullable": true}, "l": {"type": "array", "items": {"$ref": "#/components/schemas/A"}},
            "x": {}, "o": {"oneOf": [{"$ref": "#/components/schemas/A"}, {"type": "string"}]}, "e": {"enum": ["a", 1]},
            "m": {"type": "object", "additionalProperties": {"type": "boolean"}}}}}));
        let schema = Schema::new(json!({"$ref": "#/components/schemas/A"}));
        let mut form = Form::new(&document, &schema);
        let mut ids = vec![form.root()];
        for (place, kind, text, value) in edits {
            ids.extend(form.entries(ids[place as usize % ids.len()]).into_iter().map(|entry| entry.node));
            let id = ids[place as usize % ids.len()];
            let made = form.apply(match kind {
                0 => Edit::Type(id, text),
                1 => Edit::SendEmpty(id),
                2 => Edit::Flag(id, true),
                3 => Edit::Choose(id, value),
                4 => Edit::Null(id),
                5 => Edit::Open(id),
                6 => Edit::AddItem(id),
                7 => Edit::AddEntry(id),
                8 => Edit::Rename(id, text),
                9 => Edit::Switch(id, place as usize % 5),
                10 => Edit::Fill(id, Some(value)),
                _ => Edit::Remove(id),
            });
            ids.extend(made);
            form.flaws(&|_, _| None);
        }
        let json = form.to_json();
        let mut again = Form::new(&document, &schema);
        again.set_json(json.as_ref());
        let text = |value: Option<Value>| value.map(|value| value.to_string());
        prop_assert_eq!(text(again.to_json()), text(json));
    }
}

#[test]
fn names_that_are_not_listed_are_told_of() {
    let flaws = |schema: Value, body: Value| {
        let mut form = form(schema);
        form.set_json(Some(&body));
        form.flaws(&|_, _| None).into_iter().map(|flaw| (flaw.pointer, flaw.wrong)).collect::<Vec<_>>()
    };
    let text = json!({"type": "string"});
    let listed = json!({"type": "object", "properties": {
        "key": text, "made": {"type": "string", "readOnly": true},
        "inner": {"type": "object", "properties": {"a": text}}}});
    let body = json!({"key": "k", "made": "x", "nope": 1, "inner": {"b": 2}});
    let wanted = [("/inner/b".to_string(), Wrong::UnknownName), ("/nope".to_string(), Wrong::UnknownName)];
    assert_eq!(flaws(listed.clone(), body.clone()), wanted);
    let mut open = listed;
    open["additionalProperties"] = json!(true);
    assert_eq!(flaws(open, body)[..], wanted[..1]);
    assert_eq!(flaws(json!({"type": "object"}), json!({"nope": 1})), [], "nothing is listed");
    let either = json!({"allOf": [{"properties": {"a": text}}, {"properties": {"b": text}}]});
    assert_eq!(flaws(either, json!({"a": "1", "b": "2"})), [], "what any part lists is known");
}
