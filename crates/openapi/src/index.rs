//! Loading: one walk over the text that lists the operations and notes where everything stands.

use crate::document::{Document, Entry, Inner};
use crate::named::Named;
use crate::pointer::{token, tokens};
use crate::problem::{NotJson, Problem};
use crate::scan::{Broken, Kind, Scanner, Span, descend};
use crate::words;
use indexmap::IndexMap;
use std::borrow::Cow;

/// A larger document is refused.
const LARGEST: usize = 64 * 1024 * 1024;
/// More problems than these are counted, not listed.
const MOST_PROBLEMS: usize = 200;
/// The methods of a path item; `query` is OpenAPI 3.2's.
const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];
/// The tag of operations that have none.
const OTHER: &str = "Other";
/// The tag of all webhooks.
const WEBHOOKS: &str = "Webhooks";

/// The document's own words about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// The API's name; empty where the document has none.
    pub title: String,
    /// The API's version, without the spaces around it.
    pub version: String,
    /// Markdown, or empty.
    pub description: String,
}

/// A server that the document names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Server {
    /// Its URL as written: perhaps relative, perhaps with `{variables}`.
    pub url: String,
    /// Markdown, or empty.
    pub description: String,
}

/// A tag and its operations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tag {
    /// Its name; `Other` for operations without any.
    pub name: String,
    /// Markdown, or empty.
    pub description: String,
    /// Indexes into [`Document::operations`], in the document's order. An operation stands under each of its tags.
    pub operations: Vec<usize>,
}

/// What a list shows of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// In capitals: `POST`.
    pub method: String,
    /// The path template: `/user/{id}`; a webhook's name.
    pub path: String,
    /// The API sends this and receives nothing: OpenAPI 3.1's `webhooks`.
    pub webhook: bool,
    /// The `operationId` as written, or empty.
    pub id: String,
    /// Its name in addresses, unique in the document: see [`Document::find`].
    pub key: String,
    /// One line; where the document has none, a readable form of the id, else the path.
    pub summary: String,
    /// As written; empty for an operation under `Other`.
    pub tags: Vec<String>,
    /// Not to be used any more.
    pub deprecated: bool,
}

/// Where the parts of an operation stand.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Spans {
    pub(crate) operation: Span,
    /// `parameters` of the path item, which every operation of it has too.
    pub(crate) parameters: Option<Span>,
    /// `servers` of the path item.
    pub(crate) servers: Option<Span>,
}

/// Reads a document's list of operations and components.
///
/// A byte order mark is accepted. The problems are those of the list; an operation's own come with
/// [`Document::operation`].
///
/// # Errors
/// The bytes are not JSON in UTF-8, not an object, or more than 64 MiB.
///
/// ```
/// let failure = openapi::parse(b"openapi: 3.0.0".to_vec()).expect_err("that is YAML");
/// assert!(failure.to_string().contains("YAML"));
/// let failure = openapi::parse(br#"{"paths": {]}"#.to_vec()).expect_err("that is broken");
/// assert_eq!(failure.offset, Some(11));
/// ```
pub fn parse(bytes: Vec<u8>) -> Result<(Document, Vec<Problem>), NotJson> {
    if bytes.len() > LARGEST {
        let message = format!(
            "The document has {} MB; documents up to 64 MB are read.",
            bytes.len().div_ceil(1024 * 1024)
        );
        return Err(NotJson { message, offset: None });
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        NotJson {
            message: format!("This is not JSON: byte {offset} is not UTF-8 text."),
            offset: Some(offset),
        }
    })?;
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut scanner = Scanner::new(&text, start);
    if scanner.peek() != Kind::Object {
        return Err(not_an_object(&text, scanner.offset()));
    }
    let mut index = Index::default();
    scanner
        .object(&mut |scanner, key| index.top(scanner, &key))
        .and_then(|()| scanner.end())
        .map_err(|broken| not_json(&text, &broken))?;
    index.follow_references(&text, start);
    index.judge_version();
    Ok(index.finish(text, start))
}

fn not_json(text: &str, broken: &Broken) -> NotJson {
    let (line, column) = words::line_and_column(text, broken.offset);
    let message = format!("This is not JSON: line {line}, column {column}: expected {}.", broken.expected);
    NotJson { message, offset: Some(broken.offset) }
}

