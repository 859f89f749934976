//! The app's files, its configuration, and what development and tests need beside them.

use crate::api;
use crate::app::App;
use crate::call::{decode, text};
use crate::options::origin;
use crate::reply::Reply;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response as Answer};
use axum::routing::{any, get};
use serde_json::{Map, Value, json};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::UnboundedReceiverStream;
use tower_http::compression::CompressionLayer;

/// How many reports are kept: a page that loops over a violation must not fill the memory.
const REPORTS: usize = 500;

/// The longest report that is read.
const REPORT_BYTES: usize = 64 * 1024;

/// What the requests of the site share.
struct Site {
    app: Arc<App>,
    reports: Mutex<VecDeque<Value>>,
    listeners: Mutex<Vec<UnboundedSender<Event>>>,
    /// Why the last build failed, for pages that are opened before the next one.
    trouble: Mutex<Option<Event>>,
    /// Tells one run of the sandbox from the next, so that pages notice that they slept through a restart.
    run: String,
}

/// All that the app's origin serves: the API and the app; with another API only the app.
pub fn whole(app: Arc<App>) -> Router {
    match app.options.api_url {
        Some(_) => site(app),
        None => api::api(app.clone()).fallback_service(site(app)),
    }
}

/// The routes of the app's origin that are not the API's: files, `config.json`, reports of the security policy, and
/// in development the signal to reload. Everything else is an unknown route.
pub fn site(app: Arc<App>) -> Router {
    let reload = app.options.reload;
    let site = Arc::new(Site {
        app,
        reports: Mutex::default(),
        listeners: Mutex::default(),
        trouble: Mutex::default(),
        run: crate::sessions::secret(),
    });
    let mut router = Router::new()
        .route("/config.json", get(config))
        .route("/__csp", get(reports).post(report).delete(forget))
        .fallback(any(file));
    if site.app.options.spec.is_some() && site.app.options.api_url.is_some() {
        router = router.route("/openapi.json", get(document));
    }
    if reload {
        router = router.route("/__reload", get(listen).post(poke));
    }
    let router = router.layer(middleware::from_fn_with_state(site.clone(), guard)).with_state(site);
    // A development build is large, changes all the time and never leaves this machine: packing it only costs time.
    if reload { router } else { router.layer(CompressionLayer::new()) }
}

/// Adds the headers that every page and file of the app carries.
async fn guard(State(site): State<Arc<Site>>, request: Request, next: Next) -> Answer {
    let policy = policy(&configuration(&site.app, text(request.headers(), "host")));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    response
}

/// The security policy of a page with that configuration: it may talk to itself and to the APIs it is set up for.
fn policy(config: &Map<String, Value>) -> String {
    let mut connect = vec!["'self'"];
    let named = ["apiUrl", "specUrl"].into_iter().filter_map(|key| config.get(key)?.as_str());
    let allowed = config.get("allowedApiUrls").and_then(Value::as_array).into_iter().flatten();
    for url in named.chain(allowed.filter_map(Value::as_str)) {
        // A space or a semicolon would end the directive and begin another.
        let plain = |origin: &&str| !origin.contains(|c: char| c.is_whitespace() || c == ';' || c == ',');
        if let Some(origin) = origin(url).filter(plain)
            && !connect.contains(&origin)
        {
            connect.push(origin);
        }
    }
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
         connect-src {}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types takaro-explorer; report-uri /__csp",
        connect.join(" ")
    )
}

/// What the app is told at `/config.json` when it was opened under `host`. Nothing else of the request matters.
fn configuration(app: &App, host: Option<&str>) -> Map<String, Value> {
    let options = &app.options;
    let mut config = Map::new();
    match &options.api_url {
        Some(url) => {
            config.insert("apiUrl".into(), url.trim_end_matches('/').into());
            if options.spec.is_some() {
                config.insert("specUrl".into(), "openapi.json".into());
            }
            if let Some(url) = &options.dashboard_url {
                config.insert("dashboardUrl".into(), url.clone().into());
            }
        }
        None => {
            config.insert("dashboardUrl".into(), options.dashboard_for(host).into());
            config.insert("firstPage".into(), options.first_page.into());
            config.insert("practice".into(), true.into());
            config.insert("title".into(), "Takaro API explorer: sandbox".into());
        }
    }
    for (key, value) in &options.config {
        config.insert(key.clone(), value.clone());
    }
    config
}

async fn config(State(site): State<Arc<Site>>, headers: HeaderMap) -> Answer {
    let config = Value::Object(configuration(&site.app, text(&headers, "host")));
    Reply::json(StatusCode::OK, &config)
        .with("cache-control", "no-cache")
        .with("vary", "Host")
        .into_response()
}

