//! Adds why exchanges of a failed conversation failed.
use crate::flow::diagnosis::{bot_context, diagnose_now};
use crate::model::chat::outcome::TalkExchange;

/// Maximum number of exchanges that are diagnosed, because that may ask the network.
const MAX_DIAGNOSES: usize = 3;

/// Adds the diagnoses of the first exchanges that failed.
pub(super) fn add_diagnoses(exchanges: &mut [TalkExchange]) {
    let failed = exchanges.iter_mut().filter(|it| !it.exchange.is_success());
    for talk in failed.take(MAX_DIAGNOSES) {
        talk.diagnosis = diagnose_now(&talk.exchange, bot_context(&talk.exchange));
    }
}
