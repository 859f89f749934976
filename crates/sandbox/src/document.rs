//! The sandbox's own OpenAPI document, in the shape of Takaro's.

use crate::entities::{DOMAIN, parts};
use crate::validate::{Body, writable};
use practice::{Column, Entity, Kind};
use serde_json::{Map, Value, json};

/// The document: every operation of the sandbox, pages counted from `first_page`.
pub fn document(first_page: u32) -> Value {
    let mut paths = Map::new();
    let mut schemas = common();
    for entity in practice::entities().iter().chain([&DOMAIN]) {
        describe(entity, first_page, &mut paths, &mut schemas);
    }
    session(&mut paths);
    others(&mut paths, &mut schemas);
    json!({
        "openapi": "3.0.0",
        "info": {"title": "Takaro practice server", "version": env!("CARGO_PKG_VERSION")},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "adminAuth": {
                    "description": "Used for system administration, like creating or deleting domains",
                    "type": "apiKey", "in": "header", "name": "x-takaro-admin-token",
                },
                "domainAuth": {
                    "description": "Used for anything inside a domain. Players, GameServers, etc.",
                    "type": "apiKey", "in": "cookie", "name": "takaro-token",
                },
            },
        },
    })
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn object(properties: Value, required: &[&str]) -> Value {
    let mut schema = json!({"type": "object", "properties": properties});
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// A schema in its envelope.
fn envelope(data: Value) -> Value {
    object(json!({"data": data, "meta": reference("MetadataOutput")}), &["data", "meta"])
}

fn common() -> Map<String, Value> {
    let text = json!({"type": "string"});
    let number = json!({"type": "number"});
    let error = object(json!({"code": text, "message": text, "details": {}}), &["code"]);
    let meta = object(
        json!({"error": reference("ErrorOutput"), "page": number, "limit": number, "total": number}),
        &[],
    );
    let login = object(
        json!({"username": {"type": "string", "description": "The e-mail address."}, "password": text}),
        &["username", "password"],
    );
    let token = envelope(object(json!({"token": text}), &["token"]));
    let domain = object(json!({"id": text, "name": text, "state": text}), &["id", "name", "state"]);
    let me = object(
        json!({"user": reference("UserOutputDTO"), "domains": {"type": "array", "items": domain}, "domain": text}),
        &["user", "domains"],
    );
    let all = [
        ("ErrorOutput", error),
        ("MetadataOutput", meta),
        ("APIOutput", object(json!({"meta": reference("MetadataOutput"), "data": {}}), &["meta"])),
        ("LoginDTO", login),
        ("LoginOutputDTOAPI", token),
        ("MeOutputDTOAPI", envelope(me)),
    ];
    all.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect()
}

/// A value of a column.
fn value(column: &Column) -> Value {
    let mut schema = match column.kind {
        Kind::Text => json!({"type": "string"}),
        Kind::Uuid => json!({"type": "string", "format": "uuid"}),
        Kind::Date => json!({"type": "string", "format": "date-time"}),
        Kind::Number => json!({"type": "number"}),
        Kind::Boolean => json!({"type": "boolean"}),
        Kind::Enum(values) => json!({"type": "string", "enum": values}),
        Kind::Json => json!({"type": "object"}),
    };
    if !column.description.is_empty() {
        schema["description"] = column.description.into();
    }
    schema
}

fn properties<'a>(columns: impl Iterator<Item = &'a Column>, schema: impl Fn(&Column) -> Value) -> Value {
    Value::Object(columns.map(|column| (column.name.to_owned(), schema(column))).collect())
}

/// The body that makes or changes a row.
fn written(entity: &'static Entity, which: Body, schemas: &mut Map<String, Value>) -> Value {
    let mut required = Vec::new();
    let mut all = Map::new();
    for (column, needed) in writable(entity, which) {
        let mut schema = match column.kind {
            Kind::Json if column.name != "meta" => json!({"type": "string", "format": "json"}),
            _ => value(column),
        };
        if let Some((shortest, longest)) = column.length {
            schema["minLength"] = shortest.into();
            schema["maxLength"] = longest.into();
        }
        let schema = if column.in_rows() { schema } else { json!({"type": "array", "items": schema}) };
        all.insert(column.name.into(), schema);
        if needed {
            required.push(column.name);
        }
    }
    for part in parts(entity.name) {
        let needed: Vec<&str> = part
            .columns
            .iter()
            .filter(|column| column.required_on_create)
            .map(|column| column.name)
            .collect();
        schemas.insert(part.dto.into(), object(properties(part.columns.iter(), value), &needed));
        all.insert(part.name.into(), json!({"type": "array", "items": reference(part.dto)}));
        if which == Body::Create {
            required.push(part.name);
        }
    }
    object(Value::Object(all), &required)
}

