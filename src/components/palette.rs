//! Ctrl+K: everything there is, by a few letters of its name.

use super::favourites::favourite_heads;
use super::{local_moment, method_badge};
use crate::messages::{self as m, Msg, said, t, tf};
use crate::part;
use crate::paths::Place;
use crate::state::{
    Language, Theme, history, lesson_titles, use_address, use_document, use_session, use_settings,
};
use crate::ui::{
    El, dialog, each, el, fetch_early, find, follow, ground, later, listen, memo, origin_of, path_words,
};
use client::codes::{self, ErrorCode};
use leptos::prelude::*;
use openapi::{Document, Head};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlInputElement, KeyboardEvent};

/// How many entries are listed at once.
const SHOWN: usize = 40;
/// So long a path stands in one line of its own on a phone too.
const NOTE: usize = 44;
/// How many past requests are among them.
const SENT: usize = 8;
/// How many fields are among them.
const FIELDS: usize = 20;

/// Something that the palette can do.
#[derive(Clone, PartialEq)]
enum Entry {
    Go {
        place: Place,
        words: String,
        note: String,
    },
    /// `draft` is what stood in it when it was sent, `domain` where it went.
    Operation {
        key: String,
        draft: Option<String>,
        domain: Option<String>,
        method: String,
        words: String,
        note: String,
    },
    Theme(Theme),
    Language(Language),
    FindOperation,
    Keys,
}

/// What stands beside the document, as it comes.
#[derive(Clone, Default)]
struct Beside {
    lessons: Vec<Entry>,
    sent: Vec<Entry>,
    fields: Rc<Vec<SearchField>>,
}

/// What the box and the list below it share. The box is there from the first key on, the list comes with its part:
/// what is typed before that, Enter too, waits for it.
#[derive(Clone, Copy)]
struct Asked {
    open: RwSignal<bool>,
    keys_open: RwSignal<bool>,
    text: RwSignal<String>,
    /// The entry that Enter takes, by its place.
    at: RwSignal<usize>,
    /// How many entries fit; nothing before the list is there.
    count: RwSignal<Option<usize>>,
    /// Whether the entry at `at` is asked for.
    taken: RwSignal<bool>,
}

/// A field of a search: the search's place among the operations, its entity, and the field's name.
type SearchField = (usize, String, String);

// Reading every search's fields wants the reader of entities, which the first page does without.
part!(places, choose: fn(Asked) -> El = chooser);
part!(places, help: fn() -> El = keyboard_help);
part!(operation, fields_reader: fn(&Document) -> Vec<SearchField> = search_fields);

impl Entry {
    fn words(&self) -> String {
        match self {
            Entry::Go { words, .. } | Entry::Operation { words, .. } => words.clone(),
            Entry::Theme(theme) => format!("{}: {}", t(m::THEME), t(theme_words(*theme))),
            Entry::Language(language) => format!("{}: {}", t(m::APP_LANGUAGE), language.name()),
            Entry::FindOperation => t(m::FIND_OPERATION),
            Entry::Keys => t(m::KEYS),
        }
    }

    fn note(&self) -> String {
        match self {
            Entry::Go { note, .. } | Entry::Operation { note, .. } => note.clone(),
            Entry::Theme(_) | Entry::Language(_) => t(m::SETTINGS),
            Entry::FindOperation => "/".into(),
            Entry::Keys => "?".into(),
        }
    }
}

fn theme_words(theme: Theme) -> Msg {
    match theme {
        Theme::System => m::THEME_SYSTEM,
        Theme::Dark => m::THEME_DARK,
        Theme::Light => m::THEME_LIGHT,
    }
}

/// The dialogs "Command palette" and "Keyboard", and the keys that open them.
pub fn palette() -> El {
    let (open, keys_open) = (RwSignal::new(false), RwSignal::new(false));
    listen(&ground(), "keydown", move |event| {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
        let held = key.ctrl_key() || key.meta_key();
        match key.key().as_str() {
            // Half of Ctrl+K: what the other half opens is on its way by then.
            "Control" | "Meta" => fetch_early(choose),
            "k" | "K" if held && !key.alt_key() && !key.shift_key() => {
                event.prevent_default();
                open.set(true);
            }
            "?" if !held && !typing(&event) => keys_open.set(true),
            "/" if !held && !typing(&event) => {
                event.prevent_default();
                focus_filter();
            }
            _ => {}
        }
    });
    let content = move || {
        let asked = Asked {
            open,
            keys_open,
            text: RwSignal::new(String::new()),
            at: RwSignal::new(0),
            count: RwSignal::new(None),
            taken: RwSignal::new(false),
        };
        el("div").class("palette").child(question(asked)).child(later(choose, move |make| make(asked).into()))
    };
    el("div")
        .child(dialog(&t(m::PALETTE), open, content))
        .child(dialog(&t(m::KEYS), keys_open, || el("div").child(later(help, |make| make().into()))))
}

