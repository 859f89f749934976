//! `POST /<entity>/search`: the body becomes one statement, and every value in it a parameter.

use crate::iso;
use crate::paging::{self, Paging, number};
use crate::reply::{Failure, Reply};
use crate::store::{OWNER, Store, Tenant, quoted, select, write};
use crate::validate;
use practice::{Column, Entity, Kind, Row, Via};
use rusqlite::params_from_iter;
use rusqlite::types::Value as Cell;
use serde_json::{Value, json};

/// A page of rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The rows, with what `extend` added.
    pub rows: Vec<Row>,
    /// How many rows there are on all pages.
    pub total: i64,
    /// The page, as the caller counts it.
    pub page: Value,
    /// Rows on a full page.
    pub limit: Value,
}

impl Page {
    /// The page in its envelope.
    pub fn into_reply(self) -> Reply {
        let meta = json!({"page": self.page, "limit": self.limit, "total": self.total});
        Reply::json(axum::http::StatusCode::OK, &json!({"meta": meta, "data": self.rows}))
    }
}

impl Store {
    /// The page that a body asks for.
    ///
    /// # Errors
    /// 400 for what the body may not say, 500 for what the real server stumbles over: unknown columns in `sortBy` and
    /// in untyped ranges, a text in place of a list in `extend`.
    pub fn search(
        &self,
        domain: &str,
        entity: &'static Entity,
        body: &Value,
        first_page: u32,
    ) -> Result<Page, Failure> {
        let paging = paging::check(body, &[], first_page)?;
        self.search_page(domain, entity, body, &paging, first_page)
    }

    /// The same for a page that was checked before, as it may come from the URL's query.
    ///
    /// # Errors
    /// Those of [`Store::search`], page and limit aside.
    pub fn search_page(
        &self,
        domain: &str,
        entity: &'static Entity,
        body: &Value,
        paging: &Paging,
        first_page: u32,
    ) -> Result<Page, Failure> {
        self.page_where(domain, entity, body, paging, first_page, |_| ())
    }

    /// As [`Store::search_page`], of the events in which one command, hook or cronjob ran; `success`, as the query of the
    /// address has it, leaves those that ended so.
    ///
    /// # Errors
    /// Those of [`Store::search`], page and limit aside.
    pub fn executions(
        &self,
        domain: &str,
        kind: &str,
        id: &str,
        success: Option<&str>,
        body: &Value,
        (paging, first_page): (&Paging, u32),
    ) -> Result<Page, Failure> {
        let entity = practice::entity("event").ok_or_else(Failure::internal)?;
        self.page_where(domain, entity, body, paging, first_page, |clause| {
            clause.parts.push("\"eventName\" = ? AND json_extract(\"meta\", ?) = ?".into());
            clause.cells.push(Cell::Text(format!("{kind}-executed")));
            clause.cells.push(Cell::Text(format!("$.{kind}.id")));
            clause.cells.push(Cell::Text(id.to_ascii_lowercase()));
            if let Some(success @ ("true" | "false")) = success {
                clause.parts.push("json_extract(\"meta\", '$.result.success') = ?".into());
                clause.cells.push(Cell::Integer(i64::from(success == "true")));
            }
        })
    }

