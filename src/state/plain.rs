//! What is typed for an operation that is no search: a form for each parameter and one for the body, kept through
//! reload without secrets.

use super::{session::use_session, storage};
use crate::ui::{effect, memo};
use client::Method;
use leptos::prelude::*;
use openapi::form::{Edit, Flaw, Form, is_secret};
use openapi::{Document, Media, Operation, Parameter, Place, Schema, path_ids};
use query::says_more;
use query::secret::{hides_secret, tells_secret};
use serde_json::{Map, Value, json};
use wasm_bindgen::JsCast;

/// A form as a signal, and what is wrong in it.
#[derive(Clone, Copy)]
pub struct FormState {
    form: RwSignal<Form>,
    flaws: Memo<Vec<Flaw>>,
    json: Memo<Option<Value>>,
}

/// A form as a signal.
pub fn new_form(form: Form) -> FormState {
    let form = RwSignal::new(form);
    let flaws = memo(move |_| form.with(|form| form.flaws(&matches)));
    let json = memo(move |_| form.with(Form::to_json));
    FormState { form, flaws, json }
}

impl FormState {
    /// Reads the form, tracked.
    pub fn with<T>(&self, read: impl FnOnce(&Form) -> T) -> T {
        self.form.with(read)
    }

    /// Reads the form as it is now, not tracked.
    pub fn now<T>(&self, read: impl FnOnce(&Form) -> T) -> T {
        self.form.with_untracked(read)
    }

    /// Makes one change; gives the place that was added.
    pub fn apply(&self, edit: Edit) -> Option<openapi::form::NodeId> {
        let mut added = None;
        self.form.update(|form| added = form.apply(edit));
        added
    }

    /// Puts JSON, or nothing, into the form.
    pub fn set_json(&self, value: Option<&Value>) {
        self.form.update(|form| form.set_json(value));
    }

    /// Puts a record there, as far as the schema knows its parts.
    pub fn fill_known(&self, record: &Value) {
        let _ = self.form.try_update(|form| form.fill_known(record));
    }

    /// What the form stands for, tracked.
    pub fn json(&self) -> Option<Value> {
        self.json.get()
    }

    /// What is wrong, tracked.
    pub fn flaws(&self) -> Vec<Flaw> {
        self.flaws.get()
    }
}

/// Patterns are JavaScript's, and the browser has them.
fn matches(pattern: &str, text: &str) -> Option<bool> {
    if text.len() > LONGEST_MATCHED
        || pattern.len() > LONGEST_PATTERN
        || ways(pattern, text.len()) > MOST_WAYS
    {
        return None;
    }
    // `new` throws where the document's pattern is none; then nothing can be said.
    let constructor = js_sys::Reflect::get(&js_sys::global(), &"RegExp".into()).ok()?;
    let constructor: &js_sys::Function = constructor.unchecked_ref();
    let arguments = js_sys::Array::of2(&pattern.into(), &"u".into());
    let expression = js_sys::Reflect::construct(constructor, &arguments)
        .or_else(|_| {
            let plain = js_sys::Array::of1(&pattern.into());
            js_sys::Reflect::construct(constructor, &plain)
        })
        .ok()?;
    let expression: js_sys::RegExp = expression.unchecked_into();
    Some(expression.test(text))
}

/// Longer texts are not held against a pattern: it would be done again at every key.
const LONGEST_MATCHED: usize = 500;
/// Nor against a longer pattern, which takes long to look through.
const LONGEST_PATTERN: usize = 2_000;
/// Nor is a text that a browser might try in more ways: nothing stops a match that has begun.
const MOST_WAYS: f64 = 3e7;

