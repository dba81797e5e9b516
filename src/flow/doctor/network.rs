//! What the doctor asks the network: the platform of the profile, the bot's callback, the proxy. None of it is required.
use crate::error::Result;
use crate::flow::diagnosis::event_body;
use crate::io::client::{Client, ClientOptions, proxy_variable};
use crate::io::{probe, system};
use crate::model::doctor::{self, DoctorFinding, DoctorLevel};
use crate::model::http::{Headers, Request};
use crate::model::protocol::{Event, momotalk_sign_event};
use crate::model::secret::Secret;
use crate::model::secret::signature::Signer;
use crate::model::text::id;
use std::time::Duration;

/// Time limit of each request.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Whom to ask.
#[derive(Debug, Default)]
pub struct NetworkFacts {
    /// Neither platform nor bot is asked.
    pub is_offline: bool,
    /// Name of the profile.
    pub profile: String,
    /// Base URL of the profile's API; `None` if it is not known, as where no local platform runs.
    pub api_base: Option<String>,
    /// Where the bot listens; `None` if no settings name it.
    pub callback: Option<CallbackTarget>,
    /// Name and URL of each proxy variable that is set.
    pub proxies: Vec<(String, String)>,
}

#[derive(Debug)]
pub struct CallbackTarget {
    pub url: String,
    /// Id and webhook secret of the bot; `None` if none are known.
    pub bot: Option<(String, Secret)>,
}

pub(super) fn examine(facts: &NetworkFacts) -> Result<Vec<DoctorFinding>> {
    let mut findings = proxies(facts);
    if facts.is_offline {
        let not_asked = |code| DoctorFinding::new(code, DoctorLevel::Note, "not asked (--offline)");
        findings.extend(["profile", "clock", "callback"].map(not_asked));
        return Ok(findings);
    }
    let client = Client::new(ClientOptions::default())?;
    findings.extend(platform(&client, facts));
    findings.push(match &facts.callback {
        Some(callback) => ask_bot(&client, callback)?,
        None => {
            let message = "no `callback` is set, so no bot was asked";
            DoctorFinding::new("callback", DoctorLevel::Note, message)
                .advice("`momo config set callback 3000/momotalk/webhook --project`, or `momo doctor --callback TARGET`.")
        }
    });
    Ok(findings)
}

fn proxies(facts: &NetworkFacts) -> Vec<DoctorFinding> {
    let code = "proxy";
    if facts.proxies.is_empty() {
        let message = "no proxy is set";
        return vec![DoctorFinding::new(code, DoctorLevel::Fine, message)];
    }
    let used = facts.api_base.as_deref().and_then(proxy_variable);
    let finding = |(variable, url): &(String, String)| {
        let is_used = used == Some(&**variable);
        let whom = match is_used {
            true => "momo's calls of the platform go through it",
            false => "momo's calls of the platform do not need it",
        };
        // The URL may hold a password.
        match probe::can_connect(&with_scheme(url)) {
            true => {
                let message = format!("{variable} is set: {whom}");
                DoctorFinding::new(code, DoctorLevel::Note, message)
            }
            false => {
                let message = format!("{variable} names a proxy that takes no connection: {whom}");
                DoctorFinding::new(code, DoctorLevel::Problem, message).advice(format!(
                    "Unset {variable}, or exempt hosts with NO_PROXY; this machine itself needs neither."
                ))
            }
        }
    };
    facts.proxies.iter().map(finding).collect()
}

fn with_scheme(url: &str) -> String {
    match url.contains("://") {
        true => url.to_owned(),
        false => format!("http://{url}"),
    }
}

/// Asks the platform whether it is there, and what time it has.
fn platform(client: &Client, facts: &NetworkFacts) -> Vec<DoctorFinding> {
    let code = "profile";
    let name = &facts.profile;
    let Some(base) = &facts.api_base else {
        let message = format!(
            "the platform of the profile `{name}` is not running, or its address is not known"
        );
        let finding = DoctorFinding::new(code, DoctorLevel::Note, message)
            .advice("`momo dev` runs a local one; `--profile` chooses another.");
        return vec![finding, doctor::clock("", None, system::now())];
    };
    let request = Request {
        method: "GET".to_owned(),
        url: format!("{base}/health"),
        headers: Headers::default(),
        body: Vec::new(),
    };
    let outcome = client.call_api(&request, TIMEOUT);
    let now = system::now();
    match outcome.response {
        Ok(response) => {
            let message = format!(
                "the platform of `{name}` answers at {base} ({})",
                response.status
            );
            let date = response.headers.text("date");
            vec![
                DoctorFinding::new(code, DoctorLevel::Fine, message),
                doctor::clock(base, date, now),
            ]
        }
        Err(failure) => {
            let message = format!(
                "the platform of `{name}` cannot be reached at {base}: {}",
                failure.message
            );
            let finding = DoctorFinding::new(code, DoctorLevel::Unknown, message)
                .advice("Only commands that call the platform need it.");
            vec![finding, doctor::clock("", None, now)]
        }
    }
}

/// Sends the bot one signed event of a type that it must pass over.
fn ask_bot(client: &Client, callback: &CallbackTarget) -> Result<DoctorFinding> {
    let Some((bot_id, secret)) = &callback.bot else {
        let message = format!(
            "{} was not asked: no bot's webhook secret is known",
            callback.url
        );
        let finding = DoctorFinding::new("callback", DoctorLevel::Unknown, message);
        return Ok(finding.advice("`--bot` chooses one, `momo bot add` keeps one."));
    };
    let event_id = id::event(system::random_bytes()?);
    let body = event_body(&event_id, bot_id, system::now());
    let mut request = Request::post(&callback.url, "application/json", body.clone());
    momotalk_sign_event(&mut request, &Event::parse(&body), &Signer::new(secret));
    let outcome = client.send(&request, TIMEOUT);
    let (status, why) = match outcome.response {
        Ok(response) => (Some(response.status), None),
        Err(failure) => (None, Some(failure.message.to_string())),
    };
    Ok(doctor::callback(&callback.url, status, why.as_deref()))
}
