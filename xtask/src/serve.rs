//! `cargo xtask serve`: the app and the sandbox, built and running, rebuilt on a save.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf, absolute};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::args::Args;
use crate::files;
use crate::outcome::{Context, Failure, Result};
use crate::progress::{is_stopping, print, run, say, stop_children};
use crate::site;
use crate::tools;
use crate::wasm::Profile;
use crate::watch;

/// How long the sandbox may take to open its ports.
const READY: Duration = Duration::from_secs(60);

/// What was asked for, checked before anything is built.
pub struct Options {
    port: u16,
    dashboard_port: u16,
    /// Passed on to the sandbox as they are.
    passed: Vec<String>,
    dev: bool,
}

/// What the running command waits for.
pub enum Event {
    /// Ctrl-C, or a polite request to stop.
    Stop,
    /// These files were saved.
    Saved(Vec<PathBuf>),
    /// The sandbox with this process number wrote its last line.
    Ended(u32),
}

/// Reads and checks the options, then builds, starts and waits.
pub fn serve(words: &[String]) -> Result<()> {
    let options = Options::read(words)?;
    let (events, heard) = mpsc::channel();
    stop_on_signals(events.clone())?;
    let profile = if options.dev { Profile::Dev } else { Profile::Release };
    say(match profile {
        Profile::Dev => "building the app (quick) and the sandbox; the first time takes a few minutes",
        Profile::Release => "building the app (release) and the sandbox; the first time takes some minutes",
    });
    tools::ensure_wasm_target()?;
    // Each cargo uses both cores only now and then, so the two builds share them well.
    let (dist, sandbox) = thread::scope(|scope| {
        let sandbox = scope.spawn(build_sandbox);
        let app = site::build(profile);
        (app, sandbox.join().unwrap_or_else(|_| Err(Failure::step("the build of the sandbox broke off."))))
    });
    let (dist, sandbox) = (dist?, sandbox?);
    let watching = if options.dev { Some(watch::start(events.clone())?) } else { None };
    let mut server = Server::start(&sandbox, &options, &dist, &events)?;
    say(match profile {
        Profile::Dev => "ready; every save is built and open pages reload; Ctrl-C stops it",
        Profile::Release => "ready; Ctrl-C stops it",
    });
    let ended = wait(&heard, &options, &mut server, &events);
    drop(watching);
    server.stop();
    ended
}

fn wait(
    heard: &Receiver<Event>,
    options: &Options,
    server: &mut Server,
    events: &Sender<Event>,
) -> Result<()> {
    while let Ok(event) = heard.recv() {
        match event {
            Event::Stop => {
                say("stopping");
                return Ok(());
            }
            Event::Ended(id) if id == server.child.id() => {
                return Err(Failure::step("the sandbox ended by itself; its own words stand above."));
            }
            // The one that a rebuild replaced.
            Event::Ended(_) => {}
            Event::Saved(paths) => {
                // A mistake in the source must not end the command: it is mended by the next save.
                if let Err(failure) = rebuild(&paths, options, server, events)
                    && !is_stopping()
                {
                    say(format!("{failure} Waiting for the next save."));
                    tell_pages(options.port, &trouble(&failure))?;
                }
            }
        }
    }
    Ok(())
}

/// What the page shows of a failed build: the compiler's complaints, without what it did before.
fn trouble(failure: &Failure) -> String {
    let progress = ["Compiling ", "Checking ", "Downloading ", "Downloaded ", "Updating ", "Blocking "];
    let told = failure.words.lines().filter(|line| {
        let line = line.trim_start();
        !progress.iter().any(|word| line.starts_with(word))
    });
    let words: Vec<&str> = told.take(400).collect();
    if words.is_empty() { failure.message.clone() } else { words.join("\n") }
}

fn rebuild(paths: &[PathBuf], options: &Options, server: &mut Server, events: &Sender<Event>) -> Result<()> {
    let started = Instant::now();
    let named: Vec<String> = paths.iter().map(|path| files::shown(path)).collect();
    say(format!("saved: {}", named.join(", ")));
    let touches =
        |folders: &[&str]| named.iter().any(|name| folders.iter().any(|folder| name.starts_with(folder)));
    let sandbox_only = named.iter().all(|name| name.starts_with("crates/sandbox/"));
    if !sandbox_only {
        if touches(&["src/", "crates/", "Cargo"]) {
            site::build(Profile::Dev)?;
        } else {
            site::reassemble(Profile::Dev)?;
        }
    }
    if touches(&["crates/sandbox/", "crates/practice/", "crates/query/", "Cargo"]) {
        let sandbox = build_sandbox()?;
        // Starting it anew ends sessions and, without `--db`, brings back the first rows: only when it has changed.
        if server.is_older_than(&sandbox) {
            server.stop();
            *server = Server::start(&sandbox, options, &site::place(Profile::Dev), events)?;
            say("the sandbox started anew");
        }
    }
    tell_pages(options.port, "")?;
    say(format!("rebuilt in {:.1} s", started.elapsed().as_secs_f32()));
    Ok(())
}

