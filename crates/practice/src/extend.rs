//! Related objects: what `extend` adds to rows.

use crate::entities::entity;
use crate::schema::{How, Relation};
use crate::{auxiliary, rows};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::rc::Rc;

/// One row: its columns in their order.
pub type Row = Map<String, Value>;

/// Where related rows come from: a database, or the practice rows themselves.
pub trait Source {
    /// What can go wrong there.
    type Error;

    /// The rows of `table` whose `column` holds one of `values`, each once, in the order of `createdAt` and `id`.
    ///
    /// The table is an entity's name or that of an [`auxiliary`] table; the column always holds ids, except that the
    /// implied role of an assignment is looked up by its `name`. `values` are all different and never empty.
    ///
    /// # Errors
    /// Whatever keeps the source from answering.
    fn find(&self, table: &str, column: &str, values: &[&str]) -> Result<Vec<Row>, Self::Error>;
}

/// The practice rows of one domain as a [`Source`]. Each table is built once, when it is first asked for.
#[derive(Debug)]
pub struct Memory {
    domain: String,
    tables: RefCell<BTreeMap<String, Rc<Vec<Row>>>>,
}

impl Memory {
    /// The rows of that domain.
    pub fn new(domain: &str) -> Self {
        Memory { domain: domain.into(), tables: RefCell::default() }
    }

    /// All rows of a table, ordered by `createdAt` and `id`.
    pub fn table(&self, name: &str) -> Rc<Vec<Row>> {
        if let Some(rows) = self.tables.borrow().get(name) {
            return Rc::clone(rows);
        }
        let mut built = rows(&self.domain, name);
        built.sort_by(|a, b| {
            (text(a, "createdAt"), text(a, "id")).cmp(&(text(b, "createdAt"), text(b, "id")))
        });
        let built = Rc::new(built);
        self.tables.borrow_mut().insert(name.into(), Rc::clone(&built));
        built
    }
}

impl Source for Memory {
    type Error = Infallible;

    fn find(&self, table: &str, column: &str, values: &[&str]) -> Result<Vec<Row>, Infallible> {
        let wanted: std::collections::BTreeSet<&str> = values.iter().copied().collect();
        let rows = self.table(table);
        Ok(rows
            .iter()
            .filter(|row| text(row, column).is_some_and(|it| wanted.contains(it)))
            .cloned()
            .collect())
    }
}

/// Adds the related objects to the rows of an entity: those that the server always adds, and those of `names`.
///
/// Names that the entity does not know are passed over: refusing them is the caller's. Users and players always get
/// their role assignments, and among them an entry for the role that everybody has, which carries no `id`, as on
/// the real server.
///
/// ```
/// use practice::{Memory, extend, rows};
///
/// let domain = "harbour-lights-shine";
/// let mut users = rows(domain, "user");
/// extend(&Memory::new(domain), "user", &mut users, &["roles"]).expect("memory always answers");
/// let owner = &users[0];
/// assert_eq!(owner["roles"][0]["role"]["permissions"][0]["permission"]["permission"], "ROOT");
/// assert_eq!(owner["roles"][1]["role"]["name"], "User");
/// assert!(owner["roles"][1].get("id").is_none());
/// ```
///
/// # Errors
/// The first error of the source; some rows may then carry more than others.
pub fn extend<S: Source>(source: &S, entity: &str, rows: &mut [Row], names: &[&str]) -> Result<(), S::Error> {
    let always = relations(entity).iter().filter(|relation| relation.always).map(|relation| relation.extend);
    let mut paths: Vec<&str> = always.collect();
    for name in names {
        if !paths.contains(name) {
            paths.push(name);
        }
    }
    add(source, entity, rows, &paths, true)
}

fn relations(table: &str) -> &'static [Relation] {
    let auxiliary = || auxiliary().iter().find(|it| it.name == table).map(|it| it.relations);
    entity(table).map(|it| it.relations).or_else(auxiliary).unwrap_or_default()
}

