//! The language that the app speaks: English until a person chooses another. The browser's own language chooses
//! nothing, it only makes the overview offer.

use super::{use_config, use_settings};
use crate::ui::effect;
use leptos::prelude::*;
use serde_json::{Map, Value};

/// The languages: the code, what its speakers call it, and how the overview offers it. The first is the one that the
/// app is written in; each of the others is a file in `www/locales/`.
pub const LANGUAGES: &[(&str, &str, &str)] =
    &[("en", "English", "Show in English"), ("de", "Deutsch", "Auf Deutsch anzeigen")];

/// One of [`LANGUAGES`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Language(usize);

impl Language {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Language> {
        (0..LANGUAGES.len()).map(Language)
    }
    /// Reads a code; an unknown one is English.
    pub fn of(code: &str) -> Language {
        Language(LANGUAGES.iter().position(|(one, ..)| *one == code).unwrap_or_default())
    }
    /// The code, as the page's `lang` says it.
    pub fn code(self) -> &'static str {
        LANGUAGES[self.0].0
    }
    /// What its speakers call it.
    pub fn name(self) -> &'static str {
        LANGUAGES[self.0].1
    }
    /// How it is offered, in its own words.
    pub fn offer(self) -> &'static str {
        LANGUAGES[self.0].2
    }
    /// Whether the app is written in it.
    pub fn is_own(self) -> bool {
        self.0 == 0
    }
    /// The first of a person's languages that the app speaks at all, such as `de-AT` for German.
    pub fn wanted(preferred: &[String]) -> Option<Language> {
        preferred.iter().find_map(|tag| {
            let code = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
            Language::all().find(|language| language.code() == code)
        })
    }
}

/// The language that the browser is set to, where the app speaks it.
pub fn browser_language() -> Option<Language> {
    let preferred = web_sys::window()?.navigator().languages();
    Language::wanted(&preferred.iter().filter_map(|tag| tag.as_string()).collect::<Vec<_>>())
}

/// Speaks the chosen language, now and whenever another is chosen; `speak` takes its words, none for the app's own.
pub fn follow_language(speak: fn(&Map<String, Value>)) {
    let settings = use_settings();
    let config = use_config();
    if settings.language.get_untracked().is_own() {
        // At once, so that nobody waits for what is here already.
        speak(&Map::new());
        settings.spoken.set(Some(Language::default()));
    }
    effect(move |_| {
        let wanted = settings.language.get();
        if wanted.is_own() {
            settings.unspoken.set(None);
            if settings.spoken.get_untracked() != Some(wanted) {
                speak(&Map::new());
                settings.spoken.set(Some(wanted));
            }
            return;
        }
        let address = config.words_of(wanted.code());
        leptos::task::spawn_local(async move {
            let words = fetch_words(&address).await;
            // The app may be gone by now, or another language chosen.
            if settings.language.try_get_untracked() != Some(wanted) {
                return;
            }
            match words {
                Ok(words) => {
                    speak(&words);
                    settings.unspoken.set(None);
                    settings.spoken.set(Some(wanted));
                }
                Err(why) => {
                    settings.unspoken.set(Some(why));
                    if settings.spoken.get_untracked().is_none() {
                        settings.spoken.set(Some(Language::default()));
                    }
                }
            }
        });
    });
}

async fn fetch_words(address: &str) -> Result<Map<String, Value>, String> {
    let text = super::fetch_text(address).await?;
    serde_json::from_str(&text).map_err(|error| format!("{address}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_code_is_english() {
        assert_eq!((Language::of("de").name(), Language::of("xx").code()), ("Deutsch", "en"));
        assert!(Language::of("").is_own() && !Language::of("de").is_own());
        assert!(Language::all().all(|language| Language::of(language.code()) == language));
    }

    #[test]
    fn a_region_is_no_other_language() {
        let wanted = |tags: &[&str]| {
            Language::wanted(&tags.iter().map(ToString::to_string).collect::<Vec<_>>()).map(Language::code)
        };
        assert_eq!(wanted(&["de-AT", "en"]), Some("de"));
        assert_eq!(wanted(&["fr", "en-GB", "de"]), Some("en"));
        assert_eq!(wanted(&["fr"]), None);
    }
}
