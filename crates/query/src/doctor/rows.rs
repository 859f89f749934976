//! Advice on one row.

use super::{AdviceCode, Doctor, Fix, Place, Severity, fix, nearest, quote};
use crate::build::kind_of;
use crate::cell::{Role, read};
use crate::evaluate::{allowed, bad_untyped_bound, bad_value, one_of_list};
use crate::{Cell, Edit, FieldKind, Operator, Row, RowId, RowKind, dates, is_falsy, is_uuid, letters};
use serde_json::Value;

impl Doctor<'_> {
    pub(super) fn check_row(&mut self, row: &Row) {
        if row.field.is_empty() {
            if row.cells().next().is_some() || !row.upper.is_empty() {
                let words = "This row has a value and no field, so it is not sent. Choose its field.".into();
                self.say(Severity::Error, (Some(row.id), Place::Field), AdviceCode::NoField, words, None);
            }
            return;
        }
        if row.is_idle() {
            return;
        }
        let Some(kind) = self.check_field(row) else { return };
        match row.kind {
            RowKind::Filter => self.check_filter(row, &kind),
            RowKind::Search => self.check_search(row),
            RowKind::Range => self.check_range(row, &kind),
        }
    }

    /// Whether the field may stand there. Gives its kind where its values are worth reading.
    fn check_field(&mut self, row: &Row) -> Option<FieldKind> {
        let (schema, name, entity) = (self.schema, &row.field, &self.schema.name);
        let at = (Some(row.id), Place::Field);
        if allowed(schema, row.kind, name) {
            return kind_of(schema, row).cloned();
        }
        let known = schema.get(name);
        // A key that fails as broken JSON does, wherever it stands.
        let broken = name == "__proto__";
        if row.kind == RowKind::Search && !schema.typed_search && !broken {
            let to_filter = known
                .filter(|field| field.filter)
                .and_then(|_| fix(format!("Make {name} a filter"), self.moved(row, RowKind::Filter)?));
            let words =
                format!("The server ignores this search: {entity} does not search in {name}. Use a filter.");
            self.say(Severity::Warning, at, AdviceCode::SearchIgnored, words, to_filter);
            return None;
        }
        let (verb, typed) = match row.kind {
            RowKind::Filter => ("be filtered by", schema.typed_filters),
            RowKind::Search => ("be searched in", schema.typed_search),
            RowKind::Range => ("have a range on", schema.typed_ranges),
        };
        match known {
            // Where the document is silent any real column works.
            Some(field) if !typed => return Some(field.kind.clone()),
            Some(field) => {
                let instead = [
                    (RowKind::Search, field.search, "search in it", "Search instead"),
                    (RowKind::Filter, field.filter, "filter by it", "Filter instead"),
                    (RowKind::Range, field.range, "use a range on it", "Use a range instead"),
                ];
                let way = instead.into_iter().find(|(kind, can, ..)| *can && *kind != row.kind);
                let hint = way.map(|(_, _, words, _)| format!(" You can {words}.")).unwrap_or_default();
                let words = format!("{entity} cannot {verb} {name}: the server refuses it with 400.{hint}");
                let edit = way.and_then(|(kind, _, _, label)| match kind {
                    RowKind::Search => self.search_instead(row),
                    kind => fix(label, self.moved(row, kind)?),
                });
                self.say(Severity::Error, at, AdviceCode::FieldNotInGroup, words, edit);
            }
            None => {
                let names = schema.fields.iter().map(|field| field.name.as_str());
                let mut usable =
                    names.clone().filter(|name| allowed(schema, row.kind, name)).collect::<Vec<_>>();
                if !typed {
                    usable = names.collect();
                }
                let near = nearest(name, usable);
                let hint = near.map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
                let (severity, answer) = match typed {
                    _ if broken => (Severity::Error, "fails on the whole query with 500"),
                    true => (Severity::Error, "refuses it with 400"),
                    false if asks_no_bound(row) => {
                        (Severity::Warning, "ignores it, as any bound of 0, \"\" or null")
                    }
                    false => (Severity::Error, "fails on it with 500"),
                };
                let words = format!("{entity} has no field {}: the server {answer}.{hint}", quote(name));
                let edit = near.and_then(|near| {
                    fix(format!("Use {near}"), Edit::SetField { row: row.id, field: near.into() })
                });
                self.say(severity, at, AdviceCode::UnknownField, words, edit);
            }
        }
        None
    }

    fn check_filter(&mut self, row: &Row, kind: &FieldKind) {
        if row.operator == Operator::IsEmpty {
            if !kind.takes_null() {
                self.refuse_null(row, kind);
            }
            return;
        }
        let cells: Vec<Cell> = row.cells().collect();
        if let [only] = cells.as_slice()
            && row.bare
            && !self.check_bare(row, only, kind)
        {
            return;
        }
        if cells.iter().any(is_null) {
            self.check_null_among(row, &cells, kind);
        } else {
            self.check_listed(row, &cells, kind);
        }
    }

    /// A value that stands without its list; whether it is to be looked at as if it stood in one.
    fn check_bare(&mut self, row: &Row, cell: &Cell, kind: &FieldKind) -> bool {
        let (name, at) = (&row.field, (Some(row.id), Place::Value));
        match cell {
            Cell::Json(Value::Array(list)) => self.empty_list(row, list),
            Cell::Json(Value::Null) => {
                let words = format!(
                    "null is no constraint: the server ignores this row. To find rows without {name}, ask whether it is empty."
                );
                let edit = kind.takes_null().then(|| self.ask_empty(row)).flatten();
                self.say(Severity::Hint, at, AdviceCode::IgnoredValue, words, edit);
            }
            cell => {
                // A yes or no may stand so; what is neither would be none in a list either, and is told of as that.
                if *kind == FieldKind::Boolean {
                    let read = read(cell, kind, Role::Exact, self.context.now);
                    return !read.is_ok_and(|value| value.is_boolean());
                }
                let words = format!(
                    "{name} wants a list of values: the server refuses a value without its list with 400."
                );
                let edit = fix("Put it in a list", Edit::SetBare { row: row.id, bare: false });
                self.say(Severity::Error, at, AdviceCode::ScalarNotList, words, edit);
                return true;
            }
        }
        false
    }

    /// The text `null` in a list, alone or beside other values.
    fn check_null_among(&mut self, row: &Row, cells: &[Cell], kind: &FieldKind) {
        if !kind.takes_null() {
            return self.refuse_null(row, kind);
        }
        // The others are ignored only once the server has looked at what they are.
        for (place, cell) in cells.iter().enumerate().filter(|(_, cell)| !is_null(cell)) {
            self.filter_value(row, place, cell, kind);
        }
        let name = &row.field;
        let (severity, code, words) = if cells.len() > 1 {
            let words = format!(
                "\"null\" asks whether {name} is empty, and the server then ignores the other values of this row. Ask for one or the other."
            );
            (Severity::Warning, AdviceCode::NullBesideValues, words)
        } else {
            let words =
                format!("\"null\" asks whether {name} is empty; the text null cannot be filtered for.");
            (Severity::Hint, AdviceCode::NullText, words)
        };
        let edit = self.ask_empty(row);
        self.say(severity, (Some(row.id), Place::Value), code, words, edit);
    }

    /// The values of a list.
    fn check_listed(&mut self, row: &Row, cells: &[Cell], kind: &FieldKind) {
        let mut falsy = Vec::new();
        for (place, cell) in cells.iter().enumerate() {
            match self.filter_value(row, place, cell, kind) {
                Some(value) if is_falsy(&value) => falsy.push(value),
                Some(Value::String(text)) if *kind == FieldKind::Text => self.check_exact_text(row, &text),
                _ => {}
            }
        }
        let single =
            *kind == FieldKind::Boolean && self.schema.get(&row.field).is_some_and(|field| field.single);
        if single && !row.bare {
            self.list_of_single(row, cells);
        } else if let Some(value) = falsy.first() {
            self.falsy(row, value, falsy.len() == cells.len());
        }
    }

    /// A value of a list as it is read, or a word on why it is none.
    fn filter_value(&mut self, row: &Row, place: usize, cell: &Cell, kind: &FieldKind) -> Option<Value> {
        match read(cell, kind, Role::Exact, self.context.now) {
            Err(words) => self.wrong_type(row, Place::Value, words, None),
            Ok(value) if bad_value(kind, &value).is_some() => self.bad_filter_value(row, place, &value, kind),
            Ok(value) => return Some(value),
        }
        None
    }

    /// A yes or no in a list, where the document wants it without one.
    fn list_of_single(&mut self, row: &Row, cells: &[Cell]) {
        let words = format!("For {} the document wants a single value, not a list.", row.field);
        let edit = match cells {
            [only] => {
                let text = only.display();
                fix(format!("Ask for {text} without the list"), bare(row, text))
            }
            _ => None,
        };
        self.say(Severity::Warning, (Some(row.id), Place::Value), AdviceCode::ListNotSingle, words, edit);
    }

    /// An empty list reads like "none of them" and is no constraint.
    fn empty_list(&mut self, row: &Row, list: &[Value]) {
        if list.is_empty() {
            let words =
                "An empty list is no constraint: the server ignores this row, and finds all rows, not none."
                    .into();
            let edit = fix("Remove this row", Edit::Remove { row: row.id });
            // Nobody searches for nothing, but a list of ids may have come out empty.
            let severity = if row.kind == RowKind::Filter { Severity::Warning } else { Severity::Hint };
            self.say(severity, (Some(row.id), Place::Value), AdviceCode::IgnoredValue, words, edit);
        }
    }

    fn refuse_null(&mut self, row: &Row, kind: &FieldKind) {
        let words = format!(
            "{} holds {}: the server refuses to be asked whether it is empty, with 400.",
            row.field,
            kind_words(kind)
        );
        let edit = fix("Remove this filter", Edit::Remove { row: row.id });
        self.say(Severity::Error, (Some(row.id), Place::Operator), AdviceCode::NullNotAllowed, words, edit);
    }

    fn ask_empty(&self, row: &Row) -> Option<Fix> {
        let row = row.id;
        let edits = vec![
            Edit::SetOperator { row, operator: Operator::IsEmpty },
            Edit::SetValues { row, values: Vec::new() },
            Edit::SetText { row, text: String::new() },
            Edit::SetBare { row, bare: false },
        ];
        fix("Ask whether it is empty", Edit::All(edits))
    }

    fn falsy(&mut self, row: &Row, value: &Value, alone: bool) {
        let outcome =
            if alone { "so this filter finds no rows at all" } else { "and looks only for the others" };
        let mut words = format!("The server drops {value} from a list of values, {outcome}.");
        let mut edit = None;
        if *value == Value::Bool(false) {
            if alone {
                words.push_str(" Without its list false works.");
                edit = fix("Ask for false without the list", bare(row, "false".into()));
            } else {
                words.push_str(" For both, leave the filter out.");
                edit = fix("Remove this filter", Edit::Remove { row: row.id });
            }
        } else if value.is_string() {
            words.push_str(" An empty text cannot be asked for; that a field is empty can.");
            if alone {
                edit = self.ask_empty(row);
            }
        } else {
            words.push_str(" A filter cannot ask for 0.");
        }
        self.say(Severity::Warning, (Some(row.id), Place::Value), AdviceCode::FalsyFilterValue, words, edit);
    }

    /// A value that the server refuses for its type.
    fn bad_filter_value(&mut self, row: &Row, place: usize, value: &Value, kind: &FieldKind) {
        let at = (Some(row.id), Place::Value);
        let text = value.as_str().unwrap_or_default();
        match (kind, value) {
            (FieldKind::Uuid, Value::String(_)) => {
                let bare: String =
                    text.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_ascii_lowercase();
                if bare.len() == 32 && bare.bytes().all(|byte| byte == b'0') {
                    let words = format!(
                        "{} is looked for by version 4 UUIDs: the server refuses the one of zeros with 400.",
                        row.field
                    );
                    return self.say(Severity::Error, at, AdviceCode::NilUuid, words, None);
                }
                let dashed = (bare.len() == 32)
                    .then(|| {
                        let (a, b, c, d, e) =
                            (&bare[..8], &bare[8..12], &bare[12..16], &bare[16..20], &bare[20..]);
                        format!("{a}-{b}-{c}-{d}-{e}")
                    })
                    .filter(|text| is_uuid(text));
                let words = format!("{} is no version 4 UUID: the server refuses it with 400.", quote(text));
                let edit = dashed.and_then(|text| fix(format!("Use {text}"), replaced(row, place, text)));
                self.say(Severity::Error, at, AdviceCode::BadUuid, words, edit);
            }
            (FieldKind::Enum(names), Value::String(_)) => {
                let near = nearest(text, names.iter().map(String::as_str));
                let hint = near
                    .map(|near| format!(" Did you mean {near}?"))
                    .unwrap_or_else(|| format!(" It can be {}.", some_of(names)));
                let words = format!(
                    "{} is none of the values of {}: the server refuses it with 400.{hint}",
                    quote(text),
                    row.field
                );
                let edit =
                    near.and_then(|near| fix(format!("Use {near}"), replaced(row, place, near.into())));
                self.say(Severity::Error, at, AdviceCode::BadEnumValue, words, edit);
            }
            _ => {
                let words = format!("{} is wanted, not {value}", kind_words(kind));
                let edit = self.read_anew(row, place, value, kind);
                self.wrong_type(row, Place::Value, words, edit);
            }
        }
    }

    /// Offers to read a value of the wrong type as if it had been typed: `"5"` as 5.
    fn read_anew(&self, row: &Row, place: usize, value: &Value, kind: &FieldKind) -> Option<Fix> {
        let text = Cell::Json(value.clone()).display();
        let role = Role::of(row.operator);
        let read = read(&Cell::Text(text.clone()), kind, role, self.context.now).ok()?;
        let usable =
            !value.is_null() && !value.is_array() && !value.is_object() && bad_value(kind, &read).is_none();
        // In a list the server would drop it.
        let alone = read == Value::Bool(false) && row.kind == RowKind::Filter && row.cells().count() == 1;
        let edit = if alone { bare(row, text) } else { replaced(row, place, text) };
        usable.then(|| fix(format!("Use {read}"), edit)).flatten()
    }

    fn wrong_type(&mut self, row: &Row, place: Place, words: String, edit: Option<Fix>) {
        let words = format!("In {} {words}.", row.field);
        self.say(Severity::Error, (Some(row.id), place), AdviceCode::WrongType, words, edit);
    }

    fn check_exact_text(&mut self, row: &Row, text: &str) {
        let at = (Some(row.id), Place::Value);
        let searchable = allowed(self.schema, RowKind::Search, &row.field);
        let to_search = |doctor: &Self, code| {
            // The way out takes all values along, so it is worked out once, not for each of them.
            let worth = searchable && !doctor.has_told(at.0, code);
            worth.then(|| doctor.search_instead(row)).flatten()
        };
        if text.trim() != text && !text.trim().is_empty() {
            let words =
                format!("{} has a space at its end or beginning, and filters compare exactly.", quote(text));
            // Somebody may have copied a space too many, or a row may hold it: a search without it finds both.
            let trimmed = each_text(row, |text| text.trim().to_owned());
            let edit = match searchable && !self.is_searched_besides(row) {
                true => self.moved(row, RowKind::Search).and_then(|moved| {
                    let new = RowId(self.draft.next);
                    let cells =
                        row.cells().map(|cell| Cell::Text(searched(cell.display().trim()).to_owned()));
                    let values = Edit::SetValues { row: new, values: cells.collect() };
                    fix("Search without the spaces", Edit::All(vec![moved, values]))
                }),
                false => fix("Take the spaces away", trimmed),
            };
            self.hint_once(at, AdviceCode::OuterSpaces, words, edit);
        }
        if text.contains(['%', '*']) {
            let search = match text.contains('*') {
                true => "A search finds parts of a text; a * is no wildcard there either.",
                false => "A search finds parts of a text.",
            };
            let words = format!(
                "Filters compare exactly: {} is looked for with its signs, none is a wildcard. {search}",
                quote(text)
            );
            let edit = to_search(self, AdviceCode::FilterWildcard);
            self.hint_once(at, AdviceCode::FilterWildcard, words, edit);
        } else if letters::has_capitals(text) {
            let words = format!(
                "Filters tell capitals apart: {} does not find {}. A search ignores case.",
                quote(text),
                quote(&letters::lower(text))
            );
            let edit = to_search(self, AdviceCode::CaseSensitiveFilter);
            self.hint_once(at, AdviceCode::CaseSensitiveFilter, words, edit);
        }
    }

    fn check_search(&mut self, row: &Row) {
        let at = (Some(row.id), Place::Value);
        let cells: Vec<Cell> = row.cells().collect();
        if let (true, [cell]) = (row.bare, cells.as_slice()) {
            match cell {
                Cell::Json(Value::Array(list)) => return self.empty_list(row, list),
                Cell::Json(Value::Null) => {
                    let words = "null is no constraint: the server ignores this row.".into();
                    let edit = fix("Remove this row", Edit::Remove { row: row.id });
                    return self.say(Severity::Hint, at, AdviceCode::IgnoredValue, words, edit);
                }
                _ => {
                    let words = format!(
                        "A search in {} wants a list of texts: the server refuses a value without its list with 400.",
                        row.field
                    );
                    let edit = fix("Put it in a list", Edit::SetBare { row: row.id, bare: false });
                    self.say(Severity::Error, at, AdviceCode::ScalarNotList, words, edit);
                }
            }
        }
        for (place, cell) in cells.iter().enumerate() {
            let text = match cell {
                Cell::Text(text) | Cell::Json(Value::String(text)) => text,
                Cell::Json(value) => {
                    let edit = (!value.is_null())
                        .then(|| {
                            fix(
                                format!("Use {}", quote(&value.to_string())),
                                replaced(row, place, value.to_string()),
                            )
                        })
                        .flatten();
                    self.wrong_type(row, Place::Value, format!("a text is wanted, not {value}"), edit);
                    continue;
                }
            };
            if text.is_empty() {
                let words = "An empty text is no constraint: the server ignores it.".into();
                self.hint_once(at, AdviceCode::IgnoredValue, words, None);
            }
            let escaped = escape_wildcards(text);
            if escaped != *text {
                let words = match text.contains(['%', '_']) {
                    true => format!(
                        "% stands for any text and _ for any one character in a search, so {} finds more than it says. A \\ before them makes them ordinary.",
                        quote(text)
                    ),
                    false => format!(
                        "A \\ makes the next character ordinary in a search and is not looked for itself, so {} finds something else. Two of them stand for one.",
                        quote(text)
                    ),
                };
                let edit = fix(format!("Search for {}", quote(&escaped)), each_text(row, escape_wildcards));
                self.hint_once(at, AdviceCode::SearchWildcard, words, edit);
            }
        }
    }

    fn check_range(&mut self, row: &Row, kind: &FieldKind) {
        let first_role = Role::of(row.operator);
        let cells: Vec<Cell> = row.cells().collect();
        if cells.len() > 1 {
            return self.wrong_type(row, Place::Value, "one value is wanted for each bound".into(), None);
        }
        let mut bounds = Vec::new();
        if let Some(cell) = cells.into_iter().next() {
            bounds.push((cell, first_role, Place::Value));
        }
        if row.operator == Operator::Between && !row.upper.is_empty() {
            bounds.push((Cell::Text(row.upper.clone()), Role::To, Place::Upper));
        }
        let mut read_bounds = Vec::new();
        for (cell, role, place) in bounds {
            match read(&cell, kind, role, self.context.now) {
                Err(words) => self.wrong_type(row, place, words, None),
                // Where ranges are typed the server looks at the type first: an empty text is no date.
                Ok(value)
                    if is_falsy(&value)
                        && (value.is_null()
                            || !self.schema.typed_ranges
                            || bad_value(kind, &value).is_none()) =>
                {
                    self.zero_bound(row, place, &value);
                }
                Ok(value) => {
                    self.check_bound(row, kind, &cell, &value, role, place);
                    read_bounds.push(value);
                }
            }
        }
        if *kind == FieldKind::Number && !read_bounds.is_empty() && read_bounds.iter().all(Value::is_number) {
            let mut shown: Vec<String> = read_bounds.iter().map(ToString::to_string).collect();
            shown.dedup();
            let words = format!(
                "Bounds are inclusive, though they are called greaterThan and lessThan: {} itself is found too.",
                shown.join(" or ")
            );
            self.say(
                Severity::Hint,
                (Some(row.id), Place::Operator),
                AdviceCode::RangeInclusive,
                words,
                None,
            );
        }
        if let [from, to] = read_bounds.as_slice()
            && crate::evaluate::compare(from, to, kind).is_some_and(|order| order.is_gt())
        {
            let words = format!("{from} lies above {to}, so no row can match.");
            let edits = match row.cells().next() {
                Some(Cell::Text(first)) => vec![
                    Edit::SetValues { row: row.id, values: Vec::new() },
                    Edit::SetText { row: row.id, text: row.upper.clone() },
                    Edit::SetUpper { row: row.id, text: first },
                ],
                _ => Vec::new(),
            };
            let edit = (!edits.is_empty()).then(|| fix("Swap the bounds", Edit::All(edits))).flatten();
            self.say(Severity::Warning, (Some(row.id), Place::Upper), AdviceCode::RangeReversed, words, edit);
        }
    }

    fn zero_bound(&mut self, row: &Row, place: Place, value: &Value) {
        let words = format!("The server ignores a bound of {value}, as if it were not there.");
        let at = (Some(row.id), place);
        self.say(Severity::Warning, at, AdviceCode::RangeZeroIgnored, words, left_out(row, place));
    }

    fn check_bound(
        &mut self,
        row: &Row,
        kind: &FieldKind,
        cell: &Cell,
        value: &Value,
        role: Role,
        place: Place,
    ) {
        let at = (Some(row.id), place);
        let bad = match self.schema.typed_ranges {
            true => bad_value(kind, value).is_some(),
            false => bad_untyped_bound(kind, value),
        };
        if bad {
            let empty = value.as_str().is_some_and(str::is_empty);
            let edit = self.read_anew(row, 0, one_of_list(value), kind);
            let words = match value.is_array() {
                true => "one value is wanted, not a list".into(),
                false => format!("{} is wanted, not {value}", kind_words(kind)),
            };
            return self.wrong_type(
                row,
                place,
                words,
                edit.or_else(|| left_out(row, place).filter(|_| empty)),
            );
        }
        let (FieldKind::Date, Cell::Text(text) | Cell::Json(Value::String(text))) = (kind, cell) else {
            return;
        };
        let text = text.trim();
        let Some(moment) = dates::parse(text) else { return };
        let put = |text: String| match place {
            Place::Upper => Edit::SetUpper { row: row.id, text },
            _ => replaced(row, 0, text),
        };
        if moment.date_only {
            if role == Role::To {
                let words = format!(
                    "{text} means its first moment, 00:00 UTC: what happened later that day is left out."
                );
                let edit = fix("Until the end of the day", put(format!("{text}T23:59:59.999Z")));
                self.say(Severity::Hint, at, AdviceCode::UpperDateIsMidnight, words, edit);
            }
        } else if !moment.zone {
            let words = format!("{text} has no zone: the server takes it as UTC, not as your own time.");
            let edit = fix("Say that it is UTC", put(format!("{text}Z")));
            self.say(Severity::Hint, at, AdviceCode::DateWithoutZone, words, edit);
        }
    }

    /// The same row as a search, with words that say what is searched where that is not the value itself.
    fn search_instead(&self, row: &Row) -> Option<Fix> {
        let edit = self.moved(row, RowKind::Search)?;
        let texts: Vec<String> = self.values_to_move(row)?.iter().map(Cell::display).collect();
        let starred = row.kind == RowKind::Filter && texts.iter().any(|text| searched(text) != text);
        let label = match texts.as_slice() {
            [only] if starred => format!("Search for {}", quote(searched(only))),
            _ if starred => "Search without the stars".into(),
            _ => "Search instead".into(),
        };
        fix(label, edit)
    }

    /// Whether a row's values, searched for, would ask for something else: beside another search they are one more of
    /// the things of which any is enough, and beside another filter on their field both have to hold.
    fn is_searched_besides(&self, row: &Row) -> bool {
        self.draft.rows.iter().filter(|other| other.id != row.id && !other.off && !other.is_idle()).any(
            |other| match other.kind {
                RowKind::Search => {
                    self.schema.typed_search || allowed(self.schema, RowKind::Search, &other.field)
                }
                kind => kind == row.kind && other.field == row.field,
            },
        )
    }

    /// The same row in another group: the old one is removed, and a new one added with its values as text. `None` where
    /// that would ask for something else: what joins another search is no condition of its own any more; a range holds
    /// one value, from it to it, and the server ignores a bound of 0; a star is no wildcard in a search either, but those
    /// around a text may go.
    pub(super) fn moved(&self, row: &Row, kind: RowKind) -> Option<Edit> {
        if kind == RowKind::Search && self.is_searched_besides(row) {
            return None;
        }
        // The new row takes the draft's next number.
        let new = RowId(self.draft.next);
        let mut edits = vec![Edit::Remove { row: row.id }, Edit::Add { kind, field: row.field.clone() }];
        let mut cells = self.values_to_move(row)?;
        if row.kind == RowKind::Filter && kind == RowKind::Search {
            for cell in &mut cells {
                let text = cell.display();
                let bare = searched(&text);
                if bare.is_empty() || bare.contains('*') {
                    return None;
                }
                *cell = Cell::Text(bare.into());
            }
        }
        if kind == RowKind::Range {
            let [only] = cells.as_slice() else { return None };
            let (text, kind) = (only.display(), kind_of(self.schema, row)?);
            let sound = match kind {
                FieldKind::Number => crate::numbers::parse(text.trim()).is_some_and(|number| number != 0.0),
                FieldKind::Date => dates::parse(text.trim()).is_some(),
                _ => false,
            };
            if !sound {
                return None;
            }
            edits.push(Edit::SetOperator { row: new, operator: Operator::Between });
            edits.push(Edit::SetText { row: new, text: text.clone() });
            edits.push(Edit::SetUpper { row: new, text });
        } else {
            edits.push(Edit::SetValues { row: new, values: cells });
        }
        Some(Edit::All(edits))
    }

    /// A row's values as text. `None` where they would mean something else in another group: nothing, the text that
    /// asks for empty, the bounds of a range that holds more than one value.
    fn values_to_move(&self, row: &Row) -> Option<Vec<Cell>> {
        let cells: Vec<Cell> = row.cells().map(|cell| Cell::Text(cell.display())).collect();
        let one_moment =
            |text: &str| kind_of(self.schema, row) != Some(&FieldKind::Date) || dates::parse(text).is_some();
        let same = match (row.kind, cells.as_slice()) {
            (RowKind::Range, [Cell::Text(from)]) => {
                row.operator == Operator::Between && *from == row.upper && one_moment(from)
            }
            (RowKind::Range, _) => false,
            _ => row.operator != Operator::IsEmpty,
        };
        let plain = |cell: &Cell| !["", "null"].contains(&cell.display().as_str());
        (same && cells.iter().all(plain)).then_some(cells)
    }
}

