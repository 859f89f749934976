//! What came back.

use crate::error::ApiError;
use crate::exact::read_json;
use crate::words;
use serde_json::Value;
use std::borrow::Cow;

/// A whole answer, whatever its status: in an explorer a 404 is a result like any other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The headers that may be read. Across origins that is little more than `Content-Type` and `X-Trace-Id`.
    pub headers: Vec<(String, String)>,
    /// The body as it came.
    pub body: Vec<u8>,
    /// From sending to the last byte, in milliseconds.
    pub elapsed_ms: f64,
    /// The address that answered.
    pub url: String,
}

/// The paging of a list, as `meta` tells it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The page, counted as the server counts.
    pub page: Option<i64>,
    /// Rows per page.
    pub limit: Option<i64>,
    /// Rows in all.
    pub total: Option<u64>,
}

/// An answer taken apart: `{"meta": {…}, "data": …}`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Envelope {
    /// What was asked for. `None` where there is none, `null`, or, beside an error, `{}`.
    pub data: Option<Value>,
    /// The paging, where the answer has one.
    pub page: Option<Page>,
    /// The error, where there is one, or where the body could not be read.
    pub error: Option<ApiError>,
}

/// Why a body is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotJson {
    /// What is wrong and where, in words.
    pub message: String,
    /// The text ends too early: most likely the connection broke.
    pub cut_off: bool,
}

impl std::fmt::Display for NotJson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for NotJson {}

impl Reply {
    /// The status and its reason: `404 Not Found`.
    pub fn status_words(&self) -> String {
        words::status(self.status)
    }

    /// Whether the status is 200 to 299.
    pub fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The first header of that name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(given, _)| given.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The media type without its parameters, in lower case; empty when there is none.
    pub fn content_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// Whether the media type says JSON.
    pub fn is_json(&self) -> bool {
        let media = self.content_type();
        media == "application/json" || media == "text/json" || media.ends_with("+json")
    }

    /// The body as text; bytes that are not UTF-8 show as the replacement character.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// The body as JSON, whatever the media type says.
    ///
    /// # Errors
    /// The body is not JSON, or ends too early.
    pub fn json(&self) -> Result<Value, NotJson> {
        self.read(read_json)
    }

    /// As [`Reply::json`], but that the last digit of a long fraction may be another one. What is read at the start of a page
    /// carries no code for that.
    ///
    /// # Errors
    /// As [`Reply::json`].
    pub fn json_roughly(&self) -> Result<Value, NotJson> {
        self.read(|text| serde_json::from_str(text))
    }

    fn read(&self, read: fn(&str) -> serde_json::Result<Value>) -> Result<Value, NotJson> {
        // Some proxies put a byte order mark in front, which JSON does not allow.
        let bytes = self.body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.body);
        let text = str::from_utf8(bytes).map_err(|problem| NotJson {
            message: problem.to_string(),
            cut_off: problem.error_len().is_none(),
        })?;
        read(text).map_err(|problem| NotJson { message: problem.to_string(), cut_off: problem.is_eof() })
    }

    /// The same error without what it echoes of the request: class-validator sends the whole body back as `target`, a
    /// password in it included. `None` where nothing had to go.
    pub fn without_echo(&self) -> Option<Reply> {
        if self.status < 400 {
            return None;
        }
        let mut body = self.json().ok()?;
        let details = body.pointer_mut("/meta/error/details")?;
        let cleaned = crate::details::cleaned(details);
        if *details == cleaned {
            return None;
        }
        *details = cleaned;
        Some(Reply { body: body.to_string().into_bytes(), ..self.clone() })
    }

    /// What Takaro's support asks for.
    pub fn trace_id(&self) -> Option<&str> {
        self.header("x-trace-id").filter(|id| !id.is_empty())
    }

    /// The answer taken apart, tolerantly: an answer that has no envelope is its own `data`.
    ///
    /// ```
    /// use client::Reply;
    /// let reply = Reply {
    ///     status: 200,
    ///     headers: vec![("content-type".into(), "application/json".into())],
    ///     body: br#"{"meta":{"page":0,"limit":2,"total":6},"data":[1,2]}"#.to_vec(),
    ///     ..Reply::default()
    /// };
    /// let envelope = reply.envelope();
    /// assert_eq!(envelope.page.expect("it is a list").total, Some(6));
    /// assert_eq!(envelope.data.expect("it has rows").as_array().map(Vec::len), Some(2));
    /// ```
    pub fn envelope(&self) -> Envelope {
        let error = ApiError::from_reply(self);
        let Ok(body) = self.json() else { return Envelope { error, ..Envelope::default() } };
        let page = body.get("meta").and_then(read_page);
        let enveloped = body.get("data").is_some() || body.get("meta").is_some();
        let data = match body {
            Value::Object(mut parts) if enveloped => parts.shift_remove("data").unwrap_or_default(),
            whole => whole,
        };
        // Beside an error the data is `null` in the guide and `{}` on the server; neither is data.
        let nothing =
            data.is_null() || (error.is_some() && data.as_object().is_some_and(|map| map.is_empty()));
        Envelope { data: (!nothing).then_some(data), page, error }
    }
}