/// Says what the text is instead, where that can be seen.
fn not_an_object(text: &str, offset: usize) -> NotJson {
    let rest = text.get(offset..).unwrap_or("");
    let yaml_key =
        |line: &str| ["openapi:", "swagger:", "info:", "paths:"].iter().any(|key| line.starts_with(key));
    let message = if rest.is_empty() {
        "The document is empty; an OpenAPI document in JSON was expected."
    } else if rest.starts_with('<') {
        "This is an HTML or XML page; an OpenAPI document in JSON was expected."
    } else if rest.starts_with('[') {
        "This is a JSON list; an OpenAPI document is a JSON object."
    } else if rest.starts_with("---") || rest.starts_with("%YAML") || rest.lines().any(yaml_key) {
        "This looks like YAML; the same document is wanted in JSON."
    } else {
        "This is not a JSON object; an OpenAPI document in JSON was expected."
    };
    NotJson { message: message.into(), offset: Some(offset) }
}

/// A path and what stands under it.
#[derive(Default)]
struct Item {
    path: String,
    webhook: bool,
    reference: Option<String>,
    parameters: Option<Span>,
    servers: Option<Span>,
    operations: Vec<(Head, Span)>,
}

/// What the walk has found so far.
#[derive(Default)]
struct Index {
    info: Info,
    version: Option<String>,
    swagger: Option<String>,
    has_info: bool,
    has_paths: bool,
    tags: Vec<Tag>,
    servers: Vec<Server>,
    items: Vec<Item>,
    webhooks: Vec<Item>,
    components: Named<Named<Entry>>,
    security: Option<Span>,
    problems: Vec<Problem>,
    unlisted: usize,
}