/// Builds the sandbox and returns its program.
pub fn build_sandbox() -> Result<PathBuf> {
    run("the sandbox", tools::cargo().args(["build", "--package", "sandbox", "--bin", "sandbox"]))?;
    Ok(files::built("sandbox"))
}

impl Options {
    fn read(words: &[String]) -> Result<Self> {
        let values = [&["--port", "--dashboard-port"], &PASSED_ON[..]].concat();
        let args = Args::read("serve", words, &values, &["--dev"])?;
        let port = port(&args, "--port", 8080)?;
        let dashboard_port = self::port(&args, "--dashboard-port", 8081)?;
        // With another API there is nobody to log in here.
        let alone = args.value("--api").is_none();
        if alone && port == dashboard_port {
            return Err(Failure::usage(format!(
                "--port and --dashboard-port are both {port}; they must differ."
            )));
        }
        let passed = passed(&args)?;
        free(port, "--port")?;
        if alone {
            free(dashboard_port, "--dashboard-port")?;
        }
        Ok(Self { port, dashboard_port, passed, dev: args.flag("--dev") })
    }

    /// The API that the app is to ask instead of the sandbox.
    fn api(&self) -> Option<String> {
        let at = self.passed.iter().rposition(|word| word == "--api")?;
        self.passed.get(at + 1).cloned()
    }
}

/// The options that the sandbox gets as it would read them itself.
const PASSED_ON: [&str; 6] = ["--spec", "--api", "--dashboard", "--allow-origin", "--first-page", "--db"];

/// The words with which the sandbox is started, each value checked.
fn passed(args: &Args) -> Result<Vec<String>> {
    let mut passed = Vec::new();
    for name in PASSED_ON {
        // Only of origins there may be several.
        let given: Vec<&str> = match name {
            "--allow-origin" => args.values(name).collect(),
            _ => args.value(name).into_iter().collect(),
        };
        for value in given {
            passed.push(name.to_owned());
            passed.push(checked(name, value)?);
        }
    }
    Ok(passed)
}

/// The value as the sandbox gets it, which runs in another folder than the person who typed it.
fn checked(name: &str, value: &str) -> Result<String> {
    match name {
        "--spec" => {
            let path = absolute(value).context(format!("could not read {value}"))?;
            document(&path, value)?;
            Ok(path.display().to_string())
        }
        "--db" => {
            let path = absolute(value).context(format!("could not use {value}"))?;
            database(&path, value)?;
            Ok(path.display().to_string())
        }
        "--first-page" if !["0", "1"].contains(&value) => {
            Err(Failure::usage(format!("--first-page is 0 or 1, not {value}.")))
        }
        "--api" | "--dashboard" | "--allow-origin" if !is_address(value) => Err(Failure::usage(format!(
            "{name} wants an address such as http://localhost:3000, not {value}."
        ))),
        _ => Ok(value.to_owned()),
    }
}

/// Whether a browser could go there.
fn is_address(text: &str) -> bool {
    let rest =
        ["http://", "https://"].iter().find_map(|scheme| text.strip_prefix(scheme)).unwrap_or_default();
    !rest.is_empty() && !rest.starts_with(['/', '?', '#', ':']) && !text.contains(char::is_whitespace)
}

