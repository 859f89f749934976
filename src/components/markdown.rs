//! Markdown as elements.
//!
//! The text comes from documents that nobody vouches for. It is read into [`Node`]s, which know only what Markdown can
//! say, and those become elements: HTML in it is text, and a link leads to the web, to a place in this app, or nowhere.

use crate::messages::{self as m, t};
use crate::ui::{Child, El, code_block, el};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A piece of a text.
#[derive(Clone, PartialEq, Debug)]
pub enum Node {
    /// Words.
    Text(String),
    /// Code in a line.
    Code(String),
    /// A new line.
    Break,
    /// A line across.
    Rule,
    /// Something that holds others.
    Group(Kind, Vec<Node>),
}

/// What holds others.
#[derive(Clone, PartialEq, Debug)]
pub enum Kind {
    /// A heading of a level from 1 to 6, as it is written.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A quotation.
    Quote,
    /// Code in lines of its own, and its language; it holds nothing but text.
    CodeBlock(String),
    /// A list with dots.
    List,
    /// A list with numbers, and the first one.
    Numbered(u64),
    /// An item of a list.
    Item,
    /// Stressed.
    Emphasis,
    /// Stressed more.
    Strong,
    /// Struck through.
    Struck,
    /// A link to another site.
    Outside(String),
    /// A link to a place in this app.
    Inside(String),
    /// A table.
    Table,
    /// Its head.
    Head,
    /// A row.
    Row,
    /// A cell.
    Cell,
    /// Nothing of its own: its children stand where it stands.
    Bare,
}

/// Deeper than this, what holds others adds nothing any more.
const DEEPEST: usize = 24;

/// Reads a text.
pub fn parse(text: &str) -> Vec<Node> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    // What is open at this point, the outermost first.
    let mut open: Vec<(Kind, Vec<Node>)> = vec![(Kind::Bare, Vec::new())];
    let mut links = 0;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(tag) => {
                let is_link = matches!(tag, Tag::Link { .. } | Tag::Image { .. });
                links += usize::from(is_link);
                let kind =
                    if open.len() > DEEPEST || (is_link && links > 1) { Kind::Bare } else { kind_of(tag) };
                open.push((kind, Vec::new()));
            }
            Event::End(end) => {
                if matches!(end, TagEnd::Link | TagEnd::Image) {
                    links -= 1;
                }
                if open.len() > 1
                    && let Some((kind, children)) = open.pop()
                {
                    close(kind, children, &mut open);
                }
            }
            Event::Text(text) => add_text(&mut open, &text),
            Event::Code(code) => add(&mut open, Node::Code(code.to_string())),
            Event::SoftBreak => add_text(&mut open, "\n"),
            Event::HardBreak => add(&mut open, Node::Break),
            Event::Rule => add(&mut open, Node::Rule),
            Event::Html(html) | Event::InlineHtml(html) => {
                for (at, piece) in split_at_breaks(&html).into_iter().enumerate() {
                    if at > 0 {
                        add(&mut open, Node::Break);
                    }
                    add_text(&mut open, piece);
                }
            }
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                add_text(&mut open, &text);
            }
            Event::TaskListMarker(done) => add_text(&mut open, if done { "☑ " } else { "☐ " }),
        }
    }
    while open.len() > 1 {
        if let Some((kind, children)) = open.pop() {
            close(kind, children, &mut open);
        }
    }
    open.pop().map(|(_, children)| children).unwrap_or_default()
}

