//! PostgreSQL's `ILIKE`, which SQLite's own `LIKE` is not: that one folds only ASCII and has no escape by default.

use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};

/// Registers `ilike(pattern, text)` on a connection. NULL matches nothing; numbers and booleans match as text.
pub fn register(connection: &Connection) -> Result<()> {
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("ilike", 2, flags, |context| {
        let pattern: String = context.get(0)?;
        Ok(match context.get_raw(1) {
            ValueRef::Null | ValueRef::Blob(_) => false,
            ValueRef::Integer(number) => ilike(&pattern, &number.to_string()),
            ValueRef::Real(number) => ilike(&pattern, &number.to_string()),
            ValueRef::Text(bytes) => ilike(&pattern, &String::from_utf8_lossy(bytes)),
        })
    })
}

/// One piece of a pattern.
#[derive(Clone, Copy, PartialEq)]
enum Piece {
    /// `%`
    Any,
    /// `_`
    One,
    /// A character that stands for itself, in lower case.
    Itself(char),
}

/// Does the text match the pattern, ignoring case? `%` is any run, `_` any one character, `\` takes the next as it is.
pub fn ilike(pattern: &str, text: &str) -> bool {
    let mut pieces = Vec::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '%' => pieces.push(Piece::Any),
            '_' => pieces.push(Piece::One),
            '\\' => pieces.extend(characters.next().unwrap_or('\\').to_lowercase().map(Piece::Itself)),
            other => pieces.extend(other.to_lowercase().map(Piece::Itself)),
        }
    }
    let text: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    // Only the last `%` can ever need another try, so this is linear in practice and never exponential.
    let (mut piece, mut at) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while at < text.len() {
        match pieces.get(piece) {
            Some(Piece::Any) => {
                retry = Some((piece, at));
                piece += 1;
            }
            Some(Piece::One) => {
                piece += 1;
                at += 1;
            }
            Some(Piece::Itself(character)) if *character == text[at] => {
                piece += 1;
                at += 1;
            }
            _ => match retry {
                Some((any, from)) => {
                    retry = Some((any, from + 1));
                    piece = any + 1;
                    at = from + 1;
                }
                None => return false,
            },
        }
    }
    pieces[piece..].iter().all(|piece| *piece == Piece::Any)
}

#[cfg(test)]
mod tests {
    use super::ilike;

    #[test]
    fn case_is_folded_beyond_ascii() {
        assert!(ilike("%ÉLO%", "Mélodie"));
        assert!(ilike("%жук%", "ЖУКОВ"));
        assert!(!ilike("%elo%", "Mélodie"));
    }

    #[test]
    fn wildcards_and_their_escapes() {
        assert!(ilike("%a_x%", "gamma_x") && ilike("%a_x%", "gammaYx"));
        assert!(ilike("%a\\_x%", "gamma_x") && !ilike("%a\\_x%", "gammaYx"));
        assert!(ilike("%50\\%%", "50% off") && !ilike("%50\\%%", "500"));
        assert!(ilike("%%%", "") && ilike("", "") && !ilike("", "a") && !ilike("_", ""));
        assert!(ilike("%😀_b", "x😀ab"));
    }

    #[test]
    fn a_hard_pattern_ends() {
        let text = "a".repeat(5000);
        assert!(!ilike(&"%a".repeat(50).to_string().replace("%a%a%a", "%a_%"), &format!("{text}b")));
    }
}
