use super::*;
use crate::testing::{any_draft, any_query, draft, people};
use crate::{Cell, Direction, Field, FieldKind, Operator, Options, RowKind, evaluate};
use proptest::prelude::*;
use serde_json::{Value, json};

const ID: &str = "ea85ddf4-2885-482f-adc6-548fbe3fd8af";

fn of(body: Value) -> Draft {
    Draft::from_json(&body, &people()).expect("the test's body is a query")
}

/// Each piece of advice as `severity code: words [label of the fix]`.
fn told(draft: &Draft, schema: &EntitySchema, context: &Context) -> Vec<String> {
    check(draft, schema, context)
        .into_iter()
        .map(|advice| {
            let label = advice.fix.map(|fix| format!(" [{}]", fix.label)).unwrap_or_default();
            format!("{} {}: {}{label}", advice.severity.as_str(), advice.code.as_str(), advice.words)
        })
        .collect()
}

/// Checks number and text of the advice, and that every fix takes its own advice away.
fn expect(draft: &Draft, schema: &EntitySchema, context: &Context, wanted: &[&str]) {
    assert_eq!(told(draft, schema, context), wanted, "{}", draft.to_json_loose(schema, 0));
    for advice in check(draft, schema, context) {
        let Some(fix) = advice.fix else { continue };
        let mut fixed = draft.clone();
        fixed.apply(fix.edit);
        let same = |list: Vec<Advice>| list.iter().filter(|it| it.code == advice.code).count();
        let (before, after) = (same(check(draft, schema, context)), same(check(&fixed, schema, context)));
        assert!(after < before, "{} does not help: {:?}", fix.label, told(&fixed, schema, context));
    }
}

fn expect_body(body: Value, wanted: &[&str]) {
    expect(&of(body), &people(), &Context::default(), wanted);
}

#[test]
fn a_good_query_needs_no_advice() {
    expect_body(
        json!({
            "filters": {"id": [ID], "email": ["john@example.com", "jane@example.com"], "banned": false,
                        "state": ["gone-home"], "note": ["null"]},
            "search": {"name": ["John"]},
            "greaterThan": {"createdAt": "2026-11-23"},
            "lessThan": {"createdAt": "2026-11-24T00:00:00Z"},
            "extend": ["roles"], "page": 0, "limit": 5, "sortBy": "name", "sortDirection": "desc",
        }),
        &[],
    );
}

#[test]
fn fields() {
    let mut rows = draft(&[("f", "", &["x"]), ("f", "nmae", &["x"]), ("f", "zzz", &["x"])]);
    expect(
        &rows,
        &people(),
        &Context::default(),
        &[
            "error no-field: This row has a value and no field, so it is not sent. Choose its field.",
            "error unknown-field: user has no field \"nmae\": the server refuses it with 400. Did you mean name? [Use name]",
            "error unknown-field: user has no field \"zzz\": the server refuses it with 400.",
        ],
    );
    for row in rows.rows.clone() {
        rows.apply(Edit::SetOff { row: row.id, off: true });
    }
    expect(&rows, &people(), &Context::default(), &[]);
    expect_body(
        json!({"filters": {"updatedAt": ["2026-11-23"]}, "search": {"state": ["away"]}}),
        &[
            "error field-not-in-group: user cannot be filtered by updatedAt: the server refuses it with 400. You can use a range on it. [Use a range instead]",
            "error field-not-in-group: user cannot be searched in state: the server refuses it with 400. You can filter by it. [Filter instead]",
        ],
    );
    expect_body(
        json!({"greaterThan": {"name": "c"}}),
        &[
            "error field-not-in-group: user cannot have a range on name: the server refuses it with 400. You can search in it.",
        ],
    );
}

#[test]
fn untyped_parts() {
    let mut schema = people();
    (schema.typed_search, schema.typed_ranges, schema.typed_extend) = (false, false, false);
    let body = json!({"search": {"state": ["a"], "weather": ["a"]}, "greaterThan": {"name": "c", "nope": "2"},
                      "lessThan": {"createdAt": "soon"}, "extend": ["weather"]});
    let rows = Draft::from_json(&body, &schema).expect("a query");
    expect(
        &rows,
        &schema,
        &Context::default(),
        &[
            "warning search-ignored: The server ignores this search: user does not search in state. Use a filter. [Make state a filter]",
            "warning search-ignored: The server ignores this search: user does not search in weather. Use a filter.",
            "error unknown-field: user has no field \"nope\": the server fails on it with 500. Did you mean note? [Use note]",
            "error wrong-type: In createdAt a date is wanted, not \"soon\".",
            "warning extend-ignored: The document does not say what user can include, and the server ignores a name it does not know: \"weather\" may do nothing. [Leave it out]",
        ],
    );
    schema.name = "shop/category".into();
    let it = Draft { extend: vec!["weather".into()], ..Draft::default() };
    expect(
        &it,
        &schema,
        &Context::default(),
        &[
            "error unknown-extend: The document lists nothing that shop/category can include, and the server fails with 500 on a name it does not know: leave \"weather\" out. [Leave it out]",
        ],
    );
}

