//! Replies in a real browser: large ones, columns, summaries, comparison, errors that count down, exports, history.

use super::{Shown, document, pause, reply, settle, show};
use client::export::{Format, Job};
use client::history::Entry;
use client::{ApiError, Hint, Method, Probe, Reply, Request, SendError};
use leptos::prelude::*;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use takaro_explorer_app::components::{
    ErrorHelp, ExportOffer, ReplyExtras, TableHooks, error_view, exports_of, failure_view, json_tree,
    reply_view, rows_table,
};
use takaro_explorer_app::pages::errors_page;
use takaro_explorer_app::state::{
    Config, Earlier, Exports, Subject, history, provide_config, provide_credentials, provide_exports,
    provide_session,
};
use takaro_explorer_app::ui::{el, lines_view};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

fn row(at: usize) -> Value {
    json!({
        "id": format!("337380fa-75f6-4098-bd1c-{at:012}"), "name": format!("player {at}"), "level": at % 90,
        "stats": {"kills": at % 7, "place": {"x": at}}, "seen": "2026-03-01T00:00:00.000Z",
    })
}

fn page_of(count: usize) -> Rc<Reply> {
    let rows: Vec<Value> = (0..count).map(row).collect();
    reply(200, &json!({"meta": {"page": 0, "limit": count, "total": count}, "data": rows}))
}

/// Waits until a selector finds something, for some seconds at most.
async fn appears(shown: &Shown, selector: &str) -> HtmlElement {
    for _ in 0..200 {
        if let Some(found) = shown.all(selector).into_iter().next() {
            return found;
        }
        pause(50).await;
    }
    panic!("{selector} does not appear in {}", shown.root.text_content().unwrap_or_default());
}

/// Waits until the text of a selector holds some words.
async fn says(shown: &Shown, selector: &str, words: &str) {
    for _ in 0..200 {
        if shown.words(selector).iter().any(|text| text.contains(words)) {
            return;
        }
        pause(50).await;
    }
    panic!("{words} is not in {:?}", shown.words(selector));
}

fn press_button(shown: &Shown, name: &str) {
    let all = shown.all("button");
    let named = |it: &&HtmlElement| {
        it.get_attribute("aria-label").as_deref() == Some(name) || it.text_content().as_deref() == Some(name)
    };
    let found: Vec<&HtmlElement> = all.iter().filter(named).collect();
    assert_eq!(found.len(), 1, "{name} in {:?}", shown.words("button"));
    found[0].click();
}

fn type_into(element: &HtmlElement, text: &str) {
    element.unchecked_ref::<web_sys::HtmlInputElement>().set_value(text);
    let options = web_sys::EventInit::new();
    options.set_bubbles(true);
    let event = web_sys::Event::new_with_event_init_dict("input", &options).expect("an event");
    element.dispatch_event(&event).expect("it can be heard");
}

fn names(shown: &Shown) -> Vec<String> {
    shown.words("thead th")
}

#[wasm_bindgen_test]
async fn a_hundred_thousand_rows_are_shown_by_few_elements() {
    let shown = show(|| reply_view(page_of(100_000), ReplyExtras::default())).await;
    let region = appears(&shown, ".rows-region").await;
    for (name, value) in [("height", "600px"), ("overflow", "auto")] {
        region.style().set_property(name, value).expect("it can be styled");
    }
    region.set_scroll_top(50_000 * 32);
    pause(100).await;
    assert!(shown.words("tbody td").iter().any(|words| words == "player 50000"));
    assert!(shown.all("*").len() < 3_000, "{}", shown.all("*").len());
    assert_eq!(shown.one("table").get_attribute("aria-rowcount").as_deref(), Some("100001"));
    assert_eq!(shown.words(".reply-status [role=status]"), ["100,000 rows"]);
}

#[wasm_bindgen_test]
async fn a_large_reply_is_a_tree_and_a_text_as_well() {
    let tab = RwSignal::new(String::from("tree"));
    let shown =
        show(|| reply_view(page_of(20_000), ReplyExtras { tab: Some(tab), ..ReplyExtras::default() })).await;
    appears(&shown, "[role=tree]").await;
    assert!(shown.words(".json-row").iter().any(|words| words.contains("data: [20000]")));
    type_into(&shown.one("input[type=search]"), "player 19999");
    says(&shown, ".json-matches", "data[19999].name").await;
    shown.one(".json-match").click();
    settle().await;
    assert_eq!(shown.words(".json-path"), ["data[19999].name"]);
    tab.set("raw".into());
    appears(&shown, ".lines > .line .json-key").await;
    assert!(shown.all("*").len() < 3_000);
}