/// In how many ways, at most, a browser tries to match a text of that length that just fails to match: each part that may
/// be there or not makes twice as many, each that repeats as many as it has ends. There is no end where a group that itself
/// repeats or chooses is repeated, such as `(a+)+`.
fn ways(pattern: &str, length: usize) -> f64 {
    /// What stands before a letter.
    enum Before {
        Begin,
        Part,
        Group { varies: bool },
        Quantifier,
    }
    // For each open group: whether something in it repeats or chooses, and its alternatives.
    let mut groups = vec![(false, 1.0)];
    let mut before = Before::Begin;
    let (mut ways, mut repeated) = (1.0, 0);
    let mut rest = pattern.chars();
    while let Some(letter) = rest.next() {
        let last = std::mem::replace(&mut before, Before::Part);
        // How often a part may stand there: always as often, at most once, or as it comes.
        let (mut fixed, mut once) = (false, false);
        match letter {
            '\\' => {
                rest.next();
                continue;
            }
            '[' => {
                while let Some(letter) = rest.next().filter(|letter| *letter != ']') {
                    if letter == '\\' {
                        rest.next();
                    }
                }
                continue;
            }
            '(' => {
                groups.push((false, 1.0));
                before = Before::Begin;
                continue;
            }
            ')' => {
                let (varies, choices) = groups.pop().unwrap_or((false, 1.0));
                ways *= choices;
                before = Before::Group { varies };
                match groups.last_mut() {
                    Some(outer) => outer.0 |= varies,
                    None => groups.push((varies, 1.0)),
                }
                continue;
            }
            '|' => {
                if let Some(group) = groups.last_mut() {
                    *group = (true, group.1 + 1.0);
                }
                before = Before::Begin;
                continue;
            }
            '{' => {
                let Some((count, after)) = rest.as_str().split_once('}') else { continue };
                if count.is_empty() || !count.chars().all(|letter| letter == ',' || letter.is_ascii_digit()) {
                    continue;
                }
                fixed = !count.contains(',');
                rest = after.chars();
            }
            // What makes a group special, or a repetition lazy, is no repetition itself.
            '?' if matches!(last, Before::Begin | Before::Quantifier) => continue,
            '?' => once = true,
            '*' | '+' => {}
            _ => continue,
        }
        before = Before::Quantifier;
        match last {
            Before::Group { varies: true } if !once => return f64::INFINITY,
            _ if once => ways *= 2.0,
            _ => repeated += u32::from(!fixed),
        }
        if let Some(group) = groups.last_mut() {
            group.0 |= !fixed;
        }
    }
    for (_, choices) in groups {
        ways *= choices;
    }
    // A match that need not begin at the text's begin is tried from everywhere.
    repeated += u32::from(!pattern.starts_with('^') || pattern.contains('|'));
    (1..=repeated).fold(ways, |ways, at| ways * (length as f64 + f64::from(at)) / f64::from(at))
}

/// How a body is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum BodyKind {
    /// None is sent.
    #[default]
    None,
    /// JSON.
    Json,
    /// A form with files.
    Multipart,
    /// `application/x-www-form-urlencoded`
    UrlEncoded,
    /// Any other text.
    Text,
}

impl BodyKind {
    /// The kind of a media type.
    pub fn of(content_type: &str) -> BodyKind {
        let plain = content_type.to_ascii_lowercase();
        if plain.contains("json") {
            BodyKind::Json
        } else if plain.starts_with("multipart/") {
            BodyKind::Multipart
        } else if plain.contains("x-www-form-urlencoded") {
            BodyKind::UrlEncoded
        } else if plain.is_empty() {
            BodyKind::None
        } else {
            BodyKind::Text
        }
    }
}

/// A part of a form with files, or a pair of a URL-encoded form.
#[derive(Clone, PartialEq)]
pub struct PartRow {
    /// Stays the same while the row is there.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
    /// It is a file.
    pub is_file: bool,
    /// The file, once one is chosen.
    pub file: Option<web_sys::File>,
    /// The document names it.
    pub named: bool,
    /// The document wants it.
    pub required: bool,
}

impl PartRow {
    /// Whether something stands in it.
    pub fn is_filled(&self) -> bool {
        if self.is_file { self.file.is_some() } else { !self.text.is_empty() }
    }

