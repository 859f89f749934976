//! Long work in short pieces: between two of them the browser draws and hears, so that nothing ever hangs.

use wasm_bindgen_futures::JsFuture;

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

/// Lets the browser do what waits.
pub async fn breathe() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, 0);
        }
    });
    let _ = JsFuture::from(promise).await;
}

fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}