/// Adds what stands at each path; `top` is true for the rows that were asked for themselves.
fn add<S: Source>(
    source: &S,
    table: &str,
    rows: &mut [Row],
    paths: &[&str],
    top: bool,
) -> Result<(), S::Error> {
    for relation in relations(table) {
        let mut deeper: Vec<&str> = Vec::new();
        let mut wanted = false;
        for path in paths {
            let (head, rest) = path.split_once('.').unwrap_or((path, ""));
            if head == relation.extend {
                wanted = true;
                deeper.extend((!rest.is_empty()).then_some(rest));
            }
        }
        if !wanted {
            continue;
        }
        if top {
            deeper.extend(relation.nested);
        }
        match relation.how {
            How::One { column } => one(source, relation, column, rows, &deeper)?,
            How::Many { column } => many(source, relation, column, rows, &deeper)?,
            How::Through { table, near, far } => {
                through(source, relation, (table, near, far), rows, &deeper)?
            }
        }
    }
    Ok(())
}

fn one<S: Source>(
    source: &S,
    relation: &Relation,
    column: &str,
    rows: &mut [Row],
    deeper: &[&str],
) -> Result<(), S::Error> {
    let related = find(source, relation.target, "id", &values(rows, column), deeper)?;
    let by_id: BTreeMap<&str, &Row> =
        related.iter().filter_map(|row| Some((text(row, "id")?, row))).collect();
    for row in rows {
        let found = text(row, column).and_then(|id| by_id.get(id));
        let found = found.map_or(Value::Null, |row| Value::Object((*row).clone()));
        row.insert(relation.extend.into(), found);
    }
    Ok(())
}

fn many<S: Source>(
    source: &S,
    relation: &Relation,
    column: &str,
    rows: &mut [Row],
    deeper: &[&str],
) -> Result<(), S::Error> {
    let related = find(source, relation.target, column, &values(rows, "id"), deeper)?;
    let mut lists: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for row in &related {
        if let Some(id) = text(row, column) {
            lists.entry(id).or_default().push(Value::Object(row.clone()));
        }
    }
    let implied = match relation.implied_role {
        Some(name) => {
            find(source, "role", "name", &[name.into()], &["permissions.permission"])?.into_iter().next()
        }
        None => None,
    };
    for row in rows {
        let mut list = text(row, "id").and_then(|id| lists.remove(id)).unwrap_or_default();
        if let Some(role) = &implied {
            let mut entry = Row::new();
            entry.insert(column.into(), row.get("id").cloned().unwrap_or_default());
            entry.insert("roleId".into(), role.get("id").cloned().unwrap_or_default());
            entry.insert("role".into(), Value::Object(role.clone()));
            list.push(Value::Object(entry));
        }
        row.insert(relation.extend.into(), Value::Array(list));
    }
    Ok(())
}

fn through<S: Source>(
    source: &S,
    relation: &Relation,
    (table, near, far): (&str, &str, &str),
    rows: &mut [Row],
    deeper: &[&str],
) -> Result<(), S::Error> {
    let links = find(source, table, near, &values(rows, "id"), &[])?;
    let related = find(source, relation.target, "id", &values(&links, far), deeper)?;
    let mut linked: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for link in &links {
        if let (Some(own), Some(other)) = (text(link, near), text(link, far)) {
            linked.entry(own).or_default().push(other);
        }
    }
    for row in rows {
        let ids = text(row, "id").and_then(|id| linked.get(id)).map(Vec::as_slice).unwrap_or_default();
        let ids: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
        let list = related.iter().filter(|other| text(other, "id").is_some_and(|id| ids.contains(id)));
        let list = list.cloned().map(Value::Object).collect();
        row.insert(relation.extend.into(), Value::Array(list));
    }
    Ok(())
}

/// Related rows with what stands at the deeper paths; asks the source nothing when there is nothing to find.
fn find<S: Source>(
    source: &S,
    table: &str,
    column: &str,
    values: &[String],
    deeper: &[&str],
) -> Result<Vec<Row>, S::Error> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    let mut rows = source.find(table, column, &values)?;
    add(source, table, &mut rows, deeper, false)?;
    Ok(rows)
}

/// The different texts of a column, nulls left out.
fn values(rows: &[Row], column: &str) -> Vec<String> {
    let all: std::collections::BTreeSet<&str> = rows.iter().filter_map(|row| text(row, column)).collect();
    all.into_iter().map(String::from).collect()
}

fn text<'a>(row: &'a Row, column: &str) -> Option<&'a str> {
    row.get(column)?.as_str()
}
