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
use crate::progress::{run, say, stop_children};
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
    say("ready; Ctrl-C stops it");
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
                if let Err(failure) = rebuild(&paths, options, server, events) {
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
    Ok(files::target().join("debug/sandbox"))
}

impl Options {
    fn read(words: &[String]) -> Result<Self> {
        let passed_on = ["--spec", "--api", "--dashboard", "--allow-origin", "--first-page", "--db"];
        let values = [&["--port", "--dashboard-port"], &passed_on[..]].concat();
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
        let mut passed = Vec::new();
        for name in passed_on {
            let Some(value) = args.value(name) else { continue };
            passed.push(name.to_owned());
            passed.push(checked(name, value)?);
        }
        free(port, "--port")?;
        if alone {
            free(dashboard_port, "--dashboard-port")?;
        }
        Ok(Self { port, dashboard_port, passed, dev: args.flag("--dev") })
    }
}

/// The value as the sandbox gets it, which runs in another folder than the person who typed it.
fn checked(name: &str, value: &str) -> Result<String> {
    match name {
        "--spec" => {
            let path = absolute(value).context(format!("could not read {value}"))?;
            document(&path, value)?;
            Ok(path.display().to_string())
        }
        "--db" => Ok(absolute(value).context(format!("could not use {value}"))?.display().to_string()),
        "--first-page" if !["0", "1"].contains(&value) => {
            Err(Failure::usage(format!("--first-page is 0 or 1, not {value}.")))
        }
        "--api" | "--dashboard" | "--allow-origin"
            if !value.starts_with("http://") && !value.starts_with("https://") =>
        {
            Err(Failure::usage(format!(
                "{name} wants an address that begins with http:// or https://, not {value}."
            )))
        }
        _ => Ok(value.to_owned()),
    }
}

/// Whether the file holds an OpenAPI document; if not, why not.
fn document(path: &Path, shown: &str) -> Result<()> {
    let text = std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::usage(format!("--spec: there is no file {shown}.")),
        _ => Failure::usage(format!("--spec: {shown} could not be read: {error}.")),
    })?;
    let value: serde_json::Value = serde_json::from_slice(&text)
        .map_err(|error| Failure::usage(format!("--spec: {shown} is not JSON: {error}.")))?;
    if value.get("paths").is_some_and(serde_json::Value::is_object) {
        Ok(())
    } else {
        Err(Failure::usage(format!("--spec: {shown} is not an OpenAPI document: it has no object `paths`.")))
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

fn free(port: u16, option: &str) -> Result<()> {
    for host in ["127.0.0.1", "0.0.0.0"] {
        if let Err(error) = TcpListener::bind((host, port)) {
            return Err(Failure::usage(match error.kind() {
                std::io::ErrorKind::AddrInUse => {
                    format!("port {port} is in use; stop the program there or choose another with {option}.")
                }
                _ => format!("port {port} cannot be used ({error}); choose another with {option}."),
            }));
        }
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
            thread::spawn(move || relay(pipe, &ready, &events, id));
        }
        let mut server = Self { child, built: written(program) };
        if is_ready.recv_timeout(READY).is_ok() {
            return Ok(server);
        }
        server.stop();
        Err(Failure::step("the sandbox did not start; its own words stand above."))
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

/// Prints the sandbox's lines, the practice log-ins among them, and says when it is ready.
fn relay(pipe: impl Read, ready: &Sender<()>, events: &Sender<Event>, id: u32) {
    for line in BufReader::new(pipe).lines().map_while(std::result::Result::ok) {
        if let Some(url) = line.strip_prefix("ready ") {
            println!("The explorer and its API: {url}");
            // Nobody listens any more after a time-out, and then nobody needs to know.
            let _ = ready.send(());
        } else {
            println!("{line}");
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
        let path = spec("openapi: 3.0.0");
        assert!(refusal(&["--spec", &path]).message.starts_with(&format!("--spec: {path} is not JSON: ")));
        let path = spec("{\"openapi\": \"3.0.0\"}");
        let failure = refusal(&["--spec", &path]);
        assert_eq!(
            failure.message,
            format!("--spec: {path} is not an OpenAPI document: it has no object `paths`.")
        );
        files::remove(&folder).unwrap();
    }

    #[test]
    fn values_are_checked() {
        assert_eq!(refusal(&["--first-page", "2"]).message, "--first-page is 0 or 1, not 2.");
        assert_eq!(refusal(&["--port", "0"]).message, "--port wants a port number from 1 to 65535, not 0.");
        assert_eq!(
            refusal(&["--port", "90", "--dashboard-port", "90"]).message,
            "--port and --dashboard-port are both 90; they must differ."
        );
        assert!(refusal(&["--api", "localhost:3000"]).message.starts_with("--api wants an address"));
    }
}