impl Index {
    fn problem(&mut self, place: impl Into<String>, message: impl Into<String>) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(Problem::new(place, message));
        } else {
            self.unlisted += 1;
        }
    }

    fn top<'a>(&mut self, scanner: &mut Scanner<'a>, key: &str) -> Result<(), Broken> {
        match (key, scanner.peek()) {
            ("openapi", _) => self.version = Some(scalar(scanner)?),
            ("swagger", _) => self.swagger = Some(scalar(scanner)?),
            ("info", Kind::Object) => {
                self.has_info = true;
                scanner.object(&mut |scanner, key| {
                    match &*key {
                        "title" => self.info.title = scalar(scanner)?.trim().into(),
                        "version" => self.info.version = scalar(scanner)?.trim().into(),
                        "description" => self.info.description = owned(scanner.text()?),
                        _ => drop(scanner.skip()?),
                    }
                    Ok(())
                })?;
            }
            ("paths", Kind::Object) => {
                self.has_paths = true;
                scanner.object(&mut |scanner, path| self.path(scanner, path))?;
            }
            // OpenAPI 3.0 has none; documents of that version write what 3.1 calls so with an x.
            ("webhooks" | "x-webhooks", Kind::Object) => {
                scanner.object(&mut |scanner, name| {
                    let item = self.item(scanner, name.into_owned(), true)?;
                    self.webhooks.push(item);
                    Ok(())
                })?;
            }
            ("components", Kind::Object) => {
                scanner.object(&mut |scanner, name| self.section(scanner, name))?
            }
            ("tags", Kind::Array) => scanner.array(&mut |scanner, number| self.tag(scanner, &number))?,
            ("servers", Kind::Array) => self.servers = servers(scanner)?,
            ("security", Kind::Array) => self.security = Some(scanner.skip()?),
            ("info" | "paths" | "components" | "webhooks", _) => {
                scanner.skip()?;
                self.problem(format!("/{key}"), format!("`{key}` is not an object."));
            }
            ("tags" | "servers" | "security", _) => {
                scanner.skip()?;
                self.problem(format!("/{key}"), format!("`{key}` is not a list."));
            }
            _ => drop(scanner.skip()?),
        }
        Ok(())
    }

    fn tag(&mut self, scanner: &mut Scanner<'_>, number: &str) -> Result<(), Broken> {
        let mut tag = Tag::default();
        if scanner.peek() == Kind::Object {
            scanner.object(&mut |scanner, key| {
                match &*key {
                    "name" => tag.name = owned(scanner.text()?),
                    "description" => tag.description = owned(scanner.text()?),
                    _ => drop(scanner.skip()?),
                }
                Ok(())
            })?;
        } else {
            scanner.skip()?;
        }
        if tag.name.is_empty() {
            self.problem(format!("/tags/{number}"), "The tag has no name.");
        } else if !self.tags.iter().any(|other| other.name == tag.name) {
            self.tags.push(tag);
        }
        Ok(())
    }

    fn section(&mut self, scanner: &mut Scanner<'_>, name: Cow<'_, str>) -> Result<(), Broken> {
        if scanner.peek() != Kind::Object {
            scanner.skip()?;
            if !name.starts_with("x-") {
                self.problem(format!("/components/{}", token(&name)), format!("`{name}` is not an object."));
            }
            return Ok(());
        }
        let mut entries = Named::default();
        scanner.object(&mut |scanner, key| {
            entries.insert(key.into_owned(), Entry::new(scanner.skip()?));
            Ok(())
        })?;
        self.components.insert(name.into_owned(), entries);
        Ok(())
    }

    fn path(&mut self, scanner: &mut Scanner<'_>, path: Cow<'_, str>) -> Result<(), Broken> {
        if path.starts_with("x-") {
            return scanner.skip().map(drop);
        }
        let item = self.item(scanner, path.into_owned(), false)?;
        self.items.push(item);
        Ok(())
    }

    /// Reads a path item, wherever it stands; `path` is the path, or the webhook, whose operations these are.
    fn item(&mut self, scanner: &mut Scanner<'_>, path: String, webhook: bool) -> Result<Item, Broken> {
        let mut item = Item { path, webhook, ..Item::default() };
        let place = place(webhook, &item.path);
        if scanner.peek() != Kind::Object {
            scanner.skip()?;
            let what = if webhook { "webhook" } else { "path" };
            self.problem(place, format!("The {what}'s value is not an object."));
            return Ok(item);
        }
        scanner.object(&mut |scanner, key| {
            match &*key {
                "$ref" => item.reference = scanner.text()?.map(Cow::into_owned),
                "parameters" => item.parameters = Some(scanner.skip()?),
                "servers" => item.servers = Some(scanner.skip()?),
                method if METHODS.contains(&method) => {
                    if scanner.peek() == Kind::Object {
                        let operation = self.operation(scanner, method, &item.path, webhook)?;
                        item.operations.push(operation);
                    } else {
                        scanner.skip()?;
                        self.problem(format!("{place}/{method}"), "The operation is not an object.");
                    }
                }
                _ => drop(scanner.skip()?),
            }
            Ok(())
        })?;
        Ok(item)
    }

    fn operation(
        &mut self,
        scanner: &mut Scanner<'_>,
        method: &str,
        path: &str,
        webhook: bool,
    ) -> Result<(Head, Span), Broken> {
        let start = scanner.offset();
        let method_name = method.to_ascii_uppercase();
        let mut head = Head { method: method_name, path: path.into(), webhook, ..Head::default() };
        let place = || format!("{}/{method}", place(webhook, path));
        scanner.object(&mut |scanner, key| {
            match (&*key, scanner.peek()) {
                ("operationId", Kind::Text) => head.id = owned(scanner.text()?),
                ("summary", Kind::Text) => head.summary = owned(scanner.text()?).trim().into(),
                ("deprecated", _) => head.deprecated = scalar(scanner)? == "true",
                ("tags", Kind::Array) => scanner.array(&mut |scanner, _| {
                    if let Some(tag) = scanner.text()?
                        && !tag.is_empty()
                        && !head.tags.iter().any(|other| *other == tag)
                    {
                        head.tags.push(tag.into_owned());
                    }
                    Ok(())
                })?,
                ("operationId" | "summary" | "tags", _) => {
                    scanner.skip()?;
                    let wanted = if key == "tags" { "list" } else { "text" };
                    self.problem(format!("{}/{key}", place()), format!("`{key}` is not a {wanted}."));
                }
                _ => drop(scanner.skip()?),
            }
            Ok(())
        })?;
        if head.summary.is_empty() {
            head.summary = if head.id.is_empty() { path.into() } else { words::readable(&head.id) };
        }
        Ok((head, scanner.span(start)))
    }

    /// Fills path items that are references. Their own operations, where they have some, count before those of the
    /// item that is referred to.
    fn follow_references(&mut self, text: &str, start: usize) {
        // Webhooks stand behind all other operations, wherever the document has them.
        let mut webhooks = std::mem::take(&mut self.webhooks);
        self.items.append(&mut webhooks);
        for at in 0..self.items.len() {
            let webhook = self.items[at].webhook;
            let mut next = self.items[at].reference.clone();
            // A chain of references is rare and short; a longer one runs in a circle.
            for _ in 0..8 {
                let Some(reference) = next.take() else { break };
                let path = self.items[at].path.clone();
                let target = tokens(&reference).and_then(|way| descend(text, start, &way));
                let found = target.and_then(|span| {
                    self.item(&mut Scanner::new(text, span.start()), path.clone(), webhook).ok()
                });
                let Some(found) = found else {
                    let message = format!("The reference `{reference}` leads to nothing in this document.");
                    self.problem(place(webhook, &path), message);
                    break;
                };
                let own = &mut self.items[at];
                own.parameters = own.parameters.or(found.parameters);
                own.servers = own.servers.or(found.servers);
                for (head, span) in found.operations {
                    if !own.operations.iter().any(|(other, _)| other.method == head.method) {
                        own.operations.push((head, span));
                    }
                }
                next = found.reference;
            }
            if let Some(reference) = next {
                let message = format!("The reference `{reference}` runs in a circle or too far.");
                self.problem(place(webhook, &self.items[at].path), message);
            }
        }
    }

    fn judge_version(&mut self) {
        match (&self.version, &self.swagger) {
            (Some(version), _) if version.trim().starts_with("3.") => {}
            (Some(version), _) => {
                let message = format!("The document says OpenAPI \"{version}\"; it is read as OpenAPI 3.");
                self.problem("/openapi", message);
            }
            (None, Some(version)) => {
                let message = format!(
                    "This is a Swagger {version} document: operations are listed, bodies are not read."
                );
                self.problem("/swagger", message);
            }
            (None, None) => self.problem("", "`openapi` is missing; the document is read as OpenAPI 3."),
        }
        if !self.has_info && !self.problems.iter().any(|problem| problem.place == "/info") {
            self.problem("", "`info` is missing.");
        }
        let has_operations = self.has_paths || self.items.iter().any(|item| item.webhook);
        if !has_operations && !self.problems.iter().any(|problem| problem.place == "/paths") {
            self.problem("", "`paths` is missing, so there are no operations.");
        }
    }

    fn finish(mut self, text: String, start: usize) -> (Document, Vec<Problem>) {
        if self.unlisted > 0 {
            self.problems.push(Problem::new("", format!("And {} more problems.", self.unlisted)));
        }
        let mut heads = Vec::new();
        let mut spans = Vec::new();
        for item in self.items {
            for (head, operation) in item.operations {
                heads.push(head);
                spans.push(Spans { operation, parameters: item.parameters, servers: item.servers });
            }
        }
        let keys = give_keys(&mut heads);
        let document = Document::new(Inner {
            text,
            start,
            info: self.info,
            version: self.version.unwrap_or_default().trim().into(),
            declared_tags: self.tags,
            servers: self.servers,
            heads,
            spans,
            keys,
            components: self.components,
            security: self.security,
            ..Inner::default()
        });
        (document, self.problems)
    }
}

