//! `momo doctor`: gathers facts about this machine and this home, and mends what is safe to mend.
mod network;

use crate::error::{Error, Result};
use crate::io::files::{
    Credentials, DevClaim, DevFile, Home, check_writable, has_python_package, path_state, set_mode,
};
use crate::io::sqlite::{DatabaseFact, inspect_history, inspect_platform};
use crate::io::{listeners, probe, system};
use crate::model::doctor::install::installation;
use crate::model::doctor::private::{PathFact, permissions};
use crate::model::doctor::{self, DoctorFinding, DoctorFix, DoctorLevel, PortOwner};
use crate::model::http::target;
use crate::model::secret::Secret;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub use network::{CallbackTarget, NetworkFacts};

/// momo's package for Python, as the names of its files begin.
const PYTHON_PACKAGE: &str = "momotalk_cli-";

/// What the doctor is told: what only the command line and the environment know.
#[derive(Debug, Default)]
pub struct DoctorInput {
    pub version: &'static str,
    /// Path of momo's binary; `None` if the system does not tell.
    pub binary: Option<String>,
    /// The port that `momo dev` shall take; 0 for any.
    pub port: u16,
    pub network: NetworkFacts,
    /// Secrets of the environment: name of the variable, secret.
    pub variables: Vec<(&'static str, Secret)>,
    /// Kakao accounts that have a value of their own, each with the last day of the compatibility mode.
    pub kakao_accounts: Vec<(String, String)>,
}

/// Examines the home and what is around it, in the order of the report.
///
/// # Errors
/// Fails if the HTTP client cannot be set up.
pub fn examine(home: &Home, input: &DoctorInput) -> Result<Vec<DoctorFinding>> {
    let binary = input.binary.as_deref();
    let is_of_wheel =
        binary.is_some_and(|path| has_python_package(Path::new(path), PYTHON_PACKAGE));
    let mut findings = vec![
        installation(input.version, binary, is_of_wheel),
        paths(home),
    ];
    findings.extend(unwritable(home));
    findings.extend(permissions(&path_facts(home)));
    findings.extend(credentials(home, input));
    findings.push(database(
        "database.history",
        "history",
        home.history_file(),
        inspect_history,
    ));
    findings.push(database(
        "database.platform",
        "platform",
        home.platform_file(),
        inspect_platform,
    ));
    let dev = DevFile::read(home).ok().flatten();
    findings.extend(stale_platform(home, dev.as_ref()));
    findings.push(port(input.port, dev.as_ref()));
    findings.extend(network::examine(&input.network)?);
    for (account, ends) in &input.kakao_accounts {
        findings.push(doctor::compatibility(account, ends, system::now()));
    }
    Ok(findings)
}

/// Mends what may be mended, and returns these findings: each that was mended says so, one that could not be keeps its level,
/// with the reason.
pub fn fix(home: &Home, findings: Vec<DoctorFinding>) -> Vec<DoctorFinding> {
    let mut acted = Vec::new();
    for mut finding in findings {
        let Some(fix) = finding.fix.clone() else {
            continue;
        };
        let (done, result) = match &fix {
            DoctorFix::MakePrivate { path, mode } => {
                (format!("its mode is {mode:04o} now"), set_mode(path, *mode))
            }
            DoctorFix::RemoveDevFile => ("it was removed".to_owned(), remove_dev_file(home)),
        };
        match result {
            Ok(()) => {
                finding.level = DoctorLevel::Fixed;
                finding.message.push_str(&format!("; {done}"));
                finding.advice = None;
            }
            Err(error) => finding.message.push_str(&format!("; not mended: {error}")),
        }
        acted.push(finding);
    }
    acted
}

/// Removes the address of a platform that does not run: its claim removes it.
fn remove_dev_file(home: &Home) -> Result<()> {
    DevClaim::try_acquire(home).map(drop)
}

fn paths(home: &Home) -> DoctorFinding {
    let (config, data) = (home.config_file(), home.dev_file());
    let folder = |file: &Path| file.parent().unwrap_or(file).display().to_string();
    let (config, data) = (folder(&config), folder(&data));
    let message = match config == data {
        true => format!("everything is kept in {config}"),
        false => format!("settings are in {config}, history and state in {data}"),
    };
    DoctorFinding::new("paths", DoctorLevel::Fine, message)
}

/// Returns a problem for each folder of the home that momo cannot write to.
fn unwritable(home: &Home) -> Vec<DoctorFinding> {
    let files = [home.config_file(), home.dev_file()];
    let folders: BTreeSet<_> = files.iter().filter_map(|file| file.parent()).collect();
    let errors = folders
        .into_iter()
        .filter_map(|folder| check_writable(folder).err());
    let finding = |error: Error| {
        DoctorFinding::new("paths.writable", DoctorLevel::Problem, error.to_string())
            .advice("Set MOMO_HOME to a folder that momo may write to.")
    };
    errors.map(finding).collect()
}

fn path_facts(home: &Home) -> Vec<PathFact> {
    let (config, dev) = (home.config_file(), home.dev_file());
    let mut paths: Vec<(&'static str, PathBuf)> = Vec::new();
    let folders = [config.parent(), dev.parent()];
    for folder in folders.into_iter().flatten() {
        if !paths.iter().any(|(_, known)| known == folder) {
            paths.push(("permissions.folder", folder.to_owned()));
        }
    }
    paths.push(("permissions.credentials", home.credentials_file()));
    let databases = [home.history_file(), home.platform_file()];
    for path in databases.into_iter().flatten() {
        paths.push(("permissions.database", path));
    }
    paths.push(("permissions.dev", dev));
    let fact = |(code, path): (&'static str, PathBuf)| PathFact {
        code,
        state: path_state(&path),
        path,
    };
    paths.into_iter().map(fact).collect()
}

/// Shows which secrets there are, by fingerprint and origin.
fn credentials(home: &Home, input: &DoctorInput) -> Vec<DoctorFinding> {
    let code = "credentials";
    let file = home.credentials_file();
    let mut findings = Vec::new();
    match Credentials::load(home) {
        Err(error) => {
            let finding = DoctorFinding::new(code, DoctorLevel::Problem, error.to_string());
            let hint = error.hints().first().cloned();
            findings.push(match hint {
                Some(hint) => finding.advice(hint),
                None => finding,
            });
        }
        Ok(credentials) => {
            for (id, bot) in credentials.bots() {
                let print = |secret: &Option<Secret>| {
                    secret
                        .as_ref()
                        .map_or("none".to_owned(), Secret::fingerprint)
                };
                let message = format!(
                    "{id}{}: token {}, webhook secret {}, for {}, from {}",
                    bot.name
                        .as_ref()
                        .map_or(String::new(), |name| format!(" ({name})")),
                    print(&bot.token),
                    print(&bot.secret),
                    bot.api_base,
                    file.display()
                );
                findings.push(DoctorFinding::new(code, DoctorLevel::Fine, message));
            }
        }
    }
    for (variable, secret) in &input.variables {
        let message = format!(
            "{}, from the environment variable {variable}",
            secret.fingerprint()
        );
        findings.push(DoctorFinding::new(code, DoctorLevel::Fine, message));
    }
    if findings.is_empty() {
        let message = "no bot's credentials are kept, and none are in the environment";
        findings.push(
            DoctorFinding::new(code, DoctorLevel::Note, message)
                .advice("`momo bot create` or `momo bot add` keeps some."),
        );
    }
    findings
}

fn database(
    code: &'static str,
    name: &str,
    path: Result<PathBuf>,
    inspect: impl Fn(&Path) -> Result<Option<DatabaseFact>>,
) -> DoctorFinding {
    let looked = path.and_then(|path| Ok((inspect(&path)?, path)));
    match looked {
        Ok((None, _)) => {
            let message = format!("there is no {name} database yet");
            DoctorFinding::new(code, DoctorLevel::Fine, message)
        }
        Ok((Some(fact), path)) => {
            let size = fact.bytes.div_ceil(1000);
            let message = format!("{} is whole, {size} kB", path.display());
            DoctorFinding::new(code, DoctorLevel::Fine, message)
        }
        Err(error) => {
            let finding = DoctorFinding::new(code, DoctorLevel::Problem, error.to_string());
            let hint = error.hints().first().cloned();
            finding.advice(
                hint.unwrap_or_else(|| "Move that file away; momo begins a new one.".into()),
            )
        }
    }
}

/// Finds the address of a platform that does not run any more.
fn stale_platform(home: &Home, dev: Option<&DevFile>) -> Option<DoctorFinding> {
    let dev = dev.filter(|dev| !system::is_process_running(dev.pid))?;
    let message = format!(
        "`{}` names a platform that does not run any more (process {})",
        home.dev_file().display(),
        dev.pid
    );
    let finding = DoctorFinding::new("platform.stale", DoctorLevel::Problem, message);
    Some(
        finding
            .advice("`momo dev` replaces the file; `momo doctor --fix` removes it.")
            .fix(DoctorFix::RemoveDevFile),
    )
}

fn port(number: u16, dev: Option<&DevFile>) -> DoctorFinding {
    let is_own = dev.is_some_and(|dev| {
        target::port(&dev.api_base) == Some(number) && system::is_process_running(dev.pid)
    });
    let process = listeners::process_on_port(number);
    let owner = match (probe::is_port_free(number), is_own) {
        (_, true) => PortOwner::Momo,
        (true, _) => PortOwner::Nobody,
        _ => PortOwner::Other,
    };
    let process = process.as_ref().map(|process| (&*process.name, process.id));
    doctor::port(number, owner, process)
}
