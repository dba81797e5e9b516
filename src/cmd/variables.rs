//! Reads environment variables, and makes those of programs.
use crate::error::{Error, Result};
use crate::io::os::words;
use crate::model::secret::Secret;
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

/// Returns the value of a program's variable. Fails if it contains a null byte, or the system cannot hold it.
pub(super) fn secret_value(name: &str, secret: &Secret) -> Result<OsString> {
    let bytes = secret.reveal().to_vec();
    if bytes.contains(&0) {
        return Err(Error::unknown(format!(
            "the value of `{name}` holds a null byte, which no environment can"
        )));
    }
    words::from_bytes(bytes).ok_or_else(|| {
        Error::unknown(format!(
            "the value of `{name}` is no UTF-8 text, which the environment of Windows cannot hold"
        ))
    })
}

/// Returns an environment variable that settings refer to; `None` if it is unset, empty or not UTF-8.
pub(super) fn lookup(name: &str) -> Option<String> {
    non_empty(name)?.into_string().ok()
}
