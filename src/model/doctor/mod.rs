//! What `momo doctor` finds: pure functions from facts to findings.
pub mod install;
pub mod private;

use crate::model::kakao::status::{CheckOutcome, check_compatibility};
use crate::model::text::named::named;
use crate::model::time::Timestamp;
use serde::Serialize;
use std::path::PathBuf;

named! {
    /// How bad something is that the doctor found.
    pub enum DoctorLevel {
        /// It is as it should be.
        Fine = "fine",
        /// Something to know.
        Note = "note",
        /// It could not be found out.
        Unknown = "unknown",
        /// Something to mend.
        Problem = "problem",
        /// It was a problem until `--fix`.
        Fixed = "fixed",
    }
}

/// One thing that the doctor looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DoctorFinding {
    /// For example `permissions.credentials`; stays the same between versions.
    pub code: &'static str,
    pub level: DoctorLevel,
    /// A sentence without a full stop.
    pub message: String,
    /// What to do, a sentence; `None` where nothing is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// What `--fix` may do about it.
    #[serde(skip)]
    pub fix: Option<DoctorFix>,
}

/// A change that harms nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DoctorFix {
    /// Takes the rights of others from a file or a folder.
    MakePrivate { path: PathBuf, mode: u32 },
    /// Removes the address of a platform that was killed.
    RemoveDevFile,
}

impl DoctorFinding {
    pub fn new(code: &'static str, level: DoctorLevel, message: impl Into<String>) -> Self {
        Self {
            code,
            level,
            message: message.into(),
            advice: None,
            fix: None,
        }
    }

    #[must_use]
    pub fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    #[must_use]
    pub fn fix(mut self, fix: DoctorFix) -> Self {
        self.fix = Some(fix);
        self
    }
}

/// Difference between clocks that nobody minds, in milliseconds; a `Date` header has whole seconds, and takes its way.
const CLOCK_TOLERANCE_MS: i64 = 5_000;

/// Compares this machine's clock with the `Date` header of a server's response.
pub fn clock(server: &str, date: Option<&str>, now: Timestamp) -> DoctorFinding {
    let code = "clock";
    let Some(moment) = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok()) else {
        let message = "no server was reached that tells the time";
        return DoctorFinding::new(code, DoctorLevel::Unknown, message);
    };
    let ahead = now.0 - moment.timestamp().as_millisecond();
    if ahead.abs() <= CLOCK_TOLERANCE_MS {
        let message = format!("this machine's clock agrees with {server}");
        return DoctorFinding::new(code, DoctorLevel::Fine, message);
    }
    let direction = if ahead > 0 { "ahead of" } else { "behind" };
    let message = format!(
        "this machine's clock is {} s {direction} {server}",
        ahead.abs() / 1000
    );
    DoctorFinding::new(code, DoctorLevel::Problem, message)
        .advice("Set it, for example with `timedatectl set-ntp true`: bots may refuse events that are too old or too new.")
}

/// Tells how long NHN Cloud turns Friend Talk into Brand Messages still. `ends` is a setting, of this account.
pub fn compatibility(account: &str, ends: &str, now: Timestamp) -> DoctorFinding {
    let check = check_compatibility(ends, now);
    let level = match check.result {
        CheckOutcome::Works => DoctorLevel::Fine,
        CheckOutcome::Fails => DoctorLevel::Problem,
        _ => DoctorLevel::Note,
    };
    let message = format!(
        "Friend Talk's compatibility mode, for the account `{account}`: {}",
        check.message
    );
    let finding = DoctorFinding::new("kakao.compatibility", level, message);
    match level {
        DoctorLevel::Fine => finding,
        _ => finding.advice("`momo kakao send --via brand` sends Brand Messages; `compatibilityEnds` is the setting of the day."),
    }
}

/// Tells who listens on a port that momo takes by itself. `process` is name and id, `None` if the system does not tell.
pub fn port(number: u16, owner: PortOwner, process: Option<(&str, u32)>) -> DoctorFinding {
    let code = "port";
    let named = process.map_or("another program".to_owned(), |(name, id)| {
        format!("`{name}` (process {id})")
    });
    match owner {
        PortOwner::Nobody => {
            DoctorFinding::new(code, DoctorLevel::Fine, format!("port {number} is free"))
        }
        PortOwner::Momo => {
            let message = format!("port {number} is held by the local platform of this home");
            DoctorFinding::new(code, DoctorLevel::Fine, message)
        }
        PortOwner::Other => {
            let message = format!("port {number}, which `momo dev` takes, is held by {named}");
            DoctorFinding::new(code, DoctorLevel::Problem, message)
                .advice("End that program, or use `momo dev --port 0`, which takes any free port.")
        }
    }
}

/// Who listens on a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortOwner {
    Nobody,
    Momo,
    Other,
}

/// Judges the status with which a bot answered a signed event of a type that it does not know.
pub fn callback(url: &str, status: Option<u16>, why: Option<&str>) -> DoctorFinding {
    let code = "callback";
    match status {
        Some(200..=299) => {
            let message = format!("{url} takes a signed event");
            DoctorFinding::new(code, DoctorLevel::Fine, message)
        }
        Some(status @ (401 | 403)) => {
            let message = format!("{url} refuses an event with the right signature ({status})");
            DoctorFinding::new(code, DoctorLevel::Problem, message).advice(format!(
                "`momo webhook replay momotalk/message_created --to {url} --why` asks it which signature it takes."
            ))
        }
        Some(status) => {
            let message = format!("{url} answers {status} to a signed event of an unknown type");
            DoctorFinding::new(code, DoctorLevel::Problem, message).advice(format!(
                "A bot must pass over what it does not know with 2xx; `momo check {url}` tells more."
            ))
        }
        None => {
            let why = why.unwrap_or("no answer");
            let message = format!("{url} cannot be reached: {why}");
            DoctorFinding::new(code, DoctorLevel::Problem, message)
                .advice("Start the bot, or set `callback` to where it listens.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_is_compared_with_the_date_of_a_server() {
        let now = Timestamp::parse("2026-11-30T12:00:00Z").expect("time");
        let finding = |date| clock("S", date, now);
        assert_eq!(finding(None).level, DoctorLevel::Unknown);
        assert_eq!(finding(Some("soon")).level, DoctorLevel::Unknown);
        let date = "Mon, 30 Nov 2026 12:00:04 GMT";
        assert_eq!(finding(Some(date)).level, DoctorLevel::Fine);
        let late = finding(Some("Mon, 30 Nov 2026 13:00:00 GMT"));
        assert_eq!(late.message, "this machine's clock is 3600 s behind S");
        assert_eq!(late.level, DoctorLevel::Problem);
    }
}
