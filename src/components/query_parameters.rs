//! The parameters of a search that has some, such as the command of `/command/{id}/executions?success=true`.

use super::plain_request::{given, parameter_fields, refused, sent_parameters, settable};
use super::plain_send::{Blocked, focus_wrong, question};
use crate::messages::{self as m, t};
use crate::state::{PlainState, Sending, origin, use_config, use_plain};
use crate::ui::{Child, dialog, dynamic, el, soon};
use client::url;
use leptos::prelude::*;
use openapi::{Document, Operation, Place};
use query::Snippet;
use serde_json::{Value, json};
use std::rc::Rc;

/// Where a search goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Target {
    /// The whole address.
    pub url: String,
    /// The path behind the API's address, its parameters filled in, those of the query too.
    pub path: String,
    /// The headers among the parameters.
    pub headers: Vec<(String, String)>,
    /// Whether it wants the admin token.
    pub admin: bool,
}

/// The parameters of a search, and what is typed for them.
#[derive(Clone)]
pub(super) struct Parameters {
    operation: Rc<Operation>,
    /// `None` where the search has none.
    pub(super) state: Option<PlainState>,
    tried: RwSignal<bool>,
    trouble: RwSignal<Option<String>>,
    asking: RwSignal<bool>,
    waits: StoredValue<Option<Rc<dyn Fn()>>, LocalStorage>,
}

/// The query in the text of an address: with parameters it stands among them.
pub(super) fn query_of(address: &str) -> String {
    let read = address.starts_with('{').then(|| serde_json::from_str::<Value>(address).ok()).flatten();
    match read.as_ref().and_then(|it| it["q"].as_str()) {
        Some(query) => query.to_string(),
        None => address.to_string(),
    }
}

impl Parameters {
    /// Those of an operation, from the address where it names them, else as they were left.
    pub(super) fn new(document: &Document, operation: &Rc<Operation>, address: Option<&str>) -> Parameters {
        let any = operation.parameters.iter().any(|it| it.place != Place::Cookie);
        let state = any.then(|| {
            // The body is the query's, which is kept by itself.
            let bare = Operation { method: "GET".into(), body: None, ..Operation::clone(operation) };
            let linked = address.filter(|text| text.starts_with('{'));
            use_plain(document, &bare, linked).0
        });
        Parameters {
            operation: operation.clone(),
            state,
            tried: RwSignal::new(false),
            trouble: RwSignal::new(None),
            asking: RwSignal::new(false),
            waits: StoredValue::new_local(None),
        }
    }

    /// A query with the parameters as text for an address; tracked.
    pub(super) fn address(&self, query: String) -> String {
        let typed = self.state.map(|state| state.typed_parameters()).unwrap_or_default();
        if typed.is_empty() { query } else { json!({"v": 1, "p": typed, "q": query}).to_string() }
    }

    /// Where the search goes; tracked. Words where it can go nowhere.
    pub(super) fn target(&self) -> Result<Target, String> {
        let api = use_config().api(&origin());
        let given = self.state.map(given).unwrap_or_default();
        let address = url::build(&api, &self.operation.path, &given).map_err(|error| error.to_string())?;
        let path = address.url.strip_prefix(&api).unwrap_or(&self.operation.path).to_string();
        Ok(Target { url: address.url, path, headers: address.headers, admin: self.operation.admin })
    }

    /// Sends, unless a parameter keeps it from that: without its path there is nowhere to send it, and what the server
    /// refuses is asked about first.
    pub(super) fn check(&self, send: Rc<dyn Fn()>) {
        self.trouble.set(None);
        let Some(state) = self.state else { return send() };
        let wrong = untrack(|| blocked(state));
        match untrack(|| self.target()) {
            Ok(_) if wrong.is_empty() => return send(),
            Ok(_) => {
                self.waits.set_value(Some(send));
                self.asking.set(true);
            }
            Err(words) => {
                let each = wrong.iter().map(|it| format!("{}: {}", it.place, it.words));
                let each: Vec<String> = each.collect();
                self.trouble.set(Some(if each.is_empty() { words } else { each.join(" ") }));
                soon(focus_wrong);
            }
        }
        self.tried.set(true);
    }

    /// Writes them into code; tracked.
    pub(super) fn fill(&self, snippet: Snippet) -> Snippet {
        match self.state {
            Some(state) => sent_parameters(state, snippet),
            None => snippet,
        }
    }

    /// Their inputs; `changed` is called after each change that a person makes.
    pub(super) fn view(&self, document: &Rc<Document>, sending: Sending, changed: Rc<dyn Fn()>) -> Child {
        let Some(state) = self.state else { return Child::None };
        let (operation, refused) = (&self.operation, refused(sending));
        let fields = parameter_fields(document, operation, state, refused, self.tried, changed);
        el("div").class("card form").child(fields).into()
    }

    /// What keeps the query from being sent, and the question about it.
    pub(super) fn words(&self) -> Child {
        let Some(state) = self.state else { return Child::None };
        let (trouble, asking, waits) = (self.trouble, self.asking, self.waits);
        let parameters = self.clone();
        Child::from([
            dynamic(move || {
                let words = trouble.get().filter(|_| parameters.target().is_err());
                words.map(|words| el("p").class("condition-problem").attr("role", "alert").child(words))
            }),
            Child::from(dialog(&t(m::FLAWS_TITLE), asking, move || {
                let go: Rc<dyn Fn()> = Rc::new(move || {
                    if let Some(send) = waits.try_update_value(Option::take).flatten() {
                        send();
                    }
                });
                question(&untrack(|| blocked(state)), asking, go)
            })),
        ])
    }
}

/// What is wrong with parameters; tracked.
fn blocked(state: PlainState) -> Vec<Blocked> {
    let wrong = |(parameter, form): (openapi::Parameter, crate::state::FormState)| {
        let flaws = form.flaws().into_iter();
        flaws.map(move |flaw| Blocked::new(&parameter.name, &flaw)).collect::<Vec<_>>()
    };
    settable(state).flat_map(wrong).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_found_among_its_parameters() {
        assert_eq!(query_of("1~n!5"), "1~n!5");
        assert_eq!(query_of(r#"{"v":1,"p":{"path:id":"7f"},"q":"1~n!5"}"#), "1~n!5");
        for other in ["", "{", "{}", "{\"q\":1}"] {
            assert_eq!(query_of(other), other, "what is no address is told so where queries are read");
        }
    }
}