#[wasm_bindgen_test]
async fn columns_are_as_the_person_left_them() {
    let storage =
        web_sys::window().and_then(|window| window.local_storage().ok().flatten()).expect("it has one");
    storage.clear().expect("it can");
    let rows: Rc<Vec<Value>> = Rc::new((0..5).map(row).collect());
    let hooks = TableHooks { keep: Some("columns:test".into()), ..TableHooks::default() };
    let (again, kept) = (rows.clone(), hooks.clone());
    let shown = show(move || rows_table(rows, hooks)).await;
    assert_eq!(names(&shown), ["id", "name", "level", "stats", "seen"]);
    press_button(&shown, "Columns");
    settle().await;
    for name in ["Open into columns: stats", "Pin: level", "Left: seen"] {
        press_button(&shown, name);
        settle().await;
    }
    let hide = &shown.all(".columns-item input[type=checkbox]")[0];
    hide.click();
    settle().await;
    let wanted = ["level", "name", "stats.kills", "seen", "stats.place"];
    assert_eq!(names(&shown), wanted);
    assert_eq!(shown.words("tbody tr:nth-child(2) td"), ["1", "player 1", "1", "2026-03-01 00:00:00", "{1}"]);
    drop(shown);
    let shown = show(move || rows_table(again, kept)).await;
    assert_eq!(names(&shown), wanted);
    press_button(&shown, "Columns (1 hidden)");
    settle().await;
    press_button(&shown, "All columns as they came");
    settle().await;
    assert_eq!(names(&shown), ["id", "name", "level", "stats", "seen"]);
    assert_eq!(storage.get_item("takaro-explorer:columns:test").expect("it can be read"), None);
    // Who hides them all finds the way back where the rows would stand.
    for _ in 0..5 {
        shown.all(".columns-item input[type=checkbox]:checked")[0].click();
        settle().await;
    }
    assert!(names(&shown).is_empty());
    shown.one(".rows-none button").click();
    settle().await;
    assert_eq!(names(&shown).len(), 5);
}

#[wasm_bindgen_test]
async fn a_table_begins_with_few_rows_and_gets_the_others_frame_by_frame() {
    let rows: Rc<Vec<Value>> = Rc::new((0..100).map(row).collect());
    let shown = show(move || {
        let table = rows_table(rows, TableHooks::default());
        let first = table.element().query_selector_all("tbody tr[data-row]").expect("a selector");
        // Sixty cells in five columns.
        assert_eq!(first.length(), 12);
        table
    })
    .await;
    appears(&shown, "tbody tr[data-row='99']").await;
    assert_eq!(shown.all("tbody tr[data-row]").len(), 100);
    assert_eq!(shown.all(".rows-spacer").len(), 0);
}

#[wasm_bindgen_test]
async fn only_texts_that_fit_do_without_an_edge_whatever_their_columns_width() {
    let long =
        json!({"id": row(0)["id"], "name": "a name that is longer than its column can ever be, by far"});
    let rows: Rc<Vec<Value>> = Rc::new(vec![long, row(1)]);
    let shown = show(move || rows_table(rows, TableHooks::default())).await;
    let fits = |shown: &Shown| {
        let cells = shown.all("tbody td[data-column='1']");
        cells.iter().map(|cell| cell.class_list().contains("cell-fits")).collect::<Vec<_>>()
    };
    assert_eq!(fits(&shown), [false, true]);
    press_button(&shown, "Columns");
    settle().await;
    for (width, fit) in [("60", [false, false]), ("1200", [true, true])] {
        let input = &shown.all(".columns-width")[1];
        input.unchecked_ref::<web_sys::HtmlInputElement>().set_value(width);
        let event = web_sys::Event::new("change").expect("an event");
        input.dispatch_event(&event).expect("it can be heard");
        settle().await;
        assert_eq!(fits(&shown), fit, "{width} pixels");
    }
}

