//! The words of an HTML page that stands where JSON was expected, as plain text. This is no HTML parser: proxies'
//! error pages are small and flat, and what is not understood is only shown less well.

/// The longest text that is taken over from an error page, in characters.
const LONGEST: usize = 300;

/// The words that say what happened: the first `<h1>` or `<pre>`, else the title, else the page's text.
pub(crate) fn words(page: &str) -> String {
    let title = element(page, "title");
    let heading = element(page, "pre").or_else(|| element(page, "h1"));
    let text = match (title, heading) {
        // Express writes the title "Error" and the reason into <pre>; nginx writes both the same.
        (_, Some(heading)) if !heading.is_empty() => heading,
        (Some(title), _) if !title.is_empty() => title,
        _ => text(page),
    };
    shorten(&text)
}

/// The text with its white space joined, cut where it gets too long for a message.
pub(crate) fn shorten(text: &str) -> String {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match joined.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &joined[..at]),
        None => joined,
    }
}

fn element(page: &str, name: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let mut from = 0;
    loop {
        let open = from + lower[from..].find(&format!("<{name}"))?;
        let after = open + 1 + name.len();
        // `<header>` is no `<head>`.
        if lower[after..].starts_with(|next: char| next == '>' || next.is_ascii_whitespace()) {
            let start = after + lower[after..].find('>')? + 1;
            let end = lower[start..].find(&format!("</{name}")).map_or(page.len(), |end| start + end);
            return Some(shorten(&text(&page[start..end])));
        }
        from = after;
    }
}

/// The text between the tags, without what is in scripts and styles, entities resolved.
fn text(page: &str) -> String {
    let lower = page.to_ascii_lowercase();
    let mut out = String::new();
    let mut at = 0;
    while let Some(open) = page[at..].find('<').map(|open| at + open) {
        out.push_str(&page[at..open]);
        let skipped = ["script", "style", "!--"].into_iter().find(|name| lower[open + 1..].starts_with(name));
        let end = match skipped {
            Some("!--") => "-->",
            Some("script") => "</script>",
            Some(_) => "</style>",
            None => ">",
        };
        at = lower[open..].find(end).map_or(page.len(), |found| open + found + end.len());
        out.push(' ');
    }
    out.push_str(&page[at..]);
    entities(&out)
}

fn entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    // `&amp;` comes last, so that `&amp;lt;` stays the text `&lt;`.
    const NAMED: [(&str, &str); 8] = [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ];
    NAMED.iter().fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_words_of_the_usual_pages_are_found() {
        let express = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<title>Error</title>\n</head>\n<body>\n<pre>Cannot GET /a&amp;b</pre>\n</body>\n</html>\n";
        assert_eq!(words(express), "Cannot GET /a&b");
        let nginx = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>";
        assert_eq!(words(nginx), "502 Bad Gateway");
        assert_eq!(words("<html><title>Just a moment</title><header>x</header></html>"), "Just a moment");
        assert_eq!(
            words("<p>Down<br>for <script>alert(1)</script>a <b>while</b><!-- x --></p>"),
            "Down for a while"
        );
        assert_eq!(words("<h1 class=x>Sorry"), "Sorry");
        assert_eq!(words(""), "");
    }

    #[test]
    fn entities_are_resolved_once() {
        assert_eq!(words("<h1>&amp;lt;b&amp;gt;</h1>"), "&lt;b&gt;");
    }

    proptest! {
        #[test]
        fn any_page_gives_words_of_bounded_length(page in "(<[a-z/!-]{0,6}>?|[a-zé<&;]{0,9}| ){0,60}") {
            prop_assert!(words(&page).chars().count() <= LONGEST + 1);
        }
    }
}
