//! Reading a lesson: Markdown whose fenced blocks `query`, `exercise`, `picture` and `versus` are alive.

use super::{Block, DOMAIN, Exercise, Lesson, Live, Picture, Versus};
use serde_json::{Map, Value};

/// What is wrong in a lesson's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLesson {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub message: String,
}

impl std::fmt::Display for BadLesson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for BadLesson {}

/// Reads a lesson.
///
/// The first line is `# ` and the title, the second `> ` and one sentence; what follows is Markdown. A fenced block
/// named `query` holds `{"entity", "body", "domain"?, "refused"?}`, one named `exercise` holds
/// `{"id", "entity", "goal", "start", "answer", "total"?, "hints"}`, one named `picture` holds the name of a [`Picture`],
/// and one named `versus` has what it is about beside its name and holds three lines, `guide:`, `server:` and `explorer:`.
///
/// # Errors
/// The first block that cannot be read, with its line.
///
/// ```
/// use practice::lessons::{Block, parse};
/// let text = "# Filters\n> Exact matches.\n\nTry it:\n\n```query\n{\"entity\": \"user\", \"body\": {}}\n```\n";
/// let lesson = parse(text).expect("it is a lesson");
/// assert_eq!((lesson.title.as_str(), lesson.blocks.len()), ("Filters", 2));
/// assert!(matches!(&lesson.blocks[1], Block::Live(live) if live.entity == "user"));
/// assert_eq!(parse("# T\n> S.\n```query\n{\n```").expect_err("no JSON").line, 3);
/// ```
pub fn parse(text: &str) -> Result<Lesson, BadLesson> {
    let mut lines = text.lines().enumerate();
    let title = heading(lines.next(), "# ", 1)?;
    let summary = heading(lines.next(), "> ", 2)?;
    let mut blocks = Vec::new();
    let mut prose = String::new();
    while let Some((at, line)) = lines.next() {
        let (name, about) = line.strip_prefix("```").map_or(("", ""), |rest| {
            let rest = rest.trim();
            rest.split_once(' ').unwrap_or((rest, ""))
        });
        if !matches!(name, "query" | "exercise" | "picture" | "versus") {
            prose.push_str(line);
            prose.push('\n');
            continue;
        }
        flush(&mut prose, &mut blocks);
        let mut inside = String::new();
        for (_, line) in lines.by_ref() {
            if line.trim_end() == "```" {
                break;
            }
            inside.push_str(line);
            inside.push('\n');
        }
        let block = match name {
            "query" => live(&inside).map(Block::Live),
            "exercise" => exercise(&inside).map(Block::Exercise),
            "versus" => versus(about, &inside).map(Block::Versus),
            _ => picture(inside.trim()).map(Block::Picture),
        };
        blocks.push(block.map_err(|message| BadLesson { line: at + 1, message })?);
    }
    flush(&mut prose, &mut blocks);
    Ok(Lesson { title, summary, blocks })
}

fn heading(line: Option<(usize, &str)>, start: &str, number: usize) -> Result<String, BadLesson> {
    let text =
        line.and_then(|(_, line)| line.strip_prefix(start)).map(str::trim).filter(|text| !text.is_empty());
    text.map(str::to_owned)
        .ok_or_else(|| BadLesson { line: number, message: format!("expected `{start}` and words after it") })
}

fn flush(prose: &mut String, blocks: &mut Vec<Block>) {
    let text = std::mem::take(prose);
    if !text.trim().is_empty() {
        blocks.push(Block::Prose(text.trim().to_owned()));
    }
}

fn live(text: &str) -> Result<Live, String> {
    let all = object(text)?;
    Ok(Live {
        entity: entity(&all)?,
        domain: domain(&all)?,
        body: part(&all, "body")?,
        refused: all.get("refused").and_then(Value::as_bool).unwrap_or(false),
    })
}

fn exercise(text: &str) -> Result<Exercise, String> {
    let all = object(text)?;
    let hints = all.get("hints").and_then(Value::as_array).ok_or("`hints` must be a list")?;
    Ok(Exercise {
        id: words(&all, "id")?,
        entity: entity(&all)?,
        goal: words(&all, "goal")?,
        start: part(&all, "start")?,
        answer: part(&all, "answer")?,
        total: all.get("total").and_then(Value::as_bool).unwrap_or(false),
        hints: hints.iter().filter_map(|hint| hint.as_str().map(str::to_owned)).collect(),
    })
}

