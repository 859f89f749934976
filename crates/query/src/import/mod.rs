//! A query out of what people have at hand: a curl command, a `fetch` call or other code, a body, a link, a sentence.

mod curl;
mod literal;
mod shell;

use crate::{Draft, EntitySchema, doubled_keys, read_json};
use literal::{Literal, literal, quoted, quoted_or_open};
use serde_json::Value;

/// Longer texts are not read.
pub const MAX_IMPORT: usize = 4 * 1024 * 1024;

/// What a text was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A curl command.
    Curl,
    /// A `fetch` call, or other code with a query in it.
    Code,
    /// The body of a search.
    Json,
    /// A link to the explorer, the text after its `?q=`, or the address of a search.
    Address,
    /// An English sentence.
    English,
}

/// What stands in a text.
#[derive(Clone, Debug, PartialEq)]
enum Content {
    Body(Value),
    Draft(Draft),
    Sentence(String),
}

/// What was read from a text. It becomes a draft once its entity is known: see [`Imported::draft`].
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// What the text was taken for.
    pub source: Source,
    /// The path that is asked, as `/user/search`, where the text names one.
    pub path: Option<String>,
    /// The operation's name, where a link's address or a client's call names one: `UserControllerSearch`.
    pub operation: Option<String>,
    /// What stands in the text and was not taken over, in sentences. No values of headers are in them.
    pub left_out: Vec<String>,
    content: Content,
}

/// Why a text is no query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    /// In words.
    pub message: String,
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ImportError {}

/// Reads a text, whatever it is of [`Source`].
///
/// # Errors
/// Where nothing of a query is in it, with what was looked for.
///
/// ```
/// use query::{EntitySchema, Field, FieldKind, Source, import};
/// let users = EntitySchema::new("user", "/user/search").field(Field::new("name", FieldKind::Text).searchable());
/// let found = import(r#"curl -X POST https://api.example.com/user/search -H 'Cookie: x=y' -d '{"search":{"name":["Jo"]}}'"#)?;
/// assert_eq!((found.source, found.path.as_deref()), (Source::Curl, Some("/user/search")));
/// assert_eq!(found.left_out, ["The header Cookie: the explorer uses your own session."]);
/// assert_eq!(found.draft(&users)?.to_english(&users), r#"users whose name contains "Jo""#);
/// # Ok::<(), query::ImportError>(())
/// ```
pub fn import(text: &str) -> Result<Imported, ImportError> {
    if text.len() > MAX_IMPORT {
        return Err(error(format!("This is longer than {} MB.", MAX_IMPORT / 1024 / 1024)));
    }
    let text = text.trim();
    if text.is_empty() {
        return Err(error(
            "Nothing is here yet: paste a curl command, a fetch call, a JSON body, a link or a sentence."
                .into(),
        ));
    }
    let command = text.trim_start_matches(['$', '>', ' ']);
    if command.starts_with("curl ") || command.starts_with("curl.exe ") {
        return curl::read(command);
    }
    if let Some(found) = address(text) {
        return found;
    }
    if let Some(found) = bare_address(text) {
        return Ok(found);
    }
    if text.starts_with(['{', '[']) {
        return body(text);
    }
    if text.contains('{') && (text.contains('(') || text.contains('=')) {
        return code(text);
    }
    Ok(Imported { content: Content::Sentence(text.into()), ..imported(Source::English) })
}

impl Imported {
    /// Which of some searches' paths the text asks: the longest that ends its own, as an API may lie in a folder of its
    /// host. `None` where the text names no path, or one that none of them ends.
    ///
    /// ```
    /// let paths = ["/player/search", "/gameserver/player/search"];
    /// let asked = |text| query::import(text).map(|found| found.path_among(paths));
    /// assert_eq!(asked("curl https://a.example/api/player/search")?, Some("/player/search"));
    /// assert_eq!(asked("curl https://a.example/gameserver/player/search")?, Some("/gameserver/player/search"));
    /// assert_eq!(asked("curl https://a.example/player/bulk")?, None);
    /// # Ok::<(), query::ImportError>(())
    /// ```
    pub fn path_among<'a>(&self, paths: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        let asked = self.path.as_deref()?;
        paths.into_iter().filter(|path| asked.ends_with(path)).max_by_key(|path| path.len())
    }

    /// The draft that was read, for an entity.
    ///
    /// # Errors
    /// Where the body or the sentence is no query of that entity, with the place in words.
    pub fn draft(&self, schema: &EntitySchema) -> Result<Draft, ImportError> {
        match &self.content {
            Content::Draft(draft) => Ok(draft.clone()),
            Content::Body(body) => {
                Draft::from_json(body, schema).map_err(|it| error(format!("The body is no query: {it}.")))
            }
            Content::Sentence(text) => Draft::from_english(text, schema).map_err(|it| {
                let place = text.get(..it.at).map_or(0, |before| before.chars().count()) + 1;
                error(format!(
                    "Read as a sentence, it stops making sense at character {place}: {}",
                    it.message
                ))
            }),
        }
    }
}

