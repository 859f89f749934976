//! Words made from a document's identifiers and descriptions.

/// The address form of an operation's id: `PlayerController.search` becomes `PlayerControllerSearch`; an id that is not
/// of the form `Name.name` stays as it is.
pub(crate) fn key(id: &str) -> String {
    let is_name = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
    };
    match id.split_once('.') {
        Some((class, method)) if is_name(class) && is_name(method) => {
            format!("{class}{}", capitalised(method))
        }
        _ => id.into(),
    }
}

/// An id as a person would write it: `PlayerController.getOne` and `get_one` become `Get one`.
pub(crate) fn readable(id: &str) -> String {
    let name = id.rsplit(['.', '/']).next().unwrap_or(id);
    let mut words = String::with_capacity(name.len() + 8);
    let mut before = ' ';
    for character in name.chars() {
        if character == '_' || character == '-' || character.is_whitespace() {
            if !words.is_empty() && !words.ends_with(' ') {
                words.push(' ');
            }
        } else {
            if character.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
                words.push(' ');
            }
            words.push(character);
        }
        before = character;
    }
    let words: Vec<String> = words
        .split_whitespace()
        // An abbreviation keeps its capitals.
        .map(|word| {
            if word.len() > 1 && word == word.to_ascii_uppercase() {
                word.into()
            } else {
                word.to_ascii_lowercase()
            }
        })
        .collect();
    let sentence = capitalised(&words.join(" "));
    if sentence.is_empty() { id.into() } else { sentence }
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    match characters.next() {
        Some(first) => first.to_ascii_uppercase().to_string() + characters.as_str(),
        None => String::new(),
    }
}

/// An operation's description without the lines that are generated into it, and the permissions that they named.
///
/// A `<br>` becomes a hard line break of Markdown: two spaces and a newline.
pub(crate) fn description(text: &str) -> (String, Vec<String>) {
    let mut permissions = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    for line in break_lines(text).split('\n') {
        let trimmed = line.trim();
        if let Some(rest) = trimmed.strip_prefix("Required permissions:") {
            permissions.extend(names(rest));
        } else if !trimmed.starts_with("OperationId:") {
            lines.push(line.into());
        }
    }
    (lines.join("\n").trim().into(), permissions)
}

/// The names in a list: those in backticks where there are any, else those between commas.
fn names(list: &str) -> Vec<String> {
    let mut names: Vec<String> = if list.contains('`') {
        list.split('`').skip(1).step_by(2).map(|name| name.trim().to_string()).collect()
    } else {
        list.split(',').map(|name| name.trim().to_string()).collect()
    };
    names.retain(|name| !name.is_empty());
    names
}

/// Replaces `<br>`, `<br/>` and `<br />`, in any case.
fn break_lines(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        result.push_str(before);
        let inner = tag.find('>').and_then(|end| tag.get(1..end)).unwrap_or("");
        if inner.trim_end_matches('/').trim_end().eq_ignore_ascii_case("br") {
            result.push_str("  \n");
            rest = &tag[inner.len() + 2..];
        } else {
            result.push('<');
            rest = &tag[1..];
        }
    }
    result + rest
}

/// Line and column of a byte offset, both from 1; the column counts characters.
pub(crate) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_keys() {
        assert_eq!(key("PlayerController.search"), "PlayerControllerSearch");
        assert_eq!(key("Meta.getHealth"), "MetaGetHealth");
        for same in ["listPets", "repos/list.one", "a.b.c", ".a", "a.", "v1.0", "überController.x"] {
            assert_eq!(key(same), same);
        }
    }

    #[test]
    fn makes_ids_readable() {
        assert_eq!(readable("PlayerController.getOne"), "Get one");
        assert_eq!(readable("list_all-pets"), "List all pets");
        assert_eq!(readable("getURL"), "Get URL");
        assert_eq!(readable("repos/list-issues"), "List issues");
        assert_eq!(readable("..."), "...");
        assert_eq!(readable("é"), "é");
    }

    #[test]
    fn takes_generated_lines_out_of_descriptions() {
        let text = "Ban a player.<br>For good.\n\n Required permissions: `A`, `B`<br> OperationId: `X`";
        assert_eq!(description(text), ("Ban a player.  \nFor good.".into(), vec!["A".into(), "B".into()]));
        assert_eq!(description("<BR />a <b>c</b> < d<br"), ("a <b>c</b> < d<br".into(), vec![]));
        assert_eq!(description("Required permissions: A, B"), (String::new(), vec!["A".into(), "B".into()]));
    }

    #[test]
    fn counts_lines_and_columns() {
        assert_eq!(line_and_column("a\né:x", 5), (2, 3));
        assert_eq!(line_and_column("é", 1), (1, 1));
        assert_eq!(line_and_column("", 9), (1, 1));
    }
}
