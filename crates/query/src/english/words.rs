//! Words of the grammar, and names of entities.

use crate::letters::lower;

/// Words that mean something in a sentence, so that a value of that text stands in quotation marks.
pub(super) const RESERVED: &[&str] = &[
    "all",
    "and",
    "anything",
    "ascending",
    "at",
    "between",
    "by",
    "contains",
    "descending",
    "empty",
    "exactly",
    "in",
    "is",
    "json",
    "keeping",
    "newest",
    "of",
    "oldest",
    "or",
    "page",
    "per",
    "sending",
    "since",
    "sorted",
    "the",
    "until",
    "whose",
    "with",
    "writing",
];

/// An entity's name in the plural, as a sentence begins: `user` gives `users`, `shop/category` gives
/// `shop categories`.
///
/// ```
/// assert_eq!(query::plural("shop/category"), "shop categories");
/// assert_eq!(query::plural("variables"), "variables");
/// ```
pub fn plural(entity: &str) -> String {
    let words = singular(entity);
    if words.is_empty() {
        return "rows".into();
    }
    if words.ends_with('s') {
        return words;
    }
    match words.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{words}s"),
    }
}

/// An entity's name in words: letters and digits, what stands between them being spaces.
pub(super) fn singular(entity: &str) -> String {
    let is_between = |letter: char| {
        if letter.is_ascii() { !letter.is_ascii_alphanumeric() } else { letter.is_whitespace() }
    };
    let parts = entity.split(is_between).filter(|part| !part.is_empty());
    lower(&parts.collect::<Vec<_>>().join(" "))
}
