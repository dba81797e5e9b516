//! The one scanner of JSON text.

/// Returns the tokens of a JSON text: brackets, commas, colons, strings with their quotes, numbers and words.
/// Leaves out only white space, from an invalid text too.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r']);
        let length = match rest.as_bytes().first()? {
            b'{' | b'}' | b'[' | b']' | b',' | b':' => 1,
            b'"' => string_length(rest),
            _ => rest
                .find(|ch| "{}[],:\" \t\r\n".contains(ch))
                .unwrap_or(rest.len()),
        };
        let token;
        (token, rest) = rest.split_at(length);
        Some(token)
    })
}

/// Returns the length of the string at the start of the text, with both quotes.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    end.map_or(text.len(), |end| end + 2)
}
