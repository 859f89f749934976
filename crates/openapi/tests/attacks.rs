//! Documents that mean harm: the known attacks on explorers, put anywhere. Each case has a seed of its own, so that
//! one that fails can be run again: `TAKARO_SEED=<seed>`. All 10,000 run with `TAKARO_FULL=1`.

use openapi::form::Form;
use openapi::parse;
use serde_json::{Map, Value, json};

/// The step of the splitmix64 generator.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

const TEXTS: &[&str] = &[
    "<script>hurt()</script>",
    "<img src=x onerror=hurt()>",
    "<svg onload=hurt()>",
    "\"><iframe srcdoc=x>",
    "[x](javascript:hurt())",
    "[x](JaVa\nScript:hurt())",
    "![x](https://away.example/x.png\"onerror=\"hurt())",
    "<javascript:hurt()>",
    "javascript:hurt()",
    "data:text/html,<script>hurt()</script>",
    "//away.example",
    "https://away.example/openapi.json#/components",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "${hurt()}",
    "{{hurt()}}",
    "`hurt()`",
    "```\nhurt()",
    "| a |\n|---|\n| <b |",
    "Required permissions: `<b>`, `",
    "Required permissions: ",
    "<br><br/>< br >",
    "\u{0}",
    "\u{202e}evil",
    "\u{feff}",
    "\u{2028}",
    "%00",
    "%zz",
    "../../..",
    "~0~1~2~",
    "#/components/schemas/S0",
    "#/components/schemas/Missing",
    "#/components/schemas",
    "#",
    "#/",
    "#//",
    "#/paths/~1a",
    "",
    " ",
    "{",
    "{}",
    "{id",
    "}{",
    "get",
    "GET",
    "200",
    "object",
    "array",
    "string",
    "(a+)+$",
    "(",
    "date-time",
    "binary",
    "password",
];

const KEYS: &[&str] = &[
    "type",
    "format",
    "enum",
    "const",
    "default",
    "example",
    "examples",
    "properties",
    "required",
    "items",
    "prefixItems",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "additionalProperties",
    "discriminator",
    "nullable",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "pattern",
    "title",
    "description",
    "$ref",
    "filters",
    "search",
    "greaterThan",
    "extend",
    "page",
    "limit",
    "sortBy",
    "data",
    "meta",
    "__proto__",
    "constructor",
];

fn text(numbers: &mut Numbers) -> Value {
    let words = *numbers.pick(TEXTS);
    match numbers.below(30) {
        0 => words.repeat(500).into(),
        1 => format!("{words}{}{words}", numbers.pick(TEXTS)).into(),
        _ => words.into(),
    }
}

fn anything(numbers: &mut Numbers, depth: usize) -> Value {
    match numbers.below(if depth == 0 { 5 } else { 9 }) {
        0 | 1 => text(numbers),
        2 => Value::Null,
        3 => (numbers.below(2) == 0).into(),
        4 => match numbers.below(4) {
            0 => json!(-1),
            1 => json!(1e308),
            2 => json!(u64::MAX),
            _ => json!(numbers.below(9)),
        },
        5 => (0..numbers.below(4)).map(|_| anything(numbers, depth - 1)).collect(),
        _ => schema(numbers, depth - 1),
    }
}

/// An object that looks like a schema and is wrong in most of its parts.
fn schema(numbers: &mut Numbers, depth: usize) -> Value {
    let mut made = Map::new();
    for _ in 0..numbers.below(5) {
        let key = *numbers.pick(KEYS);
        let value = match (key, numbers.below(3)) {
            (_, 0) => anything(numbers, depth),
            ("properties", _) => {
                let entries = (0..3)
                    .map(|_| (numbers.pick(TEXTS).to_string(), anything(numbers, depth)))
                    .collect::<Map<_, _>>();
                entries.into()
            }
            ("allOf" | "oneOf" | "anyOf" | "enum" | "required" | "prefixItems", _) => {
                (0..numbers.below(4)).map(|_| anything(numbers, depth)).collect()
            }
            ("items" | "not" | "additionalProperties", _) => anything(numbers, depth),
            ("$ref", _) => format!("#/components/schemas/S{}", numbers.below(6)).into(),
            ("type", _) => {
                json!(numbers.pick(&["object", "array", "string", "number", "integer", "boolean"]))
            }
            ("minItems" | "minLength" | "minimum", _) => {
                json!(numbers.pick(&[0_i64, 1, 3, -1, i64::MAX]))
            }
            _ => text(numbers),
        };
        made.insert(key.into(), value);
    }
    made.into()
}

