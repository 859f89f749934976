//! What is sent, and what is refused before it is sent.

use crate::url;
use query::Query;
use serde_json::Value;
use std::fmt;

/// Takaro's limit for a request body, in bytes. The server answers a larger one without CORS headers, so a page on
/// another origin would see nothing but a failed fetch: such a body is refused before it is sent.
pub const MAX_BODY: usize = 1024 * 1024;

/// The smallest and largest `limit` that the server takes. Others are answered before CORS headers are set, as too
/// large bodies are.
pub const LIMITS: std::ops::RangeInclusive<i64> = 1..=1000;

/// An HTTP method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// `GET`
    #[default]
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
    /// `HEAD`
    Head,
    /// `OPTIONS`
    Options,
    /// `TRACE`, which browsers refuse to send.
    Trace,
    /// `QUERY`: asks as `GET` does, with a body.
    Query,
}

impl Method {
    /// Reads a method in any case: documents write `get`, people write `GET`.
    pub fn parse(text: &str) -> Option<Method> {
        Method::ALL.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(text))
    }

    /// All of them.
    pub const ALL: [Method; 9] = [
        Method::Get,
        Method::Post,
        Method::Put,
        Method::Patch,
        Method::Delete,
        Method::Head,
        Method::Options,
        Method::Trace,
        Method::Query,
    ];

    /// As it is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
            Method::Head => "HEAD",
            Method::Options => "OPTIONS",
            Method::Trace => "TRACE",
            Method::Query => "QUERY",
        }
    }

    /// Whether a body may be sent with it. Browsers throw on a body with `GET` and `HEAD`.
    pub fn takes_body(self) -> bool {
        matches!(self, Method::Post | Method::Put | Method::Patch | Method::Delete | Method::Query)
    }

    /// Whether sending it twice does the same as once and changes nothing. A `POST` may also be safe (every search
    /// is one), which only its caller knows.
    pub fn is_safe(self) -> bool {
        matches!(self, Method::Get | Method::Head | Method::Options | Method::Trace | Method::Query)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The body of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Body {
    /// None.
    #[default]
    None,
    /// JSON as text, sent exactly so: a person may send broken JSON on purpose, to see what happens.
    Json(String),
    /// Any other text with its type.
    Text {
        /// `Content-Type`.
        content_type: String,
        /// The text.
        text: String,
    },
    /// Names and values, sent as `application/x-www-form-urlencoded`.
    Form(Vec<(String, String)>),
}

impl Body {
    /// The `Content-Type` that belongs to it.
    pub fn content_type(&self) -> Option<&str> {
        match self {
            Body::None => None,
            Body::Json(_) => Some("application/json"),
            Body::Text { content_type, .. } => Some(content_type),
            Body::Form(_) => Some("application/x-www-form-urlencoded"),
        }
    }

    /// The text that goes over the wire.
    pub fn text(&self) -> Option<String> {
        match self {
            Body::None => None,
            Body::Json(text) | Body::Text { text, .. } => Some(text.clone()),
            Body::Form(pairs) => Some(crate::url::form(pairs)),
        }
    }

    /// Its size on the wire, in bytes.
    pub fn len(&self) -> usize {
        match self {
            Body::None => 0,
            Body::Json(text) | Body::Text { text, .. } => text.len(),
            Body::Form(pairs) => crate::url::form(pairs).len(),
        }
    }

    /// Whether nothing is sent.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// One request, whole: nothing is added to it when it is sent but what stands here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The absolute address, percent-encoded; [`crate::url::build`] makes it.
    pub url: String,
    /// Headers in order. `Content-Type` is added from the body where it is missing here.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
    /// The domain to act on, sent as `X-Takaro-Domain`.
    pub domain: Option<String>,
    /// Give up after so many milliseconds without the whole answer.
    pub timeout_ms: Option<u32>,
}

/// Why a request is not worth sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The body is larger than [`MAX_BODY`]; its size in bytes.
    TooLarge(usize),
    /// The body says it is JSON and is not; where, in words.
    BrokenJson(String),
    /// `page` or `limit` is none that the server takes; which, in words.
    Paging(String),
    /// A header that no browser sends: its name, or its value, holds characters that cannot stand there.
    BadHeader(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::TooLarge(size) => write!(
                f,
                "The body is {} long; the server takes 1 MB at most. Send fewer values at once.",
                crate::words::bytes(*size)
            ),
            Refusal::BrokenJson(place) => write!(f, "The body is not JSON: {place}."),
            Refusal::Paging(words) => f.write_str(words),
            Refusal::BadHeader(name) => write!(
                f,
                "The header {name:?} cannot be sent: a name has letters, digits and hyphens, a value no line breaks and \
                 no characters beyond Latin-1."
            ),
        }
    }
}

