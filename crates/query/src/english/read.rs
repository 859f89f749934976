//! Reading a sentence, from left to right, without going back further than one value.

use super::plural;
use super::words::{RESERVED, singular};
use crate::cell::{Role, read_text};
use crate::evaluate::sort_column;
use crate::relative::{self, Relative};
use crate::{
    Cell, Direction, Draft, Edit, EntitySchema, FieldKind, Operator, Row, RowId, RowKind, Setting, nearest,
};
use serde_json::{Map, Value};

/// Where a sentence stops making sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The place: bytes from the beginning, always between two characters.
    pub at: usize,
    /// What could stand there.
    pub expected: Vec<String>,
    /// What is wrong, in words.
    pub message: String,
}

impl std::fmt::Display for ParseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "at {}: {}", self.at, self.message)
    }
}

impl std::error::Error for ParseError {}

/// The beginnings of settings.
const SETTINGS: [&str; 10] = [
    "newest first",
    "oldest first",
    "sorted by",
    "ascending",
    "descending",
    "page",
    "with",
    "keeping json",
    "sending json",
    "writing json",
];

/// How the one setting begins that has no word of its own there.
const PER_PAGE: &str = "5 per page";

pub(super) fn sentence(text: &str, schema: &EntitySchema) -> Result<Draft, ParseError> {
    let mut reader = Reader { text, at: 0, schema, draft: Draft::default(), after_search: false };
    reader.subject()?;
    let mut first = true;
    loop {
        reader.space();
        if reader.at_end() {
            return Ok(reader.draft);
        }
        let joint = reader.joint();
        if joint.is_none() && !first {
            let ends = ["\",\"", "and", "or", "the end"].map(str::to_owned).to_vec();
            return Err(reader.unexpected(ends));
        }
        reader.part(joint == Some("or"))?;
        first = false;
    }
}

/// What may follow a whole sentence.
pub(super) fn continuations(draft: &Draft, schema: &EntitySchema) -> Vec<String> {
    let dated = dated_words(schema).into_iter().map(|(word, _)| format!(", {word}"));
    let settings = SETTINGS.into_iter().filter(|it| said_before(draft, it).is_none());
    ["and whose", "or"]
        .map(str::to_owned)
        .into_iter()
        .chain(dated)
        .chain(settings.map(|it| format!(", {it}")))
        .collect()
}

/// Whether a sentence that has come to this draft has said already what a setting's beginning says; in words.
fn said_before(draft: &Draft, beginning: &str) -> Option<&'static str> {
    let written = |key| draft.written.contains_key(key);
    let column = !draft.sort_by.is_empty();
    let direction = draft.sort_direction.is_some() || written("sortDirection");
    let (said, words) = match beginning {
        "sorted by" => (column, "What the rows are sorted by is said already."),
        "newest first" | "oldest first" => (
            column || direction,
            "How the rows are sorted is said already, and they can be sorted one way only.",
        ),
        "ascending" | "descending" => (direction, "The direction is said already."),
        "page" => (!draft.page.is_empty() || written("page"), "The page is said already."),
        PER_PAGE => (!draft.limit.is_empty() || written("limit"), "The rows per page are said already."),
        "keeping json" | "sending json" => (!draft.extra.is_empty(), "The unknown keys are said already."),
        // Names come one after another, so only what is written as a whole leaves no room.
        "with" => (written("extend"), "What to include is said already."),
        _ => (false, ""),
    };
    said.then_some(words)
}

/// Whether a value of a field is a plain yes or no, which without further words stands without its list: the server
/// drops `false` from lists.
pub(super) fn is_plain_choice(cell: &Cell, kind: &FieldKind) -> bool {
    matches!(cell, Cell::Text(text) if *kind == FieldKind::Boolean && read_text(text, kind, Role::Exact, 0).is_ok())
}

