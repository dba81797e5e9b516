//! Expansion of `${VARIABLES}` in settings.
use super::{RawSetting, SettingError};
use crate::model::settings::setting::Source;
use crate::model::settings::variables::{expand, is_secret_name};
use std::cell::Cell;

/// Looks up an environment variable; `None` if it is not set.
pub type VariableLookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Expands `${VARIABLES}`. A project file may be untrusted: its variables that look secret expand only in secrets.
pub(super) fn expand_variables(
    text: &str,
    is_secret: bool,
    raw: &RawSetting,
    variable: VariableLookup<'_>,
) -> Result<String, SettingError> {
    let is_untrusted = matches!(raw.source, Source::Project(_)) && !is_secret;
    let refers_to_secret = Cell::new(false);
    let read = |name: &str| {
        if is_untrusted && is_secret_name(name) {
            refers_to_secret.set(true);
            return None;
        }
        variable(name)
    };
    expand(text, read).map_err(|name| match refers_to_secret.get() {
        true => raw.error(format!(
            "wants the variable `{name}`, which looks like a secret, for something that is none"
        )),
        false => unset_variable_error(raw, &name),
    })
}

pub(super) fn unset_variable_error(raw: &RawSetting, name: &str) -> SettingError {
    raw.error(format!(
        "needs the environment variable `{name}`, which is not set or empty"
    ))
}
