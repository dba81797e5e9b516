//! Runs the demo: a platform, a bot and a user on this machine, with a check after each step.
//!
//! The steps register a bot, deliver a signed event, verify its signature, read the bot's reply, reject a forged event
//! and check the history.
use super::api::{ApiClient, ApiResult};
use super::platform::{Platform, PlatformOptions};
use super::receive::{Authenticator, Echo, Receiver, ReceiverOptions, SecretCache, SeenEvents};
use crate::error::{Error, Result};
use crate::io::client::{Client, ClientOptions};
use crate::io::files::{Credentials, Home};
use crate::io::sqlite::{History, Recorder};
use crate::model::activity::Activity;
use crate::model::history::exchange::{Direction, Exchange, ExchangeKind};
use crate::model::history::query::Query;
use crate::model::http::Request;
use crate::model::platform::demo::DemoStep;
use crate::model::platform::room::DEFAULT_USER;
use crate::model::protocol::momotalk_sign;
use crate::model::secret::Secret;
use crate::model::secret::signature::{SIGNATURE_HEADER, Signature, Signer};
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

const STEP_TIMEOUT: Duration = Duration::from_secs(5);
const USER_TEXT: &str = "안녕하세요";

/// Details of a passed step, or why its check failed.
type StepResult = std::result::Result<Vec<String>, String>;

/// State shared by the steps.
struct DemoRun {
    home: Home,
    platform: Platform,
    receiver: Receiver,
    receiver_events: mpsc::Receiver<Activity>,
    api: Option<ApiClient>,
    bot_id: String,
    secret: Option<Secret>,
    user_message_id: i64,
    delivered_event: Option<Arc<Exchange>>,
}

type StepFn = fn(&mut DemoRun) -> Result<StepResult>;

/// Title, equivalent command and function of each step.
const STEPS: [(&str, &str, StepFn); 8] = [
    ("A local platform runs", "momo dev", DemoRun::ask_platform),
    (
        "A bot is registered",
        "momo bot create --name Echo --callback-url 3000",
        DemoRun::register,
    ),
    (
        "The bot answers the webhook test",
        "momo webhook listen --port 3000 --echo    # then: momo bot test",
        DemoRun::test_webhook,
    ),
    (
        "Somebody writes in a room, and the bot gets the event, signed",
        "momo room say --room 1 --user 앨리스 안녕하세요",
        DemoRun::say,
    ),
    (
        "The signature is that of these very bytes",
        "momo webhook history list --type talk.message_created --limit 1 --json | momo verify -",
        DemoRun::verify,
    ),
    (
        "The bot replies through the message API",
        "momo room messages --room 1",
        DemoRun::read_reply,
    ),
    (
        "A forged event is refused",
        "momo webhook replay momotalk/message_created --to 3000 --secret not-the-secret",
        DemoRun::send_forged_event,
    ),
    (
        "Everything that went over the wire is kept",
        "momo webhook history list",
        DemoRun::check_history,
    ),
];

/// Runs the demo in this home folder and reports each step. Stops at the first failed one. Returns whether all passed.
///
/// # Errors
///
/// Fails if platform, receiver or history cannot be opened, a call gets no response, or `report` fails.
pub fn run(home: &Home, mut report: impl FnMut(&DemoStep) -> Result<()>) -> Result<bool> {
    let mut demo = DemoRun::start(home)?;
    for (index, (title, command, step_fn)) in STEPS.into_iter().enumerate() {
        let result = step_fn(&mut demo)?;
        let (details, problem) = match result {
            Ok(details) => (details, None),
            Err(problem) => (Vec::new(), Some(problem)),
        };
        let step = DemoStep {
            number: index + 1,
            title,
            command,
            details,
            problem,
        };
        report(&step)?;
        if !step.passed() {
            return Ok(false);
        }
    }
    Ok(true)
}

