//! Explains why a sent request failed; asks the bot which signature it takes if it refused a right one.
use super::{ExchangeParams, Inspector};
use crate::error::Result;
use crate::flow::diagnosis;
use crate::flow::web::json_fields::JsonFields;
use crate::flow::web::problem::{HandlerResult, ok};
use crate::io::sqlite::History;
use crate::io::system;
use crate::model::diagnosis::{Diagnosis, Probe, ProbeFinding, diagnose, diagnose_probed};
use crate::model::history::exchange::{Direction, Exchange, ExchangeKind};
use crate::model::http::Request;
use crate::model::http::target;
use crate::model::secret::explain::LabelledSecret;
use crate::model::secret::verification::{BotFingerprints, VerificationSecrets};
use crate::model::text::phrase::Phrase;
use serde::Serialize;

/// The answer of a call that asks a bot.
#[derive(Serialize)]
struct ExplanationJson {
    /// `None` if nothing failed.
    diagnosis: Option<Diagnosis>,
    /// Code of the bot's mistake; `None` if none is known.
    mistake: Option<String>,
    /// Number of events that were sent to the bot.
    probes: usize,
}

/// Asks the bot about a refused signature, unless the caller does not want it. Only a bot on this machine is asked.
pub(super) fn explain(
    inspector: &Inspector,
    request: &Request,
    params: &ExchangeParams<'_>,
) -> HandlerResult {
    let mut fields = JsonFields::read_optional(request)?;
    let asks_bot = fields.boolean("ask_bot")?.unwrap_or(true);
    fields.finish()?;
    let exchange = inspector.exchange(&params.id)?;
    let context = diagnosis::stored_context(&exchange, &inspector.kept()?);
    let probe = match asks_bot {
        true => inspector.probe(&exchange)?,
        false => None,
    };
    let Some(probe) = probe else {
        return Ok(ok(&ExplanationJson {
            diagnosis: diagnosis(inspector, &exchange),
            mistake: None,
            probes: 0,
        }));
    };
    let diagnosis = diagnose_probed(&exchange, &probe, &context);
    if let Some(diagnosis) = &diagnosis {
        let keep = |history: &mut History| history.keep_diagnosis(&exchange.id, diagnosis);
        inspector.history.with_history(keep)?;
    }
    Ok(ok(&ExplanationJson {
        diagnosis,
        probes: probe.requests,
        mistake: match probe.finding {
            ProbeFinding::Mistake(explanation) => Some(explanation.mistake),
            _ => None,
        },
    }))
}

/// Returns what was found out about a stored exchange, else diagnoses it without a look at the network, which may have
/// changed. `None` for received events.
pub(super) fn diagnosis(inspector: &Inspector, exchange: &Exchange) -> Option<Diagnosis> {
    let is_diagnosed = exchange.direction == Direction::Sent || exchange.kind == ExchangeKind::Api;
    let kept = is_diagnosed.then(|| inspector.kept().unwrap_or_default())?;
    let found = inspector
        .history
        .with_history(|history| history.found_diagnosis(exchange, &kept));
    if let Ok(Some(found)) = found {
        return Some(found);
    }
    diagnose(exchange, &diagnosis::stored_context(exchange, &kept))
}

impl Inspector {
    /// Returns the fingerprints of the kept secrets of bots.
    fn kept(&self) -> Result<BotFingerprints> {
        let credentials = self.host.credentials()?;
        Ok(BotFingerprints::new(credentials.bots(), system::now()))
    }

    /// Returns what the bot took; `None` if it is not asked.
    fn probe(&self, exchange: &Exchange) -> HandlerResult<Option<Probe>> {
        let is_asked =
            diagnosis::is_askable(exchange) && target::is_loopback(&exchange.request.url);
        let bot_id = exchange.bot_id.as_deref();
        let Some(secret) = is_asked.then(|| self.secret(bot_id).ok()).flatten() else {
            return Ok(None);
        };
        let label = Phrase::new("secret.given");
        let mut secrets = vec![LabelledSecret { label, secret }];
        let stored = VerificationSecrets::from_bots(self.host.credentials()?.bots());
        secrets.extend(stored.candidates(bot_id, system::now()));
        Ok(Some(diagnosis::ask(&self.host.client, exchange, &secrets)?))
    }
}