    /// Whether it is sent: what the document names and nobody filled in is not. A part that a person made goes even empty.
    pub fn goes(&self) -> bool {
        !self.name.is_empty() && (self.is_filled() || self.required || !self.named)
    }
}

/// The body.
#[derive(Clone, Copy)]
pub struct BodyState {
    /// The media types that may be sent; an empty one is no body.
    pub types: StoredValue<Vec<String>>,
    /// The media type that is sent.
    pub content_type: RwSignal<String>,
    /// The JSON body's form.
    pub form: FormState,
    /// The JSON as it was typed, until the form is changed.
    pub typed: RwSignal<Option<String>>,
    /// The text of a body that is text.
    pub text: RwSignal<String>,
    /// The parts of a form.
    pub parts: RwSignal<Vec<PartRow>, LocalStorage>,
    fresh: StoredValue<Option<Value>>,
    replaced: RwSignal<Option<(Held, Held)>>,
}

/// A JSON body as it stood: the text, where one was typed, and what the form stood for.
pub type Held = (Option<String>, Option<Value>);

impl BodyState {
    /// How the body is written, tracked.
    pub fn kind(&self) -> BodyKind {
        self.content_type.with(|it| BodyKind::of(it))
    }

    /// The JSON as it is shown: as it was typed, else as the form writes it; tracked.
    pub fn json_text(&self) -> String {
        if let Some(typed) = self.typed.get() {
            return typed;
        }
        self.form.json().map(|value| pretty(&value)).unwrap_or_default()
    }

    /// Types JSON: the form follows as soon as it is sound.
    pub fn type_json(&self, text: String) {
        let value = read(&text);
        self.typed.set(Some(text));
        if let Ok(value) = value {
            self.form.set_json(value.as_ref());
        }
    }

    /// What the form stands for before anything is typed into it.
    pub fn fresh_json(&self) -> Option<Value> {
        self.fresh.get_value()
    }

    /// Puts a value there, such as an example.
    pub fn put(&self, value: &Value) {
        self.typed.set(None);
        self.form.set_json(Some(value));
    }

    /// Whether a text is kept beside what the form stands for: what is no JSON yet, or has a number of more digits than the
    /// form keeps; tracked.
    fn keeps_text(&self, typed: &str) -> bool {
        match read(typed) {
            // It is meant as JSON, even where it does not begin so yet.
            Err(_) => !hides_secret(&format!("{{{typed}")),
            Ok(None) => false,
            Ok(Some(value)) => {
                let hides = |form: &Form| form.to_json_without_secrets() != form.to_json();
                says_more(typed, &value) && !self.form.with(hides)
            }
        }
    }

    /// What is wrong with the JSON as it was typed, tracked; `None` where it is sound.
    pub fn broken(&self) -> Option<String> {
        self.typed.with(|typed| typed.as_deref().and_then(|text| read(text).err()))
    }

    /// Where the JSON stops being sound, as a place in its bytes, and why; tracked.
    pub fn broken_at(&self) -> Option<(usize, String)> {
        self.typed.with(|typed| {
            let text = typed.as_deref().filter(|text| !text.trim().is_empty())?;
            let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
            let line =
                text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
            let mut at = (line + error.column().saturating_sub(1)).min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            Some((at, error.to_string()))
        })
    }

    /// Makes a change in the form; the text follows.
    pub fn apply(&self, edit: Edit) -> Option<openapi::form::NodeId> {
        let unsound = untrack(|| self.broken()).is_some();
        let before = unsound.then(|| self.held());
        self.typed.set(None);
        let made = self.form.apply(edit);
        if let Some(before) = before {
            self.replace(before);
        }
        made
    }

    /// Adds a part.
    pub fn add_part(&self, name: &str, is_file: bool) {
        self.parts.update(|parts| {
            let id = parts.iter().map(|part| part.id + 1).max().unwrap_or(0);
            let (text, named, required) = (String::new(), false, false);
            parts.push(PartRow { id, name: name.into(), text, is_file, file: None, named, required });
        });
    }

