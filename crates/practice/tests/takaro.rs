//! The entities beside Takaro's own document, where a copy of it lies next to the project.

use practice::{Entity, Kind, Relation, entities};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// Takaro's document; `None`, with a word about it, where there is no copy.
fn document() -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/takaro/openapi.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: there is no ../shared/takaro/openapi.json beside the project");
        return None;
    };
    Some(serde_json::from_str(&text).expect("the document is JSON"))
}

fn schema<'a>(document: &'a Value, name: &str) -> &'a Value {
    let found = &document["components"]["schemas"][name];
    assert!(found.is_object(), "no schema {name}");
    found
}

/// The properties of one part of an entity's search body; `None` where the part is untyped.
fn part<'a>(document: &'a Value, entity: &Entity, part: &str) -> Option<&'a serde_json::Map<String, Value>> {
    let input = schema(document, &format!("{}SearchInputDTO", entity.dto));
    let reference = input["properties"][part]["$ref"].as_str()?;
    let name = reference.rsplit('/').next().expect("rsplit gives at least one part");
    schema(document, name)["properties"].as_object()
}

fn names<'a>(all: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    all.map(String::from).collect()
}

#[test]
fn filters_searches_and_ranges_are_those_of_the_document() {
    let Some(document) = document() else { return };
    for entity in entities() {
        let ours = |test: fn(&practice::Column) -> bool| {
            names(entity.columns.iter().filter(|column| test(column)).map(|column| column.name))
        };
        let theirs =
            |name: &str| part(&document, entity, name).map(|it| names(it.keys().map(String::as_str)));
        let with_email = |mut set: BTreeSet<String>| {
            if entity.name == "user" {
                set.insert("email".into());
            }
            set
        };
        assert_eq!(Some(ours(|column| column.filter)), theirs("filters").map(with_email), "{}", entity.name);
        match theirs("search").map(with_email) {
            Some(typed) => assert_eq!(ours(|column| column.search), typed, "{}", entity.name),
            None => assert!(!ours(|column| column.search).is_empty(), "{}", entity.name),
        }
        match theirs("greaterThan") {
            Some(typed) => assert_eq!(ours(|column| column.range), typed, "{}", entity.name),
            None => assert!(ours(|column| column.range).contains("createdAt"), "{}", entity.name),
        }
        assert_eq!(entity.untyped_search, theirs("search").is_none(), "{}", entity.name);
        assert_eq!(entity.untyped_ranges, theirs("greaterThan").is_none(), "{}", entity.name);
    }
}

#[test]
fn kinds_are_those_of_the_document_or_truer() {
    let Some(document) = document() else { return };
    let mut truer = BTreeSet::new();
    for entity in entities() {
        for (name, schema) in part(&document, entity, "filters").expect("all filters are typed") {
            let value = if schema["type"] == "array" { &schema["items"] } else { schema };
            let theirs = match (value["type"].as_str(), value["format"].as_str(), value.get("enum")) {
                (Some("string"), _, Some(values)) => format!("Enum {values}"),
                (Some("string"), Some("uuid"), _) => "Uuid".into(),
                (Some("string"), ..) => "Text".into(),
                (Some("number"), ..) => "Number".into(),
                (Some("boolean"), ..) => "Boolean".into(),
                other => panic!("{}.{name}: {other:?}", entity.name),
            };
            let column = entity.column(name).expect("it is a column");
            assert_eq!(column.single, schema["type"] != "array", "{}.{name}", entity.name);
            let ours = match column.kind {
                Kind::Enum(values) => format!("Enum {}", json!(values)),
                kind => format!("{kind:?}"),
            };
            if ours != theirs {
                truer.insert(format!("{}.{name} {theirs}", entity.name));
            }
        }
    }
    let known =
        ["event.gameserverId Text", "event.moduleId Text", "event.playerId Text", "shop/order.status Text"];
    assert_eq!(truer, names(known.into_iter()));
}

