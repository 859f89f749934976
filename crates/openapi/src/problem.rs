//! What can be wrong with a document.

use std::fmt;

/// Why bytes are not a document at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotJson {
    /// One sentence for people, with line and column where there are some.
    pub message: String,
    /// The byte at which reading failed, counted from 0; `None` where the whole is meant.
    pub offset: Option<usize>,
}

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for NotJson {}

/// Something in a document that is not as it should be, while the rest of it works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where: a JSON pointer (RFC 6901), as `/paths/~1user~1search/post`; empty for the whole document.
    pub place: String,
    /// What: one sentence for people.
    pub message: String,
}

impl Problem {
    pub(crate) fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Problem { place: place.into(), message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.place, self.message)
        }
    }
}

impl std::error::Error for Problem {}
