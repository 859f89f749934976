//! The people one can log in as.

use crate::domain::{LARGE, RESTING, SMALL};
use crate::roles;

/// Somebody who can log in to practise. In each of their domains they are also a row of `user`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// What they log in with.
    pub email: &'static str,
    /// A practice password, printed for everybody.
    pub password: &'static str,
    /// Their name.
    pub name: &'static str,
    /// Who that is, in one short phrase.
    pub says: &'static str,
    /// The ids of their domains.
    pub domains: &'static [&'static str],
    /// The name of the role they have in each of them.
    pub role: &'static str,
}

impl Person {
    /// The id of their row in `user` of that domain; `None` where they have none.
    ///
    /// ```
    /// let owner = &practice::people()[0];
    /// let id = owner.user_id("harbour-lights-shine").expect("the owner is everywhere at home");
    /// let users = practice::rows("harbour-lights-shine", "user");
    /// assert!(users.iter().any(|row| row["id"] == id.as_str() && row["email"] == owner.email));
    /// assert_eq!(owner.user_id("distant-bells-ring"), None);
    /// ```
    pub fn user_id(&self, domain: &str) -> Option<String> {
        let index = members(domain).position(|person| person.email == self.email)?;
        Some(crate::seed::id(domain, "user", index))
    }

    /// The names of their permissions in that domain, those of their role; none where they are no member.
    ///
    /// `ROOT` stands for all of them.
    pub fn permissions(&self, domain: &str) -> &'static [&'static str] {
        if !self.domains.contains(&domain) {
            return &[];
        }
        roles::of(domain).iter().find(|role| role.name == self.role).map_or(&[], |role| role.permissions)
    }
}

/// The people, the one with full rights first.
pub fn people() -> &'static [Person] {
    &PEOPLE
}

/// The people of a domain, in the order of their rows in `user`, where they come first.
pub(crate) fn members(domain: &str) -> impl Iterator<Item = &'static Person> {
    PEOPLE.iter().filter(move |person| person.domains.contains(&domain))
}

static PEOPLE: [Person; 4] = [
    Person {
        email: "robin@example.com",
        password: "practice",
        name: "Robin Okafor",
        says: "the community's owner, with full rights everywhere",
        domains: &[LARGE, SMALL, RESTING],
        role: "root",
    },
    Person {
        email: "sam@example.com",
        password: "practice",
        name: "Sam Rivers",
        says: "a helper who may read everything and change nothing",
        domains: &[LARGE, SMALL],
        role: "Helper",
    },
    Person {
        email: "mika@example.com",
        password: "practice",
        name: "Mika Laine",
        says: "a moderator of Harbour Lights who looks after its players",
        domains: &[LARGE],
        role: "Moderator",
    },
    Person {
        email: "noor@example.com",
        password: "practice",
        name: "Noor Haddad",
        says: "somebody whose only domain is in maintenance",
        domains: &[RESTING],
        role: "Helper",
    },
];
