//! The pieces in a real browser: what is built, what keys do, and that nothing of a document or reply becomes HTML.
#![cfg(target_arch = "wasm32")]

use client::Reply;
use leptos::prelude::*;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::rc::Rc;
use takaro_explorer_app::components::{
    CellRef, Pager, ReplyExtras, TableHooks, json_tree, markdown, reply_view, rows_table, schema_tree,
};
use takaro_explorer_app::ui::{
    El, Tab, code_block, dialog, dynamic, each, effect, el, memo, pass_focus, path_words, tabs,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Document, Element, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

#[path = "components/builder.rs"]
mod builder;
#[path = "components/replies.rs"]
mod replies;

/// A piece in the page; gone, with all it made, when dropped.
struct Shown {
    root: HtmlElement,
    owner: Owner,
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.owner.cleanup();
        self.root.remove();
    }
}

fn document() -> Document {
    web_sys::window().and_then(|window| window.document()).expect("tests run in a page")
}

/// Puts a piece into the page.
async fn show(make: impl FnOnce() -> El) -> Shown {
    start_effects();
    let owner = Owner::new();
    let root: HtmlElement = owner.with(|| el("div").child(make())).cast();
    document().body().expect("the page has a body").append_child(&root).expect("it takes an element");
    settle().await;
    Shown { root, owner }
}

/// Leptos starts its effects with the first mount of a page.
fn start_effects() {
    thread_local! {
        static STARTED: () = {
            let nowhere: HtmlElement = el("div").cast();
            leptos::mount::mount_to(nowhere, || ()).forget();
        };
    }
    STARTED.with(|_| ());
}

/// Waits until effects and timers of this moment have run.
async fn settle() {
    pause(30).await;
}

async fn pause(milliseconds: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        web_sys::window()
            .expect("tests run in a page")
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds)
            .expect("a page has timers");
    });
    wasm_bindgen_futures::JsFuture::from(promise).await.expect("it is only time");
}

/// Waits until something is so, as long as a slow machine may take.
async fn until(so: impl Fn() -> bool) {
    for _ in 0..500 {
        if so() {
            return;
        }
        pause(20).await;
    }
    panic!("it did not come about: {}", document().body().map(|body| body.inner_html()).unwrap_or_default());
}

impl Shown {
    fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let found = self.root.query_selector_all(selector).expect("a selector");
        (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
    }

    fn one(&self, selector: &str) -> HtmlElement {
        let all = self.all(selector);
        assert!(all.len() == 1, "{} of {selector} in {}", all.len(), self.root.inner_html());
        all.into_iter().next().expect("there is one")
    }

    fn words(&self, selector: &str) -> Vec<String> {
        self.all(selector).iter().map(|element| element.text_content().unwrap_or_default()).collect()
    }
}

fn press(key: &str) {
    let options = web_sys::KeyboardEventInit::new();
    options.set_key(key);
    options.set_bubbles(true);
    options.set_cancelable(true);
    let event =
        web_sys::KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &options).expect("an event");
    focused().dispatch_event(&event).expect("it can be heard");
}

fn focused() -> Element {
    document().active_element().expect("something has the focus")
}

fn focused_words() -> String {
    focused().text_content().unwrap_or_default()
}

fn reply(status: u16, body: &Value) -> Rc<Reply> {
    Rc::new(Reply {
        status,
        headers: vec![
            ("content-type".into(), "application/json".into()),
            ("x-trace-id".into(), "trace-1".into()),
        ],
        body: body.to_string().into_bytes(),
        elapsed_ms: 12.4,
        url: "https://a.example/user/search".into(),
    })
}

/// Comes and goes: a view that reads a signal in each of the ways that there are.
async fn come_and_go(language: RwSignal<u32>, times: usize) {
    for _ in 0..times {
        let owner = Owner::new();
        owner.with(|| {
            let doubled = memo(move |_| language.get() * 2);
            effect(move |_: Option<()>| {
                let _ = language.get();
            });
            el("div")
                .text(move || language.get().to_string())
                .attr_with("lang", move || Some(doubled.get().to_string()))
                .class_if("on", move || language.get() > 1)
                .child(dynamic(move || language.get().to_string()))
                .child(each(move || vec![language.get()], u32::to_string, |_| el("p")))
        });
        owner.cleanup();
    }
    settle().await;
}

