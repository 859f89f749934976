//! Requests in a real browser: forms made from schemas, the JSON beside them, parts with files, drafts.
#![cfg(target_arch = "wasm32")]

use leptos::prelude::*;
use openapi::Document;
use serde_json::{Value, json};
use std::rc::Rc;
use takaro_explorer_app::components::plain_request;
use takaro_explorer_app::pages::operation_page;
use takaro_explorer_app::state::{
    Config, Token, new_sending, origin, provide_address, provide_config, provide_credentials,
    provide_favourites, provide_locks, provide_session, remember, remembered, storage_refuses,
    use_credentials,
};
use takaro_explorer_app::ui::{El, el};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

wasm_bindgen_test_configure!(run_in_browser);

/// The request part of an operation in the page; gone when dropped.
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

fn page() -> web_sys::Document {
    web_sys::window().and_then(|window| window.document()).expect("tests run in a page")
}

/// Forgets all that a page keeps, for all tabs and for this one.
fn forget() {
    let own = web_sys::window().and_then(|window| window.session_storage().ok().flatten());
    for storage in [store(), own.expect("a tab may store")] {
        storage.clear().expect("it can be cleared");
    }
}

fn store() -> web_sys::Storage {
    let window = web_sys::window().expect("tests run in a page");
    window.local_storage().ok().flatten().expect("a page may store")
}

async fn settle() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        web_sys::window()
            .expect("tests run in a page")
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, 40)
            .expect("a page has timers");
    });
    wasm_bindgen_futures::JsFuture::from(promise).await.expect("it is only time");
}

/// A document with one operation, `Test.run`, made of its parameters and its body.
fn document(method: &str, path: &str, parameters: &Value, content: &Value, schemas: &Value) -> Document {
    let mut operation =
        json!({"operationId": "Test.run", "summary": "Run", "parameters": parameters, "responses": {}});
    if !content.is_null() {
        operation["requestBody"] = json!({ "content": content });
    }
    let text = json!({"openapi": "3.0.0", "info": {"title": "t", "version": "1"},
        "paths": {path: {method: operation}}, "components": {"schemas": schemas}});
    openapi::parse(text.to_string().into()).expect("it is JSON").0
}

/// A POST with a JSON body of a schema.
fn posting(schema: &Value, schemas: &Value) -> Document {
    document("post", "/thing", &json!([]), &json!({"application/json": {"schema": schema}}), schemas)
}

async fn show(document: Document, config: Config, address: Option<&str>) -> Shown {
    let shown = show_at_once(document, config, address);
    settle().await;
    shown
}

/// Effects run once something was mounted.
fn start_effects() {
    thread_local! {
        static STARTED: () = {
            let nowhere: HtmlElement = el("div").cast();
            leptos::mount::mount_to(nowhere, || ()).forget();
        };
    }
    STARTED.with(|_| ());
}

/// What stands there before the first frame.
fn show_at_once(document: Document, config: Config, address: Option<&str>) -> Shown {
    start_effects();
    let owner = Owner::new();
    let address = address.map(String::from);
    let root: HtmlElement = owner
        .with(|| {
            provide_config(config);
            provide_address();
            provide_credentials();
            provide_session();
            provide_locks();
            let operation = Rc::new(document.operation(0).expect("it can be read"));
            let part = plain_request(Rc::new(document), operation, address, new_sending(false));
            let view: El = part.view;
            el("div").child(view)
        })
        .cast();
    page().body().expect("the page has a body").append_child(&root).expect("it takes an element");
    Shown { root, owner }
}

/// The whole page of an operation.
async fn show_page(document: Document) -> Shown {
    start_effects();
    let owner = Owner::new();
    let root: HtmlElement = owner
        .with(|| {
            provide_config(Config::default());
            provide_address();
            provide_credentials();
            provide_session();
            provide_locks();
            provide_favourites();
            operation_page(Rc::new(document), 0, None)
        })
        .cast();
    page().body().expect("the page has a body").append_child(&root).expect("it takes an element");
    settle().await;
    Shown { root, owner }
}

/// A sandbox, with nothing kept from before.
async fn fresh(document: Document) -> Shown {
    forget();
    show(document, Config { practice: true, ..Config::default() }, None).await
}

impl Shown {
    fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let found = self.root.query_selector_all(selector).expect("a selector");
        (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
    }

    fn named(&self, name: &str) -> HtmlElement {
        let found: Vec<HtmlElement> = self
            .all("[aria-label]")
            .into_iter()
            .filter(|it| it.get_attribute("aria-label").as_deref() == Some(name))
            .collect();
        let inputs: Vec<&HtmlElement> = found
            .iter()
            .filter(|it| !matches!(it.get_attribute("role").as_deref(), Some("group" | "listbox")))
            .collect();
        assert!(inputs.len() == 1, "{} inputs are called {name}: {}", inputs.len(), self.root.inner_html());
        inputs[0].clone()
    }

    fn has(&self, name: &str) -> bool {
        self.all("[aria-label]").iter().any(|it| it.get_attribute("aria-label").as_deref() == Some(name))
    }

    fn button(&self, words: &str) -> HtmlElement {
        let all = self.all("button");
        let found = all.iter().find(|it| {
            it.text_content().is_some_and(|text| text.trim() == words)
                && it.closest("dialog:not([open])").ok().flatten().is_none()
        });
        found.unwrap_or_else(|| panic!("no button {words} in {}", self.root.inner_html())).clone()
    }

    async fn press(&self, words: &str) {
        self.button(words).click();
        settle().await;
    }

    async fn set(&self, name: &str, text: &str) {
        let input = self.named(name);
        input.focus().expect("it can");
        let event = if let Some(input) = input.dyn_ref::<HtmlInputElement>() {
            input.set_value(text);
            "input"
        } else if let Some(area) = input.dyn_ref::<HtmlTextAreaElement>() {
            area.set_value(text);
            "input"
        } else {
            input.unchecked_ref::<HtmlSelectElement>().set_value(text);
            "change"
        };
        let event = web_sys::Event::new(event).expect("an event");
        input.dispatch_event(&event).expect("it can be heard");
        settle().await;
    }

