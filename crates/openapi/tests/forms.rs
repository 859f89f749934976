//! Forms of every operation of the document that a Takaro server really serves: filled at random they make bodies that
//! a JSON Schema validator accepts, and the JSON goes back into the form unchanged.
//!
//! The document is found by `TAKARO_OPENAPI`, else beside the project, else the sandbox's own is taken.

use openapi::form::{Control, Edit, Form, NodeId, State};
use openapi::{Document, Schema, parse};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// How often each form is filled.
const ROUNDS: u64 = 20;

fn document() -> Option<(Document, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named = std::env::var_os("TAKARO_OPENAPI").map(PathBuf::from);
    let places = [
        named.unwrap_or_else(|| root.join("../shared/takaro/openapi.json")),
        root.join("crates/sandbox/tests/golden/openapi.json"),
    ];
    let Some(bytes) = places.iter().find_map(|place| std::fs::read(place).ok()) else {
        eprintln!("not run: forms over a whole document, for none is here (TAKARO_OPENAPI names it)");
        return None;
    };
    let value = serde_json::from_slice(&bytes).expect("the document is JSON");
    Some((parse(bytes).expect("the document is JSON").0, value))
}

/// Steele's splitmix64: the same numbers everywhere, for a seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.next() % most.max(1)
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// Fills a place and all within it, as a person with much time would.
fn fill(form: &mut Form, id: NodeId, random: &mut Random, depth: u32) {
    let Some(node) = form.node(id).cloned() else { return };
    if !node.required && (depth > 6 || random.chance(40)) {
        return;
    }
    let shape = node.shape;
    if shape.nullable && random.chance(10) {
        form.apply(Edit::Null(id));
        return;
    }
    match &shape.control {
        Control::Text => {
            let text = text(&shape.schema, &shape.formats, random);
            if text.is_empty() {
                form.apply(Edit::SendEmpty(id));
            } else {
                form.apply(Edit::Type(id, text));
            }
        }
        Control::Number { whole } => {
            let least = shape.schema.minimum().and_then(serde_json::Number::as_f64).unwrap_or(-50.0);
            let most = shape.schema.maximum().and_then(serde_json::Number::as_f64).unwrap_or(least + 1_000.0);
            let number = least + random.below((most - least) as u64) as f64;
            let fraction = if *whole || random.chance(50) { "" } else { ".5" };
            form.apply(Edit::Type(id, format!("{}{fraction}", number as i64)));
        }
        Control::Boolean => {
            let on = random.chance(50);
            form.apply(Edit::Flag(id, on));
        }
        Control::Choice(values) => {
            let value = values[random.below(values.len() as u64) as usize].clone();
            form.apply(Edit::Choose(id, value));
        }
        Control::Object { .. } => {
            form.apply(Edit::Open(id));
            for entry in form.entries(id) {
                fill(form, entry.node, random, depth + 1);
            }
            if matches!(shape.control, Control::Object { others: openapi::form::Others::Each(_), .. }) {
                for number in 0..random.below(3) {
                    let added = form.apply(Edit::AddEntry(id)).expect("a map takes names");
                    form.apply(Edit::Rename(added, format!("name {number}")));
                    fill(form, added, random, depth + 1);
                }
            }
        }
        Control::List { .. } => {
            form.apply(Edit::Open(id));
            let least = shape.schema.min_items().unwrap_or(0);
            let most = shape.schema.max_items().unwrap_or(least + 3).min(least + 3);
            let count = if depth > 6 { least } else { least + random.below(most - least + 1) };
            for _ in 0..count {
                let item = form.apply(Edit::AddItem(id)).expect("a list takes items");
                fill(form, item, random, depth + 1);
            }
            if count > 1
                && let Some(State::List(items)) = form.node(id).map(|node| node.state.clone())
            {
                form.apply(Edit::Move(items[0], 1));
            }
        }
        Control::Alternatives(list) => {
            let index = random.below(list.len() as u64) as usize;
            let inner = form.apply(Edit::Switch(id, index)).expect("the alternative is there");
            fill(form, inner, random, depth + 1);
        }
        Control::Types(names) => {
            // Deep down only plain values, so that there is an end.
            let count = if depth > 4 { names.len().min(3) } else { names.len() };
            let index = random.below(count as u64) as usize;
            let inner = form.apply(Edit::Switch(id, index)).expect("the type is there");
            fill(form, inner, random, depth + 1);
        }
        Control::Nothing => {}
    }
}

