//! HTML of a check: one self-contained page without external requests and without scripts.
use super::junit::families;
use crate::model::check::{CheckOutcome, CheckReport, CheckVerdict};
use crate::view::report::page::static_page;
use crate::view::{escape, summary};
use maud::{Markup, html};

const STYLE: &str = include_str!("style.css");

/// Renders the report as a page.
pub fn html(report: &CheckReport) -> String {
    let body = html! {
        header {
            h1 { "momo webhook check" }
            p.outcome { (report.summary()) }
            p.faint {
                code { (escape::line(&report.url)) } " · " (report.protocol) " · " (report.started_at) " · "
                (report.request_count()) " in " (summary::millis(report.took_ms)) " · " (report.made_by)
            }
        }
        main { @for family in families(report) { (section(report, family)) } }
    };
    static_page("momo webhook check", STYLE, &body)
}

fn section(report: &CheckReport, family: &str) -> Markup {
    let outcomes = report.outcomes.iter();
    let outcomes = outcomes.filter(|outcome| outcome.family() == family);
    html! {
        section {
            h2 { (family) }
            @for outcome in outcomes { (check(outcome, &report.url)) }
        }
    }
}

fn check(outcome: &CheckOutcome, url: &str) -> Markup {
    let line = html! {
        span class={ "verdict " (class(outcome)) } { (verdict(outcome)) } " "
        code { (outcome.id) } " " (outcome.what)
    };
    let has_more = outcome.verdict != CheckVerdict::Pass || outcome.note.is_some();
    if !has_more {
        return html! { p.check { (line) } };
    }
    html! {
        details.check open[outcome.is_new_failure()] {
            summary { (line) }
            dl {
                @if let (Some(expected), Some(got)) = (&outcome.expected, &outcome.got) {
                    dt { "expected" } dd { (escape::line(expected)) }
                    dt { "got" } dd { (escape::line(got)) " from " (escape::line(url)) }
                }
                (entry("note", outcome.note.as_ref()))
                (entry("known", outcome.known.as_ref()))
                (entry("repair", outcome.repair.as_ref()))
                @if let Some(repeat) = &outcome.repeat {
                    dt { "again" }
                    dd {
                        pre { (escape::lines(&repeat.momo)) }
                        @if let Some(curl) = &repeat.curl { pre { (escape::lines(curl)) } }
                    }
                }
            }
        }
    }
}

fn entry(name: &str, text: Option<&String>) -> Markup {
    html! { @if let Some(text) = text { dt { (name) } dd { (escape::lines(text)) } } }
}

fn class(outcome: &CheckOutcome) -> &'static str {
    match outcome.verdict {
        CheckVerdict::Pass => "good",
        CheckVerdict::Fail if outcome.known.is_some() => "warn",
        CheckVerdict::Fail => "bad",
        CheckVerdict::Warn => "warn",
        CheckVerdict::CouldNotTell | CheckVerdict::NotApplicable => "faint",
    }
}

fn verdict(outcome: &CheckOutcome) -> &'static str {
    match outcome.verdict {
        CheckVerdict::Pass => "✓ pass",
        CheckVerdict::Fail if outcome.known.is_some() => "✗ known",
        CheckVerdict::Fail => "✗ fail",
        CheckVerdict::Warn => "! warn",
        CheckVerdict::CouldNotTell => "? could not tell",
        CheckVerdict::NotApplicable => "not applicable",
    }
}
