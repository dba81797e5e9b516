//! Length of a text for platforms that limit "characters" (자) without defining them.

/// Returns the number of UTF-16 units, as counted by Java and JavaScript: momo's assumption for Kakao and NHN Cloud.
/// It is never less than the number of graphemes or code points.
pub fn units(text: &str) -> usize {
    text.encode_utf16().count()
}
