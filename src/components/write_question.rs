//! "Change live data?": what a write does, against what is there now, and whether it may go.

use super::banner::rests;
use super::plain_request::{read_parameters, record_address};
use super::write_lock::no_domain;
use crate::messages::{self as m, Msg, t, tf};
use crate::state::{
    Change, Counting, InAll, changes, counting, in_all, lookup, named_rows, origin, use_config,
    use_credentials, use_session,
};
use crate::ui::{Child, El, answers, dialog, dynamic, el};
use client::{Body, Method, Reply, Request, url};
use leptos::prelude::*;
use openapi::{Document, Operation, path_ids};
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// So long the present record is waited for.
const PATIENCE_MS: u32 = 8_000;
/// A change's value is shown up to so many letters.
const LONGEST_SHOWN: usize = 160;
/// A body that is held against nothing is shown up to so many letters.
const LONGEST_BODY: usize = 2_000;
/// The document's own words on the operation are shown up to so many letters.
const LONGEST_ABOUT: usize = 600;
/// So many records are asked for their names.
const MOST_NAMED: usize = 6;
/// Of the rows that a list of ids names so many are looked for, and so many told by name.
const MOST_LISTED: usize = 50;
const LISTED_BY_NAME: usize = 6;

/// What is known of a write before it goes.
#[derive(Clone, Default, PartialEq)]
struct Facts {
    /// It is still being looked at.
    looking: bool,
    /// What changes in the present record, once that is known.
    changes: Option<Vec<Change>>,
    /// Why the present record is not known.
    unknown: Option<String>,
    /// What people call the records whose ids it names, each with what it is.
    about: Vec<(String, String)>,
    /// What of those could not be looked up, and why.
    about_unknown: Vec<String>,
    /// Of those that nobody has, what they would be.
    missing: Vec<String>,
    /// The record that is removed: its name, where it has one, and itself.
    removed: Option<(String, String)>,
    /// Why it is not known what is removed.
    removed_unknown: Option<String>,
    /// What is sent, where there is no present record to hold it against.
    sent: Option<String>,
    /// How many rows it names.
    named: Option<usize>,
    /// What people call the rows that its lists of ids name, in words.
    listed: Vec<String>,
    /// How many rows the collection has that it concerns.
    in_all: Option<InAll>,
    /// The domain that another tab works in, where it is another one.
    elsewhere: Option<String>,
    /// The state of the write's domain, where that rests: the server would do the write in another one.
    rests: Option<String>,
    /// Who is signed in by now, where it is another one than the page says.
    person: Option<String>,
}

thread_local! {
    /// The domain that other tabs work in and that of a write, as a person went on after being told of both.
    static ELSEWHERE: RefCell<Option<(String, Option<String>)>> = const { RefCell::new(None) };
}

/// A write that waits for an answer.
#[derive(Clone)]
pub(super) struct Write {
    /// The request as it will go, its domain in it.
    pub(super) request: Request,
    /// The JSON body, where it has one.
    pub(super) body: Option<Value>,
    /// The body in words, where it is another one.
    pub(super) told: Option<String>,
    /// The path with its parameters filled in, those of the query too.
    pub(super) path: String,
    /// Whose it is.
    pub(super) person: Option<String>,
}

/// Asks about writes.
#[derive(Clone, Copy)]
pub(super) struct Question {
    open: RwSignal<bool>,
    write: RwSignal<Option<Write>, LocalStorage>,
    facts: RwSignal<Facts>,
    number: StoredValue<u32>,
}

pub(super) fn new_question() -> Question {
    Question {
        open: RwSignal::new(false),
        write: RwSignal::new_local(None),
        facts: RwSignal::new(Facts::default()),
        number: StoredValue::new(0),
    }
}

