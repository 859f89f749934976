//! An operation, or a whole document, as Markdown: to be pasted into an issue, a note or a language model.

use crate::document::Document;
use crate::operation::{Media, Operation};
use crate::problem::Problem;
use crate::schema::Schema;
use std::collections::BTreeSet;
use std::fmt::Write;

/// How deep the fields of a body are listed.
const DEPTH: usize = 4;
/// So many bytes of fields are written; of those that are left a sign stands for all.
const LONGEST: usize = 200_000;

impl Document {
    /// One operation as Markdown: method and path, permissions, parameters, bodies and answers with their fields.
    ///
    /// # Errors
    /// The problem of an operation that cannot be read.
    ///
    /// ```
    /// let text = r#"{"openapi": "3.0.0", "info": {}, "paths": {"/pet/{id}": {"delete": {"operationId": "PetController.remove",
    ///   "summary": "Remove a pet", "description": "Required permissions: `MANAGE_PETS`"}}}}"#;
    /// let (document, _) = openapi::parse(text.into()).expect("it is JSON");
    /// let markdown = document.operation_markdown(0).expect("it can be read");
    /// assert!(markdown.starts_with("# Remove a pet\n\n`DELETE /pet/{id}`"));
    /// assert!(markdown.contains("Required permissions: `MANAGE_PETS`"));
    /// assert!(markdown.contains("- `id` (path, anything, required)"));
    /// ```
    pub fn operation_markdown(&self, index: usize) -> Result<String, Problem> {
        let operation = self.operation(index)?;
        let sent = if operation.webhook { " (a webhook: the API sends this)" } else { "" };
        let (summary, method, path) = (line(&operation.summary), &operation.method, &operation.path);
        let mut out = format!("# {summary}\n\n`{method} {path}`{sent}\n");
        if !operation.key.is_empty() {
            let _ = writeln!(out, "\nOperation: `{}`", operation.key);
        }
        if operation.deprecated {
            out.push_str("\nDeprecated.\n");
        }
        self.details(&operation, &mut out);
        Ok(out)
    }

    /// The whole document in the form of `llms.txt`: what the API is, then every operation by its tag in one line.
    ///
    /// ```
    /// let text = r#"{"openapi": "3.0.0", "info": {"title": "Pets", "description": "All about pets."}, "paths": {
    ///   "/pet": {"get": {"tags": ["Pet"], "summary": "List all"}}}}"#;
    /// let (document, _) = openapi::parse(text.into()).expect("it is JSON");
    /// assert_eq!(document.llms_txt(), "# Pets\n\n> All about pets.\n\n## Pet\n\n- `GET /pet`: List all\n");
    /// ```
    pub fn llms_txt(&self) -> String {
        let info = self.info();
        let mut out = format!("# {}\n", line(&info.title));
        if !info.description.trim().is_empty() {
            let _ = write!(out, "\n> {}\n", line(&info.description));
        }
        for tag in self.tags() {
            let _ = write!(out, "\n## {}\n\n", line(&tag.name));
            for index in &tag.operations {
                let head = &self.operations()[*index];
                let _ = write!(out, "- `{} {}`", head.method, head.path);
                if head.deprecated {
                    out.push_str(" (deprecated)");
                }
                if !head.summary.is_empty() {
                    let _ = write!(out, ": {}", line(&head.summary));
                }
                out.push('\n');
            }
        }
        out
    }

    fn details(&self, operation: &Operation, out: &mut String) {
        if !operation.permissions.is_empty() {
            let names: Vec<String> = operation.permissions.iter().map(|name| format!("`{name}`")).collect();
            let _ = writeln!(out, "\nRequired permissions: {}", names.join(", "));
        }
        if operation.admin {
            out.push_str("\nWants the header `X-Takaro-Admin-Token`.\n");
        }
        if !operation.description.trim().is_empty() {
            let _ = writeln!(out, "\n{}", operation.description.trim());
        }
        if !operation.parameters.is_empty() {
            out.push_str("\n## Parameters\n\n");
            for parameter in &operation.parameters {
                let kind = self.kind(&parameter.schema);
                let rules = self.rules(&parameter.schema, parameter.required, parameter.deprecated);
                let _ = write!(out, "- `{}` ({}, {kind}{rules})", parameter.name, parameter.place.word());
                if !parameter.description.is_empty() {
                    let _ = write!(out, ": {}", line(&parameter.description));
                }
                out.push('\n');
            }
        }
        if let Some(body) = operation.body.as_ref().filter(|body| !body.content.is_empty()) {
            out.push_str("\n## Body\n");
            self.media(&body.content, out);
        }
        if !operation.responses.is_empty() {
            out.push_str("\n## Answers\n");
            for response in &operation.responses {
                let _ = write!(out, "\n### {}\n", line(&response.status));
                if !response.description.trim().is_empty() {
                    let _ = writeln!(out, "\n{}", line(&response.description));
                }
                self.media(&response.content, out);
            }
        }
    }

