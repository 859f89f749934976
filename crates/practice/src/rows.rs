//! The rows of every table, each built by itself from its domain, table and index.

use crate::domain::{Domain, NOW_MS, find};
use crate::entities::ORDER_STATUSES;
use crate::events;
use crate::extend::Row;
use crate::people::members;
use crate::seed::{DAY, Rng, id, iso, later};
use crate::{permissions, roles, words};
use serde_json::{Value, json};

/// How many rows a table of a domain has; 0 where there is no such domain or table.
///
/// ```
/// assert_eq!(practice::count("harbour-lights-shine", "event"), 5_000);
/// assert_eq!(practice::count("harbour-lights-shine", "weather"), 0);
/// ```
pub fn count(domain: &str, table: &str) -> usize {
    let Some(domain) = find(domain) else { return 0 };
    let sizes = domain.sizes;
    match table {
        "user" => sizes.users,
        "player" => sizes.players,
        "gameserver" => sizes.servers,
        "role" => sizes.roles,
        "gameserver/player" => sizes.pogs,
        "variables" => sizes.variables,
        "items" => sizes.items,
        "event" => sizes.events,
        "shop/listing" => sizes.listings,
        "shop/order" => sizes.orders,
        "user/role" => {
            let members = members(domain.id).count();
            members + (sizes.users - members) / 2
        }
        "player/role" => sizes.players / 4,
        "role/permission" => roles::of(domain.id).iter().map(|role| role.permissions.len()).sum(),
        "permission" => permissions().len(),
        "module" => words::MODULES.len(),
        "shop/listing/item" => sizes.listings + sizes.listings / 4,
        "shop/listing/category" => sizes.listings * 4 / 5,
        "shop/category" => words::CATEGORIES.len(),
        _ => 0,
    }
}

/// All rows of a table of a domain: an entity's, or one of the [`auxiliary`](crate::auxiliary) tables'. Only the
/// columns, in the order of `columns`; none where there is no such domain or table.
pub fn rows(domain: &str, table: &str) -> Vec<Row> {
    (0..count(domain, table)).filter_map(|index| row(domain, table, index)).collect()
}

/// One row of [`rows`], built without the others.
///
/// ```
/// assert_eq!(practice::row("quiet-hills-wander", "player", 7), Some(practice::rows("quiet-hills-wander", "player")[7].clone()));
/// ```
pub fn row(domain: &str, table: &str, index: usize) -> Option<Row> {
    let it = find(domain)?;
    if index >= count(domain, table) {
        return None;
    }
    let row = match table {
        "user" => user(it, index),
        "player" => player(it, index),
        "gameserver" => server(it, index),
        "role" => role(it, index),
        "gameserver/player" => pog(it, index),
        "variables" => variable(it, index),
        "items" => item(it, index),
        "event" => events::event(it, index),
        "shop/listing" => listing(it, index),
        "shop/order" => order(it, index),
        "user/role" => user_role(it, index),
        "player/role" => player_role(it, index),
        "role/permission" => role_permission(it, index)?,
        "permission" => permission(index),
        "module" => module(it, index),
        "shop/listing/item" => listing_item(it, index),
        "shop/listing/category" => listing_category(it, index),
        "shop/category" => category(it, index),
        _ => return None,
    };
    Some(row.0)
}

/// A row being built, column by column.
pub(crate) struct Cells(Row);

impl Cells {
    /// A row with what all rows begin with.
    pub(crate) fn new(domain: &str, table: &str, index: usize, created: i64, updated: i64) -> Self {
        Cells(Row::new())
            .put("createdAt", iso(created))
            .put("updatedAt", iso(updated))
            .put("id", id(domain, table, index))
    }

    pub(crate) fn put(mut self, column: &str, value: impl Into<Value>) -> Self {
        self.0.insert(column.into(), value.into());
        self
    }
}

/// When the domain itself was set up, with what every domain has from its first day.
const FOUNDED: i64 = NOW_MS - 730 * DAY;

fn some_id(domain: &Domain, table: &str, index: usize, when: bool) -> Option<String> {
    when.then(|| id(domain.id, table, index))
}

// People