impl Question {
    /// Asks about a write, and looks meanwhile at what is there.
    pub(super) fn ask(&self, document: &Document, operation: &Operation, write: Write) {
        let state = *self;
        let number = self.number.get_value() + 1;
        self.number.set_value(number);
        let named = if operation.method == "DELETE" { named_rows(write.body.as_ref()) } else { None };
        self.write.set(Some(write.clone()));
        self.open.set(true);

        let session = use_session();
        let here = write.person.clone();
        let credentials = use_credentials();
        let api = use_config().api(&origin());
        // Of what is deleted only the path speaks, and nobody knows an id by heart.
        let removes = operation.method == "DELETE" && operation.path.ends_with('}');
        let present = ((removes || matches!(operation.method.as_str(), "PUT" | "PATCH"))
            && document.find_by("GET", &operation.path).is_some())
        .then(|| {
            let address = record_address(&write.request.url, &read_parameters(document, operation));
            Request::new(Method::Get, address)
        });
        let shown = present.as_ref().map(|request| request.url.clone());
        let mut about = named_records(document, &operation.path, &write.path, write.body.as_ref());
        // What wants another kind of token than the write would be refused.
        about.retain(|(_, path)| document.read_of(path).is_none_or(|it| it.admin == operation.admin));
        let about =
            about.into_iter().map(|(kind, path)| (kind, Request::new(Method::Get, url::join(&api, &path))));
        // What is removed or changed is shown whole.
        let mut about: Vec<(String, Request)> =
            about.filter(|(_, request)| shown.as_ref() != Some(&request.url)).collect();
        // A delete that names neither one row nor several concerns them all.
        let counting = if named.is_none() { counting(document, operation) } else { None };
        let narrowed = write.request.url.contains('?') || body_asks(write.body.as_ref());
        let count = counting.and_then(Counting::asks).map(|(method, behind)| {
            let collection = write.path.split('?').next().unwrap_or_default().trim_end_matches('/');
            let mut request = Request::new(method, url::join(&api, &format!("{collection}{behind}")));
            if method == Method::Post {
                request.body = Body::Json("{\"limit\":1}".into());
            }
            request
        });
        let (admin, of_session) = (operation.admin, operation.session);
        let kind_of_whole = path_ids(&operation.path).pop().map(|id| id.kind).unwrap_or_default();
        let (body, domain) = (write.body.clone(), write.request.domain.clone());
        let body_told = match (&write.body, &write.request.body) {
            (Some(body), Body::Json(text)) => {
                // What was typed is shown as it was typed, where that hides nothing.
                let compact = body.to_string();
                let open = *text != compact && openapi::form::without_secrets(body) == *body;
                Some(if open { cut(text) } else { shown_body(body) })
            }
            (Some(body), _) => Some(shown_body(body)),
            (None, _) => write.told.as_deref().map(cut),
        };
        let lists: Vec<(Listed, Request)> = listed(document, write.body.as_ref())
            .into_iter()
            .map(|list| {
                let domain = write.request.domain.clone();
                let body = json!({ "filters": { "id": list.ids }, "limit": MOST_LISTED });
                let mut request = lookup::use_asker().search(&list.search, &[], list.admin, &body, domain);
                request.timeout_ms = Some(PATIENCE_MS);
                (list, request)
            })
            .collect();
        let dress = move |mut request: Request| {
            request.domain = write.request.domain.clone();
            request.timeout_ms = Some(PATIENCE_MS);
            credentials.dress(&mut request, &api, admin);
            request
        };
        let (present, count) = (present.map(&dress), count.map(&dress));
        about = about.into_iter().map(|(kind, request)| (kind, dress(request))).collect();
        let sent = if present.is_none() || removes { body_told.clone() } else { None };
        let known = Facts { sent, named, ..Facts::default() };
        self.facts.set(Facts { looking: true, ..known.clone() });
        leptos::task::spawn_local(async move {
            let mut facts = known;
            let mut silent = None;
            let told = Cell::new(false);
            let ask = async |request: &Request, admin: bool| {
                let answer = client::send(request, true, None).await;
                // A token of administration is no session; and the app may be gone, and its session with it.
                let lost = !admin && matches!(&answer, Ok(reply) if reply.status == 401);
                if lost && state.number.try_get_value() == Some(number) && !told.replace(true) {
                    session.lost();
                }
                answer
            };
            if let Some(request) = present {
                match ask(&request, admin).await {
                    Ok(reply) if reply.is_ok() && removes => {
                        let record = reply.envelope().data.unwrap_or_default();
                        facts.removed = Some((name_of(&record), shown_body(&record)));
                    }
                    Ok(reply) if removes => facts.removed_unknown = Some(reply.status_words()),
                    Err(error) if removes => {
                        facts.removed_unknown = Some(silent.insert(error.to_string()).clone());
                    }
                    Ok(reply) if reply.is_ok() => {
                        let record = reply.envelope().data.unwrap_or_default();
                        let name = name_of(&record);
                        facts.about.extend((!name.is_empty()).then(|| (kind_of_whole.clone(), name)));
                        facts.changes = body.as_ref().map(|body| changes(&record, body));
                    }
                    Ok(reply) => facts.unknown = Some(reply.status_words()),
                    Err(error) => facts.unknown = Some(silent.insert(error.to_string()).clone()),
                }
                if facts.unknown.is_some() {
                    // Held against nothing it is shown as it is.
                    facts.sent = body_told;
                }
            }
            for (kind, request) in about {
                let answer = match silent.clone() {
                    None => ask(&request, admin).await.map_err(|error| error.to_string()),
                    Some(words) => Err(words),
                };
                let unknown = match answer {
                    Ok(reply) if reply.is_ok() => {
                        let name = reply.envelope().data.as_ref().map(name_of).unwrap_or_default();
                        facts.about.extend((!name.is_empty()).then_some((kind, name)));
                        continue;
                    }
                    Ok(reply) if !admin && lacks(&reply) => {
                        facts.missing.push(kind);
                        continue;
                    }
                    Ok(reply) => reply.status_words(),
                    Err(words) => silent.insert(words).clone(),
                };
                facts.about_unknown.push(format!("{kind}: {unknown}"));
            }
            for (list, request) in lists {
                let rows = match silent.clone() {
                    None => lookup::rows(&ask(&request, list.admin).await),
                    Some(words) => Err(words),
                };
                facts.listed.extend(match rows {
                    Ok(rows) => listed_words(&list, &rows),
                    Err(words) => {
                        vec![tf(m::NOT_LOOKED_UP, &[("why", &format!("{}: {words}", list.field))])]
                    }
                });
            }
            facts.in_all = match (counting, count) {
                (None, _) => None,
                (Some(counting), Some(request)) => Some(match ask(&request, admin).await {
                    Ok(reply) if reply.is_ok() => in_all(&reply.envelope(), counting, narrowed),
                    Ok(reply) => InAll::Failed(reply.status_words()),
                    Err(error) => InAll::Failed(error.to_string()),
                }),
                (Some(_), None) => Some(InAll::NoWay),
            };
            // The app may be gone, and its session with it.
            if domain.is_some() && !admin && !of_session && state.number.try_get_value() == Some(number) {
                let known = |other: &String| {
                    ELSEWHERE.with_borrow(|it| it.as_ref() == Some(&(other.clone(), domain.clone())))
                };
                let there = session.elsewhere().await;
                let other = there.as_ref().and_then(|there| there.active.clone());
                let named = there
                    .as_ref()
                    .and_then(|it| it.domains.iter().find(|it| Some(&it.id) == domain.as_ref()));
                facts.rests = named.filter(|it| !it.is_active()).map(|it| it.state.clone());
                // To a domain that rests nothing goes, wherever the dashboard works.
                let told = facts.rests.is_none();
                facts.elsewhere =
                    other.filter(|other| told && Some(other) != domain.as_ref() && !known(other));
                if state.number.try_get_value() != Some(number) {
                    return;
                }
                if facts.rests.is_some() {
                    // The page moves on as the server does.
                    session.refresh();
                }
                facts.person = there
                    .filter(|there| here.as_deref().is_some_and(|here| here != there.person()))
                    .map(|there| there.display().to_string());
            }
            if state.number.try_get_value() == Some(number) {
                let _ = state.facts.try_set(facts);
            }
        });
    }

