//! Parses and describes the agent of `--agent`.
use crate::cmd::command_line;
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
        command => match command_line::split(command, "--agent")? {
            words if words.is_empty() => Err(Error::usage("`--agent` is empty")
                .hint("It takes `echo`, a URL or a port, or a command line.")),
            words => Ok(Agent::Command(words)),
        },
    }
}

pub(super) fn describe(agent: &Agent) -> String {
    match agent {
        Agent::Echo => "the built-in echo".into(),
        Agent::Http(url) => format!("`{url}`"),
        Agent::Command(words) => format!("the command `{}`", words.join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::os::words;

    fn command(words: &[&str]) -> Agent {
        Agent::Command(words.iter().map(|word| (*word).to_owned()).collect())
    }

    #[test]
    fn agent_kind_follows_from_its_argument() {
        let http = |url: &str| Agent::Http(url.into());
        // A backslash of Windows is part of a path.
        let escaped: &[&str] = match words::BACKSLASH_QUOTES {
            true => &["a b"],
            false => &[r"a\", "b"],
        };
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
            (r#""c\"d" '' e"f"g"#, command(&["c\"d", "", "efg"])),
            (r"a\ b", command(escaped)),
            ("bot #1 '# 2'", command(&["bot", "#1", "# 2"])),
        ] {
            assert_eq!(parse_agent(text).ok(), Some(agent), "{text}");
        }
        for text in ["", "  ", "ftp://x", "70000"] {
            assert!(parse_agent(text).is_err(), "{text}");
        }
        for (text, quote) in [("sh -c 'x \"", '\''), ("it \"isn't", '"'), ("\"a\\", '"')] {
            let error = parse_agent(text).expect_err(text);
            let message = format!("`--agent` has a quotation mark ({quote}) that does not end");
            assert_eq!(error.message(), message);
        }
    }
}
