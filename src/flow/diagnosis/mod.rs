//! Diagnoses failed deliveries: gathers facts of this machine and the network, and asks a bot which mistake it makes.
mod probe;

pub use probe::{ask, event_body, is_askable};

use crate::io::{client, listeners, probe as network};
use crate::model::diagnosis::{Diagnosis, DiagnosisContext, diagnose};
use crate::model::history::exchange::{Exchange, FailureCause};
use crate::model::http::target;
use crate::model::secret::verification::BotFingerprints;
use crate::model::text::phrase::Phrase;

/// Adds the facts that a diagnosis of this exchange needs. Probes the network only after a failure, at most some seconds.
pub fn gather_facts(exchange: &Exchange, mut context: DiagnosisContext) -> DiagnosisContext {
    let url = &exchange.request.url;
    context.proxy = client::proxy_variable(url).map(str::to_owned);
    match exchange.failure.as_ref().map(|failure| failure.cause) {
        Some(FailureCause::Refused) if target::is_loopback(url) => {
            context.listeners = listeners::addresses();
        }
        Some(FailureCause::Timeout)
            if exchange.timing.first_byte_ms.is_none() && context.proxy.is_none() =>
        {
            let has_connected = exchange.timing.connect_ms.is_some();
            context.can_connect = Some(has_connected || network::can_connect(url));
        }
        Some(FailureCause::Broken | FailureCause::Protocol)
            if context.proxy.is_none() && url.starts_with("http:") =>
        {
            context.speaks_tls = Some(network::speaks_tls(url));
        }
        _ => {}
    }
    context
}

/// Returns what is known of an exchange of the history: its secret is the bot's only if it has the fingerprint of it.
pub fn stored_context(exchange: &Exchange, kept: &BotFingerprints) -> DiagnosisContext {
    let context = bot_context(exchange);
    let (Some(bot), Some(secret)) = (&exchange.bot_id, &exchange.signature.secret) else {
        return context;
    };
    match kept.is_of(bot, secret) {
        true => context,
        false => DiagnosisContext {
            secret_origin: Some(Phrase::new("signature.unkept-secret")),
            ..context
        },
    }
}

/// Returns what is known of the delivery of an event to a bot of a platform, which signs with the bot's secret.
pub fn bot_context(exchange: &Exchange) -> DiagnosisContext {
    let bot = exchange.bot_id.as_deref();
    DiagnosisContext {
        timeout: Some(exchange.protocol.response_timeout()),
        secret_origin: bot.map(|id| Phrase::new("signature.kept-secret").with("bot", id)),
        target_flag: bot.map(|id| format!("momo bot update {id} --callback-url")),
        ..DiagnosisContext::default()
    }
}

/// Diagnoses an exchange just after its outcome. `None` as for [`diagnose`].
pub fn diagnose_now(exchange: &Exchange, context: DiagnosisContext) -> Option<Diagnosis> {
    diagnose(exchange, &gather_facts(exchange, context))
}
