//! The lessons themselves: every query is asked, every exercise solved and failed, every link followed.

#![allow(clippy::unwrap_used)]

use practice::lessons::{Block, Exercise, Judge, Lesson, Misplaced, Picture, Verdict, parse};
use query::Query;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../www/lessons")
}

/// The lessons in their order, by slug.
fn lessons() -> Vec<(String, String, Lesson)> {
    let index = std::fs::read_to_string(folder().join("index.json")).unwrap();
    let index: Vec<Value> = serde_json::from_str(&index).unwrap();
    index
        .iter()
        .map(|entry| {
            let text = std::fs::read_to_string(folder().join(entry["file"].as_str().unwrap())).unwrap();
            let lesson = parse(&text).unwrap_or_else(|bad| panic!("{}: {bad}", entry["file"]));
            assert_eq!(
                (entry["title"].as_str(), entry["summary"].as_str()),
                (Some(lesson.title.as_str()), Some(lesson.summary.as_str())),
                "index.json tells of {} what stands in it",
                entry["file"]
            );
            (entry["slug"].as_str().unwrap().to_owned(), text, lesson)
        })
        .collect()
}

fn exercises() -> impl Iterator<Item = Exercise> {
    let blocks = lessons().into_iter().flat_map(|(_, _, lesson)| lesson.blocks);
    blocks.filter_map(|block| match block {
        Block::Exercise(exercise) => Some(exercise),
        _ => None,
    })
}

fn query(body: &Map<String, Value>) -> Query {
    Query::from_json(&Value::Object(body.clone())).unwrap()
}

#[test]
fn all_files_are_listed() {
    let listed: BTreeSet<String> = lessons().into_iter().map(|(slug, _, _)| slug).collect();
    let files = std::fs::read_dir(folder()).unwrap().filter_map(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let slug = name.strip_suffix(".md")?.trim_start_matches(|digit: char| digit.is_ascii_digit());
        Some(slug.trim_start_matches('-').to_owned())
    });
    assert_eq!(files.collect::<BTreeSet<_>>(), listed);
    assert_eq!(listed.len(), 14);
}

#[test]
fn every_query_is_answered_or_refused_as_it_says() {
    let mut asked = 0;
    for (slug, _, lesson) in lessons() {
        for block in &lesson.blocks {
            let Block::Live(live) = block else { continue };
            let judge = Judge::of(&live.domain, &live.entity).unwrap();
            let answer = judge.ask(&query(&live.body));
            assert_eq!(answer.is_err(), live.refused, "{slug}: {:?} {answer:?}", live.body);
            asked += 1;
        }
    }
    assert!(asked >= 50, "{asked}");
}

#[test]
fn under_every_trap_there_is_advice() {
    let traps = lessons().into_iter().find(|(slug, _, _)| slug == "traps").unwrap().2;
    for block in &traps.blocks {
        let Block::Live(live) = block else { continue };
        let schema = practice::entity(&live.entity).unwrap().schema(0);
        let draft = query::Draft::from_json(&Value::Object(live.body.clone()), &schema).unwrap();
        let advice = query::check(&draft, &schema, &query::Context::default());
        assert!(!advice.is_empty(), "{:?}", live.body);
    }
}

#[test]
fn both_searches_of_the_trap_find_rows_and_its_way_out_leaves_some() {
    let traps = lessons().into_iter().find(|(slug, _, _)| slug == "traps").unwrap().2;
    let live = traps.blocks.iter().find_map(|block| match block {
        Block::Live(live) if live.body.get("search").is_some_and(|it| it.as_object().unwrap().len() > 1) => {
            Some(live)
        }
        _ => None,
    });
    let live = live.unwrap();
    let judge = Judge::of(&live.domain, &live.entity).unwrap();
    let found = |body: &Map<String, Value>| judge.ask(&query(body)).unwrap().total;
    let all = found(&live.body);
    for field in live.body["search"].as_object().unwrap().keys() {
        let mut without = live.body.clone();
        without["search"].as_object_mut().unwrap().remove(field);
        assert!(found(&without) < all, "{field} adds no row");
    }
    let mut draft = query::Draft::from_json(&Value::Object(live.body.clone()), judge.schema()).unwrap();
    let advice = query::check(&draft, judge.schema(), &query::Context::default());
    let one_or = advice.into_iter().find(|advice| advice.code == query::AdviceCode::SearchIsOneOr).unwrap();
    draft.apply(one_or.fix.unwrap().edit);
    let left = judge.ask(&draft.build(judge.schema(), 0).unwrap()).unwrap().total;
    assert!((1..all).contains(&left), "{left} of {all}");
}

