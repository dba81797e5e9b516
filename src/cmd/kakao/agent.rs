//! Parses and describes the agent of `--agent`.
use crate::error::{Error, Result};
use crate::model::http::target;
use crate::model::kakao::config::Agent;

/// Parses `echo`, a target such as `3000/skill` or a URL, or a command line.
pub(super) fn parse_agent(text: &str) -> Result<Agent> {
    let is_target = text.contains("://")
        || text.starts_with([':', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
        || text.starts_with("localhost:");
    match text {
        "echo" => Ok(Agent::Echo),
        target if is_target && !target.contains(' ') => target::resolve(target).map(Agent::Http),
        command => split_command_line(command).map(Agent::Command),
    }
}

pub(super) fn describe(agent: &Agent) -> String {
    match agent {
        Agent::Echo => "the built-in echo".into(),
        Agent::Http(url) => format!("`{url}`"),
        Agent::Command(words) => format!("the command `{}`", words.join(" ")),
    }
}

/// Splits a command line into words by the quoting rules of a shell, without its other features.
fn split_command_line(line: &str) -> Result<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(ch) = chars.next() {
        match (ch, quote) {
            (ch, Some(open)) if ch == open => quote = None,
            ('\\', None | Some('"')) => word.get_or_insert_default().extend(chars.next()),
            ('\'' | '"', None) => {
                quote = Some(ch);
                word.get_or_insert_default();
            }
            (ch, None) if ch.is_whitespace() => words.extend(word.take()),
            (ch, _) => word.get_or_insert_default().push(ch),
        }
    }
    words.extend(word);
    match (quote, words.is_empty()) {
        (Some(quote), _) => Err(Error::usage(format!(
            "`--agent` has a quotation mark ({quote}) that does not end"
        ))),
        (None, true) => Err(Error::usage("`--agent` is empty")
            .hint("It takes `echo`, a URL or a port, or a command line.")),
        (None, false) => Ok(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(words: &[&str]) -> Agent {
        Agent::Command(words.iter().map(|word| (*word).to_owned()).collect())
    }

    #[test]
    fn agent_kind_follows_from_its_argument() {
        let http = |url: &str| Agent::Http(url.into());
        for (text, agent) in [
            ("echo", Agent::Echo),
            ("3000", http("http://127.0.0.1:3000/")),
            (":3000/skill", http("http://127.0.0.1:3000/skill")),
            ("localhost:3000/skill", http("http://localhost:3000/skill")),
            ("https://a.example/x", http("https://a.example/x")),
            ("python3 bot.py", command(&["python3", "bot.py"])),
            (
                "sh -c 'cat; echo \"$HOME\"'",
                command(&["sh", "-c", "cat; echo \"$HOME\""]),
            ),
            (
                r#"a\ b "c\"d" '' e"f"g"#,
                command(&["a b", "c\"d", "", "efg"]),
            ),
        ] {
            assert_eq!(parse_agent(text).ok(), Some(agent), "{text}");
        }
        for text in ["", "  ", "sh -c 'x", "ftp://x", "70000"] {
            assert!(parse_agent(text).is_err(), "{text}");
        }
    }
}
