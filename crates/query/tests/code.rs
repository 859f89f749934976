//! The snippets: one golden file for each language, and hostile bodies sent for real.
//!
//! `UPDATE_GOLDEN=1 cargo test -p query --test code` writes the golden files anew. curl, Node and Python run where
//! they are installed; where one is not, the test says so.

use query::{Language, Payload, Snippet, code};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};

fn search() -> Snippet {
    Snippet {
        method: "POST".into(),
        url: "https://api.takaro.io/".into(),
        path: "/user/search".into(),
        operation_id: "UserController.search".into(),
        body: Some(json!({
            "filters": {"email": ["john@example.com", "jane@example.com"]},
            "search": {"name": ["O'Neil \"</script>\" 50% $HOME `id` \\ é👩\n"]},
            "page": 1,
            "limit": 5,
        })),
        domain: Some("deep-breads-care".into()),
        ..Snippet::default()
    }
}

fn others() -> Vec<(&'static str, Snippet)> {
    let base = Snippet { url: "https://api.takaro.io".into(), ..Snippet::default() };
    vec![
        ("search", search()),
        (
            "get one, its id in the path",
            Snippet {
                method: "GET".into(),
                path: "/gameserver/{gameServerId}/player/{playerId}".into(),
                operation_id: "PlayerOnGameServerController.getOne".into(),
                parameters: vec![("playerId".into(), "a b/c".into())],
                ..base.clone()
            },
        ),
        (
            "query parameters",
            Snippet {
                method: "GET".into(),
                path: "/settings".into(),
                operation_id: "SettingsController.get".into(),
                query: vec![("keys".into(), "commandPrefix".into()), ("gameServerId".into(), "x&y=z".into())],
                ..base.clone()
            },
        ),
        (
            "admin",
            Snippet {
                method: "POST".into(),
                path: "/domain".into(),
                operation_id: "DomainController.create".into(),
                body: Some(json!({"name": "test-domain"})),
                admin: true,
                ..base.clone()
            },
        ),
        (
            "a log-in, whose password is left out",
            Snippet {
                method: "POST".into(),
                url: "https://me:hunter2@api.takaro.io".into(),
                path: "/login".into(),
                operation_id: "UserController.login".into(),
                body: Some(json!({"username": "john@example.com", "password": "hunter2"})),
                ..base.clone()
            },
        ),
        (
            "a list in the query, an object, and a header",
            Snippet {
                method: "GET".into(),
                path: "/settings".into(),
                operation_id: "SettingsController.get".into(),
                query: vec![
                    ("keys".into(), "a".into()),
                    ("keys".into(), "b".into()),
                    ("f[x]".into(), "1".into()),
                ],
                headers: vec![("X-Lang".into(), "de".into()), ("X-Shop-Token".into(), "hunter2".into())],
                values: vec![("keys".into(), json!(["a", "b"])), ("f".into(), json!({"x": 1}))],
                ..base.clone()
            },
        ),
        (
            "an operation without an id, a list in its path, and JSON by another name",
            Snippet {
                method: "PATCH".into(),
                path: "/pets/{ids}".into(),
                operation_id: "PATCH /pets/{ids}".into(),
                parameters: vec![("ids".into(), "[\"a\",\"b\"]".into())],
                filled: Some("/pets/a,b".into()),
                values: vec![("ids".into(), json!(["a", "b"]))],
                body: Some(json!({"name": "x"})),
                media_type: "application/merge-patch+json".into(),
                ..base.clone()
            },
        ),
        (
            "an id of three names, asked by another method",
            Snippet {
                method: "QUERY".into(),
                path: "/files".into(),
                operation_id: "drive.files.list".into(),
                body: Some(json!({})),
                ..base.clone()
            },
        ),
        (
            "a number that no language would write as it is",
            Snippet {
                typed: Some("{\"id\": 12345678901234567890123}".into()),
                body: Some(json!({"id": 12345678901234567890123.0})),
                ..post(&base)
            },
        ),
        (
            "a form",
            Snippet {
                payload: Some(Payload::Form(vec![
                    ("a b".into(), "1&2=é".into()),
                    ("a b".into(), "@x".into()),
                    ("password".into(), "hunter2".into()),
                ])),
                ..post(&base)
            },
        ),
        (
            "files",
            Snippet {
                payload: Some(Payload::Parts(vec![
                    ("import".into(), "modules.json".into(), true),
                    ("note".into(), "@it's \"x\"".into(), false),
                ])),
                ..post(&base)
            },
        ),
        (
            "a text",
            Snippet {
                payload: Some(Payload::Text {
                    content_type: "text/plain".into(),
                    text: "@it's\n\"$x\" é\n".into(),
                }),
                ..post(&base)
            },
        ),
    ]
}

fn post(base: &Snippet) -> Snippet {
    let (method, path) = ("POST".into(), "/thing".into());
    Snippet { method, path, operation_id: "ThingController.make".into(), ..base.clone() }
}

