//! One request on its way, and what came of it.

use super::address::{Address, use_address};
use super::answers::{Answer, Answers, forget_answer, kept_answer, use_answers};
use super::config::{origin, use_config};
use super::credentials::use_credentials;
use super::history;
use super::session::use_session;
use crate::ui::{breathe, effect, heard_on, tell};
use client::history::Entry;
use client::{ApiError, FieldError, Reply, Request, SendError};
use leptos::prelude::*;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// An answer of more bytes is large.
const LARGE: usize = 1 << 20;

/// What came of a request.
#[derive(Clone)]
pub enum Outcome {
    /// Nothing sent yet.
    None,
    /// On its way.
    Waiting,
    /// An answer; a 4xx is one too.
    Reply(Rc<Reply>),
    /// No answer.
    Failed(Rc<SendError>),
}

/// A request's way: send, cancel, outcome.
#[derive(Clone, Copy)]
pub struct Sending {
    outcome: RwSignal<Outcome, LocalStorage>,
    abort: StoredValue<Option<web_sys::AbortController>, LocalStorage>,
    number: StoredValue<u32>,
    subject: StoredValue<Option<Rc<Subject>>, LocalStorage>,
    last: StoredValue<Option<Rc<Request>>, LocalStorage>,
    earlier: StoredValue<Vec<Rc<Earlier>>, LocalStorage>,
    typed: StoredValue<Option<String>>,
    asked: StoredValue<Option<Rc<dyn Any>>, LocalStorage>,
    came_back: StoredValue<bool>,
    keeps: StoredValue<bool>,
    admin: bool,
    progress: RwSignal<Option<(f64, f64)>>,
    around: StoredValue<Around, LocalStorage>,
}

/// A request on its way, and the page that waits for it: who comes back to the operation meanwhile waits there.
pub struct Way {
    to: Cell<(Sending, u32)>,
    subject: Option<Rc<Subject>>,
    person: Option<String>,
    /// The address that its page had.
    address: Option<String>,
    api: String,
    last: Rc<Request>,
    abort: Option<web_sys::AbortController>,
    /// Of a write, which the browser asks about before the page is left.
    _kept: Option<KeptPage>,
}

thread_local! {
    /// The writes that are on their way, whichever page is open.
    static WAYS: RefCell<Vec<Rc<Way>>> = const { RefCell::new(Vec::new()) };
}

/// Lets the browser ask, in words of its own, before the page is left: nobody would see what comes of it.
struct KeptPage(js_sys::Function);

impl KeptPage {
    fn new() -> KeptPage {
        let ask = Closure::<dyn Fn(web_sys::Event)>::new(|event: web_sys::Event| event.prevent_default());
        let ask = ask.into_js_value().unchecked_into();
        if let Some(window) = web_sys::window() {
            let _ = window.add_event_listener_with_callback("beforeunload", &ask);
        }
        KeptPage(ask)
    }
}

impl Drop for KeptPage {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let _ = window.remove_event_listener_with_callback("beforeunload", &self.0);
        }
    }
}

impl Way {
    /// Whether it was asked for by who looks at that page now, there: one of another record or domain is another.
    fn is_of(&self, page: &Sending) -> bool {
        let operation = |subject: &Option<Rc<Subject>>| subject.as_ref().map(|it| it.operation.clone());
        let domain = if page.admin { None } else { untrack(|| use_session().domain()) };
        operation(&self.subject) == operation(&page.subject())
            && self.person == person()
            && self.api == use_config().api(&origin())
            && self.last.domain == domain
            && self.address == page.around.with_value(Around::standing)
    }

    /// The page that waits, unless it is gone or asked for something else since.
    fn waiting(&self) -> Option<Sending> {
        let (sending, number) = self.to.get();
        (sending.number.try_get_value() == Some(number)).then_some(sending)
    }
}

/// What is needed of the app when an answer comes: what was pressed to ask for it may be gone by then.
struct Around {
    address: Option<Address>,
    answers: Option<Answers>,
    /// Where the page around the app hears of it.
    heard_on: Option<web_sys::Element>,
}

impl Around {
    /// The address that the page has.
    fn standing(&self) -> Option<String> {
        self.address.map(|address| address.standing())
    }
}

/// A reply that was there before.
pub struct Earlier {
    /// The reply.
    pub reply: Rc<Reply>,
    /// When it came, in milliseconds since 1970.
    pub at: i64,
    /// How many came before it, and itself.
    pub number: u32,
    /// The domain that it is of.
    pub domain: Option<String>,
    /// Who got it.
    pub person: Option<String>,
}

