//! Every row of what is known of the search's behaviour is made by the changes that the builder offers, and stays what
//! it is through every view.

use query::{
    Cell, Context, Direction, Draft, Edit, EntitySchema, Field, FieldKind, Nothing, Operator, Row, RowKind,
    Setting, Severity, check,
};
use serde_json::{Value, json};

fn schema() -> EntitySchema {
    let mut schema = EntitySchema::new("player", "/player/search")
        .field(Field::new("id", FieldKind::Uuid).filterable().in_rows())
        .field(Field::new("name", FieldKind::Text).filterable().searchable().in_rows())
        .field(Field::new("steamId", FieldKind::Text).filterable().searchable().in_rows())
        .field(Field::new("banned", FieldKind::Boolean).filterable().in_rows())
        .field(Field::new("price", FieldKind::Number).filterable().rangeable().in_rows())
        .field(Field::new("state", FieldKind::Enum(vec!["on".into(), "off".into()])).filterable().in_rows())
        .field(Field::new("createdAt", FieldKind::Date).filterable().rangeable().in_rows());
    schema.extend = vec!["roles".into()];
    schema
}

/// What a person does in one row: "Add", the box "Field", the box "Operator", chips, the value box.
struct Hand {
    draft: Draft,
}

impl Hand {
    fn add(&mut self, kind: RowKind, field: &str, edits: impl Fn(&Row) -> Vec<Edit>) {
        let row = self.draft.apply(Edit::Add { kind, field: String::new() }).expect("a new row");
        self.draft.apply(Edit::SetField { row, field: field.into() });
        let edits = edits(self.draft.row(row).expect("it was just added"));
        self.draft.apply(Edit::All(edits));
    }

    fn text(&mut self, kind: RowKind, field: &str, text: &str) {
        self.add(kind, field, |row| vec![Edit::SetText { row: row.id, text: text.into() }]);
    }

    fn chips(&mut self, kind: RowKind, field: &str, texts: &[&str]) {
        let values: Vec<Cell> = texts.iter().map(|text| Cell::Text((*text).into())).collect();
        self.add(kind, field, |row| vec![Edit::SetValues { row: row.id, values: values.clone() }]);
    }

    fn bare(&mut self, kind: RowKind, field: &str, text: &str) {
        self.text(kind, field, text);
        let row = self.draft.rows.last().expect("it was just added").id;
        self.draft.apply(Edit::SetBare { row, bare: true });
    }

    fn nothing(&mut self, kind: RowKind, field: &str, operator: Operator, nothing: Nothing) {
        self.add(kind, field, |row| vec![row.asking_nothing(operator, nothing)]);
    }

    fn keyed(&mut self, key: &str, value: Value) {
        self.draft.apply(self.draft.keyed(key, value, &schema(), 0).expect("it can stand there"));
    }
}

const NIL: &str = "00000000-0000-0000-0000-000000000000";
const F: RowKind = RowKind::Filter;
const S: RowKind = RowKind::Search;
const R: RowKind = RowKind::Range;

