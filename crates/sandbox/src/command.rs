//! What the program was asked for, with one sentence for each mistake.

use lexopt::{Arg, Parser, ValueExt};
use sandbox::options::{Options, origin};
use serde_json::Value;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

pub const USAGE: &str = "\
sandbox: a local Takaro-compatible API
  --port 8080              the port of the API and the app
  --dashboard-port 8081    the port where people log in
  --dist FOLDER            the app's files
  --spec FILE              another OpenAPI document for /openapi.json
  --api URL                serve only the app, for the API there
  --dashboard URL          where the app sends people to log in
  --allow-origin URL       lets pages of that origin call with cookies; may be given again
  --first-page 0|1         the number of a search's first page
  --db FILE                keep the rows in that file
  --dev                    reload open pages on `POST /__reload`";

/// What the program was asked for.
#[derive(Debug)]
pub enum Asked {
    Help,
    Serve(Box<Options>),
}

/// Reads the words after the program's name.
pub fn read(words: impl IntoIterator<Item = OsString>) -> Result<Asked, String> {
    let mut parser = Parser::from_iter(words);
    let mut options = Options::default();
    let mut first_page = None;
    while let Some(arg) = parser.next().map_err(sentence)? {
        match arg {
            Arg::Long("port") => options.port = port("--port", &text(&mut parser)?)?,
            Arg::Long("dashboard-port") => {
                options.dashboard_port = port("--dashboard-port", &text(&mut parser)?)?;
            }
            Arg::Long("dist") => options.dist = Some(folder(parser.value().map_err(sentence)?.into())?),
            Arg::Long("spec") => {
                options.spec = Some(document(&PathBuf::from(parser.value().map_err(sentence)?))?);
            }
            Arg::Long("api") => options.api_url = Some(url("--api", text(&mut parser)?)?),
            Arg::Long("dashboard") => options.dashboard_url = Some(url("--dashboard", text(&mut parser)?)?),
            Arg::Long("allow-origin") => {
                let given = url("--allow-origin", text(&mut parser)?)?;
                // A page's origin has no path; who pastes its whole address means its origin.
                options.allow_origins.push(origin(&given).unwrap_or(&given).to_owned());
            }
            Arg::Long("first-page") => {
                first_page = Some(match text(&mut parser)?.as_str() {
                    "0" => 0,
                    "1" => 1,
                    other => return Err(format!("--first-page is 0 or 1, not {other}.")),
                });
            }
            Arg::Long("db") => options.db = Some(parser.value().map_err(sentence)?.into()),
            Arg::Long("dev") => options.reload = true,
            Arg::Long("help") | Arg::Short('h') => return Ok(Asked::Help),
            other => return Err(sentence(other.unexpected())),
        }
    }
    if options.port == options.dashboard_port && options.port != 0 && options.api_url.is_none() {
        return Err(format!("--port and --dashboard-port are both {}; they must differ.", options.port));
    }
    if let Some(number) = first_page {
        options.first_page = number;
        if options.api_url.is_some() {
            // The other server counts as it counts: the app is only told.
            options.config.insert("firstPage".into(), number.into());
        }
    }
    Ok(Asked::Serve(Box::new(options)))
}

fn text(parser: &mut Parser) -> Result<String, String> {
    parser.value().and_then(|value| value.string()).map_err(sentence)
}

fn port(option: &str, value: &str) -> Result<u16, String> {
    value.parse().map_err(|_| format!("{option} wants a port number from 1 to 65535, not {value}."))
}

fn url(option: &str, value: String) -> Result<String, String> {
    let host = origin(&value).and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    match host {
        Some(host) if !host.is_empty() && !value.contains(char::is_whitespace) => Ok(value),
        _ => Err(format!("{option} wants an address such as http://localhost:3000, not {value}.")),
    }
}

fn folder(path: PathBuf) -> Result<PathBuf, String> {
    if path.is_dir() { Ok(path) } else { Err(format!("--dist: there is no folder {}.", path.display())) }
}

