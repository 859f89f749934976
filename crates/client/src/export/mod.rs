//! Exporting every page of a list into one file: what to ask for, what to keep, what to write, and how sure the
//! result is. All of it is pure: the caller fetches, waits and stores.
//!
//! Pages are kept as they come, each as a text ([`StoredPage`]), several in a file ([`kept_files`]). What is already there
//! after a failure or a reload is handed in again, and the export goes on behind it: no other state has to be remembered. When all pages
//! are there, a [`Writer`] turns them into the file, one page at a time.
//!
//! ```
//! use client::export::{Export, Job, Next, StoredPage, Writer};
//! use client::{Request, Reply};
//!
//! let search = Request::search("https://a.example/user/search", &query::Query::default());
//! let job = Job { limit: 2, key: Some("id".into()), ..Job::new(&search, 0) };
//! let mut export = Export::new(job.clone());
//! let mut stored = Vec::new();
//! for body in [r#"{"meta":{"total":3},"data":[{"id":1},{"id":2}]}"#, r#"{"meta":{"total":3},"data":[{"id":3}]}"#] {
//!     let Next::Fetch { page, .. } = export.next() else { panic!("there is more") };
//!     let page = StoredPage::from_body(page, body.as_bytes(), Some("id")).expect("it is a page");
//!     export.take(&page);
//!     stored.push(page.to_text());
//! }
//! assert!(matches!(export.next(), Next::Write));
//! assert_eq!(export.statement().words, "3 of 3 rows, 0 duplicates, total unchanged");
//!
//! let mut writer = Writer::new(&job, export.columns());
//! let mut file = writer.head();
//! for page in StoredPage::from_text(&stored.concat(), Some("id")).expect("we wrote it") {
//!     writer.page(&page, export.twice(page.page), &mut file);
//! }
//! file += writer.tail();
//! assert_eq!(file, "id\r\n1\r\n2\r\n3\r\n");
//! ```

mod job;
mod kept;
mod page;
mod run;
mod scan;
mod write;

pub use job::{Format, Job};
pub use kept::{kept_files, kept_pages};
pub use page::StoredPage;
pub use run::{After, Export, Held, Next, Progress, Rate, Statement};
pub use write::{Writer, csv_cell, csv_text};

#[cfg(test)]
mod tests;
