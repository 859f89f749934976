//! Which entity an id belongs to, told by names.

use crate::document::Document;

/// Names of ids that do not say whose they are, and whose they are.
const SPOKEN: [(&str, &str); 4] =
    [("sender", "player"), ("receiver", "player"), ("latestVersion", "version"), ("cronjob", "cronjob")];

impl Document {
    /// The search of the entity that an id names: `gameServerId` and the `{id}` of `/gameserver/{id}` are both
    /// answered by the index of `POST /gameserver/search`. `path` is the operation's, `name` the parameter's or
    /// field's. `None` where the name is none of an id, or no such entity can be searched.
    ///
    /// ```
    /// let text = r#"{"paths": {"/gameserver/search": {"post": {}}, "/gameserver/{id}": {"get": {}}}}"#;
    /// let (document, _) = openapi::parse(text.into()).expect("it is JSON");
    /// assert_eq!(document.entity_of_id("/x", "gameServerIds"), Some(0));
    /// assert_eq!(document.entity_of_id("/gameserver/{id}", "id"), Some(0));
    /// assert_eq!(document.entity_of_id("/gameserver/{id}", "grid"), None);
    /// ```
    pub fn entity_of_id(&self, path: &str, name: &str) -> Option<usize> {
        let entities = self.entities();
        let named = |wanted: &str| {
            entities.iter().find(|(_, entity)| plain(entity) == wanted).map(|(index, _)| *index)
        };
        let last = |wanted: &str| {
            let ends = |entity: &String| entity.rsplit('/').next().is_some_and(|last| plain(last) == wanted);
            entities.iter().find(|(_, entity)| ends(entity)).map(|(index, _)| *index)
        };
        let find = |word: &str| {
            let word = plain(word);
            let plural = format!("{word}s");
            named(&word).or_else(|| last(&word)).or_else(|| named(&plural)).or_else(|| last(&plural))
        };
        if let Some((_, whose)) = SPOKEN.iter().find(|(spoken, _)| *spoken == name) {
            return find(whose);
        }
        if name == "id" {
            let before = path.split("/{id}").next().filter(|before| *before != path)?;
            return self.entity_of_path(before, &entities);
        }
        if matches!(name, "parentId" | "parent") {
            let before = path.split("/{").next().unwrap_or(path);
            return self.entity_of_path(before, &entities);
        }
        let stem = ["Ids", "Id", "_id", "_ids"].iter().find_map(|end| name.strip_suffix(end))?;
        let stem = ["add", "remove"].iter().find_map(|verb| stem.strip_prefix(verb)).unwrap_or(stem);
        find(stem)
    }

    /// The entity that a path leads into: `/shop/listing` is `shop/listing`, `/command/argument` is none.
    fn entity_of_path(&self, path: &str, entities: &[(usize, String)]) -> Option<usize> {
        let wanted = plain(path);
        let found = entities.iter().find(|(_, entity)| plain(entity) == wanted);
        found
            .or_else(|| entities.iter().find(|(_, entity)| plain(entity) == format!("{wanted}s")))
            .map(|it| it.0)
    }
}

/// Letters only, in lower case: `gameServer` and `/gameserver` are the same.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase()
}
