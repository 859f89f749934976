//! A local Takaro-compatible API on SQLite: its rows, its searches, its validation and its own document.

pub mod api;
pub mod app;
pub mod body;
pub mod call;
pub mod caller;
pub mod cors;
pub mod dashboard;
pub mod document;
pub mod entities;
pub mod faults;
pub mod iso;
pub mod like;
mod newcomers;
pub mod options;
pub mod paging;
pub mod records;
pub mod reply;
mod routes;
pub mod search;
pub mod sessions;
pub mod site;
pub mod store;
mod upload;
pub mod validate;