    /// Adds a part that the document names.
    fn add_named(&self, name: &str, is_file: bool, required: bool) {
        self.add_part(name, is_file);
        self.parts.update(|parts| {
            if let Some(part) = parts.last_mut() {
                (part.named, part.required) = (true, required);
            }
        });
    }

    /// What stands there: the text as it was typed, and what the form stands for.
    pub fn held(&self) -> Held {
        untrack(|| (self.typed.get(), self.form.json()))
    }

    /// Says that something took the place of what was held, so that it can be put back.
    pub fn replace(&self, before: Held) {
        let after = self.held();
        let worth = before.0.is_some() || before.1 != self.fresh_json();
        self.replaced.set((worth && before != after).then_some((before, after)));
    }

    /// Whether something can be put back, tracked: as long as what came stands as it came, or was JSON that was not
    /// sound yet, which is nowhere else.
    pub fn can_put_back(&self) -> bool {
        let now = (self.typed.get(), self.form.json());
        self.replaced.with(|it| {
            it.as_ref().is_some_and(|(before, after)| {
                let unsound = before.0.as_deref().is_some_and(|text| read(text).is_err());
                *after == now || unsound && now.0.is_none()
            })
        })
    }

    /// Puts back what was replaced.
    pub fn put_back(&self) {
        if let Some(((typed, json), _)) = self.replaced.get_untracked() {
            self.replaced.set(None);
            self.form.set_json(json.as_ref());
            self.typed.set(typed);
        }
    }

    /// Changes a part.
    pub fn edit_part(&self, id: u32, change: impl FnOnce(&mut PartRow)) {
        self.parts.update(|parts| {
            if let Some(part) = parts.iter_mut().find(|part| part.id == id) {
                change(part);
            }
        });
    }
}

/// The value of JSON text, `None` for nothing at all; or what is wrong with it.
fn read(text: &str) -> Result<Option<Value>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    serde_json::from_str(text).map(Some).map_err(|error| error.to_string())
}

fn pretty(value: &Value) -> String {
    query::visible(&serde_json::to_string_pretty(value).unwrap_or_default()).into_owned()
}

/// All that is typed for one operation.
#[derive(Clone, Copy)]
pub struct PlainState {
    parameters: StoredValue<Vec<(Parameter, FormState)>>,
    /// The body.
    pub body: BodyState,
    fresh: StoredValue<Fresh, LocalStorage>,
    /// What a link brought, as long as that is what stands here.
    came: RwSignal<Option<Option<String>>>,
}

/// The body as it stands before anything is typed.
struct Fresh {
    content_type: String,
    parts: Vec<PartRow>,
}

impl Fresh {
    fn of(body: BodyState) -> Fresh {
        Fresh { content_type: body.content_type.get_untracked(), parts: body.parts.get_untracked() }
    }
}

/// The key of a parameter in a draft.
fn key_of(parameter: &Parameter) -> String {
    format!("{}:{}", parameter.place.word(), parameter.name)
}

impl PlainState {
    /// The parameters and their forms, in the document's order.
    pub fn parameters(&self) -> Vec<(Parameter, FormState)> {
        self.parameters.get_value()
    }

    /// What was typed for parameters, without secrets, each by its key in a draft; tracked.
    pub fn typed_parameters(&self) -> Map<String, Value> {
        let mut parameters = Map::new();
        for (parameter, form) in self.parameters.get_value() {
            if is_secret(&parameter.name) {
                continue;
            }
            if let Some(value) = form.with(Form::to_json_without_secrets) {
                parameters.insert(key_of(&parameter), value);
            }
        }
        parameters
    }

    /// Keeps what a link brought, though it is as it came: something else of the link was changed.
    pub fn keep(&self) {
        if self.came.with_untracked(Option::is_some) {
            self.came.set(None);
        }
    }