    /// The dialog. `go` sends what was asked about.
    pub(super) fn view(self, operation: &Operation, go: Rc<dyn Fn(Write)>) -> El {
        let operation = operation.clone();
        let title = if operation.session { m::SESSION_TITLE } else { m::CHANGE_TITLE };
        dialog(&t(title), self.open, move || self.content(&operation, go.clone()))
    }

    fn content(self, operation: &Operation, go: Rc<dyn Fn(Write)>) -> El {
        let (method, admin) = (&operation.method, operation.admin);
        let Some(write) = self.write.get_untracked() else { return el("div") };
        let (id, facts) = (write.request.domain.clone(), self.facts);
        let here = if admin { untrack(|| use_session().domain()) } else { id.clone() };
        let domain = domain_name(here.as_deref()).unwrap_or_else(|| untrack(no_domain));
        let words = match operation.session {
            true if operation.path.starts_with("/selected-domain") => m::CHANGE_TEXT_CHOICE,
            true => m::CHANGE_TEXT_SESSION,
            false if admin => m::CHANGE_TEXT_ADMIN,
            false => m::CHANGE_TEXT,
        };
        let words = tf(words, &[("method", method), ("path", &write.path), ("domain", &domain)]);
        el("div")
            .class("write-question")
            .child(el("p").child(words))
            .child(own_words(operation).map(|words| el("p").class("change-own").child(words)))
            .child(
                el("div")
                    .attr("aria-live", "polite")
                    .child(dynamic(move || facts.with(|facts| describe(facts, &domain)))),
            )
            .child(answers(
                el("button").class("button").on_click(move || self.open.set(false)).child(m::KEEP_IT),
                el("button")
                    .class("button button-danger")
                    .flag("disabled", move || facts.with(|facts| facts.looking || facts.rests.is_some()))
                    .on_click(move || {
                        // A second click finds nothing to send.
                        let Some(write) = self.write.try_update(Option::take).flatten() else {
                            return;
                        };
                        self.open.set(false);
                        // Who went on knows it, and is not told with each write.
                        if let Some(other) = facts.with_untracked(|facts| facts.elsewhere.clone()) {
                            ELSEWHERE.set(Some((other, id.clone())));
                        }
                        go(write);
                    })
                    .child(m::CHANGE_IT),
            ))
    }
}

