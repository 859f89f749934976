//! What the ids in a path are ids of.

use crate::document::Document;
use crate::index::Head;
use crate::operation::Operation;
use query::FieldKind;

/// Entities whose ids are no UUIDs in paths, whatever their searches say of them.
const OTHER_IDS: [&str; 2] = ["/domain", "/discord"];

/// A parameter of a path that may be the id of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathId {
    /// The parameter.
    pub name: String,
    /// What stands before it, as `player` does in `/player/{id}`: what people would call it.
    pub kind: String,
    /// The paths of which it may be a record, the likeliest first: `/player` for `/player/{id}`.
    entities: Vec<String>,
    /// Its place among the segments of the path.
    at: usize,
}

/// The parameters of a path template, in its order.
///
/// ```
/// let ids = openapi::path_ids("/gameserver/{gameServerId}/player/{playerId}/kick");
/// assert_eq!(ids.iter().map(|id| (&*id.name, &*id.kind)).collect::<Vec<_>>(),
///     [("gameServerId", "gameserver"), ("playerId", "player")]);
/// ```
pub fn path_ids(path: &str) -> Vec<PathId> {
    let segments: Vec<&str> = path.split('/').collect();
    let name = |segment: &str| {
        let inner = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        inner.map(String::from)
    };
    let one = |(at, segment): (usize, &&str)| {
        let found = name(segment)?;
        // `{sender}/{receiver}`: both are of what stands before them.
        let kind = segments[..at].iter().rev().find(|it| !it.is_empty() && name(it).is_none())?;
        let around = segments[..at].join("/");
        let mut entities = vec![format!("/{kind}")];
        // `/player/ban/{id}` is no id of a `/ban`; `/gameserver/{id}/player/{playerId}` is one of a `/player`.
        entities.insert(usize::from(around.contains('{')), around);
        entities.dedup();
        Some(PathId { name: found, kind: (*kind).into(), entities, at })
    };
    segments.iter().enumerate().filter_map(one).collect()
}

impl Document {
    /// Whether the id is known to be a UUID of version 4, as the filter of the same entity's search has it.
    ///
    /// ```
    /// let text = r#"{"paths": {"/pet/{id}/feed": {"post": {}}, "/pet/search": {"post": {"requestBody": {"content":
    ///     {"application/json": {"schema": {"properties": {"filters": {"properties": {"id": {"type": "array",
    ///     "items": {"type": "string", "format": "uuid"}}}}}}}}}}}}}"#;
    /// let (document, _) = openapi::parse(text.into()).expect("it is JSON");
    /// assert!(openapi::path_ids("/pet/{id}/feed").iter().all(|id| document.is_uuid_in_path(id)));
    /// assert!(!openapi::path_ids("/domain/{id}").iter().any(|id| document.is_uuid_in_path(id)));
    /// ```
    pub fn is_uuid_in_path(&self, id: &PathId) -> bool {
        let own = |entity: &String| OTHER_IDS.iter().any(|other| entity.starts_with(other));
        if id.entities.iter().any(own) {
            return false;
        }
        let search = |entity: &String| self.find_by("POST", &format!("{entity}/search"));
        let schema = id.entities.iter().find_map(search).and_then(|index| self.entity(index));
        schema.is_some_and(|it| it.get("id").is_some_and(|id| id.filter && id.kind == FieldKind::Uuid))
    }

    /// The path that reads the record of an id, taken from a path in which the ids are filled in; `None` where nothing
    /// in the document reads it. What reads it may call its parameters otherwise.
    ///
    /// ```
    /// let text = r#"{"paths": {"/player/{id}": {"get": {}}, "/player/{playerId}/kick": {"post": {}}}}"#;
    /// let (document, _) = openapi::parse(text.into()).expect("it is JSON");
    /// let ids = openapi::path_ids("/player/{playerId}/kick");
    /// assert_eq!(document.record_path(&ids[0], "/player/7f/kick"), Some("/player/7f".into()));
    /// ```
    pub fn record_path(&self, id: &PathId, filled: &str) -> Option<String> {
        let segments: Vec<&str> = filled.split('?').next().unwrap_or_default().split('/').collect();
        let value = segments.get(id.at).filter(|value| !value.is_empty())?;
        let entity = id.entities.iter().find(|entity| self.reads_one_of(entity))?;
        if entity.contains('{') {
            return Some(segments[..=id.at].join("/"));
        }
        Some(format!("{entity}/{value}"))
    }

    /// The path that reads a record by an id that a body names: `/gameserver/7f` for `gameServerId`.
    ///
    /// ```
    /// let (document, _) = openapi::parse(r#"{"paths": {"/gameserver/{id}": {"get": {}}}}"#.into()).expect("it is JSON");
    /// assert_eq!(document.named_record("gameServerId", "7f"), Some("/gameserver/7f".into()));
    /// assert_eq!(document.named_record("steamId", "7f"), None);
    /// ```
    pub fn named_record(&self, name: &str, value: &str) -> Option<String> {
        let entity = format!("/{}", name.strip_suffix("Id")?.to_ascii_lowercase());
        let plain = !value.is_empty() && value.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
        (plain && self.reads_one_of(&entity)).then(|| format!("{entity}/{value}"))
    }

