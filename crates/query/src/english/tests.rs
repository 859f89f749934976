use super::*;
use crate::testing::{any_draft, any_query, any_text, people};
use crate::{Context, RowId, RowKind, check, dates};
use proptest::prelude::*;
use serde_json::json;

fn said(body: serde_json::Value) -> String {
    Draft::from_json(&body, &people()).expect("a query").to_english(&people())
}

fn asked(sentence: &str) -> serde_json::Value {
    let now = dates::parse("2026-11-23T22:07:14Z").expect("a date").ms;
    let draft =
        Draft::from_english(sentence, &people()).unwrap_or_else(|error| panic!("{sentence}: {error}"));
    draft.build(&people(), now).expect("it is whole").to_json()
}

#[test]
fn the_whole_of_it() {
    let sentence = "users whose email is john@example.com or jane@example.com and whose name contains \"John\", created in the last 7 days, newest first, page 1 of 5 per page, with roles";
    assert_eq!(
        asked(sentence),
        json!({
            "filters": {"email": ["john@example.com", "jane@example.com"]},
            "search": {"name": ["John"]},
            "greaterThan": {"createdAt": "2026-11-16T22:07:14.000Z"},
            "extend": ["roles"], "page": 1, "limit": 5, "sortBy": "createdAt", "sortDirection": "desc",
        })
    );
    let draft = Draft::from_english(sentence, &people()).expect("a sentence");
    assert_eq!(draft.to_english(&people()), sentence);
    assert_eq!(check(&draft, &people(), &Context { first_page: 1, ..Context::default() }), []);
}

#[test]
fn many_ways_to_say_it() {
    for (sentence, body) in [
        ("users", json!({})),
        ("All Users.", json!({})),
        ("rows whose NAME is x", json!({"filters": {"name": ["x"]}})),
        (
            "user whose name is x or \"y z\" and email is empty",
            json!({"filters": {"name": ["x", "y z"], "email": ["null"]}}),
        ),
        (
            "users whose name contains a or email contains b",
            json!({"search": {"name": ["a"], "email": ["b"]}}),
        ),
        (
            "users whose name contains a or whose email contains b",
            json!({"search": {"name": ["a"], "email": ["b"]}}),
        ),
        (
            "users whose name contains a, and whose banned is yes",
            json!({"filters": {"banned": true}, "search": {"name": ["a"]}}),
        ),
        ("users whose banned is exactly false", json!({"filters": {"banned": false}})),
        ("users whose banned is no", json!({"filters": {"banned": false}})),
        ("users whose banned is one of no", json!({"filters": {"banned": [false]}})),
        ("users whose banned is yes or no", json!({"filters": {"banned": [true, false]}})),
        (
            "users whose name is one and whose email is one of x or y",
            json!({"filters": {"name": ["one"], "email": ["x", "y"]}}),
        ),
        ("users, descending, sorted by name", json!({"sortBy": "name", "sortDirection": "desc"})),
        (
            "users whose playtimeSeconds is at least 10 and playtimeSeconds is at most 20",
            json!({"greaterThan": {"playtimeSeconds": 10}, "lessThan": {"playtimeSeconds": 20}}),
        ),
        (
            "users whose playtimeSeconds is between 10 and 20.",
            json!({"greaterThan": {"playtimeSeconds": 10}, "lessThan": {"playtimeSeconds": 20}}),
        ),
        (
            "users created yesterday",
            json!({"greaterThan": {"createdAt": "2026-11-22T00:00:00.000Z"}, "lessThan": {"createdAt": "2026-11-22T23:59:59.999Z"}}),
        ),
        (
            "users created in this month, oldest first",
            json!({"greaterThan": {"createdAt": "2026-11-01T00:00:00.000Z"}, "lessThan": {"createdAt": "2026-11-30T23:59:59.999Z"}, "sortBy": "createdAt", "sortDirection": "asc"}),
        ),
        (
            "users created since now minus 2 h",
            json!({"greaterThan": {"createdAt": "2026-11-23T20:07:14.000Z"}}),
        ),
        (
            "users updated between 2026-11-01 and 3 days ago",
            json!({"greaterThan": {"updatedAt": "2026-11-01"}, "lessThan": {"updatedAt": "2026-11-20T22:07:14.000Z"}}),
        ),
        (
            "users whose createdAt is in the past 2 weeks",
            json!({"greaterThan": {"createdAt": "2026-11-09T22:07:14.000Z"}}),
        ),
        (
            "users whose updatedAt is at most in 3 days",
            json!({"lessThan": {"updatedAt": "2026-11-26T22:07:14.000Z"}}),
        ),
        (
            "users, sorted by name descending, 20 per page, page 2",
            json!({"page": 2, "limit": 20, "sortBy": "name", "sortDirection": "desc"}),
        ),
        (
            "users with roles and gameServers and whose name is x",
            json!({"filters": {"name": ["x"]}, "extend": ["roles", "gameServers"]}),
        ),
        (
            "users with roles and newest first and page 2 and 5 per page",
            json!({"extend": ["roles"], "page": 2, "limit": 5, "sortBy": "createdAt", "sortDirection": "desc"}),
        ),
        (
            "users with roles and sorted by name and with gameServers and \"5\" per page",
            json!({"extend": ["roles", "gameServers"], "limit": 5, "sortBy": "name"}),
        ),
        ("users with \"page\" and \"with\"", json!({"extend": ["page", "with"]})),
        (
            "users whose note is json {\"a\": [1]} or json null",
            json!({"filters": {"note": [{"a": [1]}, null]}}),
        ),
        ("users, sending json {\"foo\": 1}", json!({"foo": 1})),
        ("users, keeping json {\"foo\": 1}", json!({})),
        (
            "users whose name is \"and\" or \"whose\" or \"\\u00e9\\n\"",
            json!({"filters": {"name": ["and", "whose", "é\n"]}}),
        ),
    ] {
        assert_eq!(asked(sentence), body, "{sentence}");
    }
}

