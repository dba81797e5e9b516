//! Statistics of fault injection and retries as text.
use crate::model::fault::stats::FaultStats;

/// Renders one statement a line.
pub fn lines(stats: &FaultStats) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(chaos) = &stats.injected {
        let faults: Vec<_> = chaos
            .counts
            .iter()
            .map(|(fault, count)| format!("{fault} {count}"))
            .collect();
        let faults = match &*faults {
            [] => "nothing befell anything".to_owned(),
            faults => faults.join(", "),
        };
        lines.push(format!("chaos of seed {}: {faults}", chaos.seed));
        if chaos.unjudged > 0 {
            lines.push(format!(
                "{} not judged: momo itself closed the connection",
                chaos.unjudged
            ));
        }
    }
    if let Some(retries) = &stats.retries {
        let delivered: Vec<_> = retries
            .delivered_by_attempt
            .iter()
            .map(|(attempt, count)| match attempt {
                1 => format!("{count} at the first attempt"),
                attempt => format!("{count} at attempt {attempt}"),
            })
            .collect();
        let delivered = match &*delivered {
            [] => "none".to_owned(),
            delivered => delivered.join(", "),
        };
        let given_up = retries.given_up;
        lines.push(format!("answered 2xx: {delivered}; given up: {given_up}"));
    }
    if stats.waiting > 0 {
        lines.push(format!("{} still waited to be sent", stats.waiting));
    }
    lines
}