/// The users of every domain after its people: the guide's examples, and those who are easily mistaken for them.
const USERS: [(&str, &str); 7] = [
    ("John Doe", "john.doe@example.com"),
    ("Jane Doe", "jane.doe@example.com"),
    ("Johnny Appleseed", "johnny@example.com"),
    ("John Smith", "john.smith@example.org"),
    ("Elton Johnson", "elton.johnson@example.com"),
    ("john doe", "john.doe@example.org"),
    ("John Doe", "john.doe.senior@example.com"),
];

fn user_created(domain: &Domain, index: usize) -> i64 {
    // Some were invited in the same moment, so that sorting by the date alone leaves ties.
    let index = if index % 8 == 7 { index - 1 } else { index };
    NOW_MS - Rng::new(domain.id, "user/created", index).days(30, 700)
}

/// The player a user plays as. Every other user has one, and no two the same.
fn user_player(domain: &Domain, index: usize) -> Option<usize> {
    (index.is_multiple_of(2) && index * 2 < domain.sizes.players).then_some(index * 2)
}

fn user(domain: &Domain, index: usize) -> Cells {
    let mut rng = Rng::new(domain.id, "user", index);
    let first = members(domain.id).count();
    let (name, email) = if let Some(person) = members(domain.id).nth(index) {
        (person.name.to_owned(), person.email.to_owned())
    } else if let Some((name, email)) = USERS.get(index - first) {
        ((*name).to_owned(), (*email).to_owned())
    } else if index - first < USERS.len() + domain.sizes.users / 4 {
        let name = words::short_nasty(index - first - USERS.len());
        (name.to_owned(), format!("member{index}+dock%{}@example.net", rng.below(90) + 10))
    } else {
        let (given, family) = (rng.pick(&words::FIRST), rng.pick(&words::LAST));
        (format!("{given} {family}"), format!("{given}.{family}{index}@example.com").to_lowercase())
    };
    let created = user_created(domain, index);
    // Those one can log in as were here in the last two days.
    let seen = later(&mut rng, if index < first { NOW_MS - 2 * DAY } else { created }, 730);
    let discord =
        rng.chance(50).then(|| (100_000_000_000_000_000 + rng.next() % 900_000_000_000_000_000).to_string());
    Cells::new(domain.id, "user", index, created, seen)
        .put("name", name)
        .put("idpId", login_id(domain, index))
        .put("discordId", discord)
        .put("lastSeen", iso(seen))
        .put("playerId", user_player(domain, index).map(|player| id(domain.id, "player", player)))
        .put("isDashboardUser", index < first + 2 || rng.chance(60))
        .put("email", email)
}

/// The id of a user's login. Those one can log in as are the same person in each of their domains.
fn login_id(domain: &Domain, index: usize) -> String {
    match members(domain.id).nth(index) {
        Some(person) => {
            let everywhere = crate::people().iter().position(|other| other.email == person.email);
            id("", "idp", everywhere.unwrap_or(index))
        }
        None => id(domain.id, "idp", index),
    }
}

fn user_role(domain: &Domain, index: usize) -> Cells {
    let mut rng = Rng::new(domain.id, "user/role", index);
    let first = members(domain.id).count();
    let (user, role) = match members(domain.id).nth(index) {
        Some(person) => {
            let role = roles::of(domain.id).iter().position(|role| role.name == person.role);
            (index, role.expect("every person's role is among the first of every domain"))
        }
        None => (first + (index - first) * 2, granted(domain, &mut rng)),
    };
    let created = later(&mut rng, user_created(domain, user), 60);
    Cells::new(domain.id, "user/role", index, created, created)
        .put("userId", id(domain.id, "user", user))
        .put("roleId", id(domain.id, "role", role))
        .put("expiresAt", (index >= first && index % 5 == 4).then(|| iso(NOW_MS + rng.days(1, 60))))
}

/// A role that is given by hand: any but the three of the system.
fn granted(domain: &Domain, rng: &mut Rng) -> usize {
    3 + rng.below(domain.sizes.roles - 3)
}

fn role(domain: &Domain, index: usize) -> Cells {
    let mut rng = Rng::new(domain.id, "role", index);
    let role = &roles::of(domain.id)[index];
    let created = if role.system { FOUNDED } else { FOUNDED + rng.days(0, 30) };
    let discord = (index % 4 == 3).then(|| (900_000_000_000_000_000 + rng.next() % 1_000_000).to_string());
    Cells::new(domain.id, "role", index, created, later(&mut rng, created, 300))
        .put("name", role.name)
        .put("system", role.system)
        .put("linkedDiscordRoleId", discord)
}

