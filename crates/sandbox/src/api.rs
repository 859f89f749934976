//! The API as a router: what every call goes through, in the order of the real server.
//!
//! The body is parsed and the page checked before anything is known of the caller's origin, so those answers carry no
//! CORS headers and a page on another origin sees only a failed fetch.

use crate::app::App;
use crate::body::{self, Unreadable};
use crate::call::{self, Call};
use crate::cors;
use crate::faults::{Fault, Kind};
use crate::paging;
use crate::reply::{Failure, Reply};
use crate::{caller, routes, sessions};
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{Method, Response, StatusCode, header};
use axum::routing::any;
use axum::{Router, body::to_bytes};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio_stream::StreamExt;

/// The largest upload, in bytes.
const LARGEST_UPLOAD: usize = 32 * 1024 * 1024;

/// How long a stalled call is held.
const STALL: Duration = Duration::from_secs(600);

/// How long a body waits before it breaks off.
const HEAD_GOES_OUT: Duration = Duration::from_millis(20);

/// All routes of the API. Others are left to whoever composes this router with another.
pub fn api(app: Arc<App>) -> Router {
    let mut router = Router::new();
    for path in routes::paths() {
        router = router.route(&path, any(answer)).route(&format!("{path}/"), any(answer));
    }
    router
        .route("/__faults", any(faults))
        .route("/__health", any(async || Reply::json(StatusCode::OK, &json!({"ok": true})).into_response()))
        .with_state(app)
}

/// The answer for a path that nobody serves.
pub fn unknown_route(app: &App, request: &Request) -> Response<Body> {
    let headers = request.headers();
    let mut reply = match cors::check(&app.options, headers) {
        Ok(()) => {
            let unknown = || Reply::unknown_route(request.method().as_str(), request.uri().path());
            let mut reply = cors::preflight(request.method(), headers).unwrap_or_else(unknown);
            cors::mark(&mut reply, headers);
            reply
        }
        Err(failure) => failure.into(),
    };
    reply.set("x-trace-id", &sessions::secret());
    reply.into_response()
}

async fn answer(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let path = call::decode(parts.uri.path());
    let bytes = match to_bytes(body, LARGEST_UPLOAD).await {
        Ok(bytes) => bytes,
        Err(_) => return traced(Failure::internal().into()).into_response(),
    };
    let mut call = Call {
        method: parts.method,
        path,
        query: call::pairs(parts.uri.query().unwrap_or_default()),
        headers: parts.headers,
        body: json!({}),
        raw: Vec::new(),
        paging: paging::Paging { page: f64::from(app.options.first_page), limit: 100.0 },
    };
    // Kept for the length of the answer; whoever gives up ends it.
    let fault = match call.method {
        Method::OPTIONS => None,
        _ => app.faults.strike(&call),
    };
    if let Some(reply) = before(fault.as_ref()).await {
        return traced(reply).into_response();
    }
    let shared = app.clone();
    let failing = fault.clone();
    // SQLite's calls block: they must not hold up the other connections of this thread.
    let worked = tokio::task::spawn_blocking(move || {
        let reply = work(&shared, &mut call, &bytes, failing.as_ref());
        let head = call.method == Method::HEAD;
        (reply, head)
    })
    .await;
    let (mut reply, head) = worked.unwrap_or_else(|_| (Failure::internal().into(), false));
    if head {
        reply.body.clear();
    }
    broken(traced(reply), fault.as_ref())
}

/// The call itself, in the order of the real server.
fn work(app: &App, call: &mut Call, bytes: &Bytes, fault: Option<&Fault>) -> Reply {
    let media_type = call.header("content-type").map(str::to_owned);
    let is_upload = media_type.as_deref().is_some_and(|media| media.starts_with("multipart/"));
    if bytes.len() > body::LARGEST && !is_upload {
        return Failure::internal().into();
    }
    call.body = match body::read(media_type.as_deref(), bytes) {
        Ok(value) => value,
        Err(Unreadable::Invalid) => return Failure::bad_request("Invalid JSON").into(),
        Err(Unreadable::Refused) => return Failure::internal().into(),
    };
    call.raw = bytes.to_vec();
    call.paging = match paging::check(&call.body, &call.query, app.options.first_page) {
        Ok(paging) => paging,
        Err(failure) => return failure.into(),
    };
    if let Err(failure) = cors::check(&app.options, &call.headers) {
        return failure.into();
    }
    let mut reply = match cors::preflight(&call.method, &call.headers) {
        Some(reply) => reply,
        None => match within(app, call, fault) {
            Some(reply) => reply,
            None => routes::route(app, call).unwrap_or_else(Reply::from),
        },
    };
    cors::mark(&mut reply, &call.headers);
    reply
}