    /// A page of the rows that a search leaves and `more` allows.
    fn page_where(
        &self,
        domain: &str,
        entity: &'static Entity,
        body: &Value,
        paging: &Paging,
        first_page: u32,
        more: impl FnOnce(&mut Clause),
    ) -> Result<Page, Failure> {
        validate::search(entity, body)?;
        let extend = extends(entity, body)?;
        self.known_roles(domain, entity, body)?;
        let mut clause = Clause::new(domain);
        clause.filters(entity, domain, body)?;
        clause.search(entity, body)?;
        clause.ranges(entity, body)?;
        more(&mut clause);
        let order = order(entity, body)?;
        let condition = clause.parts.join(" AND ");
        let mut cells = clause.cells;

        let connection = self.lock();
        let count = format!("SELECT count(*) FROM {} WHERE {condition}", quoted(entity.name));
        let total = connection.query_row(&count, params_from_iter(&cells), |row| row.get(0))?;
        cells.push(Cell::Integer(paging.rows()));
        cells.push(Cell::Integer(paging.offset(first_page)));
        let rest = format!("WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?");
        let mut rows = select(&connection, entity.name, &rest, &cells)?;
        practice::extend(&Tenant { connection: &connection, domain }, entity.name, &mut rows, &extend)?;
        Ok(Page { rows, total, page: number(paging.page), limit: number(paging.limit) })
    }
}

impl Store {
    /// Players are looked up by way of their role, so a role that is not there is 404 instead of no rows.
    fn known_roles(&self, domain: &str, entity: &Entity, body: &Value) -> Result<(), Failure> {
        let asked = body["filters"]["roleId"].as_array().filter(|_| entity.name == "player");
        for id in asked.into_iter().flatten().filter_map(Value::as_str).filter(|id| validate::is_uuid(id)) {
            if self.find(domain, "role", "id", &[&id.to_ascii_lowercase()])?.is_empty() {
                return Err(Failure::not_found("Not found"));
            }
        }
        Ok(())
    }
}

/// The names in `extend`. Where the document lists none, the real server ignores them.
fn extends<'a>(entity: &Entity, body: &'a Value) -> Result<Vec<&'a str>, Failure> {
    match body.get("extend") {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(_) if entity.extends.is_empty() => Ok(Vec::new()),
        Some(Value::Array(names)) => Ok(names.iter().filter_map(Value::as_str).collect()),
        Some(_) => Err(Failure::internal()),
    }
}

/// What stands after ORDER BY. NULLs come last ascending and first descending, as in PostgreSQL.
fn order(entity: &Entity, body: &Value) -> Result<String, Failure> {
    let Some(name) = body.get("sortBy").and_then(Value::as_str).filter(|name| !name.is_empty()) else {
        return Ok("\"id\" ASC".to_owned());
    };
    // A column may be named with its table.
    let name = name.strip_prefix(entity.name).and_then(|rest| rest.strip_prefix('.')).unwrap_or(name);
    let column = entity.stored().find(|column| column.name == name).ok_or_else(Failure::internal)?;
    let direction = match body.get("sortDirection").and_then(Value::as_str) {
        Some("desc") => "DESC NULLS FIRST",
        _ => "ASC NULLS LAST",
    };
    Ok(format!("{} {direction}", quoted(column.name)))
}

/// Conditions that must all hold, with their values in the order of the question marks.
struct Clause {
    parts: Vec<String>,
    cells: Vec<Cell>,
}

impl Clause {
    fn new(domain: &str) -> Self {
        Clause { parts: vec![format!("{OWNER} = ?")], cells: vec![Cell::Text(domain.to_owned())] }
    }

    fn filters(&mut self, entity: &Entity, domain: &str, body: &Value) -> Result<(), Failure> {
        for (name, value) in body.get("filters").and_then(Value::as_object).into_iter().flatten() {
            let Some(column) = entity.column(name).filter(|column| column.filter) else { continue };
            match value {
                Value::Null => {}
                Value::Array(list) if list.is_empty() => {}
                Value::Array(list) => self.filter(entity, domain, column, list),
                Value::Bool(_) => self.filter_one(entity, domain, column, std::slice::from_ref(value)),
                _ => return Err(bare("Filter", name, value)),
            }
        }
        Ok(())
    }

    /// A list: the text `null` in it asks for rows without a value and silences the rest, and falsy values are lost.
    fn filter(&mut self, entity: &Entity, domain: &str, column: &Column, list: &[Value]) {
        if column.in_rows() && list.iter().any(|value| value == "null") {
            self.parts.push(format!("{} IS NULL", quoted(column.name)));
            return;
        }
        let kept: Vec<Value> = list.iter().filter(|value| !falsy(value)).cloned().collect();
        self.filter_one(entity, domain, column, &kept);
    }

