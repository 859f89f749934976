//! Everything between a question and its answer: requests, replies, the envelope, errors, retries, page walks and the
//! session, all pure; and, in a browser, [`send`].
//!
//! An answer of any status is a [`Reply`]; [`SendError`] is for when none came. [`Reply::envelope`] takes it apart,
//! [`ApiError::explain`] puts its error into words for people.
//!
//! ```
//! use client::{Reply, Request, url};
//!
//! let request = Request::search(url::join("https://api.example.com", "/user/search"), &query::Query::default());
//! assert_eq!(request.all_headers(), [("Content-Type".into(), "application/json".into())]);
//! // … and what may come back:
//! let reply = Reply { status: 403, ..Reply::default() };
//! let error = reply.envelope().error.expect("403 is an error");
//! assert_eq!(error.message, "403 Forbidden");
//! println!("{}", error.explain().what_to_do);
//! ```
#![deny(missing_docs)]

pub mod codes;
pub mod csv;
mod details;
pub mod diff;
mod error;
mod exact;
mod explain;
#[cfg(feature = "export")]
pub mod export;
mod fetch;
pub mod history;
mod html;
mod reply;
mod request;
pub mod retry;
pub mod rows;
mod send_error;
pub mod session;
pub mod summary;
mod upload;
pub mod url;
pub mod walk;
pub mod words;

pub use error::{ApiError, FieldError};
pub use exact::read_json;
pub use explain::Explanation;
pub use fetch::{MAX_REPLY, explained, probe, send, send_plainly};
pub use reply::{Envelope, NotJson, Page, Reply};
pub use request::{Body, LIMITS, MAX_BODY, Method, Refusal, Request};
pub use send_error::{Hint, Probe, SendError, hints};
pub use upload::upload;
