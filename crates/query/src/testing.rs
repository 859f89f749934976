//! What the tests of several modules share: an entity, drafts, and strategies that generate them.

use crate::{
    Cell, Direction, Draft, Edit, EntitySchema, Field, FieldKind, FilterValues, Operator, Query, Row, RowId,
    RowKind, Setting,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// A schema with a field of every kind, where every group is typed.
pub(crate) fn people() -> EntitySchema {
    let mut schema = EntitySchema::new("user", "/user/search")
        .field(Field::new("id", FieldKind::Uuid).filterable().in_rows())
        .field(Field::new("name", FieldKind::Text).filterable().searchable().in_rows())
        .field(Field::new("email", FieldKind::Text).filterable().searchable().in_rows())
        .field(Field::new("playtimeSeconds", FieldKind::Number).filterable().rangeable().in_rows())
        .field(Field::new("banned", FieldKind::Boolean).filterable().in_rows())
        .field(
            Field::new("state", FieldKind::Enum(vec!["active".into(), "away".into(), "gone-home".into()]))
                .filterable()
                .in_rows(),
        )
        .field(Field::new("createdAt", FieldKind::Date).filterable().rangeable().in_rows())
        .field(Field::new("updatedAt", FieldKind::Date).rangeable().in_rows())
        .field(Field::new("note", FieldKind::Unknown).filterable().searchable().in_rows());
    schema.extend = vec!["roles".into(), "gameServers".into(), "listing.items".into()];
    schema.operation_id = "UserControllerSearch".into();
    schema
}

/// The names of its fields.
pub(crate) const FIELDS: [&str; 9] =
    ["id", "name", "email", "playtimeSeconds", "banned", "state", "createdAt", "updatedAt", "note"];

/// A draft of rows ("f", "s", "r" and a field), their chips being text.
pub(crate) fn draft(rows: &[(&str, &str, &[&str])]) -> Draft {
    let mut draft = Draft::default();
    for (kind, field, values) in rows {
        let kind = match *kind {
            "f" => RowKind::Filter,
            "s" => RowKind::Search,
            _ => RowKind::Range,
        };
        let row = draft.apply(Edit::Add { kind, field: (*field).into() }).expect("adding gives a row");
        let values = values.iter().map(|text| Cell::Text((*text).into())).collect();
        draft.apply(Edit::SetValues { row, values });
    }
    draft
}

/// Texts that have broken parsers before.
pub(crate) fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{1,8}",
        2 => "[ -~]{0,12}",
        2 => "\\PC{0,10}",
        1 => proptest::sample::select(vec![
            "", " ", "null", "true", "false", "0", "-1", "1e3", "[]", "\"", "\\", "'", "50%", "a_b", "~", "!", "*",
            "last 7 days", "today", "now", "2026-11-23", "and", "or", "with", "newest first", "👩‍👩‍👧", "</script>",
            "\u{0}", "\n", "\u{2028}", "İ", "is empty", "page 1", "not sent", "ea85ddf4-2885-482f-adc6-548fbe3fd8af",
        ])
        .prop_map(str::to_owned),
    ]
}

/// Any JSON, not deep. Its fractions are quarters, which every parser reads exactly.
pub(crate) fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i32>().prop_map(|number| json!(number)),
        any::<i16>().prop_map(|number| json!(f64::from(number) / 4.0)),
        any_text().prop_map(Value::String),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
            proptest::collection::vec((any_text(), inner), 0..3)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

fn any_values() -> impl Strategy<Value = FilterValues> {
    prop_oneof![
        3 => proptest::collection::vec(any_text().prop_map(Value::String), 0..4).prop_map(FilterValues::Any),
        1 => proptest::collection::vec(any_json(), 0..3).prop_map(FilterValues::Any),
        1 => Just(FilterValues::Any(vec!["null".into()])),
        1 => any_json().prop_map(FilterValues::new),
    ]
}

fn any_field() -> impl Strategy<Value = String> {
    proptest::sample::select(FIELDS.to_vec()).prop_map(str::to_owned)
}

fn any_extra() -> impl Strategy<Value = Map<String, Value>> {
    proptest::collection::vec(("x[a-z]{0,5}", any_json()), 0..3)
        .prop_map(|entries| entries.into_iter().collect())
}

/// Any query over [`people`] that JSON can say, odd values included.
pub(crate) fn any_query() -> impl Strategy<Value = Query> {
    let lists = || proptest::collection::vec((any_field(), any_values()), 0..4);
    let bounds = || {
        let bound = prop_oneof![
            Just(json!("2026-11-23T22:07:14.340Z")),
            Just(json!("2026-11-23")),
            any::<i16>().prop_map(|number| json!(number)),
            any_json(),
        ];
        proptest::collection::vec((any_field(), bound), 0..3)
    };
    let sort = (proptest::option::of(any_field()), proptest::option::of(any_direction()));
    let paging = (proptest::option::of(any::<i64>()), proptest::option::of(1i64..1000));
    let extend = proptest::collection::vec(any_text(), 0..3);
    let whole = (lists(), lists(), bounds(), bounds(), sort, paging, extend, any_extra(), any_written());
    whole.prop_map(
        |(filters, search, from, to, (sort_by, sort_direction), (page, limit), extend, extra, written)| {
            let free = |name: &str| !written.contains_key(name);
            Query {
                filters: filters.into_iter().collect(),
                search: search.into_iter().collect(),
                greater_than: from.into_iter().collect(),
                less_than: to.into_iter().collect(),
                extend: extend.into_iter().filter(|_| free("extend")).collect(),
                page: page.filter(|_| free("page")),
                limit: limit.filter(|_| free("limit")),
                sort_by,
                sort_direction: sort_direction.filter(|_| free("sortDirection")),
                extra,
                written,
            }
        },
    )
}

