//! A command line as a shell reads it: words, quotation marks, backslashes.

/// A command as browsers copy it for the Windows command prompt, where `^` makes the sign after it an ordinary one and
/// continues a line: the same command without them. Any other text stays as it is.
pub(super) fn without_carets(text: &str) -> std::borrow::Cow<'_, str> {
    // A POSIX shell has no use for a caret before a quotation mark.
    if !text.contains("^\"") {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '^' => match letters.next() {
                Some('\r') => {
                    letters.next();
                    out.push(' ');
                }
                Some('\n') => out.push(' '),
                Some(plain) => out.push(plain),
                None => {}
            },
            letter => out.push(letter),
        }
    }
    out.into()
}

/// The words of the first command of a text. Both POSIX shells and, for `^` at line ends, the Windows one are
/// understood.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut word = String::new();
    let mut in_word = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' => {
                in_word = true;
                word.extend(letters.by_ref().take_while(|letter| *letter != '\''));
            }
            '"' => {
                in_word = true;
                while let Some(inner) = letters.next() {
                    match inner {
                        '"' => break,
                        '\\' => match letters.next() {
                            Some('\n') | None => {}
                            Some(escaped @ ('"' | '\\' | '$' | '`')) => word.push(escaped),
                            Some(other) => {
                                word.push('\\');
                                word.push(other);
                            }
                        },
                        inner => word.push(inner),
                    }
                }
            }
            '$' if letters.peek() == Some(&'\'') => {
                in_word = true;
                letters.next();
                ansi(&mut letters, &mut word);
            }
            '\\' | '^' if matches!(letters.peek(), Some('\n' | '\r')) => {
                while matches!(letters.peek(), Some('\n' | '\r')) {
                    letters.next();
                }
            }
            '\\' => {
                in_word = true;
                word.extend(letters.next());
            }
            '\n' | ';' | '|' | '&' if !in_word || letter != '&' => {
                if in_word {
                    found.push(std::mem::take(&mut word));
                }
                in_word = false;
                if !found.is_empty() {
                    break;
                }
            }
            letter if letter.is_whitespace() => {
                if in_word {
                    found.push(std::mem::take(&mut word));
                }
                in_word = false;
            }
            letter => {
                in_word = true;
                word.push(letter);
            }
        }
    }
    if in_word {
        found.push(word);
    }
    found
}

/// The inside of `$'…'`, as browsers copy bodies with quotation marks, or letters beyond ASCII, in them.
fn ansi(letters: &mut Letters<'_>, word: &mut String) {
    let mut bytes = Vec::new();
    while let Some(letter) = letters.next() {
        let escaped = if letter == '\\' { letters.next() } else { None };
        let byte = match escaped {
            Some('x') if letters.peek().is_some_and(|it| it.is_ascii_hexdigit()) => number(letters, 16, 2),
            Some(first @ '0'..='7') => {
                let digits = u32::from(first) - u32::from('0');
                let more = letters.clone().take(2).take_while(|it| it.is_digit(8)).count();
                number(letters, 8, more) + digits * 8u32.pow(more as u32)
            }
            Some('a') => 0x07,
            Some('b') => 0x08,
            Some('e' | 'E') => 0x1b,
            Some('f') => 0x0c,
            Some('n') => 0x0a,
            Some('r') => 0x0d,
            Some('t') => 0x09,
            Some('v') => 0x0b,
            Some(sign @ ('\\' | '\'' | '"' | '?')) => u32::from(sign),
            _ => {
                flush(&mut bytes, word);
                match (letter, escaped) {
                    ('\\', None) | ('\'', _) => return,
                    (_, Some('u')) => word.push(unicode(letters)),
                    (_, Some('U')) => word.push(character(number(letters, 16, 8))),
                    // A shell leaves other signs their backslash.
                    (_, Some(other)) => word.extend(['\\', other]),
                    (plain, None) => word.push(plain),
                }
                continue;
            }
        };
        bytes.push(byte as u8);
    }
    flush(&mut bytes, word);
}

type Letters<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// Reads a number of at most so many digits.
fn number(letters: &mut Letters<'_>, radix: u32, most: usize) -> u32 {
    let mut number = 0u32;
    for _ in 0..most {
        let Some(digit) = letters.peek().and_then(|letter| letter.to_digit(radix)) else { break };
        letters.next();
        number = number.wrapping_mul(radix).wrapping_add(digit);
    }
    number
}

fn character(code: u32) -> char {
    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The digits after `\u`: a character, or with those of a second `\u` the two halves of one.
fn unicode(letters: &mut Letters<'_>) -> char {
    let first = number(letters, 16, 4);
    if (0xD800..0xDC00).contains(&first) {
        let mut ahead = letters.clone();
        if (ahead.next(), ahead.next()) == (Some('\\'), Some('u')) {
            let second = number(&mut ahead, 16, 4);
            if (0xDC00..0xE000).contains(&second) {
                *letters = ahead;
                return character(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00));
            }
        }
    }
    character(first)
}

/// Adds bytes to a word: as UTF-8 where they are that, else each as the character of its number, as Firefox means it.
fn flush(bytes: &mut Vec<u8>, word: &mut String) {
    for chunk in bytes.utf8_chunks() {
        word.push_str(chunk.valid());
        word.extend(chunk.invalid().iter().copied().map(char::from));
    }
    bytes.clear();
}
