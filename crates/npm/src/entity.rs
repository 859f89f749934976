//! An entity as plain data: what `client.entity(name)` gives, and what the engine takes back. Written out by hand, and
//! read leniently: derived code for it would be a tenth of the whole module.

use crate::engine::{json_of, object, problem};
use query::{EntitySchema, Field, FieldKind};
use serde_json::Value;

/// The entity as JSON, in the names of the package's types.
pub(crate) fn to_json(entity: &EntitySchema) -> Value {
    object(vec![
        ("name", entity.name.as_str().into()),
        ("path", entity.path.as_str().into()),
        ("operationId", entity.operation_id.as_str().into()),
        ("fields", entity.fields.iter().map(field_to_json).collect()),
        ("extend", entity.extend.clone().into()),
        ("typedFilters", entity.typed_filters.into()),
        ("typedSearch", entity.typed_search.into()),
        ("typedRanges", entity.typed_ranges.into()),
        ("typedExtend", entity.typed_extend.into()),
        ("firstPage", entity.first_page.into()),
    ])
}

fn field_to_json(field: &Field) -> Value {
    let values = if let FieldKind::Enum(values) = &field.kind { values.clone() } else { Vec::new() };
    let mut parts = vec![
        ("name", field.name.as_str().into()),
        ("kind", kind_name(&field.kind).into()),
        ("values", values.into()),
        ("description", field.description.as_str().into()),
        ("filter", field.filter.into()),
        ("search", field.search.into()),
        ("range", field.range.into()),
        ("row", field.row.into()),
        ("unique", field.unique.into()),
    ];
    parts.extend(field.single.then(|| ("single", true.into())));
    parts.extend(field.nullable.then(|| ("nullable", true.into())));
    object(parts)
}

fn kind_name(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::Uuid => "uuid",
        FieldKind::Date => "date",
        FieldKind::Number => "number",
        FieldKind::Boolean => "boolean",
        FieldKind::Enum(_) => "enum",
        FieldKind::Nested => "nested",
        FieldKind::Unknown => "unknown",
    }
}

/// Reads an entity back. What is missing counts as no; only a name and a list of fields are needed.
pub(crate) fn entity_of(text: &str) -> Result<EntitySchema, Value> {
    let given = json_of(text, "The entity")?;
    let words = |key: &str| given.get(key).and_then(Value::as_str);
    let (Some(name), Some(fields)) = (words("name"), given.get("fields").and_then(Value::as_array)) else {
        let words =
            "This is no entity as client.entity(name) gives them: it has a name and a list of fields.";
        return Err(problem("NotAnEntity", words));
    };
    let path = words("path").map_or_else(|| format!("/{name}/search"), str::to_owned);
    let mut entity = EntitySchema::new(name, &path);
    entity.operation_id = words("operationId").unwrap_or_default().into();
    entity.fields = fields.iter().filter_map(field_of).collect();
    entity.extend = texts(given.get("extend"));
    let typed = |key: &str| is(&given, key).unwrap_or(true);
    entity.typed_filters = typed("typedFilters");
    entity.typed_search = typed("typedSearch");
    entity.typed_ranges = typed("typedRanges");
    entity.typed_extend = typed("typedExtend");
    entity.first_page =
        given.get("firstPage").and_then(Value::as_u64).and_then(|page| u32::try_from(page).ok());
    Ok(entity)
}

fn field_of(given: &Value) -> Option<Field> {
    let words = |key: &str| given.get(key).and_then(Value::as_str).unwrap_or_default();
    let kind = match words("kind") {
        "text" => FieldKind::Text,
        "uuid" => FieldKind::Uuid,
        "date" => FieldKind::Date,
        "number" => FieldKind::Number,
        "boolean" => FieldKind::Boolean,
        "enum" => FieldKind::Enum(texts(given.get("values"))),
        "nested" => FieldKind::Nested,
        _ => FieldKind::Unknown,
    };
    let name = given.get("name").and_then(Value::as_str)?;
    let flag = |key: &str| is(given, key).unwrap_or(false);
    let mut field = Field::new(name, kind).described(words("description"));
    field.filter = flag("filter");
    field.search = flag("search");
    field.range = flag("range");
    field.row = flag("row");
    field.unique = is(given, "unique").unwrap_or(field.unique);
    field.single = flag("single");
    field.nullable = flag("nullable");
    Some(field)
}

fn is(of: &Value, key: &str) -> Option<bool> {
    of.get(key).and_then(Value::as_bool)
}

fn texts(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_and_flag_survives_the_way_there_and_back() {
        let kinds = [
            FieldKind::Text,
            FieldKind::Uuid,
            FieldKind::Date,
            FieldKind::Number,
            FieldKind::Boolean,
            FieldKind::Enum(vec!["a".into(), "b".into()]),
            FieldKind::Nested,
            FieldKind::Unknown,
        ];
        let mut entity = EntitySchema::new("gameserver/player", "/gameserver/player/search");
        for (number, kind) in kinds.into_iter().enumerate() {
            let mut field = Field::new(&format!("f{number}"), kind).described("words");
            field.filter = number % 2 == 0;
            field.search = number % 3 == 0;
            field.range = number % 5 == 0;
            field.row = number % 7 == 0;
            field.unique = number == 4;
            field.single = number == 4;
            field.nullable = number == 5;
            entity = entity.field(field);
        }
        entity.extend = vec!["roles".into()];
        entity.operation_id = "X.search".into();
        entity.first_page = Some(1);
        assert_eq!(entity_of(&to_json(&entity).to_string()), Ok(entity.clone()));
        entity.typed_filters = false;
        entity.typed_search = false;
        entity.typed_ranges = false;
        entity.typed_extend = false;
        entity.first_page = None;
        assert_eq!(entity_of(&to_json(&entity).to_string()), Ok(entity));
    }

    #[test]
    fn a_name_and_fields_are_enough() {
        let entity = entity_of(r#"{"name":"user","fields":[{"name":"id","filter":true},{},5]}"#)
            .expect("it is enough");
        assert_eq!((entity.path.as_str(), entity.fields.len()), ("/user/search", 1));
        assert!(entity.fields[0].unique && entity.fields[0].filter);
        assert_eq!(entity_of("{}").expect_err("nothing is in it")["code"], "NotAnEntity");
    }
}
