//! The explorer as an element for other pages: the app as it is bound for its own page, and its styles for a shadow root.

use std::collections::BTreeMap;
use std::path::Path;

use crate::editor;
use crate::files;
use crate::outcome::{Context, Result};
use crate::page;
use crate::site;
use crate::wasm::{self, Profile};

/// What is only for a page of its own.
const SHELL: &str = "styles/shell.css";

/// The element's own box: its width decides how the app is laid out, so that what is in it must not decide the width;
/// where a page asks for as much as it wants, it wants what a window has.
const ELEMENT: &str = "\
@layer reset{.embed{all:initial;visibility:inherit;pointer-events:inherit;direction:ltr;color-scheme:inherit}}\
@layer base{:host{display:block;isolation:isolate;background:var(--bg);--takaro-rem:16px}.embed{display:block;container:explorer/inline-size;contain-intrinsic-inline-size:80rem;font-size:1rem}.embed>*{font-size:var(--font-size-m)}}";

/// Stands in the script of the app's parts in front of what asks for them.
const FETCH_PART: &str = "\
// A bundler may write a small part into the script, as an address that holds it: it is read here, as the policy of a page
// need not let anybody fetch that.
const fetchPart = async (url) => {
    const [kind, text] = url.href.split(\",\");
    if (!/^data:.*;base64$/.test(kind)) return fetch(url);
    const bytes = Uint8Array.from(atob(decodeURIComponent(text)), (letter) => letter.charCodeAt(0));
    return new Response(bytes, { headers: { \"Content-Type\": \"application/wasm\" } });
};
";

/// How that script asks for a part, and how it is to.
const FETCHES: [&str; 2] = ["= fetch(new URL(", "= fetchPart(new URL("];

/// The words of other languages.
const LOCALES: &str = "www/locales";

/// Builds the app into `out`, beside the element's own module.
pub fn build(out: &Path) -> Result<()> {
    site::build(Profile::Release)?;
    let bound = site::bound_place(Profile::Release);
    for file in files::walk(&bound)? {
        files::write(&out.join(&file), files::read_bytes(&bound.join(&file))?)?;
    }
    let loader = out.join(wasm::loader_name(site::APP));
    files::write(&loader, reading_parts(&files::read(&loader)?)?)?;
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

/// The script that loads the app's parts, which reads those itself that a bundler has written into it.
fn reading_parts(loader: &str) -> Result<String> {
    let [plain, ours] = FETCHES;
    let loader = page::rename(loader, plain, ours)?;
    // Imports come first.
    let at = loader.rfind("\nimport ").map_or(0, |at| at + 1);
    let at = loader[at..].find('\n').map_or(at, |end| at + end + 1);
    Ok(format!("{}{FETCH_PART}{}", &loader[..at], &loader[at..]))
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
    Ok(own_rem(&all))
}

/// The text of the app by which a container that is named so measures `em`: its font's size in `rem`.
const FONT_OF_ROWS: f64 = 0.875;

/// A stylesheet whose `rem` is the element's own, `--takaro-rem`, as the page's may be any. What asks for the width of
/// a container knows no custom property and counts in the container's `em`; what asks for the window's counts in the
/// browser's own letters already.
fn own_rem(css: &str) -> String {
    let mut out = String::with_capacity(css.len() * 2);
    let mut rest = css;
    while let Some(at) = rest.find("rem") {
        let (before, after) = (&rest[..at], &rest[at + 3..]);
        let mut begin = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let named = after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if begin == at || named || before.ends_with('.') {
            out.push_str(&rest[..at + 3]);
            rest = after;
            continue;
        }
        if before[..begin].ends_with(['-', '+']) {
            begin -= 1;
        }
        let (before, number) = before.split_at(begin);
        out.push_str(before);
        let rule = out.rsplit(['{', '}', ';']).next().unwrap_or_default().trim_start();
        let written = match number.parse::<f64>() {
            Ok(number) if rule.starts_with("@container rows") => format!("{}em", number / FONT_OF_ROWS),
            _ if rule.starts_with("@container") => format!("{number}em"),
            _ if rule.starts_with("@media") => format!("{number}rem"),
            _ => format!("calc({number}*var(--takaro-rem))"),
        };
        out.push_str(&written);
        rest = after;
    }
    out.push_str(rest);
    out
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
    fn its_rem_is_its_own() {
        for (css, own) in [
            ("a{margin:-1rem .5rem}", "a{margin:calc(-1*var(--takaro-rem)) calc(.5*var(--takaro-rem))}"),
            ("a { --b: calc(100% - 2.5rem) }", "a { --b: calc(100% - calc(2.5*var(--takaro-rem))) }"),
            (
                "@media (height < 26rem) {\na { b: 1rem; } }",
                "@media (height < 26rem) {\na { b: calc(1*var(--takaro-rem)); } }",
            ),
            (
                "a{}\n@container explorer (max-width: 60.01rem) {",
                "a{}\n@container explorer (max-width: 60.01em) {",
            ),
            ("@container rows (max-width: 28rem) {", "@container rows (max-width: 32em) {"),
            (".is-removed td.remark, .a1remote { c: 1em }", ".is-removed td.remark, .a1remote { c: 1em }"),
        ] {
            assert_eq!(own_rem(css), own);
        }
        let styles = styles().unwrap();
        let rows = "container: rows / inline-size";
        assert_eq!(styles.matches(rows).count(), 1, "the size of its letters is known: {FONT_OF_ROWS}rem");
        assert!(styles.contains(&format!(
            "--font-size-m: calc({}*var",
            FONT_OF_ROWS.to_string().trim_start_matches('0')
        )));
        for left in styles.split("rem").skip(1).zip(styles.split("rem")) {
            let (after, before) = left;
            let unit =
                before.ends_with(|c: char| c.is_ascii_digit()) && !after.starts_with(char::is_alphanumeric);
            let rule = before.rsplit(['{', '}', ';']).next().unwrap_or_default();
            assert!(!unit || rule.contains("@media"), "{}", rule);
        }
    }

    #[test]
    fn a_part_that_a_bundler_wrote_into_the_script_is_not_fetched() {
        let loader = "import { initSync } from \"./app.js\";\n\nlet a;\n    const src = fetch(new URL(\"./chunk_7.wasm\", import.meta.url));\n    const src = fetch(new URL(\"./chunk_8.wasm\", import.meta.url));\n";
        let own = reading_parts(loader).unwrap();
        assert!(own.starts_with("import { initSync } from \"./app.js\";\n// "), "{own}");
        // The address stays as bundlers look for it.
        for part in ["chunk_7", "chunk_8"] {
            assert!(
                own.contains(&format!("= fetchPart(new URL(\"./{part}.wasm\", import.meta.url));")),
                "{own}"
            );
        }
        assert_eq!(own.matches("fetch(").count(), 1, "{own}");
        assert!(reading_parts("export {};\n").is_err());
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