/// Whether the API itself says that there is no such record: a 404 of a proxy says nothing of the id.
fn lacks(reply: &Reply) -> bool {
    reply.status == 404 && reply.envelope().error.is_some_and(|error| error.code != "HttpError")
}

/// The name of a domain of the person.
pub(super) fn domain_name(id: Option<&str>) -> Option<String> {
    let id = id?;
    let me = untrack(|| use_session().me());
    let known = me.and_then(|me| me.domains.iter().find(|it| it.id == id).map(|it| it.name.clone()));
    Some(known.unwrap_or_else(|| id.to_string()))
}

fn describe(facts: &Facts, domain: &str) -> Child {
    let text_region = |title: Msg, name: &str, text: &str| {
        let name = (!name.is_empty()).then(|| el("strong").child(format!(" {name}")));
        el("div")
            .class("change-scroll")
            .attr("tabindex", "0")
            .attr("role", "region")
            .attr("aria-label", &t(title))
            .child(el("p").child(el("span").class("muted small").child(title)).child(name))
            .child(el("pre").class("change-body").child(el("code").child(text)))
    };
    let sent = facts.sent.as_ref().map(|text| text_region(m::WILL_SEND, "", text));
    let removed = facts.removed.as_ref().map(|(name, text)| text_region(m::WILL_REMOVE, name, text));
    if facts.looking {
        return el("p").class("muted").child(m::LOOKING_AT_PRESENT).into();
    }
    let elsewhere = facts.elsewhere.as_deref().map(|other| {
        let other = domain_name(Some(other)).unwrap_or_default();
        el("p")
            .class("notice notice-warning")
            .child(tf(m::DOMAIN_ELSEWHERE, &[("other", &other), ("domain", domain)]))
    });
    let person = facts.person.as_deref().map(|name| {
        el("p").class("notice notice-warning").child(tf(m::PERSON_ELSEWHERE, &[("person", name)]))
    });
    let resting = facts
        .rests
        .as_deref()
        .map(|state| el("p").class("notice notice-warning").child(rests(domain, state)));
    let missing = facts.missing.iter().map(|kind| {
        el("p")
            .class("notice notice-warning")
            .child(tf(m::REFERENCE_MISSING, &[("kind", kind), ("domain", domain)]))
    });
    let changed: Child = match &facts.changes {
        Some(changes) if changes.is_empty() => el("p").child(m::CHANGES_NOTHING).into(),
        Some(changes) => change_table(changes).into(),
        None => Child::None,
    };
    let count = |message, count: &dyn ToString| el("p").child(tf(message, &[("count", &count.to_string())]));
    Child::from([
        resting.into(),
        person.into(),
        Child::from(elsewhere),
        missing.collect::<Vec<_>>().into(),
        (!facts.about.is_empty())
            .then(|| el("p").child(tf(m::CHANGE_ABOUT, &[("name", &about_words(&facts.about))])))
            .into(),
        facts
            .about_unknown
            .iter()
            .map(|why| el("p").child(tf(m::NOT_LOOKED_UP, &[("why", why)])))
            .collect::<Vec<_>>()
            .into(),
        changed,
        removed.into(),
        facts
            .removed_unknown
            .as_ref()
            .map(|why| el("p").child(tf(m::REMOVED_UNKNOWN, &[("why", why)])))
            .into(),
        sent.into(),
        facts.unknown.as_ref().map(|why| el("p").child(tf(m::PRESENT_NOT_READ, &[("why", why)]))).into(),
        facts.named.as_ref().map(|named| count(m::ROWS_NAMED, named)).into(),
        facts.listed.iter().map(|words| el("p").child(words.as_str())).collect::<Vec<_>>().into(),
        facts
            .in_all
            .as_ref()
            .map(|all| match all {
                InAll::Rows(rows) => count(m::ROWS_IN_ALL, rows),
                InAll::AtMost(rows) => count(m::ROWS_AT_MOST, rows),
                InAll::One => el("p").child(m::ROWS_ONE),
                InAll::NoWay => el("p").child(m::ROWS_NO_WAY),
                InAll::Failed(why) => el("p").child(tf(m::ROWS_NOT_COUNTED, &[("why", why)])),
            })
            .into(),
    ])
}

