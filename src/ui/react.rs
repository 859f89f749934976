//! Memos and effects that leave nothing behind.
//!
//! In Leptos whoever read a signal stays listed by it until the signal runs next, even where the reader is long gone. Most
//! of what views read here (the language, the person, the place) lives as long as the page and seldom changes, so that
//! each view that ever was would be listed. What is made here strikes itself out when its owner is cleaned up; nothing
//! else in the app makes memos or effects.

use leptos::prelude::{ArcMemo, Effect, Memo, RenderEffect, on_cleanup};
use leptos::reactive::graph::{AnySubscriber, Subscriber, ToAnySubscriber};
use send_wrapper::SendWrapper;

/// A value made from signals, made again when it is asked for after one of them has changed.
pub fn memo<T: PartialEq + Send + Sync + 'static>(
    make: impl Fn(Option<&T>) -> T + Send + Sync + 'static,
) -> Memo<T> {
    let memo = ArcMemo::new(make);
    strike_out(memo.to_any_subscriber());
    memo.into()
}

/// Runs in a moment, and again whenever what it reads has changed, until the present owner is cleaned up. What a run gives
/// is handed to the next.
#[expect(clippy::disallowed_methods, reason = "here is where it is struck out")]
pub fn effect<T: 'static>(run: impl FnMut(Option<T>) -> T + 'static) {
    strike_out(Effect::new(run).to_any_subscriber());
}

/// Runs at once, and again whenever what it reads has changed, until the present owner is cleaned up.
pub fn follow(mut run: impl FnMut() + 'static) {
    keep(RenderEffect::new(move |_| run()));
}

/// Keeps an effect until its owner is cleaned up.
pub(super) fn keep<T: 'static>(effect: RenderEffect<T>) {
    let subscriber = effect.to_any_subscriber();
    let held = SendWrapper::new(effect);
    on_cleanup(move || {
        subscriber.clear_sources(&subscriber);
        drop(held);
    });
}

fn strike_out(subscriber: AnySubscriber) {
    on_cleanup(move || subscriber.clear_sources(&subscriber));
}
