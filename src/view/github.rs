//! Workflow commands of GitHub Actions
//! (<https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>).

/// Escapes the text of a workflow command.
pub fn text(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes the value of a property, such as `file`.
pub fn property(value: &str) -> String {
    text(value).replace(':', "%3A").replace(',', "%2C")
}
