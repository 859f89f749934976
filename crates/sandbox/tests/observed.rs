//! What was seen on the real server, asked of the sandbox again: status, error code, message, details and the headers
//! that other origins depend on. The recording is no part of this project; without it nothing is compared.

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use sandbox::api::api;
use sandbox::app::App;
use sandbox::options::{ADMIN_TOKEN, Options};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use tower::ServiceExt;

/// Exchanges about what the sandbox serves that are not compared, and why.
const SKIPPED: [(&str, &str); 6] = [
    ("search.player.roleId", "it names a role of the recorded server, which is not here"),
    ("search.gt.array", "a list as a bound is 500 here; PostgreSQL happened to read that one"),
    ("err.forbidden", "everybody in an active practice domain may read roles; tests/api.rs has another case"),
    ("err.forbidden.before.validation", "the same; tests/api.rs has another case"),
    ("case", "paths are told apart by upper and lower case here, as the site's files are"),
    ("shop.listing.import", "the import works here, where the real server fails on the recorded file"),
];

fn recording() -> PathBuf {
    std::env::var_os("TAKARO_OBSERVED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/takaro/observed.jsonl"),
        PathBuf::from,
    )
}

/// Whether the sandbox has such a path at all.
fn served(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default().trim_end_matches('/').to_lowercase();
    let own =
        ["/me", "/login", "/logout", "/token", "/openapi.json", "/healthz", "/nope", "/selected-domain"];
    let rest =
        |prefix: &str| path.strip_prefix(prefix).map(|rest| rest.matches('/').count()).is_some_and(|n| n < 2);
    own.contains(&path.as_str())
        || path.starts_with("/selected-domain/")
        || path.strip_prefix("/domain").is_some_and(|rest| rest.matches('/').count() < 2)
        || practice::entities().iter().any(|entity| {
            let foreign =
                ["/player/ban", "/event/export", "/event/filter"].iter().any(|it| path.starts_with(it));
            !foreign && rest(entity.path)
        })
}

/// Credentials are struck out of the recording; the exchange's name and its answer say which they were.
fn credentials(
    name: &str,
    path: &str,
    status: u64,
    robin: &str,
    noor: &str,
    helper: &str,
) -> Vec<(&'static str, String)> {
    let bearer = |token: &str| vec![("authorization", format!("Bearer {token}"))];
    match name {
        "me.badtoken" => return bearer("nonsense"),
        "me.badxtoken" => return vec![("x-takaro-token", "nonsense".into())],
        "me.x-session-token" => return vec![("x-session-token", robin.into())],
        "err.manage.forbidden" => return bearer(helper),
        "logout.cookie" => return vec![("cookie", format!("ory_kratos_session={robin}"))],
        "me.takaro-token-cookie" => return vec![("cookie", format!("takaro-token={robin}"))],
        "admin.bad" => return vec![("x-takaro-admin-token", "wrong".into())],
        "admin.token.on.domain.route" => return vec![("x-takaro-admin-token", ADMIN_TOKEN.into())],
        _ => {}
    }
    let admin = path.starts_with("/domain") || path.starts_with("/token");
    if name.contains("anon") || (status == 401 && name != "me.otherdomain") {
        Vec::new()
    } else if admin {
        vec![("x-takaro-admin-token", ADMIN_TOKEN.into())]
    } else if name.starts_with("state.") && (name.ends_with(".me") || name.ends_with(".search")) {
        // Who has no other domain: the others' calls are answered there.
        bearer(noor)
    } else if name.ends_with("alice.cookie") {
        vec![("cookie", format!("ory_kratos_session={robin}; takaro-domain=old-mills-rest"))]
    } else {
        bearer(robin)
    }
}

/// The names of the recorded domains, as the practice domains that stand for them.
fn local(text: &str, status: u64) -> String {
    let other = if status == 401 { "distant-bells-ring" } else { "old-mills-rest" };
    text.replace("deep-breads-care", "harbour-lights-shine").replace("forty-emus-run", other)
}

/// Details without what they echo: which property broke which rule, in which words.
fn shape(details: &Value) -> Value {
    let Some(list) = details.as_array() else { return details.clone() };
    list.iter()
        .map(|one| {
            json!([
                one["property"],
                one["path"],
                one["constraints"],
                one["errors"],
                one["type"],
                shape(&one["children"])
            ])
        })
        .collect()
}