#[test]
fn untyped_bounds() {
    let schema = EntitySchema { typed_ranges: false, ..people() };
    let told_of = |body: Value, wanted: &[&str]| {
        let it = Draft::from_json(&body, &schema).expect("a query");
        expect(&it, &schema, &Context::default(), wanted);
    };
    told_of(
        json!({"greaterThan": {"name": ["c"], "playtimeSeconds": [20], "state": ["a", "b"], "note": {"a": 1}},
               "lessThan": {"name": true, "banned": [true], "id": [ID]}}),
        &[
            "error wrong-type: In name one value is wanted, not a list. [Use \"c\"]",
            "error wrong-type: In name a text is wanted, not true. [Use \"true\"]",
            "error wrong-type: In playtimeSeconds one value is wanted, not a list. [Use 20]",
            "error wrong-type: In state one value is wanted, not a list.",
            "error wrong-type: In note a value is wanted, not {\"a\":1}.",
            "error wrong-type: In banned one value is wanted, not a list. [Use true]",
            &format!("error wrong-type: In id one value is wanted, not a list. [Use \"{ID}\"]"),
        ],
    );
    told_of(
        json!({"greaterThan": {"id": "nope", "banned": "maybe", "playtimeSeconds": "many"}}),
        &[
            "error wrong-type: In id a UUID is wanted, not \"nope\".",
            "error wrong-type: In banned yes or no is wanted, not \"maybe\".",
            "error wrong-type: In playtimeSeconds a number is wanted, not \"many\".",
        ],
    );
    for nothing in [json!(0), json!(""), json!(null)] {
        told_of(
            json!({"greaterThan": {"nope": nothing}, "lessThan": {"nope": 5}}),
            &[
                "warning unknown-field: user has no field \"nope\": the server ignores it, as any bound of 0, \"\" or null. Did you mean note? [Use note]",
                "error unknown-field: user has no field \"nope\": the server fails on it with 500. Did you mean note? [Use note]",
            ],
        );
    }
    // A list of one date was measured to be taken.
    told_of(
        json!({"greaterThan": {"createdAt": ["2026-11-23"], "name": "c", "banned": true, "playtimeSeconds": "5",
                               "id": "00000000-0000-0000-0000-000000000000"}}),
        &[],
    );
    told_of(
        json!({"greaterThan": {"createdAt": ["2026-11-23", "2026-11-24"]}}),
        &["error wrong-type: In createdAt one value is wanted, not a list."],
    );
}

#[test]
fn falsy_values_drop_out_of_lists() {
    expect_body(
        json!({"filters": {"banned": [false]}}),
        &[
            "warning falsy-filter-value: The server drops false from a list of values, so this filter finds no rows at all. Without its list false works. [Ask for false without the list]",
        ],
    );
    expect_body(
        json!({"filters": {"banned": [true, false]}}),
        &[
            "warning falsy-filter-value: The server drops false from a list of values, and looks only for the others. For both, leave the filter out. [Remove this filter]",
        ],
    );
    expect_body(
        json!({"filters": {"playtimeSeconds": [0]}}),
        &[
            "warning falsy-filter-value: The server drops 0 from a list of values, so this filter finds no rows at all. A filter cannot ask for 0.",
        ],
    );
    expect_body(
        json!({"filters": {"name": [""]}}),
        &[
            "warning falsy-filter-value: The server drops \"\" from a list of values, so this filter finds no rows at all. An empty text cannot be asked for; that a field is empty can. [Ask whether it is empty]",
        ],
    );
}

#[test]
fn null_in_lists() {
    expect_body(
        json!({"filters": {"name": ["null", "john"]}}),
        &[
            "warning null-beside-values: \"null\" asks whether name is empty, and the server then ignores the other values of this row. Ask for one or the other. [Ask whether it is empty]",
        ],
    );
    // What stands beside it is looked at all the same.
    let found = told(&of(json!({"filters": {"name": ["null", null]}})), &people(), &Context::default());
    assert!(
        found[0].starts_with("error wrong-type: ") && found[1].starts_with("warning null-beside"),
        "{found:?}"
    );
    expect_body(
        json!({"filters": {"id": ["null"], "state": ["null", "away"], "banned": ["null"]}}),
        &[
            "error null-not-allowed: id holds a UUID: the server refuses to be asked whether it is empty, with 400. [Remove this filter]",
            "error null-not-allowed: state holds one of a few values: the server refuses to be asked whether it is empty, with 400. [Remove this filter]",
            "error null-not-allowed: banned holds yes or no: the server refuses to be asked whether it is empty, with 400. [Remove this filter]",
        ],
    );
    expect(
        &draft(&[("f", "name", &["null"])]),
        &people(),
        &Context::default(),
        &[
            "hint null-text: \"null\" asks whether name is empty; the text null cannot be filtered for. [Ask whether it is empty]",
        ],
    );
    expect_body(
        json!({"filters": {"name": null}, "search": {"email": null}}),
        &[
            "hint ignored-value: null is no constraint: the server ignores this row. To find rows without name, ask whether it is empty. [Ask whether it is empty]",
            "hint ignored-value: null is no constraint: the server ignores this row. [Remove this row]",
        ],
    );
    let mut both = draft(&[("f", "name", &["john"]), ("f", "name", &[])]);
    let second = both.rows[1].id;
    both.apply(Edit::SetOperator { row: second, operator: Operator::IsEmpty });
    expect(
        &both,
        &people(),
        &Context::default(),
        &[
            "warning null-beside-values: Together these rows ask whether name is empty; the server then ignores the other values. [Remove the other values]",
        ],
    );
}

