//! Diagnoses a refused signature by what the bot took when it was asked.
use super::framework::Framework;
use super::{Diagnosis, DiagnosisContext, diagnose};
use crate::model::history::exchange::Exchange;
use crate::model::http::Response;
use crate::model::secret::explain::Explanation;
use crate::model::text::phrase::Phrase;

/// The type of the events that ask a bot which signature it takes; momo's own choice. No bot acts on it.
pub const PROBE_EVENT: &str = "momo.probe";

/// What a bot took when it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProbeFinding {
    /// A signature as this mistake computes it.
    Mistake(Explanation),
    /// The right signature.
    RightSignature,
    /// Even a signature of zeros.
    AnySignature,
    /// No signature.
    Nothing,
    /// It did not answer.
    NoAnswer,
}

/// What was asked, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    pub finding: ProbeFinding,
    /// Number of events that were sent: the two controls, one with no valid signature and one with the right one, then the
    /// mistakes.
    pub requests: usize,
}

/// Number of events of a probe that are signed by no known mistake.
const CONTROLS: usize = 2;

/// Diagnoses an exchange whose signature the bot refused. As [`diagnose`] if the probe tells nothing more.
pub fn diagnose_probed(
    exchange: &Exchange,
    probe: &Probe,
    context: &DiagnosisContext,
) -> Option<Diagnosis> {
    let diagnosis = diagnose(exchange, context)?;
    let response = exchange.response.as_ref()?;
    Some(match &probe.finding {
        ProbeFinding::Mistake(explanation) => explained(response, explanation),
        ProbeFinding::RightSignature => diagnosis.hint(Phrase::new("probe.takes-right")),
        ProbeFinding::AnySignature => diagnosis.hint(Phrase::new("probe.takes-any")),
        ProbeFinding::NoAnswer => diagnosis,
        ProbeFinding::Nothing => {
            let tried = probe.requests.saturating_sub(CONTROLS);
            Diagnosis::new(diagnosis.message)
                .hint(Phrase::new("probe.other-secret").with("n", tried))
                .hint(Phrase::new("diagnosis.hint-fingerprint"))
                .hint(Phrase::new("probe.hint-print-signature").with("id", &exchange.id))
        }
    })
}

fn explained(response: &Response, explanation: &Explanation) -> Diagnosis {
    let message = Phrase::new("diagnosis.refused-because")
        .with("status", response.status)
        .with("why", explanation.text.clone());
    let diagnosis = Diagnosis::new(message);
    let first = explanation.mistake.split('+').next().unwrap_or_default();
    let fix = match first {
        "secret_newline_added" | "secret_crlf_added" => "fix.secret-newline",
        "secret_trimmed" | "secret_quotes" | "secret_bom_removed" | "secret_bom_added"
        | "secret_utf16" => "fix.secret-as-given",
        "secret_hex" | "secret_base64" => "fix.secret-text",
        "secret_empty" => "fix.secret-empty",
        "other_secret" => "fix.other-secret",
        "base64" | "upper_case" => "fix.hex",
        "prefix" => "fix.prefix",
        "other_header" => "fix.other-header",
        _ => {
            return diagnosis
                .hint(Phrase::new("fix.raw-bytes"))
                .hint(raw_body_hint(response));
        }
    };
    diagnosis.hint(Phrase::new(fix))
}

/// Returns how the bot reads the raw bytes of a body, in its framework if that is recognized.
pub(super) fn raw_body_hint(response: &Response) -> Phrase {
    match Framework::recognise(response) {
        Some(framework) => framework.raw_body_hint(),
        None => Phrase::new("raw-body.unknown"),
    }
}