    fn media(&self, content: &[Media], out: &mut String) {
        for media in content {
            let _ = writeln!(out, "\n`{}`\n", media.content_type);
            if let Some(schema) = &media.schema {
                self.fields(schema, 0, &mut BTreeSet::new(), out);
            }
        }
    }

    /// The fields of a schema as nested lists. A schema inside itself is named and not opened again.
    fn fields(&self, schema: &Schema, depth: usize, inside: &mut BTreeSet<String>, out: &mut String) {
        let name = schema.reference().map(str::to_owned);
        if depth >= DEPTH || name.as_ref().is_some_and(|name| !inside.insert(name.clone())) {
            return;
        }
        if let Some(found) = self.resolve(schema).schema() {
            let indent = "  ".repeat(depth);
            for property in self.properties(&found) {
                if out.len() > LONGEST {
                    let _ = writeln!(out, "{indent}- …");
                    break;
                }
                let rules = self.rules(&property.schema, property.required, false);
                let _ = write!(out, "{indent}- `{}` ({}{rules})", property.name, self.kind(&property.schema));
                let target = self.resolve(&property.schema).schema();
                let described = [Some(&property.schema), target.as_ref()];
                let words =
                    described.into_iter().flatten().map(Schema::description).find(|words| !words.is_empty());
                if let Some(words) = words {
                    let _ = write!(out, ": {}", line(words));
                }
                out.push('\n');
                let inner =
                    target.as_ref().and_then(Schema::items).unwrap_or_else(|| property.schema.clone());
                self.fields(&inner, depth + 1, inside, out);
            }
            if let Some(items) = found.items().filter(|_| depth == 0) {
                self.fields(&items, depth, inside, out);
            }
        }
        if let Some(name) = name {
            inside.remove(&name);
        }
    }

    fn kind(&self, schema: &Schema) -> String {
        let named = schema.reference().map(str::to_owned);
        let Some(found) = self.resolve(schema).schema() else { return named.unwrap_or_else(|| "any".into()) };
        if let Some(values) = values(&found) {
            return values;
        }
        let items = found.items().and_then(|items| self.resolve(&items).schema());
        if let Some(values) = items.as_ref().and_then(values) {
            return format!("list of {values}");
        }
        named.unwrap_or_else(|| found.kind())
    }

    /// What else holds for a value, each behind a comma.
    fn rules(&self, schema: &Schema, required: bool, deprecated: bool) -> String {
        let resolved = self.resolve(schema).schema();
        let all = || [Some(schema), resolved.as_ref()].into_iter().flatten();
        let mut out = String::new();
        if required {
            out.push_str(", required");
        }
        if deprecated || all().any(Schema::deprecated) {
            out.push_str(", deprecated");
        }
        let mut range = |least: Option<String>, most: Option<String>, unit: &str| {
            let _ = match (least, most) {
                (Some(least), Some(most)) => write!(out, ", {least} to {most}{unit}"),
                (Some(least), None) => write!(out, ", at least {least}{unit}"),
                (None, Some(most)) => write!(out, ", at most {most}{unit}"),
                (None, None) => Ok(()),
            };
        };
        let count = |get: fn(&Schema) -> Option<u64>| all().find_map(get).map(|count| count.to_string());
        range(count(Schema::min_length), count(Schema::max_length), " characters");
        range(count(Schema::min_items), count(Schema::max_items), " items");
        let without = |open: bool| if open { " (excluded)" } else { "" };
        let least =
            all().find_map(|it| Some(format!("{}{}", it.minimum()?, without(it.exclusive_minimum()))));
        let most = all().find_map(|it| Some(format!("{}{}", it.maximum()?, without(it.exclusive_maximum()))));
        range(least, most, "");
        if let Some(value) = all().find_map(Schema::default_value) {
            let _ = write!(out, ", default `{value}`");
        }
        out
    }
}