#[wasm_bindgen_test]
async fn a_column_is_summed_up_with_a_drawing() {
    let rows: Rc<Vec<Value>> = Rc::new((0..900).map(row).collect());
    let shown = show(move || rows_table(rows, TableHooks::default())).await;
    press_button(&shown, "Columns");
    settle().await;
    press_button(&shown, "Summary: level");
    appears(&shown, ".summary").await;
    assert_eq!(shown.words(".summary-facts dd"), ["900", "90", "0", "0", "0"]);
    let bars = shown.root.query_selector_all(".histogram rect").expect("a selector");
    assert_eq!(bars.length(), 24);
    assert_eq!(shown.words("figcaption"), ["From 0 to 89, median 44.5, mean 44.5"]);
    assert_eq!(shown.all(".summary-top li").len(), 10);
}

#[wasm_bindgen_test]
async fn a_tree_is_searched_and_folded() {
    let value = json!({"meta": {"Name": 1}, "data": [{"name": "x"}, {"other": "NAME of it"}]});
    let shown = show(|| json_tree(Rc::new(value), "Tree")).await;
    type_into(&shown.one("input[type=search]"), "name");
    says(&shown, ".json-matches", "data[1].other").await;
    assert_eq!(shown.words(".json-match code"), ["meta.Name", "data[0].name", "data[1].other"]);
    press_button(&shown, "Fold all");
    settle().await;
    assert_eq!(shown.all("[role=treeitem]").len(), 2);
    assert_eq!(shown.all("[aria-expanded=true]").len(), 0);
}

#[wasm_bindgen_test]
async fn csv_is_a_table_and_a_picture_is_seen() {
    let csv = Reply {
        status: 200,
        headers: vec![("content-type".into(), "text/csv; charset=utf-8".into())],
        body: b"id,note\r\n1,\"a, \"\"b\"\"\"\r\n2,<b>x</b>\r\n".to_vec(),
        ..Reply::default()
    };
    let shown = show(|| reply_view(Rc::new(csv), ReplyExtras::default())).await;
    appears(&shown, "tbody tr").await;
    assert_eq!(shown.words("tbody td"), ["1", "a, \"b\"", "2", "<b>x</b>"]);
    assert!(shown.all("td b").is_empty());
    drop(shown);
    const DOT: [u8; 43] = *b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
    let picture = Reply {
        status: 200,
        headers: vec![("content-type".into(), "image/gif".into())],
        body: DOT.to_vec(),
        ..Reply::default()
    };
    let shown = show(|| reply_view(Rc::new(picture), ReplyExtras::default())).await;
    says(&shown, "figcaption", "1 × 1 pixels").await;
    assert!(shown.one("img").get_attribute("src").expect("it has one").starts_with("blob:"));
    assert_eq!(shown.words("[role=tab]"), ["Image", "Raw", "Headers"]);
}

#[wasm_bindgen_test]
async fn long_texts_are_drawn_line_by_line() {
    let text: String = (0..50_000).map(|at| format!("line {at}\n")).collect();
    let shown = show(move || lines_view(text.into(), false, "Raw")).await;
    let region = appears(&shown, ".lines").await;
    for (name, value) in [("height", "600px"), ("overflow", "auto")] {
        region.style().set_property(name, value).expect("it can be styled");
    }
    pause(300).await;
    region.set_scroll_top(40_000 * 20);
    pause(200).await;
    assert!(shown.words(".line").iter().any(|line| line == "line 40000"));
    assert!(shown.all(".line").len() < 150);
}

#[wasm_bindgen_test]
async fn a_busy_server_is_left_alone_before_sending_again() {
    let asked = Rc::new(Cell::new(0));
    let heard = asked.clone();
    let again: Option<Rc<dyn Fn()>> = Some(Rc::new(move || heard.set(heard.get() + 1)));
    let error = ApiError {
        code: "TooManyRequestsError".into(),
        status: 429,
        retry_after_ms: Some(2_000),
        ..ApiError::default()
    };
    let shown = show(|| error_view(error, ErrorHelp { again, ..ErrorHelp::default() })).await;
    assert!(shown.one(".error-foot > .button").has_attribute("hidden"));
    assert_eq!(shown.words(".error-wait"), ["Send again in 2 seconds."]);
    let words = shown.words(".error > p").join(" ");
    assert!(!words.is_empty() && !words.contains("seconds"), "only what counts names a number: {words}");
    pause(2_300).await;
    assert!(shown.one(".error-wait").has_attribute("hidden"));
    shown.one(".error-foot > .button:not([hidden])").click();
    assert_eq!(asked.get(), 1);
    assert_eq!(
        shown.one(".error-foot a").get_attribute("href").as_deref(),
        Some("#/errors/TooManyRequestsError")
    );
}

