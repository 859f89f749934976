//! An OpenAPI document, kept on this side of the border and asked in small questions.

use crate::engine::{json_of, object, problem};
use crate::{Outcome, outcome, thrown};
use client::url::{self, Style};
use openapi::{Operation, Place};
use query::nearest;
use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;

/// An OpenAPI document.
#[wasm_bindgen]
pub struct Document {
    document: openapi::Document,
}

#[wasm_bindgen]
impl Document {
    /// Reads a document's bytes.
    ///
    /// # Errors
    /// They are not JSON.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>) -> Result<Document, JsValue> {
        Document::read(bytes).map_err(|problem| thrown(&problem))
    }

    /// The names of the entities that can be searched.
    pub fn entities(&self) -> String {
        self.document.entities().into_iter().map(|(_, name)| Value::from(name)).collect::<Value>().to_string()
    }

    /// The schema of an entity.
    ///
    /// # Errors
    /// The document knows no such entity.
    pub fn entity(&self, name: &str) -> Outcome {
        outcome(self.read_entity(name))
    }

    /// The number of the first page, where the document tells it.
    #[wasm_bindgen(js_name = firstPage)]
    pub fn first_page(&self) -> Option<u32> {
        self.document.entities().into_iter().find_map(|(index, _)| self.document.entity(index)?.first_page)
    }

    /// What to send for an operation: `{method, url, headers, contentType, admin, readOnly}`.
    ///
    /// # Errors
    /// The document knows no such operation, the operation no such parameter, or its path wants one that is missing.
    pub fn request(&self, operation: &str, base: &str, parameters: &str) -> Outcome {
        outcome(self.build_request(operation, base, parameters))
    }
}

impl Document {
    fn read(bytes: Vec<u8>) -> Result<Document, Value> {
        let (document, _) = openapi::parse(bytes).map_err(|error| {
            problem("NotJson", format!("The OpenAPI document is not JSON: {}", error.message))
        })?;
        Ok(Document { document })
    }

    fn read_entity(&self, name: &str) -> Result<Value, Value> {
        let entities = self.document.entities();
        let wanted = name.trim_matches('/');
        let wanted = wanted.strip_suffix("/search").unwrap_or(wanted);
        let found = entities
            .iter()
            .find(|(_, name)| name == wanted)
            .and_then(|(index, _)| self.document.entity(*index));
        let Some(entity) = found else {
            let names = entities.iter().map(|(_, name)| name.as_str());
            return Err(unknown(
                "UnknownEntity",
                &format!("The document knows no entity \"{name}\"."),
                wanted,
                names,
            ));
        };
        Ok(crate::entity::to_json(&entity))
    }

    fn build_request(&self, id: &str, base: &str, parameters: &str) -> Result<Value, Value> {
        // What the API sends by itself nobody can ask for.
        let heads = self.document.operations();
        let Some(index) = self.document.find(id).filter(|index| !heads[*index].webhook) else {
            let keys = heads.iter().filter(|head| !head.webhook).map(|head| head.key.as_str());
            return Err(unknown(
                "UnknownOperation",
                &format!("The document knows no operation \"{id}\"."),
                id,
                keys,
            ));
        };
        let operation =
            self.document.operation(index).map_err(|broken| problem("BrokenOperation", broken.message))?;
        let Value::Object(given) = json_of(parameters, "The list of parameters")? else {
            return Err(problem("BadParameter", "The parameters are an object of names and values."));
        };
        let placed = place(&operation, &given)?;
        let address =
            url::build(base, &operation.path, &placed).map_err(|error| problem("BadParameter", error))?;
        let content_type = operation.body.as_ref().and_then(|body| body.content.first());
        let headers = address.headers.into_iter();
        let content_type = content_type.map(|media| media.content_type.as_str());
        Ok(object(vec![
            ("operationId", operation.key.into()),
            ("method", operation.method.into()),
            ("url", address.url.into()),
            ("headers", headers.map(|(name, value)| Value::Array(vec![name.into(), value.into()])).collect()),
            ("contentType", content_type.into()),
            ("admin", operation.admin.into()),
            ("readOnly", operation.read_only.into()),
        ]))
    }
}

