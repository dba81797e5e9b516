//! Keeps a text as its difference from a similar one, so that what all exchanges of a kind repeat is stored once.
//!
//! The difference lists the parts that are not the same, each behind the number of equal bytes before it: `41"evt_1"`. A
//! part ends at the next quotation mark of both texts; JSON of the same shape has as many of them. It never begins with
//! `{`, as the heads of exchanges do, so a whole head stands for itself.
use std::borrow::Cow;

/// Number of bytes that are compared at once.
const STEP: usize = 16;

/// Returns the number of quotation marks. Only texts that have the same number can be kept as a difference.
pub fn shape(text: &str) -> u32 {
    memchr::memchr_iter(b'"', text.as_bytes()).count() as u32
}

/// Returns what must be known of `text` beside `template`, which has the same [`shape`].
pub fn difference(template: &str, text: &str) -> String {
    let mut difference = String::with_capacity(text.len() / 2);
    let (mut template, mut text) = (template, text);
    while template != text {
        let equal = equal_bytes(template, text);
        template = &template[equal..];
        text = &text[equal..];
        let (part, rest) = text.split_at(part_end(text));
        push_number(&mut difference, equal);
        difference.extend(["\"", part, "\""]);
        template = &template[part_end(template)..];
        text = rest;
    }
    difference
}

/// Returns the text again. `None` if it is a difference without its template, or from another one.
pub fn restore<'a>(template: Option<&str>, stored: &'a str) -> Option<Cow<'a, str>> {
    if stored.starts_with('{') {
        return Some(stored.into());
    }
    let mut template = template?;
    let mut text = String::with_capacity(template.len() + stored.len());
    let mut stored = stored.split('"');
    while let (Some(equal), Some(part)) = (stored.next(), stored.next()) {
        let (same, rest) = template.split_at_checked(equal.parse().ok()?)?;
        text.push_str(same);
        text.push_str(part);
        template = &rest[part_end(rest)..];
    }
    text.push_str(template);
    Some(text.into())
}

/// Returns the number of bytes of the whole characters with which both texts begin.
fn equal_bytes(template: &str, text: &str) -> usize {
    let (one, other) = (template.as_bytes(), text.as_bytes());
    let steps = one.as_chunks::<STEP>().0.iter().zip(other.as_chunks().0);
    let begin = STEP * steps.take_while(|(one, other)| one == other).count();
    let bytes = one[begin..].iter().zip(&other[begin..]);
    let mut equal = begin + bytes.take_while(|(one, other)| one == other).count();
    while !(template.is_char_boundary(equal) && text.is_char_boundary(equal)) {
        equal -= 1;
    }
    equal
}

/// Writes a number, for which `write!` takes longer than all the rest.
fn push_number(text: &mut String, number: usize) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

/// Returns the offset of the next quotation mark, or the length.
fn part_end(text: &str) -> usize {
    memchr::memchr(b'"', text.as_bytes()).unwrap_or(text.len())
}
