//! How a command ends: a sentence for the person and an exit code for the shell.

use std::fmt;

/// The result of a step.
pub type Result<T> = std::result::Result<T, Failure>;

/// The exit code of a command that a person ended by Ctrl-C, as shells have it.
pub const STOPPED: u8 = 130;

/// Why a command could not go on, in one sentence.
#[derive(Debug)]
pub struct Failure {
    /// What is shown, without "error:" before it.
    pub message: String,
    /// 2 when the person asked for something that cannot be, 1 when a step failed.
    pub code: u8,
    /// What the program that failed wrote; a person has seen it already.
    pub words: String,
}

impl Failure {
    /// A step failed.
    pub fn step(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 1, words: String::new() }
    }

    /// What was asked for cannot be done; nothing was started.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 2, words: String::new() }
    }
}

impl Failure {
    /// A person ended the command by Ctrl-C.
    pub fn stopped() -> Self {
        Self { message: "stopped.".to_owned(), code: STOPPED, words: String::new() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Adds to a foreign error what was being done when it happened.
pub trait Context<T> {
    /// `doing` reads like "could not write dist/index.html".
    fn context(self, doing: impl fmt::Display) -> Result<T>;
}

impl<T, E: fmt::Display> Context<T> for std::result::Result<T, E> {
    fn context(self, doing: impl fmt::Display) -> Result<T> {
        self.map_err(|error| Failure::step(format!("{doing}: {error:#}")))
    }
}
