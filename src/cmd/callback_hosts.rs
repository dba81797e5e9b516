//! Hosts beside this machine to which callback URLs of the local platform may lead over plain HTTP: those that the
//! settings name, and those of `--allow-callback-host`, which are kept in the project's `momo.json`.
use super::context::Context;
use crate::error::Result;
use crate::io::files::{SettingsDocument, project_file};
use crate::model::http::allowed_hosts::{AllowedHost, AllowedHosts};
use crate::model::settings::ALLOW_CALLBACK_HOSTS;
use serde_json::Value;

/// Adds the hosts of the flag to those of the settings. Returns all of them if one is new, else `None`.
pub(super) fn add(allowed: &mut AllowedHosts, flag: &[AllowedHost]) -> Option<AllowedHosts> {
    let known = allowed.clone();
    allowed.add(flag);
    (*allowed != known).then(|| allowed.clone())
}

/// Writes the hosts into the nearest `momo.json`. A file that cannot be written is only warned of: the flag counts for
/// this run.
pub(super) fn keep(context: &mut Context, hosts: &AllowedHosts) {
    match save(hosts) {
        Ok(path) => context.terminal.note(format!(
            "`{path}` keeps the allowed callback hosts for later runs"
        )),
        Err(error) => context.terminal.warn(format!(
            "the allowed callback hosts count for this run only: {error}"
        )),
    }
}

/// Writes the hosts into the nearest `momo.json`, or a new one in the working folder, and returns its path.
fn save(hosts: &AllowedHosts) -> Result<String> {
    let path = project_file(&std::env::current_dir().unwrap_or_default());
    let document = SettingsDocument::open(&path)?;
    let names = hosts.0.iter().map(|host| Value::from(host.to_string()));
    document.set(ALLOW_CALLBACK_HOSTS, names.collect())?;
    Ok(document.display_path())
}

/// Prints the hosts to which callback URLs may lead: the file of a cloned project may have named them.
pub(super) fn print_note(context: &mut Context, allowed: &AllowedHosts) {
    if !allowed.0.is_empty() {
        context.terminal.note(format!(
            "callback URLs may lead to {allowed} by plain HTTP too"
        ));
    }
}
