//! The tab "Code": the request in six languages.

use crate::messages::{self as m, t};
use crate::state::{DraftState, origin, use_config, use_session};
use crate::ui::{Child, El, Tab, code_block, dynamic, el, tabs};
use leptos::prelude::*;
use openapi::Operation;
use query::{Language, Severity, Snippet, code};
use std::rc::Rc;

/// The tab's panel. `language` holds the chosen one, and outlives the panel; `fill` writes the parameters in.
pub fn code_panel(
    draft: DraftState,
    operation: &Operation,
    language: RwSignal<String>,
    fill: Rc<dyn Fn(Snippet) -> Snippet>,
) -> El {
    let session = use_session();
    let base = Snippet {
        method: operation.method.clone(),
        url: use_config().api(&origin()),
        path: operation.path.clone(),
        operation_id: operation.key.clone(),
        admin: operation.admin,
        ..Snippet::default()
    };
    let list = Language::ALL
        .into_iter()
        .map(|language| {
            let (base, fill) = (base.clone(), fill.clone());
            let mut tab = Tab::new(language.as_str(), language.as_str().into(), move || {
                let (base, fill) = (base.clone(), fill.clone());
                code_block(
                    move || {
                        let body = Some(draft.body(false));
                        let domain = if base.admin { None } else { session.domain() };
                        code(language, &fill(Snippet { body, domain, ..base.clone() }))
                    },
                    language.as_str(),
                    &t(m::CODE),
                )
            });
            tab.keep = false;
            tab
        })
        .collect();
    el("div")
        .class("code-panel")
        .child(tabs(&t(m::LANGUAGE), list, language))
        .child(el("p").class("muted small").child(m::CODE_HINT))
        .child(dynamic(move || -> Child {
            match draft.count(Severity::Error) {
                0 => Child::None,
                _ => el("p").class("condition-problem").child(m::CODE_NOT_READY).into(),
            }
        }))
}
