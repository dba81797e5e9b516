//! Writes exact lines that failed anew, with what the bot said. Everything else in the file stays.
use super::outcome::LineUpdate;
use super::{pattern, template};
use std::collections::BTreeMap;

/// A file with its lines written anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdatedText {
    pub text: String,
    /// Numbers of the lines that were written.
    pub written: Vec<usize>,
    /// Numbers of the lines that were left, with the reason.
    pub left: Vec<(usize, &'static str)>,
}

/// Writes the lines of one file. `updates` may name a line several times, as different conversations that include it.
pub fn update(text: &str, updates: &[&LineUpdate]) -> UpdatedText {
    let mut by_line: BTreeMap<usize, Vec<&LineUpdate>> = BTreeMap::new();
    for update in updates {
        by_line.entry(update.line).or_default().push(update);
    }
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let (mut written, mut left) = (Vec::new(), Vec::new());
    // From the end, so that the numbers of the lines before stay.
    for (line, updates) in by_line.into_iter().rev() {
        let mut texts: Vec<_> = updates.iter().map(|update| new_text(update)).collect();
        texts.dedup();
        match &*texts {
            [Some(text)] if write(&mut lines, updates[0], text) => written.push(line),
            [None] => left.push((line, "it uses a value that is not in what the bot said")),
            [_] => left.push((line, "the file has changed")),
            _ => left.push((line, "the bot says one thing here, and another there")),
        }
    }
    written.reverse();
    left.reverse();
    UpdatedText {
        text: lines.join("\n"),
        written,
        left,
    }
}

/// Returns what the bot said as a text of the file, with the values that the line used; `None` if one is not in it.
fn new_text(update: &LineUpdate) -> Option<String> {
    let mut text = template::escape(&pattern::normalized(&update.text));
    for (name, _) in template::names(&update.original) {
        let (_, value) = update.values.iter().find(|(known, _)| known == name)?;
        if value.is_empty() || !text.contains(&**value) {
            return None;
        }
        text = text.replace(&**value, &format!("{{{name}}}"));
    }
    Some(text)
}

/// Replaces the text of a step. Returns false, and changes nothing, if it does not stand there.
fn write(lines: &mut Vec<String>, update: &LineUpdate, text: &str) -> bool {
    let (Some(first), Some(last)) = (update.starts.first(), update.starts.last()) else {
        return false;
    };
    let Some(line) = lines.get(update.line - 1) else {
        return false;
    };
    let head: String = match first.line == update.line {
        true => line.chars().take(first.column - 1).collect(),
        false => line.clone(),
    };
    let head = head.trim_end();
    if last.line > lines.len() || !head.ends_with(':') {
        return false;
    }
    let ending = if line.ends_with('\r') { "\r" } else { "" };
    let indent: String = head
        .chars()
        .take_while(|ch| matches!(ch, ' ' | '\t'))
        .collect();
    let new: Vec<String> = match text.contains('\n') {
        false => vec![format!("{head} {text}{ending}")],
        true => {
            let below = text.split('\n').map(|line| match line {
                "" => ending.to_owned(),
                line => format!("{indent}  {line}{ending}"),
            });
            std::iter::once(format!("{head}{ending}"))
                .chain(below)
                .collect()
        }
    };
    lines.splice(update.line - 1..last.line, new);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::chat::BotSays;
    use crate::model::chat::{ItemKind, parse};

    /// The update of the bot line on this line of a file.
    fn said(file: &str, line: usize, text: &str) -> LineUpdate {
        let document = parse(file, 1).expect("it has no errors");
        let item = document.head.iter().find(|item| item.position.line == line);
        let ItemKind::Bot(bot) = &item.expect("a step stands there").kind else {
            panic!("no bot line");
        };
        let BotSays::Exact { text: original } = &bot.says else {
            panic!("no exact line");
        };
        LineUpdate {
            file: "a.chat".into(),
            line,
            starts: original.starts.clone(),
            original: original.text.clone(),
            text: text.into(),
            values: vec![("id".into(), "42".into())],
        }
    }

    #[test]
    fn only_the_texts_of_the_lines_change() {
        let file = "# why\nbot   within 5s:  old {id} # no comment\n[예]\n\nbot:\n  a\n  b\nbot: same\nbot: {id}\n";
        let updates = [
            said(file, 2, "new 42\r\n"),
            said(file, 5, "c\n\n{x}"),
            said(file, 9, "43"),
        ];
        let updated = update(file, &updates.iter().collect::<Vec<_>>());
        assert_eq!(
            updated.text,
            "# why\nbot   within 5s: new {id}\n[예]\n\nbot:\n  c\n\n  {{x}}\nbot: same\nbot: {id}\n"
        );
        assert_eq!(updated.written, [2, 5]);
        assert_eq!(updated.left.len(), 1);
    }

    #[test]
    fn line_with_two_answers_is_left() {
        let file = "bot: a\n";
        let updates = [said(file, 1, "b"), said(file, 1, "c")];
        let updated = update(file, &updates.iter().collect::<Vec<_>>());
        assert_eq!((&*updated.text, updated.left.len()), (file, 1));
    }
}