#[test]
fn a_list_where_the_document_wants_one_value() {
    let schema = EntitySchema::new("shop/listing", "/shop/listing/search")
        .field(Field::new("draft", FieldKind::Boolean).filterable().single());
    let of = |body| Draft::from_json(&body, &schema).expect("a query");
    let mut it = of(json!({"filters": {"draft": [true]}}));
    let words = "warning list-not-single: For draft the document wants a single value, not a list.";
    let with_fix = format!("{words} [Ask for true without the list]");
    expect(&it, &schema, &Context::default(), &[&with_fix]);
    let fix = check(&it, &schema, &Context::default()).remove(0).fix.expect("a way out");
    it.apply(fix.edit);
    assert_eq!(it.to_json_loose(&schema, 0), json!({"filters": {"draft": true}}));
    expect(&it, &schema, &Context::default(), &[]);
    expect(&of(json!({"filters": {"draft": [true, false]}})), &schema, &Context::default(), &[words]);
}

#[test]
fn scalars_and_wrong_types() {
    expect_body(
        json!({"filters": {"name": "john", "banned": true}, "search": {"email": "x"}}),
        &[
            "error scalar-not-list: name wants a list of values: the server refuses a value without its list with 400. [Put it in a list]",
            "error scalar-not-list: A search in email wants a list of texts: the server refuses a value without its list with 400. [Put it in a list]",
        ],
    );
    expect_body(
        json!({"filters": {"name": [5], "playtimeSeconds": ["20"], "banned": ["yes"], "email": [null]}}),
        &[
            "error wrong-type: In name a text is wanted, not 5. [Use \"5\"]",
            "error wrong-type: In playtimeSeconds a number is wanted, not \"20\". [Use 20]",
            "error wrong-type: In banned yes or no is wanted, not \"yes\". [Use true]",
            "error wrong-type: In email a text is wanted, not null.",
        ],
    );
    // In a list it would be wrong too.
    expect_body(
        json!({"filters": {"banned": "maybe"}}),
        &["error wrong-type: In banned yes or no is wanted, not \"maybe\"."],
    );
    expect_body(
        json!({"filters": {"banned": "yes"}}),
        &["error wrong-type: In banned yes or no is wanted, not \"yes\". [Use true]"],
    );
    expect_body(
        json!({"search": {"name": [5]}, "greaterThan": {"playtimeSeconds": "20", "createdAt": 7}}),
        &[
            "error wrong-type: In name a text is wanted, not 5. [Use \"5\"]",
            "error wrong-type: In playtimeSeconds a number is wanted, not \"20\". [Use 20]",
            "error wrong-type: In createdAt a date is wanted, not 7.",
        ],
    );
    expect(
        &draft(&[("f", "playtimeSeconds", &["twelve"]), ("r", "updatedAt", &["last 7"])]),
        &people(),
        &Context::default(),
        &[
            "error wrong-type: In playtimeSeconds a number is wanted, not \"twelve\".",
            "error wrong-type: In updatedAt a date is wanted, such as 2026-11-23, 2026-11-23T18:00:00Z or last 7 days, not \"last 7\".",
        ],
    );
    expect(
        &draft(&[("r", "playtimeSeconds", &["1", "2"])]),
        &people(),
        &Context::default(),
        &["error wrong-type: In playtimeSeconds one value is wanted for each bound."],
    );
}

#[test]
fn uuids_and_enums() {
    expect_body(
        json!({"filters": {"id": ["nope", "00000000-0000-0000-0000-000000000000", "{EA85DDF42885482FADC6548FBE3FD8AF}"]}}),
        &[
            "error bad-uuid: \"nope\" is no version 4 UUID: the server refuses it with 400.",
            "error nil-uuid: id is looked for by version 4 UUIDs: the server refuses the one of zeros with 400.",
            "error bad-uuid: \"{EA85DDF42885482FADC6548FBE3FD8AF}\" is no version 4 UUID: the server refuses it with 400. [Use ea85ddf4-2885-482f-adc6-548fbe3fd8af]",
        ],
    );
    expect_body(
        json!({"filters": {"state": ["Active", "gone", "weather"]}}),
        &[
            "error bad-enum-value: \"Active\" is none of the values of state: the server refuses it with 400. Did you mean active? [Use active]",
            "error bad-enum-value: \"gone\" is none of the values of state: the server refuses it with 400. Did you mean gone-home? [Use gone-home]",
            "error bad-enum-value: \"weather\" is none of the values of state: the server refuses it with 400. It can be active, away or gone-home.",
        ],
    );
}

#[test]
fn of_many_enum_values_the_first_are_told() {
    let many = (0..30).map(|at| format!("value{at}")).collect();
    let schema = EntitySchema::new("event", "/event/search")
        .field(crate::Field::new("name", crate::FieldKind::Enum(many)).filterable());
    expect(
        &draft(&[("f", "name", &["weather"])]),
        &schema,
        &Context::default(),
        &[
            "error bad-enum-value: \"weather\" is none of the values of name: the server refuses it with 400. It can be value0, value1, value2, value3, value4, value5, value6, value7 and 22 more.",
        ],
    );
}

#[test]
fn an_empty_list_is_no_constraint() {
    let words = "ignored-value: An empty list is no constraint: the server ignores this row, and finds all rows, not none. [Remove this row]";
    let wanted = [format!("warning {words}"), format!("hint {words}")];
    expect_body(json!({"filters": {"name": []}, "search": {"email": []}}), &[&wanted[0], &wanted[1]]);
}

