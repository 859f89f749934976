//! The lock "Reads only", one for each domain: on until a person opens it, except in a sandbox.

use super::config::{Config, origin, use_config};
use super::session::use_session;
use super::storage;
use leptos::prelude::*;

/// The locks' context.
#[derive(Clone, Copy)]
pub struct Locks {
    /// Counts changes, so that what reads the store is asked again.
    changed: RwSignal<u32>,
    config: StoredValue<Config>,
}

/// Why no write goes out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lock {
    /// `config.json` says so: nobody can lift it here.
    Config,
    /// The person's lock of this domain, which can be lifted.
    Domain,
}

impl Locks {
    /// What keeps writes from going out in the present domain, tracked.
    pub fn get(&self) -> Option<Lock> {
        self.changed.track();
        let domain = use_session().domain();
        self.config.with_value(|config| {
            let key = key(&config.api(&origin()), domain.as_deref());
            decide(config, storage::read(&key).as_deref())
        })
    }

    /// The same, not tracked.
    pub fn now(&self) -> Option<Lock> {
        untrack(|| self.get())
    }

    /// Locks the present domain, or lifts its lock.
    pub fn set(&self, on: bool) {
        let domain = untrack(|| use_session().domain());
        let key = self.config.with_value(|config| key(&config.api(&origin()), domain.as_deref()));
        storage::write(&key, if on { "on" } else { "off" });
        self.changed.update(|count| *count += 1);
    }
}

fn key(api: &str, domain: Option<&str>) -> String {
    format!("lock:{api}:{}", domain.unwrap_or(""))
}

fn decide(config: &Config, stored: Option<&str>) -> Option<Lock> {
    if config.read_only {
        return Some(Lock::Config);
    }
    let on = match stored {
        Some(stored) => stored == "on",
        None => !config.practice,
    };
    on.then_some(Lock::Domain)
}

/// Makes the locks known.
pub fn provide_locks() {
    let changed = RwSignal::new(0);
    provide_context(Locks { changed, config: StoredValue::new(use_config()) });
    if let Some(window) = web_sys::window() {
        // Another tab may have locked or unlocked.
        crate::ui::listen(&window, "storage", move |_| changed.update(|count| *count += 1));
    }
}

/// The locks.
pub fn use_locks() -> Locks {
    expect_context()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_on_until_it_is_lifted_except_in_a_sandbox() {
        let live = Config::default();
        let sandbox = Config { practice: true, ..Config::default() };
        assert_eq!(decide(&live, None), Some(Lock::Domain));
        assert_eq!(decide(&live, Some("off")), None);
        assert_eq!(decide(&sandbox, None), None);
        assert_eq!(decide(&sandbox, Some("on")), Some(Lock::Domain));
        let fixed = Config { read_only: true, practice: true, ..Config::default() };
        assert_eq!(decide(&fixed, Some("off")), Some(Lock::Config));
    }
}
