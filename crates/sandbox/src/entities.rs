//! What the sandbox adds to the practice entities: domains, which only the admin token reaches, and the lists inside
//! a body that become rows of other tables.

use practice::{Column, Entity, Kind, Table};

/// Domains as an entity: searched by the same engine, kept beside the tenants' own rows.
pub static DOMAIN: Entity = Entity {
    name: "domain",
    path: "/domain",
    title: "Domain",
    tag: "Domain",
    controller: "DomainController",
    dto: "Domain",
    columns: &[
        column("createdAt", Kind::Date, "When the domain was made."),
        column("updatedAt", Kind::Date, "When the domain was last changed."),
        Column {
            filter: true,
            length: Some((3, 200)),
            on_create: true,
            writable: true,
            ..column("id", Kind::Text, "Its id: three words, or a UUID where it was made without one.")
        },
        Column {
            filter: true,
            search: true,
            required_on_create: true,
            length: Some((3, 200)),
            ..written("name", Kind::Text, "Its name for people.")
        },
        column("rateLimitPoints", Kind::Number, "Calls allowed in a period."),
        column("rateLimitDuration", Kind::Number, "That period, in milliseconds."),
        Column {
            filter: true,
            nullable: true,
            length: Some((3, 200)),
            ..written("externalReference", Kind::Text, "What another system calls it.")
        },
        Column {
            nullable: true,
            ..column("serverRegistrationToken", Kind::Text, "What new game servers register with.")
        },
        written("maxGameservers", Kind::Number, "How many game servers it may have."),
        written("maxUsers", Kind::Number, "How many users it may have."),
        written("eventRetentionDays", Kind::Number, "How many days events are kept."),
        written("maxVariables", Kind::Number, "How many variables it may have."),
        written("maxModules", Kind::Number, "How many modules it may have."),
        written("maxFunctionsInModule", Kind::Number, "How many functions a module may have."),
        Column {
            filter: true,
            ..written("state", Kind::Enum(&["ACTIVE", "DISABLED", "MAINTENANCE"]), "Whether it can be used.")
        },
    ],
    relations: &[],
    extends: &[],
    read: "",
    manage: "",
    untyped_search: false,
    untyped_ranges: true,
    creatable: true,
    updatable: true,
    deletable: true,
    get_one: "getOne",
    remove: "remove",
};

const fn column(name: &'static str, kind: Kind, description: &'static str) -> Column {
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

const fn written(name: &'static str, kind: Kind, description: &'static str) -> Column {
    Column { writable: true, on_create: true, on_update: true, ..column(name, kind, description) }
}

/// A list of objects inside a body; each becomes a row of another table.
pub struct Part {
    /// The entity whose body has it.
    pub entity: &'static str,
    /// Its key in the body.
    pub name: &'static str,
    /// What the objects' schema is called.
    pub dto: &'static str,
    /// The table that keeps them.
    pub table: &'static str,
    /// That table's column with the entity's id.
    pub owner: &'static str,
    /// What an object may hold.
    pub columns: &'static [Column],
}

/// All such lists.
pub static PARTS: [Part; 2] = [
    Part {
        entity: "role",
        name: "permissions",
        dto: "PermissionInputDTO",
        table: "role/permission",
        owner: "roleId",
        columns: &[
            Column {
                required_on_create: true,
                ..written("permissionId", Kind::Text, "The permission's id.")
            },
            written("count", Kind::Number, "How much of it, for permissions that are counted."),
        ],
    },
    Part {
        entity: "shop/listing",
        name: "items",
        dto: "ShopListingItemMetaInputDTO",
        table: "shop/listing/item",
        owner: "listingId",
        columns: &[
            Column { required_on_create: true, ..written("amount", Kind::Number, "How many of it.") },
            written("quality", Kind::Text, "The quality, where the game has such."),
            written("code", Kind::Text, "The item's name in the game's own files; instead of `itemId`."),
            written("itemId", Kind::Uuid, "The item's id; instead of `code`."),
        ],
    },
];

/// The lists inside an entity's body.
pub fn parts(entity: &str) -> impl Iterator<Item = &'static Part> {
    PARTS.iter().filter(move |part| part.entity == entity)
}

/// What only the body that creates a user has, besides the columns.
pub static PASSWORD: Column = Column {
    on_create: true,
    length: Some((8, 50)),
    ..column("password", Kind::Text, "The password of the log-in that is made; none is made without.")
};

/// What is added to the answer that shows a single row of an entity.
pub fn shown(entity: &str) -> &'static [&'static str] {
    match entity {
        "role" => &["permissions"],
        "shop/listing" => &["items", "categories"],
        "shop/order" => &["listing"],
        _ => &[],
    }
}

/// The columns of a table, whether it is an entity's or stands behind one.
pub fn columns(table: &str) -> Option<&'static [Column]> {
    if table == DOMAIN.name {
        return Some(DOMAIN.columns);
    }
    let behind =
        || practice::auxiliary().iter().find(|other: &&Table| other.name == table).map(|other| other.columns);
    practice::entity(table).map(|entity| entity.columns).or_else(behind)
}

/// Every table that rows are kept in.
pub fn tables() -> impl Iterator<Item = &'static str> {
    let entities = practice::entities().iter().map(|entity| entity.name);
    std::iter::once(DOMAIN.name).chain(entities).chain(practice::auxiliary().iter().map(|table| table.name))
}
