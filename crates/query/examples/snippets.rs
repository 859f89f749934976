//! Writes requests as code: a JSON list of requests on standard input, a JSON list of `{language: code}` on standard
//! output. The tests run what it writes.
//!
//! ```text
//! echo '[{"method": "GET", "url": "http://localhost:8080", "path": "/me"}]' | cargo run -p query --example snippets
//! ```

use query::{Language, Payload, Snippet, code};
use serde_json::{Map, Value};
use std::io::Read;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let requests: Vec<Value> = serde_json::from_str(&text)?;
    let written: Vec<Value> = requests.iter().map(|request| Value::Object(write(request))).collect();
    println!("{}", Value::Array(written));
    Ok(())
}

fn write(request: &Value) -> Map<String, Value> {
    let word = |key: &str| request[key].as_str().unwrap_or_default().to_owned();
    let pairs = |key: &str| {
        let all = request[key].as_object().cloned().unwrap_or_default();
        all.iter()
            .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect()
    };
    let payload = request["text"]
        .as_str()
        .map(|text| Payload::Text { content_type: word("contentType"), text: text.to_owned() });
    let payload = payload.or_else(|| request.get("form").map(|_| Payload::Form(pairs("form"))));
    let files = pairs("files").into_iter().map(|(name, file)| (name, file, true));
    let files: Vec<_> = files.collect();
    let payload = payload.or_else(|| (!files.is_empty()).then_some(Payload::Parts(files)));
    let snippet = Snippet {
        method: word("method"),
        url: word("url"),
        path: word("path"),
        parameters: pairs("parameters"),
        query: pairs("query"),
        operation_id: word("operationId"),
        filled: None,
        media_type: word("mediaType"),
        headers: pairs("headers"),
        values: Vec::new(),
        body: request.get("body").cloned(),
        typed: request["typed"].as_str().map(str::to_owned),
        payload,
        domain: request["domain"].as_str().map(str::to_owned),
        admin: request["admin"].as_bool().unwrap_or(false),
    };
    Language::ALL
        .iter()
        .map(|language| (language.as_str().to_owned(), code(*language, &snippet).into()))
        .collect()
}
