//! What the page says of its files: pure changes to the text of `index.html`, `boot.js` and the stylesheets.

use crate::outcome::{Failure, Result};

/// The names of the files that a build has made.
pub struct Names<'a> {
    /// The one stylesheet, relative to the page.
    pub styles: &'a str,
    /// The start script.
    pub boot: &'a str,
    /// What wasm-bindgen wrote.
    pub script: &'a str,
    /// What that script imports.
    pub scripts: &'a [String],
    /// The module itself.
    pub wasm: &'a str,
    /// A script that reloads the page on a save, in development only.
    pub reload: Option<&'a str>,
}

/// The addresses of the stylesheets, in the order of their links.
pub fn stylesheets(index: &str) -> Vec<&str> {
    index.lines().filter_map(stylesheet).collect()
}

/// `index.html` with the names of this build: one stylesheet, no lines for Trunk, and early loads of what
/// `boot.js` will ask for anyway. A comment of one line is for who reads the source and stays there; the longer one tells
/// who serves the page what to take out.
pub fn rewrite(index: &str, names: &Names<'_>) -> Result<String> {
    let mut page = String::with_capacity(index.len() + 512);
    let (mut styled, mut booted, mut headed) = (false, false, false);
    for line in index.lines() {
        let indent = &line[..line.len() - line.trim_start().len()];
        let comments = line.trim().starts_with("<!--") && line.trim().ends_with("-->");
        if line.contains("data-trunk") || comments {
            continue;
        } else if stylesheet(line).is_some() {
            if !styled {
                page.push_str(&format!("{indent}<link rel=\"stylesheet\" href=\"{}\">\n", names.styles));
            }
            styled = true;
            continue;
        } else if line.trim() == "</head>" {
            let inner = format!("{indent}  ");
            for script in std::iter::once(names.script).chain(names.scripts.iter().map(String::as_str)) {
                page.push_str(&format!("{inner}<link rel=\"modulepreload\" href=\"{script}\">\n"));
            }
            // `crossorigin` because the later fetch is one of mode "cors": without it the bytes would be fetched twice.
            page.push_str(&format!(
                "{inner}<link rel=\"preload\" href=\"{}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n",
                names.wasm
            ));
            if let Some(reload) = names.reload {
                page.push_str(&format!("{inner}<script type=\"module\" src=\"{reload}\"></script>\n"));
            }
            headed = true;
        }
        if line.contains("src=\"boot.js\"") {
            booted = true;
            page.push_str(&line.replace("boot.js", names.boot));
        } else {
            page.push_str(line);
        }
        page.push('\n');
    }
    match (booted, headed) {
        (true, true) => Ok(page),
        (false, _) => Err(Failure::step("index.html has no `<script src=\"boot.js\">`.")),
        (_, false) => Err(Failure::step("index.html has no line `</head>`.")),
    }
}

/// Replaces a file's name in a script; a script that does not hold it would load nothing.
pub fn rename(script: &str, from: &str, to: &str) -> Result<String> {
    if script.contains(from) {
        Ok(script.replace(from, to))
    } else {
        Err(Failure::step(format!("the script does not name {from}, so it cannot be pointed at {to}.")))
    }
}

/// Replaces a file's name where a script imports it. Elsewhere the name stays: WebAssembly knows the module by it.
pub fn rename_import(script: &str, from: &str, to: &str) -> Result<String> {
    let (from, to) = (format!("\"./{from}\""), format!("\"./{to}\""));
    let mut found = false;
    let mut out = String::with_capacity(script.len());
    for line in script.split_inclusive('\n') {
        if line.starts_with("import ") && line.contains(&from) {
            found = true;
            out.push_str(&line.replace(&from, &to));
        } else {
            out.push_str(line);
        }
    }
    if found { Ok(out) } else { Err(Failure::step(format!("the script does not import {from}."))) }
}