/// The paths of the records whose ids stand in a path or at the top of a body, each with what it is called there: nobody
/// knows an id by heart.
fn named_records(
    document: &Document,
    template: &str,
    path: &str,
    body: Option<&Value>,
) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let in_path = path_ids(template).into_iter().filter_map(|id| {
        let record = document.record_path(&id, path)?;
        // `sender` says more than that it is a player.
        let own = id.name.ends_with("Id") || id.name == "id" || id.name == "key";
        Some((if own { id.kind } else { id.name }, record))
    });
    let in_body = body.and_then(Value::as_object).into_iter().flatten().filter_map(|(name, value)| {
        let record = document.named_record(name, value.as_str()?)?;
        Some((name.trim_end_matches("Id").to_string(), record))
    });
    for one in in_path.chain(in_body) {
        if !found.iter().any(|(kind, path)| *path == one.1 && *kind == one.0) {
            found.push(one);
        }
    }
    found.truncate(MOST_NAMED);
    found
}

/// A list of ids in a body: `playerIds`.
#[derive(Debug, PartialEq)]
struct Listed {
    field: String,
    /// How many ids it has.
    count: usize,
    /// Those that are looked for.
    ids: Vec<String>,
    /// The search that finds them, and whether it wants the admin token.
    search: String,
    admin: bool,
}

