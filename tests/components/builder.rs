//! The query builder: rows, its other forms, advice, undo, and what is around it.

use super::{Shown, document, focused, focused_words, pause, press, settle, show, until};
use ::query::{Draft, Edit, EntitySchema, Field, FieldKind, History, RowId, RowKind};
use leptos::prelude::untrack;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::rc::Rc;
use takaro_explorer_app::components::{
    CellRef, TextForm, TextView, advice_list, builder, cell_menu, query_request, query_send, query_tools,
    text_panel, with_undo_keys,
};
use takaro_explorer_app::state::{
    Config, DraftState, Refused, new_sending, now, provide_address, provide_config, provide_credentials,
    provide_document, provide_session,
};
use takaro_explorer_app::ui::{el, live_json};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlInputElement};

fn players() -> EntitySchema {
    EntitySchema::new("player", "/player/search")
        .field(Field::new("id", FieldKind::Uuid).filterable().in_rows())
        .field(Field::new("name", FieldKind::Text).filterable().searchable().in_rows())
        .field(Field::new("banned", FieldKind::Boolean).filterable().in_rows())
        .field(Field::new("state", FieldKind::Enum(vec!["ONLINE".into(), "OFFLINE".into()])).filterable())
        .field(Field::new("createdAt", FieldKind::Date).rangeable().in_rows())
}

/// A piece made of a draft, and the draft.
async fn show_draft(
    body: Value,
    make: impl FnOnce(DraftState) -> takaro_explorer_app::ui::El,
) -> (Shown, DraftState) {
    let slot: Rc<RefCell<Option<DraftState>>> = Rc::default();
    let kept = slot.clone();
    let shown = show(move || {
        let draft = Draft::from_json(&body, &players()).expect("a query");
        let state = DraftState::new(players(), 0, History::new(draft), now);
        *kept.borrow_mut() = Some(state);
        make(state)
    })
    .await;
    let state = slot.borrow().expect("it was made");
    (shown, state)
}

fn type_into(element: &HtmlElement, text: &str) {
    element.focus().expect("it can");
    if let Some(area) = element.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        area.set_value(text);
    } else if let Some(select) = element.dyn_ref::<web_sys::HtmlSelectElement>() {
        select.set_value(text);
    } else {
        element.unchecked_ref::<web_sys::HtmlInputElement>().set_value(text);
    }
    for name in ["input", "change"] {
        let options = web_sys::EventInit::new();
        options.set_bubbles(true);
        let event = web_sys::Event::new_with_event_init_dict(name, &options).expect("an event");
        element.dispatch_event(&event).expect("it can be heard");
    }
}

fn value_of(element: &HtmlElement) -> String {
    js_sys::Reflect::get(element, &"value".into())
        .ok()
        .and_then(|value| value.as_string())
        .unwrap_or_default()
}

fn press_with(key: &str, control: bool, alt: bool) {
    let options = web_sys::KeyboardEventInit::new();
    options.set_key(key);
    options.set_ctrl_key(control);
    options.set_alt_key(alt);
    options.set_bubbles(true);
    options.set_cancelable(true);
    let event =
        web_sys::KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &options).expect("an event");
    focused().dispatch_event(&event).expect("it can be heard");
}

fn body(draft: DraftState) -> Value {
    draft.body_now(false)
}

#[wasm_bindgen_test]
async fn rows_are_typed_switched_off_and_removed() {
    let (shown, draft) = show_draft(json!({}), builder).await;
    assert_eq!(shown.all("[role=group][aria-label='Filters']").len(), 1);
    let add = shown.all(".button-add")[0].clone();
    assert_eq!(add.text_content().as_deref(), Some("Add filter"));
    add.click();
    pause(60).await;
    let row = "[aria-label='Filter 1']";
    assert_eq!(focused().get_attribute("aria-label").as_deref(), Some("Field"));
    type_into(&shown.one(&format!("{row} [aria-label=Field]")), "name");
    settle().await;
    type_into(&shown.one(&format!("{row} [aria-label=Value]")), "Jo");
    settle().await;
    assert_eq!(body(draft), json!({ "filters": { "name": ["Jo"] } }));
    // Enter makes a chip, so that another value can be typed.
    press("Enter");
    settle().await;
    type_into(&shown.one(&format!("{row} [aria-label=Value]")), "Ann");
    settle().await;
    assert_eq!(body(draft), json!({ "filters": { "name": ["Jo", "Ann"] } }));
    shown.one(&format!("{row} [aria-label='Use this row']")).click();
    settle().await;
    assert_eq!(body(draft), json!({}));
    shown.one(&format!("{row} [aria-label=Remove]")).click();
    settle().await;
    assert!(shown.all(row).is_empty());
    assert_eq!(focused_words(), "Add filter");
}

#[wasm_bindgen_test]
async fn the_focus_stays_where_the_person_went_before_the_page_was_drawn() {
    let (shown, _draft) = show_draft(json!({}), builder).await;
    let add = shown.all(".button-add")[0].clone();
    let limit = shown.one("[data-setting=limit] .input");
    add.click();
    let options = web_sys::EventInit::new();
    options.set_bubbles(true);
    let event = web_sys::Event::new_with_event_init_dict("pointerdown", &options).expect("an event");
    limit.dispatch_event(&event).expect("it can be heard");
    limit.focus().expect("it can");
    pause(60).await;
    shown.one("[aria-label='Filter 1']");
    assert_eq!(focused(), *limit);
    // Whoever presses nothing meanwhile is led on.
    add.click();
    pause(60).await;
    assert_eq!(focused().get_attribute("aria-label").as_deref(), Some("Field"));
}

