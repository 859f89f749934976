//! The lessons themselves: every query is asked, every exercise solved and failed, every link followed.

#![allow(clippy::unwrap_used)]

use practice::lessons::{Block, Judge, Lesson, Verdict, parse};
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
            let judge = Judge::new(&live.entity).unwrap();
            let answer = judge.ask(&query(&live.body));
            assert_eq!(answer.is_err(), live.refused, "{slug}: {:?} {answer:?}", live.body);
            asked += 1;
        }
    }
    assert!(asked >= 25, "{asked}");
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
    assert!(seen.len() >= 14, "{seen:?}");
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

/// What the published guide teaches has a place in the lessons.
#[test]
fn the_guide_is_covered() {
    let all: String = lessons().into_iter().map(|(_, text, _)| text).collect();
    for fact in [
        "logged in to the Takaro dashboard",
        "server administrator creates",
        "\"filters\": {\"name\": [\"John Doe\"], \"email\": [\"john.doe@example.com\"]}",
        "\"search\": {\"name\": [\"John\"]}",
        "\"page\": 2, \"limit\": 10",
        "\"search\": {\"name\": [\"John\"]}, \"page\": 1, \"limit\": 5",
        "meta.error",
        "ValidationError",
        "\"data\": null",
        "@takaro/apiclient",
        "Ory Kratos",
        "X-Takaro-Admin-Token",
        "curl -X POST localhost:13000/domain",
        "counts pages from **1**",
    ] {
        assert!(all.contains(fact), "{fact}");
    }
}
