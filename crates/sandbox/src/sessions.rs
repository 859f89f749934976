//! Who is logged in: sessions, by the secret that a cookie or a Bearer token carries.

use practice::Person;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// How long a session lasts.
pub const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// Somebody's session.
#[derive(Debug, Clone)]
pub struct Session {
    /// The session's own id, which may be shown.
    pub id: String,
    /// The secret that stands for it.
    pub token: String,
    pub person: &'static Person,
    pub began: SystemTime,
    pub expires: SystemTime,
}

/// All sessions. A copy speaks of the same ones.
#[derive(Debug, Clone, Default)]
pub struct Sessions {
    kept: Arc<Mutex<BTreeMap<String, Session>>>,
}

impl Sessions {
    /// Begins a session for who gives that e-mail and password; `None` when they do not belong together.
    pub fn login(&self, email: &str, password: &str) -> Option<Session> {
        let wanted = email.trim().to_lowercase();
        let person =
            practice::people().iter().find(|person| person.email == wanted && person.password == password)?;
        let began = SystemTime::now();
        let session = Session { id: uuid(), token: secret(), person, began, expires: began + LIFETIME };
        self.locked().insert(session.token.clone(), session.clone());
        Some(session)
    }

    /// The living session of a secret.
    pub fn find(&self, token: &str) -> Option<Session> {
        let mut kept = self.locked();
        let session = kept.get(token)?.clone();
        if session.expires <= SystemTime::now() {
            kept.remove(token);
            return None;
        }
        Some(session)
    }

    /// Ends a session; says whether there was one.
    pub fn end(&self, token: &str) -> bool {
        self.locked().remove(token).is_some()
    }

    /// Ends every session.
    pub fn end_all(&self) {
        self.locked().clear();
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Session>> {
        // A panic elsewhere leaves the map whole: each change to it is one call.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// 32 random characters that nobody can guess.
pub fn secret() -> String {
    random::<16>().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A random (version 4) UUID.
pub fn uuid() -> String {
    let mut bytes = random::<16>();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("an operating system that runs a server has random numbers");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_begins_with_the_right_password_and_ends_once() {
        let sessions = Sessions::default();
        assert!(sessions.login("robin@example.com", "wrong").is_none());
        let session = sessions.login(" Robin@example.com", "practice").unwrap();
        assert_eq!(sessions.find(&session.token).unwrap().person.name, "Robin Okafor");
        assert!(sessions.end(&session.token));
        assert!(!sessions.end(&session.token) && sessions.find(&session.token).is_none());
    }

    #[test]
    fn secrets_differ_and_uuids_are_of_version_4() {
        assert_ne!(secret(), secret());
        assert!(query::is_uuid(&uuid()), "{}", uuid());
    }
}
