//! JSON report. Summary and exchanges have the form that `--json` prints; an exchange also has `took_ms`, and
//! `body_size` if its body was cut.
use super::ReportData;
use crate::model::replay::report::SavedDelivery;
use crate::view::{delivery::DeliveryLine, summary};
use serde_json::{Value, json};

/// Renders the report as one JSON object with a final newline.
pub fn json(report: &ReportData<'_>) -> String {
    let collected = report.collected;
    let lines =
        |deliveries: &[SavedDelivery]| -> Vec<Value> { deliveries.iter().map(line).collect() };
    let report = json!({
        "type": "report",
        "run": report.run,
        "summary": summary::json(&report.summary),
        "over_time": { "width_ms": collected.time_series.width(), "points": collected.time_series.points() },
        "failures": lines(&collected.failures),
        "failures_left_out": collected.failed.saturating_sub(collected.failures.len() as u64),
        "slowest": lines(&collected.slowest),
    });
    format!("{report:#}\n")
}

fn line(delivery: &SavedDelivery) -> Value {
    // Serialisation of text, bytes and numbers cannot fail.
    let mut line =
        serde_json::to_value(DeliveryLine::new(&delivery.to_finished())).unwrap_or_default();
    line["took_ms"] = json!(delivery.millis);
    let (request_size, response_size) = delivery.body_sizes;
    if request_size > delivery.exchange.request.body.len() {
        line["request"]["body_size"] = json!(request_size);
    }
    if let Some(response) = &delivery.exchange.response
        && response_size > response.body.len()
    {
        line["response"]["body_size"] = json!(response_size);
    }
    line
}
