//! What a person chose for this browser.

use super::language::Language;
use super::storage;
use crate::ui::effect;
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
    /// The language that was chosen.
    pub language: RwSignal<Language>,
    /// The language that is spoken; none until the words of the chosen one are here for the first time.
    pub spoken: RwSignal<Option<Language>>,
    /// Why the chosen language is not spoken.
    pub unspoken: RwSignal<Option<String>>,
    /// Whether a language was ever chosen.
    pub is_chosen: RwSignal<bool>,
}

impl Settings {
    /// Takes the person's choice of a language, also where it is the one already spoken.
    pub fn choose_language(&self, language: Language) {
        storage::write("language", language.code());
        self.is_chosen.set(true);
        self.language.set(language);
    }
}

/// Reads the stored settings and keeps them stored.
pub fn provide_settings() {
    let theme = RwSignal::new(Theme::of(&storage::read("theme").unwrap_or_default()));
    effect(move |before: Option<()>| {
        let name = theme.get().name();
        if before.is_some() {
            storage::write("theme", name);
        }
    });
    let stored = storage::read("language");
    provide_context(Settings {
        theme,
        language: RwSignal::new(Language::of(stored.as_deref().unwrap_or_default())),
        spoken: RwSignal::new(None),
        unspoken: RwSignal::new(None),
        is_chosen: RwSignal::new(stored.is_some()),
    });
}

/// The settings.
pub fn use_settings() -> Settings {
    expect_context()
}