fn role_permission(domain: &Domain, index: usize) -> Option<Cells> {
    let all = roles::of(domain.id).iter().enumerate();
    let (role, permission) = all
        .flat_map(|(at, role)| role.permissions.iter().map(move |permission| (at, *permission)))
        .nth(index)?;
    let permission = permissions().iter().position(|it| *it == permission)?;
    let created = FOUNDED + 30 * DAY;
    let row = Cells::new(domain.id, "role/permission", index, created, created)
        .put("roleId", id(domain.id, "role", role))
        .put("count", 0)
        .put("permissionId", id("", "permission", permission));
    Some(row)
}

fn permission(index: usize) -> Cells {
    // Permissions belong to Takaro, not to a domain: their ids are the same everywhere.
    let name = permissions()[index];
    Cells::new("", "permission", index, FOUNDED, FOUNDED)
        .put("permission", name)
        .put("description", roles::describe(name))
        .put("friendlyName", roles::friendly(name))
        .put("canHaveCount", false)
        .put("moduleVersionId", Value::Null)
}

fn module(domain: &Domain, index: usize) -> Cells {
    let (name, builtin) = words::MODULES[index];
    Cells::new(domain.id, "module", index, FOUNDED, FOUNDED)
        .put("name", name)
        .put("author", if builtin.is_some() { "Takaro" } else { domain.name })
        .put("builtin", builtin)
        .put("supportedGames", json!(["all"]))
}

// Players

/// When Takaro first saw a player: long ago, or, for every fifteenth, in the last two weeks.
pub(crate) fn player_created(domain: &Domain, index: usize) -> i64 {
    let index = if index % 25 == 1 { index - 1 } else { index };
    let mut rng = Rng::new(domain.id, "player/created", index);
    NOW_MS - if index % 15 == 14 { rng.days(0, 14) } else { rng.days(95, 700) }
}

pub(crate) fn player_name(domain: &Domain, index: usize) -> String {
    if let Some(name) = ["John Doe", "john_the_builder", "Jane_50%", "JaneX50", "Johnny B. Goode"].get(index)
    {
        return (*name).into();
    }
    if index % 12 == 7 {
        return words::nasty(index / 12);
    }
    let mut rng = Rng::new(domain.id, "player/name", index);
    let (mood, beast) = (rng.pick(&words::MOOD), rng.pick(&words::BEAST));
    match rng.below(6) {
        0 => format!("{mood}{beast}{}", rng.below(100)),
        1 => format!("{mood}_{beast}"),
        2 => format!("xX{beast}Xx"),
        3 => format!("{} {}", rng.pick(&words::FIRST), rng.pick(&words::LAST)),
        4 => format!("{mood}{beast}").to_lowercase(),
        _ => format!("{} the {mood}", rng.pick(&words::FIRST)),
    }
}

pub(crate) fn steam_id(domain: &Domain, index: usize) -> Option<String> {
    (index % 10 < 7).then(|| {
        // The number of the domain's name keeps the accounts of different domains apart.
        (76_561_198_000_000_000 + domain.name.len() as u64 * 10_000_000 + index as u64 * 7_919).to_string()
    })
}

fn player(domain: &Domain, index: usize) -> Cells {
    let mut rng = Rng::new(domain.id, "player", index);
    let created = player_created(domain, index);
    let (mut seen, mut played) = (created, 0);
    for stay in stays_of(domain, index) {
        let stay = Stay::new(domain, stay);
        seen = seen.max(stay.seen);
        played += stay.played;
    }
    let steam = steam_id(domain, index);
    let on_steam = steam.is_some();
    let public = on_steam && rng.chance(70);
    let vac = on_steam && rng.chance(6);
    let account = |at: usize| {
        (index % 10 == at).then(|| format!("{:016x}", Rng::new(domain.id, "account", index).next()))
    };
    Cells::new(domain.id, "player", index, created, seen)
        .put("name", player_name(domain, index))
        .put("steamId", steam)
        .put("xboxLiveId", account(7))
        .put("epicOnlineServicesId", account(8))
        .put(
            "steamAvatar",
            public.then(|| format!("https://avatars.example.com/{:08x}.jpg", rng.next() >> 32)),
        )
        .put("steamLastFetch", on_steam.then(|| iso(seen)))
        .put("steamAccountCreated", public.then(|| iso(created - rng.days(10, 4_000))))
        .put("steamCommunityBanned", on_steam.then(|| rng.chance(3)))
        .put("steamEconomyBan", on_steam.then_some(if vac { "probation" } else { "none" }))
        .put("steamVacBanned", on_steam.then_some(vac))
        .put("steamsDaysSinceLastBan", on_steam.then(|| if vac { rng.below(2_000) + 1 } else { 0 }))
        .put("steamNumberOfVACBans", on_steam.then(|| if vac { rng.below(3) + 1 } else { 0 }))
        .put("steamLevel", public.then(|| rng.below(80)))
        .put("playtimeSeconds", played)
        .put("platformId", account(9).map(|account| format!("hytale:{account}")))
}