#[wasm_bindgen_test]
async fn values_are_edited_by_the_kind_of_their_field() {
    let (shown, draft) =
        show_draft(json!({ "filters": { "banned": true, "state": ["ONLINE"] } }), builder).await;
    let boolean = shown.one("[aria-label='Filter 1'] select[aria-label=Value]");
    assert_eq!(value_of(&boolean), "true");
    assert_eq!(shown.words("[aria-label='Filter 1'] .value-chip-text"), ["yes"]);
    type_into(&boolean, "false");
    settle().await;
    assert_eq!(body(draft)["filters"]["banned"], json!(false));
    let choice = shown.one("[aria-label='Filter 2'] [role=combobox][aria-label=Value]");
    type_into(&choice, "OFF");
    settle().await;
    assert_eq!(shown.words("[role=option] .combobox-value"), ["OFFLINE"]);
    press("ArrowDown");
    press("Enter");
    settle().await;
    assert_eq!(body(draft)["filters"]["state"], json!(["ONLINE", "OFFLINE"]));
    let operator = shown.one("[aria-label='Filter 2'] [aria-label=Operator]");
    type_into(&operator, "empty");
    settle().await;
    assert_eq!(body(draft)["filters"]["state"], json!(["null"]));
    assert!(shown.all("[aria-label='Filter 2'] [aria-label=Value]").is_empty());
}

#[wasm_bindgen_test]
async fn a_pasted_column_becomes_values_that_are_counted() {
    let (shown, draft) = show_draft(json!({ "filters": { "id": [] } }), builder).await;
    let row = draft.now(|draft| draft.rows[0].id);
    draft.apply(Edit::SetValues { row, values: Vec::new() });
    draft.apply(Edit::SetBare { row, bare: false });
    settle().await;
    let ids: Vec<String> = (0..500).map(|at| format!("ea85ddf4-2885-482f-adc6-{at:012}")).collect();
    let column = format!("  {}\r\n\r\n{}\t{}", ids.join(" \r\n"), ids[0], ids[1]);
    let data = web_sys::DataTransfer::new().expect("a clipboard");
    data.set_data("text/plain", &column).expect("it takes text");
    let options = web_sys::ClipboardEventInit::new();
    options.set_bubbles(true);
    options.set_cancelable(true);
    options.set_clipboard_data(Some(&data));
    let event = web_sys::ClipboardEvent::new_with_event_init_dict("paste", &options).expect("an event");
    shown.one("[aria-label='Filter 1'] [aria-label=Value]").dispatch_event(&event).expect("it can be heard");
    settle().await;
    assert_eq!(draft.now(|draft| draft.rows[0].values.len()), 500);
    assert_eq!(shown.words("[aria-live=polite]"), ["500 values added, 2 were there already."]);
    assert!(shown.words(".value-count")[0].starts_with("500 values"));
    // Few of so many are drawn, until all are wanted.
    assert_eq!(shown.all(".value-chip").len(), 5);
    let all = shown.all(".value-count button")[0].clone();
    all.click();
    settle().await;
    assert_eq!((shown.all(".value-chip").len(), all.text_content()), (500, Some("Show fewer".into())));
    // A value that is taken away leaves the focus in the row.
    shown.all(".value-chip-remove")[0].click();
    until(|| focused().get_attribute("aria-label").as_deref() == Some("Value")).await;
    assert_eq!(draft.now(|draft| draft.rows[0].values.len()), 499);
}

#[wasm_bindgen_test]
async fn the_enter_that_accepts_a_composed_word_adds_no_value() {
    let (shown, draft) = show_draft(json!({ "filters": { "name": ["a"] } }), builder).await;
    let value = shown.one("[aria-label='Filter 1'] [aria-label=Value]");
    type_into(&value, "にほん");
    settle().await;
    let options = web_sys::KeyboardEventInit::new();
    options.set_key("Enter");
    options.set_is_composing(true);
    options.set_key_code(229);
    options.set_bubbles(true);
    options.set_cancelable(true);
    let event =
        web_sys::KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &options).expect("an event");
    value.dispatch_event(&event).expect("it can be heard");
    assert!(!event.default_prevented());
    assert_eq!(value_of(&value), "にほん");
    press("Enter");
    settle().await;
    assert_eq!(body(draft), json!({ "filters": { "name": ["a", "にほん"] } }));
}

#[wasm_bindgen_test]
async fn what_the_document_does_not_list_can_be_included_by_name() {
    let (shown, draft) = show_draft(json!({ "extend": ["weather"] }), builder).await;
    let group = "[role=group][aria-label=Include]";
    // What an import brought stands there, and can be taken away.
    assert_eq!(shown.words(&format!("{group} .check")), ["weather"]);
    type_into(&shown.one("[aria-label='Name to include']"), " roles ");
    settle().await;
    press("Enter");
    settle().await;
    assert_eq!(body(draft), json!({ "extend": ["weather", "roles"] }));
    shown.all(&format!("{group} input[type=checkbox]"))[0].click();
    settle().await;
    assert_eq!(body(draft), json!({ "extend": ["roles"] }));
    assert_eq!(shown.words(&format!("{group} .check")), ["roles"]);
}

#[wasm_bindgen_test]
async fn a_value_stands_with_its_list_or_without() {
    let (shown, draft) =
        show_draft(json!({ "filters": { "name": ["Jo"] }, "search": { "name": ["o"] } }), builder).await;
    let operator = shown.one("[aria-label='Filter 1'] [aria-label=Operator]");
    type_into(&operator, "bare");
    type_into(&shown.one("[aria-label='Search 1'] [aria-label=Operator]"), "bare");
    settle().await;
    assert_eq!(body(draft), json!({ "filters": { "name": "Jo" }, "search": { "name": "o" } }));
    assert_eq!(value_of(&operator), "bare");
    type_into(&operator, "is");
    settle().await;
    assert_eq!(body(draft)["filters"], json!({ "name": ["Jo"] }));
    // Yes and no stand without a list from the start.
    type_into(&shown.one("[aria-label='Filter 1'] [aria-label=Field]"), "banned");
    settle().await;
    assert_eq!(value_of(&operator), "bare");
    assert_eq!(
        shown.words("[aria-label='Filter 1'] [aria-label=Operator] > option"),
        ["is, in a list", "is empty", "is"]
    );
    // What asks nothing stands apart, and takes the value's box away.
    type_into(&operator, "null");
    settle().await;
    assert_eq!(body(draft)["filters"], json!({ "banned": null }));
    assert!(shown.all("[aria-label='Filter 1'] .condition-value").is_empty());
    type_into(&operator, "is");
    settle().await;
    assert_eq!(body(draft).get("filters"), None);
    assert_eq!(shown.all("[aria-label='Filter 1'] .condition-value").len(), 1);
}