    /// Everything that was typed, without secrets, as text; `None` where nothing was. Tracked.
    pub fn to_address(&self) -> Option<String> {
        let parameters = self.typed_parameters();
        let body = self.body;
        let json = body.form.with(Form::to_json_without_secrets);
        let empty = json.as_ref().is_none_or(|value| value == &json!({}) || value == &json!([]));
        let mut written = Map::new();
        if !empty {
            written.extend(json.map(|json| ("json".to_string(), json)));
        }
        if let Some(typed) = body.typed.get()
            && body.keeps_text(&typed)
        {
            written.insert("typed".into(), typed.into());
        }
        let text = body.text.get();
        if !text.is_empty() && !tells_secret(&text) {
            written.insert("text".into(), text.into());
        }
        let parts: Vec<Value> = body.parts.with(|parts| {
            let kept = parts.iter().filter(|part| !part.name.is_empty());
            kept.map(|part| {
                let hidden = is_secret(&part.name) || hides_secret(&part.text);
                let text = if hidden { "" } else { &part.text };
                json!({"name": part.name, "text": text, "file": part.is_file})
            })
            .collect()
        });
        let told = parts.iter().any(|part| part["text"].as_str().is_some_and(|text| !text.is_empty()));
        if told {
            written.insert("parts".into(), parts.into());
        }
        if parameters.is_empty() && written.is_empty() {
            return None;
        }
        written.insert("type".into(), body.content_type.get().into());
        Some(json!({"v": 1, "p": parameters, "b": written}).to_string())
    }

    /// Takes a draft; whether it was one.
    pub fn take(&self, text: &str) -> bool {
        let Ok(Value::Object(draft)) = serde_json::from_str::<Value>(text) else { return false };
        // Of another version nothing is taken: half of it would stand in the form as if it were what was typed.
        if draft.get("v") != Some(&json!(1)) {
            return false;
        }
        let parameters = draft.get("p");
        for (parameter, form) in self.parameters.get_value() {
            form.set_json(parameters.and_then(|given| given.get(key_of(&parameter))));
        }
        let body = self.body;
        let given = draft.get("b").and_then(Value::as_object).cloned().unwrap_or_default();
        if let Some(content_type) = given.get("type").and_then(Value::as_str)
            && body.types.with_value(|types| types.iter().any(|known| known == content_type))
        {
            body.content_type.set(content_type.into());
        }
        if let Some(json) = given.get("json") {
            body.put(json);
        }
        if let Some(typed) = given.get("typed").and_then(Value::as_str) {
            body.type_json(typed.into());
        }
        body.text.set(given.get("text").and_then(Value::as_str).unwrap_or_default().into());
        if let Some(Value::Array(parts)) = given.get("parts") {
            let read = |(id, part): (usize, &Value)| {
                let name = part["name"].as_str().unwrap_or_default();
                let told = |fresh: &Fresh| fresh.parts.iter().find(|it| it.named && it.name == name).cloned();
                let told = self.fresh.with_value(told);
                PartRow {
                    id: id as u32,
                    name: name.into(),
                    text: part["text"].as_str().unwrap_or_default().into(),
                    is_file: part["file"].as_bool().unwrap_or_default(),
                    file: None,
                    named: told.is_some(),
                    required: told.is_some_and(|it| it.required),
                }
            };
            body.parts.set(parts.iter().enumerate().map(read).collect());
        }
        true
    }

    /// Forgets what was typed, and the files that were chosen.
    fn reset(&self) {
        for (_, form) in self.parameters.get_value() {
            form.set_json(None);
        }
        let body = self.body;
        body.typed.set(None);
        body.text.set(String::new());
        body.form.set_json(body.fresh_json().as_ref());
        self.fresh.with_value(|fresh| {
            body.content_type.set(fresh.content_type.clone());
            body.parts.set(fresh.parts.clone());
        });
    }
}

fn storage_key(operation: &str, domain: Option<&str>) -> String {
    format!("draft:plain:{}:{operation}", domain.unwrap_or(""))
}

