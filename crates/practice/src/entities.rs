//! What can be searched, as Takaro's own document has it. One thing is added: users can be filtered by `email` and
//! searched in it, as the published guide says.

use crate::schema::{Column, Entity, Kind, Relation, Via};

/// The ten entities, in the order in which the sandbox lists them.
pub fn entities() -> &'static [Entity] {
    &ENTITIES
}

/// The entity of that name, as `user` or `gameserver/player`.
pub fn entity(name: &str) -> Option<&'static Entity> {
    ENTITIES.iter().find(|entity| entity.name == name)
}

/// All names that an event can have. The practice domains hold ten of them.
pub const EVENT_NAMES: &[&str] = &[
    "role-assigned",
    "role-removed",
    "role-created",
    "role-updated",
    "role-deleted",
    "command-executed",
    "command-execution-denied",
    "hook-executed",
    "cronjob-executed",
    "currency-added",
    "currency-deducted",
    "currency-reset-all",
    "settings-set",
    "player-new-ip-detected",
    "player-new-name-detected",
    "server-status-changed",
    "module-created",
    "module-updated",
    "module-deleted",
    "module-installed",
    "module-uninstalled",
    "player-created",
    "shop-listing-created",
    "shop-listing-updated",
    "shop-listing-deleted",
    "shop-order-created",
    "shop-order-status-changed",
    "shop-order-delivery-failed",
    "player-linked",
    "gameserver-created",
    "gameserver-updated",
    "gameserver-deleted",
    "player-banned",
    "player-unbanned",
    "player-deleted",
    "player-connected",
    "player-disconnected",
    "chat-message",
    "player-death",
    "entity-killed",
];

/// What can become of a shop order.
pub const ORDER_STATUSES: &[&str] = &["COMPLETED", "PAID", "CANCELED"];

pub(crate) const CREATED: Column = Column::new("createdAt", Kind::Date, "When the row was made.");
pub(crate) const UPDATED: Column = Column::new("updatedAt", Kind::Date, "When the row was last changed.");
pub(crate) const ID: Column = Column::new("id", Kind::Uuid, "The row's own id.");
// The same three as an entity has them: the dates in its ranges, the id in its filters.
const MADE: Column = CREATED.range();
const CHANGED: Column = UPDATED.range();
const KEY: Column = ID.filter();

const fn text(name: &'static str, description: &'static str) -> Column {
    Column::new(name, Kind::Text, description)
}

const fn uuid(name: &'static str, description: &'static str) -> Column {
    Column::new(name, Kind::Uuid, description)
}

const fn number(name: &'static str, description: &'static str) -> Column {
    Column::new(name, Kind::Number, description)
}

const fn boolean(name: &'static str, description: &'static str) -> Column {
    Column::new(name, Kind::Boolean, description)
}

const fn date(name: &'static str, description: &'static str) -> Column {
    Column::new(name, Kind::Date, description)
}

/// What most entities share; each names its own on top of it.
const PLAIN: Entity = Entity {
    name: "",
    path: "",
    title: "",
    tag: "",
    controller: "",
    dto: "",
    columns: &[],
    relations: &[],
    extends: &[],
    read: "",
    manage: "",
    untyped_search: false,
    untyped_ranges: false,
    creatable: false,
    updatable: false,
    deletable: false,
    get_one: "getOne",
    remove: "",
};

const ROLE_PERMISSIONS: &[&str] = &["role.permissions.permission"];