#[wasm_bindgen_test]
async fn who_is_refused_is_told_what_was_wrong() {
    let error = |code: &str, status| ApiError { code: code.into(), status, ..ApiError::default() };
    let told = async |error: ApiError, help: ErrorHelp| {
        let shown = show(|| error_view(error, help)).await;
        let words = shown.words(".error-title, .error > p").join(" ");
        (words, shown.all(".error a.button, .error-lacking").len())
    };
    let log_in = Request::new(Method::Post, "https://api.example/login");
    let help = ErrorHelp { request: Some(Rc::new(log_in)), ..ErrorHelp::default() };
    let (words, ways) = told(error("UnauthorizedError", 401), help).await;
    assert!(words.contains("e-mail or the password") && !words.contains("Log in"), "{words}");
    assert_eq!(ways, 0);
    let help = || ErrorHelp { admin: true, permissions: vec!["READ_PLAYERS".into()], ..ErrorHelp::default() };
    let (words, _) = told(error("UnauthorizedError", 401), help()).await;
    assert!(words.starts_with("The admin token is wanted"), "{words}");
    let (words, ways) = told(error("ForbiddenError", 403), help()).await;
    assert!(words.starts_with("The admin token is not the right one") && !words.contains("role"), "{words}");
    assert_eq!(ways, 0);
}

#[wasm_bindgen_test]
async fn a_detail_leads_to_its_input() {
    let error = ApiError {
        code: "ValidationError".into(),
        status: 400,
        fields: vec![
            client::FieldError {
                path: vec!["filters".into(), "name".into(), "0".into()],
                message: "must be longer".into(),
                rule: String::new(),
                value: None,
            },
            client::FieldError {
                path: vec!["elsewhere\"]".into()],
                message: "is not accepted".into(),
                rule: String::new(),
                value: None,
            },
        ],
        ..ApiError::default()
    };
    let input = show(|| el("label").attr("data-path", "filters.name").child(el("input"))).await;
    let shown = show(|| error_view(error, ErrorHelp::default())).await;
    shown.one("button.error-place").click();
    let focused = document().active_element().expect("something has the focus");
    assert_eq!(Some(focused.unchecked_into::<HtmlElement>()), input.all("input").into_iter().next());
    assert_eq!(shown.words("code.error-place"), ["elsewhere\"]"]);
}

#[wasm_bindgen_test]
async fn no_answer_is_told_by_its_one_reason_where_that_is_known() {
    let request = Request::new(Method::Get, "https://api.example/me");
    let hints = client::hints(&request, Some("https://page.example"), true);
    let error = SendError::NoAnswer { detail: "Failed to fetch".into(), hints };
    let told = error.clone().told_apart(Probe::Answers);
    assert!(
        matches!(&told, SendError::NoAnswer { hints, .. } if matches!(hints[..], [Hint::CrossOrigin { .. }]))
    );
    let shown = show(|| failure_view(&told, true, None)).await;
    assert!(shown.words("p").iter().any(|words| words.contains("CORS_ALLOWED_ORIGINS")));
    assert_eq!(shown.all(".error-hints li").len(), 0);
    drop(shown);
    let shown = show(|| failure_view(&error, true, None)).await;
    assert_eq!(shown.all(".error-hints li").len(), 2);
    // What writes may be done all the same, and is not to be sent again unseen.
    let warns = |shown: &Shown| shown.words("p").iter().any(|words| words == client::codes::MAY_BE_DONE);
    assert!(!warns(&shown));
    drop(shown);
    let shown = show(|| failure_view(&error, false, None)).await;
    assert!(warns(&shown));
}

#[wasm_bindgen_test]
async fn all_error_codes_stand_on_one_page() {
    let shown = show(|| errors_page(Some("ForbiddenError"))).await;
    assert_eq!(shown.all(".error-entry").len(), client::codes::ALL.len());
    assert_eq!(shown.words(".is-wanted h3 code"), ["ForbiddenError"]);
    assert!(
        document()
            .active_element()
            .and_then(|it| it.text_content())
            .unwrap_or_default()
            .contains("Forbidden")
    );
}

