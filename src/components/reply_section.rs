//! Region "Reply": what came of the last request, and the exports of this operation.

use super::reply_view::READ_AT_ONCE;
use super::{ExportOffer, ReplyExtras, exports_of, failure_view, local_moment, reply_view};
use crate::messages::{self as m, t, tf};
use crate::paths::Place;
use crate::state::{Earlier, Outcome, Sending, use_session};
use crate::ui::{Child, El, dynamic, effect, el, soon};
use client::history::address_without_secrets;
use client::url::behind_origin;
use client::{Reply, SendError};
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

/// Region "Reply". The chosen tab outlives a reply, so that paging in the tree stays in the tree.
pub fn reply_section(sending: Sending, extras: Rc<dyn Fn() -> ReplyExtras>) -> El {
    let tab = RwSignal::new(String::from("table"));
    let subject = sending.subject();
    let exports = subject.as_ref().map(|subject| exports_of(subject.operation.clone()));
    let keep = subject.as_ref().map(|subject| subject.operation.clone());
    let reads = subject.as_ref().is_some_and(|subject| subject.read_only);
    let permissions = subject.map(|subject| subject.permissions.clone()).unwrap_or_default();
    let extras = move || ReplyExtras {
        tab: Some(tab),
        export: offer(sending),
        permissions: permissions.clone(),
        admin: sending.is_admin(),
        request: sending.last(),
        reads,
        keep: keep.clone(),
        before: sending.earlier(),
        elsewhere: Some(Rc::new({
            let (session, here) = (use_session(), sending.last().and_then(|last| last.domain.clone()));
            move |one: &Earlier| {
                one.domain.as_ref().filter(|id| Some(*id) != here.as_ref()).map(|id| session.name_of(id))
            }
        })),
        ..extras()
    };
    warm_up(sending);
    let section = el("section").class("reply").attr("aria-label", &t(m::REPLY)).attr("tabindex", "-1");
    let place = section.element().clone();
    effect(move |_| {
        if sending.waiting() {
            let place = place.clone();
            soon(move || come_into_view(&place));
        }
    });
    section
        .child(
            el("div")
                .class("reply-title")
                .child(el("h2").child(m::REPLY))
                .child(el("a").class("small").to(&Place::History.address()).child(m::HISTORY)),
        )
        .child(exports.unwrap_or(Child::None))
        .child(dynamic(move || elsewhere(sending)))
        .child(dynamic(move || came_back(sending)))
        .child(dynamic(move || -> Child {
            // What only reads changes nothing, wherever it was stopped.
            let reads = || sending.subject().is_some_and(|subject| subject.read_only);
            match sending.outcome() {
                Outcome::None => el("p").class("muted").child(m::NO_REPLY_YET).into(),
                Outcome::Waiting => {
                    el("p").class("muted reply-waiting").attr("role", "status").child(m::SENDING).into()
                }
                Outcome::Failed(error) if *error == SendError::Cancelled => {
                    let words = if reads() { m::CANCELLED_TITLE } else { m::CANCELLED };
                    // It keeps the height of the wait: the page moves once, and not back again.
                    el("p").class("muted reply-waiting").attr("role", "status").child(words).into()
                }
                Outcome::Failed(error) => untrack(|| failure_view(&error, reads(), extras().again)).into(),
                Outcome::Reply(reply) => untrack(|| reply_view(reply, extras())).into(),
            }
        }))
}

/// How long a page has stood before [`warm_up`].
const STOOD: Duration = Duration::from_secs(1);

/// Makes a reply that nobody sees, once, while the browser has nothing to do. A browser compiles each function of the module
/// when it is first called: that of seven hundred took a quarter of the time between the first press on "Send" and the
/// first row.
fn warm_up(sending: Sending) {
    thread_local! {
        static WARM: Cell<bool> = const { Cell::new(false) };
    }
    if WARM.get() {
        return;
    }
    let owner = Owner::new();
    let (gone, kept) = (owner.clone(), StoredValue::new(()));
    let make = move || {
        // The page may be gone, or the first press here already, after which there is nothing to ready.
        if kept.try_get_value().is_none()
            || WARM.replace(true)
            || !matches!(untrack(|| sending.outcome()), Outcome::None)
        {
            return;
        }
        let mut body = br#"{"meta":{"page":0,"limit":2,"total":2},"data":[{"id":"1","name":"a","n":1.5,"at":"2026-01-01T00:00:00.000Z","on":true,"in":{"a":[null]}},{"id":"2"}]}"#.to_vec();
        // As long as one that is looked through in pieces.
        body.resize(READ_AT_ONCE + 1, b' ');
        let reply = Reply { status: 200, headers: Vec::new(), body, elapsed_ms: 0.0, url: String::new() };
        owner.with(|| untrack(|| drop(reply_view(Rc::new(reply), ReplyExtras::default()))));
        let owner = owner.clone();
        set_timeout(move || owner.cleanup(), STOOD);
    };
    set_timeout(move || request_idle_callback(make), STOOD);
    on_cleanup(move || gone.cleanup());
}

/// Says that the answer is another domain's than the one that is worked in now: its rows would pass for that one's.
fn elsewhere(sending: Sending) -> Option<El> {
    if !matches!(sending.outcome(), Outcome::Reply(_)) {
        return None;
    }
    let session = use_session();
    let (asked, here) = (sending.last()?.domain.clone()?, session.domain()?);
    if asked == here {
        return None;
    }
    let me = session.me()?;
    let name = |id: &str| me.domains.iter().find(|it| it.id == id).map_or(id, |it| &it.name).to_string();
    let words = tf(m::REPLY_ELSEWHERE, &[("from", &name(&asked)), ("domain", &name(&here))]);
    Some(el("p").class("notice notice-warning").attr("role", "status").child(words))
}

/// Says that the answer came before the page was opened: what it shows may have changed since.
fn came_back(sending: Sending) -> Option<El> {
    if !matches!(sending.outcome(), Outcome::Reply(_)) {
        return None;
    }
    let time = local_moment(&query::dates::format(sending.came_back_from()?)).unwrap_or_default();
    let asked = sending.last()?;
    let address = address_without_secrets(behind_origin(&asked.url));
    let asked = format!("{} {address}", asked.method.as_str());
    Some(
        el("p").class("muted small").child(tf(m::REPLY_FROM_BEFORE, &[("request", &asked), ("time", &time)])),
    )
}

/// Shows where the answer will stand, while the person who asked for it still looks at the button: under a long query it
/// would come below the end of the window. Where its beginning is in view already, nothing moves.
fn come_into_view(place: &web_sys::Element) {
    let height = web_sys::window().and_then(|window| window.inner_height().ok()).and_then(|it| it.as_f64());
    if height.is_some_and(|height| place.get_bounding_client_rect().top() > 0.6 * height) {
        place.scroll_into_view();
    }
}

/// What the last request offers for export: a read can be asked for page by page, a write never.
fn offer(sending: Sending) -> Option<ExportOffer> {
    let (subject, request) = (sending.subject()?, sending.last()?);
    subject
        .read_only
        .then(|| ExportOffer { admin: sending.is_admin(), ..ExportOffer::new(&subject, request) })
}
