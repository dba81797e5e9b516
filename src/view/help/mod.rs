//! Help topics: a text file each, for `momo help TOPIC` and for manual pages of section 7.
//!
//! Adding a topic is adding a file to `topics/`. Its name is the topic's, its first line says what it is about. Then come
//! headings in capitals, paragraphs, lines indented by four spaces, which stay as they are, and entries: a term indented
//! by two spaces, its description below by six.
mod parse;

pub use parse::{Block, parse};

use super::prose;
use super::terminal::Styles;

#[derive(rust_embed::RustEmbed)]
#[folder = "src/view/help/topics"]
struct Files;

/// A topic: its text by parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// For example `exit-codes`.
    pub name: String,
    /// What it is about, a phrase without a full stop.
    pub about: String,
    pub blocks: Vec<Block>,
}

/// Returns the names of all topics, sorted.
pub fn names() -> Vec<String> {
    let mut names: Vec<_> = Files::iter()
        .filter_map(|file| Some(file.strip_suffix(".txt")?.to_owned()))
        .collect();
    names.sort();
    names
}

/// Returns the topic of this name; `None` if there is none.
pub fn topic(name: &str) -> Option<Topic> {
    let file = Files::get(&format!("{name}.txt"))?;
    let text = String::from_utf8_lossy(&file.data);
    let (about, text) = text.split_once('\n')?;
    Some(Topic {
        name: name.to_owned(),
        about: about.to_owned(),
        blocks: parse(text),
    })
}

/// Returns all topics, sorted by name.
pub fn topics() -> Vec<Topic> {
    names().iter().filter_map(|name| topic(name)).collect()
}

/// Longest line of a paragraph, in cells.
const MAX_WIDTH: usize = 100;

/// Renders a topic as text, its paragraphs wrapped to `width` cells, but at most 100.
pub fn text(topic: &Topic, styles: Styles, width: usize) -> String {
    let width = width.min(MAX_WIDTH);
    let mut text = format!("{}\n", styles.strong(capitalised(&topic.about)));
    let mut after_entry = false;
    for block in &topic.blocks {
        let is_entry = matches!(block, Block::Entry { .. });
        if !(is_entry && after_entry) {
            text.push('\n');
        }
        after_entry = is_entry;
        match block {
            Block::Heading(heading) => {
                text.push_str(&styles.strong(heading));
                after_entry = true; // Nothing between a heading and what follows.
            }
            Block::Paragraph(paragraph) => text.push_str(&flush("", paragraph, width)),
            Block::Verbatim(lines) => {
                let lines: Vec<_> = lines.iter().map(|line| format!("    {line}")).collect();
                text.push_str(styles.accent(lines.join("\n")).trim_end());
            }
            Block::Entry { term, description } => {
                text.push_str(&format!("  {}\n", styles.accent(term)));
                text.push_str(&flush("      ", description, width));
            }
        }
        text.push('\n');
    }
    text
}

/// Wraps a paragraph, all of whose lines are indented alike.
fn flush(indent: &str, paragraph: &str, width: usize) -> String {
    let wrapped = prose::wrap(paragraph, width.saturating_sub(indent.len()));
    let lines = wrapped
        .lines()
        .map(|line| format!("{indent}{}", line.trim_start()));
    lines.collect::<Vec<_>>().join("\n")
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|ch| ch.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}
