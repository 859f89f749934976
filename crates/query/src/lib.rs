//! Takaro's query model, one engine for the explorer, the npm package, the lessons and the sandbox.
//!
//! Three shapes of one question:
//!
//! * [`EntitySchema`] says what may be asked of an entity: its fields, and which of them can be filtered by,
//!   searched in, ranged over, sorted by.
//! * [`Draft`] is what a person is typing: rows that may be half done. It changes only by [`Edit`]s.
//! * [`Query`] is what is sent: the body of `POST /<entity>/search`.
//!
//! ```
//! use query::{Draft, Edit, EntitySchema, Field, FieldKind, RowKind};
//!
//! let users = EntitySchema::new("user", "/user/search")
//!     .field(Field::new("email", FieldKind::Text).filterable())
//!     .field(Field::new("name", FieldKind::Text).filterable().searchable());
//! let mut draft = Draft::default();
//! let row = draft.apply(Edit::Add { kind: RowKind::Filter, field: "email".into() }).expect("adding gives the new row");
//! draft.apply(Edit::SetText { row, text: "john.doe@example.com".into() });
//! let query = draft.build(&users, 0).expect("nothing is half typed");
//! assert_eq!(query.to_json().to_string(), r#"{"filters":{"email":["john.doe@example.com"]}}"#);
//! ```
//!
//! Around them:
//!
//! * other views of a draft, without loss: JSON ([`Draft::from_json`], [`Draft::to_json_loose`]), an English sentence
//!   ([`Draft::to_english`], [`Draft::from_english`]), the text of an address ([`Draft::to_address`],
//!   [`Draft::from_address`]). [`Draft::adopt`] takes an edited view back without destroying what it cannot show;
//! * [`import()`]: a draft out of a curl command, code, a body, a link, a sentence;
//! * [`History`]: undo and redo;
//! * [`check`]: advice on what the server will do that a person may not expect, with fixes;
//! * [`evaluate`](evaluate()) and [`explain_row`]: what the server would answer over rows in memory, and why;
//! * [`code`](code()): a request in six languages;
//! * [`relative`] and [`dates`]: "last 7 days", and the calendar under it.
//!
//! Nothing here reads a clock, rolls dice or touches the world: the present moment is always passed in.
#![deny(missing_docs)]

mod address;
mod build;
mod cell;
mod code;
pub mod dates;
mod doctor;
mod draft;
mod english;
mod evaluate;
mod history;
mod import;
mod json;
mod json_text;
mod letters;
mod numbers;
pub mod relative;
mod request;
mod schema;
pub mod secret;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod views;
mod visible;

pub use address::{AddressError, MAX_ADDRESS};
pub use code::{Language, Payload, Snippet, code, says_more};
pub use doctor::{Advice, AdviceCode, Context, Fix, MAX_BODY, Place, Severity, check, nearest};
pub use english::{ParseError, plural, suggestions};
pub use evaluate::{
    Answer, Clause, Compared, Options, Refusal, contains, evaluate, explain_row, ilike, is_falsy, is_uuid,
};
pub use history::History;
pub use import::{ImportError, Imported, MAX_IMPORT, Source, import};
pub use json_text::{JsonTextError, doubled_keys, line_of, locate, read_json};

pub use draft::{Cell, Draft, Edit, Nothing, Operator, Problem, Row, RowId, RowKind, RowProblem};
pub use request::{Direction, FilterValues, NotAQuery, Query, Setting};
pub use schema::{EntitySchema, Field, FieldKind};
pub use visible::visible;
