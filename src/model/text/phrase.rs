//! Phrases: codes of the catalogue with named arguments, rendered in English or Korean.
//!
//! The terminal renders a phrase by the catalogue itself. The page gets `{code, args, text}`, where `text` is the English,
//! and renders the code with the same catalogue.
use super::catalogue;
use super::language::Language;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// The code of a text that is not in the catalogue: it is shown as it is.
const VERBATIM: &str = "text.verbatim";

/// A sentence, or a part of one, as a code with arguments. `Display` writes the English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    code: Cow<'static, str>,
    args: Vec<(Cow<'static, str>, Arg)>,
}

/// The value of a named argument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Arg {
    Number(u64),
    /// Shown as it is, in every language.
    Text(String),
    Phrase(Box<Phrase>),
    /// Phrases joined with "and".
    All(Vec<Phrase>),
}

impl Phrase {
    /// Creates the phrase of a code without arguments. The code must be in the catalogue; a test holds that.
    pub fn new(code: impl Into<Cow<'static, str>>) -> Self {
        let code = code.into();
        debug_assert!(catalogue::entry(&code).is_some(), "unknown code: {code}");
        Self {
            code,
            args: Vec::new(),
        }
    }

    /// Joins complete sentences with a space; `None` without any.
    pub fn sentences(sentences: impl IntoIterator<Item = Self>) -> Option<Self> {
        sentences.into_iter().reduce(|first, second| {
            Self::new("list.sentences")
                .with("first", first)
                .with("second", second)
        })
    }

    /// Creates a phrase that shows this text in every language.
    pub fn verbatim(text: impl Into<String>) -> Self {
        Self::new(VERBATIM).with("text", text.into())
    }

    /// Creates the phrase of a message of the system or of a library, translated where the catalogue knows it.
    pub fn library(text: &str) -> Self {
        library(text).unwrap_or_else(|| Self::verbatim(text))
    }

    /// Returns whether the text is the same in every language.
    pub fn is_verbatim(&self) -> bool {
        self.code == VERBATIM
    }

    /// Adds an argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((Cow::Borrowed(name), value.into()));
        self
    }

    /// Returns the value of an argument; `None` without this argument.
    pub fn arg(&self, name: &str) -> Option<&Arg> {
        let (_, value) = self.args.iter().find(|(arg_name, _)| arg_name == name)?;
        Some(value)
    }

    /// Returns whether the English has a place for this argument.
    pub fn takes(&self, name: &str) -> bool {
        let entry = catalogue::entry(&self.code);
        entry.is_some_and(|entry| entry.english.contains(&format!("{{{name}}}")))
    }

    /// Joins phrases with commas. Empty for no phrases.
    pub fn comma_list(phrases: impl IntoIterator<Item = Self>) -> Self {
        let pair = |one, other| Self::new("list.pair").with("one", one).with("other", other);
        let joined = phrases.into_iter().reduce(pair);
        joined.unwrap_or_else(|| Self::verbatim(""))
    }

    /// Returns the code, as programs and the page get it.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Renders the phrase. An argument that is missing leaves its braces, so that a mistake is seen.
    pub fn render(&self, language: Language) -> String {
        let Some(entry) = catalogue::entry(&self.code) else {
            return self.code.clone().into_owned();
        };
        let template = entry.template(language);
        fill(template, |name| Some(self.arg(name)?.render(language)))
    }
}

impl Arg {
    fn render(&self, language: Language) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
            Self::Phrase(phrase) => phrase.render(language),
            Self::All(phrases) => {
                let parts: Vec<_> = phrases.iter().map(|part| part.render(language)).collect();
                parts.join(&Phrase::new("list.and").render(language))
            }
        }
    }
}

/// Replaces each `{name}` of a template by its value; a name without a value stays as it is.
fn fill(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        filled.push_str(&rest[..start]);
        rest = &rest[start..];
        let name = rest[1..].split_once('}').map(|(name, _)| name);
        match name.and_then(|name| Some((name, value(name)?))) {
            Some((name, value)) => {
                filled.push_str(&value);
                rest = &rest[name.len() + 2..];
            }
            None => {
                filled.push('{');
                rest = &rest[1..];
            }
        }
    }
    filled + rest
}

/// Finds the library's message in the catalogue.
fn library(text: &str) -> Option<Phrase> {
    let mut entries = catalogue::entries().iter();
    entries.find_map(|entry| {
        let rest = entry
            .code
            .strip_prefix("library.")
            .map(|_| &*entry.english)?;
        let args = args_of(rest, text)?.into_iter();
        Some(
            args.fold(Phrase::new(&entry.code), |phrase, (name, value)| {
                phrase.with(name, Phrase::library(value))
            }),
        )
    })
}

/// Returns the names of a template's arguments with their values in a text; `None` if the text does not fit. `{n}` is
/// a number.
fn args_of<'a>(
    mut template: &'static str,
    mut text: &'a str,
) -> Option<Vec<(&'static str, &'a str)>> {
    let mut args = Vec::new();
    while let Some((before, rest)) = template.split_once('{') {
        let (name, after) = rest.split_once('}')?;
        text = text.strip_prefix(before)?;
        let end = match after.split('{').next() {
            None | Some("") => text.len(),
            Some(literal) => text.find(literal)?,
        };
        args.push((name, &text[..end]));
        (template, text) = (after, &text[end..]);
    }
    let is_number = |value: &str| value.parse::<f64>().is_ok();
    let fits = args
        .iter()
        .all(|(name, value)| *name != "n" || is_number(value));
    (template == text && fits).then_some(args)
}

