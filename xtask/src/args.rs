//! The few words after a command: `--name value`, `--name=value` and `--flag`.

use std::collections::BTreeMap;

use crate::outcome::{Failure, Result};

/// What stood after a command's name.
#[derive(Debug)]
pub struct Args {
    values: BTreeMap<String, Vec<String>>,
    flags: Vec<String>,
}

impl Args {
    /// Reads the words of `command`, which knows `values` (with a value each) and `flags` (without).
    pub fn read(command: &str, words: &[String], values: &[&str], flags: &[&str]) -> Result<Self> {
        debug_assert!(
            values.iter().chain(flags).all(|name| name.starts_with("--")),
            "a name without dashes can never be given"
        );
        let mut read = Self { values: BTreeMap::new(), flags: Vec::new() };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let (name, given) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (word.as_str(), None),
            };
            if values.contains(&name) {
                let value = given
                    .or_else(|| words.next().cloned())
                    .ok_or_else(|| Failure::usage(format!("{name} wants a value.")))?;
                read.values.entry(name.to_owned()).or_default().push(value);
            } else if flags.contains(&name) && given.is_none() {
                read.flags.push(name.to_owned());
            } else {
                let known = [values, flags].concat().join(", ");
                return Err(Failure::usage(match known.as_str() {
                    "" => format!("`cargo xtask {command}` takes no options, so `{word}` is unknown."),
                    _ => format!("`cargo xtask {command}` does not know `{word}`; it knows {known}."),
                }));
            }
        }
        Ok(read)
    }

    /// The value of an option, if it was given; of several the last, as a shell's alias may give the first.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name)?.last().map(String::as_str)
    }

    /// All values of an option that may be given more than once.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values.get(name).into_iter().flatten().map(String::as_str)
    }

    /// Whether a flag was given.
    pub fn flag(&self, name: &str) -> bool {
        self.flags.iter().any(|flag| flag == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<Args> {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        Args::read("serve", &words, &["--port"], &["--dev"])
    }

    #[test]
    fn both_ways_of_writing_a_value_are_read() {
        assert_eq!(read(&["--port", "1", "--dev"]).unwrap().value("--port"), Some("1"));
        let args = read(&["--port=2"]).unwrap();
        assert_eq!(args.value("--port"), Some("2"));
        assert!(!args.flag("--dev"));
    }

    #[test]
    fn what_is_unknown_or_incomplete_is_named() {
        assert_eq!(
            read(&["--prot", "1"]).unwrap_err().message,
            "`cargo xtask serve` does not know `--prot`; it knows --port, --dev."
        );
        assert_eq!(read(&["--port"]).unwrap_err().message, "--port wants a value.");
        assert_eq!(read(&["--dev=1"]).unwrap_err().code, 2);
    }
}