#[wasm_bindgen_test]
async fn a_list_is_offered_only_where_the_document_takes_one() {
    for (field, body, offered) in [
        ("banned", json!({}), true),
        ("draft", json!({}), false),
        // What is written stays as it is, and is called what it is.
        ("draft", json!({ "filters": { "draft": [true] } }), true),
    ] {
        let shown = show(move || {
            let mut schema = players();
            schema.fields.push(Field::new("draft", FieldKind::Boolean).filterable().single());
            let mut draft = Draft::from_json(&body, &schema).expect("a query");
            if draft.rows.is_empty() {
                draft.apply(Edit::Add { kind: RowKind::Filter, field: field.into() });
                draft.apply(Edit::SetBare { row: draft.rows[0].id, bare: true });
            }
            builder(DraftState::new(schema, 0, History::new(draft), now))
        })
        .await;
        let list = shown.one("[aria-label='Filter 1'] [aria-label=Operator] > option[value=is]");
        assert_eq!(list.hidden(), !offered, "{field}");
    }
}

#[wasm_bindgen_test]
async fn rows_that_come_later_have_a_place_though_the_document_offers_none() {
    let bans = || EntitySchema {
        typed_search: false,
        ..EntitySchema::new("ban", "/player/ban/search")
            .field(Field::new("reason", FieldKind::Text).filterable().in_rows())
    };
    let state: Rc<RefCell<Option<DraftState>>> = Rc::default();
    let kept = state.clone();
    let shown = show(move || {
        let draft = DraftState::new(bans(), 0, History::new(Draft::default()), now);
        *kept.borrow_mut() = Some(draft);
        builder(draft)
    })
    .await;
    assert!(shown.all("[role=group][aria-label=Search]").is_empty());
    let draft = state.borrow().expect("it was made");
    let other = Draft::from_json(&json!({ "search": { "reason": ["x"] } }), &bans()).expect("a query");
    draft.apply(Edit::Replace(Box::new(other)));
    settle().await;
    assert_eq!(shown.all("[aria-label='Search 1']").len(), 1);
    let row = draft.now(|draft| draft.rows[0].id);
    draft.apply(Edit::Remove { row });
    settle().await;
    // The focus is in it.
    assert_eq!(shown.all("[role=group][aria-label=Search]").len(), 1);
}

#[wasm_bindgen_test]
async fn any_column_can_be_sorted_by() {
    let (shown, draft) = show_draft(json!({}), builder).await;
    let by = shown.one("[role=combobox][aria-label='Sort by']");
    type_into(&by, "weather");
    type_into(&shown.one("[aria-label=Direction]"), "desc");
    settle().await;
    assert_eq!(body(draft), json!({ "sortBy": "weather", "sortDirection": "desc" }));
    assert_eq!(by.get_attribute("aria-invalid").as_deref(), Some("true"));
    type_into(&by, "creat");
    settle().await;
    assert_eq!(shown.words("[role=option] .combobox-value"), ["createdAt"]);
    press("ArrowDown");
    press("Enter");
    settle().await;
    assert_eq!(body(draft), json!({ "sortBy": "createdAt", "sortDirection": "desc" }));
    // A direction without a column would be ignored.
    type_into(&by, "");
    settle().await;
    assert_eq!(body(draft), json!({}));
}

#[wasm_bindgen_test]
async fn dates_come_from_the_calendar_or_stay_relative() {
    let (shown, draft) = show_draft(json!({ "greaterThan": { "createdAt": "2026-01-30" } }), builder).await;
    shown.one("[aria-label='Choose a date: createdAt'].button").click();
    pause(60).await;
    assert_eq!(focused().get_attribute("data-day").as_deref(), Some("2026-01-30"));
    press("ArrowRight");
    pause(60).await;
    press("ArrowRight");
    pause(60).await;
    assert_eq!(focused().get_attribute("data-day").as_deref(), Some("2026-02-01"));
    let day: HtmlElement = focused().unchecked_into();
    day.click();
    settle().await;
    assert_eq!(body(draft), json!({ "greaterThan": { "createdAt": "2026-02-01" } }));
    assert!(shown.all(".calendar").is_empty());
    type_into(&shown.one("[role=combobox][aria-label=Value]"), "last 7 days");
    settle().await;
    let sent = body(draft)["greaterThan"]["createdAt"].as_str().map(str::len);
    assert_eq!(sent, Some("2026-01-01T00:00:00.000Z".len()));
    assert_eq!(draft.now(|draft| draft.rows[0].text.clone()), "last 7 days");
}

