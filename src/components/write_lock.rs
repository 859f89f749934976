//! The lock "Reads only": said where a write would be sent, and lifted there.

use crate::messages::{self as m, t, tf};
use crate::state::{Lock, Scope, Token, use_config, use_credentials, use_locks, use_session};
use crate::ui::{Child, El, Icon, dynamic, el, icon, pass_focus};

/// What a lock is of, by its name; tracked.
pub(super) fn locked_name(scope: Scope) -> String {
    match scope {
        Scope::Domain => use_session().domain_name().unwrap_or_else(no_domain),
        Scope::Installation => t(m::INSTALLATION),
    }
}

/// What a domain is called of which nobody knows which it is; tracked.
pub(super) fn no_domain() -> String {
    t(if use_credentials().has(Token::Takaro) { m::TOKEN_DOMAIN } else { m::NO_DOMAIN })
}

/// What an operation that writes says of the lock.
pub(super) fn write_lock(scope: Scope) -> Child {
    dynamic(move || -> Child {
        let locks = use_locks();
        let domain = locked_name(scope);
        match locks.get(scope) {
            Some(Lock::Config) => el("p")
                .class("notice notice-warning lock-notice")
                .attr("role", "status")
                .child(icon(Icon::Lock))
                .child(el("span").child(m::WRITES_LOCKED))
                .into(),
            Some(Lock::Person) => lock_notice(
                "notice notice-warning",
                (Icon::Lock, tf(m::LOCKED, &[("domain", &domain)])),
                tf(m::UNLOCK, &[("domain", &domain)]),
                move || {
                    locks.set(scope, false);
                    pass_focus([".button-send".into()]);
                },
            ),
            // The banner has the lock of a person's domain; the others are locked again where they were lifted.
            None if !in_banner(scope) && !use_config().practice => lock_notice(
                "notice",
                (Icon::Unlocked, tf(m::UNLOCKED, &[("domain", &domain)])),
                t(m::READS_ONLY),
                move || {
                    locks.set(scope, true);
                    pass_focus([".lock-notice .button".into()]);
                },
            ),
            None => Child::None,
        }
    })
}

/// Whether the banner shows that lock.
fn in_banner(scope: Scope) -> bool {
    scope == Scope::Domain && use_session().me().is_some()
}

/// What is said of a lock, with its picture, and the button that turns it.
fn lock_notice(
    class: &str,
    (picture, words): (Icon, String),
    button: String,
    press: impl Fn() + 'static,
) -> Child {
    el("div")
        .class(&format!("{class} lock-notice"))
        .attr("role", "status")
        .child(el("p").child(icon(picture)).child(" ").child(words))
        .child(el("button").class("button").attr("type", "button").on_click(press).child(button))
        .into()
}

/// The lock in the banner: whether writes may go, and the way to lock them again.
pub fn lock_chip() -> Child {
    dynamic(|| -> Child {
        let locks = use_locks();
        let session = use_session();
        if session.me().is_none() {
            return Child::None;
        }
        let domain = locked_name(Scope::Domain);
        let lock = locks.get(Scope::Domain);
        if lock == Some(Lock::Config) {
            return Child::None;
        }
        let on = lock.is_some();
        let hint = tf(if on { m::LOCKED } else { m::UNLOCKED }, &[("domain", &domain)]);
        // In a sandbox an open lock is nothing to know of; elsewhere it is what a person most needs to see.
        let state = match (on, use_config().practice) {
            (true, _) => " lock-chip-on",
            (false, true) => " lock-chip-practice",
            (false, false) => " lock-chip-open",
        };
        let words = if on { m::READS_ONLY } else { m::WRITES_OPEN };
        let button: El = el("button")
            .class(&format!("button button-small lock-chip{state}"))
            .attr("type", "button")
            // Narrow screens show but the picture.
            .attr("aria-label", &t(words))
            .attr("title", &hint)
            .on_click(move || {
                locks.set(Scope::Domain, !on);
                pass_focus([".lock-chip".into()]);
            })
            .child(icon(if on { Icon::Lock } else { Icon::Unlocked }))
            .child(el("span").class("lock-words").child(words));
        button.into()
    })
}
