//! The history of requests and replies: what is kept of each, what never is, and what has to go when there is too much.

use crate::details::is_secret;
use crate::reply::Reply;
use crate::request::{Body, Request};
use crate::send_error::SendError;
use crate::url::{self, decode};
use query::secret::hides_secret;
use serde_json::{Value, json};

/// Larger replies are not kept, only that they came.
pub const LARGEST_REPLY: usize = 256 * 1024;
/// So many requests are kept.
pub const MOST_ENTRIES: usize = 500;
/// So many bytes of them are kept.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;

/// What stands in the place of a secret.
pub const HIDDEN: &str = "•••";

/// One request and what came of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// When it was sent, in milliseconds since 1970.
    pub at_ms: i64,
    /// Who sent it.
    pub person: Option<String>,
    /// The domain.
    pub domain: Option<String>,
    /// The operation, as its address names it.
    pub operation: String,
    /// Its name for people.
    pub title: String,
    /// The method.
    pub method: String,
    /// The address, without secrets.
    pub url: String,
    /// The body, without secrets; only JSON is kept.
    pub body: Option<Value>,
    /// The status; `None` where no answer came.
    pub status: Option<u16>,
    /// What went wrong, by its code.
    pub error: Option<String>,
    /// Milliseconds.
    pub elapsed_ms: f64,
    /// The size of the reply.
    pub size: usize,
    /// What Takaro's support asks for.
    pub trace_id: Option<String>,
    /// How many bytes are kept of the reply.
    pub kept: usize,
    /// What was typed, as the operation's address has it.
    pub draft: Option<String>,
}

impl Entry {
    /// The address without its origin, which is the same for all.
    ///
    /// ```
    /// use client::history::Entry;
    /// let entry = Entry { url: "https://a.example/player/search?x=1".into(), ..Entry::default() };
    /// assert_eq!(entry.path(), "/player/search?x=1");
    /// ```
    pub fn path(&self) -> &str {
        url::behind_origin(&self.url)
    }

    /// What is kept of a request and its outcome, and of the reply's body. Headers never are: they may be tokens.
    ///
    /// ```
    /// use client::{history::Entry, Body, Method, Reply, Request};
    /// let mut request = Request::new(Method::Post, "https://a.example/login?token=abc");
    /// request.body = Body::Json(r#"{"username":"ann@example.com","password":"oops"}"#.into());
    /// let reply = Reply { status: 200, body: br#"{"data":{"token":"abc"}}"#.to_vec(), ..Reply::default() };
    /// let (entry, kept) = Entry::of(&request, Ok(&reply), 0);
    /// assert_eq!(entry.body.expect("it had one")["username"], "ann@example.com");
    /// assert!(!format!("{}{:?}", entry.url, kept).contains("abc"));
    /// ```
    pub fn of(request: &Request, result: Result<&Reply, &SendError>, at_ms: i64) -> (Entry, Option<String>) {
        let mut entry = Entry::sent(request, at_ms);
        let reply = match result {
            Ok(reply) => reply,
            Err(error) => {
                entry.error = Some(error.code().into());
                if let SendError::TooLong { status, size, .. } = error {
                    (entry.status, entry.size) = (Some(*status), *size);
                }
                return (entry, None);
            }
        };
        entry.status = Some(reply.status);
        entry.elapsed_ms = reply.elapsed_ms;
        entry.size = reply.body.len();
        entry.trace_id = reply.trace_id().map(str::to_owned);
        if reply.body.len() > LARGEST_REPLY {
            return (entry, None);
        }
        entry.error = crate::ApiError::from_reply(reply).map(|error| error.code);
        let kept = reply.json().ok().map(|body| without_secrets(&body).to_string());
        entry.kept = kept.as_ref().map_or(0, String::len);
        (entry, kept)
    }

    /// A request of which nothing has come yet.
    pub fn sent(request: &Request, at_ms: i64) -> Entry {
        let body = match &request.body {
            Body::Json(text) => serde_json::from_str(text).ok().map(|body: Value| without_secrets(&body)),
            _ => None,
        };
        Entry {
            at_ms,
            domain: request.domain.clone(),
            method: request.method.as_str().into(),
            url: address_without_secrets(&request.url),
            body,
            ..Entry::default()
        }
    }

    /// Whether it has all of these words, in any case, in its name, address, body, status or trace id.
    pub fn matches(&self, text: &str) -> bool {
        let mut all =
            [&self.title, &self.operation, &self.method, &self.url].map(|part| part.to_lowercase()).join(" ");
        let mut add = |text: Option<String>| {
            if let Some(text) = text {
                all.push(' ');
                all.push_str(&text.to_lowercase());
            }
        };
        add(self.body.as_ref().map(Value::to_string));
        add(self.status.map(|status| format!("{status} {}", crate::words::reason(status))));
        add(self.error.clone());
        add(self.trace_id.clone());
        text.to_lowercase().split_whitespace().all(|word| all.contains(word))
    }

