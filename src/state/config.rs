//! `config.json`: where the API is and what this explorer may do. All of it is optional.

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
}

impl Config {
    /// Reads a configuration. What cannot be read counts as absent, and the words say so.
    pub fn parse(text: &str) -> (Config, Option<String>) {
        let read = match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(keys)) => Config::of(&keys),
            Ok(_) => Err("it is no object".to_string()),
            Err(error) => Err(error.to_string()),
        };
        match read {
            Ok(config) => (config, None),
            Err(why) => (Config::default(), Some(format!("config.json is not as it should be: {why}"))),
        }
    }

    /// By hand and not by `Deserialize`, whose code is several times as large and is in the first download.
    fn of(keys: &Map<String, Value>) -> Result<Config, String> {
        let given = |key: &str| keys.get(key).filter(|value| !value.is_null());
        let wrong = |key: &str, what: &str| format!("{key} is no {what}");
        let text = |key: &str| match given(key) {
            None => Ok(String::new()),
            Some(Value::String(text)) => Ok(text.clone()),
            Some(_) => Err(wrong(key, "text")),
        };
        let flag =
            |key: &str| given(key).map_or(Ok(false), |value| value.as_bool().ok_or(wrong(key, "boolean")));
        let texts = |key: &str| {
            let all = given(key).map_or(Some(Vec::new()), |value| {
                value.as_array()?.iter().map(|one| one.as_str().map(String::from)).collect()
            });
            all.ok_or(wrong(key, "list of texts"))
        };
        let first_page = match given("firstPage") {
            None => None,
            Some(value) => {
                let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
                Some(number.ok_or(wrong("firstPage", "page number"))?)
            }
        };
        let locales = given("locales").map_or(Some(Vec::new()), |value| {
            value
                .as_object()?
                .iter()
                .map(|(code, at)| Some((code.clone(), at.as_str()?.to_string())))
                .collect()
        });
        Ok(Config {
            api_url: text("apiUrl")?,
            spec_url: text("specUrl")?,
            dashboard_url: text("dashboardUrl")?,
            allowed_api_urls: texts("allowedApiUrls")?,
            first_page,
            read_only: flag("readOnly")?,
            practice: flag("practice")?,
            title: text("title")?,
            locales: locales.ok_or(wrong("locales", "object of texts"))?,
        })
    }

    /// The configuration of a page; `text` is that of its `config.json`, empty where there is none.
    pub fn of_file(text: &str) -> Config {
        if text.trim().is_empty() {
            return Config::default();
        }
        let (config, trouble) = Config::parse(text);
        if let Some(words) = trouble {
            leptos::logging::warn!("{words}");
        }
        config
    }

    /// The API's address without a slash at its end; `origin` is the page's own.
    pub fn api(&self, origin: &str) -> String {
        let url = if self.api_url.is_empty() { origin } else { &self.api_url };
        url.trim_end_matches('/').to_string()
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
        let (config, trouble) = Config::parse("{}");
        assert_eq!((config.api("http://here"), trouble), ("http://here".into(), None));
        let (config, _) = Config::parse(r#"{"apiUrl":"https://api.example/","firstPage":1,"unknown":[]}"#);
        assert_eq!(config.spec("http://here"), "https://api.example/openapi.json");
        assert_eq!(config.first_page, Some(1));
        assert_eq!(config.words_of("de"), "locales/de.json");
        let (config, _) = Config::parse(r#"{"locales":{"de":"https://cdn.example/de.json"}}"#);
        assert_eq!(config.words_of("de"), "https://cdn.example/de.json");
    }

    #[test]
    fn a_broken_one_is_told() {
        let (config, trouble) = Config::parse("{\"readOnly\": 5}");
        assert_eq!(config, Config::default());
        assert!(trouble.expect("it says what is wrong").contains("config.json"));
        for wrong in [
            r#"{"apiUrl":1}"#,
            r#"{"allowedApiUrls":["a",2]}"#,
            r#"{"firstPage":-1}"#,
            r#"{"locales":{"de":1}}"#,
            "[]",
            "{",
        ] {
            assert!(Config::parse(wrong).1.is_some(), "{wrong}");
        }
    }
}
