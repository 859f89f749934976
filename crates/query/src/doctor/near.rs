//! The word that was probably meant.

use crate::letters;

/// The candidate nearest to a word: the same but for capitals, else the one fewest slips away (a letter missing,
/// added, wrong, or two swapped), else the only one that contains it. `None` where nothing is near.
///
/// ```
/// let names = ["player-created", "player-deleted", "chat-message"];
/// assert_eq!(query::nearest("player-craeted", names), Some("player-created"));
/// assert_eq!(query::nearest("chat", names), Some("chat-message"));
/// assert_eq!(query::nearest("weather", names), None);
/// assert_eq!(query::nearest("of", ["or"]), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_of(word, &mut candidates.into_iter())
}

/// Compiled once, and not for each kind of iterator.
fn nearest_of<'a>(word: &str, candidates: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |text: &str| {
        let mut folded = letters::fold(text.trim());
        folded.truncate(64);
        folded
    };
    let wanted = fold(word);
    if wanted.is_empty() {
        return None;
    }
    // Two letters are one slip away from half of all short words, and stand within many longer ones.
    let allowed = wanted.len() / 3;
    let mut best: Option<(usize, &str)> = None;
    let mut containing = Vec::new();
    for candidate in candidates {
        let folded = fold(candidate);
        let slips = distance(&wanted, &folded);
        if slips <= allowed && best.is_none_or(|(fewest, _)| slips < fewest) {
            best = Some((slips, candidate));
        }
        if wanted.len() > 2 && folded.windows(wanted.len()).any(|part| part == wanted.as_slice()) {
            containing.push(candidate);
        }
    }
    match (best, containing.as_slice()) {
        (Some((_, candidate)), _) => Some(candidate),
        (None, [only]) => Some(only),
        _ => None,
    }
}

/// How many slips lie between two words (optimal string alignment).
fn distance(one: &[char], other: &[char]) -> usize {
    let width = other.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    for (i, letter) in one.iter().enumerate() {
        let mut row = vec![i + 1; width];
        for (j, its) in other.iter().enumerate() {
            let mut least = (last[j] + usize::from(letter != its)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *letter == other[j - 1] && one[i - 1] == *its {
                least = least.min(before[j - 1] + 1);
            }
            row[j + 1] = least;
        }
        before = std::mem::replace(&mut last, row);
    }
    last[width - 1]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slips_are_counted() {
        let count = |one: &str, other: &str| {
            distance(&one.chars().collect::<Vec<_>>(), &other.chars().collect::<Vec<_>>())
        };
        for (one, other, slips) in
            [("", "", 0), ("", "abc", 3), ("name", "name", 0), ("nmae", "name", 1), ("kitten", "sitting", 3)]
        {
            assert_eq!(count(one, other), slips, "{one} {other}");
            assert_eq!(count(other, one), slips, "{other} {one}");
        }
    }

    #[test]
    fn the_first_of_two_equally_near_is_taken() {
        assert_eq!(nearest("NAME", ["nome", "name"]), Some("name"));
        assert_eq!(nearest("nme", ["nae", "name"]), Some("nae"));
        assert_eq!(nearest("x", ["name"]), None);
        assert_eq!(nearest("", ["name"]), None);
    }

    proptest! {
        #[test]
        fn any_word_is_nearest_to_itself(word in "[a-z]{1,12}", others in proptest::collection::vec("[a-z]{1,12}", 0..5)) {
            let all: Vec<&str> = others.iter().map(String::as_str).chain([word.as_str()]).collect();
            prop_assert_eq!(nearest(&word, all), Some(word.as_str()));
        }
    }
}
