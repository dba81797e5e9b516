//! Small pieces of the page: words in both languages, milliseconds, an exchange in full.
use crate::error::Verdict;
use crate::model::diff::{Difference, Line, Mark};
use crate::model::http::Headers;
use crate::model::http::status::reason;
use crate::model::replay::report::Kept;
use crate::view::{delivery, escape, exchange::size, json, summary, time};
use maud::{Markup, html};
use serde_json::value::RawValue;

/// English and Korean; the page shows one of them.
pub(super) fn in_both(english: &str, korean: &str) -> Markup {
    html! { span lang="en" { (english) } span lang="ko" { (korean) } }
}

pub(super) fn millis(millis: f64) -> String {
    summary::millis(millis)
}

/// A round number of milliseconds below a picture, or how long something went on.
pub(super) fn round(millis: f64) -> String {
    let (number, unit) = match millis {
        1000.0.. => (millis / 1000.0, "s"),
        _ => (millis, "ms"),
    };
    format!("{} {unit}", (number * 100.0).round() / 100.0)
}

/// `as expected`, `not as expected`, `not found out`.
pub(super) fn verdict(verdict: Verdict) -> Markup {
    match verdict {
        Verdict::Yes => html! { span.good { "✓ " (in_both("as expected", "기대대로")) } },
        Verdict::No => html! { span.bad { "✗ " (in_both("not as expected", "기대와 다름")) } },
        _ => html! { span.warn { "? " (in_both("not found out", "알 수 없음")) } },
    }
}

/// Where the page has this delivery.
pub(super) fn anchor(kept: &Kept) -> String {
    format!("x{}", kept.number)
}

/// A delivery in full, closed until somebody asks.
pub(super) fn exchange(kept: &Kept) -> Markup {
    let exchange = &kept.exchange;
    html! {
        details {
            summary {
                span.number { "#" (kept.number) } " "
                (verdict(kept.verdict)) " "
                strong { (escape::line(&delivery::outcome(exchange))) } " "
                span.took { (millis(kept.millis)) } " "
                span.label { (escape::line(&kept.label)) }
            }
            div.exchange id=(anchor(kept)) {
                (wrong(kept))
                (facts(kept))
                h4 { (in_both("Request", "요청")) }
                p.first { code { (escape::line(&exchange.request.method)) " " (escape::line(&exchange.request.url)) } }
                (message(&exchange.request.headers, &exchange.request.body, kept.sizes.0))
                h4 { (in_both("Answer", "응답")) }
                @match (&exchange.response, &exchange.failure) {
                    (Some(response), _) => {
                        p.first { code { (response.status) " " (reason(response.status)) } }
                        (message(&response.headers, &response.body, kept.sizes.1))
                    }
                    (None, Some(failure)) => p.bad { (failure.cause.name()) ": " (escape::lines(&failure.message)) },
                    (None, None) => p { (in_both("none", "없음")) },
                }
            }
        }
    }
}

/// What was expected, what differs from the recorded answer, what it probably is.
fn mismatch(kept: &Kept) -> Markup {
    let unmet = &kept.unmet;
    html! {
        @if !unmet.words.is_empty() || unmet.is_unrecorded {
            ul.unmet {
                @for words in &unmet.words { li { "expected " (escape::line(words)) } }
                @if unmet.is_unrecorded {
                    li { (in_both("no answer was recorded that this one could be compared with", "비교할 기록된 응답이 없습니다")) }
                }
            }
        }
        @if let Some(diff) = &unmet.diff {
            div.diff {
                @for difference in &diff.differences { (self::difference(difference)) }
                @if diff.more > 0 { p.faint { (in_both(&format!("and {} more", diff.more), &format!("그 밖에 {}개", diff.more))) } }
            }
        }
        @if let Some(diagnosis) = &kept.diagnosis {
            p.diagnosis { (escape::lines(&diagnosis.message)) }
            @if !diagnosis.hints.is_empty() {
                ul.hints { @for hint in &diagnosis.hints { li { (escape::lines(hint)) } } }
            }
        }
    }
}