#[test]
fn how_it_is_said() {
    for (body, sentence) in [
        (json!({}), "users"),
        (json!({"filters": {"name": ["null"]}}), "users whose name is empty"),
        (json!({"filters": {"banned": false}}), "users whose banned is false"),
        (json!({"filters": {"banned": [false]}}), "users whose banned is one of false"),
        (json!({"filters": {"banned": [true, false]}}), "users whose banned is true or false"),
        (json!({"filters": {"banned": "x"}}), "users whose banned is exactly json \"x\""),
        (json!({"filters": {"name": ["or", "a,b", ""]}}), "users whose name is \"or\" or \"a,b\" or \"\""),
        (json!({"filters": {"playtimeSeconds": ["5", 5]}}), "users whose playtimeSeconds is json \"5\" or 5"),
        (
            json!({"filters": {"name": "x", "id": []}}),
            "users whose name is exactly x and whose id is anything",
        ),
        (json!({"filters": {"name": ["anything"]}}), "users whose name is \"anything\""),
        (
            json!({"search": {"name": ["a"], "email": ["b"]}}),
            "users whose name contains \"a\" or whose email contains \"b\"",
        ),
        (
            json!({"search": {"name": ["50 %", "é"], "email": "x"}}),
            "users whose name contains \"50 %\" or \"é\" or whose email contains exactly \"x\"",
        ),
        (json!({"greaterThan": {"playtimeSeconds": 1}}), "users whose playtimeSeconds is at least 1"),
        (json!({"lessThan": {"createdAt": "2026-11-23"}}), "users created until 2026-11-23"),
        (json!({"sortDirection": "asc", "page": 0}), "users, ascending, page 0"),
        (
            json!({"extend": ["roles", "per page"], "foo": 1}),
            "users, with roles and \"per page\", keeping json {\"foo\":1}",
        ),
        (json!({"limit": "email"}), "users, writing json {\"limit\":\"email\"}"),
        (
            json!({"sortBy": "name", "sortDirection": "DESC", "page": "1", "limit": 5}),
            "users, sorted by name, 5 per page, writing json {\"page\":\"1\",\"sortDirection\":\"DESC\"}",
        ),
        (json!({"sortBy": "nope"}), "users, sorted by \"nope\""),
    ] {
        assert_eq!(said(body), sentence);
    }
}

