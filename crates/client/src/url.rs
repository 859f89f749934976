//! Addresses: percent-encoding, base and path, and OpenAPI's ways of writing parameters.
//!
//! There is no URL parser here. Addresses are put together from parts that are known, and only origin and path are
//! ever read back.

use serde_json::Value;
use std::fmt;

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Percent-encodes all but letters, digits and `-._~`: safe as a path segment, a query name or a query value.
///
/// ```
/// assert_eq!(client::url::encode("50% off/é"), "50%25%20off%2F%C3%A9");
/// ```
pub fn encode(text: &str) -> String {
    encode_but(text, "")
}

/// Percent-encodes all but unreserved characters and those in `kept`.
fn encode_but(text: &str, kept: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for &byte in text.as_bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.as_bytes().contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}

/// Undoes [`encode`]. A `%` that begins no code stays as it is; bytes that are not UTF-8 become the replacement
/// character.
pub fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digit = |at: usize| bytes.get(at).and_then(|&byte| char::from(byte).to_digit(16));
        match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Names and values as `application/x-www-form-urlencoded`, spaces as `%20`, which every reader takes.
pub fn form(pairs: &[(String, String)]) -> String {
    pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// A base address and a path with exactly one slash between them. Query and fragment of the base are dropped.
///
/// ```
/// assert_eq!(client::url::join("https://api.example.com/v1/", "/me"), "https://api.example.com/v1/me");
/// assert_eq!(client::url::join("https://api.example.com", ""), "https://api.example.com");
/// ```
pub fn join(base: &str, path: &str) -> String {
    let base = base.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    match path.trim_start_matches('/') {
        "" if path.is_empty() => base.to_owned(),
        path => format!("{base}/{path}"),
    }
}

/// Scheme, host and port of an absolute http(s) address, as written.
///
/// ```
/// assert_eq!(client::url::origin("https://api.example.com:8443/v1?x=1"), Some("https://api.example.com:8443"));
/// assert_eq!(client::url::origin("/me"), None);
/// ```
pub fn origin(address: &str) -> Option<&str> {
    let lower = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    let host = if lower.starts_with("https://") {
        8
    } else if lower.starts_with("http://") {
        7
    } else {
        return None;
    };
    let end = address[host..].find(['/', '?', '#', '\\']).map_or(address.len(), |end| host + end);
    (end > host).then(|| &address[..end])
}

/// What stands behind the origin of an address: its path with all that follows.
///
/// ```
/// assert_eq!(client::url::behind_origin("https://api.example.com/player?x=1"), "/player?x=1");
/// assert_eq!(client::url::behind_origin("/me"), "/me");
/// ```
pub fn behind_origin(address: &str) -> &str {
    &address[origin(address).map_or(0, str::len)..]
}

/// The path of an address, without what is asked of it.
///
/// ```
/// assert_eq!(client::url::path("https://api.example.com/player/search?x=1#y"), "/player/search");
/// ```
pub fn path(address: &str) -> &str {
    behind_origin(address).split(['?', '#']).next().unwrap_or_default()
}

/// Whether two absolute addresses have one origin; a port that the scheme implies may be written or not.
///
/// ```
/// assert!(client::url::same_origin("https://a.example/x", "HTTPS://A.example:443/y"));
/// assert!(!client::url::same_origin("https://a.example/x", "http://a.example/x"));
/// ```
pub fn same_origin(one: &str, other: &str) -> bool {
    let plain = |address: &str| {
        let origin = origin(address)?.to_ascii_lowercase();
        let implied = if origin.starts_with("https:") { ":443" } else { ":80" };
        // `user@host` in front of the host would make two origins out of one; nobody means it.
        (!origin.contains('@')).then(|| origin.strip_suffix(implied).unwrap_or(&origin).to_owned())
    };
    matches!((plain(one), plain(other)), (Some(one), Some(other)) if one == other)
}

/// Whether an origin is this machine, which browsers trust without HTTPS.
pub(crate) fn is_loopback(origin: &str) -> bool {
    let host = origin.split("://").nth(1).unwrap_or_default();
    let name = if host.starts_with('[') {
        host.split(']').next().unwrap_or_default()
    } else {
        host.split(':').next().unwrap_or_default()
    };
    name == "localhost" || name.ends_with(".localhost") || name.starts_with("127.") || name == "[::1"
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the path's template, as `{name}`.
    Path,
    /// After the `?`.
    Query,
    /// In a header.
    Header,
    /// In a cookie, which no page may set: such a parameter is never sent.
    Cookie,
}

/// How lists and objects are written. The names are OpenAPI's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// `name=a,b` or `name=a&name=b`; the default in queries and cookies.
    Form,
    /// `a,b`; the default in paths and headers.
    Simple,
    /// `.a.b`
    Label,
    /// `;name=a,b`
    Matrix,
    /// `name=a%20b`
    SpaceDelimited,
    /// `name=a%7Cb`
    PipeDelimited,
    /// `name[key]=a`
    DeepObject,
}