/// The lists of ids in a body whose rows can be searched by them.
fn listed(document: &Document, body: Option<&Value>) -> Vec<Listed> {
    let lists = body.and_then(Value::as_object).into_iter().flatten().filter_map(|(field, value)| {
        let search = format!("/{}/search", field.strip_suffix("Ids")?.to_ascii_lowercase());
        let ids: Vec<String> =
            value.as_array()?.iter().filter_map(|id| Some(id.as_str()?.to_owned())).collect();
        let at = document.find_by("POST", &search).filter(|_| !ids.is_empty())?;
        document.entity(at)?.get("id").filter(|id| id.filter)?;
        let admin = document.operation(at).is_ok_and(|it| it.admin);
        let count = ids.len();
        Some(Listed {
            field: field.clone(),
            count,
            ids: ids.into_iter().take(MOST_LISTED).collect(),
            search,
            admin,
        })
    });
    lists.take(MOST_NAMED).collect()
}

/// What a list names, by name as far as rows were found, and how many of its ids are of none.
fn listed_words(list: &Listed, rows: &[Map<String, Value>]) -> Vec<String> {
    let row = |id: &&String| {
        rows.iter()
            .find(|row| row.get("id").and_then(Value::as_str).is_some_and(|own| own.eq_ignore_ascii_case(id)))
    };
    let name = |row: &Map<String, Value>| {
        let name = name_of(&Value::Object(row.clone()));
        if name.is_empty() { row.get("id").and_then(Value::as_str).unwrap_or_default().into() } else { name }
    };
    let found: Vec<String> = list.ids.iter().filter_map(|id| row(&id)).map(name).collect();
    let missing = list.ids.len() - found.len();
    let names = found[..found.len().min(LISTED_BY_NAME)].join(", ");
    let more = (list.count - missing).saturating_sub(LISTED_BY_NAME);
    let mut words = Vec::new();
    match (found.is_empty(), more) {
        (true, _) => {}
        (false, 0) => words.push(tf(m::LISTED, &[("field", &list.field), ("names", &names)])),
        (false, more) => {
            let more = more.to_string();
            words.push(tf(m::LISTED_MORE, &[("field", &list.field), ("names", &names), ("count", &more)]));
        }
    }
    if missing > 0 {
        let (missing, of) = (missing.to_string(), list.ids.len().to_string());
        words.push(tf(m::LISTED_MISSING, &[("field", &list.field), ("count", &missing), ("of", &of)]));
    }
    words
}

/// Names in a sentence; of several each with what it is.
fn about_words(about: &[(String, String)]) -> String {
    match about {
        [(_, name)] => name.clone(),
        several => {
            several.iter().map(|(kind, name)| format!("{name} ({kind})")).collect::<Vec<_>>().join(", ")
        }
    }
}

/// What the document says of an operation, its first paragraph: that it cannot be undone, where somebody wrote so. It is
/// text, whatever stands in it.
fn own_words(operation: &Operation) -> Option<String> {
    let first = operation.description.trim().split("\n\n").next().unwrap_or_default();
    let words = first.split_whitespace().collect::<Vec<_>>().join(" ");
    let longer = words.char_indices().nth(LONGEST_ABOUT).map(|(end, _)| format!("{}…", &words[..end]));
    Some(longer.unwrap_or(words)).filter(|words| !words.is_empty())
}

/// What people call a record.
fn name_of(record: &Value) -> String {
    let named =
        ["name", "key", "title", "email", "friendlyName"].iter().find_map(|it| record.get(it)?.as_str());
    named.unwrap_or_default().to_string()
}

/// A body that holds something may say which rows are meant.
fn body_asks(body: Option<&Value>) -> bool {
    body.is_some_and(|body| body.as_object().is_none_or(|parts| !parts.is_empty()))
}