fn imported(source: Source) -> Imported {
    Imported {
        source,
        path: None,
        operation: None,
        left_out: Vec::new(),
        content: Content::Draft(Draft::default()),
    }
}

fn error(message: String) -> ImportError {
    ImportError { message }
}

/// A link to the explorer, or the draft in it. `None` for what is neither.
fn address(text: &str) -> Option<Result<Imported, ImportError>> {
    let plain = text.starts_with("1~") || text == "1";
    let (operation, encoded, rest) = if plain {
        (None, text, "")
    } else {
        let (_, fragment) = text.split_once("#/op/").filter(|_| !text.contains(char::is_whitespace))?;
        let (operation, query) = fragment.split_once('?').unwrap_or((fragment, ""));
        let encoded = query.split('&').find_map(|pair| pair.strip_prefix("q=")).unwrap_or("1");
        (Some(percent_decoded(operation)), encoded, query)
    };
    let text = if plain { encoded.into() } else { percent_decoded(encoded) };
    // Of a search with parameters a link holds both.
    let both = text.starts_with('{').then(|| serde_json::from_str::<Value>(&text).ok()).flatten();
    let of_both = both.as_ref().and_then(|it| it["q"].as_str());
    let draft_text = of_both.unwrap_or(&text);
    Some(match Draft::from_address(draft_text) {
        Err(problem) => Err(error(format!("The link cannot be read: {problem}."))),
        Ok(draft) => {
            let domain = rest.split('&').any(|pair| pair.starts_with("domain="));
            let left_out = [
                (domain, "The link's domain: you stay in yours."),
                (of_both.is_some(), "The link's parameters: those of the page stay as they are."),
            ];
            let left_out =
                left_out.into_iter().filter(|(any, _)| *any).map(|(_, words)| words.into()).collect();
            Ok(Imported { operation, left_out, content: Content::Draft(draft), ..imported(Source::Address) })
        }
    })
}

