//! Region "Request" of every operation that is no search: parameters, body, code, and Send; a write asks first.

use super::body_editor::body_editor;
use super::body_form::{FormView, next_form, parameter_view};
use super::form_words::wrong_words;
use super::plain_send::{Blocked, plain_send};
use super::query_request::link_notice;
use super::request_code::request_code;
use super::tokens::admin_box;
use super::write_lock::{locked_name, no_domain, write_lock};
use super::write_question::{Write, domain_name, new_question};
use super::{ReplyExtras, RequestPart, markdown_line};
use crate::messages::{self as m, t, tf};
use crate::paths::{self, Place as Page};
use crate::state::{
    BodyKind, FormState, Outcome, PartRow, PlainState, Scope, Sending, origin, use_address, use_config,
    use_credentials, use_locks, use_plain, use_session,
};
use crate::ui::{Child, El, copy_button, dynamic, effect, el, memo};
use client::history::address_without_secrets;
use client::url::{self, Parameter as Given, Place as At, Style};
use client::{Body, FieldError, Method, Request};
use leptos::prelude::*;
use openapi::form::{NodeId, is_secret};
use openapi::{Document, Operation, Parameter, Place};
use query::secret::{hides_secret, tells_secret};
use query::{Payload, Snippet};
use serde_json::Value;
use std::rc::Rc;

/// The request part of an operation that is no search.
pub fn plain_request(
    document: Rc<Document>,
    operation: Rc<Operation>,
    address: Option<String>,
    sending: Sending,
) -> RequestPart {
    let (state, unread) = use_plain(&document, &operation, address.as_deref());
    let broken = unread.then(|| t(m::LINK_DAMAGED));
    let tried = RwSignal::new(false);
    let tab = RwSignal::new(String::from("form"));
    let trouble = RwSignal::new(None::<String>);
    let question = new_question();
    let refused = refused(sending);
    leave_link(state, &operation.key, address.is_some());

    // What concerns the session changes no data: no lock holds it.
    let writes = !operation.read_only && !operation.session;
    let admin = operation.admin;
    let scope = if admin { Scope::Installation } else { Scope::Domain };
    let go: Rc<dyn Fn(Write)> = Rc::new(move |write: Write| {
        // Another tab may have locked them while the question stood.
        if writes && use_locks().now(scope).is_some() {
            return trouble.set(Some(locked_words(scope)));
        }
        let domain = untrack(|| use_session().domain());
        // What asked before the domain was known would go to whichever the server chooses.
        if !admin && domain != write.request.domain {
            let name = domain_name(domain.as_deref()).unwrap_or_else(|| untrack(no_domain));
            trouble.set(Some(tf(m::DOMAIN_SWITCHED, &[("domain", &name)])));
            return;
        }
        // Somebody else may have logged in while the question stood; a token that is set is nobody's.
        let here = signed_in();
        if !admin && here.is_some() && here != write.person {
            let person =
                untrack(|| use_session().me()).map(|me| me.display().to_string()).unwrap_or_default();
            return trouble.set(Some(tf(m::PERSON_SWITCHED, &[("person", &person)])));
        }
        sending.tell_typed(untrack(|| state.to_address()));
        match untrack(|| form_data(state)) {
            Some(parts) => sending.upload(write.request, parts),
            None => sending.send(write.request),
        }
    });
    let begin: Rc<dyn Fn()> = {
        let (document, operation, go) = (document.clone(), operation.clone(), go.clone());
        Rc::new(move || {
            trouble.set(None);
            match untrack(|| write(&operation, state)) {
                Err(words) => trouble.set(Some(words)),
                Ok(write) if !asks(&operation) => go(write),
                // The notice of the lock stands beside the button: it says why, and lifts it.
                Ok(_) if writes && use_locks().now(scope).is_some() => {
                    trouble.set(Some(locked_words(scope)));
                }
                Ok(write) => question.ask(&document, &operation, write),
            }
        })
    };
    let blocked: Rc<dyn Fn() -> Vec<Blocked>> = Rc::new(move || blocked(state));
    let (line, send) = plain_send(sending, tried, blocked, begin);

    let fields = parameter_fields(&document, &operation, state, refused, tried, Rc::new(|| ()));
    let mut any = !fields.is_empty();
    let mut form = el("div").class("card form").child(fields);
    let body_view = {
        let names: Vec<String> =
            operation.parameters.iter().map(|parameter| parameter.name.clone()).collect();
        let body = state.body;
        let server =
            Rc::new(move || in_body(&refused.get(), &names, |path| body.form.now(|it| it.nearest(path))));
        let apply = Rc::new(move |edit| body.apply(edit));
        FormView { in_body: true, ..view(&document, &operation, body.form, apply, server, tried) }
    };
    let body = body_editor(&document, &operation, state.body, body_view, tab);
    any |= !matches!(body, Child::None);
    let present = present_record(&document, &operation, state, trouble);
    form = form.child(present).child(body);

    let snippet = {
        let operation = operation.clone();
        Rc::new(move || snippet(&operation, state))
    };
    let view = el("section")
        .class("request")
        .attr("aria-label", &t(m::REQUEST))
        .child(operation.admin.then(admin_box))
        // What a link brought and nobody changed stays where the domain is switched.
        .child(link_notice(broken, Rc::new(|| {})))
        .child(any.then_some(form))
        .child(writes.then(|| write_lock(scope)))
        .child(dynamic(move || {
            trouble.get().map(|words| el("p").class("condition-problem").attr("role", "alert").child(words))
        }))
        .child(
            line.child(el("span").class("spread"))
                .child((any && use_address().is_shared()).then(|| copy_link(state, operation.key.clone()))),
        )
        .child(request_code(snippet))
        .child(question.view(&operation, go));
    let extras: Rc<dyn Fn() -> ReplyExtras> =
        Rc::new(move || ReplyExtras { again: Some(send.clone()), ..ReplyExtras::default() });
    RequestPart { view, extras }
}

