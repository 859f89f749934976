//! Region "Reply": what came of the last request.

use super::{ReplyExtras, failure_view, reply_view};
use crate::messages::{self as m, t};
use crate::state::{Outcome, Sending};
use crate::ui::{Child, El, dynamic, el};
use client::SendError;
use leptos::prelude::*;
use std::rc::Rc;

/// Region "Reply". The chosen tab outlives a reply, so that paging in the tree stays in the tree.
pub fn reply_section(sending: Sending, extras: Rc<dyn Fn() -> ReplyExtras>) -> El {
    let tab = RwSignal::new(String::from("table"));
    el("section").class("reply").attr("aria-label", &t(m::REPLY)).child(el("h2").child(m::REPLY)).child(
        dynamic(move || -> Child {
            match sending.outcome() {
                Outcome::None => el("p").class("muted").child(m::NO_REPLY_YET).into(),
                Outcome::Waiting => el("p").class("muted").attr("role", "status").child(m::SENDING).into(),
                Outcome::Failed(error) if *error == SendError::Cancelled => {
                    el("p").class("muted").attr("role", "status").child(m::CANCELLED).into()
                }
                Outcome::Failed(error) => untrack(|| failure_view(&error, extras().again)).into(),
                Outcome::Reply(reply) => {
                    untrack(|| reply_view(reply, ReplyExtras { tab: Some(tab), ..extras() })).into()
                }
            }
        }),
    )
}
