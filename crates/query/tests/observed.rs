//! The evaluation against what a real server answered.
//!
//! The recordings lie outside the project (`TAKARO_OBSERVED`, by default `../shared/takaro/observed.jsonl` beside
//! it, with the server's document `openapi.json` next to them). Without them there is nothing to compare with, and
//! the test says so.

use query::{EntitySchema, Field, FieldKind, Options, Query, Refusal, evaluate};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::PathBuf;

fn recordings() -> Option<(Vec<Value>, Value)> {
    let path = std::env::var_os("TAKARO_OBSERVED").map(PathBuf::from).unwrap_or_else(|| {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/takaro/observed.jsonl")
    });
    let text = std::fs::read_to_string(&path).ok()?;
    let lines = text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    let document = std::fs::read_to_string(path.with_file_name("openapi.json")).ok()?;
    Some((lines, serde_json::from_str(&document).expect("the document is JSON")))
}

/// A field's kind by its JSON schema, as far as these recordings need it.
fn kind(schema: &Value) -> FieldKind {
    let item = schema.get("items").unwrap_or(schema);
    let one = item.get("oneOf").and_then(|all| all.get(0)).unwrap_or(item);
    let names = |list: &Vec<Value>| list.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    match (one["enum"].as_array(), one["format"].as_str(), one["type"].as_str()) {
        (Some(list), _, _) => FieldKind::Enum(names(list)),
        (_, Some("uuid"), _) => FieldKind::Uuid,
        (_, Some("date" | "date-time"), _) => FieldKind::Date,
        (_, _, Some("number" | "integer")) => FieldKind::Number,
        (_, _, Some("boolean")) => FieldKind::Boolean,
        (_, _, Some("string")) => FieldKind::Text,
        (_, _, Some(_)) => FieldKind::Nested,
        _ => FieldKind::Unknown,
    }
}

fn entity(document: &Value, path: &str) -> Option<EntitySchema> {
    fn deref<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str().and_then(|name| name.strip_prefix('#')) {
            Some(pointer) => document.pointer(pointer).unwrap_or(schema),
            None => schema,
        }
    }
    let operation = &document["paths"][path]["post"];
    let body = deref(document, &operation["requestBody"]["content"]["application/json"]["schema"]);
    let parts = body["properties"].as_object()?;
    let mut schema = EntitySchema::new(path.trim_start_matches('/').trim_end_matches("/search"), path);
    let mut fields: BTreeMap<String, Field> = BTreeMap::new();
    let fields_of = |name: &str| deref(document, &parts[name])["properties"].as_object().cloned();
    let mut add = |name: &str, set: fn(&mut Field)| {
        let listed = fields_of(name);
        for (field, its) in listed.iter().flatten() {
            let entry = fields.entry(field.clone()).or_insert_with(|| Field::new(field, kind(its)));
            set(entry);
        }
        listed.is_some()
    };
    schema.typed_filters = add("filters", |field| field.filter = true);
    schema.typed_search = add("search", |field| field.search = true);
    schema.typed_ranges = add("greaterThan", |field| field.range = true);
    let names = parts.get("extend").and_then(|extend| extend["items"]["enum"].as_array());
    schema.typed_extend = names.is_some();
    schema.extend = names.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    // The columns of the answer: those of its rows' schema.
    let answer = deref(document, &operation["responses"]["200"]["content"]["application/json"]["schema"]);
    let row = deref(document, &answer["properties"]["data"]["items"]);
    for (field, its) in row["properties"].as_object().into_iter().flatten() {
        fields.entry(field.clone()).or_insert_with(|| Field::new(field, kind(deref(document, its)))).row =
            true;
    }
    schema.fields = fields.into_values().collect();
    Some(schema)
}

/// Recordings that answer something else than the query: who asks, from where, in which state the domain is.
fn about_the_query(recording: &Value) -> bool {
    let status = recording["status"].as_u64().unwrap_or_default();
    recording["method"] == "POST"
        && !matches!(status, 401 | 403 | 404)
        && !recording["name"]
            .as_str()
            .is_some_and(|name| name.starts_with("state.") || name.starts_with("cors."))
        && recording["path"].as_str().is_some_and(|path| path.ends_with("/search"))
        && recording["requestBody"].is_object()
        && recording["requestBody"].pointer("/filters/roleId").is_none()
}

