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

/// The inside of `$'…'`, as browsers copy bodies with quotation marks in them.
fn ansi(letters: &mut std::iter::Peekable<std::str::Chars<'_>>, word: &mut String) {
    while let Some(letter) = letters.next() {
        match letter {
            '\'' => return,
            '\\' => match letters.next() {
                Some('n') => word.push('\n'),
                Some('r') => word.push('\r'),
                Some('t') => word.push('\t'),
                Some('u') => {
                    let mut code = 0;
                    for _ in 0..4 {
                        let Some(digit) = letters.peek().and_then(|letter| letter.to_digit(16)) else {
                            break;
                        };
                        letters.next();
                        code = code * 16 + digit;
                    }
                    word.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                Some(other) => word.push(other),
                None => return,
            },
            letter => word.push(letter),
        }
    }
}
