//! `#/learn/<lesson>`: prose, live queries and exercises.

use super::learn::with_lessons;
use super::lesson_box::{exercise_box, live_box};
use super::lesson_picture::picture;
use crate::components::{markdown, markdown_line};
use crate::messages::{self as m, t, tf};
use crate::paths::Place;
use crate::state::{LessonFile, name_page};
use crate::ui::{Child, El, copy_button, el, is_embedded};
use practice::lessons::{Block, Versus, parse};

/// `#/learn/<lesson>`
pub fn lesson_page(slug: &str) -> El {
    let slug = slug.to_string();
    el("div").child(with_lessons(move |files| {
        let Some(at) = files.iter().position(|file| file.slug == slug) else {
            return super::not_found_page(&slug).into();
        };
        let file = &files[at];
        let lesson = match parse(&file.text) {
            Ok(lesson) => lesson,
            Err(bad) => {
                let words = tf(m::LEARN_FAILED, &[("words", &format!("{}: {bad}", file.address))]);
                return el("p").class("notice notice-warning").attr("role", "alert").child(words).into();
            }
        };
        name_page(Some(lesson.title.clone()));
        // The last file is no lesson but the page to look things up in.
        let count = files.len().saturating_sub(1);
        let place = (at < count)
            .then(|| tf(m::LEARN_NUMBER, &[("n", &(at + 1).to_string()), ("count", &count.to_string())]));
        let mut page = el("article")
            .class("page lesson")
            .child(
                el("p")
                    .class("row row-wrap small lesson-above")
                    .child(el("a").to(&Place::Learn(None).address()).child(m::LEARN_ALL))
                    .child(place.map(|place| el("span").class("muted").child(place))),
            )
            .child(el("h1").attr("lang", "en").child(lesson.title.clone()))
            .child(markdown_line(&lesson.summary).class("lead lesson-lead").attr("lang", "en"))
            // What is there to be looked up is taken along at once, a lesson when it is read.
            .child((at == count).then(|| takeaways(file)));
        let (mut number, mut exercises) = (0, 0);
        for block in lesson.blocks {
            page = page.child(match block {
                Block::Prose(text) => markdown(&text).attr("lang", "en"),
                Block::Picture(which) => picture(which),
                Block::Versus(told) => versus(&told),
                Block::Live(live) => {
                    number += 1;
                    live_box(&live, number)
                }
                Block::Exercise(exercise) => {
                    exercises += 1;
                    exercise_box(&exercise, exercises)
                }
            });
        }
        if at < count {
            page = page.child(takeaways(file));
        }
        let before = at.checked_sub(1).map(|at| &files[at]);
        page.child(
            el("nav")
                .class("lesson-steps row row-wrap")
                .attr("aria-label", &t(m::LEARN_STEPS))
                .child(before.map(|file| step(file, m::LEARN_PREVIOUS)))
                .child(files.get(at + 1).map(|file| step(file, m::LEARN_NEXT))),
        )
        .into()
    }))
}

/// Ways to take the page along.
fn takeaways(file: &LessonFile) -> El {
    let text = file.text.clone();
    let row = el("p").class("row row-wrap lesson-takeaways").child(copy_button(
        &t(m::COPY_MARKDOWN),
        &t(m::COPY_MARKDOWN),
        move || text.clone(),
    ));
    // In an element the files are not beside the page, and the page is another's to print.
    if is_embedded() {
        return row;
    }
    let window = web_sys::window();
    let base = window.as_ref().and_then(|window| window.document()?.base_uri().ok().flatten());
    let folder = base.as_deref().map(|base| base.split(['?', '#']).next().unwrap_or(base));
    let folder = folder.and_then(|base| Some(&base[..=base.rfind('/')?])).unwrap_or_default();
    row.child(
        el("a")
            .class("button button-small")
            .outside(&format!("{folder}{}", file.address))
            .child(m::LEARN_FILE),
    )
    .child(
        el("button")
            .class("button button-small")
            .attr("type", "button")
            .on_click(|| {
                if let Some(window) = web_sys::window() {
                    let _ = window.print();
                }
            })
            .child(m::LEARN_PRINT),
    )
}

/// The guide, the server and the explorer side by side.
fn versus(told: &Versus) -> El {
    let title = tf(m::VERSUS, &[("about", &told.about)]);
    let part = |name: m::Msg, words: &str, class: &str| {
        el("div").class(class).child(el("dt").child(name)).child(el("dd").child(markdown_line(words)))
    };
    el("section")
        .class("versus card")
        .attr("aria-label", &title)
        .child(el("p").class("versus-title").child(title))
        .child(
            el("dl")
                .class("versus-parts")
                .child(part(m::VERSUS_GUIDE, &told.guide, "versus-part"))
                .child(part(m::VERSUS_SERVER, &told.server, "versus-part"))
                .child(part(m::VERSUS_EXPLORER, &told.explorer, "versus-part versus-ours")),
        )
}

fn step(file: &LessonFile, words: m::Msg) -> Child {
    el("a")
        .class("button")
        .to(&Place::Learn(Some(file.slug.clone())).address())
        .child(tf(words, &[("title", &file.title)]))
        .into()
}
