//! `config.json`: where the API is and what this explorer may do. All of it is optional.

use super::storage;
use leptos::prelude::*;
use serde_json::{Map, Value};

/// The configuration. Nothing of it ever comes from the address.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// The API; empty for the page's own origin.
    pub api_url: String,
    /// Its document; empty for `<apiUrl>/openapi.json`.
    pub spec_url: String,
    /// Where to log in; empty where nobody knows.
    pub dashboard_url: String,
    /// The other APIs that a person may switch to.
    pub allowed_api_urls: Vec<String>,
    /// The one of them that this person switched to.
    pub chosen_api: Option<String>,
    /// The number of the first page, where the document does not tell.
    pub first_page: Option<u32>,
    /// No writes at all.
    pub read_only: bool,
    /// This is a sandbox: writes harm nobody.
    pub practice: bool,
    /// The page's title.
    pub title: String,
    /// Where the words of other languages lie, by their codes; `locales/<code>.json` beside the page where it is
    /// left out.
    pub locales: Vec<(String, String)>,
    /// What is wrong with it, in words; empty where nothing is.
    pub trouble: String,
}

/// Before the text of a configuration that could not be fetched: behind it stands why. `www/boot.js` writes it.
const UNFETCHED: char = '!';

impl Config {
    /// The configuration of a page; `text` is that of its `config.json`, empty where there is none.
    ///
    /// What is wrong in it is told and counts as absent, but for what would open something: where nobody can know whether
    /// writes are forbidden, they are.
    pub fn of_file(text: &str) -> Config {
        if text.trim().is_empty() {
            return Config::default();
        }
        let read = match text.strip_prefix(UNFETCHED) {
            Some(why) => Err(why.to_string()),
            None => serde_json::from_str::<Value>(text).map_err(|error| error.to_string()),
        };
        let why = match read {
            Ok(Value::Object(keys)) => return Config::of(&keys),
            Ok(_) => "it is no object".to_string(),
            Err(why) => why,
        };
        Config { read_only: true, trouble: why, ..Config::default() }
    }

    /// By hand and not by `Deserialize`, whose code is several times as large and is in the first download.
    fn of(keys: &Map<String, Value>) -> Config {
        let mut file = Keys { keys, trouble: String::new() };
        Config {
            api_url: file.text("apiUrl"),
            spec_url: file.text("specUrl"),
            dashboard_url: file.text("dashboardUrl"),
            allowed_api_urls: file
                .read("allowedApiUrls", "list of texts", |value| {
                    value.as_array()?.iter().map(|one| one.as_str().map(String::from)).collect()
                })
                .unwrap_or_default(),
            chosen_api: None,
            first_page: file.read("firstPage", "page to begin with, 0 or 1", |value| {
                [0, 1].into_iter().find(|page| value.as_u64() == Some(u64::from(*page)))
            }),
            read_only: file.flag("readOnly", true),
            practice: file.flag("practice", false),
            title: file.text("title"),
            locales: file
                .read("locales", "object of texts", |value| {
                    let named = value.as_object()?.iter();
                    named.map(|(code, at)| Some((code.clone(), at.as_str()?.to_string()))).collect()
                })
                .unwrap_or_default(),
            trouble: file.trouble,
        }
    }

    /// The API's address without a slash at its end; `origin` is the page's own.
    pub fn api(&self, origin: &str) -> String {
        self.chosen_api.clone().unwrap_or_else(|| self.own_api(origin))
    }

    /// The address of the API that nobody need choose.
    pub fn own_api(&self, origin: &str) -> String {
        plain(if self.api_url.is_empty() { origin } else { &self.api_url })
    }

    /// The addresses of the other APIs.
    pub fn other_apis(&self, origin: &str) -> Vec<String> {
        let own = self.own_api(origin);
        let mut others: Vec<String> = Vec::new();
        for other in self.allowed_api_urls.iter().map(|url| plain(url)) {
            if other != own && other.starts_with("http") && !others.contains(&other) {
                others.push(other);
            }
        }
        others
    }

    /// The same for another API, where that is one of the allowed ones. That it is a sandbox, where one logs in and how its pages
    /// are counted is known of the own one alone.
    pub fn switched_to(mut self, api: Option<String>, origin: &str) -> Config {
        self.chosen_api = api.filter(|api| self.other_apis(origin).contains(api));
        if self.chosen_api.is_some() {
            self.practice = false;
            self.dashboard_url = String::new();
            self.first_page = None;
        }
        self
    }

    /// Where the words of a language lie.
    pub fn words_of(&self, code: &str) -> String {
        let named = self.locales.iter().find(|(named, _)| named == code);
        named.map_or_else(|| format!("locales/{code}.json"), |(_, place)| place.clone())
    }

    /// The document's address. `www/boot.js` asks for it beforehand, by the same rule.
    pub fn spec(&self, origin: &str) -> String {
        if self.spec_url.is_empty() {
            format!("{}/openapi.json", self.api(origin))
        } else {
            self.spec_url.clone()
        }
    }
}

/// A configuration as it is read, and what was wrong so far.
struct Keys<'a> {
    keys: &'a Map<String, Value>,
    trouble: String,
}

