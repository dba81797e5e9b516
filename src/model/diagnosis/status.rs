//! Diagnoses responses by status and body.
use super::framework::Framework;
use super::{
    Diagnosis, DiagnosisContext, MOMO_REFUSALS, body_text, bot_error, html_title, is_html, kakao,
    path, refused_with_secret, requires_tls, with_scheme,
};
use crate::model::fault::Fault;
use crate::model::history::exchange::Exchange;
use crate::model::http::Response;
use crate::model::http::target;
use crate::model::secret::signature::SignatureVerdict;
use crate::model::secret::verification::NOT_THE_BOTS;
use crate::model::text::phrase::{Arg, Phrase};

pub(super) fn diagnose(
    exchange: &Exchange,
    response: &Response,
    context: &DiagnosisContext,
) -> Option<Diagnosis> {
    if let Some(diagnosis) = kakao::diagnose(exchange, response, context) {
        return Some(with_page(diagnosis, response));
    }
    let (url, status) = (&*exchange.request.url, response.status);
    let diagnosis = match status {
        200..=299 => return diagnose_success(response),
        300..=399 => redirect(url, response),
        400 => bad_request(url, response),
        401 | 403 => forbidden(exchange, response, context),
        404 => not_found(url, response),
        405 => not_allowed(url, response),
        411 => Diagnosis::new(Phrase::new("diagnosis.no-length"))
            .hint(Phrase::new("diagnosis.hint-proxy-takes")),
        413 => too_large(exchange, response),
        415 => wrong_type(exchange),
        421 => {
            Diagnosis::new(Phrase::new("diagnosis.other-host").with("host", target::authority(url)))
                .hint(Phrase::new("diagnosis.hint-host-header"))
        }
        429 => too_many(response),
        503 if let Some(message) = momo_refusal(response) => {
            Diagnosis::new(Phrase::new("diagnosis.momo-refuses").with("message", message))
                .hint(Phrase::new("diagnosis.hint-momo-terminal"))
        }
        502..=504 => gateway(response),
        500.. => bot_error::diagnose(response),
        _ => Diagnosis::new(Phrase::new("diagnosis.odd-status").with("status", status)),
    };
    Some(with_page(diagnosis, response))
}

/// Diagnoses a 2xx response: an HTML page suggests that another server responded.
fn diagnose_success(response: &Response) -> Option<Diagnosis> {
    is_html(response).then(|| {
        Diagnosis::new(describe_page(response)).hint(Phrase::new("diagnosis.hint-is-it-the-bot"))
    })
}

fn describe_page(response: &Response) -> Phrase {
    match html_title(response) {
        Some(title) => Phrase::new("diagnosis.titled-page").with("title", title),
        None => Phrase::new("diagnosis.page"),
    }
}

fn with_page(diagnosis: Diagnosis, response: &Response) -> Diagnosis {
    let hint = || Phrase::new("diagnosis.hint-page").with("page", describe_page(response));
    match is_html(response) {
        true => diagnosis.hint(hint()),
        false => diagnosis,
    }
}

fn redirect(url: &str, response: &Response) -> Diagnosis {
    let Some(location) = response.headers.text("Location") else {
        return Diagnosis::new(Phrase::new("diagnosis.redirect-nowhere"));
    };
    let target_url = absolute(url, location);
    let (from, to) = (url.trim_end_matches('/'), target_url.trim_end_matches('/'));
    let hint = if from == to {
        Phrase::new("diagnosis.hint-slash")
    } else if target_url == with_scheme(url, "https") {
        Phrase::new("diagnosis.hint-wants-https")
    } else if path(&target_url).contains("login") || path(&target_url).contains("signin") {
        Phrase::new("diagnosis.hint-login")
    } else if target::authority(url) == target::authority(&target_url) {
        Phrase::new("diagnosis.hint-moved")
    } else {
        Phrase::new("diagnosis.hint-other-host")
    };
    Diagnosis::new(Phrase::new("diagnosis.redirect").with("location", location))
        .hint(hint.with("url", target_url))
}

/// Resolves the `Location` of a redirect to an absolute URL.
fn absolute(url: &str, location: &str) -> String {
    if location.contains("://") {
        return location.to_owned();
    }
    let scheme = url.split_once("://").map_or("http", |(scheme, _)| scheme);
    if let Some(rest) = location.strip_prefix("//") {
        return format!("{scheme}://{rest}");
    }
    let authority = target::authority(url);
    if location.starts_with('/') {
        return format!("{scheme}://{authority}{location}");
    }
    let path = path(url).split('?').next().unwrap_or_default();
    let folder = path.rfind('/').map_or("/", |offset| &path[..=offset]);
    format!("{scheme}://{authority}{folder}{location}")
}

fn bad_request(url: &str, response: &Response) -> Diagnosis {
    let text = body_text(response).to_lowercase();
    if text.contains("https port") || text.contains("https server") {
        return requires_tls(url);
    }
    wrong_host(&text).unwrap_or_else(|| {
        Diagnosis::new(Phrase::new("diagnosis.malformed"))
            .hint(Phrase::new("diagnosis.hint-fields"))
    })
}

/// Recognizes frameworks that reject unknown host names.
fn wrong_host(text: &str) -> Option<Diagnosis> {
    let messages = [
        "invalid host",
        "disallowedhost",
        "blocked request",
        "invalid http_host",
    ];
    messages
        .iter()
        .any(|message| text.contains(message))
        .then(|| {
            Diagnosis::new(Phrase::new("diagnosis.unknown-host"))
                .hint(Phrase::new("diagnosis.hint-allow-host"))
        })
}

