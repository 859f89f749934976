//! The API as its callers see it, through the router.

#![allow(clippy::unwrap_used)]

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use sandbox::api::api;
use sandbox::app::App;
use sandbox::options::{ADMIN_TOKEN, Options};
use serde_json::{Value, json};
use std::sync::{Arc, OnceLock};
use tower::ServiceExt;

/// One sandbox for all tests of this file: filling it takes a moment. Each test makes its own rows and sessions.
fn app() -> Arc<App> {
    static APP: OnceLock<Arc<App>> = OnceLock::new();
    let make = || {
        let options =
            Options { allow_origins: vec!["http://tools.example:9000".into()], ..Options::default() };
        Arc::new(App::open(options).expect("a database in memory opens"))
    };
    APP.get_or_init(make).clone()
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {}", self.text))
    }
    fn code(&self) -> (u16, String) {
        (self.status, self.json()["meta"]["error"]["code"].as_str().unwrap_or_default().to_owned())
    }
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

async fn ask(method: &str, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Answer {
    raw(method, path, headers, body.map(|body| body.to_string())).await
}

async fn raw(method: &str, path: &str, headers: &[(&str, &str)], body: Option<String>) -> Answer {
    let router: Router = api(app());
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if body.is_some() {
        request = request.header("content-type", "application/json");
    }
    let request = request
        .body(body.map_or_else(Body::empty, Body::from))
        .expect("a method, a path and headers that HTTP allows");
    let response = router.oneshot(request).await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let bytes = response.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    Answer { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
}

async fn bearer(email: &str) -> String {
    let answer = ask("POST", "/login", &[], Some(json!({"username": email, "password": "practice"}))).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.header("set-cookie").is_none(), "a log-in by the API sets no cookie");
    format!("Bearer {}", answer.json()["data"]["token"].as_str().expect("a log-in gives a token"))
}

#[tokio::test]
async fn logging_in_and_asking_who_i_am() {
    let wrong =
        ask("POST", "/login", &[], Some(json!({"username": "robin@example.com", "password": "wrong-one"})));
    assert_eq!(wrong.await.code(), (401, "UnauthorizedError".into()));
    let short = ask("POST", "/login", &[], Some(json!({"username": "x"}))).await.json();
    let details = short["meta"]["error"]["details"].as_array().unwrap().clone();
    assert_eq!(
        details[0]["constraints"]["isLength"],
        "username must be longer than or equal to 3 characters"
    );
    assert_eq!(details[1]["property"], "password");

    let robin = bearer("robin@example.com").await;
    let me = ask("GET", "/me", &[("authorization", &robin)], None).await;
    assert!(me.header("set-cookie").unwrap().starts_with("takaro-domain=harbour-lights-shine; Path=/"));
    assert!(me.header("x-trace-id").is_some());
    let data = me.json()["data"].clone();
    assert_eq!(
        (&data["user"]["name"], &data["domain"]),
        (&json!("Robin Okafor"), &json!("harbour-lights-shine"))
    );
    let permission = &data["user"]["roles"][0]["role"]["permissions"][0]["permission"]["permission"];
    assert!(permission.is_string(), "{}", data["user"]);
    assert_eq!(data["domains"].as_array().unwrap().len(), 3);

    for headers in [
        vec![],
        vec![("authorization", "Bearer nonsense")],
        vec![("x-session-token", robin.trim_start_matches("Bearer "))],
        vec![("cookie", "takaro-token=x; ory_kratos_session=")],
    ] {
        assert_eq!(
            ask("GET", "/me", &headers, None).await.code(),
            (401, "UnauthorizedError".into()),
            "{headers:?}"
        );
    }
    assert_eq!(ask("GET", "/me", &[("x-takaro-token", "x")], None).await.status, 403);
    let cookie = format!("ory_kratos_session={}", robin.trim_start_matches("Bearer "));
    assert_eq!(ask("GET", "/me", &[("cookie", &cookie)], None).await.status, 200);
    // A token counts before the cookie, a wrong one too.
    let sam = bearer("sam@example.com").await;
    let both = |token: &str| vec![("authorization", token.to_owned()), ("cookie", cookie.clone())];
    for (token, status, name) in [(sam.as_str(), 200, json!("Sam")), ("Bearer nonsense", 401, json!(null))] {
        let headers = both(token);
        let headers: Vec<_> = headers.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let seen = ask("GET", "/me", &headers, None).await;
        assert_eq!(seen.status, status);
        let first = seen.json()["data"]["user"]["name"]
            .as_str()
            .and_then(|name| name.split(' ').next())
            .map(Into::into);
        assert_eq!(first.unwrap_or(json!(null)), name);
    }

    assert_eq!(ask("POST", "/logout", &[("authorization", &robin)], None).await.status, 500);
    assert_eq!(ask("GET", "/me", &[("authorization", &robin)], None).await.status, 401);
    assert_eq!(ask("POST", "/logout", &[], None).await.json(), json!({"meta": {}, "data": true}));
}

#[tokio::test]
async fn which_domain_a_call_acts_on() {
    let robin = bearer("robin@example.com").await;
    let with = |name: &'static str, value: &'static str| {
        let robin = robin.clone();
        async move { ask("GET", "/me", &[("authorization", &robin), (name, value)], None).await }
    };
    assert_eq!(
        with("x-takaro-domain", "quiet-hills-wander").await.json()["data"]["domain"],
        "quiet-hills-wander"
    );
    assert_eq!(
        with("cookie", "takaro-domain=quiet-hills-wander").await.json()["data"]["domain"],
        "quiet-hills-wander"
    );
    assert_eq!(with("x-takaro-domain", "distant-bells-ring").await.status, 401);
    assert_eq!(with("x-takaro-domain", "nope").await.status, 403);
    // One that rests gives way without a word, header or cookie, while there is another.
    for (name, value) in [("x-takaro-domain", "old-mills-rest"), ("cookie", "takaro-domain=old-mills-rest")] {
        let elsewhere = with(name, value).await;
        assert_eq!(elsewhere.json()["data"]["domain"], "harbour-lights-shine", "{name}");
        let set = elsewhere.header("set-cookie").expect("the choice is remembered").to_owned();
        assert!(set.starts_with("takaro-domain="), "{set}");
    }
    let noor = bearer("noor@example.com").await;
    for headers in [vec![], vec![("x-takaro-domain", "old-mills-rest")]] {
        let mut headers = headers;
        headers.push(("authorization", noor.as_str()));
        let resting = ask("GET", "/me", &headers, None).await;
        assert_eq!(resting.status, 400);
        assert!(resting.text.contains("Domain is in maintenance mode"));
    }

    let set = ask("POST", "/selected-domain/anything", &[("authorization", &robin)], None).await;
    let cookies: Vec<_> =
        set.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(cookies.last().unwrap(), &"takaro-domain=anything; Path=/; SameSite=Strict");
    assert_eq!(ask("POST", "/selected-domain/x", &[], None).await.status, 401);
    let gone = ask("DELETE", "/selected-domain", &[], None).await;
    assert!(
        gone.header("set-cookie").unwrap().starts_with("takaro-domain=; Path=/; Expires=Thu, 01 Jan 1970")
    );
}

#[tokio::test]
async fn searching_making_changing_deleting() {
    let robin = bearer("robin@example.com").await;
    let robin = [("authorization", robin.as_str())];
    let body = json!({"filters": {"email": ["john.doe@example.com"]}, "search": {"name": ["John"]}, "page": 1, "limit": 5});
    let found = ask("POST", "/user/search", &robin, Some(body)).await.json();
    assert_eq!(found["meta"], json!({"page": 1, "limit": 5, "total": 1}));
    assert_eq!(found["data"][0]["name"], "John Doe");

    let made = ask("POST", "/variables", &robin, Some(json!({"key": "api-test", "value": "1"}))).await.json();
    let path = format!("/variables/{}", made["data"]["id"].as_str().unwrap());
    assert_eq!(ask("GET", &path, &robin, None).await.json()["data"]["key"], "api-test");
    let changed = ask("PUT", &path, &robin, Some(json!({"key": "api-test", "value": "2"}))).await.json();
    assert_eq!(changed["data"]["value"], "2");
    assert_eq!(ask("DELETE", &path, &robin, None).await.json(), json!({"meta": {}, "data": {}}));
    assert_eq!(ask("GET", &path, &robin, None).await.code(), (404, "NotFoundError".into()));

    let unknown = ask("GET", "/player", &robin, None).await;
    assert_eq!((unknown.status, unknown.header("content-type")), (404, Some("text/html; charset=utf-8")));
    assert!(unknown.text.contains("Cannot GET /player"));
}

#[tokio::test]
async fn a_helper_may_read_and_change_nothing() {
    let sam = bearer("sam@example.com").await;
    let sam = [("authorization", sam.as_str())];
    assert_eq!(ask("POST", "/player/search", &sam, Some(json!({"limit": 1}))).await.status, 200);
    let made = ask("POST", "/variables", &sam, Some(json!({"key": "x", "value": "1"}))).await;
    assert_eq!(made.code(), (403, "ForbiddenError".into()));
    // Permissions come before the body is judged, and page and limit before both.
    let mika = bearer("mika@example.com").await;
    let mika = [("authorization", mika.as_str())];
    let wrong = ask("POST", "/variables/search", &mika, Some(json!({"foo": 1}))).await;
    assert_eq!(wrong.code(), (403, "ForbiddenError".into()));
    let wrong = ask("POST", "/variables/search", &mika, Some(json!({"limit": 0}))).await;
    assert_eq!(wrong.code(), (400, "ValidationError".into()));
}

#[tokio::test]
async fn a_file_of_listings_is_imported_whole_or_not_at_all() {
    let token = bearer("robin@example.com").await;
    let robin = [("authorization", token.as_str())];
    let found = |name: &'static str| {
        let token = token.clone();
        async move {
            let body = json!({"filters": {"name": [name]}});
            let answer = ask("POST", "/shop/listing/search/", &[("authorization", &token)], Some(body)).await;
            answer.json()["meta"]["total"].clone()
        }
    };
    let server = ask("POST", "/gameserver/search", &robin, Some(json!({"limit": 1}))).await.json();
    let options = json!({"gameServerId": server["data"][0]["id"], "draft": true});
    let send = |field: &'static str, file: Value| {
        let form = format!(
            "--x1\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"a.json\"\r\n\
             Content-Type: application/json\r\n\r\n{file}\r\n--x1\r\n\
             Content-Disposition: form-data; name=\"options\"\r\n\r\n{options}\r\n--x1--\r\n"
        );
        let request = Request::post("/shop/listing/import")
            .header("authorization", &token)
            .header("content-type", "multipart/form-data; boundary=x1")
            .body(Body::from(form))
            .unwrap();
        async move { api(app()).oneshot(request).await.unwrap().status().as_u16() }
    };
    let good = json!({"name": "Imported lantern", "price": 5, "items": [], "anything": "else"});
    assert_eq!(send("nope", json!([good])).await, 400);
    assert_eq!(send("import", json!([good, {"name": "No price", "items": []}])).await, 400);
    assert_eq!(found("Imported lantern").await, 0);
    assert_eq!(send("import", json!([good])).await, 200);
    assert_eq!(found("Imported lantern").await, 1);
}