impl Style {
    /// Reads OpenAPI's name.
    pub fn parse(text: &str) -> Option<Style> {
        Some(match text {
            "form" => Style::Form,
            "simple" => Style::Simple,
            "label" => Style::Label,
            "matrix" => Style::Matrix,
            "spaceDelimited" => Style::SpaceDelimited,
            "pipeDelimited" => Style::PipeDelimited,
            "deepObject" => Style::DeepObject,
            _ => return None,
        })
    }
}

impl Place {
    /// Reads OpenAPI's `in`.
    pub fn parse(text: &str) -> Option<Place> {
        Some(match text {
            "path" => Place::Path,
            "query" => Place::Query,
            "header" => Place::Header,
            "cookie" => Place::Cookie,
            _ => return None,
        })
    }

    /// The style where the document names none.
    pub fn default_style(self) -> Style {
        match self {
            Place::Path | Place::Header => Style::Simple,
            Place::Query | Place::Cookie => Style::Form,
        }
    }
}

/// A parameter and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// How lists and objects are written.
    pub style: Style,
    /// Every item of a list, every key of an object for itself.
    pub explode: bool,
    /// `:/?[]@!$'()*,;` stay as they are. Queries only.
    pub allow_reserved: bool,
    /// The value. `null` sends nothing.
    pub value: Value,
}

impl Parameter {
    /// A parameter in its place's default style.
    pub fn new(place: Place, name: impl Into<String>, value: impl Into<Value>) -> Parameter {
        let style = place.default_style();
        let explode = style == Style::Form;
        Parameter { name: name.into(), place, style, explode, allow_reserved: false, value: value.into() }
    }

    /// The same parameter in another style, which brings its own default of `explode`.
    pub fn style(mut self, style: Style, explode: Option<bool>) -> Parameter {
        self.style = style;
        self.explode = explode.unwrap_or(matches!(style, Style::Form | Style::DeepObject));
        self
    }
}

/// Why no address could be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAddress {
    /// The path needs this parameter, and there is none, or an empty one, which would name another path.
    Missing(String),
    /// `.` and `..` as a part of a path name another path, even when they are encoded.
    Dots(String),
    /// A header's value cannot hold line breaks or other control characters.
    BadHeader(String),
}

impl fmt::Display for NoAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoAddress::Missing(name) => write!(f, "The path needs a value for {name}."),
            NoAddress::Dots(name) => {
                write!(f, "The value of {name} cannot be \".\" or \"..\": that would be another path.")
            }
            NoAddress::BadHeader(name) => write!(
                f,
                "The value of {name} cannot stand in a header: it holds a line break or a control character."
            ),
        }
    }
}

impl std::error::Error for NoAddress {}

/// An address and the headers that its parameters add.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The whole address.
    pub url: String,
    /// Headers among the parameters.
    pub headers: Vec<(String, String)>,
}

/// Makes the address of an operation from the API's base, the path's template and the parameters.
///
/// # Errors
/// The first parameter that cannot be sent, with why.
///
/// ```
/// use client::url::{build, Parameter, Place};
/// let parameters = [
///     Parameter::new(Place::Path, "id", "a/b"),
///     Parameter::new(Place::Query, "tag", serde_json::json!(["x", "y z"])),
/// ];
/// let address = build("https://api.example.com", "/player/{id}", &parameters)?;
/// assert_eq!(address.url, "https://api.example.com/player/a%2Fb?tag=x&tag=y%20z");
/// # Ok::<(), client::url::NoAddress>(())
/// ```
pub fn build(base: &str, template: &str, parameters: &[Parameter]) -> Result<Address, NoAddress> {
    let mut path = String::new();
    let mut rest = template;
    while let Some((before, name, after)) = placeholder(rest) {
        path.push_str(before);
        let given = parameters.iter().find(|one| one.place == Place::Path && one.name == name);
        let written = given.map(in_path).unwrap_or_default();
        if written.is_empty() {
            return Err(NoAddress::Missing(name.into()));
        }
        path.push_str(&written);
        rest = after;
        // `/a/{id}.json` is fine with "..", `/a/{id}` is not: only a whole segment is a step upwards.
        let segment = path.rsplit('/').next().unwrap_or_default();
        if matches!(segment, "." | "..") && (rest.is_empty() || rest.starts_with(['/', '?'])) {
            return Err(NoAddress::Dots(name.into()));
        }
    }
    path.push_str(rest);
    let mut url = join(base, &path);
    let mut address = Address::default();
    let mut mark = if url.contains('?') { '&' } else { '?' };
    for parameter in parameters {
        match parameter.place {
            Place::Query => {
                for pair in in_query(parameter) {
                    url.push(mark);
                    url.push_str(&pair);
                    mark = '&';
                }
            }
            Place::Header => {
                if let Some(value) = in_header(parameter) {
                    if value.chars().any(char::is_control) {
                        return Err(NoAddress::BadHeader(parameter.name.clone()));
                    }
                    address.headers.push((parameter.name.clone(), value));
                }
            }
            Place::Path | Place::Cookie => {}
        }
    }
    address.url = url;
    Ok(address)
}