fn forbidden(exchange: &Exchange, response: &Response, context: &DiagnosisContext) -> Diagnosis {
    let text = body_text(response).to_lowercase();
    if let Some(diagnosis) = wrong_host(&text) {
        return diagnosis;
    }
    if text.contains("csrf") {
        return Diagnosis::new(Phrase::new("diagnosis.csrf"))
            .hint(Phrase::new("diagnosis.hint-csrf"));
    }
    if let Some(challenge) = response.headers.text("WWW-Authenticate") {
        return Diagnosis::new(Phrase::new("diagnosis.login").with("challenge", challenge))
            .hint(Phrase::new("diagnosis.hint-open-path"));
    }
    let status = response.status;
    let refused = |code: &'static str| Diagnosis::new(Phrase::new(code).with("status", status));
    match exchange.signature.verdict {
        SignatureVerdict::Missing => {
            refused("diagnosis.refused-unsigned").hint(Phrase::new("diagnosis.hint-sign"))
        }
        SignatureVerdict::Invalid => refused("diagnosis.refused-wrong-signature")
            .hint_if(
                context.has_original_signature,
                Phrase::new("diagnosis.hint-sign-anew"),
            )
            .hint_if(
                exchange.faults.contains(&Fault::BadSignature),
                Phrase::new("diagnosis.hint-rehearsed-signature"),
            ),
        SignatureVerdict::Unchecked => refused("diagnosis.refused"),
        SignatureVerdict::Valid if let Some(why) = other_secret(exchange) => Diagnosis::new(
            Phrase::new("diagnosis.refused-not-the-bots")
                .with("status", status)
                .with("why", why),
        )
        .hint(Phrase::new("diagnosis.hint-own-secret")),
        SignatureVerdict::Valid => {
            let code = "diagnosis.refused-signature";
            Diagnosis::new(refused_with_secret(code, exchange, status, context))
                .hint(Phrase::new("diagnosis.hint-fingerprint"))
                .hint(match Framework::recognise(response) {
                    Some(framework) => Phrase::new("diagnosis.hint-raw-bytes-in")
                        .with("how", framework.raw_body_hint()),
                    None => Phrase::new("diagnosis.hint-raw-bytes"),
                })
        }
    }
}

/// Returns that the event was signed with another secret than its bot's; `None` if that is not known.
fn other_secret(exchange: &Exchange) -> Option<Phrase> {
    let mut explanation = exchange.signature.explanation.iter();
    explanation.find(|it| it.code() == NOT_THE_BOTS).cloned()
}

fn not_found(url: &str, response: &Response) -> Diagnosis {
    let path = path(url);
    let text = body_text(response);
    let is_fastapi = text.contains("\"detail\":\"Not Found\"");
    let diagnosis = Diagnosis::new(Phrase::new("diagnosis.no-path").with("path", path))
        .hint_if(
            text.contains("Cannot POST"),
            Phrase::new("diagnosis.hint-express-path"),
        )
        .hint_if(is_fastapi, Phrase::new("diagnosis.hint-fastapi-path"));
    if matches!(path, "/" | "") {
        let base = url.trim_end_matches('/');
        return diagnosis.hint(Phrase::new("diagnosis.hint-guide-path").with("base", base));
    }
    diagnosis.hint(Phrase::new("diagnosis.hint-path-spelling"))
}

fn not_allowed(url: &str, response: &Response) -> Diagnosis {
    let allowed = response
        .headers
        .text("Allow")
        .filter(|allowed| !allowed.is_empty());
    let message = match allowed {
        Some(allowed) => Phrase::new("diagnosis.path-takes-only").with("methods", allowed),
        None => Phrase::new("diagnosis.path-not-post"),
    };
    Diagnosis::new(message.with("path", path(url))).hint(Phrase::new("diagnosis.hint-post"))
}

fn too_large(exchange: &Exchange, response: &Response) -> Diagnosis {
    let size = exchange.request.body.len();
    let is_express = body_text(response).contains("PayloadTooLargeError");
    Diagnosis::new(Phrase::new("diagnosis.body-too-large").with("n", size))
        .hint_if(is_express, Phrase::new("diagnosis.hint-express-limit"))
        .hint(Phrase::new("diagnosis.hint-no-limit"))
}

fn wrong_type(exchange: &Exchange) -> Diagnosis {
    let sent = exchange.request.headers.text("Content-Type");
    let message = Phrase::new("diagnosis.content-type").with("type", sent.unwrap_or("none"));
    Diagnosis::new(message).hint(Phrase::new("diagnosis.hint-content-type"))
}

fn too_many(response: &Response) -> Diagnosis {
    let message = match response.headers.text("Retry-After") {
        Some(wait) => Phrase::new("diagnosis.too-many-wait").with("wait", wait),
        None => Phrase::new("diagnosis.too-many"),
    };
    Diagnosis::new(message).hint(Phrase::new("diagnosis.hint-limit"))
}

/// Returns the body if it is a refusal by momo's own server, not by a proxy.
fn momo_refusal(response: &Response) -> Option<&'static str> {
    let text = body_text(response).trim_end();
    MOMO_REFUSALS.into_iter().find(|message| *message == text)
}

fn gateway(response: &Response) -> Diagnosis {
    let code = match response.status {
        504 => "diagnosis.gateway-timeout",
        503 => "diagnosis.gateway-no-bot",
        _ => "diagnosis.gateway",
    };
    let server = response.headers.text("Server");
    let server = server.map_or_else(String::new, |server| format!(" (`{server}`)"));
    let message = Phrase::new(code).with("server", Arg::Text(server));
    Diagnosis::new(message.with("status", response.status))
        .hint(Phrase::new("diagnosis.hint-gateway"))
}
