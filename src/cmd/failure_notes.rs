//! Tells why deliveries failed: the first failure of each kind in full, later ones in short.
use super::context::Context;
use crate::flow::api::ApiClient;
use crate::flow::diagnosis::{bot_context, diagnose_now, stored_context};
use crate::io::sqlite::History;
use crate::io::system;
use crate::model::diagnosis::{Diagnosis, DiagnosisContext, diagnose};
use crate::model::history::exchange::{Direction, Exchange, ExchangeKind};
use crate::model::platform::room::{Message, Sender};
use crate::model::secret::verification::BotFingerprints;
use crate::model::text::phrase::Phrase;
use crate::view::delivery;
use crate::view::terminal::{Styles, Terminal, render};
use serde::Deserialize;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::HashSet;

/// Remembers which failures were told in full.
#[derive(Default)]
pub(crate) struct FailureNotes {
    /// The bot, and what failed with which outcome: a status or a cause.
    told: RefCell<HashSet<(Option<String>, String)>>,
    /// The flag that sets where requests go; `None` for the command that changes the bot.
    target_flag: Option<&'static str>,
}

impl FailureNotes {
    /// Creates notes whose hints name this flag.
    pub(crate) fn with_flag(target_flag: &'static str) -> Self {
        Self {
            target_flag: Some(target_flag),
            ..Self::default()
        }
    }

    /// Returns the lines below a failed exchange: why an event was not taken, or why the API refused a call. Empty for
    /// others. Looks at the network after a failure without a response.
    pub(crate) fn lines(&self, exchange: &Exchange, styles: Styles) -> Vec<String> {
        match self.diagnosis(exchange) {
            Some(ToldDiagnosis::First(diagnosis)) => full_lines(exchange, diagnosis, styles),
            Some(ToldDiagnosis::Again(diagnosis)) => {
                let lines = delivery::diagnosis(styles, &diagnosis);
                lines.into_iter().take(1).collect()
            }
            None => Vec::new(),
        }
    }

    /// Returns why an event was not taken, or why the API refused a call; `None` for others. Looks at the network after the first failure of its
    /// kind without a response.
    pub(crate) fn diagnosis(&self, exchange: &Exchange) -> Option<ToldDiagnosis> {
        if !is_diagnosed(exchange) {
            return None;
        }
        let mut context = bot_context(exchange);
        if let Some(flag) = self.target_flag {
            context.target_flag = Some(flag.to_owned());
        }
        match self.is_first(exchange) {
            true => diagnose_now(exchange, context).map(ToldDiagnosis::First),
            false => diagnose(exchange, &context).map(ToldDiagnosis::Again),
        }
    }

    /// Returns whether no failure of this kind was told before, and notes it.
    pub(crate) fn is_first(&self, exchange: &Exchange) -> bool {
        let kind = format!("{} {}", exchange.kind.name(), delivery::outcome(exchange));
        self.is_new(exchange.bot_id.clone(), kind)
    }

    /// Returns the lines below the line of a message: what to do about a bot's first second reply to one message.
    pub(crate) fn message_lines(&self, message: &Message, styles: Styles) -> Vec<String> {
        let Sender::Bot { id, .. } = &message.sender else {
            return Vec::new();
        };
        let is_repeated = message.reply_number.is_some_and(|number| number > 1);
        let is_told = is_repeated && self.is_new(Some(id.clone()), "repeated reply".into());
        let hint = is_told.then(|| delivery::hint(styles, &Phrase::new("talk.hint-once")));
        hint.into_iter().collect()
    }

    fn is_new(&self, bot: Option<String>, kind: String) -> bool {
        self.told.borrow_mut().insert((bot, kind))
    }
}

/// A diagnosis, and whether one of its kind was told before.
pub(crate) enum ToldDiagnosis {
    First(Diagnosis),
    Again(Diagnosis),
}

impl ToldDiagnosis {
    pub(crate) fn into_inner(self) -> Diagnosis {
        match self {
            Self::First(diagnosis) | Self::Again(diagnosis) => diagnosis,
        }
    }
}

/// Returns whether failures of such an exchange are explained: of what momo sent, and of calls to an API.
fn is_diagnosed(exchange: &Exchange) -> bool {
    exchange.direction == Direction::Sent || exchange.kind == ExchangeKind::Api
}

/// Returns the lines that say why a call of a skill failed; empty if it did not.
pub(crate) fn skill_lines(exchange: &Exchange, styles: Styles) -> Vec<String> {
    let context = DiagnosisContext {
        timeout: Some(exchange.protocol.response_timeout()),
        target_flag: Some("--skill".into()),
        ..DiagnosisContext::default()
    };
    let diagnosis = diagnose_now(exchange, context);
    diagnosis.map_or_else(Vec::new, |it| delivery::diagnosis(styles, &it))
}

/// Returns what was found out about a stored exchange: why the bot did not take the event, or why the API refused the call.
/// Does not look at the network, which may have changed. `None` for others.
pub(crate) fn stored_diagnosis(
    context: &mut Context,
    history: &History,
    exchange: &Exchange,
) -> Option<Diagnosis> {
    if !is_diagnosed(exchange) {
        return None;
    }
    let config = context.config().ok();
    let kept = config.map(|it| BotFingerprints::new(it.credentials.bots(), system::now()));
    let kept = kept.unwrap_or_default();
    let found = history.found_diagnosis(exchange, &kept).ok().flatten();
    found.or_else(|| diagnose(exchange, &stored_context(exchange, &kept)))
}

/// Returns all lines of a diagnosis, and where more is shown.
pub(crate) fn full_lines(exchange: &Exchange, diagnosis: Diagnosis, styles: Styles) -> Vec<String> {
    let all = Phrase::new("diagnosis.hint-all").with("id", &exchange.id);
    delivery::diagnosis(styles, &diagnosis.hint(all))
}

/// What a platform says of a failed exchange.
#[derive(Deserialize)]
pub(crate) struct Explained {
    pub(crate) diagnosis: Option<Diagnosis>,
    /// Code of the bot's mistake; `None` if none is known.
    #[serde(default)]
    pub(crate) mistake: Option<String>,
}

/// Asks the platform why an exchange failed; with `asks_bot` it asks the bot which signature it takes. `None` if the
/// platform does not say.
pub(crate) fn explain(api: &ApiClient, exchange_id: &str, asks_bot: bool) -> Option<Explained> {
    let path = format!("/exchanges/{exchange_id}/explain");
    let answer = api.post(&path, &json!({ "ask_bot": asks_bot }));
    let value: Value = answer.ok()?.ok()?;
    Explained::deserialize(value).ok()
}

/// Prints a diagnosis and its hints as notes.
pub(crate) fn note_diagnosis(terminal: &mut Terminal, diagnosis: &Diagnosis) {
    terminal.note(render(&diagnosis.message));
    for hint in &diagnosis.hints {
        terminal.note(format!("hint: {}", render(hint)));
    }
}
