//! Reading one typed value by its field's kind.

use crate::relative::{self, End};
use crate::{Cell, FieldKind, Operator, dates, numbers};
use serde_json::{Number, Value};

/// What a cell is read for: it decides which end of "today" is meant and whether kinds matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A filter's value.
    Exact,
    /// A search's text: always text, whatever the field's kind.
    Text,
    /// A lower bound.
    From,
    /// An upper bound.
    To,
}

impl Role {
    /// What the first value of a row of that operator is.
    pub(crate) fn of(operator: Operator) -> Self {
        match operator {
            Operator::Is | Operator::IsEmpty => Role::Exact,
            Operator::Contains => Role::Text,
            Operator::AtLeast | Operator::Between => Role::From,
            Operator::AtMost => Role::To,
        }
    }
}

/// The JSON that a cell stands for, or words that say what is wanted instead.
pub(crate) fn read(cell: &Cell, kind: &FieldKind, role: Role, now: i64) -> Result<Value, String> {
    match cell {
        Cell::Json(value) => Ok(value.clone()),
        Cell::Text(text) => read_text(text, kind, role, now),
    }
}

/// As [`read`], for text.
pub(crate) fn read_text(text: &str, kind: &FieldKind, role: Role, now: i64) -> Result<Value, String> {
    if role == Role::Text {
        return Ok(text.into());
    }
    let trimmed = text.trim();
    match kind {
        FieldKind::Number => number(trimmed).ok_or_else(|| format!("a number is wanted, not \"{text}\"")),
        FieldKind::Boolean => match trimmed {
            "true" | "yes" => Ok(true.into()),
            "false" | "no" => Ok(false.into()),
            _ => Err(format!("yes or no is wanted, not \"{text}\"")),
        },
        FieldKind::Date => {
            if let Some(relative) = relative::parse(trimmed) {
                let end = if role == Role::To { End::Finish } else { End::Start };
                Ok(dates::format(relative.resolve(now, end)).into())
            } else if dates::parse(trimmed).is_some() {
                Ok(trimmed.into())
            } else {
                Err(format!(
                    "a date is wanted, such as 2026-11-23, 2026-11-23T18:00:00Z or last 7 days, not \"{text}\""
                ))
            }
        }
        FieldKind::Uuid | FieldKind::Enum(_) => Ok(trimmed.into()),
        FieldKind::Text | FieldKind::Nested | FieldKind::Unknown => Ok(text.into()),
    }
}

/// The cell that reads back as exactly this JSON: text where that is possible, so that it can be edited.
pub(crate) fn cell_for(value: &Value, kind: &FieldKind, role: Role) -> Cell {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        _ => return Cell::Json(value.clone()),
    };
    // Two clocks: a relative date reads differently by them, so it is never mistaken for the fixed text it came as.
    let same = |now: i64| read_text(&text, kind, role, now).is_ok_and(|read| read == *value);
    if same(0) && same(dates::DAY) { Cell::Text(text) } else { Cell::Json(value.clone()) }
}

fn number(text: &str) -> Option<Value> {
    match text.parse::<i64>() {
        Ok(whole) => Some(whole.into()),
        Err(_) => numbers::parse(text).and_then(Number::from_f64).map(Value::Number),
    }
}
