//! The importers: curl, fetch, JSON, code, links.
#![no_main]
use std::sync::LazyLock;

static PLAYERS: LazyLock<query::EntitySchema> =
    LazyLock::new(|| practice::entity("player").expect("there are players").schema(1));

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(read) = query::import(text)
        && let Ok(draft) = read.draft(&PLAYERS)
    {
        query::check(&draft, &PLAYERS, &query::Context::default());
        let _ = draft.build(&PLAYERS, practice::NOW_MS);
    }
    let _ = query::Draft::from_address(text);
});