/// Whether the key was meant for a box that takes text, be it within a shadow root as that of the JSON editor is.
fn typing(event: &web_sys::Event) -> bool {
    let within = [origin_of(event).map(JsValue::from), event.target().map(JsValue::from)];
    within.into_iter().flatten().filter_map(|it| it.dyn_into::<web_sys::Element>().ok()).any(|element| {
        element
            .closest("input, textarea, select, [contenteditable], dialog, .cm-editor")
            .ok()
            .flatten()
            .is_some()
    })
}

fn focus_filter() {
    let found = find(".navigation-find input");
    if let Some(input) = found.and_then(|element| element.dyn_into::<HtmlInputElement>().ok()) {
        let _ = input.focus();
        input.select();
    }
}

/// The box that is typed in.
fn question(Asked { text, at, count, taken, .. }: Asked) -> El {
    el("input")
        .class("input palette-input")
        .attr("type", "text")
        .attr("role", "combobox")
        .attr("aria-label", &t(m::PALETTE_FIND))
        .attr("placeholder", &t(m::PALETTE_FIND))
        .attr_with("aria-expanded", move || Some(count.get().is_some().to_string()))
        .attr("aria-controls", "palette-list")
        .attr("aria-autocomplete", "list")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("autofocus", "")
        .attr_with("aria-activedescendant", move || {
            count.get().is_some_and(|count| count > 0).then(|| format!("palette-{}", at.get()))
        })
        .on("input", move |event| {
            let input: HtmlInputElement = event.target().expect("an event of this box").unchecked_into();
            at.set(0);
            taken.set(false);
            text.set(input.value());
        })
        .on("keydown", move |event| {
            let key: &KeyboardEvent = event.unchecked_ref();
            let last = count.get().unwrap_or(0).saturating_sub(1);
            let to = match key.key().as_str() {
                "ArrowDown" => Some(if at.get() >= last { 0 } else { at.get() + 1 }),
                "ArrowUp" => Some(if at.get() == 0 { last } else { at.get() - 1 }),
                "PageDown" => Some((at.get() + 10).min(last)),
                "PageUp" => Some(at.get().saturating_sub(10)),
                "Enter" => {
                    event.prevent_default();
                    taken.set(true);
                    None
                }
                _ => None,
            };
            if let Some(to) = to {
                event.prevent_default();
                at.set(to);
                reveal(to);
            }
        })
}

/// The list of what fits.
fn chooser(Asked { open, keys_open, text, at, count, taken }: Asked) -> El {
    let document = use_document();
    let settings = use_settings();
    let address = use_address();
    let beside = RwSignal::new_local(Beside::default());
    look_beside(untrack(|| document.ready()), beside);
    let found = memo(move |_| {
        let document = document.ready();
        beside.with(|beside| entries(document.as_ref(), &text.get(), beside))
    });
    let run: Rc<dyn Fn(Entry)> = Rc::new(move |entry| {
        open.set(false);
        match entry {
            Entry::Go { place, .. } => address.go(&place),
            // As from the history: opened elsewhere, the page says so.
            Entry::Operation { key, draft, domain, .. } => {
                address.go_in(&Place::Operation { key, draft }, domain.as_deref());
            }
            Entry::Theme(theme) => settings.theme.set(theme),
            Entry::Language(language) => settings.choose_language(language),
            // The dialog gives the focus back to where it was as it closes; this comes after.
            Entry::FindOperation => leptos::task::spawn_local(async { focus_filter() }),
            Entry::Keys => keys_open.set(true),
        }
    });
    follow(move || count.set(Some(found.with(|found| found.shown.len()))));
    let by_key = run.clone();
    follow(move || {
        if !taken.get() {
            return;
        }
        taken.set(false);
        if let Some(entry) = untrack(|| found.with(|found| found.shown.get(at.get()).cloned())) {
            by_key(entry);
        }
    });
    el("div")
        .class("palette")
        .child(
            el("ul")
                .class("palette-list plain")
                .attr("id", "palette-list")
                .attr("role", "listbox")
                .attr("aria-label", &t(m::PALETTE))
                .child(each(
                    move || found.get().shown.into_iter().enumerate().collect::<Vec<_>>(),
                    |(place, entry)| format!("{place} {} {}", entry.words(), entry.note()),
                    move |(place, entry)| option(place, entry, at, run.clone()),
                )),
        )
        .child(el("p").class("muted small").attr("role", "status").text(move || {
            let (count, total) = found.with(|found| (found.shown.len(), m::number(found.total as u64)));
            match count {
                0 => tf(m::PALETTE_NOTHING, &[("text", &text.get())]),
                _ if found.with(|found| found.total > count) => {
                    tf(m::SHOWING, &[("from", "1"), ("to", &count.to_string()), ("total", &total)])
                }
                _ => tf(m::PALETTE_COUNT, &[("count", &total)]),
            }
        }))
}

