//! What is exported: a request and the way to its pages.

use crate::history::{address_without_secrets, without_secrets};
use crate::request::{Body, Method, Request};
use query::dates::{Civil, DAY};
use serde_json::{Map, Value, json};

/// What the file is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// A table for spreadsheets: RFC 4180, UTF-8.
    #[default]
    Csv,
    /// One row of JSON a line.
    Ndjson,
    /// One list.
    Json,
}

impl Format {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Format; 3] = [Format::Csv, Format::Ndjson, Format::Json];

    /// Its name, as people know it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Csv => "CSV",
            Format::Ndjson => "NDJSON",
            Format::Json => "JSON",
        }
    }

    /// How the file's name ends.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Ndjson => "ndjson",
            Format::Json => "json",
        }
    }

    /// The file's media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv;charset=utf-8",
            Format::Ndjson => "application/x-ndjson",
            Format::Json => "application/json",
        }
    }

    /// Reads a name in any case.
    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name().eq_ignore_ascii_case(name))
    }
}

/// One export: the request whose pages are read, and what becomes of them.
///
/// [`Job::to_json`] keeps all of it but the headers: they may hold a token, and no token is ever stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Job {
    /// Tells it from other exports.
    pub id: String,
    /// The operation, as its address names it.
    pub operation: String,
    /// The operation's name for people.
    pub title: String,
    /// Who exports. What belongs to one person is not offered to another.
    pub person: Option<String>,
    /// The method.
    pub method: Method,
    /// The absolute address.
    pub url: String,
    /// Headers of the request; not kept.
    pub headers: Vec<(String, String)>,
    /// The body, where it has one.
    pub body: Option<Value>,
    /// The domain.
    pub domain: Option<String>,
    /// The file's format.
    pub format: Format,
    /// Whether cells that a spreadsheet would run as formulas are made harmless.
    pub guard: bool,
    /// The number of the first page, as the server counts.
    pub first_page: i64,
    /// Rows per request.
    pub limit: u32,
    /// The column that is different in every row: rows are sorted by it and known again by it.
    pub key: Option<String>,
    /// Whether the operation wants the admin token.
    pub admin: bool,
    /// Whether the operation has pages at all. Without, one request is the whole.
    pub paged: bool,
    /// When it began, in milliseconds since 1970.
    pub started_ms: i64,
}

impl Job {
    /// The export of a request: CSV with formulas made harmless, 1,000 rows a request, known by `id`.
    pub fn new(request: &Request, first_page: i64) -> Job {
        let body = match &request.body {
            Body::Json(text) => serde_json::from_str(text).ok(),
            _ => None,
        };
        Job {
            method: request.method,
            url: request.url.clone(),
            headers: request.headers.clone(),
            body,
            domain: request.domain.clone(),
            guard: true,
            first_page,
            limit: 1_000,
            key: Some("id".into()),
            paged: true,
            ..Job::default()
        }
    }

    /// The request for a page. Only what decides about pages and their order is changed: with a stable, unique order
    /// no row can slip from a page not yet read to one that is.
    ///
    /// ```
    /// use client::{export::Job, Body, Method, Request};
    /// let mut search = Request::new(Method::Post, "https://a.example/user/search");
    /// search.body = Body::Json(r#"{"filters":{"name":["x"]},"sortBy":"name","sortDirection":"desc","page":4}"#.into());
    /// let request = Job::new(&search, 1).request(2);
    /// assert_eq!(request.body, Body::Json(
    ///     r#"{"filters":{"name":["x"]},"sortBy":"id","sortDirection":"asc","page":2,"limit":1000}"#.into()));
    /// ```
    pub fn request(&self, page: i64) -> Request {
        let mut request = Request::new(self.method, self.url.clone());
        request.headers.clone_from(&self.headers);
        request.domain.clone_from(&self.domain);
        request.timeout_ms = Some(120_000);
        let mut wanted: Vec<(&str, Value)> = Vec::new();
        if self.paged {
            wanted.push(("page", page.into()));
            wanted.push(("limit", self.limit.into()));
        }
        if !self.method.takes_body() {
            if self.paged {
                request.url = with_query(&self.url, &wanted);
            }
            return request;
        }
        if let (Some(key), true) = (&self.key, self.paged) {
            wanted.push(("sortBy", key.as_str().into()));
            wanted.push(("sortDirection", "asc".into()));
        }
        let mut body = match &self.body {
            Some(Value::Object(map)) => map.clone(),
            None => Map::new(),
            Some(other) => {
                request.body = Body::Json(other.to_string());
                return request;
            }
        };
        for (name, value) in wanted {
            body.insert(name.into(), value);
        }
        request.body = Body::Json(Value::Object(body).to_string());
        request
    }

