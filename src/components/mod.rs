//! Know the domain: documents, queries, replies. Built of `ui`.

mod cell;
mod error_view;
mod json_tree;
mod markdown;
mod reply_parts;
mod reply_view;
mod rows_table;
mod schema_parts;
mod schema_tree;

pub use error_view::{error_view, failure_view};
pub use json_tree::json_tree;
pub use markdown::{markdown, markdown_line, markdown_under};
pub use reply_view::{Pager, ReplyExtras, reply_view};
pub use rows_table::{CellRef, OnCell, OnSort, Sort, SortedBy, TableHooks, fields_table, rows_table};
pub use schema_tree::schema_tree;
