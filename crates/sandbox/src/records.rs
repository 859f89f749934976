//! Single rows: shown, made, changed and deleted.

use crate::entities::{DOMAIN, parts, shown};
use crate::iso;
use crate::reply::Failure;
use crate::store::{LIMITS, OPERATOR, OWNER, Store, Tenant, fresh_id, insert, quoted, select, stored, write};
use crate::validate::{self, Body};
use practice::{Column, Entity, How, Kind, Row, Source, Via};
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, params_from_iter};
use serde_json::{Map, Value, json};

/// The columns that no two rows of a table may have in common, all of them together.
fn unique(entity: &str) -> &'static [&'static str] {
    match entity {
        "user" => &["email"],
        "role" | "gameserver" | "domain" => &["name"],
        "variables" => &["key", "gameServerId", "playerId", "moduleId"],
        _ => &[],
    }
}

impl Store {
    /// One row, with what the server adds when it shows a single one.
    ///
    /// # Errors
    /// 400 when the id is no version 4 UUID, 404 when there is no such row.
    pub fn get(&self, domain: &str, entity: &'static Entity, id: &str) -> Result<Row, Failure> {
        check(entity, id)?;
        show(&self.lock(), domain, entity, id)
    }

    /// Makes a row, and those of other tables that its body holds.
    ///
    /// # Errors
    /// 400 for what the body lacks or may not have, 409 when another row has the same name or key.
    pub fn create(&self, domain: &str, entity: &'static Entity, body: &Value) -> Result<Row, Failure> {
        validate::row(entity, body, Body::Create)?;
        let mut connection = self.lock();
        let change = connection.transaction()?;
        let given = given(entity, body, Body::Create);
        let now = iso::stamp();
        let mut row = Row::new();
        for column in entity.stored() {
            let value = match column.name {
                "createdAt" | "updatedAt" => Value::from(now.as_str()),
                name => given.get(name).cloned().unwrap_or_else(|| initial(column, &now)),
            };
            row.insert(column.name.into(), value);
        }
        let id = match row.get("id").and_then(Value::as_str).filter(|id| !id.is_empty()) {
            Some(id) => id.to_owned(),
            None => fresh_id(&change)?,
        };
        row.insert("id".into(), id.as_str().into());
        distinct(&change, domain, entity, &row)?;
        insert(&change, domain, entity.name, &row)?;
        lists(&change, domain, entity, &row, body)?;
        let made = show(&change, domain, entity, &id)?;
        change.commit()?;
        Ok(made)
    }

    /// Changes the columns that the body gives; a list in it takes the place of the old one.
    ///
    /// # Errors
    /// 400 for what the body lacks or may not have, 404 when there is no such row, 409 when another row has the same
    /// name or key.
    pub fn update(
        &self,
        domain: &str,
        entity: &'static Entity,
        id: &str,
        body: &Value,
    ) -> Result<Row, Failure> {
        check(entity, id)?;
        validate::row(entity, body, Body::Update)?;
        let mut connection = self.lock();
        let change = connection.transaction()?;
        let mut row = one(&change, domain, entity, id)?;
        for (name, value) in given(entity, body, Body::Update) {
            row.insert(name, value);
        }
        row.insert("updatedAt".into(), iso::stamp().into());
        distinct(&change, domain, entity, &row)?;
        let kept: Vec<&Column> = entity.stored().filter(|column| column.name != "id").collect();
        let sets: Vec<String> = kept.iter().map(|column| format!("{} = ?", quoted(column.name))).collect();
        let cells =
            kept.iter().map(|column| write(column.kind, row.get(column.name).unwrap_or(&Value::Null)));
        let cells = cells.chain([Cell::Text(domain.to_owned()), Cell::Text(key(entity, id))]);
        let sql = format!(
            "UPDATE {} SET {} WHERE {OWNER} = ? AND \"id\" = ?",
            quoted(entity.name),
            sets.join(", ")
        );
        change.execute(&sql, params_from_iter(cells))?;
        lists(&change, domain, entity, &row, body)?;
        let changed = show(&change, domain, entity, id)?;
        change.commit()?;
        Ok(changed)
    }

