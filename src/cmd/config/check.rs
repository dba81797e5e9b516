//! `momo config check`: what is wrong in settings files, with line and column.
use super::edit::kakao_problems;
use crate::cmd::context::Context;
use crate::cmd::flag_defaults;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::io::files::{read_settings_files, read_text};
use crate::model::json::location::{self, Location};
use crate::model::json::schema::violations;
use crate::model::json::tree::JsonDocument;
use crate::model::settings::schema::schema;
use crate::model::settings::{Settings, SettingsFile, Source};
use crate::view::config::{SettingsProblem, problem_line};
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `momo config check`.
#[derive(clap::Args, Debug)]
pub(crate) struct CheckConfig {
    /// The files; the project's momo.json and the user's config.json without one
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Verb for CheckConfig {
    const NAME: &'static str = "check";
    const ABOUT: &'static str = "Check settings files; exit code 1 if something is wrong";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo config check
  momo config check momo.json --json";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let files = self.read(context)?;
        let mut problems = Vec::new();
        for (source, text) in &files {
            problems.extend(problems_of(source, text));
        }
        let names: Vec<_> = files.iter().map(|(source, _)| path(source)).collect();
        let result = json!({ "files": names, "problems": problems });
        context.terminal.show(&result, |terminal| {
            let styles = terminal.out_styles();
            for problem in &problems {
                terminal.print(problem_line(problem, styles))?;
            }
            if problems.is_empty() {
                let files = match names.len() {
                    0 => "there are no settings files".to_owned(),
                    _ => format!("nothing is wrong in {}", names.join(" and ")),
                };
                terminal.note(files);
            } else {
                terminal.note("`momo config schema` has the keys and values that there may be; `momo COMMAND --help` lists the flags.");
            }
            Ok(())
        })?;
        Ok(if problems.is_empty() {
            Verdict::Yes
        } else {
            Verdict::No
        })
    }
}

impl CheckConfig {
    fn read(&self, context: &Context) -> Result<Vec<(Source, Vec<u8>)>> {
        if self.files.is_empty() {
            let here = std::env::current_dir().unwrap_or_default();
            return read_settings_files(&context.home()?, &here);
        }
        let files = self.files.iter().map(|path| {
            // A named file is held to the rules of a project's, which are the strict ones.
            let source = Source::Project(path.display().to_string());
            Ok((source, read_text(path)?))
        });
        files.collect()
    }
}

/// Returns the path of a settings file.
fn path(source: &Source) -> String {
    match source {
        Source::Project(path) | Source::User(path) => path.clone(),
        other => other.to_string(),
    }
}

/// Returns all that is wrong in a settings file, in the order of its lines.
pub(in crate::cmd) fn problems_of(source: &Source, text: &[u8]) -> Vec<SettingsProblem> {
    let file = path(source);
    let problem = |problem: String, place: Option<Location>| SettingsProblem {
        file: file.clone(),
        line: place.map(|place| place.line),
        column: place.map(|place| place.column),
        problem,
    };
    let mut messages = Vec::new();
    let mut problems = Vec::new();
    match SettingsFile::read(text, source.clone()) {
        Err(message) => match location::of_syntax(&message) {
            Some((message, place)) => problems.push(problem(message, Some(place))),
            None => messages.push(message),
        },
        Ok((settings, warnings)) => {
            messages.extend(warnings);
            let kakao = Settings::new(vec![settings]).kakao();
            let kakao = kakao_problems(&kakao).into_iter();
            messages.extend(kakao.map(|(path, problem)| format!("`{path}` {problem}")));
        }
    }
    for message in messages {
        let place = location::of_message(text, &message);
        problems.push(problem(message, place));
    }
    for (message, place) in flag_defaults::problems(text, source) {
        problems.push(problem(message, Some(place)));
    }
    add_schema_problems(text, &mut problems, &problem);
    problems.sort_by_key(|problem| (problem.line, problem.column));
    problems.dedup();
    problems
}

/// Adds what `momo config schema` refuses, if that is not told already. Of two at one place the one counts that names the word
/// that may be meant.
fn add_schema_problems(
    text: &[u8],
    problems: &mut Vec<SettingsProblem>,
    problem: &dyn Fn(String, Option<Location>) -> SettingsProblem,
) {
    let document = JsonDocument::parse_bounded(text);
    let Some(document) = document.filter(|document| document.root().is_object()) else {
        return; // told as a whole
    };
    let schema = schema(flag_defaults::schema());
    for violation in violations(document.root(), &schema) {
        let place = |offset: usize| {
            let place = Location::of(text, offset);
            (Some(place.line), Some(place.column))
        };
        let (start, end) = (place(violation.start), place(violation.scope.end));
        let told = |told: &SettingsProblem| (told.line, told.column);
        let is_here = |it: &SettingsProblem| told(it) == start;
        if violation.has_near {
            problems.retain(|told| !is_here(told) || told.problem.ends_with("meant?"));
        }
        let is_told = |it: &SettingsProblem| is_here(it) || (start..end).contains(&told(it));
        if !problems.iter().any(is_told) {
            let place = Location::of(text, violation.start);
            problems.push(problem(violation.problem, Some(place)));
        }
    }
}