/// The allowed values, where they are listed.
fn values(schema: &Schema) -> Option<String> {
    let values = schema.enum_values();
    let list: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    (!list.is_empty()).then(|| list.join(" | "))
}

/// Text in one line, as a heading or a list needs it.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn fields_are_nested_and_circles_end() {
        let text = r##"{"openapi": "3.0.0", "info": {"title": "T"}, "paths": {"/a": {"post": {"summary": "Make",
            "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}}}},
            "components": {"schemas": {"A": {"type": "object", "required": ["name"], "properties": {
              "name": {"type": "string", "description": "Its\nname."}, "kind": {"enum": ["x", "y"]},
              "parts": {"type": "array", "items": {"$ref": "#/components/schemas/A"}}}}}}}"##;
        let (document, _) = crate::parse(text.into()).unwrap();
        let markdown = document.operation_markdown(0).unwrap();
        assert!(markdown.contains("- `name` (string, required): Its name.\n"), "{markdown}");
        assert!(markdown.contains("- `kind` (`\"x\"` | `\"y\"`)\n"), "{markdown}");
        assert_eq!(markdown.matches("`parts`").count(), 1, "{markdown}");
    }

    #[test]
    fn schemas_that_all_name_each_other_end() {
        let all: Vec<String> = (0..60).map(|at| format!("S{at}")).collect();
        let named = |name: &String| {
            (name.clone(), serde_json::json!({"$ref": format!("#/components/schemas/{name}")}))
        };
        let properties: serde_json::Map<_, _> = all.iter().map(named).collect();
        let schemas = all.iter().map(|name| (name.clone(), serde_json::json!({"properties": properties})));
        let schemas: serde_json::Map<_, _> = schemas.collect();
        let document = serde_json::json!({"openapi": "3.0.0", "info": {"title": "T"}, "paths": {"/a": {"post": {
            "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}}}}},
            "components": {"schemas": schemas}});
        let (document, _) = crate::parse(document.to_string().into()).unwrap();
        let markdown = document.operation_markdown(0).unwrap();
        assert!(markdown.len() < super::LONGEST + 10_000 && markdown.contains("- …"), "{}", markdown.len());
    }

    #[test]
    fn what_holds_for_a_value_is_said() {
        let text = r##"{"openapi": "3.0.0", "info": {"title": "T"}, "paths": {"/a": {"get": {"summary": "Make", "deprecated": true,
            "tags": ["A"], "parameters": [
              {"name": "n", "in": "query", "deprecated": true, "schema": {"type": "number", "minimum": 1, "maximum": 5, "default": 2}},
              {"name": "s", "in": "query", "schema": {"type": "string", "minLength": 3}},
              {"name": "l", "in": "query", "schema": {"type": "array", "maxItems": 2, "items": {"$ref": "#/components/schemas/E"}}},
              {"name": "x", "in": "query", "schema": {"type": "number", "exclusiveMinimum": true, "minimum": 0}}]}}},
            "components": {"schemas": {"E": {"type": "string", "enum": ["a", "b"]}}}}"##;
        let (document, _) = crate::parse(text.into()).unwrap();
        let markdown = document.operation_markdown(0).unwrap();
        for part in [
            "\nDeprecated.\n",
            "- `n` (query, number, deprecated, 1 to 5, default `2`)\n",
            "- `s` (query, string, at least 3 characters)\n",
            "- `l` (query, list of `\"a\"` | `\"b\"`, at most 2 items)\n",
            "- `x` (query, number, at least 0 (excluded))\n",
        ] {
            assert!(markdown.contains(part), "{part}: {markdown}");
        }
        assert!(document.llms_txt().contains("- `GET /a` (deprecated): Make\n"), "{}", document.llms_txt());
    }
}
