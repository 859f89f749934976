//! What the practice rows promise: their numbers, their sameness for ever, and that they fit together.

use practice::{
    Column, DomainState, Kind, NOW, NOW_MS, Row, Via, auxiliary, count, domains, entities, entity, people,
    permissions, row, rows,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const LARGE: &str = "harbour-lights-shine";
const SMALL: &str = "quiet-hills-wander";

/// Every table with its stored columns.
fn tables() -> Vec<(&'static str, Vec<&'static Column>)> {
    let behind = auxiliary().iter().map(|table| (table.name, table.columns.iter().collect()));
    entities().iter().map(|entity| (entity.name, entity.stored().collect())).chain(behind).collect()
}

fn text<'a>(row: &'a Row, column: &str) -> &'a str {
    row[column].as_str().unwrap_or_else(|| panic!("{column} is no text: {row:?}"))
}

#[test]
fn the_large_domain_has_the_promised_numbers() {
    let promised = [
        ("player", 300),
        ("gameserver", 3),
        ("role", 10),
        ("user", 40),
        ("variables", 60),
        ("items", 500),
        ("event", 5_000),
        ("shop/listing", 80),
        ("shop/order", 400),
        ("gameserver/player", 450),
    ];
    for (name, number) in promised {
        assert_eq!(rows(LARGE, name).len(), number, "{name}");
        assert!(rows(SMALL, name).len() < number, "{name} is smaller in the second domain");
        assert_ne!(row(LARGE, name, 0), row(SMALL, name, 0), "{name} differs in the second domain");
    }
    assert_eq!(promised.len(), entities().len());
}

#[test]
fn domains_are_two_active_one_in_maintenance_and_one_closed_to_all() {
    let states: Vec<_> = domains().iter().map(|domain| domain.state.as_str()).collect();
    assert_eq!(states, ["ACTIVE", "ACTIVE", "MAINTENANCE", "ACTIVE"]);
    let closed = domains()[3].id;
    assert!(people().iter().all(|person| !person.domains.contains(&closed)));
    assert_eq!((rows("no-such-domain", "user"), rows(LARGE, "no-such-table")), (vec![], vec![]));
    assert_eq!((row(LARGE, "user", 40), row("no-such-domain", "user", 0)), (None, None));
}

#[test]
fn rows_carry_the_columns_in_order_and_of_their_kind() {
    for domain in domains() {
        for (table, columns) in tables() {
            for row in rows(domain.id, table) {
                let names: Vec<_> = columns.iter().map(|column| column.name).collect();
                assert_eq!(row.keys().collect::<Vec<_>>(), names, "{table}");
                for column in &columns {
                    let value = &row[column.name];
                    let fits = match column.kind {
                        _ if value.is_null() => column.nullable,
                        Kind::Text => value.is_string(),
                        Kind::Uuid => value.as_str().is_some_and(is_uuid_v4),
                        Kind::Date => value.as_str().is_some_and(is_date),
                        Kind::Number => value.is_number(),
                        Kind::Boolean => value.is_boolean(),
                        Kind::Enum(values) => value.as_str().is_some_and(|it| values.contains(&it)),
                        Kind::Json => value.is_object() || value.is_array(),
                    };
                    assert!(fits, "{} {table}.{}: {value}", domain.id, column.name);
                }
            }
        }
    }
}

fn is_uuid_v4(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && text.chars().all(|c| c == '-' || c.is_ascii_digit() || ('a'..='f').contains(&c))
        && parts[2].starts_with('4')
        && parts[3].starts_with(['8', '9', 'a', 'b'])
}

fn is_date(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let number = |from: usize, to: usize| text[from..to].parse::<u32>().expect("the shape has digits there");
    shape == "0000-00-00T00:00:00.000Z"
        && (1..=12).contains(&number(5, 7))
        && (1..=31).contains(&number(8, 10))
        && number(11, 13) < 24
        && number(14, 16) < 60
        && number(17, 19) < 60
}

#[test]
fn each_nullable_column_of_an_entity_is_sometimes_null_and_sometimes_not() {
    for entity in entities() {
        let rows = rows(LARGE, entity.name);
        for column in entity.stored().filter(|column| column.nullable) {
            let nulls = rows.iter().filter(|row| row[column.name].is_null()).count();
            // Every event of ours has its particulars, though others' may have none.
            let always_there = (entity.name, column.name) == ("event", "meta");
            assert!(
                always_there || (nulls > 0 && nulls < rows.len()),
                "{}.{}: {nulls}",
                entity.name,
                column.name
            );
        }
    }
}

