//! Generated searches: the query model's own evaluation of the practice rows and the sandbox's SQL must agree on the
//! rows, their order and the total, or on the refusal. 2,000 of them by default, 10,000 with `TAKARO_FULL=1`.

use practice::{Column, Entity, Kind, Row};
use query::{EntitySchema, Options, Query, evaluate};
use sandbox::store::Store;
use serde_json::{Map, Value, json};

const HOME: &str = "harbour-lights-shine";

/// Entities of every sort: typed and untyped searches and ranges, nullable columns, numbers, flags and enums.
const ENTITIES: [&str; 6] = ["player", "user", "variables", "role", "items", "shop/order"];

/// SplitMix64: the same queries on every machine.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// A value that some row has in a column.
fn seen(dice: &mut Dice, rows: &[Row], column: &Column) -> Value {
    dice.pick(rows).get(column.name).cloned().unwrap_or(Value::Null)
}

fn filter(dice: &mut Dice, rows: &[Row], column: &Column) -> Value {
    match dice.below(20) {
        0 => json!([]),
        1 => Value::Null,
        2 => json!(["null"]),
        3 => json!([seen(dice, rows, column), "null"]),
        4 => json!("bare"),
        5 => json!(["no such value"]),
        6 if column.kind == Kind::Boolean => json!([true, false]),
        7 if column.kind == Kind::Boolean => json!(false),
        _ => {
            let count = 1 + dice.below(3);
            let values = (0..count).map(|_| seen(dice, rows, column)).filter(|value| !value.is_null());
            Value::Array(values.collect())
        }
    }
}

fn search(dice: &mut Dice, rows: &[Row], column: &Column) -> Value {
    let text = match seen(dice, rows, column) {
        Value::String(text) => text,
        _ => "a".into(),
    };
    let letters: Vec<char> = text.chars().collect();
    let from = dice.below(letters.len().max(1));
    let part: String = letters.iter().skip(from).take(1 + dice.below(4)).collect();
    match dice.below(10) {
        0 => json!([""]),
        1 => json!(["%"]),
        2 => json!([format!("{part}_")]),
        3 => json!([part.to_uppercase()]),
        4 => json!([part.replace('_', "\\_"), "zzz"]),
        5 => json!([]),
        _ => json!([part]),
    }
}

fn bound(dice: &mut Dice, rows: &[Row], column: &Column) -> Value {
    match (column.kind, dice.below(8)) {
        (_, 0) => Value::Null,
        (Kind::Date, 1) => json!("2026-11-01"),
        (Kind::Number, 1) => json!(0),
        _ => seen(dice, rows, column),
    }
}

fn body(dice: &mut Dice, entity: &Entity, rows: &[Row]) -> Value {
    let mut body = Map::new();
    let columns = |test: fn(&Column) -> bool| -> Vec<&'static Column> {
        entity.stored().filter(|column| test(column)).collect()
    };
    let filters = columns(|column| column.filter);
    let searches = columns(|column| column.search);
    let ranges = columns(|column| column.range);
    if dice.chance(60) && !filters.is_empty() {
        let mut all = Map::new();
        for _ in 0..=dice.below(2) {
            let column = *dice.pick(&filters);
            all.insert(column.name.into(), filter(dice, rows, column));
        }
        if dice.chance(3) {
            all.insert("nope".into(), json!(["a"]));
        }
        body.insert("filters".into(), all.into());
    }
    if dice.chance(40) && !searches.is_empty() {
        let mut all = Map::new();
        for _ in 0..=dice.below(2) {
            let column = *dice.pick(&searches);
            all.insert(column.name.into(), search(dice, rows, column));
        }
        body.insert("search".into(), all.into());
    }
    for side in ["greaterThan", "lessThan"] {
        if dice.chance(25) && !ranges.is_empty() {
            let column = *dice.pick(&ranges);
            body.insert(side.into(), json!({column.name: bound(dice, rows, column)}));
        }
    }
    if dice.chance(50) {
        let stored: Vec<&Column> = entity.stored().filter(|column| column.kind != Kind::Json).collect();
        let name = if dice.chance(4) { "nope" } else { dice.pick(&stored).name };
        body.insert("sortBy".into(), name.into());
    }
    if dice.chance(40) {
        body.insert("sortDirection".into(), (*dice.pick(&["asc", "desc"])).into());
    }
    if dice.chance(40) {
        body.insert("page".into(), (*dice.pick(&[1, 1, 2, 3, 50, 0])).into());
    }
    if dice.chance(60) {
        body.insert("limit".into(), (*dice.pick(&[1, 2, 7, 25, 100, 1000, 0, 1001])).into());
    }
    body.into()
}