    /// Deletes a row and what belongs to it in the tables behind it; a domain takes all of its rows along.
    ///
    /// # Errors
    /// 400 for a role of the system's own, 404 when there is no such row.
    pub fn delete(&self, domain: &str, entity: &'static Entity, id: &str) -> Result<(), Failure> {
        check(entity, id)?;
        let mut connection = self.lock();
        let change = connection.transaction()?;
        let row = one(&change, domain, entity, id)?;
        if row.get("system") == Some(&Value::Bool(true)) {
            return Err(Failure::bad_request("Cannot delete system roles"));
        }
        let key = key(entity, id);
        for relation in entity.relations {
            let (table, column) = match relation.how {
                How::Many { column } => (relation.target, column),
                How::Through { table, near, .. } => (table, near),
                How::One { .. } => continue,
            };
            remove(&change, domain, table, column, &key)?;
        }
        // Who had a role has it no more: the joins that point here go too.
        for table in practice::auxiliary() {
            for relation in table.relations.iter().filter(|relation| relation.target == entity.name) {
                if let How::One { column } = relation.how {
                    remove(&change, domain, table.name, column, &key)?;
                }
            }
        }
        remove(&change, domain, entity.name, "id", &key)?;
        if entity.name == DOMAIN.name {
            for table in crate::entities::tables() {
                change.execute(&format!("DELETE FROM {} WHERE {OWNER} = ?", quoted(table)), [&key])?;
            }
        }
        change.commit()?;
        Ok(())
    }

    /// The domain of that id, when there is one.
    ///
    /// # Errors
    /// 500 when the database fails.
    pub fn domain(&self, id: &str) -> Result<Option<Row>, Failure> {
        Ok(self.find(OPERATOR, DOMAIN.name, "id", &[id])?.into_iter().next())
    }
}

/// Ids are version 4 UUIDs, except those of domains, which are words.
fn check(entity: &Entity, id: &str) -> Result<(), Failure> {
    if entity.name == DOMAIN.name { Ok(()) } else { validate::ids(&[("id", id)]) }
}

/// An id as it is kept.
fn key(entity: &Entity, id: &str) -> String {
    if entity.name == DOMAIN.name { id.to_owned() } else { id.to_ascii_lowercase() }
}

fn one(connection: &Connection, domain: &str, entity: &Entity, id: &str) -> Result<Row, Failure> {
    let cells = [Cell::Text(domain.to_owned()), Cell::Text(key(entity, id))];
    let rows = select(connection, entity.name, &format!("WHERE {OWNER} = ? AND \"id\" = ?"), &cells)?;
    rows.into_iter().next().ok_or_else(|| match entity.name {
        // Users alone are missed by their id.
        "user" => Failure::not_found(format!("User with id {id} not found")),
        _ => Failure::not_found("Not found"),
    })
}

fn show(connection: &Connection, domain: &str, entity: &Entity, id: &str) -> Result<Row, Failure> {
    let mut rows = [one(connection, domain, entity, id)?];
    practice::extend(&Tenant { connection, domain }, entity.name, &mut rows, shown(entity.name))?;
    let [row] = rows;
    Ok(row)
}

/// The columns of rows that a body gives, as they are kept.
fn given(entity: &'static Entity, body: &Value, which: Body) -> Map<String, Value> {
    let columns = validate::writable(entity, which).map(|(column, _)| column);
    columns
        .filter(|column| stored(entity.name).any(|kept| kept.name == column.name))
        .filter_map(|column| Some((column, body.get(column.name)?)))
        .filter(|(column, value)| !value.is_null() || column.nullable)
        .map(|(column, value)| {
            let kept = match (column.kind, value) {
                (Kind::Date, Value::String(text)) => iso::parse(text).map(|at| iso::format(at).into()),
                (Kind::Uuid, Value::String(text)) => Some(text.to_ascii_lowercase().into()),
                // Objects are written as a text of JSON and shown as the objects that they are.
                (Kind::Json, Value::String(text)) => serde_json::from_str(text).ok(),
                _ => None,
            };
            (column.name.to_owned(), kept.unwrap_or_else(|| value.clone()))
        })
        .collect()
}

