//! The query model as the deployed server has it, one test for each part of the body: what is found, what is refused
//! and with which words. Pages count from 0 here, as they do there. Whoever has the recordings of the real server holds
//! the sandbox against them too (tests/observed.rs); this file is for everybody.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use practice::{Row, rows};
use sandbox::api::{api, unknown_route};
use sandbox::app::App;
use sandbox::options::Options;
use serde_json::{Value, json};
use std::sync::{Arc, OnceLock};
use tower::ServiceExt;

const HOME: &str = "harbour-lights-shine";

/// One sandbox and one session for all tests: none of them changes a row.
fn app() -> &'static (Arc<App>, String) {
    static APP: OnceLock<(Arc<App>, String)> = OnceLock::new();
    APP.get_or_init(|| {
        let app = App::open(Options { first_page: 0, ..Options::default() }).unwrap();
        let session = app.sessions.login("robin@example.com", "practice").unwrap();
        (Arc::new(app), format!("Bearer {}", session.token))
    })
}

struct Answer {
    status: u16,
    body: Value,
    media: String,
}

impl Answer {
    fn code(&self) -> &str {
        self.body["meta"]["error"]["code"].as_str().unwrap_or_default()
    }

    fn message(&self) -> &str {
        self.body["meta"]["error"]["message"].as_str().unwrap_or_default()
    }

    fn total(&self) -> usize {
        assert_eq!(self.status, 200, "{}", self.body);
        usize::try_from(self.body["meta"]["total"].as_u64().unwrap()).unwrap()
    }

    fn rows(&self) -> &[Value] {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body["data"].as_array().unwrap()
    }

    /// Every rule that was broken, as `property: rule`, the inner ones last.
    fn broken(&self) -> Vec<String> {
        fn walk(details: &Value, found: &mut Vec<String>) {
            for detail in details.as_array().into_iter().flatten() {
                let property = detail["property"].as_str().unwrap_or_default();
                for rule in detail["constraints"].as_object().into_iter().flat_map(|map| map.keys()) {
                    found.push(format!("{property}: {rule}"));
                }
                walk(&detail["children"], found);
            }
        }
        let mut found = Vec::new();
        walk(&self.body["meta"]["error"]["details"], &mut found);
        found
    }
}

async fn ask(method: &str, path: &str, text: Option<String>) -> Answer {
    let (app, bearer) = app();
    let router =
        api(app.clone()).fallback(async move |request: Request<Body>| unknown_route(&app.clone(), &request));
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", bearer)
        .header("content-type", "application/json")
        .body(text.map_or_else(Body::empty, Body::from))
        .unwrap();
    let response = router.oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let media = response.headers()["content-type"].to_str().unwrap().to_owned();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Answer { status, body: serde_json::from_str(&text).unwrap_or(Value::String(text)), media }
}

async fn search(entity: &str, body: Value) -> Answer {
    ask("POST", &format!("/{entity}/search"), Some(body.to_string())).await
}

/// How many practice rows hold that.
fn count(entity: &str, holds: impl Fn(&Row) -> bool) -> usize {
    rows(HOME, entity).iter().filter(|row| holds(row)).count()
}

async fn assert_refused(entity: &str, body: Value, status: u16, broken: &[&str]) {
    let answer = search(entity, body.clone()).await;
    assert_eq!(answer.status, status, "{entity} {body}: {}", answer.body);
    assert_eq!(answer.broken(), broken, "{entity} {body}");
    let code = if status == 500 { "InternalServerError" } else { "ValidationError" };
    assert_eq!(answer.code(), code, "{entity} {body}");
}

#[tokio::test]
async fn the_envelope() {
    let page = search("player", json!({"limit": 2})).await;
    assert_eq!(page.body["meta"], json!({"page": 0, "limit": 2, "total": 300}));
    let id = page.body["data"][0]["id"].as_str().unwrap().to_owned();
    let one = ask("GET", &format!("/player/{id}"), None).await;
    assert_eq!((&one.body["meta"], &one.body["data"]["id"]), (&json!({}), &json!(id)));
    let refused = search("player", json!({"limit": 0})).await;
    assert_eq!(refused.body["data"], json!({}));
    assert_eq!(refused.body["meta"].as_object().unwrap().keys().collect::<Vec<_>>(), ["error"]);
    let unknown = ask("GET", "/not-there", None).await;
    assert!(unknown.status == 404 && unknown.media.starts_with("text/html"), "{}", unknown.media);
}

