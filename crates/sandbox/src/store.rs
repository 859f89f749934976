//! The rows of all domains in one SQLite database: a table for each entity and for each table behind them, and in
//! each a first column that says whose row it is.

use crate::entities::{DOMAIN, columns, tables};
use crate::like;
use crate::reply::Failure;
use practice::{Column, Kind, Row, Source};
use rusqlite::types::{Value as Cell, ValueRef};
use rusqlite::{Connection, params_from_iter};
use serde_json::Value;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Whose rows the domains themselves are: nobody's, they belong to the operator.
pub const OPERATOR: &str = "";

/// The column that says whose row it is; no entity has one of that name.
pub(crate) const OWNER: &str = "_domain";

/// The database behind a sandbox. One connection serves all: every call is short, and SQLite writes one at a time.
pub struct Store {
    connection: Mutex<Connection>,
}

impl Store {
    /// Opens the file, or a database in memory when there is none, and fills it with the practice rows if it is empty.
    ///
    /// # Errors
    /// A sentence that says why the database cannot be used.
    pub fn open(db: Option<&Path>) -> Result<Store, String> {
        let opened = match db {
            Some(path) => Connection::open(path),
            None => Connection::open_in_memory(),
        };
        let place = || db.map_or_else(|| "in memory".to_owned(), |path| format!("in {}", path.display()));
        let mut connection =
            opened.map_err(|error| format!("The database {} cannot be opened: {error}", place()))?;
        let refused = stranger(&connection)
            .map_err(|error| format!("The database {} cannot be read: {error}", place()))?;
        if let Some(why) = refused {
            return Err(format!("The database {} {why}", place()));
        }
        prepare(&mut connection)
            .map_err(|error| format!("The database {} cannot be filled: {error}", place()))?;
        Ok(Store { connection: Mutex::new(connection) })
    }

    /// The connection. A call that panicked while it held it leaves no half-written row: SQLite rolls back.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The rows of a table of a domain whose column holds one of the texts, ordered by `createdAt` and `id`.
    ///
    /// # Errors
    /// 500 when there is no such table or column.
    pub fn find(
        &self,
        domain: &str,
        table: &str,
        column: &str,
        values: &[&str],
    ) -> Result<Vec<Row>, Failure> {
        Tenant { connection: &self.lock(), domain }.find(table, column, values).map_err(Failure::from)
    }
}

/// One domain's rows, as a source of related rows.
pub(crate) struct Tenant<'a> {
    pub connection: &'a Connection,
    pub domain: &'a str,
}

impl Source for Tenant<'_> {
    type Error = rusqlite::Error;

    fn find(&self, table: &str, column: &str, values: &[&str]) -> Result<Vec<Row>, rusqlite::Error> {
        let known = stored(table).any(|it| it.name == column);
        if !known {
            return Err(rusqlite::Error::InvalidColumnName(column.to_owned()));
        }
        // A list of any length is one parameter, so SQLite's limit on parameters is never met.
        let rest = format!(
            "WHERE {OWNER} = ? AND {} IN (SELECT value FROM json_each(?)) ORDER BY \"createdAt\", \"id\"",
            quoted(column)
        );
        let cells =
            [Cell::Text(self.domain.to_owned()), Cell::Text(Value::from(values.to_vec()).to_string())];
        select(self.connection, table, &rest, &cells)
    }
}

/// A name as SQL wants it.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The columns that are kept, in the order in which rows carry them; none for an unknown table.
pub(crate) fn stored(table: &str) -> impl Iterator<Item = &'static Column> + use<> {
    columns(table).unwrap_or_default().iter().filter(|column| column.in_rows())
}

/// The rows that `rest` (all after FROM) leaves of a table.
pub(crate) fn select(
    connection: &Connection,
    table: &str,
    rest: &str,
    cells: &[Cell],
) -> rusqlite::Result<Vec<Row>> {
    let columns: Vec<&Column> = stored(table).collect();
    let names: Vec<String> = columns.iter().map(|column| quoted(column.name)).collect();
    let mut statement =
        connection.prepare_cached(&format!("SELECT {} FROM {} {rest}", names.join(", "), quoted(table)))?;
    let rows = statement.query_map(params_from_iter(cells), |row| {
        let mut out = Row::new();
        for (at, column) in columns.iter().enumerate() {
            out.insert(column.name.into(), read(column.kind, row.get_ref(at)?));
        }
        Ok(out)
    })?;
    rows.collect()
}

