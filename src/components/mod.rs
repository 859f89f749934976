//! Know the domain: documents, queries, replies. Built of `ui`.

mod markdown;

pub use markdown::{markdown, markdown_line, markdown_under};
