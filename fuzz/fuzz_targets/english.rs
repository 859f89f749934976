//! The reader of English sentences, and what is written back.
#![no_main]
libfuzzer_sys::fuzz_target!(|text: &str| {
    let schema = query::EntitySchema::default();
    if let Ok(read) = query::Query::from_english(text, &schema) {
        read.to_english(&schema);
    }
});