/// Adds a row; columns that it lacks become NULL.
pub(crate) fn insert(connection: &Connection, domain: &str, table: &str, row: &Row) -> rusqlite::Result<()> {
    let columns: Vec<&Column> = stored(table).collect();
    let names: String = columns.iter().map(|column| format!(", {}", quoted(column.name))).collect();
    let sql =
        format!("INSERT INTO {} ({OWNER}{names}) VALUES (?{})", quoted(table), ", ?".repeat(columns.len()));
    let cells = columns.iter().map(|column| write(column.kind, row.get(column.name).unwrap_or(&Value::Null)));
    let cells: Vec<Cell> = std::iter::once(Cell::Text(domain.to_owned())).chain(cells).collect();
    connection.prepare_cached(&sql)?.execute(params_from_iter(cells)).map(drop)
}

/// A JSON value as a column keeps it.
pub(crate) fn write(kind: Kind, value: &Value) -> Cell {
    match (kind, value) {
        (_, Value::Null) => Cell::Null,
        (Kind::Json, value) => Cell::Text(value.to_string()),
        (_, Value::Bool(value)) => Cell::Integer(i64::from(*value)),
        (_, Value::Number(number)) => match number.as_i64() {
            Some(whole) => Cell::Integer(whole),
            None => number.as_f64().map_or(Cell::Null, Cell::Real),
        },
        (_, Value::String(text)) => Cell::Text(text.clone()),
        (_, other) => Cell::Text(other.to_string()),
    }
}

/// What a column keeps, as JSON.
fn read(kind: Kind, cell: ValueRef<'_>) -> Value {
    match (kind, cell) {
        (_, ValueRef::Null | ValueRef::Blob(_)) => Value::Null,
        (Kind::Boolean, ValueRef::Integer(value)) => Value::Bool(value != 0),
        (_, ValueRef::Integer(value)) => Value::from(value),
        (_, ValueRef::Real(value)) => Value::from(value),
        (Kind::Json, ValueRef::Text(bytes)) => serde_json::from_slice(bytes).unwrap_or_default(),
        (_, ValueRef::Text(bytes)) => Value::String(String::from_utf8_lossy(bytes).into_owned()),
    }
}

/// A new version 4 UUID, from SQLite's own randomness.
pub(crate) fn fresh_id(connection: &Connection) -> rusqlite::Result<String> {
    let mut bytes: [u8; 16] = connection.query_row("SELECT randomblob(16)", [], |row| row.get(0))?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    Ok(text)
}

/// What a domain may have and do, where nobody says otherwise.
pub(crate) const LIMITS: [(&str, u32); 8] = [
    ("rateLimitPoints", 1000),
    ("rateLimitDuration", 60_000),
    ("maxGameservers", 10),
    ("maxUsers", 50),
    ("eventRetentionDays", 90),
    ("maxVariables", 10_000),
    ("maxModules", 100),
    ("maxFunctionsInModule", 50),
];

/// What SQLite keeps in a file as its `application_id`, so that the sandbox knows its own: "TKRS".
const MARK: i32 = 0x544b_5253;

/// The statement that makes a table.
fn made(table: &str) -> String {
    let columns: String = stored(table)
        .map(|column| {
            let affinity = match column.kind {
                Kind::Boolean => "INTEGER",
                Kind::Number => "NUMERIC",
                _ => "TEXT",
            };
            format!(", {} {affinity}", quoted(column.name))
        })
        .collect();
    let name = quoted(table);
    format!(
        "CREATE TABLE IF NOT EXISTS {name} ({OWNER} TEXT NOT NULL{columns}, PRIMARY KEY ({OWNER}, \"id\"))"
    )
}

/// A number for all tables together: FNV-1a over the statements that make them.
fn shape() -> i32 {
    let hash = tables()
        .flat_map(|table| made(table).into_bytes())
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash.cast_signed()
}

