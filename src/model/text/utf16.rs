//! How long a text is where a platform counts "characters" (자) and does not say which.

/// Its UTF-16 units, as Java and JavaScript count: momo's assumption for Kakao and NHN Cloud. They are never fewer than what
/// people count.
pub fn units(text: &str) -> usize {
    text.encode_utf16().count()
}