    fn filter_one(&mut self, entity: &Entity, domain: &str, column: &Column, values: &[Value]) {
        if values.is_empty() {
            self.parts.push("0".to_owned());
            return;
        }
        match column.via {
            None => {
                let marks = self.marks(column.kind, values);
                self.parts.push(format!("{} IN ({marks})", quoted(column.name)));
            }
            Some(Via::Value { table, own, key, value }) => {
                self.cells.push(Cell::Text(domain.to_owned()));
                let marks = self.marks(column.kind, values);
                self.parts.push(format!(
                    "EXISTS (SELECT 1 FROM {0} WHERE {0}.{OWNER} = ? AND {0}.{1} = {2}.{3} AND {0}.{4} IN ({marks}))",
                    quoted(table),
                    quoted(key),
                    quoted(entity.name),
                    quoted(own),
                    quoted(value),
                ));
            }
            Some(Via::Absent { table, own, key }) => {
                let not = if values.contains(&Value::Bool(true)) { "NOT " } else { "" };
                // The other table may be the entity's own, so it goes by another name here.
                self.parts.push(format!(
                    "{not}EXISTS (SELECT 1 FROM {0} AS other WHERE other.{OWNER} = ? AND other.{1} = {2}.{3})",
                    quoted(table),
                    quoted(key),
                    quoted(entity.name),
                    quoted(own),
                ));
                self.cells.push(Cell::Text(domain.to_owned()));
            }
        }
    }

    fn marks(&mut self, kind: Kind, values: &[Value]) -> String {
        for value in values {
            self.cells.push(match (kind, value) {
                (Kind::Uuid, Value::String(id)) => Cell::Text(id.to_ascii_lowercase()),
                (kind, value) => write(kind, value),
            });
        }
        vec!["?"; values.len()].join(", ")
    }

    /// One OR over all fields and all values; an empty text asks for nothing.
    fn search(&mut self, entity: &Entity, body: &Value) -> Result<(), Failure> {
        let mut any = Vec::new();
        for (name, value) in body.get("search").and_then(Value::as_object).into_iter().flatten() {
            let Some(column) = entity.column(name).filter(|column| column.in_rows() && column.search) else {
                continue;
            };
            let values = match value {
                Value::Null => continue,
                Value::Array(list) => list,
                _ => return Err(bare("Search", name, value)),
            };
            let texts = values.iter().filter_map(Value::as_str).filter(|text| !text.is_empty());
            let patterns: Vec<String> = texts.map(|text| format!("%{text}%")).collect();
            if patterns.is_empty() {
                continue;
            }
            // As one value: SQLite takes no chain of conditions that is as long as a list may be.
            any.push(format!(
                "EXISTS (SELECT 1 FROM json_each(?) AS text WHERE ilike(text.value, {}.{}))",
                quoted(entity.name),
                quoted(column.name)
            ));
            self.cells.push(Cell::Text(json!(patterns).to_string()));
        }
        if !any.is_empty() {
            self.parts.push(format!("({})", any.join(" OR ")));
        }
        Ok(())
    }

    /// Both sides are inclusive, whatever their names say, and falsy bounds are ignored.
    fn ranges(&mut self, entity: &Entity, body: &Value) -> Result<(), Failure> {
        for (side, operator) in [("greaterThan", ">="), ("lessThan", "<=")] {
            for (name, value) in body.get(side).and_then(Value::as_object).into_iter().flatten() {
                if falsy(value) {
                    continue;
                }
                let column =
                    entity.stored().find(|column| column.name == name).ok_or_else(Failure::internal)?;
                self.cells.push(bound(column.kind, value).ok_or_else(Failure::internal)?);
                self.parts.push(format!("{} {operator} ?", quoted(column.name)));
            }
        }
        Ok(())
    }
}