#[test]
fn every_lesson_is_tried_out_and_practised() {
    for (slug, _, lesson) in lessons().into_iter().filter(|(slug, _, _)| slug != "reference") {
        let count = |of: fn(&Block) -> bool| lesson.blocks.iter().filter(|block| of(block)).count();
        assert!(count(|block| matches!(block, Block::Live(_))) >= 1, "{slug} has no query to try");
        assert!(count(|block| matches!(block, Block::Exercise(_))) >= 1, "{slug} has no exercise");
    }
}

/// The four places where guide and server differ, each told from three sides.
#[test]
fn guide_and_server_are_compared() {
    let mut told = BTreeMap::new();
    for (slug, _, lesson) in lessons() {
        for block in lesson.blocks {
            if let Block::Versus(versus) = block {
                told.insert(versus.about.clone(), (slug.clone(), versus));
            }
        }
    }
    for (about, slug, guide, server) in [
        ("The first page", "pagination", "**1**", "**0**"),
        ("What stands beside an error", "errors", "null", "{}"),
        ("Users by e-mail address", "filters", "email", "400"),
        ("A value without its list", "filters", "list", "400"),
    ] {
        let (place, versus) = &told[about];
        assert_eq!(place, slug, "{about}");
        assert!(versus.guide.contains(guide) && versus.server.contains(server), "{versus:?}");
    }
}

#[test]
fn every_picture_is_shown() {
    let all = lessons();
    let shown = |picture| all.iter().any(|(_, _, lesson)| lesson.blocks.contains(&Block::Picture(picture)));
    for (name, picture) in Picture::ALL {
        assert!(shown(picture), "{name} is drawn for nobody");
    }
}

#[test]
fn every_exercise_can_be_solved_and_failed() {
    let mut seen = BTreeMap::new();
    for (slug, _, lesson) in lessons() {
        for block in &lesson.blocks {
            let Block::Exercise(exercise) = block else { continue };
            assert_eq!(seen.insert(exercise.id.clone(), slug.clone()), None, "{} stands twice", exercise.id);
            let judge = Judge::new(&exercise.entity).unwrap();
            assert_eq!(judge.judge(exercise, &query(&exercise.answer)), Verdict::Right, "{}", exercise.id);
            let start = judge.judge(exercise, &query(&exercise.start));
            assert_ne!(start, Verdict::Right, "{} is solved before it begins", exercise.id);
            match start {
                Verdict::TooMany(_, clauses) | Verdict::Missing(_, clauses) => {
                    assert!(!clauses.is_empty(), "{}: a clause decides", exercise.id);
                }
                Verdict::OtherOrder(misplaced) => {
                    assert!(!misplaced.keys.is_empty(), "{}: a key decides", exercise.id);
                }
                _ => {}
            }
            assert!(
                !judge.ask(&query(&exercise.answer)).unwrap().rows.is_empty(),
                "{} finds rows",
                exercise.id
            );
            assert!((1..=4).contains(&exercise.hints.len()), "{}", exercise.id);
        }
    }
    assert!(seen.len() >= 36, "{} {seen:?}", seen.len());
}

/// The bodies that come of leaving out one thing of a body: a condition, a value of several, a setting. Each with its
/// place.
fn one_left_out(body: &Map<String, Value>) -> Vec<(String, Map<String, Value>)> {
    let mut found = Vec::new();
    for (key, part) in body {
        let mut without = body.clone();
        without.remove(key);
        let is_group = ["filters", "search", "greaterThan", "lessThan"].contains(&key.as_str());
        if !is_group {
            found.push((key.clone(), without));
        }
        for (field, value) in part.as_object().filter(|_| is_group).into_iter().flatten() {
            let mut without = body.clone();
            without[key].as_object_mut().unwrap().remove(field);
            found.push((format!("{key}.{field}"), without));
            let values = value.as_array().filter(|values| values.len() > 1);
            for (at, value) in values.into_iter().flatten().enumerate() {
                let mut without = body.clone();
                without[key][field].as_array_mut().unwrap().remove(at);
                found.push((format!("{key}.{field} {value}"), without));
            }
        }
    }
    found
}

