//! Characters that change how the text around them is read, and are not seen themselves.

use std::borrow::Cow;

/// Whether a character turns the direction of writing: with it in a name, a sentence around it reads otherwise than it
/// was written.
fn turns(sign: char) -> bool {
    matches!(sign, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text to be shown: the characters that turn the direction of writing stand in it as JSON writes them. JSON stays the
/// same JSON by that.
///
/// ```
/// assert_eq!(query::visible("v\u{202e}gnp"), "v\\u202egnp");
/// assert_eq!(query::visible("Jörg שלום"), "Jörg שלום");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    // All of them begin with one of two bytes, which most texts have none of.
    if !text.bytes().any(|byte| byte == 0xE2 || byte == 0xD8) || !text.contains(turns) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for sign in text.chars() {
        match turns(sign) {
            true => out.push_str(&format!("\\u{:04x}", u32::from(sign))),
            false => out.push(sign),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_that_turns_is_seen_and_no_other_changes() {
        for sign in '\0'..=char::MAX {
            let text = format!("a{sign}b");
            let wanted = match u32::from(sign) {
                0x61C | 0x200E | 0x200F | 0x202A..=0x202E | 0x2066..=0x2069 => {
                    format!("a\\u{:04x}b", u32::from(sign))
                }
                _ => text.clone(),
            };
            assert_eq!(visible(&text), wanted);
        }
    }

    #[test]
    fn json_means_the_same() {
        let value = serde_json::json!({"a\u{2066}": ["x\u{202e}\"\\\u{61c}"]});
        let written = value.to_string();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&visible(&written)).ok(), Some(value));
    }
}