/// What both sides say, in a form that can be compared. Rows that tie in the sorted column may come in any order on
/// either side, so there only the sorted values are held against each other.
fn told(rows: &[&Row], total: i64, sort: &str) -> String {
    let by: Vec<String> = rows.iter().map(|row| row.get(sort).map(plain).unwrap_or_default()).collect();
    format!("{total} rows: {}", by.join(" "))
}

/// JSON does not tell -10.0 from -10, and the database keeps the latter.
fn plain(value: &Value) -> String {
    value.as_f64().map_or_else(|| value.to_string(), |number| number.to_string())
}

fn one(
    store: &Store,
    entity: &'static Entity,
    schema: &EntitySchema,
    rows: &[Row],
    body: &Value,
) -> Result<bool, String> {
    let query =
        Query::from_json(body).map_err(|error| format!("the generator made no query: {}", error.message))?;
    let sort = body.get("sortBy").and_then(Value::as_str).unwrap_or("id");
    let here = match evaluate(&query, schema, rows, &Options { first_page: 1 }) {
        Ok(answer) => {
            let page: Vec<&Row> = answer.rows.iter().map(|at| &rows[*at]).collect();
            Ok((told(&page, answer.total as i64, sort), ids(&page), answer.total <= page.len()))
        }
        Err(refusal) => Err(format!("{} {}", refusal.status, refusal.code)),
    };
    let there = match store.search(HOME, entity, body, 1) {
        Ok(page) => {
            let found: Vec<&Row> = page.rows.iter().collect();
            Ok((told(&found, page.total, sort), ids(&found), page.total as usize <= found.len()))
        }
        Err(failure) => Err(format!("{} {}", failure.status.as_u16(), failure.code)),
    };
    match (here, there) {
        (Ok((ours, our_ids, whole)), Ok((theirs, their_ids, _))) => {
            // All rows on one page: then the same ones, whatever their ties.
            if ours != theirs || (whole && our_ids != their_ids) {
                return Err(format!("evaluate says {ours}\n  the sandbox says {theirs}"));
            }
            Ok(true)
        }
        (Err(ours), Err(theirs)) if ours == theirs => Ok(false),
        (ours, theirs) => Err(format!("evaluate says {ours:?}\n  the sandbox says {theirs:?}")),
    }
}

fn ids(rows: &[&Row]) -> Vec<String> {
    let mut all: Vec<String> = rows.iter().map(|row| row["id"].to_string()).collect();
    all.sort();
    all
}

#[test]
fn evaluation_and_sql_agree() {
    let cases: u64 = if std::env::var_os("TAKARO_FULL").is_some() { 10_000 } else { 2_000 };
    let store = Store::open(None).expect("a database in memory opens");
    let (mut answered, mut refused, mut wrong) = (0, 0, Vec::new());
    let known: Vec<(&Entity, EntitySchema, Vec<Row>)> = ENTITIES
        .map(|name| {
            let entity = practice::entity(name).expect("a practice entity");
            (entity, entity.schema(1), practice::rows(HOME, entity.name))
        })
        .into();
    for seed in 0..cases {
        let mut dice = Dice(seed);
        let (entity, schema, rows) = dice.pick(&known);
        let body = body(&mut dice, entity, rows);
        match one(&store, entity, schema, rows, &body) {
            Ok(true) => answered += 1,
            Ok(false) => refused += 1,
            Err(words) => wrong.push(format!("seed {seed}: POST {}/search {body}\n  {words}", entity.path)),
        }
    }
    println!("seeds 0 to {}: {answered} answered alike, {refused} refused alike", cases - 1);
    let shown: Vec<String> = wrong.iter().take(8).map(|one| one.chars().take(1200).collect()).collect();
    assert!(wrong.is_empty(), "{} of {cases} differ:\n{}", wrong.len(), shown.join("\n"));
    assert!(answered > cases / 3 && refused > cases / 50, "the mix of cases says something");
}
