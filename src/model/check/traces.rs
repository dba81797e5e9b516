//! Recognises stack traces in answers.
use regex_lite::Regex;
use std::sync::OnceLock;

/// What stack traces look like, by their language.
const TRACES: [(&str, &str); 5] = [
    ("Python", r"Traceback \(most recent call last\)"),
    (
        "JavaScript",
        r"(\n|<br>|\\n)(\s|&nbsp;)*at [^\n<]{1,200}:\d+:\d+\)?",
    ),
    ("Java", r"\n\s*at [\w.$]+\([\w]+\.(java|kt):\d+\)"),
    ("Go", r"goroutine \d+ \[running\]"),
    ("PHP", r"#0 /[^\n]+\.php\(\d+\)"),
];

/// Returns the language of the stack trace that a text holds; `None` without one.
pub fn stack_trace(text: &str) -> Option<&'static str> {
    static PATTERNS: OnceLock<Vec<(&str, Regex)>> = OnceLock::new();
    let patterns = PATTERNS.get_or_init(|| {
        let compiled = TRACES
            .iter()
            .map(|(language, pattern)| Some((*language, Regex::new(pattern).ok()?)));
        compiled.flatten().collect()
    });
    let found = patterns.iter().find(|(_, pattern)| pattern.is_match(text));
    found.map(|(language, _)| *language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traces_are_recognised_and_sentences_are_not() {
        for (text, language) in [
            (
                "Traceback (most recent call last):\n  File \"bot.py\", line 3",
                Some("Python"),
            ),
            (
                "<pre>Error<br> &nbsp; &nbsp;at read (/app/bot.js:12:7)</pre>",
                Some("JavaScript"),
            ),
            (
                "java.lang.Error\n\tat com.example.Bot.take(Bot.java:7)",
                Some("Java"),
            ),
            ("invalid signature", None),
            ("meet me at 10:30:00", None),
        ] {
            assert_eq!(stack_trace(text), language, "{text}");
        }
    }
}
