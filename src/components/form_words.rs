//! What is wrong in a form, in words.

use crate::messages::{self as m, t, tf};
use openapi::form::Wrong;

/// One sentence about a flaw.
pub fn wrong_words(wrong: &Wrong) -> String {
    let limit = |message, limit: &dyn ToString| tf(message, &[("limit", &limit.to_string())]);
    match wrong {
        Wrong::Required => t(m::WRONG_REQUIRED),
        Wrong::Null => t(m::WRONG_NULL),
        Wrong::NotNumber => t(m::WRONG_NUMBER),
        Wrong::NotWhole => t(m::WRONG_WHOLE),
        Wrong::Below(least) => limit(m::WRONG_BELOW, least),
        Wrong::NotAbove(least) => limit(m::WRONG_NOT_ABOVE, least),
        Wrong::Above(most) => limit(m::WRONG_ABOVE, most),
        Wrong::NotBelow(most) => limit(m::WRONG_NOT_BELOW, most),
        Wrong::NotMultiple(step) => limit(m::WRONG_MULTIPLE, step),
        Wrong::TooShort(least) => limit(m::WRONG_SHORT, least),
        Wrong::TooLong(most) => limit(m::WRONG_LONG, most),
        Wrong::Pattern(pattern) => limit(m::WRONG_PATTERN, pattern),
        Wrong::Format(formats) if formats.iter().all(|it| it.starts_with("json")) => {
            limit(m::WRONG_JSON_TEXT, &format_example("json"))
        }
        Wrong::Format(formats) => limit(m::WRONG_FORMAT, &formats_words(formats)),
        Wrong::NotAllowed => t(m::WRONG_NOT_ALLOWED),
        Wrong::TooFew(least) => limit(m::WRONG_FEW, least),
        Wrong::TooMany(most) => limit(m::WRONG_MANY, most),
        Wrong::TooFewParts(least) => limit(m::WRONG_FEW_PARTS, least),
        Wrong::TooManyParts(most) => limit(m::WRONG_MANY_PARTS, most),
        Wrong::Twice => t(m::WRONG_TWICE),
        Wrong::NoName => t(m::WRONG_NO_NAME),
        Wrong::NameTwice(name) => limit(m::WRONG_NAME_TWICE, name),
        Wrong::UnknownName => t(m::WRONG_UNKNOWN_NAME),
        Wrong::NotJson(message) => limit(m::WRONG_JSON, message),
        Wrong::Type(kind) => limit(m::WRONG_TYPE, kind),
        Wrong::Nothing => t(m::WRONG_NOTHING),
    }
}

/// What a text of a format looks like, by example where the format's name alone says little.
fn formats_words(formats: &[String]) -> String {
    let words = formats.iter().map(|format| match format_example(format) {
        "" => format.clone(),
        example => tf(m::FORMAT_AS, &[("format", format), ("example", example)]),
    });
    words.collect::<Vec<_>>().join(&format!(" {} ", t(m::OR)))
}

/// A text that has the format, or nothing.
pub fn format_example(format: &str) -> &'static str {
    match format {
        "date-time" => "2026-01-31T12:00:00.000Z",
        "date" => "2026-01-31",
        "uuid" => "3fa85f64-5717-4562-b3fc-2c963f66afa6",
        "email" => "john@example.com",
        "uri" | "url" => "https://example.com",
        "ipv4" => "192.0.2.1",
        "json" => "{\"key\": 1}",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_has_a_sentence_of_its_own() {
        let words = |format: &str| wrong_words(&Wrong::Format(vec![format.into()]));
        assert_eq!(words("json"), "This is no JSON, such as {\"key\": 1}.");
        assert!(words("uuid").starts_with("This is not a uuid"));
    }
}