/// So many replies are kept to be compared with, as long as they are not large.
const KEPT: usize = 5;
/// Larger replies are not kept.
const KEPT_UP_TO: usize = 4 * 1024 * 1024;

/// The operation that requests are made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// As its address names it.
    pub operation: String,
    /// Its name for people.
    pub title: String,
    /// Whether asking changes nothing.
    pub read_only: bool,
    /// The permissions that it requires.
    pub permissions: Vec<String>,
}

/// A way with nothing on it. A read that is on its way when the page goes is cancelled; a write goes on, for it may have
/// reached the server, and the history tells what came of it. `admin`: what goes there is an
/// operation of administration, which gets the admin token.
pub fn new_sending(admin: bool) -> Sending {
    let sending = Sending {
        outcome: RwSignal::new_local(Outcome::None),
        abort: StoredValue::new_local(None),
        number: StoredValue::new(0),
        subject: StoredValue::new_local(None),
        last: StoredValue::new_local(None),
        earlier: StoredValue::new_local(Vec::new()),
        typed: StoredValue::new(None),
        asked: StoredValue::new_local(None),
        came_back: StoredValue::new(false),
        keeps: StoredValue::new(false),
        admin,
        progress: RwSignal::new(None),
        around: StoredValue::new_local(Around {
            address: use_context(),
            answers: use_answers(),
            heard_on: heard_on(),
        }),
    };
    on_cleanup(move || {
        let reads = sending.subject.try_get_value().flatten().is_none_or(|subject| subject.read_only);
        if reads {
            sending.cancel();
        }
    });
    sending
}

impl Sending {
    /// What came of it, tracked.
    pub fn outcome(&self) -> Outcome {
        self.outcome.get()
    }

    /// Whether something is on its way, tracked.
    pub fn waiting(&self) -> bool {
        self.outcome.with(|outcome| matches!(outcome, Outcome::Waiting))
    }

    /// Whether something is on its way, not tracked.
    pub fn waiting_now(&self) -> bool {
        self.outcome.with_untracked(|outcome| matches!(outcome, Outcome::Waiting))
    }

    /// Says for which operation requests are made.
    pub fn about(self, subject: Subject) -> Sending {
        self.subject.set_value(Some(Rc::new(subject)));
        self
    }

    /// Shows the last answer of the operation again, where this person got one at this address since the app began: who comes
    /// back to a page finds it as it was left. Errors are not worth it, and none is kept of who is not known.
    ///
    /// Where a write of theirs is still on its way, they wait for it here.
    pub fn come_back(self) -> Sending {
        self.keeps.set_value(true);
        // Who comes back to the domain comes back to the write too.
        let session = use_session();
        effect(move |before: Option<Option<String>>| {
            let domain = session.domain();
            let nothing = self.outcome.with_untracked(|outcome| matches!(outcome, Outcome::None));
            if nothing && before.is_some_and(|before| before != domain) {
                untrack(|| self.wait_for_way());
            }
            domain
        });
        if self.wait_for_way() {
            return self;
        }
        let kept = self.subject().zip(person()).and_then(|(subject, person)| {
            kept_answer(&subject.operation, &person, &use_address().standing())
        });
        if let Some(Answer { replies, request, asked, .. }) = kept
            && let Some(last) = replies.last().cloned()
        {
            self.number.set_value(last.number);
            self.last.set_value(Some(request));
            self.asked.set_value(asked);
            self.came_back.set_value(true);
            self.earlier.set_value(replies);
            self.outcome.set(Outcome::Reply(last.reply.clone()));
        }
        self
    }

    /// Waits for the write of this page that is on its way, where there is one.
    fn wait_for_way(self) -> bool {
        let under_way = WAYS.with_borrow(|ways| ways.iter().rfind(|way| way.is_of(&self)).cloned());
        let Some(way) = under_way else { return false };
        let number = self.number.get_value() + 1;
        way.to.set((self, number));
        self.number.set_value(number);
        self.last.set_value(Some(way.last.clone()));
        self.abort.set_value(way.abort.clone());
        self.outcome.set(Outcome::Waiting);
        true
    }

    /// When the answer in view came, in milliseconds since 1970, where it came before this page was opened.
    pub fn came_back_from(&self) -> Option<i64> {
        let at = || self.earlier.with_value(|all| all.last().map(|one| one.at));
        self.came_back.get_value().then(at).flatten()
    }

    /// Says what the page knows of what is asked next; it is kept with the answer.
    pub fn tell_asked(&self, asked: Rc<dyn Any>) {
        self.asked.set_value(Some(asked));
    }

    /// What the page knows of what was asked last.
    pub fn asked(&self) -> Option<Rc<dyn Any>> {
        self.asked.get_value()
    }

