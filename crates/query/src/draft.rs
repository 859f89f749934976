//! What a person is typing.

use crate::request::whole;
use crate::{Direction, Setting};
use serde_json::{Map, Value};

/// The stable name of a row: typing, sorting and removing other rows never changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowId(pub u32);

/// Which group a row stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowKind {
    /// Exact values.
    Filter,
    /// Contained text.
    Search,
    /// From, to, or both.
    Range,
}

/// What a row asks of its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// One of the values. Filters.
    Is,
    /// IS NULL, sent as `["null"]`. Filters.
    IsEmpty,
    /// One of the texts is contained. Searches.
    Contains,
    /// `greaterThan`, which is inclusive. Ranges.
    AtLeast,
    /// `lessThan`, inclusive. Ranges.
    AtMost,
    /// Both bounds: the first value and the second. Ranges.
    Between,
}

/// One value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// As typed; read by the field's kind when the query is built. A relative date ("last 7 days") is such a text.
    Text(String),
    /// Exactly this JSON, whatever the field's kind: what an imported body held.
    Json(Value),
}

impl Cell {
    /// The cell as a person reads it.
    pub fn display(&self) -> String {
        match self {
            Cell::Text(text) | Cell::Json(Value::String(text)) => text.clone(),
            Cell::Json(value) => value.to_string(),
        }
    }
}

/// A row of the builder, perhaps half typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its stable name.
    pub id: RowId,
    /// Its group.
    pub kind: RowKind,
    /// The field's name as typed; may be empty or unknown.
    pub field: String,
    /// What is asked.
    pub operator: Operator,
    /// The values that stand (chips).
    pub values: Vec<Cell>,
    /// The text in the value box that is not yet a chip; it counts when the query is built.
    pub text: String,
    /// The second bound of [`Operator::Between`], as typed.
    pub upper: String,
    /// The value stands without its list, as an imported body may have it.
    pub bare: bool,
    /// Switched off: kept, not sent.
    pub off: bool,
}

impl RowKind {
    /// Whether rows of this group ask that.
    pub(crate) fn asks(self, operator: Operator) -> bool {
        self == match operator {
            Operator::Is | Operator::IsEmpty => RowKind::Filter,
            Operator::Contains => RowKind::Search,
            Operator::AtLeast | Operator::AtMost | Operator::Between => RowKind::Range,
        }
    }
}

impl Row {
    /// An empty row of that group, asking what its group asks first: is, contains, at least.
    pub fn new(id: RowId, kind: RowKind, field: String) -> Self {
        let operator = match kind {
            RowKind::Filter => Operator::Is,
            RowKind::Search => Operator::Contains,
            RowKind::Range => Operator::AtLeast,
        };
        Row {
            id,
            kind,
            field,
            operator,
            values: Vec::new(),
            text: String::new(),
            upper: String::new(),
            bare: false,
            off: false,
        }
    }

    /// All its values: the chips, and the text that is not yet one.
    ///
    /// ```
    /// use query::{Cell, Row, RowId, RowKind};
    /// let mut row = Row::new(RowId(0), RowKind::Filter, "name".into());
    /// row.values = vec![Cell::Text("Jo".into())];
    /// row.text = "An".into();
    /// let shown: Vec<String> = row.cells().map(|cell| cell.display()).collect();
    /// assert_eq!(shown, ["Jo", "An"]);
    /// ```
    pub fn cells(&self) -> impl Iterator<Item = Cell> + '_ {
        let typed = (!self.text.is_empty()).then(|| Cell::Text(self.text.clone()));
        self.values.iter().cloned().chain(typed)
    }

    /// Nothing is typed where this row's operator would look for it, so that it asks nothing.
    ///
    /// ```
    /// use query::{Operator, Row, RowId, RowKind};
    /// let mut row = Row::new(RowId(0), RowKind::Filter, "name".into());
    /// assert!(row.is_idle());
    /// row.operator = Operator::IsEmpty;
    /// assert!(!row.is_idle(), "whether a field is empty needs no value");
    /// ```
    pub fn is_idle(&self) -> bool {
        match self.operator {
            Operator::IsEmpty => false,
            Operator::Between => self.values.is_empty() && self.text.is_empty() && self.upper.is_empty(),
            _ => self.values.is_empty() && self.text.is_empty(),
        }
    }
}

/// A value that a row can stand for and that asks nothing: the server takes it for no constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nothing {
    /// The empty list `[]`, in filters and searches.
    List,
    /// `null`, which is no text.
    Null,
    /// The empty text as a bound.
    Text,
}

