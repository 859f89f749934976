//! Send for a query: a count of what is wrong on the button, and a question before a query that the server refuses.

use super::advice::row_name;
use super::send_key::on_send_key;
use crate::messages::{self as m, t, tf};
use crate::state::{DraftState, Sending};
use crate::ui::{Child, El, answers, dialog, dynamic, el, memo};
use leptos::prelude::*;
use query::{Advice, Severity};
use send_wrapper::SendWrapper;
use std::rc::Rc;

/// Says why the text in view is no query yet, tracked; `None` where it is one, or where no text is in view.
pub type Unread = Rc<dyn Fn() -> Option<String>>;

/// Send, Ctrl+Enter, and the questions. `send` sends the query as it stands, whatever is wrong with it.
pub fn query_send(
    draft: DraftState,
    sending: Sending,
    unread: Unread,
    send: Rc<dyn Fn()>,
) -> (El, Rc<dyn Fn()>) {
    let (asking, asking_earlier) = (RwSignal::new(false), RwSignal::new(false));
    let wrong = move || draft.count(Severity::Error) > 0 || !draft.problems(<[_]>::is_empty);
    // What stands in the builder, which a text that is no query yet leaves as it was.
    let earlier: Rc<dyn Fn()> = Rc::new({
        let send = send.clone();
        move || if untrack(wrong) { asking.set(true) } else { send() }
    });
    let ask: Rc<dyn Fn()> = Rc::new({
        let (unread, earlier) = (unread.clone(), earlier.clone());
        move || match untrack(|| unread()) {
            _ if sending.waiting_now() => {}
            Some(_) => asking_earlier.set(true),
            None => earlier(),
        }
    });
    on_send_key(ask.clone());
    let counts = memo({
        let unread = SendWrapper::new(unread.clone());
        move |_| (unread().is_some(), draft.count(Severity::Error), draft.count(Severity::Warning))
    });
    let counts = move || counts.get();
    let pressed = ask.clone();
    let line = el("div")
        .class("send-line row")
        .child(
            el("button")
                .class("button button-primary button-send")
                .attr("type", "button")
                .attr_with("aria-describedby", move || {
                    (counts() != (false, 0, 0)).then(|| "send-advice-count".to_string())
                })
                .on_click(move || if sending.waiting_now() { sending.cancel() } else { pressed() })
                .text(move || if sending.waiting() { t(m::CANCEL) } else { t(m::SEND) })
                .child(dynamic(move || -> Child {
                    let (unread, errors, warnings) = counts();
                    let errors = errors + usize::from(unread);
                    if errors + warnings == 0 || sending.waiting() {
                        return Child::None;
                    }
                    let class = if errors > 0 { "badge badge-error" } else { "badge badge-warning" };
                    // The name of the button stays "Send": what the number says is told in its description.
                    let number = (errors + warnings).to_string();
                    let badge = el("span").class(class).attr("aria-hidden", "true");
                    badge.attr("title", &count_words(counts())).child(number).into()
                })),
        )
        .child(el("kbd").class("muted small").child(m::SEND_HINT))
        .child(
            el("span")
                .class("visually-hidden")
                .attr("id", "send-advice-count")
                .attr("aria-live", "polite")
                .text(move || count_words(counts())),
        )
        .child(dialog(&t(m::REFUSE_TITLE), asking, move || question(draft, asking, send.clone())))
        .child(dialog(&t(m::UNREAD_TITLE), asking_earlier, move || {
            unread_question(draft, asking_earlier, unread.clone(), earlier.clone())
        }));
    (line, ask)
}

fn count_words((unread, errors, warnings): (bool, usize, usize)) -> String {
    let listed = tf(m::ADVICE_COUNT, &[("errors", &errors.to_string()), ("warnings", &warnings.to_string())]);
    // That stands under its own box, and not in the list.
    match unread {
        true if errors + warnings == 0 => t(m::UNREAD_TITLE),
        true => format!("{}. {listed}", t(m::UNREAD_TITLE)),
        false => listed,
    }
}

/// Before the earlier query goes, though another text stands in view.
fn unread_question(draft: DraftState, asking: RwSignal<bool>, unread: Unread, earlier: Rc<dyn Fn()>) -> El {
    let body = untrack(|| serde_json::to_string_pretty(&draft.body(false))).unwrap_or_default();
    el("div")
        .class("refuse")
        .child(el("p").text(move || unread().unwrap_or_else(|| t(m::NOTHING_WRONG_NOW))))
        .child(el("p").child(m::UNREAD_TEXT))
        .child(el("pre").class("change-body").attr("tabindex", "0").child(el("code").child(body)))
        .child(back_or_on(asking, earlier, || t(m::SEND_EARLIER)))
}

fn question(draft: DraftState, asking: RwSignal<bool>, send: Rc<dyn Fn()>) -> El {
    el("div")
        .class("refuse")
        .child(dynamic(move || -> Child {
            let errors: Vec<Advice> =
                draft.advice(|all| all.iter().filter(|it| it.severity == Severity::Error).cloned().collect());
            if errors.is_empty() {
                return el("p").child(m::NOTHING_WRONG_NOW).into();
            }
            let items: Vec<El> = errors.into_iter().map(|advice| reason(draft, advice)).collect();
            Child::from([el("p").child(m::REFUSE_TEXT), el("ul").class("advice").child(items)])
        }))
        .child(back_or_on(asking, send, move || {
            t(if draft.count(Severity::Error) > 0 { m::SEND_ANYWAY } else { m::SEND })
        }))
}

/// Back to the query, which has the focus, or on.
fn back_or_on(asking: RwSignal<bool>, go: Rc<dyn Fn()>, words: impl Fn() -> String + 'static) -> El {
    answers(
        el("button")
            .class("button button-primary")
            .on_click(move || asking.set(false))
            .child(m::BACK_TO_QUERY),
        el("button")
            .class("button")
            .on_click(move || {
                asking.set(false);
                go();
            })
            .text(words),
    )
}

fn reason(draft: DraftState, advice: Advice) -> El {
    let name = advice.row.and_then(|row| draft.now(|draft| row_name(draft, row)));
    let words = match name {
        Some(name) => format!("{name}: {}", advice.words),
        None => advice.words,
    };
    let fix = advice.fix.map(|fix| {
        let edit = fix.edit;
        el("button")
            .class("button button-small")
            .attr("type", "button")
            .on_click(move || {
                draft.apply(edit.clone());
            })
            .child(fix.label)
    });
    el("li").class("advice-item").child(el("p").child(words)).child(fix)
}