/// What a new row has in a column that its body does not give.
fn initial(column: &Column, now: &str) -> Value {
    match column.kind {
        _ if column.nullable => Value::Null,
        Kind::Text | Kind::Uuid => "".into(),
        Kind::Date => now.into(),
        // Only a domain has columns of these names.
        Kind::Number => {
            LIMITS.iter().find(|(name, _)| *name == column.name).map_or(0, |(_, limit)| *limit).into()
        }
        // A new game server works at once; all else starts switched off.
        Kind::Boolean => (column.name == "enabled").into(),
        // An order is paid for as it is made, and comes to an end when it is claimed.
        Kind::Enum(values) if values == practice::ORDER_STATUSES => "PAID".into(),
        Kind::Enum(values) => values.first().copied().into(),
        Kind::Json => json!({}),
    }
}

/// Refuses a row that is the same as another in its name or key; NULLs are equal here.
fn distinct(connection: &Connection, domain: &str, entity: &Entity, row: &Row) -> Result<(), Failure> {
    let names = unique(entity.name);
    if names.is_empty() {
        return Ok(());
    }
    let same: String = names.iter().map(|name| format!(" AND {} IS ?", quoted(name))).collect();
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM {} WHERE {OWNER} = ? AND \"id\" <> ?{same})",
        quoted(entity.name)
    );
    let cells =
        ["id"].iter().chain(names).map(|name| write(Kind::Text, row.get(*name).unwrap_or(&Value::Null)));
    let cells = std::iter::once(Cell::Text(domain.to_owned())).chain(cells);
    let taken: bool = connection.query_row(&sql, params_from_iter(cells), |row| row.get(0))?;
    if taken { Err(Failure::conflict("Unique constraint violation")) } else { Ok(()) }
}

/// Writes the lists of a body into the tables that keep them, in place of what was there.
fn lists(
    connection: &Connection,
    domain: &str,
    entity: &Entity,
    row: &Row,
    body: &Value,
) -> Result<(), Failure> {
    let id = row.get("id").and_then(Value::as_str).unwrap_or_default();
    for part in parts(entity.name) {
        let Some(list) = body.get(part.name).and_then(Value::as_array) else { continue };
        remove(connection, domain, part.table, part.owner, id)?;
        for object in list {
            let mut other = linked(connection, part.table, part.owner, id)?;
            for column in part.columns {
                if let Some(value) = object.get(column.name) {
                    other.insert(column.name.into(), value.clone());
                }
            }
            if let (None, Some(code)) = (object.get("itemId"), object.get("code").and_then(Value::as_str)) {
                let found = Tenant { connection, domain }.find("items", "code", &[code])?;
                let item = found.into_iter().next().ok_or_else(|| Failure::not_found("Item not found"))?;
                other.insert("itemId".into(), item.get("id").cloned().unwrap_or_default());
            }
            insert(connection, domain, part.table, &other)?;
        }
    }
    for column in entity.columns {
        let Some(Via::Value { table, key, value, .. }) = column.via.filter(|_| column.writable) else {
            continue;
        };
        let Some(ids) = body.get(column.name).and_then(Value::as_array) else { continue };
        remove(connection, domain, table, key, id)?;
        for other_id in ids {
            let mut other = linked(connection, table, key, id)?;
            other.insert(value.into(), other_id.clone());
            insert(connection, domain, table, &other)?;
        }
    }
    Ok(())
}

/// The beginning of a row that belongs to another; its counts start at zero.
fn linked(connection: &Connection, table: &str, owner: &str, id: &str) -> rusqlite::Result<Row> {
    let now = iso::stamp();
    let mut row = Row::new();
    for column in stored(table) {
        row.insert(column.name.into(), initial(column, &now));
    }
    row.insert("id".into(), fresh_id(connection)?.into());
    row.insert(owner.into(), id.into());
    Ok(row)
}

