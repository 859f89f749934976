//! Sending from a browser or a worker.

use crate::request::{Body, Request};
use crate::send_error::{Hint, Probe, SendError, hints};
use crate::{Reply, url};
use gloo_net::http::Request as Sendable;
use js_sys::{Array, Promise, Uint8Array};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Blob, EventTarget, Headers, Performance, ReadableStream, ReadableStreamDefaultReader,
    RequestCredentials, RequestInit, RequestMode, RequestRedirect, ResponseType,
};

/// The largest answer that is read, in bytes. A larger one is an error that carries it as a file to be saved: no page
/// shows so much without standing still, and a hostile one would fill the memory.
pub const MAX_REPLY: usize = 64 * 1024 * 1024;

/// Sends a request and reads the whole answer, whatever its status.
///
/// `credentials` sends the browser's cookies along, those of the API's own origin, which no page can read. `signal`
/// cancels; a reason given to its `abort` must be an `Error`, as it is when none is given. A redirect is never followed, so that nothing of the request reaches another server.
///
/// # Errors
/// Nothing, or not the whole, came back; or the body is too large and was not sent.
pub async fn send(
    request: &Request,
    credentials: bool,
    signal: Option<&AbortSignal>,
) -> Result<Reply, SendError> {
    send_plainly(request, credentials, signal).await.map_err(|error| explained(error, request))
}

/// The same error with what may explain that no answer came, as [`send`] gives it.
pub fn explained(error: SendError, request: &Request) -> SendError {
    let SendError::NoAnswer { detail, .. } = error else { return error };
    match request.bad_header() {
        Some(refusal) => {
            let detail = refusal.to_string();
            SendError::NoAnswer { hints: vec![Hint::NotSendable(detail.clone())], detail }
        }
        None => SendError::NoAnswer { detail, hints: hints(request, page_origin().as_deref(), online()) },
    }
}

/// [`send`], but that an error says nothing of what may explain it: [`explained`] does so when it is to be told. What
/// sends at the start of a page carries no code for that.
///
/// # Errors
/// As [`send`].
pub async fn send_plainly(
    request: &Request,
    credentials: bool,
    signal: Option<&AbortSignal>,
) -> Result<Reply, SendError> {
    if let Some(too_large) = SendError::too_large(request) {
        return Err(too_large);
    }
    let failed = |detail: String| SendError::NoAnswer { detail, hints: Vec::new() };
    if request.bad_header().is_some() {
        // The browser would throw, in a place where nothing can be caught.
        return Err(failed(String::new()));
    }
    if signal.is_some_and(AbortSignal::aborted) {
        return Err(SendError::Cancelled);
    }
    let abort = Abort::new(request.timeout_ms, signal);
    let started = now();
    let ready = sendable(request, credentials, abort.signal.as_ref());
    let ready = ready.map_err(|problem| failed(words(&problem)))?;
    let response = match ready.send().await {
        Ok(response) => response,
        Err(problem) => return Err(abort.reason().unwrap_or_else(|| failed(problem.to_string()))),
    };
    if response.type_() == ResponseType::Opaqueredirect {
        return Err(SendError::Redirected { from: request.url.clone(), to: None });
    }
    let headers = response.headers().entries().collect();
    let (status, answered) = (response.status(), response.url());
    let broken = |_| abort.reason().unwrap_or(SendError::CutOff);
    let body = match whole(response.body(), MAX_REPLY).await.map_err(broken)? {
        Whole::Bytes(bytes) => bytes,
        Whole::File { file, size } => return Err(SendError::TooLong { status, size, file: Some(file) }),
    };
    let url = if answered.is_empty() { request.url.clone() } else { answered };
    Ok(Reply { status, headers, body, elapsed_ms: now() - started, url })
}

/// A body that was read to its end.
enum Whole {
    Bytes(Vec<u8>),
    File { file: Blob, size: usize },
}