/// A stylesheet without its comments and indentation. Strings stay as they are.
pub fn compact(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css.chars().peekable();
    let mut quote = None;
    while let Some(c) = rest.next() {
        match quote {
            Some(_) if c == '\\' => {
                out.push(c);
                out.extend(rest.next());
                continue;
            }
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '/' && rest.peek() == Some(&'*') => {
                rest.next();
                let mut before = ' ';
                for inside in rest.by_ref() {
                    if before == '*' && inside == '/' {
                        break;
                    }
                    before = inside;
                }
                continue;
            }
            None if c == '\n' || c == '\r' => {
                while out.ends_with([' ', '\t']) {
                    out.pop();
                }
                while rest.peek().is_some_and(|next| next.is_whitespace()) {
                    rest.next();
                }
                if !out.is_empty() && !out.ends_with('\n') {
                    out.push('\n');
                }
                continue;
            }
            None => {}
        }
        out.push(c);
    }
    out
}

fn stylesheet(line: &str) -> Option<&str> {
    let line = line.trim();
    if !line.starts_with("<link") || !line.contains("rel=\"stylesheet\"") {
        return None;
    }
    line.split_once("href=\"")?.1.split_once('"').map(|(href, _)| href)
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDEX: &str = "<!doctype html>\n<head>\n  <!-- In order. -->\n  <!-- Long,\n    and kept. -->\n  \
        <link rel=\"stylesheet\" href=\"styles/a.css\">\n  \
        <link rel=\"stylesheet\" href=\"styles/b.css\">\n  <link data-trunk rel=\"rust\">\n  \
        <script src=\"boot.js\"></script>\n</head>\n<body></body>\n";

    fn names() -> Names<'static> {
        Names {
            styles: "styles/app-1.css",
            boot: "boot-2.js",
            script: "app-3.js",
            scripts: &[],
            wasm: "app-4.wasm",
            reload: None,
        }
    }

    #[test]
    fn stylesheets_keep_their_order() {
        assert_eq!(stylesheets(INDEX), ["styles/a.css", "styles/b.css"]);
    }

    #[test]
    fn the_page_names_the_files_of_the_build() {
        let page = rewrite(INDEX, &names()).unwrap();
        assert_eq!(
            page,
            "<!doctype html>\n<head>\n  <!-- Long,\n    and kept. -->\n  \
             <link rel=\"stylesheet\" href=\"styles/app-1.css\">\n  \
             <script src=\"boot-2.js\"></script>\n  <link rel=\"modulepreload\" href=\"app-3.js\">\n  \
             <link rel=\"preload\" href=\"app-4.wasm\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n\
             </head>\n<body></body>\n"
        );
    }

    #[test]
    fn only_a_development_page_reloads() {
        let page = rewrite(INDEX, &Names { reload: Some("reload.js"), ..names() }).unwrap();
        assert!(page.contains("<script type=\"module\" src=\"reload.js\"></script>"));
    }

    #[test]
    fn a_page_that_would_start_nothing_is_refused() {
        assert!(rewrite("<head>\n</head>\n", &names()).is_err());
        assert!(rewrite("<script src=\"boot.js\"></script>\n", &names()).is_err());
        assert!(rename("import('./app.js')", "other.js", "other-1.js").is_err());
    }

    #[test]
    fn only_imports_are_renamed() {
        let script = "import * as a from \"./parts.js\"\nconst known = {\"./parts.js\": a};\n";
        assert_eq!(
            rename_import(script, "parts.js", "parts-1.js").unwrap(),
            "import * as a from \"./parts-1.js\"\nconst known = {\"./parts.js\": a};\n"
        );
        assert!(rename_import(script, "other.js", "other-1.js").is_err());
    }

    #[test]
    fn comments_go_and_strings_stay() {
        assert_eq!(
            compact("/* why */\na {\n  content: \"/* no */\";\n}\n"),
            "a {\ncontent: \"/* no */\";\n}\n"
        );
        assert_eq!(
            compact("a::before { content: '\\'/*'; } /* gone */ b{}"),
            "a::before { content: '\\'/*'; }  b{}"
        );
        assert_eq!(compact("/***/a{}"), "a{}");
    }
}
