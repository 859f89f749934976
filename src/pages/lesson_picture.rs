//! Pictures of the query model, drawn as elements so that both themes colour them. They are narrow enough to be read on
//! a telephone.

use crate::messages::{self as m, Msg, t, tf};
use crate::ui::{Child, El, el, svg};
use practice::lessons::Picture;

/// The picture, with its words for those who do not see it.
pub fn picture(which: Picture) -> El {
    let (drawing, title, words) = match which {
        Picture::Exchange => (exchange(), m::PICTURE_EXCHANGE, m::PICTURE_EXCHANGE_WORDS),
        Picture::Combine => (combine(), m::PICTURE_COMBINE, m::PICTURE_COMBINE_WORDS),
        Picture::Pages => (pages(), m::PICTURE_PAGES, m::PICTURE_PAGES_WORDS),
        Picture::Range => (range(), m::PICTURE_RANGE, m::PICTURE_RANGE_WORDS),
        Picture::Ties => (ties(), m::PICTURE_TIES, m::PICTURE_TIES_WORDS),
        Picture::Extend => (extend(), m::PICTURE_EXTEND, m::PICTURE_EXTEND_WORDS),
        Picture::Domains => (domains(), m::PICTURE_DOMAINS, m::PICTURE_DOMAINS_WORDS),
    };
    el("figure")
        .class("lesson-picture")
        .child(drawing.attr("role", "img").attr("aria-label", &format!("{}. {}", t(title), t(words))))
        .child(el("figcaption").class("muted small").child(words))
}

const GATE: &str = "picture-gate";
const RESULT: &str = "picture-result";
const LOST: &str = "picture-lost";

fn canvas(height: u32) -> El {
    svg("svg").attr("class", "picture").attr("viewBox", &format!("0 0 480 {height}"))
}

/// A box: left, top, width, height.
fn bar([x, y, width, height]: [u32; 4], class: &str) -> El {
    svg("rect")
        .attr("class", class)
        .attr("x", &x.to_string())
        .attr("y", &y.to_string())
        .attr("width", &width.to_string())
        .attr("height", &height.to_string())
        .attr("rx", "6")
}

fn words(x: u32, y: u32, text: impl Into<Child>) -> El {
    svg("text")
        .attr("class", "picture-text")
        .attr("x", &x.to_string())
        .attr("y", &y.to_string())
        .attr("text-anchor", "middle")
        .child(text)
}

fn quiet(x: u32, y: u32, text: impl Into<Child>) -> El {
    words(x, y, text).attr("class", "picture-text picture-quiet")
}

/// A box with words in its middle.
fn gate(place: [u32; 4], class: &str, text: impl Into<Child>) -> [El; 2] {
    let [x, y, width, height] = place;
    [bar(place, class), words(x + width / 2, y + height / 2 + 6, text)]
}

fn line(path: &str) -> El {
    svg("path").attr("class", "picture-line").attr("d", path)
}

fn arrow_right(x: u32, y: u32) -> El {
    line(&format!("M{x} {y}h22m-7 -6l7 6l-7 6"))
}

fn arrow_down(x: u32, y: u32) -> El {
    line(&format!("M{x} {y}v18m-6 -7l6 7l6 -7"))
}

fn draw(canvas: El, parts: impl IntoIterator<Item = El>) -> El {
    parts.into_iter().fold(canvas, El::child)
}

/// The query, the server and the answer.
fn exchange() -> El {
    let stage = |x: u32, class: &str, title: Msg, rule: Msg| {
        [bar([x, 12, 130, 68], class), words(x + 65, 42, title), quiet(x + 65, 64, rule)]
    };
    let parts = stage(8, GATE, m::PICTURE_YOUR_QUERY, m::PICTURE_JSON)
        .into_iter()
        .chain(stage(175, GATE, m::PICTURE_SERVER, m::PICTURE_SESSION))
        .chain(stage(342, RESULT, m::PICTURE_ANSWER, m::PICTURE_META_DATA))
        .chain([arrow_right(145, 46), arrow_right(312, 46)]);
    draw(canvas(92), parts)
}

