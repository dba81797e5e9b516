//! Parses headers copied from `curl -v` and `curl -i`, raw HTTP, browser tools, logs and JSON.
//!
//! Skips lines that are not headers. Values keep their bytes.
use crate::model::http::{Headers, is_token};
use serde_json::Value;

/// Returns all headers found in the text, in order.
pub fn parse(text: &[u8]) -> Headers {
    if let Ok(value) = serde_json::from_slice(text) {
        return from_json(&value);
    }
    let lines: Vec<&[u8]> = text
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .collect();
    let is_marked = |line: &&[u8]| without_curl_mark(line).is_some();
    if lines.iter().any(is_marked) {
        // `curl -v`: header lines begin with `>` or `<`, remarks with `*`, bodies with no mark.
        let lines: Vec<_> = lines
            .iter()
            .filter_map(|line| without_curl_mark(line))
            .collect();
        return from_lines(&lines, false);
    }
    if is_alternating(&lines) {
        return from_pairs(&lines);
    }
    from_lines(&lines, true)
}

/// Returns the headers in a JSON value: `{"Name": "value"}`, `{"Name": ["value", ...]}`, `[{"name", "value"}]` or
/// `[["name", "value"]]`, also under a key `headers` or `request`.
pub fn from_json(value: &Value) -> Headers {
    let mut headers = Headers::new();
    let mut push = |name: &str, value: &Value| match value {
        Value::String(text) => headers.push(name, text.trim_ascii().as_bytes()),
        Value::Number(number) => headers.push(name, number.to_string()),
        _ => {}
    };
    match value {
        Value::Object(fields) => {
            let inner = ["headers", "request"].map(|key| fields.get(key));
            if let Some(inner) = inner.into_iter().flatten().find(|value| !value.is_string()) {
                return from_json(inner);
            }
            for (name, value) in fields {
                match value {
                    Value::Array(values) => values.iter().for_each(|value| push(name, value)),
                    value => push(name, value),
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                match (item.get("name").and_then(Value::as_str), item.as_array()) {
                    (Some(name), _) => push(name, item.get("value").unwrap_or(&Value::Null)),
                    (None, Some(pair)) => {
                        if let [Value::String(name), value] = &pair[..] {
                            push(name, value);
                        }
                    }
                    (None, None) => {}
                }
            }
        }
        _ => {}
    }
    headers
}

/// Removes curl's `> ` or `< `. Returns `None` for other lines.
fn without_curl_mark(line: &[u8]) -> Option<&[u8]> {
    let rest = line
        .strip_prefix(b">")
        .or_else(|| line.strip_prefix(b"<"))?;
    match rest {
        [] => Some(rest),
        [b' ', rest @ ..] => Some(rest),
        _ => None,
    }
}

/// Parses lines of name and value. With `ends_at_empty` a head ends at an empty line; another may follow
/// (`100 Continue`, redirects).
fn from_lines(lines: &[&[u8]], ends_at_empty: bool) -> Headers {
    let mut headers: Vec<(String, Vec<u8>)> = Vec::new();
    let mut in_head = true;
    for line in lines {
        if line.trim_ascii().is_empty() {
            in_head = !ends_at_empty || headers.is_empty();
        } else if line.starts_with(b"HTTP/") {
            in_head = true;
        } else if let (true, Some(header)) = (in_head, parse_header(line)) {
            headers.push(header);
        } else if let (true, [b' ' | b'\t', ..], Some((_, value))) =
            (in_head, line, headers.last_mut())
        {
            // A folded value, as old servers send it.
            value.push(b' ');
            value.extend_from_slice(line.trim_ascii());
        }
    }
    headers.into_iter().collect()
}

/// Parses `Name: value`, also quoted and with a trailing comma, as logs of JavaScript and Python print it.
fn parse_header(line: &[u8]) -> Option<(String, Vec<u8>)> {
    let line = line.trim_ascii();
    let line = line.strip_prefix(b"{").unwrap_or(line).trim_ascii();
    let is_quoted = line.starts_with(b"'") || line.starts_with(b"\"");
    let name_start = usize::from(line.starts_with(b":") || is_quoted);
    let colon = name_start + line[name_start..].iter().position(|byte| *byte == b':')?;
    let (raw_name, value) = (line[..colon].trim_ascii(), line[colon + 1..].trim_ascii());
    let name = unquoted(raw_name);
    let value = match value.strip_suffix(b",") {
        Some(rest) if is_quoted || unquoted(rest) != rest => rest,
        _ => value,
    };
    Some((header_name(name)?, unquoted(value).to_vec()))
}

/// Returns whether names and values alternate line by line, as copied from browser tools. The first line must be a
/// bare name, apart from empty lines and a request or status line.
fn is_alternating(lines: &[&[u8]]) -> bool {
    let mut filled = lines.iter().filter(|line| !line.trim_ascii().is_empty());
    let is_start_line = |line: &&&[u8]| line.windows(5).any(|part| part == b"HTTP/");
    let first = filled.find(|line| !is_start_line(line));
    first.is_some_and(|line| bare_name(line).is_some()) && filled.next().is_some()
}

fn from_pairs(lines: &[&[u8]]) -> Headers {
    let mut headers = Headers::new();
    let mut lines = lines.iter();
    while let Some(line) = lines.next() {
        if let Some(name) = bare_name(line)
            && let Some(value) = lines.next()
        {
            headers.push(name, value.trim_ascii());
        }
    }
    headers
}

/// Parses a line that is only a header name, with an optional colon at its end.
fn bare_name(line: &[u8]) -> Option<String> {
    let line = line.trim_ascii();
    header_name(line.strip_suffix(b":").unwrap_or(line))
}

/// Validates a header name. Accepts HTTP/2 pseudo-headers (`:method`).
fn header_name(name: &[u8]) -> Option<String> {
    let token = name.strip_prefix(b":").unwrap_or(name);
    is_token(token).then(|| String::from_utf8_lossy(name).into_owned())
}

/// Removes a pair of quotes around the text.
fn unquoted(text: &[u8]) -> &[u8] {
    match text {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] => inner,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SIGNATURE: &str = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    /// Each form contains exactly one signature and one event id.
    #[test]
    fn every_copied_header_form_is_read() {
        let forms = [
            // curl -v
            "* Connected to localhost\n> POST /hook HTTP/1.1\n> Host: localhost:3000\n> X-MoMoTalk-Event-Id: evt_1\n\
             > X-MoMoTalk-Bot-Signature: SIG\n>\n} [5 bytes data]\n< HTTP/1.1 200 OK\n< Date: x\n<\n{\"x: y\":1}\n",
            // curl -i, after a 100 Continue
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nX-Momotalk-Event-Id: evt_1\r\n\
             x-momotalk-bot-signature: SIG\r\n\r\nX-MoMoTalk-Bot-Signature: of the body\r\n",
            // raw HTTP
            "POST /hook HTTP/1.1\r\nHost: h\r\nX-MoMoTalk-Event-Id:evt_1\r\nX-MoMoTalk-Bot-Signature:  SIG \r\n\r\n{}",
            // Chrome, "view parsed" and "view source"
            ":authority\nexample.com\n:method\nPOST\nx-momotalk-event-id\nevt_1\nx-momotalk-bot-signature\nSIG\n",
            "POST /hook HTTP/1.1\nx-momotalk-event-id:\nevt_1\nx-momotalk-bot-signature:\nSIG",
            ":authority: example.com\n:method: POST\nx-momotalk-event-id: evt_1\nx-momotalk-bot-signature: SIG\n",
            // indented, folded
            "  X-MoMoTalk-Event-Id: evt_1\n  X-MoMoTalk-Bot-Signature: SIG\n",
            "X-MoMoTalk-Event-Id: evt_1\nX-MoMoTalk-Bot-Signature:\n  SIG\n",
            // logs of Node and Python
            "{\n  host: 'localhost:3000',\n  'x-momotalk-event-id': 'evt_1',\n  'x-momotalk-bot-signature': 'SIG'\n}\n",
            // JSON
            r#"{"X-MoMoTalk-Event-Id": "evt_1", "X-MoMoTalk-Bot-Signature": ["SIG"]}"#,
            r#"[{"name":"X-MoMoTalk-Event-Id","value":"evt_1"},{"name":"X-MoMoTalk-Bot-Signature","value":"SIG"}]"#,
            r#"{"headers":[["X-MoMoTalk-Event-Id","evt_1"],["X-MoMoTalk-Bot-Signature","SIG"]]}"#,
        ];
        for form in forms {
            let headers = parse(form.replace("SIG", SIGNATURE).as_bytes());
            let all: Vec<_> = headers.get_all("X-MoMoTalk-Bot-Signature").collect();
            let trimmed: Vec<_> = all.iter().map(|value| value.trim_ascii()).collect();
            assert_eq!(trimmed, [SIGNATURE.as_bytes()], "{form}\n{headers:?}");
            assert_eq!(headers.text("X-MoMoTalk-Event-Id"), Some("evt_1"), "{form}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes: Vec<u8>) {
            parse(&bytes);
        }

        #[test]
        fn any_header_text_is_read_without_panic(text in "[ -~\r\n\t:'\",{}<>*]{0,200}") {
            parse(text.as_bytes());
        }

        #[test]
        fn value_keeps_its_bytes(value in proptest::collection::vec(0x21..=0xff_u8, 1..50)) {
            prop_assume!(value[0] != b'"' && value[0] != b'\'' && !value.ends_with(b","));
            let text = [b"A: b\r\nX-Header: ", &value[..], b"\r\n\r\n"].concat();
            let headers = parse(&text);
            prop_assert_eq!(headers.get("x-header"), Some(&value[..]));
        }
    }
}