/// Whether the file holds an OpenAPI document; if not, why not. The sandbox looks again, but only after the build.
fn document(path: &Path, shown: &str) -> Result<()> {
    let refused = |why: String| Err(Failure::usage(format!("--spec: {shown} {why}.")));
    let text = match std::fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Failure::usage(format!("--spec: there is no file {shown}.")));
        }
        Err(_) if path.is_dir() => return refused("is a folder; name the document in it".into()),
        Err(error) => return refused(format!("could not be read: {error}")),
    };
    let json = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
    let value: serde_json::Value = match serde_json::from_slice(json) {
        Ok(value) => value,
        Err(_) if is_yaml(json) => {
            return refused("is written in YAML; convert it to JSON first".into());
        }
        Err(error) => return refused(format!("is not JSON: {error}")),
    };
    match (&value["paths"], value["swagger"].as_str()) {
        (_, Some(version)) => {
            refused(format!("is written in Swagger {version}; convert it to OpenAPI 3.0 or 3.1 first"))
        }
        (serde_json::Value::Object(_), None) => Ok(()),
        // Since 3.1 a document may describe nothing but webhooks or components.
        _ if ["webhooks", "components"]
            .iter()
            .any(|key| value["openapi"].is_string() && value[key].is_object()) =>
        {
            Ok(())
        }
        _ => refused("is not an OpenAPI document: it has no object `paths`".into()),
    }
}

/// Whether a text that is no JSON looks like the other form in which such documents are written.
fn is_yaml(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    text.lines().any(|line| ["openapi:", "swagger:"].iter().any(|key| line.starts_with(key)))
}

/// Whether rows can be kept in that file: a new one in a folder that is there, or an SQLite database.
fn database(path: &Path, shown: &str) -> Result<()> {
    let refused = |why: &str| Err(Failure::usage(format!("--db: {shown} {why}.")));
    if path.is_dir() {
        return refused("is a folder; name a file in it");
    }
    if !path.exists() {
        let folder = path.parent().is_none_or(Path::is_dir);
        return if folder { Ok(()) } else { refused("lies in a folder that does not exist") };
    }
    let mut head = Vec::new();
    match std::fs::File::open(path).and_then(|file| file.take(16).read_to_end(&mut head)) {
        Ok(_) if head.is_empty() || head == b"SQLite format 3\0" => Ok(()),
        Ok(_) => refused("is not an SQLite database; name another file, or one that does not exist yet"),
        Err(error) => refused(&format!("could not be read: {error}")),
    }
}

fn port(args: &Args, name: &str, default: u16) -> Result<u16> {
    match args.value(name) {
        None => Ok(default),
        Some(text) => text.parse().ok().filter(|port| *port > 0).ok_or_else(|| {
            Failure::usage(format!("{name} wants a port number from 1 to 65535, not {text}."))
        }),
    }
}

/// Whether the sandbox will get that port, asked before minutes go into a build: on both addresses of `localhost`, as
/// many programs listen on the newer one alone.
fn free(port: u16, option: &str) -> Result<()> {
    use std::io::ErrorKind::{AddrInUse, PermissionDenied};
    for host in ["127.0.0.1", "::1"] {
        let Err(error) = TcpListener::bind((host, port)) else { continue };
        return Err(Failure::usage(match error.kind() {
            AddrInUse => {
                format!("port {port} is in use; stop the program there or choose another with {option}.")
            }
            PermissionDenied => {
                format!("port {port} may not be used by you; choose one above 1023 with {option}.")
            }
            // A machine without IPv6.
            _ if host == "::1" => continue,
            _ => format!("port {port} cannot be used ({error}); choose another with {option}."),
        }));
    }
    Ok(())
}

/// The running sandbox.
struct Server {
    child: Child,
    /// When the program that runs was built.
    built: Option<SystemTime>,
}

/// When a file was last written, where that can be known.
fn written(file: &Path) -> Option<SystemTime> {
    std::fs::metadata(file).and_then(|about| about.modified()).ok()
}

impl Server {
    fn start(program: &Path, options: &Options, dist: &Path, events: &Sender<Event>) -> Result<Self> {
        let mut command = Command::new(program);
        command
            .args([
                "--port",
                &options.port.to_string(),
                "--dashboard-port",
                &options.dashboard_port.to_string(),
            ])
            .arg("--dist")
            .arg(dist)
            .args(&options.passed)
            .current_dir(files::root())
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        if options.dev {
            command.arg("--dev");
        }
        // A group of its own: Ctrl-C reaches xtask alone, which then stops the sandbox in its own time.
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn().context("could not start the sandbox")?;
        let (ready, is_ready) = mpsc::channel();
        if let Some(pipe) = child.stdout.take() {
            let (events, id) = (events.clone(), child.id());
            let api = options.api();
            thread::spawn(move || relay(pipe, api.as_deref(), &ready, &events, id));
        }
        let mut server = Self { child, built: written(program) };
        if is_ready.recv_timeout(READY).is_ok() {
            return Ok(server);
        }
        server.stop();
        Err(match is_stopping() {
            true => Failure::stopped(),
            false => Failure::step("the sandbox did not start; its own words stand above."),
        })
    }