/// The failures that the server itself answers with.
fn within(app: &App, call: &Call, fault: Option<&Fault>) -> Option<Reply> {
    let fault = fault?;
    match fault.kind {
        Kind::TooMany => {
            let seconds = fault.retry_after;
            Some(
                Reply::from(Failure::too_many_requests())
                    .with("retry-after", &seconds.to_string())
                    .with("x-ratelimit-limit", "100")
                    .with("x-ratelimit-remaining", "0")
                    // In milliseconds, as the real server's limiter has them.
                    .with("x-ratelimit-reset", &seconds.saturating_mul(1000).to_string()),
            )
        }
        Kind::Internal => Some(Failure::internal().into()),
        Kind::NotImplemented => Some(Failure::not_implemented().into()),
        Kind::Ajv => {
            let details = json!([{
                "instancePath": "/amount", "schemaPath": "#/properties/amount/type", "keyword": "type",
                "params": {"type": "number"}, "message": "must be number",
            }]);
            Some(Failure::invalid("Invalid config", details).into())
        }
        Kind::Map => {
            let details = json!({"limit": 60, "hint": "delete one that is not used"});
            Some(Failure::bad_request("There are too many already").detailed(details).into())
        }
        Kind::Expire => {
            if let Some(secret) = caller::secret(call) {
                app.sessions.end(secret);
            }
            None
        }
        _ => None,
    }
}

/// The failures that stand before the server: those of a proxy, and slowness.
async fn before(fault: Option<&Fault>) -> Option<Reply> {
    let page = |status: StatusCode, words: &str| {
        Reply::html(
            status,
            format!(
                "<html>\r\n<head><title>{words}</title></head>\r\n<body>\r\n<center><h1>{words}</h1></center>\r\n\
                 <hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
            ),
        )
    };
    let fault = fault?;
    match fault.kind {
        Kind::BadGateway => Some(page(StatusCode::BAD_GATEWAY, "502 Bad Gateway")),
        Kind::Unavailable => {
            Some(page(StatusCode::SERVICE_UNAVAILABLE, "503 Service Temporarily Unavailable"))
        }
        Kind::Stall => {
            tokio::time::sleep(STALL).await;
            Some(page(StatusCode::GATEWAY_TIMEOUT, "504 Gateway Time-out"))
        }
        Kind::Slow => {
            tokio::time::sleep(Duration::from_millis(fault.milliseconds)).await;
            None
        }
        _ => None,
    }
}

fn traced(mut reply: Reply) -> Reply {
    reply.set("x-trace-id", &sessions::secret());
    reply
}

/// The response; broken off where a fault wants that.
fn broken(reply: Reply, fault: Option<&Fault>) -> Response<Body> {
    let kind = fault.map(|fault| fault.kind);
    let sent = match kind {
        Some(Kind::Truncate) => reply.body.len() / 2,
        Some(Kind::Reset | Kind::Drop) => 0,
        _ => return reply.into_response(),
    };
    let whole = reply.body.len().max(1);
    let start = Bytes::copy_from_slice(&reply.body[..sent]);
    let mut response = reply.into_response();
    response.headers_mut().insert(header::CONTENT_LENGTH, whole.into());
    let first = (!start.is_empty()).then_some(Ok(start));
    let end = Err(std::io::Error::other("broken off on request"));
    let parts = tokio_stream::iter(first.into_iter().chain([end])).then(move |part| async move {
        // The head goes out while the body waits. A body that fails at once takes the head with it, and a browser that
        // got nothing at all on a connection used before sends the request again by itself, a write too.
        if part.is_err() && kind != Some(Kind::Drop) {
            tokio::time::sleep(HEAD_GOES_OUT).await;
        }
        part
    });
    *response.body_mut() = Body::from_stream(parts);
    response
}

/// `/__faults`: arms, lists and disarms failures. Pages of any allowed origin may ask.
async fn faults(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    // Before anything is done: a page that may not read the answer may not arm anything either.
    let result = match cors::check(&app.options, &parts.headers) {
        Ok(_) => change_faults(&app, parts.method, body).await,
        Err(failure) => Err(failure),
    };
    let mut reply = result.unwrap_or_else(Reply::from);
    cors::mark(&mut reply, &parts.headers);
    traced(reply).into_response()
}

async fn change_faults(app: &App, method: Method, body: Body) -> Result<Reply, Failure> {
    match method {
        Method::GET => Ok(Reply::json(StatusCode::OK, &json!({"next": app.faults.show()}))),
        Method::DELETE => {
            app.faults.clear();
            Ok(Reply::json(StatusCode::OK, &json!({"next": []})))
        }
        Method::POST => match to_bytes(body, body::LARGEST).await {
            Ok(bytes) => match serde_json::from_slice::<Value>(&bytes) {
                Ok(value) => app
                    .faults
                    .arm(&value)
                    .map(|()| Reply::json(StatusCode::OK, &json!({"next": app.faults.show()}))),
                Err(error) => Err(Failure::bad_request(format!("The body is no JSON: {error}"))),
            },
            Err(_) => Err(Failure::bad_request("The body is over 1 MB")),
        },
        Method::OPTIONS => Ok(Reply::empty(StatusCode::NO_CONTENT)
            .with("access-control-allow-methods", "GET,POST,DELETE")
            .with("access-control-allow-headers", "content-type")),
        _ => Err(Failure::not_found("Use GET, POST or DELETE")),
    }
}
