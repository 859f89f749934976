//! Keys of the body exactly as they are written, for a person who wants to see what the server makes of them.

use super::builder::{KEYS_LEFT, entry};
use crate::messages::{self as m, t, tf};
use crate::state::DraftState;
use crate::ui::{Choice, Combobox, El, Icon, combobox, dynamic, each, el, icon, memo, pass_focus};
use leptos::prelude::*;
use query::{Edit, Setting};
use std::rc::Rc;

/// Closed until it is wanted, or until a setting stands as written.
pub fn as_written(draft: DraftState) -> El {
    let written = memo(move |_| {
        draft.settings(|draft| {
            let pairs = draft.written.iter().map(|(key, value)| (key.clone(), value.to_string()));
            pairs.collect::<Vec<(String, String)>>()
        })
    });
    let some = memo(move |_| written.with(|written| !written.is_empty()));
    let list = each(
        move || written.get(),
        |(key, value): &(String, String)| format!("{key}:{value}"),
        move |(key, value)| {
            let name = key.clone();
            el("li").class("row").child(el("code").class("break").child(format!("{key}: {value}"))).child(
                el("button")
                    .class("button button-icon")
                    .attr("type", "button")
                    .attr("aria-label", &tf(m::DROP_KEY, &[("key", &key)]))
                    .on_click(move || {
                        if let Some(setting) = Setting::parse(&name) {
                            draft.apply(Edit::Write { setting, value: None });
                            pass_focus(KEYS_LEFT.map(String::from));
                        }
                    })
                    .child(icon(Icon::Close)),
            )
        },
    );
    el("details")
        .class("builder-written")
        .prop("open", move || some.get().into())
        .child(el("summary").child(m::AS_WRITTEN))
        .child(
            el("div")
                .class("builder-group")
                .attr("role", "group")
                .attr("aria-label", &t(m::AS_WRITTEN))
                .child(el("p").class("muted small").child(m::AS_WRITTEN_HINT))
                .child(el("ul").class("plain").flag("hidden", move || !some.get()).child(list))
                .child(boxes(draft)),
        )
}

fn boxes(draft: DraftState) -> El {
    let (key, text, wrong) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let write = move || {
        let (name, typed) = (key.get_untracked(), text.get_untracked());
        let name = name.trim();
        if name.is_empty() {
            return wrong.set(t(m::AS_WRITTEN_NO_KEY));
        }
        let edit = query::read_json(&typed).map_err(|error| error.message).and_then(|value| {
            let keyed = draft.now(|it| it.keyed(name, value, &draft.schema(), draft.moment()));
            keyed.map_err(|error| error.to_string())
        });
        match edit {
            Ok(edit) => {
                draft.apply(edit);
                for signal in [key, text, wrong] {
                    signal.set(String::new());
                }
            }
            Err(words) => wrong.set(words),
        }
    };
    let set = move |typed: String| key.set(typed);
    let keys = combobox(Combobox {
        label: t(m::AS_WRITTEN_KEY),
        value: Rc::new(move || key.get()),
        choices: Rc::new(move || {
            let known = Setting::ALL.iter().map(|setting| setting.as_str());
            let choice =
                |name: &str| Choice { value: name.into(), note: String::new(), description: String::new() };
            known.map(choice).collect()
        }),
        on_input: Rc::new(set),
        on_choose: Rc::new(set),
        placeholder: t(m::AS_WRITTEN_KEY),
        invalid: Rc::new(|| false),
    });
    let value = entry(&t(m::AS_WRITTEN_VALUE), "\"DESC\"", text, write);
    el("div")
        .child(
            el("div").class("row row-wrap").child(keys).child(value).child(
                el("button")
                    .class("button button-small")
                    .attr("type", "button")
                    .on_click(write)
                    .child(m::WRITE_KEY),
            ),
        )
        .child(dynamic(move || {
            let words = wrong.get();
            (!words.is_empty())
                .then(|| el("p").class("condition-problem").attr("role", "status").child(words))
        }))
}
