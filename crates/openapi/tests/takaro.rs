//! The document that a Takaro server really serves.
//!
//! It is found by the environment variable `TAKARO_OPENAPI`, else beside the project. Where it is absent the counts and
//! the golden file are not compared, and the tests run over a small document of the same shape.

use openapi::{Document, parse};
use query::{EntitySchema, Field, FieldKind};
use serde_json::Value;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The real document, or `None` and a line that says so.
fn real(test: &str) -> Option<Document> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/takaro/openapi.json");
    let file = std::env::var_os("TAKARO_OPENAPI").map_or(beside, PathBuf::from);
    let Ok(bytes) = std::fs::read(&file) else {
        eprintln!("not run: {test} over Takaro's own document, which is not here (TAKARO_OPENAPI names it)");
        return None;
    };
    let (document, problems) = parse(bytes).expect("the document is JSON");
    assert_eq!(problems, []);
    Some(document)
}

/// A document of the same shape, small.
fn small() -> Document {
    let text = r##"{"openapi": "3.0.0", "info": {"title": "Small", "version": "1 "}, "paths": {
      "/user/search": {"post": {"operationId": "UserController.search", "summary": "Search", "tags": ["User"],
        "description": "\n\n Required permissions: `READ_USERS`<br> OperationId: `UserControllerSearch`",
        "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/UserSearchInputDTO"}}}},
        "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Users"}}}}}}},
      "/user/{id}": {"delete": {"operationId": "UserController.remove", "tags": ["User"], "description": "Gone.<br>",
        "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}], "responses": {}}}},
      "components": {"schemas": {
        "UserSearchInputDTO": {"properties": {"filters": {"properties": {"name": {"items": {"type": "string"}, "type": "array"}}}}},
        "Users": {"properties": {"data": {"type": "array", "items": {"$ref": "#/components/schemas/User"}}}},
        "User": {"properties": {"name": {"type": "string"}, "friends": {"type": "array", "items": {"$ref": "#/components/schemas/User"}}}}}}}"##;
    let (document, problems) = parse(text.into()).expect("it is JSON");
    assert_eq!(problems, []);
    document
}

/// The real document and the small one, whichever there are.
fn documents(test: &str) -> Vec<Document> {
    real(test).into_iter().chain([small()]).collect()
}

#[test]
fn has_what_it_has() {
    let Some(document) = real("has_what_it_has") else { return };
    let mut paths: Vec<&str> = document.operations().iter().map(|head| head.path.as_str()).collect();
    paths.dedup();
    assert_eq!(document.operations().len(), 182);
    assert_eq!(paths.len(), 145);
    assert_eq!(document.schemas().count(), 424);
    assert_eq!(document.tags().len(), 25);
    assert_eq!(document.entities().len(), 22);
    assert_eq!(document.info().version.trim(), document.info().version);
    assert_eq!(document.openapi_version(), "3.0.0");
    assert_eq!(document.security_schemes().len(), 2);
    assert_eq!(document.operations().iter().filter(|head| head.deprecated).count(), 5);
}

#[test]
fn every_operation_can_be_read() {
    for document in documents("every_operation_can_be_read") {
        for (index, head) in document.operations().iter().enumerate() {
            let operation = document.operation(index).expect("every operation can be read");
            assert_eq!(operation.problems, [], "{}", head.key);
            assert_eq!(document.find(&head.key), Some(index));
            assert_eq!(document.find(&head.id), Some(index));
            assert_eq!(document.find_by(&head.method, &head.path), Some(index));
            assert!(head.key.chars().all(char::is_alphanumeric), "{}", head.key);
            assert!(!operation.description.contains("OperationId"), "{}", operation.description);
            assert!(!operation.description.contains("<br"), "{}", operation.description);
            assert!(!operation.description.contains("Required permissions"), "{}", operation.description);
        }
    }
}

/// What the descriptions say of themselves is what is made of them.
#[test]
fn keys_and_permissions_are_those_of_the_descriptions() {
    let Some(document) = real("keys_and_permissions_are_those_of_the_descriptions") else { return };
    let whole: Value = serde_json::from_str(document.text()).expect("it was read before");
    let mut with_permissions = 0;
    for (index, head) in document.operations().iter().enumerate() {
        let raw = &whole["paths"][&head.path][head.method.to_lowercase()]["description"];
        let raw = raw.as_str().expect("each has a description");
        assert!(raw.ends_with(&format!("OperationId: `{}`", head.key)), "{raw}");
        let operation = document.operation(index).expect("it can be read");
        let said = raw
            .split_once("Required permissions: ")
            .map_or("", |(_, rest)| rest.split('<').next().unwrap_or(""));
        let made: Vec<String> = operation.permissions.iter().map(|name| format!("`{name}`")).collect();
        assert_eq!(made.join(", "), said.trim());
        with_permissions += usize::from(!made.is_empty());
    }
    assert!(with_permissions > 100, "{with_permissions}");
}