fn difference(difference: &Difference) -> Markup {
    let pair = |old: Option<String>, new: Option<String>| -> Vec<Line> {
        let line = |mark, text: Option<String>| text.map(|text| Line { mark, text });
        line(Mark::Old, old)
            .into_iter()
            .chain(line(Mark::New, new))
            .collect()
    };
    let raw = |raw: &Option<Box<RawValue>>| raw.as_ref().map(|raw| raw.get().to_owned());
    let (place, lines) = match difference {
        Difference::Status { old, new } => {
            ("status", pair(Some(old.to_string()), Some(new.to_string())))
        }
        Difference::ContentType { old, new } => ("content type", pair(old.clone(), new.clone())),
        Difference::Json { path, old, new } => (&**path, pair(raw(old), raw(new))),
        Difference::Text { lines } => ("", lines.clone()),
        Difference::Bytes { old, new, .. } => ("", pair(Some(size(*old)), Some(size(*new)))),
    };
    let class = |mark: Mark| match mark {
        Mark::Old => "old",
        Mark::New => "new",
        Mark::Same => "same",
        Mark::Gap => "gap",
    };
    html! {
        p.place { @if place.is_empty() { (in_both("the body", "본문")) } @else { code { (escape::line(place)) } } }
        pre {
            @for line in &lines {
                span class=(class(line.mark)) { (line.mark.sign()) " " (escape::line(&line.text)) "\n" }
            }
        }
    }
}

/// When, which event, how long, whether it was authentic, and how to see it in the history.
fn facts(kept: &Kept) -> Markup {
    let exchange = &kept.exchange;
    let signature = &exchange.signature;
    let optional = |value: &Option<String>| {
        value
            .as_deref()
            .map(|value| escape::line(value).to_string())
    };
    html! {
        dl.facts {
            dt { (in_both("Sent", "보낸 때")) } dd { (time::exact(exchange.started_at)) }
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
                @for words in &signature.explanation { br; (escape::line(words)) }
            }
            dt { (in_both("Took", "걸린 시간")) }
            dd {
                (millis(exchange.timing.total_ms))
                @match exchange.timing.connect_ms {
                    Some(0.0) => { ", " (in_both("connection kept", "기존 연결 사용")) },
                    Some(took) => { ", " (in_both("connected after", "연결까지")) " " (millis(took)) },
                    None => {},
                }
                @if let Some(first) = exchange.timing.first_byte_ms { ", " (in_both("first byte after", "첫 바이트까지")) " " (millis(first)) }
                @if kept.millis - exchange.timing.total_ms > 0.5 {
                    ", " (in_both("sent late by", "예정보다 늦게 보냄")) " " (millis(kept.millis - exchange.timing.total_ms))
                }
            }
            dt { (in_both("History", "기록")) }
            dd { (command(&format!("momo webhook history show {}", exchange.id))) }
        }
    }
}

/// Something to copy.
pub(super) fn command(line: &str) -> Markup {
    html! {
        code.command { (escape::line(line)) } " "
        button type="button" data-do="copy" { (in_both("copy", "복사")) }
    }
}

fn message(headers: &Headers, body: &[u8], whole: usize) -> Markup {
    let is_whole = body.len() == whole;
    let laid_out = std::str::from_utf8(body)
        .ok()
        .filter(|_| is_whole)
        .and_then(json::pretty);
    let text = match &laid_out {
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
        @if !is_whole {
            p.faint {
                (in_both(
                    &format!("the first {} of {}", size(body.len()), size(whole)),
                    &format!("{} 중 처음 {}", size(whole), size(body.len())),
                ))
            }
        }
    }
}

/// What [`shown`] made safe for a terminal is escaped for a page as any text is.
impl maud::Render for escape::Shown {
    fn render_to(&self, buffer: &mut String) {
        self.as_ref().render_to(buffer);
    }
}