/// What is typed for an operation: from the address where that holds something, else as it was left, else nothing.
///
/// Another domain has another draft. What was typed while signed out stays when the person signs in. What came with a
/// link is kept only once it is changed: looking at a link costs nobody the draft that was there.
///
/// `true` where the address held something that could not be read.
pub fn use_plain(
    document: &Document,
    operation: &Operation,
    from_address: Option<&str>,
) -> (PlainState, bool) {
    let ids = path_ids(&operation.path);
    let parameters = operation.parameters.iter().map(|parameter| {
        // Where the document says nothing of a parameter it is a text.
        let says = parameter.schema.raw().as_object().is_some_and(|map| !map.is_empty());
        let schema = if says { parameter.schema.clone() } else { Schema::new(json!({"type": "string"})) };
        let id = ids.iter().find(|id| parameter.place == Place::Path && id.name == parameter.name);
        let schema = match id {
            // What the server checks of it stands with the entity's filter alone.
            Some(id) if schema.raw() == &json!({"type": "string"}) && document.is_uuid_in_path(id) => {
                Schema::new(json!({"type": "string", "format": "uuid"}))
            }
            _ => schema,
        };
        (parameter.clone(), new_form(Form::absent(document, &schema, parameter.required)))
    });
    let parameters: Vec<(Parameter, FormState)> = parameters.collect();
    let body = new_body(document, operation);
    let state = PlainState {
        parameters: StoredValue::new(parameters),
        body,
        fresh: StoredValue::new_local(Fresh::of(body)),
        came: RwSignal::new(None),
    };

    let session = use_session();
    let key = operation.key.clone();
    let domain = untrack(|| session.draft_domain());
    let linked = from_address.is_some_and(|text| state.take(text));
    if !linked && let Some(kept) = storage::read(&storage_key(&key, domain.as_deref())) {
        state.take(&kept);
    }
    let came = state.came;
    came.set(linked.then(|| untrack(|| state.to_address())));
    effect(move |before: Option<Option<String>>| {
        let now = session.draft_domain();
        let text = state.to_address();
        if came.with(|came| came.as_ref().is_some_and(|came| *came == text)) {
            return now;
        }
        state.keep();
        let kept = || storage::read(&storage_key(&key, now.as_deref()));
        match &before {
            None => {}
            Some(before) if before == &now => {}
            Some(None) => {
                if text.is_none()
                    && let Some(kept) = kept()
                {
                    state.take(&kept);
                }
                // It goes over to the domain; left here it would come back later, as it was.
                storage::remove(&storage_key(&key, None));
            }
            Some(Some(_)) => {
                state.reset();
                if let Some(kept) = kept() {
                    state.take(&kept);
                }
            }
        }
        match state.to_address() {
            Some(text) => storage::write(&storage_key(&key, now.as_deref()), &text),
            None => storage::remove(&storage_key(&key, now.as_deref())),
        }
        now
    });
    (state, from_address.is_some_and(|text| !text.is_empty()) && !linked)
}

const MULTIPART: &str = "multipart/form-data";
/// What takes a file, though the document has no word of it: a JSON file as `import`, and JSON beside it as `options`.
const UPLOADS: [&str; 2] = ["/shop/listing/import", "/gameserver/import"];

/// Whether it is known to take a file.
fn is_upload(method: &str, path: &str) -> bool {
    method == "POST" && UPLOADS.contains(&path.trim_end_matches('/'))
}