    /// Whether that program is another than the one that runs.
    fn is_older_than(&self, program: &Path) -> bool {
        self.built.is_none() || self.built != written(program)
    }

    /// Asks the sandbox to stop, and insists after five seconds.
    fn stop(&mut self) {
        let asked = i32::try_from(self.child.id()).map(|id| kill(Pid::from_raw(id), Signal::SIGTERM));
        let deadline = Instant::now() + Duration::from_secs(5);
        while asked.is_ok() && Instant::now() < deadline {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        // Nothing is left to do if it is gone by now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    /// Whatever ends this command, a panic included, must not leave a program on the port.
    fn drop(&mut self) {
        self.stop();
    }
}

/// Where the explorer is to be found, and the API that it asks, where that is another.
fn where_it_is(url: &str, api: Option<&str>) -> String {
    match api {
        Some(api) => format!("The explorer: {url}\nIt asks the API at {api}"),
        None => format!("The explorer and its API: {url}"),
    }
}

/// Prints the sandbox's lines, the practice log-ins among them, and says when it is ready.
fn relay(pipe: impl Read, api: Option<&str>, ready: &Sender<()>, events: &Sender<Event>, id: u32) {
    for line in BufReader::new(pipe).lines().map_while(std::result::Result::ok) {
        if let Some(url) = line.strip_prefix("ready ") {
            print(where_it_is(url, api));
            // Nobody listens any more after a time-out, and then nobody needs to know.
            let _ = ready.send(());
        } else {
            print(line);
        }
    }
    let _ = events.send(Event::Ended(id));
}

/// Tells open pages to load anew or, with words, that the last build failed and why.
fn tell_pages(port: u16, trouble: &str) -> Result<()> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).context("could not reach the sandbox")?;
    let request = format!(
        "POST /__reload HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: text/plain\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{trouble}",
        trouble.len()
    );
    stream.set_read_timeout(Some(Duration::from_secs(5))).context("could not reach the sandbox")?;
    stream.write_all(request.as_bytes()).context("could not reach the sandbox")?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer).context("the sandbox did not answer")?;
    match answer.split(' ').nth(1) {
        Some(status) if status.starts_with('2') => Ok(()),
        _ => Err(Failure::step(format!("the sandbox refused to reload the pages: {}", answer.trim()))),
    }
}