fn option(place: usize, entry: Entry, at: RwSignal<usize>, run: Rc<dyn Fn(Entry)>) -> El {
    let badge = match &entry {
        Entry::Operation { method, .. } => Some(method_badge(method)),
        _ => None,
    };
    let (words, note) = (entry.words(), entry.note());
    el("li")
        .class("palette-option")
        .attr("id", &format!("palette-{place}"))
        .attr("role", "option")
        .attr_with("aria-selected", move || Some((at.get() == place).to_string()))
        .on_click(move || run(entry.clone()))
        .child(badge)
        .child(el("span").class("palette-words").child(words))
        .child(" ")
        .child(el("span").class("palette-note muted small").child(path_words(&note, NOTE)))
}

fn reveal(place: usize) {
    let found = find(&format!("#palette-{place}"));
    if let Some(element) = found {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// What fits the words typed, as far as it is listed, and how much there is.
#[derive(Clone, Default, PartialEq)]
struct Found {
    shown: Vec<Entry>,
    total: usize,
}

/// What fits the words typed: pages and commands, then operations, schemas and the fields of searches.
fn entries(document: Option<&Rc<Document>>, text: &str, beside: &Beside) -> Found {
    let words: Vec<String> = text.to_lowercase().split_whitespace().map(String::from).collect();
    let fits = |name: &str| {
        let name = name.to_lowercase();
        words.iter().all(|word| name.contains(word.as_str()))
    };
    let page = |place: Place, words: Msg| Entry::Go { place, words: t(words), note: t(m::PALETTE_PAGE) };
    let mut found: Vec<Entry> = [
        page(Place::Overview, m::OVERVIEW),
        page(Place::Learn(None), m::LEARN),
        page(Place::History, m::HISTORY),
        page(Place::Settings, m::SETTINGS),
        page(Place::Errors(None), m::ERRORS),
        Entry::FindOperation,
        Entry::Keys,
        Entry::Theme(Theme::Dark),
        Entry::Theme(Theme::Light),
        Entry::Theme(Theme::System),
    ]
    .into_iter()
    .chain(Language::all().map(Entry::Language))
    .filter(|entry| fits(&entry.words()))
    .collect();
    found.extend(beside.lessons.iter().filter(|lesson| fits(&lesson.words())).cloned());
    let sent = beside
        .sent
        .iter()
        .filter(|one| !words.is_empty() && fits(&format!("{} {}", one.words(), one.note())));
    let mut sent: Vec<Entry> = sent.take(SENT).cloned().collect();
    let Some(document) = document else { return Found { total: found.len(), shown: found } };
    let mut fitting = document.filter(text);
    if !words.is_empty() {
        // Sorted by what was worked out once for each, and otherwise in the document's order.
        fitting.sort_by_cached_key(|at| nearness(&document.operations()[*at].path, &words));
    }
    let mut beyond = fitting.len().saturating_sub(SHOWN);
    let mut operations: Vec<Entry> =
        fitting.into_iter().take(SHOWN).map(|index| operation(&document.operations()[index])).collect();
    // Whoever types a word wants the operation or schema of that name more than a page that happens to hold it.
    if words.is_empty() {
        let mut first = favourites(document);
        first.append(&mut found);
        found = first;
        found.append(&mut operations);
    } else {
        operations.append(&mut found);
        found = operations;
        found.append(&mut sent);
        let mut schemas = document.schemas().filter(|name| fits(name));
        found.extend(schemas.by_ref().take(SHOWN).map(|name| Entry::Go {
            place: Place::Schema(name.to_string()),
            words: name.to_string(),
            note: t(m::PALETTE_SCHEMA),
        }));
        beyond += schemas.count();
        found.extend(codes::ALL.iter().filter(|one| fits(&code_words(one))).map(|one| Entry::Go {
            place: Place::Errors(Some(one.code.into())),
            words: one.code.into(),
            note: said(one.title),
        }));
        let mut fields = beside.fields.iter().filter(|(_, entity, name)| fits(&format!("{name} {entity}")));
        found.extend(fields.by_ref().take(FIELDS).map(|(at, entity, name)| Entry::Go {
            place: Place::operation(&document.operations()[*at].key),
            words: name.clone(),
            note: tf(m::PALETTE_FIELD, &[("entity", entity)]),
        }));
        beyond += fields.count();
    }
    let total = found.len() + beyond;
    found.truncate(SHOWN);
    Found { shown: found, total }
}

/// What an error is found by: its code, its title and its statuses.
fn code_words(one: &ErrorCode) -> String {
    let statuses: String = one.statuses.iter().map(|status| format!(" {status}")).collect();
    format!("{} {}{statuses}", one.code, said(one.title))
}

/// How near a path is to the words, the least being the nearest: those that have more of the words for steps of their own
/// come before those that only hold them, those that begin with one first, of these the searches, and then the shortest.
fn nearness(path: &str, words: &[String]) -> (usize, bool, bool, usize) {
    let steps = || path.split('/').filter(|step| !step.is_empty());
    let is = |step: &str, word: &String| step.eq_ignore_ascii_case(word);
    let only_held = words.iter().filter(|word| !steps().any(|step| is(step, word))).count();
    if only_held == words.len() {
        return (only_held, true, true, 0);
    }
    let begins = steps().next().is_some_and(|step| words.iter().any(|word| is(step, word)));
    (only_held, !begins, !path.ends_with("/search"), steps().count())
}

fn operation(head: &Head) -> Entry {
    Entry::Operation {
        key: head.key.clone(),
        draft: None,
        domain: None,
        method: head.method.clone(),
        words: head.summary.clone(),
        note: head.path.clone(),
    }
}

fn favourites(document: &Document) -> Vec<Entry> {
    favourite_heads(document).iter().map(operation).collect()
}

/// The fields that searches filter, search or bound by.
fn search_fields(document: &Document) -> Vec<SearchField> {
    let mut found = Vec::new();
    for (at, entity) in document.entities() {
        let Some(schema) = document.entity(at) else { continue };
        found.extend(schema.fields.into_iter().map(|field| (at, entity.clone(), field.name)));
    }
    found
}

/// Looks for what takes a while, so that the palette itself does not: lessons, past requests, fields.
fn look_beside(document: Option<Rc<Document>>, beside: RwSignal<Beside, LocalStorage>) {
    let person = untrack(|| use_session().me()).map(|me| me.person().to_string());
    // The way to the titles is found here: a task of its own has no context.
    let titles = lesson_titles();
    leptos::task::spawn_local(async move {
        let titles = titles.await.into_iter();
        let lessons = titles.map(|(slug, words)| Entry::Go {
            place: Place::Learn(Some(slug)),
            words,
            note: t(m::PALETTE_LESSON),
        });
        let lessons: Vec<Entry> = lessons.collect();
        let _ = beside.try_update(|beside| beside.lessons = lessons);
    });
    leptos::task::spawn_local(async move {
        let sent = history::list(person.as_deref()).await.unwrap_or_default().into_iter();
        let sent = sent.map(|(_, entry)| {
            let time = local_moment(&query::dates::format(entry.at_ms)).unwrap_or_default();
            let path = entry.path().to_string();
            Entry::Operation {
                key: entry.operation,
                draft: entry.draft,
                domain: entry.domain,
                method: entry.method,
                words: entry.title,
                note: tf(m::PALETTE_SENT, &[("path", &path), ("time", &time)]),
            }
        });
        let sent: Vec<Entry> = sent.collect();
        let _ = beside.try_update(|beside| beside.sent = sent);
    });
    let Some(document) = document else { return };
    leptos::task::spawn_local(async move {
        if let Ok(read) = fields_reader().await {
            let fields = Rc::new(read(&document));
            let _ = beside.try_update(|beside| beside.fields = fields);
        }
    });
}

fn keyboard_help() -> El {
    let rows: Vec<El> = [
        ("Ctrl+K", m::PALETTE),
        ("/", m::FIND_OPERATION),
        ("Ctrl+Enter", m::SEND),
        ("Ctrl+Z", m::KEYS_UNDO),
        ("Ctrl+Shift+Z", m::KEYS_REDO),
        ("Alt+↑ ↓", m::KEYS_MOVE_ROW),
        ("↑ ↓ ← →", m::KEYS_ARROWS),
        ("Esc", m::KEYS_ESCAPE),
        ("?", m::KEYS),
    ]
    .into_iter()
    .flat_map(|(key, words)| [el("dt").child(el("kbd").child(m::keys(key))), el("dd").child(words)])
    .collect();
    el("dl").class("keys").child(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_that_name_comes_before_one_that_holds_it() {
        let words = |text: &str| text.split(' ').map(String::from).collect::<Vec<_>>();
        let mut paths = [
            "/gameserver/player/search",
            "/playerongameserver/{id}",
            "/Player/{playerId}/role/{roleId}",
            "/gameserver/{id}/players",
            "/player",
            "/player/search",
        ];
        paths.sort_by_key(|path| nearness(path, &words("player")));
        assert_eq!(
            paths,
            [
                "/player/search",
                "/player",
                "/Player/{playerId}/role/{roleId}",
                "/gameserver/player/search",
                "/playerongameserver/{id}",
                "/gameserver/{id}/players"
            ]
        );
        assert!(
            nearness("/player/search", &words("player sea"))
                > nearness("/player/search", &words("player search"))
        );
    }
}