/// What a search looks for in the place of a filter's text: the stars around it are no part of it.
fn searched(text: &str) -> &str {
    text.trim_matches('*')
}

/// Whether a range holds nothing but bounds that the server takes for none, before it looks at the field.
fn asks_no_bound(row: &Row) -> bool {
    let falsy = |cell| match cell {
        Cell::Text(text) => text.is_empty(),
        Cell::Json(value) => is_falsy(&value),
    };
    let upper = row.operator == Operator::Between && !row.upper.is_empty();
    row.kind == RowKind::Range && !upper && row.cells().all(falsy)
}

fn is_null(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) | Cell::Json(Value::String(text)) if text == "null")
}

/// The change that takes one bound of a row away, and the row with it where it was the only one.
fn left_out(row: &Row, place: Place) -> Option<Fix> {
    let id = row.id;
    let edit = match (row.operator, place) {
        (Operator::Between, Place::Upper) => Edit::All(vec![
            Edit::SetOperator { row: id, operator: Operator::AtLeast },
            Edit::SetUpper { row: id, text: String::new() },
        ]),
        (Operator::Between, _) if !row.upper.is_empty() => Edit::All(vec![
            Edit::SetOperator { row: id, operator: Operator::AtMost },
            Edit::SetValues { row: id, values: Vec::new() },
            Edit::SetText { row: id, text: row.upper.clone() },
            Edit::SetUpper { row: id, text: String::new() },
        ]),
        _ => Edit::Remove { row: id },
    };
    fix("Leave it out", edit)
}