#[test]
fn every_schema_can_be_read_and_sampled() {
    for document in documents("every_schema_can_be_read_and_sampled") {
        for name in document.schemas() {
            let schema = document.schema(name).expect("every schema can be read");
            let sample = schema.example(&document, 8);
            let size = sample.to_string().len();
            assert!(size < 100_000, "{name}: {size}");
            assert_eq!(sample, schema.example(&document, 8), "{name}: the same each time");
            let properties = document.properties(&schema);
            for property in &properties {
                assert!(document.resolve(&property.schema).schema().is_some(), "{name}.{}", property.name);
                if property.required {
                    assert!(sample.get(&property.name).is_some(), "{name}.{}: {sample}", property.name);
                }
            }
        }
    }
}

#[test]
fn circles_end() {
    let Some(document) = real("circles_end") else { return };
    let category = document.schema("ShopCategoryOutputDTO").expect("it is in the document");
    assert!(category.example(&document, 20).is_object());
    let uses = document.used_by("ShopListingOutputDTO");
    let find = |key: &str| document.find(key).expect("it is in the document");
    assert!(uses.contains(&find("ShopCategoryControllerSearch")), "by way of the category");
    assert!(uses.contains(&find("ShopListingControllerSearch")));
    assert!(!uses.contains(&find("VariableControllerSearch")));
}

#[test]
fn tells_reading_from_writing() {
    let Some(document) = real("tells_reading_from_writing") else { return };
    let operations = (0..document.operations().len()).filter_map(|index| document.operation(index).ok());
    let mut reading: Vec<String> = operations
        .filter(|operation| {
            operation.read_only && operation.method != "GET" && !operation.path.ends_with("/search")
        })
        .map(|operation| format!("{} {}", operation.method, operation.path))
        .collect();
    reading.sort();
    let expected = [
        "POST /command/{id}/executions",
        "POST /cronjob/{id}/executions",
        "POST /event/export",
        "POST /event/filter/failed-functions",
        "POST /gameserver/reachability",
        "POST /hook/{id}/executions",
        "POST /module/{id}/export",
        "POST /resolve-registration-token",
        "POST /tracking/inventory/item",
        "POST /tracking/inventory/player",
        "POST /tracking/location",
        "POST /tracking/location/box",
        "POST /tracking/location/radius",
    ];
    assert_eq!(reading, expected);
}

#[test]
fn administration_is_known() {
    let Some(document) = real("administration_is_known") else { return };
    for (index, head) in document.operations().iter().enumerate() {
        let operation = document.operation(index).expect("it can be read");
        assert_eq!(operation.admin, operation.security == ["adminAuth"], "{}", head.key);
    }
    let admin = document.find("DomainControllerSearch").and_then(|index| document.operation(index).ok());
    assert!(admin.is_some_and(|operation| operation.admin));
}

#[test]
fn filters_over_all_of_it() {
    let Some(document) = real("filters_over_all_of_it") else { return };
    let find = |key: &str| document.find(key).expect("it is in the document");
    assert_eq!(document.filter("usercontrollersearch"), [find("UserControllerSearch")]);
    assert_eq!(document.filter("/gameserver/player/search"), [find("PlayerOnGameServerControllerSearch")]);
    assert!(document.filter("ban player").contains(&find("GameServerControllerBanPlayer")));
    assert!(document.filter("no such words").is_empty());
}

/// The fields of the 22 searches, one a line: kept as a file, so that a change of the reader shows as a change there.
#[test]
fn entities_are_the_golden_ones() {
    let Some(document) = real("entities_are_the_golden_ones") else { return };
    let mut text = String::new();
    for (index, name) in document.entities() {
        let entity = document.entity(index).expect("each search has its entity");
        assert_eq!(entity.name, name);
        describe(&entity, &mut text);
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/entities.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, &text).expect("the golden file can be written");
    }
    let golden = std::fs::read_to_string(&file).expect("the golden file is there");
    assert!(
        golden == text,
        "the entities changed; UPDATE_GOLDEN=1 writes them to {}:\n{text}",
        file.display()
    );
}

