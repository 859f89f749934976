//! A reply: what came, in how much time, and four ways to look at it.

use super::cell::is_rows;
use super::compare::{Elsewhere, compare_view};
use super::error_view::{Again, ErrorHelp, WayTo, error_view, trace_id};
use super::export_panel::{ExportOffer, export_button};
use super::json_tree::{json_tree, large_tree};
use super::reply_bodies::{csv_table, headers, is_csv, is_image, picture, raw};
use super::reply_parts::{BodyKind, Paging, Showing, body_kind, previous_page, showing};
use super::row_source::RowSource;
use super::rows_table::{OnCell, OnSort, Sort, Sortable, TableHooks, fields_table, rows_table};
use crate::messages::{self as m, t, tf};
use crate::state::Earlier;
use crate::ui::{Child, El, Tab, breathe, dynamic, el, in_pieces, tabs};
use client::rows::{LargeReply, Scan, Scanned};
use client::{Envelope, Reply, Request};
use leptos::prelude::*;
use serde_json::Value;
use std::cell::Cell;
use std::rc::Rc;

/// The way to other pages of a list.
#[derive(Clone)]
pub struct Pager {
    /// The number of the first page, as this server counts.
    pub first_page: i64,
    /// Asks for a page. Which one this is, the reply says itself.
    pub on_page: Rc<dyn Fn(i64)>,
}

/// Makes what stands under a list of rows, given how many there are in all where the server tells.
pub type Beneath = Option<Rc<dyn Fn(Option<u64>) -> El>>;

/// Hears of the rows of a list.
pub type OnRows = Option<Rc<dyn Fn(Option<&RowSource>)>>;

/// What a reply needs of the request that it answers. All of it may be left out.
#[derive(Clone, Default)]
pub struct ReplyExtras {
    /// Sends the same again.
    pub again: Again,
    /// The permissions that the operation requires.
    pub permissions: Vec<String>,
    /// It is an operation of administration.
    pub admin: bool,
    /// The request itself.
    pub request: Option<Rc<Request>>,
    /// It changes nothing, whatever its method.
    pub reads: bool,
    /// The way from an error's detail to the input that it is about.
    pub way_to: WayTo,
    /// The way to other pages.
    pub pager: Option<Pager>,
    /// Hears that a cell of the table was pressed.
    pub on_cell: Option<OnCell>,
    /// Hears that a column's name was pressed.
    pub on_sort: Option<OnSort>,
    /// Which columns can be sorted by; all, where nobody says.
    pub sortable: Option<Sortable>,
    /// By which column the rows are sorted, tracked.
    pub sort: Option<Sort>,
    /// What stands under a list of rows.
    pub beneath: Beneath,
    /// Gets the rows of a list; none where it is empty.
    pub on_rows: OnRows,
    /// What "Export all pages" would export.
    pub export: Option<ExportOffer>,
    /// Under which name the person's choice of columns is kept.
    pub keep: Option<String>,
    /// Earlier replies of the same operation, the latest first.
    pub before: Vec<Rc<Earlier>>,
    /// Of which domain they are.
    pub elsewhere: Elsewhere,
    /// The chosen tab, where the choice is to outlive this reply: `table`, `tree`, `raw` or `headers`.
    pub tab: Option<RwSignal<String>>,
}

/// Which of the two buttons a person turned pages with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Previous,
    Next,
}

thread_local! {
    /// A new page comes as a new reply with new buttons: the focus goes to the one that was pressed.
    static TURNED: Cell<Option<Turn>> = const { Cell::new(None) };
}

/// Larger bodies are looked through in pieces, and their rows read only when they are looked at.
pub(super) const READ_AT_ONCE: usize = 256 * 1024;

/// A reply, whatever its status. A large one appears when it is clear where its rows stand.
pub fn reply_view(reply: Rc<Reply>, extras: ReplyExtras) -> El {
    if reply.body.len() <= READ_AT_ONCE || is_image(&reply) {
        return whole(reply, extras);
    }
    let found: RwSignal<Option<Option<Rc<LargeReply>>>, LocalStorage> = RwSignal::new_local(None);
    let size = m::size(reply.body.len());
    let scanned = reply.clone();
    leptos::task::spawn_local(async move {
        let (mut scan, mut layout) = (Scan::default(), None);
        in_pieces(|| match scan.step(&scanned.body, 64 * 1024) {
            Scanned::More => found.try_with_untracked(|_| ()).is_none(),
            Scanned::Rows(rows) => {
                layout = Some(rows);
                true
            }
            Scanned::Other => true,
        })
        .await;
        // To look and to draw in one breath would hold the page up for longer than anybody should notice.
        breathe().await;
        let _ = found.try_set(Some(layout.map(|layout| Rc::new(LargeReply::new(scanned, layout)))));
    });
    el("div").class("reply").child(dynamic(move || -> Child {
        let (reply, extras) = (reply.clone(), extras.clone());
        match found.get() {
            None => el("p")
                .class("muted")
                .attr("role", "status")
                .child(tf(m::READING_REPLY, &[("size", &size)]))
                .into(),
            Some(Some(large)) if large.all_objects() && !large.is_empty() => untrack(|| {
                let envelope = large.envelope();
                view(reply, envelope, Some(large), extras).into()
            }),
            Some(_) => untrack(|| whole(reply, extras)).into(),
        }
    }))
}