/// Three bands that a row must pass: of the outer ones every gate, of the middle one any.
fn combine() -> El {
    let both = |y: u32, name: Msg, [first, second]: [Msg; 2]| {
        let head = [quiet(58, y + 26, name), quiet(290, y + 26, m::PICTURE_AND)];
        let gates =
            gate([120, y, 146, 40], GATE, first).into_iter().chain(gate([314, y, 146, 40], GATE, second));
        head.into_iter().chain(gates)
    };
    let parts = both(8, m::FILTERS, [m::PICTURE_NAME_IS, m::PICTURE_EMAIL_IS])
        .chain([quiet(58, 122, m::SEARCH), quiet(290, 121, m::PICTURE_OR)])
        .chain(gate([150, 76, 280, 30], GATE, m::PICTURE_NAME_CONTAINS))
        .chain(gate([150, 128, 280, 30], GATE, m::PICTURE_EMAIL_CONTAINS))
        // The two lanes part before the searches and meet behind them.
        .chain([line("M290 66H136V168H290"), line("M290 66H444V168H290")])
        .chain(both(186, m::RANGES, [m::PICTURE_AT_LEAST, m::PICTURE_AT_MOST]))
        .chain(gate([150, 254, 280, 40], RESULT, m::PICTURE_FOUND))
        .chain([arrow_down(290, 48), arrow_down(290, 168), arrow_down(290, 232)]);
    draw(canvas(302), parts)
}

/// Twelve rows, cut into three pages of four; the second one is asked for.
fn pages() -> El {
    let mut parts = Vec::new();
    for row in 0..12_u32 {
        let page = row / 4;
        let class = if page == 1 { RESULT } else { GATE };
        parts.extend(gate([12 + row * 37 + page * 10, 12, 31, 36], class, (row + 1).to_string()));
    }
    for page in 0..3_u32 {
        let middle = 12 + page * 158 + 71;
        let (guide, server) = ((page + 1).to_string(), page.to_string());
        parts.push(words(middle, 76, tf(m::PICTURE_GUIDE_PAGE, &[("n", &guide)])));
        parts.push(quiet(middle, 98, tf(m::PICTURE_SERVER_PAGE, &[("n", &server)])));
    }
    draw(canvas(108), parts)
}

/// Prices on a line; those within the bounds, and the bounds themselves, are found.
fn range() -> El {
    let at = |price: u32| 20 + price;
    let mut parts = vec![
        bar([at(100), 34, 200, 40], "picture-band"),
        line("M12 54H468"),
        words(at(100), 24, m::PICTURE_AT_LEAST),
        words(at(300), 24, m::PICTURE_AT_MOST),
    ];
    for price in [40, 100, 170, 240, 300, 400] {
        let class = if (100..=300).contains(&price) { RESULT } else { GATE };
        let dot = svg("circle")
            .attr("class", class)
            .attr("cx", &at(price).to_string())
            .attr("cy", "54")
            .attr("r", "11");
        parts.extend([dot, quiet(at(price), 96, price.to_string())]);
    }
    draw(canvas(106), parts)
}

/// Two pages of two rows, between which two rows of the same value changed places.
fn ties() -> El {
    let parts = [
        words(90, 24, m::PICTURE_PAGE_1),
        words(246, 24, m::PICTURE_PAGE_2),
        words(402, 24, m::PICTURE_NEVER),
    ]
    .into_iter()
    .chain(gate([24, 38, 132, 34], GATE, "A · 5"))
    .chain(gate([24, 80, 132, 34], GATE, "B · 7"))
    .chain(gate([180, 38, 132, 34], LOST, "B · 7"))
    .chain(gate([180, 80, 132, 34], GATE, "D · 9"))
    .chain(gate([336, 38, 132, 34], LOST, "C · 7"));
    draw(canvas(124), parts)
}

/// A row as it comes without and with its relations.
fn extend() -> El {
    let parts =
        [bar([8, 30, 160, 112], GATE), words(88, 56, m::PICTURE_ORDER), quiet(88, 90, m::PICTURE_LISTING_ID)]
            .into_iter()
            .chain([arrow_right(178, 86)])
            .chain([bar([212, 8, 260, 156], GATE), words(342, 32, m::PICTURE_ORDER)])
            .chain([bar([232, 44, 220, 104], RESULT), words(342, 68, m::PICTURE_LISTING)])
            .chain(gate([256, 82, 172, 48], GATE, m::PICTURE_ITEMS));
    draw(canvas(172), parts)
}

/// Three ways to the domain, in their order.
fn domains() -> El {
    let way = |y: u32, number: &str, class: &str, title: Msg| {
        [bar([60, y, 360, 42], class), words(84, y + 27, number), words(252, y + 27, title)]
    };
    let parts = way(8, "1", RESULT, m::PICTURE_HEADER)
        .into_iter()
        .chain(way(82, "2", GATE, m::PICTURE_COOKIE))
        .chain(way(156, "3", LOST, m::PICTURE_FIRST_ACTIVE))
        .chain([arrow_down(240, 56), quiet(270, 72, m::PICTURE_ELSE)])
        .chain([arrow_down(240, 130), quiet(270, 146, m::PICTURE_ELSE)]);
    draw(canvas(206), parts)
}
