//! The app's files, its configuration and the security policy, through the router.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use sandbox::app::App;
use sandbox::options::Options;
use sandbox::site::{site, whole};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};
use tower::ServiceExt;

/// A folder with an app in it and a file outside of the app, removed at the end of the test.
struct Dist(PathBuf);

impl Dist {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("sandbox-site-{}-{number}", std::process::id()));
        std::fs::create_dir_all(folder.join("dist/styles")).unwrap();
        let dist = Dist(folder);
        dist.write("index.html", "<!doctype html><title>The app</title>");
        dist.write("app-0123456789abcdef.js", &"export const a = 1;\n".repeat(200));
        dist.write("app_bg-0123456789abcdef.wasm", "\0asm");
        dist.write("styles/app.css", "a{}");
        dist.write("config.json", "{\"apiUrl\":\"http://stale.example\"}");
        dist.write("../outside.txt", "secret");
        dist
    }

    fn folder(&self) -> PathBuf {
        self.0.join("dist")
    }

    fn write(&self, name: &str, content: &str) {
        std::fs::write(self.folder().join(name), content).unwrap();
    }

    fn router(&self, options: Options) -> Router {
        site(Arc::new(App::open(Options { dist: Some(self.folder()), ..options }).unwrap()))
    }
}

impl Drop for Dist {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

struct Seen {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Seen {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

async fn ask(router: &Router, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Seen {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = router.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Seen { status: parts.status, headers: parts.headers, body }
}

async fn get(router: &Router, path: &str) -> Seen {
    ask(router, Method::GET, path, &[], "").await
}

#[tokio::test]
async fn files_come_with_their_type_and_the_policy() {
    let dist = Dist::new();
    let router = dist.router(Options::default());
    let for_ever = "public, max-age=31536000, immutable";
    for (path, kind, cached) in [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/index.html", "text/html; charset=utf-8", "no-cache"),
        ("/app-0123456789abcdef.js", "text/javascript; charset=utf-8", for_ever),
        ("/app_bg-0123456789abcdef.wasm", "application/wasm", for_ever),
        ("/styles/app.css", "text/css; charset=utf-8", "no-cache"),
    ] {
        let seen = get(&router, path).await;
        assert_eq!(seen.status, StatusCode::OK, "{path}");
        assert_eq!((seen.header("content-type"), seen.header("cache-control")), (kind, cached), "{path}");
        assert_eq!(
            seen.header("content-security-policy"),
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; \
             frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types takaro-explorer; \
             report-uri /__csp"
        );
        assert_eq!(seen.header("x-content-type-options"), "nosniff");
        assert_eq!(seen.header("referrer-policy"), "no-referrer");
        assert_eq!(seen.header("cross-origin-opener-policy"), "same-origin");
    }
    let head = ask(&router, Method::HEAD, "/", &[], "").await;
    assert_eq!((head.status, head.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
}

#[tokio::test]
async fn an_unchanged_file_is_not_sent_again() {
    let dist = Dist::new();
    let router = dist.router(Options::default());
    let tag = get(&router, "/").await.header("etag").to_owned();
    for known in [tag.as_str(), tag.trim_start_matches("W/"), &format!("\"x\", {tag}"), "*"] {
        let seen = ask(&router, Method::GET, "/", &[("if-none-match", known)], "").await;
        assert_eq!((seen.status, seen.body.len()), (StatusCode::NOT_MODIFIED, 0), "{known}");
        assert_eq!(seen.header("etag"), tag);
    }
    dist.write("index.html", "<!doctype html><title>Another app</title>");
    let seen = ask(&router, Method::GET, "/", &[("if-none-match", &tag)], "").await;
    assert_eq!(seen.status, StatusCode::OK);
    assert_ne!(seen.header("etag"), tag);
}

#[tokio::test]
async fn files_are_packed_for_those_who_take_it() {
    let dist = Dist::new();
    let path = "/app-0123456789abcdef.js";
    let router = dist.router(Options::default());
    let plain = get(&router, path).await;
    assert_eq!((plain.header("content-encoding"), plain.body.len()), ("", 4000));
    for encoding in ["gzip", "br"] {
        let seen = ask(&router, Method::GET, path, &[("accept-encoding", encoding)], "").await;
        assert_eq!(seen.header("content-encoding"), encoding);
        assert!(seen.body.len() < 400, "{}", seen.body.len());
        assert_eq!(seen.header("vary"), "Accept-Encoding");
    }
    // A twin that lies beside the file is sent as it is.
    dist.write("app-0123456789abcdef.js.gz", "packed before");
    let seen = ask(&router, Method::GET, path, &[("accept-encoding", "gzip, deflate, br")], "").await;
    assert_eq!((seen.text(), seen.header("content-encoding")), ("packed before", "gzip"));
    assert_eq!(seen.header("content-type"), "text/javascript; charset=utf-8");
    let refused = ask(&router, Method::GET, path, &[("accept-encoding", "gzip;q=0")], "").await;
    assert_eq!(refused.body, plain.body);
    // But not when the file has changed since.
    let twin = dist.folder().join("app-0123456789abcdef.js.gz");
    let twin = std::fs::File::options().write(true).open(twin).unwrap();
    twin.set_modified(SystemTime::now() - Duration::from_secs(60)).unwrap();
    let seen = ask(&router, Method::GET, path, &[("accept-encoding", "gzip")], "").await;
    assert_ne!(seen.body, b"packed before");
}

#[tokio::test]
async fn no_address_leads_out_of_the_folder() {
    let dist = Dist::new();
    let router = dist.router(Options::default());
    for path in [
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/styles/..%2f..%2foutside.txt",
        "/..%5coutside.txt",
        "/styles",
        "/styles/",
    ] {
        let seen = get(&router, path).await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!seen.text().contains("secret"));
    }
}

#[tokio::test]
async fn an_unknown_route_answers_as_express_does() {
    let dist = Dist::new();
    let router = dist.router(Options::default());
    let seen = ask(&router, Method::GET, "/no%3Csuch'", &[("accept", "text/html")], "").await;
    assert_eq!(seen.status, StatusCode::NOT_FOUND);
    assert!(seen.text().contains("<pre>Cannot GET /no%3Csuch&#39;</pre>"), "{}", seen.text());
    let seen = ask(&router, Method::POST, "/", &[], "{}").await;
    assert_eq!(seen.status, StatusCode::NOT_FOUND);
    assert!(seen.text().contains("Cannot POST /"));
    assert_eq!(get(&router, "/__reload").await.status, StatusCode::NOT_FOUND, "only in development");
    // A page of an allowed origin may ask, and read that there is nothing.
    let options = Options { allow_origins: vec!["http://app.example".into()], ..Options::default() };
    let app = App::open(Options { dist: Some(dist.folder()), ..options }).unwrap();
    let router = whole(Arc::new(app));
    let (origin, wanted) =
        (("origin", "http://app.example"), ("access-control-request-headers", "x-takaro-domain"));
    let before = ask(&router, Method::OPTIONS, "/nothing/here", &[origin, wanted], "").await;
    assert_eq!(before.status, StatusCode::NO_CONTENT);
    assert_eq!(before.header("access-control-allow-headers"), "x-takaro-domain");
    assert_eq!(before.header("access-control-allow-origin"), "http://app.example");
    let seen = ask(&router, Method::POST, "/nothing/here", &[origin], "{}").await;
    assert_eq!(seen.status, StatusCode::NOT_FOUND);
    assert_eq!(seen.header("access-control-allow-origin"), "http://app.example");
    let strange = ("origin", "http://else.example");
    let refused = ask(&router, Method::OPTIONS, "/nothing/here", &[strange, wanted], "").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_configuration_follows_the_options_and_never_the_address() {
    let dist = Dist::new();
    let router = dist.router(Options { first_page: 0, ..Options::default() });
    let under =
        async |host: &str, path: &str| ask(&router, Method::GET, path, &[("host", host)], "").await.json();
    let config = under("127.0.0.1:8080", "/config.json").await;
    assert_eq!(
        config,
        json!({"dashboardUrl": "http://127.0.0.1:8081", "firstPage": 0, "practice": true,
               "title": "Takaro API explorer: sandbox"})
    );
    assert_eq!(under("127.0.0.1:8080", "/config.json?apiUrl=http://evil.example").await, config);
    assert_eq!(under("evil.example", "/config.json").await["dashboardUrl"], "http://localhost:8081");

    let mut options = Options { dashboard_url: Some("http://d.example".into()), ..Options::default() };
    options.config.insert("readOnly".into(), true.into());
    options.config.insert("title".into(), "Mine".into());
    let config = get(&dist.router(options), "/config.json").await.json();
    assert_eq!(
        config,
        json!({"dashboardUrl": "http://d.example", "firstPage": 1, "practice": true, "title": "Mine",
               "readOnly": true})
    );
}

#[tokio::test]
async fn with_another_api_only_the_app_is_served() {
    let dist = Dist::new();
    let options = Options { api_url: Some("https://api.example:9/".into()), ..Options::default() };
    let router = dist.router(Options { spec: Some(json!({"paths": {}})), ..options.clone() });
    let seen = get(&router, "/config.json").await;
    assert_eq!(seen.json(), json!({"apiUrl": "https://api.example:9", "specUrl": "openapi.json"}));
    assert!(seen.header("content-security-policy").contains("connect-src 'self' https://api.example:9; "));
    assert_eq!(get(&router, "/openapi.json").await.json(), json!({"paths": {}}));

    let router = dist.router(options);
    assert_eq!(get(&router, "/config.json").await.json(), json!({"apiUrl": "https://api.example:9"}));
    for path in ["/openapi.json", "/me"] {
        assert_eq!(get(&router, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn reports_of_violations_are_kept_until_they_are_forgotten() {
    let dist = Dist::new();
    let router = dist.router(Options::default());
    let report = json!({"csp-report": {"violated-directive": "script-src-elem"}});
    let kind = [("content-type", "application/csp-report")];
    let seen = ask(&router, Method::POST, "/__csp", &kind, &report.to_string()).await;
    assert_eq!(seen.status, StatusCode::NO_CONTENT);
    ask(&router, Method::POST, "/__csp", &kind, "no json").await;
    assert_eq!(get(&router, "/__csp").await.json(), json!([report, "no json"]));
    let seen = ask(&router, Method::POST, "/__csp", &kind, &"x".repeat(70_000)).await;
    assert_eq!(seen.status, StatusCode::PAYLOAD_TOO_LARGE);
    ask(&router, Method::DELETE, "/__csp", &[], "").await;
    assert_eq!(get(&router, "/__csp").await.json(), json!([]));
}

#[tokio::test]
async fn a_page_in_development_hears_when_to_reload() {
    let dist = Dist::new();
    let router = dist.router(Options { reload: true, ..Options::default() });
    let listen = || Request::get("/__reload").body(Body::empty()).unwrap();
    let response = router.clone().oneshot(listen()).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut stream = response.into_body();
    let mut next = async || {
        let frame = stream.frame().await.unwrap().unwrap().into_data().unwrap();
        String::from_utf8(frame.to_vec()).unwrap()
    };
    assert!(next().await.contains("event: began"));
    assert_eq!(ask(&router, Method::POST, "/__reload", &[], "").await.json(), json!({"pages": 1}));
    assert_eq!(next().await, "data: reload\n\n");
    ask(&router, Method::POST, "/__reload", &[], "error: no\n  such thing\n").await;
    assert_eq!(next().await, "event: trouble\ndata: error: no\ndata:   such thing\n\n");
    drop(stream);
    // A page that is opened now is told as well.
    let mut late = router.clone().oneshot(listen()).await.unwrap().into_body();
    let mut said = String::new();
    while !said.contains("no\ndata:   such thing") {
        said += std::str::from_utf8(&late.frame().await.unwrap().unwrap().into_data().unwrap()).unwrap();
    }
    drop(late);
    assert_eq!(ask(&router, Method::POST, "/__reload", &[], "").await.json(), json!({"pages": 0}));
}

#[tokio::test]
async fn the_api_and_the_app_share_an_origin() {
    let dist = Dist::new();
    let options = Options { dist: Some(dist.folder()), ..Options::default() };
    let router = whole(Arc::new(App::open(options.clone()).unwrap()));
    assert_eq!(get(&router, "/me").await.status, StatusCode::UNAUTHORIZED);
    assert!(get(&router, "/openapi.json").await.json()["paths"].is_object());
    assert!(get(&router, "/").await.text().contains("The app"));
    let stranger = [("origin", "http://evil.example")];
    let seen = ask(&router, Method::GET, "/nothing", &stranger, "").await;
    assert_eq!(seen.status, StatusCode::BAD_REQUEST, "as everywhere, strangers are refused before all else");

    let elsewhere = Options { api_url: Some("https://api.example".into()), ..options };
    let router = whole(Arc::new(App::open(elsewhere).unwrap()));
    assert_eq!(get(&router, "/me").await.status, StatusCode::NOT_FOUND);
    assert!(get(&router, "/").await.text().contains("The app"));
}

#[tokio::test]
async fn without_an_app_the_root_says_what_this_is() {
    let router = site(Arc::new(App::open(Options::default()).unwrap()));
    let seen = get(&router, "/").await;
    assert!(seen.status == StatusCode::OK && seen.text().contains("<h1>Takaro sandbox</h1>"));
    assert_eq!(get(&router, "/index.html").await.status, StatusCode::NOT_FOUND);
}
