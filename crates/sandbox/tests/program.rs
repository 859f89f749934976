//! The program as people start it: what it prints, how it refuses, how it stops.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running sandbox on free ports.
struct Running {
    child: Child,
    lines: Vec<String>,
}

impl Running {
    fn start(more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sandbox"))
            .args(["--port", "0", "--dashboard-port", "0"])
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
        let wanted = if more.contains(&"--api") { 1 } else { 2 + practice::people().len() };
        let lines = (0..wanted).map(|_| out.next().unwrap().unwrap()).collect();
        Running { child, lines }
    }

    fn port(&self) -> u16 {
        let url = self.lines[0].strip_prefix("ready http://localhost:").unwrap();
        url.trim_end_matches('/').parse().unwrap()
    }

    /// Sends a request and returns the connection, to read the answer from or to leave it.
    fn ask(&self, host: &str, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect((host, self.port())).unwrap();
        stream.write_all(request.replace('\n', "\r\n").as_bytes()).unwrap();
        stream
    }

    /// Asks it to end and says how long that took.
    fn stop(&mut self) -> Duration {
        let asked = Instant::now();
        let status = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(status.success());
        assert!(self.child.wait().unwrap().success(), "a polite end is no failure");
        asked.elapsed()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn refusal(words: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_sandbox")).args(words).output().unwrap();
    assert!(output.stdout.is_empty());
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn it_prints_its_address_and_the_log_ins_and_answers_on_both_loopback_addresses() {
    let mut sandbox = Running::start(&[]);
    assert!(sandbox.lines[1].starts_with("Log in at http://localhost:"));
    for (line, person) in sandbox.lines[2..].iter().zip(practice::people()) {
        assert!(line.starts_with(&format!("{} / {} ", person.email, person.password)), "{line}");
        assert!(line.ends_with(person.says), "{line}");
    }
    let mut hosts = vec!["127.0.0.1"];
    if TcpListener::bind(("::1", 0)).is_ok() {
        hosts.push("::1");
    }
    for host in hosts {
        let mut answer = String::new();
        let request = "GET /openapi.json HTTP/1.1\nHost: localhost\nConnection: close\n\n";
        sandbox.ask(host, request).read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("/user/search"), "{host}");
    }
    sandbox.stop();
}

#[test]
fn a_stalled_answer_does_not_hold_it() {
    let mut sandbox = Running::start(&["--dev"]);
    let stalled = "GET /me HTTP/1.1\nHost: localhost\nX-Practice-Fault: stall\n\n";
    let listening = "GET /__reload HTTP/1.1\nHost: localhost\n\n";
    let mut open = [sandbox.ask("127.0.0.1", stalled), sandbox.ask("127.0.0.1", listening)];
    // The stream has begun, so both have been taken in.
    let mut first = [0; 12];
    open[1].read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    let took = sandbox.stop();
    assert!(took < Duration::from_secs(4), "{took:?}");
}

#[test]
fn an_answer_breaks_off_behind_its_head_and_a_dropped_connection_says_nothing() {
    let mut sandbox = Running::start(&[]);
    let answer = |fault: &str| {
        let request = format!("GET /healthz HTTP/1.1\nHost: localhost\nX-Practice-Fault: {fault}\n\n");
        let mut answer = Vec::new();
        sandbox.ask("127.0.0.1", &request).read_to_end(&mut answer).unwrap();
        String::from_utf8(answer).unwrap()
    };
    let whole = "content-length: 16\r\n";
    for (fault, body) in [("truncate", 8), ("reset", 0)] {
        let text = answer(fault);
        let (head, rest) = text.split_once("\r\n\r\n").unwrap();
        assert!(
            head.starts_with("HTTP/1.1 200 OK") && format!("{head}\r\n").contains(whole),
            "{fault}: {head}"
        );
        assert_eq!(rest.len(), body, "{fault}");
    }
    assert_eq!(answer("drop"), "");
    sandbox.stop();
}

#[test]
fn with_another_api_nobody_logs_in_here() {
    let mut app = Running::start(&["--api", "https://api.example"]);
    let mut answer = String::new();
    let request = "GET /config.json HTTP/1.1\nHost: localhost\nConnection: close\n\n";
    app.ask("127.0.0.1", request).read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with("{\"apiUrl\":\"https://api.example\"}"), "{answer}");
    app.stop();
}

#[test]
fn what_cannot_be_is_refused_in_one_sentence() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    assert_eq!(
        refusal(&["--port", &port]),
        (
            Some(1),
            format!("error: port {port} is in use; stop the program there or choose another with --port.\n")
        )
    );
    let folder = std::env::temp_dir().join(format!("sandbox-program-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("rows.db");
    std::fs::write(&file, "these are no rows").unwrap();
    let shown = file.display().to_string();
    let (code, words) = refusal(&["--port", "0", "--dashboard-port", "0", "--db", &shown]);
    assert_eq!(code, Some(1));
    assert!(words.contains(&shown) && words.contains("not a database"), "{words}");
    assert!(words.ends_with("Choose another file with --db.\n") && words.lines().count() == 1, "{words}");
    assert_eq!(refusal(&["--first-page", "2"]), (Some(2), "error: --first-page is 0 or 1, not 2.\n".into()));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_file_keeps_the_rows() {
    let folder = std::env::temp_dir().join(format!("sandbox-rows-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("rows.db").display().to_string();
    let create = "POST /domain HTTP/1.1\nHost: localhost\nX-Takaro-Admin-Token: practice-admin-token\n\
        Content-Type: application/json\nContent-Length: 20\nConnection: close\n\n{\"name\":\"kept-here\"}";
    let search = "POST /domain/search HTTP/1.1\nHost: localhost\nX-Takaro-Admin-Token: practice-admin-token\n\
        Content-Type: application/json\nContent-Length: 2\nConnection: close\n\n{}";
    let mut answer = String::new();
    let mut sandbox = Running::start(&["--db", &file]);
    sandbox.ask("127.0.0.1", create).read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    sandbox.stop();
    let mut sandbox = Running::start(&["--db", &file]);
    answer.clear();
    sandbox.ask("127.0.0.1", search).read_to_string(&mut answer).unwrap();
    assert!(answer.contains("kept-here"), "{answer}");
    sandbox.stop();
    std::fs::remove_dir_all(&folder).unwrap();
}
