use super::*;
use crate::testing::{any_json, any_query, people};
use proptest::prelude::*;
use serde_json::json;

fn rows() -> Vec<Map<String, Value>> {
    let id = |last: u32| format!("ea85ddf4-2885-482f-adc6-{last:012}");
    [
        json!({"id": id(3), "name": "John Doe", "email": "john@example.com", "playtimeSeconds": 0, "banned": false,
               "state": "active", "createdAt": "2026-01-01T00:00:00.000Z", "note": "50% off"}),
        json!({"id": id(1), "name": "john", "email": null, "playtimeSeconds": 20, "banned": true, "state": "away",
               "createdAt": "2026-02-01T00:00:00.000Z", "note": null}),
        json!({"id": id(2), "name": null, "email": "Jane@example.com", "playtimeSeconds": 30, "banned": null,
               "state": "active", "createdAt": "2026-03-01T00:00:00.000Z", "note": "a_b"}),
    ]
    .into_iter()
    .filter_map(|row| row.as_object().cloned())
    .collect()
}

fn ask(body: Value) -> Result<Answer, Refusal> {
    evaluate(&Query::from_json(&body).expect("a query"), &people(), &rows(), &Options::default())
}

#[test]
fn a_column_of_json_is_no_unknown_one_to_sort_by() {
    let schema = EntitySchema::new("event", "/event/search")
        .field(crate::Field::new("meta", FieldKind::Nested).in_rows());
    let sorted = |column: &str| {
        let query = Query::from_json(&json!({"sortBy": column})).expect("a query");
        evaluate(&query, &schema, &[], &Options::default()).map(|answer| answer.total)
    };
    assert_eq!(sorted("meta"), Ok(0));
    assert!(sorted("mete").is_err());
}

#[test]
fn the_table_of_the_server() {
    // Rows by id are 1 (john), 2 (Jane), 0 (John Doe).
    for (body, found) in [
        (json!({}), vec![1, 2, 0]),
        (json!({"filters": {"name": ["John Doe", "john"], "state": ["away"]}}), vec![1]),
        (json!({"filters": {"name": ["JOHN"]}}), vec![]),
        (json!({"filters": {"name": []}}), vec![1, 2, 0]),
        (json!({"filters": {"name": null}}), vec![1, 2, 0]),
        (json!({"filters": {"name": ["null"]}}), vec![2]),
        (json!({"filters": {"name": ["john", "null"]}}), vec![2]),
        (json!({"filters": {"name": [""]}}), vec![]),
        (json!({"filters": {"name": ["", "john"]}}), vec![1]),
        (json!({"filters": {"banned": [false]}}), vec![]),
        (json!({"filters": {"banned": [true, false]}}), vec![1]),
        (json!({"filters": {"banned": false}}), vec![0]),
        (json!({"filters": {"playtimeSeconds": [0]}}), vec![]),
        (json!({"filters": {"playtimeSeconds": [20.0]}}), vec![1]),
        (json!({"filters": {"id": ["EA85DDF4-2885-482F-ADC6-000000000002"]}}), vec![2]),
        (json!({"search": {"name": ["JOHN"], "email": ["jane"]}}), vec![1, 2, 0]),
        (
            json!({"search": {"name": ["JOHN"], "email": ["jane"]}, "filters": {"state": ["active"]}}),
            vec![2, 0],
        ),
        (json!({"search": {"name": [""]}}), vec![1, 2, 0]),
        (json!({"search": {"note": ["50\\%"]}}), vec![0]),
        (json!({"search": {"note": ["0_o"]}}), vec![]),
        (json!({"greaterThan": {"playtimeSeconds": 20}}), vec![1, 2]),
        (json!({"lessThan": {"playtimeSeconds": 20}}), vec![1, 0]),
        (json!({"lessThan": {"playtimeSeconds": 0}}), vec![1, 2, 0]),
        (json!({"greaterThan": {"createdAt": "2026-02-01"}}), vec![1, 2]),
        (json!({"greaterThan": {"createdAt": "2026-02-01T01:00:00+01:00"}}), vec![1, 2]),
        (json!({"sortBy": "name"}), vec![0, 1, 2]),
        (json!({"sortBy": "name", "sortDirection": "desc"}), vec![2, 1, 0]),
        (json!({"sortBy": "users.name"}), vec![0, 1, 2]),
        (json!({"sortDirection": "desc"}), vec![1, 2, 0]),
        (json!({"page": 1, "limit": 2}), vec![0]),
        (json!({"page": 9_000_000_000_000_000_000i64, "limit": 1000}), vec![]),
    ] {
        assert_eq!(ask(body.clone()).map(|answer| answer.rows), Ok(found), "{body}");
    }
}

