//! Which pages may call: the rules and headers of the real server.

use crate::call::text;
use crate::options::Options;
use crate::reply::{Failure, Reply};
use axum::http::{HeaderMap, Method, StatusCode};

/// Whether a page of the asking origin may call; a call without `Origin` comes from no page.
///
/// # Errors
/// 400, to be sent without any of the headers of [`mark`].
pub fn check(options: &Options, headers: &HeaderMap) -> Result<(), Failure> {
    match text(headers, "origin") {
        Some(origin) if !options.allows(origin) => Err(Failure::bad_request("Not allowed by CORS")),
        _ => Ok(()),
    }
}

/// Adds the headers that let the page read the answer.
pub fn mark(reply: &mut Reply, headers: &HeaderMap) {
    if let Some(origin) = text(headers, "origin") {
        reply.set("access-control-allow-origin", origin);
    }
    if !reply.headers.contains_key("vary") {
        reply.set("vary", "Origin");
    }
    reply.set("access-control-allow-credentials", "true");
    reply.set("access-control-expose-headers", "X-Trace-Id");
}

/// The answer to a preflight, whatever its path; `None` when the call is none.
pub fn preflight(method: &Method, headers: &HeaderMap) -> Option<Reply> {
    if method != Method::OPTIONS {
        return None;
    }
    let mut reply = Reply::empty(StatusCode::NO_CONTENT);
    reply.set("vary", "Origin, Access-Control-Request-Headers");
    reply.set("access-control-allow-methods", "GET,HEAD,PUT,PATCH,POST,DELETE");
    if let Some(asked) = text(headers, "access-control-request-headers") {
        reply.set("access-control-allow-headers", asked);
    }
    Some(reply)
}
