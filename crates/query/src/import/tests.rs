use super::*;
use crate::testing::any_draft;
use crate::{Field, FieldKind, Language, Snippet};
use proptest::prelude::*;
use serde_json::json;

fn users() -> EntitySchema {
    EntitySchema::new("user", "/user/search")
        .field(Field::new("email", FieldKind::Text).filterable())
        .field(Field::new("name", FieldKind::Text).filterable().searchable())
}

fn read(text: &str) -> (Imported, Value) {
    let found = import(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let draft = found.draft(&users()).unwrap_or_else(|error| panic!("{text}: {error}"));
    (found, draft.to_json_loose(&users(), 0))
}

#[test]
fn commands_as_shells_and_browsers_write_them() {
    let wanted = json!({ "search": { "name": ["O'Neil \"x\""] }, "limit": 5 });
    for command in [
        r#"curl --request POST 'https://a.example/user/search' --json '{"search":{"name":["O'\''Neil \"x\""]},"limit":5}'"#,
        "$ curl 'https://a.example/user/search' \\\n  -H 'content-type: application/json' \\\n  --data-raw $'{\"search\":{\"name\":[\"O\\'Neil \\\\\"x\\\\\"\"]},\"limit\":5}' \\\n  --compressed",
        r#"curl -XPOST -d "{\"search\":{\"name\":[\"O'Neil \\\"x\\\"\"]},\"limit\":5}" https://a.example/user/search"#,
        // As a browser copies it for the Windows command prompt.
        "curl ^\"https://a.example/user/search^\" ^\r\n  -H ^\"content-type: application/json^\" ^\r\n  --data-raw ^\"^{^\\^\"search^\\^\":^{^\\^\"name^\\^\":^[^\\^\"O'Neil ^\\^\\^\\^\"x^\\^\\^\\^\"^\\^\"^]^},^\\^\"limit^\\^\":5^}^\"",
    ] {
        let (found, body) = read(command);
        assert_eq!((found.source, body), (Source::Curl, wanted.clone()), "{command}");
        assert_eq!(found.path.as_deref(), Some("/user/search"), "{command}");
        assert_eq!(found.left_out, Vec::<String>::new(), "{command}");
    }
}

#[test]
fn options_of_a_command_are_told_from_its_address() {
    let body = json!({ "limit": 5 });
    for (command, left_out) in [
        (r#"curl --cacert /etc/ca.pem https://a.example/user/search -d '{"limit":5}'"#, "--cacert"),
        (r#"curl -so /dev/null https://a.example/user/search -d '{"limit":5}'"#, "-o"),
        (r#"curl --cookie-jar f/x -d '{"limit":5}' https://a.example/user/search"#, "--cookie-jar"),
        (r#"curl --data-urlencode a=b/c -d '{"limit":5}' $URL/user/search"#, "--data-urlencode"),
        (r#"curl -sSx http://proxy.example/x -d '{"limit":5}' localhost:8080/user/search"#, "-x"),
        (r#"curl -sXPOST https://a.example/user/search -d '{"limit":5}'"#, ""),
        (r#"curl -sd '{"limit":5}' https://a.example/user/search"#, ""),
        (r#"curl -sSfLd'{"limit":5}' https://a.example/user/search"#, ""),
        // An option that nobody here knows.
        (
            r#"curl --quux /some/file --url-like http://b.example/x https://a.example/user/search -d '{"limit":5}'"#,
            "",
        ),
    ] {
        let (found, read) = read(command);
        assert_eq!((found.path.as_deref(), read), (Some("/user/search"), body.clone()), "{command}");
        let said: Vec<String> = [left_out]
            .iter()
            .filter(|name| !name.is_empty())
            .map(|name| format!("The option {name}."))
            .collect();
        assert_eq!(found.left_out, said, "{command}");
    }
    // Of addresses that are no search, the first one that is whole.
    let path = |command: &str| import(command).ok().and_then(|found| found.path);
    assert_eq!(
        path("curl --quux /some/file https://a.example/user https://b.example/b").as_deref(),
        Some("/user")
    );
    assert_eq!(path("curl a.example/user b/c").as_deref(), Some("/user"));
}

#[test]
fn letters_beyond_ascii_as_browsers_escape_them() {
    let command = r#"curl 'https://a.example/user/search' --data-raw $'{"search":{"name":["Zo\xeb\041 \ud83d\ude00 it\'s"]}}'"#;
    assert_eq!(read(command).1, json!({ "search": { "name": ["Zoë! 😀 it's"] } }));
    for (escaped, plain) in [
        (r"Zo\xc3\xab", "Zoë"),
        (r"\x41\x4g\1011", "A\u{4}gA1"),
        (r"\u00eb\ud83d x\U1F600", "ë\u{fffd} x😀"),
        (r#"\"\\\?\q\x"#, r#""\?\q\x"#),
        (r"\a\b\e\f\n\r\t\v", "\u{7}\u{8}\u{1b}\u{c}\n\r\t\u{b}"),
    ] {
        assert_eq!(shell::words(&format!("$'{escaped}'b")), [format!("{plain}b")]);
    }
}

#[test]
fn what_is_left_out_is_said_and_holds_no_secret() {
    let (found, body) = read(
        "curl -X PUT https://a.example/user/search -H 'Authorization: Bearer sesame' -b 'ory=sesame' -o out.json \
         -H 'X-Takaro-Domain: d' -H 'X-Mine: sesame' -F 'file=@sesame'",
    );
    assert_eq!(body, json!({}));
    let said = found.left_out.join("\n");
    for part in ["Authorization", "Cookie", "-o", "X-Takaro-Domain", "X-Mine", "-F", "PUT", "No body"] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    assert!(!said.contains("sesame"), "{said}");
    let file = import("curl -d @body.json https://a.example/user/search").expect_err("the file is not here");
    assert!(file.message.contains("file"));
}

#[test]
fn page_and_limit_of_the_address_are_read() {
    let wanted = json!({ "search": { "name": ["a"] }, "page": 2, "limit": 5 });
    for text in [
        r#"curl -X POST 'http://localhost:4811/user/search?page=2&limit=5' -d '{"search":{"name":["a"]}}'"#,
        r#"curl --url 'http://a.example/user/search/?page=2&limit=7#x' -d '{"search":{"name":["a"]},"limit":5}'"#,
        "fetch('/user/search?limit=5&page=2&x=1', { body: JSON.stringify({ search: { name: ['a'] } }) })",
    ] {
        let (found, body) = read(text);
        assert_eq!((found.path.as_deref(), body), (Some("/user/search"), wanted.clone()), "{text}");
        let said = match () {
            () if text.contains("limit=7") => vec!["limit in the address: another one counts."],
            () if text.contains("x=1") => vec!["x in the address: a search takes page and limit there."],
            () => Vec::new(),
        };
        assert_eq!(found.left_out, said, "{text}");
    }
    let (found, body) = read("fetch(`${url}/user/search?limit=9&page=${n}`, { method: 'POST' })");
    assert_eq!(body, json!({ "limit": 9 }));
    assert_eq!(found.left_out, ["page in the address, which is no whole number."]);
    assert_eq!(read("curl -X POST 'http://a.example/user/search?page=1'").1, json!({ "page": 1 }));
}

#[test]
fn a_name_that_stands_twice_is_told() {
    for text in [
        r#"{"filters":{"name":["a"],"name":["c"],"name":["b"]}}"#,
        "{filters:{name:['a'],name:['b']}}",
        r#"curl https://a.example/user/search -d '{"filters":{"name":["a"],"name":["b"]}}'"#,
        "fetch('/user/search', { body: JSON.stringify({ filters: { name: ['a'], name: ['b'] } }) })",
        r#"fetch('/user/search', { "body": "{\"filters\":{\"name\":[\"a\"],\"name\":[\"b\"]}}" })"#,
        "client.search('user', { filters: { name: ['a'], name: ['b'] } })",
    ] {
        let (found, body) = read(text);
        assert_eq!(body, json!({ "filters": { "name": ["b"] } }), "{text}");
        let said = found.left_out.last().map(String::as_str);
        assert_eq!(said, Some("name stands twice in an object: only the last one counts."), "{text}");
    }
}

#[test]
fn code_in_several_languages() {
    let wanted = json!({ "filters": { "name": ["Jo"] }, "limit": 5 });
    for text in [
        r#"fetch("https://a.example/user/search", {"headers": {"accept": "*/*"}, "body": "{\"filters\":{\"name\":[\"Jo\"]},\"limit\":5}", "method": "POST"});"#,
        "const reply = await fetch(`${url}/user/search`, { method: 'POST', body: JSON.stringify({ filters: { name: ['Jo'], }, limit: 5 }) });",
        "requests.post(f\"{url}/user/search\", json={\"filters\": {\"name\": [\"Jo\"]}, \"limit\": 5})",
        "await client.user.userControllerSearch({ filters: { name: ['Jo'] }, // those\n limit: 5 });",
    ] {
        let (found, body) = read(text);
        assert_eq!((found.source, body), (Source::Code, wanted.clone()), "{text}");
        if text.contains("/user") {
            assert_eq!(found.path.as_deref(), Some("/user/search"), "{text}");
        }
    }
}

#[test]
fn code_says_which_operation_it_asks() {
    let asked = |text: &str| {
        let found = import(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        (found.path.unwrap_or_default(), found.operation.unwrap_or_default())
    };
    for (text, path, operation) in [
        ("await client.search(\"shop/order\", { limit: 5 });", "/shop/order/search", ""),
        ("await client.user.userControllerSearch({ limit: 5 });", "", "UserControllerSearch"),
        (
            "x.moduleVersionControllerSearchVersions ({ limit: 5 })",
            "",
            "ModuleVersionControllerSearchVersions",
        ),
        ("client.call(\"UserControllerSearch\", {}, { limit: 5 })", "", "UserControllerSearch"),
        ("fetch(`${url}/player/bulk`, { body: JSON.stringify({ limit: 5 }) })", "/player/bulk", ""),
        ("requests.post(\n    f\"{url}/player/1\",\n    json={\"limit\": 5})", "/player/1", ""),
        ("requests.request(\"POST\", \"https://a.example/player/1\", json={\"limit\": 5})", "/player/1", ""),
        ("axios({ url: '/player/1', data: { limit: 5 } })", "/player/1", ""),
        (
            "f({ referer: 'https://a.example/x', accept: 'application/json', filters: { name: ['/x'] } })",
            "",
            "",
        ),
        ("class UserController { f(x) { return { limit: 5 } } }", "", ""),
    ] {
        assert_eq!(asked(text), (path.into(), operation.into()), "{text}");
    }
}

#[test]
fn our_own_code_comes_back() {
    let body =
        json!({ "filters": { "name": ["O'Neil", "\"\\\n"] }, "search": { "name": ["100 %"] }, "page": 1 });
    let request = Snippet {
        method: "POST".into(),
        url: "https://a.example".into(),
        path: "/user/search".into(),
        operation_id: "UserController.search".into(),
        body: Some(body.clone()),
        domain: Some("d".into()),
        ..Snippet::default()
    };
    for language in Language::ALL.into_iter().filter(|language| *language != Language::Rust) {
        let text = crate::code(language, &request);
        let (found, read) = read(&text);
        assert_eq!(read, body, "{text}");
        let operation = (language == Language::ApiClient).then_some("UserControllerSearch");
        let path = operation.is_none().then_some("/user/search");
        assert_eq!((found.path.as_deref(), found.operation.as_deref()), (path, operation), "{text}");
    }
}

#[test]
fn bodies_links_and_sentences() {
    assert_eq!(read("{\"limit\": 5}").0.source, Source::Json);
    let (loose, body) = read("{limit: 5, filters: {name: ['a']},} // mine");
    assert_eq!(body, json!({ "filters": { "name": ["a"] }, "limit": 5 }));
    assert!(loose.left_out[0].contains("not quite JSON"), "{:?}", loose.left_out);
    let (found, body) = read("http://a.example/x/#/op/UserControllerSearch?q=1~sc!name!*Jo%2520Ann&domain=d");
    assert_eq!(
        (found.operation.as_deref(), body),
        (Some("UserControllerSearch"), json!({ "search": { "name": ["Jo Ann"] } }))
    );
    assert_eq!(found.left_out.len(), 1);
    assert_eq!(read("1~n!5").1, json!({ "limit": 5 }));
    // Of a search with a path of its own a link holds the parameters too.
    let link = "#/op/CommandSearchControllerExecutions?q=%7B%22v%22%3A1%2C%22p%22%3A%7B%22id%22%3A%22x%22%7D%2C%22q%22%3A%221~n!5%22%7D";
    let (found, body) = read(link);
    assert_eq!((body, found.left_out.len()), (json!({ "limit": 5 }), 1));
    let (found, body) = read("users whose name contains Jo, 5 per page");
    assert_eq!((found.source, body), (Source::English, json!({ "search": { "name": ["Jo"] }, "limit": 5 })));
}

#[test]
fn what_is_none_says_why() {
    let why = |text: &str| match import(text) {
        Err(error) => error.message,
        Ok(found) => found.draft(&users()).expect_err(text).message,
    };
    assert!(why(" ").contains("paste"));
    assert!(why("{\"limit\": ").contains("Read as JSON"));
    assert!(why("[1]").contains("no query"));
    assert!(why("#/op/X?q=2~n!5").contains("link"));
    assert!(why("users whose emial is x").contains("character 13"));
    assert!(why("if (x) { y() }").contains("looks like code"));
    assert!(why(&"{".repeat(100_000)).contains("Read as JSON"));
}

proptest! {
    #[test]
    fn every_draft_comes_back_from_its_address(draft in any_draft()) {
        let found = import(&draft.to_address()).expect("an address");
        prop_assert_eq!(found.draft(&users()), Ok(draft.renumbered()));
    }

    #[test]
    fn no_text_makes_it_panic(
        start in "(curl |fetch\\(|\\{|#/op/|1~|users |)",
        text in "[-a-fXHdé0-9{}\\[\\]\"'`$\\\\:,/%&=()\n ]{0,60}",
    ) {
        if let Ok(found) = import(&format!("{start}{text}")) {
            let _ = found.draft(&users());
        }
    }

    #[test]
    fn nor_does_any_letter(text in "\\PC{0,60}") {
        let _ = import(&text);
    }
}

#[test]
fn the_address_of_a_search_is_one_with_its_page_and_limit() {
    for text in [
        "https://api.example.com/player/search?limit=5&page=2",
        "POST /player/search?page=2&limit=5",
        "http://localhost:3000/api/player/search/?page=2&limit=5#x",
    ] {
        let found = import(text).expect("an address");
        assert_eq!(found.source, Source::Address, "{text}");
        assert!(
            found.path.as_deref().is_some_and(|path| path.ends_with("/player/search")),
            "{:?}",
            found.path
        );
        assert_eq!(found.content, Content::Body(json!({"page": 2, "limit": 5})), "{text}");
    }
    // A fragment is not sent.
    for text in ["POST https://a.example/user/search#x", "/user/search#x?page=2"] {
        let found = import(text).expect("an address");
        assert_eq!(
            (found.path.as_deref(), found.content),
            (Some("/user/search"), Content::Body(json!({}))),
            "{text}"
        );
    }
    assert_eq!(import("players / users").expect("a sentence").source, Source::English);
}

#[test]
fn a_browsers_record_gives_the_first_search_in_it_and_an_answer_gives_none() {
    let entry = |url: &str, text: &str| json!({"request": {"url": url, "postData": {"text": text}}});
    let har = json!({"log": {"entries": [
        {"request": {"url": "https://a.example/me"}},
        entry("https://a.example/api/user/search?page=3", r#"{"filters":{"name":["a"]}}"#),
        entry("https://a.example/player/search", "{}"),
    ]}});
    let found = import(&har.to_string()).expect("a record");
    assert_eq!(found.path.as_deref(), Some("/api/user/search"));
    assert_eq!(found.content, Content::Body(json!({"filters": {"name": ["a"]}, "page": 3})));
    assert_eq!(found.left_out, ["Further searches of the record: 1."]);
    let words = |value: Value| import(&value.to_string()).expect_err("no query").message;
    assert!(words(json!({"log": {"entries": []}})).contains("no search is in it"));
    assert!(words(json!({"meta": {"total": 0}, "data": []})).starts_with("This is an answer"));
}

#[test]
fn what_is_cut_off_or_grown_together_is_read_once() {
    // Read anew from each quotation mark or name, these would take minutes.
    let cut = format!("f({{ {}", "'\\".repeat(500_000));
    assert!(import(&cut).is_err());
    let grown = format!("({}(", "aController".repeat(100_000));
    assert!(import(&grown).is_ok_and(|found| found.operation.is_none()));
    let found = import("await it's userControllerSearch({limit: 5}) // don't").expect("a call");
    assert_eq!(found.content, Content::Body(json!({"limit": 5})));
    assert_eq!(found.operation.as_deref(), Some("UserControllerSearch"));
}
