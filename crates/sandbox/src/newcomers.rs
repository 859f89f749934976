//! New domains and new people, who can log in at once.

use crate::app::App;
use crate::entities::DOMAIN;
use crate::iso;
use crate::reply::{Failure, Reply};
use crate::sessions::{Account, secret};
use crate::store::{OPERATOR, Store, fresh_id, insert, stored};
use practice::Row;
use rusqlite::Connection;
use serde_json::{Value, json};

/// Lets a user log in who was made with a password. Without one nobody knows how, as on the real server.
pub fn user(app: &App, domain: &str, made: &Row, body: &Value) {
    let Some(password) = body["password"].as_str() else { return };
    admit(app, domain, made, password, "made in this sandbox");
}

/// A new domain with the roles that the system brings, and a user whose role grants everything.
pub fn domain(app: &App, body: &Value) -> Result<Reply, Failure> {
    let domain = app.store.create(OPERATOR, &DOMAIN, body)?;
    let id = text(&domain, "id");
    let entity = |name: &str| practice::entity(name).ok_or_else(Failure::internal);
    let (root, password) = (settle(&app.store, id)?, secret());
    let email = format!("root@{id}.example.com");
    let user = app.store.create(id, entity("user")?, &json!({"name": "root", "email": email}))?;
    app.store.assign(id, text(&user, "id"), &root)?;
    admit(app, id, &user, &password, "the first user of a domain, with full rights in it");
    Ok(Reply::data(json!({
        "createdDomain": domain,
        "rootUser": app.store.get(id, entity("user")?, text(&user, "id"))?,
        "rootRole": app.store.get(id, entity("role")?, &root)?,
        "password": password,
    })))
}

fn admit(app: &App, domain: &str, user: &Row, password: &str, says: &str) {
    app.sessions.admit(Account {
        email: text(user, "email").to_owned(),
        password: password.to_owned(),
        name: text(user, "name").to_owned(),
        says: says.to_owned(),
        seats: vec![(domain.to_owned(), text(user, "id").to_owned())],
    });
}

/// Gives a new domain the permissions that there are and the system's own roles; returns the id of the role that
/// grants everything.
fn settle(store: &Store, domain: &str) -> Result<String, Failure> {
    // They are the same in every domain, so any of the practice domains shows them.
    let home = practice::domains().first().ok_or_else(Failure::internal)?.id;
    let mut connection = store.lock();
    let change = connection.transaction()?;
    let mut everything = None;
    for permission in practice::rows(home, "permission") {
        if text(&permission, "permission") == "ROOT" {
            everything = Some(text(&permission, "id").to_owned());
        }
        insert(&change, domain, "permission", &permission)?;
    }
    let everything = everything.ok_or_else(Failure::internal)?;
    let mut root = None;
    for role in practice::rows(home, "role").iter().filter(|role| role["system"] == true) {
        let values = [("name", role["name"].clone()), ("system", true.into())];
        let id = add(&change, domain, "role", role.clone(), &values)?;
        if role["name"] == "root" {
            let values = [("roleId", id.as_str().into()), ("permissionId", everything.as_str().into())];
            let zero = Row::from_iter([("count".to_owned(), Value::from(0))]);
            add(&change, domain, "role/permission", zero, &values)?;
            root = Some(id);
        }
    }
    change.commit()?;
    root.ok_or_else(Failure::internal)
}

impl Store {
    /// Gives a user a role.
    fn assign(&self, domain: &str, user: &str, role: &str) -> Result<(), Failure> {
        let values = [("userId", user.into()), ("roleId", role.into())];
        add(&self.lock(), domain, "user/role", Row::new(), &values)?;
        Ok(())
    }
}

/// Adds a row with an id and the present time of its own; returns the id.
fn add(
    connection: &Connection,
    domain: &str,
    table: &str,
    mut row: Row,
    values: &[(&str, Value)],
) -> rusqlite::Result<String> {
    let (id, now) = (fresh_id(connection)?, iso::stamp());
    for column in stored(table).filter(|column| ["createdAt", "updatedAt"].contains(&column.name)) {
        row.insert(column.name.into(), now.as_str().into());
    }
    row.insert("id".into(), id.as_str().into());
    for (name, value) in values {
        row.insert((*name).to_owned(), value.clone());
    }
    insert(connection, domain, table, &row)?;
    Ok(id)
}

fn text<'a>(row: &'a Row, name: &str) -> &'a str {
    row.get(name).and_then(Value::as_str).unwrap_or_default()
}
