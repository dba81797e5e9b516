//! Diagnoses refused requests of Kakao's protocols.
use super::{Diagnosis, DiagnosisContext, path, refused_with_secret};
use crate::model::history::exchange::Exchange;
use crate::model::http::Response;
use crate::model::protocol::Protocol;
use crate::model::secret::signature::SignatureVerdict;
use crate::model::text::phrase::Phrase;

/// Returns a diagnosis specific to Kakao; `None` if the general diagnosis applies.
pub(super) fn diagnose(
    exchange: &Exchange,
    response: &Response,
    context: &DiagnosisContext,
) -> Option<Diagnosis> {
    let status = response.status;
    match (exchange.protocol, status) {
        (Protocol::KakaoShare, 401 | 403) => Some(refused_key(exchange, status, context)),
        (Protocol::KakaoShare, 404) => Some(not_found(exchange, "diagnosis.hint-webhook-path")),
        (Protocol::KakaoShare, 405) => Some(not_allowed(exchange)),
        (Protocol::KakaoSkill, 401 | 403) => Some(refused_call(exchange, status)),
        (Protocol::KakaoSkill, 404) => Some(not_found(exchange, "diagnosis.hint-skill-path")),
        (Protocol::KakaoSkill, 405) => Some(Diagnosis::new(
            Phrase::new("diagnosis.skill-no-post").with("path", path(&exchange.request.url)),
        )),
        _ => None,
    }
}

fn refused_key(exchange: &Exchange, status: u16, context: &DiagnosisContext) -> Diagnosis {
    match exchange.signature.verdict {
        SignatureVerdict::Valid => {
            let code = "diagnosis.refused-key";
            Diagnosis::new(refused_with_secret(code, exchange, status, context))
                .hint(Phrase::new("diagnosis.hint-primary-key"))
                .hint(Phrase::new("diagnosis.hint-rest-key"))
        }
        _ => Diagnosis::new(Phrase::new("diagnosis.refused-without-key").with("status", status)),
    }
}

fn refused_call(exchange: &Exchange, status: u16) -> Diagnosis {
    let (code, hint) = match exchange.signature.verdict {
        SignatureVerdict::Valid => (
            "diagnosis.refused-with-header",
            "diagnosis.hint-same-secret",
        ),
        _ => ("diagnosis.refused-call", "diagnosis.hint-console-header"),
    };
    Diagnosis::new(Phrase::new(code).with("status", status)).hint(Phrase::new(hint))
}

fn not_found(exchange: &Exchange, hint: &'static str) -> Diagnosis {
    Diagnosis::new(Phrase::new("diagnosis.no-path").with("path", path_alone(exchange)))
        .hint(Phrase::new(hint))
}

fn not_allowed(exchange: &Exchange) -> Diagnosis {
    let (method, other, name) = match &*exchange.request.method {
        "GET" => ("GET", "POST", "kakao-share/direct_chat"),
        _ => ("POST", "GET", "kakao-share/direct_chat.get"),
    };
    let message = Phrase::new("diagnosis.path-no-method").with("path", path_alone(exchange));
    let hint = Phrase::new("diagnosis.hint-chosen-method").with("sample", name);
    Diagnosis::new(message.with("method", method)).hint(hint.with("method", other))
}

/// Returns the path of the request without its query.
fn path_alone(exchange: &Exchange) -> &str {
    let path = path(&exchange.request.url);
    path.split('?').next().unwrap_or_default()
}
