use super::*;
use serde_json::json;

fn places(details: Value) -> Vec<(String, String, String)> {
    fields(&details).into_iter().map(|field| (field.place(), field.message, field.rule)).collect()
}

fn one(place: &str, message: &str, rule: &str) -> Vec<(String, String, String)> {
    vec![(place.into(), message.into(), rule.into())]
}

#[test]
fn class_validator_trees_give_their_leaves() {
    let details = json!([
        {"target": {"name": "x"}, "value": "x", "property": "name", "children": [],
         "constraints": {"isLength": "name must be longer than or equal to 3 characters"}},
        {"target": {}, "value": [{"permissionId": 5}], "property": "permissions", "children": [
            {"target": [], "value": {"permissionId": 5}, "property": "0", "children": [
                {"target": {}, "value": 5, "property": "permissionId", "children": [],
                 "constraints": {"isString": "permissionId must be a string"}}]}]},
    ]);
    let found = fields(&details);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].place(), "name");
    assert_eq!(found[0].value, Some(json!("x")));
    assert_eq!(found[1].path, ["permissions", "0", "permissionId"]);
    assert_eq!(found[1].rule, "isString");
}

#[test]
fn a_node_without_constraints_still_gives_a_field() {
    assert_eq!(places(json!([{"property": "a", "children": []}])), one("a", "is not accepted", ""));
}

#[test]
fn a_list_of_allowed_values_that_the_server_leaves_empty_reads_as_a_sentence() {
    let details = json!([{"property": "extend", "constraints": {
        "isEnum": "each value in extend must be one of the following values: "}}]);
    let words = "each value in extend must be one of the allowed values, which the server does not list";
    assert_eq!(places(details), one("extend", words, "isEnum"));
}

#[test]
fn yup_lists_give_paths_and_types() {
    let details = json!([{"value": {"limit": 0, "page": 0}, "path": "limit", "type": "min",
        "errors": ["limit must be greater than or equal to 1"], "inner": [],
        "params": {"value": 0, "originalValue": 0, "path": "limit", "min": 1}, "name": "ValidationError",
        "message": "limit must be greater than or equal to 1"}]);
    assert_eq!(fields(&details)[0].value, Some(json!(0)));
    assert_eq!(places(details), one("limit", "limit must be greater than or equal to 1", "min"));
    assert_eq!(places(json!([{"path": "a[0].b", "message": "no"}])), one("a.0.b", "no", ""));
    assert_eq!(
        places(json!([{"path": ["a", 0], "code": "too_small", "message": "no"}])),
        one("a.0", "no", "too_small")
    );
    let gathered = json!([{"errors": ["one", "two"], "inner": [{"path": "a", "message": "one"}, {"path": "b", "message": "two"}]}]);
    assert_eq!(places(gathered).len(), 2);
}

#[test]
fn ajv_lists_name_the_missing_property_and_the_one_too_many() {
    let missing = json!([{"instancePath": "/config", "schemaPath": "#/required", "keyword": "required",
        "params": {"missingProperty": "host"}, "message": "must have required property 'host'"}]);
    assert_eq!(places(missing), one("config.host", "must have required property 'host'", "required"));
    let old = json!([{"dataPath": ".list[2]['a']", "keyword": "type", "params": {"type": "string"}, "message": "should be string"}]);
    assert_eq!(places(old), one("list.2.a", "should be string", "type"));
    let escaped = json!([{"instancePath": "/a~1b/c~0d", "keyword": "type", "message": "no"}]);
    assert_eq!(fields(&escaped)[0].path, ["a/b", "c~d"]);
}

#[test]
fn plain_maps_texts_and_lists_are_kept() {
    assert_eq!(places(json!({"name": "is taken"})), one("name", "is taken", ""));
    assert_eq!(places(json!({"limit": 5})), one("limit", "5", ""));
    assert_eq!(places(json!({"a": {"b": ["no"]}})), one("a.b", "no", ""));
    assert_eq!(places(json!("just words")), one("", "just words", ""));
    assert_eq!(places(json!(["just words"])), one("", "just words", ""));
    assert!(places(json!({})).is_empty() && places(json!([])).is_empty() && places(Value::Null).is_empty());
}

#[test]
fn target_and_secrets_are_gone_at_any_depth_and_words_about_them_stay() {
    let details = json!([
        {"target": {"password": "hunter2"}, "value": "hunter2", "property": "password",
         "constraints": {"isLength": "password must be longer"}},
        {"property": "auth", "value": {"user": "u", "Password": "hunter2", "target": "hunter2"}, "children": [
            {"target": "hunter2", "property": "userToken", "value": "hunter2", "constraints": {"isString": "no"}}]},
        {"path": "login.password", "params": {"originalValue": "hunter2"}, "value": {"password": "hunter2"}, "message": "too short"},
    ]);
    let clean = cleaned(&details);
    assert!(!clean.to_string().contains("hunter2"), "{clean}");
    assert!(!clean.to_string().contains("\"target\""), "{clean}");
    assert!(clean.to_string().contains("password must be longer"));
    assert!(clean.to_string().contains("\"user\":\"u\""));
    let found = fields(&details);
    assert!(!format!("{found:?}").contains("hunter2"), "{found:?}");
    assert_eq!(cleaned(&json!({"password": "is too short"})), json!({"password": "is too short"}));
}

#[test]
fn a_search_refused_by_a_sentence_names_its_field() {
    let message = "Filter values must be arrays or boolean. Found invalid value for 'id': 'x'. Example: { id: [\"x\"] }";
    let found = named_in(message).expect("the sentence names a field");
    assert_eq!((found.place().as_str(), found.value), ("filters.id", Some(json!("x"))));
    assert!(
        named_in("Search values must be arrays or boolean. Found invalid value for 'key': 'alph'.").is_some()
    );
    assert_eq!(named_in("Not found"), None);
}

#[test]
fn a_secret_inside_a_text_that_was_sent_is_not_repeated() {
    let sent = "{\"host\":\"10.0.0.1\",\"rconPassword\":\"hunter2\",}";
    let details =
        json!([{ "property": "connectionInfo", "value": sent, "constraints": { "isJson": "must be JSON" } }]);
    let found = fields(&details);
    assert_eq!(found[0].value, Some(json!("•••")));
    assert!(!cleaned(&details).to_string().contains("hunter2"));
    // A text that only speaks of one stays.
    let about =
        json!([{ "property": "name", "value": "My token shop", "constraints": { "min": "too short" } }]);
    assert_eq!(fields(&about)[0].value, Some(json!("My token shop")));
}
