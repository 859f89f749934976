//! The shapes that describe entities and tables.

use query::{EntitySchema, Field, FieldKind};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A version 4 UUID.
    Uuid,
    /// A moment, `2026-03-01T00:00:00.000Z`.
    Date,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// One of these texts.
    Enum(&'static [&'static str]),
    /// An object or a list.
    Json,
}

/// How a column that no row carries is answered: through another table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// A row passes when `table` has a row whose `key` equals the row's `own` and whose `value` is one of those asked
    /// for.
    Value {
        /// The other table.
        table: &'static str,
        /// The column of the row itself.
        own: &'static str,
        /// The column of the other table that must equal it.
        key: &'static str,
        /// The column of the other table that is asked for.
        value: &'static str,
    },
    /// `true` for a row when `table` has no row whose `key` equals the row's `own`.
    Absent {
        /// The other table.
        table: &'static str,
        /// The column of the row itself.
        own: &'static str,
        /// The column of the other table that must not equal it.
        key: &'static str,
    },
}

/// A column of a table, and what may be done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in JSON.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// It may be `null`.
    pub nullable: bool,
    /// It may stand in `filters`.
    pub filter: bool,
    /// It stands there as one value, and not in a list.
    pub single: bool,
    /// It may stand in `search`.
    pub search: bool,
    /// It may stand in `greaterThan` and `lessThan`.
    pub range: bool,
    /// What it means, Markdown, one sentence.
    pub description: &'static str,
    /// It may be given when a row is created or when it is updated.
    pub writable: bool,
    /// It may be given when a row is created.
    pub on_create: bool,
    /// It may be given when a row is updated.
    pub on_update: bool,
    /// It must be given when a row is created.
    pub required_on_create: bool,
    /// It must be given when a row is updated.
    pub required_on_update: bool,
    /// The shortest and the longest text that may be written, in characters.
    pub length: Option<(u32, u32)>,
    /// Rows do not carry it: it can only be filtered by, through another table.
    pub via: Option<Via>,
}

impl Column {
    pub(crate) const fn new(name: &'static str, kind: Kind, description: &'static str) -> Self {
        Column {
            name,
            kind,
            nullable: false,
            filter: false,
            single: false,
            search: false,
            range: false,
            description,
            writable: false,
            on_create: false,
            on_update: false,
            required_on_create: false,
            required_on_update: false,
            length: None,
            via: None,
        }
    }
    pub(crate) const fn null(mut self) -> Self {
        self.nullable = true;
        self
    }
    pub(crate) const fn filter(mut self) -> Self {
        self.filter = true;
        self
    }
    pub(crate) const fn single(mut self) -> Self {
        self.single = true;
        self
    }
    pub(crate) const fn search(mut self) -> Self {
        self.search = true;
        self
    }
    pub(crate) const fn range(mut self) -> Self {
        self.range = true;
        self
    }
    /// Given when a row is created.
    pub(crate) const fn create(mut self) -> Self {
        self.on_create = true;
        self.writable = true;
        self
    }
    /// Given when a row is updated.
    pub(crate) const fn update(mut self) -> Self {
        self.on_update = true;
        self.writable = true;
        self
    }
    /// Given when a row is created or updated.
    pub(crate) const fn write(self) -> Self {
        self.create().update()
    }
    /// Must be given when a row is created.
    pub(crate) const fn required(mut self) -> Self {
        self.required_on_create = true;
        self.create()
    }
    /// Must be given when a row is updated.
    pub(crate) const fn required_on_update(mut self) -> Self {
        self.required_on_update = true;
        self.update()
    }
    pub(crate) const fn length(mut self, shortest: u32, longest: u32) -> Self {
        self.length = Some((shortest, longest));
        self
    }
    pub(crate) const fn via(mut self, via: Via) -> Self {
        self.via = Some(via);
        self.filter()
    }

    /// Whether rows carry it: false for what can only be filtered by, through another table.
    pub const fn in_rows(&self) -> bool {
        self.via.is_none()
    }

    /// The column as the query model knows it.
    pub fn field(&self) -> Field {
        let kind = match self.kind {
            Kind::Text => FieldKind::Text,
            Kind::Uuid => FieldKind::Uuid,
            Kind::Date => FieldKind::Date,
            Kind::Number => FieldKind::Number,
            Kind::Boolean => FieldKind::Boolean,
            Kind::Enum(values) => FieldKind::Enum(values.iter().map(|value| (*value).into()).collect()),
            Kind::Json => FieldKind::Nested,
        };
        let mut field = Field::new(self.name, kind).described(self.description);
        field.filter = self.filter;
        field.single = self.single;
        field.search = self.search;
        field.range = self.range;
        field.row = self.in_rows();
        field.nullable = self.nullable;
        field
    }
}