    fn value(&self, name: &str) -> String {
        let value = js_sys::Reflect::get(&self.named(name), &"value".into()).ok();
        value.and_then(|value| value.as_string()).unwrap_or_default()
    }

    async fn tab(&self, words: &str) {
        let tab = self.all("[role=tab]").into_iter().find(|tab| tab.text_content().as_deref() == Some(words));
        tab.expect("there is such a tab").click();
        settle().await;
    }

    /// The body as the tab "JSON" shows it.
    async fn json(&self) -> String {
        self.tab("JSON").await;
        let text = self.value("Body (JSON)");
        self.tab("Form").await;
        serde_json::from_str::<Value>(&text).map_or(text, |value| value.to_string())
    }

    fn problems(&self) -> Vec<String> {
        self.all(".field-problems .condition-problem")
            .iter()
            .map(|it| it.text_content().unwrap_or_default())
            .collect()
    }

    /// Opens the menu of a field and presses one of its buttons.
    async fn choose(&self, field: &str, words: &str) {
        let summary = self.named(&format!("More for {field}"));
        summary.click();
        settle().await;
        self.press(words).await;
    }
}

fn focused_name() -> String {
    page().active_element().and_then(|it| it.get_attribute("aria-label")).unwrap_or_default()
}

#[wasm_bindgen_test]
async fn a_long_form_stands_as_far_as_a_screen_shows_it_and_then_whole() {
    forget();
    let fields: serde_json::Map<String, Value> =
        (0..40).map(|at| (format!("field{at}"), json!({"type": "string"}))).collect();
    let document = posting(&json!({"type": "object", "properties": fields}), &json!({}));
    // A step that was never shown: on a way back all stands at once.
    let history = web_sys::window().expect("tests run in a page").history().expect("it has a history");
    history.replace_state_with_url(&JsValue::NULL, "", None).expect("its state can be replaced");
    let shown = show_at_once(document, Config { practice: true, ..Config::default() }, None);
    let count = || shown.all("input[aria-label^=field]").len();
    assert!((1..40).contains(&count()), "{} at once", count());
    for _ in 0..100 {
        if count() < 40 {
            settle().await;
        }
    }
    assert_eq!(count(), 40);
    shown.set("field39", "the last").await;
    assert_eq!(shown.named("field39").dyn_into::<HtmlInputElement>().expect("a box").value(), "the last");
}

