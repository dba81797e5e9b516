//! Text in cells of a terminal: a Hangul syllable takes two.
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many cells a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text in exactly this many cells: cut with `…`, or filled with spaces behind it.
pub fn left(text: &str, cells: usize) -> String {
    let mut cut = cut(text, cells);
    let fill = cells.saturating_sub(width(&cut));
    cut.extend(std::iter::repeat_n(' ', fill));
    cut
}

/// The text in exactly this many cells: cut with `…`, or filled with spaces before it.
pub fn right(text: &str, cells: usize) -> String {
    let cut = cut(text, cells);
    let fill = cells.saturating_sub(width(&cut));
    format!("{}{cut}", " ".repeat(fill))
}

/// The text in at most this many cells, `…` where something is missing.
pub fn cut(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for ch in text.chars() {
        used += ch.width().unwrap_or(0);
        if used > cells {
            break;
        }
        kept.push(ch);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_takes_the_given_cells() {
        assert_eq!(left("안녕", 5), "안녕 ");
        assert_eq!(left("안녕하세요", 5), "안녕…");
        assert_eq!(left("안녕하세요", 4), "안… ");
        assert_eq!(right("12", 4), "  12");
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "ab…");
    }
}
