//! Pages as they lie in files. Several lie in one: to begin a file and to end it takes a browser longer than to write it.

use super::page::StoredPage;
use std::borrow::Borrow;
use std::ops::RangeInclusive;

/// The files for some pages, each with its name and what stands in it. Pages that follow each other lie in one, whichever came
/// first.
///
/// ```
/// use client::export::{StoredPage, kept_files, kept_pages};
/// let page = |page| StoredPage::from_body(page, b"[]", None).expect("it is a page");
/// let files = kept_files(&[page(3), page(2), page(7)]);
/// let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
/// assert_eq!(names, ["page-000000002-000000003.ndjson", "page-000000007-000000007.ndjson"]);
/// assert_eq!(kept_pages(names[0]), Some(2..=3));
/// assert_eq!(StoredPage::from_text(&files[0].1, None).expect("it is whole"), [page(2), page(3)]);
/// ```
pub fn kept_files(pages: &[impl Borrow<StoredPage>]) -> Vec<(String, String)> {
    let mut pages: Vec<&StoredPage> = pages.iter().map(Borrow::borrow).collect();
    pages.sort_by_key(|page| page.page);
    pages
        .chunk_by(|one, next| one.page + 1 == next.page)
        .map(|pages| {
            let (first, last) = (pages[0].page, pages[pages.len() - 1].page);
            let size = pages.iter().map(|page| page.lines().len() + 80).sum();
            let mut text = String::with_capacity(size);
            pages.iter().for_each(|page| page.write_to(&mut text));
            (format!("page-{first:09}-{last:09}.ndjson"), text)
        })
        .collect()
}

/// The pages in a file, by its name; `None` where it holds something else. A name with one number is that of an earlier
/// version of this app, which kept each page by itself.
///
/// ```
/// use client::export::kept_pages;
/// assert_eq!(kept_pages("page-000000004.ndjson"), Some(4..=4));
/// assert_eq!(kept_pages("job.json"), None);
/// ```
pub fn kept_pages(name: &str) -> Option<RangeInclusive<i64>> {
    let numbers = name.strip_prefix("page-")?.strip_suffix(".ndjson")?;
    let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
    Some(first.parse().ok()?..=last.parse().ok()?)
}