/// The address of the API that a search is sent to, as it stands in a log or behind its method; page and limit may be in it.
fn bare_address(text: &str) -> Option<Imported> {
    let url = text.strip_prefix("POST ").unwrap_or(text).trim();
    let is_address = ["http://", "https://", "/"].iter().any(|start| url.starts_with(start));
    let address = address_of(url).filter(|_| is_address && !url.contains(char::is_whitespace))?;
    let mut found =
        Imported { content: Content::Body(Value::Object(Default::default())), ..imported(Source::Address) };
    found.take_address(Some(address));
    Some(found)
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = text.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (bytes[at], hex) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A body as it is sent, or as a program writes it.
fn body(text: &str) -> Result<Imported, ImportError> {
    let strict = match read_json(text) {
        Ok(value) if value.pointer("/log/entries").is_some() => return recorded(&value),
        Ok(value) if value.get("data").is_some() && !looks_like_a_query(&value) => {
            return Err(error(
                "This is an answer of the API. Paste what was sent, not what came back.".into(),
            ));
        }
        Ok(value) => {
            let left_out = twice(&doubled_in(text));
            return Ok(Imported { content: Content::Body(value), left_out, ..imported(Source::Json) });
        }
        Err(problem) => problem,
    };
    match literal(text) {
        Some(Literal { value, rest, doubled }) => {
            let mut left_out = vec![format!("It is not quite JSON ({strict}), but could be read.")];
            left_out.extend(twice(&doubled));
            left_out.extend(leftover(rest));
            Ok(Imported { content: Content::Body(value), left_out, ..imported(Source::Json) })
        }
        None => Err(error(format!("Read as JSON, it stops at {strict}."))),
    }
}

/// The first search that a browser's record of its network (a HAR file) holds.
fn recorded(har: &Value) -> Result<Imported, ImportError> {
    let entries = har.pointer("/log/entries").and_then(Value::as_array).into_iter().flatten();
    let text = |entry: &'_ Value, at: &str| entry.pointer(at).and_then(Value::as_str).map(str::to_owned);
    let sent = entries.filter_map(|entry| {
        let address = address_of(&text(entry, "/request/url")?)?;
        Some((address, text(entry, "/request/postData/text")?))
    });
    let mut searches = sent.filter(|(address, _)| address.path.ends_with("/search"));
    let Some((address, sent)) = searches.next() else {
        return Err(error("This is a record of a browser's network, and no search is in it.".into()));
    };
    let mut found = body(sent.trim())?;
    found.take_address(Some(address));
    let others = searches.count();
    if others > 0 {
        found.left_out.push(format!("Further searches of the record: {others}."));
    }
    Ok(found)
}

/// The names that stand twice in an object of a JSON text.
fn doubled_in(text: &str) -> Vec<String> {
    let name = |range| serde_json::from_str(text.get::<std::ops::Range<usize>>(range)?).ok();
    doubled_keys(text).into_iter().filter_map(name).collect()
}

/// What is said of names that stand twice: each once, and not more of them than a person reads.
fn twice(names: &[String]) -> Vec<String> {
    const MOST: usize = 10;
    let first = |(at, name): (usize, &String)| !names[..at].contains(name);
    let names = names.iter().enumerate().filter(|(at, name)| first((*at, name))).take(MOST);
    names
        .map(|(_, name)| format!("{} stands twice in an object: only the last one counts.", plain(name)))
        .collect()
}

fn leftover(rest: &str) -> Option<String> {
    let rest = rest.trim().trim_matches([';', ')', ',', '}']).trim();
    (!rest.is_empty()).then(|| "What stands behind the object.".to_string())
}

/// A word for a sentence: short, and without anything that breaks a line.
fn plain(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(60).collect()
}

/// An address without its host.
struct Address {
    path: String,
    query: Vec<(String, String)>,
}

/// What stands behind an address' host. `None` where that is no path.
fn address_of(url: &str) -> Option<Address> {
    let url = url.split('#').next().unwrap_or_default();
    let (url, query) = url.split_once('?').unwrap_or((url, ""));
    let after = match url.split_once("://") {
        Some((_, rest)) => &rest[rest.find('/')?..],
        None if url.starts_with('/') => url,
        // `localhost:8080/user/search`, `$URL/user/search`, `${url}/user/search`
        None => &url[url.find('/')?..],
    };
    let path = after.trim_end_matches('/').to_string();
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let query = pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (percent_decoded(name), percent_decoded(value))
    });
    (path.len() > 1).then(|| Address { path, query: query.collect() })
}

impl Imported {
    fn with_body(mut self, body: Value, doubled: &[String], address: Option<Address>) -> Self {
        self.content = Content::Body(body);
        self.left_out.extend(twice(doubled));
        self.take_address(address);
        self
    }

    /// Takes over the path that is asked, and page and limit out of the address: where the body has them too, the
    /// server takes the body's.
    fn take_address(&mut self, address: Option<Address>) {
        let Some(Address { path, query }) = address else { return };
        self.path = Some(path);
        let Content::Body(Value::Object(body)) = &mut self.content else { return };
        for (name, value) in query {
            let name = plain(&name);
            if !["page", "limit"].contains(&name.as_str()) {
                self.left_out.push(format!("{name} in the address: a search takes page and limit there."));
            } else if body.contains_key(&name) {
                self.left_out.push(format!("{name} in the address: another one counts."));
            } else if let Ok(number) = value.parse::<i64>() {
                body.insert(name, number.into());
            } else {
                self.left_out.push(format!("{name} in the address, which is no whole number."));
            }
        }
    }
}

/// A call in a program: the address in its first text, the query in its body.
fn code(text: &str) -> Result<Imported, ImportError> {
    let mut found = imported(Source::Code);
    let (address, operation) = asked_by_code(text);
    found.operation = operation;
    if text.contains("uthorization") || text.contains("ookie") {
        found.left_out.push("Its log-in: the explorer uses your own session.".into());
    }
    // First what is called a body, then any object that looks like a query.
    for name in ["JSON.stringify(", "json=", "json =", "body:", "\"body\":", "'body':", "body ="] {
        for (at, _) in text.match_indices(name).take(200) {
            let rest = text[at + name.len()..].trim_start();
            let rest = rest.strip_prefix("JSON.stringify(").unwrap_or(rest);
            let read = |text: &str| literal(text).map(|read| (read.value, read.doubled));
            let value = match quoted(rest) {
                Some((inner, _)) => {
                    let strict = read_json(&inner).ok().map(|value| (value, doubled_in(&inner)));
                    strict.or_else(|| read(&inner))
                }
                None => read(rest),
            };
            if let Some((value, doubled)) = value.filter(|(value, _)| value.is_object()) {
                return Ok(found.with_body(value, &doubled, address));
            }
        }
    }
    let object = text
        .match_indices('{')
        .take(200)
        .find_map(|(at, _)| literal(&text[at..]).filter(|read| looks_like_a_query(&read.value)))
        .map(|read| (read.value, read.doubled));
    let paged = address.as_ref().is_some_and(|address| !address.query.is_empty());
    match object.or_else(|| paged.then(|| (Value::Object(Default::default()), Vec::new()))) {
        Some((value, doubled)) => Ok(found.with_body(value, &doubled, address)),
        None => Err(error("It looks like code, but no object in it could be read as a query.".into())),
    }
}