    /// The operation that reads at a path in which the ids are filled in.
    ///
    /// ```
    /// let (document, _) = openapi::parse(r#"{"paths": {"/gameserver/{id}": {"get": {}}}}"#.into()).expect("it is JSON");
    /// assert_eq!(document.read_of("/gameserver/7f").map(|it| it.path.clone()), Some("/gameserver/{id}".into()));
    /// assert!(document.read_of("/gameserver").is_none());
    /// ```
    pub fn read_of(&self, filled: &str) -> Option<Operation> {
        let fits = |template: &str| {
            let mut filled = filled.split('/');
            let same = template.split('/').all(|part| {
                filled.next().is_some_and(|it| it == part || (part.starts_with('{') && !it.is_empty()))
            });
            same && filled.next().is_none()
        };
        let reads =
            |head: &Head| head.method == "GET" && !head.webhook && fits(head.path.trim_end_matches('/'));
        self.operation(self.operations().iter().position(reads)?).ok()
    }

    /// Whether there is a GET of one record behind a path, whatever its parameters are called.
    fn reads_one_of(&self, entity: &str) -> bool {
        let wanted = format!("{entity}/{{id}}");
        self.operations().iter().any(|head| {
            head.method == "GET" && !head.webhook && same_shape(&wanted, head.path.trim_end_matches('/'))
        })
    }
}

/// Whether two path templates differ in nothing but the names of their parameters.
fn same_shape(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.split('/'), other.split('/'));
    loop {
        match (one.next(), other.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if a == b || (a.starts_with('{') && b.starts_with('{')) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document() -> Document {
        let search = |format: &str| {
            let id = json!({"type": "array", "items": {"type": "string", "format": format}});
            let filters = json!({"type": "object", "properties": {"id": id}});
            let body = json!({"type": "object", "properties": {"filters": filters, "page": {}}});
            json!({"post": {"requestBody": {"content": {"application/json": {"schema": body}}}}})
        };
        let get = json!({"get": {}});
        let text = json!({"paths": {
            "/gameserver/search": search("uuid"), "/gameserver/{id}": get, "/player/{id}": get,
            "/player/search": search("uuid"), "/player/ban/search": search("uuid"), "/player/ban/{id}": get,
            "/domain/search": search("uuid"), "/domain/{id}": get, "/item/search": search("text"),
            "/gameserver/{gameServerId}/player/{playerId}": get, "/settings/{key}": get,
            "/gameserver/job/{type}/{id}": get,
        }});
        crate::parse(text.to_string().into_bytes()).expect("it is JSON").0
    }

    #[test]
    fn what_reads_an_id_is_found_by_the_shape_of_its_path() {
        let document = document();
        let read = |path: &str, filled: &str| {
            let ids = path_ids(path);
            ids.iter().map(|id| document.record_path(id, filled)).collect::<Vec<_>>()
        };
        let some = |path: &str| Some(path.to_string());
        assert_eq!(
            read("/gameserver/{gameServerId}/player/{playerId}/kick", "/gameserver/7f/player/8a/kick?x=1"),
            [some("/gameserver/7f"), some("/player/8a")]
        );
        assert_eq!(
            read(
                "/gameserver/{gameServerId}/player/{sender}/{receiver}/transfer",
                "/gameserver/7f/player/1/2/transfer"
            ),
            [some("/gameserver/7f"), some("/player/1"), some("/player/2")]
        );
        assert_eq!(read("/player/ban/{id}", "/player/ban/3"), [some("/player/ban/3")]);
        assert_eq!(
            read("/gameserver/job/{type}/{id}", "/gameserver/job/a/4"),
            [None, some("/gameserver/job/a/4")]
        );
        assert_eq!(read("/x/{id}", "/x/1"), [None]);
        assert_eq!(read("/player/{id}", "/player/"), [None]);
        assert_eq!(document.named_record("playerId", "../x"), None, "no id leads elsewhere");
    }

    #[test]
    fn uuids_are_known_by_the_filter_of_their_entity() {
        let document = document();
        let known =
            |path: &str| path_ids(path).iter().map(|id| document.is_uuid_in_path(id)).collect::<Vec<_>>();
        assert_eq!(known("/gameserver/{gameServerId}/player/{sender}/{receiver}/x"), [true, true, true]);
        assert_eq!(known("/player/ban/{id}"), [true]);
        for path in [
            "/domain/{id}",
            "/selected-domain/{domainId}",
            "/settings/{key}",
            "/discord/guilds/{id}",
            "/item/{id}",
        ] {
            assert_eq!(known(path), [false], "{path}");
        }
        assert_eq!(known("/gameserver/job/{type}/{id}"), [false, false]);
    }
}