/// Reads an OpenAPI document.
fn document(path: &Path) -> Result<Value, String> {
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("--spec: there is no file {shown}."),
        _ => format!("--spec: {shown} could not be read: {error}."),
    })?;
    let json = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    // The error's own words end with line and column.
    let value: Value =
        serde_json::from_slice(json).map_err(|error| format!("--spec: {shown} is not JSON: {error}."))?;
    match (&value["paths"], &value["swagger"]) {
        (Value::Object(_), Value::Null) => Ok(value),
        // Since 3.1 a document may describe nothing but webhooks or components.
        (Value::Null, Value::Null)
            if value["openapi"].is_string()
                && ["webhooks", "components"].iter().any(|key| value[key].is_object()) =>
        {
            Ok(value)
        }
        (_, Value::String(version)) => Err(format!(
            "--spec: {shown} is written in Swagger {version}; convert it to OpenAPI 3.0 or 3.1 first."
        )),
        _ => Err(format!("--spec: {shown} is not an OpenAPI document: it has no object `paths`.")),
    }
}

fn sentence(error: lexopt::Error) -> String {
    match error {
        lexopt::Error::MissingValue { option: Some(option) } => format!("{option} wants a value."),
        lexopt::Error::UnexpectedOption(option) => format!("there is no option {option}; --help lists all."),
        lexopt::Error::UnexpectedArgument(word) => {
            format!("`{}` is not understood; --help lists all options.", word.display())
        }
        other => format!("{other}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<Options, String> {
        let words = std::iter::once("sandbox").chain(words.iter().copied()).map(OsString::from);
        match super::read(words)? {
            Asked::Serve(options) => Ok(*options),
            Asked::Help => Err("help".into()),
        }
    }

    fn refusal(words: &[&str]) -> String {
        read(words).expect_err("the words are refused")
    }

    #[test]
    fn options_are_read() {
        let options = read(&[
            "--port=7",
            "--dashboard-port",
            "8",
            "--first-page",
            "0",
            "--allow-origin",
            "http://a.example/x",
        ])
        .unwrap();
        assert_eq!((options.port, options.dashboard_port, options.first_page), (7, 8, 0));
        assert_eq!(options.allow_origins, ["http://a.example"]);
        assert!(options.config.is_empty());
        let options = read(&["--api", "https://api.example/", "--first-page", "0"]).unwrap();
        assert_eq!(options.config["firstPage"], 0);
        assert_eq!(refusal(&["--help"]), "help");
    }

    #[test]
    fn each_mistake_is_one_sentence() {
        for (words, sentence) in [
            (&["--first-page", "2"][..], "--first-page is 0 or 1, not 2."),
            (&["--port", "x"], "--port wants a port number from 1 to 65535, not x."),
            (&["--port"], "--port wants a value."),
            (&["--prot", "1"], "there is no option --prot; --help lists all."),
            (&["serve"], "`serve` is not understood; --help lists all options."),
            (
                &["--port", "9", "--dashboard-port", "9"],
                "--port and --dashboard-port are both 9; they must differ.",
            ),
            (
                &["--api", "api.example"],
                "--api wants an address such as http://localhost:3000, not api.example.",
            ),
            (&["--dist", "no-such"], "--dist: there is no folder no-such."),
            (&["--spec", "no-such.json"], "--spec: there is no file no-such.json."),
        ] {
            assert_eq!(refusal(words), sentence);
        }
    }

    #[test]
    fn a_document_must_be_one() {
        let path = std::env::temp_dir().join(format!("sandbox-spec-{}.json", std::process::id()));
        let said = |content: &str| {
            std::fs::write(&path, content).unwrap();
            read(&["--spec", path.to_str().unwrap()]).map(|options| options.spec.unwrap())
        };
        let shown = std::env::temp_dir().join(format!("sandbox-spec-{}.json", std::process::id()));
        let shown = shown.display();
        assert_eq!(
            said("{\n  \"paths\": oops}").unwrap_err(),
            format!("--spec: {shown} is not JSON: expected value at line 2 column 12.")
        );
        assert_eq!(
            said("[]").unwrap_err(),
            format!("--spec: {shown} is not an OpenAPI document: it has no object `paths`.")
        );
        assert!(said("{\"swagger\": \"2.0\", \"paths\": {}}").unwrap_err().contains("Swagger 2.0"));
        assert!(said("\u{feff}{\"paths\": {}}").is_ok());
        assert!(said("{\"openapi\": \"3.1.0\", \"webhooks\": {}}").is_ok());
        std::fs::remove_file(&path).unwrap();
    }
}
