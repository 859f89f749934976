//! What may be asked of an entity.

use serde::{Deserialize, Serialize};

/// What a field holds, as far as its document tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FieldKind {
    /// Any text.
    Text,
    /// A version 4 UUID. The server refuses every other text, the nil UUID included.
    Uuid,
    /// A date or a date and time.
    Date,
    /// A number; `integer` in the document or not is all the same to the server.
    Number,
    /// `true` or `false`.
    Boolean,
    /// One of the listed values.
    Enum(Vec<String>),
    /// An object or a list: shown in rows, not asked for.
    Nested,
    /// The document says nothing (`{}`).
    Unknown,
}

impl FieldKind {
    /// Whether a filter `["null"]`, the question for rows that have no value there, is taken of such a field. Of the
    /// others the server wants a value of their kind, and answers 400.
    ///
    /// ```
    /// use query::FieldKind;
    /// assert!(FieldKind::Text.takes_null());
    /// assert!(!FieldKind::Uuid.takes_null() && !FieldKind::Boolean.takes_null());
    /// ```
    pub fn takes_null(&self) -> bool {
        matches!(self, Self::Text | Self::Unknown | Self::Nested)
    }
}

/// One field of an entity and what can be done with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// Its name in JSON.
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
    /// The document's description, Markdown, or empty.
    pub description: String,
    /// May stand in `filters`.
    pub filter: bool,
    /// May stand in `search`.
    pub search: bool,
    /// May stand in `greaterThan` and `lessThan`.
    pub range: bool,
    /// Stands in the rows of the answer, so that it may be sorted by.
    pub row: bool,
    /// Its values are known to be all different, so that pages sorted by it neither repeat nor miss rows.
    pub unique: bool,
    /// The document wants one value of it in `filters`, and not a list.
    #[serde(default, skip_serializing_if = "is_no")]
    pub single: bool,
    /// Rows may come without a value of it.
    #[serde(default, skip_serializing_if = "is_no")]
    pub nullable: bool,
}

fn is_no(flag: &bool) -> bool {
    !flag
}

impl Field {
    /// A field that nothing can be done with yet.
    pub fn new(name: &str, kind: FieldKind) -> Self {
        Field {
            name: name.into(),
            kind,
            description: String::new(),
            filter: false,
            search: false,
            range: false,
            row: false,
            unique: name == "id",
            single: false,
            nullable: false,
        }
    }
    /// The same field, allowed in `filters`.
    pub fn filterable(mut self) -> Self {
        self.filter = true;
        self
    }
    /// The same field, which stands in `filters` as one value without a list.
    ///
    /// ```
    /// use query::{Field, FieldKind};
    /// let draft = Field::new("draft", FieldKind::Boolean).filterable().single();
    /// let text = serde_json::to_string(&draft)?;
    /// assert_eq!(serde_json::from_str::<Field>(&text)?, draft);
    /// // What was written before there was this word reads as before.
    /// let earlier = text.replace(r#","single":true"#, "");
    /// assert_eq!(serde_json::from_str::<Field>(&earlier)?, Field { single: false, ..draft });
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn single(mut self) -> Self {
        self.single = true;
        self
    }
    /// The same field, which rows may have no value of.
    ///
    /// ```
    /// use query::{Context, Draft, EntitySchema, Field, FieldKind, check};
    /// let players = EntitySchema::new("player", "/player/search")
    ///     .field(Field::new("steamLevel", FieldKind::Number).in_rows().nullable());
    /// let body = serde_json::json!({ "sortBy": "steamLevel", "sortDirection": "desc" });
    /// let draft = Draft::from_json(&body, &players).expect("a query");
    /// assert_eq!(check(&draft, &players, &Context::default())[0].code.as_str(), "empty-first");
    /// ```
    pub fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }
    /// The same field, allowed in `search`.
    pub fn searchable(mut self) -> Self {
        self.search = true;
        self
    }
    /// The same field, allowed in ranges.
    pub fn rangeable(mut self) -> Self {
        self.range = true;
        self
    }
    /// The same field, standing in the rows of the answer.
    pub fn in_rows(mut self) -> Self {
        self.row = true;
        self
    }
    /// The same field with a description.
    pub fn described(mut self, words: &str) -> Self {
        self.description = words.into();
        self
    }
}

/// An entity as its search operation describes it.
///
/// Where a part of the body is untyped in the document (`{}`), the matching `typed_*` is false: any column may be
/// tried there, and an unknown one is ignored or answered with 500, not with a clear 400.
///
/// ```
/// use query::{EntitySchema, Field, FieldKind};
/// let users = EntitySchema::new("user", "/user/search")
///     .field(Field::new("id", FieldKind::Uuid).filterable().in_rows())
///     .field(Field::new("name", FieldKind::Text).filterable().searchable().in_rows().described("As others see it."))
///     .field(Field::new("createdAt", FieldKind::Date).rangeable().in_rows());
/// let names = |fields: Vec<&Field>| fields.iter().map(|field| field.name.clone()).collect::<Vec<_>>();
/// assert_eq!(names(users.filters().collect()), ["id", "name"]);
/// assert_eq!(names(users.searches().collect()), ["name"]);
/// assert_eq!(names(users.ranges().collect()), ["createdAt"]);
/// assert_eq!(names(users.sorts().collect()), ["id", "name", "createdAt"]);
/// assert!(users.get("id").is_some_and(|id| id.unique));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntitySchema {
    /// The path before `/search`: `user`, `gameserver/player`.
    pub name: String,
    /// The path of the search: `/user/search`.
    pub path: String,
    /// The operation's id in the document, or empty.
    pub operation_id: String,
    /// All fields, those of the body first, in the document's order.
    pub fields: Vec<Field>,
    /// Names allowed in `extend`; empty where the document lists none.
    pub extend: Vec<String>,
    /// `filters` is typed in the document.
    pub typed_filters: bool,
    /// `search` is typed in the document.
    pub typed_search: bool,
    /// `greaterThan` and `lessThan` are typed in the document.
    pub typed_ranges: bool,
    /// `extend` has an enum in the document.
    pub typed_extend: bool,
    /// The number of the first page as the document's `page` schema tells (`minimum`, else `default`).
    pub first_page: Option<u32>,
}

impl EntitySchema {
    /// An entity without fields, everything typed.
    pub fn new(name: &str, path: &str) -> Self {
        EntitySchema {
            name: name.into(),
            path: path.into(),
            operation_id: String::new(),
            fields: Vec::new(),
            extend: Vec::new(),
            typed_filters: true,
            typed_search: true,
            typed_ranges: true,
            typed_extend: true,
            first_page: None,
        }
    }
    /// The same entity with one more field.
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }
    /// The field of that name.
    pub fn get(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
    /// Fields that may stand in `filters`.
    pub fn filters(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.filter)
    }
    /// Fields that may stand in `search`.
    pub fn searches(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.search)
    }
    /// Fields that may stand in ranges.
    pub fn ranges(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.range)
    }
    /// Fields that rows carry and that can be sorted by.
    pub fn sorts(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.row && field.kind != FieldKind::Nested)
    }
}
