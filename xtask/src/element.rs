//! The explorer as an element for other pages: the app as it is bound for its own page, and its styles for a shadow root.

use std::collections::BTreeMap;
use std::path::Path;

use crate::editor;
use crate::files;
use crate::outcome::{Context, Result};
use crate::page;
use crate::site;
use crate::wasm::Profile;

/// What is only for a page of its own.
const SHELL: &str = "styles/shell.css";

/// The element's own box: its width decides how the app is laid out, so that what is in it must not decide the width;
/// where a page asks for as much as it wants, it wants what a window has.
const ELEMENT: &str = "\
@layer reset{.embed{all:initial;visibility:inherit;pointer-events:inherit;direction:inherit;color-scheme:inherit}}\
@layer base{:host{display:block;isolation:isolate;background:var(--bg)}.embed{display:block;container:explorer/inline-size;contain-intrinsic-inline-size:80rem}}";

/// The words of other languages.
const LOCALES: &str = "www/locales";

/// Builds the app into `out`, beside the element's own module.
pub fn build(out: &Path) -> Result<()> {
    site::build(Profile::Release)?;
    let bound = site::bound_place(Profile::Release);
    for file in files::walk(&bound)? {
        files::write(&out.join(&file), files::read_bytes(&bound.join(&file))?)?;
    }
    let locales = files::root().join(LOCALES);
    for file in files::walk(&locales)? {
        files::write(&out.join("locales").join(&file), files::read_bytes(&locales.join(&file))?)?;
    }
    // Where bundlers look for it: `www/editor/load.js` names it by an address of its own.
    editor::bundle(out, Profile::Release)?;
    let texts = serde_json::to_string(&texts()?).context("could not write the element's texts")?;
    files::write(&out.join("texts.js"), format!("export default {texts};\n"))?;
    let styles = serde_json::to_string(&styles()?).context("could not write the element's styles")?;
    files::write(&out.join("styles.js"), format!("export default {styles};\n"))
}

/// The folders of texts that the app reads when they are wanted.
const TEXTS: [&str; 1] = ["lessons"];

/// Those texts by their addresses beside the app's page.
fn texts() -> Result<BTreeMap<String, String>> {
    let www = files::root().join("www");
    let mut all = BTreeMap::new();
    for folder in TEXTS.into_iter().filter(|folder| www.join(folder).is_dir()) {
        for file in files::walk(&www.join(folder))? {
            let address = format!("{folder}/{}", file.display());
            let text = files::read(&www.join(&address))?;
            all.insert(address, text);
        }
    }
    Ok(all)
}

/// The stylesheets that `index.html` links, for a shadow root.
fn styles() -> Result<String> {
    let root = files::root();
    let index = files::read(&root.join("index.html"))?;
    let mut all = String::new();
    for href in page::stylesheets(&index).into_iter().filter(|href| *href != SHELL) {
        all.push_str(&page::compact(&in_shadow(&files::read(&root.join("www").join(href))?)));
    }
    all.push_str(ELEMENT);
    Ok(all)
}

/// A stylesheet of a page as one of a shadow root: what it says of the page's root it says of the element, and the
/// element is as high as its page wants.
fn in_shadow(css: &str) -> String {
    let themes = r#"[data-theme="dark"], [data-theme="light"]"#;
    css.replace(&format!(":root:not({themes})"), &format!(":host(:not({themes}))"))
        .replace(r#":root[data-theme="light"]"#, r#":host([data-theme="light"])"#)
        .replace(r#":root[data-theme="dark"]"#, r#":host([data-theme="dark"])"#)
        .replace(":root", ":host")
        .replace("  html {", "  :host {")
        // What the page's styles say of all elements, and what they hand down, ends at the element's own ground.
        .replace("  body {", "  .embed {")
        .replace("  body,", "  .embed,")
        .replace("min-height: 100dvh", "min-height: 100%")
        // An element may be narrow in a wide window.
        .replace("@media (max-width:", "@container explorer (max-width:")
        .replace("@media (min-width:", "@container explorer (min-width:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_the_page_is_said_of_the_element() {
        assert_eq!(in_shadow(":root { a: b }"), ":host { a: b }");
        assert_eq!(
            in_shadow(r#":root[data-theme="light"] { a: b }"#),
            r#":host([data-theme="light"]) { a: b }"#
        );
        assert_eq!(in_shadow("  body, h1 { a: b }"), "  .embed, h1 { a: b }");
        assert_eq!(in_shadow(".app { min-height: 100dvh; }"), ".app { min-height: 100%; }");
        assert_eq!(in_shadow("@media (max-width: 1rem) {"), "@container explorer (max-width: 1rem) {");
    }

    #[test]
    fn the_element_knows_every_language() {
        let module = files::read(&files::root().join("crates/npm/js/element/index.js")).unwrap();
        for file in files::walk(&files::root().join(LOCALES)).unwrap() {
            assert!(module.contains(&format!("new URL('./locales/{}', import.meta.url)", file.display())));
        }
    }

    #[test]
    fn the_lessons_go_along() {
        let texts = texts().unwrap();
        assert!(texts["lessons/index.json"].contains("first-request"));
        assert!(texts["lessons/02-filters.md"].starts_with("# "));
    }

    #[test]
    fn nothing_of_the_page_is_left_in_the_styles() {
        let styles = styles().unwrap();
        assert!(
            [":root", "}body{", "{body{", "html{", "@media (m"].iter().all(|part| !styles.contains(part)),
            "{styles}"
        );
        assert!(styles.contains(":host([data-theme=\"light\"]) {"));
    }
}
