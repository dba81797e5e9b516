//! Points in time as people read them: where they are (`TZ`, else the system's zone), 24 hours a day.
use crate::model::time::Timestamp;
use jiff::Zoned;
use jiff::tz::TimeZone;

/// `12:00:59`.
pub fn clock(time: Timestamp) -> String {
    written(time, "%H:%M:%S").unwrap_or_else(|| "--:--:--".into())
}

/// `2026-06-07 12:00:59`.
pub fn date_and_clock(time: Timestamp) -> String {
    written(time, "%Y-%m-%d %H:%M:%S").unwrap_or_else(|| format!("{} ms", time.0))
}

/// `12:00:59` for a moment of today, else `06-07 12:00`: at most eleven cells.
pub fn brief(time: Timestamp, now: Timestamp) -> String {
    let day = |time| zoned(time).map(|zoned| zoned.date());
    if day(time) == day(now) {
        return clock(time);
    }
    written(time, "%m-%d %H:%M").unwrap_or_else(|| "--".into())
}

/// `2026-06-07 12:00:59.123 +09:00`.
pub fn exact(time: Timestamp) -> String {
    written(time, "%Y-%m-%d %H:%M:%S%.3f %:z").unwrap_or_else(|| format!("{} ms", time.0))
}

/// None for a time beyond year 9999.
fn zoned(time: Timestamp) -> Option<Zoned> {
    let time = jiff::Timestamp::from_millisecond(time.0).ok()?;
    Some(time.to_zoned(TimeZone::system()))
}

fn written(time: Timestamp, form: &str) -> Option<String> {
    Some(zoned(time)?.strftime(form).to_string())
}
