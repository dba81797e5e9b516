//! HTML report: one self-contained page without external requests, with all payloads as text.
use super::ReportData;
use super::chart::{self, NARROW, WIDE};
use super::page::{figure, language_button, page};
use super::parts::{anchor, command, exchange, in_both, millis, phrase, round_millis, verdict};
use crate::error::Verdict;
use crate::model::http::status::reason_phrase;
use crate::model::replay::latency::PERCENTILES;
use crate::model::replay::report::SavedDelivery;
use crate::model::text::phrase::Phrase;
use crate::view::summary::SummaryData;
use crate::view::{delivery, escape, time};
use maud::{Markup, html};

/// Renders the report as a page.
pub fn html(report: &ReportData<'_>) -> String {
    let title = format!(
        "momo webhook replay · {}",
        time::date_and_clock(report.run.begun_at)
    );
    let body = html! {
        (head(report))
        main {
            (figures(report))
            (latency(report))
            (ending_table(report))
            (run(report))
            (failures(report))
            (slowest(report))
        }
    };
    page(&title, "", &body)
}

fn head(report: &ReportData<'_>) -> Markup {
    let summary = &report.summary;
    html! {
        header {
            (language_button())
            h1 { "momo webhook replay" }
            p.outcome { (outcome(summary)) }
            p.faint {
                (time::exact_time(report.run.begun_at))
                @if summary.is_interrupted { " · " strong.warn { (in_both("interrupted", "중단됨")) } }
            }
        }
    }
}

/// Renders the outcome in one sentence.
fn outcome(summary: &SummaryData<'_>) -> Markup {
    let total = summary.total;
    let unexpected = summary.unexpected;
    let unknown = summary.unreached + summary.uncompared;
    match (unexpected, unknown) {
        (0, 0) if total > 0 => verdict(Verdict::Yes),
        (0, _) => html! { (verdict(Verdict::Unknown)) ": " (count_of_total(unknown, total)) },
        (unexpected, _) => {
            html! { (verdict(Verdict::No)) ": " (count_of_total(unexpected, total)) }
        }
    }
}

fn count_of_total(count: u64, total: u64) -> Markup {
    in_both(
        &format!("{count} of {total}"),
        &format!("{total}건 중 {count}건"),
    )
}

fn figures(report: &ReportData<'_>) -> Markup {
    let summary = &report.summary;
    let optional = |count: u64, class: &str, english: &str, korean: &str| match count {
        0 => html! {},
        count => figure(&count.to_string(), class, english, korean),
    };
    html! {
        section.figures {
            (figure(&summary.total.to_string(), "", "deliveries", "전송"))
            (figure(&summary.expected.to_string(), "good", "as expected", "기대대로"))
            (optional(summary.unexpected, "bad", "not as expected", "기대와 다름"))
            (optional(summary.unreached, "warn", "reached nobody", "연결 안 됨"))
            (optional(summary.uncompared, "warn", "with no recorded answer", "기록된 응답 없음"))
            (figure(&format!("{:.0}/s", summary.throughput), "", "throughput", "처리량"))
            (figure(&round_millis(summary.elapsed.as_secs_f64() * 1000.0), "", "duration", "걸린 시간"))
            (optional(summary.warmup, "", "more only warmed up", "준비 운동"))
            (optional(summary.unsent, "warn", "due but not begun in time", "시간 안에 시작 못 함"))
            (optional(summary.cut_off, "warn", "under way when broken off", "중단될 때 진행 중"))
        }
    }
}

