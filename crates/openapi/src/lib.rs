//! A tolerant, lazy model of OpenAPI 3.0 and 3.1 documents in JSON.
//!
//! * **Lazy**: [`parse`] walks the text once, checks that it is JSON, and notes where each operation and each component
//!   stands. An operation or a schema is read only when it is asked for, so a document of many megabytes can be listed
//!   at once.
//! * **Tolerant**: what is wrong in a document becomes a [`Problem`] with its place, and the rest still works. A broken
//!   `$ref` is [`Resolved::Broken`]; a part that is nested too deeply fails alone.
//! * **Safe on hostile documents**: references may run in circles, schemas may be huge; every walk is bounded.
//!
//! ```
//! let text = r##"{
//!   "openapi": "3.0.0", "info": {"title": "Pets", "version": "1"},
//!   "paths": {"/pet/search": {"post": {"operationId": "PetController.search", "tags": ["Pet"],
//!     "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/PetSearchInputDTO"}}}}}}},
//!   "components": {"schemas": {"PetSearchInputDTO": {"properties": {
//!     "filters": {"properties": {"name": {"type": "array", "items": {"type": "string"}}}}, "page": {"minimum": 1}}}}}
//! }"##;
//! let (document, problems) = openapi::parse(text.into()).expect("it is JSON");
//! assert!(problems.is_empty());
//! let index = document.find("PetControllerSearch").expect("the operation is in the document");
//! let pets = document.entity(index).expect("it is a search");
//! assert_eq!((pets.name.as_str(), pets.first_page), ("pet", Some(1)));
//! assert_eq!(pets.filters().map(|field| field.name.as_str()).collect::<Vec<_>>(), ["name"]);
//! ```
#![deny(missing_docs)]

mod document;
mod entity;
mod example;
pub mod form;
mod ids;
mod index;
mod markdown;
mod named;
mod operation;
mod path_ids;
mod pointer;
mod problem;
mod scan;
mod schema;
mod uses;
mod words;

pub use document::{Document, Resolved, SecurityScheme};
pub use index::{Head, Info, Server, Tag, parse};
pub use operation::{Body, Example, Header, Media, Operation, Parameter, Place, Response};
pub use path_ids::{PathId, path_ids};
pub use problem::{NotJson, Problem};
pub use schema::{Discriminator, Property, Schema};
