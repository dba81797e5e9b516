//! Adds why exchanges of a failed conversation failed.
use super::place::ChatPlace;
use crate::flow::diagnosis::{bot_context, diagnose_now, is_askable};
use crate::model::chat::outcome::TalkExchange;
use crate::model::diagnosis::{Diagnosis, DiagnosisContext};
use crate::model::history::exchange::Exchange;
use crate::model::protocol::Protocol;
use parking_lot::Mutex;
use std::collections::HashMap;

/// Maximum number of exchanges that are diagnosed, because that may ask the network.
const MAX_DIAGNOSES: usize = 3;

/// What bots were found to do wrong with signatures, by their ids. `None` for one that the platform told nothing about.
/// Each bot is asked once a run.
#[derive(Default)]
pub(super) struct AskedBots(Mutex<HashMap<String, Option<Diagnosis>>>);

/// Adds the diagnoses of the first exchanges that failed. A bot that refused a right signature is asked which one it takes.
pub(super) fn add_diagnoses(
    place: &dyn ChatPlace,
    asked: &AskedBots,
    exchanges: &mut [TalkExchange],
) {
    let failed = exchanges.iter_mut().filter(|it| !it.exchange.is_success());
    for talk in failed.take(MAX_DIAGNOSES) {
        let found = asked.ask(place, &talk.exchange);
        talk.diagnosis = found.or_else(|| diagnose_now(&talk.exchange, context(&talk.exchange)));
    }
}

impl AskedBots {
    /// Returns what the bot of a refused signature was found to do; `None` for other exchanges.
    fn ask(&self, place: &dyn ChatPlace, exchange: &Exchange) -> Option<Diagnosis> {
        let bot = exchange.bot_id.clone().filter(|_| is_askable(exchange))?;
        // Held while the bot is asked: other conversations wait for what it tells.
        let mut asked = self.0.lock();
        asked
            .entry(bot)
            .or_insert_with(|| place.explain(&exchange.id))
            .clone()
    }
}

/// Returns what is known of an exchange. The bot of a skill's call is registered nowhere.
fn context(exchange: &Exchange) -> DiagnosisContext {
    match exchange.protocol {
        Protocol::KakaoSkill => DiagnosisContext {
            target_flag: Some("--to".into()),
            secret_origin: None,
            ..bot_context(exchange)
        },
        _ => bot_context(exchange),
    }
}