/// Gives every operation its unique key and returns where each one is.
fn give_keys(heads: &mut [Head]) -> IndexMap<String, usize> {
    let mut keys = IndexMap::with_capacity(heads.len());
    // How far the suffixes of a key have been given: hostile documents repeat one id many times.
    let mut given: IndexMap<String, usize> = IndexMap::new();
    for (index, head) in heads.iter_mut().enumerate() {
        let plain =
            if head.id.is_empty() { format!("{} {}", head.method, head.path) } else { words::key(&head.id) };
        let mut key = plain.clone();
        if keys.contains_key(&key) {
            let mut count = given.get(&plain).copied().unwrap_or(1);
            while keys.contains_key(&key) {
                count += 1;
                key = format!("{plain}-{count}");
            }
            given.insert(plain, count);
        }
        head.key.clone_from(&key);
        keys.insert(key, index);
    }
    keys
}

/// The declared tags and the others, with their operations.
pub(crate) fn fill_tags(declared: &[Tag], heads: &[Head]) -> Vec<Tag> {
    let mut tags = Named::default();
    for tag in declared {
        tags.insert(tag.name.clone(), tag.clone());
    }
    let fresh = |name: &str| Tag { name: name.into(), ..Tag::default() };
    let mut other = Vec::new();
    let own = heads.iter().take_while(|head| !head.webhook).count();
    let (heads, webhooks) = heads.split_at(own);
    for (index, head) in heads.iter().enumerate() {
        for name in &head.tags {
            tags.get_or_insert(name, || fresh(name)).operations.push(index);
        }
        if head.tags.is_empty() {
            other.push(index);
        }
    }
    if other.len() == heads.len() {
        for (index, name) in other.into_iter().zip(by_path(heads)) {
            tags.get_or_insert(&name, || fresh(&name)).operations.push(index);
        }
    } else if !other.is_empty() {
        let tag = tags.get_or_insert(OTHER, || fresh(OTHER));
        // Some may name that tag themselves; all of them stand in the document's order.
        let named = std::mem::take(&mut tag.operations);
        tag.operations =
            (0..heads.len()).filter(|index| named.contains(index) || heads[*index].tags.is_empty()).collect();
    }
    // What the API sends stands apart from what it receives, whatever its own tags say.
    if !webhooks.is_empty() {
        let tag = tags.get_or_insert(WEBHOOKS, || fresh(WEBHOOKS));
        tag.operations.extend(own..own + webhooks.len());
    }
    tags.into_items()
}