/// The address or the operation that a program asks: an address with `/search` in it, a call of a client, any address.
fn asked_by_code(text: &str) -> (Option<Address>, Option<String>) {
    let addresses = || texts(text).filter_map(|(before, text)| Some((before, address_of(&text)?, text)));
    if let Some((_, address, _)) = addresses().find(|(.., text)| text.contains("/search")) {
        return (Some(address), None);
    }
    for (before, name) in texts(text) {
        let before = before.trim_end();
        // Texts and regular expressions have a method of that name too.
        let is_entity = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'/');
        if before.ends_with(".search(") && !before.ends_with("re.search(") && is_entity {
            return (address_of(&format!("/{}/search", name.trim_matches('/'))), None);
        }
        if before.ends_with("client.call(") {
            return (None, Some(name));
        }
    }
    if let Some(operation) = controllers_method(text) {
        return (None, Some(operation));
    }
    let any = addresses().find(|(before, _, text)| stands_as_address(before, text));
    (any.map(|(_, address, _)| address), None)
}

/// Longer names are no operation's.
const LONGEST_NAME: usize = 200;

/// `UserControllerSearch` for a call of `userControllerSearch`.
fn controllers_method(text: &str) -> Option<String> {
    text.match_indices("Controller").find_map(|(at, controller)| {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let (before, after) = (&text[..at], &text[at + controller.len()..]);
        let part = |letters: &mut dyn Iterator<Item = char>| {
            letters.take(LONGEST_NAME).take_while(|letter| is_part(*letter)).count()
        };
        let start = &before[at - part(&mut before.chars().rev())..];
        let method = &after[..part(&mut after.chars())];
        let is_call =
            after[method.len()..].trim_start().starts_with('(') && method.starts_with(char::is_uppercase);
        let first = start.chars().next().filter(|first| is_call && first.is_ascii_lowercase())?;
        Some(format!("{}{}{controller}{method}", first.to_ascii_uppercase(), &start[1..]))
    })
}

/// Whether a text of a program is the address of a call, and not a header or a value.
fn stands_as_address(before: &str, text: &str) -> bool {
    let before = before.trim_end_matches(['f', 'r', 'b']).trim_end();
    let is_whole = text.contains("://");
    let begins = is_whole || text.starts_with(['/', '$', '{']);
    let named = ["url:", "url\":", "url':"].iter().any(|name| before.ends_with(name));
    let placed = before.ends_with(['(', '=', '+']) || (is_whole && before.ends_with(','));
    begins && (named || placed) && !text.contains(char::is_whitespace)
}

fn looks_like_a_query(value: &Value) -> bool {
    let known = [
        "filters",
        "search",
        "greaterThan",
        "lessThan",
        "extend",
        "page",
        "limit",
        "sortBy",
        "sortDirection",
    ];
    value.as_object().is_some_and(|object| object.keys().any(|key| known.contains(&key.as_str())))
}

/// The texts in quotation marks, each with what stands before it.
fn texts(text: &str) -> impl Iterator<Item = (&str, String)> {
    let mut rest = text;
    // What does not end is not looked for again: each would be read to the end.
    let mut marks = vec!['"', '\'', '`'];
    std::iter::from_fn(move || {
        loop {
            let at = rest.find(marks.as_slice())?;
            match quoted_or_open(&rest[at..]) {
                Ok((found, after)) => {
                    let before = &text[..text.len() - rest.len() + at];
                    rest = after;
                    return Some((before, found));
                }
                Err(open) => {
                    if open {
                        marks.retain(|mark| !rest[at..].starts_with(*mark));
                    }
                    rest = &rest[at + 1..];
                }
            }
        }
    })
}

#[cfg(test)]
mod tests;
