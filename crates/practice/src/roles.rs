//! Permissions, and the roles that grant them.

/// The names of all permissions that any operation asks for, `ROOT` (all of them) first.
pub fn permissions() -> &'static [&'static str] {
    &PERMISSIONS
}

static PERMISSIONS: [&str; 22] = [
    "ROOT",
    "READ_USERS",
    "MANAGE_USERS",
    "READ_ROLES",
    "MANAGE_ROLES",
    "MANAGE_GAMESERVERS",
    "READ_PLAYERS",
    "MANAGE_PLAYERS",
    "READ_MODULES",
    "MANAGE_MODULES",
    "READ_SETTINGS",
    "MANAGE_SETTINGS",
    "READ_VARIABLES",
    "MANAGE_VARIABLES",
    "READ_EVENTS",
    "MANAGE_EVENTS",
    "READ_ITEMS",
    "MANAGE_ITEMS",
    "READ_ENTITIES",
    "MANAGE_ENTITIES",
    "MANAGE_SHOP_LISTINGS",
    "MANAGE_SHOP_ORDERS",
];

/// A permission's name in words: `Read Players`.
pub(crate) fn friendly(permission: &str) -> String {
    if permission == "ROOT" {
        return "Root Access".into();
    }
    let mut words = String::new();
    for word in permission.split('_') {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(&word[..1]);
        words.push_str(&word[1..].to_lowercase());
    }
    words
}

/// What a permission allows, in a sentence's half.
pub(crate) fn describe(permission: &str) -> String {
    match permission.split_once('_') {
        Some(("READ", what)) => format!("Can view {}", what.replace('_', " ").to_lowercase()),
        Some((_, what)) => {
            format!("Can create, update and delete {}", what.replace('_', " ").to_lowercase())
        }
        None => "Full access to everything".into(),
    }
}

/// A role as the practice domains start with it.
pub(crate) struct Role {
    pub(crate) name: &'static str,
    pub(crate) system: bool,
    pub(crate) permissions: &'static [&'static str],
}

/// The roles of a domain. All begin with the three of the system and the two that [`people`](crate::people) have,
/// so that a smaller domain's roles are the first of a larger one's.
pub(crate) fn of(domain: &str) -> &'static [Role] {
    let size = crate::domain::find(domain).map_or(0, |domain| domain.sizes.roles);
    &ROLES[..size]
}

static ROLES: [Role; 10] = [
    Role { name: "root", system: true, permissions: &["ROOT"] },
    Role { name: "User", system: true, permissions: &[] },
    Role { name: "Player", system: true, permissions: &[] },
    Role {
        name: "Helper",
        system: false,
        permissions: &[
            "READ_USERS",
            "READ_ROLES",
            "READ_PLAYERS",
            "READ_MODULES",
            "READ_SETTINGS",
            "READ_VARIABLES",
            "READ_EVENTS",
            "READ_ITEMS",
            "READ_ENTITIES",
        ],
    },
    Role {
        name: "Moderator",
        system: false,
        permissions: &["READ_PLAYERS", "MANAGE_PLAYERS", "READ_USERS", "READ_ROLES", "READ_EVENTS"],
    },
    Role {
        name: "Shop keeper",
        system: false,
        permissions: &["READ_ITEMS", "READ_PLAYERS", "MANAGE_SHOP_LISTINGS", "MANAGE_SHOP_ORDERS"],
    },
    Role { name: "VIP ⭐", system: false, permissions: &[] },
    Role {
        name: "Event host",
        system: false,
        permissions: &["READ_EVENTS", "MANAGE_EVENTS", "READ_PLAYERS"],
    },
    Role {
        name: "Tinkerer's guild",
        system: false,
        permissions: &[
            "READ_MODULES",
            "MANAGE_MODULES",
            "READ_VARIABLES",
            "MANAGE_VARIABLES",
            "READ_SETTINGS",
        ],
    },
    Role { name: "100%_trusted", system: false, permissions: &["READ_PLAYERS", "READ_ITEMS", "READ_EVENTS"] },
];
