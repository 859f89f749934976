//! The dashboard stand-in through its router: Ory Kratos' flows, for browsers and for programs.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use sandbox::app::App;
use sandbox::dashboard::dashboard;
use sandbox::options::Options;
use serde_json::{Value, json};
use std::sync::Arc;
use tower::ServiceExt;

const HTML: &str = "text/html,application/xhtml+xml,*/*;q=0.8";
const JSON: &str = "application/json, text/plain, */*";

/// A browser or a program: it keeps cookies as a browser does, and remembers nothing else.
struct Visitor {
    router: Router,
    app: Arc<App>,
    accept: &'static str,
    cookies: Vec<(String, String)>,
}

struct Seen {
    status: StatusCode,
    headers: header::HeaderMap,
    text: String,
}

impl Seen {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    fn location(&self) -> &str {
        self.headers["location"].to_str().unwrap()
    }

    /// The value of a field that the page's form carries.
    fn field(&self, name: &str) -> &str {
        let at = self.text.find(&format!("name=\"{name}\"")).expect("the form has that field");
        self.text[at..].split_once("value=\"").unwrap().1.split_once('"').unwrap().0
    }
}

impl Visitor {
    fn new(accept: &'static str) -> Self {
        let options = Options { allow_origins: vec!["http://allowed.example".into()], ..Options::default() };
        let app = Arc::new(App::open(options).unwrap());
        Visitor { router: dashboard(app.clone()), app, accept, cookies: Vec::new() }
    }

