//! `momo fault clock`: shows or moves the platform's clock.
use crate::cmd::console::{PlatformArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::model::platform::bot::Role;
use crate::model::text::units::parse_duration;
use crate::model::time::Timestamp;
use crate::model::time::offset_clock::ClockReading;
use crate::view::terminal::told;
use serde_json::{Value, json};
use std::time::Duration;

/// Arguments of `momo fault clock`.
#[derive(clap::Args, Debug)]
pub(crate) struct FaultClock {
    /// Move it ahead by so much: `+90s`, `+24h`, `+7d` [default: only show it]
    #[arg(value_name = "+TIME", value_parser = parse_advance, conflicts_with = "reset")]
    ahead: Option<String>,
    /// Set it to this machine's time again
    #[arg(long)]
    reset: bool,
    #[command(flatten)]
    platform: PlatformArgs,
}

impl Verb for FaultClock {
    const NAME: &'static str = "clock";
    const ABOUT: &'static str =
        "Show the platform's clock, or move it: a day of retries in a second";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo fault clock
  momo fault clock +24h
  momo fault clock --reset

Times of messages and events, the pauses before retries and the grace of rotated secrets follow this clock; the times \
of the history stay those of this machine. It goes ahead only, or back to this machine's time: then what waits is sent at \
once. The platform forgets it when it ends; `momo dev --clock +24h` begins with a moved one.";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let console = self
            .platform
            .connect(context, Role::Operator, "move the clock")?;
        let answer = match (&self.ahead, self.reset) {
            (Some(ahead), _) => console.api.post("/clock", &json!({ "advance": ahead }))?,
            (None, true) => console.api.post("/clock", &json!({ "reset": true }))?,
            (None, false) => console.api.get("/clock")?,
        };
        let answer = answer.map_err(refused("the clock stays as it is"))?;
        context.terminal.show(&answer, |terminal| {
            terminal.print(told(&answer_text(&answer)))
        })
    }
}

/// Formats the answer of the platform's API to a call of its clock.
pub(in crate::cmd) fn answer_text(answer: &Value) -> String {
    let integer = |name: &str| answer[name].as_i64().unwrap_or_default();
    clock_text(&ClockReading {
        now: Timestamp(integer("now")),
        offset_ms: integer("offset_ms"),
    })
}

/// Formats the platform's time and its distance from the system clock.
pub(in crate::cmd) fn clock_text(reading: &ClockReading) -> String {
    let now = reading.now.to_rfc3339();
    let distance = Duration::from_millis(reading.offset_ms.unsigned_abs());
    match reading.offset_ms {
        0 => format!("{now}, this machine's time"),
        1.. => format!("{now}, {} ahead of this machine", duration_text(distance)),
        _ => format!("{now}, {} behind this machine", duration_text(distance)),
    }
}

/// Formats a duration as `1d 2h 3m 4s`, without parts that are zero; below a second as `250ms`.
fn duration_text(time: Duration) -> String {
    let seconds = time.as_secs();
    let parts = [
        (seconds / 86_400, "d"),
        (seconds / 3600 % 24, "h"),
        (seconds / 60 % 60, "m"),
        (seconds % 60, "s"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let texts: Vec<_> = parts
        .map(|(count, unit)| format!("{count}{unit}"))
        .collect();
    match texts.is_empty() {
        true => format!("{}ms", time.as_millis()),
        false => texts.join(" "),
    }
}

/// Reads `+24h` or `24h` and returns it without the sign. Must be longer than zero.
fn parse_advance(text: &str) -> Result<String, String> {
    let time = text.strip_prefix('+').unwrap_or(text);
    match parse_duration(time) {
        Some(by) if !by.is_zero() => Ok(time.to_owned()),
        _ => Err("a time is written `+90s`, `+24h` or `+7d`".into()),
    }
}

/// Returns how far `+24h`, or a point in time, is ahead of now, in milliseconds; `None` if the text is neither.
pub(in crate::cmd) fn parse_offset_ms(
    text: &str,
    clock: &crate::model::time::TimeParser,
) -> Option<i64> {
    if let Some(time) = text.strip_prefix('+') {
        return i64::try_from(parse_duration(time)?.as_millis()).ok();
    }
    Some(clock.parse(text)?.0 - clock.now.0)
}
