//! Which path does what.

use crate::app::App;
use crate::call::Call;
use crate::caller::{self, Caller, DOMAIN_COOKIE, SESSION_COOKIE};
use crate::document;
use crate::entities::DOMAIN;
use crate::newcomers;
use crate::reply::{Failure, Reply};
use crate::store::OPERATOR;
use crate::upload;
use crate::validate;
use axum::http::{Method, StatusCode};
use practice::{Column, Entity, Kind};
use serde_json::{Value, json};

/// Every path that [`route`] knows, as the router writes them.
pub fn paths() -> Vec<String> {
    let own = [
        "/me",
        "/login",
        "/logout",
        "/selected-domain",
        "/selected-domain/{id}",
        "/token",
        "/openapi.json",
        "/healthz",
        "/shop/listing/import",
        "/command/{id}/executions",
        "/hook/{id}/executions",
        "/cronjob/{id}/executions",
    ];
    let entities = practice::entities().iter().chain([&DOMAIN]).flat_map(|entity| {
        [format!("{}/search", entity.path), entity.path.to_owned(), format!("{}/{{id}}", entity.path)]
    });
    let mut all: Vec<String> = own.into_iter().map(str::to_owned).chain(entities).collect();
    all.sort();
    all.dedup();
    all
}

/// Answers a call.
///
/// # Errors
/// Whatever the server would refuse.
pub fn route(app: &App, call: &Call) -> Result<Reply, Failure> {
    // Express takes one slash at the end for none.
    let path = call.path.strip_suffix('/').unwrap_or(&call.path);
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    // Express answers HEAD with the handler of GET.
    let method = if call.method == Method::HEAD { "GET" } else { call.method.as_str() };
    match (method, &segments[..]) {
        ("GET", ["me"]) => me(app, call),
        ("POST", ["login"]) => login(app, call),
        ("POST", ["logout"]) => Ok(logout(app, call)),
        ("POST", ["selected-domain", id]) => {
            let caller = caller::caller(app, call)?;
            let mut reply = remembered(Reply::data(json!({})), &caller);
            reply.add(
                "set-cookie",
                &format!("{DOMAIN_COOKIE}={}; Path=/; SameSite=Strict", crate::call::encode(id)),
            );
            Ok(reply)
        }
        ("DELETE", ["selected-domain"]) => {
            Ok(Reply::data(json!({})).with("set-cookie", &forget(DOMAIN_COOKIE)))
        }
        ("POST", ["shop", "listing", "import"]) => {
            let caller = caller::caller(app, call)?;
            caller.may("MANAGE_SHOP_LISTINGS")?;
            upload::listings(app, call, &caller.domain)?;
            Ok(remembered(Reply::data(json!({})), &caller))
        }
        ("POST", [kind @ ("command" | "hook" | "cronjob"), id, "executions"]) => {
            let caller = caller::caller(app, call)?;
            caller.may("READ_MODULES")?;
            validate::ids(&[("id", id)])?;
            let success = call.query.iter().find(|(name, _)| name == "success");
            let success = success.map(|(_, value)| value.as_str());
            let pages = (&call.paging, app.options.first_page);
            let page = app.store.executions(&caller.domain, kind, id, success, &call.body, pages)?;
            Ok(remembered(page.into_reply(), &caller))
        }
        ("POST", ["token"]) => token(app, call),
        ("GET", ["openapi.json"]) => {
            let own = || document::document(app.options.first_page);
            Ok(Reply::json(StatusCode::OK, &app.options.spec.clone().unwrap_or_else(own)))
        }
        ("GET", ["healthz"]) => Ok(Reply::json(StatusCode::OK, &json!({"healthy": true}))),
        _ => {
            let entities = practice::entities().iter().chain([&DOMAIN]);
            // `/gameserver/player/search` is not a game server of the id "player": the longest path wins.
            let mut fitting: Vec<(&'static Entity, &str)> = entities
                .filter_map(|entity| Some((entity, path.strip_prefix(entity.path)?)))
                .filter(|(_, rest)| rest.is_empty() || rest.starts_with('/'))
                .collect();
            fitting.sort_by_key(|(entity, _)| std::cmp::Reverse(entity.path.len()));
            let Some((entity, rest)) = fitting.first() else { return Ok(unknown(call)) };
            if entity.name == DOMAIN.name {
                domains(app, call, method, rest)
            } else {
                rows(app, call, method, entity, rest)
            }
        }
    }
}

fn unknown(call: &Call) -> Reply {
    Reply::unknown_route(call.method.as_str(), &call.path)
}

/// The rows of a tenant's entity.
fn rows(app: &App, call: &Call, method: &str, entity: &'static Entity, rest: &str) -> Result<Reply, Failure> {
    let id = rest.trim_start_matches('/');
    let first_page = app.options.first_page;
    let store = &app.store;
    let wanted = match (method, rest) {
        ("POST", "/search") => entity.read,
        ("POST", "") if entity.creatable => entity.manage,
        ("GET", rest) if rest.len() > 1 => entity.read,
        ("PUT", rest) if rest.len() > 1 && entity.updatable => entity.manage,
        ("DELETE", rest) if rest.len() > 1 && entity.deletable => entity.manage,
        _ => return Ok(unknown(call)),
    };
    let caller = caller::caller(app, call)?;
    caller.may(wanted)?;
    let reply = match (method, rest) {
        ("POST", "/search") => {
            store.search_page(&caller.domain, entity, &call.body, &call.paging, first_page)?.into_reply()
        }
        ("POST", _) => {
            let made = store.create(&caller.domain, entity, &call.body)?;
            if entity.name == "user" {
                newcomers::user(app, &caller.domain, &made, &call.body);
            }
            Reply::data(Value::Object(made))
        }
        ("GET", _) => Reply::data(Value::Object(store.get(&caller.domain, entity, id)?)),
        ("PUT", _) => Reply::data(Value::Object(store.update(&caller.domain, entity, id, &call.body)?)),
        _ => {
            store.delete(&caller.domain, entity, id)?;
            if entity.name == "user" {
                app.sessions.dismiss(&caller.domain, Some(id));
            }
            Reply::data(json!({}))
        }
    };
    Ok(remembered(reply, &caller))
}

/// The domains themselves, which are the operator's.
fn domains(app: &App, call: &Call, method: &str, rest: &str) -> Result<Reply, Failure> {
    let id = rest.trim_start_matches('/');
    let store = &app.store;
    if !matches!((method, rest), ("POST", "/search" | "")) && (method == "POST" || id.is_empty()) {
        return Ok(unknown(call));
    }
    caller::admin(app, call)?;
    Ok(match (method, rest) {
        ("POST", "/search") => store
            .search_page(OPERATOR, &DOMAIN, &call.body, &call.paging, app.options.first_page)?
            .into_reply(),
        ("POST", _) => newcomers::domain(app, &call.body)?,
        ("GET", _) => Reply::data(Value::Object(store.get(OPERATOR, &DOMAIN, id)?)),
        ("PUT", _) => Reply::data(Value::Object(store.update(OPERATOR, &DOMAIN, id, &call.body)?)),
        ("DELETE", _) => {
            store.delete(OPERATOR, &DOMAIN, id)?;
            app.sessions.dismiss(id, None);
            Reply::data(json!({}))
        }
        _ => unknown(call),
    })
}

fn me(app: &App, call: &Call) -> Result<Reply, Failure> {
    let caller = caller::caller(app, call)?;
    // A domain's own token is nobody's.
    let account = caller.account.as_ref().ok_or_else(Failure::unauthorized)?;
    let mut domains = Vec::new();
    for id in account.domains() {
        domains.extend(app.store.domain(id)?.map(Value::Object));
    }
    let reply = Reply::data(json!({
        "user": caller.user, "domains": domains, "domain": caller.domain, "pogs": [],
    }));
    Ok(remembered(reply, &caller))
}

/// Tells the browser which domain the server chose.
fn remembered(mut reply: Reply, caller: &Caller) -> Reply {
    if caller.remember {
        reply.add("set-cookie", &format!("{DOMAIN_COOKIE}={}; Path=/; SameSite=Strict", caller.domain));
    }
    reply
}

fn forget(cookie: &str) -> String {
    format!("{cookie}=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; SameSite=Strict")
}

const fn text(name: &'static str, length: Option<(u32, u32)>) -> Column {
    Column {
        name,
        kind: Kind::Text,
        nullable: false,
        filter: false,
        single: false,
        search: false,
        range: false,
        description: "",
        writable: true,
        on_create: true,
        on_update: false,
        required_on_create: true,
        required_on_update: false,
        length,
        via: None,
    }
}

const LOGIN: [Column; 2] = [text("username", Some((3, u32::MAX))), text("password", Some((8, u32::MAX)))];
const TOKEN: [Column; 1] = [text("domainId", None)];

fn login(app: &App, call: &Call) -> Result<Reply, Failure> {
    validate::plain(&call.body, &LOGIN)?;
    let field = |name: &str| call.body[name].as_str().unwrap_or_default();
    let session =
        app.sessions.login(field("username"), field("password")).ok_or_else(Failure::unauthorized)?;
    Ok(Reply::data(json!({"token": session.token})))
}

fn logout(app: &App, call: &Call) -> Reply {
    if let Some(token) = caller::bearer(call) {
        return match app.sessions.end(token) {
            // The session ends, and the real server fails right after.
            true => Failure::internal().into(),
            false => Reply::data(json!(true)),
        };
    }
    // The cookie's session belongs to Kratos: the real server leaves it alone.
    let mut reply = Reply::data(json!(true));
    if call.cookie(SESSION_COOKIE).is_some() {
        reply.add("set-cookie", &forget(DOMAIN_COOKIE));
    }
    reply
}

fn token(app: &App, call: &Call) -> Result<Reply, Failure> {
    caller::admin(app, call)?;
    validate::plain(&call.body, &TOKEN)?;
    let id = call.body["domainId"].as_str().unwrap_or_default();
    app.store.domain(id)?.ok_or_else(|| Failure::not_found("Domain not found"))?;
    Ok(Reply::data(json!({"token": app.tokens.make(id)})))
}