/// Whether it is asked about before it goes: whatever is more than reading, but for a log-in or a token, which take nothing
/// from anybody.
fn asks(operation: &Operation) -> bool {
    let gives = operation.session && matches!(operation.path.trim_end_matches('/'), "/login" | "/token");
    !operation.read_only && !gives
}

/// The inputs of the parameters, those of a place together; `changed` is called after each change that a person makes.
pub(super) fn parameter_fields(
    document: &Rc<Document>,
    operation: &Operation,
    state: PlainState,
    refused: Memo<Vec<FieldError>>,
    tried: RwSignal<bool>,
    changed: Rc<dyn Fn()>,
) -> Vec<El> {
    let places = [
        (Place::Path, m::PATH_PARAMETERS),
        (Place::Query, m::QUERY_PARAMETERS),
        (Place::Header, m::HEADER_PARAMETERS),
    ];
    let of_place = |(place, title)| {
        let inputs: Vec<El> = state
            .parameters()
            .into_iter()
            .filter(|(parameter, _)| parameter.place == place)
            .map(|(parameter, form)| {
                let name = parameter.name.clone();
                let server = Rc::new(move || {
                    let here = |error: &FieldError| error.path.first() == Some(&name);
                    let root = form.now(|form| form.root());
                    refused.get().iter().filter(|it| here(it)).map(|it| (root, it.message.clone())).collect()
                });
                let changed = changed.clone();
                let apply = Rc::new(move |edit| {
                    let made = form.apply(edit);
                    changed();
                    made
                });
                let view = view(document, operation, form, apply, server, tried);
                parameter_box(&view, &parameter)
            })
            .collect();
        (!inputs.is_empty()).then(|| el("fieldset").child(el("legend").child(title)).child(inputs))
    };
    places.into_iter().filter_map(of_place).collect()
}

fn view(
    document: &Rc<Document>,
    operation: &Operation,
    form: crate::state::FormState,
    apply: Rc<dyn Fn(openapi::form::Edit) -> Option<NodeId>>,
    server: Rc<dyn Fn() -> Vec<(NodeId, String)>>,
    tried: RwSignal<bool>,
) -> FormView {
    let (document, path, key) = (document.clone(), operation.path.clone(), next_form());
    FormView {
        form,
        apply,
        server,
        document,
        path,
        in_body: false,
        key,
        tried,
        searched: RwSignal::new(None),
    }
}

fn parameter_box(view: &FormView, parameter: &Parameter) -> El {
    el("div")
        .class("parameter-box schema-form")
        .attr("data-path", &parameter.name)
        .child(parameter_view(view, &parameter.name))
        .child(
            (!parameter.description.is_empty())
                .then(|| el("p").class("field-about").child(markdown_line(&parameter.description))),
        )
}

