//! Spelling suggestions for error messages.

/// Returns the candidate nearest to `word`, ignoring case; `None` if none is near.
/// A candidate is near within one edit for each three characters of `word`, but at least one.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    let limit = (length / 3).max(1);
    candidates
        .into_iter()
        // A greater difference in length needs no comparison: untrusted words may be long.
        .filter(|candidate| length.abs_diff(candidate.to_lowercase().chars().count()) <= limit)
        .map(|candidate| (distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Says that a key of a settings file is not known, and which one may be meant. `path` and `near` are whole paths; no
/// suggestion where `near` is `None`.
pub fn unknown_key(path: &str, near: Option<&str>) -> String {
    match near {
        Some(near) => format!("the key `{path}` is not known; is `{near}` meant?"),
        None => format!("the key `{path}` is not known"),
    }
}

/// Returns the edit distance: insertions, deletions, replacements and swaps of adjacent characters.
pub fn distance(a: &str, b: &str) -> usize {
    strsim::osa_distance(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edit_distances_are_known() {
        for (a, b, steps) in [
            ("", "", 0),
            ("", "abc", 3),
            ("kitten", "sitting", 3),
            ("profiel", "profile", 1),
            ("안녕", "안년", 1),
        ] {
            assert_eq!(distance(a, b), steps, "{a} {b}");
            assert_eq!(distance(b, a), steps, "{b} {a}");
        }
    }

    #[test]
    fn only_near_words_are_suggested() {
        let words = ["profile", "profiles", "bot", "callback"];
        assert_eq!(nearest("profil", words), Some("profile"));
        assert_eq!(nearest("CALLBAK", words), Some("callback"));
        assert_eq!(nearest("bto", words), Some("bot"));
        assert_eq!(nearest("something", words), None);
        assert_eq!(nearest("", words), None);
    }
}
