//! Rows, wherever they are: read already, or still in the text of a large reply.

use client::rows::LargeReply;
use serde_json::Value;
use std::cell::RefCell;
use std::rc::Rc;

/// So many rows of a large reply are kept as values.
const MOST_KEPT: usize = 512;

/// A list of rows.
#[derive(Clone)]
pub enum RowSource {
    /// Read already.
    Here(Rc<Vec<Value>>),
    /// In the text of a large reply; read when they are looked at.
    Large(Rc<LargeRows>),
}

/// A row that was read, and its place.
type Kept = Option<(usize, Rc<Value>)>;

/// The rows of a large reply, with those that were read last.
pub struct LargeRows {
    reply: Rc<LargeReply>,
    read: RefCell<Vec<Kept>>,
}

impl From<Rc<Vec<Value>>> for RowSource {
    fn from(rows: Rc<Vec<Value>>) -> RowSource {
        RowSource::Here(rows)
    }
}

impl From<Rc<LargeReply>> for RowSource {
    fn from(reply: Rc<LargeReply>) -> RowSource {
        RowSource::Large(Rc::new(LargeRows { reply, read: RefCell::new(vec![None; MOST_KEPT]) }))
    }
}

impl RowSource {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            RowSource::Here(rows) => rows.len(),
            RowSource::Large(rows) => rows.reply.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Looks at a row. One that is looked at to be shown is kept for a while.
    pub fn with<T>(&self, row: usize, look: impl FnOnce(Option<&Value>) -> T) -> T {
        match self {
            RowSource::Here(rows) => look(rows.get(row)),
            RowSource::Large(rows) => look(rows.read(row).as_deref()),
        }
    }

    /// Looks at a row on the way through all of them: what is kept for showing stays as it is.
    pub fn pass<T>(&self, row: usize, look: impl FnOnce(Option<&Value>) -> T) -> T {
        match self {
            RowSource::Here(rows) => look(rows.get(row)),
            RowSource::Large(rows) => look(rows.reply.row(row).as_ref()),
        }
    }
}

impl LargeRows {
    fn read(&self, row: usize) -> Option<Rc<Value>> {
        let place = row % MOST_KEPT;
        if let Some((at, value)) = &self.read.borrow()[place]
            && *at == row
        {
            return Some(value.clone());
        }
        let value = Rc::new(self.reply.row(row)?);
        self.read.borrow_mut()[place] = Some((row, value.clone()));
        Some(value)
    }
}
