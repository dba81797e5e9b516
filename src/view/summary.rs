//! Summary of a replay: a sentence, a report with percentiles and a histogram, or a JSON object.
use super::cells;
use super::delivery;
use super::fault_stats;
use super::terminal::{self, Styles, told};
use crate::model::fault::stats::FaultStats;
use crate::model::history::exchange::FailureCause;
use crate::model::http::status::reason_phrase;
use crate::model::replay::latency::{LatencyHistogram, PERCENTILES};
use crate::model::time;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// Maximum number of histogram buckets, and cells of its longest bar.
const MAX_BUCKETS: u32 = 10;
/// Number of response times from which on a histogram says more than the percentiles.
const MIN_FOR_HISTOGRAM: u64 = 20;
const MAX_BAR_WIDTH: f64 = 40.0;

/// Results of a replay.
#[derive(Debug, Clone, Copy)]
pub struct SummaryData<'a> {
    /// Number of judged deliveries, without the warm-up.
    pub total: u64,
    /// Deliveries with the expected response.
    pub expected: u64,
    /// Deliveries with an unexpected or late response, or none after connecting.
    pub unexpected: u64,
    /// Deliveries that got no response and no verdict.
    pub unreached: u64,
    /// Deliveries whose response has no recorded response to compare with.
    pub uncompared: u64,
    /// Number of warm-up deliveries.
    pub warmup: u64,
    /// Number of deliveries that were due but not started when the time was up.
    pub unsent: u64,
    /// Number of deliveries in flight at the interruption.
    pub cut_off: u64,
    /// Whether the user interrupted the replay.
    pub is_interrupted: bool,
    /// Time from the first delivery to the last result.
    pub elapsed: Duration,
    /// Deliveries a second.
    pub throughput: f64,
    /// Number of responses by status.
    pub statuses: &'a BTreeMap<u16, u64>,
    /// Number of failures by cause.
    pub causes: &'a BTreeMap<FailureCause, u64>,
    /// Response times.
    pub latency: &'a LatencyHistogram,
    /// Injected faults and retries.
    pub fault_stats: &'a FaultStats,
    /// Whether response times count from when a delivery was due, which they do at a fixed rate.
    pub is_from_due: bool,
}

/// Builds the JSON object of the summary.
pub fn json(summary: &SummaryData<'_>) -> Value {
    let latency = summary.latency;
    let percentiles: Map<_, _> = PERCENTILES
        .iter()
        .map(|(name, percent)| ((*name).to_owned(), json!(latency.percentile(*percent))))
        .collect();
    let mut json_summary = json!({
        "type": "summary",
        "deliveries": summary.total,
        "expected": summary.expected,
        "unexpected": summary.unexpected,
        "unreached": summary.unreached,
        "uncompared": summary.uncompared,
        "fastest_ms": latency.fastest(),
        "median_ms": latency.percentile(50.0),
        "slowest_ms": latency.slowest(),
        "percentiles_ms": percentiles,
        "counted_from": if summary.is_from_due { "due" } else { "sent" },
        "histogram": latency.buckets(MAX_BUCKETS),
        "statuses": summary.statuses,
        "causes": summary.causes,
        "elapsed_ms": time::millis(summary.elapsed),
        "per_second": (summary.throughput * 1000.0).round() / 1000.0,
        "warmup": summary.warmup,
        "unsent": summary.unsent,
        "cut_off": summary.cut_off,
        "interrupted": summary.is_interrupted,
    });
    if let Value::Object(members) = &mut json_summary {
        members.append(&mut summary.fault_stats.json());
    }
    json_summary
}

/// Renders one sentence, for replays that print each delivery.
pub fn sentence(summary: &SummaryData<'_>) -> String {
    let latency = summary.latency;
    let times = match (
        latency.fastest(),
        latency.percentile(50.0),
        latency.slowest(),
    ) {
        (Some(fastest), Some(middle), Some(slowest)) => told(&format!(
            "; answers took {fastest:.0} to {slowest:.0} ms, half of them at most {middle:.0} ms"
        ))
        .into_owned(),
        _ => String::new(),
    };
    format!("{}{times}.", verdicts(summary))
}

/// What a replay has to do.
#[derive(Debug, Clone, Copy, Default)]
pub struct Goal {
    /// Number of judged deliveries; `None` if only the time ends the replay.
    pub total: Option<u64>,
    /// Time after which no delivery begins; `None` if there is none.
    pub duration: Option<Duration>,
}

impl Goal {
    /// Returns the time left, at the pace so far; `None` as long as it cannot be told.
    fn time_left(self, summary: &SummaryData<'_>) -> Option<Duration> {
        let until_end = self.duration.map(|it| it.saturating_sub(summary.elapsed));
        let left = self.total.map(|total| total.saturating_sub(summary.total));
        let by_count = left
            .filter(|_| summary.total > 0)
            .and_then(|left| Duration::try_from_secs_f64(left as f64 / summary.throughput).ok());
        match (until_end, by_count) {
            (Some(until_end), Some(by_count)) => Some(until_end.min(by_count)),
            (until_end, by_count) => until_end.or(by_count),
        }
    }
}

