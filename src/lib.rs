//! The app: the only code of this project that knows Leptos.
//!
//! See `ARCHITECTURE.md` for the rooms and for what happens when a person presses Send.

pub mod components;
pub mod messages;
pub mod paths;
pub mod ui;
