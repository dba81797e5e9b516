//! The Korean of texts that stand in English in the sources: help, errors, notes, questions.
//!
//! A text is found by its English, so that the place where it arises need not know of languages, and a changed English
//! is missed by a test instead of being told wrongly. `{name}` in a template stands for a part that varies, which is
//! looked up itself; `{n}` is a number, `{word}` has no spaces, `{raw}` stays as it is.
use super::catalogue;
use super::language::Language;
use serde_json::{Map, Value};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The sentences of momo's own sources.
const SENTENCES_FILE: &str = include_str!("korean/sentences.json");
/// The checks of a bot, and the parts of summaries.
const CHECKS_FILE: &str = include_str!("korean/checks.json");
/// The sentences of clap and of the operating system.
const FOREIGN_FILE: &str = include_str!("korean/foreign.json");
/// Names of columns, fields and states: no parts of sentences.
const LABELS_FILE: &str = include_str!("korean/labels.json");

static HELP: LazyLock<HashMap<String, String>> =
    LazyLock::new(|| pairs(include_str!("korean/help.json")).collect());

static SENTENCES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let own = [SENTENCES_FILE, CHECKS_FILE, FOREIGN_FILE];
    let own = own.into_iter().flat_map(pairs);
    let own = own.map(|(english, korean)| Template::new(&english, korean));
    let phrases = catalogue::entries()
        .iter()
        .map(|entry| Template::new(&entry.english, entry.template(Language::Korean).to_owned()));
    let mut all: Vec<_> = own.chain(phrases.filter(Template::is_distinct)).collect();
    // The template that says most fits best.
    all.sort_by_cached_key(|template| Reverse(template.letters()));
    all
});

static LABELS: LazyLock<HashMap<String, String>> = LazyLock::new(|| pairs(LABELS_FILE).collect());

/// Letters that a sentence of the catalogue has beside its arguments, at least, to be found by its text.
const MIN_DISTINCT_LETTERS: usize = 8;

/// What stands between joined sentences, the farthest apart first, and how much of it belongs to the first one.
const JOINTS: [(&str, usize); 5] = [("? ", 1), (". ", 1), ("; ", 0), (": ", 0), (", ", 0)];

/// An English sentence and its Korean.
struct Template {
    /// What stands before the first argument.
    start: String,
    args: Vec<TemplateArg>,
    korean: String,
}

/// An argument of a template, with what stands after it.
struct TemplateArg {
    name: String,
    after: String,
    /// What is quoted is shown as it is.
    is_quoted: bool,
}

impl Template {
    fn new(english: &str, korean: String) -> Self {
        let mut parts = english.split('{');
        let start = parts.next().unwrap_or_default().to_owned();
        let mut before = start.as_str();
        let args = parts.map(|part| {
            let (name, after) = part.split_once('}').unwrap_or(("", part));
            let is_quoted = before.ends_with(['`', '\'', '"']) || name == "raw";
            before = after;
            TemplateArg {
                name: name.to_owned(),
                after: after.to_owned(),
                is_quoted,
            }
        });
        let args = args.collect();
        Self {
            start,
            args,
            korean,
        }
    }

    /// Counts the letters beside the arguments.
    fn letters(&self) -> usize {
        let literals = self.args.iter().map(|slot| slot.after.as_str());
        let all = literals.chain([self.start.as_str()]).flat_map(str::chars);
        all.filter(|ch| ch.is_alphabetic()).count()
    }

    fn is_distinct(&self) -> bool {
        self.letters() >= MIN_DISTINCT_LETTERS
    }

    /// Returns the Korean of a text; `None` if the text is another sentence.
    fn told(&self, text: &str) -> Option<String> {
        let rest = text.strip_prefix(&*self.start)?;
        let mut values = Vec::new();
        if !fits(&self.args, rest, &mut values) {
            return None;
        }
        let told = values
            .iter()
            .fold(self.korean.clone(), |told, (slot, value)| {
                let korean = match slot.is_quoted {
                    true => None,
                    false => sentence(value),
                };
                told.replace(
                    &format!("{{{}}}", slot.name),
                    korean.as_deref().unwrap_or(value),
                )
            });
        Some(told)
    }
}

/// Finds values of the arguments with which the template is the text. A number is one, and between backticks is none.
fn fits<'a>(
    args: &'a [TemplateArg],
    text: &'a str,
    values: &mut Vec<(&'a TemplateArg, &'a str)>,
) -> bool {
    let Some((slot, rest)) = args.split_first() else {
        return text.is_empty();
    };
    let after = &*slot.after;
    let ends: Vec<_> = match rest.is_empty() {
        true => text.strip_suffix(after).map(str::len).into_iter().collect(),
        false => text.match_indices(after).map(|(at, _)| at).collect(),
    };
    for end in ends {
        let value = &text[..end];
        let is_wrong = value.is_empty()
            || slot.name == "n" && value.parse::<f64>().is_err()
            || slot.name == "word" && value.contains(' ')
            || slot.is_quoted && after.starts_with('`') && value.contains('`');
        if is_wrong {
            continue;
        }
        values.push((slot, value));
        if fits(rest, &text[end + after.len()..], values) {
            return true;
        }
        values.pop();
    }
    false
}

