//! The query engine, from JSON texts to JSON values.

use crate::entity::entity_of;
use query::{
    Advice, Context, Draft, EntitySchema, Language, NotAQuery, Options, Place, Problem, Query, RowKind,
    RowProblem, Snippet,
};
use serde_json::{Map, Value};

type Answer = Result<Value, Value>;

/// An object of these parts. `json!` does the same through serde, which brings a writer for each type of part.
pub(crate) fn object(parts: Vec<(&str, Value)>) -> Value {
    Value::Object(parts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A failure as it is thrown.
pub(crate) fn problem(code: &str, message: impl ToString) -> Value {
    object(vec![("code", code.into()), ("message", message.to_string().into())])
}

pub(crate) fn json_of(text: &str, what: &str) -> Answer {
    serde_json::from_str(text).map_err(|error| problem("NotJson", format!("{what} is not JSON: {error}")))
}

fn not_a_query(error: NotAQuery) -> Value {
    let mut thrown = problem("NotAQuery", &error);
    thrown["path"] = error.path.into();
    thrown
}

fn draft_of(query: &str, entity: &EntitySchema) -> Result<Draft, Value> {
    let draft = Draft::from_json(&json_of(query, "The query")?, entity).map_err(not_a_query)?;
    // What stands in a query here is its body, keys that nobody knows included.
    Ok(Draft { send_extra: true, ..draft })
}

pub(crate) fn explain(query: &str, entity: &str) -> Answer {
    let entity = entity_of(entity)?;
    Ok(draft_of(query, &entity)?.to_english(&entity).into())
}

pub(crate) fn check(query: &str, entity: &str, context: &Context) -> Answer {
    let entity = entity_of(entity)?;
    let draft = draft_of(query, &entity)?;
    let advice = query::check(&draft, &entity, context);
    let told = advice.into_iter().map(|advice| {
        let path = place_of(&advice, &draft);
        advice_to_json(advice, path, &draft, &entity, context.now)
    });
    Ok(told.collect())
}

fn advice_to_json(advice: Advice, path: String, draft: &Draft, entity: &EntitySchema, now: i64) -> Value {
    let fix = advice.fix.map(|fix| {
        let mut mended = draft.clone();
        mended.apply(fix.edit);
        object(vec![("label", fix.label.into()), ("query", mended.to_json_loose(entity, now))])
    });
    let mut told = object(vec![
        ("severity", advice.severity.as_str().into()),
        ("code", advice.code.as_str().into()),
        ("path", path.into()),
        ("message", advice.words.into()),
    ]);
    if let Some(fix) = fix {
        told["fix"] = fix;
    }
    told
}

/// Where in the body a piece of advice belongs: `filters.email`, `limit`, or nothing for the whole.
fn place_of(advice: &Advice, draft: &Draft) -> String {
    if let Some(row) = advice.row.and_then(|id| draft.row(id)) {
        let part = match (row.kind, advice.place) {
            (RowKind::Filter, _) => "filters",
            (RowKind::Search, _) => "search",
            (RowKind::Range, Place::Upper) => "lessThan",
            (RowKind::Range, _) if row.operator == query::Operator::AtMost => "lessThan",
            (RowKind::Range, _) => "greaterThan",
        };
        return if row.field.is_empty() { part.into() } else { format!("{part}.{}", row.field) };
    }
    let setting = match advice.place {
        Place::SortBy => "sortBy",
        Place::SortDirection => "sortDirection",
        Place::Page => "page",
        Place::Limit => "limit",
        Place::Extend => "extend",
        Place::Extra => advice.key().unwrap_or_default(),
        _ => "",
    };
    setting.into()
}

pub(crate) fn from_english(text: &str, entity: &str, now: i64) -> Answer {
    let entity = entity_of(entity)?;
    let draft = Draft::from_english(text, &entity).map_err(|error| {
        let mut thrown = problem("NotUnderstood", &error.message);
        // JavaScript counts UTF-16 units, Rust bytes.
        thrown["at"] = text.get(..error.at).map_or(0, |before| before.encode_utf16().count()).into();
        thrown["expected"] = error.expected.into();
        thrown
    })?;
    let built = draft.build(&entity, now);
    built.map(|query| query.to_json()).map_err(|problems| {
        let words: Vec<String> = problems.into_iter().map(|one| words_of(one, &draft)).collect();
        problem("NotUnderstood", words.join(" "))
    })
}

/// What is wrong with a row of the draft.
fn words_of(found: RowProblem, draft: &Draft) -> String {
    match found.problem {
        Problem::NoField => "A value has no field.".into(),
        Problem::UnknownField => {
            let field = found.row.and_then(|id| draft.row(id)).map_or("", |row| row.field.as_str());
            format!("The entity has no field \"{field}\".")
        }
        Problem::BadValue(words) | Problem::BadNumber(words) => words,
    }
}

pub(crate) fn suggestions(beginning: &str, entity: &str) -> Answer {
    Ok(query::suggestions(beginning, &entity_of(entity)?).into())
}

pub(crate) fn code(query: &str, language: &str, entity: &str, options: &str) -> Answer {
    let entity = entity_of(entity)?;
    let body = json_of(query, "The query")?;
    let options = json_of(options, "The options")?;
    let Some(language) = Language::parse(language) else {
        let known: Vec<&str> = Language::ALL.iter().map(|language| language.as_str()).collect();
        let words = format!("There is no code in \"{language}\". There is: {}.", known.join(", "));
        return Err(problem("UnknownLanguage", words));
    };
    let text = |key: &str| options.get(key).and_then(Value::as_str).map(str::to_owned);
    let snippet = Snippet {
        method: "POST".into(),
        url: text("url").unwrap_or_default(),
        path: entity.path,
        operation_id: entity.operation_id,
        body: Some(body),
        domain: text("domain"),
        admin: options.get("admin").and_then(Value::as_bool).unwrap_or(false),
        ..Snippet::default()
    };
    Ok(query::code(language, &snippet).into())
}

pub(crate) fn evaluate(query: &str, entity: &str, rows: &str, first_page: u32) -> Answer {
    let entity = entity_of(entity)?;
    let query = Query::from_json(&json_of(query, "The query")?).map_err(not_a_query)?;
    let rows = rows_of(json_of(rows, "The list of rows")?)?;
    let found = query::evaluate(&query, &entity, &rows, &Options { first_page }).map_err(|refusal| {
        let mut thrown = problem(refusal.code, &refusal.message);
        thrown["status"] = refusal.status.into();
        if !refusal.path.is_empty() {
            let field = object(vec![
                ("path", refusal.path.into()),
                ("message", refusal.message.into()),
                ("rule", "".into()),
            ]);
            thrown["fields"] = Value::Array(vec![field]);
        }
        thrown
    })?;
    Ok(object(vec![
        ("rows", found.rows.into()),
        ("total", found.total.into()),
        ("page", found.page.into()),
        ("limit", found.limit.into()),
    ]))
}

fn rows_of(rows: Value) -> Result<Vec<Map<String, Value>>, Value> {
    let wrong = || problem("NotRows", "The rows are a list of objects.");
    let Value::Array(rows) = rows else { return Err(wrong()) };
    rows.into_iter().map(|row| if let Value::Object(row) = row { Ok(row) } else { Err(wrong()) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use query::{Field, FieldKind};
    use serde_json::json;

    fn users() -> String {
        let entity = EntitySchema::new("user", "/user/search")
            .field(Field::new("email", FieldKind::Text).filterable().in_rows())
            .field(Field::new("name", FieldKind::Text).filterable().searchable().in_rows())
            .field(Field::new("banned", FieldKind::Boolean).filterable());
        crate::entity::to_json(&entity).to_string()
    }

    #[test]
    fn a_query_is_explained_and_read_back() {
        let query = r#"{"filters":{"email":["a@example.com"]},"limit":5}"#;
        let words = explain(query, &users()).expect("it is a query");
        let words = words.as_str().expect("words are text");
        assert_eq!(from_english(words, &users(), 0), json_of(query, ""));
    }

    #[test]
    fn advice_names_its_place_and_carries_the_mended_query() {
        let advice =
            check(r#"{"filters":{"banned":[false]}}"#, &users(), &Context::default()).expect("it is a query");
        assert_eq!(advice[0]["code"], "falsy-filter-value");
        assert_eq!(advice[0]["path"], "filters.banned");
        assert_eq!(advice[0]["fix"]["query"], json!({ "filters": { "banned": false } }));
        let advice = check(r#"{"limit":5000}"#, &users(), &Context::default()).expect("it is a query");
        assert_eq!(advice[0]["path"], "limit");
        assert_eq!(advice[0]["severity"], "error");
        // What stands in a query is its body: a key that no search has is sent, and refused.
        let advice =
            check(r#"{"limt":5,"b":1,"a":2}"#, &users(), &Context::default()).expect("it is a query");
        let told: Vec<&str> =
            advice.as_array().into_iter().flatten().filter_map(|one| one["path"].as_str()).collect();
        assert_eq!((&advice[0]["severity"], told), (&json!("error"), vec!["limt", "b", "a"]));
    }

    #[test]
    fn rows_are_found_as_the_server_finds_them() {
        let rows = r#"[{"name":"John"},{"name":"Ann"},{"name":"Johnny"}]"#;
        let found = evaluate(r#"{"search":{"name":["JOHN"]}}"#, &users(), rows, 0).expect("it is answered");
        assert_eq!(found, json!({ "rows": [0, 2], "total": 2, "page": 0, "limit": 100 }));
        let refused =
            evaluate(r#"{"filters":{"name":"John"}}"#, &users(), rows, 0).expect_err("the list is missing");
        assert_eq!(refused["status"], 400);
        assert_eq!(refused["fields"][0]["path"], "filters.name");
    }

    #[test]
    fn what_is_wrong_is_thrown_as_an_object_with_a_code() {
        let code_of = |answer: Answer| answer.expect_err("it is wrong")["code"].clone();
        assert_eq!(code_of(explain("{", &users())), "NotJson");
        assert_eq!(code_of(explain("{}", "{}")), "NotAnEntity");
        assert_eq!(code_of(explain("[]", &users())), "NotAQuery");
        assert_eq!(code_of(from_english("users whose é ??", &users(), 0)), "NotUnderstood");
        assert_eq!(code_of(evaluate("{}", &users(), "5", 0)), "NotRows");
        assert_eq!(code_of(code("{}", "COBOL", &users(), "{}")), "UnknownLanguage");
    }

    #[test]
    fn a_field_that_nobody_knows_is_named() {
        let refused = from_english(r#"users whose "nope" is x"#, &users(), 0).expect_err("no such field");
        assert_eq!(refused["message"], r#"The entity has no field "nope"."#);
    }

    #[test]
    fn code_is_written_for_the_entity_s_address() {
        let text =
            code("{}", "curl", &users(), r#"{"url":"https://api.example.com"}"#).expect("curl is a language");
        assert!(text.as_str().expect("code is text").contains("https://api.example.com/user/search"));
    }
}
