//! `${VARIABLES}` in the values of files.
use super::{Fault, Raw};
use crate::model::settings::setting::Place;
use crate::model::settings::variables::{expand, looks_secret};
use std::cell::Cell;

/// Gives an environment variable, where it is set.
pub type Variable<'a> = &'a dyn Fn(&str) -> Option<String>;

/// `${VARIABLES}` filled in. A project's file, which may be a stranger's, puts no secrets into what is no secret.
pub(super) fn expanded(
    text: &str,
    is_secret: bool,
    raw: &Raw,
    variable: Variable<'_>,
) -> Result<String, Fault> {
    let is_strangers = matches!(raw.place, Place::Project(_)) && !is_secret;
    let wanted = Cell::new(false);
    let read = |name: &str| {
        if is_strangers && looks_secret(name) {
            wanted.set(true);
            return None;
        }
        variable(name)
    };
    expand(text, read).map_err(|name| match wanted.get() {
        true => raw.fault(format!(
            "wants the variable `{name}`, which looks like a secret, for something that is none"
        )),
        false => unset(raw, &name),
    })
}

pub(super) fn unset(raw: &Raw, name: &str) -> Fault {
    raw.fault(format!(
        "needs the environment variable `{name}`, which is not set or empty"
    ))
}