fn player_role(domain: &Domain, index: usize) -> Cells {
    let mut rng = Rng::new(domain.id, "player/role", index);
    let player = index * 4;
    let created = later(&mut rng, player_created(domain, player), 90);
    let server = home(domain, player);
    Cells::new(domain.id, "player/role", index, created, created)
        .put("playerId", id(domain.id, "player", player))
        .put("roleId", id(domain.id, "role", granted(domain, &mut rng)))
        .put("gameServerId", some_id(domain, "gameserver", server, index % 3 == 2))
        .put("expiresAt", (index % 4 == 1).then(|| iso(NOW_MS + rng.days(1, 90))))
}

// Game servers

fn server(domain: &Domain, index: usize) -> Cells {
    let mut rng = Rng::new(domain.id, "gameserver", index);
    // Every domain takes its names where the domains before it have left off.
    let before: usize = crate::domains()
        .iter()
        .take_while(|other| other.id != domain.id)
        .map(|other| other.sizes.servers)
        .sum();
    let (name, host) = words::SERVERS[before + index];
    let kind = ["SEVENDAYSTODIE", "RUST", "GENERIC", "MOCK"][(before + index) % 4];
    let created = FOUNDED + rng.days(0, 20);
    Cells::new(domain.id, "gameserver", index, created, later(&mut rng, created, 600))
        .put("name", name)
        .put("connectionInfo", json!({ "host": format!("https://{host}.example.com:8080"), "useTls": true }))
        .put("type", kind)
        .put("reachable", index != 1)
        .put("enabled", true)
        .put("identityToken", (kind == "GENERIC").then(|| format!("{host}-practice")))
}

/// The game server on which a player plays first.
pub(crate) fn home(domain: &Domain, player: usize) -> usize {
    player % domain.sizes.servers
}

/// The stays of a player: one on the home server, and for some a second on the next.
fn stays_of(domain: &Domain, player: usize) -> impl Iterator<Item = usize> {
    let second = domain.sizes.players + player / 2;
    let has_second = player.is_multiple_of(2) && second < domain.sizes.pogs;
    std::iter::once(player).chain(has_second.then_some(second))
}

/// A player's time on a game server.
struct Stay {
    player: usize,
    server: usize,
    created: i64,
    seen: i64,
    played: i64,
    online: bool,
}

impl Stay {
    fn new(domain: &Domain, index: usize) -> Self {
        let players = domain.sizes.players;
        let (player, further) = if index < players { (index, 0) } else { ((index - players) * 2, 1) };
        let mut rng = Rng::new(domain.id, "stay", index);
        let born = player_created(domain, player);
        let created = if further == 0 { born } else { later(&mut rng, born, 30) };
        let online = rng.chance(9);
        let seen = if online {
            NOW_MS
        } else if rng.chance(40) {
            later(&mut rng, created.max(NOW_MS - 10 * DAY), 10)
        } else {
            later(&mut rng, created, 400)
        };
        let played = rng.below(((seen - created) / 8_000).min(900_000) as usize + 1) as i64;
        Stay {
            player,
            server: (home(domain, player) + further) % domain.sizes.servers,
            created,
            seen,
            played,
            online,
        }
    }
}

/// The id that a game itself gives a player.
pub(crate) fn game_id(player: usize) -> String {
    (1_710 + player * 7).to_string()
}

/// An address from the ranges that are kept for examples.
pub(crate) fn ip(rng: &mut Rng) -> String {
    format!("{}.{}", rng.pick(&["192.0.2", "198.51.100", "203.0.113"]), rng.below(254) + 1)
}