/// What is said of a value that stands without its list.
fn bare(part: &str, name: &str, value: &Value) -> Failure {
    let words = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Failure::bad_request(format!(
        "{part} values must be arrays or boolean. Found invalid value for '{name}': '{words}'. \
         Example: {{ {name}: [\"{words}\"] }}"
    ))
}

/// A bound as its column keeps such values; `None` for what PostgreSQL could not compare with it.
fn bound(kind: Kind, value: &Value) -> Option<Cell> {
    match (kind, value) {
        (Kind::Date, Value::String(text)) => iso::parse(text).map(|moment| Cell::Text(iso::format(moment))),
        (Kind::Number, Value::Number(_)) => Some(write(kind, value)),
        (Kind::Number, Value::String(text)) => text.trim().parse().ok().map(Cell::Real),
        (Kind::Text | Kind::Enum(_), Value::String(_) | Value::Number(_)) => {
            Some(Cell::Text(value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        }
        (Kind::Uuid, Value::String(text)) => {
            validate::is_uuid(text).then(|| Cell::Text(text.to_ascii_lowercase()))
        }
        (Kind::Boolean, Value::Bool(_)) => Some(write(kind, value)),
        _ => None,
    }
}

/// What JavaScript takes for false.
fn falsy(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(_) | Value::Object(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: &str = "harbour-lights-shine";

    fn page(entity: &str, body: Value) -> Result<Page, Failure> {
        let store = Store::open(None).expect("a database in memory opens");
        store.search(HOME, practice::entity(entity).expect("a practice entity"), &body, 1)
    }

    fn status(entity: &str, body: Value) -> u16 {
        page(entity, body).map_or_else(|failure| failure.status.as_u16(), |_| 200)
    }

    #[test]
    fn the_guides_four_queries() {
        let exact = json!({"filters": {"name": ["John Doe"], "email": ["john.doe@example.com"]}});
        let found = page("user", exact).unwrap();
        assert_eq!((found.total, &found.rows[0]["name"]), (1, &json!("John Doe")));
        assert!(found.rows[0]["roles"].as_array().is_some_and(|roles| !roles.is_empty()));

        let johns = page("user", json!({"search": {"name": ["john"]}})).unwrap();
        let like = |row: &Row| row["name"].as_str().is_some_and(|name| name.to_lowercase().contains("john"));
        let wanted = practice::rows(HOME, "user").iter().filter(|row| like(row)).count();
        assert!(wanted > 0 && johns.rows.iter().all(like));
        assert_eq!(johns.total, wanted as i64);

        let second = page("user", json!({"page": 2, "limit": 10})).unwrap();
        let all = page("user", json!({})).unwrap();
        assert_eq!((second.rows.len(), second.total), (10, practice::count(HOME, "user") as i64));
        assert_eq!(second.rows, all.rows[10..20]);

        let both = json!({
            "filters": {"email": ["john.doe@example.com"]}, "search": {"name": ["John"]}, "page": 1, "limit": 5,
        });
        let found = page("user", both).unwrap();
        assert_eq!((found.total, found.page, found.limit), (1, json!(1), json!(5)));
    }

    #[test]
    fn ranges_are_inclusive_and_falsy_bounds_ignored() {
        let rows = practice::rows(HOME, "player");
        let bound = rows[3]["playtimeSeconds"].clone();
        let range =
            json!({"greaterThan": {"playtimeSeconds": bound}, "lessThan": {"playtimeSeconds": bound}});
        let found = page("player", range).unwrap();
        assert!(found.rows.iter().any(|row| row["id"] == rows[3]["id"]));
        assert!(found.rows.iter().all(|row| row["playtimeSeconds"] == bound));
        let ignored = page("player", json!({"lessThan": {"playtimeSeconds": 0}})).unwrap();
        assert_eq!(ignored.total, rows.len() as i64);
        assert_eq!(status("role", json!({"greaterThan": {"nonsense": 5}})), 500);
        assert_eq!(status("role", json!({"greaterThan": {"createdAt": "soon"}})), 500);
        assert_eq!(status("player", json!({"greaterThan": {"nonsense": 5}})), 400);
    }

    #[test]
    fn nulls_and_falsy_filters() {
        let rows = practice::rows(HOME, "player");
        let without = rows.iter().filter(|row| row["steamId"].is_null()).count();
        let found = page("player", json!({"filters": {"steamId": ["null", "x"]}})).unwrap();
        assert_eq!(found.total, without as i64);
        assert_eq!(page("user", json!({"filters": {"isDashboardUser": [false]}})).unwrap().total, 0);
        let bare = page("user", json!({"filters": {"isDashboardUser": false}})).unwrap();
        let users = practice::rows(HOME, "user");
        assert_eq!(bare.total, users.iter().filter(|row| row["isDashboardUser"] == false).count() as i64);
        assert_eq!(status("user", json!({"filters": {"name": "John Doe"}})), 400);
        assert_eq!(page("user", json!({"filters": {"name": []}})).unwrap().total, users.len() as i64);
    }

    #[test]
    fn filters_through_another_table() {
        let links = practice::rows(HOME, "user/role");
        let role = links[0]["roleId"].clone();
        let found = page("user", json!({"filters": {"roleId": [role]}})).unwrap();
        let mut owners: Vec<&Value> =
            links.iter().filter(|it| it["roleId"] == role).map(|it| &it["userId"]).collect();
        owners.sort_by_key(|id| id.as_str());
        owners.dedup();
        let ids: Vec<&Value> = found.rows.iter().map(|row| &row["id"]).collect();
        assert_eq!(ids, owners);
    }

    #[test]
    fn nulls_sort_last_and_then_first() {
        let sorted = |direction: &str| {
            page("player", json!({"sortBy": "steamLevel", "sortDirection": direction, "limit": 1000}))
                .unwrap()
                .rows
        };
        let (up, down) = (sorted("asc"), sorted("desc"));
        assert!(!up[0]["steamLevel"].is_null() && up.last().is_some_and(|row| row["steamLevel"].is_null()));
        assert!(
            down[0]["steamLevel"].is_null() && down.last().is_some_and(|row| !row["steamLevel"].is_null())
        );
        assert_eq!(status("player", json!({"sortBy": "nonsense"})), 500);
        assert_eq!(status("player", json!({"sortBy": "name", "sortDirection": "DESC"})), 400);
    }

    #[test]
    fn a_percent_sign_is_a_wildcard_unless_escaped() {
        let rows = practice::rows(HOME, "player");
        let named = |row: &&Row| row["name"].as_str().is_some_and(|name| name.contains('%'));
        let found = |text: &str| page("player", json!({"search": {"name": [text]}})).unwrap().total;
        assert_eq!(found("%"), rows.len() as i64);
        assert_eq!(found("\\%"), rows.iter().filter(named).count() as i64);
    }

    #[test]
    fn all_related_objects_of_all_entities() {
        for entity in practice::entities() {
            let found = page(entity.name, json!({"extend": entity.extends, "limit": 3})).unwrap();
            for name in entity.extends.iter().filter(|name| !name.contains('.')) {
                assert!(found.rows.iter().all(|row| row.contains_key(*name)), "{} {name}", entity.name);
            }
            for column in entity.columns.iter().filter(|column| column.filter && !column.in_rows()) {
                let value = if column.kind == Kind::Boolean { json!(true) } else { json!([]) };
                assert_eq!(status(entity.name, json!({"filters": {column.name: value}})), 200);
            }
        }
        assert_eq!(status("user", json!({"extend": "roles"})), 500);
    }
}
