//! Events: what happened on the game servers.

use crate::domain::{Domain, NOW_MS};
use crate::rows::{Cells, game_id, home, ip, item_name, player_created, player_name, sold_on, steam_id};
use crate::seed::{Rng, id, iso};
use crate::words;
use serde_json::{Value, json};

/// The ten kinds that happen, each as often in a hundred as it is listed here; players talk more than they die.
const KINDS: [(&str, usize); 10] = [
    ("chat-message", 30),
    ("player-connected", 15),
    ("player-disconnected", 15),
    ("entity-killed", 15),
    ("player-death", 8),
    ("command-executed", 8),
    ("hook-executed", 4),
    ("cronjob-executed", 3),
    ("role-assigned", 1),
    ("player-new-ip-detected", 1),
];

/// When an event happened: most in the last week, and three of every ten in the very same millisecond.
fn moment(domain: &Domain, index: usize) -> i64 {
    let index = if matches!(index % 10, 1 | 2) { index / 10 * 10 } else { index };
    let mut rng = Rng::new(domain.id, "event/moment", index);
    NOW_MS - if rng.chance(70) { rng.days(0, 7) } else { rng.days(7, 90) }
}

fn kind(rng: &mut Rng, index: usize) -> &'static str {
    // The first ten are of one kind each, so that every domain has all.
    if let Some((name, _)) = KINDS.get(index) {
        return name;
    }
    let mut left = rng.below(KINDS.iter().map(|(_, share)| share).sum());
    for (name, share) in KINDS {
        if left < share {
            return name;
        }
        left -= share;
    }
    KINDS[0].0
}

pub(crate) fn event(domain: &Domain, index: usize) -> Cells {
    let mut rng = Rng::new(domain.id, "event", index);
    let at = moment(domain, index);
    let mut player = rng.below(domain.sizes.players);
    if player_created(domain, player) > at {
        // A newcomer cannot have done this yet; those with a multiple of fifteen have been here for long.
        player = player / 15 * 15;
    }
    let server = home(domain, player);
    let kind = kind(&mut rng, index);
    let module = rng.below(words::MODULES.len());
    let user = rng.below(domain.sizes.users);
    let by_module = matches!(kind, "command-executed" | "hook-executed" | "cronjob-executed");
    let of_player = kind != "cronjob-executed";
    let of_user = kind == "role-assigned";
    let on_server = !of_user;
    let by_user = of_user && rng.chance(70);
    let meta = meta(domain, &mut rng, kind, player, at);
    let some = |table: &str, index: usize, when: bool| when.then(|| id(domain.id, table, index));
    Cells::new(domain.id, "event", index, at, at)
        .put("eventName", kind)
        .put("playerId", some("player", player, of_player && !of_user))
        .put("gameserverId", some("gameserver", server, on_server))
        .put("moduleId", some("module", module, by_module))
        .put("meta", meta)
        .put("userId", some("user", user, of_user))
        .put("actingUserId", some("user", 0, by_user))
        .put("actingModuleId", some("module", module, of_user && !by_user))
}

/// The particulars of an event, shaped as Takaro's document has them for its kind.
fn meta(domain: &Domain, rng: &mut Rng, kind: &str, player: usize, at: i64) -> Value {
    let mut meta = serde_json::Map::new();
    let mut put = |key: &str, value: Value| {
        meta.insert(key.into(), value);
    };
    let name = player_name(domain, player);
    let who = |player: usize| json!({ "gameId": game_id(player), "name": player_name(domain, player), "steamId": steam_id(domain, player) });
    match kind {
        "chat-message" => {
            put("player", who(player));
            put("channel", rng.pick(&["global", "global", "global", "team", "whisper"]).into());
            put("msg", rng.pick(&words::CHAT).into());
        }
        "player-connected" | "player-disconnected" => {
            put("player", who(player));
            let what = if kind == "player-connected" { "joined" } else { "left" };
            put("msg", format!("{name} {what} the game").into());
        }
        "entity-killed" => {
            let monster = rng.pick(&words::MONSTERS);
            put("player", who(player));
            put("entity", monster.into());
            put("weapon", item_name(sold_on(domain, home(domain, player), rng)).into());
            put("msg", format!("{name} killed {monster}").into());
        }
        "player-death" => {
            put("player", who(player));
            let attacker = rng.chance(40).then(|| who(rng.below(domain.sizes.players)));
            put("attacker", attacker.unwrap_or_default());
            let position = json!({ "x": rng.below(4_000), "y": rng.below(120), "z": rng.below(4_000) });
            put("position", position);
            put("msg", format!("{name} died").into());
        }
        "command-executed" | "hook-executed" | "cronjob-executed" => {
            let success = rng.chance(88);
            let reason =
                if success { Value::Null } else { "TypeError: cannot read 'amount' of undefined".into() };
            put("result", json!({ "success": success, "logs": [], "reason": reason }));
            let (key, function) = match kind {
                "command-executed" => ("command", rng.pick(&words::COMMANDS)),
                "hook-executed" => ("hook", rng.pick(&["greetNewcomers", "discordToGame", "onDeath"])),
                _ => ("cronjob", rng.pick(&["resetDailies", "announceVote", "cleanUp"])),
            };
            let function_id = id(domain.id, function, 0);
            put(key, json!({ "id": function_id, "name": function, "arguments": {} }));
        }
        "role-assigned" => {
            let role = 3 + rng.below(domain.sizes.roles - 3);
            let name = crate::roles::of(domain.id)[role].name;
            put("role", json!({ "id": id(domain.id, "role", role), "name": name }));
        }
        _ => {
            let (country, city, latitude, longitude) = rng.pick(&words::PLACES);
            put("country", country.into());
            put("city", city.into());
            put("longitude", longitude.into());
            put("latitude", latitude.into());
            put("ip", ip(rng).into());
        }
    }
    put("timestamp", iso(at).into());
    Value::Object(meta)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::DAY;

    #[test]
    fn most_events_are_of_the_last_week() {
        let domain = &crate::domains()[0];
        let all = domain.sizes.events;
        let recent = (0..all).filter(|index| moment(domain, *index) > NOW_MS - 7 * DAY).count();
        assert!(recent * 10 > all * 6 && recent < all, "{recent} of {all}");
    }
}
