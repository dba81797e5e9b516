//! The report for programs: the summary and the exchanges are the values that `--json` prints.
use super::ReportData;
use crate::model::replay::report::Kept;
use crate::view::{delivery::DeliveryLine, summary};
use serde_json::{Value, json};

/// One JSON object, with a newline behind it.
pub fn json(sheet: &ReportData<'_>) -> String {
    let collected = sheet.collected;
    let lines = |kept: &[Kept]| -> Vec<Value> { kept.iter().map(line).collect() };
    let report = json!({
        "type": "report",
        "run": sheet.about,
        "summary": summary::json(&sheet.summary),
        "over_time": { "width_ms": collected.over_time.width(), "points": collected.over_time.points() },
        "failures": lines(&collected.failures),
        "failures_left_out": collected.failed.saturating_sub(collected.failures.len() as u64),
        "slowest": lines(&collected.slowest),
    });
    format!("{report:#}\n")
}

fn line(kept: &Kept) -> Value {
    // Text, bytes and numbers are always written as JSON.
    let mut line = serde_json::to_value(DeliveryLine::new(&kept.ended())).unwrap_or_default();
    line["took_ms"] = json!(kept.millis);
    let (asked, answered) = kept.sizes;
    if asked > kept.exchange.request.body.len() {
        line["request"]["body_size"] = json!(asked);
    }
    if let Some(response) = &kept.exchange.response
        && answered > response.body.len()
    {
        line["response"]["body_size"] = json!(answered);
    }
    line
}