/// Every value given, in the place and style of each parameter of its name.
fn place(operation: &Operation, given: &Map<String, Value>) -> Result<Vec<url::Parameter>, Value> {
    let mut placed = Vec::new();
    for (name, value) in given {
        let mut of_name = operation.parameters.iter().filter(|parameter| parameter.name == *name).peekable();
        if of_name.peek().is_none() {
            let names = operation.parameters.iter().map(|parameter| parameter.name.as_str());
            let words = format!("{} has no parameter \"{name}\".", operation.key);
            return Err(unknown("UnknownParameter", &words, name, names));
        }
        let before = placed.len();
        for known in of_name {
            let place = match known.place {
                Place::Path => url::Place::Path,
                Place::Query => url::Place::Query,
                Place::Header => url::Place::Header,
                Place::Cookie => continue,
            };
            // A parameter with a media type of its own is written in that, which is JSON wherever it is used.
            let value = if known.content_type.is_empty() { value.clone() } else { value.to_string().into() };
            let style = Style::parse(&known.style).unwrap_or_else(|| place.default_style());
            let mut one = url::Parameter::new(place, name.as_str(), value).style(style, Some(known.explode));
            one.allow_reserved = known.allow_reserved;
            placed.push(one);
        }
        if placed.len() == before && !value.is_null() {
            let words = format!("{} takes \"{name}\" in a cookie, which is never sent.", operation.key);
            return Err(problem("BadParameter", words));
        }
    }
    Ok(placed)
}

fn unknown<'a>(code: &str, words: &str, wanted: &str, names: impl Iterator<Item = &'a str>) -> Value {
    match nearest(wanted, names) {
        Some(near) => problem(code, format!("{words} Did you mean \"{near}\"?")),
        None => problem(code, words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document() -> Document {
        let text = json!({
            "openapi": "3.0.0",
            "info": { "title": "t", "version": "1" },
            "paths": {
                "/user/search": { "post": { "operationId": "UserController.search", "requestBody": { "content": {
                    "application/json": { "schema": { "properties": {
                        "filters": { "properties": { "email": { "type": "array", "items": { "type": "string" } } } },
                        "page": { "minimum": 1 } } } } } } } },
                "/user/{id}": { "get": { "operationId": "UserController.getOne", "parameters": [
                    { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
                    { "name": "extend", "in": "query", "schema": { "type": "array" } }] } },
                "/file/{id}": { "get": { "operationId": "FileController.getOne", "parameters": [
                    { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
                    { "name": "id", "in": "query", "schema": { "type": "string" } },
                    { "name": "path", "in": "query", "allowReserved": true, "schema": { "type": "string" } },
                    { "name": "id", "in": "cookie", "schema": { "type": "string" } },
                    { "name": "sid", "in": "cookie", "schema": { "type": "string" } }] } },
            },
        });
        Document::read(text.to_string().into_bytes()).expect("it is JSON")
    }

    #[test]
    fn an_operation_is_addressed_by_either_spelling_of_its_id() {
        for id in ["UserController.getOne", "UserControllerGetOne"] {
            let built = document()
                .build_request(id, "http://x/", r#"{"id":"a b","extend":["x","y"]}"#)
                .expect("it fits");
            assert_eq!(built["url"], "http://x/user/a%20b?extend=x&extend=y");
            assert_eq!(built["method"], "GET");
            assert_eq!(built["readOnly"], true);
        }
    }

    #[test]
    fn a_value_goes_wherever_its_name_stands_but_into_no_cookie() {
        let ask = |given: &str| document().build_request("FileControllerGetOne", "http://x", given);
        let built = ask(r#"{"id":"a/b","path":"c/d e","sid":null}"#).expect("it fits");
        assert_eq!(built["url"], "http://x/file/a%2Fb?id=a%2Fb&path=c/d%20e");
        let refused = ask(r#"{"id":"a","sid":"s"}"#).expect_err("it stands in a cookie");
        assert_eq!(refused["code"], "BadParameter");
        assert!(refused["message"].to_string().contains("sid"), "{refused}");
    }

    #[test]
    fn misspelt_names_are_told_with_what_was_meant() {
        let of = |result: Result<Value, Value>| result.expect_err("it is unknown")["message"].to_string();
        assert!(
            of(document().build_request("UserControllerGetOn", "", "{}")).contains("UserControllerGetOne")
        );
        assert!(of(document().build_request("UserControllerGetOne", "", r#"{"idd":1}"#)).contains("id"));
        assert!(of(document().build_request("UserControllerGetOne", "", "{}")).contains("id"));
        assert!(of(document().read_entity("users")).contains("user"));
    }

    #[test]
    fn an_entity_is_read_and_tells_the_first_page() {
        let entity = document().read_entity("user").expect("there is one");
        assert_eq!((&entity["name"], &entity["firstPage"]), (&json!("user"), &json!(1)));
        assert_eq!(document().first_page(), Some(1));
        assert!(document().read_entity("/user/search").is_ok());
    }

    #[test]
    fn what_is_no_json_is_no_document() {
        assert_eq!(Document::read(b"<html>".to_vec()).err().expect("it is HTML")["code"], "NotJson");
    }
}