/// Why rows must not be kept in that database, if so: it is another program's, which would be spoilt, or its tables
/// are those of another version, and searches would fail one by one.
fn stranger(connection: &Connection) -> rusqlite::Result<Option<&'static str>> {
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i32>(0));
    if number("SELECT count(*) FROM sqlite_schema")? == 0 {
        return Ok(None);
    }
    Ok(if number("PRAGMA application_id")? != MARK {
        Some("belongs to another program")
    } else if number("PRAGMA user_version")? != shape() {
        Some("was made by another version of the sandbox")
    } else {
        None
    })
}

fn prepare(connection: &mut Connection) -> rusqlite::Result<()> {
    like::register(connection)?;
    connection.set_prepared_statement_cache_capacity(128);
    let change = connection.transaction()?;
    change.pragma_update(None, "application_id", MARK)?;
    change.pragma_update(None, "user_version", shape())?;
    for table in tables() {
        change.execute_batch(&made(table))?;
    }
    let seeded: bool = change.query_row("SELECT EXISTS (SELECT 1 FROM \"domain\")", [], |row| row.get(0))?;
    if !seeded {
        seed(&change)?;
    }
    change.commit()
}

fn seed(connection: &Connection) -> rusqlite::Result<()> {
    for domain in practice::domains() {
        let mut row = Row::new();
        for (name, value) in [
            ("createdAt", "2026-01-01T00:00:00.000Z"),
            ("updatedAt", "2026-01-01T00:00:00.000Z"),
            ("id", domain.id),
            ("name", domain.name),
            ("state", domain.state.as_str()),
        ] {
            row.insert(name.into(), value.into());
        }
        row.extend(LIMITS.iter().map(|(name, limit)| ((*name).to_owned(), (*limit).into())));
        insert(connection, OPERATOR, DOMAIN.name, &row)?;
        for table in tables().filter(|table| *table != DOMAIN.name) {
            for row in practice::rows(domain.id, table) {
                insert(connection, domain.id, table, &row)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_practice_row_comes_back_as_it_was() {
        let store = Store::open(None).expect("a database in memory opens");
        for domain in practice::domains() {
            for table in tables().filter(|table| *table != DOMAIN.name) {
                let kept = select(
                    &store.lock(),
                    table,
                    &format!("WHERE {OWNER} = ? ORDER BY rowid"),
                    &[Cell::Text(domain.id.into())],
                )
                .expect("the table is there");
                let mut wanted = practice::rows(domain.id, table);
                // JSON does not tell -10.0 from -10, and JavaScript prints the latter, as the database gives it.
                for value in wanted.iter_mut().flat_map(|row| row.values_mut()) {
                    if let Some(float) = value.as_f64().filter(|_| value.is_f64()) {
                        *value = crate::paging::number(float);
                    }
                }
                assert_eq!(kept.len(), wanted.len(), "{table}");
                for (kept, wanted) in kept.iter().zip(&wanted) {
                    assert_eq!(kept, wanted, "{table}");
                }
            }
        }
    }

    #[test]
    fn another_programs_file_and_one_of_another_version_are_left_alone() {
        let folder = std::env::temp_dir().join(format!("sandbox-store-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        let refusal = |file: &str, sql: &str| {
            let path = folder.join(file);
            Connection::open(&path).and_then(|it| it.execute_batch(sql)).expect("plain SQL");
            let before = std::fs::read(&path).expect("a file can be read");
            let why = Store::open(Some(&path)).err().expect("it is refused");
            assert_eq!(std::fs::read(&path).expect("a file can be read"), before, "it is untouched");
            why
        };
        assert!(refusal("notes.db", "CREATE TABLE notes (text)").ends_with("belongs to another program"));
        assert!(Store::open(Some(&folder.join("own.db"))).is_ok());
        assert!(Store::open(Some(&folder.join("own.db"))).is_ok(), "its own file is opened again");
        let older = refusal("own.db", "PRAGMA user_version = 1");
        assert!(older.ends_with("was made by another version of the sandbox"), "{older}");
        std::fs::remove_dir_all(&folder).expect("a folder can be removed");
    }

    #[test]
    fn new_ids_are_version_4() {
        let store = Store::open(None).expect("a database in memory opens");
        let connection = store.lock();
        let (first, second) = (fresh_id(&connection).unwrap(), fresh_id(&connection).unwrap());
        assert!(crate::validate::is_uuid(&first) && crate::validate::is_uuid(&second) && first != second);
    }
}
