//! Diagnoses responses by status and body.
use super::{
    Diagnosis, DiagnosisContext, MOMO_REFUSALS, body_text, html_title, is_html, kakao, path,
    with_scheme,
};
use crate::model::history::exchange::Exchange;
use crate::model::http::Response;
use crate::model::http::target;
use crate::model::secret::signature::SignatureVerdict;

pub(super) fn diagnose(
    exchange: &Exchange,
    response: &Response,
    context: &DiagnosisContext,
) -> Option<Diagnosis> {
    let url = &*exchange.request.url;
    if let Some(diagnosis) = kakao::diagnose(exchange, response, context) {
        return Some(with_page(diagnosis, response));
    }
    let diagnosis = match response.status {
        200..=299 => return diagnose_success(response),
        300..=399 => redirect(url, response),
        400 => bad_request(url, response),
        401 | 403 => forbidden(exchange, response, context),
        404 => not_found(url, response),
        405 => not_allowed(url, response),
        411 => Diagnosis::new("the server wants a `Content-Length`, which momo sends")
            .hint("Does a proxy before the bot take it away?"),
        413 => too_large(exchange, response),
        415 => wrong_type(exchange),
        421 => Diagnosis::new(format!(
            "the server does not answer for the host `{}`",
            target::authority(url)
        ))
        .hint("Give the name that it expects: `-H 'Host: NAME'`."),
        429 => too_many(response),
        503 if let Some(message) = momo_refusal(response) => Diagnosis::new(format!(
            "momo listens there, and its receiver says: {message} (503)"
        ))
        .hint("The receiver's own terminal says what kept it."),
        502..=504 => gateway(response),
        500.. => Diagnosis::new(format!(
            "the bot failed ({}); its own log knows more",
            response.status
        ))
        .hint("Its first lines above often name the place."),
        _ => Diagnosis::new(format!("{} is no answer to a webhook", response.status)),
    };
    Some(with_page(diagnosis, response))
}

/// Diagnoses a 2xx response: an HTML page suggests that another server responded.
fn diagnose_success(response: &Response) -> Option<Diagnosis> {
    is_html(response).then(|| {
        Diagnosis::new(describe_page(response))
            .hint("A bot answers with JSON or nothing: is it really the bot that listens there?")
    })
}

fn describe_page(response: &Response) -> String {
    match html_title(response) {
        Some(title) => format!("the answer is an HTML page, `{title}`"),
        None => "the answer is an HTML page".into(),
    }
}

fn with_page(diagnosis: Diagnosis, response: &Response) -> Diagnosis {
    let html = is_html(response);
    diagnosis.hint_if(
        html,
        format!(
            "Note that {}: a framework's or proxy's own.",
            describe_page(response)
        ),
    )
}

fn redirect(url: &str, response: &Response) -> Diagnosis {
    let Some(location) = response.headers.text("Location") else {
        return Diagnosis::new("the answer is a redirect without a `Location`");
    };
    let target_url = absolute(url, location);
    let diagnosis = Diagnosis::new(format!(
        "the answer is a redirect to `{location}`, which is not followed: signature and body are for the address that you gave"
    ));
    let (from, to) = (url.trim_end_matches('/'), target_url.trim_end_matches('/'));
    if from == to {
        diagnosis.hint(format!(
            "Only the slash at the end differs: `--to {target_url}`."
        ))
    } else if target_url == with_scheme(url, "https") {
        diagnosis.hint(format!("The server wants HTTPS: `--to {target_url}`."))
    } else if path(&target_url).contains("login") || path(&target_url).contains("signin") {
        diagnosis.hint("It leads to a login: the webhook's path must be open to the platform, which has no account there.")
    } else if target::authority(url) == target::authority(&target_url) {
        diagnosis.hint(format!("If that is the bot's place: `--to {target_url}`."))
    } else {
        diagnosis.hint(format!(
            "It leads to another host; if that is the bot's: `--to {target_url}`."
        ))
    }
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
        return Diagnosis::new(format!(
            "`{}` speaks TLS, and was called without",
            target::authority(url)
        ))
        .hint(format!("Try `--to {}`.", with_scheme(url, "https")));
    }
    if let Some(diagnosis) = wrong_host(&text) {
        return diagnosis;
    }
    Diagnosis::new("the bot found the request malformed")
        .hint("Does it read the body as JSON, and does it know every field that it insists on? See what was sent with `momo webhook history show ID`.")
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
            Diagnosis::new("the server does not answer to this host name").hint(
                "Allow the name in its settings, or send one that it knows: `-H 'Host: NAME'`.",
            )
        })
}