impl DemoRun {
    /// Starts platform and receiver, each on a free port.
    fn start(home: &Home) -> Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let recorder = Recorder::start(&home.history_file()?)?;
        let options = PlatformOptions::new(home.clone(), address, recorder.clone());
        let platform = Platform::start(options)?;
        let (sender, receiver_events) = mpsc::channel();
        let auth = Authenticator::momotalk_only(SecretCache::from_home(home.clone(), None)?);
        let seen = SeenEvents::from_history(&home.history_file()?)?;
        let options = ReceiverOptions {
            echo: Some(Echo::from_home(home.clone())),
            ..ReceiverOptions::new(address, auth, recorder, seen)
        };
        let receiver = Receiver::start(options, move |event| {
            // Fails if the demo ended before the receiver.
            let _ = sender.send(event);
        })?;
        Ok(Self {
            home: home.clone(),
            platform,
            receiver,
            receiver_events,
            api: None,
            bot_id: String::new(),
            secret: None,
            user_message_id: 0,
            delivered_event: None,
        })
    }

    fn ask_platform(&mut self) -> Result<StepResult> {
        let base = self.platform.api_base().to_owned();
        let credentials = Credentials::load(&self.home)?;
        let token = credentials.console_token(&base, "developer").cloned();
        let token = token.ok_or_else(|| Error::unknown("the platform made no console token"))?;
        let api = ApiClient::new(&base, token)?.with_timeout(STEP_TIMEOUT);
        let result = api.get("/health")?;
        self.api = Some(api);
        Ok(value_or_problem(result).map(|_| vec![base]))
    }

    fn register(&mut self) -> Result<StepResult> {
        let url = format!("{}/", self.receiver.url());
        let result = self
            .api()?
            .post("/bots", &json!({ "name": "Echo", "callback_url": url }))?;
        let bot = match value_or_problem(result) {
            Ok(bot) => bot,
            Err(problem) => return Ok(Err(problem)),
        };
        self.bot_id = text_field(&bot, "bot_id");
        let (token, secret) = (
            text_field(&bot, "bot_token"),
            text_field(&bot, "webhook_secret"),
        );
        let (Some(token), Some(secret)) = (Secret::new(token), Secret::new(secret)) else {
            return Ok(Err("the answer holds no token and no webhook secret".into()));
        };
        let details = vec![
            format!("{}  callback {url}", self.bot_id),
            format!(
                "token and webhook secret are in a file that only you can read (fingerprints {} and {})",
                token.fingerprint(),
                secret.fingerprint()
            ),
        ];
        Credentials::update(&self.home, |credentials| {
            let entry = credentials.bot_entry(&self.bot_id);
            entry.token = Some(token);
            entry.name = Some("Echo".into());
            entry.callback_url = Some(url);
            Ok(())
        })?;
        self.secret = Some(secret);
        Ok(Ok(details))
    }

    fn test_webhook(&mut self) -> Result<StepResult> {
        let path = format!("/bots/{}/test", self.bot_id);
        let result = self.api()?.post(&path, &json!({}))?;
        Ok(value_or_problem(result).and_then(|result| {
            if result["delivered"] != true {
                return Err(format!(
                    "the bot did not take it: {}",
                    text_field(&result, "failure")
                ));
            }
            let ms = result["ms"].as_f64().unwrap_or_default();
            Ok(vec![format!(
                "answer {} after {ms:.1} ms",
                result["status"]
            )])
        }))
    }

    fn say(&mut self) -> Result<StepResult> {
        let body = json!({ "user": DEFAULT_USER, "body": USER_TEXT });
        let result = self.api()?.post("/rooms/1/messages", &body)?;
        let posted = match value_or_problem(result) {
            Ok(posted) => posted,
            Err(problem) => return Ok(Err(problem)),
        };
        self.user_message_id = posted["message"]["message_id"].as_i64().unwrap_or_default();
        let event_id = text_field(&posted["deliveries"][0], "event_id");
        let Some(exchange) = self.wait_for_event(&event_id) else {
            return Ok(Err(format!("the event `{event_id}` did not reach the bot")));
        };
        let mut details = vec![format!(
            "{} {}",
            exchange.request.method,
            self.receiver.url()
        )];
        let shown = ["X-MoMoTalk-Bot-Id", "X-MoMoTalk-Event-Id", SIGNATURE_HEADER];
        details.extend(shown.iter().map(|name| {
            let value = exchange.request.headers.text(name).unwrap_or("(missing)");
            format!("{name}: {value}")
        }));
        details.push(String::from_utf8_lossy(&exchange.request.body).into_owned());
        let response = exchange.response.as_ref();
        let status = response.map_or(0, |response| response.status);
        let body = response.map_or(String::new(), |response| {
            String::from_utf8_lossy(&response.body).trim().to_owned()
        });
        details.push(format!(
            "-> {status} {body} after {:.1} ms",
            exchange.timing.total_ms
        ));
        self.delivered_event = Some(exchange);
        Ok(if status == 200 {
            Ok(details)
        } else {
            Err(details.join(", "))
        })
    }

    /// Verifies the signature independently of the receiver: the delivered bytes pass, one changed byte does not.
    fn verify(&mut self) -> Result<StepResult> {
        let (Some(exchange), Some(secret)) = (&self.delivered_event, &self.secret) else {
            return Ok(Err("there is nothing to verify".into()));
        };
        let value = exchange
            .request
            .headers
            .get(SIGNATURE_HEADER)
            .unwrap_or_default();
        let signature = match Signature::parse(value) {
            Ok(signature) => signature,
            Err(error) => return Ok(Err(error.to_string())),
        };
        let signer = Signer::new(secret);
        let mut changed = exchange.request.body.clone();
        if let Some(byte) = changed.last_mut() {
            *byte ^= 1;
        }
        let checks = (
            signer.verify(&exchange.request.body, &signature),
            signer.verify(&changed, &signature),
        );
        Ok(match checks {
            (true, false) => Ok(vec![
                format!("as delivered ({} bytes): valid", changed.len()),
                "with one byte changed: invalid".into(),
            ]),
            (false, _) => Err("the delivered signature is not that of the delivered bytes".into()),
            (_, true) => Err("a changed body passes as well".into()),
        })
    }

    fn read_reply(&mut self) -> Result<StepResult> {
        let result = self.api()?.get("/rooms/1/messages")?;
        Ok(value_or_problem(result).and_then(|value| {
            let messages = value["messages"].as_array().cloned().unwrap_or_default();
            let reply = messages
                .iter()
                .find(|it| it["reply_to_message_id"] == self.user_message_id);
            match reply {
                Some(reply) if text_field(reply, "body") == format!("Echo: {USER_TEXT}") => {}
                Some(reply) => {
                    return Err(format!("the bot replied `{}`", text_field(reply, "body")));
                }
                None => return Err("the bot did not reply".into()),
            }
            let line = |message: &Value| {
                format!(
                    "{}: {}",
                    text_field(message, "sender_name"),
                    text_field(message, "body")
                )
            };
            Ok(messages.iter().map(line).collect())
        }))
    }

    fn send_forged_event(&mut self) -> Result<StepResult> {
        let body = self
            .delivered_event
            .as_ref()
            .map(|it| it.request.body.clone());
        let url = format!("{}/", self.receiver.url());
        let mut request = Request::post(url, "application/json", body.unwrap_or_default());
        let wrong = Secret::new("not-the-secret");
        let wrong = wrong.ok_or_else(|| Error::unknown("the forger's secret is empty"))?;
        momotalk_sign(&mut request, &wrong);
        let outcome = Client::new(ClientOptions::default())?.send(&request, STEP_TIMEOUT);
        Ok(match outcome.response {
            Ok(response) if response.status == 401 => {
                let body = String::from_utf8_lossy(&response.body).trim().to_owned();
                Ok(vec![format!("-> 401 {body}")])
            }
            Ok(response) => Err(format!("the bot answered {} to a forgery", response.status)),
            Err(failure) => Err(failure.message.to_string()),
        })
    }

    fn check_history(&mut self) -> Result<StepResult> {
        let history = History::open_existing(&self.home.history_file()?)?;
        let deadline = Instant::now() + STEP_TIMEOUT;
        loop {
            let (details, is_complete) = inventory(&history.list(&Query::default())?);
            if is_complete {
                return Ok(Ok(vec![details]));
            }
            if Instant::now() > deadline {
                return Ok(Err(format!("something is missing: {details}")));
            }
            // The sent side of the last exchange may not be committed yet.
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until the receiver has answered the event and returns its exchange; `None` after the time-out.
    fn wait_for_event(&self, event_id: &str) -> Option<Arc<Exchange>> {
        let deadline = Instant::now() + STEP_TIMEOUT;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Activity::Exchange(observed) = self.receiver_events.recv_timeout(left).ok()? else {
                continue;
            };
            let exchange = observed.exchange;
            let is_wanted = exchange.event_id.as_deref() == Some(event_id);
            if is_wanted && exchange.direction == Direction::Received {
                return Some(exchange);
            }
        }
    }

    fn api(&self) -> Result<&ApiClient> {
        let not_called = || Error::unknown("the platform has not been asked yet");
        self.api.as_ref().ok_or_else(not_called)
    }
}

/// Counts the exchanges of the history and returns whether they are complete.
///
/// Test event, message event and reply are stored on both sides; the forged event only as received.
fn inventory(exchanges: &[Exchange]) -> (String, bool) {
    let count = |direction, kind| {
        exchanges
            .iter()
            .filter(|it| it.direction == direction && it.kind == kind)
            .count()
    };
    let sent = count(Direction::Sent, ExchangeKind::Event);
    let received = count(Direction::Received, ExchangeKind::Event);
    let (made, accepted) = (
        count(Direction::Sent, ExchangeKind::Api),
        count(Direction::Received, ExchangeKind::Api),
    );
    let details = format!(
        "{} exchanges: events sent {sent} and received {received}, message calls made {made} and taken {accepted}",
        exchanges.len()
    );
    (details, (sent, received, made, accepted) == (2, 3, 1, 1))
}

/// Converts a problem to its text.
fn value_or_problem(result: ApiResult) -> std::result::Result<Value, String> {
    result.map_err(|problem| {
        format!(
            "the platform answered {}: {}",
            problem.status, problem.message
        )
    })
}

fn text_field(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}
