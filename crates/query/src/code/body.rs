//! Bodies as each language writes them.

use super::literal::{Style, literal, percent, rust, shell, string};
use super::{Snippet, pairs_without_secrets, text_without_secrets};
use serde_json::Value;

/// A body that is no JSON.
///
/// ```
/// use query::{Language, Payload, Snippet, code};
/// let parts = vec![("import".into(), "modules.json".into(), true), ("note".into(), "new".into(), false)];
/// let upload = Snippet { method: "POST".into(), payload: Some(Payload::Parts(parts)), ..Snippet::default() };
/// assert!(code(Language::Curl, &upload).contains("--form 'import=@modules.json'"));
/// assert!(code(Language::Python, &upload).contains(r#"("import", open("modules.json", "rb"))"#));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    /// Names and texts of `application/x-www-form-urlencoded`.
    Form(Vec<(String, String)>),
    /// The parts of `multipart/form-data`: a name, a text, and whether that is the name of a file.
    Parts(Vec<(String, String, bool)>),
    /// Any other text.
    Text {
        /// Its media type.
        content_type: String,
        /// The text.
        text: String,
    },
}

impl Payload {
    pub(super) fn without_secrets(&self) -> Payload {
        match self {
            Payload::Form(pairs) => Payload::Form(pairs_without_secrets(pairs)),
            Payload::Parts(parts) => {
                let shown = parts.iter().map(|(name, text, is_file)| match is_file {
                    // What has a meaning in a path or to curl is in no name of a file here.
                    true => {
                        (name.clone(), text.replace(['/', '\\', '"', '\'', ';', ',', '\n', '\r'], "_"), true)
                    }
                    false => (name.clone(), text_without_secrets(name, text), false),
                });
                Payload::Parts(shown.collect())
            }
            Payload::Text { content_type, text } => Payload::Text {
                content_type: super::one_line(content_type),
                text: if crate::secret::tells_secret(text) { "<text>".into() } else { text.clone() },
            },
        }
    }

    pub(super) fn content_type(&self) -> &str {
        match self {
            Payload::Form(_) => "application/x-www-form-urlencoded",
            Payload::Parts(_) => "multipart/form-data",
            Payload::Text { content_type, .. } => content_type,
        }
    }

    /// The body itself, of those that are a text.
    pub(super) fn text(&self) -> String {
        match self {
            Payload::Form(pairs) => {
                let pairs = pairs.iter().map(|(name, value)| format!("{}={}", percent(name), percent(value)));
                pairs.collect::<Vec<_>>().join("&")
            }
            Payload::Parts(_) => String::new(),
            Payload::Text { text, .. } => text.clone(),
        }
    }

    pub(super) fn curl(&self) -> Vec<String> {
        match self {
            Payload::Form(pairs) => {
                let pair = |(name, value): &(String, String)| format!("{}={value}", percent(name));
                pairs.iter().map(|it| format!("--data-urlencode {}", shell(&pair(it)))).collect()
            }
            Payload::Parts(parts) => {
                let part = |(name, text, is_file): &(String, String, bool)| match is_file {
                    true => format!("--form {}", shell(&format!("{name}=@{text}"))),
                    false => format!("--form-string {}", shell(&format!("{name}={text}"))),
                };
                parts.iter().map(part).collect()
            }
            Payload::Text { text, .. } => vec![format!("--data-raw {}", shell(text))],
        }
    }
}

/// A body in JavaScript.
#[derive(Default)]
pub(super) struct JavaScript {
    pub(super) imports: String,
    /// What stands before the call.
    pub(super) before: String,
    /// The expression.
    pub(super) body: Option<String>,
}