fn forbidden(exchange: &Exchange, response: &Response, context: &DiagnosisContext) -> Diagnosis {
    let text = body_text(response).to_lowercase();
    if let Some(diagnosis) = wrong_host(&text) {
        return diagnosis;
    }
    if text.contains("csrf") {
        return Diagnosis::new("the framework wants a CSRF token, which no webhook has")
            .hint("Exempt the webhook's path: its signature does the same work.");
    }
    if let Some(challenge) = response.headers.text("WWW-Authenticate") {
        return Diagnosis::new(format!(
            "the server wants a login (`{challenge}`), so probably not the bot itself answered"
        ))
        .hint("Open the webhook's path in the proxy or tunnel before the bot.");
    }
    let status = response.status;
    match exchange.signature.verdict {
        SignatureVerdict::Missing => Diagnosis::new(format!("the bot refused the request ({status}): it was sent without a signature"))
            .hint("Leave `--keep-signature` out, and momo signs it."),
        SignatureVerdict::Invalid => Diagnosis::new(format!("the bot refused the request ({status}): its signature is not that of this body and secret"))
            .hint_if(context.has_original_signature, "Leave `--keep-signature` out, and momo signs it anew."),
        SignatureVerdict::Unchecked => Diagnosis::new(format!("the bot refused the request ({status})")),
        SignatureVerdict::Valid => refused_signature(exchange, status, context),
    }
}

fn refused_signature(exchange: &Exchange, status: u16, context: &DiagnosisContext) -> Diagnosis {
    let fingerprint = exchange.signature.secret.as_deref().unwrap_or("unknown");
    let origin = context.secret_origin.as_deref().unwrap_or("momo");
    Diagnosis::new(format!(
        "the bot refused the signature ({status}), made with the secret of fingerprint {fingerprint} from {origin}"
    ))
    .hint("Does the bot hold the same secret? In its environment: `printf %s \"$MOMOTALK_WEBHOOK_SECRET\" | sha256sum | cut -c1-8` must print that fingerprint.")
    .hint("Does it check the raw bytes of the body, before a JSON parser had them (Express: `express.raw({ type: \"application/json\" })`)?")
}

fn not_found(url: &str, response: &Response) -> Diagnosis {
    let path = path(url);
    let text = body_text(response);
    let diagnosis = Diagnosis::new(format!("the server runs, but knows no path `{path}`"))
        .hint_if(
            text.contains("Cannot POST"),
            "These are Express's words: no `app.post` has this path.",
        )
        .hint_if(
            text.contains("\"detail\":\"Not Found\""),
            "These are FastAPI's words: no route has this path.",
        );
    if matches!(path, "/" | "") {
        let base = url.trim_end_matches('/');
        return diagnosis.hint(format!(
            "MoMoTalk's guide uses `/momotalk/webhook`: `--to {base}/momotalk/webhook`."
        ));
    }
    diagnosis.hint("Is it spelled as in the bot, slash at the end and all?")
}

fn not_allowed(url: &str, response: &Response) -> Diagnosis {
    let allowed = response
        .headers
        .text("Allow")
        .filter(|allowed| !allowed.is_empty());
    let accepted = allowed.map_or_else(
        || "not POST".to_owned(),
        |allowed| format!("only {allowed}"),
    );
    Diagnosis::new(format!("the path `{}` is there, but takes {accepted}", path(url)))
        .hint("Webhooks come as POST. Is the route registered for it, and is there no static page on that path?")
}

fn too_large(exchange: &Exchange, response: &Response) -> Diagnosis {
    let size = exchange.request.body.len();
    Diagnosis::new(format!(
        "the body is too large for the bot: it has {size} bytes"
    ))
    .hint_if(
        body_text(response).contains("PayloadTooLargeError"),
        "These are Express's words: `express.raw({ limit: \"1mb\" })` takes more than 100 kB.",
    )
    .hint("MoMoTalk documents no largest size.")
}

fn wrong_type(exchange: &Exchange) -> Diagnosis {
    let sent = exchange
        .request
        .headers
        .text("Content-Type")
        .unwrap_or("none");
    Diagnosis::new(format!(
        "the bot does not take the content type that was sent: `{sent}`"
    ))
    .hint("MoMoTalk sends JSON; another type can be tried with `-H 'Content-Type: TYPE'`.")
}

fn too_many(response: &Response) -> Diagnosis {
    let retry_after = response.headers.text("Retry-After");
    let retry_after = retry_after.map_or_else(String::new, |retry_after| {
        format!("; it asks to wait: `Retry-After: {retry_after}`")
    });
    Diagnosis::new(format!(
        "the bot takes no more requests for now{retry_after}"
    ))
    .hint("A webhook that is refused like this comes again: does the limit fit the traffic?")
}

/// Returns the body if it is a refusal by momo's own server, not by a proxy.
fn momo_refusal(response: &Response) -> Option<&'static str> {
    let text = body_text(response).trim_end();
    MOMO_REFUSALS.into_iter().find(|message| *message == text)
}

fn gateway(response: &Response) -> Diagnosis {
    let status = response.status;
    let server = response.headers.text("Server");
    let proxy = server.map_or_else(String::new, |server| format!(" (`{server}`)"));
    let problem = match status {
        504 => "did not get an answer from the bot in time",
        503 => "has no bot to pass the request to, or the bot is overloaded",
        _ => "could not reach the bot",
    };
    Diagnosis::new(format!("a proxy or tunnel before the bot{proxy} {problem} ({status})"))
        .hint("Does the bot run, and does the proxy know its right port? Try the bot directly: `--to PORT`.")
}
