//! Formats filters. Parsing the text gives an equal filter.
use super::{Bounds, Filter, FilterTest, ResponseTest, Term};
use crate::model::time::Timestamp;
use std::fmt;

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, term) in self.terms.iter().enumerate() {
            f.write_str(if index > 0 { " " } else { "" })?;
            term.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_negated { "-" } else { "" })?;
        for (index, test) in self.tests.iter().enumerate() {
            let (key, value) = test.key_and_value();
            match index {
                0 if !key.is_empty() => write!(f, "{key}:{value}")?,
                0 => f.write_str(&value)?,
                _ => write!(f, ",{value}")?,
            }
        }
        Ok(())
    }
}

impl FilterTest {
    /// Returns key and value. The key of a bare word is empty.
    fn key_and_value(&self) -> (&'static str, String) {
        match self {
            Self::Type(glob) => ("type", quote_value(&glob.to_string())),
            Self::Bot(glob) => ("bot", quote_value(&glob.to_string())),
            Self::Event(glob) => ("event", quote_value(&glob.to_string())),
            Self::Id(part) => ("id", quote_value(part)),
            Self::Url(part) => ("url", quote_value(part)),
            Self::Body(part) => ("body", quote_value(part)),
            Self::Text(part) => ("", quote_bare_word(part)),
            Self::Response(test) => ("status", test.to_text()),
            Self::TotalMs(bounds) => ("ms", bounds.to_string()),
            Self::Attempt(bounds) => ("attempt", bounds.to_string()),
            Self::Signature(verdict) => ("sig", verdict.name().into()),
            Self::Direction(direction) => ("dir", direction.name().into()),
            Self::Kind(kind) => ("kind", kind.name().into()),
            Self::Protocol(protocol) => ("protocol", protocol.name().into()),
            Self::Since(time) => ("since", format_time(*time)),
            Self::Until(time) => ("until", format_time(*time)),
            Self::Failed => ("", "failed".into()),
            Self::Starred(starred) => ("starred", if *starred { "yes" } else { "no" }.into()),
        }
    }
}

impl ResponseTest {
    fn to_text(&self) -> String {
        match self {
            Self::Status(Bounds::Between(first, last))
                if first % 100 == 0 && *last == first + 99 =>
            {
                format!("{}xx", first / 100)
            }
            Self::Status(bounds) => bounds.to_string(),
            Self::Cause(cause) => cause.name().into(),
            Self::None => "none".into(),
        }
    }
}

fn format_time(time: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(time.0)
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_string()
}

/// Quotes a value if it would otherwise end early or be read as quoted.
fn quote_value(text: &str) -> String {
    let ends = |ch: char| ch.is_whitespace() || ch == ',';
    if text.starts_with(['"', '\'']) || text.chars().any(ends) {
        return in_quotes(text);
    }
    text.to_owned()
}

/// Quotes a bare word that would otherwise have a special meaning.
fn quote_bare_word(text: &str) -> String {
    let is_plain = |ch: char| ch.is_alphanumeric() || matches!(ch, '_' | '.' | '/');
    if text.chars().all(is_plain) && !text.eq_ignore_ascii_case("failed") {
        return text.to_owned();
    }
    in_quotes(text)
}

fn in_quotes(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}