/// The first of some names, as a list in words.
fn some_of(names: &[String]) -> String {
    const MOST: usize = 8;
    match names {
        [] => "nothing".into(),
        [only] => only.clone(),
        [before @ .., last] if names.len() <= MOST => format!("{} or {last}", before.join(", ")),
        names => format!("{} and {} more", names[..MOST].join(", "), names.len() - MOST),
    }
}

/// One value without its list.
fn bare(row: &Row, text: String) -> Edit {
    Edit::All(vec![
        Edit::SetValues { row: row.id, values: vec![Cell::Text(text)] },
        Edit::SetText { row: row.id, text: String::new() },
        Edit::SetBare { row: row.id, bare: true },
    ])
}

/// The change that puts a text in the place of a row's value.
pub(super) fn replaced(row: &Row, place: usize, text: String) -> Edit {
    if place >= row.values.len() {
        return Edit::SetText { row: row.id, text };
    }
    let mut values = row.values.clone();
    values[place] = Cell::Text(text);
    Edit::SetValues { row: row.id, values }
}

/// The change of all texts of a row alike.
fn each_text(row: &Row, change: impl Fn(&str) -> String) -> Edit {
    let values = row.values.iter().map(|cell| match cell {
        Cell::Text(text) | Cell::Json(Value::String(text)) => Cell::Text(change(text)),
        cell => cell.clone(),
    });
    Edit::All(vec![
        Edit::SetValues { row: row.id, values: values.collect() },
        Edit::SetText { row: row.id, text: change(&row.text) },
    ])
}

/// Puts a `\` before each wildcard that has none, and before each `\` that stands for itself.
fn escape_wildcards(text: &str) -> String {
    let mut out = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => {
                out.push('\\');
                match letters.clone().next() {
                    Some(next @ ('%' | '_' | '\\')) => {
                        letters.next();
                        out.push(next);
                    }
                    _ => out.push('\\'),
                }
            }
            '%' | '_' => {
                out.push('\\');
                out.push(letter);
            }
            _ => out.push(letter),
        }
    }
    out
}

/// What a field of that kind holds, with its article.
pub(super) fn kind_words(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "a text",
        FieldKind::Uuid => "a UUID",
        FieldKind::Date => "a date",
        FieldKind::Number => "a number",
        FieldKind::Boolean => "yes or no",
        FieldKind::Enum(_) => "one of a few values",
        FieldKind::Nested | FieldKind::Unknown => "a value",
    }
}
