//! The reader of English sentences, of what comes next in one, and what is written back.
#![no_main]
use std::sync::LazyLock;

static PLAYERS: LazyLock<query::EntitySchema> =
    LazyLock::new(|| practice::entity("player").expect("there are players").schema(1));

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Ok(draft) = query::Draft::from_english(text, &PLAYERS) else { return };
    // What is said of a query is read as the same query.
    let said = draft.to_english(&PLAYERS);
    let again = query::Draft::from_english(&said, &PLAYERS).expect("what is said can be read");
    assert_eq!(again.to_english(&PLAYERS), said);
});