/// The names in a path's template, in order.
pub fn placeholders(template: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = template;
    while let Some((_, name, after)) = placeholder(rest) {
        found.push(name);
        rest = after;
    }
    found
}

fn placeholder(template: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = template.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// A value's texts: its items, or its keys and values, or itself. Nested ones are written as JSON, for which OpenAPI
/// defines nothing better.
enum Texts {
    One(String),
    List(Vec<String>),
    Map(Vec<(String, String)>),
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn texts(value: &Value, encode: &dyn Fn(&str) -> String) -> Option<Texts> {
    Some(match value {
        Value::Null => return None,
        Value::Array(items) => Texts::List(items.iter().map(|item| encode(&text(item))).collect()),
        Value::Object(map) => {
            Texts::Map(map.iter().map(|(key, value)| (encode(key), encode(&text(value)))).collect())
        }
        other => Texts::One(encode(&text(other))),
    })
}

fn joined(texts: Texts, separator: &str, explode: bool) -> String {
    match texts {
        Texts::One(text) => text,
        Texts::List(items) => items.join(separator),
        Texts::Map(pairs) => {
            let between = if explode { "=" } else { separator };
            pairs
                .iter()
                .map(|(key, value)| format!("{key}{between}{value}"))
                .collect::<Vec<_>>()
                .join(separator)
        }
    }
}

fn in_path(parameter: &Parameter) -> String {
    let Some(texts) = texts(&parameter.value, &encode) else { return String::new() };
    let name = encode(&parameter.name);
    let explode = parameter.explode;
    match (parameter.style, texts) {
        (_, Texts::List(items)) if items.is_empty() => String::new(),
        (Style::Label, texts) => format!(".{}", joined(texts, if explode { "." } else { "," }, explode)),
        (Style::Matrix, Texts::List(items)) if explode => {
            items.iter().map(|item| format!(";{name}={item}")).collect()
        }
        (Style::Matrix, Texts::Map(pairs)) if explode => {
            pairs.iter().map(|(key, value)| format!(";{key}={value}")).collect()
        }
        (Style::Matrix, texts) => format!(";{name}={}", joined(texts, ",", false)),
        (_, texts) => joined(texts, ",", explode),
    }
}

fn in_query(parameter: &Parameter) -> Vec<String> {
    // `&`, `=`, `+` and `#` are reserved too, and would change what is read, even where reserved characters are allowed.
    let kept = if parameter.allow_reserved { ":/?[]@!$'()*,;" } else { "" };
    let encode = |text: &str| encode_but(text, kept);
    let name = self::encode(&parameter.name);
    let Some(texts) = texts(&parameter.value, &encode) else { return Vec::new() };
    match (parameter.style, texts) {
        (Style::DeepObject, Texts::Map(_)) => deep(&name, &parameter.value, &encode),
        (Style::Form, Texts::List(items)) if parameter.explode => {
            items.iter().map(|item| format!("{name}={item}")).collect()
        }
        (Style::Form, Texts::Map(pairs)) if parameter.explode => {
            pairs.iter().map(|(key, value)| format!("{key}={value}")).collect()
        }
        (Style::SpaceDelimited | Style::PipeDelimited, Texts::List(items)) if parameter.explode => {
            items.iter().map(|item| format!("{name}={item}")).collect()
        }
        (_, Texts::List(items)) if items.is_empty() => Vec::new(),
        (_, Texts::Map(pairs)) if pairs.is_empty() => Vec::new(),
        (Style::SpaceDelimited, texts) => vec![format!("{name}={}", joined(texts, "%20", false))],
        (Style::PipeDelimited, texts) => vec![format!("{name}={}", joined(texts, "%7C", false))],
        (_, texts) => vec![format!("{name}={}", joined(texts, ",", false))],
    }
}

/// `name[key][0]=value`, as deep as the value is.
fn deep(name: &str, value: &Value, encode: &dyn Fn(&str) -> String) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Object(map) => map
            .iter()
            .flat_map(|(key, value)| deep(&format!("{name}%5B{}%5D", self::encode(key)), value, encode))
            .collect(),
        Value::Array(items) => {
            let numbered = items.iter().enumerate();
            numbered.flat_map(|(at, item)| deep(&format!("{name}%5B{at}%5D"), item, encode)).collect()
        }
        other => vec![format!("{name}={}", encode(&text(other)))],
    }
}

fn in_header(parameter: &Parameter) -> Option<String> {
    // A header is no address: nothing in it is percent-encoded.
    Some(joined(texts(&parameter.value, &str::to_owned)?, ",", parameter.explode))
}

#[cfg(test)]
#[path = "url_tests.rs"]
mod tests;