#[test]
fn exact_and_contained() {
    expect_body(
        json!({"filters": {"name": ["JOHN", "50%", " jo"]}}),
        &[
            "hint case-sensitive-filter: Filters tell capitals apart: \"JOHN\" does not find \"john\". A search ignores case. [Search instead]",
            "hint filter-wildcard: Filters compare exactly: \"50%\" is looked for with its signs, none is a wildcard. A search finds parts of a text. [Search instead]",
            "hint outer-spaces: \" jo\" has a space at its end or beginning, and filters compare exactly. [Search without the spaces]",
        ],
    );
    expect_body(
        json!({"search": {"name": ["50%", "a_b", "a\\_b", ""]}}),
        &[
            "hint search-wildcard: % stands for any text and _ for any one character in a search, so \"50%\" finds more than it says. A \\ before them makes them ordinary. [Search for \"50\\%\"]",
            "hint ignored-value: An empty text is no constraint: the server ignores it.",
        ],
    );
}

#[test]
fn search_is_one_or() {
    expect_body(
        json!({"search": {"name": ["john"], "email": ["example"]}}),
        &[
            "warning search-is-one-or: Search is one OR over all its fields: rows are found where name matches, or email does, not only where both do. For both, make one of them a filter. [Make email a filter: the whole value, exactly]",
        ],
    );
    expect(
        &draft(&[("f", "name", &["a"]), ("f", "name", &["b"])]),
        &people(),
        &Context::default(),
        &[
            "hint rows-are-one-list: Two rows on name are one list: either value is enough. The server cannot ask for both. [Make them one row]",
        ],
    );
}

#[test]
fn a_false_in_quotes_is_mended_at_once() {
    let mut body = of(json!({"filters": {"banned": ["false"]}}));
    let advice = check(&body, &people(), &Context::default()).remove(0);
    let fix = advice.fix.expect("it can be mended");
    assert_eq!(fix.label, "Use false");
    body.apply(fix.edit);
    expect(&body, &people(), &Context::default(), &[]);
    let sent = body.build(&people(), 0).expect("a query").to_json();
    assert_eq!(sent, json!({"filters": {"banned": false}}));
}

#[test]
fn ranges() {
    expect_body(
        json!({"greaterThan": {"playtimeSeconds": 5}, "lessThan": {"playtimeSeconds": 5}}),
        &[
            "hint range-inclusive: Bounds are inclusive, though they are called greaterThan and lessThan: 5 itself is found too.",
        ],
    );
    expect_body(
        json!({"greaterThan": {"playtimeSeconds": 20}}),
        &[
            "hint range-inclusive: Bounds are inclusive, though they are called greaterThan and lessThan: 20 itself is found too.",
        ],
    );
    expect_body(
        json!({"lessThan": {"playtimeSeconds": 0, "createdAt": "", "updatedAt": null}}),
        &[
            "warning range-zero-ignored: The server ignores a bound of 0, as if it were not there. [Leave it out]",
            "error wrong-type: In createdAt a date is wanted, not \"\". [Leave it out]",
            "warning range-zero-ignored: The server ignores a bound of null, as if it were not there. [Leave it out]",
        ],
    );
    expect_body(
        json!({"greaterThan": {"playtimeSeconds": 0}, "lessThan": {"playtimeSeconds": 40}}),
        &[
            "warning range-zero-ignored: The server ignores a bound of 0, as if it were not there. [Leave it out]",
            "hint range-inclusive: Bounds are inclusive, though they are called greaterThan and lessThan: 40 itself is found too.",
        ],
    );
    expect_body(
        json!({"greaterThan": {"createdAt": "2026-11-24"}, "lessThan": {"createdAt": "2026-11-23T00:00:00Z"}}),
        &[
            "warning range-reversed: \"2026-11-24\" lies above \"2026-11-23T00:00:00Z\", so no row can match. [Swap the bounds]",
        ],
    );
    let mut apart = draft(&[("r", "createdAt", &["today"]), ("r", "createdAt", &["yesterday"])]);
    let second = apart.rows[1].id;
    apart.apply(Edit::SetOperator { row: second, operator: Operator::AtMost });
    expect(
        &apart,
        &people(),
        &Context::default(),
        &[
            "warning range-reversed: \"1970-01-01T00:00:00.000Z\" lies above \"1969-12-31T23:59:59.999Z\", so no row can match. [Swap the bounds]",
        ],
    );
    expect(
        &draft(&[("r", "createdAt", &["today"]), ("r", "createdAt", &["yesterday"])]),
        &people(),
        &Context::default(),
        &[
            "warning bound-twice: A later row sets the same bound of createdAt, and only the last one is sent. [Remove this row]",
        ],
    );
    expect_body(
        json!({"lessThan": {"createdAt": "2026-11-23", "updatedAt": "2026-11-23T10:00"}}),
        &[
            "hint upper-date-is-midnight: 2026-11-23 means its first moment, 00:00 UTC: what happened later that day is left out. [Until the end of the day]",
            "hint date-without-zone: 2026-11-23T10:00 has no zone: the server takes it as UTC, not as your own time. [Say that it is UTC]",
        ],
    );
}

