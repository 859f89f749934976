//! From a cell of an answer to a change of the question: what can be done with a value. Without a page.

use query::dates;
use query::{Cell, Direction, Draft, Edit, EntitySchema, Field, FieldKind, Operator, Row, RowId, RowKind};
use serde_json::Value;

/// Something that can be done with a cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// Only rows with exactly this value.
    Filter,
    /// Only rows in which nothing stands here.
    FilterEmpty,
    /// Rows that contain this text.
    Search,
    /// This value and above.
    AtLeast,
    /// This value and below.
    AtMost,
    /// Only what lies above.
    Above,
    /// Only what lies below.
    Below,
    /// Sorted by this column, upwards.
    SortUp,
    /// Sorted by this column, downwards.
    SortDown,
}

/// What can be done with a value in a column, each with the change of the draft that does it.
pub fn acts(draft: &Draft, schema: &EntitySchema, column: &str, value: &Value) -> Vec<(Act, Edit)> {
    let Some(field) = schema.get(column) else { return Vec::new() };
    let mut found = Vec::new();
    if field.filter || (!schema.typed_filters && field.row) {
        match value {
            // Of most kinds the server refuses the question whether they are empty; falsy values drop out of its lists.
            Value::Null if field.kind.takes_null() => found.push((Act::FilterEmpty, empty(draft, column))),
            Value::Null | Value::Array(_) | Value::Object(_) => {}
            // The text "null" is how the server is asked whether a field is empty.
            Value::String(text) if text.is_empty() || text == "null" => {}
            Value::Number(number) if number.as_f64() == Some(0.0) => {}
            value => found.push((Act::Filter, filter(draft, field, value))),
        }
    }
    // Where the document names no fields to search in, the server passes over whatever is searched for.
    if let (true, Value::String(text)) = (field.search, value)
        && !text.is_empty()
        && field.kind == FieldKind::Text
    {
        found.push((Act::Search, search(draft, column, text)));
    }
    if field.range || (!schema.typed_ranges && field.row) {
        let text = match value {
            Value::Number(number) if number.as_f64() != Some(0.0) => number.to_string(),
            Value::String(text) if field.kind == FieldKind::Date => text.clone(),
            _ => String::new(),
        };
        if !text.is_empty() {
            let mut add =
                |act, operator, text: String| found.push((act, bound(draft, column, operator, text)));
            add(Act::AtLeast, Operator::AtLeast, text.clone());
            add(Act::AtMost, Operator::AtMost, text);
            if let Some((below, above)) = beside(value) {
                add(Act::Above, Operator::AtLeast, above);
                add(Act::Below, Operator::AtMost, below);
            }
        }
    }
    if schema.sorts().any(|field| field.name == column) {
        for (act, direction) in [(Act::SortUp, Direction::Asc), (Act::SortDown, Direction::Desc)] {
            if (draft.sort_by.as_str(), draft.sort_direction) != (column, Some(direction)) {
                found.push((
                    act,
                    Edit::All(vec![
                        Edit::SetSortBy(column.into()),
                        Edit::SetSortDirection(Some(direction)),
                        Edit::SetPage(String::new()),
                    ]),
                ));
            }
        }
    }
    found
}

/// The next values below and above, since the server's bounds are inclusive. None for fractions, which have no next.
fn beside(value: &Value) -> Option<(String, String)> {
    match value {
        Value::Number(number) => {
            let whole = number.as_i64()?;
            // A bound of zero would be ignored.
            let step = |by: i64| whole.checked_add(by).filter(|next| *next != 0).map(|next| next.to_string());
            Some((step(-1)?, step(1)?))
        }
        Value::String(text) => {
            let moment = dates::parse(text)?;
            Some((dates::format(moment.ms - 1), dates::format(moment.ms + 1)))
        }
        _ => None,
    }
}

/// The row that asks of this column already, or a new one; others on the column give way, or they would go on asking for
/// something else. A new question begins at the first page.
fn on_row(draft: &Draft, kind: RowKind, column: &str, then: impl FnOnce(RowId) -> Vec<Edit>) -> Edit {
    let mut known = draft.group(kind).filter(|row| row.field == column).map(|row: &Row| row.id);
    let mut edits = vec![Edit::SetPage(String::new())];
    let (known, others) = (known.next(), known);
    edits.extend(others.map(|row| Edit::Remove { row }));
    let id = known.unwrap_or_else(|| {
        edits.push(Edit::Add { kind, field: column.into() });
        RowId(draft.next)
    });
    edits.push(Edit::SetOff { row: id, off: false });
    edits.extend(then(id));
    Edit::All(edits)
}

