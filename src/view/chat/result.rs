//! Results of conversations as text, made for terminals and for logs without colour.
use crate::model::chat::outcome::{
    ChatFailure, ChatVerdict, ConversationResult, LinePlace, PlayedAttempt, TalkExchange, TalkLine,
    untapped,
};
use crate::model::chat::script::IncludeSite;
use crate::model::diagnosis::Diagnosis;
use crate::model::history::exchange::ExchangeKind;
use crate::view::terminal::{self, Styles, label, told};
use crate::view::{cells, delivery, diff, escape};
use std::time::Duration;

/// Maximum number of lines of the talk, of those before the failure.
const MAX_TALK: usize = 20;
/// Maximum number of exchanges.
const MAX_EXCHANGES: usize = 10;
/// Maximum number of labels that no conversation taps.
const MAX_LABELS: usize = 12;

/// Renders the line of a conversation: its verdict, place and title.
pub fn line(styles: Styles, result: &ConversationResult) -> String {
    let verdict = result.verdict();
    let word = |word| cells::pad_right(label(word), 7);
    let word = match verdict {
        ChatVerdict::Passed => styles.good(word("ok")),
        ChatVerdict::Failed => styles.bad(word("FAILED")),
        ChatVerdict::Flaky => styles.warn(word("FLAKY")),
        ChatVerdict::Unknown => styles.bad(word("ERROR")),
        ChatVerdict::Skipped => styles.faint(word("skipped")),
    };
    let place = format!("{}:{}", result.file, result.line);
    let times = match (&*result.attempts, verdict) {
        ([], _) => String::new(),
        ([attempt], _) => figures(attempt.turns, attempt.elapsed),
        (attempts, ChatVerdict::Passed) => told(&format!("{} times", attempts.len())).into_owned(),
        (attempts, _) => {
            let failed = attempts
                .iter()
                .filter(|attempt| !attempt.has_passed())
                .count();
            let text = format!("failed {failed} of {} times", attempts.len());
            told(&text).into_owned()
        }
    };
    format!(
        "{word} {}  {}  {}",
        styles.accent(escape::line(&place)),
        styles.strong(escape::line(&result.title)),
        styles.faint(times)
    )
}

fn figures(turns: usize, elapsed: Duration) -> String {
    let turns = format!("{turns} turn{}", plural(turns));
    format!("{}, {}", told(&turns), duration(elapsed))
}

/// Renders why a conversation did not pass: the line, expected and got, the talk so far, the wire. Empty if it passed.
pub fn details(styles: Styles, result: &ConversationResult, width: Option<usize>) -> Vec<String> {
    let Some(attempt) = result
        .shown_attempt()
        .filter(|attempt| !attempt.has_passed())
    else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    if let Some(error) = &attempt.error {
        lines.push(format!("  {}", escape::line(&told(error))));
    }
    if let Some(failure) = &attempt.failure {
        lines.extend(failure_lines(styles, failure, width));
        lines.extend(talk(styles, &attempt.talk, &result.file));
        lines.extend(wire(styles, attempt));
    }
    lines.push(String::new());
    lines
}

fn failure_lines(styles: Styles, failure: &ChatFailure, width: Option<usize>) -> Vec<String> {
    let mut lines = vec![String::new()];
    let place = &failure.place;
    let at = format!("{}:{}", place.file, place.position.line);
    let mut step = failure.line.lines();
    let first = step.next().unwrap_or_default();
    lines.push(format!(
        "  {} {}",
        styles.accent(format!("{}:", escape::line(&at))),
        styles.strong(escape::line(first))
    ));
    lines.extend(step.map(|line| format!("    {}", styles.strong(escape::line(line)))));
    lines.extend(included(place).map(|site| format!("  {}", styles.faint(site))));
    let reason = terminal::render(&failure.reason);
    let waited = match failure.waited {
        waited if waited < Duration::from_millis(1) => String::new(),
        waited => format!(" ({})", told(&format!("waited {}", duration(waited)))),
    };
    let reason = format!("  {}{waited}", escape::line(&reason));
    lines.push(styles.bad(styles.prose(&reason)));
    match (failure.diff(), &failure.got, &failure.expected) {
        (Some(diff), ..) => {
            lines.push(format!("    {}", styles.faint(told("- expected, + got"))));
            // The heading of the only difference says nothing.
            lines.extend(diff::lines(styles, &diff, width).into_iter().skip(1));
        }
        (None, Some(got), _) => lines.extend(quoted(styles, label("got"), got)),
        (None, None, Some(expected)) => lines.extend(quoted(styles, label("expected"), expected)),
        (None, None, None) => {}
    }
    lines.extend(
        failure
            .hints
            .iter()
            .map(|hint| delivery::hint(styles, hint)),
    );
    lines
}