#[test]
fn an_export_has_a_longest_span() {
    let events = EntitySchema { typed_ranges: false, ..EntitySchema::new("event/export", "/event/export") }
        .field(Field::new("createdAt", FieldKind::Date).rangeable().in_rows());
    let now = crate::dates::parse("2026-11-23T22:00:00Z").expect("a date").ms;
    let context = Context { now, ..Context::default() };
    let of = |body| Draft::from_json(&body, &events).expect("a query");
    expect(
        &of(json!({"greaterThan": {"createdAt": "2020-01-01T00:00:00.000Z"}})),
        &events,
        &context,
        &[
            "error span-too-long: An export covers 90 days at most, and these are 2519: the server refuses it with 400. Export longer spans piece by piece. [Export the last 89 days]",
        ],
    );
    let span = json!({"greaterThan": {"createdAt": "2026-01-01"}, "lessThan": {"createdAt": "2026-06-30T00:00:00Z"}});
    expect(
        &of(span.clone()),
        &events,
        &context,
        &[
            "error span-too-long: An export covers 90 days at most, and these are 180: the server refuses it with 400. Export longer spans piece by piece. [Begin at 2026-04-01T00:00:00.000Z]",
        ],
    );
    // Without a beginning the server chooses one; what is no export may be of any span.
    for body in [
        json!({}),
        json!({"lessThan": {"createdAt": "2020-01-01T00:00:00Z"}}),
        json!({"greaterThan": {"createdAt": "2026-08-26"}}),
    ] {
        expect(&of(body), &events, &context, &[]);
    }
    let search = EntitySchema { path: "/event/search".into(), ..events.clone() };
    expect(&of(span), &search, &context, &[]);
}

#[test]
fn contradictions() {
    expect_body(
        json!({"filters": {"playtimeSeconds": [5, 10]}, "lessThan": {"playtimeSeconds": 4}}),
        &[
            "hint range-inclusive: Bounds are inclusive, though they are called greaterThan and lessThan: 4 itself is found too.",
            "warning contradiction: No row can match: this filter on playtimeSeconds and the range on it (at most 4) cannot both hold. [Switch this filter off]",
        ],
    );
    expect_body(
        json!({"filters": {"name": ["john"], "email": ["null"]}, "search": {"name": ["jane"]}}),
        &[
            "warning contradiction: No row can match: this filter on name and the search in it cannot both hold. [Switch this filter off]",
        ],
    );
    expect_body(
        json!({"filters": {"name": ["null"]}, "search": {"name": ["j"]}}),
        &[
            "warning contradiction: No row can match: this filter on name and the search in it cannot both hold. [Switch this filter off]",
        ],
    );
    expect_body(json!({"filters": {"name": ["john"]}, "search": {"name": ["oh", "x"]}}), &[]);
}

#[test]
fn a_search_that_is_ignored_contradicts_nothing() {
    let events = EntitySchema { typed_search: false, ..EntitySchema::new("event", "/event/search") }
        .field(Field::new("eventName", FieldKind::Enum(vec!["role-created".into()])).filterable())
        .field(Field::new("reason", FieldKind::Text).filterable().searchable());
    let codes = |body| {
        let advice = check(&Draft::from_json(&body, &events).expect("a query"), &events, &Context::default());
        advice.iter().map(|advice| advice.code).collect::<Vec<_>>()
    };
    assert_eq!(
        codes(json!({"filters": {"eventName": ["role-created"]}, "search": {"eventName": ["player"]}})),
        [AdviceCode::SearchIgnored]
    );
    // The other one is the only search then.
    assert_eq!(
        codes(
            json!({"filters": {"reason": ["lag"]}, "search": {"eventName": ["player"], "reason": ["ban"]}})
        ),
        [AdviceCode::SearchIgnored, AdviceCode::Contradiction]
    );
}

#[test]
fn filters_on_one_field_contradict_only_together() {
    let told = |rows: &[(&str, &str, &[&str])]| {
        let mut advice = check(&draft(rows), &people(), &Context::default());
        advice.retain(|advice| advice.code == AdviceCode::Contradiction);
        let labels = advice.iter().map(|it| it.fix.as_ref().map_or("", |fix| fix.label.as_str()).to_owned());
        advice.iter().map(|it| it.words.clone()).zip(labels).collect::<Vec<_>>()
    };
    assert_eq!(
        told(&[("f", "name", &["nobody"]), ("f", "name", &["a panda"]), ("s", "name", &["panda"])]),
        []
    );
    assert_eq!(
        told(&[("f", "name", &["nobody"]), ("f", "name", &["no one"]), ("s", "name", &["panda"])]),
        [(
            "No row can match: the filters on name and the search in it cannot both hold.".into(),
            "Switch these filters off".into()
        )]
    );
    // The server refuses this one before it looks at any row.
    let mut bare = draft(&[("f", "name", &["nobody"]), ("s", "name", &["panda"])]);
    bare.rows[0].bare = true;
    let advice = check(&bare, &people(), &Context::default());
    assert!(advice.iter().any(|advice| advice.severity == Severity::Error));
    assert!(advice.iter().all(|advice| advice.code != AdviceCode::Contradiction), "{advice:?}");
}

#[test]
fn sorting() {
    let paged = Context { wanted_pages: 3, ..Context::default() };
    expect_body(
        json!({"sortBy": "nmae"}),
        &[
            "error unknown-sort-column: user has no column \"nmae\": the server fails on it with 500. Did you mean name? [Sort by name]",
        ],
    );
    let json = EntitySchema::new("event", "/event/search")
        .field(Field::new("id", FieldKind::Uuid).in_rows())
        .field(Field::new("meta", FieldKind::Nested).in_rows());
    expect(
        &Draft::from_json(&json!({"sortBy": "meta"}), &json).expect("a query"),
        &json,
        &Context::default(),
        &[
            "warning sort-of-json: meta holds JSON. Whether the server can sort by it is not known: it may fail with 500, or give an order that means nothing. [Sort by id]",
        ],
    );
    let not_unique = "warning sort-not-unique: Rows with the same name come in no fixed order, so pages can repeat or miss rows. Sort by id to walk through all pages. [Sort by id]";
    expect(&of(json!({"sortBy": "name"})), &people(), &paged, &[not_unique]);
    expect_body(json!({"sortBy": "name", "page": 2}), &[not_unique]);
    expect(&of(json!({"sortBy": "id"})), &people(), &paged, &[]);
    expect(&of(json!({})), &people(), &paged, &[]);
    expect_body(
        json!({"sortDirection": "desc"}),
        &[
            "warning direction-without-sort: A direction without a column is ignored: rows come by id, ascending. Choose a column to sort by. [Sort by createdAt]",
        ],
    );
}