/// What the server said of fields, in its last answer.
pub(super) fn refused(sending: Sending) -> Memo<Vec<FieldError>> {
    memo(move |_| match sending.outcome() {
        Outcome::Reply(reply) if reply.status >= 400 => {
            reply.envelope().error.map(|error| error.fields).unwrap_or_default()
        }
        _ => Vec::new(),
    })
}

/// What the server said of the body's fields: all that no parameter answers for.
fn in_body(
    refused: &[FieldError],
    parameters: &[String],
    nearest: impl Fn(&[String]) -> NodeId,
) -> Vec<(NodeId, String)> {
    let ours = |error: &&FieldError| error.path.first().is_some_and(|first| !parameters.contains(first));
    refused.iter().filter(ours).map(|error| (nearest(&error.path), error.message.clone())).collect()
}

/// The parameters that can be set from here. Cookies are the browser's own.
pub(super) fn settable(state: PlainState) -> impl Iterator<Item = (Parameter, FormState)> {
    state.parameters().into_iter().filter(|(parameter, _)| parameter.place != Place::Cookie)
}

/// What is wrong, each with its place in words; tracked.
fn blocked(state: PlainState) -> Vec<Blocked> {
    let mut found = Vec::new();
    for (parameter, form) in settable(state) {
        found.extend(form.flaws().into_iter().map(|flaw| Blocked::new(&parameter.name, &flaw)));
    }
    if state.body.kind() == BodyKind::Json {
        match state.body.broken() {
            Some(message) => {
                found.push(Blocked { place: t(m::BODY), words: tf(m::WRONG_JSON, &[("limit", &message)]) })
            }
            None => found.extend(state.body.form.flaws().into_iter().map(|flaw| Blocked::new("", &flaw))),
        }
    }
    if matches!(state.body.kind(), BodyKind::Multipart | BodyKind::UrlEncoded) {
        let missing = state.body.parts.with(|parts| {
            let missing = parts.iter().filter(|part| part.required && !part.is_filled());
            missing.map(|part| part.name.clone()).collect::<Vec<_>>()
        });
        found.extend(missing.into_iter().map(|place| Blocked { place, words: t(m::WRONG_REQUIRED) }));
    }
    found
}

/// The parameters as the address maker wants them; tracked.
pub(super) fn given(state: PlainState) -> Vec<Given> {
    let mut given = Vec::new();
    for (parameter, form) in state.parameters() {
        let Some(value) = form.json() else { continue };
        let place = match parameter.place {
            Place::Path => At::Path,
            Place::Query => At::Query,
            Place::Header => At::Header,
            Place::Cookie => At::Cookie,
        };
        let value = match parameter.content_type.as_str() {
            "" => value,
            _ => Value::String(value.to_string()),
        };
        let mut one = Given::new(place, &parameter.name, value);
        if let Some(style) = Style::parse(&parameter.style) {
            one = one.style(style, Some(parameter.explode));
        }
        one.allow_reserved = parameter.allow_reserved;
        given.push(one);
    }
    given
}

/// The request that the form stands for; tracked.
fn write(operation: &Operation, state: PlainState) -> Result<Write, String> {
    let api = use_config().api(&origin());
    let address = url::build(&api, &operation.path, &given(state)).map_err(|error| error.to_string())?;
    let method = Method::parse(&operation.method).unwrap_or(Method::Get);
    let path = shown_path(address.url.strip_prefix(&api).unwrap_or(&operation.path));
    let mut request = Request::new(method, address.url);
    request.headers = address.headers;
    // What administers the installation acts on no domain, whichever is chosen.
    request.domain = if operation.admin { None } else { use_session().domain() };
    let body = state.body;
    let content_type = body.content_type.get();
    let (mut sent, mut told) = (None, None);
    if method.takes_body() {
        match body.kind() {
            BodyKind::Json => {
                let text = body.json_text();
                sent = serde_json::from_str::<Value>(&text).ok();
                if !text.trim().is_empty() {
                    // What the form writes goes without the spaces that make it readable. What was typed goes as it was
                    // typed: a number of twenty digits is another one once it has been read.
                    let written = sent.as_ref().filter(|_| body.typed.with(Option::is_none));
                    request.body = Body::Json(written.map_or(text, Value::to_string));
                    request.headers.extend(media_type(state).map(|it| ("Content-Type".into(), it)));
                }
            }
            kind @ (BodyKind::UrlEncoded | BodyKind::Multipart) => {
                let files = kind == BodyKind::Multipart;
                let parts: Vec<PartRow> = body.parts.get().into_iter().filter(PartRow::goes).collect();
                told = Some(parts.iter().map(|part| told_part(part, files)).collect::<Vec<_>>().join("\n"));
                if !files {
                    let pairs = parts.into_iter().filter(|part| !part.is_file);
                    request.body = Body::Form(pairs.map(|part| (part.name, part.text)).collect());
                }
            }
            BodyKind::Text if !body.text.with(String::is_empty) => {
                let text = body.text.get();
                // What may hold a secret is sent, and not shown.
                told = Some(if tells_secret(&text) { "•••".into() } else { text.clone() });
                request.body = Body::Text { content_type, text };
            }
            _ => {}
        }
    }
    Ok(Write { request, body: sent, told, path, person: signed_in() })
}