impl Request {
    /// A request without headers and body.
    pub fn new(method: Method, url: impl Into<String>) -> Request {
        Request { method, url: url.into(), ..Request::default() }
    }

    /// A search: `POST` of a query to an absolute address.
    ///
    /// ```
    /// use client::{Body, Request};
    /// let request = Request::search("https://api.example.com/user/search", &query::Query::default());
    /// assert_eq!(request.body, Body::Json("{}".into()));
    /// ```
    pub fn search(url: impl Into<String>, query: &Query) -> Request {
        Request { body: Body::Json(query.to_json().to_string()), ..Request::new(Method::Post, url) }
    }

    /// The same request with one more header.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Request {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Whether it asks for a token with e-mail and password.
    ///
    /// ```
    /// use client::{Method, Request};
    /// assert!(Request::new(Method::Post, "https://api.example.com/login").is_log_in());
    /// assert!(!Request::new(Method::Post, "https://api.example.com/logout").is_log_in());
    /// ```
    pub fn is_log_in(&self) -> bool {
        self.method == Method::Post && self.path().ends_with("/login")
    }

    /// Whether it ends a session.
    pub(crate) fn is_log_out(&self) -> bool {
        self.method == Method::Post && self.path().ends_with("/logout")
    }

    /// The address's path, without a slash at its end.
    pub(crate) fn path(&self) -> &str {
        url::path(&self.url).trim_end_matches('/')
    }

    /// All headers as they are sent: those that were given, then what body and domain add.
    pub fn all_headers(&self) -> Vec<(String, String)> {
        let mut headers = self.headers.clone();
        let mut add = |name: &str, value: &str| {
            if !headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name)) {
                headers.push((name.into(), value.into()));
            }
        };
        if let Some(content_type) = self.body.content_type() {
            add("Content-Type", content_type);
        }
        if let Some(domain) = &self.domain {
            add("X-Takaro-Domain", domain);
        }
        headers
    }

    /// The first header that cannot be sent, if there is one.
    pub fn bad_header(&self) -> Option<Refusal> {
        let bad = |(name, value): &(String, String)| !is_header_name(name) || !is_header_value(value);
        self.all_headers().into_iter().find(bad).map(|(name, _)| Refusal::BadHeader(name))
    }

    /// What cannot be sent, or would be answered without CORS headers, found before: a header that browsers refuse, a
    /// body over 1 MB, broken JSON, a page or limit out of bounds. A page on another origin could not read those answers.
    ///
    /// ```
    /// use client::{Body, Method, Refusal, Request};
    /// let mut request = Request::new(Method::Post, "https://api.example.com/user/search");
    /// request.body = Body::Json(r#"{"limit": 5000}"#.into());
    /// assert_eq!(request.refusals(), [Refusal::Paging("limit goes from 1 to 1000, not 5000.".into())]);
    /// ```
    pub fn refusals(&self) -> Vec<Refusal> {
        let mut found: Vec<Refusal> = self.bad_header().into_iter().collect();
        let size = self.body.len();
        if size > MAX_BODY {
            found.push(Refusal::TooLarge(size));
        }
        let Body::Json(text) = &self.body else { return found };
        match serde_json::from_str::<Value>(text) {
            Ok(value) => found.extend(paging(&value)),
            Err(problem) => found.push(Refusal::BrokenJson(problem.to_string())),
        }
        found
    }
}

