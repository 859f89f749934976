//! The server's ILIKE.

use crate::letters::fold;

/// Whether the text matches an SQL ILIKE pattern: `%` is any text, `_` any one character, `\` makes the character
/// after it an ordinary one. Case is folded character by character to Unicode lowercase.
///
/// ```
/// assert!(query::ilike("%JOHN%", "Big John"));
/// assert!(query::ilike("a_x", "abx") && !query::ilike(r"a\_x", "abx"));
/// ```
pub fn ilike(pattern: &str, text: &str) -> bool {
    matches(&parse(&fold(pattern)), &fold(text))
}

/// Whether a search value finds the text: the server puts `%` on both sides of the value and asks ILIKE.
///
/// ```
/// assert!(query::contains("ohn", "JOHN") && query::contains("50%", "ZedX50"));
/// assert!(!query::contains(r"50\%", "ZedX50"));
/// ```
pub fn contains(value: &str, text: &str) -> bool {
    ilike(&format!("%{value}%"), text)
}

enum Piece {
    Any,
    One,
    Just(char),
}

fn parse(pattern: &[char]) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(pattern.len());
    let mut letters = pattern.iter();
    while let Some(letter) = letters.next() {
        pieces.push(match letter {
            '%' => Piece::Any,
            '_' => Piece::One,
            // PostgreSQL refuses a pattern that ends in a lone escape; here it stands for itself.
            '\\' => Piece::Just(*letters.next().unwrap_or(&'\\')),
            letter => Piece::Just(*letter),
        });
    }
    pieces
}

/// Goes through the text once and, where a piece fails, comes back only to the last `%`: no pattern takes more than
/// its length times that of the text.
fn matches(pieces: &[Piece], text: &[char]) -> bool {
    let (mut piece, mut at) = (0, 0);
    let mut last_any: Option<(usize, usize)> = None;
    loop {
        let stays = match (pieces.get(piece), text.get(at)) {
            (Some(Piece::Any), _) => {
                piece += 1;
                last_any = Some((piece, at));
                continue;
            }
            (None, None) => return true,
            (Some(Piece::One), Some(_)) => true,
            (Some(Piece::Just(wanted)), Some(found)) => wanted == found,
            _ => false,
        };
        if stays {
            piece += 1;
            at += 1;
            continue;
        }
        match last_any {
            Some((after, from)) if from < text.len() => {
                piece = after;
                at = from + 1;
                last_any = Some((after, at));
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wildcards_and_escapes() {
        for (value, text, found) in [
            ("", "anything", true),
            ("a_x", "gamma_x", true),
            ("a_x", "gammaYx", true),
            ("a\\_x", "gammaYx", false),
            ("a\\_x", "gamma_x", true),
            ("%", "", true),
            ("_", "", false),
            ("É", "café", true),
            ("straße", "STRASSE", false),
            ("a%c", "abc", true),
            ("a%%%%%%%%%%%%%b", &"a".repeat(500), false),
            ("\\\\", "a\\b", true),
            ("\\", "100%", true),
            ("\\", "100", false),
            ("👩", "x👩‍👧y", true),
        ] {
            assert_eq!(contains(value, text), found, "{value} in {text}");
        }
    }

    /// The plainest matcher there is, to compare with.
    fn slow(pattern: &[char], text: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, rest) => rest.is_none(),
            (Some(('%', after)), _) => (0..=text.len()).any(|at| slow(after, &text[at..])),
            (Some((_, _)), None) => false,
            (Some(('_', after)), Some((_, rest))) => slow(after, rest),
            (Some((wanted, after)), Some((found, rest))) => wanted == found && slow(after, rest),
        }
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_plain_way(pattern in "[ab%_]{0,6}", text in "[abc]{0,8}") {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            prop_assert_eq!(ilike(&pattern, &text), slow(&letters(&pattern), &letters(&text)));
        }

        #[test]
        fn no_text_makes_it_panic(value in "\\PC{0,20}", text in "\\PC{0,20}") {
            let _ = contains(&value, &text);
        }
    }
}