#[wasm_bindgen_test]
async fn every_digit_of_a_fraction_is_shown() {
    let rows = reply(200, &json!({"data": [{"id": 1}]}));
    let body = br#"{"data":[{"x":474.23849256819636,"y":[487.98760986328125]}]}"#.to_vec();
    let rows = Rc::new(Reply { body, ..Reply::clone(&rows) });
    let shown = show(|| reply_view(rows, ReplyExtras::default())).await;
    assert!(shown.words(".rows td").contains(&"474.23849256819636".to_string()));
}

#[wasm_bindgen_test]
async fn what_has_no_rows_is_not_compared() {
    let good = reply(200, &json!({"data": [{"id": 1}]}));
    let bad =
        reply(500, &json!({"meta": {"error": {"code": "InternalServerError", "message": ""}}, "data": {}}));
    let before = |reply: &Rc<Reply>| ReplyExtras {
        before: vec![Rc::new(Earlier { reply: reply.clone(), at: 0, number: 1, domain: None, person: None })],
        ..ReplyExtras::default()
    };
    for (now, then, offered) in [(&good, &good, true), (&bad, &good, false), (&good, &bad, false)] {
        let (now, extras) = (now.clone(), before(then));
        let shown = show(|| reply_view(now, extras)).await;
        assert_eq!(shown.words("[role=tab]").contains(&"Compare".to_string()), offered);
    }
}

#[wasm_bindgen_test]
async fn two_replies_stand_side_by_side() {
    let rows = |list: Value| reply(200, &json!({"meta": {"page": 0, "limit": 9, "total": 9}, "data": list}));
    let before = rows(json!([{"id": 1, "name": "Ann", "level": 5}, {"id": 2, "name": "Bob"}]));
    let after = rows(json!([{"id": 3, "name": "Cy"}, {"id": 1, "name": "Ann", "level": 6}]));
    let extras = ReplyExtras {
        before: vec![Rc::new(Earlier { reply: before, at: 0, number: 1, domain: None, person: None })],
        tab: Some(RwSignal::new("compare".into())),
        elsewhere: Some(Rc::new(|_| Some("Quiet Hills".into()))),
        ..ReplyExtras::default()
    };
    let shown = show(|| reply_view(after, extras)).await;
    assert!(shown.words(".compare option")[0].ends_with(" · Quiet Hills"));
    says(&shown, "[role=tabpanel] [role=status]", "1 added, 1 removed, 1 changed, 0 the same").await;
    assert_eq!(shown.words(".compare-table .is-changed td"), ["changed", "level", "5", "6"]);
    assert_eq!(shown.words(".compare-table tbody th"), ["Cy", "Ann", "Bob"]);
}

#[wasm_bindgen_test]
async fn many_differences_are_drawn_as_they_are_asked_for() {
    let rows = |from: u64, to: u64| -> Rc<Reply> {
        let list: Vec<Value> = (from..to).map(|id| json!({"id": id})).collect();
        reply(200, &json!({"data": list}))
    };
    let extras = ReplyExtras {
        before: vec![Rc::new(Earlier { reply: rows(0, 1), at: 0, number: 1, domain: None, person: None })],
        tab: Some(RwSignal::new("compare".into())),
        ..ReplyExtras::default()
    };
    let shown = show(|| reply_view(rows(0, 451), extras)).await;
    says(&shown, "[role=tabpanel] [role=status]", "450 added, 0 removed, 0 changed, 1 the same").await;
    assert_eq!(shown.all(".compare-table tbody tr").len(), 200);
    press_button(&shown, "Show 200 more");
    pause(50).await;
    assert_eq!(shown.all(".compare-table tbody tr").len(), 400);
    press_button(&shown, "Show 50 more");
    pause(50).await;
    assert_eq!(shown.all(".compare-table tbody tr").len(), 450);
}

#[wasm_bindgen_test]
async fn a_picture_that_is_none_is_told_of() {
    let mut broken = (*reply(200, &json!(null))).clone();
    broken.headers = vec![("content-type".into(), "image/png".into())];
    broken.body = b"no picture".to_vec();
    let shown = show(|| reply_view(Rc::new(broken), ReplyExtras::default())).await;
    says(
        &shown,
        ".reply-image figcaption",
        "The browser cannot show this picture. What came stands under Raw, and can be saved there.",
    )
    .await;
}

