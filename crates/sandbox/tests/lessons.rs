//! The lessons' queries give on SQL what they give on the rows in the browser.

#![allow(clippy::unwrap_used)]

use practice::lessons::{Block, DOMAIN, FIRST_PAGE, Judge, parse};
use query::Query;
use sandbox::store::Store;
use serde_json::{Map, Value};

#[test]
fn every_query_of_every_lesson() {
    let store = Store::open(None).unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/lessons");
    let mut asked = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "md") {
            continue;
        }
        let lesson = parse(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for block in lesson.blocks {
            let bodies: Vec<(String, Map<String, Value>)> = match block {
                Block::Live(live) => vec![(live.entity, live.body)],
                Block::Exercise(exercise) => {
                    vec![(exercise.entity.clone(), exercise.start), (exercise.entity, exercise.answer)]
                }
                _ => continue,
            };
            for (entity, body) in bodies {
                let judge = Judge::new(&entity).unwrap();
                let body = Value::Object(body);
                let here = judge.ask(&Query::from_json(&body).unwrap());
                let there = store.search(DOMAIN, practice::entity(&entity).unwrap(), &body, FIRST_PAGE);
                asked += 1;
                match (here, there) {
                    (Ok(here), Ok(there)) => {
                        assert_eq!(there.total, here.total as i64, "{body}");
                        let ids = |rows: &mut dyn Iterator<Item = Value>| rows.collect::<Vec<_>>();
                        let expected = ids(&mut here.rows.iter().map(|at| judge.rows()[*at]["id"].clone()));
                        let found = ids(&mut there.rows.iter().map(|row| row["id"].clone()));
                        assert_eq!(found, expected, "{entity} {body}");
                    }
                    (Err(here), Err(there)) => assert_eq!(there.status.as_u16(), here.status, "{body}"),
                    (here, there) => panic!("{entity} {body}: {here:?} but {there:?}"),
                }
            }
        }
    }
    assert!(asked > 50, "{asked}");
}