/// Returns the Korean of a sentence that momo says; of several lines, line by line. `None` if none is known.
pub fn sentence(text: &str) -> Option<String> {
    let body = text.trim_start_matches(' ');
    if body.len() < text.len() {
        let indent = &text[..text.len() - body.len()];
        return Some(indent.to_owned() + &sentence(body)?);
    }
    if let Some(told) = SENTENCES.iter().find_map(|template| template.told(text)) {
        return Some(told);
    }
    if !text.contains('\n') {
        return joined(text);
    }
    let lines = text.lines();
    let lines = lines.map(|line| sentence(line).unwrap_or_else(|| line.to_owned()));
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// Returns the Korean of a sentence with a remark in parentheses, or of several that are joined, if the first is known.
fn joined(text: &str) -> Option<String> {
    let first_of = |text: &str| SENTENCES.iter().find_map(|template| template.told(text));
    let told = |text: &str| sentence(text).unwrap_or_else(|| text.to_owned());
    if let Some((first, remark)) = text
        .strip_suffix(')')
        .and_then(|text| text.split_once(" ("))
        && let Some(first) = first_of(first)
    {
        return Some(format!("{first} ({})", told(remark)));
    }
    JOINTS.iter().find_map(|(joint, own)| {
        let mut places = text.match_indices(joint);
        places.find_map(|(at, _)| {
            let (first, rest) = (&text[..at + own], &text[at + joint.len()..]);
            let first = first_of(first)?;
            Some(format!("{first}{}{}", &joint[*own..], told(rest)))
        })
    })
}

/// Returns the Korean of a name of a column, a field or a state; `None` if there is none.
pub fn label(english: &str) -> Option<&'static str> {
    LABELS.get(english).map(String::as_str)
}

/// Returns the English of all labels that have a Korean.
pub fn label_texts() -> impl Iterator<Item = &'static str> {
    LABELS.keys().map(String::as_str)
}

/// Returns the Korean of a text of the help; `None` if there is none.
pub fn help(english: &str) -> Option<&'static str> {
    HELP.get(english).map(String::as_str)
}

/// Returns the English of all texts of the help that have a Korean.
pub fn help_texts() -> impl Iterator<Item = &'static str> {
    HELP.keys().map(String::as_str)
}

/// Returns the English of all sentences of momo's sources that have a Korean here, with `{}` for each argument.
pub fn sentence_forms() -> Vec<String> {
    let forms = pairs(SENTENCES_FILE).map(|(english, korean)| {
        let Template { start, args, .. } = Template::new(&english, korean);
        let args = args.into_iter().map(|slot| format!("{{}}{}", slot.after));
        start + &args.collect::<String>()
    });
    forms.collect()
}

/// Rewrites each part of a longer help text that is for people: paragraphs, the heading of examples and the remarks
/// behind them. Command lines stay.
pub fn map_parts(text: &str, mut part: impl FnMut(&str) -> String) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| {
        let body = paragraph.trim_end_matches('\n');
        let end = &paragraph[body.len()..];
        let Some(examples) = body.strip_prefix("Examples:\n") else {
            return if body.is_empty() {
                paragraph.to_owned()
            } else {
                part(body) + end
            };
        };
        let heading = part("Examples:");
        let lines = examples.lines().map(|line| match remark(line) {
            Some(at) => format!("{}{}", &line[..at], part(&line[at..])),
            None => line.to_owned(),
        });
        format!("{heading}\n{}{end}", lines.collect::<Vec<_>>().join("\n"))
    });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// Returns where the remark behind an example begins; `None` without one.
fn remark(line: &str) -> Option<usize> {
    let command = line.trim_start();
    let gap = command.find("   ")?;
    let remark = command[gap..].trim_start();
    (!remark.is_empty()).then(|| line.len() - remark.len())
}

fn pairs(file: &str) -> impl Iterator<Item = (String, String)> {
    let texts: Map<String, Value> =
        serde_json::from_str(file).expect("the embedded texts are JSON");
    texts.into_iter().map(|(english, korean)| match korean {
        Value::String(korean) => (english, korean),
        _ => unreachable!("the Korean of `{english}` is a text"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_of_a_sentence_are_found_and_told_too() {
        let template = Template::new(
            "`{a}` needs {n} of {b}: {c}",
            "{c} / {b} / {n} / {a}".into(),
        );
        let told = template.told("`x y` needs 3 of a: b: the rest");
        assert_eq!(told.as_deref(), Some("b: the rest / a / 3 / x y"));
        assert_eq!(template.told("`x` y` needs 3 of a: b"), None);
        assert_eq!(template.told("`x` needs some of a: b"), None);
    }

    #[test]
    fn templates_are_well_formed() {
        for (english, korean) in [SENTENCES_FILE, CHECKS_FILE, FOREIGN_FILE]
            .into_iter()
            .flat_map(pairs)
        {
            let template = Template::new(&english, korean.clone());
            let names: Vec<_> = template.args.iter().map(|slot| &*slot.name).collect();
            for (index, slot) in template.args.iter().enumerate() {
                let is_last = index + 1 == template.args.len();
                let is_parted = is_last || !slot.after.is_empty();
                assert!(!slot.name.is_empty() && is_parted, "{english}");
            }
            for part in korean.split('{').skip(1) {
                let name = part.split('}').next().unwrap_or_default();
                assert!(names.contains(&name), "{english}: {korean}");
            }
        }
    }

    #[test]
    fn only_words_of_an_example_are_rewritten() {
        let text = "Examples:\n  momo x\n  momo y     asks\n\nMore.\n";
        let upper = map_parts(text, str::to_uppercase);
        assert_eq!(upper, "EXAMPLES:\n  momo x\n  momo y     ASKS\n\nMORE.\n");
    }
}