/// Renders a text below its name.
fn quoted(styles: Styles, name: &str, text: &str) -> Vec<String> {
    let name = std::iter::once(format!("    {}", styles.faint(name)));
    let text = text
        .lines()
        .map(|line| format!("      {}", escape::line(line)));
    name.chain(text).collect()
}

fn included(place: &LinePlace) -> impl Iterator<Item = String> {
    let sites = place.includes.iter().rev();
    let from = |site: &IncludeSite| {
        let text = format!("included from {}:{}", site.file, site.line);
        escape::line(&told(&text)).to_string()
    };
    sites.map(from)
}

fn talk(styles: Styles, talk: &[TalkLine], file: &str) -> Vec<String> {
    if talk.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![format!("  {}", styles.faint(told("the talk:")))];
    let skipped = talk.len().saturating_sub(MAX_TALK);
    if skipped > 0 {
        lines.push(format!(
            "    {}",
            styles.faint(told(&format!("... {skipped} more before")))
        ));
    }
    let names = talk.iter().map(|line| cells::width(&speaker(line))).max();
    let width = names.unwrap_or(0).min(24);
    for line in &talk[skipped..] {
        let name = cells::pad_left(escape::line(&speaker(line)).as_ref(), width);
        let name = match line.is_bot {
            true => styles.accent(name),
            false => styles.strong(name),
        };
        let mut texts = line.text.lines();
        let first = escape::line(texts.next().unwrap_or_default());
        let at = mark(styles, line, file);
        lines.push(format!("    {name}: {first}{}  {at}", extras(line)));
        let pad = " ".repeat(width + 6);
        lines.extend(texts.map(|text| format!("{pad}{}", escape::line(text))));
    }
    lines
}

fn speaker(line: &TalkLine) -> String {
    match &*line.room {
        "" => line.speaker.clone(),
        room => format!("{} {}", line.speaker, told(&format!("in {room}"))),
    }
}

/// Renders cards, and what can be tapped.
fn extras(line: &TalkLine) -> String {
    let cards = line.cards.iter().map(|title| format!(" <{title}>"));
    let labels = line.buttons.iter().chain(&line.offers);
    let labels = labels.map(|label| format!(" [{label}]"));
    let extras: String = cards.chain(labels).collect();
    escape::line(&extras).to_string()
}

/// Renders the line that said or claimed a message.
fn mark(styles: Styles, line: &TalkLine, file: &str) -> String {
    match &line.place {
        Some(place) if place.file == file => {
            styles.faint(told(&format!("line {}", place.position.line)))
        }
        Some(place) => {
            let place = format!("{}:{}", place.file, place.position.line);
            styles.faint(escape::line(&place))
        }
        None if line.is_covered => styles.faint(label("more")),
        None => styles.bad(label("no line")),
    }
}