#[test]
fn related_objects_are_those_of_the_document() {
    let Some(document) = document() else { return };
    for entity in entities() {
        let input = schema(&document, &format!("{}SearchInputDTO", entity.dto));
        assert_eq!(json!(entity.extends), input["properties"]["extend"]["items"]["enum"], "{}", entity.name);
        let direct = |relation: &Relation| entity.extends.contains(&relation.extend);
        assert!(entity.relations.iter().all(direct), "{}", entity.name);
    }
}

#[test]
fn operations_and_permissions_are_those_of_the_document() {
    let Some(document) = document() else { return };
    let operations: Vec<(&str, &str, &Value)> = document["paths"]
        .as_object()
        .expect("paths are an object")
        .iter()
        .flat_map(|(path, methods)| {
            methods.as_object().into_iter().flatten().map(move |(m, it)| (path.as_str(), m.as_str(), it))
        })
        .collect();
    let find = |entity: &Entity, operation: &str| {
        let id = format!("{}.{operation}", entity.controller);
        operations.iter().find(|(_, _, it)| it["operationId"] == id.as_str()).copied()
    };
    let wants = |operation: &Value, permission: &str| {
        let words = operation["description"].as_str().unwrap_or_default().to_owned();
        if permission.is_empty() {
            !words.contains("Required")
        } else {
            words.contains(&format!("`{permission}`"))
        }
    };
    for entity in entities() {
        let (path, method, search) = find(entity, "search").expect("every entity can be searched");
        assert_eq!((path, method), (format!("{}/search", entity.path).as_str(), "post"));
        assert_eq!(search["tags"], json!([entity.tag]));
        assert!(wants(search, entity.read), "{}", entity.name);
        assert!(find(entity, entity.get_one).is_some(), "{}", entity.name);
        assert_eq!(find(entity, "create").is_some(), entity.creatable, "{}", entity.name);
        assert_eq!(find(entity, "update").is_some(), entity.updatable, "{}", entity.name);
        let remove = find(entity, "remove").or_else(|| find(entity, "delete"));
        assert_eq!(remove.is_some(), entity.deletable, "{}", entity.name);
        if let Some((_, method, operation)) = remove {
            assert_eq!(operation["operationId"], format!("{}.{}", entity.controller, entity.remove));
            assert_eq!(method, "delete");
            assert!(wants(operation, entity.manage), "{}", entity.name);
        }
    }
}

#[test]
fn what_may_be_written_is_in_the_document_too() {
    let Some(document) = document() else { return };
    for entity in entities() {
        let inputs = [
            (entity.creatable, ["CreateDTO", "CreateInputDTO"]),
            (entity.updatable, ["UpdateDTO", "UpdateInputDTO"]),
        ];
        for (create, (_, endings)) in inputs.iter().enumerate().filter(|(_, (able, _))| *able) {
            let create = create == 0;
            let schemas = &document["components"]["schemas"];
            let input =
                endings.iter().map(|end| &schemas[format!("{}{end}", entity.dto)]).find(|it| it.is_object());
            let input = input.unwrap_or_else(|| panic!("{} has no input", entity.name));
            let ours = names(
                entity
                    .columns
                    .iter()
                    .filter(|it| if create { it.on_create } else { it.on_update })
                    .map(|it| it.name),
            );
            let theirs =
                names(input["properties"].as_object().expect("an object").keys().map(String::as_str));
            // What is no column of its own: the password, and the lists that stand in other tables.
            let beside = names(["password", "permissions", "items"].into_iter());
            assert_eq!(ours, &theirs - &beside, "{}", entity.name);
            let required =
                |name: &str| input["required"].as_array().is_some_and(|all| all.contains(&json!(name)));
            for column in entity.columns.iter().filter(|it| ours.contains(it.name)) {
                let asked = if create { column.required_on_create } else { column.required_on_update };
                assert_eq!(asked, required(column.name), "{}.{}", entity.name, column.name);
            }
        }
    }
}
