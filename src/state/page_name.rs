//! What the page that is shown is called, for the window's title and for who does not see the page change.

use leptos::prelude::*;

/// The name's context; `None` where the app's own name says it.
#[derive(Clone, Copy)]
pub struct PageName(RwSignal<Option<String>>);

impl PageName {
    /// The name, tracked.
    pub fn get(&self) -> Option<String> {
        self.0.get()
    }
}

/// Puts the name where pages find it.
pub fn provide_page_name() -> PageName {
    let name = PageName(RwSignal::new(None));
    provide_context(name);
    name
}

/// Names the page that is shown.
pub fn name_page(name: Option<String>) {
    expect_context::<PageName>().0.set(name);
}