impl Nothing {
    fn cell(self) -> Cell {
        Cell::Json(match self {
            Nothing::List => Value::Array(Vec::new()),
            Nothing::Null => Value::Null,
            Nothing::Text => "".into(),
        })
    }
}

impl Row {
    /// Which value that asks nothing this row stands for, if it is one.
    ///
    /// ```
    /// use query::{Draft, EntitySchema, Nothing};
    /// let users = EntitySchema::new("user", "/user/search");
    /// let body = serde_json::json!({ "filters": { "name": [] }, "search": { "name": null }, "lessThan": { "createdAt": "" } });
    /// let draft = Draft::from_json(&body, &users).expect("a query");
    /// let found: Vec<Option<Nothing>> = draft.rows.iter().map(|row| row.nothing()).collect();
    /// assert_eq!(found, [Some(Nothing::List), Some(Nothing::Null), Some(Nothing::Text)]);
    /// ```
    pub fn nothing(&self) -> Option<Nothing> {
        let [only] = self.values.as_slice() else { return None };
        let listed = self.kind != RowKind::Range;
        let alone = self.text.is_empty() && self.bare == listed && self.operator != Operator::IsEmpty;
        [Nothing::List, Nothing::Null, Nothing::Text].into_iter().find(|nothing| {
            let fits = match nothing {
                Nothing::List => listed,
                Nothing::Null => true,
                Nothing::Text => !listed,
            };
            alone && fits && nothing.cell() == *only
        })
    }

    /// The change that makes this row stand for a value that asks nothing.
    ///
    /// ```
    /// use query::{Draft, Edit, EntitySchema, Field, FieldKind, Nothing, Operator, RowKind};
    /// let users = EntitySchema::new("user", "/user/search").field(Field::new("name", FieldKind::Text).filterable());
    /// let mut draft = Draft::default();
    /// draft.apply(Edit::Add { kind: RowKind::Filter, field: "name".into() });
    /// draft.apply(draft.rows[0].asking_nothing(Operator::Is, Nothing::List));
    /// assert_eq!(draft.build(&users, 0).expect("whole").to_json().to_string(), r#"{"filters":{"name":[]}}"#);
    /// ```
    pub fn asking_nothing(&self, operator: Operator, nothing: Nothing) -> Edit {
        let row = self.id;
        Edit::All(vec![
            Edit::SetOperator { row, operator },
            Edit::SetValues { row, values: vec![nothing.cell()] },
            Edit::SetText { row, text: String::new() },
            Edit::SetUpper { row, text: String::new() },
            Edit::SetBare { row, bare: self.kind != RowKind::Range },
        ])
    }
}

/// A draft of a query: rows in order, and the single settings as typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// Filters, searches and ranges, in the order of the page.
    pub rows: Vec<Row>,
    /// `sortBy` as typed; empty for none.
    pub sort_by: String,
    /// `sortDirection`.
    pub sort_direction: Option<Direction>,
    /// `page` as typed; empty for the server's default.
    pub page: String,
    /// `limit` as typed; empty for the server's default.
    pub limit: String,
    /// Related entities to include.
    pub extend: Vec<String>,
    /// Top-level keys that the model does not know: kept and marked.
    pub extra: Map<String, Value>,
    /// Send the unknown keys too. Off until a person says so.
    pub send_extra: bool,
    /// Settings that are sent exactly as written, though the server refuses them. Such a one has nothing in the
    /// setting's own place.
    pub written: Map<String, Value>,
    /// The next row's number.
    pub next: u32,
}