/// The body of a search. The two sides of the ranges are told apart, as their bounds mean different things. What the server
/// does not look at has no type, as in Takaro's document.
fn searched(entity: &Entity, first_page: u32, schemas: &mut Map<String, Value>) -> Value {
    let name = |end: &str| format!("{}SearchInput{end}", entity.dto);
    let list = |column: &Column| match column.single {
        true => value(column),
        false => json!({"type": "array", "items": value(column)}),
    };
    let columns = || entity.columns.iter();
    schemas.insert(
        name("AllowedFilters"),
        object(properties(columns().filter(|column| column.filter), list), &[]),
    );
    let mut part = |end: &str, untyped: bool, schema: &dyn Fn() -> Value| {
        if untyped {
            return json!({});
        }
        schemas.insert(name(end), object(schema(), &[]));
        reference(&name(end))
    };
    let in_search = || properties(columns().filter(|column| column.search), list);
    let in_range = || properties(columns().filter(|column| column.range), value);
    let search = part("AllowedSearch", entity.untyped_search, &in_search);
    let greater_than = part("AllowedGreaterThan", entity.untyped_ranges, &in_range);
    let less_than = part("AllowedLessThan", entity.untyped_ranges, &in_range);
    let sortable: Vec<&str> = entity.stored().map(|column| column.name).collect();
    let mut all = json!({
        "filters": reference(&name("AllowedFilters")),
        "search": search,
        "greaterThan": greater_than,
        "lessThan": less_than,
        "extend": {"type": "array", "items": {"type": "string", "enum": entity.extends}},
        "page": {"type": "number", "minimum": first_page, "default": first_page},
        "limit": {"type": "number", "minimum": 1, "maximum": 1000, "default": 100},
        "sortBy": {"type": "string", "enum": sortable},
        "sortDirection": {"type": "string", "enum": ["asc", "desc"]},
    });
    if let Some(all) = all.as_object_mut().filter(|_| entity.extends.is_empty()) {
        all.remove("extend");
    }
    object(all, &[])
}

/// One operation; `id` is what its id ends in, after the dot.
fn operation(controller: &str, id: &str, summary: &str, tag: &str, permission: &str, output: &str) -> Value {
    let mut capital = id.chars();
    let capital: String =
        capital.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(capital).collect();
    let wanted = if permission.is_empty() {
        String::new()
    } else {
        format!("\n\n Required permissions: `{permission}`")
    };
    let scheme = if controller == DOMAIN.controller { "adminAuth" } else { "domainAuth" };
    json!({
        "operationId": format!("{controller}.{id}"),
        "summary": summary,
        "tags": [tag],
        "description": format!("{wanted}<br> OperationId: `{controller}{capital}`"),
        "security": [{scheme: []}],
        "responses": {"200": {"description": "", "content": {"application/json": {"schema": reference(output)}}}},
    })
}

fn with_body(mut operation: Value, dto: &str, examples: Option<Value>) -> Value {
    let mut content = json!({"schema": reference(dto)});
    if let Some(examples) = examples {
        content["examples"] = examples;
    }
    operation["requestBody"] =
        json!({"description": dto, "required": false, "content": {"application/json": content}});
    operation
}

fn with_id(mut operation: Value, name: &str) -> Value {
    operation["parameters"] = json!([{"in": "path", "name": name, "required": true, "schema": {"type": "string", "pattern": "[^\\/#\\?]+?"}}]);
    operation
}