    async fn send(&mut self, mut request: Request<Body>) -> Seen {
        let headers = request.headers_mut();
        headers.entry("host").or_insert("localhost:8081".parse().unwrap());
        headers.entry("accept").or_insert(self.accept.parse().unwrap());
        let kept: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !kept.is_empty() {
            headers.insert("cookie", kept.join("; ").parse().unwrap());
        }
        let response: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all("set-cookie") {
            let line = line.to_str().unwrap();
            assert!(line.contains("Path=/") && line.contains("HttpOnly") && line.contains("SameSite=Lax"));
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(kept, _)| kept != name);
            if !value.is_empty() {
                self.cookies.push((name.into(), value.into()));
            }
        }
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Seen { status: parts.status, headers: parts.headers, text }
    }

    async fn get(&mut self, path: &str) -> Seen {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Follows redirects that stay on the dashboard.
    async fn open(&mut self, path: &str) -> Seen {
        let mut seen = self.get(path).await;
        while seen.status == StatusCode::SEE_OTHER && seen.location().starts_with('/') {
            seen = self.get(seen.location()).await;
        }
        seen
    }

    async fn fill(&mut self, page: &Seen, identifier: &str, password: &str) -> Seen {
        let at = page.text.find("action=\"/self-service/login").expect("the page has the form");
        let action = page.text[at + 8..].split_once('"').unwrap().0.replace("&amp;", "&");
        let body = format!(
            "csrf_token={}&identifier={}&password={password}&method=password",
            page.field("csrf_token"),
            sandbox::call::encode(identifier)
        );
        let request = Request::post(action)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    async fn post(&mut self, path: &str, body: &Value) -> Seen {
        let request = Request::post(path).header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    fn session(&self) -> Option<&str> {
        self.cookies.iter().find(|(name, _)| name == "ory_kratos_session").map(|(_, value)| value.as_str())
    }
}

#[tokio::test]
async fn a_person_logs_in_on_the_page_and_out_again() {
    let mut browser = Visitor::new(HTML);
    let page = browser.open("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("<h1>Log in</h1>"));
    assert!(browser.session().is_none());

    let done = browser.fill(&page, "robin@example.com", "practice").await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "http://localhost:8080/"));
    let token = browser.session().expect("the cookie was set").to_owned();
    assert_eq!(browser.app.sessions.find(&token).unwrap().account.name, "Robin Okafor");
    assert!(!done.text.contains(&token));

    let home = browser.open("/").await;
    assert!(home.text.contains("Signed in as Robin Okafor"));
    assert!(home.text.contains("href=\"http://localhost:8080/\">API explorer</a>"));
    assert!(!home.text.contains(&token), "no page may see the session's secret");

    let leave = format!("/self-service/logout?token={}", home.field("token"));
    assert_eq!(browser.get(&leave).await.status, StatusCode::SEE_OTHER);
    assert!(browser.session().is_none() && browser.app.sessions.find(&token).is_none());
    assert!(browser.open("/").await.text.contains("<h1>Log in</h1>"));
}

#[tokio::test]
async fn a_wrong_password_is_said_and_the_name_stays() {
    let mut browser = Visitor::new(HTML);
    let page = browser.open("/").await;
    let done = browser.fill(&page, "robin@example.com", "wrong").await;
    let again = browser.open(done.location()).await;
    assert!(again.text.contains("role=\"alert\">That e-mail and password do not belong together."));
    assert_eq!(again.field("identifier"), "robin@example.com");
    assert_eq!(again.field("password"), "", "a password is never sent back");
    let done = browser.fill(&again, "robin@example.com", "practice").await;
    assert_eq!(done.location(), "http://localhost:8080/");
}

#[tokio::test]
async fn a_link_fills_in_a_practice_log_in() {
    let mut browser = Visitor::new(HTML);
    let page = browser.open("/").await;
    let link = page.text.split("href=\"").find(|part| part.contains("as=sam")).unwrap();
    let link = link.split_once('"').unwrap().0.replace("&amp;", "&");
    let filled = browser.open(&link).await;
    assert_eq!((filled.field("identifier"), filled.field("password")), ("sam@example.com", "practice"));
    for person in practice::people() {
        assert!(
            filled.text.contains(person.email) && filled.text.contains(&sandbox::reply::escape(person.says))
        );
    }
}

#[tokio::test]
async fn what_is_typed_comes_back_as_text() {
    let mut browser = Visitor::new(HTML);
    let page = browser.open("/").await;
    let done = browser.fill(&page, "\"><script>", "x").await;
    let again = browser.open(done.location()).await;
    assert!(!again.text.contains("<script"));
    assert_eq!(again.field("identifier"), "&quot;&gt;&lt;script&gt;");
    let policy = again.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'"));
}

#[tokio::test]
async fn a_form_of_another_browser_is_refused() {
    let mut browser = Visitor::new(HTML);
    let page = browser.open("/").await;
    browser.cookies.clear();
    let forged = browser.fill(&page, "robin@example.com", "practice").await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert!(forged.text.contains("Begin again") && browser.session().is_none());

    // The cookie alone is not enough either: the form's own token must come with it.
    let mut script = Visitor::new(JSON);
    let flow = script.get("/self-service/login/browser").await.json();
    let id = flow["id"].as_str().unwrap();
    let body = json!({"method": "password", "identifier": "robin@example.com", "password": "practice"});
    let forged = script.post(&format!("/self-service/login?flow={id}"), &body).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert_eq!(forged.json()["error"]["id"], "security_csrf_violation");

    script.cookies.clear();
    let seen = script.get(&format!("/self-service/login/flows?id={id}")).await;
    assert_eq!(seen.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_script_in_a_page_logs_in_and_out() {
    let mut script = Visitor::new(JSON);
    let flow = script.get("/self-service/login/browser").await;
    assert_eq!(flow.status, StatusCode::OK);
    let flow = flow.json();
    assert_eq!((&flow["type"], &flow["state"]), (&json!("browser"), &json!("choose_method")));
    let names: Vec<&Value> =
        flow["ui"]["nodes"].as_array().unwrap().iter().map(|node| &node["attributes"]["name"]).collect();
    assert_eq!(names, ["csrf_token", "identifier", "password", "method"]);
    let path = flow["ui"]["action"].as_str().unwrap().strip_prefix("http://localhost:8081").unwrap();
    let csrf = &flow["ui"]["nodes"][0]["attributes"]["value"];
    let form = |password: &str| json!({"method": "password", "csrf_token": csrf, "identifier": "mika@example.com", "password": password});

    let wrong = script.post(path, &form("wrong")).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert_eq!(wrong.json()["ui"]["messages"][0]["id"], 4_000_006);
    let shown = script.get(&format!("/self-service/login/flows?id={}", flow["id"].as_str().unwrap())).await;
    assert_eq!(shown.json()["ui"]["nodes"][1]["attributes"]["value"], "mika@example.com");

    let right = script.post(path, &form("practice")).await;
    assert_eq!(right.status, StatusCode::OK);
    assert!(right.json().get("session_token").is_none(), "the secret is in the cookie alone");
    let who = script.get("/sessions/whoami").await;
    assert_eq!(who.json()["identity"]["traits"]["email"], "mika@example.com");
    assert_eq!(who.json()["active"], true);
    let id = who.json()["identity"]["id"].as_str().unwrap().to_owned();
    assert!(query::is_uuid(&id));
    assert_eq!(who.headers["x-kratos-authenticated-identity-id"], id);

    let again = script.get("/self-service/login/browser").await;
    assert_eq!(again.json()["error"]["id"], "session_already_available");
    assert_eq!(script.get("/self-service/login/browser?refresh=true").await.status, StatusCode::OK);

    let out = script.get("/self-service/logout/browser").await.json();
    let url = out["logout_url"].as_str().unwrap().strip_prefix("http://localhost:8081").unwrap().to_owned();
    assert!(url.ends_with(out["logout_token"].as_str().unwrap()));
    assert_eq!(script.get("/self-service/logout?token=guessed").await.status, StatusCode::FORBIDDEN);
    assert!(script.session().is_some());
    assert_eq!(script.get(&url).await.status, StatusCode::NO_CONTENT);
    assert!(script.session().is_none());
    assert_eq!(script.get("/sessions/whoami").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(script.get("/self-service/logout/browser").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_program_logs_in_by_its_own_flow() {
    let mut program = Visitor::new(JSON);
    let flow = program.get("/self-service/login/api").await.json();
    assert_eq!(flow["type"], "api");
    let path = format!("/self-service/login?flow={}", flow["id"].as_str().unwrap());
    let body = json!({"method": "password", "identifier": "robin@example.com", "password": "practice"});
    let done = program.post(&path, &body).await;
    assert_eq!(done.status, StatusCode::OK);
    assert!(program.cookies.is_empty(), "a program gets no cookies");
    let token = done.json()["session_token"].as_str().unwrap().to_owned();
    for (name, value) in [("x-session-token", token.clone()), ("authorization", format!("Bearer {token}"))] {
        let request = Request::get("/sessions/whoami").header(name, value).body(Body::empty());
        assert_eq!(program.send(request.unwrap()).await.json()["id"], done.json()["session"]["id"]);
    }
    assert_eq!(program.post(&path, &body).await.status, StatusCode::NOT_FOUND, "a log-in uses its flow up");

    let out = |token: &str| {
        Request::delete("/self-service/logout/api")
            .header("content-type", "application/json")
            .body(Body::from(json!({"session_token": token}).to_string()))
            .unwrap()
    };
    assert_eq!(program.send(out(&token)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(program.send(out(&token)).await.status, StatusCode::FORBIDDEN);
    let request = Request::delete("/self-service/logout/api").body(Body::from("{}")).unwrap();
    assert_eq!(program.send(request).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn only_own_and_allowed_places_are_returned_to() {
    for place in ["http://localhost:8080/", "http://127.0.0.1:8081/x", "http://allowed.example/a?b", "/x?y=z"]
    {
        let mut browser = Visitor::new(HTML);
        let begin = format!("/self-service/login/browser?return_to={}", sandbox::call::encode(place));
        let page = browser.open(&begin).await;
        let done = browser.fill(&page, "robin@example.com", "practice").await;
        assert_eq!(done.location(), place);
        // Who is signed in already goes there at once.
        assert_eq!(browser.get(&begin).await.location(), place);
    }
    for place in [
        "http://evil.example/",
        "http://localhost:8080@evil.example/",
        "http://localhost:8080.evil.example/",
        "http://localhost:9999/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http://localhost:8080/\r\nset-cookie: a=b",
    ] {
        let mut browser = Visitor::new(HTML);
        let begin = format!("/self-service/login/browser?return_to={}", sandbox::call::encode(place));
        let refused = browser.get(&begin).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{place}");
        assert!(refused.text.contains("is not allowed"), "{}", refused.text);
        assert!(!refused.headers.contains_key("location"));
    }
}

#[tokio::test]
async fn the_explorers_pages_may_ask_with_cookies_and_strangers_may_not() {
    let mut script = Visitor::new(JSON);
    let ask =
        |origin: &str| Request::get("/sessions/whoami").header("origin", origin).body(Body::empty()).unwrap();
    for origin in ["http://localhost:8080", "http://allowed.example"] {
        let seen = script.send(ask(origin)).await;
        assert_eq!(seen.status, StatusCode::UNAUTHORIZED);
        assert_eq!(seen.headers["access-control-allow-origin"], origin);
        assert_eq!(seen.headers["access-control-allow-credentials"], "true");
        assert!(seen.headers["vary"].to_str().unwrap().contains("Origin"));
    }
    let preflight = |origin: &str| {
        Request::options("/self-service/login?flow=x")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type")
            .body(Body::empty())
            .unwrap()
    };
    let seen = script.send(preflight("http://localhost:8080")).await;
    assert_eq!(seen.status, StatusCode::NO_CONTENT);
    assert_eq!(seen.headers["access-control-allow-headers"], "content-type");
    for stranger in ["http://evil.example", "null"] {
        assert!(!script.send(ask(stranger)).await.headers.contains_key("access-control-allow-origin"));
        let seen = script.send(preflight(stranger)).await;
        assert!(!seen.headers.contains_key("access-control-allow-methods"));
    }
}

#[tokio::test]
async fn the_host_name_of_the_visitor_is_kept() {
    let mut browser = Visitor::new(HTML);
    let named = |path: &str| Request::get(path).header("host", "127.0.0.1:8081").body(Body::empty()).unwrap();
    let begun = browser.send(named("/self-service/login/browser")).await;
    let page = browser.send(named(begun.location())).await;
    browser.fill(&page, "robin@example.com", "practice").await;
    let home = browser.send(named("/")).await;
    assert!(home.text.contains("href=\"http://127.0.0.1:8080/\">API explorer</a>"));
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let mut browser = Visitor::new(HTML);
    assert_eq!(browser.get("/nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/login?flow=gone").await.location(), "/self-service/login/browser");
    let seen = browser.get("/self-service/login/flows?id=gone").await;
    assert_eq!((seen.status, seen.json()["error"]["code"].clone()), (StatusCode::NOT_FOUND, json!(404)));
    for path in ["/style.css", "/icon.svg", "/health/ready"] {
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
    }
}