fn stop_on_signals(events: Sender<Event>) -> Result<()> {
    ctrlc::set_handler(move || {
        // A build that is under way would be waited for otherwise.
        stop_children();
        let _ = events.send(Event::Stop);
    })
    .context("could not listen for Ctrl-C")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(words: &[&str]) -> Failure {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        Options::read(&words).err().expect("the options are refused")
    }

    #[test]
    fn a_port_in_use_is_one_sentence() {
        let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = taken.local_addr().unwrap().port().to_string();
        let failure = refusal(&["--port", &port]);
        assert_eq!(
            failure.message,
            format!("port {port} is in use; stop the program there or choose another with --port.")
        );
        assert_eq!(failure.code, 2);
    }

    #[test]
    fn an_api_elsewhere_is_named_and_not_said_to_be_here() {
        let place = "http://localhost:8080/";
        let words =
            ["--port=0", "--dashboard-port=0", "--api=http://a.example", "--api", "https://api.example"];
        let words: Vec<String> = words.map(String::from).to_vec();
        let args = Args::read(
            "serve",
            &words,
            &[&["--port", "--dashboard-port"], &PASSED_ON[..]].concat(),
            &["--dev"],
        );
        let options =
            Options { port: 0, dashboard_port: 0, passed: passed(&args.unwrap()).unwrap(), dev: false };
        assert_eq!(
            where_it_is(place, options.api().as_deref()),
            "The explorer: http://localhost:8080/\nIt asks the API at https://api.example"
        );
        let options = Options { passed: vec!["--first-page".into(), "1".into()], ..options };
        assert_eq!(
            where_it_is(place, options.api().as_deref()),
            "The explorer and its API: http://localhost:8080/"
        );
    }

    #[test]
    fn a_page_is_told_what_the_compiler_complains_about() {
        let mut failure = Failure::step("the app failed.");
        assert_eq!(trouble(&failure), "the app failed.");
        failure.words = "   Compiling app v0.1.0\nerror: no such thing\n --> src/app.rs:1:1\n".into();
        assert_eq!(trouble(&failure), "error: no such thing\n --> src/app.rs:1:1");
    }

    #[test]
    fn a_document_must_be_there_and_be_one() {
        assert_eq!(refusal(&["--spec", "no-such.json"]).message, "--spec: there is no file no-such.json.");
        let folder = std::env::temp_dir().join(format!("xtask-spec-{}", std::process::id()));
        let spec = |content: &str| {
            let path = folder.join("spec.json");
            files::write(&path, content).unwrap();
            path.display().to_string()
        };
        let path = spec("{\"paths\": {},}");
        assert!(refusal(&["--spec", &path]).message.starts_with(&format!("--spec: {path} is not JSON: ")));
        let path = spec("openapi: 3.0.0\npaths: {}\n");
        assert_eq!(
            refusal(&["--spec", &path]).message,
            format!("--spec: {path} is written in YAML; convert it to JSON first.")
        );
        let path = spec("{\"swagger\": \"2.0\", \"paths\": {}}");
        assert_eq!(
            refusal(&["--spec", &path]).message,
            format!("--spec: {path} is written in Swagger 2.0; convert it to OpenAPI 3.0 or 3.1 first.")
        );
        let inside = folder.display().to_string();
        assert_eq!(
            refusal(&["--spec", &inside]).message,
            format!("--spec: {inside} is a folder; name the document in it.")
        );
        // Some editors write a mark before the text; it is no part of it.
        assert!(document(Path::new(&spec("\u{feff}{\"paths\": {}}")), "it").is_ok());
        let path = spec("{\"openapi\": \"3.1.0\", \"webhooks\": {}}");
        assert!(document(Path::new(&path), "it").is_ok());
        let path = spec("{\"openapi\": \"3.0.0\"}");
        let failure = refusal(&["--spec", &path]);
        assert_eq!(
            failure.message,
            format!("--spec: {path} is not an OpenAPI document: it has no object `paths`.")
        );
        files::remove(&folder).unwrap();
    }

    #[test]
    fn a_port_that_only_the_newer_localhost_has_is_in_use_too() {
        // A machine without IPv6 has nothing to see here.
        let Ok(taken) = TcpListener::bind(("::1", 0)) else { return };
        let port = taken.local_addr().unwrap().port();
        assert!(free(port, "--port").unwrap_err().message.starts_with(&format!("port {port} is in use;")));
    }

    #[test]
    fn rows_are_kept_in_a_database_or_a_new_file() {
        let folder = std::env::temp_dir().join(format!("xtask-db-{}", std::process::id()));
        let refused = |name: &str| {
            let path = folder.join(name);
            database(&path, name).unwrap_err().message
        };
        files::write(&folder.join("notes.txt"), "milk, bread").unwrap();
        files::write(&folder.join("rows.db"), "SQLite format 3\0…").unwrap();
        assert!(refused("notes.txt").starts_with("--db: notes.txt is not an SQLite database;"));
        assert_eq!(refused("nowhere/rows.db"), "--db: nowhere/rows.db lies in a folder that does not exist.");
        assert_eq!(refused(""), "--db:  is a folder; name a file in it.");
        for name in ["rows.db", "new.db"] {
            assert!(database(&folder.join(name), name).is_ok(), "{name}");
        }
        files::remove(&folder).unwrap();
    }

    #[test]
    fn several_origins_may_be_allowed_and_of_all_else_the_last_counts() {
        let words =
            ["--allow-origin", "http://a.example", "--allow-origin=https://b.example", "--first-page=1"];
        let words: Vec<String> = words.iter().chain(&["--first-page=0"]).map(ToString::to_string).collect();
        let args = Args::read("serve", &words, &PASSED_ON, &[]).unwrap();
        let both = ["--allow-origin", "http://a.example", "--allow-origin", "https://b.example"];
        assert_eq!(passed(&args).unwrap(), [&both[..], &["--first-page", "0"]].concat());
    }

    #[test]
    fn values_are_checked() {
        assert_eq!(refusal(&["--first-page", "2"]).message, "--first-page is 0 or 1, not 2.");
        assert_eq!(refusal(&["--port", "0"]).message, "--port wants a port number from 1 to 65535, not 0.");
        assert_eq!(
            refusal(&["--port", "90", "--dashboard-port", "90"]).message,
            "--port and --dashboard-port are both 90; they must differ."
        );
        for address in ["localhost:3000", "http://", "https:///x", "http://a b", "ftp://a.example", ""] {
            assert_eq!(
                refusal(&["--api", address]).message,
                format!("--api wants an address such as http://localhost:3000, not {address}.")
            );
        }
    }
}
