//! Who is logged in: sessions, by the secret that a cookie or a Bearer token carries.

use practice::Person;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

/// How long a session lasts.
pub const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// Somebody who can log in.
#[derive(Debug, Clone)]
pub struct Account {
    pub email: String,
    pub password: String,
    pub name: String,
    /// Who that is, in one short phrase.
    pub says: String,
    /// Their domains, each with the id of their row in its `user`.
    pub seats: Vec<(String, String)>,
}

impl Account {
    /// The ids of their domains.
    pub fn domains(&self) -> impl Iterator<Item = &str> {
        self.seats.iter().map(|(domain, _)| domain.as_str())
    }

    /// The id of their row in `user` of that domain; `None` where they have none.
    pub fn user_id(&self, domain: &str) -> Option<&str> {
        self.seats.iter().find(|(own, _)| own == domain).map(|(_, user)| user.as_str())
    }
}

impl From<&Person> for Account {
    fn from(person: &Person) -> Self {
        let seat = |domain: &&str| Some(((*domain).to_owned(), person.user_id(domain)?));
        Account {
            email: person.email.to_owned(),
            password: person.password.to_owned(),
            name: person.name.to_owned(),
            says: person.says.to_owned(),
            seats: person.domains.iter().filter_map(seat).collect(),
        }
    }
}

/// Somebody's session.
#[derive(Debug, Clone)]
pub struct Session {
    /// The session's own id, which may be shown.
    pub id: String,
    /// The secret that stands for it.
    pub token: String,
    pub account: Account,
    pub began: SystemTime,
    pub expires: SystemTime,
}

/// All sessions, and who can begin one. A copy speaks of the same ones.
#[derive(Debug, Clone)]
pub struct Sessions {
    kept: Arc<Mutex<BTreeMap<String, Session>>>,
    accounts: Arc<Mutex<Vec<Account>>>,
}

impl Default for Sessions {
    /// Nobody is logged in, and the practice people can.
    fn default() -> Self {
        let accounts = practice::people().iter().map(Account::from).collect();
        Sessions { kept: Arc::default(), accounts: Arc::new(Mutex::new(accounts)) }
    }
}

impl Sessions {
    /// Lets somebody log in. Who can already keeps the password, and gains the domains.
    pub fn admit(&self, mut newcomer: Account) {
        newcomer.email = newcomer.email.trim().to_lowercase();
        let mut accounts = locked(&self.accounts);
        match accounts.iter_mut().find(|account| account.email == newcomer.email) {
            Some(account) => {
                account.seats.retain(|(domain, _)| newcomer.user_id(domain).is_none());
                account.seats.extend(newcomer.seats);
            }
            None => accounts.push(newcomer),
        }
    }

    /// Takes the seat of a user in a domain away, or all seats there. Who has none left can no longer log in: made anew, they
    /// have the new password.
    pub fn dismiss(&self, domain: &str, user: Option<&str>) {
        let mut accounts = locked(&self.accounts);
        accounts.retain_mut(|account| {
            let before = account.seats.len();
            account.seats.retain(|(own, id)| own != domain || user.is_some_and(|user| user != id));
            account.seats.len() == before || !account.seats.is_empty()
        });
    }

    /// Begins a session for who gives that e-mail and password; `None` when they do not belong together.
    pub fn login(&self, email: &str, password: &str) -> Option<Session> {
        let account =
            self.account(&email.trim().to_lowercase()).filter(|found| found.password == password)?;
        let began = SystemTime::now();
        let session = Session { id: uuid(), token: secret(), account, began, expires: began + LIFETIME };
        locked(&self.kept).insert(session.token.clone(), session.clone());
        Some(session)
    }

    fn account(&self, email: &str) -> Option<Account> {
        locked(&self.accounts).iter().find(|account| account.email == email).cloned()
    }

    /// The living session of a secret.
    pub fn find(&self, token: &str) -> Option<Session> {
        let mut kept = locked(&self.kept);
        let mut session = kept.get(token)?.clone();
        if session.expires <= SystemTime::now() {
            kept.remove(token);
            return None;
        }
        // A domain may have been added since.
        session.account = self.account(&session.account.email)?;
        Some(session)
    }

    /// Ends a session; says whether there was one.
    pub fn end(&self, token: &str) -> bool {
        locked(&self.kept).remove(token).is_some()
    }

    /// Ends every session.
    pub fn end_all(&self) {
        locked(&self.kept).clear();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere leaves both whole: each change is one call.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
        assert_eq!(sessions.find(&session.token).unwrap().account.name, "Robin Okafor");
        assert!(sessions.end(&session.token));
        assert!(!sessions.end(&session.token) && sessions.find(&session.token).is_none());
    }

    #[test]
    fn newcomers_can_log_in_and_old_ones_gain_a_domain() {
        let sessions = Sessions::default();
        let robin = sessions.login("robin@example.com", "practice").unwrap();
        let newcomer = |email: &str| Account {
            email: email.into(),
            password: "made-just-now".into(),
            name: "New".into(),
            says: String::new(),
            seats: vec![("test".into(), "id".into())],
        };
        sessions.admit(newcomer("New@example.com"));
        assert_eq!(
            sessions.login("new@example.com", "made-just-now").unwrap().account.user_id("test"),
            Some("id")
        );
        // Made anew after they were deleted, they have the new password.
        sessions.dismiss("test", Some("another"));
        assert!(sessions.login("new@example.com", "made-just-now").is_some());
        sessions.dismiss("test", Some("id"));
        assert!(sessions.login("new@example.com", "made-just-now").is_none());
        sessions.admit(Account { password: "another-one".into(), ..newcomer("new@example.com") });
        assert!(sessions.login("new@example.com", "another-one").is_some());
        sessions.dismiss("test", None);
        sessions.admit(newcomer("robin@example.com"));
        assert!(sessions.login("robin@example.com", "made-just-now").is_none());
        let domains: Vec<String> =
            sessions.find(&robin.token).unwrap().account.domains().map(str::to_owned).collect();
        assert_eq!((domains.len(), domains.last().map(String::as_str)), (4, Some("test")));
    }

    #[test]
    fn secrets_differ_and_uuids_are_of_version_4() {
        assert_ne!(secret(), secret());
        assert!(query::is_uuid(&uuid()), "{}", uuid());
    }
}
