//! Advice on a draft: what the server will do with it that a person may not expect, and what to do instead.

mod across;
mod near;
mod rows;
mod whole;

pub use near::nearest;
pub use whole::MAX_BODY;

use crate::{Draft, Edit, EntitySchema, RowId};

/// How many pieces of advice of one name are told for one row.
const MOST_ALIKE: usize = 10;

/// How much it matters. Errors are refused by the server, warnings are answered otherwise than they read, hints are
/// worth knowing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The server refuses this, or fails on it; or it cannot be sent at all.
    Error,
    /// The server answers something else than the draft seems to ask.
    Warning,
    /// Worth knowing.
    Hint,
}

impl Severity {
    /// As a word: `error`, `warning`, `hint`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        }
    }
}

/// The part of the draft that a piece of advice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A row's field box.
    Field,
    /// A row's operator.
    Operator,
    /// A row's values.
    Value,
    /// A row's second bound.
    Upper,
    /// `sortBy`.
    SortBy,
    /// `sortDirection`.
    SortDirection,
    /// `page`.
    Page,
    /// `limit`.
    Limit,
    /// `extend`.
    Extend,
    /// Keys that the model does not know.
    Extra,
    /// The body as a whole.
    Body,
}

macro_rules! codes {
    ($($name:ident $text:literal $doc:literal)*) => {
        /// The name of a piece of advice, the same for ever.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum AdviceCode { $(#[doc = $doc] $name,)* }

        impl AdviceCode {
            /// All of them.
            pub const ALL: &[AdviceCode] = &[$(AdviceCode::$name,)*];

            /// The stable name.
            pub fn as_str(self) -> &'static str {
                match self { $(AdviceCode::$name => $text,)* }
            }
        }
    };
}

codes! {
    NoField "no-field" "A row has a value and no field."
    UnknownField "unknown-field" "The entity has no such field."
    FieldNotInGroup "field-not-in-group" "The field exists and may not stand in this group."
    SearchIgnored "search-ignored" "The server ignores this search."
    WrongType "wrong-type" "A value is not of its field's type."
    ScalarNotList "scalar-not-list" "A value stands without its list."
    ListNotSingle "list-not-single" "A list stands where the document wants one value."
    NullBesideValues "null-beside-values" "`\"null\"` outdoes the values beside it."
    NullNotAllowed "null-not-allowed" "This kind of field cannot be asked whether it is empty."
    NullText "null-text" "The text `null` asks for empty."
    FalsyFilterValue "falsy-filter-value" "`false`, `0` and `\"\"` drop out of lists."
    IgnoredValue "ignored-value" "The server ignores the value."
    BadUuid "bad-uuid" "Not a version 4 UUID."
    NilUuid "nil-uuid" "The UUID of zeros."
    BadEnumValue "bad-enum-value" "Not one of the values that the field has."
    SearchWildcard "search-wildcard" "`%` and `_` are wildcards in a search."
    FilterWildcard "filter-wildcard" "`%` and `*` are no wildcards in a filter."
    CaseSensitiveFilter "case-sensitive-filter" "Filters tell capitals apart."
    OuterSpaces "outer-spaces" "A value begins or ends with a space."
    SearchIsOneOr "search-is-one-or" "Search is one OR over all fields."
    RowsAreOneList "rows-are-one-list" "Several rows on one field are one list."
    BoundTwice "bound-twice" "Only the last of two equal bounds counts."
    SortOfJson "sort-of-json" "Whether a column of JSON can be sorted by is not known."
    RangeInclusive "range-inclusive" "Bounds are inclusive, whatever their names say."
    RangeZeroIgnored "range-zero-ignored" "A bound of zero is ignored."
    SpanTooLong "span-too-long" "An export covers 90 days at most."
    RangeReversed "range-reversed" "The lower bound lies above the upper one."
    DateWithoutZone "date-without-zone" "A time without a zone is UTC."
    UpperDateIsMidnight "upper-date-is-midnight" "An upper bound without a time is the day's first moment."
    Contradiction "contradiction" "Two conditions cannot hold together."
    UnknownSortColumn "unknown-sort-column" "No such column to sort by."
    SortNotUnique "sort-not-unique" "Pages of a column with equal values can repeat or miss rows."
    EmptyFirst "empty-first" "Descending, rows without a value come first."
    BadDirection "bad-direction" "A direction that is neither asc nor desc."
    NumberAsText "number-as-text" "A number stands in quotation marks."
    ExtendNotList "extend-not-list" "A name to include stands without its list."
    DirectionWithoutSort "direction-without-sort" "A direction alone is ignored."
    BadNumber "bad-number" "Not a whole number."
    PageBelowFirst "page-below-first" "There is no such page."
    PageCountsFromZero "page-counts-from-zero" "Page 1 is the second page."
    LimitOutOfBounds "limit-out-of-bounds" "Rows per page go from 1 to 1000."
    UnknownExtend "unknown-extend" "Nothing of that name can be included."
    ExtendIgnored "extend-ignored" "The document lists nothing to include."
    UnknownKeyKept "unknown-key-kept" "A key that the server refuses is kept and not sent."
    UnknownKeySent "unknown-key-sent" "A key that the server refuses is sent."
    BodyTooLarge "body-too-large" "The body is over 1 MB."
}

