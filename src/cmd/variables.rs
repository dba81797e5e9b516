//! Reads environment variables.
use crate::error::{Error, Result};
use std::ffi::OsString;

/// Returns an environment variable; `None` if it is unset or empty.
pub(super) fn non_empty(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Returns an environment variable as text; `None` if it is unset or empty. Fails if it is not UTF-8.
pub(super) fn text(name: &str) -> Result<Option<String>> {
    let read = |value: OsString| {
        value
            .into_string()
            .map_err(|_| Error::usage(format!("the environment variable `{name}` is not UTF-8")))
    };
    non_empty(name).map(read).transpose()
}

/// Returns an environment variable that settings refer to; `None` if it is unset, empty or not UTF-8.
pub(super) fn lookup(name: &str) -> Option<String> {
    non_empty(name)?.into_string().ok()
}