#[wasm_bindgen_test]
async fn a_view_that_is_gone_leaves_nothing_with_the_signals_that_it_read() {
    const PAGE_BYTES: usize = 65_536;
    start_effects();
    let language = RwSignal::new(1);
    // The allocator takes what it needs for as many at once.
    come_and_go(language, 500).await;
    let before = core::arch::wasm32::memory_size(0);
    for _ in 0..20 {
        come_and_go(language, 500).await;
    }
    let grown = (core::arch::wasm32::memory_size(0) - before) * PAGE_BYTES;
    assert!(grown < 1_000_000, "10,000 views left {grown} bytes");
}

#[wasm_bindgen_test]
async fn a_long_path_may_break_behind_its_slashes_and_is_copied_as_it_is() {
    for (path, breaks) in [("/gameserver/{gameServerId}/player", 2), ("/player/search", 0)] {
        let shown = show(|| el("code").child(path_words(path, 24))).await;
        assert_eq!(shown.words("code"), [path]);
        assert_eq!(shown.all("wbr").len(), breaks, "{path}");
    }
}

#[wasm_bindgen_test]
async fn signs_that_turn_the_writing_are_seen() {
    let words = RwSignal::new(String::from("a\u{202e}b"));
    let shown = show(move || {
        let block = code_block(move || format!("{{\"name\": \"{}\"}}", words.get()), "json", "Body");
        el("div").child(el("p").child("x\u{2066}y")).child(el("p").text(move || words.get())).child(block)
    })
    .await;
    assert_eq!(shown.words("p"), ["x\\u2066y", "a\\u202eb"]);
    assert_eq!(shown.words("code"), ["{\"name\": \"a\\u202eb\"}"]);
    words.set("c\u{200f}d".into());
    settle().await;
    assert_eq!(shown.words("p"), ["x\\u2066y", "c\\u200fd"]);
    assert_eq!(shown.words("code"), ["{\"name\": \"c\\u200fd\"}"]);
}

#[wasm_bindgen_test]
async fn tabs_build_a_panel_when_it_is_first_chosen() {
    let built: Rc<RefCell<Vec<&str>>> = Rc::default();
    let panel = |name: &'static str| {
        let built = built.clone();
        Tab::new(name, name.to_uppercase(), move || {
            built.borrow_mut().push(name);
            el("p").child(name)
        })
    };
    let list = vec![panel("a"), panel("b"), panel("c")];
    let shown = show(|| tabs("Parts", list, RwSignal::new("b".into()))).await;
    assert_eq!(*built.borrow(), ["b"]);
    shown.one("[role=tab][aria-selected=true]").focus().expect("it can");
    for (key, words) in
        [("ArrowRight", "C"), ("ArrowRight", "A"), ("End", "C"), ("ArrowLeft", "B"), ("Home", "A")]
    {
        press(key);
        settle().await;
        assert_eq!(focused_words(), words);
        assert_eq!(shown.words("[role=tab][tabindex='0']"), [words]);
        assert_eq!(shown.words("[role=tabpanel]:not([hidden])"), [words.to_lowercase()]);
    }
    assert_eq!(*built.borrow(), ["b", "c", "a"]);
}

#[wasm_bindgen_test]
async fn a_button_that_hides_as_it_is_pressed_hands_the_focus_on() {
    let shown = show(|| {
        let hidden = RwSignal::new(false);
        let press = move || {
            hidden.set(true);
            pass_focus([".what-it-shows".into()]);
        };
        let button = el("button").class("goes").on_click(press).child("Show it");
        el("div")
            .child(el("div").flag("hidden", move || hidden.get()).child(button))
            .child(el("section").class("what-it-shows").attr("tabindex", "-1").child("It"))
    })
    .await;
    let button = shown.one(".goes");
    button.focus().expect("it can");
    button.click();
    until(|| focused_words() == "It").await;
}

#[wasm_bindgen_test]
async fn a_dialog_takes_the_focus_and_gives_it_back() {
    let open: Rc<RefCell<Option<RwSignal<bool>>>> = Rc::default();
    let handle = open.clone();
    let shown = show(move || {
        let open = RwSignal::new(false);
        *handle.borrow_mut() = Some(open);
        el("div")
            .child(el("button").class("opener").on_click(move || open.set(true)).child("open"))
            .child(dialog("Change live data?", open, || el("button").attr("autofocus", "").child("Keep it")))
    })
    .await;
    let opener = shown.one(".opener");
    opener.focus().expect("it can");
    opener.click();
    settle().await;
    let dialog: web_sys::HtmlDialogElement = shown.one("dialog").unchecked_into();
    assert!(dialog.open());
    assert_eq!(focused_words(), "Keep it");
    let name = dialog.get_attribute("aria-labelledby").expect("it has a name");
    assert_eq!(shown.words(&format!("#{name}")), ["Change live data?"]);
    open.borrow().expect("it was made").set(false);
    settle().await;
    assert!(!dialog.open());
    assert_eq!(focused_words(), "open");
    assert_eq!(shown.words(".dialog-body"), [""]);
}

