//! Validation of the skill server's path.

/// Checks that a request can have this path. Paths are compared decoded: `/스킬` equals `/%EC%8A%A4%ED%82%AC`.
///
/// # Errors
/// Returns the reason, which continues a sentence that begins with the setting.
pub fn check_path(path: &str) -> Result<(), String> {
    if !path.starts_with('/') {
        return Err("does not begin with `/`".into());
    }
    if path.contains(['?', '#']) {
        return Err("is no path: what follows a `?` or a `#` does not belong to it".into());
    }
    if path
        .split('/')
        .any(|segment| [".", ".."].contains(&segment))
    {
        return Err("is no path that is called: `.` and `..` are gone when a call arrives".into());
    }
    if path.contains(|ch: char| ch.is_whitespace() || ch.is_control()) {
        let encoded = path.replace(' ', "%20");
        return Err(format!(
            "must be written as calls have it, `{}`",
            encoded.escape_debug()
        ));
    }
    Ok(())
}