#[test]
fn filters_on_one_field_are_said_as_the_one_list_that_they_are() {
    let is = |field: &str, text: &str| Row {
        text: text.into(),
        ..Row::new(RowId(0), RowKind::Filter, field.into())
    };
    let empty = |field: &str| Row { operator: Operator::IsEmpty, ..is(field, "") };
    let anything = |field: &str| Row { values: vec![Cell::Json(json!([]))], bare: true, ..is(field, "") };
    let bare = |field: &str, text: &str| Row { bare: true, ..is(field, text) };
    for (rows, sentence) in [
        (
            vec![is("name", "John Doe"), is("email", "x"), is("name", "Jane Doe")],
            "users whose name is \"John Doe\" or \"Jane Doe\" and whose email is x",
        ),
        (
            vec![is("name", "a"), Row { off: true, ..is("name", "b") }, is("name", "")],
            "users whose name is a",
        ),
        (vec![bare("name", "a"), is("name", "b")], "users whose name is a or b"),
        (vec![is("name", "a"), empty("name")], "users whose name is a or null"),
        (
            vec![empty("playtimeSeconds"), is("playtimeSeconds", "5")],
            "users whose playtimeSeconds is json \"null\" or 5",
        ),
        (vec![anything("banned"), bare("banned", "true")], "users whose banned is one of true"),
        (vec![is("banned", "true"), bare("banned", "false")], "users whose banned is true or false"),
        (
            vec![Row::new(RowId(0), RowKind::Search, "name".into()), is("name", "a")]
                .into_iter()
                .map(|row| Row { text: "a".into(), ..row })
                .collect(),
            "users whose name is a and whose name contains \"a\"",
        ),
    ] {
        let draft = Draft { rows, ..Draft::default() }.renumbered();
        assert_eq!(draft.to_english(&people()), sentence);
        let body = draft.build(&people(), 0).expect("it is whole").to_json();
        assert_eq!(asked(sentence), body, "{sentence}");
    }
}

#[test]
fn a_half_typed_number_stands_in_quotation_marks() {
    let draft = Draft { limit: "email".into(), ..Draft::default() };
    assert_eq!(draft.to_english(&people()), "users, \"email\" per page");
}

