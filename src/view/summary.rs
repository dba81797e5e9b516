//! What many deliveries came to: a sentence, a report with percentiles and a small histogram, a JSON object.
use super::cells;
use super::terminal::Styles;
use super::fault_stats;
use crate::model::fault::stats::FaultStats;
use crate::model::http::status::reason;
use crate::model::replay::latency::{Latency, PERCENTILES};
use crate::model::time;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// How many steps the histogram has at most, and how long its longest bar is.
const MAX_STEPS: u32 = 10;
const MAX_BAR_WIDTH: f64 = 40.0;

/// What is shown.
#[derive(Debug, Clone, Copy)]
pub struct SummaryData<'a> {
    /// How many there were; those that only warmed up are left out.
    pub total: u64,
    /// As expected.
    pub expected: u64,
    /// Answered otherwise or too late.
    pub unexpected: u64,
    /// Nobody was reached.
    pub unreached: u64,
    /// Answered, but nothing was recorded that the answer should be compared with.
    pub uncompared: u64,
    /// How many only warmed up.
    pub warmup: u64,
    /// How many were due in the time that was given, but had not begun when it was over.
    pub unsent: u64,
    /// How many were under way when it was broken off.
    pub cut_off: u64,
    /// Whether the user ended it.
    pub is_interrupted: bool,
    /// From the first to the last.
    pub elapsed: Duration,
    /// How many a second.
    pub throughput: f64,
    /// Answers by status.
    pub statuses: &'a BTreeMap<u16, u64>,
    /// What kept answers from coming.
    pub causes: &'a BTreeMap<&'static str, u64>,
    /// How long the answers took.
    pub latency: &'a Latency,
    /// What was rehearsed, and what came of it.
    pub fault_stats: &'a FaultStats,
    /// Whether that counts from when each delivery was due, as it does where there is a rate.
    pub is_from_due: bool,
}

/// One JSON object.
pub fn json(counts: &SummaryData<'_>) -> Value {
    let latency = counts.latency;
    let percentiles: Map<_, _> = PERCENTILES
        .iter()
        .map(|(name, percent)| ((*name).to_owned(), json!(latency.percentile(*percent))))
        .collect();
    let mut summary = json!({
        "type": "summary",
        "deliveries": counts.total,
        "expected": counts.expected,
        "unexpected": counts.unexpected,
        "unreached": counts.unreached,
        "uncompared": counts.uncompared,
        "fastest_ms": latency.fastest(),
        "median_ms": latency.percentile(50.0),
        "slowest_ms": latency.slowest(),
        "percentiles_ms": percentiles,
        "counted_from": if counts.is_from_due { "due" } else { "sent" },
        "histogram": latency.steps(MAX_STEPS),
        "statuses": counts.statuses,
        "causes": counts.causes,
        "elapsed_ms": time::millis(counts.elapsed),
        "per_second": (counts.throughput * 1000.0).round() / 1000.0,
        "warmup": counts.warmup,
        "unsent": counts.unsent,
        "cut_off": counts.cut_off,
        "interrupted": counts.is_interrupted,
    });
    if let Value::Object(members) = &mut summary {
        members.append(&mut counts.fault_stats.json());
    }
    summary
}

/// A sentence, where each delivery had its own line.
pub fn sentence(counts: &SummaryData<'_>) -> String {
    let latency = counts.latency;
    let times = match (
        latency.fastest(),
        latency.percentile(50.0),
        latency.slowest(),
    ) {
        (Some(fastest), Some(middle), Some(slowest)) => format!(
            "; answers took {fastest:.0} to {slowest:.0} ms, half of them at most {middle:.0} ms"
        ),
        _ => String::new(),
    };
    format!("{}{times}.", verdicts(counts))
}

/// One line while it goes on.
pub fn progress(counts: &SummaryData<'_>) -> String {
    let p99 = counts.latency.percentile(99.0);
    let times = p99.map_or(String::new(), |p99| {
        let p50 = counts.latency.percentile(50.0).unwrap_or(p99);
        format!("  p50 {}  p99 {}", millis(p50), millis(p99))
    });
    let seconds = counts.elapsed.as_secs();
    let throughput = counts.throughput;
    format!(
        "{seconds} s  {}  {throughput:.0}/s{times}",
        verdicts(counts)
    )
}