/// Serializes a phrase as two members: `message`, the English, and `phrase`.
pub(in crate::model) fn as_message<S: Serializer>(
    phrase: &Phrase,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(2))?;
    map.serialize_entry("message", &phrase.to_string())?;
    map.serialize_entry("phrase", phrase)?;
    map.end()
}

impl fmt::Display for Phrase {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.render(Language::English))
    }
}

/// Creates the phrase of a code without arguments.
impl From<&'static str> for Phrase {
    fn from(code: &'static str) -> Self {
        Self::new(code)
    }
}

impl From<u64> for Arg {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        u64::try_from(number).map_or_else(|_| Self::Text(number.to_string()), Self::Number)
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(u64::try_from(number).unwrap_or(u64::MAX))
    }
}

impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u16> for Arg {
    fn from(number: u16) -> Self {
        Self::Number(number.into())
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Phrase> for Arg {
    fn from(phrase: Phrase) -> Self {
        Self::Phrase(Box::new(phrase))
    }
}

/// Whole and fractional seconds have a unit in each language; shorter durations are `12ms`.
impl From<Duration> for Arg {
    fn from(duration: Duration) -> Self {
        let text = format!("{duration:?}");
        match text.strip_suffix('s').filter(|n| n.parse::<f64>().is_ok()) {
            Some(seconds) => Phrase::new("library.seconds").with("n", seconds).into(),
            None => Self::Text(text),
        }
    }
}

impl From<Vec<Phrase>> for Arg {
    fn from(phrases: Vec<Phrase>) -> Self {
        Self::All(phrases)
    }
}

/// JSON: `{"code", "args", "text"}`, where `text` is the English and `args` is left out when empty.
impl Serialize for Phrase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", &self.code)?;
        if !self.args.is_empty() {
            let args: BTreeMap<&str, &Arg> = self
                .args
                .iter()
                .map(|(name, value)| (&**name, value))
                .collect();
            map.serialize_entry("args", &args)?;
        }
        map.serialize_entry("text", &self.to_string())?;
        map.end()
    }
}

/// A code that this version does not know becomes the text that came with it.
impl<'de> Deserialize<'de> for Phrase {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct PhraseJson {
            code: String,
            #[serde(default)]
            args: BTreeMap<String, Arg>,
            text: String,
        }
        let json = PhraseJson::deserialize(deserializer)?;
        if catalogue::entry(&json.code).is_none() {
            return Ok(Self::verbatim(json.text));
        }
        let args = json.args.into_iter();
        Ok(Self {
            code: Cow::Owned(json.code),
            args: args
                .map(|(name, value)| (Cow::Owned(name), value))
                .collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrase_is_rendered_in_both_languages() {
        let phrase = Phrase::new("failure.refused").with("place", "127.0.0.1:3000");
        assert_eq!(phrase.to_string(), "connection refused by `127.0.0.1:3000`");
        let korean = "`127.0.0.1:3000`에서 연결을 거부했습니다";
        assert_eq!(phrase.render(Language::Korean), korean);
    }

    #[test]
    fn phrase_inside_a_phrase_is_rendered_too() {
        let changes = vec![
            Phrase::new("mistake.nfc"),
            Phrase::new("mistake.secret-hex"),
        ];
        let phrase = Phrase::new("mistake.matches").with("what", changes);
        let english = "matches if the body's text is composed (NFC) and the secret is hex-decoded";
        assert_eq!(phrase.to_string(), english);
        let korean = "다음이면 일치합니다: 본문의 글을 NFC로 변환, 시크릿을 16진수로 디코딩";
        assert_eq!(phrase.render(Language::Korean), korean);
    }

    #[test]
    fn json_form_is_read_back() {
        let phrase = Phrase::new("lint.count")
            .with("n", 11_usize)
            .with("says", Phrase::new("rule.quick-replies/count"));
        let json = serde_json::to_string(&phrase).expect("a phrase is JSON");
        let read: Phrase = serde_json::from_str(&json).expect("it is read back");
        assert_eq!(
            read.render(Language::Korean),
            phrase.render(Language::Korean)
        );
        let unknown = r#"{"code": "of.tomorrow", "text": "as it was said"}"#;
        let read: Phrase = serde_json::from_str(unknown).expect("it is read");
        assert_eq!(read.render(Language::Korean), "as it was said");
    }

    #[test]
    fn braces_of_an_argument_are_no_placeholders() {
        let phrase = Phrase::new("failure.refused").with("place", "{place}");
        assert_eq!(phrase.to_string(), "connection refused by `{place}`");
    }

    #[test]
    fn message_of_the_system_is_translated_where_it_is_known() {
        let phrase =
            Phrase::library("failed to lookup address information: Name or service not known");
        assert_eq!(
            phrase.render(Language::Korean),
            "주소 조회 실패, 모르는 이름"
        );
        assert_eq!(
            Phrase::library("quite new").render(Language::Korean),
            "quite new"
        );
    }
}