#[wasm_bindgen_test]
async fn an_export_runs_to_its_file_and_says_how_sure_it_is() {
    let body = json!({"data": [{"id": 1, "name": "=1+1"}, {"id": 2, "name": "b"}, {"id": 3}]}).to_string();
    let blob = web_sys::Blob::new_with_str_sequence(&js_sys::Array::of1(&body.into())).expect("a blob");
    let url = web_sys::Url::create_object_url_with_blob(&blob).expect("an address");
    let (shown, exports) = exporting().await;
    let job = Job {
        operation: "TestExport".into(),
        format: Format::Ndjson,
        paged: false,
        ..Job::new(&Request::new(Method::Get, url), 0)
    };
    exports.start(job);
    says(&shown, ".export-phase", "Done: 3 rows, all in one answer").await;
    assert_eq!(shown.words(".export .row button"), ["Download again", "Remove"]);
    // What is offered needs the file alone, which is written behind the handing over; of pages nothing stays.
    let mut files = String::new();
    for _ in 0..100 {
        files = files_of_exports().await.as_string().unwrap_or_default();
        if files.contains("done.json") && !files.contains("page-") {
            break;
        }
        pause(20).await;
    }
    let files: Vec<&str> = files.split(' ').collect();
    assert!(
        files.len() == 3 && files[0].ends_with(".ndjson") && files[1..] == ["done.json", "job.json"],
        "{files:?}"
    );
    press_button(&shown, "Remove");
    goes(&shown, ".export").await;
    assert_eq!(kept_exports().await.as_string().as_deref(), Some(""));
}

#[wasm_bindgen_test]
async fn an_export_that_is_too_old_goes_though_nobody_looks_at_exports() {
    let young = format!("{}-0000cafe", js_sys::Date::now());
    for name in ["1000000-0000cafe", &young] {
        leave_export(name).await;
    }
    let shown = show(|| {
        exports_context();
        el("div")
    })
    .await;
    let mut left = String::new();
    for _ in 0..200 {
        left = kept_exports().await.as_string().unwrap_or_default();
        if left == young {
            break;
        }
        pause(50).await;
    }
    drop(shown);
    forget_export(&young).await;
    assert_eq!(left, young);
}

#[wasm_bindgen_test]
async fn an_export_that_is_cancelled_as_it_begins_leaves_nothing() {
    let (shown, exports) = exporting().await;
    let job = || Job {
        operation: "TestExport".into(),
        ..Job::new(&Request::new(Method::Get, "data:application/json,{}"), 0)
    };
    // At once, and after ever more of its first steps: whatever it has begun to write goes too.
    for turns in [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32, 48, 64] {
        let one = exports.start(job());
        for _ in 0..turns {
            leptos::task::tick().await;
        }
        exports.remove(&one);
        goes(&shown, ".export").await;
        assert_eq!(kept_exports().await.as_string().as_deref(), Some(""), "after {turns} turns");
    }
}

/// What counts the requests that leave the page.
#[wasm_bindgen(inline_js = "let sent = 0;
export function countSent() {
    const ask = globalThis.fetch;
    globalThis.fetch = (...given) => { sent += 1; return ask(...given); };
    return () => { globalThis.fetch = ask; };
}
export function sentSoFar() { return sent; }")]
extern "C" {
    #[wasm_bindgen(js_name = countSent)]
    fn count_sent() -> js_sys::Function;
    #[wasm_bindgen(js_name = sentSoFar)]
    fn sent_so_far() -> u32;
}

#[wasm_bindgen_test]
async fn an_export_that_is_paused_and_resumed_at_once_goes_on_once() {
    let body = json!({"data": [{"id": 1}, {"id": 2}, {"id": 3}]}).to_string();
    let blob = web_sys::Blob::new_with_str_sequence(&js_sys::Array::of1(&body.into())).expect("a blob");
    let url = web_sys::Url::create_object_url_with_blob(&blob).expect("an address");
    let (shown, exports) = exporting().await;
    let stop_counting = count_sent();
    // At once, and after ever more of its first steps: the earlier run still holds the lock of its tab.
    for turns in [0, 1, 2, 4, 8, 16, 32] {
        let job = Job {
            operation: "TestExport".into(),
            format: Format::Ndjson,
            paged: false,
            ..Job::new(&Request::new(Method::Get, url.clone()), 0)
        };
        let one = exports.start(job);
        for _ in 0..turns {
            leptos::task::tick().await;
        }
        one.pause();
        let before = sent_so_far();
        one.resume();
        says(&shown, ".export-phase", "Done: 3 rows, all in one answer").await;
        pause(50).await;
        assert!(sent_so_far() - before <= 1, "after {turns} turns: {} requests", sent_so_far() - before);
        exports.remove(&one);
        goes(&shown, ".export").await;
    }
    stop_counting.call0(&JsValue::NULL).expect("it counts no more");
}

