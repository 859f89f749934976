//! Lessons: prose with live queries, and exercises that are judged by the rows they give.

mod check;
mod envelope;
mod parse;

pub use check::{Judge, Misplaced, Verdict};
pub use envelope::{envelope, related};
pub use parse::{BadLesson, parse};

use serde_json::{Map, Value};

/// The domain whose rows the lessons ask.
pub const DOMAIN: &str = "harbour-lights-shine";

/// The first page as the lessons count, which is how the published guide counts.
pub const FIRST_PAGE: u32 = 1;

/// A lesson.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// Its heading.
    pub title: String,
    /// One sentence on what it teaches.
    pub summary: String,
    /// Its parts, in order.
    pub blocks: Vec<Block>,
}

/// A part of a lesson.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Markdown.
    Prose(String),
    /// A query to try.
    Live(Live),
    /// A goal to reach.
    Exercise(Exercise),
    /// A picture of the model.
    Picture(Picture),
    /// What the guide says, what the server does, and what the explorer makes of it.
    Versus(Versus),
}

/// A query to try.
#[derive(Clone, Debug, PartialEq)]
pub struct Live {
    /// The entity, as in the path: `user`, `shop/order`.
    pub entity: String,
    /// The domain whose rows are asked; [`DOMAIN`] where the lesson names none.
    pub domain: String,
    /// The body to begin with.
    pub body: Map<String, Value>,
    /// The server refuses it, which is what it shows.
    pub refused: bool,
}

/// A goal to reach.
#[derive(Clone, Debug, PartialEq)]
pub struct Exercise {
    /// Its name, under which progress is kept; each of them is unique over all lessons.
    pub id: String,
    /// The entity, as in the path.
    pub entity: String,
    /// The goal in words.
    pub goal: String,
    /// The body to begin with.
    pub start: Map<String, Value>,
    /// A body that reaches the goal; every other that gives the same rows does as well.
    pub answer: Map<String, Value>,
    /// It is the total that is asked for, and not one row or another.
    pub total: bool,
    /// Hints, each telling more than the one before.
    pub hints: Vec<String>,
}

/// A place where the published guide and the server that is deployed differ, in Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versus {
    /// What it is about.
    pub about: String,
    /// What the guide says.
    pub guide: String,
    /// What the server does.
    pub server: String,
    /// How the explorer handles it.
    pub explorer: String,
}

/// A picture of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// How a request becomes an answer.
    Exchange,
    /// How filters, searches and ranges combine.
    Combine,
    /// How pages cut the rows.
    Pages,
    /// Which rows lie in a range.
    Range,
    /// How rows that share a value change places between two pages.
    Ties,
    /// How related rows come inside of a row.
    Extend,
    /// Which domain a request is about.
    Domains,
}

impl Picture {
    /// All of them by their names in lessons.
    pub const ALL: [(&'static str, Picture); 7] = [
        ("exchange", Picture::Exchange),
        ("combine", Picture::Combine),
        ("pages", Picture::Pages),
        ("range", Picture::Range),
        ("ties", Picture::Ties),
        ("extend", Picture::Extend),
        ("domains", Picture::Domains),
    ];
}
