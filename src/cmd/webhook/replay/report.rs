//! `--report`: files that tell how a replay went. They are made ready before anything is sent, and written at its end.
use crate::error::{Error, Result};
use crate::flow::replay::{ReplayOutcome, ReplayPlan, Signing};
use crate::io::files::OutputFile;
use crate::io::system;
use crate::model::replay::expect::Expectation;
use crate::model::replay::report::{About, CASES, Collected};
use crate::view::report::{self, ReportData};
use crate::view::summary::SummaryData;
use std::path::PathBuf;
use std::str::FromStr;

/// How many payloads and targets are named.
const NAMED: usize = 20;

/// Flags that ask for reports.
#[derive(clap::Args, Debug, Clone, Default)]
pub(super) struct ReportArgs {
    /// Write how it went into a file: `html` is one page that opens anywhere, `junit` is XML for CI servers, `json` is
    /// for programs; several with commas, or repeated
    #[arg(
        long = "report",
        value_name = "KIND=FILE",
        value_delimiter = ',',
        help_heading = "Reports"
    )]
    reports: Vec<Wanted>,
}

/// One report that is wanted.
#[derive(Debug, Clone, PartialEq)]
struct Wanted {
    kind: Kind,
    path: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Html,
    Junit,
    Json,
}

impl FromStr for Wanted {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = "a report is written `html=FILE`, `junit=FILE` or `json=FILE`";
        let (kind, path) = text.split_once('=').ok_or(wrong)?;
        let kind = match kind {
            "html" => Kind::Html,
            "junit" => Kind::Junit,
            "json" => Kind::Json,
            _ => return Err(wrong.into()),
        };
        match path {
            "" => Err(wrong.into()),
            "-" => Err("standard output is for the result; `--json` prints there".into()),
            path => Ok(Self {
                kind,
                path: path.into(),
            }),
        }
    }
}

impl ReportArgs {
    /// Whether any is wanted.
    pub(super) fn is_some(&self) -> bool {
        !self.reports.is_empty()
    }

    /// The reports, ready to be written; none where none is wanted.
    pub(super) fn begin(&self, plan: &ReplayPlan<'_>, seed: Option<u64>) -> Result<Option<Reports>> {
        if !self.is_some() {
            return Ok(None);
        }
        let mut files = Vec::new();
        for (at, wanted) in self.reports.iter().enumerate() {
            let path = &wanted.path;
            if self.reports[..at].iter().any(|other| other.path == *path) {
                return Err(Error::usage(format!(
                    "two reports would be written into `{}`",
                    path.display()
                )));
            }
            files.push((wanted.kind, OutputFile::begin(path)?));
        }
        Ok(Some(Reports {
            files,
            about: about(plan, seed),
            collected: Collected::default(),
        }))
    }
}

/// Reports that are being collected.
pub(super) struct Reports {
    files: Vec<(Kind, OutputFile)>,
    about: About,
    collected: Collected,
}

impl Reports {
    /// Takes a delivery; one that only warmed up does not count.
    pub(super) fn add(&mut self, delivery: &ReplayOutcome<'_>) {
        if !delivery.is_warmup {
            self.collected.add(&delivery.ended());
        }
    }

    /// Writes them all, and says where they are and what they leave out.
    pub(super) fn write(self, counts: SummaryData<'_>) -> Result<Vec<String>> {
        let mut notes = Vec::new();
        let sheet = ReportData {
            about: &self.about,
            summary: counts,
            collected: &self.collected,
        };
        for (kind, file) in self.files {
            let text = match kind {
                Kind::Html => report::html(&sheet),
                Kind::Junit => report::junit(&sheet),
                Kind::Json => report::json(&sheet),
            };
            let path = file.path().display().to_string();
            file.finish(text.as_bytes())?;
            notes.push(format!(
                "The report is in {path}{}.",
                limit(kind, &self.collected)
            ));
        }
        Ok(notes)
    }
}

/// What a report of this kind leaves out.
fn limit(kind: Kind, collected: &Collected) -> String {
    let (failed, kept) = (collected.failed, collected.failures.len());
    match kind {
        Kind::Junit if !collected.has_all_cases() => {
            format!("; of more than {CASES} deliveries each payload is one test case")
        }
        Kind::Html | Kind::Json if failed > kept as u64 => {
            format!("; of {failed} deliveries that were not as expected it holds the first {kept}")
        }
        _ => String::new(),
    }
}

fn about(plan: &ReplayPlan<'_>, seed: Option<u64>) -> About {
    let pace = plan.pace.as_ref();
    let (payloads, payload_count) = named(plan, |item| &item.label);
    let (targets, target_count) = named(plan, |item| &item.captured.request.url);
    About {
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
        seed,
        signing: match &plan.signing {
            Signing::Sign { secret, origin } => {
                format!(
                    "made with the secret of fingerprint {} from {origin}",
                    secret.fingerprint()
                )
            }
            Signing::Keep(_) => "sent as it was, or not at all".into(),
        },
        expected: expected(&plan.expected),
    }
}

/// The first different names of what is delivered, and how many there are.
fn named(
    plan: &ReplayPlan<'_>,
    name: impl Fn(&crate::flow::replay::ReplayItem) -> &String,
) -> (Vec<String>, usize) {
    let mut all: Vec<&String> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for name in plan.items.iter().map(name) {
        if seen.insert(name) {
            all.push(name);
        }
    }
    (
        all.iter().take(NAMED).map(|name| (*name).clone()).collect(),
        all.len(),
    )
}

/// What is expected, each after `expected`.
fn expected(expected: &Expectation) -> Vec<String> {
    let mut words = vec![expected.statuses.to_string()];
    words.extend(
        expected
            .within
            .map(|within| format!("an answer within {within:?}")),
    );
    words.extend(
        expected
            .body
            .as_ref()
            .map(|rule| format!("a body with {rule}")),
    );
    words.extend(
        expected
            .same
            .as_ref()
            .map(|_| "the recorded answer".to_owned()),
    );
    words
}
