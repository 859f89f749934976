//! JSON as text: its tokens for colouring, and a fresh indentation. Neither reads a value, so a number of forty digits
//! stays what it was, and a text that is not quite JSON is shown all the same.

/// What a piece of JSON text is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Token {
    /// Brackets, commas, colons and the space between; and whatever is no JSON.
    Other,
    /// A key, with its quotes.
    Key,
    /// A text, with its quotes.
    Text,
    /// A number.
    Number,
    /// `true`, `false` or `null`.
    Literal,
}

impl Token {
    /// The class that colours it; none for what is not coloured.
    pub fn class(self) -> Option<&'static str> {
        match self {
            Token::Other => None,
            Token::Key => Some("json-key"),
            Token::Text => Some("json-text"),
            Token::Number => Some("json-number"),
            Token::Literal => Some("json-literal"),
        }
    }
}

/// Cuts a text into tokens. Put together they are the text again, whatever it is.
pub fn tokens(text: &str) -> Vec<(Token, &str)> {
    let bytes = text.as_bytes();
    let mut found: Vec<(Token, &str)> = Vec::new();
    // Neighbours that are not coloured are one piece: it begins here.
    let mut plain = 0;
    let mut at = 0;
    while at < bytes.len() {
        let (token, end) = match bytes[at] {
            b'"' => {
                let end = text_end(bytes, at);
                let colon = bytes[end..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
                (if colon { Token::Key } else { Token::Text }, end)
            }
            b'-' | b'0'..=b'9' => (Token::Number, word_end(bytes, at)),
            b'a'..=b'z' | b'A'..=b'Z' => {
                let end = word_end(bytes, at);
                let known = matches!(&bytes[at..end], b"true" | b"false" | b"null");
                (if known { Token::Literal } else { Token::Other }, end)
            }
            _ => (Token::Other, at + 1),
        };
        if token != Token::Other {
            if plain < at {
                found.push((Token::Other, &text[plain..at]));
            }
            found.push((token, &text[at..end]));
            plain = end;
        }
        at = end;
    }
    if plain < text.len() {
        found.push((Token::Other, &text[plain..]));
    }
    found
}

/// One past the closing quote of the text that begins at `start`, or the end where it is not closed.
fn text_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    // A backslash may have jumped past the end.
    bytes.len()
}

fn word_end(bytes: &[u8], start: usize) -> usize {
    let more = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-');
    start + 1 + bytes[start + 1..].iter().take_while(|byte| more(byte)).count()
}

/// Deeper than this a line is not moved to the right any more.
const DEEPEST: usize = 40;

/// The same JSON with two spaces a level and a line for each value. Only the space between tokens changes.
pub fn indented(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let mut depth: usize = 0;
    let mut opened = false;
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        (0..depth.min(DEEPEST)).for_each(|_| out.push_str("  "));
    };
    for (token, piece) in tokens(text) {
        if token != Token::Other {
            if opened {
                line(&mut out, depth);
            }
            opened = false;
            out.push_str(piece);
            continue;
        }
        for letter in piece.chars().filter(|letter| !letter.is_ascii_whitespace()) {
            match letter {
                '{' | '[' => {
                    if opened {
                        line(&mut out, depth);
                    }
                    out.push(letter);
                    depth += 1;
                    opened = true;
                }
                '}' | ']' => {
                    depth = depth.saturating_sub(1);
                    // An empty list stays on its line.
                    if !opened {
                        line(&mut out, depth);
                    }
                    out.push(letter);
                    opened = false;
                }
                ',' => {
                    out.push(',');
                    line(&mut out, depth);
                    opened = false;
                }
                ':' => out.push_str(": "),
                other => out.push(other),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_are_told_apart() {
        let found = tokens(r#"{"a" : "b:", "n": -1.5e+3, "x": [true, null]}"#);
        let coloured: Vec<_> = found.iter().filter(|(token, _)| *token != Token::Other).collect();
        assert_eq!(
            coloured,
            [
                &(Token::Key, r#""a""#),
                &(Token::Text, r#""b:""#),
                &(Token::Key, r#""n""#),
                &(Token::Number, "-1.5e+3"),
                &(Token::Key, r#""x""#),
                &(Token::Literal, "true"),
                &(Token::Literal, "null"),
            ]
        );
    }

    #[test]
    fn any_text_comes_back_whole() {
        for text in [
            "",
            "\"",
            "\"\\",
            "{\"é\\\"\": tru, ✓}",
            "<html>502</html>",
            "\"a\\u12",
            "[1,2",
            "-",
            "\"日本\": 🎮",
        ] {
            let whole: String = tokens(text).into_iter().map(|(_, piece)| piece).collect();
            assert_eq!(whole, text);
        }
    }

    #[test]
    fn indenting_changes_only_the_space() {
        let text = r#"{"meta":{},"data":[{"id":123456789012345678901234567890,"a":[]},"{ , }"]}"#;
        let wanted = "{\n  \"meta\": {},\n  \"data\": [\n    {\n      \"id\": 123456789012345678901234567890,\n      \"a\": []\n    },\n    \"{ , }\"\n  ]\n}";
        assert_eq!(indented(text), wanted);
        assert_eq!(indented(wanted), wanted);
        assert_eq!(indented("[1]"), "[\n  1\n]");
        assert_eq!(indented("[[]]"), "[\n  []\n]");
    }

    #[test]
    fn a_hostile_depth_costs_no_hostile_space() {
        let text = "[".repeat(20_000);
        assert!(indented(&text).len() < 20_000 * (2 * DEEPEST + 3));
        assert_eq!(indented("]]]"), "\n]\n]\n]");
    }
}
