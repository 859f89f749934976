//! The words that names are made of.

pub(crate) const FIRST: [&str; 32] = [
    "Amara", "Ben", "Chiara", "Dmitri", "Elif", "Farah", "Goran", "Hana", "Idris", "Jana", "Kofi", "Leila",
    "Mateo", "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Stefan", "Tomoko", "Uma", "Viktor", "Wanda",
    "Xavier", "Yusuf", "Zoe", "Anton", "Bettina", "Cedric", "Dalia", "Emil", "Freya",
];

pub(crate) const LAST: [&str; 24] = [
    "Abara",
    "Berg",
    "Castillo",
    "Dimitrov",
    "Eriksen",
    "Fontaine",
    "Garcia",
    "Hughes",
    "Ivanova",
    "Jansen",
    "Kaya",
    "Lindqvist",
    "Moreau",
    "Novak",
    "Okoye",
    "Petrov",
    "Quinn",
    "Rossi",
    "Silva",
    "Tanaka",
    "Urban",
    "Vargas",
    "Weber",
    "Yilmaz",
];

pub(crate) const MOOD: [&str; 24] = [
    "Brave", "Calm", "Dusty", "Electric", "Frozen", "Gentle", "Hollow", "Iron", "Jolly", "Karmic", "Lucky",
    "Misty", "Noble", "Odd", "Proud", "Quick", "Rusty", "Silent", "Tiny", "Umber", "Velvet", "Wild", "Young",
    "Zesty",
];

pub(crate) const BEAST: [&str; 24] = [
    "Badger", "Crow", "Dragon", "Eagle", "Ferret", "Gecko", "Heron", "Ibex", "Jackal", "Kraken", "Lynx",
    "Moose", "Newt", "Otter", "Panda", "Quail", "Raven", "Shark", "Tiger", "Urchin", "Viper", "Wolf", "Yak",
    "Zebra",
];

pub(crate) const MATERIAL: [&str; 20] = [
    "Wooden",
    "Stone",
    "Iron",
    "Steel",
    "Copper",
    "Bronze",
    "Silver",
    "Golden",
    "Leather",
    "Cloth",
    "Bone",
    "Glass",
    "Clay",
    "Obsidian",
    "Titanium",
    "Rusty",
    "Polished",
    "Hardened",
    "Ancient",
    "Makeshift",
];

pub(crate) const THING: [&str; 25] = [
    "Axe",
    "Pickaxe",
    "Shovel",
    "Hammer",
    "Knife",
    "Sword",
    "Spear",
    "Bow",
    "Arrow",
    "Shield",
    "Helmet",
    "Boots",
    "Gloves",
    "Door",
    "Ladder",
    "Chest",
    "Lantern",
    "Bottle",
    "Bucket",
    "Wheel",
    "Hinge",
    "Nail",
    "Rope Hook",
    "Frame",
    "Spike",
];

/// Names of game servers with the names of their hosts, for all domains one after another.
pub(crate) const SERVERS: [(&str, &str); 7] = [
    ("Lighthouse Bay", "lighthouse"),
    ("Saltmarsh PvP 🗡️", "saltmarsh"),
    ("The \"Quiet\" Pier", "pier"),
    ("Hilltop Farms", "hilltop"),
    ("Valley 100% PvE", "valley"),
    ("Mill Pond", "mill"),
    ("Bell Tower", "bell"),
];

pub(crate) const KEY_GROUPS: [&str; 4] = ["alpha", "beta", "gamma", "delta"];

pub(crate) const KEY_TOPICS: [&str; 10] =
    ["economy", "daily-reward", "warp", "home", "kit", "cooldown", "vote", "bounty", "zone", "quest"];

/// Keys that show what `%`, `_` and capitals do to a search.
pub(crate) const KEYS: [&str; 6] = ["alpha", "Beta", "gamma_x", "gammaYx", "delta%z", "alphabet"];

pub(crate) const MODULES: [(&str, Option<&str>); 8] = [
    ("economyUtils", Some("economyUtils")),
    ("chatBridge", Some("chatBridge")),
    ("serverMessages", Some("serverMessages")),
    ("teleports", Some("teleports")),
    ("geoBlock", Some("geoBlock")),
    ("dailyRewards", None),
    ("bountyBoard", None),
    ("quizNight_50%", None),
];

pub(crate) const CATEGORIES: [(&str, &str); 8] = [
    ("Armor", "🛡️"),
    ("Base", "🏠"),
    ("Building", "🏗️"),
    ("Consumables", "💊"),
    ("Resources", "📦"),
    ("Tools", "🔧"),
    ("Vehicles", "🚗"),
    ("Weapons", "⚔️"),
];

pub(crate) const PLACES: [(&str, &str, &str, &str); 6] = [
    ("FI", "Helsinki", "60.1699", "24.9384"),
    ("BE", "Ghent", "51.0543", "3.7174"),
    ("BR", "Recife", "-8.0476", "-34.8770"),
    ("JP", "Sapporo", "43.0618", "141.3545"),
    ("KE", "Nairobi", "-1.2921", "36.8219"),
    ("CA", "Halifax", "44.6488", "-63.5752"),
];

pub(crate) const CHAT: [&str; 16] = [
    "hello everyone",
    "anyone selling iron?",
    "brb",
    "gg 🎉",
    "who took my boat??",
    "50% off at the pier shop, today only",
    "need help at the lighthouse, wolves everywhere",
    "he said \"trust me\" and then the bridge fell",
    "it's fine, I'm fine, everything's fine",
    "مساء الخير",
    "おはよう、みんな",
    "/vote",
    "is the server lagging or is it me",
    "<b>free gold</b> just kidding",
    "null",
    "C:\\games\\saves is where it lives",
];

pub(crate) const MONSTERS: [&str; 8] =
    ["zombieFarmer", "zombieNurse", "wolf", "bear", "skeleton_archer", "giant crab", "sea serpent", "boar"];

pub(crate) const COMMANDS: [&str; 8] =
    ["balance", "daily", "tp", "settp", "shop", "claim", "link", "topcurrency"];

/// Texts that break naive software, most dangerous first so that small domains have those too. All of at most 50
/// characters; [`nasty`] adds the long ones.
const NASTY: [&str; 24] = [
    "O'Brien",
    "50% off",
    "under_score",
    "the \"Duke\"",
    "back\\slash",
    "null",
    "<b>bold</b>",
    "=SUM(A1)",
    "🦊 Fox 👩‍👩‍👧 🇫🇮",
    "مرحبا بالعالم",
    "山田太郎",
    " leading space",
    "trailing space ",
    "שלום עולם",
    "김철수",
    "İstanbul ßtraße ÅNGSTRÖM",
    "comma, semicolon; pipe|",
    "'; DROP TABLE player; --",
    "true",
    "0",
    "tab\there",
    "two\nlines",
    "e\u{301}toile, not \u{e9}toile",
    "${7*7} {{7*7}} %s %00",
];

/// How many different nasty texts there are.
pub(crate) const NASTY_COUNT: usize = NASTY.len() + 1;

/// A nasty text that fits a name of 50 characters.
pub(crate) fn short_nasty(index: usize) -> &'static str {
    NASTY[index % NASTY.len()]
}

/// A nasty text; every 25th has 240 characters, without a space to break it at.
pub(crate) fn nasty(index: usize) -> String {
    let index = index % NASTY_COUNT;
    // The long one stands fourth, where every domain has it.
    match index {
        3 => "ThatNameWhichNobodyEverTypesTwice_".repeat(8).chars().take(240).collect(),
        0..3 => NASTY[index].into(),
        _ => NASTY[index - 1].into(),
    }
}