/// Settings as written, seldom any.
fn any_written() -> impl Strategy<Value = Map<String, Value>> {
    let one = proptest::sample::select(vec![
        ("page", json!("1")),
        ("page", json!(null)),
        ("page", json!("two")),
        ("limit", json!("5")),
        ("limit", json!(1.5)),
        ("limit", json!([5])),
        ("sortDirection", json!("DESC")),
        ("sortDirection", json!(1)),
        ("extend", json!("roles")),
        ("extend", json!({"roles": true})),
    ]);
    let some = proptest::collection::vec(one, 1..3)
        .prop_map(|entries| entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect());
    prop_oneof![3 => Just(Map::new()), 1 => some]
}

fn any_direction() -> impl Strategy<Value = Direction> {
    prop_oneof![Just(Direction::Asc), Just(Direction::Desc)]
}

fn any_operator() -> impl Strategy<Value = Operator> {
    prop_oneof![
        Just(Operator::Is),
        Just(Operator::IsEmpty),
        Just(Operator::Contains),
        Just(Operator::AtLeast),
        Just(Operator::AtMost),
        Just(Operator::Between)
    ]
}

fn any_row() -> impl Strategy<Value = Row> {
    let kind = prop_oneof![Just(RowKind::Filter), Just(RowKind::Search), Just(RowKind::Range)];
    let operator = any_operator();
    let cell = prop_oneof![any_text().prop_map(Cell::Text), any_json().prop_map(Cell::Json)];
    let field = prop_oneof![any_field(), any_text()];
    let cells = proptest::collection::vec(cell, 0..3);
    (kind, operator, field, cells, any_text(), any_text(), any::<bool>(), any::<bool>()).prop_map(
        |(kind, operator, field, values, text, upper, bare, off)| Row {
            id: RowId(0),
            kind,
            // Another group's operator reaches no draft by hand, and no link has one.
            operator: if kind.asks(operator) {
                operator
            } else {
                Row::new(RowId(0), kind, String::new()).operator
            },
            field,
            values,
            text,
            upper,
            bare,
            off,
        },
    )
}

/// Any draft at all, however half typed.
pub(crate) fn any_draft() -> impl Strategy<Value = Draft> {
    let rows = proptest::collection::vec(any_row(), 0..5);
    let sort = (prop_oneof![Just(String::new()), any_text()], proptest::option::of(any_direction()));
    let extend = proptest::collection::vec(any_text(), 0..3);
    (rows, sort, any_text(), any_text(), extend, any_extra(), any::<bool>(), any_written()).prop_map(
        |(rows, (sort_by, sort_direction), page, limit, extend, extra, send_extra, written)| {
            let mut draft = Draft {
                rows,
                sort_by,
                sort_direction,
                page,
                limit,
                extend,
                extra,
                send_extra,
                ..Draft::default()
            };
            for (key, value) in written {
                let setting = Setting::parse(&key).expect("settings alone are written");
                draft.apply(Edit::Write { setting, value: Some(value) });
            }
            draft.renumbered()
        },
    )
}

/// Changes as a person may make them.
pub(crate) fn any_edits() -> impl Strategy<Value = Vec<Edit>> {
    let id = || (0u32..4).prop_map(RowId);
    let kind = || prop_oneof![Just(RowKind::Filter), Just(RowKind::Search), Just(RowKind::Range)];
    let cell = || prop_oneof![any_text().prop_map(Cell::Text), any_json().prop_map(Cell::Json)];
    let on_rows = prop_oneof![
        (kind(), any_field()).prop_map(|(kind, field)| Edit::Add { kind, field }),
        id().prop_map(|row| Edit::Remove { row }),
        (id(), 0usize..4).prop_map(|(row, to)| Edit::Move { row, to }),
        (id(), any_field()).prop_map(|(row, field)| Edit::SetField { row, field }),
        (id(), any_operator()).prop_map(|(row, operator)| Edit::SetOperator { row, operator }),
        (id(), any_text()).prop_map(|(row, text)| Edit::SetText { row, text }),
        (id(), any_text()).prop_map(|(row, text)| Edit::SetUpper { row, text }),
        (id(), proptest::collection::vec(cell(), 0..3))
            .prop_map(|(row, values)| Edit::SetValues { row, values }),
        (id(), any::<bool>()).prop_map(|(row, bare)| Edit::SetBare { row, bare }),
        (id(), any::<bool>()).prop_map(|(row, off)| Edit::SetOff { row, off }),
    ];
    let on_settings = prop_oneof![
        any_text().prop_map(Edit::SetSortBy),
        proptest::option::of(any_direction()).prop_map(Edit::SetSortDirection),
        any_text().prop_map(Edit::SetPage),
        any_text().prop_map(Edit::SetLimit),
        proptest::collection::vec(any_text(), 0..3).prop_map(Edit::SetExtend),
        proptest::option::of(any_text()).prop_map(Edit::DropExtra),
        any::<bool>().prop_map(Edit::SendExtra),
        ("x[a-z]{0,5}", any_json()).prop_map(|(key, value)| Edit::KeepExtra { key, value }),
        (proptest::sample::select(Setting::ALL.to_vec()), proptest::option::of(any_json()))
            .prop_map(|(setting, value)| Edit::Write { setting, value }),
    ];
    let edit = prop_oneof![
        5 => on_rows,
        4 => on_settings,
        1 => any_draft().prop_map(|draft| Edit::Replace(Box::new(draft))),
        1 => (id(), any_text()).prop_map(|(row, field)| Edit::All(vec![
            Edit::SetField { row, field },
            Edit::SetOperator { row, operator: Operator::Between },
        ])),
    ];
    proptest::collection::vec(edit, 0..20)
}
