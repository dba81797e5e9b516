//! Parser of what a person types in `momo chat`: a message, or a command after `/`.
use crate::model::fault::{Fault, FaultSpec};
use crate::model::text::nearest::nearest;
use crate::model::text::units::parse_duration;

/// The commands, with what follows them and what they do.
pub const COMMANDS: [(&str, &str, &str); 11] = [
    ("as", "NAME", "speak as another person, who is made at once"),
    ("room", "NUMBER", "go to another room"),
    ("reply", "NUMBER TEXT", "reply to a message"),
    (
        "tap",
        "NUMBER|LABEL",
        "tap a quick reply of the newest message that offers any",
    ),
    ("why", "", "explain the last failure"),
    (
        "fault",
        "FAULT|off",
        "rehearse a fault, as `/fault drop times=1`",
    ),
    (
        "clock",
        "+TIME",
        "move the platform's clock ahead, as `/clock +1h`",
    ),
    ("retry", "", "try again what waits in this room"),
    (
        "save",
        "FILE",
        "write a conversation file of what was said since the talk began",
    ),
    ("help", "", "list these commands"),
    ("quit", "", "end, as Ctrl-D does"),
];

/// One line of a person.
#[derive(Debug, Clone, PartialEq)]
pub enum TalkLine {
    Nothing,
    Say(String),
    /// Number of the message, and the text.
    Reply(i64, String),
    As(String),
    Room(i64),
    /// Number or label of a quick reply.
    Tap(String),
    Why,
    Fault(Fault, Box<FaultSpec>),
    FaultsOff,
    /// Duration without its sign: `1h`.
    Clock(String),
    Retry,
    Save(String),
    Help,
    Quit,
}

impl TalkLine {
    /// Parses a line. `//text` says `/text`.
    ///
    /// # Errors
    /// Returns a sentence for the user if the command or what follows it is unknown or malformed.
    pub fn parse(line: &str) -> Result<Self, String> {
        let text = line.trim();
        let Some(command) = text.strip_prefix('/') else {
            let said = || Self::Say(text.to_owned());
            return Ok(if text.is_empty() {
                Self::Nothing
            } else {
                said()
            });
        };
        if command.starts_with('/') {
            return Ok(Self::Say(command.to_owned()));
        }
        let (name, rest) = command
            .split_once(char::is_whitespace)
            .unwrap_or((command, ""));
        let rest = rest.trim();
        let Some((name, takes, _)) = COMMANDS.iter().find(|(known, ..)| *known == name) else {
            return Err(unknown(name));
        };
        if takes.is_empty() != rest.is_empty() {
            return Err(match takes.is_empty() {
                true => format!("`/{name}` takes nothing after it"),
                false => format!("it is written `/{name} {takes}`"),
            });
        }
        Self::command(name, rest)
    }

    fn command(name: &str, rest: &str) -> Result<Self, String> {
        let id = |text: &str| {
            let id = text.trim_start_matches('#').parse().ok();
            id.filter(|id| *id > 0)
                .ok_or_else(|| format!("`{text}` is no number"))
        };
        Ok(match name {
            "as" => Self::As(rest.to_owned()),
            "room" => Self::Room(id(rest)?),
            "reply" => match rest.split_once(char::is_whitespace) {
                Some((to, text)) => Self::Reply(id(to)?, text.trim().to_owned()),
                None => return Err("it is written `/reply NUMBER TEXT`".into()),
            },
            "tap" => Self::Tap(rest.to_owned()),
            "why" => Self::Why,
            "fault" if rest == "off" => Self::FaultsOff,
            "fault" => {
                let (fault, spec) = FaultSpec::parse(rest)?;
                Self::Fault(fault, Box::new(spec))
            }
            "clock" => {
                let time = rest.strip_prefix('+').unwrap_or(rest);
                let is_valid = parse_duration(time).is_some_and(|by| !by.is_zero());
                let wrong = || "a time is written `+90s`, `+24h` or `+7d`".to_owned();
                Self::Clock(is_valid.then(|| time.to_owned()).ok_or_else(wrong)?)
            }
            "retry" => Self::Retry,
            "save" => Self::Save(rest.to_owned()),
            "help" => Self::Help,
            _ => Self::Quit,
        })
    }
}

fn unknown(name: &str) -> String {
    let names = COMMANDS.iter().map(|(name, ..)| *name);
    match nearest(name, names) {
        Some(meant) => {
            format!("there is no `/{name}`; did you mean `/{meant}`? `//{name}` says it")
        }
        None => {
            format!("there is no `/{name}`; `/help` lists the commands, and `//{name}` says it")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_or_command_is_read() {
        let parse = |line: &str| TalkLine::parse(line);
        assert_eq!(parse("  "), Ok(TalkLine::Nothing));
        assert_eq!(parse("안녕 /help"), Ok(TalkLine::Say("안녕 /help".into())));
        assert_eq!(parse("//help"), Ok(TalkLine::Say("/help".into())));
        assert_eq!(parse("/as 밥 아저씨"), Ok(TalkLine::As("밥 아저씨".into())));
        assert_eq!(parse("/room 2"), Ok(TalkLine::Room(2)));
        assert_eq!(
            parse("/reply #12 네, 좋아요"),
            Ok(TalkLine::Reply(12, "네, 좋아요".into()))
        );
        assert_eq!(parse("/clock +1h"), Ok(TalkLine::Clock("1h".into())));
        assert_eq!(parse("/fault off"), Ok(TalkLine::FaultsOff));
        let Ok(TalkLine::Fault(Fault::Drop, spec)) = parse("/fault drop times=2") else {
            panic!("no fault");
        };
        assert_eq!(spec.times, Some(2));
        assert_eq!(
            parse("/save a b.chat"),
            Ok(TalkLine::Save("a b.chat".into()))
        );
        assert_eq!(parse("/tap 2"), Ok(TalkLine::Tap("2".into())));
        assert_eq!(
            parse("/tap 네, 좋아요"),
            Ok(TalkLine::Tap("네, 좋아요".into()))
        );
        assert_eq!(parse("/quit"), Ok(TalkLine::Quit));
    }

    #[test]
    fn wrong_command_says_what_is_right() {
        let refused = |line: &str| TalkLine::parse(line).expect_err(line);
        assert_eq!(
            refused("/hepl"),
            "there is no `/hepl`; did you mean `/help`? `//hepl` says it"
        );
        assert_eq!(
            refused("/menu2026"),
            "there is no `/menu2026`; `/help` lists the commands, and `//menu2026` says it"
        );
        assert_eq!(refused("/as"), "it is written `/as NAME`");
        assert_eq!(refused("/why not"), "`/why` takes nothing after it");
        assert_eq!(refused("/room two"), "`two` is no number");
        assert_eq!(refused("/reply 3"), "it is written `/reply NUMBER TEXT`");
        assert_eq!(
            refused("/clock now"),
            "a time is written `+90s`, `+24h` or `+7d`"
        );
    }
}
