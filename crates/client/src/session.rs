//! Who is asking: the answer of `GET /me`.

use serde_json::Value;
use std::collections::BTreeSet;

/// A domain (tenant) of the person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Domain {
    /// Its id, as `X-Takaro-Domain` wants it.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// `ACTIVE`, `MAINTENANCE`, `DISABLED` or `DELETED`; empty when the server does not say.
    pub state: String,
}

impl Domain {
    /// Whether calls to it are answered. A domain without a state is taken for active.
    pub fn is_active(&self) -> bool {
        self.state.is_empty() || self.state == "ACTIVE"
    }
}

/// The person behind the session.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Me {
    /// Their name.
    pub name: String,
    /// Their e-mail, or empty.
    pub email: String,
    /// The user's id, which is another one in each domain.
    pub user_id: String,
    /// The id of their login (`idpId`), the same in every domain; empty where the server does not say.
    pub login_id: String,
    /// All permissions of all their roles in the active domain.
    pub permissions: BTreeSet<String>,
    /// One of them is `ROOT`, which grants everything.
    pub root: bool,
    /// Their domains, in the server's order.
    pub domains: Vec<Domain>,
    /// The id of the domain that this answer was given for.
    pub active: Option<String>,
}

impl Me {
    /// Reads the `data` of `GET /me`. `None` when there is no user in it; everything else may be missing.
    ///
    /// ```
    /// use client::session::Me;
    /// let me = Me::parse(&serde_json::json!({
    ///     "user": {"id": "u1", "name": "Ann", "roles": [
    ///         {"role": {"name": "Mod", "permissions": [{"permission": {"permission": "READ_PLAYERS"}}]}}]},
    ///     "domains": [{"id": "d1", "name": "First", "state": "ACTIVE"}],
    ///     "domain": "d1",
    /// })).expect("there is a user");
    /// assert!(me.may(&["READ_PLAYERS"]).is_empty());
    /// assert_eq!(me.may(&["READ_PLAYERS", "MANAGE_ROLES"]), ["MANAGE_ROLES"]);
    /// ```
    pub fn parse(data: &Value) -> Option<Me> {
        let user = data.get("user").filter(|user| user.is_object())?;
        let text = |of: &Value, key: &str| of.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let list = |of: &Value, key: &str| of.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        let mut permissions = BTreeSet::new();
        for assigned in list(user, "roles") {
            let role = assigned.get("role").unwrap_or(&assigned);
            for granted in list(role, "permissions") {
                let permission = granted.get("permission").unwrap_or(&granted);
                let name =
                    permission.as_str().or_else(|| permission.get("permission").and_then(Value::as_str));
                permissions.extend(name.map(str::to_owned));
            }
        }
        let domains = list(data, "domains")
            .iter()
            .map(|domain| Domain {
                id: text(domain, "id"),
                name: text(domain, "name"),
                state: text(domain, "state"),
            })
            .collect();
        Some(Me {
            name: text(user, "name"),
            email: text(user, "email"),
            user_id: text(user, "id"),
            login_id: text(user, "idpId"),
            root: permissions.contains("ROOT"),
            permissions,
            domains,
            active: data.get("domain").and_then(Value::as_str).filter(|id| !id.is_empty()).map(str::to_owned),
        })
    }

    /// Which of the wanted permissions the person lacks, in the order they were named; none when all is granted.
    pub fn may<S: AsRef<str>>(&self, wanted: &[S]) -> Vec<String> {
        let lacking = |name: &&S| !self.root && !self.permissions.contains(name.as_ref());
        wanted.iter().filter(lacking).map(|name| name.as_ref().to_owned()).collect()
    }

    /// Who that is, whatever the domain: the login's id, else the user's. What is kept for a person is kept under it.
    ///
    /// ```
    /// use client::session::Me;
    /// use serde_json::json;
    /// let me = |user| Me::parse(&json!({ "user": user })).expect("there is a user");
    /// assert_eq!(me(json!({"id": "u1", "idpId": "ann"})).person(), me(json!({"id": "u2", "idpId": "ann"})).person());
    /// assert_eq!(me(json!({"id": "u1"})).person(), "u1");
    /// ```
    pub fn person(&self) -> &str {
        if self.login_id.is_empty() { &self.user_id } else { &self.login_id }
    }

    /// What to call the person: their name, else their e-mail, else their id.
    pub fn display(&self) -> &str {
        [&self.name, &self.email, &self.user_id]
            .into_iter()
            .find(|text| !text.is_empty())
            .map_or("", String::as_str)
    }

    /// The domain that this answer was given for.
    pub fn active_domain(&self) -> Option<&Domain> {
        let id = self.active.as_deref()?;
        self.domains.iter().find(|domain| domain.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn root_may_everything_and_nobody_nothing() {
        let permission =
            |name: &str| json!({"role": {"permissions": [{"permission": {"permission": name}}]}});
        let root = Me::parse(&json!({"user": {"name": "r", "roles": [permission("ROOT")]}})).expect("a user");
        assert!(root.root && root.may(&["MANAGE_ROLES"]).is_empty());
        let none = Me::parse(&json!({"user": {"email": "n@example.com"}})).expect("a user");
        assert_eq!(none.may(&["MANAGE_ROLES"]), ["MANAGE_ROLES"]);
        assert_eq!(none.display(), "n@example.com");
        assert!(none.may::<&str>(&[]).is_empty());
    }

    #[test]
    fn what_is_no_session_gives_none() {
        for wrong in [json!(null), json!({}), json!([]), json!({"user": null}), json!("x")] {
            assert_eq!(Me::parse(&wrong), None, "{wrong}");
        }
    }

    #[test]
    fn who_plays_meanwhile_is_the_same_person() {
        let me = |pogs| {
            Me::parse(&json!({"user": {"id": "u"}, "player": {"playtimeSeconds": pogs}, "pogs": [pogs]}))
        };
        assert_eq!(me(1), me(2), "what changes from minute to minute is nothing to tell the page of");
    }

    #[test]
    fn domains_know_whether_they_answer() {
        let me = Me::parse(&json!({"user": {}, "domain": "b", "domains": [
            {"id": "a", "name": "A", "state": "MAINTENANCE"}, {"id": "b", "name": "B"}]}))
        .expect("a user");
        assert!(!me.domains[0].is_active() && me.domains[1].is_active());
        assert_eq!(me.active_domain().map(|domain| domain.name.as_str()), Some("B"));
    }
}
