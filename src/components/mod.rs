//! Pieces that know the domain: operations, drafts, replies, schemas. Built of `ui`.

mod advice;
mod as_written;
mod banner;
mod body_editor;
mod body_form;
mod body_inputs;
mod body_json;
mod builder;
mod calendar;
mod cell;
mod cell_acts;
mod cell_menu;
mod code_view;
mod column_panel;
mod columns;
mod compare;
mod condition_row;
mod entity_peek;
mod error_view;
mod export_panel;
mod favourites;
mod forget;
mod form_words;
mod funnel;
mod id_picker;
mod import_query;
mod json_editor;
mod json_tree;
mod lesson_links;
mod markdown;
mod navigation;
mod palette;
mod plain_request;
mod plain_send;
mod query_parameters;
mod query_request;
mod query_send;
mod query_tools;
mod reply_bodies;
mod reply_parts;
mod reply_section;
mod reply_view;
mod request_code;
mod row_order;
mod row_source;
mod rows_cells;
mod rows_keys;
mod rows_table;
mod saved_queries;
mod schema_parts;
mod schema_tree;
mod seen_rows;
mod send_key;
mod server_errors;
mod text_form;
mod text_view;
mod tokens;
mod tree_search;
mod tree_source;
mod upload_parts;
mod value_box;
mod why_not;
mod write_lock;
mod write_question;

pub use advice::advice_list;
pub use banner::{banner, moved_notice, session_notice};
pub use body_editor::example_title;
pub use builder::builder;
pub use cell::is_moment;
pub use cell_menu::cell_menu;
pub use code_view::code_panel;
pub use error_view::{Again, ErrorHelp, error_view, failure_view};
pub use export_panel::{ExportOffer, export_button, exports_of};
pub use favourites::{favourite_button, favourite_links};
pub use forget::forget_button;
pub use json_tree::json_tree;
pub use lesson_links::lesson_links;
pub use markdown::{markdown, markdown_line, markdown_under};
pub use navigation::{method_badge, navigation};
pub use palette::palette;
pub use plain_request::plain_request;
pub use query_request::query_request;
pub use query_send::query_send;
pub use query_tools::{query_tools, with_undo_keys};
pub use reply_section::reply_section;
pub use reply_view::{Pager, ReplyExtras, reply_view};
pub use row_source::RowSource;
pub use rows_cells::local_moment;
pub use rows_table::{CellRef, OnCell, OnSort, Sort, SortedBy, TableHooks, fields_table, rows_table};
pub use schema_tree::schema_tree;
pub use text_form::TextForm;
pub use text_view::{TextView, text_panel, unread};
pub use tokens::token_panel;
pub use write_lock::lock_chip;

use crate::ui::El;
use std::rc::Rc;

/// What an operation's request part gives to its page.
pub struct RequestPart {
    /// Region "Request".
    pub view: El,
    /// What a reply needs of it, asked for each reply.
    pub extras: Rc<dyn Fn() -> ReplyExtras>,
}
