//! A stand-in for Takaro's dashboard: Ory Kratos' self-service flows, and pages to log in with.
//!
//! The session it gives is the same as in production: a cookie that no page can read, which the browser sends to
//! every port of this host, the API's among them.

mod flow;
mod page;
mod shape;

use crate::app::App;
use crate::call::{cookie, encode, pairs, text};
use crate::options::origin;
use crate::reply::Reply;
use crate::sessions::{LIFETIME, Session, secret};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{delete, get, post};
use flow::{Flow, Flows, Kind};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The cookie that holds the session, by Kratos' name.
pub const SESSION_COOKIE: &str = "ory_kratos_session";

/// The cookie that ties a log-in form to the browser that asked for it.
const CSRF_COOKIE: &str = "csrf_token_practice";

/// What the requests to the dashboard share.
struct Dashboard {
    app: Arc<App>,
    flows: Flows,
    /// The logout token of each session, by the session's secret.
    logouts: Mutex<BTreeMap<String, String>>,
}

/// The routes of the dashboard's origin.
pub fn dashboard(app: Arc<App>) -> Router {
    let dashboard = Arc::new(Dashboard { app, flows: Flows::default(), logouts: Mutex::default() });
    Router::new()
        .route("/", get(home))
        .route("/login", get(login_page))
        .route("/style.css", get(style))
        .route("/icon.svg", get(icon))
        .route("/self-service/login/browser", get(begin_in_browser))
        .route("/self-service/login/api", get(begin_natively))
        .route("/self-service/login/flows", get(show_flow))
        .route("/self-service/login", post(log_in))
        .route("/sessions/whoami", get(whoami))
        .route("/self-service/logout/browser", get(begin_logout))
        .route("/self-service/logout", get(log_out))
        .route("/self-service/logout/api", delete(log_out_natively))
        .route("/health/alive", get(health))
        .route("/health/ready", get(health))
        .fallback(unknown)
        .layer(middleware::from_fn_with_state(dashboard.clone(), guard))
        .with_state(dashboard)
}