fn kind_of(tag: Tag<'_>) -> Kind {
    match tag {
        Tag::Paragraph | Tag::HtmlBlock => Kind::Paragraph,
        Tag::Heading { level, .. } => Kind::Heading(match level {
            HeadingLevel::H1 => 1,
            HeadingLevel::H2 => 2,
            HeadingLevel::H3 => 3,
            HeadingLevel::H4 => 4,
            HeadingLevel::H5 => 5,
            HeadingLevel::H6 => 6,
        }),
        Tag::BlockQuote(_) => Kind::Quote,
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
            Kind::CodeBlock(info.split_whitespace().next().unwrap_or_default().to_string())
        }
        Tag::CodeBlock(CodeBlockKind::Indented) => Kind::CodeBlock(String::new()),
        Tag::List(Some(first)) => Kind::Numbered(first),
        Tag::List(None) => Kind::List,
        Tag::Item => Kind::Item,
        Tag::Emphasis => Kind::Emphasis,
        Tag::Strong => Kind::Strong,
        Tag::Strikethrough => Kind::Struck,
        Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => link_to(&dest_url),
        Tag::Table(_) => Kind::Table,
        Tag::TableHead => Kind::Head,
        Tag::TableRow => Kind::Row,
        Tag::TableCell => Kind::Cell,
        _ => Kind::Bare,
    }
}

/// Where a link may lead: to the web or to a place in this app. Any other one is its words alone.
fn link_to(target: &str) -> Kind {
    let start = target.get(..8).unwrap_or(target).to_ascii_lowercase();
    if start.starts_with("http://") || start.starts_with("https://") {
        Kind::Outside(target.into())
    } else if target.starts_with("#/") {
        Kind::Inside(target.into())
    } else {
        Kind::Bare
    }
}

fn add(open: &mut [(Kind, Vec<Node>)], node: Node) {
    if let Some((_, children)) = open.last_mut() {
        children.push(node);
    }
}

fn add_text(open: &mut [(Kind, Vec<Node>)], text: &str) {
    let Some((_, children)) = open.last_mut() else { return };
    match children.last_mut() {
        _ if text.is_empty() => {}
        Some(Node::Text(before)) => before.push_str(text),
        _ => children.push(Node::Text(text.into())),
    }
}

fn close(kind: Kind, mut children: Vec<Node>, open: &mut [(Kind, Vec<Node>)]) {
    if matches!(kind, Kind::CodeBlock(_) | Kind::Paragraph)
        && let Some(Node::Text(text)) = children.last_mut()
    {
        text.truncate(text.trim_end_matches('\n').len());
    }
    match kind {
        Kind::Bare => {
            for child in children {
                match child {
                    Node::Text(text) => add_text(open, &text),
                    other => add(open, other),
                }
            }
        }
        kind => add(open, Node::Group(kind, children)),
    }
}

/// Cuts HTML at its line breaks (`<br>`, `<br/>`, `<BR />`), the one tag that means something here.
fn split_at_breaks(html: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut begin, mut from) = (0, 0);
    while let Some(at) = html[from..].find('<').map(|at| from + at) {
        from = at + 1;
        let tag = &html.as_bytes()[from..];
        if tag.len() < 3 || !tag[..2].eq_ignore_ascii_case(b"br") {
            continue;
        }
        let rest = &html[from + 2..];
        // No search: of many that do not end here each would go to the end.
        let Some(end) = rest
            .find(|it: char| it != '/' && !it.is_whitespace())
            .filter(|end| rest[*end..].starts_with('>'))
        else {
            continue;
        };
        pieces.push(&html[begin..at]);
        begin = from + 2 + end + 1;
        from = begin;
    }
    pieces.push(&html[begin..]);
    pieces
}

/// A text under the page's main heading: its uppermost headings are of the second level.
pub fn markdown(text: &str) -> El {
    markdown_under(text, 1)
}

/// A text under a heading of `level`: its uppermost headings are one level below.
pub fn markdown_under(text: &str, level: u8) -> El {
    let nodes = parse(text);
    let shift = i16::from(level) + 1 - i16::from(uppermost(&nodes).unwrap_or(1));
    el("div").class("markdown").child(render(nodes, shift))
}

/// A short text in a line of others: of its paragraphs only what stands in them.
pub fn markdown_line(text: &str) -> El {
    let mut children = Vec::new();
    for (at, node) in parse(text).into_iter().enumerate() {
        if at > 0 {
            children.push(Child::Text(" ".into()));
        }
        children.push(match node {
            Node::Group(Kind::Paragraph | Kind::Heading(_), inner) => render(inner, 0),
            other => render(vec![other], 0),
        });
    }
    el("span").class("markdown-line").child(Child::Many(children))
}