/// One change of a draft. Every view of the draft changes it by these alone, so that undo is one place.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Adds a row at the end of its group; gives its id.
    Add {
        /// Its group.
        kind: RowKind,
        /// Its field; may be empty.
        field: String,
    },
    /// Removes a row.
    Remove {
        /// Which.
        row: RowId,
    },
    /// Moves a row to a place among the rows of its group.
    Move {
        /// Which.
        row: RowId,
        /// The place, from 0.
        to: usize,
    },
    /// Sets a row's field.
    SetField {
        /// Which row.
        row: RowId,
        /// The field's name as typed.
        field: String,
    },
    /// Sets what a row asks.
    SetOperator {
        /// Which row.
        row: RowId,
        /// What it asks.
        operator: Operator,
    },
    /// Sets the text in the value box.
    SetText {
        /// Which row.
        row: RowId,
        /// The text.
        text: String,
    },
    /// Sets the second bound.
    SetUpper {
        /// Which row.
        row: RowId,
        /// The text.
        text: String,
    },
    /// Sets all standing values (chips).
    SetValues {
        /// Which row.
        row: RowId,
        /// The values.
        values: Vec<Cell>,
    },
    /// Gives the value its list, or takes it away.
    SetBare {
        /// Which row.
        row: RowId,
        /// Without list.
        bare: bool,
    },
    /// Switches a row off or on.
    SetOff {
        /// Which row.
        row: RowId,
        /// Off.
        off: bool,
    },
    /// Sets `sortBy`.
    SetSortBy(String),
    /// Sets `sortDirection`.
    SetSortDirection(Option<Direction>),
    /// Sets `page`, as typed.
    SetPage(String),
    /// Sets `limit`, as typed.
    SetLimit(String),
    /// Sets `extend`.
    SetExtend(Vec<String>),
    /// Forgets the unknown keys, or one of them.
    DropExtra(Option<String>),
    /// Sends the unknown keys, or not.
    SendExtra(bool),
    /// Keeps a key that no search has, beside those that are kept.
    KeepExtra {
        /// The key.
        key: String,
        /// Its value.
        value: Value,
    },
    /// Sends a setting as exactly this JSON, in the place of what its box holds; `None` takes that back. What the
    /// setting can hold by nature goes into its box.
    Write {
        /// Which.
        setting: Setting,
        /// The JSON.
        value: Option<Value>,
    },
    /// Replaces the whole draft: an import, a sentence, another view.
    Replace(Box<Draft>),
    /// Several changes as one.
    All(Vec<Edit>),
}

/// What keeps a row, or a setting, from being sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// No field is chosen.
    NoField,
    /// The entity has no such field in that group.
    UnknownField,
    /// The text is not of the field's kind; the words say what is wanted.
    BadValue(String),
    /// `page` or `limit` is not a whole number in its bounds.
    BadNumber(String),
}

/// A problem and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// The row; `None` for page and limit.
    pub row: Option<RowId>,
    /// What it is.
    pub problem: Problem,
}

impl Draft {
    /// The row of that id.
    pub fn row(&self, id: RowId) -> Option<&Row> {
        self.rows.iter().find(|row| row.id == id)
    }