#[tokio::test]
async fn lists_of_thousands() {
    let name = &rows(HOME, "player")[0]["name"].clone();
    let values = (0..1200).map(|at| json!(format!("nobody-{at}"))).chain([name.clone()]);
    let many = Value::Array(values.collect());
    let found = search("player", json!({"search": {"name": [name]}})).await.total();
    assert_eq!(search("player", json!({"search": {"name": many}})).await.total(), found);
    // A row has columns that are named as those of a list.
    let key = &rows(HOME, "variables")[0]["key"].clone();
    let found = search("variables", json!({"search": {"key": [key]}})).await.total();
    assert_eq!(search("variables", json!({"search": {"key": [key, "no such key"]}})).await.total(), found);
    let same = count("player", |row| row["name"] == *name);
    assert_eq!(search("player", json!({"filters": {"name": many}})).await.total(), same);
}

#[tokio::test]
async fn filters_any_value_of_a_field_and_every_field() {
    let everything = search("player", json!({})).await.total();
    assert_eq!(everything, 300);
    let (first, second) =
        (&rows(HOME, "player")[0]["name"].clone(), &rows(HOME, "player")[7]["name"].clone());
    let both = count("player", |row| row["name"] == *first || row["name"] == *second);
    assert_eq!(search("player", json!({"filters": {"name": [first, second]}})).await.total(), both);
    let and = count("player", |row| {
        (row["name"] == *first || row["name"] == *second) && row["steamVacBanned"] == true
    });
    let filters = json!({"filters": {"name": [first, second], "steamVacBanned": [true]}});
    assert_eq!(search("player", filters).await.total(), and);
    // Capitals count.
    let lower = count("user", |row| row["name"] == "john doe");
    assert!(lower > 0 && lower != count("user", |row| row["name"] == "John Doe"));
    assert_eq!(search("user", json!({"filters": {"name": ["john doe"]}})).await.total(), lower);
    for nothing in [json!({"name": []}), json!({"name": null}), json!({})] {
        assert_eq!(search("player", json!({"filters": nothing})).await.total(), everything);
    }
}

#[tokio::test]
async fn filters_on_nothing_and_on_what_javascript_takes_for_false() {
    let without = count("player", |row| row["steamId"].is_null());
    assert!(without > 0);
    for list in [json!(["null"]), json!(["null", "x"])] {
        assert_eq!(search("player", json!({"filters": {"steamId": list}})).await.total(), without);
    }
    assert_refused("user", json!({"filters": {"playerId": ["null"]}}), 400, &["playerId: isUuid"]).await;
    for (entity, filters) in [
        ("user", json!({"isDashboardUser": [false]})),
        ("shop/order", json!({"amount": [0]})),
        ("user", json!({"name": [""]})),
    ] {
        assert_eq!(search(entity, json!({ "filters": filters })).await.total(), 0, "{filters}");
    }
    let yes = count("user", |row| row["isDashboardUser"] == true);
    let no = count("user", |row| row["isDashboardUser"] == false);
    for (value, wanted) in [(json!([true, false]), yes), (json!(true), yes), (json!(false), no)] {
        let found = search("user", json!({"filters": {"isDashboardUser": value}})).await.total();
        assert_eq!(found, wanted, "{value}");
    }
}

#[tokio::test]
async fn filters_that_are_refused() {
    let bare = search("user", json!({"filters": {"name": "John Doe"}})).await;
    assert_eq!((bare.status, bare.code()), (400, "BadRequestError"));
    assert!(bare.message().starts_with("Filter values must be arrays or boolean"), "{}", bare.message());
    for id in ["nope", "00000000-0000-0000-0000-000000000000", "ea85ddf4-2885-182f-adc6-548fbe3fd8af"] {
        assert_refused("player", json!({"filters": {"id": [id]}}), 400, &["id: isUuid"]).await;
    }
    let wrong = json!({"filters": {"eventName": ["player-flew"]}});
    assert_refused("event", wrong.clone(), 400, &["eventName: isEnum"]).await;
    let words = search("event", wrong).await.body.to_string();
    assert!(words.contains("each value in eventName must be one of the following values: role-assigned"));
    let unknown = json!({"filters": {"colour": ["red"]}});
    assert_refused("player", unknown, 400, &["colour: whitelistValidation"]).await;
}

#[tokio::test]
async fn searches_are_one_or_beside_the_filters() {
    let has = |row: &Row, field: &str, part: &str| {
        row[field].as_str().is_some_and(|text| text.to_lowercase().contains(part))
    };
    let either = count("user", |row| has(row, "name", "jane") || has(row, "email", "johnny"));
    assert!(either > count("user", |row| has(row, "name", "jane")));
    let body = json!({"search": {"name": ["JANE"], "email": ["johnny"]}});
    assert_eq!(search("user", body).await.total(), either);
    let with = count("user", |row| {
        (has(row, "name", "jane") || has(row, "email", "johnny")) && row["isDashboardUser"] == true
    });
    let body =
        json!({"search": {"name": ["jane"], "email": ["johnny"]}, "filters": {"isDashboardUser": true}});
    assert_eq!(search("user", body).await.total(), with);
}