    /// About how many bytes it takes, its reply counted.
    pub fn bytes(&self) -> usize {
        self.to_json().to_string().len() + self.kept
    }

    /// As it is stored.
    pub fn to_json(&self) -> Value {
        json!({
            "at": self.at_ms, "person": self.person, "domain": self.domain, "operation": self.operation,
            "title": self.title, "method": self.method, "url": self.url, "body": self.body, "status": self.status,
            "error": self.error, "elapsed": self.elapsed_ms, "size": self.size, "trace": self.trace_id,
            "kept": self.kept, "draft": self.draft,
        })
    }

    /// Reads what was stored; `None` where that is no entry.
    pub fn from_json(value: &Value) -> Option<Entry> {
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let size = |key: &str| {
            value
                .get(key)
                .and_then(Value::as_u64)
                .and_then(|size| usize::try_from(size).ok())
                .unwrap_or_default()
        };
        Some(Entry {
            at_ms: value.get("at")?.as_i64()?,
            person: text("person"),
            domain: text("domain"),
            operation: text("operation")?,
            title: text("title").unwrap_or_default(),
            method: text("method")?,
            url: address_without_secrets(&text("url")?),
            // Older versions kept what is hidden now.
            body: value.get("body").filter(|body| !body.is_null()).map(without_secrets),
            status: value.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok()),
            error: text("error"),
            elapsed_ms: value.get("elapsed").and_then(Value::as_f64).unwrap_or_default(),
            size: size("size"),
            trace_id: text("trace"),
            kept: size("kept"),
            draft: text("draft"),
        })
    }
}

/// Which entries have to go, given all of them with their names, the oldest first: as many of the oldest as it takes.
///
/// ```
/// use client::history::too_many;
/// assert_eq!(too_many(&[(1, 600), (2, 300), (3, 300)], 2, 10_000), [1]);
/// assert_eq!(too_many(&[(1, 600), (2, 300), (3, 300)], 9, 400), [1, 2]);
/// ```
pub fn too_many(entries: &[(u32, usize)], most: usize, bytes: usize) -> Vec<u32> {
    let mut count = entries.len();
    let mut size: usize = entries.iter().map(|(_, size)| size).sum();
    let mut gone = Vec::new();
    for (name, one) in entries {
        if count <= most && size <= bytes {
            break;
        }
        gone.push(*name);
        count -= 1;
        size -= one;
    }
    gone
}

/// A value with its secrets hidden, at any depth and in texts that are JSON; without `target`, which echoes a request.
///
/// ```
/// use client::history::without_secrets;
/// use serde_json::json;
/// let kept = without_secrets(&json!({"connectionInfo": "{\"host\":\"x\",\"rconPassword\":\"y\"}"}));
/// assert_eq!(kept, json!({"connectionInfo": "{\"host\":\"x\",\"rconPassword\":\"•••\"}"}));
/// ```
pub fn without_secrets(value: &Value) -> Value {
    query::secret::replaced(&without_echoes(value), &is_hidden, &|_| HIDDEN.into())
}

/// The reply of an entry as it is shown: what an older version kept is looked through again.
///
/// ```
/// use client::history::kept_again;
/// assert_eq!(kept_again("{\"info\":\"{\\\"token\\\":1}\"}"), "{\"info\":\"{\\\"token\\\":\\\"•••\\\"}\"}");
/// assert_eq!(kept_again("{ \"a\": 1 }"), "{ \"a\": 1 }");
/// ```
pub fn kept_again(text: &str) -> String {
    let clean = serde_json::from_str::<Value>(text).ok().map(|value| (without_secrets(&value), value));
    match clean {
        Some((clean, value)) if clean != value => clean.to_string(),
        _ => text.to_owned(),
    }
}

fn without_echoes(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_echoes).collect(),
        Value::Object(map) => {
            let kept = map.iter().filter(|(key, _)| *key != "target");
            kept.map(|(key, inner)| (key.clone(), without_echoes(inner))).collect()
        }
        other => other.clone(),
    }
}

/// Names whose values are kept nowhere: those that are never shown, and those of which errors say nothing.
fn is_hidden(name: &str) -> bool {
    is_secret(name) || query::secret::is_secret(name)
}