/// Gives a page what exports need, and them.
fn exports_context() -> Option<Exports> {
    provide_config(Config::default());
    provide_credentials();
    provide_session();
    provide_exports();
    use_context()
}

/// A page with the exports of `TestExport`, and their context.
async fn exporting() -> (Shown, Exports) {
    let handle: Rc<RefCell<Option<Exports>>> = Rc::default();
    let slot = handle.clone();
    let shown = show(move || {
        *slot.borrow_mut() = exports_context();
        el("div").child(exports_of("TestExport".into()))
    })
    .await;
    let exports = handle.borrow().expect("it was provided");
    (shown, exports)
}

#[wasm_bindgen_test]
async fn an_answer_without_pages_offers_its_rows_alone() {
    for (meta, words) in
        [(json!({"page": 0, "total": 1}), "Export all pages"), (json!({}), "Export these rows")]
    {
        let shown = show(move || {
            exports_context();
            let subject = Subject {
                operation: "TestSettings".into(),
                title: "Test".into(),
                read_only: true,
                permissions: Vec::new(),
            };
            let request = Rc::new(Request::new(Method::Get, "data:application/json,{}"));
            let export = Some(ExportOffer::new(&subject, request));
            let extras = ReplyExtras { export, ..ReplyExtras::default() };
            reply_view(reply(200, &json!({"meta": meta, "data": [{"key": "a"}]})), extras)
        })
        .await;
        appears(&shown, ".reply-status").await;
        assert!(shown.words("button").contains(&words.to_string()), "{:?}", shown.words("button"));
    }
}

#[wasm_bindgen_test]
async fn rows_are_exported_by_their_id_whatever_the_size_of_the_reply() {
    let without_id = |count: usize| {
        let rows: Vec<Value> = (0..count).map(|at| json!({"name": "x".repeat(200), "level": at})).collect();
        reply(200, &json!({"meta": {"page": 0, "limit": count, "total": count}, "data": rows}))
    };
    for (reply, key) in [
        (page_of(2), Some("id")),
        (page_of(3_000), Some("id")),
        (without_id(2), None),
        (without_id(3_000), None),
    ] {
        let size = reply.body.len();
        assert!(!(10_000..300_000).contains(&size), "it is a small or a large one: {size}");
        let handle: Rc<RefCell<Option<Exports>>> = Rc::default();
        let slot = handle.clone();
        let shown = show(move || {
            *slot.borrow_mut() = exports_context();
            let subject = Subject {
                operation: "TestExport".into(),
                title: "Test".into(),
                read_only: true,
                permissions: Vec::new(),
            };
            let mut search = Request::new(Method::Post, "data:application/json,{}");
            search.body = client::Body::Json("{}".into());
            let export = Some(ExportOffer::new(&subject, Rc::new(search)));
            reply_view(reply, ReplyExtras { export, ..ReplyExtras::default() })
        })
        .await;
        appears(&shown, ".reply-status").await;
        press_button(&shown, "Export all pages");
        appears(&shown, "dialog[open] .export-question").await;
        let words = shown.words("dialog[open] .export-question").join(" ");
        assert_eq!(words.contains("sorted by id"), key.is_some(), "{size}: {words}");
        press_button(&shown, "Start export");
        settle().await;
        let exports = handle.borrow().expect("it was provided");
        let begun = untrack(|| exports.of("TestExport", None));
        // By it rows are known again, so that none is in the file twice.
        assert_eq!(begun[0].job().key.as_deref(), key, "{size}");
        exports.remove(&begun[0]);
        for _ in 0..200 {
            if untrack(|| exports.of("TestExport", None)).is_empty() {
                break;
            }
            pause(20).await;
        }
        assert_eq!(kept_exports().await.as_string().as_deref(), Some(""));
    }
}

