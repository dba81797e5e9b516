//! The catalogue of sentences for people: each code with its English and its Korean, from the JSON files in `phrases/`.
//!
//! `{name}` in a template stands for an argument.
use super::language::Language;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::LazyLock;

/// The catalogue's files. A wider template follows a narrower one: a reader takes the first that fits.
const FILES: &[&str] = &[
    include_str!("phrases/failures.json"),
    include_str!("phrases/signatures.json"),
    include_str!("phrases/diagnosis.json"),
    include_str!("phrases/history.json"),
    include_str!("phrases/api.json"),
    include_str!("phrases/kakao.json"),
    include_str!("phrases/lint.json"),
    include_str!("phrases/rules.json"),
    include_str!("phrases/talk.json"),
    include_str!("phrases/chat.json"),
    include_str!("phrases/library.json"),
    include_str!("phrases/general.json"),
];

/// A code and its templates.
#[derive(Debug)]
pub struct Entry {
    pub code: String,
    pub english: String,
    pub korean: String,
}

impl Entry {
    /// Returns the template in this language.
    pub fn template(&self, language: Language) -> &str {
        match language {
            Language::English => &self.english,
            Language::Korean => &self.korean,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryJson {
    en: String,
    ko: String,
}

static ENTRIES: LazyLock<Vec<Entry>> =
    LazyLock::new(|| FILES.iter().flat_map(|file| parse(file)).collect());

static BY_CODE: LazyLock<HashMap<&str, &Entry>> = LazyLock::new(|| {
    let by_code = |entry: &'static Entry| (&*entry.code, entry);
    ENTRIES.iter().map(by_code).collect()
});

/// Returns all entries in the order of the files.
pub fn entries() -> &'static [Entry] {
    &ENTRIES
}

/// Returns the entry of a code; `None` if the catalogue does not know it.
pub fn entry(code: &str) -> Option<&'static Entry> {
    BY_CODE.get(code).copied()
}

fn parse(file: &str) -> Vec<Entry> {
    let codes: Map<String, Value> =
        serde_json::from_str(file).expect("the embedded catalogue is JSON");
    let entry = |(code, value)| {
        let EntryJson { en, ko } =
            serde_json::from_value(value).expect("a code has English and Korean");
        Entry {
            code,
            english: en,
            korean: ko,
        }
    };
    codes.into_iter().map(entry).collect()
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
        let codes: BTreeSet<_> = entries().iter().map(|entry| &entry.code).collect();
        assert_eq!(codes.len(), entries().len());
        for Entry {
            code,
            english,
            korean,
        } in entries()
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