#[test]
fn every_part_of_an_exercise_matters() {
    // Ascending is what the server takes where nothing is said.
    let usual = [("longest-here", "sortDirection")];
    let mut tried = 0;
    let mut needless = Vec::new();
    for exercise in exercises() {
        let judge = Judge::new(&exercise.entity).unwrap();
        for (place, body) in one_left_out(&exercise.answer) {
            tried += 1;
            let is_right = judge.judge(&exercise, &query(&body)) == Verdict::Right;
            if is_right != usual.contains(&(exercise.id.as_str(), place.as_str())) {
                needless.push(format!("{}: {place}", exercise.id));
            }
        }
    }
    assert!(tried > 60, "{tried}");
    assert!(needless.is_empty(), "right without it: {needless:?}");
}

#[test]
fn the_first_row_in_a_wrong_place_is_named_with_what_places_it() {
    let exercise = |start: Value, answer: Value| practice::lessons::Exercise {
        id: "x".into(),
        entity: "gameserver".into(),
        goal: "x".into(),
        start: start.as_object().cloned().unwrap_or_default(),
        answer: answer.as_object().cloned().unwrap_or_default(),
        total: false,
        hints: vec!["x".into()],
    };
    let judge = Judge::new("gameserver").unwrap();
    let by_name = judge.ask(&Query::from_json(&serde_json::json!({"sortBy": "name"})).unwrap()).unwrap().rows;
    let judged = |given: Value, answer: Value| {
        let given = Query::from_json(&given).unwrap();
        match judge.judge(&exercise(serde_json::json!({}), answer), &given) {
            Verdict::OtherOrder(misplaced) => misplaced,
            other => panic!("{other:?}"),
        }
    };
    let turned = judged(
        serde_json::json!({"sortBy": "name", "sortDirection": "desc"}),
        serde_json::json!({"sortBy": "name"}),
    );
    let expected = Misplaced {
        place: 1,
        found: by_name.last().copied(),
        wanted: by_name.first().copied(),
        keys: vec!["sortDirection"],
    };
    assert_eq!(turned, expected);
    let short = judged(serde_json::json!({"limit": 1}), serde_json::json!({}));
    assert_eq!((short.place, short.found, short.keys), (2, None, vec!["limit"]));
    let long = judged(serde_json::json!({"limit": 2}), serde_json::json!({"limit": 1}));
    assert_eq!((long.place, long.wanted, long.keys), (2, None, vec!["limit"]));
    let further = judged(serde_json::json!({"limit": 2, "page": 2}), serde_json::json!({"limit": 2}));
    assert_eq!((further.place, further.keys), (1, vec!["page"]));
}

#[test]
fn another_way_to_the_same_rows_is_right() {
    let (_, _, lesson) = lessons().into_iter().find(|(slug, _, _)| slug == "searches").unwrap();
    let exercise = lesson.blocks.iter().find_map(|block| match block {
        Block::Exercise(exercise) if exercise.id == "search-smith" => Some(exercise.clone()),
        _ => None,
    });
    let other = serde_json::json!({"search": {"name": ["SMITH"]}, "limit": 1000});
    let judge = Judge::new("user").unwrap();
    assert_eq!(judge.judge(&exercise.unwrap(), &Query::from_json(&other).unwrap()), Verdict::Right);
}

/// What is said of a try at one of the lessons' exercises.
fn tried(id: &str, body: Value) -> Verdict {
    let exercise = exercises().find(|exercise| exercise.id == id).unwrap();
    Judge::new(&exercise.entity).unwrap().judge(&exercise, &Query::from_json(&body).unwrap())
}

#[test]
fn an_order_counts_where_the_goal_has_one() {
    let judged = |given: Value, answer: Value| {
        let body = |value: Value| value.as_object().cloned().unwrap_or_default();
        let exercise = practice::lessons::Exercise {
            id: "x".into(),
            entity: "user".into(),
            goal: "x".into(),
            start: body(serde_json::json!({})),
            answer: body(answer),
            total: false,
            hints: vec!["x".into()],
        };
        Judge::new("user").unwrap().judge(&exercise, &Query::from_json(&given).unwrap())
    };
    let filters = serde_json::json!({"name": ["John Doe", "Jane Doe"]});
    let sorted = serde_json::json!({"filters": filters, "sortBy": "name", "sortDirection": "desc"});
    assert_eq!(judged(sorted.clone(), serde_json::json!({"filters": filters})), Verdict::Right);
    let turned = judged(serde_json::json!({"filters": filters}), sorted);
    assert!(matches!(turned, Verdict::OtherOrder(_)), "{turned:?}");
    // Where a page holds a part of the rows, an order decides which.
    let part = judged(
        serde_json::json!({"sortBy": "name", "sortDirection": "desc", "limit": 3}),
        serde_json::json!({"limit": 3}),
    );
    let Verdict::OtherOrder(part) = part else { panic!("{part:?}") };
    assert!(part.found.is_some() && part.wanted.is_some() && part.found != part.wanted, "{part:?}");
    assert_eq!(part.keys, ["sortBy", "sortDirection"]);
}

