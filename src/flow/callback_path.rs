//! Finds the path of a callback URL that was given without one, by asking the bot.
use crate::error::Result;
use crate::io::client::{Client, ClientOptions};
use crate::io::system;
use crate::model::diagnosis::PROBE_EVENT;
use crate::model::history::exchange::FailureCause;
use crate::model::http::{Request, target};
use crate::model::kakao::config::DEFAULT_PATH;
use crate::model::platform::bot::CALLBACK_PATH;
use crate::model::text::id;
use serde_json::json;
use std::time::Duration;

/// Maximum time for one answer.
const TIMEOUT: Duration = Duration::from_secs(3);

/// A callback URL and how its path was chosen.
#[derive(Debug)]
pub struct CallbackChoice {
    pub url: String,
    /// For the user; `None` if the path was given.
    pub note: Option<String>,
    /// Whether a bot answers there, or the path was given.
    pub is_found: bool,
}

/// Returns whether a target names an address of this machine, `url`, without a path.
pub fn is_without_path(target: &str, url: &str) -> bool {
    !target::has_path(target) && target::is_loopback(url)
}

/// Returns the callback URL that `target` means; `url` is what it resolves to.
///
/// If it names an address of this machine without a path, posts an unsigned event on which no bot acts to `/`, then to
/// the path of MoMoTalk's guide, and takes the first at which a bot is.
///
/// # Errors
/// Fails if no request can be made at all.
pub fn choose(target: &str, url: String) -> Result<CallbackChoice> {
    if !is_without_path(target, &url) {
        return Ok(CallbackChoice {
            url,
            note: None,
            is_found: true,
        });
    }
    let client = Client::new(ClientOptions::default())?;
    let root = url.trim_end_matches('/').to_owned();
    let mut statuses = Vec::new();
    for path in ["/", CALLBACK_PATH] {
        let chosen = format!("{root}{path}");
        let Some(status) = answer_of(&client, &chosen)? else {
            break;
        };
        if is_taken(status) {
            let answers = format!("{status}{}", list(&statuses));
            return Ok(CallbackChoice {
                note: Some(format!("Events go to {chosen}, which answers {answers}.")),
                url: chosen,
                is_found: true,
            });
        }
        statuses.push((path, status));
    }
    let others = list(&statuses);
    let why = match statuses.is_empty() {
        true => format!("Nothing answers at {root} yet"),
        false => format!("No bot is at the paths that were tried{others}"),
    };
    let note = format!(
        "{why}: events go to the path `/`; `momo bot update --callback-url {root}/PATH` names another."
    );
    Ok(CallbackChoice {
        url,
        note: Some(note),
        is_found: false,
    })
}

/// Returns the URL of the skill that `target` means, and whether a skill was found or the path was given; `url` is what it resolves to.
///
/// Tries paths as [`choose`] does. What it posts is no call: nobody says anything to the skill. One that breaks off at it is there.
///
/// # Errors
/// Fails if no request can be made at all.
pub fn choose_skill(target: &str, url: String) -> Result<(String, bool)> {
    if !is_without_path(target, &url) {
        return Ok((url, true));
    }
    let client = Client::new(ClientOptions::default())?;
    for path in ["/skill", DEFAULT_PATH, "/"] {
        let chosen = format!("{}{path}", url.trim_end_matches('/'));
        let request = Request::post(&chosen, "application/json", b"{}".to_vec());
        match client.send(&request, TIMEOUT).response {
            Ok(response) if !is_taken(response.status) => {}
            Err(failure) if failure.cause != FailureCause::Broken => break,
            _ => return Ok((chosen, true)),
        }
    }
    Ok((url, false))
}

/// Returns `` (`/` answers 404)``; empty without statuses.
fn list(statuses: &[(&str, u16)]) -> String {
    if statuses.is_empty() {
        return String::new();
    }
    let answers = statuses
        .iter()
        .map(|(path, status)| format!("`{path}` answers {status}"));
    format!(" ({})", answers.collect::<Vec<_>>().join(", "))
}

/// Posts the event and returns the status; `None` if no answer comes.
fn answer_of(client: &Client, url: &str) -> Result<Option<u16>> {
    let event_id = id::event(system::random_bytes()?);
    let body = json!({ "event_id": event_id, "event_type": PROBE_EVENT }).to_string();
    let request = Request::post(url, "application/json", body.into_bytes());
    let response = client.send(&request, TIMEOUT).response;
    Ok(response.ok().map(|response| response.status))
}

/// Returns whether a bot is at the path: frameworks answer 404 or 405 where there is no handler of a POST.
fn is_taken(status: u16) -> bool {
    !matches!(status, 404 | 405 | 410 | 501)
}
