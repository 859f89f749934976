//! The error answers of the real server, as they were recorded. `TAKARO_OBSERVED` names the recording; without one
//! nothing is tested, and that is said.

use client::session::Me;
use client::{ApiError, Reply};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

fn recorded() -> Option<Vec<(String, Reply)>> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/takaro/observed.jsonl");
    let path = std::env::var_os("TAKARO_OBSERVED").map_or_else(beside, PathBuf::from);
    let Ok(text) = fs::read_to_string(&path) else {
        println!("not run: there is no recording of the real server (set TAKARO_OBSERVED)");
        return None;
    };
    let exchanges = text.lines().map(|line| {
        let exchange: Value = serde_json::from_str(line).expect("each line is one exchange");
        let body = match &exchange["responseBody"] {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        };
        let headers = exchange["responseHeaders"].as_object().cloned().unwrap_or_default();
        let name = |part: &str| exchange[part].as_str().unwrap_or_default();
        let reply = Reply {
            status: u16::try_from(exchange["status"].as_u64().expect("a status is a number"))
                .expect("and a small one"),
            headers: headers
                .into_iter()
                .map(|(name, value)| (name, value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
                .collect(),
            body: body.into_bytes(),
            ..Reply::default()
        };
        (format!("{} {} {}", name("name"), name("method"), name("path")), reply)
    });
    Some(exchanges.collect())
}

fn has_key(value: &Value, wanted: &str) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| has_key(item, wanted)),
        Value::Object(map) => map.iter().any(|(key, value)| key == wanted || has_key(value, wanted)),
        _ => false,
    }
}

#[test]
fn every_recorded_error_is_read_whole() {
    let Some(exchanges) = recorded() else { return };
    let mut errors = 0;
    for (name, reply) in exchanges {
        let error = ApiError::from_reply(&reply);
        if reply.status < 400 {
            assert_eq!(error, None, "{name}");
            continue;
        }
        errors += 1;
        let error = error.unwrap_or_else(|| panic!("{name}: {} is an error", reply.status));
        assert_eq!(error.status, reply.status, "{name}");
        assert!(
            !error.message.is_empty() && !error.message.contains(['<', '\n']),
            "{name}: {}",
            error.message
        );
        let said = reply.json().ok().and_then(|body| body["meta"]["error"].as_object().cloned());
        match &said {
            Some(said) => assert_eq!(Some(error.code.as_str()), said["code"].as_str(), "{name}"),
            None => assert_eq!(error.code, "HttpError", "{name}"),
        }
        if said.is_some_and(|said| said.contains_key("details")) {
            assert!(!error.fields.is_empty(), "{name}: details without a field");
            for field in &error.fields {
                assert!(
                    !field.path.is_empty() && !field.message.is_empty() && !field.rule.is_empty(),
                    "{name}: {field:?}"
                );
                assert!(
                    !field.value.as_ref().is_some_and(|value| has_key(value, "target")),
                    "{name}: {field:?}"
                );
            }
        }
        assert!(!error.details.as_ref().is_some_and(|details| has_key(details, "target")), "{name}");
        let explanation = error.explain();
        assert!(!explanation.title.is_empty() && explanation.what_to_do.ends_with('.'), "{name}");
        assert_eq!(reply.envelope().error, Some(error), "{name}");
    }
    assert!(errors > 150, "only {errors} errors were found in the recording");
}

#[test]
fn every_recorded_page_is_known_as_one() {
    let Some(exchanges) = recorded() else { return };
    let mut pages = 0;
    for (name, reply) in exchanges.into_iter().filter(|(_, reply)| reply.status == 200) {
        let Ok(body) = reply.json() else { continue };
        let envelope = reply.envelope();
        if body["meta"].get("total").is_some() {
            pages += 1;
            let page = envelope.page.unwrap_or_else(|| panic!("{name} is a page"));
            assert_eq!(page.total, body["meta"]["total"].as_u64(), "{name}");
            assert_eq!(page.limit, body["meta"]["limit"].as_i64(), "{name}");
        }
        if !body["data"].is_null() {
            assert_eq!(envelope.data.as_ref(), body.get("data"), "{name}");
        }
    }
    assert!(pages > 50, "only {pages} pages were found in the recording");
}

#[test]
fn the_recorded_sessions_are_read() {
    let Some(exchanges) = recorded() else { return };
    let mut sessions = 0;
    for (name, reply) in
        exchanges.into_iter().filter(|(name, reply)| name.ends_with("GET /me") && reply.status == 200)
    {
        sessions += 1;
        let data = reply.envelope().data.unwrap_or_else(|| panic!("{name} has data"));
        let me = Me::parse(&data).unwrap_or_else(|| panic!("{name} is a session"));
        assert!(!me.name.is_empty() && me.email.contains('@') && me.active.is_some(), "{name}: {me:?}");
        assert!(me.active_domain().is_some_and(|domain| domain.is_active()), "{name}");
        assert_eq!(me.root, me.name == "root", "{name}");
        assert_eq!(me.may(&["READ_PLAYERS"]).is_empty(), me.root, "{name}");
    }
    assert!(sessions >= 3, "only {sessions} sessions were found in the recording");
}
