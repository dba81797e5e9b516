//! Parser of fault rates, for example `duplicate=5%,jitter=0..200ms,slow-body=5%:2s`.
use super::{DEFAULT_DELAY, Fault, FaultRates, REORDER_WINDOW};
use crate::model::text::units::{duration_text, parse_duration, parse_share, split_number};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

const FORM: &str = "chaos is written `duplicate=5%,reorder=10%,drop=1%,jitter=0..200ms,slow-body=5%,chunked=50%,early-close=1%`, or a part of it";

impl FromStr for FaultRates {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut rates = Self {
            reorder_window: REORDER_WINDOW,
            slow_body: DEFAULT_DELAY,
            ..Self::default()
        };
        let mut named = Vec::new();
        for part in text.split(',').map(str::trim) {
            let (name, value) = part.split_once('=').ok_or(FORM)?;
            let known = Fault::REPLAY.into_iter().find(|it| it.name() == name);
            let fault = known.ok_or_else(|| format!("there is no chaos `{name}`; {FORM}"))?;
            if named.contains(&fault) {
                return Err(format!("`{name}` stands there twice"));
            }
            named.push(fault);
            rates.set(fault, value)?;
        }
        Ok(rates)
    }
}

/// As `--chaos` takes it: `duplicate=5%,slow-body=10%:3s`.
impl fmt::Display for FaultRates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let injected = Fault::REPLAY.into_iter();
        let injected = injected.filter(|fault| self.rates[*fault as usize] > 0.0);
        for (index, fault) in injected.enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(f, "{comma}{fault}=")?;
            let percent = (self.rates[fault as usize] * 1e8).round() / 1e6;
            match fault {
                Fault::Jitter => {
                    let (min, max) = self.jitter;
                    write!(f, "{}..{}", duration_text(min), duration_text(max))?;
                }
                Fault::SlowBody => write!(f, "{percent}%:{}", duration_text(self.slow_body))?,
                _ => write!(f, "{percent}%")?,
            }
        }
        Ok(())
    }
}

impl FaultRates {
    fn set(&mut self, fault: Fault, value: &str) -> Result<(), String> {
        if fault == Fault::Jitter {
            self.jitter = parse_range(value)?;
            self.rates[fault as usize] = 1.0;
            return Ok(());
        }
        let (rate, extra) = match value.split_once(':') {
            Some((rate, extra)) => (rate, Some(extra)),
            None => (value, None),
        };
        self.rates[fault as usize] = share(rate)?;
        match (fault, extra) {
            (_, None) => {}
            (Fault::SlowBody, Some(extra)) => self.slow_body = parse_time(extra)?,
            (_, Some(_)) => return Err(format!("`{}` takes a share alone", fault.name())),
        }
        Ok(())
    }
}

/// Parses `5%` or `0.05`, from 0 to 1.
pub(super) fn share(text: &str) -> Result<f64, String> {
    parse_share(text).ok_or_else(|| format!("`{text}` is no share: write `5%`, or `0.05`"))
}

/// Parses `0..200ms` or `50ms..1s`; `200ms` means `0..200ms`.
fn parse_range(text: &str) -> Result<(Duration, Duration), String> {
    let (least, most) = text.split_once("..").unwrap_or(("0", text));
    let most_time = parse_time(most)?;
    // In `50..200ms` the end's unit applies to both.
    let (_, unit) = split_number(most);
    let least = match least.ends_with(|ch: char| ch.is_ascii_digit()) {
        true => parse_time(&format!("{least}{unit}"))?,
        false => parse_time(least)?,
    };
    if least > most_time {
        return Err(format!("`{text}` ends before it begins"));
    }
    Ok((least, most_time))
}

/// Parses a duration of at most one hour.
fn parse_time(text: &str) -> Result<Duration, String> {
    parse_duration(text)
        .filter(|time| *time <= Duration::from_secs(3600))
        .ok_or_else(|| format!("`{text}` is no time up to an hour: write `200ms`, `1s`"))
}
