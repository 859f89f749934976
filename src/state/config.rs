//! `config.json`: where the API is and what this explorer may do. All of it is optional.

use leptos::prelude::*;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The configuration. Nothing of it ever comes from the address.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
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
    pub locales: BTreeMap<String, String>,
}

impl Config {
    /// Reads a configuration. What cannot be read counts as absent, and the words say so.
    pub fn parse(text: &str) -> (Config, Option<String>) {
        match serde_json::from_str::<Config>(text) {
            Ok(config) => (config, None),
            Err(error) => (Config::default(), Some(format!("config.json is not as it should be: {error}"))),
        }
    }

    /// The API's address without a slash at its end; `origin` is the page's own.
    pub fn api(&self, origin: &str) -> String {
        let url = if self.api_url.is_empty() { origin } else { &self.api_url };
        url.trim_end_matches('/').to_string()
    }

    /// Where the words of a language lie.
    pub fn words_of(&self, code: &str) -> String {
        self.locales.get(code).cloned().unwrap_or_else(|| format!("locales/{code}.json"))
    }

    /// The document's address.
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

/// Fetches `config.json` beside the page. An absent one is all defaults.
pub async fn load_config() -> Config {
    let request = client::Request::new(client::Method::Get, "config.json");
    match client::send(&request, false, None).await {
        Ok(reply) if reply.status == 200 => {
            let (config, trouble) = Config::parse(&reply.text());
            if let Some(words) = trouble {
                leptos::logging::warn!("{words}");
            }
            config
        }
        _ => Config::default(),
    }
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
    }
}