#[test]
fn ids_are_unique_over_all_tables_and_domains() {
    let mut seen = BTreeSet::new();
    for domain in domains() {
        for (table, _) in tables().into_iter().filter(|(table, _)| *table != "permission") {
            for row in rows(domain.id, table) {
                assert!(seen.insert(text(&row, "id").to_owned()), "{} {table} {}", domain.id, row["id"]);
            }
        }
    }
    assert!(rows(LARGE, "permission") == rows(SMALL, "permission"), "permissions are the same everywhere");
}

#[test]
fn dates_are_in_order_and_none_is_after_now() {
    for domain in domains() {
        for (table, _) in tables() {
            for row in rows(domain.id, table) {
                let (created, updated) = (text(&row, "createdAt"), text(&row, "updatedAt"));
                assert!(created <= updated && updated <= NOW, "{table}: {created} {updated}");
                for column in ["lastSeen", "deletedAt", "steamLastFetch"] {
                    let date = row.get(column).and_then(Value::as_str);
                    assert!(
                        date.is_none_or(|date| created <= date && date <= NOW),
                        "{table}.{column}: {date:?}"
                    );
                }
            }
        }
    }
    // NOW and NOW_MS are one moment: whoever plays at this moment was last seen at NOW.
    assert!(
        rows(LARGE, "gameserver/player").iter().any(|row| row["online"] == true && row["lastSeen"] == NOW)
    );
    assert_eq!(NOW_MS % 86_400_000, 12 * 3_600_000);
}

#[test]
fn some_rows_share_their_moment() {
    for name in ["player", "user", "event", "items", "shop/listing"] {
        let mut moments = BTreeMap::new();
        for row in rows(LARGE, name) {
            *moments.entry(text(&row, "createdAt").to_owned()).or_insert(0) += 1;
        }
        assert!(moments.values().any(|rows| *rows > 1) && moments.len() > 2, "{name}");
    }
}

#[test]
fn foreign_keys_name_real_rows() {
    let target = |column: &str| match column {
        "playerId" => Some("player"),
        "gameServerId" | "gameserverId" => Some("gameserver"),
        "moduleId" | "actingModuleId" => Some("module"),
        "userId" | "actingUserId" => Some("user"),
        "roleId" => Some("role"),
        "permissionId" => Some("permission"),
        "listingId" | "shopListingId" => Some("shop/listing"),
        "shopCategoryId" => Some("shop/category"),
        "itemId" => Some("items"),
        _ => None,
    };
    for domain in domains() {
        let ids = |table: &str| -> BTreeSet<String> {
            rows(domain.id, table).iter().map(|row| text(row, "id").to_owned()).collect()
        };
        let known: BTreeMap<&str, BTreeSet<String>> =
            tables().iter().map(|(table, _)| (*table, ids(table))).collect();
        let mut keys = 0;
        for (table, _) in tables() {
            for row in rows(domain.id, table) {
                for (column, value) in &row {
                    let (Some(target), Some(id)) = (target(column), value.as_str()) else { continue };
                    assert!(known[target].contains(id), "{} {table}.{column}: {id}", domain.id);
                    keys += 1;
                }
            }
        }
        assert!(keys > 100);
    }
}

#[test]
fn what_cannot_repeat_does_not() {
    let unique: [(&str, &[&str]); 8] = [
        ("user", &["email"]),
        ("user", &["idpId"]),
        ("user", &["playerId"]),
        ("player", &["steamId"]),
        ("role", &["name"]),
        ("gameserver/player", &["gameServerId", "playerId"]),
        ("variables", &["key", "gameServerId", "playerId", "moduleId"]),
        ("items", &["gameserverId", "code"]),
    ];
    for domain in domains() {
        for (table, columns) in unique {
            let mut seen = BTreeSet::new();
            for row in rows(domain.id, table).iter().filter(|row| !row[columns[0]].is_null()) {
                let key: Vec<String> = columns.iter().map(|column| row[*column].to_string()).collect();
                assert!(seen.insert(key.clone()), "{} {table} {key:?}", domain.id);
            }
        }
    }
}

#[test]
fn a_game_server_sells_its_own_items_to_its_own_players() {
    for domain in domains() {
        let by_id = |table: &str| -> BTreeMap<String, Row> {
            rows(domain.id, table).into_iter().map(|row| (text(&row, "id").to_owned(), row)).collect()
        };
        let (listings, items) = (by_id("shop/listing"), by_id("items"));
        for content in rows(domain.id, "shop/listing/item") {
            let listing = &listings[text(&content, "listingId")];
            assert_eq!(listing["gameServerId"], items[text(&content, "itemId")]["gameserverId"]);
        }
        let plays: BTreeSet<(String, String)> = rows(domain.id, "gameserver/player")
            .iter()
            .map(|row| (text(row, "playerId").to_owned(), text(row, "gameServerId").to_owned()))
            .collect();
        for order in rows(domain.id, "shop/order") {
            let listing = &listings[text(&order, "listingId")];
            assert!(plays.contains(&(text(&order, "playerId").into(), text(listing, "gameServerId").into())));
            assert!(text(listing, "createdAt") <= text(&order, "createdAt"));
        }
    }
}

