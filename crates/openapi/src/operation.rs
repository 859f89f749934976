//! One operation, read when it is looked at.

use crate::document::Document;
use crate::index::{Server, place, servers};
use crate::pointer::token;
use crate::problem::Problem;
use crate::scan::{Kind, Scanner};
use crate::schema::Schema;
use crate::words;
use serde_json::{Map, Value};

/// POSTs that read, though neither their bodies nor their answers show it: `{…}` stands for any one segment.
const READING_POSTS: [&str; 8] = [
    "/event/export",
    "/event/filter/failed-functions",
    // Looks whether a game server answers, as the GET of the same name does by its id.
    "/gameserver/reachability",
    // Wants no more than the permission to read modules.
    "/module/{id}/export",
    "/resolve-registration-token",
    "/{kind}/{id}/executions",
    "/tracking/location/box",
    "/tracking/location/radius",
];
/// What answers with another type than Takaro's document names, and that type.
const OTHER_TYPES: [(&str, &str); 2] =
    [("/event/export", "text/csv"), ("/gameserver/{id}/map/tile/{x}/{y}/{z}", "image/png")];
/// What concerns the session of whoever asks, and no data of a domain.
const SESSION: [(&str, &str); 5] = [
    ("POST", "/login"),
    ("POST", "/logout"),
    ("POST", "/token"),
    ("POST", "/selected-domain/{id}"),
    ("DELETE", "/selected-domain"),
];
/// What the real document says of every text in a path: that it is one.
const ANY_SEGMENT: &str = r"[^\/#\?]+?";
/// Ids whose last part begins so, and whose answer is a list, read.
const READING_VERBS: [&str; 6] = ["get", "list", "search", "find", "query", "fetch"];
/// The top-level keys of a search body; two of them make one.
pub(crate) const SEARCH_KEYS: [&str; 7] =
    ["filters", "search", "page", "limit", "sortBy", "greaterThan", "lessThan"];
/// The security scheme of Takaro's administration, and the header in which it goes.
const ADMIN_SCHEME: &str = "adminAuth";
const ADMIN_HEADER: &str = "x-takaro-admin-token";

/// Everything about an operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Operation {
    /// In capitals: `POST`.
    pub method: String,
    /// The path template: `/user/{id}`; a webhook's name.
    pub path: String,
    /// The API sends this and receives nothing: its body is what comes, its answers are what is sent back.
    pub webhook: bool,
    /// The `operationId` as written, or empty.
    pub id: String,
    /// Its name in addresses.
    pub key: String,
    /// One line.
    pub summary: String,
    /// As written.
    pub tags: Vec<String>,
    /// Not to be used any more.
    pub deprecated: bool,
    /// Markdown, or empty. The lines about permissions and the operation's id are taken out, `<br>` is a line break.
    pub description: String,
    /// The permissions that the description named: `READ_PLAYERS`.
    pub permissions: Vec<String>,
    /// Those of the path and the operation's own. A `{name}` of the path that is not declared stands among them too.
    pub parameters: Vec<Parameter>,
    /// What is sent.
    pub body: Option<Body>,
    /// What comes back, in the document's order.
    pub responses: Vec<Response>,
    /// Names of the security schemes that are accepted or wanted, each once; empty for none.
    pub security: Vec<String>,
    /// It wants the administrator's token.
    pub admin: bool,
    /// The servers that are this operation's own, or its path's; empty where those of the document hold.
    pub servers: Vec<Server>,
    /// The type of what really comes back, where Takaro's document is known to name another.
    ///
    /// ```
    /// let text = r#"{"openapi": "3.0.0", "info": {"title": "t", "version": "1"}, "paths": {"/event/export": {"post": {
    ///     "responses": {"200": {"description": "", "content": {"application/json": {}}}}}}}}"#;
    /// let (document, _) = openapi::parse(text.as_bytes().to_vec())?;
    /// assert_eq!(document.operation(0).map(|operation| operation.answers_with), Ok(Some("text/csv")));
    /// # Ok::<(), openapi::NotJson>(())
    /// ```
    pub answers_with: Option<&'static str>,
    /// It changes nothing: GET, HEAD, OPTIONS, searches, and POSTs that only read.
    pub read_only: bool,
    /// It concerns who asks and not what there is, as a log-in, a log-out and the choice of a domain do: no data changes.
    ///
    /// ```
    /// let (document, _) = openapi::parse(br#"{"paths": {"/logout": {"post": {}}}}"#.to_vec())?;
    /// assert_eq!(document.operation(0).map(|operation| operation.session), Ok(true));
    /// # Ok::<(), openapi::NotJson>(())
    /// ```
    pub session: bool,
    /// It has the shape of a search: a POST to `…/search`, or with a body like one.
    pub search: bool,
    /// What is wrong within it.
    pub problems: Vec<Problem>,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Into the path's `{name}`.
    Path,
    /// Behind the `?`.
    #[default]
    Query,
    /// A header.
    Header,
    /// A cookie, which no page can set.
    Cookie,
}

