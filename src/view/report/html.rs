//! The report for people: one page that opens anywhere, asks nobody for anything, and shows every payload as text.
use super::ReportData;
use super::chart::{self, NARROW, WIDE};
use super::parts::{anchor, command, exchange, in_both, millis, round, verdict};
use crate::error::Verdict;
use crate::model::http::csp_hash::policy_source;
use crate::model::http::status::reason;
use crate::model::replay::latency::PERCENTILES;
use crate::model::replay::report::Kept;
use crate::view::summary::SummaryData;
use crate::view::{delivery, escape, time};
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The page.
pub fn html(sheet: &ReportData<'_>) -> String {
    let policy = format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        policy_source(STYLE),
        policy_source(SCRIPT)
    );
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { "momo webhook replay · " (time::date_and_clock(sheet.about.begun_at)) }
                // Not a word of them comes from data.
                style { (PreEscaped(STYLE)) }
            }
            body {
                (head(sheet))
                main {
                    (figures(sheet))
                    (latency(sheet))
                    (endings(sheet))
                    (run(sheet))
                    (failures(sheet))
                    (slowest(sheet))
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

fn head(sheet: &ReportData<'_>) -> Markup {
    let counts = &sheet.summary;
    html! {
        header {
            button type="button" data-do="language" { span lang="en" { "한국어" } span lang="ko" { "English" } }
            h1 { "momo webhook replay" }
            p.outcome { (outcome(counts)) }
            p.faint {
                (time::exact(sheet.about.begun_at))
                @if counts.is_interrupted { " · " strong.warn { (in_both("interrupted", "중단됨")) } }
            }
        }
    }
}

/// The run in a sentence.
fn outcome(counts: &SummaryData<'_>) -> Markup {
    let total = counts.total;
    let not = counts.unexpected;
    let unknown = counts.unreached + counts.uncompared;
    match (not, unknown) {
        (0, 0) if total > 0 => verdict(Verdict::Yes),
        (0, _) => html! { (verdict(Verdict::Unknown)) ": " (of(unknown, total)) },
        (not, _) => html! { (verdict(Verdict::No)) ": " (of(not, total)) },
    }
}

fn of(count: u64, total: u64) -> Markup {
    in_both(
        &format!("{count} of {total}"),
        &format!("{total}건 중 {count}건"),
    )
}

/// One figure with its name.
fn figure(value: &str, class: &str, english: &str, korean: &str) -> Markup {
    html! { div class={ "figure " (class) } { strong { (value) } span { (in_both(english, korean)) } } }
}

fn figures(sheet: &ReportData<'_>) -> Markup {
    let counts = &sheet.summary;
    let optional = |count: u64, class: &str, english: &str, korean: &str| match count {
        0 => html! {},
        count => figure(&count.to_string(), class, english, korean),
    };
    html! {
        section.figures {
            (figure(&counts.total.to_string(), "", "deliveries", "전송"))
            (figure(&counts.expected.to_string(), "good", "as expected", "기대대로"))
            (optional(counts.unexpected, "bad", "not as expected", "기대와 다름"))
            (optional(counts.unreached, "warn", "reached nobody", "연결 안 됨"))
            (optional(counts.uncompared, "warn", "with no recorded answer", "기록된 응답 없음"))
            (figure(&format!("{:.0}/s", counts.throughput), "", "throughput", "처리량"))
            (figure(&round(counts.elapsed.as_secs_f64() * 1000.0), "", "duration", "걸린 시간"))
            (optional(counts.warmup, "", "more only warmed up", "준비 운동"))
            (optional(counts.unsent, "warn", "due but not begun in time", "시간 안에 시작 못 함"))
            (optional(counts.cut_off, "warn", "under way when broken off", "중단될 때 진행 중"))
        }
    }
}

fn latency(sheet: &ReportData<'_>) -> Markup {
    let latency = sheet.summary.latency;
    if latency.count() == 0 {
        return html! {};
    }
    let named = PERCENTILES
        .iter()
        .filter_map(|(name, percent)| Some((*name, latency.percentile(*percent)?)));
    let ends = [("min", latency.fastest()), ("max", latency.slowest())];
    let [min, max] = ends.map(|(name, value)| value.map(|value| (name, value)));
    let over_time = &sheet.collected.over_time;
    html! {
        section {
            h2 { (in_both("Latency", "응답 시간")) }
            p.faint {
                @if sheet.about.rate.is_some() {
                    (in_both(
                        "Counted from when each delivery was due, so that a bot that stalls cannot hide it.",
                        "각 전송이 예정된 시각부터 잰 시간입니다. 봇이 멈춰 있던 시간도 드러납니다.",
                    ))
                } @else {
                    (in_both("Counted from when each delivery was sent.", "각 전송을 보낸 때부터 잰 시간입니다."))
                }
            }
            dl.percentiles {
                @for (name, value) in min.into_iter().chain(named).chain(max) {
                    div { dt { (name) } dd { (millis(value)) } }
                }
            }
            figure.wide { (chart::distribution(latency, WIDE)) }
            figure.narrow { (chart::distribution(latency, NARROW)) }
            h3 { (in_both("Over time", "시간에 따라")) }
            figure.wide { (chart::over_time(over_time, WIDE)) }
            figure.narrow { (chart::over_time(over_time, NARROW)) }
        }
    }
}

/// Counts by status and by cause.
fn endings(sheet: &ReportData<'_>) -> Markup {
    let counts = &sheet.summary;
    let row = |name: &str, count: u64, class: &str| {
        html! {
            tr { th scope="row" { (name) } td.count { (count) } td { (chart::share(count, counts.total, class)) } }
        }
    };
    html! {
        section {
            h2 { (in_both("Answers", "응답")) }
            table.endings {
                @for (status, count) in counts.statuses {
                    @let class = if (200..300).contains(status) { "good" } else { "bad" };
                    (row(format!("{status} {}", reason(*status)).trim_end(), *count, class))
                }
                @for (cause, count) in counts.causes { (row(cause, *count, "bad")) }
            }
        }
    }
}

/// What was run.
fn run(sheet: &ReportData<'_>) -> Markup {
    let about = sheet.about;
    html! {
        section {
            h2 { (in_both("What was run", "실행한 내용")) }
            dl.facts {
                dt { (in_both("To", "보낸 곳")) }
                dd { (named(&about.targets, about.target_count)) }
                dt { (in_both("Payloads", "페이로드")) }
                dd { (named(&about.payloads, about.payload_count)) }
                dt { (in_both("Signature", "서명")) } dd { (escape::line(&about.signing)) }
                @if let Some(times) = about.times { dt { (in_both("Times", "반복")) } dd { (times) } }
                dt { (in_both("At once", "동시에")) } dd { (about.concurrency) }
                @if let Some(rate) = about.rate { dt { (in_both("Rate", "속도")) } dd { (rate) "/s" } }
                @if let Some(seconds) = about.duration_s { dt { (in_both("For", "동안")) } dd { (seconds) " s" } }
                dt { (in_both("Time limit", "제한 시간")) } dd { (round(about.timeout_ms)) }
                @if let Some(seed) = about.seed { dt { (in_both("Seed", "시드")) } dd { (seed) } }
                dt { (in_both("Expected", "기대")) }
                dd { @for words in &about.expected { (escape::line(words)) br; } }
                dt { "momo" } dd { (about.version) }
            }
        }
    }
}

/// The first names of so many.
fn named(names: &[String], count: usize) -> Markup {
    let more = count.saturating_sub(names.len());
    html! {
        @for name in names { code { (escape::line(name)) } br; }
        @if more > 0 { (in_both(&format!("and {more} more"), &format!("그 밖에 {more}개"))) }
    }
}

fn failures(sheet: &ReportData<'_>) -> Markup {
    let collected = sheet.collected;
    let shown = collected.failures.len();
    if shown == 0 {
        return html! {};
    }
    html! {
        section {
            h2 { (in_both("Not as expected", "기대와 다른 전송")) }
            @if collected.failed > shown as u64 {
                p.faint {
                    (in_both(
                        &format!("The first {shown} of {}; the history holds them all:", collected.failed),
                        &format!("{}건 중 처음 {shown}건입니다. 모두 기록에 있습니다:", collected.failed),
                    ))
                    " " (command("momo webhook history list"))
                }
            }
            (list(&collected.failures))
            @for kept in &collected.failures { (exchange(kept)) }
        }
    }
}

fn slowest(sheet: &ReportData<'_>) -> Markup {
    // What failed is above already.
    let is_above = |kept: &&Kept| {
        sheet
            .collected
            .failures
            .iter()
            .any(|failed| failed.number == kept.number)
    };
    let others = || {
        sheet
            .collected
            .slowest
            .iter()
            .filter(|kept| !is_above(kept))
    };
    let count = others().count();
    html! {
        @if count > 0 {
            section {
                h2 { (in_both("The slowest", "가장 느린 전송")) }
                @for kept in others() { (exchange(kept)) }
            }
        }
    }
}

/// Each failure on a line that leads to its exchange.
fn list(kept: &[Kept]) -> Markup {
    html! {
        div.scroll {
            table.list {
                thead {
                    tr {
                        th { "#" } th { (in_both("Answer", "응답")) } th { (in_both("Took", "걸린 시간")) }
                        th { (in_both("Payload", "페이로드")) } th { (in_both("What is wrong", "다른 점")) }
                    }
                }
                tbody {
                    @for kept in kept {
                        tr {
                            td { a href=(format!("#{}", anchor(kept))) { (kept.number) } }
                            td { (escape::line(&delivery::outcome(&kept.exchange))) }
                            td.count { (millis(kept.millis)) }
                            td { (escape::line(&kept.label)) }
                            td { (in_short(kept)) }
                        }
                    }
                }
            }
        }
    }
}

fn in_short(kept: &Kept) -> Markup {
    let words = match (
        kept.unmet.words.first(),
        &kept.diagnosis,
        &kept.exchange.failure,
    ) {
        (Some(words), _, _) => format!("expected {words}"),
        (None, Some(diagnosis), _) => diagnosis.message.clone(),
        (None, None, Some(failure)) => failure.message.clone(),
        (None, None, None) => "no answer was recorded".into(),
    };
    html! { (escape::line(&words)) }
}