fn latency(report: &ReportData<'_>) -> Markup {
    let latency = report.summary.latency;
    if latency.count() == 0 {
        return html! {};
    }
    let named = PERCENTILES
        .iter()
        .filter_map(|(name, percent)| Some((*name, latency.percentile(*percent)?)));
    let ends = [("min", latency.fastest()), ("max", latency.slowest())];
    let [min, max] = ends.map(|(name, value)| value.map(|value| (name, value)));
    let over_time = &report.collected.time_series;
    html! {
        section {
            h2 { (in_both("Latency", "응답 시간")) }
            p.faint {
                @if report.run.rate.is_some() {
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

/// Renders the counts by status and by cause.
fn ending_table(report: &ReportData<'_>) -> Markup {
    let summary = &report.summary;
    let row = |name: Markup, count: u64, class: &str| {
        html! {
            tr { th scope="row" { (name) } td.count { (count) } td { (chart::share(count, summary.total, class)) } }
        }
    };
    html! {
        section {
            h2 { (in_both("Answers", "응답")) }
            table.endings {
                @for (status, count) in summary.statuses {
                    @let class = if (200..300).contains(status) { "good" } else { "bad" };
                    @let name = html! { (status) " " (reason_phrase(*status)) };
                    (row(name, *count, class))
                }
                @for (cause, count) in summary.causes { (row(phrase(&delivery::cause(*cause)), *count, "bad")) }
            }
        }
    }
}

/// Renders the settings of the replay.
fn run(report: &ReportData<'_>) -> Markup {
    let run_settings = report.run;
    html! {
        section {
            h2 { (in_both("What was run", "실행한 내용")) }
            dl.facts {
                dt { (in_both("To", "보낸 곳")) }
                dd { (name_list(&run_settings.targets, run_settings.target_count)) }
                dt { (in_both("Payloads", "페이로드")) }
                dd { (name_list(&run_settings.payloads, run_settings.payload_count)) }
                dt { (in_both("Signature", "서명")) } dd { (escape::line(&run_settings.signing)) }
                @if let Some(times) = run_settings.times { dt { (in_both("Times", "반복")) } dd { (times) } }
                dt { (in_both("At once", "동시에")) } dd { (run_settings.concurrency) }
                @if let Some(rate) = run_settings.rate { dt { (in_both("Rate", "속도")) } dd { (rate) "/s" } }
                @if let Some(seconds) = run_settings.duration_s { dt { (in_both("For", "동안")) } dd { (seconds) " s" } }
                dt { (in_both("Time limit", "제한 시간")) } dd { (round_millis(run_settings.timeout_ms)) }
                @if let Some(faults) = &run_settings.chaos { dt { (in_both("Chaos", "연습 장애")) } dd { code { (escape::line(faults)) } } }
                @if let Some(schedule) = &run_settings.retry_schedule {
                    dt { (in_both("Retries after", "재시도 간격")) } dd { code { (escape::line(schedule)) } }
                }
                @if let Some(seed) = run_settings.seed { dt { (in_both("Seed", "시드")) } dd { (seed) } }
                dt { (in_both("Expected", "기대")) }
                dd { @for words in &run_settings.expected { (escape::line(words)) br; } }
                dt { "momo" } dd { (run_settings.version) }
            }
        }
    }
}

/// Renders the names, and how many of `count` are missing.
fn name_list(names: &[String], count: usize) -> Markup {
    let more = count.saturating_sub(names.len());
    html! {
        @for name in names { code { (escape::line(name)) } br; }
        @if more > 0 { (in_both(&format!("and {more} more"), &format!("그 밖에 {more}개"))) }
    }
}

fn failures(report: &ReportData<'_>) -> Markup {
    let collected = report.collected;
    let shown_count = collected.failures.len();
    if shown_count == 0 {
        return html! {};
    }
    html! {
        section {
            h2 { (in_both("Not as expected", "기대와 다른 전송")) }
            @if collected.failed > shown_count as u64 {
                p.faint {
                    (in_both(
                        &format!("The first {shown_count} of {}; the history holds them all:", collected.failed),
                        &format!("{}건 중 처음 {shown_count}건입니다. 모두 기록에 있습니다:", collected.failed),
                    ))
                    " " (command("momo webhook history list"))
                }
            }
            (failure_table(&collected.failures))
            @for delivery in &collected.failures { (exchange(delivery)) }
        }
    }
}

fn slowest(report: &ReportData<'_>) -> Markup {
    // Failures are listed above already.
    let is_failure = |delivery: &&SavedDelivery| {
        report
            .collected
            .failures
            .iter()
            .any(|failed| failed.number == delivery.number)
    };
    let other_deliveries = || {
        report
            .collected
            .slowest
            .iter()
            .filter(|delivery| !is_failure(delivery))
    };
    let count = other_deliveries().count();
    html! {
        @if count > 0 {
            section {
                h2 { (in_both("The slowest", "가장 느린 전송")) }
                @for delivery in other_deliveries() { (exchange(delivery)) }
            }
        }
    }
}

/// Renders failures as rows that link to their exchanges.
fn failure_table(failures: &[SavedDelivery]) -> Markup {
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
                    @for delivery in failures {
                        tr {
                            td { a href=(format!("#{}", anchor(delivery))) { (delivery.number) } }
                            td { (phrase(&delivery::outcome(&delivery.exchange))) }
                            td.count { (millis(delivery.millis)) }
                            td { (escape::line(&delivery.label)) }
                            td { (reason_cell(delivery)) }
                        }
                    }
                }
            }
        }
    }
}

fn reason_cell(delivery: &SavedDelivery) -> Markup {
    let reason = match (
        delivery.mismatch.expected.first(),
        &delivery.diagnosis,
        &delivery.exchange.failure,
    ) {
        (Some(words), _, _) => Phrase::verbatim(format!("expected {words}")),
        (None, Some(diagnosis), _) => diagnosis.message.clone(),
        (None, None, Some(failure)) => failure.message.clone(),
        (None, None, None) => Phrase::new("cause.not-recorded"),
    };
    phrase(&reason)
}
