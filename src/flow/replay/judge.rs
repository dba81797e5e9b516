//! What one delivery came to: its exchange, whether that is as it should be, and what it probably is where not.
use super::build::RequestMeta;
use super::{ReplayItem, ReplayPlan, Signing};
use crate::error::Verdict;
use crate::io::client::Outcome;
use crate::io::{listeners, probe};
use crate::model::diagnosis::{Diagnosis, Facts, diagnose};
use crate::model::history::exchange::{Cause, Direction, Exchange};
use crate::model::http::Request;
use crate::model::http::target;
use crate::model::protocol::Protocol;
use crate::model::replay::expect::Unmet;
use crate::model::time::{self, Timestamp};

/// What is known of a delivery when it is over.
pub(super) struct CompletedRequest {
    pub(super) request: Request,
    pub(super) meta: RequestMeta,
    pub(super) started_at: Timestamp,
    pub(super) outcome: Outcome,
}

/// The exchange, as it is kept.
pub(super) fn to_exchange(plan: &ReplayPlan<'_>, item: &ReplayItem, done: CompletedRequest, random: [u8; 4]) -> Exchange {
    let CompletedRequest {
        mut request,
        meta: about,
        started_at,
        outcome,
    } = done;
    if let Some(key) = &plan.kakao.skill {
        // No other header's name says that it holds a secret.
        request.headers.hide(&key.header);
    }
    let exchange = Exchange::event(Direction::Sent, started_at, random, request, about.event);
    let exchange = Exchange {
        protocol: item.captured.protocol,
        kind: item.captured.kind,
        signature: about.signature,
        ..exchange
    };
    exchange.ended(outcome.response, outcome.timing)
}

/// What is not as it should be of its answer, if one came.
pub(super) fn unmet(plan: &ReplayPlan<'_>, item: &ReplayItem, exchange: &Exchange) -> Unmet {
    let Some(response) = &exchange.response else {
        return Unmet::default();
    };
    let millis = exchange.timing.total_ms;
    let recorded = item.captured.answer.as_ref();
    let mut unmet = plan.expected.unmet(response, millis, recorded);
    let budget = plan.budget(item);
    // Where several platforms are asked at once, one of them may give more time than the others.
    if plan.timeout.is_none() && millis > time::millis(budget) {
        unmet.add(format!("was an answer within {budget:?}"));
    }
    unmet.find(exchange.findings());
    unmet
}

/// Yes: as expected. No: answered otherwise or too late. Unknown: nobody was reached, or there is nothing to compare
/// the answer with.
pub(super) fn judge(exchange: &Exchange, unmet: &Unmet, facts: &Facts) -> Verdict {
    match (&exchange.response, &exchange.failure) {
        (Some(_), _) => unmet.verdict(),
        (None, Some(failure)) => match failure.cause {
            Cause::Dns
            | Cause::Refused
            | Cause::Connect
            | Cause::Tls
            | Cause::Cut
            | Cause::Rehearsed => Verdict::Unknown,
            // Nobody took the connection: that is no bot that was too slow.
            Cause::Timeout if facts.connects == Some(false) => Verdict::Unknown,
            Cause::Timeout
            | Cause::Broken
            | Cause::Protocol
            | Cause::TooLarge
            | Cause::Rejected => Verdict::No,
        },
        (None, None) => Verdict::Unknown,
    }
}

/// What a diagnosis needs to know of the world; it is found out only where something went wrong.
pub(super) fn gather_facts(plan: &ReplayPlan<'_>, exchange: &Exchange) -> Facts {
    let url = &exchange.request.url;
    let mut facts = Facts {
        timeout: Some(plan.longest_budget()),
        proxy: plan.proxy.clone(),
        kept_signature: matches!(plan.signing, Signing::Keep(_)),
        secret_origin: match (exchange.protocol, &plan.signing) {
            (Protocol::Momotalk, Signing::Sign { origin, .. }) => Some(origin.clone()),
            (Protocol::KakaoShare, _) => plan.kakao.origin.clone(),
            _ => None,
        },
        ..Facts::default()
    };
    match exchange.failure.as_ref().map(|failure| failure.cause) {
        Some(Cause::Refused) if target::is_loopback(url) => {
            facts.listeners = listeners::addresses()
        }
        Some(Cause::Timeout)
            if exchange.timing.first_byte_ms.is_none()
                && (plan.proxy.is_none() || target::is_loopback(url)) =>
        {
            let has_connected = exchange.timing.connect_ms.is_some();
            facts.connects = Some(has_connected || probe::connects(url));
        }
        Some(Cause::Broken | Cause::Protocol) if url.starts_with("http:") => {
            facts.speaks_tls = Some(probe::speaks_tls(url));
        }
        _ => {}
    }
    facts
}

/// Words for what went wrong; a refusal that was expected needs none.
pub(super) fn explain(exchange: &Exchange, verdict: Verdict, facts: &Facts) -> Option<Diagnosis> {
    let response = exchange.response.as_ref();
    let is_wanted_refusal =
        verdict == Verdict::Yes && response.is_some_and(|response| !response.is_success());
    if is_wanted_refusal {
        return None;
    }
    diagnose(exchange, facts)
}
