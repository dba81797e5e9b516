//! Checks the services that an account needs: Kakao, NHN Cloud and the skill server's port.
//!
//! The checks change nothing: Kakao gets a HEAD request, NHN Cloud a query for a message that cannot exist.
use crate::io::client::Client;
use crate::io::probe;
use crate::model::http::{Headers, Request};
use crate::model::kakao::status::{AccountCheck, CheckOutcome};
use crate::model::nhn::Via;
use crate::model::nhn::request::NhnApi;
use crate::model::nhn::response::ResultHeader;
use std::time::Duration;

/// Timeout of each check.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Checks whether Kakao's API responds; any status counts.
pub fn check_kakao_api(client: &Client, url: &str) -> AccountCheck {
    let name = "Kakao's API";
    match client.send(&request("HEAD", url), TIMEOUT).response {
        Ok(response) => AccountCheck::new(
            name,
            CheckOutcome::Works,
            format!("`{url}` answers ({})", response.status),
        ),
        Err(failure) => AccountCheck::new(name, CheckOutcome::Unknown, failure.message),
    }
}

/// Checks whether the skill server's port is free or the skill server runs there.
pub fn check_skill_port(client: &Client, port: u16) -> AccountCheck {
    let name = "skill server";
    if probe::is_port_free(port) {
        return AccountCheck::new(name, CheckOutcome::Works, format!("port {port} is free"));
    }
    let url = format!("http://127.0.0.1:{port}/health");
    match client.send(&request("GET", &url), TIMEOUT).response {
        Ok(response) if response.status == 200 && response.body.trim_ascii() == b"ok" => {
            AccountCheck::new(name, CheckOutcome::Works, format!("runs on port {port}"))
        }
        _ => AccountCheck::new(
            name,
            CheckOutcome::Fails,
            format!("something else has port {port}, or momo may not take it"),
        ),
    }
}

/// Checks whether NHN Cloud accepts the keys.
pub fn check_nhn_cloud(client: &Client, api: &NhnApi) -> AccountCheck {
    let name = "NHN Cloud";
    // No message has this id: the response depends only on the keys.
    let request = api.query_result(Via::FriendTalk, "momo-kakao-status");
    let response = match client.send(&request, TIMEOUT).response {
        Ok(response) => response,
        Err(failure) => return AccountCheck::new(name, CheckOutcome::Unknown, failure.message),
    };
    match ResultHeader::parse(&response) {
        None => {
            let status = response.status;
            let message = format!("answered {status}, without the header that NHN Cloud documents");
            AccountCheck::new(name, CheckOutcome::Unknown, message)
        }
        Some(header) if header.is_key_error() => {
            let (meaning, _) = header.explanation();
            AccountCheck::new(
                name,
                CheckOutcome::Fails,
                format!("{meaning} ({})", header.result_code),
            )
        }
        Some(_) => AccountCheck::new(name, CheckOutcome::Works, "takes the keys"),
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
