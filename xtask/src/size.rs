//! `cargo xtask size`: what people load of the app and of the npm package, against `budgets.toml`.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use crate::files;
use crate::npm;
use crate::outcome::{Context, Failure, Result};
use crate::progress::run;
use crate::site;
use crate::tools;
use crate::wasm::Profile;

/// KiB after gzip, by section and name.
type Budgets = BTreeMap<String, BTreeMap<String, f64>>;

/// One thing that is loaded.
#[derive(Debug, PartialEq)]
struct Line {
    section: String,
    name: String,
    what: String,
    /// Bytes as they are, after gzip and after brotli.
    bytes: [u64; 3],
}

/// Prints the sizes of what was built last, building what is missing; fails when something is over its budget.
pub fn size() -> Result<()> {
    let (dist, pkg) = (site::place(Profile::Release), npm::place());
    // The package's element holds the app, so that building it builds both.
    if !dist.join("index.html").is_file() || !pkg.join("package.json").is_file() {
        npm::build()?;
    }
    let budgets = files::read(&files::root().join("budgets.toml"))?;
    let budgets: Budgets = toml::from_str(&budgets).context("budgets.toml cannot be read")?;
    let text = run(
        "measuring",
        Command::new("node")
            .arg(files::root().join("xtask/assets/sizes.mjs"))
            .arg(tools::npm_tools()?.join("node_modules/esbuild/lib/main.js"))
            .args([&pkg, &dist]),
    )?;
    let (table, over) = report(&lines(&text)?, &budgets)?;
    print!("{table}");
    match over.as_slice() {
        [] => Ok(()),
        names => Err(Failure::step(format!("over its budget: {}.", names.join(", ")))),
    }
}

fn lines(text: &str) -> Result<Vec<Line>> {
    let told: Vec<(String, String, String, [u64; 3])> = text
        .lines()
        .find(|line| line.starts_with("[["))
        .map(serde_json::from_str::<Value>)
        .transpose()
        .and_then(|value| value.map(serde_json::from_value).transpose())
        .context("the sizes cannot be read")?
        .ok_or_else(|| Failure::step("nothing was measured."))?;
    Ok(told.into_iter().map(|(section, name, what, bytes)| Line { section, name, what, bytes }).collect())
}

/// The table, and the names of what is over its budget. A budget for something that is not there is a mistake.
fn report(lines: &[Line], budgets: &Budgets) -> Result<(String, Vec<String>)> {
    let kib = |bytes: u64| format!("{:.1}", bytes as f64 / 1024.0);
    let mut table = format!("{:<44}{:>10}{:>10}{:>10}{:>10}\n", "KiB", "raw", "gzip", "brotli", "budget");
    let mut over = Vec::new();
    for line in lines {
        let budget = budgets.get(&line.section).and_then(|section| section.get(&line.name));
        let [raw, gzip, brotli] = line.bytes.map(kib);
        let name = format!("{} {}", line.section, line.name);
        let too_much = budget.is_some_and(|budget| line.bytes[1] as f64 / 1024.0 > *budget);
        let shown = budget.map_or_else(String::new, ToString::to_string);
        let mark = if too_much { "  over" } else { "" };
        table.push_str(&format!(
            "{name:<44}{raw:>10}{gzip:>10}{brotli:>10}{shown:>10}{mark}  {}\n",
            line.what
        ));
        if too_much {
            over.push(name);
        }
    }
    for (section, names) in budgets {
        for name in names.keys() {
            if !lines.iter().any(|line| line.section == *section && line.name == *name) {
                return Err(Failure::step(format!(
                    "budgets.toml speaks of {section} {name}, which is not measured."
                )));
            }
        }
    }
    Ok((table, over))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured() -> Vec<Line> {
        lines("noise\n[[\"package\",\"query\",\"Query alone\",[8192,4096,3072]]]\n").unwrap()
    }

    fn budgets(text: &str) -> Budgets {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn what_is_over_its_budget_is_named() {
        let (table, over) = report(&measured(), &budgets("[package]\nquery = 3.9")).unwrap();
        assert_eq!(over, ["package query"]);
        assert!(table.contains("4.0") && table.contains("over"), "{table}");
        let (_, over) = report(&measured(), &budgets("[package]\nquery = 4")).unwrap();
        assert!(over.is_empty());
    }

    #[test]
    fn a_budget_for_nothing_is_a_mistake() {
        assert!(
            report(&measured(), &budgets("[app]\nsettled = 1")).unwrap_err().message.contains("app settled")
        );
        assert!(lines("[]").is_err());
    }
}