/// What each operation is about in a document that tags none: the first part of its path that is not the same for all.
fn by_path(heads: &[Head]) -> Vec<String> {
    let paths: Vec<Vec<&str>> =
        heads.iter().map(|head| head.path.split('/').filter(|part| !part.is_empty()).collect()).collect();
    let same = |at: usize| {
        let part = paths.first().and_then(|path| path.get(at));
        part.is_some() && paths.iter().all(|path| path.get(at) == part)
    };
    let first = (0..).find(|at| !same(*at)).unwrap_or_default();
    let name =
        |path: &Vec<&str>| path.get(first).filter(|part| !part.starts_with('{')).map(|it| (*it).into());
    paths.iter().map(|path| name(path).unwrap_or_else(|| OTHER.into())).collect()
}

/// Reads a list of servers; what is none is passed over.
pub(crate) fn servers(scanner: &mut Scanner<'_>) -> Result<Vec<Server>, Broken> {
    let mut servers = Vec::new();
    scanner.array(&mut |scanner, _| {
        if scanner.peek() != Kind::Object {
            return scanner.skip().map(drop);
        }
        let mut server = Server::default();
        scanner.object(&mut |scanner, key| {
            match &*key {
                "url" => server.url = owned(scanner.text()?),
                "description" => server.description = owned(scanner.text()?),
                _ => drop(scanner.skip()?),
            }
            Ok(())
        })?;
        if !server.url.is_empty() {
            servers.push(server);
        }
        Ok(())
    })?;
    Ok(servers)
}

/// Where a path or a webhook stands in the document.
pub(crate) fn place(webhook: bool, name: &str) -> String {
    format!("/{}/{}", if webhook { "webhooks" } else { "paths" }, token(name))
}

fn owned(text: Option<Cow<'_, str>>) -> String {
    text.map(Cow::into_owned).unwrap_or_default()
}

/// A text, or a number or boolean as it is written: documents say `"version": 1.0`.
fn scalar(scanner: &mut Scanner<'_>) -> Result<String, Broken> {
    match scanner.peek() {
        Kind::Text => scanner.text().map(owned),
        Kind::Other => scanner.written(),
        Kind::Object | Kind::Array => scanner.skip().map(|_| String::new()),
    }
}
