//! Region "Request" of a search: the query in its several forms, the body beside it, advice, and Send.

use super::advice::{advice_list, focus_place, focus_spot};
use super::body_editor::{example_menu, example_title};
use super::cell_menu::cell_menu;
use super::code_view::code_panel;
use super::funnel::funnel;
use super::import_query::{import_query, take_pending};
use super::json_editor::json_panel;
use super::query_parameters::{Parameters, Target, query_of};
use super::query_send::{Unread, query_send};
use super::query_tools::{query_tools, with_undo_keys};
use super::saved_queries::saved_queries;
use super::server_errors::{placed, spot};
use super::text_form::TextForm;
use super::text_view::{TextView, text_panel, unread};
use super::tokens::admin_box;
use super::why_not::{remember_rows, why_not};
use super::{Pager, ReplyExtras, RequestPart, builder};
use crate::messages::{self as m, t, tf};
use crate::paths::Place;
use crate::state::{
    DraftState, Sending, half_typed, keep_half_typed, use_address, use_config, use_draft, use_session,
};
use crate::ui::{Child, El, Icon, Tab, dynamic, effect, el, icon, live_json, memo, pass_focus, tabs};
use client::{Body, Method, Request};
use leptos::prelude::*;
use openapi::{Document, Operation};
use query::{Direction, Draft, Edit, EntitySchema, Snippet};
use std::rc::Rc;
use std::sync::Arc;

/// A query as it was sent. What is said of its answer is said of this, whatever was changed since.
#[derive(Clone, Default)]
pub struct Sent {
    /// What was asked.
    pub draft: Draft,
    /// When, in milliseconds since 1970: what its relative dates count from.
    pub at: i64,
    /// In which domain.
    pub domain: Option<String>,
    /// Where it went.
    pub to: Target,
}