/// Lets pages of allowed origins call with cookies, and adds the headers that every answer carries.
async fn guard(State(dashboard): State<Arc<Dashboard>>, request: Request, next: Next) -> Response {
    let options = &dashboard.app.options;
    let from = text(request.headers(), "origin").filter(|from| options.allows(from)).map(str::to_owned);
    let policy = page::policy(options, text(request.headers(), "host"));
    let preflight = *request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if preflight {
        let asked = text(request.headers(), "access-control-request-headers").unwrap_or_default();
        let mut reply = Reply::empty(StatusCode::NO_CONTENT);
        if from.is_some() {
            reply.set("access-control-allow-methods", "GET, POST, PUT, PATCH, DELETE");
            reply.set("access-control-allow-headers", asked);
        }
        reply.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(from) = from.and_then(|from| HeaderValue::from_str(&from).ok()) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, from);
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

impl Dashboard {
    /// The session that a request carries, by Kratos' order: its own header, the cookie, a Bearer token.
    fn session(&self, headers: &HeaderMap) -> Option<Session> {
        let bearer = text(headers, "authorization").and_then(|value| value.strip_prefix("Bearer "));
        let token =
            text(headers, "x-session-token").or_else(|| cookie(headers, SESSION_COOKIE)).or(bearer)?;
        self.app.sessions.find(token)
    }

    /// The dashboard's own address, under the name by which it was asked.
    fn base(&self, headers: &HeaderMap) -> String {
        self.app.options.stand_in_for(text(headers, "host"))
    }

    /// Where to go after a log-in or a logout: only to the sandbox's own pages and to allowed origins.
    fn allowed_return(&self, wanted: &str) -> bool {
        let inside = wanted.starts_with('/') && !wanted.starts_with("//") && !wanted.contains('\\');
        let printable = wanted.bytes().all(|byte| (0x21..0x7f).contains(&byte));
        printable && (inside || origin(wanted).is_some_and(|origin| self.app.options.allows(origin)))
    }

    /// Where the one who logged in goes.
    fn landing(&self, return_to: Option<&str>, headers: &HeaderMap) -> String {
        return_to.map_or_else(|| self.app.options.app_for(text(headers, "host")), str::to_owned)
    }

    /// The token by which a session's own browser ends it. It is not the session's secret, which no page may see.
    fn logout_token(&self, session: &Session) -> String {
        let mut logouts = self.logouts.lock().unwrap_or_else(PoisonError::into_inner);
        logouts.retain(|token, _| self.app.sessions.find(token).is_some());
        logouts.entry(session.token.clone()).or_insert_with(secret).clone()
    }
}

async fn home(State(dashboard): State<Arc<Dashboard>>, headers: HeaderMap, uri: Uri) -> Response {
    match dashboard.session(&headers) {
        Some(session) => {
            let app = dashboard.app.options.app_for(text(&headers, "host"));
            page::home(&session.account, &app, &dashboard.logout_token(&session)).into_response()
        }
        None => see(&with_query("/self-service/login/browser", &uri)),
    }
}

async fn login_page(State(dashboard): State<Arc<Dashboard>>, headers: HeaderMap, uri: Uri) -> Response {
    let query = query(&uri);
    let flow = param(&query, "flow").and_then(|id| dashboard.flows.find(id)).filter(Flow::is_alive);
    match flow {
        Some(flow) if flow.belongs_to(cookie(&headers, CSRF_COOKIE)) => {
            page::login(&flow, param(&query, "as")).into_response()
        }
        // A form that is too old, or another browser's: begin anew.
        _ => see(&with_query("/self-service/login/browser", &uri)),
    }
}

async fn style() -> Response {
    Reply::bytes(StatusCode::OK, "text/css; charset=utf-8", include_str!("dashboard/style.css"))
        .with("cache-control", "no-cache")
        .into_response()
}

async fn icon() -> Response {
    Reply::bytes(StatusCode::OK, "image/svg+xml", include_str!("dashboard/icon.svg"))
        .with("cache-control", "no-cache")
        .into_response()
}

async fn health() -> Response {
    Reply::json(StatusCode::OK, &serde_json::json!({"status": "ok"})).into_response()
}

async fn unknown(method: Method, uri: Uri) -> Response {
    Reply::unknown_route(method.as_str(), uri.path()).into_response()
}

/// A browser wants to log in. A page is led to the form; a script gets the form's description.
async fn begin_in_browser(State(dashboard): State<Arc<Dashboard>>, headers: HeaderMap, uri: Uri) -> Response {
    let query = query(&uri);
    let return_to = param(&query, "return_to");
    if let Some(wanted) = return_to
        && !dashboard.allowed_return(wanted)
    {
        let why = format!("Requested return_to URL \"{wanted}\" is not allowed.");
        let failure = shape::Failure::new(StatusCode::BAD_REQUEST, None, why, shape::MALFORMED);
        return refuse(&headers, failure);
    }
    let refresh = param(&query, "refresh") == Some("true");
    if !refresh && dashboard.session(&headers).is_some() {
        if wants_json(&headers) {
            return refuse(&headers, shape::Failure::already_logged_in());
        }
        return see(&dashboard.landing(return_to, &headers));
    }
    // The cookie stays the same over several forms, so that two tabs do not lock each other out.
    let known = cookie(&headers, CSRF_COOKIE).filter(|known| known.len() == 32).map(str::to_owned);
    let tie = known.unwrap_or_else(secret);
    let asked = format!("{}{uri}", dashboard.base(&headers));
    let flow = Flow::begin(Kind::Browser { tie: tie.clone() }, asked, return_to.map(str::to_owned), refresh);
    let answer = if wants_json(&headers) {
        Reply::json(StatusCode::OK, &shape::flow(&flow, &dashboard.base(&headers)))
    } else {
        Reply::redirect(StatusCode::SEE_OTHER, &format!("/login?flow={}", flow.id))
    };
    dashboard.flows.keep(flow);
    let tied = format!("{CSRF_COOKIE}={tie}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax");
    answer.with("set-cookie", &tied).into_response()
}

/// A program without a browser wants to log in.
async fn begin_natively(State(dashboard): State<Arc<Dashboard>>, headers: HeaderMap, uri: Uri) -> Response {
    let refresh = param(&query(&uri), "refresh") == Some("true");
    if !refresh && dashboard.session(&headers).is_some() {
        return refuse_in_json(shape::Failure::already_logged_in());
    }
    let flow = Flow::begin(Kind::Native, format!("{}{uri}", dashboard.base(&headers)), None, refresh);
    let described = shape::flow(&flow, &dashboard.base(&headers));
    dashboard.flows.keep(flow);
    Reply::json(StatusCode::OK, &described).into_response()
}

async fn show_flow(State(dashboard): State<Arc<Dashboard>>, headers: HeaderMap, uri: Uri) -> Response {
    let query = query(&uri);
    let Some(flow) = param(&query, "id").and_then(|id| dashboard.flows.find(id)) else {
        return refuse_in_json(shape::Failure::no_flow());
    };
    if !flow.belongs_to(cookie(&headers, CSRF_COOKIE)) {
        return refuse_in_json(shape::Failure::forged());
    }
    if !flow.is_alive() {
        return refuse_in_json(shape::Failure::expired(&flow));
    }
    Reply::json(StatusCode::OK, &shape::flow(&flow, &dashboard.base(&headers))).into_response()
}

/// The form comes back, filled in.
async fn log_in(
    State(dashboard): State<Arc<Dashboard>>,
    headers: HeaderMap,
    uri: Uri,
    body: Bytes,
) -> Response {
    let query = query(&uri);
    let Some(mut flow) = param(&query, "flow").and_then(|id| dashboard.flows.find(id)) else {
        return refuse(&headers, shape::Failure::no_flow());
    };
    if !flow.is_alive() {
        return refuse(&headers, shape::Failure::expired(&flow));
    }
    let fields = fields(&headers, &body);
    let field = |name: &str| param(&fields, name).unwrap_or_default();
    if !flow.belongs_to(cookie(&headers, CSRF_COOKIE)) || !flow.accepts(field("csrf_token")) {
        return refuse(&headers, shape::Failure::forged());
    }
    let native = flow.kind == Kind::Native;
    let in_json = native || wants_json(&headers);
    let Some(session) = dashboard.app.sessions.login(field("identifier"), field("password")) else {
        flow.identifier = field("identifier").to_owned();
        flow.failed = true;
        let answer = if in_json {
            Reply::json(StatusCode::BAD_REQUEST, &shape::flow(&flow, &dashboard.base(&headers)))
        } else {
            Reply::redirect(StatusCode::SEE_OTHER, &format!("/login?flow={}", flow.id))
        };
        dashboard.flows.keep(flow);
        return answer.into_response();
    };
    dashboard.flows.remove(&flow.id);
    // Logging in anew leaves no forgotten session behind.
    if let Some(old) = cookie(&headers, SESSION_COOKIE).filter(|_| !native) {
        dashboard.app.sessions.end(old);
    }
    if native {
        return Reply::json(StatusCode::OK, &shape::native_login(&session, &dashboard.base(&headers)))
            .into_response();
    }
    let answer = if in_json {
        Reply::json(StatusCode::OK, &shape::browser_login(&session, &dashboard.base(&headers)))
    } else {
        Reply::redirect(StatusCode::SEE_OTHER, &dashboard.landing(flow.return_to.as_deref(), &headers))
    };
    let given = format!(
        "{SESSION_COOKIE}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax",
        session.token,
        LIFETIME.as_secs()
    );
    answer.with("set-cookie", &given).into_response()
}

async fn whoami(State(dashboard): State<Arc<Dashboard>>, headers: HeaderMap) -> Response {
    match dashboard.session(&headers) {
        Some(session) => {
            let described = shape::session(&session, &dashboard.base(&headers));
            let id = described["identity"]["id"].as_str().unwrap_or_default().to_owned();
            Reply::json(StatusCode::OK, &described)
                .with("x-kratos-authenticated-identity-id", &id)
                .into_response()
        }
        None => refuse_in_json(shape::Failure::no_session()),
    }
}

/// Where a browser finds the address that ends its session: only who holds the cookie learns it.
async fn begin_logout(State(dashboard): State<Arc<Dashboard>>, headers: HeaderMap, uri: Uri) -> Response {
    let Some(session) = cookie(&headers, SESSION_COOKIE).and_then(|token| dashboard.app.sessions.find(token))
    else {
        return refuse_in_json(shape::Failure::no_session());
    };
    let token = dashboard.logout_token(&session);
    let query = query(&uri);
    let back = param(&query, "return_to").filter(|wanted| dashboard.allowed_return(wanted));
    let back = back.map_or_else(String::new, |wanted| format!("&return_to={}", encode(wanted)));
    let described = serde_json::json!({
        "logout_url": format!("{}/self-service/logout?token={token}{back}", dashboard.base(&headers)),
        "logout_token": token,
    });
    Reply::json(StatusCode::OK, &described).into_response()
}

async fn log_out(State(dashboard): State<Arc<Dashboard>>, headers: HeaderMap, uri: Uri) -> Response {
    let query = query(&uri);
    let session = cookie(&headers, SESSION_COOKIE).and_then(|token| dashboard.app.sessions.find(token));
    if let Some(session) = session {
        if param(&query, "token") != Some(dashboard.logout_token(&session).as_str()) {
            return refuse(&headers, shape::Failure::wrong_logout_token());
        }
        dashboard.app.sessions.end(&session.token);
    }
    let back = param(&query, "return_to").filter(|wanted| dashboard.allowed_return(wanted));
    let answer = if wants_json(&headers) {
        Reply::empty(StatusCode::NO_CONTENT)
    } else {
        Reply::redirect(StatusCode::SEE_OTHER, back.unwrap_or("/self-service/login/browser"))
    };
    let gone = format!("{SESSION_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    answer.with("set-cookie", &gone).into_response()
}

async fn log_out_natively(State(dashboard): State<Arc<Dashboard>>, body: Bytes) -> Response {
    let read: Value = serde_json::from_slice(&body).unwrap_or_default();
    match read["session_token"].as_str() {
        None => refuse_in_json(shape::Failure::new(
            StatusCode::BAD_REQUEST,
            None,
            "The request body needs a `session_token`.".to_owned(),
            shape::MALFORMED,
        )),
        Some(token) if dashboard.app.sessions.end(token) => {
            Reply::empty(StatusCode::NO_CONTENT).into_response()
        }
        Some(_) => refuse_in_json(shape::Failure::unknown_token()),
    }
}

fn refuse(headers: &HeaderMap, failure: shape::Failure) -> Response {
    if wants_json(headers) { refuse_in_json(failure) } else { page::refusal(&failure).into_response() }
}

fn refuse_in_json(failure: shape::Failure) -> Response {
    Reply::json(failure.status, &failure.body()).into_response()
}

fn see(place: &str) -> Response {
    Reply::redirect(StatusCode::SEE_OTHER, place).into_response()
}

/// Whether the one who asks is a script. A browser that opens a page names HTML first.
fn wants_json(headers: &HeaderMap) -> bool {
    let accept = text(headers, "accept").unwrap_or_default();
    match (accept.find("application/json"), accept.find("text/html")) {
        (Some(json), Some(html)) => json < html,
        (Some(_), None) => true,
        (None, Some(_)) => false,
        (None, None) => {
            text(headers, "content-type").is_some_and(|kind| kind.starts_with("application/json"))
        }
    }
}

/// The fields of a form, however it was sent.
fn fields(headers: &HeaderMap, body: &[u8]) -> Vec<(String, String)> {
    if text(headers, "content-type").is_some_and(|kind| kind.starts_with("application/json")) {
        let read: Value = serde_json::from_slice(body).unwrap_or_default();
        let entries = read.as_object().into_iter().flatten();
        return entries.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect();
    }
    pairs(&String::from_utf8_lossy(body))
}

fn query(uri: &Uri) -> Vec<(String, String)> {
    pairs(uri.query().unwrap_or_default())
}

fn param<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Leads elsewhere and keeps only what says where to go afterwards.
fn with_query(place: &str, uri: &Uri) -> String {
    match param(&query(uri), "return_to") {
        Some(wanted) => format!("{place}?return_to={}", encode(wanted)),
        None => place.to_owned(),
    }
}
