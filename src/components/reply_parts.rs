//! What a reply is and how many rows it shows of how many: decided here, without a page.

use client::Reply;

/// What a body is, by its content rather than by what its type says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BodyKind {
    /// There is none.
    Empty,
    /// JSON that can be read.
    Json,
    /// Any other text, HTML among it.
    Text,
    /// Bytes that are no text.
    Binary,
}

/// What a body is.
pub fn body_kind(reply: &Reply) -> BodyKind {
    if reply.body.is_empty() {
        return BodyKind::Empty;
    }
    let media = reply.content_type();
    let is_file = ["image/", "audio/", "video/", "font/"].iter().any(|start| media.starts_with(start))
        && media != "image/svg+xml";
    match std::str::from_utf8(&reply.body) {
        _ if is_file => BodyKind::Binary,
        // A text/csv of another encoding still reads better than not at all.
        Err(_) if media.starts_with("text/") && !reply.body.contains(&0) => BodyKind::Text,
        Err(_) => BodyKind::Binary,
        Ok(text) if text.contains('\0') => BodyKind::Binary,
        // Numbers and words alone are JSON too, but only where the type says so.
        Ok(text) if reply.is_json() || text.trim_start().starts_with(['{', '[']) => {
            if reply.json().is_ok() {
                BodyKind::Json
            } else {
                BodyKind::Text
            }
        }
        Ok(_) => BodyKind::Text,
    }
}

/// A name for the body as a file: what the server names it, else the end of its address and its type.
pub fn file_name(reply: &Reply) -> String {
    let given = reply
        .header("content-disposition")
        .and_then(|value| value.split(';').find_map(|part| part.trim().strip_prefix("filename=")))
        .map(|name| name.trim_matches('"'))
        .and_then(|name| name.rsplit(['/', '\\']).next())
        .filter(|name| !name.is_empty() && !name.starts_with('.'));
    if let Some(name) = given {
        return name.into();
    }
    let path = reply.url.split(['?', '#']).next().unwrap_or_default();
    let path =
        path.split_once("//").map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
    let name: String = steps
        .join("-")
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || "-_.".contains(letter) { letter } else { '-' })
        .collect();
    let media = reply.content_type();
    let ending = match media.as_str() {
        "text/csv" => "csv",
        "text/html" => "html",
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/svg+xml" => "svg",
        _ if reply.is_json() => "json",
        _ if media.starts_with("text/") => "txt",
        _ => "bin",
    };
    let name = if name.is_empty() { "reply" } else { name.trim_start_matches('.') };
    if name.ends_with(&format!(".{ending}")) { name.into() } else { format!("{name}.{ending}") }
}

/// Where in a list a reply stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Paging {
    /// The number of the first page, where somebody knows it.
    pub first_page: Option<i64>,
    /// The page.
    pub page: Option<i64>,
    /// Rows per page.
    pub limit: Option<i64>,
    /// Rows in all.
    pub total: Option<u64>,
    /// Rows in this reply.
    pub rows: usize,
}

/// What a reply shows of its list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Showing {
    /// These rows, counted from 1.
    Rows {
        /// The first one.
        from: u64,
        /// The last one.
        to: u64,
        /// All that there are, where the server tells.
        total: Option<u64>,
    },
    /// So many rows; where in the list nobody knows.
    Count {
        /// How many.
        count: u64,
        /// All that there are, where the server tells.
        total: Option<u64>,
    },
    /// The list has rows, but none on this page.
    Past {
        /// How many there are.
        total: u64,
    },
    /// There are none.
    Nothing,
}

/// What a reply shows of its list.
pub fn showing(paging: Paging) -> Showing {
    let count = paging.rows as u64;
    match (count, paging.total) {
        (0, Some(total)) if total > 0 => return Showing::Past { total },
        (0, _) => return Showing::Nothing,
        _ => {}
    }
    match paging.before() {
        Some(before) => Showing::Rows { from: before + 1, to: before + count, total: paging.total },
        None => Showing::Count { count, total: paging.total },
    }
}

impl Paging {
    /// The number of rows on the pages before this one.
    fn before(&self) -> Option<u64> {
        let pages = u64::try_from(self.page?.checked_sub(self.first_page?)?).ok()?;
        pages.checked_mul(u64::try_from(self.limit?).ok()?)
    }

    /// Whether there is, or may be, a page after this one.
    pub fn has_next(&self) -> bool {
        if self.rows == 0 {
            return false;
        }
        match (self.before(), self.total, self.limit) {
            (Some(before), Some(total), _) => before + (self.rows as u64) < total,
            // Nobody knows how many there are: a full page may not be the last.
            (_, _, Some(limit)) => i64::try_from(self.rows).is_ok_and(|rows| rows >= limit),
            _ => false,
        }
    }
}

