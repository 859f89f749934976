//! Sending files from a page, with word of how far it is.
//!
//! `fetch` tells nothing while a body goes out, so uploads go by `XMLHttpRequest`.

use crate::fetch::explained;
use crate::request::{Method, Request};
use crate::send_error::SendError;
use crate::{Reply, url};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, FormData, ProgressEvent, XmlHttpRequest, XmlHttpRequestResponseType};

/// Sends a form with files and reads the whole answer, whatever its status. `progress` hears bytes that went out, and
/// all bytes.
///
/// The body of `request` is not looked at: `form` is sent instead, and the browser writes its `Content-Type`, in which
/// the boundary of the parts stands. Unlike [`crate::send`] this follows redirects, for an `XMLHttpRequest` cannot do
/// otherwise; an answer from another origin than the asked one is refused.
///
/// # Errors
/// Nothing, or not the whole, came back.
pub async fn upload(
    request: &Request,
    form: &FormData,
    credentials: bool,
    signal: Option<&AbortSignal>,
    progress: impl Fn(f64, f64) + 'static,
) -> Result<Reply, SendError> {
    let no_answer = |detail| explained(SendError::NoAnswer { detail, hints: Vec::new() }, request);
    if request.bad_header().is_some() {
        return Err(no_answer(String::new()));
    }
    if signal.is_some_and(AbortSignal::aborted) {
        return Err(SendError::Cancelled);
    }
    let started = js_sys::Date::now();
    let failed = |problem: JsValue| no_answer(js_sys::Error::from(problem).message().into());
    let exchange = open(request, credentials).map_err(failed)?;
    let told = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        progress(event.loaded(), if event.length_computable() { event.total() } else { 0.0 });
    });
    if let Ok(out) = exchange.upload() {
        out.set_onprogress(Some(told.as_ref().unchecked_ref()));
    }
    let stop = {
        let exchange = exchange.clone();
        Closure::<dyn Fn()>::new(move || {
            let _ = exchange.abort();
        })
    };
    if let Some(signal) = signal {
        let _ = signal.add_event_listener_with_callback("abort", stop.as_ref().unchecked_ref());
    }
    let ended = finished(&exchange);
    exchange.send_with_opt_form_data(Some(form)).map_err(failed)?;
    let _ = wasm_bindgen_futures::JsFuture::from(ended).await;
    if let Some(signal) = signal {
        let _ = signal.remove_event_listener_with_callback("abort", stop.as_ref().unchecked_ref());
        if signal.aborted() {
            return Err(SendError::Cancelled);
        }
    }
    let status = exchange.status().unwrap_or(0);
    if status == 0 {
        return Err(no_answer(String::new()));
    }
    let answered = exchange.response_url();
    if !answered.is_empty()
        && url::origin(&request.url).is_some()
        && !url::same_origin(&answered, &request.url)
    {
        return Err(SendError::Redirected { from: request.url.clone(), to: Some(answered) });
    }
    let body = match exchange.response() {
        Ok(buffer) if buffer.is_object() => js_sys::Uint8Array::new(&buffer),
        _ => js_sys::Uint8Array::new_with_length(0),
    };
    let size = body.length() as usize;
    if size > crate::MAX_REPLY {
        let file = web_sys::Blob::new_with_u8_array_sequence(&js_sys::Array::of1(&body)).ok();
        return Err(SendError::TooLong { status, size, file });
    }
    let body = body.to_vec();
    let headers = read_headers(&exchange.get_all_response_headers().unwrap_or_default());
    let url = if answered.is_empty() { request.url.clone() } else { answered };
    Ok(Reply { status, headers, body, elapsed_ms: js_sys::Date::now() - started, url })
}

fn open(request: &Request, credentials: bool) -> Result<XmlHttpRequest, JsValue> {
    let exchange = XmlHttpRequest::new()?;
    let method = if request.method.takes_body() { request.method } else { Method::Post };
    exchange.open_with_async(method.as_str(), &request.url, true)?;
    exchange.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
    exchange.set_with_credentials(credentials);
    for (name, value) in request.all_headers() {
        if !name.eq_ignore_ascii_case("content-type") {
            exchange.set_request_header(&name, &value)?;
        }
    }
    Ok(exchange)
}

/// What is called at the end, which holds itself until then.
type Held = Rc<RefCell<Option<Closure<dyn FnMut()>>>>;

/// A promise that is kept when the exchange has ended, well or not.
fn finished(exchange: &XmlHttpRequest) -> js_sys::Promise {
    let exchange = exchange.clone();
    js_sys::Promise::new(&mut |resolve, _| {
        let held: Held = Rc::default();
        let itself = held.clone();
        let closure = Closure::<dyn FnMut()>::new(move || {
            let _ = resolve.call0(&JsValue::NULL);
            // What is called now is dropped only after it returned.
            let done = itself.borrow_mut().take();
            wasm_bindgen_futures::spawn_local(async move { drop(done) });
        });
        exchange.set_onloadend(Some(closure.as_ref().unchecked_ref()));
        *held.borrow_mut() = Some(closure);
    })
}

/// Header lines, as browsers give them: names in lower case, ends of lines as CRLF.
fn read_headers(text: &str) -> Vec<(String, String)> {
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::read_headers;

    #[test]
    fn header_lines_are_taken_apart_at_the_first_colon() {
        let headers = read_headers("content-type: text/html\r\nX-Time: 12:30\r\nbroken\r\n");
        assert_eq!(
            headers,
            [("content-type".into(), "text/html".into()), ("x-time".into(), "12:30".to_string())]
        );
    }
}
