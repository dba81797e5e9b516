//! Text width in terminal cells: a Hangul syllable takes two.
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Returns the width of a text in cells.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Cuts a text with `…`, or pads it on the right, to exactly this many cells.
pub fn pad_right(text: &str, cells: usize) -> String {
    let mut cut = cut(text, cells);
    let fill = cells.saturating_sub(width(&cut));
    cut.reserve_exact(fill);
    cut.extend(std::iter::repeat_n(' ', fill));
    cut
}

/// Cuts a text with `…`, or pads it on the left, to exactly this many cells.
pub fn pad_left(text: &str, cells: usize) -> String {
    let cut = cut(text, cells);
    let fill = cells.saturating_sub(width(&cut));
    let mut padded = " ".repeat(fill);
    padded.push_str(&cut);
    padded
}

/// Cuts a text to at most this many cells, at least one, `…` included.
pub fn cut(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let mut shortened = String::new();
    let mut used = 1;
    for ch in text.chars() {
        used += ch.width().unwrap_or(0);
        if used > cells {
            break;
        }
        shortened.push(ch);
    }
    shortened.push('…');
    shortened
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_takes_the_given_cells() {
        assert_eq!(pad_right("안녕", 5), "안녕 ");
        assert_eq!(pad_right("안녕하세요", 5), "안녕…");
        assert_eq!(pad_right("안녕하세요", 4), "안… ");
        assert_eq!(pad_left("12", 4), "  12");
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "ab…");
    }
}
