//! Parts of the HTML report: texts in both languages, milliseconds, exchanges in full.
use crate::error::Verdict;
use crate::model::diff::{DiffLine, Difference, LineMark};
use crate::model::http::Headers;
use crate::model::http::status::reason_phrase;
use crate::model::json::pretty::pretty;
use crate::model::replay::report::SavedDelivery;
use crate::model::text::language::Language;
use crate::model::text::phrase::Phrase;
use crate::view::{delivery, escape, exchange::size, summary, time};
use maud::{Markup, html};
use serde_json::value::RawValue;

/// Renders a text in English and Korean; the page shows one of them.
pub(in crate::view) fn in_both(english: &str, korean: &str) -> Markup {
    html! { span lang="en" { (english) } span lang="ko" { (korean) } }
}

/// Renders a phrase in both languages, escaped.
pub(in crate::view) fn phrase(phrase: &Phrase) -> Markup {
    let [english, korean] = [Language::English, Language::Korean].map(|it| phrase.render(it));
    let (english, korean) = (escape::lines(&english), escape::lines(&korean));
    if english.as_ref() == korean.as_ref() {
        return html! { (english) };
    }
    in_both(english.as_ref(), korean.as_ref())
}

pub(in crate::view) fn millis(millis: f64) -> String {
    summary::millis(millis)
}

/// Formats a tick or a duration, with at most two decimals.
pub(in crate::view) fn round_millis(millis: f64) -> String {
    let (number, unit) = match millis {
        1000.0.. => (millis / 1000.0, "s"),
        _ => (millis, "ms"),
    };
    format!("{} {unit}", (number * 100.0).round() / 100.0)
}

/// `as expected`, `not as expected`, `not found out`.
pub(in crate::view) fn verdict(verdict: Verdict) -> Markup {
    match verdict {
        Verdict::Yes => html! { span.good { "✓ " (in_both("as expected", "기대대로")) } },
        Verdict::No => html! { span.bad { "✗ " (in_both("not as expected", "기대와 다름")) } },
        _ => html! { span.warn { "? " (in_both("not found out", "알 수 없음")) } },
    }
}

/// Returns the anchor of a delivery.
pub(in crate::view) fn anchor(delivery: &SavedDelivery) -> String {
    format!("x{}", delivery.number)
}

/// Renders a delivery in full, collapsed.
pub(in crate::view) fn exchange(delivery: &SavedDelivery) -> Markup {
    let exchange = &delivery.exchange;
    html! {
        details {
            summary {
                span.number { "#" (delivery.number) } " "
                (verdict(delivery.verdict)) " "
                strong { (phrase(&delivery::outcome(exchange))) } " "
                span.took { (millis(delivery.millis)) } " "
                span.label { (escape::line(&delivery.label)) }
            }
            div.exchange id=(anchor(delivery)) {
                (mismatch(delivery))
                (detail_list(delivery))
                h4 { (in_both("Request", "요청")) }
                p.first { code { (escape::line(&exchange.request.method)) " " (escape::line(&exchange.request.url)) } }
                (message(&exchange.request.headers, &exchange.request.body, delivery.body_sizes.0))
                h4 { (in_both("Answer", "응답")) }
                @match (&exchange.response, &exchange.failure) {
                    (Some(response), _) => {
                        p.first { code { (response.status) " " (reason_phrase(response.status)) } }
                        (message(&response.headers, &response.body, delivery.body_sizes.1))
                    }
                    (None, Some(failure)) => p.bad { (failure.cause.name()) ": " (phrase(&failure.message)) },
                    (None, None) => p { (in_both("none", "없음")) },
                }
            }
        }
    }
}

/// Renders failed expectations, the diff to the recorded response, and the diagnosis.
fn mismatch(delivery: &SavedDelivery) -> Markup {
    let mismatch = &delivery.mismatch;
    html! {
        @if !mismatch.expected.is_empty() || mismatch.has_no_recording {
            ul.unmet {
                @for words in &mismatch.expected { li { "expected " (escape::line(words)) } }
                @if mismatch.has_no_recording {
                    li { (in_both("no answer was recorded that this one could be compared with", "비교할 기록된 응답이 없습니다")) }
                }
            }
        }
        @if let Some(diff) = &mismatch.diff {
            div.diff {
                @for difference in &diff.differences { (self::difference(difference)) }
                @if diff.more > 0 { p.faint { (in_both(&format!("and {} more", diff.more), &format!("그 밖에 {}개", diff.more))) } }
            }
        }
        @if let Some(diagnosis) = &delivery.diagnosis {
            p.diagnosis { (phrase(&diagnosis.message)) }
            @if !diagnosis.hints.is_empty() {
                ul.hints { @for hint in &diagnosis.hints { li { (phrase(hint)) } } }
            }
        }
    }
}