impl Place {
    /// Its name in OpenAPI: `path`, `query`, `header`, `cookie`.
    pub fn word(self) -> &'static str {
        match self {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
            Place::Cookie => "cookie",
        }
    }
}

/// A parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameter {
    /// Its name as sent.
    pub name: String,
    /// Where it goes.
    pub place: Place,
    /// It may not be left out; always so in a path.
    pub required: bool,
    /// Markdown, or empty.
    pub description: String,
    /// What it holds; `{}` where the document does not say.
    pub schema: Schema,
    /// How lists and objects are written: `form`, `simple`, `deepObject`, …, the default of the place filled in.
    pub style: String,
    /// Lists as repeated parameters; the style's default filled in.
    pub explode: bool,
    /// Signs that mean something in an address stay as they are.
    pub allow_reserved: bool,
    /// The media type of a parameter that is written in one (`content`), or empty.
    pub content_type: String,
    /// Not to be used any more.
    pub deprecated: bool,
    /// The document's examples.
    pub examples: Vec<Example>,
}

/// A request's body.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// It may not be left out, says the document; Takaro's says of none.
    pub required: bool,
    /// Markdown, or empty.
    pub description: String,
    /// The media types that are accepted, in the document's order.
    pub content: Vec<Media>,
}

/// One media type of a body or a response.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Media {
    /// `application/json`.
    pub content_type: String,
    /// What stands there; `None` where the document does not say.
    pub schema: Option<Schema>,
    /// The document's examples.
    pub examples: Vec<Example>,
    /// How the parts of a form are written, as the document has it.
    pub encoding: Map<String, Value>,
}

/// An example of the document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Example {
    /// Its name; empty for the only one.
    pub name: String,
    /// One line, or empty.
    pub summary: String,
    /// Markdown, or empty.
    pub description: String,
    /// The value.
    pub value: Value,
}

/// One kind of answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Response {
    /// `200`, `4XX` or `default`.
    pub status: String,
    /// Markdown, or empty.
    pub description: String,
    /// Its media types, in the document's order.
    pub content: Vec<Media>,
    /// Its headers.
    pub headers: Vec<Header>,
}

/// A header of an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Markdown, or empty.
    pub description: String,
    /// What it holds.
    pub schema: Schema,
}

impl Operation {
    /// The schema of the JSON body, or of the first other one.
    pub fn body_schema(&self) -> Option<&Schema> {
        self.body.as_ref().and_then(|body| json_schema(&body.content))
    }

    /// The schema of the first answer that means success.
    pub fn response_schema(&self) -> Option<&Schema> {
        let success = |response: &&Response| response.status.starts_with('2');
        self.responses
            .iter()
            .filter(success)
            .chain(self.responses.iter().filter(|response| response.status == "default"))
            .find_map(|response| json_schema(&response.content))
    }
}

