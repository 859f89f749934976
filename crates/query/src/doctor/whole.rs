//! Advice on the settings: sort, page, rows per page, include, unknown keys, size.

use super::{AdviceCode, Doctor, Place, Severity, fix, nearest, quote};
use crate::evaluate::sort_column;
use crate::request::MOST;
use crate::{Direction, Edit, FieldKind, RowKind, Setting};
use serde_json::Value;

/// The largest body that the server reads, in bytes.
pub const MAX_BODY: usize = 1_048_576;

impl Doctor<'_> {
    pub(super) fn check_settings(&mut self) {
        self.check_sort();
        self.check_page();
        self.check_limit();
        self.check_extend();
        self.check_extra();
        self.check_written();
        self.check_size();
    }

    /// Settings as written: the server refuses each of them, but for fractions.
    fn check_written(&mut self) {
        let (draft, first) = (self.draft, i64::from(self.context.first_page));
        for (key, value) in &draft.written {
            let Some(setting) = Setting::parse(key) else { continue };
            let proper = |value: Value| Edit::Write { setting, value: Some(value) };
            let text = value.as_str().unwrap_or_default().trim();
            let mut taken = false;
            let (place, code, words, edit) = match setting {
                Setting::Page | Setting::Limit => {
                    let number = text.parse::<i64>().ok();
                    let bounds = match setting {
                        Setting::Page => first as f64..=f64::MAX,
                        _ => 1.0..=1000.0,
                    };
                    taken = value.as_f64().is_some_and(|number| bounds.contains(&number));
                    let (place, name, usual, ask) = match setting {
                        Setting::Page => (Place::Page, "The page", first, "Ask for page"),
                        _ => (Place::Limit, "Rows per page", 100, "Ask for"),
                    };
                    let (code, why) = match number {
                        Some(_) => (AdviceCode::NumberAsText, "stands in quotation marks"),
                        None => (AdviceCode::BadNumber, "is no whole number"),
                    };
                    let answer = match (taken, setting) {
                        (true, Setting::Page) => "takes it, and begins and ends within pages",
                        (true, _) => "takes it, and gives a whole number of rows",
                        (false, _) => "refuses it with 400",
                    };
                    let words = format!("{name} {why} ({}): the server {answer}.", shown(value));
                    // The nearest whole one, where it is a number at all.
                    let near = value.as_f64().filter(|number| taken && *number < MOST);
                    let near = near.map(|number| number.floor() as i64);
                    let number = number.or(near).unwrap_or(usual);
                    (place, code, words, fix(format!("{ask} {number}"), proper(number.into())))
                }
                Setting::SortDirection => {
                    let words = format!(
                        "The direction is asc or desc, in small letters: the server refuses {} with 400.",
                        shown(value)
                    );
                    let down = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("desc"));
                    let small = if down { "desc" } else { "asc" };
                    let edit = fix(format!("Use {small}"), proper(small.into()));
                    (Place::SortDirection, AdviceCode::BadDirection, words, edit)
                }
                Setting::Extend => {
                    let words = format!(
                        "What to include is a list of names: the server fails on {} with 500.",
                        shown(value)
                    );
                    let edit = match value {
                        Value::String(name) => fix("Put it in a list", proper(vec![name.clone()].into())),
                        _ => fix("Leave it out", Edit::Write { setting, value: None }),
                    };
                    (Place::Extend, AdviceCode::ExtendNotList, words, edit)
                }
            };
            let severity = if taken { Severity::Warning } else { Severity::Error };
            self.say(severity, (None, place), code, words, edit);
        }
    }

    fn check_sort(&mut self) {
        let (draft, schema, context) = (self.draft, self.schema, self.context);
        let at = (None, Place::SortBy);
        if draft.sort_by.is_empty() {
            if draft.sort_direction.is_some() {
                let words = "A direction without a column is ignored: rows come by id, ascending. Choose a column to sort by.".into();
                let column = ["createdAt", "id"].into_iter().find(|name| sort_column(schema, name).is_some());
                let edit =
                    column.and_then(|name| fix(format!("Sort by {name}"), Edit::SetSortBy(name.into())));
                self.say(
                    Severity::Warning,
                    (None, Place::SortDirection),
                    AdviceCode::DirectionWithoutSort,
                    words,
                    edit,
                );
            }
            return;
        }
        // Where the document does not tell the rows' columns nothing can be said of them.
        if schema.sorts().next().is_none() {
            return;
        }
        let Some(column) = sort_column(schema, &draft.sort_by) else {
            let near = nearest(&draft.sort_by, schema.sorts().map(|field| field.name.as_str()));
            let hint = near.map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
            let words = format!(
                "{} has no column {}: the server fails on it with 500.{hint}",
                schema.name,
                quote(&draft.sort_by)
            );
            let edit = near.and_then(|near| fix(format!("Sort by {near}"), Edit::SetSortBy(near.into())));
            return self.say(Severity::Error, at, AdviceCode::UnknownSortColumn, words, edit);
        };
        if column.kind == FieldKind::Nested {
            let words = format!(
                "{} holds JSON. Whether the server can sort by it is not known: it may fail with 500, or give an order that means nothing.",
                column.name
            );
            let edit =
                sort_column(schema, "id").and_then(|_| fix("Sort by id", Edit::SetSortBy("id".into())));
            self.say(Severity::Warning, at, AdviceCode::SortOfJson, words, edit);
        }
        if column.nullable && draft.sort_direction == Some(Direction::Desc) && !self.is_asked(&column.name) {
            let way = match column.range {
                true => " A range on it leaves them out.",
                false => "",
            };
            let words = format!(
                "Descending, rows without {} come first; ascending they come last.{way}",
                column.name
            );
            self.say(Severity::Hint, at, AdviceCode::EmptyFirst, words, None);
        }
        let further = draft.page.trim().parse::<i64>().is_ok_and(|page| page > i64::from(context.first_page));
        if !column.unique && (context.wanted_pages > 1 || further) {
            let words = format!(
                "Rows with the same {} come in no fixed order, so pages can repeat or miss rows. Sort by id to walk through all pages.",
                column.name
            );
            let edit =
                sort_column(schema, "id").and_then(|_| fix("Sort by id", Edit::SetSortBy("id".into())));
            self.say(Severity::Warning, at, AdviceCode::SortNotUnique, words, edit);
        }
    }

    /// Whether the draft asks for values of a field, so that no row comes without one; or for rows without one, so that
    /// all do.
    fn is_asked(&self, field: &str) -> bool {
        self.draft.rows.iter().any(|row| {
            !row.off
                && !row.is_idle()
                && row.field == field
                && matches!(row.kind, RowKind::Filter | RowKind::Range)
        })
    }

    fn check_page(&mut self) {
        let first = i64::from(self.context.first_page);
        let at = (None, Place::Page);
        let text = self.draft.page.trim();
        let to_first = || fix(format!("Ask for page {first}"), Edit::SetPage(first.to_string()));
        match text.parse::<i64>() {
            _ if text.is_empty() => {}
            Err(_) => {
                let words = format!("The page is a whole number, not {}.", quote(text));
                self.say(Severity::Error, at, AdviceCode::BadNumber, words, to_first());
            }
            Ok(page) if page < first => {
                let words = if page == 0 {
                    "This server counts pages from 1, as the published guide does, and refuses page 0 with 400. (The deployed API counts from 0.)".into()
                } else {
                    format!("This server counts pages from {first} and refuses page {page} with 400.")
                };
                self.say(Severity::Error, at, AdviceCode::PageBelowFirst, words, to_first());
            }
            Ok(1) if first == 0 && !self.context.turned => {
                let words = "This server counts pages from 0, so page 1 is the second page. The published guide counts from 1. The first page is page 0.".into();
                self.say(Severity::Hint, at, AdviceCode::PageCountsFromZero, words, to_first());
            }
            Ok(_) => {}
        }
    }

    fn check_limit(&mut self) {
        let at = (None, Place::Limit);
        let text = self.draft.limit.trim();
        let to = |limit: i64| fix(format!("Ask for {limit}"), Edit::SetLimit(limit.to_string()));
        match text.parse::<i64>() {
            _ if text.is_empty() => {}
            Err(_) => {
                let words = format!("Rows per page is a whole number from 1 to 1000, not {}.", quote(text));
                self.say(Severity::Error, at, AdviceCode::BadNumber, words, to(100));
            }
            Ok(limit) if !(1..=1000).contains(&limit) => {
                let words = format!("The server gives 1 to 1000 rows per page and refuses {limit} with 400.");
                self.say(Severity::Error, at, AdviceCode::LimitOutOfBounds, words, to(limit.clamp(1, 1000)));
            }
            Ok(_) => {}
        }
    }

    fn check_extend(&mut self) {
        let schema = self.schema;
        let at = (None, Place::Extend);
        for name in &self.draft.extend {
            if schema.extend.contains(name) {
                continue;
            }
            let without =
                || self.draft.extend.iter().filter(|other| *other != name).cloned().collect::<Vec<_>>();
            if !schema.typed_extend {
                let edit = fix("Leave it out", Edit::SetExtend(without()));
                // Of the entities whose document lists nothing, this one alone does not ignore a wrong name.
                if schema.name == "shop/category" {
                    let words = format!(
                        "The document lists nothing that {} can include, and the server fails with 500 on a name it does not know: leave {} out.",
                        schema.name,
                        quote(name)
                    );
                    self.say(Severity::Error, at, AdviceCode::UnknownExtend, words, edit);
                    continue;
                }
                let words = format!(
                    "The document does not say what {} can include, and the server ignores a name it does not know: {} may do nothing.",
                    schema.name,
                    quote(name)
                );
                self.say(Severity::Warning, at, AdviceCode::ExtendIgnored, words, edit);
                continue;
            }
            let near = nearest(name, schema.extend.iter().map(String::as_str));
            let hint = near.map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
            let words = format!(
                "{} cannot include {}: the server refuses it with 400.{hint}",
                schema.name,
                quote(name)
            );
            let edit = match near {
                Some(near) => {
                    let swap = |other: &String| if other == name { near.to_owned() } else { other.clone() };
                    fix(
                        format!("Include {near}"),
                        Edit::SetExtend(self.draft.extend.iter().map(swap).collect()),
                    )
                }
                None => fix("Leave it out", Edit::SetExtend(without())),
            };
            self.say(Severity::Error, at, AdviceCode::UnknownExtend, words, edit);
        }
    }

    fn check_extra(&mut self) {
        let at = (None, Place::Extra);
        for key in self.draft.extra.keys() {
            let drop = fix(format!("Drop {}", quote(key)), Edit::DropExtra(Some(key.clone())));
            if self.draft.send_extra {
                // This one alone fails as broken JSON does.
                let answer = match key.as_str() {
                    "__proto__" => "fails on the whole query with 500",
                    _ => "refuses the whole query with 400",
                };
                let words = format!("A search has no {}: the server {answer}.", quote(key));
                self.say(Severity::Error, at, AdviceCode::UnknownKeySent, words, drop);
            } else {
                let words = format!(
                    "A search has no {}. It is kept here and not sent, as the server would refuse it.",
                    quote(key)
                );
                self.say(Severity::Hint, at, AdviceCode::UnknownKeyKept, words, drop);
            }
        }
    }

    fn check_size(&mut self) {
        let (query, _) = self.draft.build_what_can_be(self.schema, self.context.now);
        let size = query.to_json().to_string().len();
        if size > MAX_BODY {
            let words = format!(
                "The body has {}.{} MB, and the server fails on more than 1 MB. Ask in several parts.",
                size / 1_048_576,
                size % 1_048_576 * 10 / 1_048_576
            );
            self.say(Severity::Error, (None, Place::Body), AdviceCode::BodyTooLarge, words, None);
        }
    }
}

/// A value as JSON, shortened, for words.
fn shown(value: &Value) -> String {
    let text = value.to_string();
    let short: String = text.chars().take(60).collect();
    if short.len() < text.len() { format!("{short}…") } else { text }
}
