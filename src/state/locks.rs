//! The lock "Reads only", one for each domain and one for the administration of all: on until a person opens it, except in a sandbox.

use super::config::{Config, origin, use_config};
use super::credentials::{Token, use_credentials};
use super::session::use_session;
use super::storage;
use crate::ui::effect;
use leptos::prelude::*;

/// The locks' context.
#[derive(Clone, Copy)]
pub struct Locks {
    /// Counts changes, so that what reads the store is asked again.
    changed: RwSignal<u32>,
    /// What is locked or lifted where nobody can say which domain it is, or who lifts: for the page and for the token, as
    /// the next one may act on another, and another tab's does.
    nowhere: RwSignal<[Option<bool>; 2]>,
    config: StoredValue<Config>,
}

/// Why no write goes out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lock {
    /// `config.json` says so: nobody can lift it here.
    Config,
    /// The person's lock, which can be lifted.
    Person,
}

/// What a lock is of: to lift that of a domain to practise in must not open the way to all domains at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// The domain that is worked in.
    Domain,
    /// Whatever only administration may do.
    Installation,
}

impl Locks {
    /// What keeps writes from going out there, tracked.
    pub fn get(&self, scope: Scope) -> Option<Lock> {
        self.changed.track();
        let of = whose();
        self.config.with_value(|config| {
            let chosen = match key(&config.api(&origin()), scope, &of) {
                Some(key) => storage::read(&key).map(|stored| stored == "on"),
                None => self.nowhere.get()[scope as usize],
            };
            decide(config, chosen)
        })
    }

    /// The same, not tracked.
    pub fn now(&self, scope: Scope) -> Option<Lock> {
        untrack(|| self.get(scope))
    }

    /// Locks it, or lifts the lock.
    pub fn set(&self, scope: Scope, on: bool) {
        let of = untrack(whose);
        match self.config.with_value(|config| key(&config.api(&origin()), scope, &of)) {
            Some(key) => {
                storage::write(&key, if on { "on" } else { "off" });
                self.changed.update(|count| *count += 1);
            }
            None => self.nowhere.update(|all| all[scope as usize] = Some(on)),
        }
    }
}

/// The domain that is worked in, and by whom; tracked.
fn whose() -> (Option<String>, String) {
    let session = use_session();
    (session.domain(), session.me().map(|me| me.person().to_string()).unwrap_or_default())
}

/// Under which a lock is kept; `None` where it is kept nowhere. What one person lifts is locked for the next, so that there is
/// no place for what nobody knows by name.
fn key(api: &str, scope: Scope, (domain, person): &(Option<String>, String)) -> Option<String> {
    if person.is_empty() {
        return None;
    }
    let of = match scope {
        Scope::Domain => domain.as_deref()?,
        // No domain is called so: their ids have no blanks.
        Scope::Installation => "all domains",
    };
    Some(format!("lock:{api}:{of}:{person}"))
}

fn decide(config: &Config, chosen: Option<bool>) -> Option<Lock> {
    if config.read_only {
        return Some(Lock::Config);
    }
    chosen.unwrap_or(!config.practice).then_some(Lock::Person)
}

/// Makes the locks known.
pub fn provide_locks() {
    let changed = RwSignal::new(0);
    let config = use_config();
    let nowhere = RwSignal::new([None; 2]);
    let takaro = use_credentials().signal(Token::Takaro);
    let session = use_session();
    effect(move |before: Option<()>| {
        takaro.track();
        session.me();
        if before.is_some() {
            nowhere.set([None; 2]);
        }
    });
    provide_context(Locks { changed, nowhere, config: StoredValue::new(config) });
    if let Some(window) = web_sys::window() {
        // Another tab may have locked or unlocked.
        crate::ui::listen(&window, "storage", move |event| {
            storage::heard(&event);
            changed.update(|count| *count += 1);
        });
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
    fn a_lift_is_of_one_domain_and_one_person_and_kept_nowhere_where_the_domain_is_not_known() {
        let of = |domain: Option<&str>, person: &str| {
            key("https://api", Scope::Domain, &(domain.map(String::from), person.into()))
        };
        assert_eq!(of(None, "ann"), None);
        assert_eq!(of(Some("bay"), ""), None);
        assert_eq!(key("https://api", Scope::Installation, &(None, String::new())), None);
        assert!(of(Some("bay"), "ann").is_some());
        assert_ne!(of(Some("bay"), "ann"), of(Some("bay"), "ben"));
        assert_ne!(of(Some("bay"), "ann"), of(Some("harbour"), "ann"));
        assert!(key("https://api", Scope::Installation, &(None, "ann".into())).is_some());
    }

    #[test]
    fn a_lock_is_on_until_it_is_lifted_except_in_a_sandbox() {
        let live = Config::default();
        let sandbox = Config { practice: true, ..Config::default() };
        assert_eq!(decide(&live, None), Some(Lock::Person));
        assert_eq!(decide(&live, Some(false)), None);
        assert_eq!(decide(&sandbox, None), None);
        assert_eq!(decide(&sandbox, Some(true)), Some(Lock::Person));
        let fixed = Config { read_only: true, practice: true, ..Config::default() };
        assert_eq!(decide(&fixed, Some(false)), Some(Lock::Config));
    }
}