#[test]
fn golden_files() {
    for language in Language::ALL {
        let name = language.as_str().trim_start_matches('@').replace('/', "-");
        let path = format!("{}/tests/golden/{name}.txt", env!("CARGO_MANIFEST_DIR"));
        let written: String = others()
            .iter()
            .map(|(title, request)| format!("=== {title}\n{}\n", code(language, request)))
            .collect();
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &written).expect("the golden file can be written");
        }
        let golden = std::fs::read_to_string(&path).expect("there is a golden file");
        assert_eq!(written, golden, "{path}");
    }
}

#[test]
fn no_secret_is_in_any() {
    for (_, request) in others() {
        for language in Language::ALL {
            let written = code(language, &request);
            assert!(!written.contains("hunter2"), "{written}");
            let reads = ["TAKARO_TOKEN", "TAKARO_ADMIN_TOKEN", "TAKARO_PASSWORD"];
            // Who logs in has nothing to prove yet.
            let proves = request.path != "/login";
            assert_eq!(reads.iter().any(|name| written.contains(name)), proves, "{written}");
        }
    }
}

#[test]
fn secrets_of_any_name_and_in_texts_are_replaced_by_words() {
    let info = json!({"host": "x", "rconPassword": "hunter2"}).to_string();
    let body = json!({"identityToken": "hunter2", "connectionInfo": info, "key": "economy"});
    let request = Snippet { body: Some(body), ..search() };
    for language in Language::ALL {
        let written = code(language, &request);
        assert!(!written.contains("hunter2"), "{written}");
        for part in ["<identityToken>", "<rconPassword>", "economy"] {
            assert!(written.contains(part), "{part}: {written}");
        }
    }
}

#[test]
fn secrets_in_texts_of_a_form_with_files_are_replaced_too() {
    let info = json!({"rconPassword": "hunter2"}).to_string();
    let parts = [("connectionInfo", info.as_str()), ("token", "hunter2"), ("note", "economy")];
    let parts = parts.map(|(name, text)| (name.to_string(), text.to_string(), false)).to_vec();
    let request = Snippet { method: "POST".into(), payload: Some(Payload::Parts(parts)), ..search() };
    for language in Language::ALL {
        let written = code(language, &request);
        assert!(!written.contains("hunter2"), "{written}");
    }
    let written = code(Language::Curl, &request);
    for part in ["<connectionInfo>", "<token>", "economy"] {
        assert!(written.contains(part), "{part}: {written}");
    }
}

/// Takes one request and answers it. Gives the request's head and body.
fn answer_one(listener: &TcpListener, answer: &str) -> (String, Vec<u8>) {
    let (mut stream, _) = listener.accept().expect("the snippet connects");
    let mut bytes = Vec::new();
    let mut buffer = [0; 65_536];
    loop {
        let read = stream.read(&mut buffer).expect("the request can be read");
        bytes.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head
            .lines()
            .find_map(|line| {
                line.to_lowercase().strip_prefix("content-length:").map(str::trim).map(str::to_owned)
            })
            .and_then(|length| length.parse::<usize>().ok())
            .unwrap_or(0);
        if body.len() < length && read > 0 {
            continue;
        }
        let head = head.to_owned();
        let body = bytes[head.len() + 4..].to_vec();
        let (status, rest) = answer.split_once("\r\n").expect("a status stands first");
        let length = rest.split("\r\n\r\n").last().unwrap_or_default().len();
        let length =
            if status.starts_with("204") { String::new() } else { format!("Content-Length: {length}\r\n") };
        write!(stream, "HTTP/1.1 {status}\r\n{length}Connection: close\r\n{rest}")
            .expect("it can be written");
        return (head, body);
    }
}

#[test]
fn hostile_bodies_arrive_unchanged() {
    let hostile = json!({
        "filters": {"key": ["it's", "\"", "\\", "\\\"", "$(id)", "`id`", "${x}", "!!", "%d", "</script>", "<!--", "'''",
                            "\u{0}\u{1}\u{1f}\u{7f}", "\r\n\t", "\u{2028}\u{202e}", "é👩‍👩‍👧", "{os}", "#", "\"#", ""]},
        "__proto__": {"a": [1, -2.5, true, false, null, []]},
        "constructor": {},
        "limit": 5,
    });
    let domain = Some("it's \"$x\" \\".into());
    run_each(&Snippet { body: Some(hostile.clone()), domain, ..search() }, &|language, head, body| {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        assert_eq!(body, hostile, "{}", language.as_str());
        assert!(head.starts_with("POST /user/search HTTP/1.1"), "{head}");
        let has = |wanted: &str| head.lines().any(|line| line.to_lowercase() == wanted);
        assert!(has("authorization: bearer t0ken") && has("x-takaro-domain: it's \"$x\" \\"), "{head}");
    });
}

