//! Every fact of the published guide, which this product replaces, and where it stands here in our own words. Whoever
//! rewrites a lesson sees by this test which fact goes with the words.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// What the guide tells, the file that tells it here, and the words that carry it.
const FACTS: &[(&str, &str, &[&str])] = &[
    (
        "the interactive documentation shows the operations, sends requests, shows real answers",
        "src/messages.rs",
        &["Every operation of the API, with its documentation, a query builder and real answers."],
    ),
    (
        "who is logged in to the dashboard can use it at once",
        "www/lessons/01-first-request.md",
        &["If you are logged in to the Takaro dashboard, you are logged in here too."],
    ),
    (
        "an administrator makes log-ins",
        "src/messages.rs",
        &["A server administrator creates log-ins: if you have none, ask yours."],
    ),
    (
        "data is asked for by POST …/search",
        "www/lessons/01-first-request.md",
        &["Nearly everything that you will ask Takaro for, you ask by a *search*", "`/player/search`"],
    ),
    (
        "filters match exactly; the example on name and email",
        "www/lessons/02-filters.md",
        &[
            "Only rows that have exactly such a value are found.",
            r#"{"filters": {"name": ["John Doe"], "email": ["john.doe@example.com"]}}"#,
        ],
    ),
    (
        "searches match a part; the example on name",
        "www/lessons/03-searches.md",
        &["A search looks inside a text.", r#"{"search": {"name": ["John"]}}"#],
    ),
    (
        "pages; the example of the second page of ten",
        "www/lessons/04-pagination.md",
        &["Large answers in pieces", r#"{"page": 2, "limit": 10}"#, "counts pages from **1**"],
    ),
    (
        "all together; the example",
        "www/lessons/08-together.md",
        &[
            "Everything so far can stand in one body",
            r#"{"filters": {"email": ["john.doe@example.com"]}, "search": {"name": ["John"]}, "page": 1, "limit": 5}"#,
        ],
    ),
    (
        "errors stand in meta.error, with a code and details, and data is said to be null",
        "www/lessons/09-errors.md",
        &[
            "A refused request tells why inside `meta.error`",
            r#""code": "ValidationError""#,
            r#"`"data": null`"#,
        ],
    ),
    (
        "the client library, where it is kept, how it is installed and used, and that it is called unpublished",
        "www/lessons/11-npm-client.md",
        &[
            "It is kept in Takaro's own repository",
            "npm install @takaro/apiclient",
            "import { Client } from '@takaro/apiclient';",
            "url: 'https://api.takaro.io'",
            "auth: { username: process.env.TAKARO_USERNAME, password: process.env.TAKARO_PASSWORD }",
            "It has been published since.",
        ],
    ),
    (
        "identities are kept by Ory Kratos",
        "www/lessons/01-first-request.md",
        &["Takaro keeps its log-ins in [Ory Kratos]"],
    ),
    (
        "many tenants, called domains, each with data of its own",
        "www/lessons/10-domains.md",
        &["Each of them, a *domain*, has its own players, servers and settings, shut off from all others."],
    ),
    (
        "some routes are about domains and want the admin token, a shared secret of the environment, for automation",
        "www/lessons/12-admin.md",
        &[
            "Some routes are not about one domain but about the domains themselves",
            "a secret that whoever runs Takaro sets in the server's environment and shares with the programs",
        ],
    ),
    (
        "the client library sends the admin token by itself",
        "www/lessons/12-admin.md",
        &["that of `@takaro/apiclient` is made with the same words", "clientSecret"],
    ),
    (
        "a domain is made by curl",
        "www/lessons/12-admin.md",
        &[
            "curl -X POST localhost:13000/domain",
            r#"-H "Content-Type: application/json""#,
            r#"-H "X-Takaro-Admin-Token: "#,
            r#"--data '{"name": "test-domain"}'"#,
        ],
    ),
];

#[test]
fn every_fact_of_the_guide_stands_in_the_product() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut missing = Vec::new();
    for (fact, file, words) in FACTS {
        let text = fs::read_to_string(root.join(file)).expect("the file is there");
        missing.extend(
            words
                .iter()
                .filter(|words| !text.contains(**words))
                .map(|words| format!("{file} no longer says “{words}”, which carries: {fact}")),
        );
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The words in quotation marks of the grammar that stands between two lines.
fn grammar_words(text: &str, from: &str, to: &str) -> BTreeSet<String> {
    let grammar = text.split_once(from).expect("it begins").1.split_once(to).expect("it ends").0;
    let quoted = grammar.split('"').skip(1).step_by(2);
    quoted.flat_map(|words| words.split(' ')).map(String::from).collect()
}

#[test]
fn the_reference_tells_the_whole_grammar_of_sentences() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| fs::read_to_string(root.join(file)).expect("the file is there");
    let engine = grammar_words(&read("crates/query/src/english/mod.rs"), "sentence  = ", "//! field     =");
    let told = grammar_words(&read("www/lessons/reference.md"), "sentence  = ", "field     =");
    let missing: Vec<&String> = engine.difference(&told).collect();
    for rule in ["sentence  = ", "joint     = "] {
        let [engine, told] = ["crates/query/src/english/mod.rs", "www/lessons/reference.md"].map(|file| {
            let text = read(file);
            let line = text.split_once(rule).expect("the rule is told").1.lines().next();
            // What is said beside it may differ.
            line.unwrap_or_default().split("   ").next().map(String::from)
        });
        assert_eq!(told, engine, "{rule}");
    }
    assert!(engine.len() > 30 && missing.is_empty(), "the reference lacks {missing:?}");
}