impl Keys<'_> {
    /// What stands under a key; `None` where nothing does, and where it is not `what` is wanted.
    fn read<T>(&mut self, key: &str, what: &str, read: impl Fn(&Value) -> Option<T>) -> Option<T> {
        let value = self.keys.get(key).filter(|value| !value.is_null())?;
        let found = read(value);
        if found.is_none() {
            self.wrong(key, what);
        }
        found
    }

    fn wrong(&mut self, key: &str, what: &str) {
        for part in [if self.trouble.is_empty() { "" } else { ", " }, key, " is no ", what] {
            self.trouble.push_str(part);
        }
    }

    fn text(&mut self, key: &str) -> String {
        self.read(key, "text", |value| value.as_str().map(String::from)).unwrap_or_default()
    }

    /// A flag; `odd` where it is given and is none.
    fn flag(&mut self, key: &str, odd: bool) -> bool {
        let given = self.keys.get(key).is_some_and(|value| !value.is_null());
        self.read(key, "boolean", Value::as_bool).unwrap_or(given && odd)
    }
}

fn plain(url: &str) -> String {
    url.trim_end_matches('/').to_string()
}

/// The name under which the API that a person switched to is stored.
const CHOSEN: &str = "api";

/// The API that this person switched to, allowed or not.
pub fn stored_api() -> Option<String> {
    storage::read(CHOSEN)
}

/// Makes the API that the page begins with the tab's own: what another tab chooses is for new ones.
pub fn keep_api(config: &Config) {
    storage::pin(CHOSEN, config.chosen_api.as_deref().unwrap_or_default());
}

/// Begins anew with another API, or with the page's own.
pub fn switch_api(api: Option<&str>) {
    match api {
        Some(api) => storage::write(CHOSEN, api),
        None => storage::remove(CHOSEN),
    }
    // All that is known of the one before goes with the page: its document, the session, the answers.
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// The page's origin.
pub fn origin() -> String {
    web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// Makes the configuration known.
pub fn provide_config(config: Config) {
    provide_context(StoredValue::new(config));
}

/// The configuration.
pub fn use_config() -> Config {
    expect_context::<StoredValue<Config>>().get_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_optional() {
        for nothing in ["", " \n", "{}", r#"{"readOnly":null,"title":null}"#] {
            assert_eq!(Config::of_file(nothing), Config::default(), "{nothing}");
        }
        assert_eq!(Config::default().api("http://here"), "http://here");
        let config = Config::of_file(r#"{"apiUrl":"https://api.example/","firstPage":1,"unknown":[]}"#);
        assert_eq!(config.spec("http://here"), "https://api.example/openapi.json");
        assert_eq!((config.first_page, config.read_only, config.trouble.as_str()), (Some(1), false, ""));
        assert_eq!(config.words_of("de"), "locales/de.json");
        let config = Config::of_file(r#"{"locales":{"de":"https://cdn.example/de.json"}}"#);
        assert_eq!(config.words_of("de"), "https://cdn.example/de.json");
    }

    #[test]
    fn only_an_allowed_api_can_be_switched_to() {
        let text = r#"{"apiUrl":"https://a.example","practice":true,"firstPage":1,
            "dashboardUrl":"https://d.example","allowedApiUrls":
            ["https://b.example/","https://a.example/","javascript:alert(1)","https://b.example"]}"#;
        let config = Config::of_file(text);
        assert_eq!(config.other_apis("http://here"), ["https://b.example"]);
        let other = config.clone().switched_to(Some("https://b.example".into()), "http://here");
        assert_eq!(other.api("http://here"), "https://b.example");
        assert_eq!(other.spec("http://here"), "https://b.example/openapi.json");
        assert_eq!((other.dashboard_url.as_str(), other.first_page), ("", None));
        assert!(!other.practice, "what is known of one API is not taken for the other's");
        for stranger in ["https://c.example", "https://b.example.evil", "javascript:alert(1)", ""] {
            let same = config.clone().switched_to(Some(stranger.into()), "http://here");
            assert_eq!(same, config, "{stranger}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_and_the_rest_is_kept() {
        let config =
            Config::of_file(r#"{"readOnly":true,"title":5,"practice":"yes","apiUrl":"https://a.example"}"#);
        let kept = Config { read_only: true, api_url: "https://a.example".into(), ..Config::default() };
        assert_eq!(config, Config { trouble: "practice is no boolean, title is no text".into(), ..kept });
        for wrong in [
            r#"{"apiUrl":1}"#,
            r#"{"allowedApiUrls":["a",2]}"#,
            r#"{"firstPage":-1}"#,
            r#"{"firstPage":2}"#,
            r#"{"locales":{"de":1}}"#,
        ] {
            let config = Config::of_file(wrong);
            assert!(!config.trouble.is_empty(), "{wrong}");
            assert_eq!(Config { trouble: String::new(), ..config }, Config::default(), "{wrong}");
        }
    }

    #[test]
    fn nothing_is_written_where_nobody_knows_whether_it_may_be() {
        for doubtful in [
            r#"{"readOnly":"true"}"#,
            r#"{"readOnly":0}"#,
            r#"{"readOnly":true,}"#,
            "{",
            "[]",
            "5",
            "<!doctype html>",
            "!503",
            "!",
        ] {
            assert!(Config::of_file(doubtful).read_only, "{doubtful}");
        }
        assert_eq!(Config::of_file("!503").trouble, "503");
    }
}
