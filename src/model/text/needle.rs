//! Texts compared as people read them: composed and decomposed letters are the same.
use memchr::memmem::Finder;
use std::borrow::Cow;
use std::fmt::Write;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Returns the composed form (NFC) of a text.
pub fn nfc(text: &str) -> Cow<'_, str> {
    match text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        true => Cow::Borrowed(text),
        false => text.nfc().collect::<String>().into(),
    }
}

/// A text to find in bytes, in UTF-8 or as JSON escapes it (`\uc548`), which many libraries do.
pub struct TextNeedle {
    /// The text as given, composed and decomposed, each in UTF-8 and escaped.
    forms: Vec<Finder<'static>>,
    /// Whether decomposition may change the text, so that the bytes are composed before a last search.
    is_composable: bool,
}

impl TextNeedle {
    pub fn new(text: &str) -> Self {
        let mut forms: Vec<Vec<u8>> = Vec::new();
        let decomposed: String = text.nfd().collect();
        for form in [text, &nfc(text), &decomposed] {
            let escaped = [false, true].map(|is_upper| json_escaped(form, is_upper));
            for spelling in escaped.iter().map(String::as_str).chain([form]) {
                if !forms.iter().any(|known| known == spelling.as_bytes()) {
                    forms.push(spelling.as_bytes().to_vec());
                }
            }
        }
        let finder = |form: Vec<u8>| Finder::new(&form).into_owned();
        Self {
            forms: forms.into_iter().map(finder).collect(),
            is_composable: !text.is_ascii(),
        }
    }

    /// Returns whether the bytes contain the text. An empty text is always contained.
    pub fn is_in(&self, bytes: &[u8]) -> bool {
        let has_form = |bytes: &[u8]| self.forms.iter().any(|form| form.find(bytes).is_some());
        if has_form(bytes) {
            return true;
        }
        let text = std::str::from_utf8(bytes).ok();
        let composed = text.filter(|_| self.is_composable).map(nfc);
        composed.is_some_and(|it| matches!(it, Cow::Owned(_)) && has_form(it.as_bytes()))
    }
}

fn json_escaped(text: &str, is_upper: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '"' | '\\' => escaped.extend(['\\', ch]),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push_str("\\t"),
            _ if ch.is_ascii() => escaped.push(ch),
            _ => {
                for unit in ch.encode_utf16(&mut [0; 2]) {
                    let written = match is_upper {
                        true => write!(escaped, "\\u{unit:04X}"),
                        false => write!(escaped, "\\u{unit:04x}"),
                    };
                    written.expect("a String takes all that is written");
                }
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_found_in_every_spelling() {
        let (composed, decomposed) = (
            "안녕 é",
            "\u{110b}\u{1161}\u{11ab}\u{1102}\u{1167}\u{11bc} e\u{301}",
        );
        // Half composed, as when two programs wrote it.
        let mixed = "안\u{1102}\u{1167}\u{11bc} é";
        for needle in [composed, decomposed, mixed] {
            let needle = TextNeedle::new(needle);
            for body in [composed, decomposed, mixed] {
                assert!(needle.is_in(format!("x{body}y").as_bytes()), "{body:?}");
            }
            for body in [&br"\uc548\ub155 \u00e9"[..], br"\uC548\uB155 \u00E9"] {
                assert!(needle.is_in(body));
            }
            assert!(!needle.is_in("안넝 é".as_bytes()));
        }
        assert!(TextNeedle::new("").is_in(b""));
        assert!(TextNeedle::new("a").is_in(b"\xffa"));
        assert!(!TextNeedle::new("안").is_in(b"\xff"));
    }
}