/// Renders the progress line of a running replay.
pub fn progress(summary: &SummaryData<'_>, goal: Goal) -> String {
    let p99 = summary.latency.percentile(99.0);
    let times = p99.map_or(String::new(), |p99| {
        let median = summary.latency.percentile(50.0).unwrap_or(p99);
        format!("  p50 {}  p99 {}", millis(median), millis(p99))
    });
    let seconds = summary.elapsed.as_secs();
    let left = goal.time_left(summary);
    let left = left.map_or(String::new(), |left| {
        told(&format!(", {} left", whole_seconds(left))).into_owned()
    });
    let total = goal
        .total
        .map_or(String::new(), |total| format!(" of {total}"));
    let others = others(summary, "not as expected");
    let others: String = others.map(|words| format!(", {words}")).collect();
    let (done, throughput) = (summary.total, summary.throughput);
    format!("{seconds} s{left}  {done}{total}{others}  {throughput:.0}/s{times}")
}

/// Renders the whole report as lines.
pub fn report(styles: Styles, summary: &SummaryData<'_>) -> Vec<String> {
    let mut lines = vec![format!(
        "{} {}",
        verdicts(summary),
        told(&format!(
            "in {:.2} s, {:.0} a second",
            summary.elapsed.as_secs_f64(),
            summary.throughput
        ))
    )];
    let mut add_count = |count: u64, words: &str| {
        if count > 0 {
            lines.push(styles.faint(format!("  {}", told(&format!("{count} {words}")))));
        }
    };
    add_count(summary.warmup, "more only warmed up");
    add_count(
        summary.unsent,
        "more were due, but had not begun when the time was over",
    );
    add_count(
        summary.cut_off,
        "more were under way when it was broken off",
    );
    for line in fault_stats::lines(summary.fault_stats) {
        lines.push(format!("  {line}"));
    }
    lines.push(String::new());
    lines.extend(ending_lines(summary));
    if summary.latency.count() > 0 {
        lines.push(String::new());
        lines.extend(percentiles(summary.latency));
        if summary.is_from_due {
            lines.push(styles.faint(format!(
                "  {}",
                told("counted from when each was due: a bot that stalls cannot hide it")
            )));
        }
        if summary.latency.count() >= MIN_FOR_HISTOGRAM {
            lines.push(String::new());
            lines.extend(histogram(styles, summary.latency));
        }
    }
    lines
}

/// `3 deliveries: 2 as expected, 1 not`.
fn verdicts(summary: &SummaryData<'_>) -> String {
    let noun = if summary.total == 1 {
        "delivery"
    } else {
        "deliveries"
    };
    let first = format!("{} {noun}: {} as expected", summary.total, summary.expected);
    let mut words = vec![told(&first).into_owned()];
    words.extend(others(summary, "not"));
    if summary.is_interrupted {
        words.push(told("then interrupted").into_owned());
    }
    words.join(", ")
}

/// Renders the counts of deliveries without the expected response, leaving out zeros. `unexpected` follows the number of
/// unexpected ones.
fn others<'a>(
    summary: &SummaryData<'_>,
    unexpected: &'a str,
) -> impl Iterator<Item = String> + use<'a> {
    let counts = [
        (summary.unexpected, unexpected),
        (summary.unreached, "reached nobody"),
        (summary.uncompared, "with no recorded answer"),
    ];
    let some = counts.into_iter().filter(|(count, _)| *count > 0);
    some.map(|(count, words)| told(&format!("{count} {words}")).into_owned())
}

/// Renders the counts by status and by cause.
fn ending_lines(summary: &SummaryData<'_>) -> Vec<String> {
    let statuses = summary.statuses.iter().map(|(status, count)| {
        let name = format!("{status} {}", reason_phrase(*status));
        (name.trim_end().to_owned(), count)
    });
    let causes = summary.causes.iter();
    let cause_text = |cause| terminal::render(&delivery::cause(cause));
    let causes = causes.map(|(cause, count)| (cause_text(*cause), count));
    let endings: Vec<_> = statuses.chain(causes).collect();
    let widest = endings.iter().map(|(name, _)| cells::width(name)).max();
    let widest = widest.unwrap_or(0);
    let line = |(name, count): &(String, &u64)| {
        format!("  {}  {count:>9}", cells::pad_right(name, widest))
    };
    endings.iter().map(line).collect()
}

/// Renders percentiles as two rows: names, values.
fn percentiles(latency: &LatencyHistogram) -> [String; 2] {
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

fn histogram(styles: Styles, latency: &LatencyHistogram) -> Vec<String> {
    let buckets = latency.buckets(MAX_BUCKETS);
    let max_count = buckets.iter().map(|bucket| bucket.count).max().unwrap_or(1);
    let line = |bucket: &crate::model::replay::latency::LatencyBucket| {
        let length =
            (bucket.count as f64 / max_count.max(1) as f64 * MAX_BAR_WIDTH).ceil() as usize;
        let bar = styles.good("#".repeat(length));
        let up_to = millis(bucket.up_to_ms);
        let space = if length > 0 { " " } else { "" };
        format!("  {up_to:>10} | {bar}{space}{}", bucket.count)
    };
    buckets.iter().map(line).collect()
}

/// Formats a time in whole seconds, from two minutes on in minutes too.
fn whole_seconds(time: Duration) -> String {
    match time.as_secs() {
        seconds @ ..120 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

/// Formats milliseconds, with fewer decimals the longer; from ten seconds on as seconds.
pub(super) fn millis(millis: f64) -> String {
    match millis {
        0.0..1.0 => format!("{millis:.3} ms"),
        1.0..100.0 => format!("{millis:.1} ms"),
        100.0..10_000.0 => format!("{millis:.0} ms"),
        _ => format!("{:.1} s", millis / 1000.0),
    }
}