fn filter(draft: &Draft, field: &Field, value: &Value) -> Edit {
    let cell = match (value, &field.kind) {
        (Value::String(text), _) => Cell::Text(text.clone()),
        (Value::Number(_), FieldKind::Number) | (Value::Bool(_), FieldKind::Boolean) => {
            Cell::Text(value.to_string())
        }
        (value, _) => Cell::Json(value.clone()),
    };
    on_row(draft, RowKind::Filter, &field.name, |row| {
        let mut edits = vec![
            Edit::SetOperator { row, operator: Operator::Is },
            // A bare boolean is the only form in which the server takes false.
            Edit::SetBare { row, bare: value.is_boolean() },
        ];
        match cell {
            Cell::Text(text) => {
                edits.push(Edit::SetValues { row, values: Vec::new() });
                edits.push(Edit::SetText { row, text });
            }
            cell => {
                edits.push(Edit::SetValues { row, values: vec![cell] });
                edits.push(Edit::SetText { row, text: String::new() });
            }
        }
        edits
    })
}

fn empty(draft: &Draft, column: &str) -> Edit {
    on_row(draft, RowKind::Filter, column, |row| vec![Edit::SetOperator { row, operator: Operator::IsEmpty }])
}

fn search(draft: &Draft, column: &str, text: &str) -> Edit {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    on_row(draft, RowKind::Search, column, |row| {
        vec![
            Edit::SetBare { row, bare: false },
            Edit::SetValues { row, values: Vec::new() },
            Edit::SetText { row, text: escaped },
        ]
    })
}

/// A bound beside one that is there already on the other side makes a range with two ends.
fn bound(draft: &Draft, column: &str, operator: Operator, text: String) -> Edit {
    // Of several rows on one side the last one counts.
    let (mut from, mut to) = (String::new(), String::new());
    for row in
        draft.group(RowKind::Range).filter(|row| row.field == column && !row.off && row.values.is_empty())
    {
        match row.operator {
            Operator::AtMost if !row.text.is_empty() => to.clone_from(&row.text),
            Operator::AtLeast | Operator::Between if !row.text.is_empty() => from.clone_from(&row.text),
            _ => {}
        }
        if row.operator == Operator::Between && !row.upper.is_empty() {
            to.clone_from(&row.upper);
        }
    }
    let both = match operator {
        Operator::AtMost if !from.is_empty() => Some((from, text.clone())),
        Operator::AtLeast if !to.is_empty() => Some((text.clone(), to)),
        _ => None,
    };
    on_row(draft, RowKind::Range, column, |row| {
        let values = Edit::SetValues { row, values: Vec::new() };
        match both {
            Some((from, to)) => vec![
                values,
                Edit::SetOperator { row, operator: Operator::Between },
                Edit::SetText { row, text: from },
                Edit::SetUpper { row, text: to },
            ],
            None => vec![
                values,
                Edit::SetOperator { row, operator },
                Edit::SetText { row, text },
                Edit::SetUpper { row, text: String::new() },
            ],
        }
    })
}

/// The name of an entity as its search operation's id tells it: `GameServer` of `GameServerController.search`.
pub fn entity_title(operation_id: &str, path: &str) -> String {
    if let Some((controller, _)) = operation_id.split_once("Controller")
        && !controller.is_empty()
    {
        return controller.into();
    }
    let name = path.trim_end_matches("/search").trim_matches('/');
    name.split(['/', '-', '_']).map(capital).collect()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

/// Which of the entities a column names, by place: `gameServerId` names GameServer, `actingUserId` User, `listingId`
/// ShopListing. None where two fit as well.
pub fn named(column: &str, titles: &[String]) -> Option<usize> {
    let stem =
        column.strip_suffix("Id").or_else(|| column.strip_suffix("_id"))?.replace('_', "").to_lowercase();
    if stem.is_empty() {
        return None;
    }
    let titles: Vec<String> = titles.iter().map(|title| title.to_lowercase()).collect();
    let same = |title: &String| *title == stem;
    if let Some(at) = titles.iter().position(same) {
        return Some(at);
    }
    // "actingUser" is a User; of several that fit the longest says most.
    let tail = (0..titles.len()).filter(|at| stem.ends_with(&titles[*at])).max_by_key(|at| titles[*at].len());
    if tail.is_some() {
        return tail;
    }
    let mut longer = (0..titles.len()).filter(|at| titles[*at].ends_with(&stem));
    longer.next().filter(|_| longer.next().is_none())
}

/// The filter by which an entity can be asked for what belongs to another one, which is given by place: `playerId` for
/// Player, `listingId` for ShopListing. It is a column that names the other one; of several that of its own name.
pub fn link_field<'a>(schema: &'a EntitySchema, titles: &[String], other: usize) -> Option<&'a str> {
    let exact = format!("{}id", titles.get(other)?.to_lowercase());
    let naming = || schema.filters().filter(|field| named(&field.name, titles) == Some(other));
    let field = naming().find(|field| field.name.to_lowercase() == exact).or_else(|| naming().next())?;
    Some(field.name.as_str())
}

