//! Who is asking, and in which domain.
//!
//! The session is the dashboard's cookie, which this page can never read: `GET /me` with credentials tells whose it
//! is. The domain goes with every request as a header, so that two tabs may work in two domains.

use super::config::{Config, origin, use_config};
use super::credentials::{Credentials, use_credentials};
use super::storage;
use super::told::{tell_answer, tell_failure};
use crate::ui::listen;
use client::session::Me;
use client::{Method, Probe, Request, SendError};
use leptos::prelude::*;
use std::rc::Rc;
use wasm_bindgen::JsCast;

/// Why nobody can say who is asking.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// The device has no network.
    Offline,
    /// Nothing answers at the API's address.
    Unreachable,
    /// The API answers but does not allow this page's origin.
    Cors,
    /// The page's own policy lets nothing be sent to the API.
    Forbidden,
    /// An https page may not ask an http API.
    Mixed,
    /// The API answered something else; its words.
    Answer(String),
}

/// What is known of the session.
#[derive(Clone, PartialEq)]
pub enum Session {
    /// Not yet known.
    Asking,
    /// Signed in.
    In(Rc<Me>),
    /// Signed out.
    Out,
    /// It cannot be known.
    Trouble(Trouble),
}

/// The page acts on another domain than before, and the person did not choose it.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// The name of the domain that could not be used.
    pub from: String,
    /// The server's words about it.
    pub why: String,
    /// Its state, where the server acts elsewhere in its place without a word.
    pub state: String,
}

/// The session's context.
#[derive(Clone, Copy)]
pub struct SessionState {
    session: RwSignal<Session, LocalStorage>,
    domain: RwSignal<Option<String>>,
    moved: RwSignal<Option<Moved>>,
    config: StoredValue<Config>,
    credentials: Credentials,
    asked: StoredValue<u32>,
    /// The domain that the server said last that it can be used.
    usable: StoredValue<Option<String>>,
    /// The domain that the person chose and the server has not answered of.
    chosen: StoredValue<Option<String>>,
}

/// Under which the last domain is remembered.
const LAST_DOMAIN: &str = "last-domain";

impl SessionState {
    /// What is known, tracked.
    pub fn get(&self) -> Session {
        self.session.get()
    }

    /// Who is signed in, tracked.
    pub fn me(&self) -> Option<Rc<Me>> {
        match self.session.get() {
            Session::In(me) => Some(me),
            _ => None,
        }
    }

    /// The domain that requests act on, tracked: the one that is chosen, unless a token says which it is.
    pub fn domain(&self) -> Option<String> {
        self.credentials.token_domain().unwrap_or_else(|| self.domain.get())
    }

    /// The domain that drafts belong to, tracked: the one that requests act on or, while nobody is known to be signed in,
    /// the last one. A session that ended, or is still asked for, hides nothing that was typed.
    pub fn draft_domain(&self) -> Option<String> {
        self.domain().or_else(|| storage::read(LAST_DOMAIN))
    }

    /// The name of that domain, tracked.
    pub fn domain_name(&self) -> Option<String> {
        self.domain().map(|id| self.name_of(&id))
    }

    /// The name of a domain, or its id where nobody knows a name; tracked.
    pub fn name_of(&self, id: &str) -> String {
        let me = self.me();
        let known = me.as_ref().and_then(|me| me.domains.iter().find(|it| it.id == id));
        known.map_or(id, |it| &it.name).to_string()
    }

    /// That the domain changed by itself, until the person has seen it; tracked.
    pub fn moved(&self) -> Option<Moved> {
        self.moved.get()
    }

    /// The person has seen it.
    pub fn settle(&self) {
        self.moved.set(None);
    }

    /// Acts on another domain from now on, and asks what the person may do there. It is remembered once the server lets.
    pub fn choose(&self, domain: String) {
        self.moved.set(None);
        let first = self.chosen.try_update_value(|chosen| chosen.replace(domain.clone())).flatten();
        if first.is_some() {
            // Who chooses two in a breath and cannot use the second stays in the first.
            self.usable.set_value(first);
        }
        self.domain.set(Some(domain));
        self.refresh();
    }

    /// Who the browser's cookie says is signed in, and in which domain the dashboard and other tabs work: asked now.
    /// `None` where nobody can say.
    pub async fn elsewhere(&self) -> Option<Rc<Me>> {
        let (config, credentials) = (self.config.get_value(), self.credentials);
        match ask(&config, credentials, None).await {
            Session::In(me) => Some(me),
            _ => None,
        }
    }