#[test]
fn mistakes_are_placed_and_explained() {
    for (sentence, at, message) in [
        ("", 0, "The sentence begins with what is looked for: users."),
        ("players whose name is x", 0, "The sentence begins with what is looked for: users."),
        (
            "users who",
            6,
            "whose, created, updated, newest first, oldest first, sorted by, ascending, descending, page, with, keeping json, sending json or another word is expected, found \"who\". Did you mean whose?",
        ),
        ("users whose nmae is x", 12, "user has no field \"nmae\". Did you mean name?"),
        (
            "users where name is x",
            6,
            "whose, created, updated, newest first, oldest first, sorted by, ascending, descending, page, with, keeping json, sending json or another word is expected, found \"where\". Did you mean whose?",
        ),
        ("users whose name equals x", 17, "is or contains is expected, found \"equals\"."),
        ("users whose name is", 19, "a word or \"a text\" is expected, the sentence ends here."),
        (
            "users whose state is and",
            21,
            "active, away or gone-home is expected, found \"and\". (A value that is a word of the grammar stands in quotation marks.)",
        ),
        ("users whose name is x y", 22, "\",\", and, or or the end is expected, found \"y\"."),
        (
            "users whose name is \"x",
            22,
            "A quotation mark is missing: the text that begins with one does not end.",
        ),
        (
            "users whose name is \"\\x\"",
            20,
            "In quotation marks a \\ stands before \", \\, n, t or u0000, and nothing else.",
        ),
        (
            "users whose name is x or whose email is y",
            25,
            "\"or\" joins values of one field, or one search to another; all else must hold together, so it is joined by \"and\".",
        ),
        (
            "users whose name is a and whose name is b",
            26,
            "Values of one field are joined by \"or\": either is enough, and the server cannot ask for both.",
        ),
        (
            "users whose name is empty, name is b",
            27,
            "Values of one field are joined by \"or\": either is enough, and the server cannot ask for both.",
        ),
        (
            "users created after today",
            14,
            "in the last 7 days, today, since, until or between is expected, found \"after\".",
        ),
        (
            "users created in 3 fortnights",
            17,
            "the last 7 days, today, yesterday, this week or this month is expected, found \"3\".",
        ),
        (
            "users created in the last 7 dys",
            28,
            "days, hours, minutes, seconds, weeks, months or years is expected, found \"dys\". Did you mean days?",
        ),
        (
            "users created in the last seven days",
            26,
            "a number in digits, week or month is expected, found \"seven\".",
        ),
        ("users with rolse", 11, "user cannot include \"rolse\". Did you mean roles?"),
        ("users sorted by nmae", 16, "user has no column \"nmae\". Did you mean name?"),
        ("users, newest", 13, "first is expected, the sentence ends here."),
        ("users, page 1 of 5", 18, "per is expected, the sentence ends here."),
        ("users whose name is json {", 25, "JSON is expected, found \"{\"."),
        ("users, sending json 5", 15, "An object is expected here: json {\"key\": \"value\"}."),
    ] {
        let error = Draft::from_english(sentence, &people()).expect_err(sentence);
        assert_eq!((error.at, error.message.as_str()), (at, message), "{sentence}");
    }
}

#[test]
fn what_joins_parts_may_be_left_out_before_the_first_alone() {
    let read = |sentence: &str| Draft::from_english(sentence, &people());
    for joint in [", ", ", and ", " and "] {
        for sentence in
            ["users{}whose name is a", "users{}newest first", "users newest first{}whose name is a"]
        {
            assert!(read(&sentence.replace("{}", joint)).is_ok(), "{sentence} {joint}");
        }
    }
    assert!(read("users whose name is a").is_ok());
    let error = read("users newest first whose name is a").expect_err("nothing joins them");
    assert_eq!((error.at, error.expected.last().map(String::as_str)), (19, Some("the end")));
}

#[test]
fn a_setting_is_said_once() {
    for (sentence, at, message) in [
        ("users, 5 per page, 6 per page", 19, "The rows per page are said already."),
        ("users, 5 per page, page 1 of 6 per page", 29, "The rows per page are said already."),
        ("users, page 1, page 2", 15, "The page is said already."),
        ("users, page 1, writing json {\"page\": \"2\"}", 22, "The page is said already."),
        (
            "users, newest first, oldest first",
            21,
            "How the rows are sorted is said already, and they can be sorted one way only.",
        ),
        ("users, sorted by name, sorted by id", 23, "What the rows are sorted by is said already."),
        ("users, sorted by name ascending, descending", 33, "The direction is said already."),
        ("users, writing json {\"extend\": \"a\"}, with roles", 37, "What to include is said already."),
        ("users, with roles, writing json {\"extend\": \"a\"}", 26, "What to include is said already."),
        ("users, keeping json {\"a\": 1}, sending json {\"b\": 1}", 30, "The unknown keys are said already."),
    ] {
        let error = Draft::from_english(sentence, &people()).expect_err(sentence);
        assert_eq!((error.at, error.message.as_str()), (at, message), "{sentence}");
        assert!(error.expected.contains(&"whose".to_owned()));
    }
    let error = Draft::from_english("users, page 1, page 2", &people()).expect_err("two pages");
    assert!(!error.expected.contains(&"page".to_owned()), "{:?}", error.expected);
    let next = suggestions("users, newest first", &people());
    assert!(!next.contains(&", oldest first".to_owned()) && next.contains(&", page".to_owned()), "{next:?}");
}