#[wasm_bindgen_test]
async fn markdown_never_becomes_html() {
    let text = "# <img src=x onerror=alert(1)>\n\n[x](javascript:alert(1)) [y](https://a.example) [z](#/schema/User)\n\n\
        <script>alert(1)</script>";
    let shown = show(|| markdown(text)).await;
    assert_eq!(shown.all("img, script").len(), 0);
    assert_eq!(shown.words("h2"), ["<img src=x onerror=alert(1)>"]);
    let links: Vec<_> = shown.all("a").iter().filter_map(|link| link.get_attribute("href")).collect();
    assert_eq!(links, ["https://a.example", "#/schema/User"]);
    assert!(shown.all("a").iter().all(|link| !link.text_content().unwrap_or_default().is_empty()));
}

#[wasm_bindgen_test]
async fn a_tree_builds_what_is_opened() {
    let value = json!({"meta": {}, "data": (0..250).map(|at| json!({"at": at})).collect::<Vec<_>>()});
    let shown = show(|| json_tree(Rc::new(value), "Tree")).await;
    assert_eq!(shown.all("[role=treeitem]").len(), 2);
    shown.one("[role=treeitem][tabindex='0']").focus().expect("it can");
    press("ArrowDown");
    press("ArrowRight");
    settle().await;
    // A hundred, and the way to more.
    assert_eq!(shown.all("[role=treeitem]").len(), 103);
    press("ArrowRight");
    press("ArrowRight");
    settle().await;
    press("ArrowDown");
    settle().await;
    assert_eq!(shown.words(".json-path"), ["data[0].at"]);
    press("End");
    press("Enter");
    settle().await;
    assert_eq!(shown.words(".json-path"), ["data[100]"]);
    press("ArrowLeft");
    settle().await;
    assert_eq!(shown.words(".json-path"), ["data"]);
    assert_eq!(shown.all("[role=treeitem][tabindex='0']").len(), 1);
}

fn rows(count: usize) -> Rc<Vec<Value>> {
    Rc::new(
        (0..count)
            .map(|at| json!({"at": at, "name": format!("row {at}"), "none": null, "some": [1]}))
            .collect(),
    )
}

#[wasm_bindgen_test]
async fn cells_are_buttons_that_arrows_reach() {
    let pressed: Rc<RefCell<Vec<String>>> = Rc::default();
    let heard = pressed.clone();
    let hooks = TableHooks {
        on_cell: Some(Rc::new(move |cell| {
            heard.borrow_mut().push(format!("{} {} {}", cell.row, cell.column, cell.value));
        })),
        on_sort: Some({
            let heard = pressed.clone();
            Rc::new(move |column: &str| heard.borrow_mut().push(format!("sort {column}")))
        }),
        sort: Some(Rc::new(|| Some(("name".into(), query::Direction::Desc)))),
        ..TableHooks::default()
    };
    let shown = show(|| rows_table(rows(3), hooks)).await;
    assert_eq!(shown.one("table").get_attribute("aria-label").as_deref(), Some("Rows"));
    assert_eq!(shown.words("th"), ["at", "name", "none", "some"]);
    assert_eq!(shown.words("th[aria-sort=descending]"), ["name"]);
    assert_eq!(shown.words("tbody tr:first-child td"), ["0", "row 0", "null", "[1]"]);
    let stop = shown.one("table [tabindex='0']");
    stop.focus().expect("it can");
    stop.click();
    for key in ["ArrowDown", "ArrowDown", "ArrowRight"] {
        press(key);
    }
    assert_eq!(focused_words(), "row 1");
    let cell: HtmlElement = focused().unchecked_into();
    cell.click();
    press("End");
    assert_eq!(focused_words(), "[1]");
    let part: HtmlElement = focused().unchecked_into();
    part.click();
    settle().await;
    let dialog: web_sys::HtmlDialogElement = shown.one("dialog").unchecked_into();
    assert!(dialog.open());
    assert_eq!(shown.all("dialog [role=treeitem]").len(), 1);
    assert_eq!(*pressed.borrow(), ["sort at", "1 name \"row 1\""]);
}

