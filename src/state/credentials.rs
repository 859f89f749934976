//! Ways to sign in beside the dashboard's cookie. They are held in memory and nowhere else: a reload forgets them.

use client::{Request, url};
use leptos::prelude::*;

/// A kind of token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Token {
    /// `Authorization: Bearer …`, from `POST /login`.
    Bearer,
    /// `x-takaro-token`, from `POST /token`.
    Takaro,
    /// `x-takaro-admin-token`, for the operations of administration only.
    Admin,
}

impl Token {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Token; 3] = [Token::Bearer, Token::Takaro, Token::Admin];

    /// The header in which it goes.
    pub fn header(self) -> &'static str {
        match self {
            Token::Bearer => "Authorization",
            Token::Takaro => "x-takaro-token",
            Token::Admin => "x-takaro-admin-token",
        }
    }
}

/// The context.
#[derive(Clone, Copy)]
pub struct Credentials {
    bearer: RwSignal<String>,
    takaro: RwSignal<String>,
    admin: RwSignal<String>,
}

impl Credentials {
    /// The token as it was typed.
    pub fn signal(&self, token: Token) -> RwSignal<String> {
        match token {
            Token::Bearer => self.bearer,
            Token::Takaro => self.takaro,
            Token::Admin => self.admin,
        }
    }

    /// Whether there is one, tracked.
    pub fn has(&self, token: Token) -> bool {
        self.signal(token).with(|text| !text.trim().is_empty())
    }

    /// The domain that a set `x-takaro-token` acts on, whichever is chosen: `None` without such a token, `Some(None)`
    /// where it does not tell. Tracked.
    pub fn token_domain(&self) -> Option<Option<String>> {
        self.takaro.with(|text| Some(text.trim()).filter(|text| !text.is_empty()).map(domain_of))
    }

    /// Forgets all.
    pub fn forget(&self) {
        Token::ALL.into_iter().for_each(|token| self.signal(token).set(String::new()));
    }

    /// Adds the tokens that belong to a request: the admin token to operations of administration and to no other, the
    /// others to the rest; none to a request that goes elsewhere than to the API.
    pub fn dress(&self, request: &mut Request, api: &str, admin: bool) {
        // What asks behind an answer may outlive the app, and has no tokens then.
        let read = |token: Token| {
            self.signal(token).try_with_untracked(|text| text.trim().to_string()).unwrap_or_default()
        };
        let tokens = Token::ALL.map(|token| (token, read(token)));
        add(request, api, admin, &tokens);
    }
}

fn add(request: &mut Request, api: &str, admin: bool, tokens: &[(Token, String)]) {
    if !goes_to(&request.url, api) {
        return;
    }
    for (token, text) in
        tokens.iter().filter(|(token, text)| !text.is_empty() && (*token == Token::Admin) == admin)
    {
        let given = request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(token.header()));
        if !given {
            let value = match token {
                Token::Bearer => format!("Bearer {}", text.strip_prefix("Bearer ").unwrap_or(text)),
                _ => text.clone(),
            };
            request.headers.push((token.header().into(), value));
        }
    }
}

/// The `domainId` that stands in a JWT.
fn domain_of(token: &str) -> Option<String> {
    let payload = token.split('.').nth(1)?.replace('-', "+").replace('_', "/");
    let text = web_sys::window()?.atob(&payload).ok()?;
    let told: serde_json::Value = serde_json::from_str(&text).ok()?;
    let id = told.get("domainId")?.as_str()?;
    let is_id = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'_');
    (!id.is_empty() && id.bytes().all(is_id)).then(|| id.to_string())
}

/// Whether an address is of the API's origin.
fn goes_to(address: &str, api: &str) -> bool {
    url::same_origin(address, api)
}

/// Nothing is known at the start.
pub fn provide_credentials() {
    let empty = || RwSignal::new(String::new());
    provide_context(Credentials { bearer: empty(), takaro: empty(), admin: empty() });
}

/// The tokens.
pub fn use_credentials() -> Credentials {
    expect_context()
}

#[cfg(test)]
mod tests {
    use super::*;
    use client::Method;

    fn headers(address: &str, admin: bool) -> Vec<(String, String)> {
        let mut request = Request::new(Method::Get, address);
        let tokens =
            [(Token::Bearer, "b".into()), (Token::Takaro, String::new()), (Token::Admin, "a".to_string())];
        add(&mut request, "https://api.example", admin, &tokens);
        request.headers
    }

    #[test]
    fn tokens_go_to_the_api_only_and_the_admins_to_its_operations_only() {
        let bearer = ("Authorization".to_string(), "Bearer b".to_string());
        let admin = ("x-takaro-admin-token".to_string(), "a".to_string());
        assert_eq!(headers("https://api.example/me", false), [bearer]);
        assert_eq!(headers("https://api.example/domain", true), [admin]);
        for elsewhere in
            ["https://api.example.evil.com/me", "http://api.example/me", "/me", "https://api.example:8443/"]
        {
            assert_eq!(headers(elsewhere, false), []);
            assert_eq!(headers(elsewhere, true), []);
        }
    }
}