#[tokio::test]
async fn searches_with_wildcards_and_without_a_text() {
    let like =
        |part: &'static str| count("variables", move |row| row["key"].as_str().unwrap().contains(part));
    let underscored = search("variables", json!({"search": {"key": ["a_x"]}})).await.total();
    assert!(underscored > like("a_x") && like("a_x") > 0, "_ stands for any letter");
    assert_eq!(search("variables", json!({"search": {"key": ["a\\_x"]}})).await.total(), like("a_x"));
    let all = search("role", json!({})).await.total();
    let percent = count("role", |row| row["name"].as_str().unwrap().contains('%'));
    assert!(percent > 0 && percent < all);
    assert_eq!(search("role", json!({"search": {"name": ["\\%"]}})).await.total(), percent);
    for nothing in [json!(["%"]), json!([""]), json!([]), json!(null)] {
        assert_eq!(search("role", json!({"search": {"name": nothing}})).await.total(), all);
    }
    assert_refused("role", json!({"search": {"colour": ["x"]}}), 400, &["colour: whitelistValidation"]).await;
    // Where the document does not type the search, an unknown field is passed over.
    for entity in ["gameserver/player", "event", "shop/order"] {
        let ignored = search(entity, json!({"search": {"colour": ["x"]}})).await.total();
        assert_eq!(ignored, rows(HOME, entity).len(), "{entity}");
    }
}

#[tokio::test]
async fn ranges_include_both_bounds_and_pass_over_nothing() {
    let bound = rows(HOME, "player")[3]["playtimeSeconds"].clone();
    let seconds = |row: &Row| row["playtimeSeconds"].as_f64().unwrap();
    let at_least = count("player", |row| seconds(row) >= bound.as_f64().unwrap());
    let at_most = count("player", |row| seconds(row) <= bound.as_f64().unwrap());
    assert_eq!(at_least + at_most, 300 + count("player", |row| row["playtimeSeconds"] == bound));
    for (side, wanted) in [("greaterThan", at_least), ("lessThan", at_most)] {
        let found = search("player", json!({side: {"playtimeSeconds": bound}})).await.total();
        assert_eq!(found, wanted, "{side}");
    }
    for nothing in [json!(0), json!(null)] {
        assert_eq!(search("player", json!({"lessThan": {"playtimeSeconds": nothing}})).await.total(), 300);
    }
    assert_eq!(search("role", json!({"lessThan": {"name": ""}})).await.total(), 10);
    let day = count("player", |row| row["createdAt"].as_str().unwrap() >= "2026-10-01");
    for date in ["2026-10-01", "2026-10-01T00:00:00.000Z"] {
        assert_eq!(
            search("player", json!({"greaterThan": {"createdAt": date}})).await.total(),
            day,
            "{date}"
        );
    }
    let unknown = json!({"greaterThan": {"colour": 5}});
    assert_refused("player", unknown.clone(), 400, &["colour: whitelistValidation"]).await;
    assert_refused("role", unknown, 500, &[]).await;
    let soon = json!({"greaterThan": {"createdAt": "soon"}});
    assert_refused("player", soon.clone(), 400, &["createdAt: isIso8601"]).await;
    assert_refused("role", soon, 500, &[]).await;
    // Any real column, where ranges are not typed.
    let later = count("role", |row| row["name"].as_str().unwrap() >= "M");
    assert_eq!(search("role", json!({"greaterThan": {"name": "M"}})).await.total(), later);
}

#[tokio::test]
async fn order() {
    let ids: Vec<String> = {
        let found = search("user", json!({})).await;
        found.rows().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    assert!(ids.is_sorted(), "by id where nothing is said");
    let levels = |direction: &'static str| async move {
        let body = json!({"sortBy": "steamLevel", "sortDirection": direction, "limit": 1000});
        let found = search("player", body).await;
        found.rows().iter().map(|row| row["steamLevel"].as_f64()).collect::<Vec<_>>()
    };
    let (up, down) = (levels("asc").await, levels("desc").await);
    assert!(up[0].is_some() && up[299].is_none(), "empty ones come last");
    assert!(down[0].is_none() && down[299].is_some(), "and first");
    assert!(up.iter().flatten().is_sorted() && down.iter().flatten().rev().is_sorted());
    assert_refused("player", json!({"sortBy": "colour"}), 500, &[]).await;
    let alone = search("user", json!({"sortDirection": "desc"})).await;
    assert_eq!(alone.rows()[0]["id"], ids[0].as_str(), "a direction alone is passed over");
    for direction in ["DESC", "down"] {
        let body = json!({"sortBy": "name", "sortDirection": direction});
        assert_refused("user", body, 400, &["sortDirection: isEnum"]).await;
    }
}