pub(super) fn javascript_body(request: &Snippet, indent: usize) -> JavaScript {
    let mut sent = JavaScript::default();
    sent.body = match (&request.payload, &request.typed) {
        (None, Some(text)) => Some(string(text)),
        (None, None) => request.body.as_ref().map(|body| literal(body, Style::JavaScript, indent)),
        (Some(Payload::Text { text, .. }), _) => Some(string(text)),
        (Some(Payload::Form(pairs)), _) => {
            let pair = |(name, text): &(String, String)| [name, text].into_iter().cloned().collect::<Value>();
            let pairs: Value = pairs.iter().map(pair).collect();
            Some(format!("new URLSearchParams({})", literal(&pairs, Style::JavaScript, indent)))
        }
        (Some(Payload::Parts(parts)), _) => {
            sent.before.push_str("const form = new FormData();\n");
            for (name, text, is_file) in parts {
                let (name, text) = (string(name), string(text));
                sent.before.push_str(&match is_file {
                    true => format!("form.append({name}, await openAsBlob({text}), {text});\n"),
                    false => format!("form.append({name}, {text});\n"),
                });
                if *is_file {
                    sent.imports = "import { openAsBlob } from \"node:fs\";\n".into();
                }
            }
            Some("form".into())
        }
    };
    sent
}

pub(super) fn python_body(request: &Snippet) -> Option<String> {
    let list = |name: &str, entries: Vec<String>| format!("{name}=[{}]", entries.join(", "));
    match (&request.payload, &request.typed) {
        (None, Some(text)) | (Some(Payload::Text { text, .. }), _) => {
            Some(format!("data={}.encode()", string(text)))
        }
        (None, None) => request.body.as_ref().map(|body| format!("json={}", literal(body, Style::Python, 4))),
        (Some(Payload::Form(pairs)), _) => {
            let pair = |(name, text): &(String, String)| format!("({}, {})", string(name), string(text));
            Some(list("data", pairs.iter().map(pair).collect()))
        }
        (Some(Payload::Parts(parts)), _) => {
            let part = |(name, text, is_file): &(String, String, bool)| match is_file {
                true => format!("({}, open({}, \"rb\"))", string(name), string(text)),
                false => format!("({}, (None, {}))", string(name), string(text)),
            };
            Some(list("files", parts.iter().map(part).collect()))
        }
    }
}

pub(super) fn rust_parts(parts: &[(String, String, bool)]) -> String {
    let part = |(name, text, is_file): &(String, String, bool)| match is_file {
        true => format!("\n        .file({}, {})?", rust(name), rust(text)),
        false => format!("\n        .text({}, {})", rust(name), rust(text)),
    };
    format!(
        "    let form = reqwest::blocking::multipart::Form::new(){};\n",
        parts.iter().map(part).collect::<String>()
    )
}

/// Whether the text of a JSON body says more than a program's literal of what was read from it: by a number of many digits.
///
/// ```
/// let read = |text| serde_json::from_str(text).expect("it is JSON");
/// assert!(query::says_more(r#"{"id": 98765432109876543210}"#, &read(r#"{"id": 98765432109876543210}"#)));
/// assert!(!query::says_more(r#"{"id": 5}"#, &read(r#"{"id": 5}"#)));
/// ```
pub fn says_more(text: &str, read: &Value) -> bool {
    let written = numbers(text);
    written.iter().any(|number| number.len() > 15 && !number.contains(['.', 'e', 'E']))
        || written != numbers(&read.to_string())
}

/// The numbers of a JSON text, as they stand there.
fn numbers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut in_text, mut escaped, mut number) = (false, false, String::new());
    for letter in text.chars() {
        let of_number =
            !in_text && (letter.is_ascii_digit() || "+-.".contains(letter) || "eE".contains(letter));
        // The words `true` and `false` hold an e as well.
        if of_number && !(number.is_empty() && matches!(letter, 'e' | 'E')) {
            number.push(letter);
            continue;
        }
        if !number.is_empty() {
            found.push(std::mem::take(&mut number));
        }
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = in_text,
            '"' => in_text = !in_text,
            _ => {}
        }
    }
    if !number.is_empty() {
        found.push(number);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_would_be_others_are_told() {
        let says_more = |text: &str| says_more(text, &serde_json::from_str(text).expect("it is JSON"));
        for text in ["12345678901234567890123", "{\"a\": [0.12345678901234567890]}", "9007199254740993"] {
            assert!(says_more(text), "{text}");
        }
        for text in ["{ \"a 1.50\": [true, false, 1, -2.5, \"\\\"1e3\"],\n \"b\": null }", "[]"] {
            assert!(!says_more(text), "{text}");
        }
    }
}