/// The request part of a search.
pub fn query_request(
    document: &Rc<Document>,
    operation: &Rc<Operation>,
    schema: EntitySchema,
    address: Option<String>,
    sending: Sending,
) -> RequestPart {
    let config = use_config();
    let first_page = schema.first_page.or(config.first_page).unwrap_or(0);
    let from_link = address.as_deref().map(|text| Draft::from_address(&query_of(text)));
    let linked = from_link.is_some();
    let link_error = from_link.as_ref().and_then(|read| read.as_ref().err().cloned());
    let draft = use_draft(&operation.key, schema, first_page, from_link.and_then(Result::ok));
    // Each domain has its own draft: the linked one goes along.
    let notice = link_notice(link_error.map(|error| error.message), Rc::new(move || draft.take_along()));
    take_pending(draft);
    leave_link(draft, operation.key.clone());
    let parameters = Parameters::new(document, operation, address.as_deref());
    keep_together(draft, &parameters);

    let before = sending.asked().and_then(|it| it.downcast_ref::<Arc<Sent>>().cloned());
    // What was sent is told apart from what stands now by the numbers of its rows, and those begin anew with a page.
    let before = before.map(|it| {
        let as_now = draft.now(|now| it.draft.clone().numbered_as(now));
        Arc::new(Sent { draft: as_now, ..Sent::clone(&it) })
    });
    let sent: StoredValue<Arc<Sent>, LocalStorage> = StoredValue::new_local(before.unwrap_or_default());
    let address = {
        let parameters = parameters.clone();
        move |asked: &Draft| untrack(|| parameters.address(asked.without_secrets().to_address()))
    };
    let told = address.clone();
    let send_in: Rc<dyn Fn(Draft, i64, Option<String>, Target)> =
        Rc::new(move |asked: Draft, at, domain, to| {
            let body = match asked.build(&draft.schema(), at) {
                Ok(query) => query.to_json(),
                // Asked for with its mistakes: it goes as it is shown.
                Err(_) => draft.body_of(&asked, at),
            };
            sending.tell_typed(Some(told(&asked)));
            let mut request = Request::new(Method::Post, &to.url);
            request.headers.clone_from(&to.headers);
            let this = Arc::new(Sent { draft: asked, at, domain: domain.clone(), to });
            sending.tell_asked(Rc::new(this.clone()));
            sent.set_value(this);
            draft.noticed();
            request.body = Body::Json(body.to_string());
            request.domain = domain;
            sending.send(request);
        });
    // What administers the installation acts on no domain, whichever is chosen.
    let here = move || if sending.is_admin() { None } else { untrack(|| use_session().domain()) };
    let send_this: Rc<dyn Fn(Draft)> = {
        let (send_in, parameters) = (send_in.clone(), parameters.clone());
        Rc::new(move |asked: Draft| {
            let (send_in, to) = (send_in.clone(), parameters.clone());
            parameters.check(Rc::new(move || {
                if let Ok(to) = untrack(|| to.target()) {
                    send_in(asked.clone(), draft.moment(), here(), to);
                }
            }));
        })
    };
    effect(move |_| {
        let fields = sending.field_errors();
        sent.with_value(|sent| draft.set_refused(placed(&fields, &sent.draft), &sent.draft));
    });
    let send_now: Rc<dyn Fn()> = {
        let send_this = send_this.clone();
        Rc::new(move || send_this(draft.now(Draft::clone)))
    };
    let tab = RwSignal::new(String::from("builder"));
    let texts = [TextForm::Json, TextForm::English].map(|form| TextView::new(form, draft));
    for (text, name) in texts.into_iter().zip(["json", "english"]) {
        let key = operation.key.clone();
        // A link shows what it holds.
        if !linked
            && let Some(left) = half_typed(&key, name)
            && text.take_back(left)
        {
            tab.set(name.to_string());
        }
        effect(move |before: Option<Option<String>>| {
            let left = text.half_typed();
            if before.is_some_and(|before| before != left) {
                keep_half_typed(&key, name, left.clone());
            }
            left
        });
    }
    let unread: Unread = Rc::new(move || unread(texts, &tab.get()));
    let (send_line, send) = query_send(draft, sending, unread, send_now);

    let query = el("section")
        .class("query card")
        .attr("aria-label", &t(m::QUERY))
        .child(query_tools(
            draft,
            &operation.key,
            Rc::new(move || draft.now(&address)),
            query_examples(draft, operation)
                .into_iter()
                .chain([import_query(draft, &operation.key), saved_queries(draft, &operation.key)])
                .collect(),
        ))
        .child(way_back())
        .child(notice)
        .child(elsewhere(draft))
        .child(
            el("div")
                .class("query-columns")
                .child(el("div").class("query-views").child(views(
                    draft,
                    operation,
                    parameters.clone(),
                    tab,
                    texts,
                )))
                .child(el("div").class("query-side").child(body_preview(draft)).child(advice_list(
                    draft,
                    Rc::new(move |advice| {
                        tab.set("builder".into());
                        focus_place(advice);
                    }),
                ))),
        );
    let elsewhere = move || {
        let (of, now) = (sent.with_value(|sent| sent.domain.clone()), untrack(|| use_session().domain()));
        of.filter(|of| now.as_ref() != Some(of))
    };
    let (menu, on_cell) = cell_menu(draft, Rc::new(elsewhere));
    let view = el("section")
        .class("request")
        .attr("aria-label", &t(m::REQUEST))
        .child(operation.admin.then(admin_box))
        .child(parameters.view(document, sending, Rc::new(move || draft.touch())))
        .child(with_undo_keys(query, draft))
        .child(parameters.words())
        .child(send_line)
        .child(menu)
        .child(note_bar(draft, send.clone()));

    let extras: Rc<dyn Fn() -> ReplyExtras> = Rc::new(move || {
        let (turn_sent, sort) = (send_in.clone(), send.clone());
        let parameters = parameters.clone();
        ReplyExtras {
            again: Some(send.clone()),
            way_to: Some(Rc::new(move |error| {
                let (row, place) = sent.with_value(|sent| spot(error, &sent.draft))?;
                Some(Rc::new(move || {
                    tab.set("builder".into());
                    focus_spot(row, place);
                }))
            })),
            pager: Some(Pager {
                first_page: i64::from(first_page),
                on_page: Rc::new(move |page| {
                    let was = sent.get_value();
                    let first = |draft: &Draft| Draft { page: String::new(), ..draft.clone() }.renumbered();
                    let same = untrack(|| parameters.target()).as_ref() == Ok(&was.to);
                    let asked = if draft.now(first) == first(&was.draft) && was.domain == here() && same {
                        draft.turn(page.to_string());
                        draft.now(Draft::clone)
                    } else {
                        // The query was changed since, or the domain: the next page is that of the answer in view.
                        let mut asked = was.draft.clone();
                        asked.apply(Edit::SetPage(page.to_string()));
                        asked
                    };
                    // "The last hour" is that of the first page.
                    turn_sent(asked, was.at, was.domain.clone(), was.to.clone());
                }),
            }),
            on_cell: Some(on_cell.clone()),
            sortable: Some(Rc::new(move |column| sorts_by(&draft.schema(), column))),
            on_sort: Some(Rc::new(move |column| {
                draft.apply(sorted_by(&draft.now(Draft::clone), column));
                sort();
            })),
            // The order of the rows in view, whatever was chosen since.
            sort: Some(Rc::new(move || {
                sent.with_value(|sent| {
                    let direction = sent.draft.sort_direction.unwrap_or(Direction::Asc);
                    (!sent.draft.sort_by.is_empty()).then(|| (sent.draft.sort_by.clone(), direction))
                })
            })),
            on_rows: Some(Rc::new(move |rows| remember_rows(draft, &sent.get_value(), rows))),
            beneath: Some(Rc::new(move |total| beneath(draft, sent.get_value(), total))),
            ..ReplyExtras::default()
        }
    });
    RequestPart { view, extras }
}

