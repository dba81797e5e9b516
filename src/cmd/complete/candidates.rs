//! What there is here that an argument may name.
use super::value_name;
use crate::cmd::{config, variables};
use crate::io::files::{Credentials, Home, load_settings};
use crate::io::sqlite::{recent_exchanges, room_names};
use crate::model::check::catalogue;
use crate::model::fault::Fault;
use crate::model::protocol::Protocol;
use crate::model::samples;
use crate::view::help;
use clap::Arg;
use std::sync::mpsc;
use std::time::Duration;

/// Longest time to look for candidates. A shell waits for them with every key.
const TIME_LIMIT: Duration = Duration::from_millis(150);

/// A kind of thing that exists here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Live {
    Bot,
    Room,
    Exchange,
    /// A sample, an exchange or a file.
    Payload,
    Sample,
    Profile,
    Check,
    Fault,
    Chaos,
    ConfigKey,
    Topic,
    KakaoAccount,
}

/// A value and what it is.
type Candidate = (String, String);

impl Live {
    /// Returns what the argument of a command such as `webhook history show` names; `None` if nothing that is looked up.
    pub(super) fn of(command: &str, arg: &Arg) -> Option<Self> {
        let id = arg.get_id().as_str();
        match (command, value_name(arg), id) {
            ("run", _, "bot") => None,
            ("fault set", "KIND" | "FAULT", _) => Some(Self::Fault),
            ("config get" | "config set" | "config unset", "KEY", _) => Some(Self::ConfigKey),
            ("help", ..) => Some(Self::Topic),
            ("webhook sample", _, "name") => Some(Self::Sample),
            ("webhook replay", "SAMPLE|FILE|ID|-", _) => Some(Self::Payload),
            (command, "ID", _) if command.starts_with("webhook history") => Some(Self::Exchange),
            (_, "BOT" | "BOT_ID", _) => Some(Self::Bot),
            (_, "ROOM" | "ROOM_ID", _) => Some(Self::Room),
            (_, _, "room") => Some(Self::Room),
            (_, "NAME", "profile") => Some(Self::Profile),
            (_, "CHECK", _) => Some(Self::Check),
            (_, "FAULT", _) => Some(Self::Fault),
            (_, "FAULT=SHARE,...", _) => Some(Self::Chaos),
            (_, "NAME", "account" | "kakao_account") => Some(Self::KakaoAccount),
            _ => None,
        }
    }

    /// Returns all there are, in the order in which they are shown; nothing if that takes too long.
    pub(super) fn candidates(self) -> Vec<Candidate> {
        let (sender, receiver) = mpsc::channel();
        // A thread that hangs ends with the process.
        std::thread::spawn(move || sender.send(self.look()));
        receiver.recv_timeout(TIME_LIMIT).unwrap_or_default()
    }

    fn look(self) -> Vec<Candidate> {
        match self {
            Self::Sample => samples(),
            Self::Check => checks(),
            Self::Fault => Fault::PLATFORM.map(|fault| named(fault.name())).into(),
            Self::Chaos => Fault::REPLAY
                .map(|fault| named(&format!("{}=", fault.name())))
                .into(),
            Self::Topic => topics(),
            _ => at_home(self).unwrap_or_default(),
        }
    }
}

fn named(name: &str) -> Candidate {
    (name.to_owned(), String::new())
}

fn samples() -> Vec<Candidate> {
    samples::all().map(|sample| named(sample.name)).collect()
}

/// Returns families and checks of all protocols.
fn checks() -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for check in Protocol::ALL.into_iter().flat_map(catalogue) {
        if !found.iter().any(|(name, _)| name == check.family()) {
            found.push((
                check.family().to_owned(),
                "all checks of this family".to_owned(),
            ));
        }
        found.push((check.id.to_owned(), check.what.to_owned()));
    }
    found
}

fn topics() -> Vec<Candidate> {
    let topics = help::topics().into_iter();
    topics.map(|topic| (topic.name, topic.about)).collect()
}

/// Looks at what the home holds; `None` if there is none or it cannot be read.
fn at_home(live: Live) -> Option<Vec<Candidate>> {
    let home = Home::from_environment(variables::non_empty).ok()?;
    match live {
        Live::Bot => bots(&home),
        Live::Room => {
            let rooms = room_names(&home.platform_file().ok()?).ok()?.into_iter();
            Some(rooms.map(|(id, name)| (id.to_string(), name)).collect())
        }
        Live::Exchange | Live::Payload => {
            let recent = recent_exchanges(&home.history_file().ok()?).unwrap_or_default();
            let exchanges = recent.into_iter();
            let mut found = vec![("last".to_owned(), "the newest".to_owned())];
            found.extend(exchanges.map(|(id, event)| (id, event.unwrap_or_default())));
            if live == Live::Payload {
                found.splice(0..0, samples());
            }
            Some(found)
        }
        _ => settings(&home, live),
    }
}

fn bots(home: &Home) -> Option<Vec<Candidate>> {
    let credentials = Credentials::load(home).ok()?;
    let mut found = Vec::new();
    for (id, bot) in credentials.bots() {
        let name = bot.name.clone().unwrap_or_default();
        found.push((id.to_owned(), name.clone()));
        if !name.is_empty() {
            found.push((name, id.to_owned()));
        }
    }
    Some(found)
}

fn settings(home: &Home, live: Live) -> Option<Vec<Candidate>> {
    let here = std::env::current_dir().ok()?;
    let settings = load_settings(home, &here).ok()?.settings;
    let names = match live {
        Live::Profile => settings.profile_names(),
        Live::KakaoAccount => settings.kakao().accounts(),
        _ => config::keys(&settings),
    };
    Some(names.iter().map(|name| named(name)).collect())
}