/// A body to be looked at before it goes: indented, with dots for secrets, and not endless.
fn shown_body(body: &Value) -> String {
    cut(&serde_json::to_string_pretty(&openapi::form::with_dots_for_secrets(body)).unwrap_or_default())
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST_BODY) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}

fn change_table(changes: &[Change]) -> El {
    let cell = |value: Option<String>| match value {
        None => el("td").class("muted").child(m::ABSENT_NOW),
        Some(text) => el("td").child(el("code").class("break").child(text)),
    };
    let rows: Vec<El> = changes
        .iter()
        .map(|change| {
            // A secret is changed without being shown.
            let secret = |value: Option<&Value>| value.is_some_and(|value| hides_secret(&change.path, value));
            let secret = secret(change.before.as_ref()) || secret(Some(&change.after));
            let hidden = || el("td").child("•••");
            let told = Change {
                path: String::new(),
                before: change.before.as_ref().map(quoted),
                after: quoted(&change.after),
            };
            let (before, after) = told.shown(LONGEST_SHOWN);
            el("tr")
                .child(
                    el("th").attr("scope", "row").child(el("code").class("break").child(change.path.clone())),
                )
                .child(if secret { hidden() } else { cell(before) })
                .child(if secret { hidden() } else { cell(Some(after)) })
        })
        .collect();
    let heads =
        [m::FIELD, m::NOW_COLUMN, m::THEN_COLUMN].map(|words| el("th").attr("scope", "col").child(words));
    el("div")
        .class("change-scroll")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", &t(m::WILL_CHANGE))
        .child(
            el("table")
                .class("change-table")
                .child(el("caption").child(m::WILL_CHANGE))
                .child(el("thead").child(el("tr").child(heads)))
                .child(el("tbody").child(rows)),
        )
}

/// A text that reads as another value, `null` or `12`, in quotes: without them both look the same. Texts of whole JSON
/// are read better without.
fn quoted(value: &Value) -> Value {
    let reads = |text: &&str| {
        !text.trim_start().starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(text).is_ok()
    };
    match value.as_str().filter(reads) {
        Some(_) => value.to_string().into(),
        None => value.clone(),
    }
}