#[test]
fn what_the_server_refuses() {
    for (body, status, path, words) in [
        (json!({"page": -1}), 400, "page", "Invalid pagination: page must be greater than or equal to 0"),
        (json!({"limit": 0}), 400, "limit", "Invalid pagination: limit must be greater than or equal to 1"),
        (
            json!({"limit": 1001}),
            400,
            "limit",
            "Invalid pagination: limit must be less than or equal to 1000",
        ),
        (json!({"filters": {"nope": ["a"]}}), 400, "filters.nope", "property nope should not exist"),
        (
            json!({"filters": {"updatedAt": ["a"]}}),
            400,
            "filters.updatedAt",
            "property updatedAt should not exist",
        ),
        (json!({"filters": {"name": [5]}}), 400, "filters.name", "each value in name must be a string"),
        (json!({"filters": {"name": [null]}}), 400, "filters.name", "each value in name must be a string"),
        (json!({"filters": {"id": ["null"]}}), 400, "filters.id", "each value in id must be a UUID"),
        (
            json!({"filters": {"state": ["gone"]}}),
            400,
            "filters.state",
            "each value in state must be one of the following values: active, away, gone-home",
        ),
        (
            json!({"filters": {"name": "a"}}),
            400,
            "filters.name",
            "Filter values must be arrays or boolean. Found invalid value for 'name': 'a'. Example: { name: [\"a\"] }",
        ),
        (json!({"search": {"state": ["a"]}}), 400, "search.state", "property state should not exist"),
        (json!({"greaterThan": {"name": "a"}}), 400, "greaterThan.name", "property name should not exist"),
        (
            json!({"lessThan": {"createdAt": "soon"}}),
            400,
            "lessThan.createdAt",
            "createdAt must be a valid ISO 8601 date string",
        ),
        (
            json!({"lessThan": {"playtimeSeconds": "20"}}),
            400,
            "lessThan.playtimeSeconds",
            "playtimeSeconds must be a number conforming to the specified constraints",
        ),
        (json!({"sortBy": "nope"}), 500, "sortBy", "Internal server error"),
        (
            json!({"extend": ["nope"]}),
            400,
            "extend",
            "each value in extend must be one of the following values: roles, gameServers, listing.items",
        ),
        (json!({"foo": 1}), 400, "foo", "property foo should not exist"),
    ] {
        let refusal = ask(body.clone()).expect_err(&body.to_string());
        assert_eq!(
            (refusal.status, refusal.path.as_str(), refusal.message.as_str()),
            (status, path, words),
            "{body}"
        );
    }
}

#[test]
fn pages_count_from_the_first() {
    let query = Query::from_json(&json!({"page": 1, "limit": 2})).expect("a query");
    let answer = evaluate(&query, &people(), &rows(), &Options { first_page: 1 }).expect("answered");
    assert_eq!((answer.rows, answer.page, answer.limit, answer.total), (vec![1, 2], 1, 2, 3));
    let refusal = evaluate(
        &Query { page: Some(0), ..Query::default() },
        &people(),
        &rows(),
        &Options { first_page: 1 },
    )
    .expect_err("there is no page 0");
    assert_eq!(refusal.message, "Invalid pagination: page must be greater than or equal to 1");
}

#[test]
fn a_row_is_explained() {
    let query = Query::from_json(&json!({
        "filters": {"state": ["active", "away"], "email": ["null"]},
        "search": {"name": ["jane"], "email": ["EXAMPLE"]},
        "greaterThan": {"playtimeSeconds": 25, "createdAt": null},
        "limit": 5000,
    }))
    .expect("a query");
    let clauses = explain_row(&query, &people(), &rows()[0]).expect("the server takes it");
    let told: Vec<(&str, &str, bool)> =
        clauses.iter().map(|clause| (clause.path.as_str(), clause.words.as_str(), clause.held)).collect();
    assert_eq!(
        told,
        [
            ("filters.state", "state is \"active\" or \"away\"", true),
            ("filters.email", "email is empty", false),
            ("search", "name contains \"jane\" or email contains \"EXAMPLE\"", true),
            ("greaterThan.playtimeSeconds", "playtimeSeconds is at least 25", false),
        ]
    );
    let searched: Vec<bool> = clauses[2].compared.iter().map(|compared| compared.held).collect();
    assert_eq!(searched, [false, true]);
    assert_eq!(clauses[3].compared[0].found, json!(0));
}

proptest! {
    #[test]
    fn sorting_keeps_equal_ones_in_their_order(keys in proptest::collection::vec(0_u8..5, 0..40)) {
        let mut list: Vec<usize> = (0..keys.len()).collect();
        let mut wanted = list.clone();
        merge_sort(&mut list, &|one, other| keys[one].cmp(&keys[other]));
        wanted.sort_by_key(|at| keys[*at]);
        prop_assert_eq!(list, wanted);
    }

    #[test]
    fn a_row_is_found_where_all_its_clauses_hold(query in any_query()) {
        let query = Query { page: None, limit: None, ..query };
        if let Ok(answer) = evaluate(&query, &people(), &rows(), &Options::default()) {
            for (at, row) in rows().iter().enumerate() {
                let clauses = explain_row(&query, &people(), row).expect("it was answered");
                prop_assert_eq!(answer.rows.contains(&at), clauses.iter().all(|clause| clause.held));
            }
        }
    }

    #[test]
    fn no_query_and_no_row_makes_it_panic(query in any_query(), value in any_json()) {
        let row = crate::testing::FIELDS.iter().map(|name| ((*name).to_owned(), value.clone())).collect();
        let mut untyped = people();
        (untyped.typed_filters, untyped.typed_search, untyped.typed_ranges) = (false, false, false);
        for schema in [people(), untyped] {
            let _ = evaluate(&query, &schema, &[Map::clone(&row)], &Options::default());
            let _ = explain_row(&query, &schema, &row);
        }
    }
}