fn read_page(meta: &Value) -> Option<Page> {
    // Some operations write numbers as texts.
    let number = |key: &str| match meta.get(key) {
        Some(Value::Number(number)) => number.as_i64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        _ => None,
    };
    let page = Page {
        page: number("page"),
        limit: number("limit"),
        total: number("total").and_then(|total| u64::try_from(total).ok()),
    };
    (page != Page::default()).then_some(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_can_be_shown_whole_without_the_password_that_it_echoes() {
        let body =
            r#"{"meta":{"error":{"code":"x","details":[{"property":"name","target":{"password":"p-1"}}]}}}"#;
        let shown = reply(400, "application/json", body).without_echo().expect("something had to go");
        assert_eq!(shown.text(), r#"{"meta":{"error":{"code":"x","details":[{"property":"name"}]}}}"#);
        assert_eq!(shown.status, 400);
        assert!(
            shown.without_echo().is_none() && reply(200, "application/json", body).without_echo().is_none()
        );
    }

    fn reply(status: u16, content_type: &str, body: &str) -> Reply {
        Reply {
            status,
            headers: vec![("Content-Type".into(), content_type.into())],
            body: body.as_bytes().to_vec(),
            ..Reply::default()
        }
    }

    #[test]
    fn the_data_of_an_error_is_nothing_whether_null_or_empty() {
        for data in ["null", "{}"] {
            let body = format!(
                r#"{{"meta":{{"error":{{"code":"NotFoundError","message":"Not found"}}}},"data":{data}}}"#
            );
            let envelope = reply(404, "application/json; charset=utf-8", &body).envelope();
            assert_eq!(envelope.data, None, "{data}");
            assert_eq!(envelope.error.expect("there is one").code, "NotFoundError");
        }
    }

    #[test]
    fn an_empty_object_that_was_asked_for_is_data() {
        let envelope = reply(200, "application/json", r#"{"meta":{},"data":{}}"#).envelope();
        assert_eq!(envelope.data, Some(serde_json::json!({})));
        assert_eq!(envelope.page, None);
        assert_eq!(envelope.error, None);
    }

    #[test]
    fn json_without_envelope_is_its_own_data() {
        let envelope = reply(200, "application/json", r#"{"openapi":"3.0.0"}"#).envelope();
        assert_eq!(envelope.data, Some(serde_json::json!({"openapi": "3.0.0"})));
        assert_eq!(reply(200, "application/json", "[1]").envelope().data, Some(serde_json::json!([1])));
    }

    #[test]
    fn a_cut_off_body_is_known_as_such() {
        let cut = reply(200, "application/json", r#"{"meta":{},"data":[{"id""#);
        assert!(cut.json().expect_err("it is cut off").cut_off);
        assert_eq!(cut.envelope().error.expect("a broken body is an error").code, "BrokenReply");
    }

    #[test]
    fn media_types_are_read_without_their_parameters() {
        assert!(reply(200, "Application/JSON; charset=utf-8", "").is_json());
        assert!(reply(200, "application/problem+json", "").is_json());
        assert!(!reply(200, "text/csv", "").is_json());
        assert_eq!(reply(418, "", "").status_words(), "418 I'm a teapot");
        assert_eq!(reply(299, "", "").status_words(), "299");
    }
}