fn examples(entity: &Entity, first_page: u32) -> Value {
    let mut all = json!({
        "list": {"summary": "List all", "value": {}},
        "secondPage": {"summary": "The second page, ten rows on each", "value": {"page": first_page + 1, "limit": 10}},
        "recent": {"summary": "Made since a moment", "value": {"greaterThan": {"createdAt": "2026-11-16T00:00:00.000Z"}}},
    });
    if entity.name == "user" {
        let email = "john.doe@example.com";
        all["filters"] = json!({"summary": "Exact matches", "value": {"filters": {"name": ["John Doe"], "email": [email]}}});
        all["search"] = json!({"summary": "Partial matches", "value": {"search": {"name": ["John"]}}});
        all["combined"] = json!({"summary": "All together", "value": {
            "filters": {"email": [email]}, "search": {"name": ["John"]}, "page": first_page, "limit": 5,
        }});
    }
    if let Some(name) = entity.extends.first() {
        all["withRelations"] = json!({"summary": "Search with related data", "value": {"extend": [name]}});
    }
    all
}

fn describe(
    entity: &'static Entity,
    first_page: u32,
    paths: &mut Map<String, Value>,
    schemas: &mut Map<String, Value>,
) {
    let name = |end: &str| format!("{}{end}", entity.dto);
    let kept = |column: &Column| {
        let mut schema = value(column);
        if column.nullable {
            schema["nullable"] = true.into();
        }
        schema
    };
    let required: Vec<&str> =
        entity.stored().filter(|column| !column.nullable).map(|column| column.name).collect();
    schemas.insert(name("OutputDTO"), object(properties(entity.stored(), kept), &required));
    schemas.insert(name("OutputDTOAPI"), envelope(reference(&name("OutputDTO"))));
    let array = json!({"type": "array", "items": reference(&name("OutputDTO"))});
    schemas.insert(name("OutputArrayDTOAPI"), envelope(array));
    let body = searched(entity, first_page, schemas);
    schemas.insert(name("SearchInputDTO"), body);

    let make = |id: &str, summary: &str, permission: &str, output: &str| {
        operation(entity.controller, id, summary, entity.tag, permission, output)
    };
    let found = make("search", "Search", entity.read, &name("OutputArrayDTOAPI"));
    let found = with_body(found, &name("SearchInputDTO"), Some(examples(entity, first_page)));
    paths.insert(format!("{}/search", entity.path), json!({"post": found}));

    let one = name("OutputDTOAPI");
    if entity.creatable {
        let body = written(entity, Body::Create, schemas);
        schemas.insert(name("CreateInputDTO"), body);
        let made = with_body(make("create", "Create", entity.manage, &one), &name("CreateInputDTO"), None);
        paths.insert(entity.path.into(), json!({"post": made}));
    }
    let mut item = json!({"get": with_id(make(entity.get_one, "Get one", entity.read, &one), "id")});
    if entity.updatable {
        let body = written(entity, Body::Update, schemas);
        schemas.insert(name("UpdateDTO"), body);
        let changed = with_body(make("update", "Update", entity.manage, &one), &name("UpdateDTO"), None);
        item["put"] = with_id(changed, "id");
    }
    if entity.deletable {
        item["delete"] = with_id(make(entity.remove, "Remove", entity.manage, "APIOutput"), "id");
    }
    paths.insert(format!("{}/{{id}}", entity.path), item);
}

fn session(paths: &mut Map<String, Value>) {
    let make =
        |id: &str, summary: &str, output: &str| operation("UserController", id, summary, "User", "", output);
    let me = make("me", "Get the current logged in user", "MeOutputDTOAPI");
    paths.insert("/me".into(), json!({"get": me}));
    let login = with_body(make("login", "Login", "LoginOutputDTOAPI"), "LoginDTO", None);
    paths.insert("/login".into(), json!({"post": login}));
    paths.insert("/logout".into(), json!({"post": make("logout", "Logout", "APIOutput")}));
    let select = make("setSelectedDomain", "Set the selected domain for the user", "APIOutput");
    paths.insert("/selected-domain/{domainId}".into(), json!({"post": with_id(select, "domainId")}));
    let unset = make("deleteSelectedDomainCookie", "Unset the selected domain for the user", "APIOutput");
    paths.insert("/selected-domain".into(), json!({"delete": unset}));
}

