//! Statistics of fault injection and retries as text.
use super::terminal::{label, told};
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
            [] => told("nothing befell anything").into_owned(),
            faults => faults.join(", "),
        };
        let seed = format!("chaos of seed {}", chaos.seed);
        lines.push(format!("{}: {faults}", told(&seed)));
        if chaos.unjudged > 0 {
            let unjudged = chaos.unjudged;
            let text = format!("{unjudged} not judged: momo itself closed the connection");
            lines.push(told(&text).into_owned());
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
            .map(|text| told(&text).into_owned())
            .collect();
        let delivered = match &*delivered {
            [] => label("none").to_owned(),
            delivered => delivered.join(", "),
        };
        let given_up = retries.given_up;
        let (answered, gave_up) = (told("answered 2xx:"), told("given up:"));
        lines.push(format!("{answered} {delivered}; {gave_up} {given_up}"));
    }
    if stats.waiting > 0 {
        let text = format!("{} still waited to be sent", stats.waiting);
        lines.push(told(&text).into_owned());
    }
    lines
}
