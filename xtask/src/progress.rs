//! Lines that say what is being done and for how long, and child programs whose noise is kept back.
//!
//! A cold build takes minutes. Its hundreds of "Compiling" lines say less than one line every few seconds,
//! so a child's output is kept and only shown when it fails.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::outcome::{Context, Failure, Result};

/// How often a long step says that it is still going on.
const HEARTBEAT: Duration = Duration::from_secs(5);

static STARTED: OnceLock<Instant> = OnceLock::new();

/// The programs under way, so that a person who stops the command stops them too.
static CHILDREN: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// Whether a person asked the command to end.
static STOPPING: AtomicBool = AtomicBool::new(false);

/// Starts the clock that every line shows.
pub fn start_clock() {
    STARTED.get_or_init(Instant::now);
}

/// Prints one line with the seconds since the command began.
pub fn say(line: impl AsRef<str>) {
    let elapsed = STARTED.get_or_init(Instant::now).elapsed().as_secs();
    if std::io::stderr().is_terminal() {
        eprintln!("\x1b[2m[{elapsed:>4} s]\x1b[0m {}", line.as_ref());
    } else {
        eprintln!("[{elapsed:>4} s] {}", line.as_ref());
    }
}

/// Prints a line of the command's result. Nobody may be reading any more (`… | head`), which is no reason to break off.
pub fn print(line: impl AsRef<str>) {
    let _ = writeln!(std::io::stdout(), "{}", line.as_ref());
}

/// What a child program wrote and how it ended.
pub struct Output {
    /// Standard output and standard error, in the order in which their lines came.
    pub text: String,
    /// Whether it ended with exit code 0.
    pub success: bool,
}

/// Runs a program to its end with its output kept; `what` names it in the lines "still going on".
pub fn capture(what: &str, command: &mut Command) -> Result<Output> {
    if is_stopping() {
        return Err(Failure::stopped());
    }
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context(format!("could not start `{program}`"))?;
    let id = child.id();
    if let Ok(mut children) = CHILDREN.lock() {
        children.push(id);
    }
    let text = Arc::new(Mutex::new(String::new()));
    let (lines, heard) = mpsc::channel::<String>();
    let readers = [
        child.stdout.take().map(|pipe| read_lines(pipe, text.clone(), lines.clone())),
        child.stderr.take().map(|pipe| read_lines(pipe, text.clone(), lines)),
    ];
    let mut crates = 0_usize;
    let mut last = String::new();
    let mut spoken = Instant::now();
    loop {
        match heard.recv_timeout(HEARTBEAT) {
            Ok(line) => {
                if let Some(name) = line.trim_start().strip_prefix("Compiling ") {
                    crates += 1;
                    last = name.split(' ').next().unwrap_or_default().to_owned();
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if spoken.elapsed() >= HEARTBEAT {
            spoken = Instant::now();
            match crates {
                0 => say(format!("  {what} …")),
                _ => say(format!("  {what}: {crates} crates, now {last} …")),
            }
        }
    }
    for reader in readers.into_iter().flatten() {
        // A reader only ends when its pipe does, and it has nothing to fail with.
        let _ = reader.join();
    }
    let status = child.wait().context(format!("lost sight of `{program}`"))?;
    if let Ok(mut children) = CHILDREN.lock() {
        children.retain(|child| *child != id);
    }
    let text = text.lock().map(|text| text.clone()).unwrap_or_default();
    Ok(Output { text, success: status.success() })
}

/// As [`capture`], but a failure of the program is a failure of the step and shows all that it wrote.
pub fn run(what: &str, command: &mut Command) -> Result<String> {
    let output = capture(what, command)?;
    if output.success {
        Ok(output.text)
    } else if is_stopping() {
        // What a program said that was cut off helps nobody.
        Err(Failure::stopped())
    } else {
        eprintln!("{}", output.text.trim_end());
        let failure = Failure::step(format!("{what} failed; its own words stand above."));
        Err(Failure { words: output.text, ..failure })
    }
}

/// Whether a person asked the command to end.
pub fn is_stopping() -> bool {
    STOPPING.load(Ordering::SeqCst)
}

/// Asks every program under way to stop; their steps then fail, and no new one begins.
pub fn stop_children() {
    STOPPING.store(true, Ordering::SeqCst);
    let children = CHILDREN.lock().map(|children| children.clone()).unwrap_or_default();
    for id in children.into_iter().filter_map(|id| i32::try_from(id).ok()) {
        // One that has just ended needs no signal.
        let _ = kill(Pid::from_raw(id), Signal::SIGTERM);
    }
}

fn read_lines(
    pipe: impl Read + Send + 'static,
    text: Arc<Mutex<String>>,
    lines: mpsc::Sender<String>,
) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let mut reader = BufReader::new(pipe);
        let mut line = Vec::new();
        while let Ok(1..) = reader.read_until(b'\n', &mut line) {
            let read = String::from_utf8_lossy(&line).into_owned();
            if let Ok(mut text) = text.lock() {
                text.push_str(&read);
            }
            if lines.send(read).is_err() {
                break;
            }
            line.clear();
        }
    })
}
