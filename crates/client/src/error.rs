//! An error answer, whoever wrote it: Takaro, a proxy in front of it, or nobody because the connection broke.

use crate::details;
use crate::html;
use crate::reply::Reply;
use crate::retry;
use serde_json::Value;

/// One thing that was wrong with the request, at one place of it.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldError {
    /// The way to the place: `["filters", "key", "0"]`. Empty when it concerns the whole.
    pub path: Vec<String>,
    /// The server's words.
    pub message: String,
    /// The rule that was broken, as the server names it (`isUuid`, `min`, `whitelistValidation`), or empty.
    pub rule: String,
    /// The value that was refused, unless it is a secret.
    pub value: Option<Value>,
}

/// Of an answer that is JSON, and would be more than the stack can hold.
pub(crate) const TOO_DEEP: &str = "The answer is nested too deep";

impl FieldError {
    /// The path as people write it: `filters.key.0`.
    pub fn place(&self) -> String {
        self.path.join(".")
    }
}

/// An error answer.
///
/// `target`, in which the server echoes the whole request (a login's password included), is dropped at any depth,
/// and so are values under names such as `password`; what stands here may be shown, kept and shared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ApiError {
    /// Takaro's code (`ValidationError`, …), `HttpError` for an answer that is not Takaro's (an HTML page, a text,
    /// nothing), `BrokenReply` for JSON that cannot be read.
    pub code: String,
    /// The server's words, as plain text.
    pub message: String,
    /// The details as they came, without secrets.
    pub details: Option<Value>,
    /// What the details, whatever their shape, say field by field. Never empty where there are details.
    pub fields: Vec<FieldError>,
    /// The HTTP status.
    pub status: u16,
    /// What Takaro's support asks for.
    pub trace_id: Option<String>,
    /// Milliseconds that the server wants to be left alone.
    pub retry_after_ms: Option<u64>,
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({}): {}", self.code, self.status, self.message)
    }
}

impl std::error::Error for ApiError {}

impl ApiError {
    /// The error in an answer: of any answer from 400 on, of one that carries `meta.error` whatever its status, and
    /// of one that says it is JSON and is not.
    ///
    /// ```
    /// use client::{ApiError, Reply};
    /// let reply = Reply {
    ///     status: 400,
    ///     headers: vec![("content-type".into(), "application/json".into())],
    ///     body: br#"{"meta":{"error":{"code":"ValidationError","message":"Validation error","details":[
    ///         {"target":{"password":"oops"},"property":"filters","children":[
    ///             {"property":"id","value":["x"],"constraints":{"isUuid":"each value in id must be a UUID"}}]}]}},
    ///         "data":{}}"#.to_vec(),
    ///     ..Reply::default()
    /// };
    /// let error = ApiError::from_reply(&reply).expect("400 is an error");
    /// assert_eq!(error.code, "ValidationError");
    /// assert_eq!(error.fields[0].place(), "filters.id");
    /// assert_eq!(error.fields[0].rule, "isUuid");
    /// assert!(!error.details.expect("it has details").to_string().contains("oops"));
    /// ```
    pub fn from_reply(reply: &Reply) -> Option<ApiError> {
        let mut error = ApiError {
            status: reply.status,
            trace_id: reply.trace_id().map(str::to_owned),
            retry_after_ms: retry::wanted_by(reply),
            ..ApiError::default()
        };
        match reply.json() {
            Ok(body) => {
                if let Some(given) = find(&body, reply.status) {
                    error.read(given);
                } else if reply.status < 400 {
                    return None;
                }
            }
            Err(problem) if reply.is_json() && !reply.body.iter().all(u8::is_ascii_whitespace) => {
                error.code = "BrokenReply".into();
                error.message = match problem.cut_off {
                    true => "The answer breaks off in the middle of its JSON".into(),
                    false if problem.message.starts_with("recursion limit") => TOO_DEEP.into(),
                    false => format!("The answer says it is JSON and is not: {problem}"),
                };
            }
            Err(_) if reply.status < 400 => return None,
            Err(_) => error.message = plain(reply),
        }
        if error.code.is_empty() {
            error.code = "HttpError".into();
        }
        if error.message.is_empty() {
            error.message = reply.status_words();
        }
        Some(error)
    }

    fn read(&mut self, given: &Value) {
        let text = |key: &str| given.get(key).and_then(Value::as_str).map(str::to_owned);
        if let Value::String(message) = given {
            self.message = message.clone();
            return;
        }
        self.code = text("code").or_else(|| text("name")).unwrap_or_default();
        self.message = text("message").or_else(|| text("reason")).unwrap_or_default();
        if let Some(details) = given.get("details").filter(|details| !details.is_null()) {
            self.fields = details::fields(details);
            self.details = Some(details::cleaned(details));
        } else {
            self.fields = details::named_in(&self.message).into_iter().collect();
        }
        if self.code.is_empty() && !self.message.is_empty() {
            self.code = "HttpError".into();
        }
    }
}

/// The error's object: in Takaro's `meta`, or where other servers in front of or beside it (Ory Kratos, gateways)
/// put theirs.
fn find(body: &Value, status: u16) -> Option<&Value> {
    let given = |value: Option<&'_ Value>| value.is_some_and(|value| !value.is_null());
    let in_meta = body.get("meta").and_then(|meta| meta.get("error"));
    if given(in_meta) {
        return in_meta;
    }
    if status < 400 {
        return None;
    }
    let alone = body.get("error");
    if given(alone) {
        return alone;
    }
    (body.get("message").is_some() || body.is_string()).then_some(body)
}

/// The words of an answer that is no JSON, as plain text: nothing of a page's markup survives.
fn plain(reply: &Reply) -> String {
    let text = reply.text();
    // The media type does not decide: Takaro answers "Authentication required" as text/html.
    if text.trim_start().starts_with('<') { html::words(&text) } else { html::shorten(&text) }
}
