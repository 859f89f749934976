//! The texts that lie beside the app: fetched where it has a page of its own, else read by the page that holds it.

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// The function of the page that holds the app.
#[derive(Clone, Copy)]
struct Reader(StoredValue<js_sys::Function, LocalStorage>);

/// Makes it known that texts are read by `read`, which promises the text of an address such as `lessons/index.json`.
pub fn provide_reader(read: js_sys::Function) {
    provide_context(Reader(StoredValue::new_local(read)));
}

/// Reads texts one after another; the returned function may be called where no context is at hand any more.
pub fn text_reader() -> impl AsyncFn(&str) -> Result<String, String> {
    let reader = use_context::<Reader>().and_then(|reader| reader.0.try_get_value());
    async move |address: &str| match &reader {
        Some(read) => {
            let text = async {
                let promise = read.call1(&JsValue::NULL, &address.into())?;
                JsFuture::from(js_sys::Promise::resolve(&promise)).await
            };
            let text = text.await.ok().and_then(|text| text.as_string());
            text.ok_or_else(|| format!("{address} is not there"))
        }
        None => super::fetch_text(address).await,
    }
}