#[test]
fn a_last_page_of_the_same_rows_is_not_a_page_of_another_size() {
    assert_eq!(tried("last-page", serde_json::json!({"page": 10, "limit": 30})), Verdict::OtherLimit);
    assert_eq!(
        tried("last-page", serde_json::json!({"page": 7, "limit": 45, "sortBy": "id"})),
        Verdict::Right
    );
}

#[test]
fn a_goal_that_names_no_page_is_reached_on_any() {
    for body in [
        serde_json::json!({"filters": {"steamVacBanned": false}, "limit": 1000}),
        serde_json::json!({"filters": {"steamVacBanned": false}, "sortBy": "name"}),
    ] {
        assert_eq!(tried("not-banned", body.clone()), Verdict::Right, "{body}");
    }
    let none = serde_json::json!({"filters": {"steamVacBanned": false}, "page": 1000});
    assert!(matches!(tried("not-banned", none), Verdict::OtherOrder(..)));
}

#[test]
fn a_total_comes_with_any_single_row() {
    for (id, body) in [
        ("count-events", serde_json::json!({"limit": 1, "page": 2})),
        ("count-events", serde_json::json!({"limit": 1, "sortBy": "createdAt", "sortDirection": "desc"})),
        ("domain-size", serde_json::json!({"filters": {"online": true}, "limit": 1, "page": 3})),
    ] {
        assert_eq!(tried(id, body.clone()), Verdict::Right, "{body}");
    }
    assert_eq!(tried("count-events", serde_json::json!({"limit": 2, "page": 2})), Verdict::OtherLimit);
    // Past the end stands no row at all.
    let past = tried("count-events", serde_json::json!({"limit": 1, "page": 100_000}));
    assert!(matches!(past, Verdict::OtherOrder(Misplaced { found: None, .. })), "{past:?}");
    // Another count is another answer.
    assert!(matches!(tried("domain-size", serde_json::json!({"limit": 1})), Verdict::TooMany(..)));
}

#[test]
fn links_lead_to_lessons_that_are_there() {
    let all = lessons();
    let slugs: BTreeSet<&str> = all.iter().map(|(slug, _, _)| slug.as_str()).collect();
    for (slug, text, _) in &all {
        for link in text.split("](#/learn/").skip(1) {
            let to = link.split(')').next().unwrap();
            assert!(slugs.contains(to), "{slug} links to {to}");
        }
    }
}

/// What the published guide teaches has a place in the lessons, one line of it after another.
#[test]
fn the_guide_is_covered() {
    let all: String = lessons().into_iter().map(|(_, text, _)| text).collect();
    for fact in [
        "interactive documentation of Takaro's API",
        "sends real requests, and shows the answers",
        "a place to learn and a place to find out what is wrong",
        "logged in to the Takaro dashboard",
        "server administrator creates",
        "a `POST` to `/player/search`",
        "exactly such a value",
        "\"filters\": {\"name\": [\"John Doe\"], \"email\": [\"john.doe@example.com\"]}",
        "looks inside a text",
        "\"search\": {\"name\": [\"John\"]}",
        "Large answers in pieces",
        "\"page\": 2, \"limit\": 10",
        "\"search\": {\"name\": [\"John\"]}, \"page\": 1, \"limit\": 5",
        "the first page of five",
        "meta.error",
        "ValidationError",
        "details",
        "\"data\": null",
        "monorepo",
        "npm install @takaro/apiclient",
        "import { Client } from '@takaro/apiclient'",
        "url: 'https://api.takaro.io'",
        "auth: { username:",
        "Ory Kratos",
        "Takaro serves many communities at once",
        "shut off from all others",
        "Most routes are about one domain",
        "a secret that whoever runs Takaro sets in the server's environment and shares",
        "mostly called by machines",
        "`AdminClient` that sends the token by itself",
        "X-Takaro-Admin-Token",
        "curl -X POST localhost:13000/domain",
        "--data '{\"name\": \"test-domain\"}' | jq",
        "counts pages from **1**",
    ] {
        assert!(all.contains(fact), "{fact}");
    }
}