/// Who is signed in, whatever the domain.
fn signed_in() -> Option<String> {
    untrack(|| use_session().me()).map(|me| me.person().to_string())
}

/// A path with its query as a person reads it: the parameters say what is meant no less than the path does. Secrets are left
/// out.
fn shown_path(path: &str) -> String {
    let path = address_without_secrets(path);
    match path.split_once('?') {
        Some((path, query)) => format!("{path}?{}", url::decode(query)),
        None => path,
    }
}

/// A part of a form in a line, for the question before it goes.
fn told_part(part: &PartRow, files: bool) -> String {
    let value = match &part.file {
        Some(file) if part.is_file => {
            let size = m::size(file.size() as usize);
            tf(m::FILE_CHOSEN, &[("name", &file.name()), ("size", &size)])
        }
        _ if part.is_file => t(if files { m::NO_FILE } else { m::NOT_SENT }),
        _ if is_secret(&part.name) || hides_secret(&part.text) => "•••".into(),
        _ => part.text.clone(),
    };
    format!("{}: {value}", part.name)
}

/// The parts of a form with files; `None` where the body is none.
fn form_data(state: PlainState) -> Option<web_sys::FormData> {
    if state.body.kind() != BodyKind::Multipart {
        return None;
    }
    let form = web_sys::FormData::new().ok()?;
    for part in state.body.parts.get() {
        match &part.file {
            _ if !part.goes() => {}
            Some(file) if part.is_file => {
                let _ = form.append_with_blob_and_filename(&part.name, file, &file.name());
            }
            _ if part.is_file => {}
            _ => {
                let _ = form.append_with_str(&part.name, &part.text);
            }
        }
    }
    Some(form)
}

/// Code with the parameters written in; tracked.
pub(super) fn sent_parameters(state: PlainState, snippet: Snippet) -> Snippet {
    let given = given(state);
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), String::from);
    let at = |place: At| given.iter().filter(move |one| one.place == place).cloned().collect::<Vec<Given>>();
    let in_path = at(At::Path);
    let parameters: Vec<(String, String)> =
        in_path.iter().map(|one| (one.name.clone(), text(&one.value))).collect();
    // Of a list it is the document that says how it is written.
    let is_styled = |one: &Given| one.value.is_array() || one.value.is_object() || one.style != Style::Simple;
    let styled = in_path.iter().any(is_styled);
    let filled = styled.then(|| url::build("", &snippet.path, &in_path).ok()).flatten();
    let filled = filled.map(|address| address.url);
    let address = url::build("", "/", &at(At::Query)).map(|address| address.url).unwrap_or_default();
    let pairs = address.split_once('?').map(|(_, pairs)| pairs).unwrap_or_default();
    let query = pairs
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (url::decode(name), url::decode(value)))
        .collect();
    let headers = at(At::Header)
        .into_iter()
        .flat_map(|one| url::build("", "/", &[one]).map(|address| address.headers).unwrap_or_default());
    let headers = headers.collect();
    let values = settable(state);
    let values = values.filter_map(|(parameter, form)| Some((parameter.name, form.json()?))).collect();
    Snippet { parameters, filled, query, headers, values, ..snippet }
}

/// The media type of the body where it is JSON by another name, as `application/merge-patch+json`; tracked.
fn media_type(state: PlainState) -> Option<String> {
    let content_type = state.body.content_type.get();
    let is_other = content_type != "application/json" && !content_type.contains('*');
    (is_other && state.body.kind() == BodyKind::Json).then_some(content_type)
}