fn data(recording: &Value) -> Option<Vec<Map<String, Value>>> {
    recording["responseBody"]["data"].as_array()?.iter().map(|row| row.as_object().cloned()).collect()
}

/// The paths that an error's details name: `filters.key`.
fn paths(details: &Value, before: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in details.as_array().into_iter().flatten() {
        let Some(name) = entry["property"].as_str().or(entry["path"].as_str()) else { continue };
        let path = if before.is_empty() { name.to_owned() } else { format!("{before}.{name}") };
        found.extend(paths(&entry["children"], &path));
        found.push(path);
    }
    found
}

#[test]
fn every_recorded_search_is_answered_alike() {
    let Some((recordings, document)) = recordings() else {
        eprintln!("no recordings found: nothing is compared");
        return;
    };
    let rows_of = |name: &str| {
        recordings.iter().find(|it| it["name"] == name).and_then(data).expect("the recording with all rows")
    };
    let sets = [
        ("/variables/search", rows_of("search.empty-object")),
        ("/player/search", rows_of("search.player.all")),
    ];
    let (mut judged, mut with_rows, mut wrong) = (0, 0, Vec::new());
    for recording in recordings.iter().filter(|recording| about_the_query(recording)) {
        let (name, path) = (&recording["name"], recording["path"].as_str().expect("a path"));
        let Some(schema) = entity(&document, path) else { continue };
        let status = recording["status"].as_u64().expect("a status");
        let query = match Query::from_json(&recording["requestBody"]) {
            Ok(query) => query,
            Err(error) => {
                judged += 1;
                if status == 200 {
                    wrong.push(format!("{name}: refused here ({error}), answered there"));
                }
                continue;
            }
        };
        judged += 1;
        let set = sets.iter().find(|(of, _)| *of == path).map(|(_, rows)| rows.as_slice());
        let answer = evaluate(&query, &schema, set.unwrap_or_default(), &Options { first_page: 0 });
        match answer {
            Ok(_) if status != 200 => wrong.push(format!("{name}: answered here, {status} there")),
            Ok(answer) => {
                let Some((rows, expected)) = set.zip(data(recording)) else { continue };
                with_rows += 1;
                let ids = |rows: Vec<&Map<String, Value>>| -> Vec<Value> {
                    rows.iter().map(|row| row["id"].clone()).collect()
                };
                let here = ids(answer.rows.iter().map(|at| &rows[*at]).collect());
                let there = ids(expected.iter().collect());
                let total = recording["responseBody"]["meta"]["total"].as_u64();
                if here != there || total != Some(answer.total as u64) {
                    wrong.push(format!(
                        "{name}: {here:?} of {} here, {there:?} of {total:?} there",
                        answer.total
                    ));
                }
            }
            Err(refusal) => compare_refusal(recording, status, &refusal, &mut wrong),
        }
    }
    println!("{judged} recorded searches judged, {with_rows} of them row by row");
    assert!(wrong.is_empty(), "{} of {judged} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(judged >= 180 && with_rows >= 60, "only {judged} were judged, {with_rows} with rows");
}

fn compare_refusal(recording: &Value, status: u64, refusal: &Refusal, wrong: &mut Vec<String>) {
    let (name, error) = (&recording["name"], &recording["responseBody"]["meta"]["error"]);
    if u64::from(refusal.status) != status || error["code"] != refusal.code {
        wrong.push(format!("{name}: {refusal} here, {status} {} there", error["code"]));
    } else if error["details"].is_array() && !paths(&error["details"], "").contains(&refusal.path) {
        wrong.push(format!("{name}: {refusal} here, {:?} there", paths(&error["details"], "")));
    } else if refusal.code == "BadRequestError" && error["message"] != refusal.message.as_str() {
        wrong.push(format!("{name}: {refusal} here, {} there", error["message"]));
    }
}