/// Renders what went over the wire, failed exchanges with their explanation.
fn wire(styles: Styles, attempt: &PlayedAttempt) -> Vec<String> {
    if attempt.exchanges.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![format!("  {}", styles.faint(told("on the wire:")))];
    let skipped = attempt.exchanges.len().saturating_sub(MAX_EXCHANGES);
    let mut explained: Vec<&Diagnosis> = Vec::new();
    for talk in &attempt.exchanges[skipped..] {
        lines.push(format!("    {}", wire_line(styles, talk)));
        // Attempts that failed alike are explained once.
        let is_new = |it: &&Diagnosis| explained.iter().all(|other| other.message != it.message);
        if let Some(diagnosis) = talk.diagnosis.as_ref().filter(is_new) {
            explained.push(diagnosis);
            let why = delivery::diagnosis(styles, diagnosis).into_iter();
            lines.extend(why.map(|line| format!("    {line}")));
        }
    }
    let shown = attempt.exchanges.iter().rev();
    let shown = shown.min_by_key(|talk| talk.exchange.is_success());
    lines.extend(shown.map(|talk| {
        let command = format!("momo webhook history show {}", talk.exchange.id);
        format!(
            "  {} {}",
            styles.faint(told("more:")),
            styles.accent(command)
        )
    }));
    lines
}

fn wire_line(styles: Styles, talk: &TalkExchange) -> String {
    let exchange = &talk.exchange;
    let what = match exchange.kind {
        ExchangeKind::Event => label("event to the bot"),
        ExchangeKind::Api => label("call of the bot"),
    };
    let what = cells::pad_right(what, 16);
    let outcome = terminal::render(&delivery::outcome(exchange));
    let outcome = match exchange.is_success() {
        true => styles.good(outcome),
        false => styles.bad(outcome),
    };
    let faults = exchange
        .faults
        .iter()
        .map(|fault| terminal::render(&fault.phrase()));
    let faults: Vec<_> = faults.collect();
    let faults = match faults.is_empty() {
        true => String::new(),
        false => format!("  {}", styles.warn(faults.join(", "))),
    };
    format!(
        "{what}  {outcome}  {:.0} ms  {}{faults}",
        exchange.timing.total_ms,
        styles.faint(&exchange.id)
    )
}

/// Renders the summary: counts, turns and what no conversation taps. `elapsed` is the time of the run.
pub fn summary(styles: Styles, results: &[ConversationResult], elapsed: Duration) -> Vec<String> {
    let count = |verdict| results.iter().filter(|it| it.verdict() == verdict).count();
    let mut parts = Vec::new();
    for verdict in ChatVerdict::ALL {
        let count = count(verdict);
        let text = told(&format!("{count} {}", verdict.name())).into_owned();
        match verdict {
            _ if count == 0 => {}
            ChatVerdict::Passed => parts.push(styles.good(text)),
            ChatVerdict::Skipped => parts.push(text),
            ChatVerdict::Flaky => parts.push(styles.warn(text)),
            ChatVerdict::Failed | ChatVerdict::Unknown => parts.push(styles.bad(text)),
        }
    }
    let turns = turns(results);
    let rate = turns as f64 / elapsed.as_secs_f64().max(0.001);
    let (all, took) = (results.len(), duration(elapsed));
    let all = format!("{all} conversation{}", plural(all));
    let turns = format!("{turns} turn{} in {took} ({rate:.0}/s)", plural(turns));
    let mut lines = vec![format!(
        "{}: {}; {}",
        told(&all),
        parts.join(", "),
        told(&turns)
    )];
    let labels = untapped(results);
    if !labels.is_empty() {
        let more = labels.len().saturating_sub(MAX_LABELS);
        let shown: Vec<_> = labels
            .iter()
            .take(MAX_LABELS)
            .map(|label| format!("[{label}]"))
            .collect();
        let more = if more > 0 {
            format!(" {}", told(&format!("and {more} more")))
        } else {
            String::new()
        };
        let shown = shown.join(" ");
        let offered = told("offered, and tapped in no conversation:");
        let text = format!("{offered} {}{more}", escape::line(&shown));
        lines.push(styles.prose(&text));
    }
    lines
}

/// Counts the messages of users in all attempts.
pub(super) fn turns(results: &[ConversationResult]) -> usize {
    let attempts = results.iter().flat_map(|result| &result.attempts);
    attempts.map(|attempt| attempt.turns).sum()
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn duration(time: Duration) -> String {
    match time.as_millis() {
        millis @ 0..1000 => format!("{millis} ms"),
        _ => format!("{:.1} s", time.as_secs_f64()),
    }
}