#[test]
fn bodies_that_are_no_json_arrive_unchanged() {
    for (title, request) in others().into_iter().filter(|(_, request)| request.payload.is_some()) {
        run_each(&request, &|language, head, body| {
            let text = String::from_utf8_lossy(body);
            let name = language.as_str();
            let kind = head.to_lowercase();
            match title {
                "a form" => {
                    let plain = text.replace('+', "%20").to_uppercase();
                    assert!(
                        kind.contains("content-type: application/x-www-form-urlencoded"),
                        "{name}: {head}"
                    );
                    assert_eq!(plain, "A%20B=1%262%3D%C3%A9&A%20B=%40X&PASSWORD=%3CPASSWORD%3E", "{name}");
                }
                "files" => {
                    assert!(kind.contains("content-type: multipart/form-data; boundary="), "{name}: {head}");
                    for part in [
                        "name=\"import\"; filename=\"modules.json\"",
                        "{\"from\": \"a file\"}",
                        "@it's \"x\"",
                    ] {
                        assert!(text.contains(part), "{name}: {part}: {text}");
                    }
                }
                _ => {
                    assert!(kind.contains("content-type: text/plain"), "{name}: {head}");
                    assert_eq!(text, "@it's\n\"$x\" é\n", "{name}");
                }
            }
        });
    }
}

#[test]
fn a_long_number_arrives_with_all_its_digits() {
    let request = others().into_iter().find(|(_, request)| request.typed.is_some()).expect("there is one").1;
    run_each(&request, &|language, head, body| {
        assert_eq!(body, b"{\"id\": 12345678901234567890123}", "{}", language.as_str());
        assert!(head.to_lowercase().contains("content-type: application/json"), "{head}");
    });
}

#[test]
fn half_typed_json_is_not_written() {
    let (body, typed) = (Some(json!({"n": 1})), Some("{\"n\": 12".into()));
    let written = code(Language::Curl, &Snippet { body, typed, ..search() });
    assert!(written.contains("{\"n\": 1}"), "{written}");
}

#[test]
fn an_answer_that_is_no_json_is_printed() {
    let answers = [
        "200 OK\r\nContent-Type: text/csv\r\n\r\na,b",
        "204 No Content\r\n\r\n",
        "502 Bad Gateway\r\nContent-Type: text/html\r\n\r\n<p>gone",
    ];
    for answer in answers {
        run_each_with(&search(), answer, &|_, _, _| {}, &|language, ok, printed| {
            let name = language.as_str();
            assert_eq!(ok, !answer.starts_with('5'), "{name}: {printed}");
            assert!(
                !ok || printed.trim() == answer.rsplit("\r\n\r\n").next().unwrap_or_default(),
                "{name}: {printed}"
            );
            assert!(ok || printed.contains("502 <p>gone"), "{name}: {printed}");
        });
    }
}

type Look<'a> = &'a dyn Fn(Language, &str, &[u8]);

/// Runs a request's code in the languages that are at hand; each is answered with an empty page, which it prints.
fn run_each(request: &Snippet, look: Look<'_>) {
    let page = r#"{"meta":{"total":0},"data":[]}"#;
    let answer = format!("200 OK\r\nContent-Type: application/json\r\n\r\n{page}");
    run_each_with(request, &answer, look, &|language, ok, printed| {
        assert!(ok, "{} fails: {printed}", language.as_str());
        let answer: Value = serde_json::from_str(printed).expect("it prints the answer's JSON");
        assert_eq!(answer["meta"]["total"], 0);
    });
}

fn run_each_with(request: &Snippet, answer: &str, look: Look<'_>, printed: &dyn Fn(Language, bool, &str)) {
    let folder = std::env::temp_dir().join("takaro-explorer-code");
    std::fs::create_dir_all(&folder).expect("there is a place for files");
    std::fs::write(folder.join("modules.json"), "{\"from\": \"a file\"}").expect("a file can be written");
    let tools = [
        (Language::Curl, "sh", vec!["-c"], "curl --version"),
        (Language::Fetch, "node", vec!["--input-type=module", "--eval"], "node --version"),
        (Language::Python, "python3", vec!["-c"], "python3 -c 'import requests'"),
    ];
    for (language, program, arguments, probe) in tools {
        let there =
            Command::new("sh").args(["-c", probe]).stdout(Stdio::null()).stderr(Stdio::null()).status();
        // curl prints what comes, and asks for no status.
        let plain = language == Language::Curl && !answer.contains("json");
        if plain || !there.is_ok_and(|status| status.success()) {
            eprintln!("not run: {}", language.as_str());
            continue;
        }
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("it has an address").port();
        let request = Snippet { url: format!("http://127.0.0.1:{port}"), ..request.clone() };
        let running = Command::new(program)
            .args(arguments)
            .arg(code(language, &request))
            .current_dir(&folder)
            .env("TAKARO_TOKEN", "t0ken")
            .env("NO_PROXY", "*")
            .env("no_proxy", "*")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let (head, body) = answer_one(&listener, answer);
        let output = running.wait_with_output().expect("it ends");
        look(language, &head, &body);
        let ok = output.status.success();
        let said = if ok { output.stdout } else { output.stderr };
        printed(language, ok, &String::from_utf8_lossy(&said));
    }
}
