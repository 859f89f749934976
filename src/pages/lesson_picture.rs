//! Pictures of the query model, drawn as elements so that both themes colour them.

use crate::messages::{self as m, Msg, t};
use crate::ui::{El, el, svg};
use practice::lessons::Picture;

/// The picture, with its words for those who do not see it.
pub fn picture(which: Picture) -> El {
    let (drawing, title, words) = match which {
        Picture::Combine => (combine(), m::PICTURE_COMBINE, m::PICTURE_COMBINE_WORDS),
        Picture::Pages => (pages(), m::PICTURE_PAGES, m::PICTURE_PAGES_WORDS),
    };
    el("figure")
        .class("lesson-picture")
        .child(drawing.attr("role", "img").attr("aria-label", &format!("{}. {}", t(title), t(words))))
        .child(el("figcaption").class("muted small").child(words))
}

fn canvas(width: u32, height: u32) -> El {
    svg("svg").attr("class", "picture").attr("viewBox", &format!("0 0 {width} {height}"))
}

fn bar(x: u32, y: u32, width: u32, height: u32, class: &str) -> El {
    svg("rect")
        .attr("class", class)
        .attr("x", &x.to_string())
        .attr("y", &y.to_string())
        .attr("width", &width.to_string())
        .attr("height", &height.to_string())
        .attr("rx", "6")
}

fn words(x: u32, y: u32, text: Msg) -> El {
    svg("text")
        .attr("class", "picture-text")
        .attr("x", &x.to_string())
        .attr("y", &y.to_string())
        .attr("text-anchor", "middle")
        .child(text)
}

/// Three gates in a row: a row of data must pass them all.
fn combine() -> El {
    let gate = |at: u32, title: Msg, rule: Msg| {
        let x = 20 + at * 180;
        [
            bar(x, 20, 150, 74, "picture-gate"),
            words(x + 75, 52, title),
            words(x + 75, 76, rule).attr("class", "picture-text picture-quiet"),
        ]
    };
    let arrow =
        |x: u32| svg("path").attr("class", "picture-line").attr("d", &format!("M{x} 57h22m-7 -6l7 6l-7 6"));
    let mut drawing = canvas(740, 114);
    for parts in [
        gate(0, m::FILTERS, m::PICTURE_ALL),
        gate(1, m::SEARCH, m::PICTURE_ANY),
        gate(2, m::RANGES, m::PICTURE_ALL),
    ] {
        for part in parts {
            drawing = drawing.child(part);
        }
    }
    let result = [bar(560, 20, 160, 74, "picture-result"), words(640, 62, m::PICTURE_FOUND)];
    for part in result {
        drawing = drawing.child(part);
    }
    drawing.child(arrow(174)).child(arrow(354)).child(arrow(534))
}

/// Twelve rows, cut into three pages of four; the second one is asked for.
fn pages() -> El {
    let mut drawing = canvas(740, 120);
    for row in 0..12 {
        let page = row / 4;
        let class = if page == 1 { "picture-result" } else { "picture-gate" };
        drawing = drawing.child(bar(20 + row * 56 + page * 14, 20, 46, 46, class));
    }
    for (page, name) in [m::PICTURE_PAGE_1, m::PICTURE_PAGE_2, m::PICTURE_PAGE_3].into_iter().enumerate() {
        let page = u32::try_from(page).unwrap_or(0);
        drawing = drawing.child(words(20 + page * 238 + 107, 98, name));
    }
    drawing
}