/// A way out, as a change of the draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What it does, for a button.
    pub label: String,
    /// The change.
    pub edit: Edit,
}

/// One piece of advice.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// How much it matters.
    pub severity: Severity,
    /// The row it concerns; `None` for the settings.
    pub row: Option<RowId>,
    /// Where in the row, or which setting.
    pub place: Place,
    /// Its stable name.
    pub code: AdviceCode,
    /// What the server will do, and what to do instead.
    pub words: String,
    /// A way out, where there is a clear one.
    pub fix: Option<Fix>,
}

impl Advice {
    /// The unknown key that it is about, at [`Place::Extra`].
    pub fn key(&self) -> Option<&str> {
        match &self.fix.as_ref()?.edit {
            Edit::DropExtra(key) => key.as_deref(),
            _ => None,
        }
    }
}

/// What the draft alone does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The number of the server's first page, 0 or 1.
    pub first_page: u32,
    /// The present moment in milliseconds since 1970.
    pub now: i64,
    /// How many pages are wanted: more than one when all rows are to be walked or exported.
    pub wanted_pages: u32,
    /// The page was turned to, from the one before or behind it: whoever did that knows which it is.
    pub turned: bool,
}

impl Default for Context {
    fn default() -> Self {
        Context { first_page: 0, now: 0, wanted_pages: 1, turned: false }
    }
}

/// All advice on a draft: on its rows in their order, on rows together, then on the settings.
///
/// ```
/// use query::{Context, Draft, Edit, EntitySchema, Field, FieldKind, RowKind, check};
/// let players = EntitySchema::new("player", "/player/search")
///     .field(Field::new("steamVacBanned", FieldKind::Boolean).filterable());
/// let mut draft = Draft::default();
/// let row = draft.apply(Edit::Add { kind: RowKind::Filter, field: "steamVacBanned".into() }).expect("a row");
/// draft.apply(Edit::SetText { row, text: "false".into() });
///
/// let advice = check(&draft, &players, &Context::default());
/// assert_eq!(advice[0].code.as_str(), "falsy-filter-value");
/// let fix = advice[0].fix.clone().expect("there is a way out");
/// draft.apply(fix.edit);
/// assert!(check(&draft, &players, &Context::default()).is_empty());
/// assert_eq!(draft.build(&players, 0).expect("whole").to_json().to_string(), r#"{"filters":{"steamVacBanned":false}}"#);
/// ```
pub fn check(draft: &Draft, schema: &EntitySchema, context: &Context) -> Vec<Advice> {
    let mut doctor = Doctor { draft, schema, context, advice: Vec::new() };
    for row in draft.rows.iter().filter(|row| !row.off) {
        doctor.check_row(row);
    }
    doctor.check_rows_together();
    doctor.check_settings();
    doctor.advice
}

struct Doctor<'a> {
    draft: &'a Draft,
    schema: &'a EntitySchema,
    context: &'a Context,
    advice: Vec<Advice>,
}

impl Doctor<'_> {
    fn say(
        &mut self,
        severity: Severity,
        at: (Option<RowId>, Place),
        code: AdviceCode,
        words: String,
        fix: Option<Fix>,
    ) {
        // A column of pasted values that are all wrong is told by its first ones.
        let alike = self.advice.iter().filter(|advice| advice.row == at.0 && advice.code == code).count();
        if alike < MOST_ALIKE {
            self.advice.push(Advice { severity, row: at.0, place: at.1, code, words, fix });
        }
    }

    /// A hint that is told once for a row, whichever of its values are concerned.
    fn hint_once(&mut self, at: (Option<RowId>, Place), code: AdviceCode, words: String, fix: Option<Fix>) {
        if !self.has_told(at.0, code) {
            self.say(Severity::Hint, at, code, words, fix);
        }
    }

    fn has_told(&self, row: Option<RowId>, code: AdviceCode) -> bool {
        self.advice.iter().any(|advice| advice.row == row && advice.code == code)
    }
}

fn fix(label: impl Into<String>, edit: Edit) -> Option<Fix> {
    Some(Fix { label: label.into(), edit })
}

/// A text in quotation marks, shortened, for words.
fn quote(text: &str) -> String {
    let short: String = text.chars().take(60).collect();
    if short.len() < text.len() { format!("\"{short}…\"") } else { format!("\"{short}\"") }
}

#[cfg(test)]
mod tests;
