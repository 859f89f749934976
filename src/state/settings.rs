//! What a person chose for this browser.

use super::storage;
use leptos::prelude::*;

/// Light or dark.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Dark.
    Dark,
    /// Light.
    Light,
}

impl Theme {
    /// As it is stored and as the page's attribute says it.
    pub fn name(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Dark => "dark",
            Theme::Light => "light",
        }
    }
    /// Reads a name; an unknown one is the system's.
    pub fn of(name: &str) -> Theme {
        match name {
            "dark" => Theme::Dark,
            "light" => Theme::Light,
            _ => Theme::System,
        }
    }
}

/// The settings' context.
#[derive(Clone, Copy)]
pub struct Settings {
    /// Light or dark.
    pub theme: RwSignal<Theme>,
}

/// Reads the stored settings and keeps them stored.
pub fn provide_settings() {
    let theme = RwSignal::new(Theme::of(&storage::read("theme").unwrap_or_default()));
    Effect::new(move |before: Option<()>| {
        let name = theme.get().name();
        if before.is_some() {
            storage::write("theme", name);
        }
    });
    provide_context(Settings { theme });
}

/// The settings.
pub fn use_settings() -> Settings {
    expect_context()
}
