//! `${VARIABLES}` in settings, and which names are usually those of secrets.

/// Whether something of this name is usually a secret.
pub fn looks_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace(['_', '-'], "");
    let words = [
        "secret",
        "token",
        "password",
        "apikey",
        "adminkey",
        "privatekey",
        "senderkey",
        "toastappkey",
        "nhnappkey",
    ];
    words.iter().any(|word| name.contains(word))
}

/// Replaces `${NAME}` by the variable's value; `$${NAME}` stays as `${NAME}`, other dollars are untouched.
///
/// Names are of `A-Z`, `0-9` and `_`. A variable that is not set, or empty, is given back as the error.
pub fn expand(text: &str, variable: impl Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let Some(name) = name_at(rest, at) else {
            expanded.push_str(&rest[..at + 2]);
            rest = &rest[at + 2..];
            continue;
        };
        let end = at + 2 + name.len() + 1;
        if rest[..at].ends_with('$') {
            expanded.push_str(&rest[..at - 1]);
            expanded.push_str(&rest[at..end]);
        } else {
            let value = variable(name).filter(|value| !value.is_empty());
            expanded.push_str(&rest[..at]);
            expanded.push_str(&value.ok_or_else(|| name.to_owned())?);
        }
        rest = &rest[end..];
    }
    expanded.push_str(rest);
    Ok(expanded)
}

/// The text that [`expand`] makes this one of, whatever it holds.
pub fn escape(text: &str) -> String {
    let mut escaped = String::new();
    let mut from = 0;
    for (at, _) in text.match_indices("${") {
        if name_at(text, at).is_some() {
            escaped.push_str(&text[from..at]);
            escaped.push('$');
            from = at;
        }
    }
    escaped.push_str(&text[from..]);
    escaped
}

/// The variable's name in the `${NAME}` that stands there.
fn name_at(text: &str, at: usize) -> Option<&str> {
    let (name, _) = text[at + 2..].split_once('}')?;
    let starts_well = name.starts_with(|first: char| first.is_ascii_uppercase() || first == '_');
    let is_of_name = |byte: u8| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_');
    (starts_well && name.bytes().all(is_of_name)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_expand_as_documented() {
        let variable = |name: &str| match name {
            "A" => Some("1".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        let expand = |text| expand(text, variable);
        assert_eq!(expand("x${A}y${A}"), Ok("x1y1".into()));
        assert_eq!(
            expand("$${A} $A ${a} ${A $"),
            Ok("${A} $A ${a} ${A $".into())
        );
        assert_eq!(expand("${B}"), Err("B".into()));
        assert_eq!(expand("${EMPTY}"), Err("EMPTY".into()));
    }
}