#[test]
fn suggestions_follow_the_sentence() {
    let next = |text: &str| suggestions(text, &people());
    assert_eq!(next(""), ["users"]);
    assert_eq!(next("users whose state is "), ["active", "away", "gone-home"]);
    assert_eq!(next("users whose name is x")[..3], ["and whose", "or", ", created"]);
    assert_eq!(next("users whose nmae is x and"), [""; 0]);
    assert_eq!(next("users whose")[..2], ["id", "name"]);
}

proptest! {
    #[test]
    fn every_query_survives_english(query in any_query(), now in 0i64..dates::LAST) {
        let mut draft = Draft::from_json(&query.to_json(), &people()).expect("a query");
        draft.send_extra = true;
        let sentence = draft.to_english(&people());
        let read = Draft::from_english(&sentence, &people());
        let built = read.as_ref().map(|draft| draft.build(&people(), now).map(|query| query.to_json()));
        prop_assert_eq!(built, Ok(Ok(query.to_json())), "{}", sentence);
    }

    /// Rows that stand for one list too. (A row that cannot be read, or that holds something for another operator, is
    /// no body.)
    #[test]
    fn what_a_draft_asks_is_what_its_sentence_asks(draft in any_draft(), now in 0i64..dates::LAST) {
        let Ok(asked) = draft.build(&people(), now) else { return Ok(()) };
        let sentence = draft.to_english(&people());
        let read = Draft::from_english(&sentence, &people()).map(|draft| draft.build(&people(), now));
        prop_assert_eq!(read.map(|it| it.map(|it| it.filters)), Ok(Ok(asked.filters)), "{}", sentence);
    }

    #[test]
    fn every_draft_is_said_and_read_alike(draft in any_draft()) {
        let sentence = draft.to_english(&people());
        let read = Draft::from_english(&sentence, &people());
        prop_assert_eq!(read.map(|draft| draft.to_english(&people())), Ok(sentence));
    }

    #[test]
    fn relative_dates_stay_relative(text in prop_oneof![
        Just("last 7 days"), Just("today"), Just("now-7d"), Just("Now Minus 2 h"), Just("the last 3 weeks"), Just("in 5 min")
    ], row in 0usize..2) {
        let field = ["createdAt", "playtimeSeconds"][row];
        let mut draft = crate::testing::draft(&[("r", field, &[])]);
        draft.rows[0].text = text.into();
        let read = Draft::from_english(&draft.to_english(&people()), &people());
        prop_assert_eq!(read, Ok(draft));
    }

    #[test]
    fn no_text_makes_it_panic(
        words in proptest::collection::vec(prop_oneof![
            any_text(),
            proptest::sample::select(vec![
                "users", "whose", "name", "is", "contains", "or", "and", ",", "created", "in", "the last", "at least",
                "between", "json", "\"", "page", "of", "per page", "with", "sorted by", "keeping", ".", "exactly",
            ]).prop_map(str::to_owned),
        ], 0..12),
        sentence in any::<bool>(),
    ) {
        let text = format!("{}{}", if sentence { "users whose name " } else { "" }, words.join(" "));
        if let Err(error) = Draft::from_english(&text, &people()) {
            prop_assert!(text.is_char_boundary(error.at));
            prop_assert!(!error.message.is_empty() && !error.expected.is_empty());
        }
        let _ = suggestions(&text, &people());
    }
}
