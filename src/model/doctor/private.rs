//! Rights of momo's files and folders: others may not read them.
use super::{DoctorFinding, DoctorFix, DoctorLevel};
use crate::model::text::shell;
use std::path::PathBuf;

/// A file or folder of momo's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathFact {
    /// Code of the finding, such as `permissions.credentials`.
    pub code: &'static str,
    pub path: PathBuf,
    /// `None` if it is not there.
    pub state: Option<PathState>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathState {
    /// Permission bits; `None` where the system has none.
    pub mode: Option<u32>,
    pub is_folder: bool,
    pub is_link: bool,
    /// Whether it belongs to the user who runs momo.
    pub is_own: bool,
}

/// Rights that others may not have. A folder may be read, but not written: its files have rights of their own.
fn forbidden(state: PathState) -> u32 {
    if state.is_folder { 0o022 } else { 0o077 }
}

/// Returns a finding for each path that is there and wrong; one for all if none is.
pub fn permissions(facts: &[PathFact]) -> Vec<DoctorFinding> {
    let found: Vec<_> = facts.iter().filter_map(problem).collect();
    if found.is_empty() {
        let there = facts.iter().filter(|fact| fact.state.is_some()).count();
        let message = match there {
            0 => "nothing is kept here yet".to_owned(),
            _ => "nobody else can read or change what momo keeps".to_owned(),
        };
        return vec![DoctorFinding::new(
            "permissions",
            DoctorLevel::Fine,
            message,
        )];
    }
    found
}

fn problem(fact: &PathFact) -> Option<DoctorFinding> {
    let state = fact.state?;
    let path = fact.path.display().to_string();
    let quoted = shell::quote(&path);
    if !state.is_own {
        let message = format!("`{path}` belongs to another user");
        let finding = DoctorFinding::new(fact.code, DoctorLevel::Problem, message);
        return Some(finding.advice(format!("sudo chown \"$(id -u)\" {quoted}")));
    }
    let mode = state.mode.filter(|mode| mode & forbidden(state) != 0)?;
    let wanted = if state.is_folder { 0o700 } else { 0o600 };
    let can = if state.is_folder { "change" } else { "read" };
    let message = format!("others may {can} `{path}` (mode {mode:04o})");
    let finding = DoctorFinding::new(fact.code, DoctorLevel::Problem, message)
        .advice(format!("chmod {wanted:o} {quoted}"));
    Some(match state.is_link {
        true => finding,
        false => finding.fix(DoctorFix::MakePrivate {
            path: fact.path.clone(),
            mode: wanted,
        }),
    })
}