fn text(schema: &Schema, formats: &[String], random: &mut Random) -> String {
    let number = random.next();
    match formats.first().map(String::as_str) {
        Some("date-time") => format!("2026-0{}-1{}T12:30:00.000Z", 1 + number % 9, number % 10),
        Some("date") => format!("2026-0{}-1{}", 1 + number % 9, number % 10),
        Some("uuid") => format!("3fa85f64-5717-4562-b3fc-{:012x}", number & 0xFFFF_FFFF_FFFF),
        Some("email") => format!("john{}@example.com", number % 100),
        Some("url" | "uri") => format!("https://example.com/{}", number % 100),
        Some("ipv4") => format!("192.0.2.{}", number % 256),
        Some("json") => json!({"port": number % 1_000, "hosts": ["a"]}).to_string(),
        _ => {
            let least = schema.min_length().unwrap_or(0);
            let most = schema.max_length().unwrap_or(least + 12).min(least + 12);
            let length = least + random.below(most - least + 1);
            let signs: Vec<char> = "abc XYZ019-_/~\"\\éß日🎮{}[]".chars().collect();
            (0..length).map(|_| signs[random.below(signs.len() as u64) as usize]).collect()
        }
    }
}

/// The validator of a schema of the document.
fn validator(whole: &Value, schema: &Value) -> jsonschema::Validator {
    let mut root = schema.as_object().cloned().unwrap_or_default();
    root.insert("components".into(), whole["components"].clone());
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(&Value::Object(root))
        .expect("the document's schemas are sound")
}

fn same_text(one: &Option<Value>, other: &Option<Value>) -> bool {
    one.as_ref().map(Value::to_string) == other.as_ref().map(Value::to_string)
}

#[test]
fn every_operation_gets_a_form_that_makes_a_valid_body() {
    let Some((document, whole)) = document() else { return };
    let mut bodies = 0;
    for (index, head) in document.operations().iter().enumerate() {
        let operation = document.operation(index).expect("it can be read");
        for parameter in &operation.parameters {
            let form = Form::absent(&document, &parameter.schema, parameter.required);
            assert_eq!(form.to_json(), None, "{}: {}", head.key, parameter.name);
            assert_eq!(form.flaws(&|_, _| None).len(), usize::from(parameter.required));
        }
        let Some(schema) = operation.body_schema() else { continue };
        bodies += 1;
        let validator = validator(&whole, schema.raw());
        for round in 0..ROUNDS {
            let mut random = Random(round * 1_000 + index as u64);
            let mut form = Form::new(&document, schema);
            let root = form.root();
            fill(&mut form, root, &mut random, 0);
            let body = form.to_json();
            let sent = body.clone().expect("a body that was filled is sent");
            let wrong: Vec<String> =
                validator.iter_errors(&sent).map(|it| format!("{it} at {}", it.instance_path())).collect();
            assert!(wrong.is_empty(), "{} round {round}: {wrong:?}\n{sent:#}", head.key);
            assert_eq!(form.flaws(&|_, _| None), [], "{} round {round}\n{sent:#}", head.key);
            let mut again = Form::new(&document, schema);
            again.set_json(body.as_ref());
            assert!(same_text(&again.to_json(), &body), "{} round {round}: {again:?}\n{sent:#}", head.key);
            assert_eq!(again.flaws(&|_, _| None), [], "{} round {round}\n{sent:#}", head.key);
        }
    }
    assert!(bodies > 0 && document.operations().len() >= bodies);
    if document.operations().len() == 182 {
        assert_eq!(bodies, 96);
    }
}

#[test]
fn what_a_validator_refuses_in_an_empty_form_is_named_there() {
    let Some((document, whole)) = document() else { return };
    for (index, head) in document.operations().iter().enumerate() {
        let operation = document.operation(index).expect("it can be read");
        let Some(schema) = operation.body_schema() else { continue };
        let form = Form::new(&document, schema);
        let valid = form.to_json().is_some_and(|body| validator(&whole, schema.raw()).is_valid(&body));
        assert_eq!(form.flaws(&|_, _| None).is_empty(), valid, "{}: {form:?}", head.key);
    }
}

#[test]
fn the_documents_own_examples_go_in_and_come_out() {
    let Some((document, _)) = document() else { return };
    for (index, head) in document.operations().iter().enumerate() {
        let operation = document.operation(index).expect("it can be read");
        let Some(body) = &operation.body else { continue };
        for media in &body.content {
            let Some(schema) = &media.schema else { continue };
            let sample = schema.example(&document, 6);
            for value in media.examples.iter().map(|example| &example.value).chain([&sample]) {
                let mut form = Form::new(&document, schema);
                form.set_json(Some(value));
                assert!(same_text(&form.to_json(), &Some(value.clone())), "{}: {form:?}", head.key);
            }
        }
    }
}
