//! Every package that is built in has a licence that `deny.toml` names.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::Path;

/// Whether one of the ways to read a licence is allowed. `AND` binds as in SPDX: all of it must be.
fn allowed(expression: &str, names: &[String]) -> bool {
    let parts: Vec<&str> = expression.split(" AND ").collect();
    parts.iter().all(|part| {
        let part = part.trim_matches(['(', ')']).replace('/', " OR ");
        part.split(" OR ").any(|name| names.iter().any(|known| known == name.trim().trim_matches(['(', ')'])))
    })
}

#[test]
fn every_package_has_a_licence_that_is_allowed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("deny.toml")).expect("deny.toml lies at the root");
    let list =
        text.split_once("allow = [").and_then(|(_, rest)| rest.split_once(']')).expect("it lists licences").0;
    let names: Vec<String> = list.split(',').map(|name| name.trim().trim_matches('"').to_owned()).collect();
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .other_options(vec!["--locked".into()])
        .exec()
        .expect("cargo reads its own workspace");
    assert!(metadata.packages.len() > 100, "the dependencies are listed");
    let wrong: Vec<String> = metadata
        .packages
        .iter()
        .filter(|package| !package.license.as_deref().is_some_and(|licence| allowed(licence, &names)))
        .map(|package| format!("{} {}: {:?}", package.name, package.version, package.license))
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
    let others: Vec<_> = metadata
        .packages
        .iter()
        .filter_map(|package| package.source.as_ref())
        .filter(|source| !source.is_crates_io())
        .collect();
    assert!(others.is_empty(), "only crates.io is a source: {others:?}");
}

#[test]
fn an_expression_is_read_as_it_is_meant() {
    let names = ["MIT".to_owned(), "Unicode-3.0".to_owned()];
    assert!(allowed("(MIT OR Apache-2.0) AND Unicode-3.0", &names) && allowed("Apache-2.0/MIT", &names));
    assert!(!allowed("MIT AND GPL-3.0", &names) && !allowed("GPL-3.0", &names));
}
