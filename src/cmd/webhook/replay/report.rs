//! Writes replay results to the files of `--report`.
use crate::cmd::report_files::{ReportArgs, ReportKind};
use crate::error::Result;
use crate::flow::replay::{FaultInjection, ReplayOutcome, ReplayPlan, Signing};
use crate::io::files::{AtomicFile, known_secrets};
use crate::io::system;
use crate::model::replay::expect::Expectation;
use crate::model::replay::report::{MAX_TEST_CASES, RunInfo, RunResults};
use crate::view::report::{self, ReportData};
use crate::view::summary::SummaryData;

/// Maximum number of payloads, and of targets, that a report names.
const MAX_NAMED: usize = 20;

/// Prepares the report files; `None` without `--report`. Fails if a file is named twice or cannot be written.
pub(super) fn begin(
    args: &ReportArgs,
    plan: &ReplayPlan<'_>,
    seed: Option<u64>,
) -> Result<Option<ReportFiles>> {
    if !args.is_some() {
        return Ok(None);
    }
    Ok(Some(ReportFiles {
        files: args.begin()?,
        run: run_info(plan, seed),
        collected: RunResults::default(),
    }))
}

/// Prepared files and the results collected for them.
pub(super) struct ReportFiles {
    files: Vec<(ReportKind, AtomicFile)>,
    run: RunInfo,
    collected: RunResults,
}

impl ReportFiles {
    /// Adds a delivery, unless it belongs to the warm-up.
    pub(super) fn add(&mut self, delivery: &ReplayOutcome<'_>) {
        if !delivery.is_warmup {
            self.collected.add(&delivery.as_result());
        }
    }

    /// Writes all files. Returns one note per file with its path and what it omits.
    pub(super) fn write(self, counts: SummaryData<'_>) -> Result<Vec<String>> {
        let mut notes = Vec::new();
        let data = ReportData {
            run: &self.run,
            summary: counts,
            collected: &self.collected,
        };
        for (kind, file) in self.files {
            let text = match kind {
                ReportKind::Html => report::html(&data),
                ReportKind::Junit => report::junit(&data),
                ReportKind::Json => report::json(&data),
            };
            let path = file.path().display().to_string();
            file.finish_with(text.as_bytes())?;
            notes.push(format!(
                "The report is in {path}{}.",
                limit_note(kind, &self.collected)
            ));
        }
        Ok(notes)
    }
}

/// Returns what a report of this kind omits; empty if nothing.
fn limit_note(kind: ReportKind, collected: &RunResults) -> String {
    let (failed, held) = (collected.failed, collected.failures.len());
    match kind {
        ReportKind::Junit if !collected.has_all_cases() => {
            format!("; of more than {MAX_TEST_CASES} deliveries each payload is one test case")
        }
        ReportKind::Html | ReportKind::Json if failed > held as u64 => {
            format!("; of {failed} deliveries that were not as expected it holds the first {held}")
        }
        _ => String::new(),
    }
}

fn run_info(plan: &ReplayPlan<'_>, seed: Option<u64>) -> RunInfo {
    let pace = plan.pace.as_ref();
    let injection = plan.injection.as_ref();
    let (payloads, payload_count) = first_distinct(plan, |item| &item.label);
    let (mut targets, target_count) = first_distinct(plan, |item| &item.captured.request.url);
    targets
        .iter_mut()
        .for_each(|url| known_secrets().mask_url(url));
    RunInfo {
        version: env!("CARGO_PKG_VERSION"),
        begun_at: system::now(),
        payloads,
        payload_count,
        targets,
        target_count,
        times: plan.times,
        concurrency: pace.map_or(1, |pace| pace.concurrency),
        rate: pace.and_then(|pace| pace.rate),
        duration_s: pace.and_then(|pace| Some(pace.duration?.as_secs_f64())),
        timeout_ms: plan.longest_budget().as_secs_f64() * 1000.0,
        chaos: injection.and_then(|it| Some(it.rates.as_ref()?.to_string())),
        retry_schedule: injection.and_then(retry_text),
        seed: seed.or(injection.map(|it| it.seed)),
        signing: match &plan.signing {
            Signing::Sign { secret, origin, .. } => {
                format!(
                    "made with the secret of fingerprint {} from {origin}",
                    secret.fingerprint()
                )
            }
            Signing::Keep(_) => "sent as it was, or not at all".into(),
        },
        expected: expectation_texts(&plan.expectation),
    }
}

/// Describes the retry schedule, and its speed if it was changed: `0,1s (3600 times faster)`; `None` without retries.
fn retry_text(injection: &FaultInjection) -> Option<String> {
    let schedule = injection.retries.as_ref()?;
    Some(match injection.speed {
        1.0 => schedule.to_string(),
        speed => format!("{schedule} ({speed} times faster)"),
    })
}

/// Returns the first distinct names, at most [`MAX_NAMED`], and the number of all distinct ones.
fn first_distinct(
    plan: &ReplayPlan<'_>,
    name: impl Fn(&crate::flow::replay::ReplayItem) -> &String,
) -> (Vec<String>, usize) {
    let mut distinct: Vec<&String> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for name in plan.items.iter().map(name) {
        if known.insert(name) {
            distinct.push(name);
        }
    }
    (
        distinct
            .iter()
            .take(MAX_NAMED)
            .map(|name| (*name).clone())
            .collect(),
        distinct.len(),
    )
}

/// Describes the expectations; each text completes the word "expected".
fn expectation_texts(expected: &Expectation) -> Vec<String> {
    let mut texts = vec![expected.statuses.to_string()];
    texts.extend(
        expected
            .max_duration
            .map(|within| format!("an answer within {within:?}")),
    );
    texts.extend(
        expected
            .body
            .as_ref()
            .map(|rule| format!("a body with {rule}")),
    );
    texts.extend(
        expected
            .recorded_ignoring
            .as_ref()
            .map(|_| "the recorded answer".to_owned()),
    );
    texts
}