#[wasm_bindgen(inline_js = "export async function keptExports() {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('exports', { create: true });
    const names = [];
    for await (const name of folder.keys()) names.push(name);
    return names.join(' ');
}
const exports = async () => (await navigator.storage.getDirectory()).getDirectoryHandle('exports', { create: true });
export async function filesOfExports() {
    const names = [];
    for await (const folder of (await exports()).values()) for await (const name of folder.keys()) names.push(name);
    return names.sort().join(' ');
}
export async function leaveExport(name) { await (await exports()).getDirectoryHandle(name, { create: true }); }
export async function forgetExport(name) { await (await exports()).removeEntry(name, { recursive: true }); }")]
extern "C" {
    /// The names of what is kept of exports.
    #[wasm_bindgen(js_name = keptExports)]
    async fn kept_exports() -> JsValue;
    /// The names of all files in them.
    #[wasm_bindgen(js_name = filesOfExports)]
    async fn files_of_exports() -> JsValue;
    /// Leaves what might be an export's.
    #[wasm_bindgen(js_name = leaveExport)]
    async fn leave_export(name: &str);
    /// Takes that away again.
    #[wasm_bindgen(js_name = forgetExport)]
    async fn forget_export(name: &str);
}

/// Waits until a selector finds nothing any more, for some seconds at most.
async fn goes(shown: &Shown, selector: &str) {
    for _ in 0..200 {
        if shown.all(selector).is_empty() {
            return;
        }
        pause(50).await;
    }
    panic!("{selector} is still there");
}

#[wasm_bindgen_test]
async fn the_history_keeps_what_was_sent_and_forgets_it() {
    let keys = async |person: &str| -> Vec<u32> {
        let list = history::list(Some(person)).await.unwrap_or_default();
        list.into_iter().map(|(key, _)| key).collect()
    };
    for person in ["ann", "bob"] {
        history::forget(&keys(person).await).await;
    }
    let entry = |at_ms: i64, person: Option<&str>, title: &str| Entry {
        at_ms,
        person: person.map(String::from),
        operation: "X".into(),
        title: title.into(),
        method: "GET".into(),
        url: "/x".into(),
        ..Entry::default()
    };
    history::record(entry(1, Some("ann"), "first"), Some("{\"a\":1}".into()), None);
    pause(200).await;
    history::record(entry(2, Some("bob"), "second"), None, None);
    pause(200).await;
    history::record(entry(3, None, "third"), None, None);
    pause(200).await;
    let titles = |list: &[(u32, Entry)]| list.iter().map(|(_, it)| it.title.clone()).collect::<Vec<_>>();
    let ann = history::list(Some("ann")).await.expect("Chromium has IndexedDB");
    assert_eq!(titles(&ann), ["third", "first"]);
    assert_eq!(history::reply(ann[1].0).await.as_deref(), Some("{\"a\":1}"));
    assert_eq!(history::reply(ann[0].0).await, None);
    history::remove(ann[1].0).await;
    assert_eq!(titles(&history::list(Some("ann")).await.expect("it is there")), ["third"]);
    assert_eq!(history::reply(ann[1].0).await, None);
    history::keep(false);
    history::record(entry(4, None, "fourth"), None, None);
    pause(200).await;
    history::keep(true);
    assert_eq!(titles(&history::list(Some("bob")).await.expect("it is there")), ["third", "second"]);
    // Another one's stay.
    history::forget(&keys("ann").await).await;
    assert_eq!(titles(&history::list(Some("bob")).await.expect("it is there")), ["second"]);
    history::forget(&keys("bob").await).await;
    assert_eq!(history::list(Some("bob")).await.expect("it is there").len(), 0);
    // Whoever holds the database open would be in the way, and not only for the moment that closing takes.
    let deleting = js_sys::Function::new_no_args(
        "return new Promise((told) => {
           const request = indexedDB.deleteDatabase('takaro-explorer');
           request.onsuccess = () => told('deleted');
           setTimeout(() => told('held open'), 5_000);
         })",
    );
    let told: js_sys::Promise =
        deleting.call0(&wasm_bindgen::JsValue::NULL).expect("it runs").unchecked_into();
    let told = wasm_bindgen_futures::JsFuture::from(told).await.expect("it ends");
    assert_eq!(told.as_string().as_deref(), Some("deleted"));
}