/// The whole report, as lines.
pub fn report(ink: Styles, counts: &SummaryData<'_>) -> Vec<String> {
    let mut lines = vec![format!(
        "{} in {:.2} s, {:.0} a second",
        verdicts(counts),
        counts.elapsed.as_secs_f64(),
        counts.throughput
    )];
    let mut also = |count: u64, words: &str| {
        if count > 0 {
            lines.push(ink.faint(format!("  {count} {words}")));
        }
    };
    also(counts.warmup, "more only warmed up");
    also(
        counts.unsent,
        "more were due, but had not begun when the time was over",
    );
    also(counts.cut_off, "more were under way when it was broken off");
    for line in fault_stats::lines(counts.fault_stats) {
        lines.push(format!("  {line}"));
    }
    lines.push(String::new());
    lines.extend(endings(counts));
    if counts.latency.count() > 0 {
        lines.push(String::new());
        lines.extend(percentiles(counts.latency));
        if counts.is_from_due {
            lines.push(
                ink.faint("  counted from when each was due: a bot that stalls cannot hide it"),
            );
        }
        lines.push(String::new());
        lines.extend(histogram(ink, counts.latency));
    }
    lines
}

/// `3 deliveries: 2 as expected, 1 not`.
fn verdicts(counts: &SummaryData<'_>) -> String {
    let noun = if counts.total == 1 {
        "delivery"
    } else {
        "deliveries"
    };
    let mut words = vec![format!(
        "{} {noun}: {} as expected",
        counts.total, counts.expected
    )];
    if counts.unexpected > 0 {
        words.push(format!("{} not", counts.unexpected));
    }
    if counts.unreached > 0 {
        words.push(format!("{} reached nobody", counts.unreached));
    }
    if counts.uncompared > 0 {
        words.push(format!("{} with no recorded answer", counts.uncompared));
    }
    if counts.is_interrupted {
        words.push("then interrupted".into());
    }
    words.join(", ")
}

/// How many ended with which status or cause.
fn endings(counts: &SummaryData<'_>) -> Vec<String> {
    let statuses = counts.statuses.iter().map(|(status, count)| {
        let name = format!("{status} {}", reason(*status));
        (name.trim_end().to_owned(), count)
    });
    let causes = counts.causes.iter();
    let causes = causes.map(|(cause, count)| ((*cause).to_owned(), count));
    let endings: Vec<_> = statuses.chain(causes).collect();
    let widest = endings.iter().map(|(name, _)| cells::width(name)).max();
    let widest = widest.unwrap_or(0);
    let line = |(name, count): &(String, &u64)| format!("  {name:<widest$}  {count:>9}");
    endings.iter().map(line).collect()
}

/// Names above, values below, each in a column of its own.
fn percentiles(latency: &Latency) -> [String; 2] {
    let named = PERCENTILES
        .iter()
        .filter_map(|(name, percent)| Some((*name, latency.percentile(*percent)?)));
    let slowest = latency.slowest().map(|slowest| ("max", slowest));
    let columns = named
        .chain(slowest)
        .map(|(name, value)| (name, millis(value)));
    columns.fold(
        [String::new(), String::new()],
        |[names, values], (name, value)| {
            [format!("{names}{name:>11}"), format!("{values}{value:>11}")]
        },
    )
}

fn histogram(ink: Styles, latency: &Latency) -> Vec<String> {
    let steps = latency.steps(MAX_STEPS);
    let most = steps.iter().map(|step| step.count).max().unwrap_or(1);
    let line = |step: &crate::model::replay::latency::Step| {
        let length = (step.count as f64 / most.max(1) as f64 * MAX_BAR_WIDTH).ceil() as usize;
        let bar = ink.good("#".repeat(length));
        let up_to = millis(step.up_to_ms);
        let space = if length > 0 { " " } else { "" };
        format!("  {up_to:>10} | {bar}{space}{}", step.count)
    };
    steps.iter().map(line).collect()
}

/// Milliseconds with as many digits as say something.
pub(super) fn millis(millis: f64) -> String {
    match millis {
        0.0..1.0 => format!("{millis:.3} ms"),
        1.0..100.0 => format!("{millis:.1} ms"),
        100.0..10_000.0 => format!("{millis:.0} ms"),
        _ => format!("{:.1} s", millis / 1000.0),
    }
}
