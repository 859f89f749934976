//! Who asks, and about which domain.

use crate::app::App;
use crate::call::Call;
use crate::reply::Failure;
use crate::sessions::{self, Account, Session};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The cookie that carries a session's secret. No page can read it.
pub const SESSION_COOKIE: &str = "ory_kratos_session";

/// The cookie that names a domain where no header does.
pub const DOMAIN_COOKIE: &str = "takaro-domain";

/// Somebody who may act in a domain.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The domain that the call acts on.
    pub domain: String,
    /// Who that is; `None` for a domain's own token.
    pub account: Option<Account>,
    /// The row of that person in `user`, with roles and permissions.
    pub user: Option<Value>,
    /// The names of all permissions.
    pub permissions: Vec<String>,
    /// What to say about the domain's cookie: the domain was chosen by the server.
    pub remember: bool,
}

impl Caller {
    /// Whether all of that is allowed; `ROOT` allows everything, and an empty name is nobody's to ask for.
    ///
    /// # Errors
    /// 403.
    pub fn may(&self, permission: &str) -> Result<(), Failure> {
        let holds =
            permission.is_empty() || self.permissions.iter().any(|held| held == "ROOT" || held == permission);
        if holds { Ok(()) } else { Err(Failure::forbidden()) }
    }
}

/// The tokens that act for a whole domain, as `POST /token` gives them.
#[derive(Debug, Default)]
pub struct Tokens {
    kept: Mutex<BTreeMap<String, String>>,
}

impl Tokens {
    /// A new token for a domain, in the three parts of a JWT.
    pub fn make(&self, domain: &str) -> String {
        let told = serde_json::json!({ "domainId": domain, "jti": sessions::secret() });
        let payload = URL_SAFE_NO_PAD.encode(told.to_string());
        let token = format!("practice.{payload}.{}", sessions::secret());
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(token.clone(), domain.to_owned());
        token
    }

    fn domain(&self, token: &str) -> Option<String> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(token).cloned()
    }
}

/// The secret of a session that a call carries: a Bearer token, else the cookie. Takaro hands the token to Kratos as
/// `X-Session-Token`, which Kratos reads first: beside a token the cookie counts for nothing, be the token good or not.
pub fn secret(call: &Call) -> Option<&str> {
    bearer(call).or_else(|| call.cookie(SESSION_COOKIE))
}

/// The token after `Bearer`.
pub fn bearer(call: &Call) -> Option<&str> {
    let (scheme, token) = call.header("authorization")?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The session of a call.
pub fn session(app: &App, call: &Call) -> Option<Session> {
    app.sessions.find(secret(call)?)
}

/// Who asks.
///
/// # Errors
/// 401 without a session and for a domain that is not theirs; 403 for a bad `x-takaro-token` and for a domain that
/// does not exist; 400 where all of theirs rest.
pub fn caller(app: &App, call: &Call) -> Result<Caller, Failure> {
    if let Some(token) = call.header("x-takaro-token") {
        let domain = app.tokens.domain(token).ok_or_else(Failure::forbidden)?;
        usable(app, &domain)?;
        let permissions = vec!["ROOT".to_owned()];
        return Ok(Caller { domain, account: None, user: None, permissions, remember: false });
    }
    let account = session(app, call).ok_or_else(Failure::unauthorized)?.account;
    let (domain, remember) = domain(app, call, &account)?;
    let user = account.user_id(&domain).ok_or_else(Failure::unauthorized)?;
    let entity = practice::entity("user").ok_or_else(Failure::internal)?;
    // A person whose row was deleted is nobody any more.
    let user = match app.store.get(&domain, entity, user) {
        Ok(row) => Value::Object(row),
        Err(_) => return Err(Failure::unauthorized()),
    };
    let permissions = permissions(&user);
    Ok(Caller { domain, account: Some(account), user: Some(user), permissions, remember })
}

/// The domain of a call, and whether the server chose it.
fn domain(app: &App, call: &Call, account: &Account) -> Result<(String, bool), Failure> {
    if let Some(asked) = call.header("x-takaro-domain").filter(|asked| !asked.is_empty()) {
        if app.store.domain(asked)?.is_none() {
            return Err(Failure::forbidden());
        }
        if account.user_id(asked).is_none() {
            return Err(Failure::unauthorized());
        }
        if usable(app, asked).is_ok() {
            return Ok((asked.to_owned(), false));
        }
    } else {
        let known = call.cookie(DOMAIN_COOKIE).filter(|asked| account.user_id(asked).is_some());
        if let Some(asked) = known.filter(|asked| usable(app, asked).is_ok()) {
            return Ok((asked.to_owned(), false));
        }
    }
    // In the place of one that rests the first of theirs that does not, without a word.
    let mut refused = Failure::forbidden();
    for id in account.domains() {
        match usable(app, id) {
            Ok(()) => return Ok((id.to_owned(), true)),
            Err(failure) => refused = failure,
        }
    }
    Err(refused)
}

/// Whether a domain can be used.
fn usable(app: &App, id: &str) -> Result<(), Failure> {
    let row = app.store.domain(id)?.ok_or_else(Failure::forbidden)?;
    match row.get("state").and_then(Value::as_str) {
        Some("MAINTENANCE") => Err(Failure::bad_request(
            "Domain is in maintenance mode. Please try again later or contact support if the issue persists.",
        )),
        Some("DISABLED") => Err(Failure::bad_request("Domain is disabled. Please contact support.")),
        _ => Ok(()),
    }
}

/// The names of the permissions of all roles of a user.
fn permissions(user: &Value) -> Vec<String> {
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let mut names: Vec<String> = list(user, "roles")
        .iter()
        .flat_map(|join| list(&join["role"], "permissions"))
        .filter_map(|held| held["permission"]["permission"].as_str().map(str::to_owned))
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Whether a call carries the operator's token.
///
/// # Errors
/// 401 without one, 403 with a wrong one.
pub fn admin(app: &App, call: &Call) -> Result<(), Failure> {
    match call.header("x-takaro-admin-token") {
        None | Some("") => Err(Failure::unauthorized()),
        Some(token) if token == app.options.admin_token => Ok(()),
        Some(_) => Err(Failure::forbidden()),
    }
}
