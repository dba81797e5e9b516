//! Diagnoses refused requests of Kakao's protocols.
use super::{Diagnosis, DiagnosisContext, path};
use crate::model::history::exchange::Exchange;
use crate::model::http::Response;
use crate::model::protocol::Protocol;
use crate::model::secret::signature::SignatureVerdict;

/// Returns a diagnosis specific to Kakao; `None` if the general diagnosis applies.
pub(super) fn diagnose(
    exchange: &Exchange,
    response: &Response,
    context: &DiagnosisContext,
) -> Option<Diagnosis> {
    match (exchange.protocol, response.status) {
        (Protocol::KakaoShare, 401 | 403) => Some(refused_key(exchange, response.status, context)),
        (Protocol::KakaoShare, 404) => Some(not_found(exchange, "the webhook's")),
        (Protocol::KakaoShare, 405) => Some(not_allowed(exchange)),
        (Protocol::KakaoSkill, 401 | 403) => Some(refused_call(exchange, response.status)),
        (Protocol::KakaoSkill, 404) => Some(not_found(exchange, "the skill's")),
        (Protocol::KakaoSkill, 405) => Some(Diagnosis::new(format!(
            "the path `{}` is there, but takes no POST, by which skill calls come",
            path(&exchange.request.url)
        ))),
        _ => None,
    }
}

fn refused_key(exchange: &Exchange, status: u16, context: &DiagnosisContext) -> Diagnosis {
    match exchange.signature.verdict {
        SignatureVerdict::Valid => {
            let fingerprint = exchange.signature.secret.as_deref().unwrap_or("unknown");
            let origin = context.secret_origin.as_deref().unwrap_or("momo");
            Diagnosis::new(format!(
                "the service refused the admin key ({status}) of fingerprint {fingerprint} from {origin}"
            ))
            .hint("Does it compare `Authorization` with `KakaoAK ` and the primary admin key? With several admin keys Kakao sends the primary one.")
            .hint("The REST API key, which older files call `adminKey`, is another one.")
        }
        _ => Diagnosis::new(format!(
            "the service refused the request ({status}), which carries no admin key that momo knows of"
        )),
    }
}

fn refused_call(exchange: &Exchange, status: u16) -> Diagnosis {
    match exchange.signature.verdict {
        SignatureVerdict::Valid => Diagnosis::new(format!("the skill refused the call ({status}), although the header that you named was there"))
            .hint("Does it hold the same secret?"),
        _ => Diagnosis::new(format!("the skill refused the call ({status})"))
            .hint("Does it want a header that was set in Kakao's console? `--skill-header NAME --skill-secret-file FILE` sends it."),
    }
}

fn not_found(exchange: &Exchange, owner: &str) -> Diagnosis {
    let path = path(&exchange.request.url);
    let path = path.split('?').next().unwrap_or_default();
    Diagnosis::new(format!("the server runs, but knows no path `{path}`"))
        .hint(format!("Give {owner} own path: `--to 3000/PATH`."))
}

fn not_allowed(exchange: &Exchange) -> Diagnosis {
    let (method, other, name) = match &*exchange.request.method {
        "GET" => ("GET", "POST", "kakao-share/direct_chat"),
        _ => ("POST", "GET", "kakao-share/direct_chat.get"),
    };
    let path = path(&exchange.request.url);
    let path = path.split('?').next().unwrap_or_default();
    Diagnosis::new(format!("the path `{path}` is there, but takes no {method}")).hint(format!(
        "Kakao sends what you chose in its console: `momo webhook replay {name}` is a {other}."
    ))
}
