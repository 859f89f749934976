//! The snippets: one golden file for each language, and hostile bodies sent for real.
//!
//! `UPDATE_GOLDEN=1 cargo test -p query --test code` writes the golden files anew. curl, Node and Python run where
//! they are installed; where one is not, the test says so.

use query::{Language, Snippet, code};
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
                ..base
            },
        ),
    ]
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
            assert!(reads.iter().any(|name| written.contains(name)), "{written}");
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

/// Takes one request and answers it with an empty page. Gives the request's head and body.
fn answer_one(listener: &TcpListener) -> (String, Value) {
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
        let answer = r#"{"meta":{"total":0},"data":[]}"#;
        let head = head.to_owned();
        let body = serde_json::from_slice(&bytes[head.len() + 4..]).unwrap_or_default();
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{answer}",
            answer.len()
        )
        .expect("the answer can be written");
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
    let tools = [
        (Language::Curl, "sh", vec!["-c"], "curl --version"),
        (Language::Fetch, "node", vec!["--input-type=module", "--eval"], "node --version"),
        (Language::Python, "python3", vec!["-c"], "python3 -c 'import requests'"),
    ];
    let mut sent = 0;
    for (language, program, arguments, probe) in tools {
        let there =
            Command::new("sh").args(["-c", probe]).stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !there.is_ok_and(|status| status.success()) {
            eprintln!("not run: {} (it is not installed)", language.as_str());
            continue;
        }
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("it has an address").port();
        let request = Snippet {
            url: format!("http://127.0.0.1:{port}"),
            body: Some(hostile.clone()),
            domain: Some("it's \"$x\" \\".into()),
            ..search()
        };
        let mut running = Command::new(program)
            .args(arguments)
            .arg(code(language, &request))
            .env("TAKARO_TOKEN", "t0ken")
            .env("NO_PROXY", "*")
            .env("no_proxy", "*")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let (head, body) = answer_one(&listener);
        let mut printed = String::new();
        let mut output = running.stdout.take().expect("it is piped");
        output.read_to_string(&mut printed).expect("it prints text");
        assert!(running.wait().is_ok_and(|status| status.success()), "{} fails", language.as_str());
        assert_eq!(body, hostile, "{}", language.as_str());
        assert!(head.starts_with("POST /user/search HTTP/1.1"), "{head}");
        let has = |wanted: &str| head.lines().any(|line| line.to_lowercase() == wanted);
        assert!(has("authorization: bearer t0ken") && has("x-takaro-domain: it's \"$x\" \\"), "{head}");
        let answer: Value = serde_json::from_str(&printed).expect("it prints the answer's JSON");
        assert_eq!(answer["meta"]["total"], 0);
        sent += 1;
    }
    println!("{sent} of 3 languages were run");
}