/// The request for code; tracked.
fn snippet(operation: &Operation, state: PlainState) -> Snippet {
    let sends = Method::parse(&operation.method).is_some_and(|method| method.takes_body());
    let kind = state.body.kind();
    let body = match kind {
        BodyKind::Json if operation.body.is_some() || state.body.form.json().is_some() => {
            state.body.form.json()
        }
        _ => None,
    };
    let snippet = Snippet {
        method: operation.method.clone(),
        url: use_config().api(&origin()),
        path: operation.path.clone(),
        operation_id: operation.key.clone(),
        media_type: media_type(state).unwrap_or_default(),
        typed: state.body.typed.get().filter(|_| body.is_some()),
        body,
        payload: if sends { payload(state, kind) } else { None },
        domain: if operation.admin { None } else { use_session().domain() },
        admin: operation.admin,
        ..Snippet::default()
    };
    sent_parameters(state, snippet)
}

/// A body that is no JSON, for code; tracked.
fn payload(state: PlainState, kind: BodyKind) -> Option<Payload> {
    let parts = state.body.parts.get().into_iter().filter(PartRow::goes);
    match kind {
        BodyKind::UrlEncoded => {
            let pairs = parts.filter(|part| !part.is_file).map(|part| (part.name, part.text));
            Some(Payload::Form(pairs.collect()))
        }
        BodyKind::Multipart => {
            let parts = parts.map(|part| match &part.file {
                Some(file) if part.is_file => (part.name, file.name(), true),
                _ if part.is_file => (part.name, "file.json".into(), true),
                _ => (part.name, part.text, false),
            });
            Some(Payload::Parts(parts.collect()))
        }
        BodyKind::Text => {
            let (content_type, text) = (state.body.content_type.get(), state.body.text.get());
            (!text.is_empty()).then_some(Payload::Text { content_type, text })
        }
        BodyKind::None | BodyKind::Json => None,
    }
}

/// The names of the parameters in the query that reading a record takes, whose path is that of the operation.
pub(super) fn read_parameters(document: &Document, operation: &Operation) -> Vec<String> {
    let Some(at) = document.find_by("GET", &operation.path) else { return Vec::new() };
    let Ok(read) = document.operation(at) else { return Vec::new() };
    let in_query = read.parameters.iter().filter(|parameter| parameter.place == Place::Query);
    in_query.map(|parameter| parameter.name.clone()).collect()
}

/// The address of the record that a write is about: the write's own, with those parameters of its query that reading takes
/// too. Without them another record may be read than the one that is meant.
pub(super) fn record_address(url: &str, takes: &[String]) -> String {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let taken = |pair: &&str| {
        let name = url::decode(pair.split('=').next().unwrap_or_default());
        let name = name.split('[').next().unwrap_or_default();
        takes.iter().any(|known| known == name)
    };
    let kept: Vec<&str> = query.split('&').filter(taken).collect();
    if kept.is_empty() { path.to_string() } else { format!("{path}?{}", kept.join("&")) }
}

