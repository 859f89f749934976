//! Know the domain: documents, queries, replies. Built of `ui`.

mod json_tree;
mod markdown;

pub use json_tree::json_tree;
pub use markdown::{markdown, markdown_line, markdown_under};
