//! Numbers with a unit: durations, shares and sizes.
use std::time::Duration;

/// Splits a text after its number: digits and points, without sign.
pub fn split_number(text: &str) -> (&str, &str) {
    let end = text.find(|ch: char| !ch.is_ascii_digit() && ch != '.');
    text.split_at(end.unwrap_or(text.len()))
}

/// Returns the milliseconds in `ms`, `s`, `m`, `h`, `d` or `w`. `None` for another text.
pub fn unit_millis(unit: &str) -> Option<u32> {
    Some(match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        "w" => 604_800_000,
        _ => return None,
    })
}

/// Parses a duration: `3s`, `500ms`, `1.5m`, `2h`, `1d` or a bare `0`.
/// Returns `None` if the text has another form or the duration overflows.
pub fn parse_duration(text: &str) -> Option<Duration> {
    let (number, unit) = split_number(text);
    let millis = match unit.trim() {
        "" if number == "0" => 1,
        unit => unit_millis(unit)?,
    };
    let seconds = number.parse::<f64>().ok()? * f64::from(millis) / 1000.0;
    Duration::try_from_secs_f64(seconds).ok()
}

/// Formats a duration as [`parse_duration`] takes it: `0`, `0.5ms`, `1.5s`.
pub fn duration_text(duration: Duration) -> String {
    match duration {
        Duration::ZERO => "0".into(),
        short if short < Duration::from_millis(1) => format!("{}ms", short.as_secs_f64() * 1e3),
        other => format!("{other:?}"),
    }
}

/// Parses `0.2` or `20%`, from 0 to 1, inclusive.
pub fn parse_share(text: &str) -> Option<f64> {
    let (number, whole) = match text.strip_suffix('%') {
        Some(percent) => (percent, 100.0),
        None => (text, 1.0),
    };
    let share = number.trim().parse::<f64>().ok()? / whole;
    (0.0..=1.0).contains(&share).then_some(share)
}

/// Parses `500000`, `100MB` or `64MiB` to a number of bytes. Returns `None` for another form or on overflow.
pub fn parse_size(text: &str) -> Option<u64> {
    let (number, unit) = split_number(text);
    let scale = match &*unit.trim().to_ascii_lowercase() {
        "" | "b" => 1,
        "k" | "kb" => 1000,
        "kib" => 1 << 10,
        "m" | "mb" => 1_000_000,
        "mib" => 1 << 20,
        "g" | "gb" => 1_000_000_000,
        "gib" => 1 << 30,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(scale)
}