/// The document given by `--spec`, for an app whose API is elsewhere.
async fn document(State(site): State<Arc<Site>>) -> Answer {
    let document = site.app.options.spec.as_ref().unwrap_or(&Value::Null);
    Reply::json(StatusCode::OK, document).with("cache-control", "no-cache").into_response()
}

async fn report(State(site): State<Arc<Site>>, request: Request) -> Answer {
    let Ok(body) = to_bytes(request.into_body(), REPORT_BYTES).await else {
        return Reply::empty(StatusCode::PAYLOAD_TOO_LARGE).into_response();
    };
    let read = serde_json::from_slice(&body)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&body).into_owned()));
    let mut kept = locked(&site.reports);
    if kept.len() == REPORTS {
        kept.pop_front();
    }
    kept.push_back(read);
    Reply::empty(StatusCode::NO_CONTENT).into_response()
}

async fn reports(State(site): State<Arc<Site>>) -> Answer {
    let kept: Vec<Value> = locked(&site.reports).iter().cloned().collect();
    Reply::json(StatusCode::OK, &Value::Array(kept)).with("cache-control", "no-store").into_response()
}

async fn forget(State(site): State<Arc<Site>>) -> Answer {
    locked(&site.reports).clear();
    Reply::empty(StatusCode::NO_CONTENT).into_response()
}

/// A stream that says which run of the sandbox this is, and then when to reload.
async fn listen(State(site): State<Arc<Site>>) -> impl IntoResponse {
    let (sender, receiver) = unbounded_channel();
    locked(&site.listeners).push(sender);
    let began = Event::default().event("began").data(&site.run).retry(Duration::from_millis(300));
    let first = std::iter::once(began).chain(locked(&site.trouble).clone());
    let events = tokio_stream::iter(first).chain(UnboundedReceiverStream::new(receiver));
    Sse::new(events.map(Ok::<_, Infallible>)).keep_alive(KeepAlive::default())
}

/// Makes every open page reload; with a text, each page shows that instead: a build failed.
async fn poke(State(site): State<Arc<Site>>, trouble: String) -> Answer {
    let trouble = match trouble.trim_end() {
        "" => None,
        words => Some(Event::default().event("trouble").data(words.replace('\r', ""))),
    };
    locked(&site.trouble).clone_from(&trouble);
    let event = trouble.unwrap_or_else(|| Event::default().data("reload"));
    let mut listeners = locked(&site.listeners);
    listeners.retain(|listener| listener.send(event.clone()).is_ok());
    Reply::json(StatusCode::OK, &json!({ "pages": listeners.len() })).into_response()
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What the locks keep is changed by single calls, so a panic elsewhere leaves it whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file of the app, or the answer of a server that has no such route.
async fn file(State(site): State<Arc<Site>>, request: Request) -> Answer {
    let (method, path) = (request.method(), request.uri().path());
    let found = match (&site.app.options.dist, place(path)) {
        _ if !matches!(*method, Method::GET | Method::HEAD) => None,
        (Some(dist), Some(place)) => send(&dist.join(place), request.headers()).await,
        (None, _) if path == "/" => Some(welcome()),
        _ => None,
    };
    found.unwrap_or_else(|| match site.app.options.api_url {
        Some(_) => Reply::unknown_route(method.as_str(), path).into_response(),
        None => api::unknown_route(&site.app, &request),
    })
}

/// What stands at `/` when the sandbox was started without the app.
fn welcome() -> Answer {
    let page = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Takaro sandbox</title>\n\
                </head>\n<body>\n<h1>Takaro sandbox</h1>\n<p>This is a practice API. Its description is \
                <a href=\"openapi.json\">openapi.json</a>.</p>\n</body>\n</html>\n";
    Reply::html(StatusCode::OK, page).into_response()
}

/// Where in the folder the file of an address lies; `None` for addresses that could lead out of it or to hidden files.
fn place(path: &str) -> Option<PathBuf> {
    let decoded = decode(path);
    let mut place = PathBuf::new();
    let mut parts = decoded.strip_prefix('/')?.split('/').peekable();
    while let Some(part) = parts.next() {
        if part.is_empty() && parts.peek().is_none() {
            place.push("index.html");
        } else if part.is_empty() || part.starts_with('.') || part.contains(['\\', '\0']) {
            return None;
        } else {
            place.push(part);
        }
    }
    Some(place)
}

/// The file with its headers, packed if a packed twin lies beside it; `None` where there is no file.
async fn send(place: &Path, asked: &HeaderMap) -> Option<Answer> {
    let about = tokio::fs::metadata(place).await.ok().filter(std::fs::Metadata::is_file)?;
    let name = place.file_name()?.to_str()?;
    // Weak, because the packed and the plain form share it.
    let tag = format!("W/\"{:x}-{:x}\"", about.len(), changed(&about));
    let mut reply = Reply::empty(StatusCode::OK)
        .with("content-type", media_type(name))
        .with("etag", &tag)
        .with("vary", "Accept-Encoding")
        .with(
            "cache-control",
            if is_hashed(name) { "public, max-age=31536000, immutable" } else { "no-cache" },
        );
    if text(asked, "if-none-match").is_some_and(|known| matches(known, &tag)) {
        reply.status = StatusCode::NOT_MODIFIED;
        return Some(answer(reply));
    }
    for (encoding, extension) in [("br", "br"), ("gzip", "gz")] {
        if !accepts(asked, encoding) {
            continue;
        }
        let twin = place.with_file_name(format!("{name}.{extension}"));
        // A twin that is older than its file was packed from another one.
        let fresh = tokio::fs::metadata(&twin).await.is_ok_and(|twin| changed(&twin) >= changed(&about));
        if fresh && let Ok(bytes) = tokio::fs::read(&twin).await {
            reply.body = bytes;
            return Some(answer(reply.with("content-encoding", encoding)));
        }
    }
    reply.body = tokio::fs::read(place).await.ok()?;
    Some(answer(reply))
}

fn answer(reply: Reply) -> Response<Body> {
    reply.into_response()
}

/// When a file was last written, in nanoseconds since 1970.
fn changed(about: &std::fs::Metadata) -> u128 {
    let at = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
    at.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos()
}

/// Whether `If-None-Match` names that tag.
fn matches(known: &str, tag: &str) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known.trim() == "*" || known.split(',').any(|known| bare(known) == bare(tag))
}