impl Document {
    /// Reads an operation. What is wrong in a part of it stands in [`Operation::problems`].
    ///
    /// # Errors
    /// There is no such operation, or its text cannot be read, for it is nested deeper than 127 levels.
    pub fn operation(&self, index: usize) -> Result<Operation, Problem> {
        let inner = self.inner();
        let (Some(head), Some(spans)) = (inner.heads.get(index), inner.spans.get(index)) else {
            return Err(Problem::new("", format!("There is no operation {index} in this document.")));
        };
        let place = format!("{}/{}", place(head.webhook, &head.path), head.method.to_ascii_lowercase());
        // Read as a value like everything else: each type that is read brings its own words for what it is not.
        let operation: Value = serde_json::from_str(spans.operation.of(&inner.text))
            .map_err(|error| Problem::new(&place, format!("The operation cannot be read: {error}.")))?;
        let Value::Object(mut object) = operation else {
            return Err(Problem::new(&place, "The operation is not an object."));
        };
        let mut reader = Reader { document: self, place, problems: Vec::new() };

        let (description, permissions) = words::description(&text(&object, "description"));
        let shared = spans.parameters.and_then(|span| serde_json::from_str(span.of(&inner.text)).ok());
        // A webhook's name is no template, whatever stands in it.
        let path = if head.webhook { "" } else { &head.path };
        let parameters = reader.parameters(path, shared, object.shift_remove("parameters"));
        let body = object.shift_remove("requestBody").and_then(|body| reader.body(body));
        let responses = reader.responses(object.shift_remove("responses"));
        let own_security = object.shift_remove("security");
        let security = own_security.or_else(|| serde_json::from_str(inner.security?.of(&inner.text)).ok());
        let security = scheme_names(&security.unwrap_or_default());
        let servers = match object.get("servers") {
            Some(own) => read_servers(&own.to_string()),
            None => spans.servers.map(|span| read_servers(span.of(&inner.text))).unwrap_or_default(),
        };
        let mut operation = Operation {
            method: head.method.clone(),
            path: head.path.clone(),
            webhook: head.webhook,
            id: head.id.clone(),
            key: head.key.clone(),
            summary: head.summary.clone(),
            tags: head.tags.clone(),
            deprecated: head.deprecated,
            description,
            permissions,
            parameters,
            body,
            responses,
            admin: !head.webhook && self.is_admin(&security),
            security,
            servers,
            problems: reader.problems,
            ..Operation::default()
        };
        operation.search = self.is_search(&operation);
        operation.read_only = self.is_read_only(&operation);
        operation.answers_with = other_type(&operation);
        let of_session =
            |&(method, path): &(&str, &str)| operation.method == method && same_path(path, &operation.path);
        operation.session = !operation.webhook && SESSION.iter().any(of_session);
        Ok(operation)
    }

    fn is_admin(&self, security: &[String]) -> bool {
        security.iter().any(|name| name == ADMIN_SCHEME)
            || self.security_schemes().iter().any(|scheme| {
                scheme.field.eq_ignore_ascii_case(ADMIN_HEADER) && security.contains(&scheme.name)
            })
    }

    fn is_search(&self, operation: &Operation) -> bool {
        if operation.method != "POST" || operation.webhook {
            return false;
        }
        if is_search_path(&operation.path) {
            return true;
        }
        // A bulk write may be told by filters what to write to: its body alone makes no search.
        if !is_reading_post(operation) && !has_reading_id(&operation.id) {
            return false;
        }
        let Some(body) = operation.body_schema() else { return false };
        let properties = self.properties(body);
        let known =
            properties.iter().filter(|property| SEARCH_KEYS.contains(&property.name.as_str())).count();
        known >= 2
    }

    /// Whether an operation changes nothing. In doubt it does: a needless question before a write that is none harms
    /// less than a write without one. So an answer of rows alone is not enough (a bulk create gives rows too): the
    /// operation's id has to begin like a reading one.
    fn is_read_only(&self, operation: &Operation) -> bool {
        match operation.method.as_str() {
            // Nobody sends it from here.
            _ if operation.webhook => true,
            "GET" | "HEAD" | "OPTIONS" | "QUERY" | "TRACE" => true,
            "POST" => {
                operation.search
                    || is_reading_post(operation)
                    || (has_reading_id(&operation.id) && self.rows(operation).is_some())
            }
            _ => false,
        }
    }