#[tokio::test]
async fn pages_of_other_origins() {
    let origin = ("origin", "http://tools.example:9000");
    let allowed = ask("GET", "/me", &[origin], None).await;
    assert_eq!(allowed.header("access-control-allow-origin"), Some(origin.1));
    assert_eq!(allowed.header("access-control-allow-credentials"), Some("true"));
    assert_eq!(
        (allowed.header("vary"), allowed.header("access-control-expose-headers")),
        (Some("Origin"), Some("X-Trace-Id"))
    );
    let asked = ("access-control-request-headers", "content-type,x-takaro-domain");
    let preflight = ask("OPTIONS", "/variables/search", &[origin, asked], None).await;
    assert_eq!((preflight.status, preflight.header("access-control-allow-headers")), (204, Some(asked.1)));
    for stranger in ["http://evil.example", "null"] {
        for path in ["/me", "/openapi.json"] {
            let refused = ask("GET", path, &[("origin", stranger)], None).await;
            assert_eq!((refused.status, refused.header("access-control-allow-origin")), (400, None));
            assert!(refused.text.contains("Not allowed by CORS"));
        }
    }
    // These are checked before the origin is, so that a page cannot read the answer.
    for body in ["{\"a\":", "{\"limit\":0}"] {
        let refused = raw("POST", "/variables/search", &[origin], Some(body.into())).await;
        assert_eq!((refused.status, refused.header("access-control-allow-origin")), (400, None));
    }
    let big = format!("{{\"a\":\"{}\"}}", "x".repeat(1_100_000));
    let refused = raw("POST", "/variables/search", &[origin], Some(big)).await;
    assert_eq!((refused.status, refused.header("access-control-allow-origin")), (500, None));
    assert_eq!(ask("GET", "/healthz?limit=0", &[origin], None).await.status, 400);
}

