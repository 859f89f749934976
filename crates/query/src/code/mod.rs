//! A request as code in several languages.
//!
//! No secret is ever in it. Each snippet reads what it needs from the environment, under a name that says what it is:
//! `TAKARO_TOKEN` (a session token, from `POST /login`), `TAKARO_USERNAME` and `TAKARO_PASSWORD`,
//! `TAKARO_ADMIN_TOKEN`; a log-in has a word in the place of the password. Each prints the answer's JSON.

mod body;
mod literal;

use crate::letters::lower;
use crate::secret::{hides_secret, is_secret, replaced};
pub use body::Payload;
pub use body::says_more;
use body::{javascript_body, python_body};
use literal::{Style, literal, percent, rust, rust_raw, shell, string};
use serde_json::{Map, Value};

/// A language, or a library in one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// curl in a POSIX shell.
    Curl,
    /// JavaScript's own `fetch`, in Node 20 or later.
    Fetch,
    /// JavaScript with the npm package `takaro-explorer`.
    TakaroExplorer,
    /// JavaScript with the npm package `@takaro/apiclient`.
    ApiClient,
    /// Python 3 with `requests`.
    Python,
    /// Rust with `reqwest`.
    Rust,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Language; 6] = [
        Language::Curl,
        Language::Fetch,
        Language::TakaroExplorer,
        Language::ApiClient,
        Language::Python,
        Language::Rust,
    ];

    /// The name by which programs ask for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Language::Curl => "curl",
            Language::Fetch => "fetch",
            Language::TakaroExplorer => "takaro-explorer",
            Language::ApiClient => "@takaro/apiclient",
            Language::Python => "python",
            Language::Rust => "rust",
        }
    }

    /// The language of that name.
    ///
    /// ```
    /// use query::Language;
    /// assert!(Language::ALL.iter().all(|language| Language::parse(language.as_str()) == Some(*language)));
    /// assert_eq!(Language::parse("COBOL"), None);
    /// ```
    pub fn parse(name: &str) -> Option<Self> {
        Language::ALL.into_iter().find(|language| language.as_str() == name)
    }
}

/// A request to be written as code.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snippet {
    /// The HTTP method, as `POST`.
    pub method: String,
    /// The API's address without the path, as `https://api.takaro.io`. A name and password in it are left out.
    pub url: String,
    /// The path as the document writes it, as `/player/{id}`.
    pub path: String,
    /// The values of the path's parameters; those without one stay as `{id}`.
    pub parameters: Vec<(String, String)>,
    /// Query parameters.
    pub query: Vec<(String, String)>,
    /// Header parameters. Of secrets among them only the name is written.
    pub headers: Vec<(String, String)>,
    /// All parameters as values, for `takaro-explorer`, which writes the address itself. Where there are none, it gets
    /// what stands in the others.
    pub values: Vec<(String, Value)>,
    /// The path with its parameters written in, where it is not each of them percent-encoded: lists in the style that
    /// the document wants.
    pub filled: Option<String>,
    /// The operation's id, `PlayerController.search` or `PlayerControllerSearch`, or by what else the document's reader
    /// finds it: `GET /pets`.
    pub operation_id: String,
    /// The body. Secrets in it (a log-in's password) are replaced by a word that says so.
    pub body: Option<Value>,
    /// The JSON as it was typed. It stands in the code where a number would be another one once it has been read.
    pub typed: Option<String>,
    /// The media type of a JSON body where it is another one than `application/json`; else empty.
    pub media_type: String,
    /// A body that is no JSON.
    pub payload: Option<Payload>,
    /// The domain that the call acts on, for `X-Takaro-Domain`.
    pub domain: Option<String>,
    /// The operation wants the admin token instead of a session.
    pub admin: bool,
}

