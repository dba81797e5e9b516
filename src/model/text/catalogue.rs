//! The catalogue of sentences for people: each code with its English and its Korean, from the JSON files in `phrases/`.
//!
//! `{name}` in a template stands for an argument. The page translates the server's English by these templates, and the
//! lint takes the text of its rules from here.
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::LazyLock;

/// The catalogue's files. A wider template follows a narrower one: a reader takes the first that fits.
const FILES: &[&str] = &[
    include_str!("phrases/failures.json"),
    include_str!("phrases/signatures.json"),
    include_str!("phrases/history.json"),
    include_str!("phrases/api.json"),
    include_str!("phrases/kakao.json"),
    include_str!("phrases/lint.json"),
    include_str!("phrases/rules.json"),
    include_str!("phrases/library.json"),
    include_str!("phrases/general.json"),
];

/// A code and its templates.
#[derive(Debug)]
pub struct Phrase {
    pub code: String,
    pub english: String,
    pub korean: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PhraseJson {
    en: String,
    ko: String,
}

static PHRASES: LazyLock<Vec<Phrase>> =
    LazyLock::new(|| FILES.iter().flat_map(|file| parse(file)).collect());

static ENGLISH: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    phrases()
        .iter()
        .map(|phrase| (&*phrase.code, &*phrase.english))
        .collect()
});

/// Returns all phrases in the order of the files.
pub fn phrases() -> &'static [Phrase] {
    &PHRASES
}

/// Returns the English of a code; `None` if the catalogue does not know it.
pub fn english(code: &str) -> Option<&'static str> {
    ENGLISH.get(code).copied()
}

fn parse(file: &str) -> Vec<Phrase> {
    let codes: Map<String, Value> =
        serde_json::from_str(file).expect("the embedded catalogue is JSON");
    let phrase = |(code, value)| {
        let PhraseJson { en, ko } =
            serde_json::from_value(value).expect("a code has English and Korean");
        Phrase {
            code,
            english: en,
            korean: ko,
        }
    };
    codes.into_iter().map(phrase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn arguments(template: &str) -> BTreeSet<&str> {
        let after = template.split('{').skip(1);
        after
            .filter_map(|rest| Some(rest.split_once('}')?.0))
            .collect()
    }

    #[test]
    fn codes_are_unique_and_have_both_languages() {
        let codes: BTreeSet<_> = phrases().iter().map(|phrase| &phrase.code).collect();
        assert_eq!(codes.len(), phrases().len());
        for Phrase {
            code,
            english,
            korean,
        } in phrases()
        {
            assert!(!english.is_empty() && !korean.is_empty(), "{code}");
            let (english, korean) = (arguments(english), arguments(korean));
            assert!(
                korean.is_subset(&english),
                "{code}: {korean:?} is not in {english:?}"
            );
        }
    }
}
