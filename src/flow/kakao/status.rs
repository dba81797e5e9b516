//! Looks whether what an account needs is there: Kakao, NHN Cloud, the skill server's port.
//!
//! Nothing is changed anywhere: Kakao gets a HEAD without data, NHN Cloud a query for a message that cannot exist.
use crate::io::client::Client;
use crate::io::probe;
use crate::model::http::{Headers, Request};
use crate::model::kakao::status::{Check, Found};
use crate::model::nhn::Via;
use crate::model::nhn::answer::Header;
use crate::model::nhn::request::Access;
use std::time::Duration;

/// How long each look may take.
const PATIENCE: Duration = Duration::from_secs(5);

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
pub fn nhn(client: &Client, access: &Access) -> Check {
    let name = "NHN Cloud";
    // The id is of no message: the answer tells only whether the keys are right.
    let request = access.result(Via::FriendTalk, "momo-kakao-status");
    let answer = match client.send(&request, PATIENCE).response {
        Ok(answer) => answer,
        Err(failure) => return Check::new(name, Found::Unknown, failure.message),
    };
    match Header::read(&answer) {
        None => {
            let status = answer.status;
            let says = format!("answered {status}, without the header that NHN Cloud documents");
            Check::new(name, Found::Unknown, says)
        }
        Some(header) if header.is_about_the_keys() => {
            let (means, _) = header.explanation();
            Check::new(name, Found::No, format!("{means} ({})", header.result_code))
        }
        Some(_) => Check::new(name, Found::Works, "takes the keys"),
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