fn told(status: u64, body: &Value, cors: bool, media: &str) -> Value {
    let error = &body["meta"]["error"];
    let keys = |value: &Value| value.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>());
    json!({
        "status": status, "code": error["code"], "message": error["message"], "details": shape(&error["details"]),
        "meta": keys(&body["meta"]), "cors": cors, "media": media,
    })
}

async fn ask(app: &Arc<App>, request: Request<Body>) -> (u64, Value, bool, String) {
    let router = {
        let unknown = app.clone();
        api(app.clone())
            .fallback(async move |request: Request<Body>| sandbox::api::unknown_route(&unknown, &request))
    };
    let response = router.oneshot(request).await.expect("a router does not fail");
    let status = u64::from(response.status().as_u16());
    let header = |name: &str| response.headers().get(name).and_then(|it| it.to_str().ok()).map(str::to_owned);
    let (cors, media) =
        (header("access-control-allow-origin").is_some(), header("content-type").unwrap_or_default());
    let bytes = response.into_body().collect().await.expect("a whole body").to_bytes();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)), cors, media)
}

#[tokio::test]
async fn the_sandbox_answers_as_the_real_server_did() {
    let path = recording();
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("No recording of the real server was found: not one exchange was compared.");
        println!("Set TAKARO_OBSERVED to its file to compare them.");
        return;
    };
    let options =
        Options { first_page: 0, allow_origins: vec!["http://127.0.0.1:13001".into()], ..Options::default() };
    let app = Arc::new(App::open(options).expect("a database in memory opens"));
    let token = |email: &str| app.sessions.login(email, "practice").expect("a practice log-in").token;
    let variables = practice::entity("variables").expect("variables are an entity");
    let alpha = json!({"key": "alpha", "value": "one"});
    app.store.create("harbour-lights-shine", variables, &alpha).expect("a new variable");

    let (mut compared, mut elsewhere, mut skipped, mut wrong) = (0, 0, Vec::new(), Vec::new());
    for line in text.lines().filter(|line| !line.is_empty()) {
        let seen: Value = serde_json::from_str(line).expect("a line of JSON");
        let field = |name: &str| seen[name].as_str().unwrap_or_default();
        let (name, status) = (field("name"), seen["status"].as_u64().unwrap_or_default());
        if !served(field("path")) {
            elsewhere += 1;
            continue;
        }
        if let Some((_, reason)) = SKIPPED.iter().find(|(skipped, _)| *skipped == name) {
            skipped.push(format!("{name}: {reason}"));
            continue;
        }
        let mut request = Request::builder().method(field("method")).uri(local(field("path"), status));
        // Each exchange has sessions of its own, as some of them end theirs.
        let (robin, noor, helper) =
            (token("robin@example.com"), token("noor@example.com"), token("sam@example.com"));
        for (key, value) in credentials(name, field("path"), status, &robin, &noor, &helper) {
            request = request.header(key, value);
        }
        for (key, value) in seen["requestHeaders"].as_object().into_iter().flatten() {
            request = request.header(key, local(value.as_str().unwrap_or_default(), status));
        }
        let body = match &seen["requestBody"] {
            Value::Null => String::new(),
            _ if name.starts_with("search.toobig") => {
                format!("{{\"search\":{{\"key\":[\"{}\"]}}}}", "x".repeat(1_100_000))
            }
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let (got, answer, cors, media) = ask(&app, request.body(Body::from(body)).expect("a request")).await;
        let headers = &seen["responseHeaders"];
        let wanted = told(
            status,
            &seen["responseBody"],
            headers.get("access-control-allow-origin").is_some(),
            headers["content-type"].as_str().unwrap_or_default(),
        );
        let found = told(got, &answer, cors, &media);
        // A body too long for the recording has no parts to compare.
        let (mut wanted, mut found) = (wanted, found);
        if seen["responseBody"].get("meta").is_none() {
            wanted["meta"] = Value::Null;
            found["meta"] = Value::Null;
        }
        compared += 1;
        if wanted != found {
            wrong.push(format!(
                "{name}: {} {}\n  real    {wanted}\n  sandbox {found}",
                field("method"),
                field("path")
            ));
        }
    }
    println!("{compared} exchanges compared; {elsewhere} are about paths that the sandbox does not serve");
    println!("{} skipped:\n{}", skipped.len(), skipped.join("\n"));
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 150, "the recording holds what the sandbox serves");
}
