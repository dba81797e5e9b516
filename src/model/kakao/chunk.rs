//! A long text as bubbles: at most so many, each of at most so many characters.
//!
//! It is cut after a paragraph, a sentence or a word, whichever comes first that leaves the bubble a quarter full and
//! lets the rest fit into the bubbles that are left, never inside what people see as one letter. A text that does not
//! fit at all fills its bubbles. Only white space at a cut is left out. Characters are UTF-16 units,
//! as momo assumes that Kakao counts.
use crate::model::text::utf16::units;
use unicode_segmentation::UnicodeSegmentation;

/// How many outputs an answer has at most
/// (<https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/answer_json_format>).
pub const MOST: usize = 3;

/// The texts of the bubbles, none for an empty text. Where not all of it fits, the last ends with a note that says so.
pub fn chunk(text: &str, limit: usize) -> Vec<String> {
    let limit = limit.max(1);
    let mut rest = text.trim();
    let mut chunks = Vec::new();
    while !rest.is_empty() && chunks.len() < MOST {
        let (piece, after) = split(rest, limit, MOST - chunks.len() - 1);
        if chunks.len() + 1 == MOST && !after.is_empty() {
            chunks.push(shortened(rest, limit));
            break;
        }
        chunks.push(piece.to_owned());
        rest = after;
    }
    chunks
}

/// As much of the text as fits together with the note that something is missing.
fn shortened(text: &str, limit: usize) -> String {
    let room = limit.saturating_sub(units(&note(text)));
    if room > limit / 2 {
        let (piece, left_out) = split(text, room, 0);
        return format!("{piece}{}", note(left_out));
    }
    // A bubble too small for the note.
    match limit {
        1 => "…".into(),
        _ => format!("{}…", split(text, limit - 1, 0).0),
    }
}

/// What stands at the end of a text that goes on, with how much is missing.
fn note(left_out: &str) -> String {
    let letters = left_out.graphemes(true).count();
    format!("\n\n…(이하 {letters}자 생략)")
}

/// The text up to the best cut within the limit, and what follows, for which there are so many bubbles left; without
/// the white space between them.
fn split(text: &str, limit: usize, left: usize) -> (&str, &str) {
    let end = fitting(text, limit);
    if end == text.len() {
        return (text, "");
    }
    let fits = |at: usize| fits(&text[at..], limit, left);
    let cut = match fits(end) {
        true => best_cut(text, end, |at| at * 4 >= end && fits(at)),
        // Something will be left out: no more than must be.
        false => best_cut(text, end, |at| at * 10 >= end * 9),
    };
    (text[..cut].trim_end(), text[cut..].trim_start())
}

/// Whether the text fits into so many bubbles, wherever it is cut.
fn fits(text: &str, limit: usize, bubbles: usize) -> bool {
    let mut rest = text.trim();
    for _ in 0..bubbles {
        rest = rest[fitting(rest, limit)..].trim_start();
    }
    rest.is_empty()
}

/// How many bytes of the text fit into the limit, in whole letters. A letter that is longer than the limit is cut
/// between its code points, since it fits nowhere.
fn fitting(text: &str, limit: usize) -> usize {
    let whole = prefix(text.graphemes(true), limit);
    if whole > 0 {
        return whole;
    }
    let mut buffer = [0; 4];
    let points = text
        .chars()
        .map(|point| point.encode_utf8(&mut buffer).len());
    let points: Vec<_> = points.collect();
    let mut starts = 0;
    let slices = points.iter().map(|length| {
        starts += length;
        &text[starts - length..starts]
    });
    // A single code point is never cut, even where the limit is 1.
    prefix(slices, limit).max(points.first().copied().unwrap_or(0))
}

fn prefix<'a>(parts: impl Iterator<Item = &'a str>, limit: usize) -> usize {
    let (mut length, mut bytes) = (0, 0);
    for part in parts {
        length += units(part);
        if length > limit {
            break;
        }
        bytes += part.len();
    }
    bytes
}

/// Where to cut, at most at `end`: at a place that is good, if there is one.
fn best_cut(text: &str, end: usize, is_good: impl Fn(usize) -> bool) -> usize {
    // White space right behind the limit ends a word, a sentence or a paragraph too.
    let looked = text[end..].find(|ch: char| !ch.is_whitespace());
    let looked = &text[..end + looked.unwrap_or(text.len() - end)];
    let good = |at: Option<usize>| at.map(|at| at.min(end)).filter(|at| is_good(*at));
    let paragraph = || good(looked.rfind("\n\n"));
    let line = || good(looked.rfind('\n'));
    let sentence = || good(sentence_end(looked));
    let word = || good(looked.rfind(char::is_whitespace));
    paragraph()
        .or_else(|| line().max(sentence()))
        .or_else(word)
        .unwrap_or(end)
}

/// Behind the last sentence that is followed by white space.
fn sentence_end(text: &str) -> Option<usize> {
    let is_mark = |ch: char| matches!(ch, '.' | '!' | '?' | '…' | '。' | '！' | '？');
    let ends = text.char_indices().rev().filter(|(_, ch)| is_mark(*ch));
    let mut behind = ends.map(|(at, ch)| at + ch.len_utf8());
    let is_followed = |at: &usize| text[*at..].starts_with(char::is_whitespace);
    behind.find(is_followed)
}
