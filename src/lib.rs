//! The app: the only code of this project that knows Leptos.