fn uppermost(nodes: &[Node]) -> Option<u8> {
    let level = |node: &Node| match node {
        Node::Group(Kind::Heading(level), _) => Some(*level),
        Node::Group(_, children) => uppermost(children),
        _ => None,
    };
    nodes.iter().filter_map(level).min()
}

fn render(nodes: Vec<Node>, shift: i16) -> Child {
    let render_node = |node| match node {
        Node::Text(text) => Child::Text(text),
        Node::Code(code) => el("code").child(code).into(),
        Node::Break => el("br").into(),
        Node::Rule => el("hr").into(),
        Node::Group(kind, children) => group(kind, children, shift),
    };
    Child::Many(nodes.into_iter().map(render_node).collect())
}

fn group(kind: Kind, children: Vec<Node>, shift: i16) -> Child {
    let outer = match kind {
        Kind::Bare => return render(children, shift),
        Kind::CodeBlock(language) => {
            let text = plain(&children);
            let block = code_block(move || text.clone(), &language, &t(m::CODE));
            // A text may hold many of them: only what there is one of is a landmark.
            if let Ok(Some(inner)) = block.element().query_selector("pre") {
                let _ = inner.set_attribute("role", "group");
            }
            return block.into();
        }
        Kind::Table => {
            // A table may be wider than the page: it moves in a box of its own.
            let (head, body) =
                children.into_iter().partition(|node| matches!(node, Node::Group(Kind::Head, _)));
            let table = el("table").child(render(head, shift)).child(el("tbody").child(render(body, shift)));
            return el("div")
                .class("markdown-table")
                .attr("tabindex", "0")
                .attr("role", "group")
                .attr("aria-label", &t(m::TABLE))
                .child(table)
                .into();
        }
        Kind::Head => {
            let cells = children.into_iter().map(|cell| match cell {
                Node::Group(Kind::Cell, inner) => {
                    el("th").attr("scope", "col").child(render(inner, shift)).into()
                }
                other => render(vec![other], shift),
            });
            return el("thead").child(el("tr").child(Child::Many(cells.collect()))).into();
        }
        Kind::Heading(level) => el(heading(i16::from(level) + shift)),
        Kind::Paragraph => el("p"),
        Kind::Quote => el("blockquote"),
        Kind::List => el("ul"),
        Kind::Numbered(1) => el("ol"),
        Kind::Numbered(first) => el("ol").attr("start", &first.to_string()),
        Kind::Item => el("li"),
        Kind::Emphasis => el("em"),
        Kind::Strong => el("strong"),
        Kind::Struck => el("s"),
        Kind::Outside(target) => el("a").outside(&target),
        Kind::Inside(target) => el("a").to(&target),
        Kind::Row => el("tr"),
        Kind::Cell => el("td"),
    };
    outer.child(render(children, shift)).into()
}

fn heading(level: i16) -> &'static str {
    match level {
        ..=2 => "h2",
        3 => "h3",
        4 => "h4",
        5 => "h5",
        _ => "h6",
    }
}

