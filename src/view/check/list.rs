//! Lists the checks that there are.
use crate::model::check::BotCheck;
use crate::view::cells;
use crate::view::terminal::{Styles, label, told};
use serde_json::{Value, json};

/// Returns a check as JSON. `refusal` holds the statuses that count as refused.
pub fn json(check: &BotCheck, protocol: &str, refusal: &[u16]) -> Value {
    json!({
        "id": check.id,
        "family": check.family(),
        "protocol": protocol,
        "what": check.what,
        "why": check.why,
        "source": check.source,
        "level": check.level,
        "refusal": refusal,
        "needs_effects": check.needs_effects(),
        "repair": check.repair,
    })
}

/// Returns a check in two lines: id, level and what, then why.
pub fn lines(styles: Styles, check: &BotCheck) -> [String; 2] {
    [
        format!(
            "{}  {}  {}",
            styles.strong(format!("{:<26}", check.id)),
            styles.faint(cells::pad_right(label(check.level.name()), 4)),
            told(check.what)
        ),
        format!(
            "{:34}{}",
            "",
            styles.faint(format!("{} ({})", told(check.why), told(check.source)))
        ),
    ]
}
