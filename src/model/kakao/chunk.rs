//! Splits a long text into bubbles.
//!
//! A cut is made after a paragraph, a line or sentence, or a word, in this order of preference, else at the limit; a
//! grapheme is cut only if it alone exceeds the limit. A cut must fill at least a quarter of the bubble, and the rest
//! must fit into the remaining bubbles. If the text does not fit at all, each bubble is filled to at least 90 %. Only
//! white space at a cut is dropped.
//! Lengths are UTF-16 units: momo's assumption of how Kakao counts.
use crate::model::text::utf16::units;
use unicode_segmentation::UnicodeSegmentation;

/// Maximum number of bubbles: an answer has at most three outputs
/// (<https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/answer_json_format>).
pub const MAX_BUBBLES: usize = 3;

/// Splits a text into at most [`MAX_BUBBLES`] texts of at most `limit` UTF-16 units; none for a blank text.
/// If the text is too long, the last bubble ends with a note of how much is missing.
pub fn chunk(text: &str, limit: usize) -> Vec<String> {
    let limit = limit.max(1);
    let mut rest = text.trim();
    let mut chunks = Vec::new();
    while !rest.is_empty() && chunks.len() < MAX_BUBBLES {
        let (piece, remainder) = split(rest, limit, MAX_BUBBLES - chunks.len() - 1);
        if chunks.len() + 1 == MAX_BUBBLES && !remainder.is_empty() {
            chunks.push(truncate(rest, limit));
            break;
        }
        chunks.push(piece.to_owned());
        rest = remainder;
    }
    chunks
}

/// Returns the part of the text that fits together with the truncation note, or with `…` in a small bubble.
fn truncate(text: &str, limit: usize) -> String {
    let budget = limit.saturating_sub(units(&truncation_note(text)));
    if budget > limit / 2 {
        let (piece, left_out) = split(text, budget, 0);
        return format!("{piece}{}", truncation_note(left_out));
    }
    // The bubble is too small for the note.
    match limit {
        1 => "…".into(),
        _ => format!("{}…", split(text, limit - 1, 0).0),
    }
}

/// Returns the note at the end of a truncated text, with the number of missing graphemes.
fn truncation_note(left_out: &str) -> String {
    let letters = left_out.graphemes(true).count();
    format!("\n\n…(이하 {letters}자 생략)")
}

/// Splits the text at the best offset within the limit and trims the white space at the cut.
/// `bubbles_left` is the number of bubbles for the second part.
fn split(text: &str, limit: usize, bubbles_left: usize) -> (&str, &str) {
    let end = fitting_bytes(text, limit);
    if end == text.len() {
        return (text, "");
    }
    let fits = |offset: usize| fits(&text[offset..], limit, bubbles_left);
    let cut = match fits(end) {
        true => best_cut(text, end, |offset| offset * 4 >= end && fits(offset)),
        // Text will be dropped in any case: fill the bubble to at least 90 %.
        false => best_cut(text, end, |offset| offset * 10 >= end * 9),
    };
    (text[..cut].trim_end(), text[cut..].trim_start())
}

/// Returns whether the text fits into this number of bubbles if each is filled.
fn fits(text: &str, limit: usize, bubbles: usize) -> bool {
    let mut rest = text.trim();
    for _ in 0..bubbles {
        rest = rest[fitting_bytes(rest, limit)..].trim_start();
    }
    rest.is_empty()
}

/// Returns the length in bytes of the longest prefix of whole graphemes within the limit.
/// A grapheme longer than the limit is cut between its code points.
fn fitting_bytes(text: &str, limit: usize) -> usize {
    let whole_graphemes = prefix_bytes(text.graphemes(true), limit);
    if whole_graphemes > 0 {
        return whole_graphemes;
    }
    let mut buffer = [0; 4];
    let lengths = text
        .chars()
        .map(|point| point.encode_utf8(&mut buffer).len());
    let lengths: Vec<_> = lengths.collect();
    let mut end = 0;
    let slices = lengths.iter().map(|length| {
        end += length;
        &text[end - length..end]
    });
    // A code point is never cut, even if the limit is 1.
    prefix_bytes(slices, limit).max(lengths.first().copied().unwrap_or(0))
}

fn prefix_bytes<'a>(parts: impl Iterator<Item = &'a str>, limit: usize) -> usize {
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

/// Returns the best offset up to `end` for which `is_good` holds, or `end`.
fn best_cut(text: &str, end: usize, is_good: impl Fn(usize) -> bool) -> usize {
    // White space right after the limit also ends a word, a sentence or a paragraph.
    let next_word = text[end..].find(|ch: char| !ch.is_whitespace());
    let searched = &text[..end + next_word.unwrap_or(text.len() - end)];
    let if_good = |offset: Option<usize>| {
        offset
            .map(|offset| offset.min(end))
            .filter(|offset| is_good(*offset))
    };
    let paragraph = || if_good(searched.rfind("\n\n"));
    let line = || if_good(searched.rfind('\n'));
    let sentence = || if_good(sentence_end(searched));
    let word = || if_good(searched.rfind(char::is_whitespace));
    paragraph()
        .or_else(|| line().max(sentence()))
        .or_else(word)
        .unwrap_or(end)
}

/// Returns the offset after the last sentence mark that is followed by white space.
fn sentence_end(text: &str) -> Option<usize> {
    let is_mark = |ch: char| matches!(ch, '.' | '!' | '?' | '…' | '。' | '！' | '？');
    let ends = text.char_indices().rev().filter(|(_, ch)| is_mark(*ch));
    let mut offsets = ends.map(|(offset, ch)| offset + ch.len_utf8());
    let is_followed = |offset: &usize| text[*offset..].starts_with(char::is_whitespace);
    offsets.find(is_followed)
}
