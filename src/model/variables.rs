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
        let name = rest[at + 2..].split('}').next().unwrap_or_default();
        let starts_well =
            name.starts_with(|first: char| first.is_ascii_uppercase() || first == '_');
        let is_name = starts_well
            && rest[at + 2 + name.len()..].starts_with('}')
            && name
                .bytes()
                .all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_'));
        if !is_name {
            expanded.push_str(&rest[..at + 2]);
            rest = &rest[at + 2..];
            continue;
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_expanded_as_documented() {
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