/// The queries that the document gives as examples. What one replaces, undoing brings back.
fn query_examples(draft: DraftState, operation: &Operation) -> Option<El> {
    let schema = draft.schema();
    let content = operation.body.iter().flat_map(|body| &body.content);
    let read = |example: &openapi::Example| {
        Some((example_title(example), Draft::from_json(&example.value, &schema).ok()?))
    };
    let examples: Vec<(String, Draft)> = content.flat_map(|media| &media.examples).filter_map(read).collect();
    if examples.is_empty() {
        return None;
    }
    let titles: Vec<String> = examples.iter().map(|(title, _)| title.clone()).collect();
    let menu = example_menu(titles.iter(), move |at| {
        if let Some((_, example)) = examples.get(at) {
            draft.apply(Edit::Replace(Box::new(example.clone())));
        }
    });
    Some(menu.class("input input-small"))
}

/// What stands under an answer: what removed its rows, and why one is missing.
fn beneath(draft: DraftState, sent: Arc<Sent>, total: Option<u64>) -> El {
    let is_empty = total == Some(0);
    let funnel = is_empty.then(|| funnel(draft, &sent));
    el("div").class("reply-beneath").child(funnel).child(why_not(draft, sent))
}

/// What an act on the answer did to the query, where the query itself is out of sight, and the way to its answer.
fn note_bar(draft: DraftState, send: Rc<dyn Fn()>) -> El {
    let bar = el("div").class("note-bar notice");
    bar.flag("hidden", move || draft.noted().is_none())
        // The draft's own live region reads it out.
        .child(el("p").attr("aria-hidden", "true").text(move || draft.noted().unwrap_or_default().0))
        .child(
            el("div")
                .class("row")
                .child(
                    el("button")
                        .class("button button-primary")
                        .attr("type", "button")
                        .flag("hidden", move || draft.noted().is_some_and(|(_, changed)| !changed))
                        .on_click(move || {
                            send();
                            // The button goes with the note; the answer comes where the focus then is.
                            pass_focus(["section.reply".into()]);
                        })
                        .child(m::SHOW_THE_ANSWER),
                )
                .child(
                    el("button")
                        .class("button button-icon")
                        .attr("type", "button")
                        .attr("aria-label", &t(m::CLOSE_NOTE))
                        .on_click(move || {
                            draft.noticed();
                            pass_focus([".rows-region .rows".into()]);
                        })
                        .child(icon(Icon::Close)),
                ),
        )
}

/// Whether rows can be sorted by a column. What is read from elsewhere, as the roles of a player, is no column of the
/// server's.
fn sorts_by(schema: &EntitySchema, column: &str) -> bool {
    // Where the document says nothing of the rows, the server alone knows.
    !schema.fields.iter().any(|field| field.row) || schema.sorts().any(|field| field.name == column)
}

/// Pressing a column's name sorts by it upwards, then downwards, then not at all; and from the first page.
fn sorted_by(draft: &Draft, column: &str) -> Edit {
    let (by, direction) = match (draft.sort_by == column, draft.sort_direction) {
        (false, _) => (column, Some(Direction::Asc)),
        (true, None | Some(Direction::Asc)) => (column, Some(Direction::Desc)),
        (true, Some(Direction::Desc)) => ("", None),
    };
    Edit::All(vec![
        Edit::SetSortBy(by.into()),
        Edit::SetSortDirection(direction),
        Edit::SetPage(String::new()),
    ])
}

fn views(
    draft: DraftState,
    operation: &Operation,
    parameters: Parameters,
    tab: RwSignal<String>,
    [json, english]: [TextView; 2],
) -> El {
    let language = RwSignal::new(String::from("curl"));
    let operation = Rc::new(operation.clone());
    let fill: Rc<dyn Fn(Snippet) -> Snippet> = Rc::new(move |snippet| parameters.fill(snippet));
    // What is hidden is not kept up with each letter: these panels hold nothing of their own.
    let fresh = |id: &str, label, panel: Rc<dyn Fn() -> El>| Tab { id: id.into(), label, panel, keep: false };
    let list = vec![
        Tab::new("builder", t(m::BUILDER), move || builder(draft)),
        fresh("json", t(m::JSON), Rc::new(move || json_panel(json))),
        fresh("english", t(m::ENGLISH), Rc::new(move || text_panel(english))),
        fresh("code", t(m::CODE), Rc::new(move || code_panel(draft, &operation, language, fill.clone()))),
    ];
    tabs(&t(m::QUERY_VIEWS), list, tab)
}

