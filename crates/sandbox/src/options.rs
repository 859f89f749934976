//! How a sandbox is set up.

use serde_json::{Map, Value};
use std::path::PathBuf;

/// The admin token, the same for everybody: a sandbox keeps no secrets.
pub const ADMIN_TOKEN: &str = "practice-admin-token";

/// How a sandbox is set up. The default is what tests want: in memory, no app files, pages counted from 1.
#[derive(Debug, Clone)]
pub struct Options {
    /// The first page of a search: 1 as the published guide counts, or 0 as the deployed server does.
    pub first_page: u32,
    /// Where rows are kept; in memory when `None`. A file that holds rows already keeps them.
    pub db: Option<PathBuf>,
    /// Origins that may call with cookies, besides the sandbox's own two.
    pub allow_origins: Vec<String>,
    /// The folder of the explorer's files, served at `/`.
    pub dist: Option<PathBuf>,
    /// Another OpenAPI document, served at `/openapi.json` in place of the sandbox's own.
    pub spec: Option<Value>,
    /// More keys for `/config.json`; they win over the sandbox's.
    pub config: Map<String, Value>,
    /// Another server that the app talks to. The sandbox then serves the app's files and nothing else.
    pub api_url: Option<String>,
    /// Where people log in; by default the sandbox's own dashboard stand-in.
    pub dashboard_url: Option<String>,
    /// The port of the API and the app.
    pub port: u16,
    /// The port of the dashboard stand-in.
    pub dashboard_port: u16,
    /// Development: pages reload when `POST /__reload` says so.
    pub reload: bool,
    /// What `X-Takaro-Admin-Token` must say.
    pub admin_token: String,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            first_page: 1,
            db: None,
            allow_origins: Vec::new(),
            dist: None,
            spec: None,
            config: Map::new(),
            api_url: None,
            dashboard_url: None,
            port: 8080,
            dashboard_port: 8081,
            reload: false,
            admin_token: ADMIN_TOKEN.into(),
        }
    }
}

/// The names of this machine: a page opened under one of them may call the others.
pub const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

impl Options {
    /// Whether a page of that origin may call with cookies.
    pub fn allows(&self, origin: &str) -> bool {
        self.allow_origins.iter().any(|allowed| allowed.trim_end_matches('/') == origin)
            || self.is_own(origin)
    }

    /// Whether that origin is one of the sandbox's own two.
    pub fn is_own(&self, origin: &str) -> bool {
        let Some(rest) = origin.strip_prefix("http://") else { return false };
        // The port that all know is not said.
        let (host, port) = rest.rsplit_once(':').filter(|_| !rest.ends_with(']')).unwrap_or((rest, "80"));
        LOOPBACK.contains(&host)
            && port.parse().is_ok_and(|port: u16| port == self.port || port == self.dashboard_port)
    }

    /// Where the app sends people to log in, for somebody who opened it under `host` (a `Host` header).
    pub fn dashboard_for(&self, host: Option<&str>) -> String {
        self.dashboard_url.clone().unwrap_or_else(|| self.stand_in_for(host))
    }

    /// The dashboard stand-in's own address: a session's cookie belongs to a host name, so the log-in page must be
    /// under the same one.
    pub fn stand_in_for(&self, host: Option<&str>) -> String {
        format!("http://{}:{}", loopback(host), self.dashboard_port)
    }

    /// The app's address for somebody who opened the dashboard under `host`.
    pub fn app_for(&self, host: Option<&str>) -> String {
        format!("http://{}:{}/", loopback(host), self.port)
    }
}

/// The loopback name that a `Host` header holds; `localhost` when it is another.
fn loopback(host: Option<&str>) -> &'static str {
    let port =
        |host: &str| host.rsplit_once(':').filter(|_| !host.ends_with(']')).map(|(name, _)| name.len());
    let name = host.map(|host| &host[..port(host).unwrap_or(host.len())]);
    LOOPBACK.into_iter().find(|own| Some(*own) == name).unwrap_or(LOOPBACK[0])
}

/// The scheme, host and port of an address, as an `Origin` header writes them.
pub fn origin(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    (matches!(scheme, "http" | "https") && end > 0).then(|| &url[..scheme.len() + 3 + end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_and_named_origins_may_call() {
        let options = Options { allow_origins: vec!["http://localhost:9000/".into()], ..Options::default() };
        for origin in
            ["http://localhost:8080", "http://127.0.0.1:8081", "http://[::1]:8080", "http://localhost:9000"]
        {
            assert!(options.allows(origin), "{origin}");
        }
        let at_80 = Options { port: 80, ..Options::default() };
        assert!(
            ["http://localhost", "http://[::1]", "http://127.0.0.1:80"].iter().all(|it| at_80.is_own(it))
        );
        assert!(!options.is_own("http://localhost") && !at_80.is_own("http://localhost:81"));
        for origin in
            ["null", "http://localhost:8082", "https://localhost:8080", "http://evil.example:8080", ""]
        {
            assert!(!options.allows(origin), "{origin}");
        }
    }

    #[test]
    fn addresses_keep_the_host_name_of_the_page() {
        let options = Options::default();
        assert_eq!(options.dashboard_for(Some("127.0.0.1:8080")), "http://127.0.0.1:8081");
        assert_eq!(options.dashboard_for(Some("evil.example")), "http://localhost:8081");
        assert_eq!(options.dashboard_for(Some("[::1]")), "http://[::1]:8081");
        // Another dashboard is where people are sent; the stand-in stays where it is.
        let options = Options { dashboard_url: Some("https://dash.example".into()), ..options };
        assert_eq!(options.dashboard_for(None), "https://dash.example");
        assert_eq!(options.stand_in_for(None), "http://localhost:8081");
        assert_eq!(origin("https://a.example:8/b?c"), Some("https://a.example:8"));
        assert_eq!(origin("javascript:alert(1)"), None);
    }
}