/// Whether a secret stands under the path, or in the text of JSON there.
fn hides_secret(path: &str, value: &Value) -> bool {
    let name = path.rsplit('.').next().unwrap_or_default();
    let mut one = serde_json::Map::new();
    one.insert(name.into(), value.clone());
    let one = Value::Object(one);
    openapi::form::without_secrets(&one) != one
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(paths: &[&str]) -> Document {
        let one = |path: &&str| ((*path).to_string(), serde_json::json!({ "get": {} }));
        let paths: serde_json::Map<String, Value> = paths.iter().map(one).collect();
        let text = serde_json::json!({ "openapi": "3.0.0", "paths": paths }).to_string();
        openapi::parse(text.into_bytes()).expect("it is JSON").0
    }

    #[test]
    fn the_rows_of_a_list_are_told_by_name_and_those_that_are_not_there() {
        let search = |admin: bool| {
            let security = if admin { json!([{ "adminAuth": [] }]) } else { json!([]) };
            let filters = json!({ "properties": { "id": { "type": "array", "items": { "type": "string", "format": "uuid" } } } });
            let body = json!({ "properties": { "filters": filters } });
            json!({ "post": { "operationId": "Search", "security": security,
                "requestBody": { "content": { "application/json": { "schema": body } } } } })
        };
        let paths = json!({ "/player/search": search(false), "/domain/search": search(true) });
        let text = json!({ "openapi": "3.0.0", "paths": paths }).to_string();
        let document = openapi::parse(text.into_bytes()).expect("it is JSON").0;
        let body = json!({ "playerIds": ["a", "B", "c"], "domainIds": ["x"], "moduleIds": ["y"], "ids": ["z"],
            "userIds": [], "name": "n" });
        let mut found = listed(&document, Some(&body));
        found.sort_by(|one, other| one.field.cmp(&other.field));
        let told: Vec<_> =
            found.iter().map(|list| (list.field.as_str(), list.search.as_str(), list.admin)).collect();
        assert_eq!(told, [("domainIds", "/domain/search", true), ("playerIds", "/player/search", false)]);
        let rows = [json!({ "id": "a", "name": "Ann" }), json!({ "id": "b" })];
        let rows: Vec<_> = rows.iter().filter_map(|row| row.as_object().cloned()).collect();
        assert_eq!(
            listed_words(&found[1], &rows),
            ["playerIds: Ann, b.", "playerIds: 1 of 3 ids are of no row here."]
        );
        let ids: Vec<String> = (0..70).map(|at| format!("{at}")).collect();
        let many = listed(&document, Some(&json!({ "playerIds": ids })));
        let row = |id: &String| json!({ "id": id, "name": format!("P{id}") }).as_object().cloned();
        let rows: Vec<_> = many[0].ids.iter().filter_map(row).collect();
        assert_eq!(rows.len(), MOST_LISTED);
        assert_eq!(listed_words(&many[0], &rows), ["playerIds: P0, P1, P2, P3, P4, P5 and 64 more."]);
        assert_eq!(listed_words(&many[0], &[]), ["playerIds: 50 of 50 ids are of no row here."]);
    }

    #[test]
    fn a_write_names_every_record_that_it_hits() {
        let document = document(&["/gameserver/{id}", "/player/{id}", "/role/{id}", "/user/{id}"]);
        let named = |template: &str, path: &str, body: Value| {
            let found = named_records(&document, template, path, Some(&body));
            found.into_iter().map(|(kind, path)| format!("{kind} {path}")).collect::<Vec<_>>()
        };
        let nothing = || serde_json::json!({});
        assert_eq!(
            named("/gameserver/{id}/shutdown", "/gameserver/7f/shutdown?x=1", nothing()),
            ["gameserver /gameserver/7f"]
        );
        assert_eq!(
            named(
                "/gameserver/{gameServerId}/player/{playerId}/kick",
                "/gameserver/7f/player/8a/kick",
                serde_json::json!({ "reason": "x", "playerId": "8a", "roleId": "9b", "steamId": "1" }),
            ),
            ["gameserver /gameserver/7f", "player /player/8a", "role /role/9b"]
        );
        assert_eq!(
            named(
                "/gameserver/{gameServerId}/player/{sender}/{receiver}/transfer",
                "/gameserver/7/player/8/9/transfer",
                nothing()
            ),
            ["gameserver /gameserver/7", "sender /player/8", "receiver /player/9"]
        );
        assert_eq!(
            named("/user/{id}/role/{roleId}", "/user/1/role/2", nothing()),
            ["user /user/1", "role /role/2"]
        );
        let of = |kind: &str, name: &str| (kind.to_string(), name.to_string());
        assert_eq!(about_words(&[of("user", "Robin")]), "Robin");
        assert_eq!(
            about_words(&[of("user", "Robin"), of("role", "Moderator")]),
            "Robin (user), Moderator (role)"
        );
    }

    #[test]
    fn a_text_that_reads_as_another_value_is_told_from_it() {
        for text in ["null", "true", " 12", "\"a\""] {
            assert_eq!(quoted(&json!(text)), json!(json!(text).to_string()));
        }
        for value in [json!(null), json!(12), json!("Ann"), json!(""), json!("{\"a\": 1}"), json!("[1]")] {
            assert_eq!(quoted(&value), value);
        }
    }

    #[test]
    fn the_document_has_its_say() {
        let said = |words: &str| own_words(&Operation { description: words.into(), ..Operation::default() });
        assert_eq!(
            said("Resets all.\nThis cannot\n be undone.\n\nMore."),
            Some("Resets all. This cannot be undone.".into())
        );
        assert_eq!(said(" \n\n"), None);
        assert_eq!(said(&"é".repeat(700)).map(|it| it.chars().count()), Some(601));
    }
}