fn remove(
    connection: &Connection,
    domain: &str,
    table: &str,
    column: &str,
    id: &str,
) -> rusqlite::Result<()> {
    let sql = format!("DELETE FROM {} WHERE {OWNER} = ? AND {} = ?", quoted(table), quoted(column));
    connection.execute(&sql, [domain, id]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: &str = "harbour-lights-shine";

    fn store() -> Store {
        Store::open(None).expect("a database in memory opens")
    }

    fn entity(name: &str) -> &'static Entity {
        practice::entity(name).expect("a practice entity")
    }

    fn code<T: std::fmt::Debug>(result: Result<T, Failure>) -> (u16, &'static str) {
        let failure = result.expect_err("this is refused");
        (failure.status.as_u16(), failure.code)
    }

    #[test]
    fn a_variable_from_birth_to_death() {
        let (store, variables) = (store(), entity("variables"));
        let body = json!({"key": "lessons", "value": "1"});
        let made = store.create(HOME, variables, &body).unwrap();
        let id = made["id"].as_str().unwrap().to_owned();
        assert_eq!((&made["key"], &made["playerId"]), (&json!("lessons"), &Value::Null));
        assert_eq!(code(store.create(HOME, variables, &body)), (409, "ConflictError"));
        assert!(
            store.create("quiet-hills-wander", variables, &body).is_ok(),
            "another domain is another world"
        );
        let changed = store.update(HOME, variables, &id, &json!({"value": "2"})).unwrap();
        assert_eq!((&changed["key"], &changed["value"]), (&json!("lessons"), &json!("2")));
        assert_eq!(store.get(HOME, variables, &id).unwrap(), changed);
        store.delete(HOME, variables, &id).unwrap();
        assert_eq!(code(store.get(HOME, variables, &id)), (404, "NotFoundError"));
        assert_eq!(code(store.delete(HOME, variables, &id)), (404, "NotFoundError"));
        assert_eq!(code(store.update(HOME, variables, &id, &json!({"value": "2"}))), (404, "NotFoundError"));
    }

    #[test]
    fn bodies_and_ids_are_checked() {
        let (store, variables) = (store(), entity("variables"));
        assert_eq!(code(store.create(HOME, variables, &json!({"key": "x"}))), (400, "ValidationError"));
        let unknown = json!({"key": "x", "value": "1", "colour": "red"});
        assert_eq!(code(store.create(HOME, variables, &unknown)), (400, "ValidationError"));
        assert_eq!(code(store.get(HOME, variables, "nope")), (400, "ValidationError"));
    }

    #[test]
    fn a_role_brings_its_permissions() {
        let (store, roles) = (store(), entity("role"));
        let permission = practice::rows(HOME, "permission")[0]["id"].clone();
        let body = json!({"name": "Wardens", "permissions": [{"permissionId": permission}]});
        let made = store.create(HOME, roles, &body).unwrap();
        assert_eq!(made["permissions"][0]["permissionId"], permission);
        let id = made["id"].as_str().unwrap();
        let changed = store.update(HOME, roles, id, &json!({"permissions": []})).unwrap();
        assert_eq!((&changed["name"], &changed["permissions"]), (&json!("Wardens"), &json!([])));
        let other = practice::rows(HOME, "role").into_iter().find(|role| role["system"] == false).unwrap();
        let taken = json!({"name": other["name"]});
        assert_eq!(code(store.update(HOME, roles, id, &taken)), (409, "ConflictError"));
    }

    #[test]
    fn a_deleted_role_leaves_nobody_with_it() {
        let (store, roles) = (store(), entity("role"));
        let helper = practice::rows(HOME, "role").into_iter().find(|role| role["name"] == "Helper").unwrap();
        let id = helper["id"].as_str().unwrap();
        assert!(!store.find(HOME, "user/role", "roleId", &[id]).unwrap().is_empty());
        store.delete(HOME, roles, id).unwrap();
        for table in ["user/role", "player/role", "role/permission"] {
            assert!(store.find(HOME, table, "roleId", &[id]).unwrap().is_empty(), "{table}");
        }
    }

    #[test]
    fn a_domain_takes_its_rows_along() {
        let store = store();
        assert!(store.domain(HOME).unwrap().is_some());
        let made = store.create(OPERATOR, &DOMAIN, &json!({"name": "test-domain"})).unwrap();
        assert_eq!((&made["name"], &made["state"]), (&json!("test-domain"), &json!("ACTIVE")));
        store.delete(OPERATOR, &DOMAIN, HOME).unwrap();
        assert!(store.domain(HOME).unwrap().is_none());
        let left = store.search(HOME, entity("user"), &json!({}), 1).unwrap();
        assert_eq!(left.total, 0);
    }
}
