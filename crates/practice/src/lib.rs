//! The practice domains: the schemas and rows of a believable game community.
//!
//! Everything here is a pure function of its arguments: no clock, no randomness, no IO. The same domain, table and
//! index give the same row today, tomorrow, natively and in WebAssembly, so that a lesson's answer never changes.
//! The moment that counts as "now" is [`NOW`].
//!
//! * [`domains`] and [`people`]: where one can practise, and as whom.
//! * [`entities`]: what can be searched, with columns, permissions and relations as in Takaro's own document, and
//!   [`auxiliary`]: the tables behind them, which the relations lead through.
//! * [`rows`], [`row`] and [`count`]: the data.
//! * [`extend`](fn@extend): adds related objects to rows, over any [`Source`].
//!
//! ```
//! let users = practice::rows("harbour-lights-shine", "user");
//! let john = users.iter().find(|row| row["email"] == "john.doe@example.com").expect("the guide's own example");
//! assert_eq!(john["name"], "John Doe");
//! ```
//!
//! Rows keep close to what Takaro holds, and carry what breaks naive software: `%`, `_`, quotes, emoji, writing from
//! right to left, names of 200 characters, spaces at the ends, and texts such as `null` or `=SUM(A1)`.
#![deny(missing_docs)]

mod domain;
mod entities;
mod events;
mod extend;
pub mod lessons;
mod people;
mod roles;
mod rows;
mod schema;
mod seed;
mod tables;
mod words;

pub use domain::{Domain, DomainState, NOW, NOW_MS, domains};
pub use entities::{EVENT_NAMES, ORDER_STATUSES, entities, entity};
pub use extend::{Memory, Row, Source, extend};
pub use people::{Person, people};
pub use roles::permissions;
pub use rows::{count, row, rows};
pub use schema::{Column, Entity, How, Kind, Relation, Table, Via};
pub use tables::auxiliary;