#[test]
fn descending_what_is_empty_comes_first() {
    let players = EntitySchema::new("player", "/player/search")
        .field(Field::new("steamLevel", FieldKind::Number).rangeable().in_rows().nullable())
        .field(Field::new("steamId", FieldKind::Text).filterable().searchable().in_rows().nullable())
        .field(Field::new("createdAt", FieldKind::Date).in_rows());
    let empty_first = |body: Value| {
        let it = Draft::from_json(&body, &players).expect("a query");
        let mut advice = check(&it, &players, &Context::default());
        advice.retain(|it| it.code == AdviceCode::EmptyFirst);
        advice.pop().map(|it| it.words)
    };
    assert_eq!(
        empty_first(json!({"sortBy": "steamLevel", "sortDirection": "desc"})).as_deref(),
        Some(
            "Descending, rows without steamLevel come first; ascending they come last. A range on it leaves them out."
        )
    );
    assert_eq!(
        empty_first(json!({"sortBy": "player.steamId", "sortDirection": "desc"})).as_deref(),
        Some("Descending, rows without steamId come first; ascending they come last.")
    );
    for quiet in [
        json!({"sortBy": "steamLevel", "sortDirection": "asc"}),
        json!({"sortBy": "steamLevel"}),
        json!({"sortBy": "createdAt", "sortDirection": "desc"}),
        json!({"sortBy": "steamLevel", "sortDirection": "desc", "greaterThan": {"steamLevel": 1}}),
        json!({"sortBy": "steamId", "sortDirection": "desc", "filters": {"steamId": ["1"]}}),
    ] {
        assert_eq!(empty_first(quiet.clone()), None, "{quiet}");
    }
}

#[test]
fn paging() {
    let from_one = Context { first_page: 1, ..Context::default() };
    expect_body(
        json!({"page": 1}),
        &[
            "hint page-counts-from-zero: This server counts pages from 0, so page 1 is the second page. The published guide counts from 1. The first page is page 0. [Ask for page 0]",
        ],
    );
    let turned = Context { turned: true, ..Context::default() };
    expect(&of(json!({"page": 1})), &people(), &turned, &[]);
    expect(&of(json!({"page": 1})), &people(), &from_one, &[]);
    expect(
        &of(json!({"page": 0})),
        &people(),
        &from_one,
        &[
            "error page-below-first: This server counts pages from 1, as the published guide does, and refuses page 0 with 400. (The deployed API counts from 0.) [Ask for page 1]",
        ],
    );
    expect_body(
        json!({"page": -1, "limit": 0}),
        &[
            "error page-below-first: This server counts pages from 0 and refuses page -1 with 400. [Ask for page 0]",
            "error limit-out-of-bounds: The server gives 1 to 1000 rows per page and refuses 0 with 400. [Ask for 1]",
        ],
    );
    expect_body(
        json!({"page": "two", "limit": 1001}),
        &[
            "error limit-out-of-bounds: The server gives 1 to 1000 rows per page and refuses 1001 with 400. [Ask for 1000]",
            "error bad-number: The page is no whole number (\"two\"): the server refuses it with 400. [Ask for page 0]",
        ],
    );
    expect_body(
        json!({"page": "2", "limit": null}),
        &[
            "error number-as-text: The page stands in quotation marks (\"2\"): the server refuses it with 400. [Ask for page 2]",
            "error bad-number: Rows per page is no whole number (null): the server refuses it with 400. [Ask for 100]",
        ],
    );
    let typed = Draft { page: "two".into(), ..Draft::default() };
    expect(
        &typed,
        &people(),
        &Context::default(),
        &["error bad-number: The page is a whole number, not \"two\". [Ask for page 0]"],
    );
    expect_body(
        json!({"extend": "roles", "sortBy": "name", "sortDirection": "DESC"}),
        &[
            "error extend-not-list: What to include is a list of names: the server fails on \"roles\" with 500. [Put it in a list]",
            "error bad-direction: The direction is asc or desc, in small letters: the server refuses \"DESC\" with 400. [Use desc]",
        ],
    );
    expect_body(
        json!({"limit": 1.5}),
        &[
            "warning bad-number: Rows per page is no whole number (1.5): the server takes it, and gives a whole number of rows. [Ask for 1]",
        ],
    );
    // The nearest whole number would be read as another.
    expect_body(
        json!({"page": 1e21}),
        &[
            "warning bad-number: The page is no whole number (1e+21): the server takes it, and begins and ends within pages. [Ask for page 0]",
        ],
    );
}

#[test]
fn including() {
    expect_body(
        json!({"extend": ["role", "weather"]}),
        &[
            "error unknown-extend: user cannot include \"role\": the server refuses it with 400. Did you mean roles? [Include roles]",
            "error unknown-extend: user cannot include \"weather\": the server refuses it with 400. [Leave it out]",
        ],
    );
}

