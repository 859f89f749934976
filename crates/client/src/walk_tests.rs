use super::*;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;

fn row(id: u64) -> Value {
    json!({ "id": id })
}

/// A server with a fixed number of rows that gives at most `cap` a page.
fn page(rows: u64, first: i64, limit: u64, page: i64) -> Vec<Value> {
    let start = (page - first) as u64 * limit;
    (start..(start + limit).min(rows)).map(row).collect()
}

fn walk_all(rows: u64, first: i64, limit: u32, told: bool) -> (Vec<Value>, Summary, u32) {
    let mut walk = Walk::new(first, limit, Some("id"));
    let mut got = Vec::new();
    let mut asked = 0;
    loop {
        match walk.next() {
            Step::Fetch { page: number } => {
                asked += 1;
                let rows_of_page = page(rows, first, u64::from(limit), number);
                got.extend(walk.accept(number, rows_of_page, told.then_some(rows)));
            }
            Step::Wait => panic!("nothing is under way"),
            Step::Done(summary) => return (got, summary, asked),
        }
    }
}

#[test]
fn an_empty_answer_is_a_whole_walk() {
    let (got, summary, asked) = walk_all(0, 1, 100, true);
    assert!(got.is_empty() && summary.certain);
    assert_eq!((asked, summary.words().as_str()), (1, "0 of 0 rows, 0 duplicates, total unchanged"));
}

#[test]
fn a_full_last_page_costs_no_further_request_when_the_total_is_told() {
    assert_eq!(walk_all(200, 0, 100, true).2, 2);
    assert_eq!(walk_all(200, 0, 100, false).2, 3, "without a total only an empty page is the end");
    assert_eq!(
        walk_all(6_000, 0, 1_000, true).1.words(),
        "6,000 of 6,000 rows, 0 duplicates, total unchanged"
    );
    assert_eq!(walk_all(5, 0, 100, false).1.words(), "5 rows, 0 duplicates, the server told no total");
}

#[test]
fn a_server_that_knows_no_pages_and_tells_no_total_is_left_in_doubt() {
    let mut walk = Walk::new(0, 2, Some("id"));
    for page in 0..2 {
        assert_eq!(walk.next(), Step::Fetch { page });
        walk.accept(page, vec![row(1), row(2)], None);
    }
    let Step::Done(summary) = walk.next() else { panic!("the same page would come for ever") };
    assert!(!summary.certain);
    assert_eq!(summary.words(), "2 rows, 2 duplicates, the server told no total");
    // One row that is new is worth going on for.
    let mut walk = Walk::new(0, 2, Some("id"));
    for (page, rows) in [(0, [1, 2]), (1, [2, 3])] {
        walk.next();
        walk.accept(page, rows.map(row).to_vec(), None);
    }
    assert_eq!(walk.next(), Step::Fetch { page: 2 });
}

#[test]
fn rows_without_id_are_all_kept() {
    let mut walk = Walk::new(0, 10, Some("id"));
    walk.next();
    let rows =
        vec![row(1), json!({"role": "x"}), json!({"role": "x"}), json!({"id": null}), row(1), json!("text")];
    assert_eq!(walk.accept(0, rows, Some(6)).len(), 5);
    assert_eq!(walk.summary().duplicates, 1);
}

#[test]
fn without_a_key_nothing_is_dropped() {
    let mut walk = Walk::new(0, 10, None);
    walk.next();
    assert_eq!(walk.accept(0, vec![row(1), row(1)], None).len(), 2);
}

#[test]
fn a_total_that_changes_is_told() {
    let mut walk = Walk::new(0, 2, Some("id"));
    walk.next();
    walk.accept(0, vec![row(1), row(2)], Some(3));
    walk.next();
    walk.accept(1, vec![row(2), row(3)], Some(5));
    assert_eq!(walk.next(), Step::Fetch { page: 2 }, "more rows came in while reading");
    walk.accept(2, vec![row(4)], Some(5));
    let Step::Done(summary) = walk.next() else { panic!("five rows came, one of them twice") };
    assert!(!summary.certain);
    assert_eq!(summary.words(), "4 of 5 rows, 1 duplicate, total went from 3 to 5 while reading");
}

#[test]
fn a_server_that_gives_fewer_rows_than_asked_for_is_read_to_its_end() {
    let mut walk = Walk::new(0, 1_000, Some("id"));
    let mut got = 0;
    while let Step::Fetch { page: number } = walk.next() {
        got += walk.accept(number, page(250, 0, 100, number), Some(250)).len();
    }
    assert_eq!(got, 250);
}