/// Writes a request in a language.
///
/// ```
/// use query::{Language, Snippet, code};
/// let request = Snippet {
///     method: "POST".into(),
///     url: "https://api.takaro.io".into(),
///     path: "/user/search".into(),
///     operation_id: "UserController.search".into(),
///     body: Some(serde_json::json!({ "search": { "name": ["O'Neil"] } })),
///     ..Snippet::default()
/// };
/// let shell = code(Language::Curl, &request);
/// assert!(shell.starts_with("curl --request POST 'https://api.takaro.io/user/search' \\\n"));
/// assert!(shell.contains("Authorization: Bearer $TAKARO_TOKEN"));
/// assert!(shell.contains(r#"["O'\''Neil"]"#));
/// assert!(code(Language::ApiClient, &request).contains("client.user.userControllerSearch({"));
/// ```
pub fn code(language: Language, request: &Snippet) -> String {
    let body = request.body.as_ref().map(without_secrets);
    // While it is half typed, what stands in the code is the last that could be read.
    let same = |text: &String| serde_json::from_str::<Value>(text).ok() == body && body == request.body;
    let typed = request.typed.clone().filter(same);
    let typed = typed.or_else(|| body.as_ref().map(Value::to_string));
    let typed = typed.filter(|text| body.as_ref().is_some_and(|body| says_more(text, body)));
    let request = &Snippet {
        url: plain_url(&request.url),
        typed,
        body,
        payload: request.payload.as_ref().map(Payload::without_secrets),
        parameters: pairs_without_secrets(&request.parameters),
        query: pairs_without_secrets(&request.query),
        headers: own_headers(request),
        values: values_without_secrets(&request.values),
        filled: request.filled.clone().filter(|_| !request.parameters.iter().any(is_hidden)),
        media_type: one_line(&request.media_type),
        domain: request.domain.as_deref().map(one_line),
        method: request.method.to_ascii_uppercase().chars().filter(char::is_ascii_alphabetic).collect(),
        ..request.clone()
    };
    match language {
        Language::Curl => curl(request),
        Language::Fetch => fetch(request),
        Language::TakaroExplorer => takaro_explorer(request),
        Language::ApiClient => api_client(request),
        Language::Python => python(request),
        Language::Rust => rust_code(request),
    }
}

impl Snippet {
    /// The path with its parameters, and the query.
    fn target(&self) -> String {
        let path = self.filled.as_ref().unwrap_or(&self.path);
        let mut path = path.chars().filter(|it| !it.is_control() && !it.is_whitespace()).collect::<String>();
        for (name, value) in self.parameters.iter().filter(|(_, value)| !value.is_empty()) {
            path = path.replace(&format!("{{{name}}}"), &percent(value));
        }
        let pairs: Vec<String> =
            self.query.iter().map(|(name, value)| format!("{}={}", percent(name), percent(value))).collect();
        if pairs.is_empty() { path } else { format!("{path}?{}", pairs.join("&")) }
    }

    fn full_url(&self) -> String {
        format!("{}{}", self.url, self.target())
    }

    /// The path's parameters in the order of the path; `{id}` for one without a value.
    fn arguments(&self) -> Vec<(String, String)> {
        let names =
            self.path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
        names
            .map(|name| {
                let given = self.parameters.iter().find(|(other, value)| other == name && !value.is_empty());
                (name.to_owned(), given.map_or_else(|| format!("{{{name}}}"), |(_, value)| value.clone()))
            })
            .collect()
    }

    /// `UserControllerSearch` for `UserController.search`.
    fn operation(&self) -> String {
        let is_name =
            |text: &str| !text.is_empty() && text.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
        match self.operation_id.split_once('.') {
            Some((controller, method)) if is_name(controller) && is_name(method) => {
                let mut letters = method.chars();
                let first: String = letters.next().iter().map(char::to_ascii_uppercase).collect();
                format!("{controller}{first}{}", letters.as_str())
            }
            _ => self.operation_id.clone(),
        }
    }

    /// Whether it is the log-in, which is sent to get a token.
    fn logs_in(&self) -> bool {
        !self.admin && self.method == "POST" && self.path.trim_end_matches('/') == "/login"
    }

    /// What proves who asks: the line with the admin token or that with the session's. A log-in has none.
    fn proof(&self, admin: &str, session: &str) -> Vec<String> {
        match self.admin {
            true => vec![admin.to_owned()],
            false if self.logs_in() => Vec::new(),
            false => vec![session.to_owned()],
        }
    }