#[wasm_bindgen_test]
async fn relative_dates_count_from_the_drafts_own_clock() {
    let slot: Rc<RefCell<Option<DraftState>>> = Rc::default();
    let kept = slot.clone();
    let shown = show(move || {
        let mut draft = Draft::default();
        draft.apply(Edit::Add { kind: RowKind::Range, field: "createdAt".into() });
        draft.apply(Edit::SetText { row: draft.rows[0].id, text: "yesterday".into() });
        // Noon of 23 November 2026, by UTC.
        let state = DraftState::new(players(), 0, History::new(draft), || 1_795_435_200_000);
        *kept.borrow_mut() = Some(state);
        el("div").child(builder(state)).child(text_panel(TextView::new(TextForm::Json, state)))
    })
    .await;
    let draft = slot.borrow().expect("it was made");
    let asked = json!({ "greaterThan": { "createdAt": "2026-11-22T00:00:00.000Z" } });
    assert_eq!(body(draft), asked);
    assert_eq!(draft.built_now().map(|query| query.to_json()), Ok(asked.clone()));
    let text = shown.one(".text-view-json");
    assert_eq!(serde_json::from_str::<Value>(&value_of(&text)).ok(), Some(asked));
    let words = shown.one("[aria-label='Range 1']").text_content().unwrap_or_default();
    assert!(words.contains("2026-11-22T00:00:00.000Z"), "{words}");
    // The same date written out stays what it is by that clock, too.
    type_into(&text, r#"{"greaterThan": {"createdAt": "2026-11-22T00:00:00.000Z"}, "limit": 5}"#);
    settle().await;
    assert_eq!(draft.now(|draft| draft.rows[0].text.clone()), "yesterday");
    shown.one("[aria-label^='Choose a date: createdAt'].button").click();
    pause(60).await;
    assert_eq!(focused().get_attribute("data-day").as_deref(), Some("2026-11-23"));
}

#[wasm_bindgen_test]
async fn rows_change_places_by_keyboard() {
    let (shown, draft) =
        show_draft(json!({ "filters": { "name": ["a"], "id": ["b"], "banned": [true] } }), builder).await;
    let order = || draft.now(|draft| draft.rows.iter().map(|row| row.field.clone()).collect::<Vec<_>>());
    let box_of_name = shown.one("[aria-label='Filter 1'] [aria-label=Field]");
    box_of_name.focus().expect("it can");
    press_with("ArrowDown", false, true);
    pause(60).await;
    assert_eq!(order(), ["id", "name", "banned"]);
    assert_eq!(focused(), box_of_name.into());
    assert_eq!(shown.words("[aria-live=polite]"), ["name is now 2 of 3"]);
    shown.one("[aria-label='Filter 3'] [aria-label=Reorder]").focus().expect("it can");
    press("ArrowUp");
    pause(60).await;
    press("ArrowUp");
    pause(60).await;
    press("ArrowUp");
    pause(60).await;
    assert_eq!(order(), ["banned", "id", "name"]);
}

/// How often each of these was asked so far.
type Asked = Rc<RefCell<Vec<(&'static str, usize)>>>;

#[wasm_bindgen_test]
async fn a_letter_reaches_what_shows_it_and_nothing_else() {
    let asked: Asked = Rc::default();
    let kept = asked.clone();
    let body = json!({ "filters": { "name": ["x"] }, "search": { "name": ["Jo"] } });
    let (_shown, draft) = show_draft(body, move |draft| {
        let rows = [RowKind::Filter, RowKind::Search].map(|kind| untrack(|| draft.rows(kind))[0]);
        let [other, typed] = rows.map(|id| draft.row(id));
        let mut views = el("div");
        let mut view = |name: &'static str, read: Box<dyn Fn()>| {
            let (at, kept) = (kept.borrow().len(), kept.clone());
            kept.borrow_mut().push((name, 0));
            views = std::mem::replace(&mut views, el("div")).child(el("p").text(move || {
                read();
                kept.borrow_mut()[at].1 += 1;
                String::new()
            }));
        };
        view("text", Box::new(move || drop(typed.text())));
        view("draft", Box::new(move || draft.with(|_| ())));
        view("shape", Box::new(move || typed.shape(|_| ())));
        view("another row", Box::new(move || drop((other.text(), other.shape(|_| ())))));
        view("rows", Box::new(move || drop(draft.rows(RowKind::Search))));
        view("settings", Box::new(move || draft.settings(|_| ())));
        view("advice", Box::new(move || draft.advice(|_| ())));
        views
    })
    .await;
    let counts = || asked.borrow().clone();
    assert!(counts().iter().all(|(_, times)| *times == 1), "{:?}", counts());
    let row = untrack(|| draft.rows(RowKind::Search))[0];
    let letters = |text: &str| Edit::SetText { row, text: text.into() };
    draft.apply(letters("a"));
    settle().await;
    let again = |counts: Vec<(&'static str, usize)>| -> Vec<&str> {
        counts.into_iter().filter(|(_, times)| *times == 2).map(|(name, _)| name).collect()
    };
    assert_eq!(again(counts()), ["text", "draft"]);
    // What another change concerns hears of it: a row that goes, and what is wrong with a setting.
    draft.apply(Edit::SetLimit("5000".into()));
    draft.apply(Edit::Remove { row });
    settle().await;
    assert_eq!(again(counts()), ["shape", "rows", "settings", "advice"]);
}

#[wasm_bindgen_test]
async fn json_and_the_draft_follow_each_other() {
    let (shown, draft) =
        show_draft(json!({ "limit": 5 }), |draft| text_panel(TextView::new(TextForm::Json, draft))).await;
    let area = shown.one("textarea");
    assert_eq!(area.get_attribute("aria-label").as_deref(), Some("Query as JSON"));
    assert_eq!(value_of(&area), "{\n  \"limit\": 5\n}");
    draft.apply(Edit::SetLimit("50".into()));
    settle().await;
    assert_eq!(value_of(&area), "{\n  \"limit\": 50\n}");
    // Half typed: the draft stays, the text too, and the place is told.
    type_into(&area, "{\n  \"limit\": 7,\n  \"filters\": {\"na");
    settle().await;
    assert_eq!(body(draft), json!({ "limit": 50 }));
    let words = shown.words(".text-problem p");
    assert!(words[0].starts_with("Line 3, character "), "{words:?}");
    // The next letter changes the words alone: a button that has the focus keeps it.
    let there = shown.all(".text-problem button").remove(0);
    type_into(&area, "{\n  \"limit\": 7,\n\n  \"filters\": {\"na");
    settle().await;
    let words = shown.words(".text-problem p");
    assert!(words[0].starts_with("Line 4, character "), "{words:?}");
    assert!(shown.all(".text-problem button")[0].is_same_node(Some(&there)));
    type_into(&area, "{\n  \"limit\": 7,\n  \"filters\": {\"na");
    settle().await;
    assert_eq!(value_of(&area), "{\n  \"limit\": 7,\n  \"filters\": {\"na");
    type_into(&area, "{\"limit\": 7, \"filters\": {\"name\": [\"x\"]}, \"strange\": 1}");
    settle().await;
    // An unknown key is kept and not sent.
    assert_eq!(body(draft), json!({ "filters": { "name": ["x"] }, "limit": 7 }));
    assert_eq!(draft.now(|draft| draft.extra.len()), 1);
    assert!(shown.words(".text-problem")[0].is_empty());
    // What was typed stays as it was typed until the draft changes elsewhere.
    assert!(value_of(&area).starts_with("{\"limit\": 7"));
    draft.apply(Edit::SetLimit("8".into()));
    settle().await;
    assert!(value_of(&area).starts_with("{\n"));
}

#[wasm_bindgen_test]
async fn a_half_typed_text_outlives_changes_elsewhere() {
    let (shown, draft) =
        show_draft(json!({ "limit": 5 }), |draft| text_panel(TextView::new(TextForm::Json, draft))).await;
    let area = shown.one("textarea");
    type_into(&area, "{\"limit\": ");
    draft.apply(Edit::SetLimit("6".into()));
    settle().await;
    assert_eq!(value_of(&area), "{\"limit\": ");
    assert_eq!(body(draft), json!({ "limit": 6 }));
    let buttons = shown.all(".text-problem button");
    assert_eq!(buttons[1].text_content().as_deref(), Some("show the query as it is"));
    buttons[1].click();
    settle().await;
    assert_eq!(value_of(&area), "{\n  \"limit\": 6\n}");
}

#[wasm_bindgen_test]
async fn a_sentence_is_written_with_help() {
    let (shown, draft) =
        show_draft(json!({}), |draft| text_panel(TextView::new(TextForm::English, draft))).await;
    let area = shown.one("textarea");
    assert_eq!(value_of(&area), "players");
    type_into(&area, "players whose na");
    settle().await;
    assert_eq!(shown.words(".next-words button"), ["name"]);
    shown.all(".next-words button")[0].click();
    pause(60).await;
    assert_eq!(value_of(&area), "players whose name ");
    type_into(&area, "players whose name contains Jo, created in the last 7 days, 5 per page");
    settle().await;
    assert_eq!(body(draft)["search"], json!({ "name": ["Jo"] }));
    assert_eq!(draft.now(|draft| draft.rows[1].text.clone()), "last 7 days");
    type_into(&area, "players whose nmae contains Jo");
    settle().await;
    assert!(
        shown.words(".text-problem p")[0].contains("character 15"),
        "{:?}",
        shown.words(".text-problem p")
    );
    assert_eq!(body(draft)["search"], json!({ "name": ["Jo"] }));
}

#[wasm_bindgen_test]
async fn advice_stands_in_the_list_and_beside_its_row_with_a_way_out() {
    let gone: Rc<RefCell<Vec<Option<RowId>>>> = Rc::default();
    let heard = gone.clone();
    let (shown, draft) =
        show_draft(json!({ "filters": { "banned": [false] }, "limit": 5000 }), move |draft| {
            let go = Rc::new(move |advice: &::query::Advice| heard.borrow_mut().push(advice.row));
            el("div").child(builder(draft)).child(advice_list(draft, go))
        })
        .await;
    let list = "[aria-label=Advice]";
    assert_eq!(shown.all(&format!("{list} > li")).len(), 2);
    // Errors come first.
    assert_eq!(shown.words(&format!("{list} .advice-place")), ["Rows per page", "Filter 1"]);
    assert_eq!(shown.all("[aria-label='Filter 1'] .advice-item").len(), 1);
    // The words are told once: the row has a mark, and is described by the words in the list.
    let row = shown.one("[aria-label='Filter 1']");
    let words = row.get_attribute("aria-describedby").map(|id| shown.one(&format!("#{id}")));
    let words = words.expect("the row is described");
    assert!(words.closest(list).expect("a selector").is_some());
    let told = words.text_content().expect("it has words");
    assert!(!row.text_content().expect("it has words").contains(&told), "{told}");
    shown.one("[aria-label='Filter 1'] .advice-to").click();
    settle().await;
    assert!(words.matches(":focus").expect("a selector"));
    shown.all(&format!("{list} .advice-place"))[1].click();
    assert_eq!(*gone.borrow(), [Some(RowId(0))]);
    let fixes = shown.all(&format!("{list} .advice-fix button"));
    assert_eq!(fixes[0].text_content().as_deref(), Some("Fix"));
    let told = fixes[0].get_attribute("aria-describedby").expect("it says what it does");
    assert_eq!(shown.words(&format!("#{told}")), ["Ask for 1000"]);
    fixes.iter().for_each(HtmlElement::click);
    settle().await;
    assert_eq!(body(draft), json!({ "filters": { "banned": false }, "limit": 1000 }));
    assert!(shown.all(&format!("{list} > li")).is_empty());
    // The buttons are gone, and the focus that was on them is not lost.
    assert!(shown.one(".advice-box h3").matches(":focus").expect("a selector"));
}

#[wasm_bindgen_test]
async fn a_way_out_is_taken_from_the_query_as_it_stands_when_it_is_pressed() {
    // What is typed as JSON comes in steps, and each says the same of other rows and values.
    for (steps, mended) in [
        (
            [
                json!({ "filters": { "name": ["Bob", "S"] } }),
                json!({ "filters": { "name": ["Bob", "Sue"] } }),
            ],
            json!({ "search": { "name": ["Bob", "Sue"] } }),
        ),
        (
            [
                json!({ "filters": { "name": ["Ben"] } }),
                json!({ "filters": { "name": ["Ben"] }, "greaterThan": { "createdAt": "2026-11-23" } }),
            ],
            json!({ "search": { "name": ["Ben"] }, "greaterThan": { "createdAt": "2026-11-23" } }),
        ),
        (
            [json!({ "extend": ["nope"] }), json!({ "extend": ["nope", "roles"] })],
            json!({ "extend": ["roles"] }),
        ),
    ] {
        let [first, then] = steps;
        let make = |draft| el("div").child(builder(draft)).child(advice_list(draft, Rc::new(|_| {})));
        let (shown, draft) = show_draft(first, make).await;
        draft.apply(Edit::Replace(Box::new(Draft::from_json(&then, &players()).expect("a query"))));
        settle().await;
        shown.all("[aria-label=Advice] .advice-fix button")[0].click();
        settle().await;
        assert_eq!(body(draft), mended);
    }
}

#[wasm_bindgen_test]
async fn a_page_that_was_turned_to_is_no_surprise() {
    let (shown, draft) = show_draft(json!({}), |draft| advice_list(draft, Rc::new(|_| {}))).await;
    let told = async || {
        settle().await;
        shown.words("[aria-label=Advice] .advice-place")
    };
    draft.turn("1".into());
    assert_eq!(told().await, [""; 0]);
    draft.apply(Edit::SetLimit("10".into()));
    assert_eq!(told().await, [""; 0]);
    // Typed it may be meant as the first one.
    draft.apply(Edit::SetPage("".into()));
    draft.apply(Edit::SetPage("1".into()));
    assert_eq!(told().await, ["Page"]);
}

#[wasm_bindgen_test]
async fn send_counts_what_is_wrong_and_asks_before_what_the_server_refuses() {
    let sent = Rc::new(RefCell::new(0));
    let heard = sent.clone();
    let (shown, draft) = show_draft(json!({ "limit": 5000 }), move |draft| {
        provide_credentials();
        let send = Rc::new(move || *heard.borrow_mut() += 1);
        query_send(draft, new_sending(false), Rc::new(|| None), send).0
    })
    .await;
    let button = shown.one(".button-send");
    assert_eq!(shown.words(".badge"), ["1"]);
    assert_eq!(shown.one(".badge").get_attribute("aria-hidden").as_deref(), Some("true"));
    let told = button.get_attribute("aria-describedby").expect("the count is told");
    assert!(shown.words(&format!("#{told}"))[0].starts_with("Errors: 1,"));
    button.click();
    settle().await;
    let dialog: web_sys::HtmlDialogElement = shown.all("dialog").remove(0).unchecked_into();
    assert!(dialog.open());
    assert_eq!(*sent.borrow(), 0);
    assert_eq!(focused_words(), "Back to the query");
    let actions = shown.all(".dialog-actions button");
    assert_eq!(actions[1].text_content().as_deref(), Some("Send anyway"));
    actions[1].click();
    settle().await;
    assert_eq!((*sent.borrow(), dialog.open()), (1, false));
    draft.apply(Edit::SetLimit("50".into()));
    settle().await;
    button.click();
    settle().await;
    assert_eq!((*sent.borrow(), dialog.open()), (2, false));
    assert!(shown.all(".badge").is_empty());
}

#[wasm_bindgen_test]
async fn a_text_that_is_no_query_yet_is_asked_about_before_the_earlier_query_goes() {
    let sent = Rc::new(RefCell::new(0));
    let heard = sent.clone();
    let (shown, _draft) = show_draft(json!({ "limit": 3 }), move |draft| {
        provide_credentials();
        let view = TextView::new(TextForm::Json, draft);
        let send = Rc::new(move || *heard.borrow_mut() += 1);
        let unread = Rc::new(move || view.problem().map(|problem| problem.words));
        el("div").child(text_panel(view)).child(query_send(draft, new_sending(false), unread, send).0)
    })
    .await;
    let area = shown.one("textarea");
    type_into(&area, "{\"limit\": 4, \"search\": {\"name\": [\"a\"]");
    settle().await;
    assert_eq!(shown.words(".badge"), ["1"]);
    shown.one(".button-send").click();
    settle().await;
    assert_eq!((*sent.borrow(), focused_words().as_str()), (0, "Back to the query"));
    assert_eq!(shown.words("dialog[open] pre"), ["{\n  \"limit\": 3\n}"]);
    shown.all("dialog[open] .dialog-actions button")[1].click();
    settle().await;
    assert_eq!(*sent.borrow(), 1);
    type_into(&area, "{\"limit\": 4}");
    settle().await;
    shown.one(".button-send").click();
    settle().await;
    assert_eq!((*sent.borrow(), shown.all("dialog[open]").len()), (2, 0));
}

#[wasm_bindgen_test]
async fn what_the_server_refused_stands_at_its_row_until_that_changes() {
    let (shown, draft) = show_draft(json!({ "filters": { "name": ["x"] } }), builder).await;
    let row = draft.now(|draft| draft.rows[0].clone());
    let words = "<b>each value</b>".to_string();
    let refused = vec![Refused { row: Some(row.clone()), place: "filters.name".into(), words }];
    draft.set_refused(refused, &draft.now(Draft::clone));
    settle().await;
    assert_eq!(
        shown.words("[aria-label='Filter 1'] .condition-problem"),
        ["The server refused this: <b>each value</b>"]
    );
    draft.apply(Edit::SetText { row: row.id, text: "y".into() });
    settle().await;
    assert!(shown.all("[aria-label='Filter 1'] .condition-problem").is_empty());
}

#[wasm_bindgen_test]
async fn undo_belongs_to_the_query_but_for_what_is_being_typed() {
    let (shown, draft) = show_draft(json!({}), |draft| {
        provide_address();
        let region = el("section")
            .child(query_tools(draft, "x", Rc::new(String::new), Vec::new()))
            .child(builder(draft));
        with_undo_keys(region, draft)
    })
    .await;
    let limit = shown.one("[data-setting=limit] input");
    type_into(&limit, "5");
    settle().await;
    // The box undoes its own typing first.
    press_with("z", true, false);
    settle().await;
    assert_eq!(body(draft), json!({ "limit": 5 }));
    shown.all("[role=group] .button-add")[0].focus().expect("it can");
    press_with("z", true, false);
    pause(60).await;
    assert_eq!(body(draft), json!({}));
    press_with("y", true, false);
    pause(60).await;
    assert_eq!(body(draft), json!({ "limit": 5 }));
    let undo = shown.one("[aria-label=Undo]");
    undo.click();
    settle().await;
    assert_eq!(undo.get_attribute("aria-disabled").as_deref(), Some("true"));
    assert_eq!(shown.one("[aria-label=Redo]").get_attribute("aria-disabled"), None);
}

#[wasm_bindgen_test]
async fn a_cell_leads_back_to_the_question() {
    let open: Rc<RefCell<Option<takaro_explorer_app::components::OnCell>>> = Rc::default();
    let kept = open.clone();
    let (shown, draft) = show_draft(json!({ "page": 4 }), move |draft| {
        provide_config(Config::default());
        provide_credentials();
        provide_address();
        provide_document();
        let (menu, on_cell) = cell_menu(draft, Rc::new(|| None));
        *kept.borrow_mut() = Some(on_cell);
        el("div").child(el("button").class("cell").child("Jo")).child(menu)
    })
    .await;
    let cell = shown.one(".cell");
    let open = open.borrow().clone().expect("it was made");
    open(CellRef { row: 0, column: "name".into(), value: json!("Jo"), element: cell.clone().into() });
    pause(60).await;
    let items = shown.words("[role=menuitem] > span:first-child");
    assert_eq!(
        items,
        ["Filter by this value", "Search for this value", "Sort ascending", "Sort descending", "Copy value"]
    );
    assert!(focused_words().starts_with("Filter by this value"));
    press("s");
    assert!(focused_words().starts_with("Search for this value"));
    press("Escape");
    settle().await;
    assert!(shown.all("[role=menu]").is_empty());
    assert_eq!(focused(), cell.clone().into());
    open(CellRef { row: 0, column: "name".into(), value: json!("Jo"), element: cell.clone().into() });
    settle().await;
    assert_eq!(shown.all("[role=menu]").len(), 1);
    // Whoever is quicker than the focus presses Escape where the menu was opened.
    cell.focus().expect("it can have it");
    press("Escape");
    settle().await;
    assert!(shown.all("[role=menu]").is_empty());
    assert_eq!(focused(), cell.clone().into());
    open(CellRef { row: 0, column: "name".into(), value: json!("Jo"), element: cell.into() });
    pause(60).await;
    shown.all("[role=menuitem]")[0].click();
    settle().await;
    // A new question begins at the first page.
    assert_eq!(body(draft), json!({ "filters": { "name": ["Jo"] } }));
}

/// The whole request part of a search, on its own: there is no API behind it.
async fn show_request(address: Option<&str>) -> Shown {
    let text = json!({"openapi": "3.0.0", "info": {"title": "t", "version": "1"}, "paths": {"/player/search": {"post": {
        "operationId": "PlayerController.search", "responses": {}, "requestBody": {"content": {"application/json": {
            "schema": {"type": "object", "properties": {}}}}}}}}});
    show_search(text, players(), address).await
}

/// The request part of a search as a document describes it.
async fn show_search(document: Value, schema: EntitySchema, address: Option<&str>) -> Shown {
    let address = address.map(String::from);
    show(move || {
        provide_config(Config::default());
        provide_credentials();
        provide_address();
        provide_document();
        provide_session();
        let (document, _) = openapi::parse(document.to_string().into()).expect("it is JSON");
        let operation = Rc::new(document.operation(0).expect("it has one"));
        query_request(&Rc::new(document), &operation, schema, address, new_sending(false)).view
    })
    .await
}

#[wasm_bindgen_test]
async fn a_link_fills_the_builder_and_sends_nothing() {
    let shown = show_request(Some("1~sc!name!*Jo~n!5")).await;
    let preview = shown.words(".body-preview code");
    assert_eq!(
        serde_json::from_str::<Value>(&preview[0]).ok(),
        Some(json!({ "search": { "name": ["Jo"] }, "limit": 5 }))
    );
    assert_eq!(shown.words(".button-send"), ["Send"]);
    assert_eq!(
        shown.words(".query-views [role=tab]").into_iter().take(4).collect::<Vec<_>>(),
        ["Builder", "JSON", "English", "Code"]
    );
    drop(shown);
    let shown = show_request(Some("2~broken")).await;
    assert!(shown.words(".notice")[0].contains("could not be read"), "{:?}", shown.words(".notice"));
}

/// A search of what one command did, whose parameters stand in the address.
async fn show_executions(address: Option<&str>) -> Shown {
    let parameters = json!([
        {"in": "path", "name": "id", "required": true, "schema": {"type": "string", "pattern": "[^\\/#\\?]+?"}},
        {"in": "query", "name": "success", "required": false, "schema": {}}]);
    let text = json!({"openapi": "3.0.0", "info": {"title": "t", "version": "1"}, "paths": {"/command/{id}/executions": {
        "post": {"operationId": "CommandController.getExecutions", "parameters": parameters, "responses": {},
            "requestBody": {"content": {"application/json": {"schema": {"type": "object",
                "properties": {"filters": {"type": "object"}, "page": {}, "limit": {}}}}}}}}}});
    show_search(text, EntitySchema::new("event", "/command/{id}/executions"), address).await
}

#[wasm_bindgen_test]
async fn a_search_with_parameters_asks_for_them() {
    let shown = show_executions(None).await;
    let send = shown.one(".button-send");
    send.click();
    settle().await;
    assert_eq!(shown.words(".request > [role=alert]"), ["id: This is required."]);
    assert_eq!(send.text_content().as_deref(), Some("Send"), "nothing is on its way");
    // What would lead out of the path is no id either.
    type_into(&shown.one("[data-path=id] input"), "..");
    settle().await;
    send.click();
    settle().await;
    assert!(shown.words(".request > [role=alert]")[0].contains("id"));
    type_into(&shown.one("[data-path=id] input"), "7f");
    type_into(&shown.one("[data-path=success] input"), "true");
    settle().await;
    assert!(shown.words(".request > [role=alert]").is_empty());
    shown.all(".query-views [role=tab]")[3].click();
    settle().await;
    let code = shown.words(".code-panel code").concat();
    assert!(code.contains("/command/7f/executions?success=true'"), "{code}");
    drop(shown);
    // It is kept, and a link brings its own.
    let shown = show_executions(None).await;
    assert_eq!(shown.one("[data-path=id] input").unchecked_into::<HtmlInputElement>().value(), "7f");
    drop(shown);
    let shown = show_executions(Some(r#"{"v":1,"p":{"path:id":"8a"},"q":"1~n!5"}"#)).await;
    assert_eq!(shown.one("[data-path=id] input").unchecked_into::<HtmlInputElement>().value(), "8a");
    assert_eq!(shown.one("[data-path=success] input").unchecked_into::<HtmlInputElement>().value(), "");
    let preview = shown.words(".body-preview code");
    assert_eq!(serde_json::from_str::<Value>(&preview[0]).ok(), Some(json!({ "limit": 5 })));
}

#[wasm_bindgen_test]
async fn code_follows_the_draft_and_holds_no_secret() {
    let shown = show_request(Some("1~fi!name!*O%27Neil")).await;
    shown.all(".query-views [role=tab]")[3].click();
    settle().await;
    let languages = shown.words(".code-panel [role=tab]");
    assert_eq!(languages, ["curl", "fetch", "takaro-explorer", "@takaro/apiclient", "python", "rust"]);
    for at in 0..languages.len() {
        shown.all(".code-panel [role=tab]")[at].click();
        settle().await;
        let code = shown.words(".code-panel code").concat();
        assert!(code.contains("Neil") && code.contains("TAKARO_"), "{code}");
    }
}

#[wasm_bindgen_test]
async fn a_pasted_command_fills_the_builder() {
    let shown = show_request(None).await;
    shown.all(".query-tools > span > .button")[0].click();
    settle().await;
    let area = shown.one("dialog textarea");
    assert_eq!(area.get_attribute("aria-label").as_deref(), Some("What to import"));
    type_into(&area, "curl x.example/player/search -b secret=1 -d '{\"search\":{\"name\":[\"Jo\"]}}'");
    settle().await;
    assert_eq!(shown.words(".import-read"), ["players whose name contains \"Jo\""]);
    let said = shown.words(".import-left-out").concat();
    assert!(said.contains("Cookie") && !said.contains("secret"), "{said}");
    shown.one("dialog[open] .button-primary").click();
    settle().await;
    assert_eq!(shown.all("[aria-label='Search 1']").len(), 1);
    assert!(shown.all("dialog[open]").is_empty());
}

#[wasm_bindgen_test]
async fn queries_are_kept_by_name() {
    let shown = show_request(Some("1~n!5")).await;
    let open = || shown.all(".query-tools > span > .button")[1].click();
    open();
    settle().await;
    type_into(&shown.one("dialog[open] input[type=text]"), "five rows");
    settle().await;
    press("Enter");
    settle().await;
    assert_eq!(shown.words("dialog[open] .saved-name"), ["five rows"]);
    drop(shown);
    // They outlive the page.
    let shown = show_request(Some("1")).await;
    shown.all(".query-tools > span > .button")[1].click();
    settle().await;
    shown.one("dialog[open] .saved-name").click();
    settle().await;
    let preview = shown.words(".body-preview code");
    assert_eq!(serde_json::from_str::<Value>(&preview[0]).ok(), Some(json!({ "limit": 5 })));
    shown.all(".query-tools > span > .button")[1].click();
    settle().await;
    shown.one("dialog[open] [aria-label='Forget five rows']").click();
    settle().await;
    assert!(shown.all("dialog[open] .saved-name").is_empty());
    // A press too many takes nothing away for good.
    let back = shown.one("dialog[open] .saved-back");
    assert!(back.matches(":focus").expect("a selector"));
    back.click();
    settle().await;
    assert_eq!(shown.words("dialog[open] .saved-name"), ["five rows"]);
    assert!(shown.all("dialog[open] .saved-back").is_empty());
    shown.one("dialog[open] [aria-label='Forget five rows']").click();
    settle().await;
    assert!(document().body().is_some());
}

#[wasm_bindgen_test]
async fn groups_without_fields_still_show_the_rows_of_a_link() {
    let (shown, _) = show_draft(json!({}), |draft| {
        draft.apply(Edit::Add { kind: RowKind::Range, field: "createdAt".into() });
        builder(draft)
    })
    .await;
    assert_eq!(shown.all("[role=group][aria-label='Ranges'] [aria-label='Range 1']").len(), 1);
}

#[wasm_bindgen_test]
async fn the_body_that_is_sent_is_laid_out_by_itself_and_as_high_as_it_is_long() {
    let text = leptos::prelude::RwSignal::new(String::from("{}"));
    let shown = show(move || live_json(move || leptos::prelude::Get::get(&text), "what is sent")).await;
    let pre: HtmlElement = shown.one("pre");
    pre.class_list().remove_1("code").expect("it can");
    let style =
        "contain: strict; overflow: auto; white-space: pre-wrap; height: var(--content, 1px); margin: 0";
    pre.set_attribute("style", style).expect("it can");
    let code = shown.one("code");
    code.set_attribute("style", "display: block").expect("it can");
    let mut before = 0.0;
    for lines in [1, 3, 9] {
        leptos::prelude::Set::set(&text, vec!["1"; lines].join(",\n"));
        let so_high = || {
            let (inside, outside) = (code.get_bounding_client_rect(), pre.get_bounding_client_rect());
            inside.height() > before && (inside.height() - outside.height()).abs() < 1.0
        };
        until(so_high).await;
        before = code.get_bounding_client_rect().height();
    }
}

#[wasm_bindgen_test]
async fn what_is_typed_is_kept_when_the_page_is_left_before_its_next_frame() {
    let window = web_sys::window().expect("tests run in a page");
    let storage = window.local_storage().ok().flatten().expect("it has one");
    let kept = || {
        let keys = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
        let drafts = keys.filter(|key| key.contains(":draft:"));
        drafts.filter_map(|key| storage.get_item(&key).ok().flatten()).collect::<String>()
    };
    storage.clear().expect("it can");
    let shown = show_request(None).await;
    let limit = shown.one("[data-setting=limit] input");
    type_into(&limit, "41");
    pause(0).await;
    for (text, leave) in [("42", "pagehide"), ("43", "visibilitychange")] {
        type_into(&limit, text);
        // Effects run behind the event; no frame has come by then.
        pause(0).await;
        let event = web_sys::Event::new(leave).expect("an event");
        let target: &web_sys::EventTarget =
            if leave == "pagehide" { window.as_ref() } else { &document().into() };
        target.dispatch_event(&event).expect("it can");
        assert!(kept().contains(text), "{leave}: {}", kept());
    }
    type_into(&limit, "44");
    pause(0).await;
    // Whoever opens the same operation now finds it, frame or not.
    drop(shown);
    let again = show_request(None).await;
    let limit: web_sys::HtmlInputElement = again.one("[data-setting=limit] input").unchecked_into();
    assert_eq!(limit.value(), "44");
    storage.clear().expect("it can");
}
