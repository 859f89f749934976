//! Why something could not be fetched at the start of the page, in words. What puts it into words is a part of its own,
//! for nearly every page starts without it.

use crate::part;
use client::{ApiError, Reply, Request, SendError, explained};

part!(told, failure: fn(SendError, &Request) -> String = words_of_failure);
part!(told, answer: fn(&Reply) -> Option<String> = words_of_answer);
part!(told, status: fn(&Reply) -> String = Reply::status_words);

/// Why no answer came.
pub async fn tell_failure(error: SendError, request: &Request) -> String {
    match failure().await {
        Ok(words) => words(error, request),
        // Where nothing answers, the part may not come either; the stable name is all there is to say.
        Err(_) => error.code().into(),
    }
}

/// What an answer says is wrong; `None` where it says nothing of the kind.
pub async fn tell_answer(reply: &Reply) -> Option<String> {
    match answer().await {
        Ok(words) => words(reply),
        Err(_) => (reply.status >= 400).then(|| reply.status.to_string()),
    }
}

/// The status and its reason.
pub async fn tell_status(reply: &Reply) -> String {
    match status().await {
        Ok(words) => words(reply),
        Err(_) => reply.status.to_string(),
    }
}

fn words_of_failure(error: SendError, request: &Request) -> String {
    explained(error, request).to_string()
}

fn words_of_answer(reply: &Reply) -> Option<String> {
    let error = ApiError::from_reply(reply)?;
    Some(format!("{} {}: {}", reply.status, error.code, error.message))
}
