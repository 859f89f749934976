//! Answers as the server sends them, so that a lesson can show what its words are about.

use super::Judge;
use query::{Query, Refusal};
use serde_json::{Map, Value, json};

/// The whole answer to a query: the page in its envelope with `shown` of its rows at most, or the error. The second is
/// how many rows of the page are left out.
///
/// ```
/// use practice::lessons::{Judge, envelope};
/// use query::Query;
/// let judge = Judge::new("user").expect("there are users");
/// let ask = |body| envelope(&judge, &Query::from_json(&body).expect("a query"), 2);
/// let (answer, more) = ask(serde_json::json!({"search": {"name": ["John"]}, "limit": 5}));
/// assert_eq!(answer["meta"], serde_json::json!({"page": 1, "limit": 5, "total": 6}));
/// assert_eq!((answer["data"].as_array().map(Vec::len), more), (Some(2), 3));
/// let (refused, _) = ask(serde_json::json!({"filters": {"name": "John Doe"}}));
/// assert_eq!(refused["meta"]["error"]["code"], "BadRequestError");
/// ```
pub fn envelope(judge: &Judge, query: &Query, shown: usize) -> (Value, usize) {
    match judge.ask(query) {
        Ok(answer) => {
            let meta = json!({"page": answer.page, "limit": answer.limit, "total": answer.total});
            let data: Vec<Value> =
                answer.rows.iter().take(shown).map(|row| plain(judge.sent(query, *row).into())).collect();
            let more = answer.rows.len().saturating_sub(data.len());
            (json!({"meta": meta, "data": data}), more)
        }
        Err(refusal) => (json!({"meta": {"error": error(&refusal)}, "data": {}}), 0),
    }
}

/// Whole numbers as JavaScript writes them: 81, and not 81.0.
fn plain(value: Value) -> Value {
    match value {
        Value::Array(list) => list.into_iter().map(plain).collect(),
        Value::Object(row) => row.into_iter().map(|(key, value)| (key, plain(value))).collect(),
        Value::Number(number) => match number.as_f64().filter(|it| it.fract() == 0.0 && it.abs() < 1e15) {
            Some(whole) => Value::from(whole as i64),
            None => Value::Number(number),
        },
        other => other,
    }
}

/// The error of a refusal. The server's `details` also repeat what was sent; that is left out here as everywhere.
fn error(refusal: &Refusal) -> Value {
    if refusal.code != "ValidationError" {
        return json!({"code": refusal.code, "message": refusal.message});
    }
    if let Some((_, rule)) = refusal.message.split_once("Invalid pagination: ") {
        let details = json!([{"path": refusal.path, "errors": [rule]}]);
        return json!({"code": refusal.code, "message": refusal.message, "details": details});
    }
    let mut names = refusal.path.rsplit('.');
    let rules: Map<String, Value> =
        [(rule_of(&refusal.message).to_owned(), refusal.message.as_str().into())].into_iter().collect();
    let mut detail = json!({"property": names.next().unwrap_or_default(), "constraints": rules});
    for name in names {
        detail = json!({"property": name, "children": [detail]});
    }
    json!({"code": refusal.code, "message": "Validation error", "details": [detail]})
}

/// The name under which the server's library knows a rule, by the words that it says.
fn rule_of(words: &str) -> &'static str {
    const RULES: [(&str, &str); 6] = [
        ("should not exist", "whitelistValidation"),
        ("a UUID", "isUuid"),
        ("a boolean value", "isBoolean"),
        ("one of the following values", "isEnum"),
        ("a number", "isNumber"),
        ("ISO 8601", "isIso8601"),
    ];
    RULES.iter().find(|(part, _)| words.contains(part)).map_or("isString", |(_, rule)| rule)
}

/// A related row, or a list of them, in a few words: their names.
///
/// ```
/// use practice::lessons::related;
/// use serde_json::json;
/// assert_eq!(related(&json!([{"role": {"name": "root"}}, {"role": {"name": "User"}}])), "root, User");
/// assert_eq!(related(&json!({"name": "Stone Axe"})), "Stone Axe");
/// assert_eq!((related(&json!([])), related(&json!(null))), (String::new(), String::new()));
/// ```
pub fn related(value: &Value) -> String {
    const MOST: usize = 4;
    match value {
        Value::Array(list) => {
            let mut names: Vec<String> = list.iter().take(MOST).map(related).collect();
            if list.len() > MOST {
                names.push(format!("… {}", list.len()));
            }
            names.join(", ")
        }
        Value::Object(row) => {
            let name = row.get("name").or_else(|| row.get("friendlyName")).and_then(Value::as_str);
            let inner = row.values().find(|value| value.is_object());
            match (name, inner) {
                (Some(name), _) => name.into(),
                (None, Some(inner)) => related(inner),
                (None, None) => row.get("id").and_then(Value::as_str).unwrap_or_default().into(),
            }
        }
        Value::Null => String::new(),
        other => other.as_str().map_or_else(|| other.to_string(), str::to_owned),
    }
}