/// Whether a text, standing as it is in a sentence, is read as exactly this text.
pub(super) fn is_plain(plain: &str, kind: &FieldKind) -> bool {
    let schema = EntitySchema::new("", "");
    let mut reader =
        Reader { text: plain, at: 0, schema: &schema, draft: Draft::default(), after_search: false };
    let read = reader.value(kind);
    read.is_ok_and(|cell| cell == Cell::Text(plain.into()))
        && reader.at == plain.len()
        && !plain.starts_with('"')
}

/// The words that stand for a date field: `created` for `createdAt`.
fn dated_words(schema: &EntitySchema) -> Vec<(&str, &str)> {
    schema
        .fields
        .iter()
        .filter_map(|field| Some((super::past(&field.name, schema)?, field.name.as_str())))
        .collect()
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    schema: &'a EntitySchema,
    draft: Draft,
    /// The last part was a search, so that `or` may join another one.
    after_search: bool,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn at_end(&self) -> bool {
        matches!(self.rest().trim(), "" | ".")
    }

    /// The word that comes next: up to a space, a comma or a quotation mark. A period that ends the whole text is
    /// none of it.
    fn peek(&self) -> &'a str {
        let rest = self.rest().trim_start();
        let end = rest
            .find(|letter: char| letter.is_whitespace() || matches!(letter, ',' | '"'))
            .unwrap_or(rest.len());
        let word = &rest[..end];
        match word.strip_suffix('.') {
            Some(stem) if rest[end..].trim().is_empty() => stem,
            _ => word,
        }
    }

    fn is(&self, word: &str) -> bool {
        self.peek().eq_ignore_ascii_case(word)
    }

    /// Takes a word of the grammar if it comes next.
    fn take(&mut self, word: &str) -> bool {
        let takes = self.is(word);
        if takes {
            self.space();
            self.at += word.len();
        }
        takes
    }

    fn want(&mut self, word: &str) -> Result<(), ParseError> {
        if self.take(word) { Ok(()) } else { Err(self.unexpected(vec![word.into()])) }
    }

    /// An error at the next word.
    fn unexpected(&mut self, expected: Vec<String>) -> ParseError {
        self.space();
        let found = match (self.at_end(), self.peek()) {
            (true, _) => "the sentence ends here".to_owned(),
            (false, "") => {
                format!("found {}", self.rest().chars().next().map(String::from).unwrap_or_default())
            }
            (false, word) => format!("found {}", super::quoted(&word.chars().take(40).collect::<String>())),
        };
        let known = || expected.iter().map(String::as_str).filter(|word| !word.contains('"'));
        // What other query languages, and people, say there.
        let alike = ["where", "that", "which", "having"].contains(&self.peek().to_ascii_lowercase().as_str());
        let near = match known().find(|word| alike && *word == "whose") {
            None => nearest(self.peek(), known()),
            whose => whose,
        };
        let hint = near.map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
        let mut few = expected.clone();
        if few.len() > 12 {
            few.truncate(12);
            few.push("another word".into());
        }
        let message = format!("{} is expected, {found}.{hint}", listed(&few));
        ParseError { at: self.at, expected, message }
    }

    fn joint(&mut self) -> Option<&'static str> {
        if self.rest().trim_start().starts_with(',') {
            self.space();
            self.at += 1;
            // ", and whose" is one joint.
            let _ = self.take("and");
            return Some(",");
        }
        ["and", "or"].into_iter().find(|word| self.take(word))
    }

    fn subject(&mut self) -> Result<(), ParseError> {
        let _ = self.take("all");
        self.space();
        let names = [plural(&self.schema.name), singular(&self.schema.name), "rows".into()];
        for name in names.iter().filter(|name| !name.is_empty()) {
            let before = self.at;
            if name.split(' ').all(|word| self.take(word)) {
                return Ok(());
            }
            self.at = before;
        }
        let wanted = names[0].clone();
        let mut error = self.unexpected(vec![wanted.clone()]);
        error.message = format!("The sentence begins with what is looked for: {wanted}.");
        Err(error)
    }

    fn part(&mut self, after_or: bool) -> Result<(), ParseError> {
        self.space();
        let start = self.at;
        let searched_before = self.after_search;
        let rows_before = self.draft.rows.len();
        self.after_search = false;
        self.any_part()?;
        let added = self.draft.rows.get(rows_before);
        let is_search = added.is_some_and(|row| row.kind == RowKind::Search);
        let twin = |row: &Row| {
            let is_filter = |row: &Row| row.kind == RowKind::Filter;
            is_filter(row)
                && self.draft.rows[..rows_before].iter().any(|it| is_filter(it) && it.field == row.field)
        };
        // The server would take either value, where the sentence asks for both.
        if added.is_some_and(twin) {
            let message = "Values of one field are joined by \"or\": either is enough, and the server cannot ask for both.".into();
            return Err(ParseError { at: start, expected: vec!["or".into()], message });
        }
        self.after_search = is_search;
        if after_or && !(is_search && searched_before) {
            let message = "\"or\" joins values of one field, or one search to another; all else must hold together, so it is joined by \"and\".".into();
            return Err(ParseError { at: start, expected: vec!["whose".into()], message });
        }
        Ok(())
    }

    fn any_part(&mut self) -> Result<(), ParseError> {
        if self.take("whose") {
            let field = self.field()?;
            return self.predicate(field);
        }
        if let Some((word, field)) = dated_words(self.schema).into_iter().find(|(word, _)| self.is(word)) {
            self.take(word);
            return self.dated(field);
        }
        if self.sorting()? {
            return Ok(());
        }
        if self.is("page") {
            self.once("page")?;
            self.take("page");
            self.draft.page = self.number()?;
            if self.take("of") {
                self.once(PER_PAGE)?;
                self.draft.limit = self.number()?;
                self.want("per")?;
                self.want("page")?;
            }
            return Ok(());
        }
        if self.is("with") {
            self.once("with")?;
            self.take("with");
            return self.includes();
        }
        if self.is("keeping") || self.is("sending") {
            self.once("keeping json")?;
            self.draft.send_extra = self.take("sending") || !self.take("keeping");
            self.draft.extra = self.object()?;
            return Ok(());
        }
        if self.take("writing") {
            return self.writes();
        }
        if self.schema.get(self.peek()).is_some() {
            let field = self.field()?;
            return self.predicate(field);
        }
        self.per_page()
    }

    /// `value "per page"`, the only part that begins with no word of its own.
    fn per_page(&mut self) -> Result<(), ParseError> {
        let before = self.at;
        if let Ok(limit) = self.number()
            && self.is("per")
        {
            let after = std::mem::replace(&mut self.at, before);
            self.once(PER_PAGE)?;
            self.at = after;
            self.take("per");
            self.want("page")?;
            self.draft.limit = limit;
            return Ok(());
        }
        self.at = before;
        let parts = self.parts();
        Err(self.unexpected(parts))
    }

    /// What a part can begin with, but for what is said already.
    fn parts(&self) -> Vec<String> {
        let dated = dated_words(self.schema).into_iter().map(|(word, _)| word);
        let settings = SETTINGS.into_iter().chain([PER_PAGE]);
        let free = settings.filter(|it| said_before(&self.draft, it).is_none());
        ["whose"].into_iter().chain(dated).chain(free).map(str::to_owned).collect()
    }

    /// An error where the setting of that beginning, which comes next, is said already: only one would count.
    fn once(&mut self, beginning: &str) -> Result<(), ParseError> {
        self.space();
        match said_before(&self.draft, beginning) {
            None => Ok(()),
            Some(words) => Err(ParseError { at: self.at, expected: self.parts(), message: words.into() }),
        }
    }

    fn field(&mut self) -> Result<String, ParseError> {
        self.space();
        if self.rest().starts_with('"') {
            return self.quoted();
        }
        let names = || self.schema.fields.iter().filter(|field| field.filter || field.search || field.range);
        let word = self.peek();
        let known = self.schema.fields.iter().find(|field| field.name == word);
        let known =
            known.or_else(|| self.schema.fields.iter().find(|field| field.name.eq_ignore_ascii_case(word)));
        if let Some(field) = known {
            self.at += word.len();
            return Ok(field.name.clone());
        }
        let expected: Vec<String> = names().map(|field| field.name.clone()).collect();
        let near = nearest(word, expected.iter().map(String::as_str));
        let hint = near.map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
        if word.is_empty() {
            return Err(self.unexpected(expected));
        }
        let message = format!("{} has no field {}.{hint}", self.schema.name, super::quoted(word));
        Err(ParseError { at: self.at, expected, message })
    }

    fn row(&mut self, kind: RowKind, operator: Operator, field: &str) -> &mut Row {
        let id = RowId(self.draft.next);
        self.draft.next += 1;
        self.draft.rows.push(Row { operator, ..Row::new(id, kind, field.into()) });
        self.draft.rows.last_mut().expect("a row was just pushed")
    }

    fn kind(&self, field: &str) -> FieldKind {
        self.schema.get(field).map_or(FieldKind::Unknown, |field| field.kind.clone())
    }

    fn predicate(&mut self, field: String) -> Result<(), ParseError> {
        if self.take("contains") {
            let (values, bare) = self.values(&FieldKind::Text)?;
            let row = self.row(RowKind::Search, Operator::Contains, &field);
            (row.values, row.bare) = (values, bare);
            return Ok(());
        }
        if !self.take("is") {
            return Err(self.unexpected(vec!["is".into(), "contains".into()]));
        }
        let kind = self.kind(&field);
        if self.take("empty") {
            self.row(RowKind::Filter, Operator::IsEmpty, &field);
            return Ok(());
        }
        if self.take("anything") {
            let row = self.row(RowKind::Filter, Operator::Is, &field);
            (row.values, row.bare) = (vec![Cell::Json(Value::Array(Vec::new()))], true);
            return Ok(());
        }
        if self.take("at") {
            let operator = if self.take("least") {
                Operator::AtLeast
            } else if self.take("most") {
                Operator::AtMost
            } else {
                return Err(self.unexpected(vec!["least".into(), "most".into()]));
            };
            let value = self.value(&kind)?;
            self.bound(&field, operator, value);
            return Ok(());
        }
        if self.take("between") {
            return self.between(&field, &kind);
        }
        // "in 3 days" is a moment, "in the last 3 days" a span.
        if self.is("in") && self.relative().is_none() {
            self.take("in");
            return self.span(&field);
        }
        let (values, bare) = self.values(&kind)?;
        let row = self.row(RowKind::Filter, Operator::Is, &field);
        (row.values, row.bare) = (values, bare);
        Ok(())
    }

    fn dated(&mut self, field: &str) -> Result<(), ParseError> {
        let operator = if self.take("since") {
            Operator::AtLeast
        } else if self.take("until") {
            Operator::AtMost
        } else if self.take("between") {
            return self.between(field, &FieldKind::Date);
        } else {
            let said_in = self.take("in");
            if !said_in && self.relative_span().is_none() {
                let ways = ["in the last 7 days", "today", "since", "until", "between"];
                return Err(self.unexpected(ways.map(str::to_owned).to_vec()));
            }
            return self.span(field);
        };
        let value = self.value(&FieldKind::Date)?;
        self.bound(field, operator, value);
        Ok(())
    }

    fn between(&mut self, field: &str, kind: &FieldKind) -> Result<(), ParseError> {
        let from = self.value(kind)?;
        self.want("and")?;
        match self.value(kind)? {
            Cell::Text(upper) if !upper.is_empty() => {
                self.bound(field, Operator::Between, from);
                if let Some(row) = self.draft.rows.last_mut() {
                    row.upper = upper;
                }
            }
            // The second box of a row holds only text: what is none gets a row of its own.
            to => {
                self.bound(field, Operator::AtLeast, from);
                self.bound(field, Operator::AtMost, to);
            }
        }
        Ok(())
    }

    fn bound(&mut self, field: &str, operator: Operator, value: Cell) {
        let row = self.row(RowKind::Range, operator, field);
        match value {
            Cell::Text(text) if !text.is_empty() => row.text = text,
            cell => row.values = vec![cell],
        }
    }

    /// A span of time: `[the] last 7 days` reaches until now, `today` and `this month` have two ends.
    fn span(&mut self, field: &str) -> Result<(), ParseError> {
        let Some((end, text, relative)) = self.relative_span() else {
            return Err(self.no_span());
        };
        self.at = end;
        let text = text.to_owned();
        match relative {
            Relative::Last(..) => self.bound(field, Operator::AtLeast, Cell::Text(text)),
            _ => {
                self.bound(field, Operator::Between, Cell::Text(text.clone()));
                if let Some(row) = self.draft.rows.last_mut() {
                    row.upper = text;
                }
            }
        }
        Ok(())
    }

    /// Why no span of time stands here: at its first word, or where one that begins well goes wrong.
    fn no_span(&mut self) -> ParseError {
        let begins = self.at;
        let _ = self.take("the");
        if self.take("last") && !self.at_end() {
            let count = self.peek();
            if !count.is_empty() && count.chars().all(|letter| letter.is_ascii_digit()) {
                self.space();
                self.at += count.len();
                let units = ["days", "hours", "minutes", "seconds", "weeks", "months", "years"];
                return self.unexpected(units.map(str::to_owned).to_vec());
            }
            let mut problem =
                self.unexpected(vec!["a number in digits".into(), "week".into(), "month".into()]);
            // A word for a number is near to nothing that would help.
            problem.message = problem.message.split(" Did you mean").next().unwrap_or_default().to_owned();
            return problem;
        }
        self.at = begins;
        let spans = ["the last 7 days", "today", "yesterday", "this week", "this month"];
        self.unexpected(spans.map(str::to_owned).to_vec())
    }

    fn relative_span(&self) -> Option<(usize, &'a str, Relative)> {
        let (end, text, relative) = self.relative()?;
        let is_span = matches!(relative, Relative::Last(..) | Relative::Day(_) | Relative::Calendar(..));
        let without =
            text.get(..4).filter(|the| the.eq_ignore_ascii_case("the ")).map_or(text, |_| &text[4..]);
        is_span.then_some((end, without.trim_start(), relative))
    }

    /// The longest relative date that begins here: where it ends, its text, what it is.
    fn relative(&self) -> Option<(usize, &'a str, Relative)> {
        let rest = self.rest().trim_start();
        let start = self.text.len() - rest.len();
        let mut ends = Vec::new();
        let mut within = false;
        for (at, letter) in rest.char_indices().take(80) {
            if matches!(letter, ',' | '"') {
                if within {
                    ends.push(at);
                }
                within = false;
                break;
            }
            if within && letter.is_whitespace() {
                ends.push(at);
            }
            within = !letter.is_whitespace();
            if ends.len() >= 6 {
                break;
            }
        }
        if within && ends.len() < 6 && rest.chars().count() <= 80 {
            ends.push(rest.trim_end().strip_suffix('.').unwrap_or(rest.trim_end()).len());
        }
        ends.into_iter()
            .rev()
            .find_map(|end| Some((start + end, &rest[..end], relative::parse(&rest[..end])?)))
    }

    /// `["exactly" | "one of"] value *( "or" value )`; gives the values and whether they stand without their list.
    fn values(&mut self, kind: &FieldKind) -> Result<(Vec<Cell>, bool), ParseError> {
        if self.take("exactly") {
            return Ok((vec![self.value(kind)?], true));
        }
        let before = self.at;
        let listed = self.take("one") && self.take("of");
        if !listed {
            self.at = before;
        }
        let mut values = vec![self.value(kind)?];
        while self.is("or") {
            let before = self.at;
            self.take("or");
            // "or whose" and "or name contains" begin another search.
            if self.is("whose") || self.begins_condition() {
                self.at = before;
                break;
            }
            values.push(self.value(kind)?);
        }
        let choice = matches!(values.as_slice(), [only] if is_plain_choice(only, kind));
        Ok((values, choice && !listed))
    }

    /// A field's name with a predicate after it, so that it is no value.
    fn begins_condition(&mut self) -> bool {
        let before = self.at;
        let known = self.schema.get(self.peek()).is_some();
        self.space();
        self.at += self.peek().len();
        let begins = known && (self.is("contains") || self.is("is"));
        self.at = before;
        begins
    }

    /// A word that begins a setting, or rows per page, so that it is no name.
    fn begins_setting(&mut self) -> bool {
        let before = self.at;
        let by_word = SETTINGS.iter().any(|it| it.split(' ').next().is_some_and(|word| self.is(word)));
        let begins = by_word || (self.number().is_ok() && self.is("per"));
        self.at = before;
        begins
    }

    fn value(&mut self, kind: &FieldKind) -> Result<Cell, ParseError> {
        self.space();
        if self.rest().starts_with('"') {
            return self.quoted().map(Cell::Text);
        }
        if self.is("json") {
            return self.json().map(Cell::Json);
        }
        if *kind == FieldKind::Date
            && let Some((end, text, _)) = self.relative()
        {
            self.at = end;
            return Ok(Cell::Text(text.into()));
        }
        let word = self.peek();
        if word.is_empty() || RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(word)) {
            let mut error = self.unexpected(expected_values(kind));
            if !word.is_empty() {
                error.message.push_str(" (A value that is a word of the grammar stands in quotation marks.)");
            }
            return Err(error);
        }
        self.at += word.len();
        Ok(Cell::Text(word.into()))
    }

    /// A name or a number as typed: a word or a text in quotation marks.
    fn name(&mut self, expected: &[String]) -> Result<String, ParseError> {
        self.space();
        match self.value(&FieldKind::Text) {
            Ok(Cell::Text(text)) => Ok(text),
            Ok(Cell::Json(_)) | Err(_) if !expected.is_empty() => Err(self.unexpected(expected.to_vec())),
            Ok(Cell::Json(_)) => Err(self.unexpected(vec!["a word".into()])),
            Err(error) => Err(error),
        }
    }

    fn number(&mut self) -> Result<String, ParseError> {
        self.name(&["a number".to_owned()])
    }

    /// A name that must be one of the known ones, unless it stands in quotation marks.
    fn known_name(&mut self, what: &str, known: &[String]) -> Result<String, ParseError> {
        self.space();
        let (start, free) = (self.at, self.rest().starts_with('"') || known.is_empty());
        let name = self.name(known)?;
        if free || known.contains(&name) {
            return Ok(name);
        }
        let near = nearest(&name, known.iter().map(String::as_str));
        let hint = near.map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
        let message = format!("{} {what} {}.{hint}", self.schema.name, super::quoted(&name));
        Err(ParseError { at: start, expected: known.to_vec(), message })
    }

    /// Takes what says the order, if it comes next.
    fn sorting(&mut self) -> Result<bool, ParseError> {
        for (word, whole, direction) in
            [("newest", "newest first", Direction::Desc), ("oldest", "oldest first", Direction::Asc)]
        {
            if self.is(word) {
                self.once(whole)?;
                self.take(word);
                self.want("first")?;
                (self.draft.sort_by, self.draft.sort_direction) = ("createdAt".into(), Some(direction));
                return Ok(true);
            }
        }
        if self.direction()? {
            return Ok(true);
        }
        if !self.is("sorted") {
            return Ok(false);
        }
        self.once("sorted by")?;
        self.take("sorted");
        self.want("by")?;
        self.space();
        let word = self.peek();
        self.draft.sort_by = match sort_column(self.schema, word) {
            // "users.name" is a column too.
            Some(_) => {
                self.at += word.len();
                word.to_owned()
            }
            None => {
                let columns: Vec<String> = self.schema.sorts().map(|field| field.name.clone()).collect();
                self.known_name("has no column", &columns)?
            }
        };
        self.direction()?;
        Ok(true)
    }

    fn direction(&mut self) -> Result<bool, ParseError> {
        for (word, direction) in [("ascending", Direction::Asc), ("descending", Direction::Desc)] {
            if self.is(word) {
                self.once(word)?;
                self.take(word);
                self.draft.sort_direction = Some(direction);
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn includes(&mut self) -> Result<(), ParseError> {
        let known = self.schema.extend.clone();
        loop {
            let name = self.known_name("cannot include", &known)?;
            self.draft.extend.push(name);
            let before = self.at;
            if !self.take("and") {
                return Ok(());
            }
            // "and" goes on with another name, unless another part begins.
            let dated = dated_words(self.schema).iter().any(|(word, _)| self.is(word));
            if self.is("whose") || dated || self.begins_condition() || self.begins_setting() {
                self.at = before;
                return Ok(());
            }
        }
    }

    /// Settings as written.
    fn writes(&mut self) -> Result<(), ParseError> {
        let start = self.at;
        for (key, value) in self.object()? {
            let Some(setting) = Setting::parse(&key) else {
                let known = Setting::ALL.map(|setting| setting.as_str().to_owned()).to_vec();
                let message = format!("{} is no setting: {} is.", super::quoted(&key), listed(&known));
                return Err(ParseError { at: start, expected: known, message });
            };
            let beginning = match setting {
                Setting::Page => "page",
                Setting::Limit => PER_PAGE,
                Setting::SortDirection => "ascending",
                Setting::Extend => "with",
            };
            let names = setting == Setting::Extend && !self.draft.extend.is_empty();
            let names = names.then_some("What to include is said already.");
            if let Some(words) = said_before(&self.draft, beginning).or(names) {
                return Err(ParseError { at: start, expected: self.parts(), message: words.into() });
            }
            self.draft.apply(Edit::Write { setting, value: Some(value) });
        }
        Ok(())
    }

    fn object(&mut self) -> Result<Map<String, Value>, ParseError> {
        self.space();
        let start = self.at;
        match self.json()? {
            Value::Object(object) => Ok(object),
            _ => {
                self.at = start;
                let message = "An object is expected here: json {\"key\": \"value\"}.".into();
                Err(ParseError { at: start, expected: vec!["json {".into()], message })
            }
        }
    }

    /// `"json"` and any JSON.
    fn json(&mut self) -> Result<Value, ParseError> {
        self.want("json")?;
        self.space();
        let mut values = serde_json::Deserializer::from_str(self.rest()).into_iter::<Value>();
        match values.next() {
            Some(Ok(value)) => {
                self.at += values.byte_offset();
                Ok(value)
            }
            _ => Err(self.unexpected(vec!["JSON".into()])),
        }
    }

    /// A text in quotation marks, with the escapes of JSON.
    fn quoted(&mut self) -> Result<String, ParseError> {
        let start = self.at;
        let mut escaped = false;
        for (at, letter) in self.rest().char_indices().skip(1) {
            match letter {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => {
                    let text = &self.text[start..=start + at];
                    self.at = start + at + 1;
                    return match serde_json::from_str(text) {
                        Ok(Value::String(text)) => Ok(text),
                        _ => Err(ParseError {
                            at: start,
                            expected: vec!["a text with the escapes of JSON".into()],
                            message: "In quotation marks a \\ stands before \", \\, n, t or u0000, and nothing else."
                                .into(),
                        }),
                    };
                }
                _ => {}
            }
        }
        Err(ParseError {
            at: self.text.len(),
            expected: vec!["\"".into()],
            message: "A quotation mark is missing: the text that begins with one does not end.".into(),
        })
    }
}

/// What a value of that kind may look like.
fn expected_values(kind: &FieldKind) -> Vec<String> {
    let words: &[&str] = match kind {
        FieldKind::Enum(names) => return names.clone(),
        FieldKind::Boolean => &["true", "false"],
        FieldKind::Date => &["today", "yesterday", "last 7 days", "3 days ago", "2026-11-23"],
        FieldKind::Number => &["a number"],
        FieldKind::Uuid => &["a UUID"],
        FieldKind::Text | FieldKind::Nested | FieldKind::Unknown => &["a word", "\"a text\""],
    };
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// `a, b or c`.
fn listed(words: &[String]) -> String {
    match words {
        [] => "nothing".into(),
        [only] => only.clone(),
        [before @ .., last] => format!("{} or {last}", before.join(", ")),
    }
}