/// A reply that is read as a whole.
fn whole(reply: Rc<Reply>, extras: ReplyExtras) -> El {
    let envelope = reply.envelope();
    view(reply, envelope, None, extras)
}

fn view(reply: Rc<Reply>, envelope: Envelope, large: Option<Rc<LargeReply>>, extras: ReplyExtras) -> El {
    let paging = envelope.page.unwrap_or_default();
    let data = envelope.data;
    let list_length = match &large {
        Some(large) => Some(large.len()),
        None => data.as_ref().and_then(Value::as_array).map(Vec::len),
    };
    let failed = envelope.error.is_some();
    let is_list = list_length.is_some() && !failed;
    let beneath = extras.beneath.as_ref().filter(|_| is_list).map(|beneath| beneath(paging.total));
    // Where there are no rows, why that is so comes first, and the empty list after it.
    let (before, beneath) = if list_length == Some(0) { (beneath, None) } else { (None, beneath) };
    let help = ErrorHelp {
        way_to: extras.way_to.clone(),
        again: extras.again.clone(),
        permissions: extras.permissions.clone(),
        admin: extras.admin,
        request: extras.request.clone(),
        reads: extras.reads,
    };
    let status = match list_length {
        Some(rows) if !failed => {
            let pager = extras.pager.as_ref();
            let paging = Paging {
                first_page: pager.map(|pager| pager.first_page),
                page: paging.page,
                limit: paging.limit,
                total: paging.total,
                rows,
            };
            let offer = extras.export.clone().filter(|_| rows > 0).map(|offer| {
                let keyed = |row: &Value| row.get("id").is_some();
                let has_key = match &large {
                    Some(large) => large.row(0).as_ref().is_some_and(keyed),
                    None => data.as_ref().and_then(|rows| rows.get(0)).is_some_and(keyed),
                };
                let first_page = pager.map(|pager| pager.first_page).or(offer.first_page);
                ExportOffer {
                    total: paging.total,
                    // A search has pages, even where its answer tells of none.
                    paged: paging.page.is_some() || pager.is_some(),
                    has_key,
                    first_page,
                    ..offer
                }
            });
            Some(rows_status(paging, pager.map(|pager| pager.on_page.clone()), offer))
        }
        _ => None,
    };
    el("div")
        .class("reply")
        .child(head(&reply, !failed))
        .child(envelope.error.map(|error| error_view(error, help)))
        .child(status)
        .child(before)
        .child(parts(reply, large, data.filter(|_| !failed), is_list, extras))
        .child(beneath)
}

/// The line above everything: status, time, size, and the trace id where no error names it.
fn head(reply: &Reply, with_trace: bool) -> El {
    let chip = match reply.status {
        200..300 => "chip chip-success",
        300..400 => "chip chip-warning",
        _ => "chip chip-error",
    };
    el("div")
        .class("reply-head")
        .child(el("span").class(chip).child(reply.status_words()))
        .child(
            el("span").class("muted").child(tf(m::ELAPSED, &[("ms", &format!("{:.0}", reply.elapsed_ms))])),
        )
        .child(el("span").class("muted").child(m::size(reply.body.len())))
        .child(reply.trace_id().filter(|_| with_trace).map(trace_id))
}

/// How many rows these are of how many, and the way to the others.
fn rows_status(paging: Paging, on_page: Option<Rc<dyn Fn(i64)>>, offer: Option<ExportOffer>) -> El {
    let said = showing(paging);
    let number = m::number;
    let words = match said {
        Showing::Rows { from, to, total: Some(total) } => {
            tf(m::SHOWING, &[("from", &number(from)), ("to", &number(to)), ("total", &number(total))])
        }
        Showing::Rows { from, to, total: None } => {
            tf(m::SHOWING_OPEN, &[("from", &number(from)), ("to", &number(to))])
        }
        Showing::Count { count, total: Some(total) } if total != count => {
            tf(m::ROW_COUNT_OF, &[("count", &number(count)), ("total", &number(total))])
        }
        Showing::Count { count, .. } => m::rows(count),
        Showing::Past { total } => tf(m::SHOWING_PAST, &[("total", &number(total))]),
        Showing::Nothing => t(m::SHOWING_NONE),
    };
    let buttons = on_page.zip(paging.page).map(|(on_page, page)| {
        let turn = |turn: Turn, to: Option<i64>, words: m::Msg| {
            let on_page = on_page.clone();
            let button = el("button")
                .class("button")
                .attr("type", "button")
                .flag("disabled", move || to.is_none())
                .on_click(move || {
                    if let Some(page) = to {
                        TURNED.set(Some(turn));
                        on_page(page);
                    }
                })
                .child(words);
            (button, to.is_some())
        };
        let (previous, has_previous) = turn(Turn::Previous, previous_page(paging), m::PREVIOUS_PAGE);
        let (next, has_next) = turn(Turn::Next, paging.has_next().then_some(page + 1), m::NEXT_PAGE);
        if let Some(turned) = TURNED.take() {
            let wanted = match turned {
                Turn::Next if has_next => Some(&next),
                _ if has_previous => Some(&previous),
                _ if has_next => Some(&next),
                _ => None,
            };
            if let Some(wanted) = wanted {
                focus_if_lost(wanted.cast());
            }
        }
        Child::from([previous, next])
    });
    let buttons = (buttons.is_some() || offer.is_some()).then(|| {
        el("div")
            .class("row reply-pages")
            .child(buttons.unwrap_or(Child::None))
            .child(offer.map(export_button))
    });
    el("div")
        .class("reply-status")
        .child(el("p").attr("role", "status").child(words))
        .child(buttons)
        .child((said == Showing::Nothing).then(|| el("p").class("muted reply-hint").child(m::EMPTY_HINT)))
}

