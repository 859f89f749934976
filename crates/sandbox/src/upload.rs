//! `POST /shop/listing/import`: a file of listings, as a form with a file sends it.

use crate::app::App;
use crate::call::Call;
use crate::reply::Failure;
use practice::Entity;
use serde_json::{Map, Value};

/// Makes the listings of the file in the field `import`. The field `options` holds a text of JSON: `gameServerId`
/// (where they are sold), `draft` (they start hidden) and `replace` (that server's old listings go). It is all or
/// nothing: when one listing is refused, none is made.
///
/// # Errors
/// 400 for a form without such a file, and whatever making one listing is refused for.
pub fn listings(app: &App, call: &Call, domain: &str) -> Result<(), Failure> {
    let entity = practice::entity("shop/listing").ok_or_else(Failure::internal)?;
    let invalid = || Failure::bad_request("Invalid file");
    let boundary = call.header("content-type").and_then(boundary).ok_or_else(invalid)?;
    let parts = parts(&call.raw, &boundary);
    let part = |name: &str| parts.iter().find(|part| part.name == name);
    let file = part("import").filter(|part| part.is_file).ok_or_else(invalid)?;
    let file: Value = serde_json::from_slice(file.bytes).map_err(|_| invalid())?;
    let rows = file.as_array().ok_or_else(invalid)?;
    let options: Value =
        part("options").and_then(|part| serde_json::from_slice(part.bytes).ok()).unwrap_or_default();
    let bodies = rows.iter().map(|row| body(row, &options).ok_or_else(invalid));
    let bodies = bodies.collect::<Result<Vec<Value>, Failure>>()?;

    let old = match options["gameServerId"].as_str().filter(|_| options["replace"] == true) {
        Some(server) => app.store.find(domain, entity.name, "gameServerId", &[server])?,
        None => Vec::new(),
    };
    let mut made = Vec::new();
    for body in &bodies {
        match app.store.create(domain, entity, body) {
            Ok(row) => made.push(row),
            Err(failure) => {
                remove(app, domain, entity, &made)?;
                return Err(failure);
            }
        }
    }
    remove(app, domain, entity, &old)
}

fn remove(app: &App, domain: &str, entity: &'static Entity, rows: &[practice::Row]) -> Result<(), Failure> {
    for id in rows.iter().filter_map(|row| row["id"].as_str()) {
        app.store.delete(domain, entity, id)?;
    }
    Ok(())
}

/// One listing of the file as the body that makes it; `None` when it is no object.
fn body(row: &Value, options: &Value) -> Option<Value> {
    let mut body: Map<String, Value> = row.as_object()?.clone();
    for name in ["gameServerId", "draft"] {
        if !options[name].is_null() {
            body.insert(name.into(), options[name].clone());
        }
    }
    // What a file of somebody's export carries besides.
    body.retain(|name, _| {
        ["gameServerId", "name", "price", "items", "draft", "categoryIds"].contains(&name.as_str())
    });
    Some(body.into())
}

/// A field of a form.
struct Part<'a> {
    name: String,
    is_file: bool,
    bytes: &'a [u8],
}

fn boundary(media_type: &str) -> Option<String> {
    let (kind, rest) = media_type.split_once(';')?;
    let boundary = rest.split(';').find_map(|pair| pair.trim().strip_prefix("boundary="))?;
    (kind.trim() == "multipart/form-data").then(|| boundary.trim_matches('"').to_owned())
}

/// The fields of a form; what cannot be read as one is left out.
fn parts<'a>(bytes: &'a [u8], boundary: &str) -> Vec<Part<'a>> {
    let mark = format!("--{boundary}");
    let mut found = Vec::new();
    let mut rest = bytes;
    while let Some(start) = find(rest, mark.as_bytes()) {
        rest = &rest[start + mark.len()..];
        let Some(end) = find(rest, format!("\r\n{mark}").as_bytes()) else { break };
        found.extend(part(&rest[..end]));
    }
    found
}

fn part(bytes: &[u8]) -> Option<Part<'_>> {
    let head = find(bytes, b"\r\n\r\n")?;
    let text = String::from_utf8_lossy(&bytes[..head]);
    let disposition =
        text.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?;
    let value =
        |key: &str| disposition.split(';').find_map(|pair| pair.trim().strip_prefix(key)?.strip_prefix('='));
    let name = value("name")?.trim_matches('"').to_owned();
    Some(Part { name, is_file: value("filename").is_some(), bytes: &bytes[head + 4..] })
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