/// The words of some nodes without their markup.
fn plain(nodes: &[Node]) -> String {
    let words = |node: &Node| match node {
        Node::Text(text) | Node::Code(text) => text.clone(),
        Node::Break => "\n".into(),
        Node::Rule => String::new(),
        Node::Group(_, children) => plain(children),
    };
    nodes.iter().map(words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Node {
        Node::Text(words.into())
    }

    fn paragraph(children: Vec<Node>) -> Node {
        Node::Group(Kind::Paragraph, children)
    }

    #[test]
    fn html_is_text_and_br_a_new_line() {
        assert_eq!(
            parse("a<br>b<BR/>c <b onclick=x>d</b>"),
            [paragraph(vec![text("a"), Node::Break, text("b"), Node::Break, text("c <b onclick=x>d</b>")])]
        );
        assert_eq!(parse("<script>alert(1)</script>"), [paragraph(vec![text("<script>alert(1)</script>")])]);
        assert_eq!(
            parse("<br> Required permissions: `ROOT`"),
            [paragraph(vec![Node::Break, text(" Required permissions: "), Node::Code("ROOT".into())])]
        );
        assert_eq!(split_at_breaks("<brx>é<br / ><"), ["<brx>é", "<"]);
        assert_eq!(split_at_breaks("<b"), ["<b"]);
        let unended = "<br".repeat(300_000) + ">";
        assert_eq!(split_at_breaks(&unended).len(), 2, "read once, and not once for each");
        assert_eq!(split_at_breaks("<é>"), ["<é>"]);
    }

    #[test]
    fn a_link_leads_to_the_web_into_the_app_or_nowhere() {
        let link = |kind| vec![paragraph(vec![Node::Group(kind, vec![text("x")])])];
        assert_eq!(parse("[x](https://a.example/)"), link(Kind::Outside("https://a.example/".into())));
        assert_eq!(parse("[x](HTTP://a.example/)"), link(Kind::Outside("HTTP://a.example/".into())));
        assert_eq!(parse("[x](#/schema/User)"), link(Kind::Inside("#/schema/User".into())));
        for target in ["javascript:alert(1)", "data:text/html,x", "//a.example", "/login", "#top"] {
            assert_eq!(plain(&parse(&format!("[x]({target})"))), "x", "{target}");
            let whole = format!("{:?}", parse(&format!("[x]({target})")));
            assert!(!whole.contains("Outside") && !whole.contains("Inside"), "{whole}");
        }
    }

    #[test]
    fn a_picture_is_a_link_with_its_words() {
        let outside = Kind::Outside("https://a.example/p.png".into());
        assert_eq!(
            parse("![a map](https://a.example/p.png)"),
            [paragraph(vec![Node::Group(outside, vec![text("a map")])])]
        );
        // Inside of a link it is its words: a link holds no link.
        let badge = parse("[![build](https://a.example/p.png)](https://b.example/)");
        let link = Kind::Outside("https://b.example/".into());
        assert_eq!(badge, [paragraph(vec![Node::Group(link, vec![text("build")])])]);
    }

    #[test]
    fn tables_lists_and_code_keep_their_shape() {
        let found = format!("{:?}", parse("| a | b |\n|---|---|\n| 1 | `2` |"));
        assert!(found.starts_with("[Group(Table, [Group(Head, [Group(Cell, [Text(\"a\")])"), "{found}");
        assert!(
            found.contains("Group(Row, [Group(Cell, [Text(\"1\")]), Group(Cell, [Code(\"2\")])])"),
            "{found}"
        );
        assert_eq!(
            parse("```json\n{\n}\n```"),
            [Node::Group(Kind::CodeBlock("json".into()), vec![text("{\n}")])]
        );
        let found = format!("{:?}", parse("3. a\n4. b"));
        assert!(found.starts_with("[Group(Numbered(3), [Group(Item"), "{found}");
    }

    #[test]
    fn a_hostile_depth_is_flattened() {
        fn depth(nodes: &[Node]) -> usize {
            let of = |node: &Node| match node {
                Node::Group(_, children) => 1 + depth(children),
                _ => 0,
            };
            nodes.iter().map(of).max().unwrap_or(0)
        }
        let hostile = format!("{}deep", "> ".repeat(5_000));
        let nodes = parse(&hostile);
        assert!(depth(&nodes) <= DEEPEST, "{}", depth(&nodes));
        assert_eq!(plain(&nodes), "deep");
        let stars = format!("{}x{}", "*a ".repeat(3_000), "*".repeat(3_000));
        assert!(depth(&parse(&stars)) <= DEEPEST);
    }

    #[test]
    fn headings_begin_under_the_pages_own() {
        assert_eq!(uppermost(&parse("## a\n\n> # b\n\n### c")), Some(1));
        assert_eq!(uppermost(&parse("words")), None);
        assert_eq!((heading(0), heading(2), heading(4), heading(99)), ("h2", "h2", "h4", "h6"));
    }
}
