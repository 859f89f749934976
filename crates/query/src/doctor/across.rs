//! Advice on rows that only together do something unexpected.

use super::rows::replaced;
use super::{Advice, AdviceCode, Doctor, Place, Severity, fix};
use crate::build::kind_of;
use crate::evaluate::{allowed, compare};
use crate::{Cell, Edit, FieldKind, FilterValues, Operator, Query, Row, RowKind, dates, is_falsy};
use serde_json::Value;

/// The longest span of an export, in milliseconds.
const LONGEST_EXPORT: i64 = 90 * dates::DAY;

impl Doctor<'_> {
    pub(super) fn check_rows_together(&mut self) {
        let rows: Vec<Row> = self
            .draft
            .rows
            .iter()
            .filter(|row| !row.off && !row.is_idle() && kind_of(self.schema, row).is_some())
            .cloned()
            .collect();
        self.check_one_or(&rows);
        self.check_one_list(&rows);
        self.check_bounds_twice(&rows);
        self.check_bounds_apart(&rows);
        self.check_span(&rows);
        self.check_contradictions(&rows);
    }

    /// Search over two fields reads like an AND and is an OR.
    fn check_one_or(&mut self, rows: &[Row]) {
        let searches: Vec<&Row> = rows
            .iter()
            .filter(|row| row.kind == RowKind::Search && allowed(self.schema, RowKind::Search, &row.field))
            .collect();
        let Some(first) = searches.first() else { return };
        let Some(second) = searches.iter().find(|row| row.field != first.field) else { return };
        let words = format!(
            "Search is one OR over all its fields: rows are found where {} matches, or {} does, not only where both do. For both, make one of them a filter.",
            first.field, second.field
        );
        // A part of a text, made a filter, may find nothing: the button says what it asks for.
        let label = || format!("Make {} a filter: the whole value, exactly", second.field);
        let edit = allowed(self.schema, RowKind::Filter, &second.field)
            .then(|| fix(label(), self.moved(second, RowKind::Filter)?))
            .flatten();
        self.say(Severity::Warning, (Some(second.id), Place::Field), AdviceCode::SearchIsOneOr, words, edit);
    }

    /// Two filters on one field read like an AND and are one list.
    fn check_one_list(&mut self, rows: &[Row]) {
        for (at, row) in rows.iter().enumerate() {
            let twin = |other: &&Row| other.kind == row.kind && other.field == row.field;
            let Some(first) = rows[..at].iter().find(twin) else { continue };
            let plain = |row: &Row| matches!(row.operator, Operator::Is | Operator::Contains);
            if row.kind == RowKind::Range {
                continue;
            }
            if !plain(row) || !plain(first) {
                let words = format!(
                    "Together these rows ask whether {} is empty; the server then ignores the other values.",
                    row.field
                );
                let other = if plain(row) { row.id } else { first.id };
                let edit = fix("Remove the other values", Edit::Remove { row: other });
                self.say(
                    Severity::Warning,
                    (Some(row.id), Place::Field),
                    AdviceCode::NullBesideValues,
                    words,
                    edit,
                );
                continue;
            }
            let falsy = |cell: Cell| matches!(cell.display().trim(), "false" | "0" | "");
            let of_boolean = matches!(kind_of(self.schema, row), Some(FieldKind::Boolean));
            if of_boolean && first.cells().chain(row.cells()).any(falsy) {
                let words = format!(
                    "Two rows on {} are one list, and the server drops false from a list: only true is asked for. For either, leave both out.",
                    row.field
                );
                let both = vec![Edit::Remove { row: first.id }, Edit::Remove { row: row.id }];
                let edit = fix("Leave both out", Edit::All(both));
                let at = (Some(row.id), Place::Field);
                self.say(Severity::Warning, at, AdviceCode::FalsyFilterValue, words, edit);
                continue;
            }
            let words = format!(
                "Two rows on {} are one list: either value is enough. The server cannot ask for both.",
                row.field
            );
            let values = first.cells().chain(row.cells()).collect();
            let edits = vec![
                Edit::SetValues { row: first.id, values },
                Edit::SetText { row: first.id, text: String::new() },
                Edit::SetBare { row: first.id, bare: false },
                Edit::Remove { row: row.id },
            ];
            let edit = fix("Make them one row", Edit::All(edits));
            self.say(Severity::Hint, (Some(row.id), Place::Field), AdviceCode::RowsAreOneList, words, edit);
        }
    }

    fn check_bounds_twice(&mut self, rows: &[Row]) {
        for (at, row) in rows.iter().enumerate() {
            let sides = bounds_of(row);
            let later = rows[at + 1..].iter().find(|other| {
                let its = bounds_of(other);
                other.field == row.field && ((sides.0 && its.0) || (sides.1 && its.1))
            });
            if row.kind != RowKind::Range || later.is_none() {
                continue;
            }
            let words =
                format!("A later row sets the same bound of {}, and only the last one is sent.", row.field);
            let edit = fix("Remove this row", Edit::Remove { row: row.id });
            self.say(Severity::Warning, (Some(row.id), Place::Value), AdviceCode::BoundTwice, words, edit);
        }
    }

    /// A lower bound above an upper bound, each in a row of its own.
    fn check_bounds_apart(&mut self, rows: &[Row]) {
        let (query, _) = self.draft.build_what_can_be(self.schema, self.context.now);
        for row in rows.iter().filter(|row| row.kind == RowKind::Range && row.operator == Operator::AtMost) {
            let twin = |other: &&Row| other.field == row.field && other.operator == Operator::AtLeast;
            let Some(lower) = rows.iter().filter(|other| other.kind == RowKind::Range).find(twin) else {
                continue;
            };
            let (Some(from), Some(to)) =
                (query.greater_than.get(&row.field), query.less_than.get(&row.field))
            else {
                continue;
            };
            let Some(kind) = kind_of(self.schema, row) else { continue };
            if is_falsy(from) || is_falsy(to) || !compare(from, to, kind).is_some_and(|order| order.is_gt()) {
                continue;
            }
            let words = format!("{from} lies above {to}, so no row can match.");
            let edits = vec![
                Edit::SetOperator { row: lower.id, operator: Operator::AtMost },
                Edit::SetOperator { row: row.id, operator: Operator::AtLeast },
            ];
            let edit = fix("Swap the bounds", Edit::All(edits));
            self.say(Severity::Warning, (Some(row.id), Place::Value), AdviceCode::RangeReversed, words, edit);
        }
    }

    /// The export of events refuses a span that is too long, before it looks for any.
    fn check_span(&mut self, rows: &[Row]) {
        if self.schema.path != "/event/export" {
            return;
        }
        const MADE: &str = "createdAt";
        let (query, _) = self.draft.build_what_can_be(self.schema, self.context.now);
        let moment = |bound: Option<&Value>| Some(dates::parse(bound?.as_str()?)?.ms);
        let Some(from) = moment(query.greater_than.get(MADE)) else { return };
        let Some(row) = rows.iter().rev().find(|row| row.field == MADE && bounds_of(row).0) else { return };
        let to = moment(query.less_than.get(MADE));
        let span = to.unwrap_or(self.context.now) - from;
        if span <= LONGEST_EXPORT {
            return;
        }
        let words = format!(
            "An export covers 90 days at most, and these are {}: the server refuses it with 400. Export longer spans piece by piece.",
            (span + dates::DAY - 1) / dates::DAY
        );
        // Until now it is a little longer once the server reads it.
        let (label, begin) = match to.map(|to| dates::format(to - LONGEST_EXPORT)) {
            Some(begin) => (format!("Begin at {begin}"), begin),
            None => ("Export the last 89 days".into(), "last 89 days".into()),
        };
        let edit = fix(label, replaced(row, 0, begin));
        self.say(Severity::Error, (Some(row.id), Place::Value), AdviceCode::SpanTooLong, words, edit);
    }

    /// Filters that no row can meet which meets the range, or the search, on the same field. Those on one field are one
    /// list, so they are judged together; what is refused anyway finds no rows for another reason.
    fn check_contradictions(&mut self, rows: &[Row]) {
        let (whole, _) = self.draft.build_what_can_be(self.schema, self.context.now);
        for (field, values) in &whole.filters {
            let on_field = |row: &&Row| row.field == *field;
            let refused = rows.iter().filter(on_field).any(|row| {
                let is_error = |advice: &Advice| advice.severity == Severity::Error;
                self.advice.iter().any(|advice| advice.row == Some(row.id) && is_error(advice))
            });
            let filters: Vec<&Row> =
                rows.iter().filter(on_field).filter(|row| row.kind == RowKind::Filter).collect();
            let Some(first) = filters.first().filter(|_| !refused) else { continue };
            let Some(kind) = kind_of(self.schema, first) else { continue };
            let Some(other) = self.contradicted(field, values, &whole, kind) else { continue };
            let which = if filters.len() > 1 { "the filters" } else { "this filter" };
            let words = format!("No row can match: {which} on {field} and {other} cannot both hold.");
            let off = |row: &&Row| Edit::SetOff { row: row.id, off: true };
            let edit = match filters.as_slice() {
                [only] => fix("Switch this filter off", off(only)),
                filters => fix("Switch these filters off", Edit::All(filters.iter().map(off).collect())),
            };
            let at = (Some(first.id), Place::Value);
            self.say(Severity::Warning, at, AdviceCode::Contradiction, words, edit);
        }
    }

    /// What the filter on a field cannot hold together with, in words.
    fn contradicted(
        &self,
        field: &str,
        values: &FilterValues,
        whole: &Query,
        kind: &FieldKind,
    ) -> Option<String> {
        let live = |value: &&Value| !is_falsy(value);
        let asked: Vec<&Value> = match values {
            FilterValues::Bare(value) if !value.is_boolean() => return None,
            values => values.values().iter().collect(),
        };
        if asked.is_empty() {
            return None;
        }
        let empty = asked.iter().any(|value| **value == "null");
        let inside = |bound: &Value, upper: bool| {
            !empty
                && asked.iter().any(|value| {
                    compare(value, bound, kind)
                        .is_none_or(|order| if upper { order.is_le() } else { order.is_ge() })
                })
        };
        for (bounds, upper) in [(&whole.greater_than, false), (&whole.less_than, true)] {
            if let Some(bound) = bounds.get(field).filter(live)
                && !inside(bound, upper)
            {
                return Some(format!(
                    "the range on it ({} {bound})",
                    if upper { "at most" } else { "at least" }
                ));
            }
        }
        // A search contradicts only when it speaks of this field alone: over several it is an OR. Where the document types
        // none, the server ignores those that it does not know.
        let used = |name: &str| self.schema.typed_search || allowed(self.schema, RowKind::Search, name);
        let mut searches = whole.search.iter().filter(|(name, _)| used(name));
        let (name, texts) = searches.next().filter(|_| searches.next().is_none())?;
        let texts: Vec<&str> =
            texts.values().iter().filter_map(Value::as_str).filter(|text| !text.is_empty()).collect();
        if name != field || texts.is_empty() {
            return None;
        }
        let found = |value: &&Value| {
            value.as_str().is_none_or(|it| texts.iter().any(|text| crate::contains(text, it)))
        };
        (empty || !asked.iter().any(found)).then(|| "the search in it".to_owned())
    }
}

/// Which bounds a row sets, lower and upper.
fn bounds_of(row: &Row) -> (bool, bool) {
    if row.kind != RowKind::Range {
        return (false, false);
    }
    let first = row.cells().next().is_some();
    match row.operator {
        Operator::AtLeast => (first, false),
        Operator::AtMost => (false, first),
        Operator::Between => (first, !row.upper.is_empty()),
        _ => (false, false),
    }
}