    fn json(&self) -> Option<String> {
        self.typed.clone().or_else(|| self.body.as_ref().map(|body| literal(body, Style::Json, 0)))
    }

    /// The headers but for who asks.
    fn plain_headers(&self, content_type: Option<&str>) -> Vec<(String, String)> {
        let domain = self.domain.iter().map(|domain| ("X-Takaro-Domain".to_owned(), domain.clone()));
        let own = self.headers.iter().cloned();
        let content_type = content_type.map(|it| ("Content-Type".to_owned(), it.to_owned()));
        domain.chain(own).chain(content_type).collect()
    }

    /// The type of a body that is a text.
    fn content_type(&self) -> Option<&str> {
        match &self.payload {
            Some(text @ Payload::Text { .. }) => Some(text.content_type()),
            Some(_) => None,
            None if self.media_type.is_empty() => self.body.as_ref().map(|_| "application/json"),
            None => self.body.as_ref().map(|_| self.media_type.as_str()),
        }
    }
}

fn one_line(text: &str) -> String {
    text.chars().filter(|it| !it.is_control()).collect()
}

/// The header parameters, but for those that each snippet writes itself.
fn own_headers(request: &Snippet) -> Vec<(String, String)> {
    let own = |name: &str| match lower(name).as_str() {
        "authorization" | "cookie" | "content-type" | "x-takaro-admin-token" => false,
        "x-takaro-domain" => request.domain.is_none(),
        _ => name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)),
    };
    let kept = request.headers.iter().filter(|(name, _)| own(name));
    let kept: Vec<_> = kept.map(|(name, value)| (name.clone(), one_line(value))).collect();
    pairs_without_secrets(&kept)
}

fn pairs_without_secrets(pairs: &[(String, String)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| (name.clone(), text_without_secrets(name, value))).collect()
}

/// The text that stands under a name.
fn text_without_secrets(name: &str, text: &str) -> String {
    if hides(name, text) { format!("<{name}>") } else { text.to_owned() }
}

fn hides(name: &str, text: &str) -> bool {
    !text.is_empty() && (is_secret(name) || hides_secret(text))
}

fn is_hidden((name, text): &(String, String)) -> bool {
    hides(name, text)
}

fn values_without_secrets(values: &[(String, Value)]) -> Vec<(String, Value)> {
    match without_secrets(&Value::Object(values.iter().cloned().collect())) {
        Value::Object(values) => values.into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The address without a slash at its end, without name and password, without what no address holds.
fn plain_url(url: &str) -> String {
    let url: String = url.chars().filter(|it| !it.is_control() && !it.is_whitespace()).collect();
    let url = match url.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            format!("{scheme}://{}{path}", host.rsplit('@').next().unwrap_or(host))
        }
        None => url,
    };
    url.trim_end_matches('/').to_owned()
}

/// The same value with a word that says which in place of each secret.
fn without_secrets(value: &Value) -> Value {
    replaced(value, &is_secret, &|name| format!("<{name}>"))
}

fn curl(request: &Snippet) -> String {
    let url = request.full_url();
    // Brackets and braces in an address are patterns to curl.
    let glob = if url.contains(['[', ']', '{', '}']) { " --globoff" } else { "" };
    let mut lines = vec![format!("curl{glob} --request {} {}", request.method, shell(&url))];
    lines.extend(request.proof(
        "--header \"X-Takaro-Admin-Token: $TAKARO_ADMIN_TOKEN\"",
        "--header \"Authorization: Bearer $TAKARO_TOKEN\"",
    ));
    let headers = request.plain_headers(request.content_type());
    lines.extend(
        headers.iter().map(|(name, value)| format!("--header {}", shell(&format!("{name}: {value}")))),
    );
    match &request.payload {
        Some(payload) => lines.extend(payload.curl()),
        None => lines.extend(request.json().map(|body| format!("--data-raw {}", shell(&body)))),
    }
    lines.join(" \\\n  ") + "\n"
}

