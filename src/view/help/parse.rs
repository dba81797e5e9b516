//! Reads the text of a help topic.

/// A part of a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// In capitals.
    Heading(String),
    /// Its lines are joined.
    Paragraph(String),
    /// Lines without the indentation that all of them have.
    Verbatim(Vec<String>),
    /// A term and what it means; the lines of the description are joined.
    Entry { term: String, description: String },
}

/// Splits a text into its parts. Every text has some.
pub fn parse(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_new = true;
    for line in text.lines() {
        let line = line.trim_end();
        let content = line.trim_start();
        let indent = line.len() - content.len();
        if content.is_empty() {
            // An empty line inside of verbatim lines is one of them, as far as more follow.
            if let Some(Block::Verbatim(lines)) = blocks.last_mut() {
                lines.push(String::new());
            }
            is_new = true;
            continue;
        }
        match (indent, blocks.last_mut()) {
            (4.., Some(Block::Entry { description, .. })) if !is_new || description.is_empty() => {
                join(description, content);
            }
            (4.., Some(Block::Verbatim(lines))) => lines.push(line[4..].to_owned()),
            (4.., _) => blocks.push(Block::Verbatim(vec![line[4..].to_owned()])),
            (1..4, _) => blocks.push(Block::Entry {
                term: content.to_owned(),
                description: String::new(),
            }),
            (0, Some(Block::Paragraph(paragraph))) if !is_new => join(paragraph, content),
            (0, _) if is_heading(content) => blocks.push(Block::Heading(content.to_owned())),
            (0, _) => blocks.push(Block::Paragraph(content.to_owned())),
        }
        is_new = false;
    }
    for block in &mut blocks {
        if let Block::Verbatim(lines) = block {
            let end = lines.iter().rposition(|line| !line.is_empty());
            lines.truncate(end.map_or(0, |last| last + 1));
        }
    }
    blocks
}

fn is_heading(line: &str) -> bool {
    line.chars().any(char::is_uppercase) && !line.chars().any(char::is_lowercase)
}

fn join(text: &mut String, line: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_known_by_their_indentation() {
        let text = "\nOne\nparagraph.\n\nA HEADING\n  term\n      what it\n      means\n  other\n      thing\n\n    $ momo\n\n      deep\n\nend\n";
        let entry = |term: &str, description: &str| Block::Entry {
            term: term.into(),
            description: description.into(),
        };
        let expected = [
            Block::Paragraph("One paragraph.".into()),
            Block::Heading("A HEADING".into()),
            entry("term", "what it means"),
            entry("other", "thing"),
            Block::Verbatim(vec!["$ momo".into(), String::new(), "  deep".into()]),
            Block::Paragraph("end".into()),
        ];
        assert_eq!(parse(text), expected);
    }
}
