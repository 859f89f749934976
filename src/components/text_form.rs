//! The query as text: written from a draft, and read back. Without a page.

use crate::messages::{self as m, tf};
use query::{
    Advice, Draft, EntitySchema, Operator, Place, Severity, doubled_keys, line_of, locate, read_json,
};

/// A way to write a query as text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextForm {
    /// As the body that is sent.
    Json,
    /// As a sentence.
    English,
}

/// Why a text is no query yet.
#[derive(Clone, PartialEq, Debug)]
pub struct TextProblem {
    /// Where it begins, in bytes.
    pub at: usize,
    /// Where it ends; the same where it is a point.
    pub end: usize,
    /// What is wrong, in words.
    pub words: String,
    /// What could stand there instead.
    pub expected: Vec<String>,
}

impl TextProblem {
    /// The line and the character in it, both from 1.
    pub fn line(&self, text: &str) -> (usize, usize) {
        line_of(text, self.at)
    }
}

impl TextForm {
    /// The draft as text.
    pub fn write(self, draft: &Draft, schema: &EntitySchema, now: i64) -> String {
        match self {
            TextForm::Json => {
                let text =
                    serde_json::to_string_pretty(&draft.to_json_loose(schema, now)).unwrap_or_default();
                query::visible(&text).into_owned()
            }
            TextForm::English => draft.to_english(schema),
        }
    }

    /// The text as a draft, or where and why it is none.
    pub fn read(self, text: &str, schema: &EntitySchema) -> Result<Draft, TextProblem> {
        match self {
            TextForm::Json => {
                // An empty box asks nothing, and that is a query too.
                if text.trim().is_empty() {
                    return Ok(Draft::default());
                }
                let value = read_json(text).map_err(|error| TextProblem {
                    at: error.at,
                    end: error.at,
                    words: error.message,
                    expected: Vec::new(),
                })?;
                Draft::from_json(&value, schema).map_err(|error| {
                    let range = locate(text, &error.path).unwrap_or(0..0);
                    TextProblem {
                        at: range.start,
                        end: range.end,
                        words: error.to_string(),
                        expected: Vec::new(),
                    }
                })
            }
            TextForm::English => Draft::from_english(text, schema).map_err(|error| TextProblem {
                at: error.at,
                end: text.len().min(error.at + word(&text[error.at.min(text.len())..])),
                words: error.message,
                expected: error.expected,
            }),
        }
    }
}

/// The words that can come where the caret stands, and how many bytes before it are the beginning of one.
pub fn next_words(text: &str, caret: usize, schema: &EntitySchema) -> (Vec<String>, usize) {
    const MOST: usize = 16;
    let before = text.get(..caret).unwrap_or(text);
    let begun = before.rsplit([' ', '\n', '\t']).next().unwrap_or_default();
    let beginning = &before[..before.len() - begun.len()];
    let wanted = begun.to_lowercase();
    let words = query::suggestions(beginning, schema)
        .into_iter()
        .filter(|word| word.to_lowercase().starts_with(&wanted) && *word != begun)
        .take(MOST)
        .collect();
    (words, begun.len())
}

/// A place in the text and what is to be said of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Mark {
    /// Where it begins, in bytes.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// What is to be said.
    pub words: String,
}

/// The places of a JSON text that something is to be said of: where it stops being a query, or what the doctor says of
/// its parts.
pub fn marks(text: &str, problem: Option<&TextProblem>, advice: &[Advice], draft: &Draft) -> Vec<Mark> {
    if let Some(problem) = problem {
        let (from, to) = (problem.at, problem.end.max(problem.at));
        return vec![Mark { from, to, severity: "error", words: problem.words.clone() }];
    }
    let told = advice.iter().map(|advice| {
        let range = path_of(advice, draft).and_then(|path| locate(text, &path)).unwrap_or(0..0);
        let severity = match advice.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "info",
        };
        Mark { from: range.start, to: range.end, severity, words: advice.words.clone() }
    });
    let doubled = doubled_keys(text).into_iter().map(|range| {
        let words = tf(m::KEY_TWICE, &[("key", &text[range.clone()])]);
        Mark { from: range.start, to: range.end, severity: "warning", words }
    });
    doubled.chain(told).collect()
}

/// Where in the body a piece of advice belongs.
fn path_of(advice: &Advice, draft: &Draft) -> Option<String> {
    if let Some(row) = advice.row.and_then(|row| draft.row(row)) {
        let part = match (row.operator, advice.place) {
            (Operator::Is | Operator::IsEmpty, _) => "filters",
            (Operator::Contains, _) => "search",
            (Operator::AtMost, _) | (_, Place::Upper) => "lessThan",
            _ => "greaterThan",
        };
        return Some(format!("{part}.{}", row.field));
    }
    Some(match advice.place {
        Place::SortBy => "sortBy".into(),
        Place::SortDirection => "sortDirection".into(),
        Place::Page => "page".into(),
        Place::Limit => "limit".into(),
        Place::Extend => "extend".into(),
        Place::Extra => advice.key()?.into(),
        _ => return None,
    })
}