fn fetch(request: &Snippet) -> String {
    let mut headers = request.proof(
        "\"X-Takaro-Admin-Token\": process.env.TAKARO_ADMIN_TOKEN",
        "Authorization: `Bearer ${process.env.TAKARO_TOKEN}`",
    );
    let plain = request.plain_headers(request.content_type());
    headers.extend(plain.iter().map(|(name, value)| format!("{}: {}", string(name), string(value))));
    let mut sent = javascript_body(request, 2);
    if request.payload.is_none() && request.typed.is_none() {
        sent.body = sent.body.map(|json| format!("JSON.stringify({json})"));
    }
    let body = sent.body.map(|body| format!("  body: {body},\n")).unwrap_or_default();
    format!(
        "{}{}const response = await fetch({}, {{\n  method: \"{}\",\n{}{body}}});\n\
         if (!response.ok) throw new Error(`${{response.status}} ${{await response.text()}}`);\n\
         const isJson = response.headers.get(\"Content-Type\")?.includes(\"json\");\n\
         console.log(isJson ? JSON.stringify(await response.json(), null, 2) : await response.text());\n",
        if sent.imports.is_empty() { String::new() } else { sent.imports + "\n" },
        sent.before,
        string(&request.full_url()),
        request.method,
        block("headers: {", &headers, "  ", "},\n"),
    )
}

/// A list within braces, an entry a line, or nothing where it is empty.
fn block(open: &str, entries: &[String], indent: &str, close: &str) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let entries: String = entries.iter().map(|entry| format!("{indent}{indent}{entry},\n")).collect();
    format!("{indent}{open}\n{entries}{indent}{close}")
}

fn takaro_explorer(request: &Snippet) -> String {
    let (class, auth) = match request.admin {
        true => ("AdminClient", "  auth: { clientSecret: process.env.TAKARO_ADMIN_TOKEN },\n"),
        false if request.logs_in() => ("Client", ""),
        false => ("Client", "  auth: { token: process.env.TAKARO_TOKEN },\n"),
    };
    let domain =
        request.domain.iter().map(|domain| format!("  domain: {},\n", string(domain))).collect::<String>();
    let sent = javascript_body(request, 0);
    let head = format!(
        "{}import {{ {class} }} from \"takaro-explorer\";\n\n\
         const client = new {class}({{\n  url: {},\n{auth}{domain}}});\n{}",
        sent.imports,
        string(&request.url),
        sent.before,
    );
    let search = request.path.strip_prefix('/').and_then(|path| path.strip_suffix("/search"));
    let plain = request.query.is_empty()
        && request.headers.is_empty()
        && request.payload.is_none()
        && !request.path.contains('{')
        && request.method == "POST"
        && !request.admin;
    let call = match search {
        Some(entity) if plain => {
            let body = sent.body.unwrap_or_else(|| "{}".into());
            format!("const {{ meta, data }} = await client.search({}, {body});\n", string(entity))
        }
        _ => {
            let given = named_values(request);
            let mut arguments = vec![string(&request.operation())];
            if sent.body.is_some() || !given.is_empty() {
                arguments.push(literal(&Value::Object(given), Style::JavaScript, 0));
            }
            arguments.extend(sent.body);
            // The package takes the document's type for a text, and all else for JSON.
            let content_type = match &request.payload {
                Some(Payload::Text { content_type, .. }) => Some(content_type),
                Some(_) => None,
                None => Some(&request.media_type).filter(|it| !it.is_empty() && request.body.is_some()),
            };
            if let Some(content_type) = content_type {
                arguments.push(format!("{{ headers: {{ \"Content-Type\": {} }} }}", string(content_type)));
            }
            format!("const {{ meta, data }} = await client.call({});\n", arguments.join(", "))
        }
    };
    format!("{head}{call}console.log(JSON.stringify({{ meta, data }}, null, 2));\n")
}