    /// Says what the next request is made of, as its address would have it; it goes into the history.
    pub fn tell_typed(&self, text: Option<String>) {
        self.typed.set_value(text);
    }

    /// The operation, where somebody said it.
    pub fn subject(&self) -> Option<Rc<Subject>> {
        self.subject.get_value()
    }

    /// The replies before the present one, the latest first.
    pub fn earlier(&self) -> Vec<Rc<Earlier>> {
        self.earlier.with_value(|all| all.iter().rev().skip(1).cloned().collect())
    }

    fn keep(&self, reply: &Rc<Reply>, number: u32, person: Option<String>) {
        self.earlier.update_value(|all| {
            let domain = self.last.with_value(|last| last.as_ref().and_then(|sent| sent.domain.clone()));
            // What another person got on this page is not this one's.
            all.retain(|one| one.person == person);
            all.push(Rc::new(Earlier { reply: reply.clone(), at: super::now(), number, domain, person }));
            let last = all.len() - 1;
            let mut at = 0;
            // The present one stays whatever its size, for the next one's sake it counts as kept.
            all.retain(|one| {
                at += 1;
                at > last || (one.reply.is_ok() && one.reply.body.len() <= KEPT_UP_TO)
            });
            if all.len() > KEPT + 1 {
                all.remove(0);
            }
        });
    }

    fn keep_for_later(&self, operation: &str, person: Option<String>) {
        let (Some(request), Some(person)) = (self.last(), person) else { return };
        self.around.with_value(|around| {
            if let (Some(answers), Some(address)) = (&around.answers, around.standing()) {
                let replies = self.earlier.get_value();
                answers.keep(operation, Answer { replies, request, asked: self.asked(), person, address });
            }
        });
    }

    /// Whether requests go with the admin token.
    pub fn is_admin(&self) -> bool {
        self.admin
    }

    /// The request that was sent last, without tokens.
    pub fn last(&self) -> Option<Rc<Request>> {
        self.last.get_value()
    }

    /// How far an upload is: bytes out, and bytes in all or 0; tracked.
    pub fn progress(&self) -> Option<(f64, f64)> {
        self.progress.get()
    }

    /// Sends, unless something is on its way already: a double click sends once.
    pub fn send(&self, request: Request) {
        self.start(request, None);
    }

    /// Sends a form with files; see [`Sending::progress`].
    pub fn upload(&self, request: Request, form: web_sys::FormData) {
        self.start(request, Some(form));
    }

