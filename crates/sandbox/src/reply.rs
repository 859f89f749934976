//! Answers: the envelope, and every failure the server knows.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::{Map, Value, json};

/// An answer before it becomes an HTTP response; the layers above may still add headers to it, or break it on purpose.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    /// An empty answer.
    pub fn empty(status: StatusCode) -> Self {
        Reply { status, headers: HeaderMap::new(), body: Vec::new() }
    }

    /// Any bytes with their media type.
    pub fn bytes(status: StatusCode, media_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        let mut reply = Reply::empty(status);
        reply.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        reply.body = body.into();
        reply
    }

    /// JSON without the envelope.
    pub fn json(status: StatusCode, value: &Value) -> Self {
        Reply::bytes(status, "application/json; charset=utf-8", value.to_string())
    }

    /// `{"meta":{},"data":…}`.
    pub fn data(data: Value) -> Self {
        Reply::json(StatusCode::OK, &json!({"meta": {}, "data": data}))
    }

    /// An HTML page.
    pub fn html(status: StatusCode, page: impl Into<Vec<u8>>) -> Self {
        Reply::bytes(status, "text/html; charset=utf-8", page)
    }

    /// A redirect.
    pub fn redirect(status: StatusCode, to: &str) -> Self {
        let mut reply =
            Reply::bytes(status, "text/plain; charset=utf-8", format!("Found. Redirecting to {to}"));
        reply.set("location", to);
        reply
    }

    /// What Express says about a route that it does not have.
    pub fn unknown_route(method: &str, path: &str) -> Self {
        let page = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Error</title>\n</head>\n\
             <body>\n<pre>Cannot {} {}</pre>\n</body>\n</html>\n",
            escape(method),
            escape(path)
        );
        Reply::html(StatusCode::NOT_FOUND, page)
    }

    /// Adds a header; a value that no header may carry is left out.
    pub fn add(&mut self, name: &'static str, value: &str) {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.append(HeaderName::from_static(name), value);
        }
    }

    /// Sets a header in place of any of that name.
    pub fn set(&mut self, name: &'static str, value: &str) {
        self.headers.remove(name);
        self.add(name, value);
    }

    /// The same answer with one more header.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    pub fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

/// Text made safe inside HTML, in elements and in quoted attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// A failure in the server's words.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    pub status: StatusCode,
    pub code: &'static str,
    pub message: String,
    pub details: Option<Value>,
}

impl Failure {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Failure { status, code, message: message.into(), details: None }
    }
    /// 400 by a rule of a field; `details` as class-validator gives them.
    pub fn validation(details: Vec<Value>) -> Self {
        Failure::new(StatusCode::BAD_REQUEST, "ValidationError", "Validation error")
            .detailed(Value::Array(details))
    }
    /// 400 ValidationError with words of its own (the page/limit check).
    pub fn invalid(message: impl Into<String>, details: Value) -> Self {
        Failure::new(StatusCode::BAD_REQUEST, "ValidationError", message).detailed(details)
    }
    pub fn bad_request(message: impl Into<String>) -> Self {
        Failure::new(StatusCode::BAD_REQUEST, "BadRequestError", message)
    }
    pub fn unauthorized() -> Self {
        Failure::new(StatusCode::UNAUTHORIZED, "UnauthorizedError", "Not authorized")
    }
    pub fn forbidden() -> Self {
        Failure::new(StatusCode::FORBIDDEN, "ForbiddenError", "Forbidden")
    }
    pub fn not_found(message: impl Into<String>) -> Self {
        Failure::new(StatusCode::NOT_FOUND, "NotFoundError", message)
    }
    pub fn conflict(message: impl Into<String>) -> Self {
        Failure::new(StatusCode::CONFLICT, "ConflictError", message)
    }
    pub fn too_many_requests() -> Self {
        Failure::new(StatusCode::TOO_MANY_REQUESTS, "TooManyRequestsError", "Too many requests")
    }
    pub fn internal() -> Self {
        Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError", "Internal server error")
    }
    pub fn not_implemented() -> Self {
        Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "NotImplementedError", "Not implemented")
    }
    /// The same failure with details.
    pub fn detailed(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }
}

impl From<Failure> for Reply {
    fn from(failure: Failure) -> Reply {
        let mut error = Map::new();
        error.insert("code".into(), failure.code.into());
        if let Some(details) = failure.details {
            error.insert("details".into(), details);
        }
        error.insert("message".into(), failure.message.into());
        Reply::json(failure.status, &json!({"meta": {"error": error}, "data": {}}))
    }
}

/// What a failing statement becomes: a broken unique index is the caller's doing, all else is an error of the server's.
impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Failure {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::ConstraintViolation) => {
                Failure::conflict("Unique constraint violation")
            }
            _ => Failure::internal(),
        }
    }
}