/// What a link has to say: that it could not be read, or for which domain it was made.
///
/// `switching` is called before another domain is chosen.
pub(super) fn link_notice(error: Option<String>, switching: Rc<dyn Fn()>) -> Child {
    if let Some(message) = error {
        return el("p")
            .class("notice notice-warning")
            .attr("role", "status")
            .child(tf(m::LINK_UNREADABLE, &[("message", &message)]))
            .into();
    }
    let Some(wanted) = use_address().link_domain() else { return Child::None };
    dynamic(move || -> Child {
        let session = use_session();
        let Some(now) = session.domain() else { return Child::None };
        if now == wanted {
            return Child::None;
        }
        let known = session.me().and_then(|me| me.domains.iter().find(|it| it.id == wanted).cloned());
        let name = known.as_ref().map_or_else(|| wanted.clone(), |it| it.name.clone());
        let current = session.domain_name().unwrap_or(now);
        let switching = switching.clone();
        let switch = known.map(|domain| {
            el("button")
                .class("button button-small")
                .attr("type", "button")
                .child(tf(m::LINK_SWITCH, &[("domain", &domain.name)]))
                .on_click(move || {
                    switching();
                    session.choose(domain.id.clone());
                })
        });
        el("div")
            .class("notice")
            .attr("role", "status")
            .child(el("p").child(tf(m::LINK_DOMAIN, &[("domain", &name), ("current", &current)])))
            .child(switch)
            .into()
    })
}

/// Once a linked query is changed, the address no longer tells what stands here: the draft is kept by itself.
fn leave_link(draft: DraftState, key: String) {
    let address = use_address();
    effect(move |_| {
        if draft.touched() {
            address.rename(&Place::operation(&key));
        }
    });
}

/// What a link brought is kept once some of it is changed, and then all of it: the query and its parameters.
fn keep_together(draft: DraftState, parameters: &Parameters) {
    let Some(state) = parameters.state else { return };
    effect(move |_| {
        if draft.touched() {
            state.keep();
        }
    });
}

/// On a page that was opened from a row of another answer: the way back to it.
fn way_back() -> Option<El> {
    let address = use_address();
    let way = address.came_from()?;
    let title = way.title.clone();
    Some(
        el("div").class("notice").child(el("p").class("muted").child(m::WAY_BACK_HINT)).child(
            el("button")
                .class("button button-small")
                .attr("type", "button")
                .on_click(move || address.go_back(&way))
                .child(tf(m::WAY_BACK, &[("title", &title)])),
        ),
    )
}

/// What the server said that no row can answer for.
fn elsewhere(draft: DraftState) -> Child {
    dynamic(move || -> Child {
        let refused = draft.refused_elsewhere();
        if refused.is_empty() {
            return Child::None;
        }
        let items: Vec<El> = refused
            .into_iter()
            .map(|it| {
                // Most of the server's sentences begin with the name of what they are about.
                let named = it.place.is_empty() || it.words.starts_with(&it.place);
                let words = if named { it.words } else { format!("{}: {}", it.place, it.words) };
                el("p").child(tf(m::SERVER_REFUSED, &[("words", &words)]))
            })
            .collect();
        el("div").class("notice notice-warning").child(el("div").child(items)).into()
    })
}

fn body_preview(draft: DraftState) -> El {
    let text = memo(move |_| serde_json::to_string_pretty(&draft.body(false)).unwrap_or_default());
    el("div")
        .class("body-preview")
        .child(el("h3").child(m::BODY_TO_SEND))
        .child(live_json(move || text.get(), &t(m::BODY_TO_SEND)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use query::{Field, FieldKind};

    #[test]
    fn rows_are_sorted_by_what_the_server_stores_of_them() {
        let users = EntitySchema::new("user", "/user/search")
            .field(Field::new("name", FieldKind::Text).filterable().in_rows())
            .field(Field::new("roles", FieldKind::Nested).in_rows())
            .field(Field::new("discordId", FieldKind::Text).filterable());
        let by = |column| sorts_by(&users, column);
        assert!(by("name") && !by("roles") && !by("discordId") && !by("other"));
        assert!(sorts_by(&EntitySchema::new("other", "/other/search"), "anything"));
    }

    #[test]
    fn a_column_is_pressed_up_down_and_off() {
        let mut draft = Draft { page: "4".into(), ..Draft::default() };
        let mut seen = Vec::new();
        for _ in 0..4 {
            draft.apply(sorted_by(&draft, "name"));
            seen.push((draft.sort_by.clone(), draft.sort_direction));
        }
        let name = || String::from("name");
        assert_eq!(seen[..2], [(name(), Some(Direction::Asc)), (name(), Some(Direction::Desc))]);
        assert_eq!(seen[2..], [(String::new(), None), (name(), Some(Direction::Asc))]);
        assert_eq!(draft.page, "");
    }
}