#[tokio::test]
async fn pages() {
    let all = search("user", json!({"limit": 1000})).await;
    let second = search("user", json!({"page": 1, "limit": 10})).await;
    assert_eq!(second.rows(), &all.rows()[10..20], "the page 1 is the second one");
    assert_eq!(search("user", json!({"limit": 10})).await.rows(), &all.rows()[..10]);
    let past = search("user", json!({"page": 99, "limit": 10})).await;
    assert_eq!((past.rows().len(), past.total()), (0, 40));
    for page in [json!(-1), json!("x"), json!(null)] {
        let answer = search("user", json!({ "page": page })).await;
        assert_eq!((answer.status, answer.code()), (400, "ValidationError"), "{page}");
        assert!(answer.message().starts_with("Invalid pagination: page must be"), "{}", answer.message());
        let detail = &answer.body["meta"]["error"]["details"][0];
        assert!(detail["path"] == "page" && detail["errors"].is_array() && detail["params"].is_object());
    }
    let events = search("event", json!({})).await;
    assert_eq!((events.rows().len(), &events.body["meta"]["limit"]), (100, &json!(100)));
    for (limit, status) in [(0, 400), (1, 200), (1000, 200), (1001, 400)] {
        assert_eq!(search("event", json!({ "limit": limit })).await.status, status, "{limit}");
    }
    for name in ["page", "limit"] {
        let rule = format!("{name}: isNumber");
        assert_refused("user", json!({ name: "1" }), 400, &[rule.as_str()]).await;
    }
    let url = ask("POST", "/user/search?page=1&limit=3", Some("{}".into())).await;
    assert_eq!(url.rows(), &all.rows()[3..6]);
    let both = ask("POST", "/user/search?page=1&limit=3", Some(r#"{"limit":2}"#.into())).await;
    assert_eq!(both.rows(), &all.rows()[2..4], "the body wins");
}

#[tokio::test]
async fn related_rows_and_unknown_keys() {
    let with = search("player", json!({"extend": ["roles"], "limit": 1})).await;
    assert!(with.rows()[0]["roles"].is_array());
    assert_refused("player", json!({"extend": ["friends"]}), 400, &["extend: isEnum"]).await;
    // A text that is a known name passes the check, and then the server stumbles.
    assert_refused("user", json!({"extend": "roles"}), 500, &[]).await;
    assert_refused("user", json!({"colour": 1}), 400, &["colour: whitelistValidation"]).await;
}

#[tokio::test]
async fn bodies_that_cannot_be_read() {
    for text in [r#"{"limit":"#, "{limit:1}", "[1,]", "null"] {
        let answer = ask("POST", "/user/search", Some(text.into())).await;
        assert_eq!(
            (answer.status, answer.code(), answer.message()),
            (400, "BadRequestError", "Invalid JSON")
        );
    }
    let big = format!(r#"{{"search":{{"name":["{}"]}}}}"#, "x".repeat(1024 * 1024));
    for text in [r#"{"limit":1,}"#, r#"{"limit":1}x"#, r#"{"a":"b"#, r#"{"__proto__":{"a":1}}"#, big.as_str()]
    {
        let answer = ask("POST", "/user/search", Some(text.into())).await;
        assert_eq!((answer.status, answer.code()), (500, "InternalServerError"), "{:.40}", text);
    }
}

#[tokio::test]
async fn executions_of_one_command() {
    let of = |row: &Row| row["meta"]["command"]["id"].as_str().map(str::to_owned);
    let id = rows(HOME, "event").iter().find_map(of).expect("a command was executed");
    let mine = |row: &Row| of(row).as_deref() == Some(&id);
    let asked = async |query: &str, body: Value| {
        ask("POST", &format!("/command/{id}/executions{query}"), Some(body.to_string())).await
    };
    assert_eq!(asked("", json!({})).await.total(), count("event", mine));
    for (query, success) in [("?success=true", true), ("?success=false", false)] {
        let wanted = count("event", |row| mine(row) && row["meta"]["result"]["success"] == success);
        assert_eq!(asked(query, json!({})).await.total(), wanted, "{query}");
    }
    let one = asked("", json!({"filters": {"eventName": ["hook-executed"]}})).await;
    assert_eq!(one.total(), 0, "the body leaves some of them out");
    let nobody = "/hook/ea85ddf4-2885-482f-adc6-548fbe3fd8af/executions?success=true";
    assert_eq!(ask("POST", nobody, Some("{}".into())).await.total(), 0);
    let wrong = ask("POST", "/cronjob/%7Bid%7D/executions", Some("{}".into())).await;
    assert_eq!((wrong.status, wrong.broken()), (400, vec!["id: isUuid".to_owned()]));
}