#[wasm_bindgen_test]
async fn of_many_rows_only_those_in_view_are_drawn() {
    let shown = show(|| rows_table(rows(1_000), TableHooks::default())).await;
    let region = shown.one(".rows-region");
    // The style sheets are not here: the height that makes it scroll is given by hand.
    for (name, value) in [("height", "400px"), ("overflow", "auto")] {
        region.style().set_property(name, value).expect("it can be styled");
    }
    assert!(shown.all("tr[data-row]").len() < 100);
    assert_eq!(shown.one("table").get_attribute("aria-rowcount").as_deref(), Some("1001"));
    for (to, row) in [(region.scroll_height(), "999"), (0, "0")] {
        region.set_scroll_top(to);
        pause(100).await;
        region.set_scroll_top(if to == 0 { 0 } else { region.scroll_height() });
        pause(100).await;
        let drawn = shown.all("tr[data-row]");
        assert!(drawn.len() < 150, "{}", drawn.len());
        let found = drawn.iter().any(|it| it.get_attribute("data-row").as_deref() == Some(row));
        assert!(found, "row {row} at {to}");
    }
    let spacers = shown.all(".rows-spacer:not([hidden])");
    assert_eq!(spacers.len(), 1);
}

#[wasm_bindgen_test]
async fn a_press_beside_the_words_of_a_cell_means_the_cell() {
    let pressed: Rc<RefCell<Vec<(usize, String)>>> = Rc::default();
    let heard = pressed.clone();
    let on_cell = Rc::new(move |cell: CellRef| heard.borrow_mut().push((cell.row, cell.column)));
    let hooks = TableHooks { on_cell: Some(on_cell), ..TableHooks::default() };
    let list = vec![json!({"name": "a", "n": null}), json!({"name": "b"})];
    let shown = show(move || rows_table(Rc::new(list), hooks)).await;
    pause(50).await;
    shown.one("tr[data-row='0'] td[data-column='1']").click();
    assert_eq!(*pressed.borrow(), [(0, "n".to_string())]);
    assert!(focused().matches("td[data-column='1'] > .cell-button").expect("a selector"));
    // There is nothing in this one that could be meant.
    shown.one("tr[data-row='1'] td[data-column='1']").click();
    assert_eq!(pressed.borrow().len(), 1);
}