/// Reads a body. What is larger than `limit` goes into a file of the browser, which may lie on the disk, so that an
/// endless answer does not fill the page's memory. Its size is known only when it has been read: what `Content-Length`
/// tells of a packed body is the size of the package.
async fn whole(stream: Option<ReadableStream>, limit: usize) -> Result<Whole, JsValue> {
    let Some(stream) = stream else { return Ok(Whole::Bytes(Vec::new())) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut parts = Array::new();
    let (mut size, mut loose) = (0_usize, 0);
    let (done, value) = (JsValue::from("done"), JsValue::from("value"));
    loop {
        let step = JsFuture::from(reader.read()).await?;
        if js_sys::Reflect::get(&step, &done)?.is_truthy() {
            break;
        }
        let chunk: Uint8Array = js_sys::Reflect::get(&step, &value)?.unchecked_into();
        let length = chunk.length() as usize;
        size = size.saturating_add(length);
        parts.push(&chunk);
        loose += length;
        if size > limit && loose > limit {
            let file = Blob::new_with_u8_array_sequence(&parts)?;
            parts = Array::of1(&file);
            loose = 0;
        }
    }
    if size <= limit {
        // In one piece at the end: a buffer that grows as the parts come would be copied over and over.
        let (mut bytes, mut start) = (vec![0; size], 0);
        for part in parts.iter() {
            let part: Uint8Array = part.unchecked_into();
            let end = start + part.length() as usize;
            part.copy_to(&mut bytes[start..end]);
            start = end;
        }
        return Ok(Whole::Bytes(bytes));
    }
    Ok(Whole::File { file: Blob::new_with_u8_array_sequence(&parts)?, size })
}

/// Whether anything answers at an address, readable or not: what tells a refused origin from a server that is down, and both
/// from a page whose policy lets nothing out. Nothing is sent along, and nothing of the answer can be read. What `signal` ends
/// is of no use.
pub async fn probe(url: &str, signal: Option<&AbortSignal>) -> Probe {
    let forbidden = Violations::heard();
    if answers(url, signal).await {
        return Probe::Answers;
    }
    // The browser tells of its refusal after the promise.
    let turn = Promise::new(&mut |done, _| {
        let timer = js_sys::Reflect::get(&js_sys::global(), &"setTimeout".into());
        match timer.and_then(JsCast::dyn_into::<js_sys::Function>) {
            Ok(timer) => drop(timer.call2(&JsValue::UNDEFINED, &done, &50.into())),
            Err(_) => drop(done.call0(&JsValue::UNDEFINED)),
        }
    });
    let _ = JsFuture::from(turn).await;
    if forbidden.any_of(url) { Probe::Forbidden } else { Probe::Silent }
}

/// What the page's policy refuses while this is alive.
struct Violations {
    refused: Rc<RefCell<Vec<String>>>,
    listener: Closure<dyn FnMut(JsValue)>,
}

/// The browser's name for them.
const VIOLATION: &str = "securitypolicyviolation";

impl Violations {
    fn heard() -> Violations {
        let refused: Rc<RefCell<Vec<String>>> = Rc::default();
        let list = refused.clone();
        let listener = Closure::new(move |event: JsValue| {
            let said =
                |name: &str| js_sys::Reflect::get(&event, &name.into()).ok().and_then(|it| it.as_string());
            // A policy that only reports lets everything out.
            if said("disposition").as_deref() == Some("enforce")
                && let Some(address) = said("blockedURI")
            {
                list.borrow_mut().push(address);
            }
        });
        let global: EventTarget = js_sys::global().unchecked_into();
        let _ = global.add_event_listener_with_callback(VIOLATION, listener.as_ref().unchecked_ref());
        Violations { refused, listener }
    }

    /// Whether anything of an address's origin was refused.
    fn any_of(&self, address: &str) -> bool {
        self.refused.borrow().iter().any(|it| url::same_origin(it, address))
    }
}

impl Drop for Violations {
    fn drop(&mut self) {
        let global: EventTarget = js_sys::global().unchecked_into();
        let _ = global.remove_event_listener_with_callback(VIOLATION, self.listener.as_ref().unchecked_ref());
    }
}

async fn answers(url: &str, signal: Option<&AbortSignal>) -> bool {
    let abort = Abort::new(Some(5_000), signal);
    let init = RequestInit::new();
    init.set_mode(RequestMode::NoCors);
    init.set_credentials(RequestCredentials::Omit);
    init.set_signal(abort.signal.as_ref());
    match web_sys::Request::new_with_str_and_init(url, &init) {
        Ok(request) => Sendable::from(request).send().await.is_ok(),
        Err(_) => false,
    }
}

/// The request as a browser takes it. gloo's own builder would write the address anew, with an `&` behind its query.
fn sendable(request: &Request, credentials: bool, signal: Option<&AbortSignal>) -> Result<Sendable, JsValue> {
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_mode(RequestMode::Cors);
    init.set_redirect(RequestRedirect::Manual);
    init.set_credentials(if credentials { RequestCredentials::Include } else { RequestCredentials::Omit });
    init.set_signal(signal);
    let headers = Headers::new()?;
    for (name, value) in request.all_headers() {
        // Without a body its type says nothing, and would only cost a preflight.
        if request.body == Body::None && name.eq_ignore_ascii_case("content-type") {
            continue;
        }
        headers.set(&name, &value)?;
    }
    init.set_headers(&headers);
    if let Some(text) = request.body.text().filter(|_| request.method.takes_body()) {
        init.set_body(&text.into());
    }
    web_sys::Request::new_with_str_and_init(&request.url, &init).map(Sendable::from)
}

/// What the browser says of a request that it does not take.
fn words(problem: &JsValue) -> String {
    let message = js_sys::Reflect::get(problem, &"message".into()).ok();
    message.and_then(|message| message.as_string()).unwrap_or_default()
}

/// The caller's signal and the timeout as one, and which of them it was.
struct Abort {
    signal: Option<AbortSignal>,
    cancel: Option<AbortSignal>,
    timeout: Option<(AbortSignal, u32)>,
}

impl Abort {
    fn new(timeout_ms: Option<u32>, cancel: Option<&AbortSignal>) -> Abort {
        let timeout = timeout_ms.map(|ms| (AbortSignal::timeout_with_u32(ms), ms));
        let signal = match (cancel, &timeout) {
            (Some(cancel), Some((timeout, _))) => {
                Some(AbortSignal::any(&js_sys::Array::of2(cancel, timeout)))
            }
            (Some(one), None) | (None, Some((one, _))) => Some(one.clone()),
            (None, None) => None,
        };
        Abort { signal, cancel: cancel.cloned(), timeout }
    }

    fn reason(&self) -> Option<SendError> {
        if self.cancel.as_ref().is_some_and(AbortSignal::aborted) {
            return Some(SendError::Cancelled);
        }
        let (signal, after_ms) = self.timeout.as_ref()?;
        signal.aborted().then_some(SendError::Timeout { after_ms: *after_ms })
    }
}

/// A property of the global scope, which is a window, a worker or a runtime of servers.
fn global(name: &str) -> Option<JsValue> {
    let value = js_sys::Reflect::get(&js_sys::global(), &name.into()).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}

/// Milliseconds on a clock that never goes backwards.
fn now() -> f64 {
    match global("performance").and_then(|value| value.dyn_into::<Performance>().ok()) {
        Some(performance) => performance.now(),
        None => js_sys::Date::now(),
    }
}

fn page_origin() -> Option<String> {
    let location = global("location")?;
    let origin = js_sys::Reflect::get(&location, &"origin".into()).ok()?.as_string()?;
    (origin == "null" || url::origin(&origin).is_some()).then_some(origin)
}

fn online() -> bool {
    let told =
        global("navigator").and_then(|navigator| js_sys::Reflect::get(&navigator, &"onLine".into()).ok());
    told.and_then(|told| told.as_bool()).unwrap_or(true)
}
