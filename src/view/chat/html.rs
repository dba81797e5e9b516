//! HTML report of conversations: each drawn as a chat, with the exchanges behind it.
use super::result::turns;
use crate::error::Verdict;
use crate::model::chat::outcome::{
    ChatFailure, ChatVerdict, ConversationResult, PlayedAttempt, TalkExchange, TalkLine, untapped,
};
use crate::model::history::exchange::Exchange;
use crate::model::replay::expect::Mismatch;
use crate::model::replay::report::SavedDelivery;
use crate::model::time::{Timestamp, millis};
use crate::view::report::page::{figure, language_button, page};
use crate::view::report::parts::{self, in_both, phrase, round_millis};
use crate::view::{escape, time};
use maud::{Markup, html};
use std::time::Duration;

/// Beside the style of all reports.
const STYLE: &str = include_str!("style.css");

/// Renders the report as a page.
pub fn html(results: &[ConversationResult], begun_at: Timestamp, elapsed: Duration) -> String {
    let title = format!("momo chat test · {}", time::date_and_clock(begun_at));
    let body = html! {
        header {
            (language_button())
            h1 { "momo chat test" }
            p.faint { (time::exact_time(begun_at)) }
        }
        main {
            (figures(results, elapsed))
            @for result in results.iter().filter(|it| it.verdict() != ChatVerdict::Passed) { (conversation(result)) }
            @for result in results.iter().filter(|it| it.verdict() == ChatVerdict::Passed) { (conversation(result)) }
            (labels(results))
        }
    };
    page(&title, STYLE, &body)
}

fn figures(results: &[ConversationResult], elapsed: Duration) -> Markup {
    let count = |verdict| results.iter().filter(|it| it.verdict() == verdict).count();
    let optional = |verdict, class: &str, english: &str, korean: &str| match count(verdict) {
        0 => html! {},
        count => figure(&count.to_string(), class, english, korean),
    };
    html! {
        section.figures {
            (figure(&results.len().to_string(), "", "conversations", "대화"))
            (optional(ChatVerdict::Passed, "good", "passed", "통과"))
            (optional(ChatVerdict::Failed, "bad", "failed", "실패"))
            (optional(ChatVerdict::Flaky, "warn", "flaky", "불안정"))
            (optional(ChatVerdict::Unknown, "warn", "could not be played", "진행 못 함"))
            (optional(ChatVerdict::Skipped, "", "skipped", "건너뜀"))
            (figure(&turns(results).to_string(), "", "turns", "턴"))
            (figure(&round_millis(millis(elapsed)), "", "duration", "걸린 시간"))
        }
    }
}

fn conversation(result: &ConversationResult) -> Markup {
    let verdict = result.verdict();
    let (class, english, korean) = match verdict {
        ChatVerdict::Passed => ("good", "✓ passed", "✓ 통과"),
        ChatVerdict::Failed => ("bad", "✗ failed", "✗ 실패"),
        ChatVerdict::Flaky => ("warn", "~ flaky", "~ 불안정"),
        ChatVerdict::Unknown => ("warn", "? could not be played", "? 진행 못 함"),
        ChatVerdict::Skipped => ("faint", "- skipped", "- 건너뜀"),
    };
    html! {
        section {
            details.conversation open[verdict != ChatVerdict::Passed] {
                summary {
                    span class=(class) { (in_both(english, korean)) } " "
                    strong { (escape::line(&result.title)) } " "
                    span.faint { (escape::line(&format!("{}:{}", result.file, result.line))) " · " (round_millis(millis(result.elapsed()))) }
                }
                @if let Some(attempt) = result.shown_attempt() { (self::attempt(attempt)) }
            }
        }
    }
}

fn attempt(attempt: &PlayedAttempt) -> Markup {
    html! {
        @if let Some(error) = &attempt.error { p.bad { (escape::line(error)) } }
        div.chat { @for line in &attempt.talk { (bubble(line)) } }
        @if let Some(failure) = &attempt.failure { (self::failure(failure)) }
        @if !attempt.exchanges.is_empty() {
            h3 { (in_both("On the wire", "주고받은 요청")) }
            @for (index, exchange) in attempt.exchanges.iter().enumerate() { (self::exchange(index, exchange)) }
        }
    }
}

fn bubble(line: &TalkLine) -> Markup {
    let is_unclaimed = line.is_bot && line.place.is_none() && !line.is_covered;
    let side = if line.is_bot { "bot" } else { "user" };
    let class = format!(
        "bubble {side}{}",
        if is_unclaimed { " unclaimed" } else { "" }
    );
    html! {
        div class=(class) {
            div.who {
                (escape::line(&line.speaker))
                @if !line.room.is_empty() { " · " (escape::line(&line.room)) }
                " · " (round_millis(millis(line.at).round()))
                @match &line.place {
                    Some(place) => { " · " (in_both("line", "줄")) " " (place.position.line) },
                    None if line.is_covered => { " · " (in_both("more", "그 밖")) },
                    None => { " · " span.bad { (in_both("no line", "줄 없음")) } },
                }
            }
            div.text { (escape::lines(&line.text)) }
            @for title in &line.cards { div.card { (escape::line(title)) } }
            @for label in line.buttons.iter().chain(&line.offers) { span.offer { (escape::line(label)) } }
        }
    }
}

fn failure(failure: &ChatFailure) -> Markup {
    let place = &failure.place;
    html! {
        div.failed-line {
            p.bad { (phrase(&failure.reason)) @if !failure.waited.is_zero() { " (" (round_millis(millis(failure.waited).round())) ")" } }
            p.faint {
                (escape::line(&format!("{}:{}", place.file, place.position.line)))
                @for site in place.includes.iter().rev() {
                    " · " (in_both("included from", "포함한 곳")) " " (escape::line(&format!("{}:{}", site.file, site.line)))
                }
            }
            pre { (escape::lines(&failure.line)) }
            @match failure.diff() {
                Some(diff) => div.diff { @for difference in &diff.differences { (parts::difference(difference)) } },
                None => @if let Some(got) = &failure.got { pre { "+ " (escape::lines(got)) } },
            }
            @if !failure.hints.is_empty() { ul.hints { @for hint in &failure.hints { li { (phrase(hint)) } } } }
        }
    }
}

/// Renders an exchange in full, collapsed.
fn exchange(index: usize, talk: &TalkExchange) -> Markup {
    let exchange = Exchange::clone(&talk.exchange);
    let response = exchange.response.as_ref();
    let saved = SavedDelivery {
        number: index as u64 + 1,
        label: exchange.event_id.clone().unwrap_or_default(),
        body_sizes: (
            exchange.request.body.len(),
            response.map_or(0, |response| response.body.len()),
        ),
        verdict: Verdict::from_bool(exchange.is_success()),
        mismatch: Mismatch::default(),
        diagnosis: talk.diagnosis.clone(),
        millis: exchange.timing.total_ms,
        exchange,
    };
    parts::exchange(&saved)
}

fn labels(results: &[ConversationResult]) -> Markup {
    let labels = untapped(results);
    html! {
        @if !labels.is_empty() {
            section.chat {
                h2 { (in_both("Offered, and tapped in no conversation", "어느 대화도 누르지 않은 바로연결")) }
                div.bubble.bot { @for label in labels { span.offer { (escape::line(label)) } } }
            }
        }
    }
}
