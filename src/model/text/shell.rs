//! Quotes words for a POSIX shell.
use super::escape;

/// Returns the word as it is if no shell and no `.env` reader interprets it, else in single quotes.
pub fn quote(word: &str) -> String {
    match is_plain(word) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

/// Quotes a word. Text with terminal control characters becomes a `printf` call.
pub fn quote_visibly(word: &str) -> String {
    match escape::lines(word).as_ref() == word {
        true => quote(word),
        false => format!("\"$(printf '{}')\"", printf_format(word.as_bytes())),
    }
}

/// Quotes bytes, which need not be UTF-8, without a NUL and without a newline at the end.
pub fn quote_bytes(word: &[u8]) -> String {
    match std::str::from_utf8(word) {
        Ok(text) => quote_visibly(text),
        Err(_) => format!("\"$(printf '{}')\"", printf_format(word)),
    }
}

/// Returns whether a word needs no quotes.
pub fn is_plain(word: &str) -> bool {
    let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"@%+=:,./_-".contains(&byte);
    !word.is_empty() && word.bytes().all(is_safe)
}

/// Returns a `printf` format that prints these bytes in every POSIX shell.
pub fn printf_format(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for (index, &byte) in bytes.iter().enumerate() {
        match byte {
            // Keeps printf from reading the format as an option.
            b'-' if index == 0 => text.push_str("\\055"),
            b'%' => text.push_str("%%"),
            b'\\' => text.push_str("\\\\"),
            // An interactive bash expands `!` even here.
            b' '..=b'~' if !b"'!".contains(&byte) => text.push(char::from(byte)),
            _ => text.push_str(&format!("\\{byte:03o}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_needed() {
        for (word, quoted) in [
            ("http://127.0.0.1:3000/hook", "http://127.0.0.1:3000/hook"),
            ("", "''"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("$(date)", "'$(date)'"),
            ("~", "'~'"),
            (
                "/\u{9b}2J$\u{202e}",
                r#""$(printf '/\302\2332J$\342\200\256')""#,
            ),
        ] {
            assert_eq!(quote_visibly(word), quoted);
        }
    }

    #[test]
    fn bytes_become_printf_escapes() {
        assert_eq!(printf_format(b"a'%\\\0\xff\n7"), r"a\047%%\\\000\377\0127");
        assert_eq!(printf_format(b"-n-\0"), r"\055n-\000");
    }
}