    /// The schema of one row, where the answer is rows: a list, or an object whose `data` is one.
    pub(crate) fn rows(&self, operation: &Operation) -> Option<Schema> {
        let answer = self.resolve(operation.response_schema()?).schema()?;
        if answer.types().contains(&"array") {
            return answer.items();
        }
        let data = self.properties(&answer).into_iter().find(|property| property.name == "data")?;
        self.resolve(&data.schema).schema()?.items()
    }
}

/// `/user/search`, `/search`, `/shop/order/search/`.
pub(crate) fn is_search_path(path: &str) -> bool {
    path.trim_end_matches('/').ends_with("/search")
}

/// Whether a POST is known to change nothing, by its path or by the name of what it takes.
fn is_reading_post(operation: &Operation) -> bool {
    let body_name = operation.body_schema().and_then(Schema::reference).unwrap_or("");
    body_name.ends_with("SearchInputDTO")
        || READING_POSTS.iter().any(|pattern| same_path(pattern, &operation.path))
}

fn has_reading_id(id: &str) -> bool {
    let name = id.rsplit(['.', '/']).next().unwrap_or(id);
    READING_VERBS.iter().any(|verb| {
        // `getOne` and `get_one` read, `getaway` does something else.
        name.strip_prefix(verb).is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_lowercase()))
    })
}

/// A document that does not name JSON there is not Takaro's, or has been mended.
fn other_type(operation: &Operation) -> Option<&'static str> {
    let names_json = |media: &Media| media.content_type.contains("json");
    let wrong = operation.responses.iter().any(|response| response.content.iter().any(names_json));
    let (_, real) = OTHER_TYPES.iter().find(|(pattern, _)| same_path(pattern, &operation.path))?;
    wrong.then_some(real)
}

fn same_path(pattern: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    let same = pattern.split('/').all(|wanted| {
        segments
            .next()
            .is_some_and(|segment| wanted == segment || (wanted.starts_with('{') && !segment.is_empty()))
    });
    same && segments.next().is_none()
}

fn json_schema(content: &[Media]) -> Option<&Schema> {
    let json = content.iter().find(|media| media.content_type.contains("json") && media.schema.is_some());
    json.or_else(|| content.iter().find(|media| media.schema.is_some()))?.schema.as_ref()
}

fn text(object: &Map<String, Value>, key: &str) -> String {
    object.get(key).and_then(Value::as_str).unwrap_or_default().into()
}

fn flag(object: &Map<String, Value>, key: &str) -> Option<bool> {
    object.get(key).and_then(Value::as_bool)
}

fn scheme_names(security: &Value) -> Vec<String> {
    let alternatives = security.as_array().map_or(&[][..], Vec::as_slice);
    let mut names: Vec<String> = Vec::new();
    // A handful at most, so a list does.
    for name in alternatives.iter().filter_map(Value::as_object).flat_map(Map::keys) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

fn read_servers(text: &str) -> Vec<Server> {
    let mut scanner = Scanner::new(text, 0);
    if scanner.peek() == Kind::Array { servers(&mut scanner).unwrap_or_default() } else { Vec::new() }
}

/// The names in a path's braces.
fn template_names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .filter(|name| !name.is_empty())
}