fn pog(domain: &Domain, index: usize) -> Cells {
    let mut rng = Rng::new(domain.id, "gameserver/player", index);
    let stay = Stay::new(domain, index);
    let placed = rng.chance(80);
    let mut place =
        |span: usize| placed.then(|| (rng.below(span * 200) as f64 - span as f64 * 100.0) / 100.0);
    let (x, y, z) = (place(4_000), place(100), place(4_000));
    let inventory: Vec<Value> = (0..rng.below(4))
        .map(|_| {
            let item = sold_on(domain, stay.server, &mut rng);
            json!({ "name": item_name(item), "code": item_code(item), "amount": rng.below(50) + 1 })
        })
        .collect();
    Cells::new(domain.id, "gameserver/player", index, stay.created, stay.seen)
        .put("gameServerId", id(domain.id, "gameserver", stay.server))
        .put("playerId", id(domain.id, "player", stay.player))
        .put("gameId", game_id(stay.player))
        .put("positionX", x)
        .put("positionY", y)
        .put("positionZ", z)
        .put("dimension", placed.then(|| rng.pick(&["overworld", "overworld", "nether"])))
        .put("ip", rng.chance(90).then(|| ip(&mut rng)))
        .put("ping", stay.online.then(|| rng.below(240) + 8))
        .put("currency", rng.below(20_000))
        .put("online", stay.online)
        .put("lastSeen", iso(stay.seen))
        .put("playtimeSeconds", stay.played)
        .put("inventory", inventory)
}

fn variable(domain: &Domain, index: usize) -> Cells {
    let mut rng = Rng::new(domain.id, "variables", index);
    let fixed = words::KEYS.len();
    let (group, topic) = (words::KEY_GROUPS[index % 4], words::KEY_TOPICS[index / 4 % 10]);
    let key = match words::KEYS.get(index) {
        Some(key) => (*key).into(),
        None if index % 12 == 11 => words::nasty(index / 12),
        None => format!("{group}/{topic}"),
    };
    let value = match index % 6 {
        0 => json!({ "balance": rng.below(5_000), "note": rng.pick(&words::CHAT) }).to_string(),
        1 => rng.below(100_000).to_string(),
        2 => "50% off".into(),
        3 => words::nasty(index / 6),
        4 => "null".into(),
        _ => iso(NOW_MS - rng.days(1, 30)),
    };
    let created = NOW_MS - rng.days(21, 300);
    let player = rng.below(domain.sizes.players);
    Cells::new(domain.id, "variables", index, created, later(&mut rng, created, 200))
        .put("key", key)
        .put("value", value)
        .put(
            "gameServerId",
            some_id(domain, "gameserver", home(domain, player), index >= fixed && index % 2 == 1),
        )
        .put("playerId", some_id(domain, "player", player, index >= 40 || index % 5 == 4 && index >= fixed))
        .put("moduleId", some_id(domain, "module", rng.below(words::MODULES.len()), index.is_multiple_of(3)))
        .put("expiresAt", (index % 4 == 1).then(|| iso(NOW_MS + rng.days(-20, 40))))
}

// Items and the shop

/// A name of a material and a thing; with 500 items, each of them once.
pub(crate) fn item_name(index: usize) -> String {
    if index % 20 == 9 {
        return words::nasty(index / 20);
    }
    format!("{} {}", words::MATERIAL[index % 20], words::THING[index / 20 % 25])
}

pub(crate) fn item_code(index: usize) -> String {
    let (material, thing) = (words::MATERIAL[index % 20], words::THING[index / 20 % 25]);
    format!("{}{}", material.to_lowercase(), thing.replace(' ', "_"))
}

/// An item that the game server has.
pub(crate) fn sold_on(domain: &Domain, server: usize, rng: &mut Rng) -> usize {
    let servers = domain.sizes.servers;
    rng.below(domain.sizes.items / servers) * servers + server
}

fn item(domain: &Domain, index: usize) -> Cells {
    let mut rng = Rng::new(domain.id, "items", index);
    // A game server sends all its items at once: they share a moment.
    let created = FOUNDED + 21 * DAY + (index % domain.sizes.servers) as i64;
    let words = format!("{} {}", words::MATERIAL[index % 20], words::THING[index / 20 % 25]).to_lowercase();
    let description = rng.chance(60).then(|| match rng.below(3) {
        0 => format!("Somebody's {words}, 100% original."),
        1 => format!("One {words} for \"everyday\" use."),
        _ => format!("The {words} that you didn't know you needed."),
    });
    Cells::new(domain.id, "items", index, created, later(&mut rng, created, 600))
        .put("name", item_name(index))
        .put("code", item_code(index))
        .put("description", description)
        .put("icon", index.is_multiple_of(50).then_some(ICON))
        .put("gameserverId", id(domain.id, "gameserver", index % domain.sizes.servers))
}

