//! `#/learn`: the lessons, and how far one has come.

use crate::components::{forget_button, markdown_line};
use crate::messages::{self as m, t, tf};
use crate::paths::Place;
use crate::state::{LessonFile, Load, use_lessons};
use crate::ui::{Child, El, dynamic, el};
use practice::lessons::{Block, parse};
use std::rc::Rc;

/// `#/learn`
pub fn learn_page() -> El {
    el("article")
        .class("page learn")
        .child(el("h1").child(m::LEARN_TITLE))
        .child(el("p").class("lead").child(m::LEARN_INTRO))
        .child(with_lessons(|files| {
            let list: Vec<El> = files.iter().enumerate().map(|(at, file)| entry(at, file)).collect();
            el("div")
                .child(go_on(files.clone()))
                .child(el("ol").class("lesson-list plain").child(list))
                .child(progress(files.clone()))
                .into()
        }))
}

/// What `show` makes of the lessons, once they are here.
pub fn with_lessons(show: impl Fn(Rc<Vec<LessonFile>>) -> Child + 'static) -> Child {
    let lessons = use_lessons();
    dynamic(move || match lessons.get() {
        Load::Loading => el("p").class("muted").attr("role", "status").child(m::LEARN_LOADING).into(),
        Load::Failed(words) => el("div")
            .class("notice notice-warning")
            .attr("role", "alert")
            .child(el("p").child(tf(m::LEARN_FAILED, &[("words", &words)])))
            .child(
                el("button")
                    .class("button")
                    .attr("type", "button")
                    .on_click(move || lessons.fetch())
                    .child(m::RETRY),
            )
            .into(),
        Load::Ready(files) => leptos::prelude::untrack(|| show(files)),
    })
}

/// The names of a lesson's exercises.
pub fn exercises(file: &LessonFile) -> Vec<String> {
    let blocks = parse(&file.text).map(|lesson| lesson.blocks).unwrap_or_default();
    blocks
        .into_iter()
        .filter_map(|block| match block {
            Block::Exercise(exercise) => Some(exercise.id),
            _ => None,
        })
        .collect()
}

/// The way to the first lesson that has something left to do.
fn go_on(files: Rc<Vec<LessonFile>>) -> Child {
    let lessons = use_lessons();
    dynamic(move || -> Child {
        let done = lessons.solved();
        let open = |file: &&LessonFile| exercises(file).iter().any(|id| !done.contains(id));
        let Some(next) = files.iter().find(open) else { return Child::None };
        let words =
            if done.is_empty() { t(m::LEARN_BEGIN) } else { tf(m::LEARN_GO_ON, &[("title", &next.title)]) };
        let address = Place::Learn(Some(next.slug.clone())).address();
        el("p")
            .class("lesson-go-on")
            .child(el("a").class("button button-primary").to(&address).child(words))
            .into()
    })
}

fn entry(at: usize, file: &LessonFile) -> El {
    let lessons = use_lessons();
    let ids = exercises(file);
    let number = if ids.is_empty() { String::new() } else { format!("{}", at + 1) };
    el("li").child(
        el("a")
            .class("lesson-entry")
            .to(&Place::Learn(Some(file.slug.clone())).address())
            .child(el("span").class("lesson-number").attr("aria-hidden", "true").child(number))
            .child(
                el("span")
                    .child(el("span").class("lesson-title").child(file.title.clone()))
                    .child(" ")
                    .child(markdown_line(&file.summary).class("muted lesson-summary")),
            )
            .child(dynamic(move || {
                let done = lessons.solved();
                let count = ids.iter().filter(|id| done.contains(*id)).count();
                (count > 0).then(|| {
                    let (count, all) = (count.to_string(), ids.len().to_string());
                    el("span")
                        .class("chip chip-success")
                        .child(tf(m::LEARN_SOLVED, &[("count", &count), ("total", &all)]))
                })
            })),
    )
}

fn progress(files: Rc<Vec<LessonFile>>) -> Child {
    let lessons = use_lessons();
    dynamic(move || -> Child {
        let all: usize = files.iter().map(|file| exercises(file).len()).sum();
        let done = lessons.solved().len().min(all);
        if done == 0 {
            return Child::None;
        }
        let words = tf(m::LEARN_PROGRESS, &[("count", &done.to_string()), ("total", &all.to_string())]);
        el("div")
            .class("lesson-progress row row-wrap")
            .child(el("span").attr("role", "status").child(words))
            .child(forget_button(
                m::LEARN_RESET,
                || t(m::LEARN_RESET_TEXT),
                ".lesson-go-on a",
                move || lessons.forget(),
            ))
            .into()
    })
}
