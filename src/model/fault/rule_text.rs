//! One-line form of a fault rule: `drop times=3`, `reply status=429 retry-after=2s`.
use super::{Fault, FaultRule, FaultSpec};
use crate::model::fault::parse::share;
use crate::model::text::units::parse_duration;
use std::fmt;

const FORM: &str = "a fault is written `drop times=3` or `reply status=429 retry-after=2s`";

/// Keys that may follow a fault's name.
const WORDS: [&str; 9] = [
    "times",
    "rate",
    "seed",
    "delay",
    "status",
    "retry-after",
    "bot",
    "room",
    "contains",
];

impl FaultSpec {
    /// Parses the one-line form.
    ///
    /// # Errors
    /// Returns a message for the user if a name, key or value is unknown or malformed.
    pub fn parse(text: &str) -> Result<(Fault, Self), String> {
        let mut words = split_words(text)?.into_iter();
        let name = words.next().ok_or(FORM)?;
        let kind = Fault::from_platform_name(&name).ok_or_else(|| {
            let names = Fault::PLATFORM.map(Fault::name).join(", ");
            format!("there is no fault `{name}`: it is one of {names}")
        })?;
        let mut spec = Self::default();
        for word in words {
            let (key, value) = word
                .split_once('=')
                .ok_or_else(|| format!("`{word}` has no value; {FORM}"))?;
            spec.set(key, value)?;
        }
        Ok((kind, spec))
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        let number = || {
            let wrong = || format!("`{value}` is no number, as `{key}` wants one");
            value.parse::<u64>().map_err(|_| wrong())
        };
        let time = || {
            parse_duration(value)
                .ok_or_else(|| format!("`{value}` is no time: write `300ms`, `2s`, `24h`"))
        };
        match key {
            "times" => self.times = Some(number()?),
            "rate" => self.rate = Some(share(value)?),
            "seed" => self.seed = Some(number()?),
            "delay" => self.delay_ms = u64::try_from(time()?.as_millis()).ok(),
            "status" => self.status = Some(u16::try_from(number()?).unwrap_or(u16::MAX)),
            "retry-after" => self.retry_after = Some(time()?.as_secs_f64().ceil() as u64),
            "bot" => self.scope.bot_id = Some(value.to_owned()),
            "room" => self.scope.room_id = Some(i64::try_from(number()?).unwrap_or(i64::MAX)),
            "contains" => self.scope.contains = Some(value.to_owned()),
            _ => {
                let names = WORDS.join(", ");
                return Err(format!("there is no `{key}`: a fault knows {names}"));
            }
        }
        Ok(())
    }
}

/// Splits a line at white space. Double quotes keep spaces; between them `\` escapes the next character.
fn split_words(text: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word) = (Vec::new(), String::new());
    let mut is_quoted = false;
    let mut chars = text.chars();
    while let Some(ch) = chars.next() {
        match ch {
            '\\' if is_quoted => word.extend(chars.next()),
            '"' => is_quoted = !is_quoted,
            ' ' | '\t' if !is_quoted => {
                words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            }
            _ => word.push(ch),
        }
    }
    if is_quoted {
        return Err("a quotation mark has no end".into());
    }
    words.extend((!word.is_empty()).then_some(word));
    Ok(words)
}

/// Writes the one-line form; it parses to the same fault and settings. Id, counters and `on` are left out.
impl fmt::Display for FaultRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FaultSpec { scope, .. } = &self.spec;
        let number = |it: Option<u64>| it.map(|it| it.to_string());
        let millis = |it: u64| match it % 1000 {
            0 => format!("{}s", it / 1000),
            _ => format!("{it}ms"),
        };
        let quoted = |it: &String| match it.contains([' ', '\t', '"']) {
            true => format!("\"{}\"", it.replace('\\', r"\\").replace('"', "\\\"")),
            false => it.clone(),
        };
        let values = [
            number(self.spec.times),
            self.spec.rate.map(|it| it.to_string()),
            number(self.spec.seed),
            self.spec.delay_ms.map(millis),
            self.spec.status.map(|it| it.to_string()),
            self.spec.retry_after.map(|it| format!("{it}s")),
            scope.bot_id.as_ref().map(quoted),
            scope.room_id.map(|it| it.to_string()),
            scope.contains.as_ref().map(quoted),
        ];
        f.write_str(self.kind.name())?;
        for (key, value) in WORDS.iter().zip(values) {
            if let Some(value) = value {
                write!(f, " {key}={value}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn displayed_rule_is_parsed_again() {
        for text in [
            "drop times=3",
            "duplicate rate=0.25 seed=7",
            "reply status=429 retry-after=2s bot=bot_1 room=2",
            "network delay=300ms",
            "delay delay=90s contains=안녕",
            r#"bad-signature contains="두 말""#,
            r#"bad-signature contains="so \"\\\"""#,
            r"bad-signature contains=a\b",
        ] {
            let (kind, spec) = FaultSpec::parse(text).expect("it is written so");
            let rule = FaultRule::new("fault_1".into(), kind, spec, 0).expect("it can be");
            assert_eq!(rule.to_string(), text);
        }
    }
}