#[test]
fn several_pages_are_under_way_once_the_total_is_known() {
    let mut walk = Walk::new(1, 10, Some("id"));
    assert_eq!(walk.next(), Step::Fetch { page: 1 });
    assert_eq!(walk.next(), Step::Wait, "the first page tells the total");
    walk.accept(1, page(35, 1, 10, 1), Some(35));
    assert_eq!(
        [walk.next(), walk.next(), walk.next()].map(|step| matches!(step, Step::Fetch { .. })),
        [true; 3]
    );
    assert_eq!((walk.next(), walk.under_way()), (Step::Wait, 3));
    assert!(walk.accept(3, page(35, 1, 10, 3), Some(35)).is_empty(), "page 2 comes first");
    assert!(walk.accept(4, page(35, 1, 10, 4), Some(35)).is_empty());
    assert_eq!(walk.accept(2, page(35, 1, 10, 2), Some(35)).len(), 25);
    assert!(matches!(walk.next(), Step::Done(Summary { rows: 35, certain: true, .. })));
}

#[test]
fn a_page_that_was_not_asked_for_or_comes_twice_changes_nothing() {
    let mut walk = Walk::new(0, 10, Some("id"));
    assert!(walk.accept(5, vec![row(1)], Some(1)).is_empty());
    walk.next();
    assert_eq!(walk.accept(0, vec![row(1)], Some(1)).len(), 1);
    assert!(walk.accept(0, vec![row(2)], Some(1)).is_empty());
}

#[test]
fn keys_that_look_alike_are_told_apart() {
    let uuid = "3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5b";
    assert!(matches!(Key::of(uuid), Key::Uuid(_)));
    let others =
        [uuid.to_uppercase(), uuid.replace('-', ""), format!("{uuid}0"), uuid[1..].to_owned(), "1".into()];
    for other in others {
        assert!(matches!(Key::of(&other), Key::Text(_)), "{other}");
    }
}

#[test]
fn what_a_reading_with_ties_missed_comes_in_the_second() {
    let mut walk = Walk::new(0, 2, Some("id"));
    walk.next();
    walk.accept(0, vec![row(1), row(2)], Some(5));
    walk.next();
    // Row 2 stands on the second page too, in the place of row 3.
    walk.accept(1, vec![row(2), row(4)], Some(5));
    walk.next();
    walk.accept(2, vec![json!({"role": "x"})], Some(5));
    assert!(matches!(walk.next(), Step::Done(summary) if !summary.certain && summary.rows == 4));
    walk.again();
    let mut more = Vec::new();
    for (page, rows) in
        [(0, vec![row(1), row(2)]), (1, vec![row(3), row(4)]), (2, vec![json!({"role": "x"})])]
    {
        assert_eq!(walk.next(), Step::Fetch { page });
        more.extend(walk.accept(page, rows, Some(5)));
    }
    assert_eq!(more, [row(3)]);
    let Step::Done(summary) = walk.next() else { panic!("all is read twice") };
    assert_eq!(summary.words(), "5 of 5 rows, 1 duplicate, total unchanged");
    assert!(summary.certain);
}

proptest! {
    #[test]
    fn every_row_comes_once_and_in_order(rows in 0_u64..300, first in 0_i64..2, limit in 1_u32..50, told: bool) {
        let (got, summary, _) = walk_all(rows, first, limit, told);
        prop_assert_eq!(got, (0..rows).map(row).collect::<Vec<_>>());
        prop_assert_eq!(summary.rows, rows);
        prop_assert_eq!(summary.certain, told);
    }

    #[test]
    fn whatever_order_pages_come_back_in_rows_come_out_in_order(
        rows in 0_u64..300, limit in 1_u32..30, at_once in 1_usize..6, dice in proptest::collection::vec(any::<prop::sample::Index>(), 400)
    ) {
        let mut walk = Walk::new(0, limit, Some("id"));
        let mut under_way: Vec<i64> = Vec::new();
        let mut got = Vec::new();
        let mut dice = dice.into_iter();
        let summary = loop {
            match if under_way.len() < at_once { walk.next() } else { Step::Wait } {
                Step::Fetch { page } => under_way.push(page),
                Step::Wait => {
                    prop_assert!(!under_way.is_empty(), "waiting for nothing would be for ever");
                    let number = under_way.swap_remove(dice.next().expect("300 rows are at most 301 pages").index(under_way.len()));
                    got.extend(walk.accept(number, page(rows, 0, u64::from(limit), number), Some(rows)));
                }
                Step::Done(summary) => break summary,
            }
        };
        prop_assert_eq!(got, (0..rows).map(row).collect::<Vec<_>>());
        prop_assert!(summary.certain);
    }

    #[test]
    fn rows_that_move_while_reading_never_come_twice(ids in proptest::collection::vec(0_u64..40, 0..120), limit in 1_u32..10) {
        // A server whose pages overlap at will: whatever it gives, no id comes out twice and the walk ends.
        let mut walk = Walk::new(0, limit, Some("id"));
        let mut got = Vec::new();
        let mut left = ids.chunks(limit as usize);
        while let Step::Fetch { page } = walk.next() {
            let rows = left.next().unwrap_or_default().iter().copied().map(row).collect();
            got.extend(walk.accept(page, rows, Some(40)));
        }
        let unique: BTreeSet<String> = got.iter().map(Value::to_string).collect();
        prop_assert_eq!(unique.len(), got.len());
    }
}