/// The parameters by name. What comes several times is a list.
fn named_values(request: &Snippet) -> Map<String, Value> {
    let mut given: Map<String, Value> =
        request.arguments().into_iter().map(|(name, value)| (name, value.into())).collect();
    if !request.values.is_empty() {
        given.extend(request.values.iter().cloned());
        return given;
    }
    for (name, value) in request.query.iter().chain(&request.headers) {
        match given.get_mut(name) {
            None => drop(given.insert(name.clone(), value.as_str().into())),
            Some(Value::Array(list)) => list.push(value.as_str().into()),
            Some(first) => *first = Value::Array(vec![first.take(), value.as_str().into()]),
        }
    }
    given
}

/// Where `@takaro/apiclient` 0.4 keeps the operations of each controller.
const API_CLIENT: [(&str, &str); 26] = [
    ("AnalyticsController", "analytics"),
    ("BanController", "player"),
    ("CommandController", "command"),
    ("CronJobController", "cronjob"),
    ("DiscordController", "discord"),
    ("DomainController", "domain"),
    ("EntityController", "entity"),
    ("EventController", "event"),
    ("FunctionController", "function"),
    ("GameServerController", "gameserver"),
    ("HookController", "hook"),
    ("ItemController", "item"),
    ("ModuleController", "module"),
    ("ModuleInstallationsController", "module"),
    ("ModuleVersionController", "module"),
    ("PlayerController", "player"),
    ("PlayerOnGameServerController", "playerOnGameserver"),
    ("RoleController", "role"),
    ("SettingsController", "settings"),
    ("ShopCategoryController", "shopCategory"),
    ("ShopListingController", "shopListing"),
    ("ShopOrderController", "shopOrder"),
    ("StatsController", "stats"),
    ("TrackingController", "tracking"),
    ("UserController", "user"),
    ("VariableController", "variable"),
];

/// Operations that the server has and that package has not.
const NOT_IN_API_CLIENT: [&str; 2] = ["PlayerControllerBulkDelete", "PlayerOnGameServerControllerBulkDelete"];

fn api_client(request: &Snippet) -> String {
    let (class, auth, login) = match request.admin {
        true => ("AdminClient", "{ clientSecret: process.env.TAKARO_ADMIN_TOKEN }", ""),
        false if request.logs_in() => ("Client", "{}", ""),
        false => (
            "Client",
            "{ username: process.env.TAKARO_USERNAME, password: process.env.TAKARO_PASSWORD }",
            "await client.login();\n",
        ),
    };
    let domain = request
        .domain
        .iter()
        .map(|domain| format!("client.setHeader(\"X-Takaro-Domain\", {});\n", string(domain)))
        .collect::<String>();
    let sent = javascript_body(request, 0);
    let (imports, before) = (sent.imports, sent.before);
    let operation = request.operation();
    let group =
        API_CLIENT.iter().find(|(controller, _)| operation.starts_with(controller)).map(|(_, group)| *group);
    // The package's methods take query parameters by position, in an order of their own.
    let by_position = request.media_type.is_empty()
        && request.query.is_empty()
        && request.headers.is_empty()
        && request.payload.is_none()
        && !request.path.ends_with("/executions");
    let of_class = !request.admin || group == Some("domain");
    let call = match group {
        Some(group) if by_position && of_class && !NOT_IN_API_CLIENT.contains(&operation.as_str()) => {
            let mut letters = operation.chars();
            let first: String = letters.next().iter().map(char::to_ascii_lowercase).collect();
            let arguments = request.arguments().into_iter().map(|(_, value)| string(&value));
            let arguments: Vec<String> = arguments.chain(sent.body).collect();
            format!("client.{group}.{first}{}({})", letters.as_str(), arguments.join(", "))
        }
        _ => {
            let data =
                javascript_body(request, 2).body.map(|body| format!("  data: {body},\n")).unwrap_or_default();
            // The package sets the domain itself, and takes every body for JSON unless it is told otherwise.
            let is_text =
                request.typed.is_some() || request.payload.is_some() || !request.media_type.is_empty();
            let content_type = request.payload.as_ref().map(Payload::content_type);
            let content_type = content_type.or_else(|| request.content_type().filter(|_| is_text));
            let headers = Snippet { domain: None, ..request.clone() }.plain_headers(content_type);
            let headers: Map<String, Value> =
                headers.into_iter().map(|(name, value)| (name, value.into())).collect();
            let headers = match headers.is_empty() {
                true => String::new(),
                false => format!("  headers: {},\n", literal(&Value::Object(headers), Style::JavaScript, 2)),
            };
            format!(
                "client.axiosInstance.request({{\n  method: \"{}\",\n  url: {},\n{headers}{data}}})",
                request.method,
                string(&request.target())
            )
        }
    };
    format!(
        "{imports}import {{ {class} }} from \"@takaro/apiclient\";\n\n\
         const client = new {class}({{\n  url: {},\n  auth: {auth},\n  log: false,\n}});\n{login}{domain}{before}\
         const response = await {call};\nconsole.log(JSON.stringify(response.data, null, 2));\n",
        string(&request.url)
    )
}

