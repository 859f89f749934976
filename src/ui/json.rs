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
    Tokens::new(text).collect()
}

/// The tokens of a text, one after another, for those that take their time.
pub struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Tokens<'t> {
    /// Begins at the start of a text.
    pub fn new(text: &'t str) -> Tokens<'t> {
        Tokens::from(text, 0)
    }

    /// Begins where another one stopped.
    pub fn from(text: &'t str, at: usize) -> Tokens<'t> {
        Tokens { text, at }
    }

    /// How far it is.
    pub fn at(&self) -> usize {
        self.at
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = (Token, &'t str);

    fn next(&mut self) -> Option<(Token, &'t str)> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        // Neighbours that are not coloured are one piece.
        while self.at < bytes.len() {
            let (token, end) = token_at(bytes, self.at);
            if token == Token::Other {
                self.at = end;
            } else if self.at == start {
                self.at = end;
                return Some((token, &self.text[start..end]));
            } else {
                break;
            }
        }
        (start < self.at).then(|| (Token::Other, &self.text[start..self.at]))
    }
}

fn token_at(bytes: &[u8], at: usize) -> (Token, usize) {
    match bytes[at] {
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
    }
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
    let mut indenter = Indenter::default();
    while !indenter.step(text, usize::MAX) {}
    indenter.out
}

/// Indents a text a few tokens at a time.
#[derive(Default)]
pub struct Indenter {
    /// What is indented so far.
    pub out: String,
    at: usize,
    depth: usize,
    opened: bool,
}

impl Indenter {
    /// Goes on by so many tokens of the same text; whether that was all.
    pub fn step(&mut self, text: &str, count: usize) -> bool {
        if self.at == 0 {
            self.out.reserve(text.len() + text.len() / 4);
        }
        let mut tokens = Tokens::from(text, self.at);
        for (token, piece) in tokens.by_ref().take(count) {
            self.token(token, piece);
        }
        self.at = tokens.at();
        self.at >= text.len()
    }

    fn line(&mut self) {
        self.out.push('\n');
        (0..self.depth.min(DEEPEST)).for_each(|_| self.out.push_str("  "));
    }

    fn token(&mut self, token: Token, piece: &str) {
        if token != Token::Other {
            if self.opened {
                self.line();
            }
            self.opened = false;
            self.out.push_str(piece);
            return;
        }
        for letter in piece.chars().filter(|letter| !letter.is_ascii_whitespace()) {
            match letter {
                '{' | '[' => {
                    if self.opened {
                        self.line();
                    }
                    self.out.push(letter);
                    self.depth += 1;
                    self.opened = true;
                }
                '}' | ']' => {
                    self.depth = self.depth.saturating_sub(1);
                    // An empty list stays on its line.
                    if !self.opened {
                        self.line();
                    }
                    self.out.push(letter);
                    self.opened = false;
                }
                ',' => {
                    self.out.push(',');
                    self.line();
                    self.opened = false;
                }
                ':' => self.out.push_str(": "),
                other => self.out.push(other),
            }
        }
    }
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
    fn indenting_in_pieces_is_indenting() {
        let text = r#"{"meta":{},"data":[{"id":1,"a":[]},"{ , }", [true , null]]}"#;
        for count in 1..9 {
            let mut indenter = Indenter::default();
            while !indenter.step(text, count) {}
            assert_eq!(indenter.out, indented(text));
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
