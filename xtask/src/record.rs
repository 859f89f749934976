//! What the last `cargo xtask test --full` came to: a section of `bench/RESULTS.md`, whose other sections the bench writes.

use std::fs;

use time::OffsetDateTime;

use crate::files;
use crate::outcome::{Context, Result};

/// The heading of the section; `bench/report.mjs` keeps what stands beneath it.
const HEADING: &str = "## The long tests";
/// The heading of the section that it stands before.
const NEXT: &str = "## What was tried";

/// A stage of the tests: what it is called, how many of its tests passed, and how many failed.
pub type Stage = (String, usize, usize);

/// Writes the section anew.
pub fn write(stages: &[Stage], not_run: &[String], minutes: u64) -> Result<()> {
    let path = files::root().join("bench/RESULTS.md");
    let page = fs::read_to_string(&path).unwrap_or_default();
    let today = OffsetDateTime::now_utc().date().to_string();
    fs::write(&path, put(&page, &section(stages, not_run, minutes, &today)))
        .context(format!("could not write {}", files::shown(&path)))
}

/// The section: the day, the counts of each stage and of all, and what could not be run.
fn section(stages: &[Stage], not_run: &[String], minutes: u64, today: &str) -> String {
    let (passed, failed) = stages.iter().fold((0, 0), |(passed, failed), it| (passed + it.1, failed + it.2));
    let mut text = format!(
        "{HEADING}\n\n{today}: `cargo xtask test --full` took {minutes} minutes; {passed} passed, {failed} failed.\n\n\
         | stage | passed | failed |\n|---|---:|---:|\n"
    );
    for (what, passed, failed) in stages {
        text.push_str(&format!("| {what} | {passed} | {failed} |\n"));
    }
    if !not_run.is_empty() {
        text.push('\n');
    }
    for line in not_run {
        text.push_str(&format!("- {line}\n"));
    }
    text
}

/// A page with the section in the place of the one that it had, or before what was tried, or at its end.
fn put(page: &str, section: &str) -> String {
    let (before, after) = match page.split_once(HEADING) {
        Some((before, rest)) => (before, rest.split_once("\n## ").map(|(_, after)| format!("## {after}"))),
        None => match page.split_once(NEXT) {
            Some((before, rest)) => (before, Some(format!("{NEXT}{rest}"))),
            None => (page, None),
        },
    };
    let parts = [before.trim_end(), section.trim_end(), after.as_deref().unwrap_or_default().trim_end()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{}\n", parts.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_section_says_the_day_and_the_counts() {
        let stages = [("native tests".to_owned(), 7, 0), ("walks".to_owned(), 3, 1)];
        let text = section(&stages, &["not run: the fuzz targets".to_owned()], 61, "2026-11-28");
        assert!(text.contains("2026-11-28: `cargo xtask test --full` took 61 minutes; 10 passed, 1 failed."));
        assert!(text.contains("| walks | 3 | 1 |\n\n- not run: the fuzz targets\n"), "{text}");
    }

    #[test]
    fn the_section_takes_the_place_of_the_one_before() {
        let page = "# Measured\n\n## A\n\na\n\n## What was tried\n\nb\n";
        let first = put(page, "## The long tests\n\none\n");
        assert_eq!(first, "# Measured\n\n## A\n\na\n\n## The long tests\n\none\n\n## What was tried\n\nb\n");
        let second = put(&first, "## The long tests\n\ntwo\n");
        assert_eq!(second, "# Measured\n\n## A\n\na\n\n## The long tests\n\ntwo\n\n## What was tried\n\nb\n");
        assert_eq!(put("", "## The long tests\n\none\n"), "## The long tests\n\none\n");
    }
}
