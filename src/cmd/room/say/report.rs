//! Prints the answers to a message, and why they are not as expected.
use super::wait::Outcome;
use super::{event_ids, message_id, silence};
use crate::cmd::context::Context;
use crate::error::{Result, Verdict};
use crate::model::platform::answer::{self, ExpectedAnswers};
use crate::model::text::phrase::Phrase;
use crate::view::{diff, room, terminal};
use serde_json::{Value, json};
use std::time::Duration;

/// Prints the outcome; `explanations` say why events were not taken. The verdict is no if the answers are not as expected.
pub(super) fn print(
    context: &mut Context,
    posted: Value,
    outcome: &Outcome,
    expected: &ExpectedAnswers,
    wait: Duration,
    explanations: Vec<Phrase>,
) -> Result<Verdict> {
    let answers = &outcome.answers.answers;
    let is_met = expected.are_met(answers);
    // The silence of a bot that has not taken the event says nothing.
    let is_unknown = is_met && expected.none && !outcome.is_taken(&posted);
    let verdict = match is_unknown {
        true => Verdict::Unknown,
        false => Verdict::from_bool(is_met),
    };
    let mut reasons = expected.reasons(answers, wait);
    reasons.extend(is_unknown.then(|| Phrase::new("talk.not-taken")));
    if event_ids(&posted).is_empty() && !reasons.is_empty() {
        reasons = vec![Phrase::new("talk.nobody-hears")];
    }
    let repeated = outcome.answers.repeated(message_id(&posted));
    let mut remarks = match expected.none && !is_unknown {
        true => Vec::new(),
        false => silence::reasons(outcome, &posted),
    };
    remarks.extend((!repeated.is_empty()).then(|| Phrase::new("talk.hint-once")));
    remarks.extend(explanations);
    let report = Report {
        posted,
        outcome,
        expected,
        verdict,
        reasons: repeated.into_iter().chain(reasons).collect(),
        remarks,
    };
    match context.terminal.is_json() {
        true => report.print_json(context)?,
        false => report.print_text(context)?,
    }
    Ok(verdict)
}

struct Report<'a> {
    posted: Value,
    outcome: &'a Outcome,
    expected: &'a ExpectedAnswers,
    verdict: Verdict,
    /// What is wrong with the answers.
    reasons: Vec<Phrase>,
    /// What became of the events.
    remarks: Vec<Phrase>,
}

impl Report<'_> {
    fn print_json(mut self, context: &mut Context) -> Result<()> {
        let answers = &self.outcome.answers;
        let others = answers.others.iter().map(|message| {
            let mut message = message.clone();
            let why = answer::why_other(&message);
            message["why"] = why.to_string().into();
            message["why_phrase"] = json!(why);
            message
        });
        let others: Vec<Value> = others.collect();
        let deliveries: Vec<_> = self.outcome.deliveries_of(&self.posted).cloned().collect();
        let diff = self.expected.diff(&answers.answers);
        let as_json = |phrases: &[Phrase]| -> Value {
            let value = |phrase: &Phrase| json!({"message": phrase.to_string(), "phrase": phrase});
            phrases.iter().map(value).collect()
        };
        if !deliveries.is_empty() {
            self.posted["deliveries"] = deliveries.into();
        }
        self.posted["replies"] = json!(answers.answers);
        self.posted["others"] = others.into();
        self.posted["expected"] = match self.verdict {
            Verdict::Unknown => Value::Null,
            verdict => (verdict == Verdict::Yes).into(),
        };
        self.posted["reasons"] = as_json(&self.reasons);
        self.posted["remarks"] = as_json(&self.remarks);
        if let Some(diff) = diff {
            self.posted["diff"] = json!(diff);
        }
        context.terminal.print_json(&self.posted)
    }

    fn print_text(&self, context: &mut Context) -> Result<()> {
        let terminal = &mut context.terminal;
        let answers = &self.outcome.answers;
        let (out_styles, err_styles) = (terminal.out_styles(), terminal.err_styles());
        for answer in &answers.answers {
            terminal.print(room::message(answer, out_styles))?;
        }
        for other in &answers.others {
            let why = terminal::render(&answer::why_other(other));
            terminal.note(format!("{why}:"));
            if !terminal.is_quiet() {
                terminal.print_to_stderr(format!("  {}", room::message(other, err_styles)));
            }
        }
        for reason in &self.reasons {
            terminal.warn(terminal::render(reason));
        }
        if let Some(diff) = self.expected.diff(&answers.answers) {
            let width = terminal.err_is_terminal().then(|| terminal.width());
            for line in diff::lines(err_styles, &diff, width) {
                terminal.print_to_stderr(line);
            }
        }
        for remark in &self.remarks {
            terminal.note(terminal::render(remark));
        }
        Ok(())
    }
}