/// A draft that asks for the rows with this value in a field.
pub fn asking_for(field: &str, value: &str) -> Draft {
    let mut draft = Draft::default();
    draft.apply(Edit::Add { kind: RowKind::Filter, field: field.into() });
    draft.apply(Edit::SetText { row: RowId(0), text: value.into() });
    draft
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn players() -> EntitySchema {
        EntitySchema::new("player", "/player/search")
            .field(Field::new("id", FieldKind::Uuid).filterable().in_rows())
            .field(Field::new("name", FieldKind::Text).filterable().searchable().in_rows())
            .field(Field::new("ok", FieldKind::Boolean).filterable().in_rows())
            .field(Field::new("playtime", FieldKind::Number).filterable().rangeable().in_rows())
            .field(Field::new("createdAt", FieldKind::Date).rangeable().in_rows())
    }

    fn after(draft: &Draft, column: &str, value: Value, act: Act) -> Option<Value> {
        let mut draft = draft.clone();
        let (_, edit) = acts(&draft, &players(), column, &value).into_iter().find(|(it, _)| *it == act)?;
        draft.apply(edit);
        Some(draft.build(&players(), 0).expect("what a cell gives can be sent").to_json())
    }

    #[test]
    fn a_search_beside_one_without_a_list_has_a_list() {
        for body in [json!({ "search": { "name": [] } }), json!({ "search": { "name": "bare" } })] {
            let draft = Draft::from_json(&body, &players()).expect("a query");
            assert_eq!(
                after(&draft, "name", json!("Jo"), Act::Search),
                Some(json!({ "search": { "name": ["Jo"] } }))
            );
        }
    }

    #[test]
    fn a_value_becomes_a_clause_that_the_server_takes() {
        let none = Draft { page: "7".into(), ..Draft::default() };
        let is = |column, value, act| after(&none, column, value, act);
        assert_eq!(is("name", json!("Jo"), Act::Filter), Some(json!({ "filters": { "name": ["Jo"] } })));
        assert_eq!(is("ok", json!(false), Act::Filter), Some(json!({ "filters": { "ok": false } })));
        assert_eq!(is("playtime", json!(5), Act::Filter), Some(json!({ "filters": { "playtime": [5] } })));
        assert_eq!(
            is("name", json!(null), Act::FilterEmpty),
            Some(json!({ "filters": { "name": ["null"] } }))
        );
        assert_eq!(
            is("name", json!("50%_"), Act::Search),
            Some(json!({ "search": { "name": ["50\\%\\_"] } }))
        );
        assert_eq!(is("playtime", json!(5), Act::Above), Some(json!({ "greaterThan": { "playtime": 6 } })));
        assert_eq!(
            is("createdAt", json!("2026-01-01T00:00:00.000Z"), Act::Below),
            Some(json!({ "lessThan": { "createdAt": "2025-12-31T23:59:59.999Z" } }))
        );
        assert_eq!(
            is("name", json!("x"), Act::SortDown),
            Some(json!({ "sortBy": "name", "sortDirection": "desc" }))
        );
        for (column, value, act) in [
            ("name", json!(""), Act::Filter),
            ("playtime", json!(0), Act::Filter),
            ("playtime", json!(0), Act::AtLeast),
            ("id", json!(null), Act::FilterEmpty),
            ("ok", json!(null), Act::FilterEmpty),
            ("playtime", json!(null), Act::FilterEmpty),
            ("createdAt", json!("2026-01-01T00:00:00.000Z"), Act::Filter),
            ("id", json!("x"), Act::Search),
            ("gone", json!("x"), Act::Filter),
        ] {
            assert_eq!(is(column, value, act), None, "{column}");
        }
    }

    #[test]
    fn what_the_server_passes_over_is_not_offered() {
        let bans = EntitySchema { typed_search: false, ..EntitySchema::new("ban", "/player/ban/search") }
            .field(Field::new("reason", FieldKind::Text).filterable().in_rows());
        let offered = acts(&Draft::default(), &bans, "reason", &json!("spam"));
        let offered: Vec<Act> = offered.into_iter().map(|(act, _)| act).collect();
        assert_eq!(offered, [Act::Filter, Act::SortUp, Act::SortDown]);
    }

    #[test]
    fn a_column_that_is_asked_already_is_asked_anew() {
        let mut draft = asking_for("name", "Ann");
        assert_eq!(
            after(&draft, "name", json!("Bob"), Act::Filter),
            Some(json!({ "filters": { "name": ["Bob"] } }))
        );
        let (_, edit) = acts(&draft, &players(), "playtime", &json!(5)).remove(1);
        draft.apply(edit);
        assert_eq!(
            after(&draft, "playtime", json!(9), Act::AtMost).expect("a range")["lessThan"],
            json!({ "playtime": 9 })
        );
        assert_eq!(
            after(&draft, "playtime", json!(9), Act::AtMost).expect("a range")["greaterThan"],
            json!({ "playtime": 5 })
        );
    }

    #[test]
    fn other_rows_on_the_column_give_way() {
        let mut draft = asking_for("name", "Ann");
        draft.apply(Edit::Add { kind: RowKind::Filter, field: "name".into() });
        draft.apply(Edit::SetText { row: draft.rows[1].id, text: "Bob".into() });
        assert_eq!(
            after(&draft, "name", json!("Jo"), Act::Filter),
            Some(json!({ "filters": { "name": ["Jo"] } }))
        );

        let mut draft = Draft::default();
        for (operator, text) in
            [(Operator::AtLeast, "2026-01-01T00:00:00.000Z"), (Operator::AtMost, "2026-11-01T00:00:00.000Z")]
        {
            draft.apply(Edit::Add { kind: RowKind::Range, field: "createdAt".into() });
            let row = draft.rows.last().map_or(RowId(0), |row| row.id);
            draft.apply(Edit::SetOperator { row, operator });
            draft.apply(Edit::SetText { row, text: text.into() });
        }
        let value = json!("2026-05-05T00:00:00.000Z");
        assert_eq!(
            after(&draft, "createdAt", value.clone(), Act::AtMost),
            Some(
                json!({ "greaterThan": { "createdAt": "2026-01-01T00:00:00.000Z" }, "lessThan": { "createdAt": value } })
            )
        );
        assert_eq!(
            after(&draft, "createdAt", value.clone(), Act::AtLeast),
            Some(
                json!({ "greaterThan": { "createdAt": value }, "lessThan": { "createdAt": "2026-11-01T00:00:00.000Z" } })
            )
        );
        // The text "null" is how the server is asked whether a field is empty.
        assert_eq!(after(&Draft::default(), "name", json!("null"), Act::Filter), None);
    }

    #[test]
    fn ids_name_their_entities() {
        let titles: Vec<String> =
            ["Player", "User", "GameServer", "ModuleVersion", "Module", "ShopListing", "PlayerOnGameServer"]
                .map(String::from)
                .into();
        let name = |column: &str| named(column, &titles).map(|at| titles[at].as_str());
        assert_eq!(name("gameServerId"), Some("GameServer"));
        assert_eq!(name("gameserverId"), Some("GameServer"));
        assert_eq!(name("actingUserId"), Some("User"));
        assert_eq!(name("listingId"), Some("ShopListing"));
        assert_eq!(name("versionId"), Some("ModuleVersion"));
        assert_eq!(name("steamId"), None);
        assert_eq!((name("id"), name("Id"), name("name")), (None, None, None));
        assert_eq!(entity_title("GameServerController.search", ""), "GameServer");
        assert_eq!(entity_title("", "/shop/order/search"), "ShopOrder");
    }

    #[test]
    fn what_opens_an_entity_leads_back_from_it() {
        let titles: Vec<String> =
            ["Player", "User", "GameServer", "Module", "ShopListing", "ShopOrder"].map(String::from).into();
        let asked = |fields: &[&str], title: &str| {
            let add = |schema: EntitySchema, name: &&str| {
                schema.field(Field::new(name, FieldKind::Uuid).filterable())
            };
            let schema = fields.iter().fold(EntitySchema::new("x", "/x/search"), add);
            let other = titles.iter().position(|it| it == title)?;
            link_field(&schema, &titles, other).map(String::from)
        };
        let events = ["id", "gameserverId", "actingModuleId", "moduleId", "actingUserId"];
        for (title, field) in [
            ("GameServer", Some("gameserverId")),
            ("Module", Some("moduleId")),
            ("User", Some("actingUserId")),
            ("Player", None),
        ] {
            assert_eq!(asked(&events, title).as_deref(), field, "{title}");
        }
        let orders = ["listingId", "gameServerId", "playerId", "userId", "id"];
        assert_eq!(asked(&orders, "ShopListing").as_deref(), Some("listingId"));
        assert_eq!(asked(&orders, "ShopOrder"), None);
    }
}
