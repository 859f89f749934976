//! Pieces that know the domain: operations, drafts, replies, schemas. Built of `ui`.

mod banner;
mod builder;
mod cell;
mod column_panel;
mod columns;
mod compare;
mod condition_row;
mod error_view;
mod export_panel;
mod json_tree;
mod markdown;
mod navigation;
mod palette;
mod plain_request;
mod query_request;
mod reply_bodies;
mod reply_parts;
mod reply_section;
mod reply_view;
mod row_source;
mod rows_table;
mod schema_parts;
mod schema_tree;
mod tree_search;
mod tree_source;

pub use banner::{banner, session_notice};
pub use builder::builder;
pub use error_view::{Again, ErrorHelp, error_view, failure_view};
pub use export_panel::{ExportOffer, export_button, exports_of};
pub use json_tree::json_tree;
pub use markdown::{markdown, markdown_line, markdown_under};
pub use navigation::{method_badge, navigation};
pub use palette::palette;
pub use plain_request::plain_request;
pub use query_request::query_request;
pub use reply_section::reply_section;
pub use reply_view::{Pager, ReplyExtras, reply_view};
pub use row_source::RowSource;
pub use rows_table::{CellRef, OnCell, OnSort, Sort, SortedBy, TableHooks, fields_table, rows_table};
pub use schema_tree::schema_tree;

use crate::ui::El;
use std::rc::Rc;

/// What an operation's request part gives to its page.
pub struct RequestPart {
    /// Region "Request".
    pub view: El,
    /// What a reply needs of it, asked for each reply.
    pub extras: Rc<dyn Fn() -> ReplyExtras>,
}