fn python(request: &Snippet) -> String {
    let mut headers = request.proof(
        "\"X-Takaro-Admin-Token\": os.environ[\"TAKARO_ADMIN_TOKEN\"]",
        "\"Authorization\": f\"Bearer {os.environ['TAKARO_TOKEN']}\"",
    );
    // `json=` names its type itself.
    let named = request.payload.is_none() && request.typed.is_none() && request.media_type.is_empty();
    let content_type = request.content_type().filter(|_| !named);
    let plain = request.plain_headers(content_type);
    headers.extend(plain.iter().map(|(name, value)| format!("{}: {}", string(name), string(value))));
    let body = python_body(request).map(|body| format!("    {body},\n")).unwrap_or_default();
    let os = if request.logs_in() { "" } else { "import os\n" };
    format!(
        "import json\n{os}\nimport requests\n\n\
         response = requests.request(\n    \"{}\",\n    {},\n{}{body}    timeout=30,\n)\n\
         if not response.ok:\n    raise SystemExit(f\"{{response.status_code}} {{response.text}}\")\n\
         is_json = \"json\" in response.headers.get(\"Content-Type\", \"\")\n\
         print(json.dumps(response.json(), indent=2) if is_json else response.text)\n",
        request.method,
        string(&request.full_url()),
        block("headers={", &headers, "    ", "},\n"),
    )
}

fn rust_code(request: &Snippet) -> String {
    let method = match request.method.as_str() {
        known @ ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" | "TRACE") => {
            format!("reqwest::Method::{known}")
        }
        other => format!("reqwest::Method::from_bytes(b\"{other}\")?"),
    };
    let mut steps = vec![format!(".request({method}, {})", rust(&request.full_url()))];
    steps.extend(request.proof(
        ".header(\"X-Takaro-Admin-Token\", std::env::var(\"TAKARO_ADMIN_TOKEN\")?)",
        ".bearer_auth(std::env::var(\"TAKARO_TOKEN\")?)",
    ));
    let content_type = match &request.payload {
        Some(form @ Payload::Form(_)) => Some(form.content_type()),
        _ => request.content_type(),
    };
    let headers = request.plain_headers(content_type);
    steps.extend(headers.iter().map(|(name, value)| format!(".header({}, {})", rust(name), rust(value))));
    let mut features = "\"blocking\"";
    let body = match &request.payload {
        Some(Payload::Parts(parts)) => {
            features = "\"blocking\", \"multipart\"";
            steps.push(".multipart(form)".into());
            body::rust_parts(parts)
        }
        payload => {
            let text = payload.as_ref().map(Payload::text).or_else(|| request.json());
            steps.extend(text.is_some().then(|| ".body(body)".to_owned()));
            text.map(|text| format!("    let body = {};\n", rust_raw(&text))).unwrap_or_default()
        }
    };
    steps.push(".send()?".into());
    steps.push(".error_for_status()?".into());
    format!(
        "// Cargo.toml: reqwest = {{ version = \"0.12\", features = [{features}] }}\n\
         fn main() -> Result<(), Box<dyn std::error::Error>> {{\n{body}    \
         let response = reqwest::blocking::Client::new()\n        {};\n    \
         println!(\"{{}}\", response.text()?);\n    Ok(())\n}}\n",
        steps.join("\n        ")
    )
}
