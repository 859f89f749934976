//! The tables behind the entities.

use crate::entities::{CREATED, ID, UPDATED};
use crate::schema::{Column, Kind, Relation, Table};

/// The tables that relations lead through or to, and that have no search here: role assignments, permissions,
/// modules, the contents of shop listings, shop categories.
pub fn auxiliary() -> &'static [Table] {
    &TABLES
}

const fn text(name: &'static str) -> Column {
    Column::new(name, Kind::Text, "")
}

const fn uuid(name: &'static str) -> Column {
    Column::new(name, Kind::Uuid, "")
}

const fn number(name: &'static str) -> Column {
    Column::new(name, Kind::Number, "")
}

const EXPIRES: Column = Column::new("expiresAt", Kind::Date, "When it ends; never when empty.").null();
const ROLE: Relation = Relation::one("role", "role", "roleId");

static TABLES: [Table; 8] = [
    Table {
        name: "user/role",
        columns: &[CREATED, UPDATED, ID, uuid("userId"), uuid("roleId"), EXPIRES],
        relations: &[ROLE],
    },
    Table {
        name: "player/role",
        columns: &[
            CREATED,
            UPDATED,
            ID,
            uuid("playerId"),
            uuid("roleId"),
            uuid("gameServerId").null(),
            EXPIRES,
        ],
        relations: &[ROLE],
    },
    Table {
        name: "role/permission",
        columns: &[CREATED, UPDATED, ID, uuid("roleId"), number("count"), uuid("permissionId")],
        relations: &[Relation::one("permission", "permission", "permissionId")],
    },
    Table {
        name: "permission",
        columns: &[
            CREATED,
            UPDATED,
            ID,
            text("permission"),
            text("description"),
            text("friendlyName"),
            Column::new("canHaveCount", Kind::Boolean, ""),
            uuid("moduleVersionId").null(),
        ],
        relations: &[],
    },
    Table {
        name: "module",
        columns: &[
            CREATED,
            UPDATED,
            ID,
            text("name"),
            text("author").null(),
            text("builtin").null(),
            Column::new("supportedGames", Kind::Json, ""),
        ],
        relations: &[],
    },
    Table {
        name: "shop/listing/item",
        columns: &[
            CREATED,
            UPDATED,
            ID,
            uuid("listingId"),
            uuid("itemId"),
            number("amount"),
            text("quality").null(),
        ],
        relations: &[Relation::one("item", "items", "itemId")],
    },
    Table {
        name: "shop/listing/category",
        columns: &[CREATED, UPDATED, ID, uuid("shopListingId"), uuid("shopCategoryId")],
        relations: &[],
    },
    Table {
        name: "shop/category",
        columns: &[CREATED, UPDATED, ID, text("name"), text("emoji"), uuid("parentId").null()],
        relations: &[],
    },
];