#[test]
fn a_player_has_played_as_long_as_on_all_game_servers_together() {
    let mut played: BTreeMap<String, i64> = BTreeMap::new();
    for stay in rows(LARGE, "gameserver/player") {
        *played.entry(text(&stay, "playerId").into()).or_default() +=
            stay["playtimeSeconds"].as_i64().expect("whole");
    }
    for player in rows(LARGE, "player") {
        assert_eq!(player["playtimeSeconds"], played[text(&player, "id")]);
    }
}

#[test]
fn events_are_of_ten_kinds_and_no_player_acts_before_joining() {
    for domain in domains() {
        let joined: BTreeMap<String, String> = rows(domain.id, "player")
            .iter()
            .map(|row| (text(row, "id").to_owned(), text(row, "createdAt").to_owned()))
            .collect();
        let mut kinds = BTreeSet::new();
        for event in rows(domain.id, "event") {
            kinds.insert(text(&event, "eventName").to_owned());
            assert_eq!(event["meta"]["timestamp"], event["createdAt"]);
            if let Some(player) = event["playerId"].as_str() {
                assert!(joined[player].as_str() <= text(&event, "createdAt"), "{event:?}");
            }
        }
        assert_eq!(kinds.len(), 10, "{kinds:?}");
    }
}

#[test]
fn people_are_users_with_the_permissions_of_their_role() {
    let [owner, helper, moderator, waiting] = people() else { panic!("there are four people") };
    assert_eq!(owner.domains, [LARGE, SMALL, "old-mills-rest"]);
    assert!(owner.domains.iter().all(|domain| owner.permissions(domain) == ["ROOT"]));
    assert!(helper.permissions(SMALL).iter().all(|permission| permission.starts_with("READ_")));
    assert!(helper.permissions(SMALL).contains(&"READ_VARIABLES"));
    assert_eq!(moderator.domains, [LARGE]);
    assert!(moderator.permissions(LARGE).contains(&"MANAGE_PLAYERS"));
    assert!(!moderator.permissions(LARGE).iter().any(|permission| permission.contains("SHOP")));
    assert!(moderator.permissions(SMALL).is_empty());
    let state = |id: &str| domains().iter().find(|domain| domain.id == id).map(|domain| domain.state);
    assert_eq!(
        waiting.domains.iter().map(|id| state(id)).collect::<Vec<_>>(),
        [Some(DomainState::Maintenance)]
    );

    for person in people() {
        for domain in person.domains {
            let id = person.user_id(domain).expect("a member has a row");
            let user = rows(domain, "user")
                .into_iter()
                .find(|row| row["id"] == id.as_str())
                .expect("the row is there");
            assert_eq!((text(&user, "name"), text(&user, "email")), (person.name, person.email));
            let granted: BTreeSet<String> = granted(domain, &id);
            assert_eq!(granted, person.permissions(domain).iter().map(|it| (*it).to_owned()).collect());
        }
    }
}

/// The permissions that a user's role assignments amount to, read from the tables alone.
fn granted(domain: &str, user: &str) -> BTreeSet<String> {
    let mut granted = BTreeSet::new();
    let names: BTreeMap<String, String> = rows(domain, "permission")
        .iter()
        .map(|row| (text(row, "id").to_owned(), text(row, "permission").to_owned()))
        .collect();
    for assignment in rows(domain, "user/role").iter().filter(|row| row["userId"] == user) {
        for grant in
            rows(domain, "role/permission").iter().filter(|row| row["roleId"] == assignment["roleId"])
        {
            granted.insert(names[text(grant, "permissionId")].clone());
        }
    }
    granted
}

#[test]
fn permissions_cover_what_entities_ask_for() {
    for entity in entities() {
        for asked in [entity.read, entity.manage].into_iter().filter(|asked| !asked.is_empty()) {
            assert!(permissions().contains(&asked), "{asked}");
        }
        assert!(!entity.manage.is_empty(), "{}", entity.name);
    }
    assert_eq!(permissions().iter().collect::<BTreeSet<_>>().len(), permissions().len());
}