#[wasm_bindgen_test]
async fn a_form_and_its_json_are_one_body() {
    let shown = fresh(posting(
        &json!({"type": "object", "required": ["name"], "properties": {
            "name": {"type": "string", "minLength": 3}, "amount": {"type": "integer", "minimum": 1},
            "kind": {"type": "string", "enum": ["a", "b"], "default": "a"}, "on": {"type": "boolean"}}}),
        &json!({}),
    ))
    .await;
    assert_eq!(shown.json().await, "{}", "a default is not forced in");
    assert!(shown.problems().is_empty(), "what nobody touched is not scolded");
    shown.set("name", "Jo").await;
    assert_eq!(shown.problems(), ["At least 3 characters."]);
    assert_eq!(shown.named("name").get_attribute("aria-invalid").as_deref(), Some("true"));
    shown.set("name", "Joe").await;
    shown.set("amount", "1.5").await;
    assert_eq!(shown.problems(), ["Only whole numbers are allowed."]);
    shown.set("amount", "12").await;
    shown.set("kind", "1").await;
    shown.set("on", "false").await;
    assert_eq!(shown.json().await, r#"{"name":"Joe","amount":12,"kind":"b","on":false}"#);

    shown.tab("JSON").await;
    shown.set("Body (JSON)", r#"{"name": "Ann", "extra": [1, null], "on": true"#).await;
    shown.tab("Form").await;
    assert_eq!(shown.value("name"), "Joe", "broken JSON leaves the form as it was");
    assert_eq!(shown.all(".schema-form .notice").len(), 1);
    shown.tab("JSON").await;
    assert!(shown.value("Body (JSON)").ends_with("true"), "and is not lost");
    shown.set("Body (JSON)", r#"{"name": "Ann", "extra": [1, null], "on": true}"#).await;
    shown.tab("Form").await;
    assert_eq!((shown.value("name"), shown.value("on")), ("Ann".into(), "true".into()));
    shown.set("name", "Anna").await;
    assert_eq!(shown.json().await, r#"{"name":"Anna","extra":[1,null],"on":true}"#);
}

#[wasm_bindgen_test]
async fn not_sent_empty_and_null_are_three_things() {
    let shown = fresh(posting(
        &json!({"properties": {"note": {"type": "string", "nullable": true, "default": "hello"}}}),
        &json!({}),
    ))
    .await;
    shown.choose("note", "Send empty text").await;
    assert_eq!(shown.json().await, r#"{"note":""}"#);
    shown.choose("note", "Send null").await;
    assert_eq!(focused_name(), "More for note", "there is no input then");
    assert_eq!(shown.json().await, r#"{"note":null}"#);
    shown.choose("note", "Use the default hello").await;
    assert_eq!(shown.json().await, r#"{"note":"hello"}"#);
    shown.choose("note", "Do not send").await;
    assert_eq!(shown.json().await, "{}");
}

#[wasm_bindgen_test]
async fn lists_grow_move_and_shrink_by_hand() {
    let shown = fresh(posting(
        &json!({"properties": {"tags": {"type": "array", "items": {"type": "string"}, "maxItems": 2}}}),
        &json!({}),
    ))
    .await;
    for (at, text) in ["a", "b", "c"].into_iter().enumerate() {
        shown.press("Add an item to tags").await;
        let name = format!("tags {}", at + 1);
        assert_eq!(focused_name(), name, "the new item has the focus");
        shown.set(&name, text).await;
    }
    assert_eq!(shown.problems(), ["At most 2 items."]);
    let kept = shown.named("tags 3");
    shown.named("Move tags 3 up").click();
    settle().await;
    assert_eq!(shown.json().await, r#"{"tags":["a","c","b"]}"#);
    shown.named("Remove tags 1").click();
    settle().await;
    assert_eq!(shown.value("tags 1"), "c");
    assert_eq!(shown.json().await, r#"{"tags":["c","b"]}"#);
    drop(kept);
}

#[wasm_bindgen_test]
async fn a_pasted_column_of_ids_is_an_item_each() {
    let ids = json!({"type": "array", "items": {"type": "string", "format": "uuid"}});
    let shown = fresh(posting(&json!({"properties": {"ids": ids}}), &json!({}))).await;
    shown.press("Add an item to ids").await;
    let column: Vec<String> = (0..3).map(|at| format!("ea85ddf4-2885-482f-adc6-{at:012}")).collect();
    let paste = |text: String| {
        let data = web_sys::DataTransfer::new().expect("a clipboard");
        data.set_data("text/plain", &text).expect("it takes text");
        let options = web_sys::ClipboardEventInit::new();
        options.set_bubbles(true);
        options.set_cancelable(true);
        options.set_clipboard_data(Some(&data));
        let event = web_sys::ClipboardEvent::new_with_event_init_dict("paste", &options).expect("an event");
        // `false` where the browser is to put in nothing itself.
        shown.named("ids 1").dispatch_event(&event).expect("it can be heard")
    };
    assert!(paste(column[0].clone()) && paste("a, b".into()), "all else goes in as it is");
    assert!(!paste(column.join("\n")));
    settle().await;
    assert_eq!(shown.json().await, json!({ "ids": column }).to_string());
}

#[wasm_bindgen_test]
async fn a_list_that_is_too_short_is_no_error_before_it_is_sent() {
    let shown = fresh(posting(
        &json!({"required": ["ids"], "properties": {"ids": {"type": "array", "items": {"type": "string"}, "minItems": 1}}}),
        &json!({}),
    ))
    .await;
    assert!(shown.problems().is_empty());
    shown.press("Send").await;
    shown.press("Back to the form").await;
    assert_eq!(shown.problems(), ["At least 1 item."]);
}

#[wasm_bindgen_test]
async fn typing_never_makes_an_input_anew() {
    let shown = fresh(posting(
        &json!({"properties": {"tags": {"type": "array", "items": {"type": "string"}}}}),
        &json!({}),
    ))
    .await;
    shown.press("Add an item to tags").await;
    shown.press("Add an item to tags").await;
    let (first, second) = (shown.named("tags 1"), shown.named("tags 2"));
    shown.set("tags 1", "x").await;
    shown.named("Move tags 1 down").click();
    settle().await;
    assert!(
        shown.named("tags 2").is_same_node(Some(&first)) && shown.named("tags 1").is_same_node(Some(&second))
    );
    shown.set("tags 2", "").await;
    assert!(shown.named("tags 2").is_same_node(Some(&first)));
}

#[wasm_bindgen_test]
async fn maps_take_names() {
    let shown =
        fresh(posting(&json!({"type": "object", "additionalProperties": {"type": "number"}}), &json!({})))
            .await;
    shown.press("Add a name").await;
    assert_eq!(focused_name(), "Name");
    shown.set("Name", "speed").await;
    shown.set("speed", "1.5").await;
    assert_eq!(shown.json().await, r#"{"speed":1.5}"#);
    shown.named("Remove speed").click();
    settle().await;
    assert_eq!(shown.json().await, "{}");
}

#[wasm_bindgen_test]
async fn alternatives_are_switched_by_title_and_circles_open_step_by_step() {
    let schemas = json!({
        "Cat": {"title": "A cat", "type": "object", "properties": {"name": {"type": "string"}, "lives": {"type": "integer"}}},
        "Dog": {"type": "object", "properties": {"name": {"type": "string"}, "puppy": {"$ref": "#/components/schemas/Dog"}}}});
    let pet = json!({"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]});
    let shown = fresh(posting(&json!({"properties": {"pet": pet}}), &schemas)).await;
    let options = shown.named("Kind of pet").text_content().unwrap_or_default();
    assert_eq!(options, "not sentA catDog");
    shown.set("Kind of pet", "0").await;
    shown.set("name", "Tom").await;
    shown.set("lives", "9").await;
    shown.set("Kind of pet", "1").await;
    assert_eq!(shown.json().await, r#"{"pet":{"name":"Tom"}}"#, "what fits stays");
    shown.press("Fill in puppy").await;
    shown.press("Fill in puppy").await;
    assert_eq!(shown.json().await, r#"{"pet":{"name":"Tom","puppy":{"puppy":{}}}}"#);
}

#[wasm_bindgen_test]
async fn a_value_without_an_input_is_edited_as_json() {
    let shown =
        fresh(posting(&json!({"properties": {"n": {"type": "number"}, "any": {}}}), &json!({}))).await;
    shown.tab("JSON").await;
    shown.set("Body (JSON)", r#"{"n": "5", "any": {"deep": [true]}}"#).await;
    shown.tab("Form").await;
    assert_eq!(shown.value("n (JSON)"), "\"5\"");
    assert_eq!(shown.problems(), ["The API wants another kind of value here: number."]);
    shown.set("n (JSON)", "5").await;
    shown.press("Use inputs").await;
    assert_eq!(shown.value("n"), "5");
    assert_eq!(shown.json().await, r#"{"n":5,"any":{"deep":[true]}}"#);
}

#[wasm_bindgen_test]
async fn a_text_of_several_lines_keeps_them() {
    let shown = fresh(posting(&json!({"properties": {"line": {"type": "string"}}}), &json!({}))).await;
    assert!(shown.named("line").dyn_ref::<HtmlInputElement>().is_some());
    shown.tab("JSON").await;
    shown.set("Body (JSON)", r#"{"line": "{\n  1\n}"}"#).await;
    shown.tab("Form").await;
    assert_eq!(shown.value("line"), "{\n  1\n}");
    shown.set("line", "{\n  2\n}").await;
    assert_eq!(shown.json().await, r#"{"line":"{\n  2\n}"}"#);
    // What is being typed in stays, also when the lines become one.
    let area = shown.named("line");
    shown.set("line", "2").await;
    assert!(shown.named("line").is_same_node(Some(&area)));
}

#[wasm_bindgen_test]
async fn a_number_of_twenty_digits_outlives_the_page() {
    let made = || posting(&json!({"properties": {"n": {"type": "integer"}}}), &json!({}));
    let shown = fresh(made()).await;
    shown.set("n", "98765432109876543210").await;
    assert_eq!(shown.problems(), ["At most 18446744073709551615."]);
    shown.tab("JSON").await;
    shown.set("Body (JSON)", r#"{"n": 98765432109876543210}"#).await;
    drop(shown);
    let shown = show(made(), Config { practice: true, ..Config::default() }, None).await;
    shown.tab("JSON").await;
    assert_eq!(shown.value("Body (JSON)"), r#"{"n": 98765432109876543210}"#);
}

#[wasm_bindgen_test]
async fn what_cannot_be_set_from_here_keeps_nothing_back() {
    let parameters = json!([{"name": "sid", "in": "cookie", "required": true, "schema": {"type": "string"}}]);
    let content =
        json!({"application/json": {"schema": {"required": ["a"], "properties": {"a": {"type": "string"}}}}});
    let shown = fresh(document("get", "/thing", &parameters, &content, &json!({}))).await;
    assert!(shown.root.text_content().unwrap_or_default().contains("With GET none is sent from here."));
    assert!(!shown.has("a"));
    shown.press("Send").await;
    assert!(shown.all("dialog[open]").is_empty());
}

#[wasm_bindgen_test]
async fn json_in_a_text_has_an_editor() {
    let shown =
        fresh(posting(&json!({"properties": {"info": {"type": "string", "format": "json"}}}), &json!({})))
            .await;
    shown.set("info", "{\"a\":").await;
    assert_eq!(shown.problems().len(), 1);
    shown.set("info", "{\"a\":1}").await;
    assert!(shown.problems().is_empty());
    shown.press("Tidy").await;
    assert_eq!(shown.value("info"), "{\n  \"a\": 1\n}");
}

#[wasm_bindgen_test]
async fn patterns_are_the_browsers() {
    let parameters = json!([
        {"name": "key", "in": "path", "required": true, "schema": {"type": "string", "pattern": "^[a-z]+$"}},
        {"name": "odd", "in": "query", "schema": {"type": "string", "pattern": "(("}}]);
    let shown = fresh(document("get", "/thing/{key}", &parameters, &Value::Null, &json!({}))).await;
    shown.set("key", "A1").await;
    shown.set("odd", "x").await;
    assert_eq!(shown.problems(), ["This does not match ^[a-z]+$."], "a pattern that is none says nothing");
    shown.set("key", "abc").await;
    assert!(shown.problems().is_empty());
}

#[wasm_bindgen_test]
async fn what_is_wrong_is_asked_about_before_it_is_sent() {
    let shown = fresh(posting(
        &json!({"required": ["name"], "properties": {"name": {"type": "string"}}}),
        &json!({}),
    ))
    .await;
    shown.press("Send").await;
    let open = shown.all("dialog[open]");
    assert_eq!(open.len(), 1);
    assert!(open[0].text_content().unwrap_or_default().contains("name: This is required."));
    shown.press("Back to the form").await;
    assert_eq!(shown.problems(), ["This is required."]);
    shown.set("name", "x").await;
    assert!(shown.problems().is_empty());
    shown.press("Send").await;
    let words = shown.all("dialog[open]")[0].text_content().unwrap_or_default();
    assert!(words.contains("Change live data?") && words.contains("POST /thing"), "{words}");
    assert_eq!(page().active_element().and_then(|it| it.text_content()).as_deref(), Some("Keep it"));
    shown.press("Keep it").await;
    assert!(shown.all("dialog[open]").is_empty());
}

#[wasm_bindgen_test]
async fn a_lock_holds_writes_back_until_it_is_lifted() {
    forget();
    let schema = json!({"properties": {"name": {"type": "string"}}});
    let live = || show(posting(&schema, &json!({})), Config::default(), None);
    let shown = live().await;
    shown.press("Send").await;
    assert!(shown.all("dialog[open]").is_empty());
    assert_eq!(shown.all("[role=alert]").len(), 1);
    shown.press("Allow writes to No domain").await;
    shown.press("Send").await;
    assert_eq!(shown.all("dialog[open]").len(), 1);
    drop(shown);
    let config = Config { read_only: true, practice: true, ..Config::default() };
    let shown = show(posting(&schema, &json!({})), config, None).await;
    shown.press("Send").await;
    assert!(shown.all("dialog[open]").is_empty());
    assert!(shown.all("button").iter().all(|it| !it.text_content().unwrap_or_default().contains("Allow")));
}

#[wasm_bindgen_test]
async fn administration_has_a_lock_of_its_own() {
    forget();
    let schema = json!({"properties": {"name": {"type": "string"}}});
    let shown = show(posting(&schema, &json!({})), Config::default(), None).await;
    shown.press("Allow writes to No domain").await;
    drop(shown);
    let text = json!({"openapi": "3.0.0", "info": {"title": "t", "version": "1"}, "paths": {"/domain": {"post": {
        "operationId": "Test.run", "security": [{"adminAuth": []}], "responses": {},
        "requestBody": {"content": {"application/json": {"schema": schema}}}}}}});
    let all = || openapi::parse(text.to_string().into()).expect("it is JSON").0;
    let shown = show(all(), Config::default(), None).await;
    shown.press("Send").await;
    assert!(shown.all("dialog[open]").is_empty());
    shown.press("Allow writes to the whole installation").await;
    shown.press("Send").await;
    assert_eq!(shown.all("dialog[open]").len(), 1);
    let words = |shown: &Shown| shown.all(".lock-notice")[0].text_content().unwrap_or_default();
    assert!(words(&shown).contains("Writes to the whole installation are allowed"));
    drop(shown);
    // Nobody knows who lifted it, so that it is locked for who comes next.
    let shown = show(all(), Config::default(), None).await;
    assert!(words(&shown).contains("are locked"));
    shown.press("Allow writes to the whole installation").await;
    // It is locked again where it was lifted.
    shown.press("Reads only").await;
    assert!(words(&shown).contains("are locked"));
    drop(shown);
    forget();
}

#[wasm_bindgen_test]
async fn a_token_acts_on_its_own_domain_and_a_lift_without_one_does_not_last() {
    forget();
    let schema = json!({"properties": {"name": {"type": "string"}}});
    let shown = show(posting(&schema, &json!({})), Config::default(), None).await;
    let words = |shown: &Shown| shown.all(".lock-notice")[0].text_content().unwrap_or_default();
    shown.press("Allow writes to No domain").await;
    assert!(words(&shown).contains("Writes to No domain are allowed"));
    let takaro = shown.owner.with(|| use_credentials().signal(Token::Takaro));
    takaro.set("opaque".into());
    settle().await;
    shown.press("Send").await;
    assert!(shown.all("dialog[open]").is_empty());
    assert!(words(&shown).contains("writes to “the token’s own” are locked"), "{}", words(&shown));
    // {"domainId":"live-1"}
    takaro.set("e30.eyJkb21haW5JZCI6ImxpdmUtMSJ9.x".into());
    settle().await;
    shown.press("Allow writes to live-1").await;
    shown.press("Send").await;
    let asked = shown.all("dialog[open]")[0].text_content().unwrap_or_default();
    assert!(asked.contains("live-1"), "{asked}");
    drop(shown);
    forget();
}

#[wasm_bindgen_test]
async fn a_lock_is_lifted_where_nothing_can_be_stored_too() {
    forget();
    let storage = js_sys::Reflect::get(&js_sys::global(), &"Storage".into()).expect("a page has storages");
    let storage = js_sys::Reflect::get(&storage, &"prototype".into()).expect("they have methods");
    let name = JsValue::from("setItem");
    let taken = js_sys::Reflect::get(&storage, &name).expect("they can be written");
    let full = js_sys::Function::new_no_args("throw new DOMException('full', 'QuotaExceededError')");
    js_sys::Reflect::set(&storage, &name, &full).expect("it can be replaced");
    let shown = show(posting(&json!({"properties": {}}), &json!({})), Config::default(), None).await;
    shown.press("Allow writes to No domain").await;
    shown.press("Send").await;
    let asked = shown.all("dialog[open]").len();
    drop(shown);
    let key = format!("lock:{}:live-1:ann", origin());
    remember(&key, "off");
    js_sys::Reflect::set(&storage, &name, &taken).expect("it can be put back");
    let kept = (remembered(&key), store().get_item(&format!("takaro-explorer:{key}")).ok().flatten());
    // What is stored by now takes the place of what could not be.
    remember(&key, "on");
    let later = remembered(&key);
    remember(&key, "");
    assert_eq!((asked, kept, later.as_deref()), (1, (Some("off".into()), None), Some("on")));
    assert_eq!(remembered(&key), None);
}

#[wasm_bindgen_test]
async fn what_another_tab_stores_counts_more_than_what_could_not_be_stored_here() {
    forget();
    let shown = show(posting(&json!({"properties": {}}), &json!({})), Config::default(), None).await;
    let key = format!("lock:{}:live-1:ann", origin());
    let full = js_sys::Function::new_no_args(
        "const set = Storage.prototype.setItem;
         Storage.prototype.setItem = function (...given) { if (this === localStorage) throw new DOMException('full', 'QuotaExceededError'); return set.apply(this, given); };
         return () => { Storage.prototype.setItem = set; };",
    );
    let room = full.call0(&JsValue::NULL).expect("it can be replaced");
    // What the tab alone has taken is gone with it.
    storage_refuses().set(false);
    remember("draft:x", "y");
    let told = storage_refuses().get_untracked();
    remember("draft:x", "");
    remember(&key, "off");
    room.unchecked_ref::<js_sys::Function>().call0(&JsValue::NULL).expect("it can be put back");
    assert!(told);
    assert_eq!(remembered(&key).as_deref(), Some("off"));
    store().set_item(&format!("takaro-explorer:{key}"), "on").expect("there is room now");
    js_sys::Function::new_with_args("key", "dispatchEvent(new StorageEvent('storage', { key }))")
        .call1(&JsValue::NULL, &format!("takaro-explorer:{key}").into())
        .expect("it is told");
    assert_eq!(remembered(&key).as_deref(), Some("on"));
    remember(&key, "");
    drop(shown);
}

#[wasm_bindgen_test]
async fn drafts_outlive_the_page_and_secrets_do_not() {
    let schema = json!({"properties": {"name": {"type": "string"}, "password": {"type": "string"}}});
    let parameters =
        json!([{"name": "ids", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}}]);
    let made = || {
        document("post", "/thing", &parameters, &json!({"application/json": {"schema": schema}}), &json!({}))
    };
    let shown = fresh(made()).await;
    shown.set("name", "Ann").await;
    shown.set("password", "opensesame").await;
    assert_eq!(shown.named("password").get_attribute("type").as_deref(), Some("password"));
    shown.press("Add an item to ids").await;
    shown.set("ids 1", "a b").await;
    drop(shown);
    let kept = js_sys::JSON::stringify(&JsValue::from(store()))
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default();
    assert!(kept.contains("Ann") && !kept.contains("opensesame"), "{kept}");
    let config = || Config { practice: true, ..Config::default() };
    let shown = show(made(), config(), None).await;
    assert_eq!(
        (shown.value("name"), shown.value("ids 1"), shown.value("password")),
        ("Ann".into(), "a b".into(), String::new())
    );
    drop(shown);
    let link = json!({"v": 1, "p": {"query:ids": ["z"]}, "b": {"type": "application/json", "json": {"name": "Bob"}}});
    let shown = show(made(), config(), Some(&link.to_string())).await;
    assert_eq!((shown.value("name"), shown.value("ids 1")), ("Bob".into(), "z".into()), "an address wins");
    drop(shown);
    // Of one that another version made, or nobody, nothing is taken.
    for other in [json!({"v": 2, "b": link["b"]}), json!({"p": link["p"], "b": link["b"]})] {
        let shown = show(made(), config(), Some(&other.to_string())).await;
        assert_eq!((shown.value("name"), shown.value("ids 1")), ("Ann".into(), "a b".into()));
        drop(shown);
    }
    // Looking at a link costs nobody the draft that was there; only what is changed is kept in its place.
    let shown = show(made(), config(), None).await;
    assert_eq!((shown.value("name"), shown.value("ids 1")), ("Ann".into(), "a b".into()));
    drop(shown);
    let shown = show(made(), config(), Some(&link.to_string())).await;
    shown.set("name", "Bobby").await;
    drop(shown);
    let shown = show(made(), config(), None).await;
    assert_eq!((shown.value("name"), shown.value("ids 1")), ("Bobby".into(), "z".into()));
}

#[wasm_bindgen_test]
async fn a_text_that_only_speaks_of_secrets_is_kept_and_one_that_holds_some_is_not() {
    let content = json!({"text/plain": {}, "application/json": {}});
    let made = || document("post", "/thing", &json!([]), &content, &json!({}));
    let config = || Config { practice: true, ..Config::default() };
    for (text, kept) in [("A token for each: use the secret door", true), ("{\"rconPassword\": \"x", false)] {
        let shown = fresh(made()).await;
        shown.set("Body (text)", text).await;
        drop(shown);
        let shown = show(made(), config(), None).await;
        assert_eq!(shown.value("Body (text)"), if kept { text } else { "" });
    }
    for (text, kept) in
        [("[\"a token", true), ("{\"token\": \"x", false), ("password: x", false), ("'secret': 5", false)]
    {
        let shown = fresh(made()).await;
        shown.set("Body type", "application/json").await;
        shown.tab("JSON").await;
        shown.set("Body (JSON)", text).await;
        drop(shown);
        let shown = show(made(), config(), None).await;
        shown.set("Body type", "application/json").await;
        shown.tab("JSON").await;
        assert_eq!(shown.value("Body (JSON)"), if kept { text } else { "" });
    }
}

#[wasm_bindgen_test]
async fn files_are_dropped_and_texts_stand_beside_them() {
    let content = json!({"multipart/form-data": {"schema": {"properties": {
        "import": {"type": "string", "format": "binary"}, "options": {"type": "string"}}}}});
    let shown = fresh(document("post", "/thing", &json!([]), &content, &json!({}))).await;
    assert!(shown.has("File for import") && shown.has("Text of options"));
    let parts = js_sys::Array::of1(&"[]".into());
    let file = web_sys::File::new_with_str_sequence(&parts, "a.json").expect("a file");
    let data = web_sys::DataTransfer::new().expect("a page has such");
    data.items().add_with_file(&file).expect("it takes a file");
    let options = web_sys::DragEventInit::new();
    options.set_data_transfer(Some(&data));
    options.set_bubbles(true);
    let event = web_sys::DragEvent::new_with_event_init_dict("drop", &options).expect("an event");
    shown.all(".file-drop")[0].dispatch_event(&event).expect("it can be heard");
    settle().await;
    assert_eq!(shown.all(".file-drop p")[0].text_content().as_deref(), Some("a.json, 2 bytes"));
    shown.press("Add a file").await;
    assert_eq!(shown.all(".file-drop").len(), 2);
}

#[wasm_bindgen_test]
async fn an_operation_that_describes_no_body_may_still_get_one() {
    let shown = fresh(document("post", "/thing", &json!([]), &Value::Null, &json!({}))).await;
    assert!(!shown.has("Body (JSON)"));
    assert!(shown.all("details.body-editor[open]").is_empty(), "most want none");
    shown.set("Body type", "text/plain").await;
    shown.set("Body (text)", "hello").await;
    shown.set("Body type", "application/json").await;
    shown.tab("JSON").await;
    shown.set("Body (JSON)", "[1]").await;
    shown.set("Body type", "text/plain").await;
    assert_eq!(shown.value("Body (text)"), "hello", "each type keeps its own");
    shown.all(".request-code > summary")[0].click();
    settle().await;
    let code = shown.all(".request-code pre")[0].text_content().unwrap_or_default();
    assert!(code.contains("'Content-Type: text/plain'") && code.contains("--data-raw 'hello'"), "{code}");
}

#[wasm_bindgen_test]
async fn what_is_known_to_take_a_file_offers_one() {
    for path in ["/shop/listing/import", "/gameserver/import"] {
        let shown = fresh(document("post", path, &json!([]), &Value::Null, &json!({}))).await;
        assert!(shown.has("File for import") && shown.has("Text of options"), "{path}");
        assert!(!shown.has("Body type"));
        shown.press("Send").await;
        let words = shown.all("dialog[open]")[0].text_content().unwrap_or_default();
        assert!(words.contains("import: This is required."), "{words}");
    }
}

/// A document with one operation about a game server, `Test.run`, and what reads and searches those.
fn about_a_server(path: &str, description: &str) -> Document {
    let id = |name: &str| json!({"in": "path", "name": name, "required": true, "schema": {"type": "string", "pattern": "[^\\/#\\?]+?"}});
    let parameters: Vec<Value> = openapi::path_ids(path).iter().map(|it| id(&it.name)).collect();
    let ids = json!({"type": "array", "items": {"type": "string", "format": "uuid"}});
    let search = json!({"properties": {"filters": {"properties": {"id": ids}}, "page": {}}});
    let text = json!({"openapi": "3.0.0", "info": {}, "paths": {
        path: {"post": {"operationId": "Test.run", "summary": "Run", "description": description,
            "parameters": parameters, "responses": {}}},
        "/gameserver/{id}": {"get": {"responses": {}}}, "/player/{id}": {"get": {"responses": {}}},
        "/gameserver/search": {"post": {"responses": {},
            "requestBody": {"content": {"application/json": {"schema": search}}}}},
    }});
    openapi::parse(text.to_string().into()).expect("it is JSON").0
}

#[wasm_bindgen_test]
async fn an_id_in_the_path_is_checked_where_it_is_known_to_be_a_uuid() {
    let shown = fresh(about_a_server("/gameserver/{gameServerId}/reset-currency", "")).await;
    let wrong = ["This is not a uuid (as 3fa85f64-5717-4562-b3fc-2c963f66afa6)."];
    for id in ["nope", "00000000-0000-0000-0000-000000000000", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"] {
        shown.set("gameServerId", id).await;
        assert_eq!(shown.problems(), wrong, "{id}");
    }
    shown.press("Send").await;
    let words = shown.all("dialog[open]")[0].text_content().unwrap_or_default();
    assert!(words.contains("The API may refuse this") && words.contains("gameServerId: This"), "{words}");
    shown.press("Back to the form").await;
    shown.set("gameServerId", "ea85ddf4-2885-482f-adc6-548fbe3fd8af").await;
    assert!(shown.problems().is_empty());
    let shown = fresh(about_a_server("/domain/{id}", "")).await;
    shown.set("id", "deep-breads-care").await;
    assert!(shown.problems().is_empty());
    assert!(!shown.root.inner_html().contains("[^"), "what every text matches is told nobody");
}

#[wasm_bindgen_test]
async fn no_record_is_read_by_half_a_name() {
    let id = json!([{"in": "path", "name": "id", "required": true, "schema": {"type": "string", "format": "uuid"}}]);
    let content = json!({"application/json": {"schema": {"properties": {"name": {"type": "string"}}}}});
    let text = json!({"openapi": "3.0.0", "info": {}, "paths": {"/thing/{id}": {
        "put": {"operationId": "Test.run", "parameters": id, "requestBody": {"content": content}, "responses": {}},
        "get": {"parameters": id, "responses": {}}}}});
    let shown = fresh(openapi::parse(text.to_string().into()).expect("it is JSON").0).await;
    shown.set("id", "Dus").await;
    shown.press("Fill in the present record").await;
    let words = shown.root.text_content().unwrap_or_default();
    assert!(words.contains("The present record could not be read: id: This is not a uuid"), "{words}");
}

#[wasm_bindgen_test]
async fn the_question_has_the_documents_own_words_and_says_whom_it_could_not_name() {
    let path = "/gameserver/{gameServerId}/player/{playerId}/kick";
    let shown = fresh(about_a_server(path, "Kicks <b>all</b>. This is irreversible.\n\nMore.")).await;
    shown.set("gameServerId", "ea85ddf4-2885-482f-adc6-548fbe3fd8af").await;
    shown.set("playerId", "3fa85f64-5717-4562-b3fc-2c963f66afa6").await;
    shown.press("Send").await;
    for _ in 0..100 {
        if shown.all("dialog[open] .button-danger[disabled]").is_empty() {
            break;
        }
        settle().await;
    }
    // There is no API behind this page.
    let words = shown.all("dialog[open]")[0].text_content().unwrap_or_default();
    for part in [
        "Kicks <b>all</b>. This is irreversible.",
        "Could not be looked up: gameserver: ",
        "Could not be looked up: player: ",
    ] {
        assert!(words.contains(part), "{part} is not in {words}");
    }
    assert!(!words.contains("More."), "{words}");
}

#[wasm_bindgen_test]
async fn the_documentation_names_headers_examples_and_what_is_deprecated() {
    let parameters = json!([
        {"name": "old", "in": "query", "deprecated": true, "example": "as before", "schema": {"type": "string"}},
        {"name": "new", "in": "query", "schema": {"type": "string"}}]);
    let limit = json!({"description": "How many are left.", "schema": {"type": "integer"}});
    let text = json!({"openapi": "3.0.0", "info": {"title": "t", "version": "1"}, "paths": {"/thing": {"get": {
        "operationId": "Test.run", "parameters": parameters,
        "responses": {"200": {"description": "", "headers": {"X-Left": limit}}}}}}});
    let shown = show_page(openapi::parse(text.to_string().into()).expect("it is JSON").0).await;
    settle().await;
    let words = |at: usize| shown.all(".documentation .parameter")[at].text_content().unwrap_or_default();
    assert!(words(0).starts_with("old") && words(0).contains("Deprecated"), "{}", words(0));
    assert!(!words(1).contains("Deprecated"), "{}", words(1));
    shown.all(".documentation details > summary")[0].click();
    settle().await;
    assert!(words(0).contains("as before"), "{}", words(0));
    let header = shown.all(".response [aria-label=Headers] > li")[0].text_content().unwrap_or_default();
    assert!(header.starts_with("X-Left") && header.contains("How many are left."), "{header}");
}

#[wasm_bindgen_test]
async fn what_concerns_the_session_is_not_told_to_change_data() {
    forget();
    let config = Config { practice: false, ..Config::default() };
    let shown =
        show(document("post", "/logout", &json!([]), &Value::Null, &json!({})), config.clone(), None).await;
    assert!(shown.all(".lock-notice").is_empty());
    shown.press("Send").await;
    let words = shown.all("dialog[open]")[0].text_content().unwrap_or_default();
    assert!(words.contains("POST /logout ends a token's session") && !words.contains("live data"), "{words}");
    drop(shown);
    let shown =
        show(document("delete", "/selected-domain", &json!([]), &Value::Null, &json!({})), config, None)
            .await;
    shown.press("Send").await;
    let words = shown.all("dialog[open]")[0].text_content().unwrap_or_default();
    assert!(words.contains("the cookie takaro-domain"), "{words}");
    // A log-in takes nothing from anybody, and is not asked about.
    let shown = fresh(document("post", "/login", &json!([]), &Value::Null, &json!({}))).await;
    shown.press("Send").await;
    assert!(shown.all("dialog[open]").is_empty());
}

#[wasm_bindgen_test]
async fn a_name_that_the_body_does_not_list_is_asked_about() {
    let shown = fresh(posting(&json!({"properties": {"key": {"type": "string"}}}), &json!({}))).await;
    shown.tab("JSON").await;
    shown.set("Body (JSON)", r#"{"key": "k", "nope": 1}"#).await;
    shown.press("Send").await;
    let words = shown.all("dialog[open]")[0].text_content().unwrap_or_default();
    assert!(words.contains("nope: The API knows no such name here."), "{words}");
}

#[wasm_bindgen_test]
async fn a_key_that_stands_twice_in_a_body_is_told_of() {
    let shown = fresh(posting(&json!({"properties": {"key": {"type": "string"}}}), &json!({}))).await;
    shown.tab("JSON").await;
    let told = || shown.all(".json-panel [role=status]").iter().filter_map(|it| it.text_content()).collect();
    let told: &dyn Fn() -> Vec<String> = &told;
    shown.set("Body (JSON)", r#"{"key": "k"}"#).await;
    assert!(told().is_empty(), "{:?}", told());
    shown.set("Body (JSON)", r#"{"key": "k", "key": "l"}"#).await;
    assert_eq!(told(), ["\"key\" stands twice in this object, and only the last one counts."]);
}

#[wasm_bindgen_test]
async fn code_is_written_from_the_form_without_secrets() {
    let parameters = json!([
        {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
        {"name": "X-Lang", "in": "header", "schema": {"type": "string"}},
        {"name": "tags", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}}]);
    let content = json!({"application/json": {"schema": {"properties": {"name": {"type": "string"}, "token": {"type": "string"}}}}});
    let shown = fresh(document("put", "/thing/{id}", &parameters, &content, &json!({}))).await;
    shown.set("id", "a/b").await;
    shown.press("Add an item to tags").await;
    shown.set("tags 1", "x y").await;
    shown.set("name", "Ann").await;
    shown.set("token", "opensesame").await;
    shown.set("X-Lang", "de").await;
    shown.all(".request-code > summary")[0].click();
    settle().await;
    let code = shown.all(".request-code pre")[0].text_content().unwrap_or_default();
    for part in ["PUT", "/thing/a%2Fb?tags=x%20y", "X-Lang: de", "\"name\": \"Ann\"", "<token>"] {
        assert!(code.contains(part), "{part} is not in {code}");
    }
    assert!(!code.contains("opensesame"));
}

#[wasm_bindgen_test]
async fn code_writes_lists_and_types_as_the_document_wants_them() {
    let list = json!({"type": "array", "items": {"type": "string"}});
    let parameters = json!([
        {"name": "ids", "in": "path", "required": true, "schema": list},
        {"name": "X-Tags", "in": "header", "schema": list}]);
    let content =
        json!({"application/merge-patch+json": {"schema": {"properties": {"name": {"type": "string"}}}}});
    let shown = fresh(document("patch", "/things/{ids}", &parameters, &content, &json!({}))).await;
    for (at, value) in ["a", "b"].into_iter().enumerate() {
        for name in ["ids", "X-Tags"] {
            shown.press(&format!("Add an item to {name}")).await;
            shown.set(&format!("{name} {}", at + 1), value).await;
        }
    }
    shown.set("name", "Ann").await;
    shown.all(".request-code > summary")[0].click();
    settle().await;
    let code = shown.all(".request-code pre")[0].text_content().unwrap_or_default();
    for part in ["/things/a,b'", "X-Tags: a,b'", "Content-Type: application/merge-patch+json'"] {
        assert!(code.contains(part), "{part} is not in {code}");
    }
}

#[wasm_bindgen_test]
async fn a_webhook_is_read_and_not_sent() {
    let schema = json!({"properties": {"petName": {"type": "string"}}});
    let hook = json!({"operationId": "added", "summary": "A pet came",
        "requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": {"200": {"description": "Heard"}}});
    let text = json!({"openapi": "3.1.0", "info": {}, "webhooks": {"new pet": {"post": hook}}});
    let (document, _) = openapi::parse(text.to_string().into()).expect("it is JSON");
    forget();
    // The page itself, in the place of a request.
    let shown = show_page(document).await;
    let words = shown.root.text_content().unwrap_or_default();
    for part in ["A pet came", "POST", "new pet", "A webhook: the API sends this request", "petName", "Heard"]
    {
        assert!(words.contains(part), "{part} is not in {words}");
    }
    assert!(shown.all("button").iter().all(|it| it.text_content().as_deref() != Some("Send")));
}

#[wasm_bindgen_test]
async fn where_the_document_is_wrong_of_an_answer_the_page_says_so() {
    let meta = json!({"type": "object", "properties": {"serverTime": {"type": "string"}}, "required": ["serverTime", "error"]});
    let answer = json!({"200": {"description": "", "content": {"application/json": {"schema": meta}}}});
    let text = json!({"openapi": "3.0.0", "info": {"title": "t", "version": "1"},
        "paths": {"/event/export": {"post": {"operationId": "Test.run", "responses": answer}}}});
    let shown = show_page(openapi::parse(text.to_string().into()).expect("it is JSON").0).await;
    settle().await;
    let words: Vec<_> = shown.all(".response .notice").iter().filter_map(|it| it.text_content()).collect();
    assert!(words[0].starts_with("The server answers otherwise: without serverTime"), "{words:?}");
    assert_eq!(words[1], "The server answers with text/csv.");
}

#[wasm_bindgen_test]
async fn a_delete_says_how_many_rows_it_names() {
    let ids = json!({"type": "array", "items": {"type": "string"}});
    let content = json!({"application/json": {"schema": {"properties": {"playerIds": ids}}}});
    let shown = fresh(document("delete", "/player", &json!([]), &content, &json!({}))).await;
    shown.tab("JSON").await;
    shown.set("Body (JSON)", r#"{"playerIds": ["a", "b", "c"]}"#).await;
    shown.press("Send").await;
    settle().await;
    let words = shown.all("dialog[open]")[0].text_content().unwrap_or_default();
    assert!(words.contains("3 rows are named in the body."), "{words}");
}

#[wasm_bindgen_test]
async fn the_reply_that_readies_the_browser_is_seen_nowhere() {
    let shown = show_page(document("get", "/thing", &json!([]), &json!(null), &json!({}))).await;
    let all = || page().query_selector_all("*").expect("a selector").length();
    // What comes behind the first frame stands before that is counted; a slow machine takes its time.
    for _ in 0..10 {
        settle().await;
    }
    let before = all();
    // It is made after a second, and gone after two.
    for _ in 0..70 {
        settle().await;
        assert_eq!(all(), before);
    }
    assert!(shown.root.text_content().unwrap_or_default().contains("Nothing to show yet"));
}