/// A transparent picture of one pixel.
const ICON: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

fn listing_created(domain: &Domain, index: usize) -> i64 {
    NOW_MS - Rng::new(domain.id, "listing/created", index / 2 * 2).days(10, 200)
}

/// The item and the amount that a listing sells first.
fn listing_sells(domain: &Domain, index: usize) -> (usize, usize) {
    let mut rng = Rng::new(domain.id, "listing/sells", index);
    (sold_on(domain, index % domain.sizes.servers, &mut rng), rng.pick(&[1, 1, 1, 5, 10, 64]))
}

fn listing(domain: &Domain, index: usize) -> Cells {
    let mut rng = Rng::new(domain.id, "shop/listing", index);
    let (item, amount) = listing_sells(domain, index);
    let name = match index % 9 {
        4 => words::nasty(index / 9),
        _ if amount == 1 => item_name(item),
        _ => format!("{amount}x {}", item_name(item)),
    };
    let created = listing_created(domain, index);
    let updated = later(&mut rng, created, 100);
    Cells::new(domain.id, "shop/listing", index, created, updated)
        .put("gameServerId", id(domain.id, "gameserver", index % domain.sizes.servers))
        .put("price", (rng.below(100) + 1) * 5)
        .put("name", name)
        .put("deletedAt", (index % 11 == 6).then(|| iso(updated)))
        .put("draft", index % 10 == 3)
}

fn listing_item(domain: &Domain, index: usize) -> Cells {
    let listings = domain.sizes.listings;
    let (listing, (item, amount)) = if index < listings {
        (index, listing_sells(domain, index))
    } else {
        let listing = (index - listings) * 4;
        let mut rng = Rng::new(domain.id, "shop/listing/item", index);
        (listing, (sold_on(domain, listing % domain.sizes.servers, &mut rng), 1))
    };
    let created = listing_created(domain, listing);
    Cells::new(domain.id, "shop/listing/item", index, created, created)
        .put("listingId", id(domain.id, "shop/listing", listing))
        .put("itemId", id(domain.id, "items", item))
        .put("amount", amount)
        .put("quality", (index % 6 == 5).then_some("5"))
}

fn listing_category(domain: &Domain, index: usize) -> Cells {
    // Every fifth listing stands in no category.
    let listing = index + index / 4;
    let created = listing_created(domain, listing);
    let category = Rng::new(domain.id, "shop/listing/category", index).below(words::CATEGORIES.len());
    Cells::new(domain.id, "shop/listing/category", index, created, created)
        .put("shopListingId", id(domain.id, "shop/listing", listing))
        .put("shopCategoryId", id(domain.id, "shop/category", category))
}

fn category(domain: &Domain, index: usize) -> Cells {
    let (name, emoji) = words::CATEGORIES[index];
    Cells::new(domain.id, "shop/category", index, FOUNDED, FOUNDED)
        .put("name", name)
        .put("emoji", emoji)
        .put("parentId", Value::Null)
}

fn order(domain: &Domain, index: usize) -> Cells {
    let mut rng = Rng::new(domain.id, "shop/order", index);
    let listing = rng.below(domain.sizes.listings);
    let servers = domain.sizes.servers;
    let player = rng.below(domain.sizes.players / servers) * servers + listing % servers;
    let open = listing_created(domain, listing).max(player_created(domain, player)).max(NOW_MS - 90 * DAY);
    let created = later(&mut rng, open, 90);
    let (completed, paid) = (ORDER_STATUSES[0], ORDER_STATUSES[1]);
    let status = match rng.below(10) {
        0 => ORDER_STATUSES[2],
        _ if NOW_MS - created < 2 * DAY => paid,
        _ => completed,
    };
    let updated = if status == paid { created } else { later(&mut rng, created, 2) };
    Cells::new(domain.id, "shop/order", index, created, updated)
        .put("listingId", id(domain.id, "shop/listing", listing))
        .put("playerId", id(domain.id, "player", player))
        .put("amount", rng.pick(&[1, 1, 1, 2, 3, 5, 10]))
        .put("status", status)
}