#[wasm_bindgen_test]
async fn rows_that_come_in_again_say_what_their_new_place_holds() {
    const ID: &str = "3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5b";
    let value = |at: usize| match at % 6 {
        0 => json!(null),
        1 => json!(ID),
        2 => json!(at),
        3 => json!({"part": at}),
        4 => json!("2026-11-23T22:07:14.315Z"),
        _ => json!(format!("text {at}")),
    };
    let list: Vec<Value> = (0..1_000)
        .map(|at| if at % 7 == 0 { json!({"n": at}) } else { json!({"n": at, "v": value(at)}) })
        .collect();
    let hooks = TableHooks { on_cell: Some(Rc::new(|_| ())), ..TableHooks::default() };
    let shown = show(move || rows_table(Rc::new(list), hooks)).await;
    let region = shown.one(".rows-region");
    for (name, value) in [("height", "400px"), ("overflow", "auto")] {
        region.style().set_property(name, value).expect("it can be styled");
    }
    pause(50).await;
    shown.one("tr[data-row='1'] td[data-column='1'] .cell-button").focus().expect("it can");
    // Down in small steps, far away, up in small steps, and back to the beginning.
    for to in [90, 240, 700, 1_400, 20_000, 20_240, 19_000, 18_500, 0] {
        region.set_scroll_top(to);
        pause(60).await;
        let drawn = shown.all("tr[data-row]");
        let places: Vec<usize> = drawn
            .iter()
            .map(|row| row.get_attribute("data-row").and_then(|at| at.parse().ok()).expect("a place"))
            .collect();
        assert!(places.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{places:?}");
        for (row, at) in drawn.iter().zip(places) {
            let copies = row.query_selector_all(".cell-copy").expect("it can be asked").length();
            let buttons = row.query_selector_all(".cell-button").expect("it can be asked").length();
            let words = row.text_content().unwrap_or_default();
            let absent = at % 7 == 0;
            assert_eq!(copies, u32::from(!absent && at % 6 == 1), "row {at}: {words}");
            assert_eq!(buttons, if absent { 1 } else { 2 }, "row {at}: {words}");
            let wanted = match at % 6 {
                _ if absent => format!("{at}"),
                0 => format!("{at}null"),
                1 => format!("{at}3f2b8c1e…"),
                2 => format!("{at}{at}"),
                3 => format!("{at}{{1}}"),
                4 => continue,
                _ => format!("{at}text {at}"),
            };
            assert_eq!(words, wanted, "row {at}");
        }
        assert!(shown.all("table [tabindex='0']").len() <= 1);
    }
    // The row with the focus left: the keyboard goes on from the box.
    assert_eq!(focused(), region.into());
}

#[wasm_bindgen_test]
async fn the_cell_that_is_pointed_at_tells_its_whole_text() {
    let list = vec![json!({"v": "2026-11-23T22:07:14.315Z"}), json!({"v": "second"})];
    let shown = show(move || rows_table(Rc::new(list), TableHooks::default())).await;
    let point = |row: usize| {
        let cell = shown.one(&format!("tr[data-row='{row}'] td"));
        let init = web_sys::EventInit::new();
        init.set_bubbles(true);
        let event = web_sys::Event::new_with_event_init_dict("pointerover", &init).expect("an event");
        cell.dispatch_event(&event).expect("it can be heard");
        cell.get_attribute("title").unwrap_or_default()
    };
    let told = point(0);
    assert!(told.contains("2026-11-23 22:07:14Z in UTC") && told.contains(".315Z"), "{told}");
    assert_eq!(point(1), "second");
    assert_eq!(shown.all("[title]").iter().filter(|it| it.tag_name() == "TD").count(), 1);
}

#[wasm_bindgen_test]
async fn a_reply_of_rows_says_what_it_shows_and_turns_pages() {
    let data: Vec<Value> = (0..10).map(|at| json!({"id": at})).collect();
    let body = json!({"meta": {"page": 2, "limit": 10, "total": 42}, "data": data});
    let asked: Rc<RefCell<Vec<i64>>> = Rc::default();
    let heard = asked.clone();
    let extras = move || ReplyExtras {
        pager: Some(Pager {
            first_page: 1,
            on_page: Rc::new({
                let heard = heard.clone();
                move |page| heard.borrow_mut().push(page)
            }),
        }),
        ..ReplyExtras::default()
    };
    let first = extras.clone();
    let shown = show(|| reply_view(reply(200, &body), first())).await;
    assert_eq!(shown.words(".reply-status [role=status]"), ["Showing 11–20 of 42"]);
    assert_eq!(shown.words("[role=tab]"), ["Table", "Tree", "Raw", "Headers"]);
    let pages = shown.all(".reply-pages button");
    pages.iter().for_each(HtmlElement::click);
    assert_eq!(*asked.borrow(), [1, 3]);
    assert_eq!(shown.words(".trace-id"), ["trace-1"]);
    drop(shown);
    let last = json!({"meta": {"page": 5, "limit": 10, "total": 42}, "data": [{"id": 40}, {"id": 41}]});
    let shown = show(|| reply_view(reply(200, &last), extras())).await;
    assert_eq!(shown.words(".reply-pages button:disabled"), ["Next page"]);
    // "Next page" was pressed last and is at its end: the focus is on what can be pressed.
    assert_eq!(focused_words(), "Previous page");
}

#[wasm_bindgen_test]
async fn an_error_is_told_in_words_and_never_as_html() {
    let body = json!({"meta": {"error": {"code": "ValidationError", "message": "Validation error", "details": [
        {"target": {"password": "secret"}, "property": "filters", "children": [
            {"property": "<b>id</b>", "value": ["x"], "constraints": {"isUuid": "each value in id must be a UUID"}}]}]}},
        "data": {}});
    let again = Rc::new(RefCell::new(0));
    let heard = again.clone();
    let extras =
        ReplyExtras { again: Some(Rc::new(move || *heard.borrow_mut() += 1)), ..ReplyExtras::default() };
    let shown = show(|| reply_view(reply(400, &body), extras)).await;
    let alert = shown.one("[role=alert]");
    let words = alert.text_content().unwrap_or_default();
    for part in ["ValidationError", "filters.<b>id</b>", "each value in id must be a UUID"] {
        assert!(words.contains(part), "{part} is not in {words}");
    }
    assert!(!words.contains("secret") && shown.all("b").is_empty());
    assert_eq!(shown.words("[role=tab]"), ["Tree", "Raw", "Headers"]);
    shown.one("[role=alert] .error-foot > .button").click();
    assert_eq!(*again.borrow(), 1);
    drop(shown);
    let page = Reply {
        status: 502,
        headers: vec![("content-type".into(), "text/html".into())],
        body: b"<html><script>window.ran = true</script><h1>502</h1></html>".to_vec(),
        ..Reply::default()
    };
    let shown = show(|| reply_view(Rc::new(page), ReplyExtras::default())).await;
    assert_eq!(shown.all("script, h1").len(), 0);
    assert!(shown.one("pre").text_content().unwrap_or_default().contains("<h1>502</h1>"));
}

#[wasm_bindgen_test]
async fn a_schema_opens_step_by_step_even_in_circles() {
    let text = json!({"openapi": "3.0.0", "info": {"title": "t", "version": "1"}, "paths": {}, "components": {"schemas": {
        "Category": {"type": "object", "required": ["name"], "properties": {
            "name": {"type": "string", "description": "What it is **called**.", "minLength": 1},
            "parent": {"$ref": "#/components/schemas/Category"},
            "gone": {"$ref": "#/components/schemas/Gone"},
            "kind": {"type": "string", "enum": (0..20).map(|at| format!("k{at}")).collect::<Vec<_>>()},
            "self": {"$ref": "#/components/schemas/Lists"}}},
        "Lists": {"type": "array", "items": {"$ref": "#/components/schemas/Lists"}}}}});
    let (document, _) = openapi::parse(text.to_string().into()).expect("it is JSON");
    let schema = openapi::Schema::new(json!({"$ref": "#/components/schemas/Category"}));
    let shown = show(|| schema_tree(Rc::new(document), schema, None)).await;
    assert_eq!(shown.words(".schema-name"), ["name", "parent", "gone", "kind", "self"]);
    assert_eq!(shown.words(".schema-required"), ["required"]);
    assert_eq!(shown.words(".schema-about strong"), ["called"]);
    assert!(shown.one(".chip-warning").text_content().unwrap_or_default().contains("Gone"));
    assert_eq!(shown.all(".schema-values > li").len(), 13);
    shown.one(".schema-values button").click();
    settle().await;
    assert_eq!(shown.all(".schema-values > li").len(), 20);
    let toggles = shown.all(".schema-toggle");
    assert_eq!(toggles.len(), 2);
    for toggle in &toggles {
        assert_eq!(toggle.get_attribute("aria-expanded").as_deref(), Some("false"));
        toggle.click();
    }
    settle().await;
    assert_eq!(shown.words(".schema-name").iter().filter(|name| *name == "name").count(), 2);
    let links: Vec<_> = shown.all("a").iter().filter_map(|link| link.get_attribute("href")).collect();
    assert!(links.contains(&"#/schema/Category".to_string()), "{links:?}");
}

#[wasm_bindgen_test]
async fn code_that_follows_what_is_typed_changes_where_it_changed() {
    let text = RwSignal::new(String::from(r#"{"name": ["a"], "limit": 5}"#));
    let shown = show(|| code_block(move || text.get(), "json", "what is sent")).await;
    let code = shown.one("code");
    let nodes = || -> Vec<web_sys::Node> {
        let list = code.child_nodes();
        (0..list.length()).filter_map(|at| list.get(at)).collect()
    };
    let before = nodes();
    let changes = [
        // The same pieces with other words, fewer, more, other kinds, none, and back.
        r#"{"name": ["ab"], "limit": 5}"#,
        r#"{"name": ["ab"]}"#,
        r#"{"name": ["ab", "c", null], "search": {"name": ["d"]}, "limit": 50}"#,
        r#"{"name": [1], "limit": true}"#,
        "no JSON <b>at all</b>",
        "",
        r#"{"name": ["a"], "limit": 5}"#,
    ];
    for (at, change) in changes.into_iter().enumerate() {
        text.set(change.into());
        settle().await;
        assert_eq!(code.text_content().as_deref(), Some(change));
        let coloured: Vec<String> = shown.words("code span");
        let wanted = takaro_explorer_app::ui::json::tokens(change);
        let wanted = wanted.iter().filter(|(token, _)| token.class().is_some()).map(|(_, words)| *words);
        assert_eq!(coloured, wanted.collect::<Vec<_>>());
        if at == 0 {
            // Whoever has marked a part of it keeps the mark.
            assert!(nodes().iter().eq(before.iter()), "the pieces were made anew");
        }
    }
    assert!(shown.all("b").is_empty());
}