pub(in crate::view) fn difference(difference: &Difference) -> Markup {
    let pair = |old: Option<String>, new: Option<String>| -> Vec<DiffLine> {
        let line = |mark, text: Option<String>| text.map(|text| DiffLine { mark, text });
        line(LineMark::Old, old)
            .into_iter()
            .chain(line(LineMark::New, new))
            .collect()
    };
    let raw = |raw: &Option<Box<RawValue>>| raw.as_ref().map(|raw| raw.get().to_owned());
    let (location, lines) = match difference {
        Difference::Status { old, new } => {
            ("status", pair(Some(old.to_string()), Some(new.to_string())))
        }
        Difference::ContentType { old, new } => ("content type", pair(old.clone(), new.clone())),
        Difference::Json { path, old, new } => (&**path, pair(raw(old), raw(new))),
        Difference::Text { lines } => ("", lines.clone()),
        Difference::Bytes { old, new, .. } => ("", pair(Some(size(*old)), Some(size(*new)))),
    };
    let class = |mark: LineMark| match mark {
        LineMark::Old => "old",
        LineMark::New => "new",
        LineMark::Same => "same",
        LineMark::Gap => "gap",
    };
    html! {
        p.place { @if location.is_empty() { (in_both("the body", "본문")) } @else { code { (escape::line(location)) } } }
        pre {
            @for line in &lines {
                span class=(class(line.mark)) { (line.mark.sign()) " " (escape::line(&line.text)) "\n" }
            }
        }
    }
}

/// Renders time, event, bot, signature, durations and the command that shows the exchange.
fn detail_list(delivery: &SavedDelivery) -> Markup {
    let exchange = &delivery.exchange;
    let signature = &exchange.signature;
    let optional = |value: &Option<String>| {
        value
            .as_deref()
            .map(|value| escape::line(value).to_string())
    };
    html! {
        dl.facts {
            dt { (in_both("Sent", "보낸 때")) } dd { (time::exact_time(exchange.started_at)) }
            @if let Some(event) = optional(&exchange.event_id) {
                dt { (in_both("Event", "이벤트")) } dd { code { (event) } }
            }
            @if let Some(bot) = optional(&exchange.bot_id) {
                dt { (in_both("Bot", "봇")) } dd { code { (bot) } }
            }
            dt { (in_both("Signature", "서명")) }
            dd {
                (signature.verdict.name())
                @if let Some(secret) = &signature.secret { ", " (in_both("secret of fingerprint", "시크릿 지문")) " " code { (secret) } }
                @for line in &signature.explanation { br; (phrase(line)) }
            }
            dt { (in_both("Took", "걸린 시간")) }
            dd {
                (millis(exchange.timing.total_ms))
                @if let Some(sent_again_ms) = exchange.timing.sent_again_ms {
                    ", " (in_both("the kept connection was closed, sent again after", "기존 연결이 닫혀 다시 보낼 때까지")) " " (millis(sent_again_ms))
                }
                @match exchange.timing.connect_ms {
                    Some(0.0) => { ", " (in_both("connection kept", "기존 연결 사용")) },
                    Some(connect_ms) => { ", " (in_both("connected after", "연결까지")) " " (millis(connect_ms)) },
                    None => {},
                }
                @if let Some(first_byte_ms) = exchange.timing.first_byte_ms { ", " (in_both("first byte after", "첫 바이트까지")) " " (millis(first_byte_ms)) }
                @if delivery.millis - exchange.timing.total_ms > 0.5 {
                    ", " (in_both("sent late by", "예정보다 늦게 보냄")) " " (millis(delivery.millis - exchange.timing.total_ms))
                }
            }
            dt { (in_both("History", "기록")) }
            dd { (command(&format!("momo webhook history show {}", exchange.id))) }
        }
    }
}

/// Renders a command with a copy button.
pub(in crate::view) fn command(line: &str) -> Markup {
    html! {
        code.command { (escape::line(line)) } " "
        button type="button" data-do="copy" { (in_both("copy", "복사")) }
    }
}

fn message(headers: &Headers, body: &[u8], full_size: usize) -> Markup {
    let is_complete = body.len() == full_size;
    let pretty_body = std::str::from_utf8(body)
        .ok()
        .filter(|_| is_complete)
        .and_then(pretty);
    let text = match &pretty_body {
        Some(text) => escape::lines(text),
        None => escape::bytes(body),
    };
    html! {
        @if !headers.is_empty() {
            table.headers {
                @for header in headers.iter() {
                    tr { th scope="row" { (escape::line(&header.name)) } td { (escape::line_of_bytes(&header.value)) } }
                }
            }
        }
        @if body.is_empty() {
            p.faint { (in_both("no body", "본문 없음")) }
        } @else {
            pre.body { (text) }
        }
        @if !is_complete {
            p.faint {
                (in_both(
                    &format!("the first {} of {}", size(body.len()), size(full_size)),
                    &format!("{} 중 처음 {}", size(full_size), size(body.len())),
                ))
            }
        }
    }
}

/// Text escaped for a terminal is HTML-escaped like any other text.
impl maud::Render for escape::Escaped {
    fn render_to(&self, buffer: &mut String) {
        self.as_ref().render_to(buffer);
    }
}