fn describe(entity: &EntitySchema, text: &mut String) {
    let untyped = [
        (entity.typed_filters, "filters"),
        (entity.typed_search, "search"),
        (entity.typed_ranges, "ranges"),
        (entity.typed_extend, "extend"),
    ];
    let untyped: Vec<&str> = untyped.iter().filter(|(typed, _)| !typed).map(|(_, name)| *name).collect();
    let mut line = format!("{} ({})", entity.name, entity.operation_id);
    if !untyped.is_empty() {
        write!(line, ", untyped: {}", untyped.join(" ")).expect("writing to a text does not fail");
    }
    if !entity.extend.is_empty() {
        write!(line, ", extend: {}", entity.extend.join(" ")).expect("writing to a text does not fail");
    }
    if let Some(page) = entity.first_page {
        write!(line, ", first page {page}").expect("writing to a text does not fail");
    }
    writeln!(text, "{line}").expect("writing to a text does not fail");
    for field in &entity.fields {
        writeln!(text, "  {}: {}", field.name, described(field)).expect("writing to a text does not fail");
    }
    text.push('\n');
}

fn described(field: &Field) -> String {
    let kind = match &field.kind {
        FieldKind::Enum(values) => format!("enum {}", values.join("|")),
        other => format!("{other:?}").to_lowercase(),
    };
    let abilities = [
        (field.filter, "filter"),
        (field.search, "search"),
        (field.range, "range"),
        (field.row, "row"),
        (field.unique, "unique"),
        (field.single, "single"),
    ];
    let abilities: Vec<&str> = abilities.iter().filter(|(can, _)| *can).map(|(_, name)| *name).collect();
    format!("{kind}; {}", abilities.join(" "))
}

#[test]
fn what_the_document_says_wrongly_of_answers_is_known() {
    let Some(document) = real("what_the_document_says_wrongly_of_answers_is_known") else { return };
    let operations = (0..document.operations().len()).filter_map(|index| document.operation(index).ok());
    let other: Vec<_> = operations.filter_map(|it| Some((it.path, it.answers_with?))).collect();
    let tile = "/gameserver/{id}/map/tile/{x}/{y}/{z}".to_string();
    assert_eq!(other, [(tile, "image/png"), ("/event/export".to_string(), "text/csv")]);
    let wrong = |name: &str| document.schema(name).is_some_and(|schema| schema.is_wrong_envelope());
    assert!(wrong("MetadataOutput") && wrong("ErrorOutput") && !wrong("PlayerOutputDTO"));
}

#[test]
fn ids_lead_to_the_entities_that_they_name() {
    let Some(document) = real("ids_lead_to_the_entities_that_they_name") else { return };
    let entity = |path: &str, name: &str| {
        let index = document.entity_of_id(path, name)?;
        Some(document.operations()[index].path.clone())
    };
    for (path, name, expected) in [
        ("/gameserver/{gameServerId}/player/{playerId}", "gameServerId", "/gameserver/search"),
        ("/gameserver/{gameServerId}/player/{playerId}", "playerId", "/player/search"),
        ("/player/{id}/role/{roleId}", "id", "/player/search"),
        ("/player/{id}/role/{roleId}", "roleId", "/role/search"),
        ("/shop/listing/{id}", "id", "/shop/listing/search"),
        ("/shop/order/", "listingId", "/shop/listing/search"),
        ("/shop/category/{id}/move", "parentId", "/shop/category/search"),
        ("/shop/category/bulk-assign", "addCategoryIds", "/shop/category/search"),
        ("/variables/{id}", "id", "/variables/search"),
        ("/module/version/{id}", "id", "/module/version/search"),
        ("/command", "versionId", "/module/version/search"),
        ("/shop/listing/", "itemId", "/items/search"),
        ("/gameserver/{gameServerId}/player/{sender}/{receiver}/transfer", "sender", "/player/search"),
        ("/cronjob/trigger", "cronjobId", "/cronjob/search"),
    ] {
        assert_eq!(entity(path, name).as_deref(), Some(expected), "{name} of {path}");
    }
    for (path, name) in
        [("/command/argument/{id}", "id"), ("/role", "permissionId"), ("/settings/{key}", "key")]
    {
        assert_eq!(entity(path, name), None, "{name} of {path}");
    }
}