    /// The rows of one group, in order.
    ///
    /// ```
    /// use query::{Draft, RowKind};
    /// let draft = Draft::from_address("1~fi!a~sc!b~fi!c").expect("an address");
    /// let filters: Vec<&str> = draft.group(RowKind::Filter).map(|row| row.field.as_str()).collect();
    /// assert_eq!(filters, ["a", "c"]);
    /// ```
    pub fn group(&self, kind: RowKind) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.kind == kind)
    }

    /// The same draft with its rows numbered from 0 in order, as a draft is that comes from JSON, from an address or
    /// from a sentence.
    ///
    /// ```
    /// use query::{Draft, Edit, RowId, RowKind};
    /// let mut draft = Draft::default();
    /// let first = draft.apply(Edit::Add { kind: RowKind::Filter, field: "a".into() }).expect("a new row");
    /// draft.apply(Edit::Add { kind: RowKind::Filter, field: "b".into() });
    /// draft.apply(Edit::Remove { row: first });
    /// assert_eq!(draft.rows[0].id, RowId(1));
    /// assert_eq!(draft.renumbered().rows[0].id, RowId(0));
    /// ```
    pub fn renumbered(mut self) -> Self {
        self.next = 0;
        for row in &mut self.rows {
            row.id = RowId(self.next);
            self.next += 1;
        }
        self
    }

    /// The same draft with its rows numbered as those of another one that say the same, or else ask of the same field.
    /// A row of which the other one has none gets a number that stands for no row there.
    ///
    /// ```
    /// use query::{Draft, RowId};
    /// let asked = Draft::from_address("1~fi!a!!x~fi!b!!y").expect("an address");
    /// let left = Draft::from_address("1~fi!b!!y").expect("an address");
    /// let asked = asked.numbered_as(&left);
    /// assert_eq!(left.row(RowId(0)), Some(&asked.rows[1]));
    /// assert_eq!(left.row(asked.rows[0].id), None);
    /// ```
    pub fn numbered_as(mut self, other: &Draft) -> Self {
        let mut free: Vec<&Row> = other.rows.iter().collect();
        let mut none = (0..=u32::MAX).rev().map(RowId);
        let is_same = |row: &Row, it: &Row| Row { id: it.id, ..row.clone() } == *it;
        let is_like = |row: &Row, it: &Row| (row.kind, &row.field) == (it.kind, &it.field);
        let mut found = vec![None; self.rows.len()];
        for fits in [is_same as fn(&Row, &Row) -> bool, is_like] {
            for (row, found) in self.rows.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
                *found = free.iter().position(|it| fits(row, it)).map(|at| free.remove(at).id);
            }
        }
        for (row, found) in self.rows.iter_mut().zip(found) {
            row.id = found.or_else(|| none.next()).unwrap_or(row.id);
        }
        self.next = self.next.max(other.next);
        self
    }

    /// Makes one change. Gives the id of the row that was added, if one was. A change that names a row which is no
    /// longer there does nothing.
    ///
    /// ```
    /// use query::{Draft, Edit, RowKind};
    /// let mut draft = Draft::default();
    /// let row = draft.apply(Edit::Add { kind: RowKind::Search, field: "name".into() }).expect("a new row");
    /// draft.apply(Edit::SetText { row, text: "Jo".into() });
    /// draft.apply(Edit::All(vec![Edit::SetSortBy("name".into()), Edit::SetLimit("5".into())]));
    /// assert_eq!(draft.to_address(), "1~sc!name!!Jo~o!name~n!5");
    /// draft.apply(Edit::Remove { row });
    /// assert_eq!(draft.apply(Edit::SetText { row, text: "gone".into() }), None);
    /// assert!(draft.rows.is_empty());
    /// ```
    pub fn apply(&mut self, edit: Edit) -> Option<RowId> {
        match edit {
            Edit::Add { kind, field } => {
                let id = RowId(self.next);
                self.next += 1;
                self.rows.push(Row::new(id, kind, field));
                return Some(id);
            }
            Edit::Remove { row } => self.rows.retain(|other| other.id != row),
            Edit::Move { row, to } => self.move_row(row, to),
            Edit::SetField { row, field } => self.change(row, |it| it.field = field),
            Edit::SetOperator { row, operator } => self.change(row, |it| it.operator = operator),
            Edit::SetText { row, text } => self.change(row, |it| it.text = text),
            Edit::SetUpper { row, text } => self.change(row, |it| it.upper = text),
            Edit::SetValues { row, values } => self.change(row, |it| it.values = values),
            Edit::SetBare { row, bare } => self.change(row, |it| it.bare = bare),
            Edit::SetOff { row, off } => self.change(row, |it| it.off = off),
            Edit::SetSortBy(column) => self.sort_by = column,
            Edit::SetSortDirection(direction) => {
                self.written.shift_remove(Setting::SortDirection.as_str());
                self.sort_direction = direction;
            }
            Edit::SetPage(page) => {
                self.written.shift_remove(Setting::Page.as_str());
                self.page = page;
            }
            Edit::SetLimit(limit) => {
                self.written.shift_remove(Setting::Limit.as_str());
                self.limit = limit;
            }
            Edit::SetExtend(names) => {
                self.written.shift_remove(Setting::Extend.as_str());
                self.extend = names;
            }
            Edit::Write { setting, value } => self.write(setting, value),
            Edit::KeepExtra { key, value } => {
                self.extra.insert(key, value);
            }
            Edit::DropExtra(None) => self.extra.clear(),
            Edit::DropExtra(Some(key)) => {
                self.extra.shift_remove(&key);
            }
            Edit::SendExtra(send) => self.send_extra = send,
            Edit::Replace(draft) => *self = *draft,
            Edit::All(edits) => {
                let mut added = None;
                for edit in edits {
                    added = self.apply(edit).or(added);
                }
                return added;
            }
        }
        None
    }

    /// A setting in its own place where it fits there, else as written. It is never in both.
    fn write(&mut self, setting: Setting, value: Option<Value>) {
        let proper = value.as_ref().filter(|value| setting.is_proper(value));
        let number = || proper.and_then(whole).map(|number| number.to_string()).unwrap_or_default();
        match setting {
            Setting::Page => self.page = number(),
            Setting::Limit => self.limit = number(),
            Setting::SortDirection => {
                self.sort_direction = proper.and_then(Value::as_str).and_then(Direction::parse);
            }
            Setting::Extend => {
                let names = proper.and_then(Value::as_array).into_iter().flatten();
                self.extend = names.filter_map(Value::as_str).map(str::to_owned).collect();
            }
        }
        self.written.shift_remove(setting.as_str());
        if let Some(value) = value.filter(|value| !setting.is_proper(value)) {
            self.written.insert(setting.as_str().into(), value);
        }
    }

    fn change(&mut self, id: RowId, change: impl FnOnce(&mut Row)) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.id == id) {
            change(row);
        }
    }

    fn move_row(&mut self, id: RowId, to: usize) {
        let Some(from) = self.rows.iter().position(|row| row.id == id) else { return };
        let row = self.rows.remove(from);
        let places: Vec<usize> = self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, other)| other.kind == row.kind)
            .map(|(at, _)| at)
            .collect();
        let at = places.get(to).copied().or_else(|| places.last().map(|last| last + 1)).unwrap_or(from);
        self.rows.insert(at, row);
    }
}
