//! Looks whether what an account needs is there: Kakao, NHN Cloud, the skill server's port.
//!
//! Nothing is changed anywhere: Kakao gets a HEAD without data, NHN Cloud a query for a message that cannot exist.
use crate::io::client::Client;
use crate::io::probe;
use crate::model::http::{Headers, Request, Response};
use crate::model::kakao::status::{Check, Found};
use crate::model::secret::Secret;
use serde_json::Value;
use std::time::Duration;

/// How long each look may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// NHN Cloud's answers that speak against the keys (github.com/TOAST-DOCS/Alimtalk, ko/error-code.md).
const REFUSALS: [(i64, &str); 4] = [
    (-1000, "the app key is wrong"),
    (-1001, "the secret key is wrong"),
    (-4004, "the app key is missing"),
    (-4005, "the app key is switched off"),
];

/// NHN Cloud's place and keys.
#[derive(Debug, Clone)]
pub struct Nhn {
    /// Where it answers.
    pub host: String,
    /// The app key.
    pub app_key: Secret,
    /// The secret key.
    pub secret_key: Secret,
}

/// Whether Kakao's API can be reached; any answer will do.
pub fn reach(client: &Client, url: &str) -> Check {
    let name = "Kakao's API";
    match client.send(&request("HEAD", url), PATIENCE).response {
        Ok(answer) => Check::new(
            name,
            Found::Works,
            format!("`{url}` answers ({})", answer.status),
        ),
        Err(failure) => Check::new(name, Found::Unknown, failure.message),
    }
}

/// Whether the skill server can take its port, or has it already.
pub fn port(client: &Client, port: u16) -> Check {
    let name = "skill server";
    if probe::is_free(port) {
        return Check::new(name, Found::Works, format!("port {port} is free"));
    }
    let url = format!("http://127.0.0.1:{port}/health");
    match client.send(&request("GET", &url), PATIENCE).response {
        Ok(answer) if answer.status == 200 && answer.body.trim_ascii() == b"ok" => {
            Check::new(name, Found::Works, format!("runs on port {port}"))
        }
        _ => Check::new(
            name,
            Found::No,
            format!("something else has port {port}, or momo may not take it"),
        ),
    }
}

/// Whether NHN Cloud takes the keys.
pub fn nhn(client: &Client, nhn: &Nhn) -> Check {
    let name = "NHN Cloud";
    let texts = nhn.app_key.reveal_text().zip(nhn.secret_key.reveal_text());
    let fits = |key: &str| {
        key.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let Some((app_key, secret)) = texts.filter(|(app_key, _)| fits(app_key)) else {
        return Check::new(name, Found::No, "the app key holds what no app key holds");
    };
    let base = nhn.host.trim_end_matches('/');
    // The id is of no message: the answer tells only whether the keys are right.
    let url = format!("{base}/friendtalk/v2.4/appkeys/{app_key}/messages/momo-kakao-status/1");
    let mut request = request("GET", &url);
    request.headers.push("X-Secret-Key", secret);
    match client.send(&request, PATIENCE).response {
        Ok(answer) => judge(name, &answer),
        Err(failure) => Check::new(name, Found::Unknown, failure.message),
    }
}

fn judge(name: &'static str, answer: &Response) -> Check {
    let body: Option<Value> = serde_json::from_slice(&answer.body).ok();
    let code = body.and_then(|body| body.get("header")?.get("resultCode")?.as_i64());
    let Some(code) = code else {
        let says = format!(
            "answered {}, without the header that NHN Cloud documents",
            answer.status
        );
        return Check::new(name, Found::Unknown, says);
    };
    match REFUSALS.iter().find(|(refusal, _)| *refusal == code) {
        Some((_, why)) => Check::new(name, Found::No, format!("{why} ({code})")),
        None => Check::new(name, Found::Works, "takes the keys"),
    }
}

fn request(method: &str, url: &str) -> Request {
    Request {
        method: method.into(),
        url: url.into(),
        headers: Headers::new(),
        body: Vec::new(),
    }
}