#[test]
fn unknown_keys() {
    let mut it = of(json!({"foo": 1}));
    expect(
        &it,
        &people(),
        &Context::default(),
        &[
            "hint unknown-key-kept: A search has no \"foo\". It is kept here and not sent, as the server would refuse it. [Drop \"foo\"]",
        ],
    );
    it.apply(Edit::SendExtra(true));
    expect(
        &it,
        &people(),
        &Context::default(),
        &[
            "error unknown-key-sent: A search has no \"foo\": the server refuses the whole query with 400. [Drop \"foo\"]",
        ],
    );
}

#[test]
fn a_key_that_the_server_fails_on() {
    let it = Draft { send_extra: true, ..of(json!({"__proto__": {"a": 1}})) };
    expect(
        &it,
        &people(),
        &Context::default(),
        &[
            "error unknown-key-sent: A search has no \"__proto__\": the server fails on the whole query with 500. [Drop \"__proto__\"]",
        ],
    );
}

#[test]
fn a_field_that_the_server_fails_on() {
    let words =
        "error unknown-field: user has no field \"__proto__\": the server fails on the whole query with 500.";
    for typed in [true, false] {
        let schema = EntitySchema { typed_search: typed, typed_ranges: typed, ..people() };
        for (group, value) in [("filters", json!(["a"])), ("search", json!(["a"])), ("lessThan", json!(0))] {
            let it = Draft::from_json(&json!({group: {"__proto__": value}}), &schema).expect("a query");
            expect(&it, &schema, &Context::default(), &[words]);
        }
    }
}

#[test]
fn a_body_has_a_size() {
    let mut it = draft(&[("s", "name", &[])]);
    let row = it.rows[0].id;
    it.apply(Edit::SetValues { row, values: vec![Cell::Text("x".repeat(MAX_BODY + 100_000))] });
    expect(
        &it,
        &people(),
        &Context::default(),
        &[
            "error body-too-large: The body has 1.0 MB, and the server fails on more than 1 MB. Ask in several parts.",
        ],
    );
}

#[test]
fn a_pasted_column_is_told_by_its_first_values() {
    let column = |text: &str| (0..500).map(|at| format!("{text}{at}")).collect::<Vec<_>>();
    let mut it = of(json!({"filters": {"id": column("x"), "name": column("X")}}));
    let advice = check(&it, &people(), &Context::default());
    let count = |code| advice.iter().filter(|advice| advice.code == code).count();
    assert_eq!(
        (count(AdviceCode::BadUuid), count(AdviceCode::CaseSensitiveFilter), advice.len()),
        (10, 1, 11)
    );
    // A fix of the texts is one of all of them.
    it = of(json!({"search": {"name": ["50%", "a_b", "c"]}}));
    let fix = check(&it, &people(), &Context::default())[0].fix.clone().expect("there is a way out");
    it.apply(fix.edit);
    assert_eq!(check(&it, &people(), &Context::default()), []);
    assert_eq!(
        it.build(&people(), 0).expect("whole").to_json(),
        json!({"search": {"name": ["50\\%", "a\\_b", "c"]}})
    );
}

#[test]
fn codes_are_stable_and_all_different() {
    let mut names: Vec<&str> = AdviceCode::ALL.iter().map(|code| code.as_str()).collect();
    assert!(names.iter().all(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), AdviceCode::ALL.len());
}

#[test]
fn a_filter_becomes_a_range_only_where_that_asks_the_same() {
    let number = EntitySchema::new("player", "/player/search")
        .field(Field::new("playtimeSeconds", FieldKind::Number).rangeable())
        .field(Field::new("createdAt", FieldKind::Date).rangeable());
    let fixed = |body: serde_json::Value| {
        let mut it = Draft::from_json(&body, &number).expect("a query");
        let advice = check(&it, &number, &Context::default());
        let refused = advice.iter().find(|it| it.code == AdviceCode::FieldNotInGroup).expect("it is refused");
        it.apply(refused.fix.clone()?.edit);
        Some(it.build(&number, 0).expect("whole").to_json())
    };
    assert_eq!(
        fixed(json!({"filters": {"playtimeSeconds": [100]}})),
        Some(json!({"greaterThan": {"playtimeSeconds": 100}, "lessThan": {"playtimeSeconds": 100}}))
    );
    let moment = "2024-01-01T10:00:00.000Z";
    assert_eq!(
        fixed(json!({"filters": {"createdAt": [moment]}})),
        Some(json!({"greaterThan": {"createdAt": moment}, "lessThan": {"createdAt": moment}}))
    );
    // The server ignores a bound of 0, and one range holds one value.
    for none in [
        json!({"playtimeSeconds": [0]}),
        json!({"playtimeSeconds": [100, 200]}),
        json!({"createdAt": ["soon"]}),
    ] {
        assert_eq!(fixed(json!({"filters": none})), None);
    }
}

#[test]
fn yes_and_no_in_two_rows_are_told_as_what_they_ask() {
    let mut it = draft(&[("f", "banned", &["false"]), ("f", "banned", &["true"])]);
    for row in [RowId(0), RowId(1)] {
        it.apply(Edit::SetBare { row, bare: true });
    }
    let told = told(&it, &people(), &Context::default());
    let words = "warning falsy-filter-value: Two rows on banned are one list, and the server drops false from a list: only true is asked for. For either, leave both out. [Leave both out]";
    assert!(told.iter().any(|one| one == words), "{told:?}");
    assert!(!told.iter().any(|one| one.contains("either value is enough")), "{told:?}");
}