fn new_body(document: &Document, operation: &Operation) -> BodyState {
    // What browsers send no body with has none here, whatever the document says.
    let sends = Method::parse(&operation.method).is_some_and(Method::takes_body);
    let body = operation.body.as_ref().filter(|_| sends);
    let content: &[Media] = body.map_or(&[], |body| &body.content);
    let mut types: Vec<String> = content.iter().map(|media| media.content_type.clone()).collect();
    let takes_body = matches!(operation.method.as_str(), "POST" | "PUT" | "PATCH");
    let undescribed = types.is_empty();
    let is_upload = undescribed && is_upload(&operation.method, &operation.path);
    if is_upload {
        types = vec![MULTIPART.into()];
    } else if undescribed && takes_body {
        // The document may be silent where the server is not: its uploads are described nowhere.
        let all = ["", "application/json", MULTIPART, "application/x-www-form-urlencoded", "text/plain"];
        types = all.map(String::from).to_vec();
    }
    let first = types.first().map_or("", String::as_str);
    let json = content.iter().find(|media| BodyKind::of(&media.content_type) == BodyKind::Json);
    let schema = json.and_then(|media| media.schema.clone()).unwrap_or_default();
    let form = if json.is_some() {
        let mut form = Form::new(document, &schema);
        // Of a body that may be anything nothing is sent until something is typed.
        if schema == Schema::default() {
            form = Form::absent(document, &schema, false);
        }
        form
    } else {
        Form::absent(document, &schema, false)
    };
    let fresh = form.to_json();
    let body = BodyState {
        content_type: RwSignal::new(first.into()),
        types: StoredValue::new(types),
        form: new_form(form),
        typed: RwSignal::new(None),
        text: RwSignal::new(String::new()),
        parts: RwSignal::new_local(Vec::new()),
        fresh: StoredValue::new(fresh),
        replaced: RwSignal::new(None),
    };
    let formed = content.iter().find(|media| {
        matches!(BodyKind::of(&media.content_type), BodyKind::Multipart | BodyKind::UrlEncoded)
    });
    if let Some(schema) = formed.and_then(|media| media.schema.as_ref()) {
        for property in document.properties(schema) {
            body.add_named(&property.name, is_file(document, &property.schema), property.required);
        }
    }
    if is_upload {
        body.add_named("import", true, true);
        body.add_named("options", false, false);
    }
    body
}

fn is_file(document: &Document, schema: &Schema) -> bool {
    let Some(found) = document.resolve(schema).schema() else { return false };
    let binary = |schema: &Schema| {
        matches!(schema.format(), Some("binary" | "byte"))
            || schema.types().contains(&"file")
            || schema.raw().get("contentMediaType").is_some()
    };
    binary(&found) || found.items().is_some_and(|items| binary(&items))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_that_can_keep_a_browser_busy_for_ever_are_told() {
        let many = |part: &str, then: &str| format!("^{}{}", part.repeat(30), then.repeat(30));
        let (optional, chosen) = (many("a?", "a"), many("(a|a)", "b"));
        let (starred, ranged) = (many("a*", "b"), many("a{0,9}", ""));
        for pattern in [
            "(a+)+$",
            "(a|aa)*",
            "((a*))+",
            "^([a-z]+)*\\d",
            "(x{2,})+",
            "(?:a+b?)+",
            "(a?){30}a{30}",
            "(a?)*",
            "}?".repeat(30).as_str(),
            &optional,
            &chosen,
            &starred,
            &ranged,
        ] {
            assert!(ways(pattern, 30) > MOST_WAYS, "{pattern}");
        }
        for pattern in [
            "^[a-z]+$",
            "[^\\/#\\?]+?",
            "(abc)+",
            "a+b+c*",
            "\\(a+\\)+",
            "[(a+)]+",
            "^(a|b)$",
            ")+",
            "(",
            "a{",
            "{}{x}",
            "^(?<year>\\d{4})-(?:\\d{2})(-\\d{2})?$",
            "^-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?$",
            "(\\d{3}-)+",
        ] {
            assert!(ways(pattern, 40) <= MOST_WAYS, "{pattern}");
        }
        assert!(ways("^[\\w.]+@[\\w]+\\.[a-z]+$", LONGEST_MATCHED) <= MOST_WAYS);
        assert!(ways("^.*.*.*.*$", LONGEST_MATCHED) > MOST_WAYS);
        assert_eq!(matches(&"{".repeat(LONGEST_PATTERN + 1), "a"), None);
    }
}