type Made = (&'static str, fn(&mut Hand), Value, bool);

/// What is done by hand, the body that it makes, and whether the server refuses it.
fn table() -> Vec<Made> {
    vec![
        ("{} lists everything", |_| {}, json!({}), false),
        (
            "filters: OR in a field, AND between fields",
            |it| {
                it.chips(F, "name", &["a", "b"]);
                it.text(F, "steamId", "c");
            },
            json!({"filters": {"name": ["a", "b"], "steamId": ["c"]}}),
            false,
        ),
        (
            "filter []",
            |it| it.nothing(F, "name", Operator::Is, Nothing::List),
            json!({"filters": {"name": []}}),
            false,
        ),
        (
            "filter null",
            |it| it.nothing(F, "name", Operator::Is, Nothing::Null),
            json!({"filters": {"name": null}}),
            false,
        ),
        ("filter absent", |it| it.add(F, "name", |_| Vec::new()), json!({}), false),
        (
            "filter [\"null\"]",
            |it| {
                it.add(F, "name", |row| vec![Edit::SetOperator { row: row.id, operator: Operator::IsEmpty }])
            },
            json!({"filters": {"name": ["null"]}}),
            false,
        ),
        (
            "\"null\" beside others",
            |it| it.chips(F, "name", &["null", "x"]),
            json!({"filters": {"name": ["null", "x"]}}),
            false,
        ),
        ("\"null\" on a uuid", |it| it.chips(F, "id", &["null"]), json!({"filters": {"id": ["null"]}}), true),
        ("filter scalar", |it| it.bare(F, "name", "x"), json!({"filters": {"name": "x"}}), true),
        ("bare true", |it| it.bare(F, "banned", "true"), json!({"filters": {"banned": true}}), false),
        ("bare false", |it| it.bare(F, "banned", "false"), json!({"filters": {"banned": false}}), false),
        ("[false]", |it| it.text(F, "banned", "false"), json!({"filters": {"banned": [false]}}), false),
        ("[0]", |it| it.text(F, "price", "0"), json!({"filters": {"price": [0]}}), false),
        ("[\"\"]", |it| it.chips(F, "name", &[""]), json!({"filters": {"name": [""]}}), false),
        (
            "[true, false]",
            |it| it.chips(F, "banned", &["true", "false"]),
            json!({"filters": {"banned": [true, false]}}),
            false,
        ),
        ("bad uuid", |it| it.text(F, "id", "x"), json!({"filters": {"id": ["x"]}}), true),
        ("nil uuid", |it| it.text(F, "id", NIL), json!({"filters": {"id": [NIL]}}), true),
        ("bad enum value", |it| it.text(F, "state", "onn"), json!({"filters": {"state": ["onn"]}}), true),
        (
            "search: one OR, then the filters",
            |it| {
                it.text(S, "name", "x");
                it.text(S, "steamId", "y");
                it.text(F, "state", "on");
            },
            json!({"filters": {"state": ["on"]}, "search": {"name": ["x"], "steamId": ["y"]}}),
            false,
        ),
        ("%", |it| it.text(S, "name", "5%_"), json!({"search": {"name": ["5%_"]}}), false),
        ("\\%", |it| it.text(S, "name", "5\\%"), json!({"search": {"name": ["5\\%"]}}), false),
        ("search \"\"", |it| it.chips(S, "name", &[""]), json!({"search": {"name": [""]}}), false),
        (
            "search []",
            |it| it.nothing(S, "name", Operator::Contains, Nothing::List),
            json!({"search": {"name": []}}),
            false,
        ),
        (
            "search null",
            |it| it.nothing(S, "name", Operator::Contains, Nothing::Null),
            json!({"search": {"name": null}}),
            false,
        ),
        ("search scalar", |it| it.bare(S, "name", "x"), json!({"search": {"name": "x"}}), true),
        (
            "bounds of both kinds",
            |it| {
                it.add(R, "price", |row| {
                    vec![
                        Edit::SetOperator { row: row.id, operator: Operator::Between },
                        Edit::SetText { row: row.id, text: "1".into() },
                        Edit::SetUpper { row: row.id, text: "5".into() },
                    ]
                })
            },
            json!({"greaterThan": {"price": 1}, "lessThan": {"price": 5}}),
            false,
        ),
        ("a bound of 0", |it| it.text(R, "price", "0"), json!({"greaterThan": {"price": 0}}), false),
        (
            "a bound of null",
            |it| it.nothing(R, "createdAt", Operator::AtLeast, Nothing::Null),
            json!({"greaterThan": {"createdAt": null}}),
            false,
        ),
        (
            "a bound of \"\"",
            |it| it.nothing(R, "createdAt", Operator::AtMost, Nothing::Text),
            json!({"lessThan": {"createdAt": ""}}),
            // This entity's ranges are typed, and an empty text is no date.
            true,
        ),
        (
            "a bound that is no date",
            |it| it.keyed("lessThan", json!({"createdAt": "soon"})),
            json!({"lessThan": {"createdAt": "soon"}}),
            true,
        ),
        (
            "sorted downwards",
            |it| {
                it.draft.apply(Edit::All(vec![
                    Edit::SetSortBy("name".into()),
                    Edit::SetSortDirection(Some(Direction::Desc)),
                ]));
            },
            json!({"sortBy": "name", "sortDirection": "desc"}),
            false,
        ),
        (
            "sort by what is unknown",
            |it| {
                it.draft.apply(Edit::SetSortBy("weather".into()));
            },
            json!({"sortBy": "weather"}),
            true,
        ),
        (
            "a direction alone",
            |it| {
                it.draft.apply(Edit::SetSortDirection(Some(Direction::Asc)));
            },
            json!({"sortDirection": "asc"}),
            false,
        ),
        (
            "DESC",
            |it| {
                let value = Some("DESC".into());
                it.draft.apply(Edit::Write { setting: Setting::SortDirection, value });
            },
            json!({"sortDirection": "DESC"}),
            true,
        ),
        (
            "a page, and rows per page",
            |it| {
                it.draft.apply(Edit::All(vec![Edit::SetPage("2".into()), Edit::SetLimit("10".into())]));
            },
            json!({"page": 2, "limit": 10}),
            false,
        ),
        (
            "a negative page",
            |it| {
                it.draft.apply(Edit::SetPage("-1".into()));
            },
            json!({"page": -1}),
            true,
        ),
        ("a page as text", |it| it.keyed("page", json!("first")), json!({"page": "first"}), true),
        ("a page of null", |it| it.keyed("page", json!(null)), json!({"page": null}), true),
        ("a page in quotation marks", |it| it.keyed("page", json!("1")), json!({"page": "1"}), true),
        (
            "no rows per page",
            |it| {
                it.draft.apply(Edit::SetLimit("0".into()));
            },
            json!({"limit": 0}),
            true,
        ),
        ("rows per page in quotation marks", |it| it.keyed("limit", json!("5")), json!({"limit": "5"}), true),
        (
            "include",
            |it| {
                it.draft.apply(Edit::SetExtend(vec!["roles".into()]));
            },
            json!({"extend": ["roles"]}),
            false,
        ),
        (
            "include what is unknown",
            |it| it.keyed("extend", json!(["weather"])),
            json!({"extend": ["weather"]}),
            true,
        ),
        (
            "include without its list",
            |it| it.keyed("extend", json!("roles")),
            json!({"extend": "roles"}),
            true,
        ),
        ("an unknown key", |it| it.keyed("weather", json!(["x"])), json!({"weather": ["x"]}), true),
        (
            "an unknown field",
            |it| it.keyed("filters", json!({"weather": ["x"]})),
            json!({"filters": {"weather": ["x"]}}),
            true,
        ),
    ]
}

/// What goes out: the query, and where it cannot be built the draft as it stands, which is what "Send anyway" sends.
fn sent(draft: &Draft) -> Value {
    match draft.build(&schema(), 0) {
        Ok(query) => query.to_json(),
        Err(_) => draft.to_json_loose(&schema(), 0),
    }
}

#[test]
fn every_row_of_the_table_is_made_by_hand() {
    for (name, make, body, refused) in table() {
        let mut hand = Hand { draft: Draft::default() };
        make(&mut hand);
        let draft = hand.draft;
        assert_eq!(sent(&draft).to_string(), body.to_string(), "{name}");
        let advice = check(&draft, &schema(), &Context::default());
        assert_eq!(advice.iter().any(|it| it.severity == Severity::Error), refused, "{name}: {advice:?}");
    }
}

#[test]
fn every_row_of_the_table_survives_every_view() {
    for (name, make, body, _) in table() {
        let mut hand = Hand { draft: Draft::default() };
        make(&mut hand);
        let draft = hand.draft;
        let by_address = Draft::from_address(&draft.to_address()).expect("an address");
        assert_eq!(by_address, draft.clone().renumbered(), "{name}");
        let mut by_json = Draft::from_json(&draft.to_json_loose(&schema(), 0), &schema()).expect("a query");
        by_json.send_extra = draft.send_extra;
        assert_eq!(sent(&by_json), body, "{name}");
        let sentence = draft.to_english(&schema());
        let by_english = Draft::from_english(&sentence, &schema()).expect(&sentence);
        assert_eq!(sent(&by_english), body, "{name}: {sentence}");
    }
}

/// The traps that read as if they asked something: each is told, and can be taken back by one press.
#[test]
fn what_asks_nothing_is_told_with_a_way_out() {
    for (kind, operator, nothing) in [
        (F, Operator::Is, Nothing::List),
        (F, Operator::Is, Nothing::Null),
        (S, Operator::Contains, Nothing::List),
        (S, Operator::Contains, Nothing::Null),
        (R, Operator::AtLeast, Nothing::Null),
        (R, Operator::AtMost, Nothing::Text),
    ] {
        let mut hand = Hand { draft: Draft::default() };
        hand.nothing(kind, if kind == R { "createdAt" } else { "name" }, operator, nothing);
        assert_eq!(hand.draft.rows[0].nothing(), Some(nothing));
        let advice = check(&hand.draft, &schema(), &Context::default());
        assert_eq!(advice.len(), 1, "{kind:?} {nothing:?}: {advice:?}");
        let fix = advice[0].fix.clone().expect("a way out");
        hand.draft.apply(fix.edit);
        assert_eq!(check(&hand.draft, &schema(), &Context::default()), [], "{kind:?} {nothing:?}");
    }
}
