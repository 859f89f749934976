//! The lessons' queries give on SQL what they give on the rows in the browser.

#![allow(clippy::unwrap_used)]

use practice::lessons::{Block, DOMAIN, FIRST_PAGE, Judge, envelope, parse};
use query::Query;
use sandbox::store::Store;
use serde_json::{Map, Value, json};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/lessons");

/// The rules that an error's details name, each with its place; the server's also repeat what was sent.
fn rules(details: &Value, place: &str, found: &mut Vec<(String, String)>) {
    for detail in details.as_array().into_iter().flatten() {
        let name = detail["property"].as_str().or(detail["path"].as_str()).unwrap_or_default();
        let place = format!("{place}/{name}");
        for (rule, _) in detail["constraints"].as_object().into_iter().flatten() {
            found.push((place.clone(), rule.clone()));
        }
        for words in detail["errors"].as_array().into_iter().flatten() {
            found.push((place.clone(), words.as_str().unwrap_or_default().into()));
        }
        rules(&detail["children"], &place, found);
    }
}

#[test]
fn every_query_of_every_lesson() {
    let store = Store::open(None).unwrap();
    let mut asked = 0;
    for entry in std::fs::read_dir(FOLDER).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "md") {
            continue;
        }
        let lesson = parse(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for block in lesson.blocks {
            let bodies: Vec<(String, String, Map<String, Value>)> = match block {
                Block::Live(live) => vec![(live.domain, live.entity, live.body)],
                Block::Exercise(exercise) => vec![
                    (DOMAIN.into(), exercise.entity.clone(), exercise.start),
                    (DOMAIN.into(), exercise.entity, exercise.answer),
                ],
                _ => continue,
            };
            for (domain, entity, body) in bodies {
                let judge = Judge::of(&domain, &entity).unwrap();
                let body = Value::Object(body);
                let query = Query::from_json(&body).unwrap();
                let here = judge.ask(&query);
                let there = store.search(&domain, practice::entity(&entity).unwrap(), &body, FIRST_PAGE);
                let (shown, _) = envelope(&judge, &query, 2);
                asked += 1;
                match (here, there) {
                    (Ok(here), Ok(there)) => {
                        assert_eq!(there.total, here.total as i64, "{body}");
                        let ids = |rows: &mut dyn Iterator<Item = Value>| rows.collect::<Vec<_>>();
                        let expected = ids(&mut here.rows.iter().map(|at| judge.rows()[*at]["id"].clone()));
                        let found = ids(&mut there.rows.iter().map(|row| row["id"].clone()));
                        assert_eq!(found, expected, "{entity} {body}");
                        // The answer that a lesson shows is the server's, related rows and all.
                        let meta = json!({"page": there.page, "limit": there.limit, "total": there.total});
                        assert_eq!(shown["meta"], meta, "{body}");
                        let sent: Vec<Value> =
                            there.rows.iter().take(2).cloned().map(Value::Object).collect();
                        assert_eq!(shown["data"], json!(sent), "{entity} {body}");
                    }
                    (Err(here), Err(there)) => {
                        assert_eq!(there.status.as_u16(), here.status, "{body}");
                        let error = &shown["meta"]["error"];
                        assert_eq!(
                            (&error["code"], &error["message"]),
                            (&json!(there.code), &json!(there.message))
                        );
                        let (mut told, mut said) = (Vec::new(), Vec::new());
                        rules(&error["details"], "", &mut told);
                        rules(&there.details.unwrap_or_default(), "", &mut said);
                        assert_eq!(told, said, "{entity} {body}");
                    }
                    (here, there) => panic!("{entity} {body}: {here:?} but {there:?}"),
                }
            }
        }
    }
    assert!(asked > 120, "{asked}");
}

#[test]
fn links_of_the_lessons_lead_somewhere() {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/openapi.json");
    let document = std::fs::read_to_string(golden).unwrap();
    let mut followed = 0;
    for entry in std::fs::read_dir(FOLDER).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            // A lesson that is not there is found in `crates/practice/tests/lessons.rs`.
            let good = match link.strip_prefix("#/op/") {
                Some(key) => {
                    let (controller, method) = key.split_once("Controller").unwrap();
                    let method = format!("{}{}", method[..1].to_lowercase(), &method[1..]);
                    document.contains(&format!("\"{controller}Controller.{method}\""))
                }
                None => link.starts_with("#/learn/") || link == "#/errors" || link.starts_with("https://"),
            };
            assert!(good, "{} links to {link}", path.display());
            followed += 1;
        }
    }
    assert!(followed > 10, "{followed}");
}
