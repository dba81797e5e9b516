//! Judges a completed request: builds its exchange, compares it with the expectation and diagnoses failures.
use super::build::RequestMeta;
use super::{ReplayItem, ReplayPlan, Signing};
use crate::error::Verdict;
use crate::flow::diagnosis;
use crate::model::diagnosis::{Diagnosis, DiagnosisContext, diagnose_replayed};
use crate::model::history::exchange::{Exchange, ExchangeMeta, FailureCause};
use crate::model::protocol::Protocol;
use crate::model::replay::expect::Mismatch;
use crate::model::text::phrase::Phrase;
use crate::model::time;

/// Describes the exchange of a request of this payload.
pub(super) fn exchange_meta(
    plan: &ReplayPlan<'_>,
    item: &ReplayItem,
    meta: RequestMeta,
) -> ExchangeMeta {
    let protocol = item.captured.protocol;
    let skill_header = plan.kakao.skill.as_ref().map(|key| &*key.header);
    let mut described = ExchangeMeta {
        kind: item.captured.kind,
        signature: meta.signature,
        ..ExchangeMeta::event(protocol, meta.event, skill_header)
    };
    let hidden_headers = item.captured.hidden_headers.iter().cloned();
    described.secret_headers.extend(hidden_headers);
    described
}

/// Compares the response with the expectation. Empty without a response.
pub(super) fn find_mismatch(
    plan: &ReplayPlan<'_>,
    item: &ReplayItem,
    exchange: &Exchange,
) -> Mismatch {
    let Some(response) = &exchange.response else {
        return Mismatch::default();
    };
    let millis = exchange.timing.total_ms;
    let recorded_answer = item.captured.recorded_response.as_ref();
    let mut mismatch = plan.expectation.check(response, millis, recorded_answer);
    let budget = plan.budget(item);
    // The load engine's timeout is the longest budget of all payloads; payloads of other platforms have shorter ones.
    if plan.timeout.is_none() && millis > time::millis(budget) {
        mismatch.add_expected(format!("was an answer within {budget:?}"));
    }
    mismatch.set_findings(exchange.lint_response());
    mismatch
}

/// Returns the verdict. `Yes`: as expected. `No`: an unexpected, late or unusable response, or none after connecting.
/// `Unknown`: not sent, not connected, aborted by momo, or no recorded response to compare with.
pub(super) fn judge(exchange: &Exchange, mismatch: &Mismatch, facts: &DiagnosisContext) -> Verdict {
    match (&exchange.response, &exchange.failure) {
        (Some(_), _) => mismatch.verdict(),
        (None, Some(failure)) if failure.is_unsendable() => Verdict::Unknown,
        (None, Some(failure)) => match failure.cause {
            FailureCause::Dns
            | FailureCause::Refused
            | FailureCause::Connect
            | FailureCause::Tls
            | FailureCause::Cut
            | FailureCause::Simulated => Verdict::Unknown,
            // The connect timed out: the bot was unreachable, not slow.
            FailureCause::Timeout if facts.can_connect == Some(false) => Verdict::Unknown,
            FailureCause::Timeout
            | FailureCause::Broken
            | FailureCause::Protocol
            | FailureCause::TooLarge
            | FailureCause::Rejected => Verdict::No,
        },
        (None, None) => Verdict::Unknown,
    }
}

/// Gathers the facts for a diagnosis. Probes the network only after a failure.
pub(super) fn gather_facts(plan: &ReplayPlan<'_>, exchange: &Exchange) -> DiagnosisContext {
    let facts = DiagnosisContext {
        timeout: Some(plan.longest_budget()),
        has_original_signature: matches!(plan.signing, Signing::Keep(_)),
        secret_origin: match (exchange.protocol, &plan.signing) {
            (Protocol::Momotalk, Signing::Sign { origin, .. }) => Some(Phrase::verbatim(origin)),
            (Protocol::KakaoShare, _) => plan.kakao.origin.as_ref().map(Phrase::verbatim),
            _ => None,
        },
        ..DiagnosisContext::default()
    };
    diagnosis::gather_facts(exchange, facts)
}

/// Diagnoses an exchange; `None` for an expected error status, or without a diagnosis.
pub(super) fn explain(
    exchange: &Exchange,
    verdict: Verdict,
    facts: &DiagnosisContext,
) -> Option<Diagnosis> {
    let response = exchange.response.as_ref();
    let is_expected_rejection =
        verdict == Verdict::Yes && response.is_some_and(|response| !response.is_success());
    if is_expected_rejection {
        return None;
    }
    diagnose_replayed(exchange, facts)
}
