//! The path of the skill server: what a request can ask for.

/// Whether a request can ask for this path; why not, continuing a sentence that begins with where the path stands.
/// Paths are compared as they are meant, `/스킬` and `/%EC%8A%A4%ED%82%AC` being the same.
pub fn check_path(path: &str) -> Result<(), String> {
    if !path.starts_with('/') {
        return Err("does not begin with `/`".into());
    }
    if path.contains(['?', '#']) {
        return Err("is no path: what follows a `?` or a `#` does not belong to it".into());
    }
    if path.split('/').any(|part| [".", ".."].contains(&part)) {
        return Err("is no path that is called: `.` and `..` are gone when a call arrives".into());
    }
    if path.contains(|ch: char| ch.is_whitespace() || ch.is_control()) {
        let written = path.replace(' ', "%20");
        return Err(format!(
            "must be written as calls have it, `{}`",
            written.escape_debug()
        ));
    }
    Ok(())
}