    /// Whether the pages come in an order that cannot change between two of them.
    pub fn is_sorted_by_key(&self) -> bool {
        self.key.is_some() && self.paged && self.method.takes_body()
    }

    /// The file's name: the operation and the day, nothing that a file system minds.
    pub fn file_name(&self) -> String {
        let Civil { year, month, day } = Civil::from_days(self.started_ms.div_euclid(DAY));
        let name: String =
            self.operation.chars().filter(|sign| sign.is_ascii_alphanumeric()).take(80).collect();
        let name = if name.is_empty() { "export".into() } else { name };
        format!("{name}-{year:04}-{month:02}-{day:02}.{}", self.format.extension())
    }

    /// As it is kept beside its pages, without headers and secrets. `cut` says that any was left out: such an export
    /// cannot go on from what is kept, as it would ask for other rows.
    pub fn to_json(&self) -> Value {
        let (url, body) = (address_without_secrets(&self.url), self.body.as_ref().map(without_secrets));
        let cut = url != self.url || body != self.body || !self.headers.is_empty();
        json!({
            "id": self.id, "operation": self.operation, "title": self.title, "person": self.person,
            "method": self.method.as_str(), "url": url, "body": body, "cut": cut, "domain": self.domain,
            "format": self.format.name(), "guard": self.guard, "firstPage": self.first_page, "limit": self.limit,
            "key": self.key, "paged": self.paged, "admin": self.admin, "started": self.started_ms,
        })
    }

    /// Reads what [`Job::to_json`] wrote; `None` where that is no export.
    pub fn from_json(value: &Value) -> Option<Job> {
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Job {
            id: text("id")?,
            operation: text("operation")?,
            title: text("title").unwrap_or_default(),
            person: text("person"),
            method: Method::parse(&text("method")?)?,
            url: text("url")?,
            headers: Vec::new(),
            body: value.get("body").filter(|body| !body.is_null()).cloned(),
            domain: text("domain"),
            format: Format::parse(&text("format")?)?,
            guard: value.get("guard").and_then(Value::as_bool).unwrap_or(true),
            first_page: value.get("firstPage").and_then(Value::as_i64)?,
            limit: value.get("limit").and_then(Value::as_u64).and_then(|limit| u32::try_from(limit).ok())?,
            key: text("key"),
            paged: value.get("paged").and_then(Value::as_bool).unwrap_or(true),
            admin: value.get("admin").and_then(Value::as_bool).unwrap_or(false),
            started_ms: value.get("started").and_then(Value::as_i64).unwrap_or_default(),
        })
    }
}

/// An address with some parameters of its query set.
fn with_query(url: &str, wanted: &[(&str, Value)]) -> String {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let given = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .filter(|pair| !wanted.iter().any(|(name, _)| pair.split('=').next() == Some(name)))
        .map(str::to_owned);
    let pairs: Vec<String> =
        given.chain(wanted.iter().map(|(name, value)| format!("{name}={value}"))).collect();
    format!("{base}?{}", pairs.join("&"))
}