/// Reads the parts of one operation, and notes what is wrong with them.
struct Reader<'d> {
    document: &'d Document,
    place: String,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn problem(&mut self, below: &str, message: impl Into<String>) {
        self.problems.push(Problem::new(format!("{}{below}", self.place), message));
    }

    /// The object that stands there, references followed; anything else is a problem.
    fn object(&mut self, value: Value, below: &str) -> Option<Map<String, Value>> {
        match self.document.follow(value) {
            Ok(Value::Object(object)) => Some(object),
            Ok(_) => {
                self.problem(below, "This is not an object.");
                None
            }
            Err(reference) => {
                self.problem(
                    below,
                    format!("The reference `{reference}` leads to nothing that can be read here."),
                );
                None
            }
        }
    }

    fn parameters(&mut self, path: &str, shared: Option<Value>, own: Option<Value>) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        let shared = shared.map(|list| (list, "/../parameters"));
        let own = own.map(|list| (list, "/parameters"));
        for (list, below) in shared.into_iter().chain(own) {
            let Value::Array(list) = list else {
                self.problem(below, "`parameters` is not a list.");
                continue;
            };
            for (number, value) in list.into_iter().enumerate() {
                let Some(parameter) = self.parameter(path, value, &format!("{below}/{number}")) else {
                    continue;
                };
                if parameter.place == Place::Header && is_reserved(&parameter.name) {
                    continue;
                }
                // The operation's own replace those of the path.
                let same =
                    |other: &&mut Parameter| other.name == parameter.name && other.place == parameter.place;
                match parameters.iter_mut().find(same) {
                    Some(other) => *other = parameter,
                    None => parameters.push(parameter),
                }
            }
        }
        for name in template_names(path) {
            let declared = |other: &Parameter| other.place == Place::Path && other.name == name;
            if !parameters.iter().any(declared) {
                self.problem(
                    "/parameters",
                    format!("`{name}` stands in the path, but is not among the parameters."),
                );
                parameters.push(Parameter {
                    name: name.into(),
                    place: Place::Path,
                    required: true,
                    style: "simple".into(),
                    ..Parameter::default()
                });
            }
        }
        parameters
    }

    fn parameter(&mut self, path: &str, value: Value, below: &str) -> Option<Parameter> {
        let mut object = self.object(value, below)?;
        let name = text(&object, "name");
        if name.is_empty() {
            self.problem(below, "The parameter has no name.");
            return None;
        }
        let place = match object.get("in").and_then(Value::as_str) {
            Some("path") => Place::Path,
            Some("query") => Place::Query,
            Some("header") => Place::Header,
            Some("cookie") => Place::Cookie,
            // Swagger 2.0's bodies are no parameters in OpenAPI 3.
            other => {
                let other = other.unwrap_or("nothing");
                self.problem(below, format!("`in` says {other}, which is no place of a parameter."));
                if !template_names(path).any(|template| template == name) {
                    return None;
                }
                Place::Path
            }
        };
        let style = match object.get("style").and_then(Value::as_str) {
            Some(style) => style.into(),
            None if matches!(place, Place::Path | Place::Header) => String::from("simple"),
            None => String::from("form"),
        };
        let mut content_type = String::new();
        let mut schema = object.shift_remove("schema").map(Schema::new);
        let mut examples = self.examples(&mut object, below);
        if let Some(media) = self.content(object.shift_remove("content"), below).into_iter().next() {
            content_type = media.content_type;
            schema = schema.or(media.schema);
            examples.extend(media.examples);
        }
        if let Some(known) = &schema
            && place == Place::Path
            && known.pattern() == Some(ANY_SEGMENT)
            && let Value::Object(mut raw) = known.raw().clone()
        {
            raw.shift_remove("pattern");
            schema = Some(Schema::new(Value::Object(raw)));
        }
        Some(Parameter {
            name,
            place,
            required: place == Place::Path || flag(&object, "required") == Some(true),
            description: text(&object, "description"),
            schema: schema.unwrap_or_default(),
            explode: flag(&object, "explode").unwrap_or(style == "form"),
            style,
            allow_reserved: flag(&object, "allowReserved") == Some(true),
            content_type,
            deprecated: flag(&object, "deprecated") == Some(true),
            examples,
        })
    }

    fn body(&mut self, value: Value) -> Option<Body> {
        let mut object = self.object(value, "/requestBody")?;
        Some(Body {
            required: flag(&object, "required") == Some(true),
            description: text(&object, "description"),
            content: self.content(object.shift_remove("content"), "/requestBody"),
        })
    }

    fn responses(&mut self, value: Option<Value>) -> Vec<Response> {
        let Some(value) = value else { return Vec::new() };
        let Value::Object(object) = value else {
            self.problem("/responses", "`responses` is not an object.");
            return Vec::new();
        };
        let mut responses = Vec::new();
        for (status, value) in object {
            if status.starts_with("x-") {
                continue;
            }
            let below = format!("/responses/{}", token(&status));
            let Some(mut object) = self.object(value, &below) else { continue };
            responses.push(Response {
                status,
                description: text(&object, "description"),
                content: self.content(object.shift_remove("content"), &below),
                headers: self.headers(object.shift_remove("headers"), &below),
            });
        }
        responses
    }

    fn headers(&mut self, value: Option<Value>, below: &str) -> Vec<Header> {
        let Some(Value::Object(object)) = value else { return Vec::new() };
        let mut headers = Vec::new();
        for (name, value) in object {
            let below = format!("{below}/headers/{}", token(&name));
            let Some(mut object) = self.object(value, &below) else { continue };
            headers.push(Header {
                name,
                description: text(&object, "description"),
                schema: object.shift_remove("schema").map(Schema::new).unwrap_or_default(),
            });
        }
        headers
    }

    fn content(&mut self, value: Option<Value>, below: &str) -> Vec<Media> {
        let object = match value {
            None => return Vec::new(),
            Some(Value::Object(object)) => object,
            Some(_) => {
                self.problem(&format!("{below}/content"), "`content` is not an object.");
                return Vec::new();
            }
        };
        let mut content = Vec::new();
        for (content_type, value) in object {
            let below = format!("{below}/content/{}", token(&content_type));
            let Some(mut object) = self.object(value, &below) else { continue };
            content.push(Media {
                content_type,
                examples: self.examples(&mut object, &below),
                schema: object.shift_remove("schema").map(Schema::new),
                encoding: match object.shift_remove("encoding") {
                    Some(Value::Object(encoding)) => encoding,
                    _ => Map::new(),
                },
            });
        }
        content
    }

    /// `example` and `examples`. One whose value stands elsewhere (`externalValue`) is left out.
    fn examples(&mut self, object: &mut Map<String, Value>, below: &str) -> Vec<Example> {
        let mut examples = Vec::new();
        if let Some(value) = object.shift_remove("example") {
            examples.push(Example { value, ..Example::default() });
        }
        let named = match object.shift_remove("examples") {
            Some(Value::Object(named)) => named,
            _ => return examples,
        };
        for (name, value) in named {
            let below = format!("{below}/examples/{}", token(&name));
            let Some(mut object) = self.object(value, &below) else { continue };
            if let Some(value) = object.shift_remove("value") {
                let (summary, description) = (text(&object, "summary"), text(&object, "description"));
                examples.push(Example { name, summary, description, value });
            }
        }
        examples
    }
}

