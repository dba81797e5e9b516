//! Expands `${VARIABLES}` in settings; recognizes names that usually hold secrets.

/// Returns whether a key or variable of this name usually holds a secret.
pub fn is_secret_name(name: &str) -> bool {
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

/// Replaces `${NAME}` with the variable's value and `$${NAME}` with `${NAME}`; other dollar signs stay.
///
/// Names consist of `A-Z`, `0-9` and `_`, and do not start with a digit.
///
/// # Errors
/// Returns the name of the first variable that is unset or empty.
pub fn expand(text: &str, variable: impl Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some(offset) = rest.find("${") {
        let Some(name) = variable_name_at(rest, offset) else {
            expanded.push_str(&rest[..offset + 2]);
            rest = &rest[offset + 2..];
            continue;
        };
        let end = offset + 2 + name.len() + 1;
        if rest[..offset].ends_with('$') {
            expanded.push_str(&rest[..offset - 1]);
            expanded.push_str(&rest[offset..end]);
        } else {
            let value = variable(name).filter(|value| !value.is_empty());
            expanded.push_str(&rest[..offset]);
            expanded.push_str(&value.ok_or_else(|| name.to_owned())?);
        }
        rest = &rest[end..];
    }
    expanded.push_str(rest);
    Ok(expanded)
}

/// Escapes `text` so that [`expand`] returns it unchanged.
pub fn escape(text: &str) -> String {
    let mut escaped = String::new();
    let mut copied = 0;
    for (offset, _) in text.match_indices("${") {
        if variable_name_at(text, offset).is_some() {
            escaped.push_str(&text[copied..offset]);
            escaped.push('$');
            copied = offset;
        }
    }
    escaped.push_str(&text[copied..]);
    escaped
}

/// Returns the name in the `${NAME}` that starts at `offset`; `None` if the syntax is invalid.
fn variable_name_at(text: &str, offset: usize) -> Option<&str> {
    let (name, _) = text[offset + 2..].split_once('}')?;
    let has_valid_start =
        name.starts_with(|first: char| first.is_ascii_uppercase() || first == '_');
    let is_name_byte = |byte: u8| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_');
    (has_valid_start && name.bytes().all(is_name_byte)).then_some(name)
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
