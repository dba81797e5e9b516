//! Conversations in Markdown: the fences with the language `chat`.
use super::error::ChatError;
use super::{ChatDocument, format, parse};

/// Fence of a Markdown text.
struct Fence {
    heading: Option<String>,
    /// Indexes of its first line and behind its last one.
    lines: std::ops::Range<usize>,
    /// Number of spaces before it.
    indent: usize,
}

/// Parses the fences of a Markdown text.
///
/// # Errors
/// Returns every error, in the order of the lines.
pub fn parse_markdown(text: &str) -> Result<Vec<ChatDocument>, Vec<ChatError>> {
    let lines: Vec<_> = text.lines().collect();
    let (mut documents, mut errors) = (Vec::new(), Vec::new());
    for fence in fences(&lines) {
        match parse(&content(&lines, &fence), fence.lines.start + 1) {
            Ok(document) => documents.push(ChatDocument {
                heading: fence.heading,
                ..document
            }),
            Err(found) => errors.extend(found),
        }
    }
    match errors.is_empty() {
        true => Ok(documents),
        false => Err(errors),
    }
}

/// Formats the fences of a Markdown text; everything else stays.
///
/// # Errors
/// As [`parse_markdown`].
pub fn format_markdown(text: &str) -> Result<String, Vec<ChatError>> {
    let lines: Vec<_> = text.split('\n').collect();
    let mut formatted: Vec<String> = Vec::new();
    let mut next = 0;
    let mut errors = Vec::new();
    for fence in fences(&lines) {
        formatted.extend(
            lines[next..fence.lines.start]
                .iter()
                .map(|line| (*line).to_owned()),
        );
        match parse(&content(&lines, &fence), fence.lines.start + 1) {
            Ok(document) => {
                let pad = " ".repeat(fence.indent);
                let written = format(&document);
                formatted.extend(written.lines().map(|line| match line {
                    "" => String::new(),
                    line => format!("{pad}{line}"),
                }));
            }
            Err(found) => errors.extend(found),
        }
        next = fence.lines.end;
    }
    formatted.extend(lines[next..].iter().map(|line| (*line).to_owned()));
    match errors.is_empty() {
        true => Ok(formatted.join("\n")),
        false => Err(errors),
    }
}

/// Returns the lines of a fence without its indentation.
fn content(lines: &[&str], fence: &Fence) -> String {
    let lines = lines[fence.lines.clone()].iter().map(|line| {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        &line[spaces.min(fence.indent)..]
    });
    lines.map(|line| format!("{line}\n")).collect()
}

/// Finds the fences whose info string begins with the word `chat`. A fence without an end goes to the end of the text.
fn fences(lines: &[&str]) -> Vec<Fence> {
    let mut fences = Vec::new();
    let mut heading = None;
    let mut index = 0;
    while index < lines.len() {
        let line = lines[index];
        let Some((mark, info)) = opening(line) else {
            let title = line.trim_start_matches('#');
            if title.len() < line.len() && title.starts_with(' ') {
                heading = Some(title.trim().trim_end_matches('#').trim_end().to_owned());
            }
            index += 1;
            continue;
        };
        let start = index + 1;
        let is_end = |line: &&str| {
            let line = line.trim();
            line.starts_with(mark) && line.chars().all(|ch| mark.starts_with(ch))
        };
        let length = lines[start..]
            .iter()
            .take_while(|line| !is_end(line))
            .count();
        if info.split([' ', '\t', ',', '{']).next() == Some("chat") {
            fences.push(Fence {
                heading: heading.clone(),
                lines: start..start + length,
                indent: line.len() - line.trim_start().len(),
            });
        }
        index = start + length + 1;
    }
    fences
}

/// Returns the marks and the info string of a line that opens a fence; `None` for another line.
fn opening(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let mark = line.chars().next().filter(|ch| matches!(ch, '`' | '~'))?;
    let info = line.trim_start_matches(mark);
    let marks = &line[..line.len() - info.len()];
    (marks.len() >= 3 && !info.contains('`')).then(|| (marks, info.trim()))
}