/// What belongs to no entity's usual five operations.
fn others(paths: &mut Map<String, Value>, schemas: &mut Map<String, Value>) {
    let text = json!({"type": "string"});
    let made = object(
        json!({
            "createdDomain": reference("DomainOutputDTO"), "rootUser": reference("UserOutputDTO"),
            "rootRole": reference("RoleOutputDTO"), "password": text,
        }),
        &["createdDomain", "rootUser", "rootRole", "password"],
    );
    schemas.insert("DomainCreateOutputDTO".into(), made);
    schemas.insert("DomainCreateOutputDTOAPI".into(), envelope(reference("DomainCreateOutputDTO")));
    if let Some(create) = paths.get_mut(DOMAIN.path).and_then(|path| path.get_mut("post")) {
        create["responses"]["200"]["content"]["application/json"]["schema"] =
            reference("DomainCreateOutputDTOAPI");
    }

    schemas.insert("TokenInputDTO".into(), object(json!({"domainId": text}), &["domainId"]));
    schemas.insert("TokenOutputDTO".into(), object(json!({"token": text}), &["token"]));
    schemas.insert("TokenOutputDTOAPI".into(), envelope(reference("TokenOutputDTO")));
    let token = operation(DOMAIN.controller, "getToken", "Get token", DOMAIN.tag, "", "TokenOutputDTOAPI");
    paths.insert("/token".into(), json!({"post": with_body(token, "TokenInputDTO", None)}));

    schemas.insert("HealthOutputDTO".into(), object(json!({"healthy": {"type": "boolean"}}), &["healthy"]));
    let mut health = operation("Meta", "getHealth", "Get health", "Meta", "", "HealthOutputDTO");
    if let Some(health) = health.as_object_mut() {
        health.remove("security");
    }
    paths.insert("/healthz".into(), json!({"get": health}));

    for (kind, controller) in
        [("command", "CommandController"), ("hook", "HookController"), ("cronjob", "CronJobController")]
    {
        let tag = controller.strip_suffix("Controller").unwrap_or(controller);
        let found = operation(
            controller,
            "getExecutions",
            "Get executions",
            tag,
            "READ_MODULES",
            "EventOutputArrayDTOAPI",
        );
        let mut found = with_id(with_body(found, "EventSearchInputDTO", None), "id");
        if let Some(parameters) = found["parameters"].as_array_mut() {
            // As the real document has it: nothing is said of what it may be.
            parameters.push(json!({"in": "query", "name": "success", "required": false, "schema": {}}));
        }
        paths.insert(format!("/{kind}/{{id}}/executions"), json!({"post": found}));
    }

    let mut import = operation(
        "ShopListingController",
        "importListings",
        "Import listings",
        "Shop Listing",
        "MANAGE_SHOP_LISTINGS",
        "APIOutput",
    );
    let options =
        "JSON: `gameServerId` (where they are sold), `draft` (start hidden), `replace` (old listings go).";
    let form = object(
        json!({
            "import": {"type": "string", "format": "binary", "description": "A JSON file: a list of listings."},
            "options": {"type": "string", "description": options},
        }),
        &["import"],
    );
    import["requestBody"] = json!({"required": true, "content": {"multipart/form-data": {"schema": form}}});
    paths.insert("/shop/listing/import".into(), json!({"post": import}));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_practice_entity_can_be_searched() {
        let document = document(1);
        for entity in practice::entities() {
            let post = &document["paths"][format!("{}/search", entity.path)]["post"];
            assert_eq!(post["operationId"], format!("{}.search", entity.controller));
            let body =
                &document["components"]["schemas"][format!("{}SearchInputDTO", entity.dto)]["properties"];
            assert_eq!((&body["page"]["minimum"], &body["page"]["default"]), (&json!(1), &json!(1)));
        }
        assert_eq!(practice::entities().len(), 10);
        let words = document["paths"]["/player/search"]["post"]["description"].as_str().unwrap();
        assert!(
            words.contains("Required permissions: `READ_PLAYERS`<br> OperationId: `PlayerControllerSearch`")
        );
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn walk<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
            match value {
                Value::Object(map) => {
                    found.extend(map.get("$ref").and_then(Value::as_str));
                    map.values().for_each(|value| walk(value, found));
                }
                Value::Array(list) => list.iter().for_each(|value| walk(value, found)),
                _ => {}
            }
        }
        let document = document(0);
        let mut found = Vec::new();
        walk(&document, &mut found);
        assert!(found.len() > 50);
        for reference in found {
            assert!(document.pointer(&reference[1..]).is_some(), "{reference}");
        }
    }
}