/// Whether `Accept-Encoding` names that encoding without refusing it.
fn accepts(asked: &HeaderMap, encoding: &str) -> bool {
    text(asked, "accept-encoding").is_some_and(|list| {
        list.split(',').any(|item| {
            let mut parts = item.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
            let refused = parts.any(|weight| {
                weight.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q == 0.0))
            });
            named && !refused
        })
    })
}

/// Whether a name holds the fingerprint of its content, as `app-0123456789abcdef.js` does.
fn is_hashed(name: &str) -> bool {
    name.rsplit_once('-').and_then(|(_, rest)| rest.split_once('.')).is_some_and(|(hash, _)| {
        hash.len() == 16 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json; charset=utf-8",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "md" => "text/markdown; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "gz" => "application/gzip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_stay_inside_the_folder() {
        assert_eq!(place("/"), Some(PathBuf::from("index.html")));
        assert_eq!(place("/a/b.js"), Some(PathBuf::from("a/b.js")));
        assert_eq!(place("/a%20b.js"), Some(PathBuf::from("a b.js")));
        for path in [
            "/../x",
            "/a/../../x",
            "/%2e%2e/x",
            "/a/%2e%2e%2fx",
            "//etc/passwd",
            "/.git/config",
            "/a\\..\\x",
            "/%00",
        ] {
            assert_eq!(place(path), None, "{path}");
        }
    }

    #[test]
    fn only_fingerprints_are_kept_for_ever() {
        assert!(is_hashed("app-0123456789abcdef.js") && is_hashed("a-b_bg-0123456789abcdef.wasm"));
        for name in ["app.js", "app-1.js", "takaro-explorer-app.js", "app-0123456789ABCDEF.js"] {
            assert!(!is_hashed(name), "{name}");
        }
    }

    #[test]
    fn an_encoding_can_be_refused() {
        let asked = |list: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("accept-encoding", HeaderValue::from_static(list));
            headers
        };
        assert!(accepts(&asked("br;q=0.5, GZIP"), "gzip") && accepts(&asked("br;q=0.5"), "br"));
        assert!(!accepts(&asked("gzip;q=0"), "gzip") && !accepts(&HeaderMap::new(), "gzip"));
    }

    #[test]
    fn a_policy_names_origins_and_nothing_that_ends_a_directive() {
        let config = json!({"apiUrl": "https://api.example:8/x", "specUrl": "openapi.json",
            "allowedApiUrls": ["https://b.example; script-src *", "https://api.example:8", "http://c.example/"]});
        let policy = policy(config.as_object().unwrap());
        assert!(
            policy.contains("connect-src 'self' https://api.example:8 http://c.example; object-src"),
            "{policy}"
        );
    }
}
