//! Formats times in the local time zone (`TZ`, else the system's), with 24 hours.
use crate::model::time::Timestamp;
use jiff::Zoned;
use jiff::tz::TimeZone;

/// `12:00:59`.
pub fn clock_time(time: Timestamp) -> String {
    format(time, "%H:%M:%S").unwrap_or_else(|| "--:--:--".into())
}

/// `2026-06-07 12:00:59`.
pub fn date_and_clock(time: Timestamp) -> String {
    format(time, "%Y-%m-%d %H:%M:%S").unwrap_or_else(|| format!("{} ms", time.0))
}

/// `12:00:59` for a time of today, else `06-07 12:00`: at most eleven cells.
pub fn brief_time(time: Timestamp, now: Timestamp) -> String {
    let day = |time| zoned(time).map(|zoned| zoned.date());
    if day(time) == day(now) {
        return clock_time(time);
    }
    format(time, "%m-%d %H:%M").unwrap_or_else(|| "--".into())
}

/// `2026-06-07 12:00:59.123 +09:00`.
pub fn exact_time(time: Timestamp) -> String {
    format(time, "%Y-%m-%d %H:%M:%S%.3f %:z").unwrap_or_else(|| format!("{} ms", time.0))
}

/// Returns `None` for a time outside the years -9999 to 9999.
fn zoned(time: Timestamp) -> Option<Zoned> {
    let time = jiff::Timestamp::from_millisecond(time.0).ok()?;
    Some(time.to_zoned(TimeZone::system()))
}

fn format(time: Timestamp, form: &str) -> Option<String> {
    Some(zoned(time)?.strftime(form).to_string())
}