#[tokio::test]
async fn the_operator_makes_a_domain() {
    let admin = ("x-takaro-admin-token", ADMIN_TOKEN);
    let body = Some(json!({"name": "test-domain"}));
    assert_eq!(ask("POST", "/domain", &[], body.clone()).await.status, 401);
    assert_eq!(ask("POST", "/domain", &[("x-takaro-admin-token", "no")], body.clone()).await.status, 403);
    let made = ask("POST", "/domain", &[admin], body).await.json();
    let id = made["data"]["createdDomain"]["id"].as_str().unwrap().to_owned();
    assert!(made["data"]["password"].as_str().unwrap().len() > 8);
    // Limits as the other domains have them: one of 0 game servers would be of no use.
    assert_eq!(made["data"]["createdDomain"]["maxGameservers"], 10);
    let found = ask("POST", "/domain/search", &[admin], Some(json!({"filters": {"id": [id]}}))).await.json();
    assert_eq!(found["data"][0]["name"], "test-domain");

    let token = ask("POST", "/token", &[admin], Some(json!({"domainId": id}))).await.json();
    let token = token["data"]["token"].as_str().unwrap().to_owned();
    let users = ask("POST", "/user/search", &[("x-takaro-token", &token)], Some(json!({}))).await.json();
    assert_eq!(users["meta"]["total"], 1);

    // The domain's first user logs in at once, and may make others.
    let root = json!({"username": made["data"]["rootUser"]["email"], "password": made["data"]["password"]});
    let session = ask("POST", "/login", &[], Some(root)).await.json();
    let bearer = format!("Bearer {}", session["data"]["token"].as_str().unwrap());
    let root = [("authorization", bearer.as_str())];
    let me = ask("GET", "/me", &root, None).await.json();
    assert_eq!(me["data"]["domain"], id.as_str());
    assert_eq!(me["data"]["user"]["roles"][0]["role"]["permissions"][0]["permission"]["permission"], "ROOT");
    let new = json!({"name": "Nia", "email": "nia@example.com", "password": "long enough"});
    assert_eq!(ask("POST", "/user", &root, Some(new)).await.status, 200);
    let nia = json!({"username": "nia@example.com", "password": "long enough"});
    let session = ask("POST", "/login", &[], Some(nia)).await.json();
    let bearer = format!("Bearer {}", session["data"]["token"].as_str().unwrap());
    let nia = [("authorization", bearer.as_str())];
    assert_eq!(ask("GET", "/me", &nia, None).await.json()["data"]["user"]["name"], "Nia");
    assert_eq!(ask("POST", "/user/search", &nia, Some(json!({}))).await.status, 403, "she has no role yet");

    let path = format!("/domain/{id}");
    assert_eq!(ask("DELETE", &path, &[admin], None).await.status, 200);
    assert_eq!(ask("GET", &path, &[admin], None).await.status, 404);
}

