//! Adds why exchanges of a failed conversation failed.
use crate::flow::diagnosis::{bot_context, diagnose_now};
use crate::model::chat::outcome::TalkExchange;
use crate::model::diagnosis::DiagnosisContext;
use crate::model::history::exchange::Exchange;
use crate::model::protocol::Protocol;

/// Maximum number of exchanges that are diagnosed, because that may ask the network.
const MAX_DIAGNOSES: usize = 3;

/// Adds the diagnoses of the first exchanges that failed.
pub(super) fn add_diagnoses(exchanges: &mut [TalkExchange]) {
    let failed = exchanges.iter_mut().filter(|it| !it.exchange.is_success());
    for talk in failed.take(MAX_DIAGNOSES) {
        talk.diagnosis = diagnose_now(&talk.exchange, context(&talk.exchange));
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
