//! One module for each place of the app.

mod errors;
mod history;
mod learn;
mod lesson;
mod lesson_box;
mod lesson_picture;
mod not_found;
mod operation;
mod overview;
mod schema;
mod settings;

pub use errors::errors_page;
pub use history::history_page;
pub use learn::learn_page;
pub use lesson::lesson_page;
pub use not_found::not_found_page;
pub use operation::operation_page;
pub use overview::overview_page;
pub use schema::schema_page;
pub use settings::settings_page;