fn word(text: &str) -> usize {
    text.find([' ', ',', '\n']).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use query::{Field, FieldKind};
    use serde_json::json;

    fn users() -> EntitySchema {
        EntitySchema::new("user", "/user/search")
            .field(Field::new("email", FieldKind::Text).filterable())
            .field(Field::new("name", FieldKind::Text).filterable().searchable())
    }

    #[test]
    fn a_key_that_stands_twice_is_marked_where_it_does_not_count() {
        let text = r#"{"filters": {"name": ["a"]}, "limit": 7, "filters": {"name": ["b"]}}"#;
        let draft =
            Draft::from_json(&serde_json::from_str(text).expect("it is JSON"), &users()).expect("a query");
        let marks = marks(text, None, &[], &draft);
        let [only] = marks.as_slice() else { panic!("{marks:?}") };
        assert_eq!((&text[only.from..only.to], only.from, only.severity), ("\"filters\"", 1, "warning"));
        assert!(only.words.contains("only the last one counts"), "{}", only.words);
    }

    #[test]
    fn both_forms_lead_back() {
        let body =
            json!({ "filters": { "email": ["a@b.example"] }, "search": { "name": ["Jo"] }, "limit": 5 });
        let draft = Draft::from_json(&body, &users()).expect("a query");
        for form in [TextForm::Json, TextForm::English] {
            let text = form.write(&draft, &users(), 0);
            assert_eq!(form.read(&text, &users()), Ok(draft.clone()), "{text}");
        }
        assert_eq!(TextForm::Json.read(" \n", &users()), Ok(Draft::default()));
        // What turns the writing is seen in JSON, and asked for as it is.
        let body = json!({ "search": { "name": ["v\u{202e}gnp"] } });
        let draft = Draft::from_json(&body, &users()).expect("a query");
        let text = TextForm::Json.write(&draft, &users(), 0);
        assert!(text.contains("v\\u202egnp"), "{text}");
        assert_eq!(TextForm::Json.read(&text, &users()), Ok(draft));
    }

    #[test]
    fn a_problem_has_a_place() {
        let text = "{\n  \"limit\": 5,\n  \"filters\": [1]\n}";
        let problem = TextForm::Json.read(text, &users()).expect_err("no object");
        assert_eq!((&text[problem.at..problem.end], problem.line(text)), ("[1]", (3, 14)));
        let problem = TextForm::Json.read("{\"limit\" 5}", &users()).expect_err("a colon is missing");
        assert!(problem.words.contains("colon"));
        let text = "users whose emial is x";
        let problem = TextForm::English.read(text, &users()).expect_err("no field");
        assert_eq!(&text[problem.at..problem.end], "emial");
    }

    #[test]
    fn advice_is_marked_where_it_belongs() {
        let text = "{\n \"filters\": {\"name\": [\"\"]}, \"limit\": 5000}";
        let draft = TextForm::Json.read(text, &users()).expect("a query");
        let advice = query::check(&draft, &users(), &query::Context::default());
        let found = marks(text, None, &advice, &draft);
        let at: Vec<(&str, &str)> =
            found.iter().map(|mark| (&text[mark.from..mark.to], mark.severity)).collect();
        assert!(at.contains(&("5000", "error")) && at.iter().any(|(part, _)| *part == "[\"\"]"), "{at:?}");
        let text = "{\"limti\": 5, \"pgae\": 1}";
        let draft = TextForm::Json.read(text, &users()).expect("a query");
        let advice = query::check(&draft, &users(), &query::Context::default());
        let found = marks(text, None, &advice, &draft);
        let at: Vec<&str> = found.iter().map(|mark| &text[mark.from..mark.to]).collect();
        assert_eq!(at, ["5", "1"]);
        let problem = TextForm::Json.read("{\"limit\" 5}", &users()).expect_err("a colon is missing");
        let found = marks("{\"limit\" 5}", Some(&problem), &[], &Draft::default());
        assert_eq!((found.len(), found[0].severity), (1, "error"));
    }

    #[test]
    fn a_begun_word_is_finished() {
        assert_eq!(next_words("users whose em", 14, &users()), (vec!["email".into()], 2));
        assert_eq!(next_words("users whose email ", 18, &users()).0, ["is", "contains"]);
        assert!(next_words("nonsense first ", 15, &users()).0.is_empty());
    }
}