/// The page before this one; from past the end, the last one that has rows.
pub fn previous_page(paging: Paging) -> Option<i64> {
    let (first, page) = (paging.first_page?, paging.page?);
    if page <= first {
        return None;
    }
    let last = match (paging.total, paging.limit.and_then(|limit| u64::try_from(limit).ok())) {
        (Some(total), Some(limit)) if limit > 0 => {
            i64::try_from(total.div_ceil(limit).max(1) - 1).ok().and_then(|pages| first.checked_add(pages))
        }
        _ => None,
    };
    Some((page - 1).min(last.unwrap_or(page - 1)).max(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(media: &str, body: &[u8]) -> Reply {
        Reply {
            status: 200,
            headers: vec![("Content-Type".into(), media.into())],
            body: body.to_vec(),
            url: "https://a.example/map/tile/1/2/3?x=1".into(),
            ..Reply::default()
        }
    }

    #[test]
    fn a_body_is_what_its_bytes_are() {
        assert_eq!(body_kind(&reply("application/json", b"")), BodyKind::Empty);
        assert_eq!(body_kind(&reply("text/html", b"{\"a\":1}")), BodyKind::Json);
        assert_eq!(body_kind(&reply("application/json", b"<html>502</html>")), BodyKind::Text);
        assert_eq!(body_kind(&reply("application/json", b"5")), BodyKind::Json);
        assert_eq!(body_kind(&reply("text/plain", b"5")), BodyKind::Text);
        assert_eq!(body_kind(&reply("text/csv", b"a,\xE9\n")), BodyKind::Text);
        assert_eq!(body_kind(&reply("application/octet-stream", b"\x89PNG\xFF")), BodyKind::Binary);
        assert_eq!(body_kind(&reply("image/png", b"abc")), BodyKind::Binary);
        assert_eq!(body_kind(&reply("", b"a\0b")), BodyKind::Binary);
    }

    #[test]
    fn a_file_has_a_harmless_name() {
        assert_eq!(file_name(&reply("image/png", b"")), "map-tile-1-2-3.png");
        let mut named = reply("text/csv", b"");
        named
            .headers
            .push(("content-disposition".into(), "attachment; filename=\"../../events.csv\"".into()));
        assert_eq!(file_name(&named), "events.csv");
        assert_eq!(file_name(&Reply { url: "https://a.example".into(), ..Reply::default() }), "reply.bin");
        assert_eq!(file_name(&Reply { url: "/a b/../.x".into(), ..Reply::default() }), "a-b-..-.x.bin");
    }

    fn page(first: i64, page: i64, rows: usize, total: Option<u64>) -> Paging {
        Paging { first_page: Some(first), page: Some(page), limit: Some(10), total, rows }
    }

    #[test]
    fn rows_are_counted_from_one_however_pages_are() {
        for first in [0, 1] {
            let shown = |at, rows, total| showing(page(first, first + at, rows, total));
            assert_eq!(shown(0, 10, Some(42)), Showing::Rows { from: 1, to: 10, total: Some(42) });
            assert_eq!(shown(4, 2, Some(42)), Showing::Rows { from: 41, to: 42, total: Some(42) });
            assert_eq!(shown(1, 10, None), Showing::Rows { from: 11, to: 20, total: None });
            assert_eq!(shown(9, 0, Some(42)), Showing::Past { total: 42 });
            assert_eq!(shown(0, 0, Some(0)), Showing::Nothing);
        }
        assert_eq!(
            showing(Paging { rows: 3, total: Some(9), ..Paging::default() }),
            Showing::Count { count: 3, total: Some(9) }
        );
        // A server that counts otherwise than it says is not believed.
        assert_eq!(showing(page(1, 0, 3, Some(3))), Showing::Count { count: 3, total: Some(3) });
        assert_eq!(showing(page(0, i64::MAX, 3, None)), Showing::Count { count: 3, total: None });
    }

    #[test]
    fn pages_end_where_the_rows_do() {
        assert!(page(0, 0, 10, Some(42)).has_next());
        assert!(!page(0, 4, 2, Some(42)).has_next());
        assert!(!page(1, 4, 10, Some(40)).has_next());
        assert!(page(1, 1, 10, None).has_next() && !page(1, 1, 9, None).has_next());
        assert!(!page(0, 7, 0, Some(42)).has_next());
        assert_eq!(previous_page(page(0, 0, 10, Some(42))), None);
        assert_eq!(previous_page(page(1, 1, 10, Some(42))), None);
        assert_eq!(previous_page(page(1, 3, 10, Some(42))), Some(2));
        assert_eq!(previous_page(page(0, 50, 0, Some(42))), Some(4));
        assert_eq!(previous_page(page(1, 50, 0, Some(42))), Some(5));
        assert_eq!(previous_page(page(1, 50, 0, Some(0))), Some(1));
        assert_eq!(previous_page(page(0, 5, 0, None)), Some(4));
    }
}
