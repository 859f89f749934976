//! The last answers, for whoever comes back to a page: in memory alone, and for the person who got them.

use super::send::Earlier;
use client::Request;
use leptos::prelude::*;
use std::any::Any;
use std::rc::Rc;

/// Of so many operations is the last answer kept.
const OPERATIONS: usize = 8;
/// Answers of more bytes are not kept.
const UP_TO: usize = 1 << 20;

/// An answer, with all that is said of it.
#[derive(Clone)]
pub struct Answer {
    /// It and those before it, the latest last.
    pub replies: Vec<Rc<Earlier>>,
    /// What was sent, without tokens.
    pub request: Rc<Request>,
    /// What the page knows of what was asked.
    pub asked: Option<Rc<dyn Any>>,
    /// Who asked.
    pub person: String,
    /// The address that the page had.
    pub address: String,
}

/// The answers under their operations' keys, the latest last.
#[derive(Clone, Copy)]
pub struct Answers(StoredValue<Vec<(String, Answer)>, LocalStorage>);

/// Makes a place for the answers.
pub fn provide_answers() {
    provide_context(Answers(StoredValue::new_local(Vec::new())));
}

/// The answers, where the app keeps them.
pub fn use_answers() -> Option<Answers> {
    use_context()
}

impl Answers {
    /// Keeps an operation's answer, where it is not too large for that; of those before it, those that are not.
    pub fn keep(&self, operation: &str, mut answer: Answer) {
        let small = |it: &Rc<Earlier>| it.reply.body.len() <= UP_TO;
        if !answer.replies.last().is_some_and(small) {
            return;
        }
        answer.replies.retain(small);
        let _ = self.0.try_update_value(|all| {
            all.retain(|(key, _)| key != operation);
            all.push((operation.into(), answer));
            if all.len() > OPERATIONS {
                all.remove(0);
            }
        });
    }
}

/// Forgets an operation's answer: another request is on its way.
pub fn forget_answer(operation: &str) {
    if let Some(Answers(all)) = use_context() {
        all.update_value(|all| all.retain(|(key, _)| key != operation));
    }
}

/// The last answer of an operation at that address. What another person got is forgotten first.
pub fn kept_answer(operation: &str, person: &str, address: &str) -> Option<Answer> {
    let Answers(all) = use_context()?;
    all.try_update_value(|all| {
        all.retain(|(_, answer)| answer.person == person);
        let (_, found) = all.iter().find(|(key, _)| key == operation)?;
        // Another address may hold other values, whose answer this is not.
        (found.address == address).then(|| found.clone())
    })?
}
