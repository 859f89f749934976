//! Pieces that know the domain: operations, drafts, replies, schemas.

mod banner;
mod builder;
mod condition_row;
mod navigation;
mod plain_request;
mod query_request;

pub use banner::{banner, session_notice};
pub use builder::builder;
pub use navigation::{method_badge, navigation};
pub use plain_request::plain_request;
pub use query_request::query_request;

use crate::state::{Outcome, Sending};
use crate::ui::El;
use std::rc::Rc;

/// What an operation's request part gives to its page.
pub struct RequestPart {
    /// Region "Request".
    pub view: El,
    /// What a reply needs of it, asked for each reply.
    pub extras: Rc<dyn Fn() -> ReplyExtras>,
}
