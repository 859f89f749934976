//! A long text of which only the lines in view are drawn.

use super::copy::copy_button;
use super::el::{El, each, el};
use super::json;
use super::pieces::in_pieces;
use super::react::memo;
use crate::messages::{self as m, t, tf};
use leptos::prelude::*;
use std::ops::Range;
use std::rc::Rc;
use web_sys::{Element, HtmlElement};

/// The height of a line in pixels; the style sheet says the same.
const LINE: f64 = 20.0;
/// A longer line goes on in the next one.
const LONGEST: usize = 2_000;
/// Lines drawn above and below those in view.
const MARGIN: usize = 20;
const STEP: usize = 10;

/// A long text. `coloured` says that it is JSON, whose lines are coloured one by one.
pub fn lines_view(text: Rc<str>, coloured: bool, label: &str) -> El {
    let lines: RwSignal<Rc<Vec<(usize, usize)>>, LocalStorage> = RwSignal::new_local(Rc::default());
    let scroll = RwSignal::new((0.0, 600.0));
    cut(text.clone(), lines);
    let count = memo(move |_| lines.with(|lines| lines.len()));
    let shown = memo(move |_| {
        let (top, height): (f64, f64) = scroll.get();
        window(top, height, count.get())
    });
    let whole = text.clone();
    let space = |rows: Box<dyn Fn() -> usize>| {
        let element = el("div").attr("aria-hidden", "true");
        let target: HtmlElement = element.cast();
        element.flag("hidden", move || {
            let rows = rows();
            let _ = target.style().set_property("height", &format!("{}px", rows as f64 * LINE));
            rows == 0
        })
    };
    let region = el("div")
        .class("code lines")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", label)
        .child(space(Box::new(move || shown.get().start)))
        .child(each(
            move || {
                let lines = lines.get();
                shown.get().filter_map(|at| Some((at, *lines.get(at)?))).collect()
            },
            |(at, _): &(usize, (usize, usize))| at.to_string(),
            move |(_, (from, to))| line(&text[from..to], coloured),
        ))
        .child(space(Box::new(move || count.get().saturating_sub(shown.get().end))));
    let element: Element = region.element().clone();
    el("div")
        .class("code-block")
        .child(copy_button(&t(m::COPY), &tf(m::COPY_THING, &[("thing", label)]), move || whole.to_string()))
        .child(region.on("scroll", move |_| {
            scroll.set((f64::from(element.scroll_top()), f64::from(element.client_height())));
        }))
}

fn line(text: &str, coloured: bool) -> El {
    let line = el("div").class("line");
    if !coloured {
        return line.child(text);
    }
    json::tokens(text).into_iter().fold(line, |line, (token, piece)| match token.class() {
        Some(class) => line.child(el("span").class(class).child(piece)),
        None => line.child(piece),
    })
}

/// Finds the lines in pieces; what is found so far can be seen already.
fn cut(text: Rc<str>, lines: RwSignal<Rc<Vec<(usize, usize)>>, LocalStorage>) {
    leptos::task::spawn_local(async move {
        let (mut found, mut at, mut told) = (Vec::new(), 0, false);
        in_pieces(|| {
            for _ in 0..500 {
                match next_line(&text, at) {
                    Some((line, next)) => {
                        found.push(line);
                        at = next;
                    }
                    None => return true,
                }
            }
            if !told {
                told = true;
                let _ = lines.try_set(Rc::new(found.clone()));
            }
            false
        })
        .await;
        let _ = lines.try_set(Rc::new(found));
    });
}

/// The line that begins at a place, and where the next one begins; `None` at the end.
fn next_line(text: &str, at: usize) -> Option<((usize, usize), usize)> {
    if at >= text.len() {
        return None;
    }
    let mut most = (at + LONGEST).min(text.len());
    while !text.is_char_boundary(most) {
        most -= 1;
    }
    Some(match text[at..most].find('\n') {
        Some(length) => ((at, at + length), at + length + 1),
        None => ((at, most), most + usize::from(text[most..].starts_with('\n'))),
    })
}

fn window(top: f64, height: f64, count: usize) -> Range<usize> {
    let place = |pixels: f64| if pixels.is_finite() { (pixels.max(0.0) / LINE) as usize } else { 0 };
    let first = place(top).min(count).saturating_sub(MARGIN) / STEP * STEP;
    let end = ((place(top + height) + MARGIN) / STEP + 1) * STEP;
    first..end.min(count).max(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_put_together_are_the_text() {
        let long = "é".repeat(3_000);
        for text in ["", "a", "a\nb", "a\n\nb\n", &long, &format!("{}\nx", "y".repeat(2_000))] {
            let (mut at, mut pieces) = (0, Vec::new());
            while let Some(((from, to), next)) = next_line(text, at) {
                assert!(to - from <= LONGEST && next > at);
                pieces.push(&text[from..to]);
                at = next;
            }
            assert_eq!(pieces.concat(), text.replace('\n', ""));
        }
        assert_eq!(next_line(&format!("{}\nx", "y".repeat(2_000)), 0), Some(((0, 2_000), 2_001)));
    }

    #[test]
    fn a_window_holds_what_is_in_view() {
        for top in 0..20_000 {
            let shown = window(f64::from(top), 600.0, 800);
            let first = (top / 20) as usize;
            assert!(
                first >= 800 || (shown.contains(&first) && shown.contains(&((first + 29).min(799)))),
                "{top}"
            );
            assert!(shown.len() <= 100);
        }
        assert_eq!(window(f64::NAN, f64::NAN, 0), 0..0);
    }
}
