//! Long work in short pieces: between two of them the browser draws and hears, so that nothing ever hangs.

use super::el::{Child, dynamic};
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// The longest piece, in milliseconds: half a frame.
const PIECE: f64 = 8.0;

/// Calls `piece` until it says that all is done.
pub async fn in_pieces(mut piece: impl FnMut() -> bool) {
    let mut until = now() + PIECE;
    while !piece() {
        if now() >= until {
            breathe().await;
            until = now() + PIECE;
        }
    }
}

/// What comes after what a screen shows: made behind the first frame, so that this one need not wait for it.
pub fn behind_first_frame<T: Into<Child>>(make: impl Fn() -> T + 'static) -> Child {
    let framed = framed();
    dynamic(move || if framed.get() { untrack(|| make().into()) } else { Child::None })
}

/// Turns true behind the next frame.
pub fn framed() -> RwSignal<bool> {
    let framed = RwSignal::new(false);
    after_frame(move || {
        // What asked may be gone.
        let _ = framed.try_set(true);
    });
    framed
}

/// Runs behind the next frame, when the page has been laid out and drawn.
pub fn after_frame(run: impl FnOnce() + 'static) {
    request_animation_frame(move || set_timeout(run, Duration::ZERO));
}

/// Lets the browser do what waits.
pub async fn breathe() {
    // By a message and not by a timer: of timers in a row each is kept waiting for four milliseconds.
    let Ok(channel) = MessageChannel::new() else { return };
    let (here, there) = (channel.port1(), channel.port2());
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        here.set_onmessage(Some(&resolve));
        let _ = there.post_message(&JsValue::NULL);
    });
    let _ = JsFuture::from(promise).await;
    // An open port that listens is never collected.
    here.close();
}

fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}
