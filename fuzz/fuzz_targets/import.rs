//! The importers: curl, fetch, JSON and code.
#![no_main]
libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(read) = query::import(text) {
        let _ = read.draft(&query::EntitySchema::default());
    }
    let _ = query::Draft::from_address(text);
});
