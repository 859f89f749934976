//! `#/learn/<lesson>`: prose, live queries and exercises.

use super::learn::with_lessons;
use super::lesson_box::{exercise_box, live_box};
use super::lesson_picture::picture;
use crate::components::markdown;
use crate::messages::{self as m, t, tf};
use crate::paths::Place;
use crate::state::LessonFile;
use crate::ui::{Child, El, el};
use practice::lessons::{Block, parse};

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
        let mut page = el("article")
            .class("page lesson")
            .child(
                el("p").class("small").child(el("a").to(&Place::Learn(None).address()).child(m::LEARN_ALL)),
            )
            .child(el("h1").attr("lang", "en").child(lesson.title.clone()))
            .child(el("p").class("lead").attr("lang", "en").child(lesson.summary.clone()));
        let (mut number, mut exercises) = (0, 0);
        for block in lesson.blocks {
            page = page.child(match block {
                Block::Prose(text) => markdown(&text).attr("lang", "en"),
                Block::Picture(which) => picture(which),
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

fn step(file: &LessonFile, words: m::Msg) -> Child {
    el("a")
        .class("button")
        .to(&Place::Learn(Some(file.slug.clone())).address())
        .child(tf(words, &[("title", &file.title)]))
        .into()
}