#[tokio::test]
async fn failures_on_demand() {
    let robin = bearer("robin@example.com").await;
    let fault = |name: &'static str| {
        let robin = robin.clone();
        async move { ask("GET", "/user/x", &[("authorization", &robin), ("x-practice-fault", name)], None).await }
    };
    let busy = fault("429;retryAfter=7").await;
    assert_eq!((busy.code(), busy.header("retry-after")), ((429, "TooManyRequestsError".into()), Some("7")));
    // As the real server's limiter writes it: in milliseconds.
    assert_eq!(busy.header("x-ratelimit-reset"), Some("7000"));
    assert_eq!(fault("500").await.code(), (500, "InternalServerError".into()));
    assert_eq!(fault("not-implemented").await.code(), (500, "NotImplementedError".into()));
    // The two shapes of details that no practice entity brings about by itself.
    let (list, map) = (fault("ajv").await.json(), fault("map").await.json());
    assert_eq!(list["meta"]["error"]["details"][0]["instancePath"], "/amount");
    assert_eq!(map["meta"]["error"]["details"]["limit"], 60);
    let proxy = fault("502").await;
    assert!(proxy.status == 502 && proxy.text.contains("<center>nginx</center>"));
    assert_eq!(proxy.header("access-control-allow-origin"), None);

    // Armed for a path: one passes, two are struck, and then all is well.
    let armed = json!({"next": [{"fault": "500", "path": "/settings-not-there"}, {"fault": "503", "path": "/healthz", "after": 1, "times": 2}]});
    assert_eq!(ask("POST", "/__faults", &[], Some(armed)).await.status, 200);
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(ask("GET", "/healthz", &[], None).await.status);
    }
    assert_eq!(seen, [200, 503, 503, 200]);
    assert_eq!(ask("GET", "/__faults", &[], None).await.json()["next"].as_array().unwrap().len(), 1);
    ask("DELETE", "/__faults", &[], None).await;
    // A page of another origin arms nothing, though it may not read that.
    let strange = [("origin", "http://evil.example")];
    let armed = json!({"next": [{"fault": "500", "times": 1000}]});
    assert_eq!(ask("POST", "/__faults", &strange, Some(armed)).await.status, 400);
    assert_eq!(ask("GET", "/__faults", &[], None).await.json()["next"].as_array().unwrap().len(), 0);
    let wrong = ask("POST", "/__faults", &[], Some(json!({"next": [{"fault": "flood"}]}))).await;
    assert!(wrong.status == 400 && wrong.text.contains("must be one of 429"), "{}", wrong.text);

    let ended = fault("expire").await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    assert_eq!(ask("GET", "/me", &[("authorization", &robin)], None).await.status, 401);
}

#[tokio::test]
async fn an_answer_that_breaks_off() {
    let request =
        Request::get("/healthz").header("x-practice-fault", "truncate").body(Body::empty()).unwrap();
    let response = api(app()).oneshot(request).await.unwrap();
    assert_eq!(response.headers()["content-length"], "16");
    assert!(response.into_body().collect().await.is_err(), "the body ends too early");
}