    /// A reply said 401: look again.
    pub fn lost(&self) {
        self.refresh();
    }

    /// A reply came: where nobody could say who is signed in, somebody can now.
    pub fn answered(&self) {
        if self.session.try_with_untracked(|session| matches!(session, Session::Trouble(_))) == Some(true) {
            self.refresh();
        }
    }

    /// Asks who is signed in. Of several questions at once the last one counts.
    pub fn refresh(&self) {
        let state = *self;
        // Of an answer that comes when the app is gone nobody asks any more.
        let Some(number) = self.asked.try_get_value().map(|asked| asked + 1) else { return };
        self.asked.set_value(number);
        let config = self.config.get_value();
        let credentials = self.credentials;
        let domain = self.domain.get_untracked();
        leptos::task::spawn_local(async move {
            let mut found = ask(&config, credentials, domain.as_deref()).await;
            let mut domain = domain;
            let mut refused = None;
            let acts_in = |found: &Session, id: &String| match found {
                Session::In(me) => me.active.as_ref().is_none_or(|active| active == id),
                Session::Out | Session::Trouble(Trouble::Answer(_)) => false,
                _ => true,
            };
            if let Some(id) = domain.take_if(|id| !acts_in(&found, id)) {
                // The remembered domain may be gone, another person's, or at rest, when the server takes another.
                refused = Some((id, words(&found)));
                if !matches!(found, Session::In(_)) {
                    found = ask(&config, credentials, None).await;
                }
            }
            if let Session::In(me) = &found {
                let ours = |id: &String| me.domains.iter().any(|it| &it.id == id);
                let stored = storage::read(&format!("domain:{}", me.person())).filter(ours);
                // Who chose one that cannot be used stays where they were.
                let before = state.usable.try_get_value().flatten().filter(ours);
                let wanted = domain.filter(ours).or(before).or(stored).or_else(|| me.active.clone());
                let known = refused.as_ref().is_some_and(|(id, _)| Some(id) == wanted.as_ref());
                domain = me.active.clone();
                if wanted != me.active && !known {
                    match ask(&config, credentials, wanted.as_deref()).await {
                        there @ Session::In(_) if wanted.as_ref().is_none_or(|id| acts_in(&there, id)) => {
                            found = there;
                            domain = wanted;
                        }
                        other => refused = wanted.map(|id| (id, words(&other))),
                    }
                }
            }
            // The app may be gone, or a later question on its way.
            if state.asked.try_get_value() != Some(number) {
                return;
            }
            // What a person sees of it: nothing is drawn anew where this stays the same.
            let (same, is_first) =
                state.session.with_untracked(|before| (*before == found, matches!(before, Session::Asking)));
            let fell_back = refused.is_some();
            // To act on another community without a word is how people change the wrong server.
            if let (Session::In(me), Some((id, why))) = (&found, refused)
                && domain.as_ref() != Some(&id)
            {
                let known = me.domains.iter().find(|it| it.id == id).cloned().unwrap_or_default();
                let resting = if known.is_active() { String::new() } else { known.state };
                let from = if known.name.is_empty() { id } else { known.name };
                state.moved.set(Some(Moved { from, why, state: resting }));
            }
            if let Session::In(me) = &found {
                let chosen = state.chosen.try_update_value(Option::take).flatten();
                if let Some(id) = domain.as_ref().filter(|_| chosen.is_some()) {
                    storage::write(&format!("domain:{}", me.person()), id);
                }
                if let Some(id) = domain.as_ref().filter(|id| storage::read(LAST_DOMAIN).as_ref() != Some(id))
                {
                    storage::write(LAST_DOMAIN, id);
                }
                if let Some(id) = &domain {
                    storage::pin(LAST_DOMAIN, id);
                    // Who was led elsewhere comes back once they can.
                    if !fell_back {
                        storage::pin(&format!("domain:{}", me.person()), id);
                    }
                }
                state.usable.set_value(domain.clone());
                if state.domain.get_untracked() != domain {
                    state.domain.set(domain);
                }
            }
            if !same {
                // Who comes back from the log-in has a fresh page: what it reads first may be news to the others.
                let who = match &found {
                    Session::In(me) => Some(me.person().to_string()),
                    Session::Out => Some(String::new()),
                    _ => None,
                };
                let news = who.as_ref().is_some_and(|who| told_last().as_ref() != Some(who));
                state.session.set(found);
                if news || !is_first {
                    tell_other_tabs(&who.unwrap_or_default());
                }
            }
        });
    }
}