/// Headers that no parameter sets: OpenAPI ignores the first three, and the others say who acts and where, which is not
/// for a document, a form or a link to tell.
fn is_reserved(header: &str) -> bool {
    let reserved = [
        "accept",
        "content-type",
        "authorization",
        "x-takaro-domain",
        "x-takaro-token",
        "x-takaro-admin-token",
    ];
    reserved.iter().any(|name| header.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_paths() {
        assert!(same_path("/{kind}/{id}/executions", "/hook/{id}/executions"));
        assert!(!same_path("/{kind}/{id}/executions", "/hook/executions"));
        assert!(!same_path("/event/export", "/event/export/all"));
        assert!(
            is_search_path("/user/search/") && !is_search_path("/research") && !is_search_path("/search/x")
        );
        assert_eq!(template_names("/a/{b}/{c}/{}/{d").collect::<Vec<_>>(), ["b", "c"]);
    }

    #[test]
    fn knows_reading_ids() {
        for id in ["X.getRows", "listPets", "get", "find_all"] {
            assert!(has_reading_id(id), "{id}");
        }
        for id in ["X.create", "getaway", "", "importRows"] {
            assert!(!has_reading_id(id), "{id}");
        }
    }

    #[test]
    fn no_parameter_says_who_acts_or_where() {
        let header =
            |name: &str| serde_json::json!({"name": name, "in": "header", "schema": {"type": "string"}});
        let names =
            ["X-Takaro-Domain", "authorization", "x-takaro-token", "X-Takaro-Admin-Token", "Accept", "x-own"];
        let list: Vec<_> = names.iter().map(|name| header(name)).collect();
        let text = serde_json::json!({"openapi": "3.0.0", "info": {}, "paths": {"/x": {"post": {"parameters": list}}}});
        let (document, _) = crate::parse(text.to_string().into_bytes()).expect("it is JSON");
        let operation = document.operation(0).expect("there is one");
        let left: Vec<&str> = operation.parameters.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(left, ["x-own"]);
    }
}
