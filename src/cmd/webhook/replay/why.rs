//! Asks the bot which signature it takes, for `--why`.
use super::Replay;
use crate::cmd::context::Context;
use crate::error::Result;
use crate::flow::diagnosis::{ask, is_askable};
use crate::flow::replay::{ReplayOutcome, Signing};
use crate::io::client::Client;
use crate::io::system;
use crate::model::diagnosis::{DiagnosisContext, diagnose_probed};
use crate::model::secret::explain::LabelledSecret;
use crate::model::secret::verification::VerificationSecrets;
use crate::model::text::phrase::Phrase;

/// What asking the bot takes. It is asked once, at the first refused signature.
pub(super) struct BotInquiry {
    client: Client,
    /// The signing secret first, then the kept ones.
    secrets: Vec<LabelledSecret>,
    origin: String,
}

impl Replay {
    /// Returns the inquiry of `--why`; `None` without the flag, or if nothing is signed.
    pub(super) fn inquiry(
        &self,
        signing: &Signing,
        client: &Client,
        context: &mut Context,
    ) -> Option<BotInquiry> {
        let Signing::Sign { secret, origin, .. } = signing else {
            return None;
        };
        self.why.then(|| {
            let mut secrets = vec![LabelledSecret {
                label: Phrase::new("secret.given"),
                secret: secret.clone(),
            }];
            // Without a home folder no other secret is known.
            if let Ok(config) = context.config() {
                let kept = VerificationSecrets::from_bots(config.credentials.bots());
                secrets.extend(kept.candidates(None, system::now()));
            }
            BotInquiry {
                client: client.clone(),
                secrets,
                origin: origin.clone(),
            }
        })
    }
}

/// Replaces the diagnosis of a refused signature by what the bot takes. Returns whether the bot was asked.
pub(super) fn explain(
    inquiry: &mut Option<BotInquiry>,
    outcome: &mut ReplayOutcome<'_>,
) -> Result<bool> {
    if outcome.diagnosis.is_none() || !is_askable(&outcome.exchange) {
        return Ok(false);
    }
    let Some(BotInquiry {
        client,
        secrets,
        origin,
    }) = inquiry.take()
    else {
        return Ok(false);
    };
    let probe = ask(&client, &outcome.exchange, &secrets)?;
    let context = DiagnosisContext {
        secret_origin: Some(Phrase::verbatim(origin)),
        ..DiagnosisContext::default()
    };
    outcome.diagnosis = diagnose_probed(&outcome.exchange, &probe, &context);
    // Dropping the client would wait for its background work.
    std::mem::forget(client);
    Ok(true)
}