/// What the server said where it did not say who that is.
fn words(session: &Session) -> String {
    match session {
        Session::Trouble(Trouble::Answer(words)) => words.clone(),
        _ => String::new(),
    }
}

/// Under which the tabs tell each other that something changed, when, and the id of who is signed in now.
const CHANGED: &str = "session-changed";

/// Other tabs of this browser hear of it by the storage event.
fn tell_other_tabs(who: &str) {
    storage::write(CHANGED, &format!("{} {who}", super::now()));
}

/// Who was signed in when a tab told the others last; an empty text for nobody.
fn told_last() -> Option<String> {
    Some(storage::read(CHANGED)?.split_once(' ')?.1.to_string())
}

async fn ask(config: &Config, credentials: Credentials, domain: Option<&str>) -> Session {
    let api = config.api(&origin());
    let mut request = Request::new(Method::Get, format!("{api}/me"));
    request.domain = domain.map(String::from);
    request.timeout_ms = Some(20_000);
    credentials.dress(&mut request, &api, false);
    match client::send_plainly(&request, true, None).await {
        Ok(reply) if reply.status == 401 => Session::Out,
        Ok(reply) => match person(&reply) {
            Some(me) => Session::In(Rc::new(me)),
            None => Session::Trouble(Trouble::Answer(
                tell_answer(&reply)
                    .await
                    .unwrap_or_else(|| "/me answered something else than a person".into()),
            )),
        },
        Err(SendError::Timeout { .. }) => Session::Trouble(Trouble::Unreachable),
        Err(error) => Session::Trouble(why(&api, error, &request).await),
    }
}

/// The person in an answer, which is enveloped as all answers are.
fn person(reply: &client::Reply) -> Option<Me> {
    let body = reply.is_ok().then(|| reply.json_roughly().ok())??;
    Me::parse(body.get("data").unwrap_or(&body))
}

/// Tells apart what a browser calls by one name, "failed to fetch".
async fn why(api: &str, error: SendError, request: &Request) -> Trouble {
    let window = web_sys::window().expect("the app runs in a page");
    if !window.navigator().on_line() {
        return Trouble::Offline;
    }
    let secure = origin().starts_with("https:");
    if secure && api.starts_with("http:") && !api.contains("//localhost") && !api.contains("//127.0.0.1") {
        return Trouble::Mixed;
    }
    if api == origin() {
        return Trouble::Unreachable;
    }
    match error {
        SendError::NoAnswer { .. } => match client::probe(&format!("{api}/healthz"), None).await {
            Probe::Answers => Trouble::Cors,
            Probe::Silent => Trouble::Unreachable,
            Probe::Forbidden => Trouble::Forbidden,
        },
        other => Trouble::Answer(tell_failure(other, request).await),
    }
}

/// Asks who is signed in, and again whenever the person comes back to this page or another tab noticed a change.
pub fn provide_session() {
    let state = SessionState {
        session: RwSignal::new_local(Session::Asking),
        domain: RwSignal::new(None),
        moved: RwSignal::new(None),
        config: StoredValue::new(use_config()),
        credentials: use_credentials(),
        asked: StoredValue::new(0),
        usable: StoredValue::new(None),
        chosen: StoredValue::new(None),
    };
    provide_context(state);
    state.refresh();
    let Some(window) = web_sys::window() else { return };
    listen(&window, "focus", move |_| state.refresh());
    listen(&window, "online", move |_| state.refresh());
    listen(&window, "storage", move |event| {
        let key = event.dyn_ref::<web_sys::StorageEvent>().and_then(web_sys::StorageEvent::key);
        if key.is_some_and(|key| key.ends_with(":session-changed")) {
            state.refresh();
        }
    });
    if let Some(document) = window.document() {
        let page = document.clone();
        listen(&document, "visibilitychange", move |_| {
            if page.visibility_state() == web_sys::VisibilityState::Visible {
                state.refresh();
            }
        });
    }
}

/// The session.
pub fn use_session() -> SessionState {
    expect_context()
}
