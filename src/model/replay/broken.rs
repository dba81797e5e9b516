//! Files that look like an archive of exchanges and cannot be read: sent as one payload, they would tell nobody so.
use super::captured::{is_exchange, lines};
use crate::model::history::import::ImportError;
use serde_json::Value;

/// A file that is no payload in all likelihood.
#[derive(Debug)]
pub enum BrokenArchive {
    /// Ends too early, or is otherwise no JSON. The text says what it looks like.
    Unreadable(&'static str, ImportError),
    /// Holds `curl` commands.
    Curl,
}

/// Returns what is wrong with bytes that hold no exchange that can be read; `None` if they do not look like an archive.
pub fn find_problem(bytes: &[u8]) -> Option<BrokenArchive> {
    let text = bytes.trim_ascii_start();
    let mut lines_of_text = text.split(|byte| *byte == b'\n');
    let command = lines_of_text.find(|line| !line.starts_with(b"#"));
    if command.is_some_and(|line| line.starts_with(b"curl ")) {
        return Some(BrokenArchive::Curl);
    }
    let error = serde_json::from_slice::<Value>(bytes).err()?;
    let unreadable = |what| {
        let error = ImportError::from_json_error(&error);
        Some(BrokenArchive::Unreadable(what, error))
    };
    if follows(text, &[b"{", b"\"log\"", b":", b"{"]) {
        return unreadable("a HAR");
    }
    if follows(text, &[b"[", b"{"]) && names_request(text) {
        return unreadable("a list of exchanges");
    }
    broken_line(bytes).or_else(|| match follows(text, &[b"{"]) && names_request(text) {
        true => unreadable("an exchange"),
        false => None,
    })
}

/// Returns the first line that is neither an exchange nor another line of momo's, if one before it is an exchange or it
/// looks like one itself.
fn broken_line(bytes: &[u8]) -> Option<BrokenArchive> {
    let mut is_archive = false;
    for (index, line) in lines(bytes) {
        let what = "exchanges, one a line,";
        let error = match serde_json::from_slice::<Value>(line) {
            Ok(Value::Object(fields)) if is_exchange(&fields) => {
                is_archive = true;
                continue;
            }
            Ok(Value::Object(fields)) if fields.contains_key("type") => continue,
            Ok(_) => ImportError::new(1, 1, "the line is no exchange"),
            Err(error) => ImportError::from_json_error(&error),
        };
        let is_whole_line = line.trim_ascii().len() > 1;
        let looks_so = is_whole_line && follows(line, &[b"{"]) && names_request(line);
        let problem = BrokenArchive::Unreadable(what, error.on_line(index + 1));
        return (is_archive || looks_so).then_some(problem);
    }
    None
}

/// Returns whether the text begins with these tokens, with any white space before each.
fn follows(mut text: &[u8], tokens: &[&[u8]]) -> bool {
    tokens.iter().all(|token| {
        let rest = text.trim_ascii_start().strip_prefix(*token);
        text = rest.unwrap_or_default();
        rest.is_some()
    })
}

/// Returns whether the text has an object `request` and a key of momo's or HAR's form of one.
fn names_request(text: &[u8]) -> bool {
    let has = |name: &[u8]| text.windows(name.len()).any(|part| part == name);
    let mut keys = text.windows(b"\"request\"".len()).enumerate();
    let is_object = |(at, part): (usize, &[u8])| {
        part == b"\"request\"" && follows(&text[at + part.len()..], &[b":", b"{"])
    };
    keys.any(is_object) && (has(b"\"method\"") || has(b"\"headers\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archive_that_is_cut_short_is_told_from_a_payload() {
        let exchange =
            r#"{"id":"ex_1","request":{"method":"POST","url":"/","headers":[],"body":"{}"}}"#;
        let words = |text: &[u8]| match find_problem(text) {
            Some(BrokenArchive::Unreadable(what, error)) => format!("{what} {error}"),
            Some(BrokenArchive::Curl) => "curl".into(),
            None => String::new(),
        };
        let cut = format!("{exchange}\n{}", &exchange[..40]);
        assert!(words(cut.as_bytes()).starts_with("exchanges, one a line, line 2 column 40: "));
        assert!(
            words(&exchange.as_bytes()[..50])
                .starts_with("exchanges, one a line, line 1 column 50: ")
        );
        let har = br#"{ "log": {"entries": [{"#;
        assert!(words(har).starts_with("a HAR line 1 column 23: "));
        let list = format!("[{exchange},\n{}", &exchange[..40]);
        assert!(words(list.as_bytes()).starts_with("a list of exchanges line 2 column 40: "));
        let latin = [exchange.as_bytes(), b"\n{\"id\":\"caf\xe9\"}"].concat();
        assert!(words(&latin).starts_with("exchanges, one a line, line 2 "));
        assert_eq!(words(b"# ex_1  an event\ncurl -X POST 'http://x/'"), "curl");
        for payload in [
            &br#"{"log":{}}"#[..],
            br#"{"userRequest":{"block":"#,
            br#"{"event_type":"talk.message_created","#,
            b"[1, 2",
            b"",
            b"curling is a sport",
            b"\xff\xfe",
        ] {
            assert_eq!(words(payload), "", "{}", String::from_utf8_lossy(payload));
        }
    }
}