/// What HTTP allows as a header's name.
fn is_header_name(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// What browsers allow as a header's value: bytes, so Latin-1, without line breaks and NUL.
fn is_header_value(value: &str) -> bool {
    value.chars().all(|sign| u32::from(sign) <= 0xFF && !matches!(sign, '\r' | '\n' | '\0'))
}

/// The server reads `page` and `limit` of every body leniently first (a number in a string passes here and is
/// refused later, in an answer that can be read), so only what fails that reading is found.
fn paging(body: &Value) -> Vec<Refusal> {
    let number = |key: &str| -> Option<(i64, String)> {
        let value = body.get(key)?;
        let read = match value {
            // Fractions are refused later, in an answer that can be read; only the bounds count here.
            Value::Number(number) => {
                number.as_i64().or_else(|| number.as_f64().map(|number| number.floor() as i64))?
            }
            Value::String(text) => text.trim().parse().ok()?,
            _ => return None,
        };
        Some((read, value.to_string()))
    };
    let mut found = Vec::new();
    if let Some((page, text)) = number("page")
        && page < 0
    {
        found.push(Refusal::Paging(format!("page counts from 0, and {text} is below that.")));
    }
    if let Some((limit, text)) = number("limit")
        && !LIMITS.contains(&limit)
    {
        found.push(Refusal::Paging(format!(
            "limit goes from {} to {}, not {text}.",
            LIMITS.start(),
            LIMITS.end()
        )));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_read_in_any_case_and_written_in_capitals() {
        for method in Method::ALL {
            assert_eq!(Method::parse(&method.as_str().to_lowercase()), Some(method));
        }
        assert_eq!(Method::parse("FETCH"), None);
    }

    #[test]
    fn given_headers_win_over_those_of_body_and_domain() {
        let mut request = Request::new(Method::Post, "/x").header("content-type", "application/vnd.api+json");
        request.body = Body::Json("{}".into());
        request.domain = Some("d1".into());
        assert_eq!(
            request.all_headers(),
            [
                ("content-type".into(), "application/vnd.api+json".into()),
                ("X-Takaro-Domain".to_string(), "d1".to_string())
            ]
        );
    }

    #[test]
    fn headers_that_no_browser_sends_are_found() {
        let with = |name: &str, value: &str| Request::new(Method::Get, "/x").header(name, value).refusals();
        assert!(with("X-Ünique", "a").len() == 1 && with("", "a").len() == 1 && with("a b", "a").len() == 1);
        assert!(with("X-A", "a\r\nX-B: c").len() == 1 && with("X-A", "€").len() == 1);
        assert!(with("X-A", "é, \t and more").is_empty());
        let in_domain = Request { domain: Some("\n".into()), ..Request::new(Method::Get, "/x") };
        assert_eq!(in_domain.refusals(), [Refusal::BadHeader("X-Takaro-Domain".into())]);
    }

    #[test]
    fn what_the_server_answers_unreadably_is_found_before_sending() {
        let refusals = |text: &str| {
            let mut request = Request::new(Method::Post, "/x");
            request.body = Body::Json(text.into());
            request.refusals()
        };
        assert!(refusals("{}").is_empty());
        assert!(refusals(r#"{"page":0,"limit":1000}"#).is_empty());
        assert!(matches!(refusals(r#"{"page":-1}"#)[..], [Refusal::Paging(_)]));
        assert!(matches!(refusals(r#"{"limit":"0"}"#)[..], [Refusal::Paging(_)]));
        assert!(matches!(refusals(r#"{"a":1,}"#)[..], [Refusal::BrokenJson(_)]));
        let large = format!("\"{}\"", "x".repeat(MAX_BODY));
        assert_eq!(refusals(&large), [Refusal::TooLarge(MAX_BODY + 2)]);
        assert!(refusals(&large)[0].to_string().contains("1 MB"));
    }
}