static ENTITIES: [Entity; 10] = [
    Entity {
        name: "user",
        path: "/user",
        title: "User",
        tag: "User",
        controller: "UserController",
        dto: "User",
        columns: &[
            MADE,
            CHANGED,
            KEY,
            text("name", "The name shown in the dashboard.")
                .filter()
                .search()
                .required()
                .update()
                .length(3, 50),
            text("idpId", "The id of the login, as the identity provider knows it.").filter().create(),
            text("discordId", "The Discord account, when one is linked.").null().filter().search(),
            date("lastSeen", "When the person last used Takaro.").range(),
            uuid("playerId", "The player this person plays as, when one is linked.").null().filter(),
            boolean("isDashboardUser", "May log in to the dashboard.").filter().write(),
            text("email", "The address the person logs in with.").filter().search().required(),
            uuid("roleId", "A role the person has.").via(Via::Value {
                table: "user/role",
                own: "id",
                key: "userId",
                value: "roleId",
            }),
        ],
        relations: &[Relation::many("roles", "user/role", "userId")
            .nested(ROLE_PERMISSIONS)
            .assignments("User")],
        extends: &["roles"],
        read: "READ_USERS",
        manage: "MANAGE_USERS",
        creatable: true,
        updatable: true,
        deletable: true,
        remove: "remove",
        ..PLAIN
    },
    Entity {
        name: "player",
        path: "/player",
        title: "Player",
        tag: "Player",
        controller: "PlayerController",
        dto: "Player",
        columns: &[
            MADE,
            CHANGED,
            KEY,
            text("name", "The name in the game, as last seen.").filter().search(),
            text("steamId", "The Steam account.").null().filter().search(),
            text("xboxLiveId", "The Xbox Live account.").null().filter(),
            text("epicOnlineServicesId", "The Epic Online Services account.").null().filter(),
            text("steamAvatar", "The address of the Steam picture.").null(),
            date("steamLastFetch", "When Steam was last asked about the player.").null(),
            date("steamAccountCreated", "When the Steam account was made; hidden in private profiles.")
                .null()
                .range(),
            boolean("steamCommunityBanned", "Banned from the Steam community.").null().filter(),
            text("steamEconomyBan", "The state of the Steam trade ban.").null(),
            boolean("steamVacBanned", "Banned by Valve's anti-cheat.").null().filter(),
            number("steamsDaysSinceLastBan", "Days since the last Steam ban.").null().range(),
            number("steamNumberOfVACBans", "How often Valve's anti-cheat banned the player.").null().range(),
            number("steamLevel", "The Steam level; hidden in private profiles.").null().range(),
            number("playtimeSeconds", "Seconds played on all game servers.").range(),
            text("platformId", "The account on another platform, as `hytale:1`.").null().filter().search(),
            uuid("roleId", "A role the player has.").via(Via::Value {
                table: "player/role",
                own: "id",
                key: "playerId",
                value: "roleId",
            }),
        ],
        relations: &[
            Relation::many("playerOnGameServers", "gameserver/player", "playerId"),
            Relation::through("roles", "role", "player/role", "playerId", "roleId"),
            Relation::through("gameServers", "gameserver", "gameserver/player", "playerId", "gameServerId"),
            Relation::many("roleAssignments", "player/role", "playerId")
                .nested(ROLE_PERMISSIONS)
                .assignments("Player"),
        ],
        extends: &["playerOnGameServers", "roles", "gameServers", "roleAssignments"],
        read: "READ_PLAYERS",
        manage: "MANAGE_PLAYERS",
        deletable: true,
        remove: "delete",
        ..PLAIN
    },
    Entity {
        name: "gameserver",
        path: "/gameserver",
        title: "Game server",
        tag: "Game Server",
        controller: "GameServerController",
        dto: "GameServer",
        columns: &[
            MADE,
            CHANGED,
            KEY,
            text("name", "The name of the game server.")
                .filter()
                .search()
                .required()
                .required_on_update()
                .length(3, 50),
            Column::new("connectionInfo", Kind::Json, "How Takaro reaches it; written as a text of JSON.")
                .required()
                .required_on_update(),
            Column::new("type", Kind::Enum(&["SEVENDAYSTODIE", "RUST", "GENERIC", "MOCK"]), "The game.")
                .filter()
                .required()
                .required_on_update(),
            boolean("reachable", "Takaro can reach it.").filter().update(),
            boolean("enabled", "Takaro works with it.").filter().update(),
            text("identityToken", "What a server that connects by itself is known by.")
                .null()
                .filter()
                .create(),
        ],
        relations: &[
            Relation::through("players", "player", "gameserver/player", "gameServerId", "playerId"),
            Relation::many("items", "items", "gameserverId"),
        ],
        extends: &["players", "items"],
        manage: "MANAGE_GAMESERVERS",
        untyped_ranges: true,
        creatable: true,
        updatable: true,
        deletable: true,
        remove: "remove",
        ..PLAIN
    },
    Entity {
        name: "role",
        path: "/role",
        title: "Role",
        tag: "Role",
        controller: "RoleController",
        dto: "Role",
        columns: &[
            MADE,
            CHANGED,
            KEY,
            text("name", "The name of the role.").filter().search().required().update().length(3, 20),
            boolean("system", "Belongs to Takaro and cannot be deleted."),
            text("linkedDiscordRoleId", "The Discord role that goes with it.").null().write().length(17, 20),
        ],
        relations: &[Relation::many("permissions", "role/permission", "roleId").nested(&["permission"])],
        extends: &["permissions"],
        read: "READ_ROLES",
        manage: "MANAGE_ROLES",
        untyped_ranges: true,
        creatable: true,
        updatable: true,
        deletable: true,
        remove: "remove",
        ..PLAIN
    },
    Entity {
        name: "gameserver/player",
        path: "/gameserver/player",
        title: "Player on game server",
        tag: "Player On Game Server",
        controller: "PlayerOnGameServerController",
        dto: "PlayerOnGameServer",
        columns: &[
            MADE,
            CHANGED,
            KEY,
            uuid("gameServerId", "The game server.").filter(),
            uuid("playerId", "The player.").filter(),
            text("gameId", "The id the game itself gives the player.").filter().search(),
            number("positionX", "Where the player was last seen: east.").null(),
            number("positionY", "Where the player was last seen: height.").null(),
            number("positionZ", "Where the player was last seen: north.").null(),
            text("dimension", "The world the player was last seen in.").null(),
            text("ip", "The address the player last connected from.").null(),
            number("ping", "Milliseconds to the game server and back.").null(),
            number("currency", "Money on this game server."),
            boolean("online", "Playing at this moment.").filter(),
            date("lastSeen", "When the player was last on this game server.").range(),
            number("playtimeSeconds", "Seconds played on this game server.").range(),
            Column::new("inventory", Kind::Json, "What the player carries."),
        ],
        relations: &[
            Relation::one("gameServer", "gameserver", "gameServerId"),
            Relation::one("player", "player", "playerId"),
        ],
        extends: &["gameServer", "player"],
        read: "READ_PLAYERS",
        manage: "MANAGE_PLAYERS",
        untyped_search: true,
        deletable: true,
        remove: "delete",
        ..PLAIN
    },
    Entity {
        name: "variables",
        path: "/variables",
        title: "Variable",
        tag: "Variable",
        controller: "VariableController",
        dto: "Variable",
        columns: &[
            MADE,
            CHANGED,
            KEY,
            text("key", "The name of the variable.").filter().search().required().update(),
            text("value", "What it holds, often JSON.").required().required_on_update(),
            uuid("gameServerId", "The game server it belongs to; all when empty.").null().filter().write(),
            uuid("playerId", "The player it belongs to; all when empty.").null().filter().write(),
            uuid("moduleId", "The module it belongs to; none when empty.").null().filter().write(),
            date("expiresAt", "When it is forgotten; never when empty.").null().range().write(),
        ],
        relations: &[
            Relation::one("module", "module", "moduleId"),
            Relation::one("player", "player", "playerId"),
            Relation::one("gameServer", "gameserver", "gameServerId"),
        ],
        extends: &["module", "player", "gameServer"],
        read: "READ_VARIABLES",
        manage: "MANAGE_VARIABLES",
        untyped_ranges: true,
        creatable: true,
        updatable: true,
        deletable: true,
        get_one: "findOne",
        remove: "delete",
        ..PLAIN
    },
    Entity {
        name: "items",
        path: "/items",
        title: "Item",
        tag: "Item",
        controller: "ItemController",
        dto: "Item",
        columns: &[
            MADE,
            CHANGED,
            KEY,
            text("name", "The name in the game.").filter().search(),
            text("code", "The name in the game's own files.").filter().search(),
            text("description", "What it is for.").null(),
            text("icon", "A small picture, base64.").null(),
            uuid("gameserverId", "The game server that has it.").filter(),
        ],
        relations: &[Relation::one("gameserver", "gameserver", "gameserverId")],
        extends: &["gameserver"],
        read: "READ_ITEMS",
        manage: "MANAGE_ITEMS",
        untyped_ranges: true,
        get_one: "findOne",
        ..PLAIN
    },
    Entity {
        name: "event",
        path: "/event",
        title: "Event",
        tag: "Event",
        controller: "EventController",
        dto: "Event",
        columns: &[
            MADE,
            CHANGED,
            KEY,
            Column::new("eventName", Kind::Enum(EVENT_NAMES), "What happened.").filter().search().required(),
            uuid("playerId", "The player it happened to.").null().filter().create(),
            uuid("gameserverId", "The game server it happened on.").null().filter().create(),
            uuid("moduleId", "The module it happened in.").null().filter().create(),
            Column::new("meta", Kind::Json, "The particulars, different for each kind of event.")
                .null()
                .create(),
            uuid("userId", "The user it happened to.").null().create(),
            uuid("actingUserId", "The user who did it.").null().filter().create(),
            uuid("actingModuleId", "The module that did it.").null().filter().create(),
        ],
        relations: &[
            Relation::one("module", "module", "moduleId"),
            Relation::one("gameServer", "gameserver", "gameserverId"),
            Relation::one("player", "player", "playerId"),
            Relation::one("user", "user", "userId"),
        ],
        extends: &["module", "gameServer", "player", "user"],
        read: "READ_EVENTS",
        manage: "MANAGE_EVENTS",
        untyped_search: true,
        creatable: true,
        ..PLAIN
    },
    Entity {
        name: "shop/listing",
        path: "/shop/listing",
        title: "Shop listing",
        tag: "Shop Listing",
        controller: "ShopListingController",
        dto: "ShopListing",
        columns: &[
            MADE,
            CHANGED,
            KEY,
            uuid("gameServerId", "The game server that sells it.").filter().required().update(),
            number("price", "What it costs.").filter().range().required().update(),
            text("name", "What it is called in the shop.").filter().search().required().update(),
            date("deletedAt", "When it was taken out of the shop.").null().range(),
            boolean("draft", "Not yet in the shop.").filter().single().write(),
            uuid("categoryIds", "A category it stands in.").write().via(Via::Value {
                table: "shop/listing/category",
                own: "id",
                key: "shopListingId",
                value: "shopCategoryId",
            }),
            boolean("uncategorized", "Stands in no category.").single().via(Via::Absent {
                table: "shop/listing/category",
                own: "id",
                key: "shopListingId",
            }),
        ],
        relations: &[
            Relation::one("gameServer", "gameserver", "gameServerId"),
            Relation::many("items", "shop/listing/item", "listingId").nested(&["item"]),
            Relation::through(
                "categories",
                "shop/category",
                "shop/listing/category",
                "shopListingId",
                "shopCategoryId",
            ),
        ],
        extends: &["gameServer", "items", "categories"],
        manage: "MANAGE_SHOP_LISTINGS",
        creatable: true,
        updatable: true,
        deletable: true,
        remove: "delete",
        ..PLAIN
    },
    Entity {
        name: "shop/order",
        path: "/shop/order",
        title: "Shop order",
        tag: "Shop Order",
        controller: "ShopOrderController",
        dto: "ShopOrder",
        columns: &[
            MADE,
            CHANGED,
            KEY,
            uuid("listingId", "What was bought.").filter().required(),
            uuid("playerId", "Who bought it.").filter().create(),
            number("amount", "How many times.").filter().range().required(),
            Column::new("status", Kind::Enum(ORDER_STATUSES), "What became of it.").filter().search(),
            uuid("gameServerId", "The game server whose shop it was.").via(Via::Value {
                table: "shop/listing",
                own: "listingId",
                key: "id",
                value: "gameServerId",
            }),
            uuid("userId", "The user who plays as the buyer.").via(Via::Value {
                table: "user",
                own: "playerId",
                key: "playerId",
                value: "id",
            }),
        ],
        relations: &[Relation::one("listing", "shop/listing", "listingId")],
        extends: &["listing", "listing.items", "listing.items.item"],
        manage: "MANAGE_SHOP_ORDERS",
        untyped_search: true,
        creatable: true,
        ..PLAIN
    },
];