/// An address with the values of its query hidden that are secrets, or texts of JSON with one.
///
/// ```
/// use client::history::address_without_secrets;
/// assert_eq!(address_without_secrets("/x?info=%7B%22token%22%3A1%7D&n=a%20b"), "/x?info=•••&n=a%20b");
/// ```
pub fn address_without_secrets(url: &str) -> String {
    let Some((base, query)) = url.split_once('?') else { return url.into() };
    let pairs: Vec<String> = query
        .split('&')
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or(("", pair));
            let secret = is_hidden(&decode(name)) || hides_secret(&decode(value));
            if secret { format!("{name}={HIDDEN}") } else { pair.into() }
        })
        .collect();
    format!("{base}?{}", pairs.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;
    use proptest::prelude::*;

    #[test]
    fn secrets_are_hidden_at_any_depth() {
        let value =
            json!({"a": [{"Password": "x", "apiKey": "y", "n": 1}], "token": null, "target": {"z": "x"}});
        assert_eq!(
            without_secrets(&value),
            json!({"a": [{"Password": HIDDEN, "apiKey": HIDDEN, "n": 1}], "token": null})
        );
        assert_eq!(address_without_secrets("/x?a=1&access_token=s&b"), "/x?a=1&access_token=•••&b");
        for (address, kept) in [
            ("/x?%61ccess%5Ftoken=s&a=%26", "/x?%61ccess%5Ftoken=•••&a=%26"),
            ("/x?info=%7B%22rconPassword%22%3A%22x%22%7D", "/x?info=•••"),
            ("/x?%7B%22rconPassword%22%3A%22x", "/x?=•••"),
            ("/x?filters%5Bpassword%5D=s&token", "/x?filters%5Bpassword%5D=•••&token"),
        ] {
            assert_eq!(address_without_secrets(address), kept);
            assert_eq!(address_without_secrets(kept), kept);
        }
    }

    #[test]
    fn headers_and_what_is_no_json_are_not_kept() {
        let mut request = Request::new(Method::Post, "/x").header("Authorization", "Bearer secret");
        request.body = Body::Form(vec![("password".into(), "secret".into())]);
        let reply = Reply { status: 200, body: b"secret page".to_vec(), ..Reply::default() };
        let (entry, kept) = Entry::of(&request, Ok(&reply), 5);
        assert!(!entry.to_json().to_string().contains("secret") && kept.is_none());
        let large = Reply { status: 200, body: vec![b' '; LARGEST_REPLY + 1], ..Reply::default() };
        assert_eq!(Entry::of(&request, Ok(&large), 5).1, None);
        let (lost, _) = Entry::of(&request, Err(&SendError::CutOff), 5);
        assert_eq!((lost.status, lost.error.as_deref()), (None, Some("CutOff")));
    }

    #[test]
    fn an_entry_is_found_by_what_stands_in_it() {
        let mut request = Request::new(Method::Post, "https://a.example/player/search");
        request.body = Body::Json(r#"{"filters":{"name":["John"]}}"#.into());
        let reply = Reply {
            status: 404,
            headers: vec![("x-trace-id".into(), "T-7".into())],
            body: b"{}".to_vec(),
            ..Reply::default()
        };
        let (entry, _) = Entry::of(&request, Ok(&reply), 7);
        for text in ["", "john", "SEARCH post", "404", "not found", "t-7 john"] {
            assert!(entry.matches(text), "{text}");
        }
        assert!(!entry.matches("john 200"));
        let entry = Entry { operation: "PlayerControllerSearch".into(), ..entry };
        assert_eq!(Entry::from_json(&entry.to_json()), Some(entry));
        assert_eq!(Entry::from_json(&json!({"at": 1})), None);
    }

    #[test]
    fn a_password_in_a_text_of_json_is_kept_by_no_history_and_read_from_none() {
        let info = json!({"host": "x", "adminToken": "oops", "rconPassword": "oops"}).to_string();
        let body = json!({"name": "a", "connectionInfo": info});
        let mut request = Request::new(Method::Post, "/gameserver");
        request.body = Body::Json(body.to_string());
        let reply = Reply { status: 200, body: json!({"data": body}).to_string().into(), ..Reply::default() };
        let (entry, kept) = Entry::of(&request, Ok(&reply), 0);
        let stored = format!("{}{}", entry.to_json(), kept.expect("it is small"));
        assert!(!stored.contains("oops") && stored.matches(HIDDEN).count() == 4, "{stored}");
        let old = Entry { body: Some(body.clone()), ..entry.clone() };
        assert_eq!(Entry::from_json(&old.to_json()), Some(entry));
        assert!(!kept_again(&body.to_string()).contains("oops"));
    }

    proptest! {
        #[test]
        fn what_stays_fits_and_is_the_newest(sizes in prop::collection::vec(0_usize..500, 0..40), most in 0_usize..30, bytes in 0_usize..5_000) {
            let entries: Vec<(u32, usize)> = (0_u32..).zip(sizes).collect();
            let gone = too_many(&entries, most, bytes);
            let stay = &entries[gone.len()..];
            prop_assert!(gone.iter().copied().eq(0..gone.len() as u32));
            prop_assert!(stay.len() <= most && stay.iter().map(|(_, size)| size).sum::<usize>() <= bytes);
        }
    }
}