#[test]
fn a_backslash_stands_for_itself_only_twice() {
    for (typed, wanted) in
        [(r"a\b", Some(r"a\\b")), (r"C:\dir_x", Some(r"C:\\dir\_x")), (r"50\%", None), (r"a\\b", None)]
    {
        let mut it = draft(&[("s", "name", &[typed])]);
        let advice = check(&it, &people(), &Context::default());
        let told = advice.iter().find(|it| it.code == AdviceCode::SearchWildcard);
        assert_eq!(told.is_some(), wanted.is_some(), "{typed}");
        if let (Some(told), Some(wanted)) = (told, wanted) {
            it.apply(told.fix.clone().expect("a way out").edit);
            assert_eq!(
                it.build(&people(), 0).expect("whole").to_json(),
                json!({"search": {"name": [wanted]}})
            );
            assert!(
                check(&it, &people(), &Context::default())
                    .iter()
                    .all(|it| it.code != AdviceCode::SearchWildcard)
            );
        }
    }
}

#[test]
fn moving_a_row_keeps_its_values() {
    let mut it = draft(&[("f", "email", &["X", "y"])]);
    let advice = check(&it, &people(), &Context::default());
    it.apply(advice[0].fix.clone().expect("a way out").edit);
    assert_eq!(it.rows[0].kind, RowKind::Search);
    assert_eq!(it.build(&people(), 0).expect("whole").to_json(), json!({"search": {"email": ["X", "y"]}}));
}

/// The body after the only way out that is offered.
fn mended(mut it: Draft) -> Option<(String, serde_json::Value)> {
    let advice = check(&it, &people(), &Context::default());
    let fix = advice.into_iter().find_map(|advice| advice.fix)?;
    it.apply(fix.edit);
    Some((fix.label, it.to_json_loose(&people(), 0)))
}

#[test]
fn a_range_becomes_a_search_only_where_it_holds_one_value() {
    let mut range = draft(&[("r", "name", &[])]);
    range.rows[0].text = "a".into();
    range.rows[0].operator = Operator::Between;
    range.rows[0].upper = "m".into();
    assert_eq!(mended(range.clone()), None);
    range.rows[0].upper = "a".into();
    assert_eq!(mended(range), Some(("Search instead".into(), json!({"search": {"name": ["a"]}}))));
}

#[test]
fn stars_around_a_filters_text_are_not_searched_for() {
    for (values, label, wanted) in [
        (&["Velvet*"][..], "Search for \"Velvet\"", &["Velvet"][..]),
        (&["*a*", "b"], "Search without the stars", &["a", "b"]),
        (&["50%"], "Search instead", &["50%"]),
    ] {
        let found = mended(draft(&[("f", "name", values)]));
        assert_eq!(found, Some((label.into(), json!({"search": {"name": wanted}}))));
    }
    for values in [&["*"], &["Vel*vet"]] {
        assert_eq!(mended(draft(&[("f", "name", values)])), None);
    }
}

#[test]
fn no_filter_is_made_a_search_beside_another_one() {
    let label = |rows: &[(&str, &str, &[&str])]| mended(draft(rows)).map(|(label, _)| label);
    let search: (&str, &str, &[&str]) = ("s", "email", &["example"]);
    for values in [&["Bob"][..], &["50%"], &["Velvet*"]] {
        assert_eq!(label(&[("f", "name", values), search]), None);
    }
    assert_eq!(label(&[("f", "name", &[" bob"]), search]).as_deref(), Some("Take the spaces away"));
    // Nor beside another filter on its field, of which either was enough: those become one row first.
    let twins = label(&[("f", "name", &["Bob"]), ("f", "name", &["sue"])]);
    assert_eq!(twins.as_deref(), Some("Make them one row"));
    // A search that is switched off, or holds nothing, is none.
    let mut it = draft(&[("f", "name", &["Bob"]), search, ("s", "name", &[])]);
    it.apply(Edit::SetOff { row: it.rows[1].id, off: true });
    assert_eq!(mended(it).map(|(label, _)| label).as_deref(), Some("Search instead"));
}

proptest! {
    /// What the server refuses is never without an error, and what has an error is refused (or ignored).
    #[test]
    fn errors_are_told_where_the_server_refuses(query in any_query(), typed_ranges in any::<bool>()) {
        let schema = EntitySchema { typed_ranges, ..people() };
        let mut draft = Draft::from_json(&query.to_json(), &schema).expect("a query");
        draft.send_extra = true;
        let errors = check(&draft, &schema, &Context::default())
            .into_iter()
            .filter(|advice| advice.severity == Severity::Error)
            .collect::<Vec<_>>();
        let refused = evaluate(&query, &schema, &[], &Options::default());
        prop_assert_eq!(refused.is_err(), !errors.is_empty(), "{:?} {:?} {}", refused, errors, query.to_json());
    }

    #[test]
    fn no_draft_makes_it_panic_and_fixes_apply(draft in any_draft()) {
        for first_page in [0, 1] {
            let context = Context { first_page, wanted_pages: 2, ..Context::default() };
            for advice in check(&draft, &people(), &context) {
                prop_assert!(advice.row.is_none_or(|row| draft.row(row).is_some()));
                prop_assert!(advice.words.ends_with(['.', '?', ')']));
                if let Some(fix) = advice.fix {
                    let mut fixed = draft.clone();
                    fixed.apply(fix.edit);
                    prop_assert!(fixed != draft, "{} changes nothing", fix.label);
                }
            }
        }
    }

    #[test]
    fn directions_need_a_column(direction in prop_oneof![Just(Direction::Asc), Just(Direction::Desc)]) {
        let draft = Draft { sort_direction: Some(direction), ..Draft::default() };
        prop_assert_eq!(check(&draft, &people(), &Context::default()).len(), 1);
    }
}