/// Gives the focus to a button that is just being built, unless the person has moved on meanwhile.
pub(super) fn focus_if_lost(button: web_sys::HtmlElement) {
    queue_microtask(move || {
        if crate::ui::focus_is_lost(&button) {
            let _ = button.focus();
        }
    });
}

/// The tabs "Table", "Tree", "Raw" and "Headers", as far as there is something in them.
fn parts(
    reply: Rc<Reply>,
    large: Option<Rc<LargeReply>>,
    data: Option<Value>,
    is_list: bool,
    extras: ReplyExtras,
) -> El {
    let kind = match large {
        Some(_) => BodyKind::Json,
        None => body_kind(&reply),
    };
    let selected = extras.tab.unwrap_or_else(|| RwSignal::new("table".into()));
    let hooks = TableHooks {
        on_cell: extras.on_cell,
        on_sort: extras.on_sort,
        sortable: extras.sortable,
        sort: extras.sort,
        keep: extras.keep.map(|name| format!("columns:{name}")),
    };
    let mut list = Vec::new();
    let rows: Option<RowSource> = match (&large, data) {
        (Some(large), _) => Some(large.clone().into()),
        (None, Some(rows)) if is_rows(&rows) => match rows {
            Value::Array(rows) => Some(Rc::new(rows).into()),
            _ => None,
        },
        (None, Some(object @ Value::Object(_))) if object.as_object().is_some_and(|map| !map.is_empty()) => {
            list.push(Tab::new("table", t(m::TABLE), move || fields_table(&object)));
            None
        }
        _ => None,
    };
    if let Some(on_rows) = extras.on_rows.filter(|_| is_list) {
        on_rows(rows.as_ref());
    }
    if let Some(rows) = rows {
        list.push(Tab::new("table", t(m::TABLE), move || rows_table(rows.clone(), hooks.clone())));
    }
    if is_image(&reply) {
        let reply = reply.clone();
        list.push(Tab::new("image", t(m::IMAGE), move || picture(&reply)));
    }
    if kind == BodyKind::Text && is_csv(&reply) {
        let reply = reply.clone();
        list.push(Tab::new("table", t(m::TABLE), move || csv_table(&reply)));
    }
    if kind == BodyKind::Json {
        let (reply, large) = (reply.clone(), large.clone());
        list.push(Tab::new("tree", t(m::TREE), move || {
            match (&large, large.is_none().then(|| reply.json())) {
                (Some(large), _) => large_tree(large.clone(), &t(m::TREE)),
                (None, Some(Ok(value))) => json_tree(Rc::new(value), &t(m::TREE)),
                // The kind says JSON only where it can be read.
                (None, Some(Err(problem))) => el("p").child(problem.to_string()),
                (None, None) => el("div"),
            }
        }));
    }
    let raw_reply = reply.clone();
    list.push(Tab::new("raw", t(m::RAW), move || raw(raw_reply.clone(), kind)));
    // What has no rows cannot be compared by them.
    let is_comparable = reply.is_ok() && kind == BodyKind::Json;
    let rows = |reply: &Reply| reply.is_ok() && body_kind(reply) == BodyKind::Json;
    let before =
        extras.before.into_iter().filter(|one| is_comparable && rows(&one.reply)).collect::<Vec<_>>();
    if !before.is_empty() {
        let (reply, of) = (reply.clone(), extras.elsewhere);
        list.push(Tab {
            keep: false,
            ..Tab::new("compare", t(m::COMPARE), move || compare_view(&reply, &before, &of))
        });
    }
    list.push(Tab::new("headers", t(m::HEADERS), move || headers(&reply)));
    tabs(&t(m::REPLY_PARTS), list, selected)
}