#[test]
fn what_is_filtered_through_another_table_finds_something_and_not_everything() {
    for entity in entities() {
        for column in entity.columns {
            let (Some(Via::Value { table, own, key, .. }) | Some(Via::Absent { table, own, key })) =
                column.via
            else {
                continue;
            };
            let keys: BTreeSet<String> = rows(LARGE, table).iter().map(|row| row[key].to_string()).collect();
            let all = rows(LARGE, entity.name);
            let found = all.iter().filter(|row| keys.contains(&row[own].to_string())).count();
            let every = (entity.name, column.name) == ("shop/order", "gameServerId");
            assert!(found > 0 && (every || found < all.len()), "{}.{}", entity.name, column.name);
        }
    }
}

#[test]
fn every_text_that_breaks_naive_software_is_there() {
    let mut texts = Vec::new();
    for name in ["user", "player", "gameserver", "role", "variables", "items", "event", "shop/listing"] {
        for row in rows(LARGE, name) {
            let texts_of = row.into_iter().filter_map(|(_, value)| value.as_str().map(String::from));
            texts.extend(texts_of);
        }
    }
    let has = |what: &str, test: &dyn Fn(&str) -> bool| {
        assert!(texts.iter().any(|text| test(text)), "no text {what}");
    };
    for part in ["%", "_", "'", "\"", "\\", "<b>", "\n", "\t", ",", ";", "--", "${"] {
        has(part, &|text| text.contains(part));
    }
    for whole in ["null", "true", "0", "=SUM(A1)"] {
        has(whole, &|text| text == whole);
    }
    has("in emoji", &|text| text.contains('🦊'));
    has("joined from several emoji", &|text| text.contains('\u{200d}'));
    has("in Arabic", &|text| text.chars().any(|c| ('\u{600}'..'\u{700}').contains(&c)));
    has("in Hebrew", &|text| text.chars().any(|c| ('\u{590}'..'\u{600}').contains(&c)));
    has("in Chinese characters", &|text| text.chars().any(|c| ('\u{4e00}'..'\u{a000}').contains(&c)));
    has("in Hangul", &|text| text.chars().any(|c| ('\u{ac00}'..'\u{d7b0}').contains(&c)));
    has("with a combining accent", &|text| text.contains('\u{301}'));
    has("of 200 characters", &|text| text.chars().count() > 200 && !text.contains(' '));
    has("with a space before", &|text| text.starts_with(' '));
    has("with a space after", &|text| text.ends_with(' '));
}

#[test]
fn both_active_domains_have_a_very_long_name() {
    for domain in [LARGE, SMALL] {
        let longest = rows(domain, "player").iter().map(|row| text(row, "name").chars().count()).max();
        assert!(longest > Some(200), "{domain} {longest:?}");
    }
}

#[test]
fn written_names_keep_to_the_lengths_that_the_schema_gives() {
    for domain in domains() {
        for entity in entities() {
            for column in entity.columns {
                let Some((shortest, longest)) = column.length else { continue };
                for row in rows(domain.id, entity.name) {
                    let Some(value) = row[column.name].as_str() else { continue };
                    let length = value.chars().count() as u32;
                    assert!(
                        (shortest..=longest).contains(&length),
                        "{}.{}: {value}",
                        entity.name,
                        column.name
                    );
                }
            }
        }
    }
}

#[test]
fn names_find_their_entity_and_its_schema() {
    for it in entities() {
        assert_eq!(entity(it.name), Some(it));
        let schema = it.schema(0);
        assert_eq!(schema.first_page, Some(0));
        assert_eq!(schema.fields.len(), it.columns.len());
        assert_eq!(schema.sorts().count(), it.stored().filter(|column| column.kind != Kind::Json).count());
        assert!(it.columns.iter().all(|column| column.writable == (column.on_create || column.on_update)));
        assert!(it.columns.iter().all(|column| it.creatable || !column.on_create));
        assert!(it.columns.iter().all(|column| it.updatable || !column.on_update));
        assert_eq!(it.deletable, !it.remove.is_empty());
        assert_eq!(it.column("id").map(|column| column.kind), Some(Kind::Uuid));
    }
    assert_eq!(entity("weather"), None);
}

/// FNV-1a over the JSON of every row of every domain: any change of any row changes it.
#[test]
fn all_rows_are_the_same_for_ever() {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut rows_in_all = 0;
    for domain in domains() {
        for (table, _) in tables() {
            assert_eq!(rows(domain.id, table).len(), count(domain.id, table));
            for row in rows(domain.id, table) {
                rows_in_all += 1;
                for byte in Value::Object(row).to_string().bytes() {
                    hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
                }
            }
        }
    }
    // Whoever changes rows on purpose changes these two numbers with them, and looks at the lessons' answers.
    assert_eq!((rows_in_all, format!("{hash:016x}").as_str()), (9_070, "4be4d52ba9fa819b"));
}