    fn start(&self, mut request: Request, form: Option<web_sys::FormData>) {
        if self.waiting_now() {
            return;
        }
        let session = use_session();
        // Kept as it is before the tokens are put on.
        let last = Rc::new(request.clone());
        self.last.set_value(Some(last.clone()));
        let api = use_config().api(&origin());
        use_credentials().dress(&mut request, &api, self.admin);
        let number = self.number.get_value() + 1;
        self.number.set_value(number);
        self.came_back.set_value(false);
        let controller = web_sys::AbortController::new().ok();
        let signal = controller.as_ref().map(web_sys::AbortController::signal);
        self.abort.set_value(controller.clone());
        self.outcome.set(Outcome::Waiting);
        let (subject, sent_at) = (self.subject(), super::now());
        if let Some(subject) = &subject {
            forget_answer(&subject.operation);
        }
        let (person, answers, admin) = (person(), use_answers(), self.admin);
        let writes = subject.as_ref().is_some_and(|subject| !subject.read_only);
        let way = Rc::new(Way {
            to: Cell::new((*self, number)),
            subject: subject.clone(),
            person: person.clone(),
            address: self.around.with_value(Around::standing),
            api: api.clone(),
            last,
            abort: controller,
            _kept: writes.then(KeptPage::new),
        });
        let typed = self.typed.get_value();
        let named = {
            let (subject, person) = (subject.clone(), person.clone());
            move |entry: Entry| {
                let subject = subject.as_ref()?;
                Some(Entry {
                    person: person.clone(),
                    operation: subject.operation.clone(),
                    title: subject.title.clone(),
                    draft: typed.clone(),
                    ..entry
                })
            }
        };
        let begun = named(Entry::sent(&request, sent_at)).filter(|_| writes).and_then(history::begin);
        if writes {
            WAYS.with_borrow_mut(|ways| ways.push(way.clone()));
        }
        let heard_on = self.around.with_value(|around| around.heard_on.clone());
        let (keeps, asked) = (self.keeps.get_value(), self.asked());
        leptos::task::spawn_local(async move {
            let result = match form {
                None => client::send(&request, true, signal.as_ref()).await,
                Some(form) => {
                    let on = way.clone();
                    let tell = move |out, all| {
                        if let Some(state) = on.waiting() {
                            let _ = state.progress.try_set(Some((out, all)));
                        }
                    };
                    client::upload(&request, &form, true, signal.as_ref(), tell).await
                }
            };
            // To take in a large answer is long enough for one task; what is made of it comes in the next.
            if result.as_ref().is_ok_and(|reply| reply.body.len() > LARGE) {
                breathe().await;
            }
            let result = match result {
                Err(error @ SendError::NoAnswer { .. }) if way.waiting().is_some() => {
                    Err(tell_apart(&api, error, signal.as_ref()).await)
                }
                // What a person sees, copies, keeps and saves of an error holds nothing of what was typed.
                Ok(reply) => Ok(reply.without_echo().unwrap_or(reply)),
                other => other,
            };
            WAYS.with_borrow_mut(|ways| ways.retain(|one| !Rc::ptr_eq(one, &way)));
            let (entry, kept) = Entry::of(&request, result.as_ref(), sent_at);
            if let Some(entry) = named(entry) {
                history::record(entry, kept, begun);
            }
            // The page may be gone, or another request on its way: the history has it all the same.
            let state = way.waiting();
            if state.is_none() && !writes {
                return;
            }
            match &result {
                Ok(reply) if reply.status == 401 && !admin => session.lost(),
                // A 403 may come from another log-in meanwhile; and a log-out ends the session, whatever it answers.
                Ok(reply) if reply.status == 403 && !admin => session.refresh(),
                Ok(_) if request.url.ends_with("/logout") => session.refresh(),
                Ok(_) => session.answered(),
                // Without an answer too, it may have ended.
                Err(_) if request.url.ends_with("/logout") => session.refresh(),
                Err(_) => {}
            }
            let Some(state) = state else {
                // Who left while it was on its way finds it when they come back.
                if let (Ok(reply), Some(answers), Some(subject), Some(person), Some(address)) =
                    (result, answers.filter(|_| keeps), subject, person, way.address.clone())
                {
                    let (request, domain) = (way.last.clone(), request.domain);
                    let (reply, at) = (Rc::new(reply), super::now());
                    let one = Earlier { reply, at, number, domain, person: Some(person.clone()) };
                    let replies = vec![Rc::new(one)];
                    answers.keep(&subject.operation, Answer { replies, request, asked, person, address });
                }
                return;
            };
            state.abort.set_value(None);
            state.progress.set(None);
            if let (Ok(reply), Some(on)) = (&result, heard_on) {
                tell(
                    &on,
                    "reply",
                    &[
                        ("method", request.method.as_str().into()),
                        ("url", request.url.as_str().into()),
                        ("status", reply.status.into()),
                    ],
                );
            }
            state.outcome.set(match result {
                Ok(reply) => {
                    let (reply, number) = (Rc::new(reply), state.number.get_value());
                    state.keep(&reply, number, person.clone());
                    let keeps = state.keeps.get_value() && reply.is_ok();
                    if let (true, Some(subject)) = (keeps, &subject) {
                        state.keep_for_later(&subject.operation, person);
                    }
                    Outcome::Reply(reply)
                }
                Err(error) => Outcome::Failed(Rc::new(error)),
            });
        });
    }

    /// What the last answer says of single places of the request, tracked: a form shows each beside its input. Empty
    /// while nothing is wrong.
    pub fn field_errors(&self) -> Vec<FieldError> {
        match self.outcome.get() {
            Outcome::Reply(reply) if reply.status >= 400 => {
                ApiError::from_reply(&reply).map(|error| error.fields).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// What the last answer says of one place of the request or of a part of it (`filters.name`), tracked.
    pub fn errors_at(&self, place: &str) -> Vec<String> {
        let inside = |field: &FieldError| {
            let at = field.place();
            at == place || at.strip_prefix(place).is_some_and(|rest| rest.starts_with('.'))
        };
        self.field_errors().into_iter().filter(inside).map(|field| field.message).collect()
    }

    /// Gives up what is on its way.
    pub fn cancel(&self) {
        if let Some(Some(controller)) = self.abort.try_get_value() {
            controller.abort();
        }
    }
}

/// Who is signed in, not tracked.
fn person() -> Option<String> {
    untrack(|| use_session().me()).map(|me| me.person().to_string())
}

/// Asks whether anything answers at the API's address, where that tells one reason from another. Who waits for that no more
/// is told what is known.
async fn tell_apart(api: &str, error: SendError, signal: Option<&web_sys::AbortSignal>) -> SendError {
    let found = client::probe(&format!("{api}/healthz"), signal).await;
    if signal.is_some_and(web_sys::AbortSignal::aborted) { error } else { error.told_apart(found) }
}