fn picture(name: &str) -> Result<Picture, String> {
    let found = Picture::ALL.iter().find(|(known, _)| *known == name).map(|(_, picture)| *picture);
    found.ok_or_else(|| {
        let known: Vec<&str> = Picture::ALL.iter().map(|(known, _)| *known).collect();
        format!("there is no picture `{name}`; there are {}", known.join(", "))
    })
}

fn versus(about: &str, text: &str) -> Result<Versus, String> {
    let said = |who: &str| {
        let mut lines = text.lines();
        let found = lines.find_map(|line| line.strip_prefix(who)?.strip_prefix(':')).map(str::trim);
        found
            .filter(|words| !words.is_empty())
            .map(str::to_owned)
            .ok_or_else(|| format!("`{who}:` is missing"))
    };
    if about.trim().is_empty() {
        return Err("say what it is about: ```versus The first page".into());
    }
    Ok(Versus {
        about: about.trim().into(),
        guide: said("guide")?,
        server: said("server")?,
        explorer: said("explorer")?,
    })
}

fn object(text: &str) -> Result<Map<String, Value>, String> {
    serde_json::from_str(text).map_err(|error| format!("the block is no JSON object: {error}"))
}

fn words(all: &Map<String, Value>, key: &str) -> Result<String, String> {
    let text = all.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or_else(|| format!("`{key}` must be a text"))
}

fn entity(all: &Map<String, Value>) -> Result<String, String> {
    let name = words(all, "entity")?;
    match crate::entity(&name) {
        Some(_) => Ok(name),
        None => Err(format!("there is no entity `{name}`")),
    }
}

fn domain(all: &Map<String, Value>) -> Result<String, String> {
    let Some(name) = all.get("domain") else { return Ok(DOMAIN.into()) };
    let known = crate::domains().iter().find(|domain| *name == domain.id);
    known.map(|domain| domain.id.into()).ok_or_else(|| format!("there is no domain {name}"))
}

fn part(all: &Map<String, Value>, key: &str) -> Result<Map<String, Value>, String> {
    match all.get(key) {
        Some(Value::Object(map)) => Ok(map.clone()),
        _ => Err(format!("`{key}` must be an object")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(fence: &str) -> Result<Block, BadLesson> {
        parse(&format!("# T\n> S.\n\n{fence}\n")).map(|lesson| lesson.blocks[0].clone())
    }

    #[test]
    fn guide_and_server_stand_side_by_side() {
        let told = block(
            "```versus The first page\nguide: counts from **1**\nserver: from 0\nexplorer: reads it\n```",
        );
        let Ok(Block::Versus(versus)) = told else { panic!("{told:?}") };
        assert_eq!((versus.about.as_str(), versus.guide.as_str()), ("The first page", "counts from **1**"));
        assert_eq!((versus.server.as_str(), versus.explorer.as_str()), ("from 0", "reads it"));
        assert!(block("```versus\nguide: a\nserver: b\nexplorer: c\n```").is_err(), "about nothing");
        assert!(block("```versus X\nguide: a\nserver: b\n```").is_err(), "the explorer is silent");
    }

    #[test]
    fn what_there_is_not_is_told_by_line() {
        for fence in [
            "```picture\nnothing\n```",
            "```query\n{\"entity\": \"user\", \"body\": {}, \"domain\": \"nowhere\"}\n```",
            "```query\n{\"entity\": \"nobody\", \"body\": {}}\n```",
            "```exercise\n{\"id\": \"x\"}\n```",
        ] {
            assert_eq!(block(fence).map_err(|bad| bad.line), Err(4), "{fence}");
        }
        for (name, picture) in Picture::ALL {
            assert_eq!(block(&format!("```picture\n{name}\n```")), Ok(Block::Picture(picture)));
        }
    }

    #[test]
    fn a_query_may_ask_another_domain() {
        let other =
            block("```query\n{\"entity\": \"user\", \"body\": {}, \"domain\": \"quiet-hills-wander\"}\n```");
        assert!(matches!(other, Ok(Block::Live(live)) if live.domain == "quiet-hills-wander"));
    }
}