/// For a PUT with a GET beside it: the record as it is now, as far as the body knows it, into the form.
fn present_record(
    document: &Document,
    operation: &Operation,
    state: PlainState,
    trouble: RwSignal<Option<String>>,
) -> Option<El> {
    document.find_by("GET", &operation.path)?;
    if !matches!(operation.method.as_str(), "PUT" | "PATCH") || operation.body.is_none() {
        return None;
    }
    let (credentials, admin, session) = (use_credentials(), operation.admin, use_session());
    let takes = read_parameters(document, operation);
    let operation = operation.clone();
    let body = state.body;
    let fill = move || {
        trouble.set(None);
        let mut request = match untrack(|| write(&operation, state)) {
            Ok(write) => Request::new(Method::Get, record_address(&write.request.url, &takes)),
            Err(words) => return trouble.set(Some(words)),
        };
        // Half a name in the path is nobody's id yet.
        let in_path = state.parameters().into_iter().filter(|(parameter, _)| parameter.place == Place::Path);
        let wrong = in_path.filter_map(|(parameter, form)| {
            let flaw = untrack(|| form.flaws()).into_iter().next()?;
            Some(format!("{}: {}", parameter.name, wrong_words(&flaw.wrong)))
        });
        if let Some(why) = wrong.into_iter().next() {
            return trouble.set(Some(tf(m::PRESENT_NOT_READ, &[("why", &why)])));
        }
        // What is typed, and where: an answer that comes when that is another one belongs to none of it.
        let stands = move || untrack(|| (state.to_address(), session.domain()));
        let asked = stands();
        request.domain = if admin { None } else { asked.1.clone() };
        request.timeout_ms = Some(20_000);
        credentials.dress(&mut request, &use_config().api(&origin()), admin);
        leptos::task::spawn_local(async move {
            let answer = client::send(&request, true, None).await;
            // The page may be gone.
            if trouble.try_get_untracked().is_none() {
                return;
            }
            if stands() != asked {
                return trouble.set(Some(t(m::PRESENT_STALE)));
            }
            let words = match answer {
                Ok(reply) if reply.is_ok() => {
                    let record = reply.envelope().data.unwrap_or_default();
                    let before = body.held();
                    body.typed.set(None);
                    body.form.fill_known(&record);
                    return body.replace(before);
                }
                Ok(reply) => reply.status_words(),
                Err(error) => error.to_string(),
            };
            let _ = trouble.try_set(Some(tf(m::PRESENT_NOT_READ, &[("why", &words)])));
        });
    };
    let button = el("button").class("button button-small").attr("type", "button").on_click(fill);
    Some(el("div").class("row").child(button.child(m::FILL_PRESENT)))
}

fn locked_words(scope: Scope) -> String {
    match use_locks().now(scope) {
        Some(crate::state::Lock::Config) => t(m::WRITES_LOCKED),
        _ => {
            let domain = untrack(|| locked_name(scope));
            tf(m::LOCKED_SEND, &[("unlock", &tf(m::UNLOCK, &[("domain", &domain)]))])
        }
    }
}

fn copy_link(state: PlainState, key: String) -> El {
    copy_button(&t(m::COPY_LINK), &t(m::COPY_LINK), move || {
        let domain = untrack(|| use_session().domain());
        let draft = untrack(|| state.to_address()).unwrap_or_default();
        use_address().whole(&paths::link(&key, &draft, domain.as_deref()))
    })
}

/// Once what a link brought is changed, the address no longer tells what stands here: it is kept by itself.
fn leave_link(state: PlainState, key: &str, linked: bool) {
    if !linked {
        return;
    }
    let (address, key) = (use_address(), key.to_string());
    effect(move |before: Option<Option<String>>| {
        let now = state.to_address();
        if before.is_some_and(|before| before != now) {
            address.rename(&Page::operation(&key));
        }
        now
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_that_is_read_is_the_one_that_is_meant() {
        let takes = ["gameServerId".to_string(), "keys".to_string()];
        let url = "/settings/economyEnabled?gameServerId=7f&hardDelete=true&keys%5B%5D=a";
        assert_eq!(record_address(url, &takes), "/settings/economyEnabled?gameServerId=7f&keys%5B%5D=a");
        assert_eq!(record_address(url, &[]), "/settings/economyEnabled");
        assert_eq!(record_address("/role/1", &takes), "/role/1");

        let parameter =
            |name: &str| serde_json::json!({ "in": "query", "name": name, "schema": { "type": "string" } });
        let document = serde_json::json!({ "openapi": "3.0.0", "paths": { "/settings/{key}": {
            "get": { "operationId": "a", "parameters": [parameter("gameServerId")] },
            "delete": { "operationId": "b", "parameters": [parameter("gameServerId"), parameter("hardDelete")] },
        } } });
        let (document, _) = openapi::parse(document.to_string().into_bytes()).expect("it is JSON");
        let delete = document.operation(document.find("b").expect("it is there")).expect("it can be read");
        assert_eq!(read_parameters(&document, &delete), ["gameServerId"]);
    }

    #[test]
    fn a_question_names_the_query_and_no_secret() {
        assert_eq!(shown_path("/domain/1?hardDelete=true&name=a%20b"), "/domain/1?hardDelete=true&name=a b");
        assert_eq!(shown_path("/x?accessToken=abc&n=1"), "/x?accessToken=•••&n=1");
        assert_eq!(shown_path("/x?info=%7B%22rconPassword%22%3A1%7D"), "/x?info=•••");
        assert_eq!(shown_path("/x"), "/x");
    }
}
