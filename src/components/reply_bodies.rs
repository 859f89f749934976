//! The bodies of replies: as text, as a picture, as a table of CSV, as a file; and the headers.

use super::reply_parts::{BodyKind, file_name};
use super::rows_table::{TableHooks, rows_table};
use crate::messages::{self as m, t, tf};
use crate::state::origin;
use crate::ui::{Child, El, code_block, dynamic, el, image, in_pieces, json, lines_view, save_bytes};
use client::csv::{Records, row};
use client::{Reply, url};
use leptos::prelude::*;
use std::rc::Rc;

/// Longer texts are shown line by line as they come into view.
const SHOWN_WHOLE: usize = 100 * 1024;

/// The body as it came: text, or what can be said of bytes that are none; always to be downloaded.
pub(super) fn raw(reply: Rc<Reply>, kind: BodyKind) -> El {
    let saved = reply.clone();
    let download = el("button")
        .class("button button-small")
        .attr("type", "button")
        .on_click(move || save_bytes(&saved.body, "", &file_name(&saved)))
        .child(m::DOWNLOAD);
    let bar = el("div").class("row reply-raw-bar");
    match kind {
        BodyKind::Empty => el("p").class("muted").child(m::EMPTY_BODY),
        BodyKind::Binary => {
            let media = match reply.content_type() {
                none if none.is_empty() => t(m::UNKNOWN_TYPE),
                media => media,
            };
            let words = tf(m::BINARY_BODY, &[("type", &media), ("size", &m::size(reply.body.len()))]);
            el("div").child(el("p").child(words)).child(bar.child(download))
        }
        BodyKind::Text => el("div").child(bar.child(download)).child(plain(&reply.text())),
        BodyKind::Json => {
            let as_sent = RwSignal::new(false);
            let toggle = el("button")
                .class("button button-small")
                .attr("type", "button")
                .attr_with("aria-pressed", move || Some(as_sent.get().to_string()))
                .on_click(move || as_sent.update(|on| *on = !*on))
                .child(m::AS_SENT);
            let bar = bar.child(toggle).child(download);
            if reply.body.len() <= SHOWN_WHOLE {
                return el("div").child(bar).child(code_block(
                    move || match as_sent.get() {
                        true => reply.text().into_owned(),
                        false => json::indented(&reply.text()),
                    },
                    "json",
                    &t(m::RAW),
                ));
            }
            let text: Rc<str> = reply.text().into();
            let indented: RwSignal<Option<Rc<str>>, LocalStorage> = RwSignal::new_local(None);
            indent(text.clone(), indented);
            el("div").child(bar).child(dynamic(move || -> Child {
                match (as_sent.get(), indented.get()) {
                    (true, _) => untrack(|| lines_view(text.clone(), true, &t(m::RAW))).into(),
                    (false, Some(text)) => untrack(|| lines_view(text, true, &t(m::RAW))).into(),
                    (false, None) => el("p").class("muted").attr("role", "status").child(m::LOADING).into(),
                }
            }))
        }
    }
}

fn plain(text: &str) -> El {
    if text.len() > SHOWN_WHOLE {
        return lines_view(text.into(), false, &t(m::RAW));
    }
    let text = text.to_string();
    code_block(move || text.clone(), "", &t(m::RAW))
}

fn indent(text: Rc<str>, to: RwSignal<Option<Rc<str>>, LocalStorage>) {
    leptos::task::spawn_local(async move {
        let mut indenter = json::Indenter::default();
        in_pieces(|| to.try_with_untracked(|_| ()).is_none() || indenter.step(&text, 4_000)).await;
        let _ = to.try_set(Some(indenter.out.into()));
    });
}

/// Whether the browser shows such a body as a picture.
pub(super) fn is_image(reply: &Reply) -> bool {
    const SHOWN: [&str; 8] = [
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "image/avif",
        "image/bmp",
        "image/x-icon",
        "image/svg+xml",
    ];
    SHOWN.contains(&reply.content_type().as_str()) && !reply.body.is_empty()
}

/// The body as a picture.
pub(super) fn picture(reply: &Reply) -> El {
    let words = RwSignal::new(String::new());
    let picture = image(&reply.body, &reply.content_type(), &file_name(reply)).map(|picture| {
        let shown: web_sys::HtmlImageElement = picture.cast();
        let picture = picture.on("load", move |_| {
            let (width, height) = (shown.natural_width().to_string(), shown.natural_height().to_string());
            words.set(tf(m::IMAGE_WORDS, &[("width", &width), ("height", &height)]));
        });
        picture.on("error", move |_| words.set(t(m::IMAGE_BROKEN)))
    });
    if picture.is_none() {
        words.set(t(m::IMAGE_BROKEN));
    }
    el("figure")
        .class("reply-image")
        .child(picture)
        .child(el("figcaption").class("muted small").attr("role", "status").text(move || words.get()))
}

/// Whether the body is CSV.
pub(super) fn is_csv(reply: &Reply) -> bool {
    matches!(reply.content_type().as_str(), "text/csv" | "application/csv" | "text/tab-separated-values")
        && !reply.body.is_empty()
}

/// CSV as a table, read in pieces.
pub(super) fn csv_table(reply: &Reply) -> El {
    let text: Rc<str> = reply.text().into();
    let rows: RwSignal<Option<Rc<Vec<serde_json::Value>>>, LocalStorage> = RwSignal::new_local(None);
    leptos::task::spawn_local(async move {
        let mut records = Records::new(&text);
        let names = records.next().unwrap_or_default();
        let mut read = Vec::new();
        in_pieces(|| {
            let gone = rows.try_with_untracked(|_| ()).is_none();
            let before = read.len();
            read.extend(records.by_ref().take(50).map(|record| row(&names, record)));
            gone || read.len() == before
        })
        .await;
        let _ = rows.try_set(Some(Rc::new(read)));
    });
    el("div").child(dynamic(move || -> Child {
        match rows.get() {
            None => el("p").class("muted").attr("role", "status").child(m::LOADING).into(),
            Some(rows) if rows.is_empty() => el("p").class("muted").child(m::SHOWING_NONE).into(),
            Some(rows) => untrack(|| {
                let words = m::rows(rows.len() as u64);
                Child::from([
                    el("p").attr("role", "status").child(words),
                    rows_table(rows.clone(), TableHooks::default()),
                ])
            }),
        }
    }))
}

/// The headers, and why others are not among them.
pub(super) fn headers(reply: &Reply) -> El {
    let rows: Vec<El> = reply
        .headers
        .iter()
        .map(|(name, value)| {
            el("tr")
                .child(el("th").attr("scope", "row").child(name.clone()))
                .child(el("td").child(value.clone()))
        })
        .collect();
    let table: Child = if rows.is_empty() {
        el("p").class("muted").child(m::NO_HEADERS).into()
    } else {
        let head = el("tr")
            .child(el("th").attr("scope", "col").child(m::HEADER_NAME))
            .child(el("th").attr("scope", "col").child(m::VALUE));
        el("table")
            .class("headers")
            .attr("aria-label", &t(m::HEADERS))
            .child(el("thead").child(head))
            .child(el("tbody").child(rows))
            .into()
    };
    let why = match url::origin(&reply.url) {
        Some(api) if !api.eq_ignore_ascii_case(&origin()) => tf(m::HEADERS_OTHER_ORIGIN, &[("api", api)]),
        _ => t(m::HEADERS_SAME_ORIGIN),
    };
    el("div").child(table).child(el("p").class("muted small").child(why))
}
