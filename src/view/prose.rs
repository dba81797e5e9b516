//! Wraps sentences at words for a terminal.
use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter};

/// Narrowest width to which sentences are wrapped, in cells.
const MIN_WIDTH: usize = 20;

/// Wraps the lines of a text to `width` cells; what follows of a line is indented by two more than its beginning. A word
/// that is longer, and a command between backticks, stay whole, to be copied.
pub(super) fn wrap(text: &str, width: usize) -> String {
    let wrap_line = |line: &str| {
        let own_indent = line.len() - line.trim_start_matches(' ').len();
        let indent = " ".repeat(own_indent + 2);
        let options = Options::new(width.max(MIN_WIDTH))
            .break_words(false)
            .word_splitter(WordSplitter::NoHyphenation)
            .word_separator(WordSeparator::Custom(words))
            .subsequent_indent(&indent);
        textwrap::fill(line, options)
    };
    text.split('\n')
        .map(wrap_line)
        .collect::<Vec<_>>()
        .join("\n")
}

/// Splits a line after spaces that stand outside of backticks.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut is_command = false;
    let mut rest = line;
    Box::new(std::iter::from_fn(move || {
        let mut has_begun = false;
        let end = rest.char_indices().find(|(offset, ch)| {
            is_command ^= *ch == '`';
            has_begun |= *ch != ' ';
            *ch == ' ' && has_begun && !is_command && !rest[offset + 1..].starts_with(' ')
        });
        let end = end.map_or(rest.len(), |(offset, _)| offset + 1);
        let (word, tail) = rest.split_at(end);
        rest = tail;
        (!word.is_empty()).then(|| Word::from(word))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_break_at_words_and_commands_stay_whole() {
        let text = "hint: Try `momo webhook history show ex_1` and 안녕하세요 다시 here.";
        let wrapped = "hint: Try\n  `momo webhook history show ex_1`\n  and 안녕하세요 다시 here.";
        assert_eq!(wrap(text, 32), wrapped);
        assert_eq!(wrap("  short\n\nand so on", 30), "  short\n\nand so on");
        let wrapped = "  스킬 서버의 주소를\n    넣으세요";
        assert_eq!(wrap("  스킬 서버의 주소를 넣으세요", 20), wrapped);
        let url = format!("https://{}", "x".repeat(40));
        assert_eq!(wrap(&format!("see {url}"), 20), format!("see\n  {url}"));
    }
}