/// How related rows are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// One object or `null`: the row of the target whose `id` is in this column.
    One {
        /// The column of the row itself.
        column: &'static str,
    },
    /// A list: the rows of the target whose column holds the row's `id`.
    Many {
        /// The column of the target.
        column: &'static str,
    },
    /// A list: the rows of the target that a table between both names, each once.
    Through {
        /// The table between.
        table: &'static str,
        /// Its column with the row's own `id`.
        near: &'static str,
        /// Its column with the target's `id`.
        far: &'static str,
    },
}

/// Related objects that `extend` adds to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The name in `extend`, and of the key that is added to the row.
    pub extend: &'static str,
    /// The table of the related rows: an entity's name, or that of an [`auxiliary`](crate::auxiliary) table.
    pub target: &'static str,
    /// How they are found.
    pub how: How,
    /// What is added to the related rows in turn when this is added to an entity, as paths: `role.permissions`.
    pub nested: &'static [&'static str],
    /// The server adds it to every row, asked for or not.
    pub always: bool,
    /// The server appends the system role of this name: an entry of the role and both ids, without an `id` of its own.
    pub implied_role: Option<&'static str>,
}

impl Relation {
    const fn new(extend: &'static str, target: &'static str, how: How) -> Self {
        Relation { extend, target, how, nested: &[], always: false, implied_role: None }
    }
    pub(crate) const fn one(extend: &'static str, target: &'static str, column: &'static str) -> Self {
        Self::new(extend, target, How::One { column })
    }
    pub(crate) const fn many(extend: &'static str, target: &'static str, column: &'static str) -> Self {
        Self::new(extend, target, How::Many { column })
    }
    pub(crate) const fn through(
        extend: &'static str,
        target: &'static str,
        table: &'static str,
        near: &'static str,
        far: &'static str,
    ) -> Self {
        Self::new(extend, target, How::Through { table, near, far })
    }
    pub(crate) const fn nested(mut self, paths: &'static [&'static str]) -> Self {
        self.nested = paths;
        self
    }
    /// The role assignments of users and players, which every row carries.
    pub(crate) const fn assignments(mut self, implied_role: &'static str) -> Self {
        self.always = true;
        self.implied_role = Some(implied_role);
        self
    }
}

/// A table behind the entities: it has rows, and no search of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name: `user/role`.
    pub name: &'static str,
    /// Its columns, in the order in which rows carry them.
    pub columns: &'static [Column],
    /// What can be added to its rows.
    pub relations: &'static [Relation],
}

/// Something that can be searched: `POST <path>/search`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Its name: `user`, `gameserver/player`.
    pub name: &'static str,
    /// The path of its operations: `/user`.
    pub path: &'static str,
    /// Its name for people: `User`.
    pub title: &'static str,
    /// The tag of its operations in the document: `Game Server`.
    pub tag: &'static str,
    /// The part of its operation ids before the dot: `UserController`.
    pub controller: &'static str,
    /// What its schemas' names begin with: `User` for `UserSearchInputDTO`.
    pub dto: &'static str,
    /// Its columns: those of rows in their order, then those that can only be filtered by.
    pub columns: &'static [Column],
    /// What can be added to its rows.
    pub relations: &'static [Relation],
    /// The names allowed in `extend`, in the document's order; a dotted one adds to what was added.
    pub extends: &'static [&'static str],
    /// The permission that reading wants, as `READ_USERS`; empty where being logged in is enough.
    pub read: &'static str,
    /// The permission that writing wants, as `MANAGE_USERS`.
    pub manage: &'static str,
    /// Takaro's document leaves `search` untyped: the server ignores unknown fields in it.
    pub untyped_search: bool,
    /// Takaro's document leaves the ranges untyped: the server takes any real column and answers 500 to others.
    pub untyped_ranges: bool,
    /// `POST <path>` creates a row.
    pub creatable: bool,
    /// `PUT <path>/{id}` updates a row.
    pub updatable: bool,
    /// `DELETE <path>/{id}` deletes a row.
    pub deletable: bool,
    /// The operation that gets one row, after the dot of its id: `getOne` or `findOne`.
    pub get_one: &'static str,
    /// The operation that deletes one, after the dot of its id: `remove` or `delete`; empty where there is none.
    pub remove: &'static str,
}

impl Entity {
    /// The entity as the query model knows it, everything typed, pages counted from `first_page`.
    ///
    /// ```
    /// let users = practice::entity("user").expect("users are an entity").schema(1);
    /// assert!(users.get("email").is_some_and(|field| field.filter && field.search));
    /// assert_eq!((users.path.as_str(), users.first_page), ("/user/search", Some(1)));
    /// ```
    pub fn schema(&self, first_page: u32) -> EntitySchema {
        let mut schema = EntitySchema::new(self.name, &format!("{}/search", self.path));
        schema.operation_id = format!("{}.search", self.controller);
        schema.fields = self.columns.iter().map(Column::field).collect();
        schema.extend = self.extends.iter().map(|name| (*name).into()).collect();
        schema.first_page = Some(first_page);
        schema
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The columns that rows carry, in their order.
    pub fn stored(&self) -> impl Iterator<Item = &'static Column> + use<> {
        self.columns.iter().filter(|column| column.in_rows())
    }
}
