//! Parts of the app that a browser loads when they are first looked at.
//!
//! [`part!`](crate::part) names a part where it is used, and [`later`] shows it. `cargo xtask` builds a release with
//! the feature `split` and cuts the module at these places; everything else (Trunk, the tests, a development build)
//! leaves the feature out: the parts are then there at once, and the same code runs.

use super::el::{Child, dynamic, el};
use crate::messages as m;
use leptos::prelude::*;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// A part could not be loaded: the network failed, or the files on the server are of another build by now.
pub use leptos::wasm_split::SplitLoaderError as Missing;

/// Loads a part, and gives the function that makes it.
pub type Find<F> = fn() -> Pin<Box<dyn Future<Output = Result<F, Missing>>>>;

/// Names a part: `part!(chunk, name: fn(…) -> El = function);` makes a function `name`, which is a [`Find`].
///
/// What only `function` needs is kept out of the first module, in a file named after `chunk`; parts of one chunk share
/// a file. The function itself crosses the border as a pointer, so that it is called like any other.
#[macro_export]
macro_rules! part {
    ($chunk:ident, $name:ident: $kind:ty = $make:expr) => {
        fn $name() -> ::std::pin::Pin<
            ::std::boxed::Box<
                dyn ::std::future::Future<Output = ::std::result::Result<$kind, $crate::ui::Missing>>,
            >,
        > {
            // The border is a pair of functions that the linker sees and the splitter cuts: theirs is the `unsafe`.
            #[cfg(feature = "split")]
            #[allow(unsafe_code, improper_ctypes, improper_ctypes_definitions)]
            mod border {
                use super::*;
                // A short name keeps the attribute on one line: the formatter moves a longer one a little each time.
                use ::leptos::wasm_split as ws;

                #[ws::wasm_split($chunk, wasm_split_path = ws, preload(preload), fallible)]
                pub fn $name() -> ::std::result::Result<$kind, $crate::ui::Missing> {
                    Ok($make)
                }
            }
            #[cfg(feature = "split")]
            return ::std::boxed::Box::pin(border::$name());
            #[cfg(not(feature = "split"))]
            return ::std::boxed::Box::pin(::std::future::ready(Ok($make as $kind)));
        }
    };
}

/// What `make` builds of a part: at once where the part is here already, else as soon as it is.
pub fn later<F: Copy + 'static>(find: Find<F>, make: impl Fn(F) -> Child + 'static) -> Child {
    if let Poll::Ready(Ok(part)) = find().as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        return make(part);
    }
    let here = RwSignal::new_local(None::<Result<F, ()>>);
    let load = move || {
        here.set(None);
        leptos::task::spawn_local(async move {
            let found = find().await.map_err(drop);
            // The page may have been left meanwhile, and its signals with it.
            let _ = here.try_set(Some(found));
        });
    };
    load();
    dynamic(move || match here.get() {
        Some(Ok(part)) => untrack(|| make(part)),
        Some(Err(())) => el("div")
            .class("page")
            .attr("role", "alert")
            .child(el("p").child(m::PART_FAILED))
            .child(el("button").class("button").attr("type", "button").on_click(load).child(m::RETRY))
            .into(),
        None => el("p").class("page muted").attr("role", "status").child(m::LOADING).into(),
    })
}

/// Loads a part that will be wanted soon, such as the one behind a link that is pointed at.
pub fn fetch_early<F: 'static>(find: Find<F>) {
    leptos::task::spawn_local(async move {
        // A failure is told where the part is looked at.
        let _ = find().await;
    });
}
