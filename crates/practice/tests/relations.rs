//! What `extend` adds.

use practice::{Memory, Row, Source, auxiliary, entities, extend, rows};
use serde_json::Value;

const LARGE: &str = "harbour-lights-shine";

fn extended(entity: &str, names: &[&str]) -> Vec<Row> {
    let mut found = rows(LARGE, entity);
    extend(&Memory::new(LARGE), entity, &mut found, names).expect("memory always answers");
    found
}

#[test]
fn every_name_of_every_entity_adds_something_to_some_row() {
    for entity in entities() {
        for name in entity.extends {
            let key = name.split('.').next().expect("split gives at least one part");
            let full = |row: &Row| match &row[key] {
                Value::Array(list) => !list.is_empty(),
                other => other.is_object(),
            };
            assert!(extended(entity.name, &[name]).iter().any(full), "{} {name}", entity.name);
        }
    }
}

#[test]
fn relations_lead_to_tables_and_columns_that_exist() {
    let columns = |table: &str| -> Vec<&str> {
        let entity = practice::entity(table).map(|it| it.columns);
        let columns = entity.or_else(|| auxiliary().iter().find(|it| it.name == table).map(|it| it.columns));
        columns.unwrap_or_else(|| panic!("no table {table}")).iter().map(|column| column.name).collect()
    };
    let all = entities().iter().map(|it| (it.name, it.relations));
    for (table, relations) in all.chain(auxiliary().iter().map(|it| (it.name, it.relations))) {
        for relation in relations {
            let (own, target) = (columns(table), columns(relation.target));
            let there = match relation.how {
                practice::How::One { column } => own.contains(&column),
                practice::How::Many { column } => target.contains(&column),
                practice::How::Through { table, near, far } => {
                    columns(table).contains(&near) && columns(table).contains(&far)
                }
            };
            assert!(there, "{table} {}", relation.extend);
        }
    }
}

#[test]
fn nothing_is_added_unasked_but_role_assignments() {
    for entity in entities() {
        let plain: Vec<&str> = entity.stored().map(|column| column.name).collect();
        let added: Vec<String> = extended(entity.name, &[])[0]
            .keys()
            .filter(|key| !plain.contains(&key.as_str()))
            .cloned()
            .collect();
        let expected: &[&str] = match entity.name {
            "user" => &["roles"],
            "player" => &["roleAssignments"],
            _ => &[],
        };
        assert_eq!(added, expected, "{}", entity.name);
    }
}

#[test]
fn users_and_players_carry_the_role_that_everybody_has_without_an_id() {
    for (entity, key, own, implied) in
        [("user", "roles", "userId", "User"), ("player", "roleAssignments", "playerId", "Player")]
    {
        let mut real = 0;
        for row in extended(entity, &[key]) {
            let list = row[key].as_array().expect("assignments are a list");
            let (last, others) = list.split_last().expect("everybody has one");
            assert_eq!(last["role"]["name"], implied);
            assert_eq!(last["role"]["permissions"], Value::Array(vec![]));
            assert_eq!(last[own], row["id"]);
            assert_eq!(last["roleId"], last["role"]["id"]);
            assert!(last.get("id").is_none());
            for other in others {
                assert!(other["id"].is_string() && other["role"]["permissions"].is_array());
                assert_eq!((&other[own], &other["roleId"]), (&row["id"], &other["role"]["id"]));
            }
            real += others.len();
        }
        assert_eq!(real, rows(LARGE, &format!("{entity}/role")).len());
    }
}

#[test]
fn roles_of_a_player_are_only_those_given_by_hand() {
    for row in extended("player", &["roles"]) {
        let roles = row["roles"].as_array().expect("a list").len();
        assert_eq!(roles + 1, row["roleAssignments"].as_array().expect("a list").len());
    }
}

#[test]
fn what_is_absent_is_null() {
    for row in extended("event", &["player", "gameServer", "module", "user"]) {
        for (key, column) in [
            ("player", "playerId"),
            ("gameServer", "gameserverId"),
            ("module", "moduleId"),
            ("user", "userId"),
        ] {
            match &row[column] {
                Value::Null => assert!(row[key].is_null()),
                id => assert_eq!(&row[key]["id"], id),
            }
        }
    }
}

#[test]
fn a_dotted_name_adds_to_what_is_added() {
    let order = |names: &[&str]| extended("shop/order", names).swap_remove(0);
    assert!(order(&["listing"])["listing"].get("items").is_none());
    let items = order(&["listing.items"]);
    assert!(
        items["listing"]["items"][0]["amount"].is_number()
            && items["listing"]["items"][0].get("item").is_none()
    );
    let item = order(&["listing.items.item", "listing"]);
    assert_eq!(item["listing"]["items"][0]["item"]["id"], item["listing"]["items"][0]["itemId"]);
    assert_eq!(
        order(&["listing", "listing", "weather"]),
        order(&["listing"]),
        "repeated and unknown names add nothing"
    );
    assert!(extended("shop/listing", &["items"])[0]["items"][0]["item"]["code"].is_string());
}

#[test]
fn permissions_of_roles_come_with_their_names() {
    let roles = extended("role", &["permissions"]);
    let root = roles.iter().find(|role| role["name"] == "root").expect("there is a root");
    assert_eq!(root["permissions"][0]["permission"]["friendlyName"], "Root Access");
    assert_eq!(root["permissions"][0]["permissionId"], root["permissions"][0]["permission"]["id"]);
}

#[test]
fn through_another_table_each_row_comes_once() {
    for server in extended("gameserver", &["players", "items"]) {
        let players = server["players"].as_array().expect("a list");
        let mut ids: Vec<&str> = players.iter().filter_map(|player| player["id"].as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), players.len());
        assert!(
            server["items"]
                .as_array()
                .expect("a list")
                .iter()
                .all(|item| item["gameserverId"] == server["id"])
        );
    }
}

#[test]
fn an_error_of_the_source_is_handed_on_and_no_rows_ask_it_nothing() {
    struct Broken;
    impl Source for Broken {
        type Error = &'static str;
        fn find(&self, _: &str, _: &str, values: &[&str]) -> Result<Vec<Row>, &'static str> {
            assert!(!values.is_empty());
            Err("the cable is out")
        }
    }
    let mut some = rows(LARGE, "items");
    assert_eq!(extend(&Broken, "items", &mut some, &["gameserver"]), Err("the cable is out"));
    assert_eq!(extend(&Broken, "items", &mut [], &["gameserver"]), Ok(()));
    assert_eq!(extend(&Broken, "items", &mut some, &[]), Ok(()));
}