fn document(numbers: &mut Numbers) -> Value {
    let schemas: Map<_, _> = (0..6).map(|n| (format!("S{n}"), schema(numbers, 4))).collect();
    let mut paths = Map::new();
    for n in 0..3 {
        let mut operation = Map::new();
        for key in [
            "operationId",
            "summary",
            "description",
            "tags",
            "parameters",
            "requestBody",
            "responses",
            "security",
            "servers",
        ] {
            let content = json!({"content": {(text(numbers).as_str().unwrap_or("x")): {"schema": schema(numbers, 4)},
                "application/json": {"schema": anything(numbers, 4), "example": anything(numbers, 3)}}});
            let value = match (key, numbers.below(3)) {
                (_, 0) => anything(numbers, 3),
                ("parameters", _) => {
                    json!([{"name": text(numbers), "in": numbers.pick(&["path", "query", "header", "cookie", "x"]),
                    "schema": anything(numbers, 3)}, anything(numbers, 3)])
                }
                ("requestBody", _) => content,
                ("responses", _) => json!({"200": content, "default": anything(numbers, 3)}),
                ("tags", _) => json!([text(numbers), anything(numbers, 1)]),
                _ => text(numbers),
            };
            operation.insert(key.into(), value);
        }
        let end = if numbers.below(2) == 0 { "/search" } else { "" };
        let method = *numbers.pick(&["get", "post", "put", "delete", "x-other", "parameters"]);
        paths.insert(
            format!("/{n}/{}{end}", numbers.pick(TEXTS)),
            json!({(method): operation, "post": anything(numbers, 2)}),
        );
    }
    json!({"openapi": anything(numbers, 0), "info": anything(numbers, 2), "tags": anything(numbers, 3),
        "servers": anything(numbers, 3), "security": anything(numbers, 2), "paths": paths,
        "components": {"schemas": schemas, "parameters": anything(numbers, 2), "securitySchemes": anything(numbers, 3)}})
}

/// All that pages, forms and exports ask of a document.
fn use_all(bytes: Vec<u8>) {
    let Ok((document, _)) = parse(bytes) else { return };
    let _ = (document.info(), document.servers(), document.security_schemes(), document.llms_txt());
    document.filter("<script>");
    document.entities();
    for index in 0..document.operations().len() {
        let _ = (document.operation_markdown(index), document.entity(index));
        let Ok(operation) = document.operation(index) else { continue };
        let bodies = operation.body.iter().flat_map(|body| &body.content);
        let answers = operation.responses.iter().flat_map(|response| &response.content);
        for schema in bodies.chain(answers).filter_map(|media| media.schema.as_ref()) {
            fill(&document, schema);
        }
        for parameter in &operation.parameters {
            fill(&document, &parameter.schema);
        }
    }
    for name in document.schemas() {
        document.used_by(name);
        if let Some(schema) = document.schema(name) {
            fill(&document, &schema);
        }
    }
}

fn fill(document: &openapi::Document, schema: &openapi::Schema) {
    let example = schema.example(document, 8);
    let mut form = Form::new(document, schema);
    form.set_json(Some(&example));
    form.flaws(&|_, _| None);
    let _ = (form.to_json(), form.to_json_without_secrets());
}

#[test]
fn documents_that_mean_harm_are_read_without_harm() {
    if let Some(seed) = std::env::var("TAKARO_SEED").ok().and_then(|seed| seed.parse().ok()) {
        return use_all(document(&mut Numbers(seed)).to_string().into_bytes());
    }
    let cases = if std::env::var("TAKARO_FULL").is_ok() { 10_000 } else { 1_000 };
    for seed in 0..cases {
        // Shown only when the test fails; the last one is then the one to look at.
        println!("seed {seed}");
        let began = std::time::Instant::now();
        let mut numbers = Numbers(seed);
        let mut bytes = document(&mut numbers).to_string().into_bytes();
        if seed % 4 == 0 {
            // Bytes that are no UTF-8, or an end too early.
            let at = numbers.below(bytes.len());
            match numbers.below(2) {
                0 => bytes[at] = 0xff,
                _ => bytes.truncate(at),
            }
        }
        use_all(bytes);
        assert!(began.elapsed().as_secs() < 5, "seed {seed} took {:?}", began.elapsed());
    }
}
