//! Answers that are errors, answers that did not come, and when to ask again.

use crate::engine::{json_of, object};
use client::retry::{self, Outcome, Policy};
use client::{ApiError, Body, Method, Reply, Request};
use serde_json::Value;

pub(crate) fn read_error(status: u16, headers: &str, body: Vec<u8>, request: &str) -> Value {
    let headers = pairs(headers);
    let reply = Reply { status, headers, body, ..Reply::default() };
    let Some(error) = ApiError::from_reply(&reply) else { return Value::Null };
    let explanation = error.explain_to(&request_of(request), changes_nothing(request));
    let fields: Vec<Value> = error
        .fields
        .iter()
        .map(|field| {
            let mut told = object(vec![
                ("path", field.place().into()),
                ("message", field.message.as_str().into()),
                ("rule", field.rule.as_str().into()),
            ]);
            if let Some(value) = &field.value {
                told["value"] = value.clone();
            }
            told
        })
        .collect();
    object(vec![
        ("code", error.code.into()),
        ("status", error.status.into()),
        ("message", error.message.into()),
        ("details", error.details.into()),
        ("fields", fields.into()),
        ("traceId", error.trace_id.into()),
        ("retryAfter", error.retry_after_ms.map(|ms| ms as f64 / 1000.0).into()),
        ("title", explanation.title.into()),
        ("hint", explanation.what_to_do.into()),
    ])
}

fn pairs(headers: &str) -> Vec<(String, String)> {
    let Ok(Value::Array(pairs)) = json_of(headers, "The list of headers") else { return Vec::new() };
    let text = |pair: &Value, at: usize| pair.get(at).and_then(Value::as_str).map(str::to_owned);
    pairs.iter().filter_map(|pair| Some((text(pair, 0)?, text(pair, 1)?))).collect()
}

pub(crate) fn retry_delay(attempt: &str) -> Option<f64> {
    let attempt = json_of(attempt, "The attempt").ok()?;
    let number = |key: &str| attempt.get(key).and_then(Value::as_f64);
    let text = |key: &str| attempt.get(key).and_then(Value::as_str);
    let policy = Policy {
        retries: number("retries").unwrap_or(0.0) as u32,
        base_ms: number("baseMs").unwrap_or(500.0) as u64,
        cap_ms: number("capMs").unwrap_or(30_000.0) as u64,
    };
    let outcome = match number("status") {
        Some(status) => Outcome::Answered {
            status: status as u16,
            retry_after: text("retryAfter"),
            rate_limit_reset: text("rateLimitReset"),
        },
        None => Outcome::Lost,
    };
    let safe = attempt.get("safe").and_then(Value::as_bool).unwrap_or(false);
    let made = (number("attempt").unwrap_or(1.0) as u32).max(1);
    let now = number("now").unwrap_or(0.0) as i64;
    retry::next(&policy, made, safe, &outcome, now, number("jitter").unwrap_or(0.0)).map(|ms| ms as f64)
}

pub(crate) fn hints(request: &str, page_origin: Option<&str>, online: bool) -> String {
    let found = client::hints(&request_of(request), page_origin, online);
    found.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// Whether who sends a request says of it that it only reads.
fn changes_nothing(request: &str) -> bool {
    let request = json_of(request, "The request").unwrap_or_default();
    request.get("safe").and_then(Value::as_bool).unwrap_or(false)
}

fn request_of(request: &str) -> Request {
    let request = json_of(request, "The request").unwrap_or_default();
    let text = |key: &str| request.get(key).and_then(Value::as_str);
    let body = text("body").map_or(Body::None, |body| Body::Json(body.into()));
    let method = text("method").and_then(Method::parse).unwrap_or_default();
    Request { body, ..Request::new(method, text("url").unwrap_or_default()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_error_is_read_with_fields_trace_and_wait() {
        let body = br#"{"meta":{"error":{"code":"TooManyRequestsError","message":"Slow down",
            "details":[{"target":{"password":"x"},"property":"a","constraints":{"r":"no"}}]}},"data":null}"#;
        let headers = r#"[["content-type","application/json"],["x-trace-id","t1"],["retry-after","3"]]"#;
        let error = read_error(429, headers, body.to_vec(), "");
        assert_eq!(error["fields"], json!([{ "path": "a", "message": "no", "rule": "r" }]));
        assert_eq!((&error["traceId"], &error["retryAfter"]), (&json!("t1"), &json!(3.0)));
        assert!(!error.to_string().contains("target"));
        assert_eq!(read_error(200, headers, b"{}".to_vec(), ""), Value::Null);
        assert_eq!(read_error(502, "not JSON", b"<h1>Bad</h1>".to_vec(), "")["message"], "Bad");
    }

    #[test]
    fn a_log_in_that_is_refused_is_told_its_reason() {
        let hint = |url: &str| {
            let request = json!({ "method": "POST", "url": url }).to_string();
            read_error(401, "[]", Vec::new(), &request)["hint"].to_string()
        };
        assert!(hint("https://a.example/login").contains("password"));
        assert!(!hint("https://a.example/player/search").contains("password"));
    }

    #[test]
    fn a_read_that_failed_is_told_nothing_of_writes() {
        let hint = |safe: bool| {
            let url = "https://a.example/command/7f/executions";
            let request = json!({ "method": "POST", "url": url, "safe": safe }).to_string();
            read_error(500, "[]", Vec::new(), &request)["hint"].to_string()
        };
        assert!(hint(false).contains("look before") && !hint(true).contains("look before"));
    }

    #[test]
    fn waits_are_told_only_for_safe_requests() {
        let wait = |safe| {
            retry_delay(
                &json!({ "attempt": 1, "safe": safe, "status": 503, "retries": 2, "retryAfter": "1" })
                    .to_string(),
            )
        };
        assert_eq!((wait(true), wait(false)), (Some(1_000.0), None));
        assert_eq!(retry_delay(r#"{"attempt":1,"safe":true,"retries":1,"baseMs":100}"#), Some(50.0));
        assert_eq!(retry_delay("?"), None);
    }

    #[test]
    fn hints_speak_of_origins() {
        let words =
            hints(r#"{"method":"GET","url":"https://a.example/me"}"#, Some("https://b.example"), true);
        assert!(words.contains("https://b.example") && words.contains("origin"), "{words}");
    }
}
